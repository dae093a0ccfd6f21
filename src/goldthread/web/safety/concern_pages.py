"""Safeguarding concerns, incidents, and who must be told of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from goldthread.access.rules import May
from goldthread.kernel.words import say_date
from goldthread.safety import actions, queries, rules
from goldthread.safety.models import Incident, Notification, SafeguardingConcern
from goldthread.web.look.clocks import waits
from goldthread.web.look.door import Door, page
from goldthread.web.people.acting import NOT_HERE, about, found, header_of, moment, sheet_of
from goldthread.web.refusing import Missing, may_be_sent_to
from goldthread.web.safety import forms, linking
from goldthread.web.safety.saying import label, lower, said


def _concern(key: str) -> str:
    return reverse("safety-concern", args=[key])


@page()
def concern(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """One concern: what was seen, what made the person safe, whether it went to the authority."""
    one = queries.concern(key, seen_by=door.scope)
    if one is None:
        raise Missing(NOT_HERE)
    header = header_of(request, door, one.row.person_id, "person: a safeguarding concern")
    told = said(
        header=header,
        one=one,
        row=one.row,
        about=linking.about_of(door, one.row),
        waits=waits(door, "safeguarding_same_day", "safeguarding_referral", record=key),
        may_record=door.scope.may(May.RECORD),
    )
    return render(request, "safety/concern.jinja", told)


@may_be_sent_to
@page(May.RECORD)
def raised(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """Raise a concern; with what made the person safe where that is done already."""
    header = about(request, door, person, "person: a safeguarding concern raised")
    if isinstance(header, HttpResponse):
        return header
    form = forms.ConcernForm(
        request.POST or None,
        initial={"raised_on": door.today, **linking.begun(request.GET)},
        **linking.offered(door, person, request.GET),
    )

    def act(told: dict[str, Any]) -> Any:
        seen_at = moment(told.pop("raised_on"), told.pop("raised_clock"), door=door)
        told["made_safe_at"] = door.at if told["safe_words"].strip() else None
        return actions.raise_concern(person=person, raised_at=seen_at, **told, by=door.scope, at=door.at)

    return sheet_of(
        request,
        header,
        form,
        act,
        title="Raise a safeguarding concern",
        button="Raise the concern",
        lead="In danger now? Call 999 first. Then say here what was done: the person is to be safe today.",
        said="The concern is raised.",
        there=lambda row: _concern(row.pk),
        back=reverse("safety-person", args=[header.pk]),
    )


@may_be_sent_to
@page(May.RECORD)
def safe(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """What made the person safe."""
    row, header = found(request, door, queries, SafeguardingConcern, key, "person: a safeguarding concern")
    form = forms.SafeForm(request.POST or None, initial={"safe_on": door.today})

    def act(told: dict[str, Any]) -> Any:
        done = moment(told.pop("safe_on"), told.pop("safe_clock"), door=door, end=True)
        return actions.make_safe(key, made_safe_at=done, **told, by=door.scope, at=door.at)

    return sheet_of(
        request,
        header,
        form,
        act,
        title="What made the person safe",
        button="Save",
        lead=f"Concern of {say_date(row.raised_at)}: {lower('concern', row.kind)}.",
        said="It is recorded what made the person safe.",
        there=_concern(key),
    )


@may_be_sent_to
@page(May.RECORD)
def refer(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Whether the concern goes to the local authority; and that it went."""
    row, header = found(request, door, queries, SafeguardingConcern, key, "person: a safeguarding concern")
    start = {"referred_on": door.today, "wishes": row.wishes}
    form = forms.ReferForm(request.POST or None, initial=start)

    def act(told: dict[str, Any]) -> Any:
        by: Any = {"by": door.scope, "at": door.at}
        if told["needed"] == "to_refer":
            return actions.need_referral(key, **by)
        if told["needed"] == "no":
            return actions.need_no_referral(key, words=told["words"], wishes=told["wishes"], **by)
        day = told["referred_on"] or door.today
        referred = moment(day, told["referred_clock"], door=door, end=True)
        return actions.refer_concern(
            key, referred_at=referred, referred_to=told["referred_to"], wishes=told["wishes"], **by
        )

    return sheet_of(
        request,
        header,
        form,
        act,
        title="Refer the concern",
        button="Save",
        lead=f"Concern of {say_date(row.raised_at)}: {lower('concern', row.kind)}.",
        said="It is kept.",
        there=_concern(key),
    )


