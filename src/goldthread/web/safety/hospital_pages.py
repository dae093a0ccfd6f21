"""Crisis and hospital: contacts, stays, blocked discharges, and the housing question at each stage."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from goldthread.access.rules import May
from goldthread.housing import queries as homes
from goldthread.kernel.words import say_date
from goldthread.safety import actions, queries, rules
from goldthread.safety.models import HousingQuestion, SystemContact
from goldthread.web.look.clocks import waits
from goldthread.web.look.door import Door, page
from goldthread.web.people.acting import NOT_HERE, about, found, header_of, moment, sheet_of
from goldthread.web.refusing import Missing, may_be_sent_to
from goldthread.web.safety import hospital_forms as forms
from goldthread.web.safety.saying import label, lower, said


def _there(row: SystemContact) -> str:
    return reverse("safety-stay", args=[row.stay_id or row.pk])


@page()
def stay(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """One stay or crisis: what was asked of housing at each stage, what blocks the discharge, whose it is."""
    one = queries.stay(key, seen_by=door.scope)
    if one is None:
        raise Missing(NOT_HERE)
    header = header_of(request, door, one.row.person_id, "person: crisis or hospital")
    home = homes.home(header.pk, seen_by=door.scope)
    told = said(
        header=header,
        one=one,
        row=one.row,
        held=[each for each in home.tenancies if each.tenancy.ended_on is None],
        waits=waits(door, "discharge_unblocked", "housing_asked", person=header.pk),
        may_record=door.scope.may(May.RECORD),
    )
    return render(request, "safety/stay.jinja", told)


@may_be_sent_to
@page(May.RECORD)
def record(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """A crisis contact, an attendance, an admission, a placement out of area, or homelessness."""
    header = about(request, door, person, "person: crisis or hospital recorded")
    if isinstance(header, HttpResponse):
        return header
    form = forms.ContactForm(request.POST or None, initial={"happened_on": door.today})

    def act(told: dict[str, Any]) -> Any:
        when = moment(told.pop("happened_on"), told.pop("happened_clock"), door=door)
        return actions.record_system_contact(
            person=person, happened_at=when, **told, by=door.scope, at=door.at
        )

    return sheet_of(
        request,
        header,
        form,
        act,
        title="Record a crisis or a hospital stay",
        button="Record it",
        said="It is recorded. Ask the housing question while it can still help.",
        there=_there,
        back=reverse("safety-person", args=[header.pk]),
    )


@may_be_sent_to
@page(May.RECORD)
def housing(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """The housing question at one stage; a home at risk goes into the register next."""
    row, header = found(request, door, queries, SystemContact, key, "person: the housing question")
    start = {"asked_on": door.today, "stage": rules.STAGE_OF.get(row.kind, "")}
    form = forms.HousingForm(request.POST or None, initial=start)

    def act(told: dict[str, Any]) -> Any:
        when = moment(told.pop("asked_on"), told.pop("asked_clock"), door=door)
        return actions.ask_housing(key, asked_at=when, **told, by=door.scope, at=door.at)

    def there(asked: HousingQuestion) -> str:
        if asked.at_risk and not _at_risk_already(header.pk, door):
            messages.warning(request, "Their home is at risk meanwhile: raise the risk now.")
            return reverse("housing-raise", args=[header.pk])
        return _there(row)

    return sheet_of(
        request,
        header,
        form,
        act,
        title="The housing question",
        button="Save the answers",
        lead=f"{label('contact', row.kind)}, {say_date(row.happened_at)}. What nobody knows stays blank.",
        said="The answers are kept.",
        there=there,
        back=_there(row),
    )


def _at_risk_already(person: str, door: Door) -> bool:
    home = homes.home(person, seen_by=door.scope)
    risks = [*home.other_risks, *(risk for one in home.tenancies for risk in one.risks)]
    return any(risk.closed_at is None for risk in risks)


@may_be_sent_to
@page(May.RECORD)
def block(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """The person is ready to leave and cannot."""
    row, header = found(request, door, queries, SystemContact, key, "person: a blocked discharge")
    workers = queries.workers(seen_by=door.scope)
    form = forms.BlockForm(
        request.POST or None, initial={"ready_on": door.today}, on=door.today, workers=workers
    )

    def act(told: dict[str, Any]) -> Any:
        ready = moment(told.pop("ready_on"), None, door=door)
        told["owner"] = told["owner"] or None
        return actions.block_discharge(key, ready_at=ready, **told, by=door.scope, at=door.at)

    return sheet_of(
        request,
        header,
        form,
        act,
        title="What blocks the discharge",
        button="Start the clock",
        lead="From the day the person is ready, a clock runs until they leave or it is cleared.",
        said="The discharge is blocked: the clock runs, and Today asks for it.",
        there=_there(row),
    )


@may_be_sent_to
@page(May.RECORD)
def unblock(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """What blocked the discharge is cleared."""
    row, header = found(request, door, queries, SystemContact, key, "person: a blocked discharge")
    if row.kind != rules.DELAY:
        raise Missing(NOT_HERE)
    form = forms.UnblockForm(request.POST or None, initial={"cleared_on": door.today})
    return sheet_of(
        request,
        header,
        form,
        lambda told: actions.unblock_discharge(key, **told, by=door.scope, at=door.at),
        title="Clear what blocks the discharge",
        button="It is cleared",
        lead=f"Ready since {say_date(row.happened_at)}: {lower('delay', row.delay_reason)}.",
        said="It is cleared.",
        there=_there(row),
    )


@may_be_sent_to
@page(May.RECORD)
def discharge(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """The person left the ward."""
    row, header = found(request, door, queries, SystemContact, key, "person: a discharge")
    form = forms.DischargeForm(request.POST or None, initial={"left_on": door.today})

    def act(told: dict[str, Any]) -> Any:
        left = moment(told.pop("left_on"), told.pop("left_clock"), door=door)
        return actions.discharge(key, left_at=left, **told, by=door.scope, at=door.at)

    return sheet_of(
        request,
        header,
        form,
        act,
        title="Record the discharge",
        button="The person has left",
        lead="An open delay ends with it. Somebody speaks with the person, and risk is assessed again.",
        said="The discharge is recorded. Today asks for the contact after it.",
        there=_there(row),
    )


@may_be_sent_to
@page(May.RECORD)
def back(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """The person is back from a placement out of area."""
    row, header = found(request, door, queries, SystemContact, key, "person: a placement out of area")
    form = forms.BackForm(request.POST or None, initial={"ended_on": door.today})
    return sheet_of(
        request,
        header,
        form,
        lambda told: actions.return_from_away(key, **told, by=door.scope, at=door.at),
        title="Back from out of area",
        button="They are back",
        said="It is kept.",
        there=_there(row),
    )
