"""Jobs from start to end: the plan of the first weeks, adjustments, reviews, absence, warnings."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from goldthread.access.rules import May
from goldthread.catalogue.tables.codes_work import ADJUSTMENT_KIND
from goldthread.employment import actions, queries, rules
from goldthread.employment.models import Absence, Adjustment, EmployerContact, Job
from goldthread.people import queries as people
from goldthread.people.queries import Header
from goldthread.web.employment import forms
from goldthread.web.employment.acting import lawful, sharing, work_of
from goldthread.web.employment.saying import said, say_job
from goldthread.web.look.door import Door, page
from goldthread.web.people.acting import NOT_HERE, about, found, moment, sheet_of, version_of
from goldthread.web.refusing import Missing, may_be_sent_to

SAID_OF = (
    *("started_on", "title", "origin", "paid", "competitive", "weekly_hours", "hours_band", "industry"),
    "placed",
)


@page()
def board(request: HttpRequest, door: Door) -> HttpResponse:
    """Everybody in work: whose plan or review is missing, who is away, whose job ended lately."""
    rows = queries.in_work(seen_by=door.scope, today=door.today)
    door.look([one.job.person for one in rows], "people in work")
    told = said(door.at, rows=rows, today=door.today, may_record=door.scope.may(May.RECORD))
    return render(request, "employment/board.jinja", told)


@may_be_sent_to
@page(May.RECORD)
def start(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """A job begins; from a contact with an employer it takes over who it is with."""
    header = about(request, door, person, "person: a job start")
    if isinstance(header, HttpResponse):
        return header
    first: dict[str, Any] = {"started_on": door.today}
    came = queries.row(EmployerContact, request.GET.get("contact", ""), seen_by=door.scope)
    if came is not None and came.person_id == person:
        first |= {
            "employer": came.employer_id or "",
            "competitive": came.competitive,
            "industry": came.industry,
            "origin": "supported",
        }
    form = forms.JobForm(request.POST or None, initial=first, employers=queries.choices(seen_by=door.scope))

    def act(told: dict[str, Any]) -> Any:
        chosen = {**told, "employer": told["employer"] or None}
        return actions.start_job(person=person, **chosen, by=door.scope, at=door.at)

    return sheet_of(
        request,
        header,
        form,
        act,
        title="Record a job start",
        button="Record the job",
        lead=(
            "A paid job that starts during support asks for a plan on its first day, a contact every week "
            "for four weeks, and reviews of the adjustments at weeks 2 and 4."
        ),
        said="The job is recorded. Next: agree the plan of the first four weeks.",
        there=lambda made: reverse("employment-job", args=[made.pk]),
        back=work_of(header),
    )


@page()
def job(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """One job: its plan, adjustments and reviews, absence, warnings, contacts with the employer."""
    whole = queries.job(key, seen_by=door.scope)
    if whole is None:
        raise Missing(NOT_HERE)
    header = about(request, door, whole.job.person_id, "person: a job")
    if isinstance(header, HttpResponse):
        return header
    told = said(
        door.at,
        header=header,
        whole=whole,
        row=whole.job,
        today=door.today,
        state=whole.state(door.today),
        may_record=door.scope.may(May.RECORD),
        **sharing(header, door),
    )
    return render(request, "employment/job.jinja", told)


def _job(request: HttpRequest, door: Door, key: str, page_: str) -> tuple[Job, Header, str]:
    row, header = found(request, door, queries, Job, key, page_)
    return row, header, reverse("employment-job", args=[key])


@may_be_sent_to
@page(May.RECORD)
def change(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Mend what is said of a job; the second of two editors sees both."""
    row, header, there = _job(request, door, key, "person: a job, details")
    initial = {name: getattr(row, name) for name in SAID_OF} | {"employer": row.employer_id or ""}
    form = forms.JobForm(request.POST or None, initial=initial, employers=queries.choices(seen_by=door.scope))

    def act(told: dict[str, Any]) -> Any:
        chosen = {**told, "employer": told["employer"] or None}
        version = version_of(request, row)
        return actions.change_job(key, version=version, **chosen, by=door.scope, at=door.at)

    return sheet_of(
        request,
        header,
        form,
        act,
        title="Details of the job",
        button="Save",
        said="The details of the job are saved.",
        there=there,
        more={"version": row.version},
    )


