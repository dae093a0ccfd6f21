"""What happens to a tenancy: balances, notices, inspections, complaints."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from goldthread.access.rules import May
from goldthread.catalogue.tables.codes import NOTICE_KIND
from goldthread.housing import actions, queries
from goldthread.housing.models import Inspection, Notice, RentBalance, Tenancy, TenancyComplaint
from goldthread.kernel.words import say_date
from goldthread.web.housing import forms
from goldthread.web.look.door import Door, page
from goldthread.web.people.acting import found, moment, sheet_of, version_of
from goldthread.web.refusing import may_be_sent_to


def _there(row: Any) -> str:
    return reverse("housing-tenancy", args=[row.pk if isinstance(row, Tenancy) else row.tenancy_id])


@may_be_sent_to
@page(May.RECORD)
def balance(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """What is owed on a day; the weekly charge as it was last said."""
    row, header = found(request, door, queries, Tenancy, key, "person: a rent balance")
    whole = queries.tenancy(key, seen_by=door.scope)
    last = whole.balances[-1].weekly_charge if whole and whole.balances else None
    form = forms.BalanceForm(request.POST or None, initial={"balance_on": door.today, "weekly_charge": last})
    return sheet_of(
        request,
        header,
        form,
        lambda told: actions.record_balance(tenancy=key, **told, by=door.scope, at=door.at),
        title="Record a rent balance",
        button="Save the balance",
        said="The balance is recorded.",
        there=_there(row),
    )


@may_be_sent_to
@page(May.RECORD)
def balance_again(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Mend a balance."""
    row, header = found(request, door, queries, RentBalance, key, "person: a rent balance mended")
    initial = {"balance": row.balance, "weekly_charge": row.weekly_charge}
    form = forms.BalanceAgainForm(request.POST or None, initial=initial)

    def act(told: dict[str, Any]) -> Any:
        return actions.change_balance(
            key, version=version_of(request, row), **told, by=door.scope, at=door.at
        )

    return sheet_of(
        request,
        header,
        form,
        act,
        title=f"Balance of {say_date(row.balance_on)}",
        button="Save",
        said="The balance is mended.",
        there=_there(row),
        more={"version": row.version},
    )


@may_be_sent_to
@page(May.RECORD)
def notice(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """A formal notice."""
    row, header = found(request, door, queries, Tenancy, key, "person: a notice")
    form = forms.NoticeForm(request.POST or None, initial={"served_on": door.today})

    def act(told: dict[str, Any]) -> Any:
        served = moment(told.pop("served_on"), told.pop("served_clock"), door=door)
        return actions.serve_notice(tenancy=key, served_at=served, **told, by=door.scope, at=door.at)

    return sheet_of(
        request,
        header,
        form,
        act,
        title="Record a notice",
        button="Record the notice",
        lead="A letter that asks for payment is no notice: raise a risk for it instead.",
        said="The notice is recorded.",
        there=_there(row),
    )


@may_be_sent_to
@page(May.RECORD)
def withdraw(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """A notice that the landlord takes back."""
    row, header = found(request, door, queries, Notice, key, "person: a notice withdrawn")
    form = forms.WithdrawForm(request.POST or None, initial={"withdrawn_on": door.today})
    kind = NOTICE_KIND.label(row.kind) if row.kind else "Notice"
    return sheet_of(
        request,
        header,
        form,
        lambda told: actions.withdraw_notice(key, **told, by=door.scope, at=door.at),
        title=f"{kind}, served {say_date(row.served_at)}",
        button="It is withdrawn",
        said="The notice is withdrawn.",
        there=_there(row),
    )


@may_be_sent_to
@page(May.RECORD)
def inspection(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """An inspection to come: Today asks for its result."""
    row, header = found(request, door, queries, Tenancy, key, "person: an inspection")
    form = forms.InspectionForm(request.POST or None)
    return sheet_of(
        request,
        header,
        form,
        lambda told: actions.plan_inspection(key, **told, by=door.scope, at=door.at),
        title="Plan an inspection",
        button="Save",
        said="The inspection is planned. Today asks for its result.",
        there=_there(row),
    )


@may_be_sent_to
@page(May.RECORD)
def inspected(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """What came of an inspection."""
    row, header = found(request, door, queries, Inspection, key, "person: an inspection")
    form = forms.InspectedForm(request.POST or None, initial={"held_on": min(row.due_on, door.today)})
    return sheet_of(
        request,
        header,
        form,
        lambda told: actions.hold_inspection(key, **told, by=door.scope, at=door.at),
        title=f"Inspection due {say_date(row.due_on)}",
        button="Save the result",
        said="The inspection is recorded.",
        there=_there(row),
    )


@may_be_sent_to
@page(May.RECORD)
def moved(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """An inspection that takes place on another day."""
    row, header = found(request, door, queries, Inspection, key, "person: an inspection moved")
    form = forms.MovedForm(request.POST or None)
    return sheet_of(
        request,
        header,
        form,
        lambda told: actions.move_inspection(key, **told, by=door.scope, at=door.at),
        title=f"Move the inspection of {say_date(row.due_on)}",
        button="Move it",
        said="The inspection is on another day.",
        there=_there(row),
    )


@may_be_sent_to
@page(May.RECORD)
def complaint(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """A complaint about the tenancy; into the register of risks with the same form, where it is one."""
    row, header = found(request, door, queries, Tenancy, key, "person: a complaint about the tenancy")
    form = forms.ComplaintForm(request.POST or None, initial={"received_on": door.today})

    return sheet_of(
        request,
        header,
        form,
        lambda told: actions.receive_complaint(key, **told, by=door.scope, at=door.at),
        title="Record a complaint",
        button="Record the complaint",
        lead="About the tenancy: by a neighbour or the landlord, or by the tenant about the home.",
        said="The complaint is recorded.",
        there=_there(row),
    )


@may_be_sent_to
@page(May.RECORD)
def complaint_closed(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """How a complaint closed."""
    row, header = found(request, door, queries, TenancyComplaint, key, "person: a complaint closed")
    form = forms.ComplaintClosedForm(request.POST or None, initial={"closed_on": door.today})
    return sheet_of(
        request,
        header,
        form,
        lambda told: actions.close_complaint(key, **told, by=door.scope, at=door.at),
        title=f"Complaint of {say_date(row.received_on)}",
        button="Close the complaint",
        said="The complaint is closed.",
        there=_there(row),
    )
