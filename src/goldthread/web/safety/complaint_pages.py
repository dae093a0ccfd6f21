"""Complaints about the service: received, acknowledged, answered in full. One need not be about anybody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from goldthread.access.rules import May
from goldthread.kernel.words import say_date
from goldthread.people.queries import Header
from goldthread.safety import actions, queries
from goldthread.safety.models import Complaint
from goldthread.web.look.clocks import waits
from goldthread.web.look.door import Door, page
from goldthread.web.people.acting import NOT_HERE, about, header_of, moment, sheet_of
from goldthread.web.refusing import Missing, may_be_sent_to
from goldthread.web.safety import forms
from goldthread.web.safety.saying import said


def _found(request: HttpRequest, door: Door, key: str) -> tuple[Any, Header | None]:
    row = queries.row(Complaint, key, seen_by=door.scope) if key.isprintable() else None
    if row is None:
        raise Missing(NOT_HERE)
    return row, header_of(request, door, row.person_id, "person: a complaint") if row.person_id else None


def _there(key: str) -> str:
    return reverse("safety-complaint", args=[key])


@page()
def complaint(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """One complaint with its answer."""
    row, header = _found(request, door, key)
    told = said(
        header=header,
        row=row,
        waits=waits(door, "complaint_response", record=key),
        may_record=door.scope.may(May.RECORD),
    )
    return render(request, "safety/complaint.jinja", told)


@may_be_sent_to
@page(May.RECORD)
def received(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """A complaint of a person, or about their support."""
    header = about(request, door, person, "person: a complaint received")
    if isinstance(header, HttpResponse):
        return header
    return _received(request, door, header)


@may_be_sent_to
@page(May.RECORD)
def received_of_nobody(request: HttpRequest, door: Door) -> HttpResponse:
    """A complaint that is about nobody's support."""
    return _received(request, door, None)


def _received(request: HttpRequest, door: Door, header: Header | None) -> HttpResponse:
    teams = queries.teams(seen_by=door.scope)
    start: dict[str, Any] = {"received_on": door.today}
    if header is not None and header.team is not None:
        start["team"] = header.team.pk
    form = forms.ComplaintForm(request.POST or None, initial=start, teams=teams)

    def act(told: dict[str, Any]) -> Any:
        when = moment(told.pop("received_on"), told.pop("received_clock"), door=door)
        person = header.pk if header is not None else None
        return actions.receive_complaint(person=person, received_at=when, **told, by=door.scope, at=door.at)

    back = reverse("safety-person", args=[header.pk]) if header else reverse("safety-register")
    return sheet_of(
        request,
        header,
        form,
        act,
        title="Record a complaint about the service",
        button="Record the complaint",
        lead="A complaint about a tenancy is recorded with the home.",
        said="The complaint is recorded.",
        there=lambda row: _there(row.pk),
        back=back,
    )


@may_be_sent_to
@page(May.RECORD)
def acknowledge(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """The first word to whoever complained."""
    row, header = _found(request, door, key)
    form = forms.AcknowledgeForm(request.POST or None, initial={"acknowledged_on": door.today})

    def act(told: dict[str, Any]) -> Any:
        when = moment(told["acknowledged_on"], None, door=door, end=True)
        return actions.acknowledge_complaint(key, acknowledged_at=when, by=door.scope, at=door.at)

    return sheet_of(
        request,
        header,
        form,
        act,
        title=f"Complaint of {say_date(row.received_at)}: the first word",
        button="Save",
        said="The first word is kept.",
        there=_there(key),
    )


@may_be_sent_to
@page(May.RECORD)
def answer(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """The full answer."""
    row, header = _found(request, door, key)
    form = forms.AnswerForm(request.POST or None, initial={"responded_on": door.today})

    def act(told: dict[str, Any]) -> Any:
        when = moment(told.pop("responded_on"), told.pop("responded_clock"), door=door, end=True)
        return actions.answer_complaint(key, responded_at=when, **told, by=door.scope, at=door.at)

    return sheet_of(
        request,
        header,
        form,
        act,
        title=f"Answer the complaint of {say_date(row.received_at)}",
        button="Save the answer",
        said="The complaint is answered.",
        there=_there(key),
    )
