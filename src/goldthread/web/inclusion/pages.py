"""How a person takes part: what is known, a measure, an activity, and people in the community."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from goldthread.access.rules import May
from goldthread.inclusion import actions, queries
from goldthread.inclusion.models import CommunityContact
from goldthread.people.queries import Header
from goldthread.safety import queries as safety
from goldthread.web.inclusion import forms
from goldthread.web.inclusion.saying import said
from goldthread.web.look.door import Door, page
from goldthread.web.people.acting import about, found, sheet_of, version_of, void_sheet
from goldthread.web.refusing import may_be_sent_to


def home_of(header: Header) -> str:
    """The address of the page of a person's inclusion."""
    return reverse("inclusion-home", args=[header.pk])


@page()
def home(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """What is known of how a person takes part: since the baseline, step by step."""
    header = about(request, door, person, "person: inclusion")
    if isinstance(header, HttpResponse):
        return header
    whole = queries.inclusion(person, seen_by=door.scope)
    linked = safety.linked(person, seen_by=door.scope)
    told = said(header=header, whole=whole, linked=linked, may_record=door.scope.may(May.RECORD))
    return render(request, "inclusion/home.jinja", told)


@may_be_sent_to
@page(May.RECORD)
def measure(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """How isolated a person is; the first measure of a support is its baseline."""
    header = about(request, door, person, "person: isolation")
    if isinstance(header, HttpResponse):
        return header
    form = forms.MeasureForm(request.POST or None, initial={"measured_on": door.today})

    def act(told: dict[str, Any]) -> Any:
        return actions.measure_isolation(person=person, **told, by=door.scope, at=door.at)

    return sheet_of(
        *(request, header, form, act),
        title="How the person takes part",
        button="Save",
        lead="As they say it. The first answers are the baseline that later ones are compared with.",
        said="The answers are recorded.",
        there=home_of(header),
        back=home_of(header),
    )


@may_be_sent_to
@page(May.RECORD)
def activity(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """An activity; where something was not safe the next page says what to do about it."""
    header = about(request, door, person, "person: an activity")
    if isinstance(header, HttpResponse):
        return header
    steps = queries.steps_open(person, seen_by=door.scope)
    step = request.GET.get("step", "")
    wanted = next((one for one in steps if one.pk == step), None)
    initial = {"attended_on": door.today, "step": step if wanted else ""}
    form = forms.ActivityForm(request.POST or None, initial=initial, steps=steps)

    def act(told: dict[str, Any]) -> Any:
        return actions.attend_activity(person=person, **told, by=door.scope, at=door.at)

    def there(done: Any) -> str:
        return f"{home_of(header)}#a-{done.pk}" if done.went_wrong else home_of(header)

    return sheet_of(
        *(request, header, form, act),
        title="Record an activity",
        button="Record the activity",
        lead="What counts is less support and less time to recover, never how many activities there are.",
        said="The activity is recorded.",
        there=there,
        back=home_of(header),
    )


@may_be_sent_to
@page(May.RECORD)
def contact(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """Somebody in the community that the person is in touch with."""
    header = about(request, door, person, "person: a community contact")
    if isinstance(header, HttpResponse):
        return header
    form = forms.CommunityForm(request.POST or None)

    def act(told: dict[str, Any]) -> Any:
        return actions.start_contact(person=person, **told, by=door.scope, at=door.at)

    return sheet_of(
        *(request, header, form, act),
        title="Record a community contact",
        button="Record the contact",
        lead="Only somebody the person wants in their record. Blank means that nobody judged it yet.",
        said="The contact is recorded.",
        there=home_of(header),
        back=home_of(header),
    )


@may_be_sent_to
@page(May.RECORD)
def judge(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Whether a contact is safe; the second of two editors sees both."""
    row, header = found(request, door, queries, CommunityContact, key, "person: a contact judged")
    form = forms.JudgeForm(
        request.POST or None, initial={"safe": row.safe, "concern": row.concern, "words": row.words}
    )

    def act(told: dict[str, Any]) -> Any:
        version = version_of(request, row)
        return actions.judge_contact(key, version=version, **told, by=door.scope, at=door.at)

    def there(done: Any) -> str:
        return f"{home_of(header)}#c-{done.pk}" if done.safe is False else home_of(header)

    return sheet_of(
        *(request, header, form, act),
        title=f"Is it safe? {row.who}",
        button="Save",
        lead="Judge it with the person. Where it is not safe, raise a safeguarding concern the same day.",
        said="The judgement is recorded.",
        there=there,
        back=home_of(header),
        more={"version": row.version},
    )


@may_be_sent_to
@page(May.RECORD)
def confirm(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Whether they are still in touch."""
    row, header = found(request, door, queries, CommunityContact, key, "person: a contact confirmed")
    form = forms.ConfirmForm(request.POST or None, initial={"day": door.today})

    def act(told: dict[str, Any]) -> Any:
        if told["live"]:
            return actions.confirm_contact(key, confirmed_on=told["day"], by=door.scope, at=door.at)
        return actions.end_contact(key, ended_on=told["day"], by=door.scope, at=door.at)

    return sheet_of(
        *(request, header, form, act),
        title=f"Still in touch? {row.who}",
        button="Save",
        said="What is known of the contact is recorded.",
        there=home_of(header),
        back=home_of(header),
    )


@may_be_sent_to
@page(May.RECORD)
def void(request: HttpRequest, door: Door, what: str, key: str) -> HttpResponse:
    """Say that something was entered in error: it is kept and never counted."""
    return void_sheet(request, door, queries, actions, what, key, there=home_of)
