"""Employers that the teams know, meetings with the Jobcentre, and specialists attached to health teams."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from goldthread.access.rules import May, Reach
from goldthread.employment import actions, queries
from goldthread.employment.models import TeamAttachment
from goldthread.web.employment import forms
from goldthread.web.employment.saying import said
from goldthread.web.look.door import Door, page
from goldthread.web.people.acting import NOT_HERE, moment, sheet_of, version_of
from goldthread.web.refusing import Missing, may_be_sent_to

KEPT = ("name", "industry", "contact_name", "reach", "words")

SHOWN = 50  # employers of a list; the others are looked for by name


@may_be_sent_to
@page()
def employers(request: HttpRequest, door: Door) -> HttpResponse:
    """Employers that the reader's teams know. A name looked for is sent, so that no address holds it."""
    form = forms.SearchForm(request.POST or None)
    words = form.cleaned_data["words"] if form.is_bound and form.is_valid() else ""
    rows = queries.employers(seen_by=door.scope, words=words, size=SHOWN + 1)
    told = said(
        door.at,
        form=form,
        words=words,
        rows=rows[:SHOWN],
        more=len(rows) > SHOWN,
        may_record=door.scope.may(May.RECORD),
    )
    return render(request, "employment/employers.jinja", told)


@page()
def employer(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """One employer: whom to ask for, who of the people works there, and the last contacts."""
    row = queries.employer(key, seen_by=door.scope)
    if row is None:
        raise Missing(NOT_HERE)
    contacts = queries.contacts_with(key, seen_by=door.scope)
    jobs = queries.jobs_at(key, seen_by=door.scope)
    shown = [one.person_id for one in (*contacts, *jobs) if one.person_id]
    door.look(dict.fromkeys(shown), "an employer")
    told = said(door.at, row=row, contacts=contacts, jobs=jobs, may_record=door.scope.may(May.RECORD))
    return render(request, "employment/employer.jinja", told)


@may_be_sent_to
@page(May.RECORD)
def add(request: HttpRequest, door: Door) -> HttpResponse:
    """An employer that a team came to know."""
    form = forms.NewEmployerForm(
        request.POST or None,
        teams=queries.teams(seen_by=door.scope),
        shared=door.scope.reach is Reach.ORGANISATION,
    )

    def act(told: dict[str, Any]) -> Any:
        team = told.pop("team") or None
        return actions.add_employer(team=team, **told, by=door.scope, at=door.at)

    return sheet_of(
        request,
        None,
        form,
        act,
        title="Add an employer",
        button="Add the employer",
        lead="Its own name and whom to ask for there. Nothing about anybody you support.",
        said="The employer is added.",
        there=lambda made: reverse("employment-employer", args=[made.pk]),
        back=reverse("employment-employers"),
    )


@may_be_sent_to
@page(May.RECORD)
def change(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Mend what is known of an employer; the second of two editors sees both."""
    row = queries.employer(key, seen_by=door.scope)
    if row is None:
        raise Missing(NOT_HERE)
    form = forms.EmployerForm(request.POST or None, initial={name: getattr(row, name) for name in KEPT})

    def act(told: dict[str, Any]) -> Any:
        version = version_of(request, row)
        return actions.change_employer(key, version=version, **told, by=door.scope, at=door.at)

    return sheet_of(
        request,
        None,
        form,
        act,
        title=f"Details of {row.name}",
        button="Save",
        said="The details of the employer are saved.",
        there=reverse("employment-employer", args=[key]),
        more={"version": row.version},
    )


@may_be_sent_to
@page(May.RECORD)
def learning(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """A contact with an employer to learn of jobs; about a person it is recorded on their page."""
    row = queries.employer(key, seen_by=door.scope)
    if row is None:
        raise Missing(NOT_HERE)
    form = forms.LearningForm(
        request.POST or None,
        initial={"contacted_on": door.today},
        teams=queries.teams(seen_by=door.scope),
        on=door.today,
    )

    def act(told: dict[str, Any]) -> Any:
        contacted = moment(told.pop("contacted_on"), told.pop("contacted_clock"), door=door)
        return actions.record_employer_contact(
            employer=key,
            contacted_at=contacted,
            about_person=False,
            **told,
            by=door.scope,
            at=door.at,
        )

    return sheet_of(
        request,
        None,
        form,
        act,
        title=f"Contact with {row.name} to learn of jobs",
        button="Save the contact",
        lead="Speak of nobody here. A contact for somebody is recorded on their page of work.",
        said="The contact is recorded.",
        there=reverse("employment-employer", args=[key]),
    )


@page()
def links(request: HttpRequest, door: Door) -> HttpResponse:
    """Links of the team: meetings with the Jobcentre, and specialists attached to health and care teams."""
    told = said(
        door.at,
        meetings=queries.jobcentre_meetings(seen_by=door.scope),
        attachments=queries.attachments(seen_by=door.scope),
        may_record=door.scope.may(May.RECORD),
        may_lead=door.scope.may(May.LEAD) and door.scope.may(May.RECORD),
    )
    return render(request, "employment/links.jinja", told)


@may_be_sent_to
@page(May.RECORD)
def meeting(request: HttpRequest, door: Door) -> HttpResponse:
    """A meeting with the Jobcentre that names nobody."""
    form = forms.MeetingForm(
        request.POST or None, initial={"contacted_on": door.today}, teams=queries.teams(seen_by=door.scope)
    )

    def act(told: dict[str, Any]) -> Any:
        contacted = moment(told.pop("contacted_on"), told.pop("contacted_clock"), door=door)
        return actions.record_jobcentre(contacted_at=contacted, **told, by=door.scope, at=door.at)

    return sheet_of(
        request,
        None,
        form,
        act,
        title="Record a meeting with the Jobcentre",
        button="Save",
        lead="Word about somebody whom both support is recorded on their page of work.",
        said="The meeting is recorded.",
        there=reverse("employment-links"),
    )


@may_be_sent_to
@page(May.LEAD)
def attach(request: HttpRequest, door: Door) -> HttpResponse:
    """A specialist is attached to a health or care team."""
    form = forms.AttachmentForm(
        request.POST or None,
        initial={"started_on": door.today},
        workers=queries.specialists(seen_by=door.scope),
        teams=queries.teams(seen_by=door.scope),
    )

    def act(told: dict[str, Any]) -> Any:
        team = told.pop("team") or None
        return actions.attach_worker(team=team, **told, by=door.scope, at=door.at)

    return sheet_of(
        request,
        None,
        form,
        act,
        title="Attach a specialist to a health or care team",
        button="Save",
        said="The attachment is recorded.",
        there=reverse("employment-links"),
    )


@may_be_sent_to
@page(May.LEAD)
def detach(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """A specialist leaves a health or care team."""
    row = queries.row(TeamAttachment, key, seen_by=door.scope)
    if row is None:
        raise Missing("There is no such attachment in your teams.")
    form = forms.DetachForm(request.POST or None, initial={"ended_on": door.today})
    return sheet_of(
        request,
        None,
        form,
        lambda told: actions.end_attachment(key, **told, by=door.scope, at=door.at),
        title=f"End the attachment to {row.attached_team}",
        button="Save",
        said="The attachment has ended.",
        there=reverse("employment-links"),
    )
