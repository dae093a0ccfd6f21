"""A person's wellbeing: five domains by their anchors, questionnaires, and whether they were asked."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from goldthread.access.rules import May
from goldthread.kernel.words import say_date
from goldthread.people.queries import Header
from goldthread.web.look.door import Door, page
from goldthread.web.people.acting import (
    Sheet,
    about,
    answered,
    found,
    sheet_of,
    version_of,
    void_sheet,
)
from goldthread.web.refusing import Missing, may_be_sent_to
from goldthread.web.wellbeing import forms
from goldthread.web.wellbeing.saying import said
from goldthread.wellbeing import actions, queries, rules
from goldthread.wellbeing.models import ITEMS, OutcomeRating


def home_of(header: Header) -> str:
    """The address of the page of a person's wellbeing."""
    return reverse("wellbeing-home", args=[header.pk])


@page()
def home(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """What is known of a person's wellbeing."""
    header = about(request, door, person, "person: wellbeing")
    if isinstance(header, HttpResponse):
        return header
    told = said(
        header=header,
        whole=queries.wellbeing(person, seen_by=door.scope),
        registration=queries.registration(seen_by=door.scope),
        today=door.today,
        may_record=door.scope.may(May.RECORD),
        may_lead=door.scope.may(May.LEAD),
    )
    return render(request, "wellbeing/home.jinja", told)


@may_be_sent_to
@page(May.RECORD)
def rate(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """Rate the five domains together, by their anchors."""
    header = about(request, door, person, "person: outcomes rated")
    if isinstance(header, HttpResponse):
        return header
    form = forms.RatingsForm(request.POST or None, initial={"rated_on": door.today})

    def act(told: dict[str, Any]) -> Any:
        ratings = {domain: told.pop(domain) for domain in rules.ANCHORS}
        return actions.rate_outcomes(person=person, ratings=ratings, **told, by=door.scope, at=door.at)

    return sheet_of(
        *(request, header, form, act),
        title="Rate the outcomes",
        button="Save the ratings",
        lead="Choose with the person what fits the last month. What you do not both know stays blank.",
        said="The ratings are recorded.",
        there=home_of(header),
        back=home_of(header),
    )


@may_be_sent_to
@page(May.RECORD)
def rating(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Mend a rating; the second of two editors sees both."""
    row, header = found(request, door, queries, OutcomeRating, key, "person: a rating mended")
    if row.scale != rules.SCALE or row.domain not in rules.ANCHORS:
        raise Missing("This rating is on a scale of another system. It is not mended here.")
    initial = {"value": row.rating, "words": row.words}
    form = forms.RatingForm(request.POST or None, initial=initial, domain=row.domain)

    def act(told: dict[str, Any]) -> Any:
        return actions.change_rating(key, version=version_of(request, row), **told, by=door.scope, at=door.at)

    return sheet_of(
        *(request, header, form, act),
        title=f"Rating of {say_date(row.rated_on)}",
        button="Save",
        said="The rating is mended.",
        there=home_of(header),
        back=home_of(header),
        more={"version": row.version},
    )


@may_be_sent_to
@page(May.RECORD)
def score(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """SWEMWBS by its seven answers, in the organisation's own copy."""
    header = about(request, door, person, "person: a questionnaire")
    if isinstance(header, HttpResponse):
        return header
    registration = queries.registration(seen_by=door.scope)
    if registration is None:
        told = said(header=header, may_lead=door.scope.may(May.LEAD))
        return render(request, "wellbeing/unregistered.jinja", told)
    initial = {"completed_on": door.today}
    form = forms.ScoreForm(request.POST or None, initial=initial, registration=registration)

    def act(told: dict[str, Any]) -> Any:
        answers = [told.pop(name) for name in ITEMS]
        return actions.record_swemwbs(person=person, answers=answers, **told, by=door.scope, at=door.at)

    return sheet_of(
        *(request, header, form, act),
        title=f"Record a {rules.SWEMWBS}",
        button="Save the answers",
        lead="As the person answered. A score is given only where all seven are answered.",
        said="The questionnaire is recorded.",
        there=home_of(header),
        back=home_of(header),
        template="wellbeing/score.jinja",
        more={"notice": registration.notice},
    )


@may_be_sent_to
@page(May.LEAD)
def register(request: HttpRequest, door: Door) -> HttpResponse:
    """The organisation says that it is registered for a questionnaire, and enters its own copy."""
    there = queries.registration(seen_by=door.scope)
    names = ("confirmed_on", "reference", "questions", "answers", "notice")
    initial = {name: getattr(there, name) for name in names} if there else {}
    form = forms.RegistrationForm(request.POST or None, initial=initial)
    lead = (
        f"{rules.SWEMWBS} is protected by copyright: register with the University of Warwick first. "
        "No wording comes with Goldthread. What you enter here is your own copy."
    )
    sheet = Sheet("Questionnaires", "Confirm the registration", lead, reverse("wellbeing-heard"))
    return answered(
        request,
        form,
        sheet,
        lambda told: actions.confirm_registration(**told, by=door.scope, at=door.at),
        said="The registration is confirmed.",
        there=reverse("wellbeing-register"),
    )


@may_be_sent_to
@page(May.RECORD)
def void(request: HttpRequest, door: Door, what: str, key: str) -> HttpResponse:
    """Say that something was entered in error: it is kept and never counted."""
    return void_sheet(request, door, queries, actions, what, key, there=home_of)
