"""A graded exposure plan: agreed, step by step, reviewed, ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from goldthread.access.rules import May
from goldthread.catalogue.tables.codes import PARTICIPATION
from goldthread.inclusion import actions, queries
from goldthread.inclusion.models import ExposurePlan, ExposureStep
from goldthread.kernel.refusals import Refused
from goldthread.web.inclusion import forms
from goldthread.web.inclusion.pages import home_of
from goldthread.web.inclusion.saying import said
from goldthread.web.look.door import Door, page
from goldthread.web.people.acting import NOT_HERE, about, found, sheet_of, version_of
from goldthread.web.refusing import Missing, may_be_sent_to

REVIEW_EVERY = timedelta(days=28)  # ours: graded steps go stale in a month


@may_be_sent_to
@page(May.RECORD)
def agree(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """A new plan with its first steps."""
    header = about(request, door, person, "person: a graded plan")
    if isinstance(header, HttpResponse):
        return header
    initial = {"agreed_on": door.today, "review_due_on": door.today + REVIEW_EVERY}
    form = forms.PlanForm(request.POST or None, initial=initial)

    def act(told: dict[str, Any]) -> Any:
        steps = list(form.steps(told))
        return actions.agree_exposure(person=person, **told, steps=steps, by=door.scope, at=door.at)

    return sheet_of(
        *(request, header, form, act),
        title="Agree a graded exposure plan",
        button="Agree the plan",
        lead="Small steps out, chosen by the person, the easiest first. Nobody is pushed: a step may wait.",
        said="The plan is agreed. Today asks for each step on its day.",
        there=lambda plan: reverse("inclusion-plan", args=[plan.pk]),
        back=home_of(header),
    )


@page()
def plan(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """One plan: its steps, how each was tried, and what comes next."""
    whole = queries.plan(key, seen_by=door.scope)
    if whole is None:
        raise Missing(NOT_HERE)
    header = about(request, door, whole.plan.person_id, "person: a graded plan")
    if isinstance(header, HttpResponse):
        raise Missing(NOT_HERE)
    told = said(header=header, whole=whole, may_record=door.scope.may(May.RECORD))
    return render(request, "inclusion/plan.jinja", told)


def _plan_of(row: Any) -> str:
    return reverse("inclusion-plan", args=[row.pk if isinstance(row, ExposurePlan) else row.plan_id])


@may_be_sent_to
@page(May.RECORD)
def add(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """One more step."""
    row, header = found(request, door, queries, ExposurePlan, key, "person: a step added")
    form = forms.StepForm(request.POST or None)
    return sheet_of(
        *(request, header, form),
        lambda told: actions.add_step(key, **told, by=door.scope, at=door.at),
        title="Add a step",
        button="Add the step",
        said="The step is added.",
        there=_plan_of(row),
        back=_plan_of(row),
    )


@may_be_sent_to
@page(May.RECORD)
def step(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """What came of a step: reached, a new day, or given up."""
    row, header = found(request, door, queries, ExposureStep, key, "person: a step of the graded plan")
    form = forms.LookForm(request.POST or None)

    def act(told: dict[str, Any]) -> Any:
        what, day = told["what"], told["day"]
        if what == "reached":
            return actions.reach_step(key, reached_on=day, by=door.scope, at=door.at)
        if what == "dropped":
            return actions.drop_step(key, by=door.scope, at=door.at)
        if day is None or day <= door.today:
            raise Refused("Enter the new day: one that is still to come.")
        version = version_of(request, row)
        return actions.change_step(key, version=version, planned_on=day, by=door.scope, at=door.at)

    return sheet_of(
        *(request, header, form, act),
        title=f"Step {row.place}: {row.words}",
        button="Save",
        lead=f"To be done: {PARTICIPATION.label(row.level).lower()}. It is reached when the person says so.",
        said="The step is recorded.",
        there=_plan_of(row),
        back=_plan_of(row),
        more={"version": row.version},
    )


@may_be_sent_to
@page(May.RECORD)
def review(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """A plan looked at with the person."""
    row, header = found(request, door, queries, ExposurePlan, key, "person: a graded plan reviewed")
    initial = {"reviewed_on": door.today, "review_due_on": door.today + REVIEW_EVERY}
    form = forms.ReviewForm(request.POST or None, initial=initial)
    return sheet_of(
        *(request, header, form),
        lambda told: actions.review_exposure(key, **told, by=door.scope, at=door.at),
        title="Review the graded plan",
        button="Save the review",
        lead="What went well, what was too much, and what the person wants next.",
        said="The review is recorded.",
        there=_plan_of(row),
        back=_plan_of(row),
    )


@may_be_sent_to
@page(May.RECORD)
def end(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """The end of a plan, with its reason."""
    row, header = found(request, door, queries, ExposurePlan, key, "person: a graded plan ended")
    form = forms.EndForm(request.POST or None, initial={"ended_on": door.today})
    return sheet_of(
        *(request, header, form),
        lambda told: actions.end_exposure(key, **told, by=door.scope, at=door.at),
        title="End the graded plan",
        button="End the plan",
        said="The plan has ended.",
        there=_plan_of(row),
        back=_plan_of(row),
    )
