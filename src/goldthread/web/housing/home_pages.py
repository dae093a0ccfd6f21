"""A person's homes: tenancies from start to end, and where the person says they live."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from markupsafe import Markup

from goldthread.access.rules import May
from goldthread.housing import actions, queries
from goldthread.housing.models import Tenancy
from goldthread.housing.queries import TenancyWhole
from goldthread.housing.rules import CONFIRMED_EVERY
from goldthread.kernel.instants import civil_date
from goldthread.pictures.rent import rent
from goldthread.web.housing import forms
from goldthread.web.housing.acting import home_of, risk_waits
from goldthread.web.housing.saying import said
from goldthread.web.look.door import Door, page
from goldthread.web.people.acting import NOT_HERE, about, found, sheet_of, version_of, void_sheet
from goldthread.web.refusing import Missing, may_be_sent_to

AGREED = ("started_on", "agreement", "landlord_kind", "landlord", "landlord_contact", "settled")


@page()
def home(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """What is known of a person's homes: whether they have one, what threatens it, and what was done."""
    header = about(request, door, person, "person: home")
    if isinstance(header, HttpResponse):
        return header
    whole = queries.home(person, seen_by=door.scope)
    told = said(
        header=header,
        whole=whole,
        waits=risk_waits(door, person=person),
        may_record=door.scope.may(May.RECORD),
        unconfirmed=[one.tenancy.pk for one in whole.tenancies if _unconfirmed(one, door)],
    )
    return render(request, "housing/home.jinja", told)


def _unconfirmed(whole: TenancyWhole, door: Door) -> bool:
    row = whole.tenancy
    if row.ended_on is not None or row.status == "ended":
        return False
    last = row.last_confirmed_on if row.status == "held" else None
    return last is None or last < door.today - timedelta(days=CONFIRMED_EVERY)


@may_be_sent_to
@page(May.RECORD)
def start(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """A tenancy begins, or one that is held already is recorded."""
    header = about(request, door, person, "person: a tenancy")
    if isinstance(header, HttpResponse):
        return header
    form = forms.TenancyForm(request.POST or None)

    def act(told: dict[str, Any]) -> Any:
        return actions.start_tenancy(person=person, **told, by=door.scope, at=door.at)

    return sheet_of(
        request,
        header,
        form,
        act,
        title="Record a tenancy",
        button="Record the tenancy",
        lead="One that began before support counts too. What nobody knows stays blank.",
        said="The tenancy is recorded.",
        there=home_of(header),
    )


@page()
def tenancy(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """One tenancy: what is owed over time, notices, inspections, complaints, risks."""
    whole = queries.tenancy(key, seen_by=door.scope)
    if whole is None:
        raise Missing(NOT_HERE)
    header = about(request, door, whole.tenancy.person_id, "person: a tenancy")
    if isinstance(header, HttpResponse):
        return header
    told = said(
        header=header,
        whole=whole,
        row=whole.tenancy,
        drawn=drawn(whole),
        waits=risk_waits(door, person=header.pk),
        may_record=door.scope.may(May.RECORD),
        unconfirmed=_unconfirmed(whole, door),
    )
    return render(request, "housing/tenancy.jinja", told)


def drawn(whole: TenancyWhole) -> Markup:
    """What is owed over time, wide and narrow; every text in it is escaped where it is drawn."""
    owed = [(one.balance_on, one.balance) for one in whole.balances]
    served = [civil_date(one.served_at) for one in whole.notices]
    return Markup(rent(owed, served) + rent(owed, served, narrow=True))


def _tenancy(request: HttpRequest, door: Door, key: str, page_: str) -> tuple[Tenancy, Any, str]:
    row, header = found(request, door, queries, Tenancy, key, page_)
    return row, header, reverse("housing-tenancy", args=[key])


@may_be_sent_to
@page(May.RECORD)
def change(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Mend what is said of the agreement or the landlord; the second of two editors sees both."""
    row, header, there = _tenancy(request, door, key, "person: a tenancy, details")
    form = forms.TenancyForm(request.POST or None, initial={name: getattr(row, name) for name in AGREED})

    def act(told: dict[str, Any]) -> Any:
        version = version_of(request, row)
        return actions.change_tenancy(key, version=version, **told, by=door.scope, at=door.at)

    return sheet_of(
        request,
        header,
        form,
        act,
        title="Details of the tenancy",
        button="Save",
        said="The details of the tenancy are saved.",
        there=there,
        more={"version": row.version},
    )


@may_be_sent_to
@page(May.RECORD)
def confirm(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Somebody made sure that the tenancy is still held: one tap, the day filled in."""
    _, header, there = _tenancy(request, door, key, "person: a tenancy, confirmed")
    form = forms.ConfirmForm(request.POST or None, initial={"confirmed_on": door.today})
    return sheet_of(
        request,
        header,
        form,
        lambda told: actions.confirm_tenancy(key, **told, by=door.scope, at=door.at),
        title="Is the home still held?",
        button="Yes, it is still held",
        lead=f"Where it has ended, record its end instead. It is asked again after {CONFIRMED_EVERY} days.",
        said="The home is known to be held.",
        there=there,
    )


@may_be_sent_to
@page(May.RECORD)
def end(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """The end of a tenancy, with its reason."""
    _, header, there = _tenancy(request, door, key, "person: a tenancy, its end")
    form = forms.EndForm(request.POST or None, initial={"ended_on": door.today})
    return sheet_of(
        request,
        header,
        form,
        lambda told: actions.end_tenancy(key, **told, by=door.scope, at=door.at),
        title="End the tenancy",
        button="End the tenancy",
        lead="Risks that are open on this home stay in the register until somebody closes them.",
        said="The end of the tenancy is recorded.",
        there=there,
    )


@may_be_sent_to
@page(May.RECORD)
def living(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """Where a person says they live."""
    header = about(request, door, person, "person: where they live")
    if isinstance(header, HttpResponse):
        return header
    form = forms.LivingForm(request.POST or None, initial={"stated_on": door.today}, on=door.today)

    def act(told: dict[str, Any]) -> Any:
        return actions.record_accommodation(person=person, **told, by=door.scope, at=door.at)

    return sheet_of(
        request,
        header,
        form,
        act,
        title="Where the person lives",
        button="Save",
        lead="As they say it today. What they do not answer stays blank.",
        said="Where the person lives is recorded.",
        there=home_of(header),
    )


@may_be_sent_to
@page(May.RECORD)
def void(request: HttpRequest, door: Door, what: str, key: str) -> HttpResponse:
    """Say that something was entered in error: it is kept and never counted."""
    return void_sheet(request, door, queries, actions, what, key, there=home_of)