@may_be_sent_to
@page(May.RECORD)
def confirm(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Somebody made sure that the job is still held."""
    row, header, there = _job(request, door, key, "person: a job confirmed")
    form = forms.ConfirmForm(request.POST or None, initial={"confirmed_on": door.today})
    return sheet_of(
        request,
        header,
        form,
        lambda told: actions.confirm_job(key, **told, by=door.scope, at=door.at),
        title="Is the job still held?",
        button="Yes, it is still held",
        lead=(
            f"{say_job(row)}. Where it has ended, record its end instead. "
            f"It is asked again after {rules.CONFIRMED_EVERY} days."
        ),
        said="The job is known to be held.",
        there=there,
    )


@may_be_sent_to
@page(May.RECORD)
def end(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """The end of a job, with its reason."""
    _, header, there = _job(request, door, key, "person: a job, its end")
    form = forms.EndForm(request.POST or None, initial={"ended_on": door.today})
    return sheet_of(
        request,
        header,
        form,
        lambda told: actions.end_job(key, **told, by=door.scope, at=door.at),
        title="End the job",
        button="End the job",
        lead="Adjustments end with it. A home is often lost after a job: ask now how the rent is paid.",
        said="The end of the job is recorded.",
        there=there,
    )


@may_be_sent_to
@page(May.RECORD)
def plan(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """The plan of the first four weeks."""
    row, header, there = _job(request, door, key, "person: an in-work plan")
    first = {"agreed_on": door.today, "contacts_per_week": 1}
    form = forms.PlanForm(request.POST or None, initial=first)

    def act(told: dict[str, Any]) -> Any:
        agreed = moment(told.pop("agreed_on"), told.pop("agreed_clock"), door=door)
        step = {"what": told.pop("what"), "whose": told.pop("whose"), "due_on": told.pop("due_on")}
        steps = [step] if step["what"] else []
        return actions.agree_in_work_plan(
            row, agreed_at=agreed, actions=steps, **told, by=door.scope, at=door.at
        )

    return sheet_of(
        request,
        header,
        form,
        act,
        title="Plan for the first four weeks at work",
        button="Agree the plan",
        said="The in-work plan is agreed.",
        there=there,
    )


@may_be_sent_to
@page(May.RECORD)
def adjust(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """A change at work, agreed with the employer: consent is looked for."""
    _, header, there = _job(request, door, key, "person: an adjustment at work")
    form = forms.AdjustmentForm(
        request.POST or None,
        initial={"agreed_on": door.today},
        workers=people.workers(seen_by=door.scope),
    )
    return sheet_of(
        request,
        header,
        form,
        lambda told: actions.agree_adjustment(job=key, **lawful(told), by=door.scope, at=door.at),
        title="Add an adjustment",
        button="Add the adjustment",
        said="The adjustment is recorded.",
        there=there,
        template="employment/shared.jinja",
        more=sharing(header, door),
    )


@may_be_sent_to
@page(May.RECORD)
def adjustment(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """What became of an adjustment: it is in place, or it stopped."""
    row, header = found(request, door, queries, Adjustment, key, "person: an adjustment at work")
    first = {"became": "in_place" if row.in_place_on is None else "ended", "on": door.today}
    form = forms.AdjustmentStandsForm(request.POST or None, initial=first)

    def act(told: dict[str, Any]) -> Any:
        if told["became"] == "in_place":
            return actions.put_in_place(key, in_place_on=told["on"], by=door.scope, at=door.at)
        return actions.end_adjustment(
            key, ended_on=told["on"], words=told["words"], by=door.scope, at=door.at
        )

    kind = ADJUSTMENT_KIND.label(row.kind).lower() if row.kind else "at work"
    return sheet_of(
        request,
        header,
        form,
        act,
        title=f"Adjustment: {kind}",
        button="Save",
        lead=row.words,
        said="It is recorded.",
        there=reverse("employment-job", args=[row.job_id]),
    )


@may_be_sent_to
@page(May.RECORD)
def review(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """A review of the adjustments, with the employer where the person agrees, else with the person alone."""
    _, header, there = _job(request, door, key, "person: a review of adjustments")
    whole = queries.job(key, seen_by=door.scope)
    week = whole.next_week if whole else None
    form = forms.ReviewForm(
        request.POST or None,
        initial={"held_on": door.today, "week": week},
        workers=people.workers(seen_by=door.scope),
    )
    return sheet_of(
        request,
        header,
        form,
        lambda told: actions.hold_review(job=key, **lawful(told), by=door.scope, at=door.at),
        title="Review the adjustments",
        button="Save the review",
        said="The review is recorded.",
        there=there,
        template="employment/shared.jinja",
        more={**sharing(header, door), "running": whole.running if whole else []} | said(door.at),
    )


@may_be_sent_to
@page(May.RECORD)
def absence(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Time away from the job."""
    _, header, there = _job(request, door, key, "person: an absence")
    form = forms.AbsenceForm(request.POST or None, initial={"started_on": door.today})
    return sheet_of(
        request,
        header,
        form,
        lambda told: actions.record_absence(job=key, **told, by=door.scope, at=door.at),
        title="Record time away from work",
        button="Save",
        said="The time away is recorded.",
        there=there,
    )


@may_be_sent_to
@page(May.RECORD)
def back(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """The person is back at work."""
    row, header = found(request, door, queries, Absence, key, "person: back at work")
    form = forms.BackForm(request.POST or None, initial={"ended_on": door.today})
    there = reverse("employment-work", args=[row.person_id])
    if row.job_id:
        there = reverse("employment-job", args=[row.job_id])
    return sheet_of(
        request,
        header,
        form,
        lambda told: actions.end_absence(key, **told, by=door.scope, at=door.at),
        title="Back at work",
        button="Save",
        said="The person is back at work.",
        there=there,
    )


@may_be_sent_to
@page(May.RECORD)
def warning(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """A sign that work may be breaking down."""
    _, header, there = _job(request, door, key, "person: an early warning at work")
    form = forms.WarningForm(request.POST or None, initial={"raised_on": door.today})

    def act(told: dict[str, Any]) -> Any:
        raised = moment(told.pop("raised_on"), told.pop("raised_clock"), door=door)
        return actions.raise_work_warning(key, raised_at=raised, **told, by=door.scope, at=door.at)

    return sheet_of(
        request,
        header,
        form,
        act,
        title="Record an early warning at work",
        button="Save",
        lead="It stays on Today until somebody acts on it or steps support up.",
        said="The warning is recorded.",
        there=there,
    )