@may_be_sent_to
@page(May.RECORD)
def close(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """How a concern closed."""
    _, header = found(request, door, queries, SafeguardingConcern, key, "person: a safeguarding concern")
    form = forms.CloseForm(request.POST or None)
    return sheet_of(
        request,
        header,
        form,
        lambda told: actions.close_concern(key, closed_at=door.at, **told, by=door.scope, at=door.at),
        title="Close the concern",
        button="Close the concern",
        said="The concern is closed.",
        there=_concern(key),
    )


def _incident(key: str) -> str:
    return reverse("safety-incident", args=[key])


@page()
def incident(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """One incident: what happened, who must be told, and what changes because of it."""
    one = queries.incident(key, seen_by=door.scope)
    if one is None:
        raise Missing(NOT_HERE)
    header = header_of(request, door, one.row.person_id, "person: an incident")
    told = said(
        header=header,
        one=one,
        row=one.row,
        about=linking.about_of(door, one.row),
        waits=waits(door, "notification_told", person=header.pk),
        may_record=door.scope.may(May.RECORD),
    )
    return render(request, "safety/incident.jinja", told)


@may_be_sent_to
@page(May.RECORD)
def happened(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """Record an incident; who must be told of it is worked out."""
    header = about(request, door, person, "person: an incident recorded")
    if isinstance(header, HttpResponse):
        return header
    open_ones = [
        (one.pk, f"{label('concern', one.kind)}, raised {say_date(one.raised_at)}")
        for one in queries.concerns_of(person, seen_by=door.scope)
    ]
    form = forms.IncidentForm(
        request.POST or None,
        initial={"happened_on": door.today, **linking.begun(request.GET)},
        concerns=open_ones,
        **linking.offered(door, person, request.GET),
    )

    def act(told: dict[str, Any]) -> Any:
        when = moment(told.pop("happened_on"), told.pop("happened_clock"), door=door)
        told["concern"] = told.get("concern") or None
        return actions.record_incident(person=person, happened_at=when, **told, by=door.scope, at=door.at)

    return sheet_of(
        request,
        header,
        form,
        act,
        title="Record an incident",
        button="Record the incident",
        said="The incident is recorded.",
        there=lambda row: _incident(row.pk),
        back=reverse("safety-person", args=[header.pk]),
    )


@may_be_sent_to
@page(May.RECORD)
def reviewed(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """What an incident changes."""
    row, header = found(request, door, queries, Incident, key, "person: an incident")
    form = forms.ReviewForm(request.POST or None)
    return sheet_of(
        request,
        header,
        form,
        lambda told: actions.review_incident(key, reviewed_at=door.at, **told, by=door.scope, at=door.at),
        title=f"Learn from the incident of {say_date(row.happened_at)}",
        button="Save",
        said="What changes because of it is kept.",
        there=_incident(key),
    )


def _of(row: Notification) -> str:
    return _incident(row.incident_id) if row.incident_id else _concern(row.concern_id)


@may_be_sent_to
@page(May.RECORD)
def tell(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Somebody who must be told is told, or need not be."""
    row, header = found(request, door, queries, Notification, key, "person: somebody to be told")
    form = forms.TellForm(request.POST or None, initial={"told_on": door.today})

    def act(told: dict[str, Any]) -> Any:
        if told["done"] == "not_needed":
            return actions.need_not_notify(key, words=told["words"], by=door.scope, at=door.at)
        day = told["told_on"] or door.today
        when = moment(day, told["told_clock"], door=door, end=True)
        return actions.notify(key, told_at=when, reference=told["reference"], by=door.scope, at=door.at)

    return sheet_of(
        request,
        header,
        form,
        act,
        title=f"Tell: {lower('notified', row.to_whom)}",
        button="Save",
        lead=f"To be told by {say_date(row.due_on)}.",
        said="It is kept.",
        there=_of(row),
    )


@may_be_sent_to
@page(May.RECORD)
def notify(request: HttpRequest, door: Door, what: str, key: str) -> HttpResponse:
    """Who else must be told of an incident or a concern."""
    models: dict[str, Any] = {"incident": Incident, "concern": SafeguardingConcern}
    model = models.get(what)
    if model is None:
        raise Missing(NOT_HERE)
    _, header = found(request, door, queries, model, key, f"person: {what}, who must be told")
    form = forms.NotifyForm(request.POST or None)

    def act(told: dict[str, Any]) -> Any:
        of: Any = {what: key}
        return actions.require_notifications(**of, known_on=door.today, **told, by=door.scope, at=door.at)

    return sheet_of(
        request,
        header,
        form,
        act,
        title="Who must be told",
        button="Save",
        lead="Each has their own last day; Today asks for it. "
        + "; ".join(
            f"{label('notified', code).split(':')[0].lower()} {_within(days)}"
            for code, days in rules.NOTIFY_WITHIN.items()
        )
        + ".",
        said="Today asks for it.",
        there=_concern(key) if what == "concern" else _incident(key),
    )


def _within(days: int) -> str:
    return {0: "the same day", 1: "by the next day"}.get(days, f"within {days} days")
