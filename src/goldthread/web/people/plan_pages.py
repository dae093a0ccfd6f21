"""A person's plan: shown in plain words, agreed, reviewed, printed for the person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from goldthread.access.rules import May
from goldthread.catalogue.tables.codes import PLAN_KIND, SUPPORT_LEVEL, WARNING_KIND
from goldthread.employment import queries as work
from goldthread.kernel.words import say_date
from goldthread.people import actions, queries
from goldthread.people.queries import Header, PlanWhole
from goldthread.people.rules import DISCLOSURE
from goldthread.web.look.door import Door, page
from goldthread.web.people import plan_forms
from goldthread.web.people.acting import Sheet, about, answered, moment, seen_other, version_of
from goldthread.web.people.forms import as_typed
from goldthread.web.people.plan_forms import Parts, PlanForm, SignForm, StepForm, TaskForm
from goldthread.web.refusing import Missing, may_be_sent_to

REVIEWED_AFTER = timedelta(days=91)
CARRIED = (
    *("own_goals", "choices", "carers_part", "contacts_per_week", "work_actions", "retention_actions"),
    *("disclosure", "other_worker_asked", "signs_threshold"),
)


@page()
def shown(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """The plans that hold, in plain words; earlier ones by their days."""
    header = about(request, door, key, "person: plan")
    if isinstance(header, HttpResponse):
        return header
    everything = queries.plans(key, seen_by=door.scope, current=False)
    told = {
        "header": header,
        "plans": [one for one in everything if one.plan.ended_on is None],
        "earlier": [one for one in everything if one.plan.ended_on is not None],
        "may_record": door.scope.may(May.RECORD),
    }
    return render(request, "people/plan.jinja", {**told, **_words()})


@page()
def printed(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """The plan for the person to keep: in large print where they need that."""
    whole = queries.plan(key, seen_by=door.scope)
    if whole is None:
        raise Missing("There is no such plan among the people whom you see.")
    header = about(request, door, whole.plan.person_id, "plan: printed")
    if isinstance(header, HttpResponse):
        return header
    large = any(need.kind == "large_print" for need in header.needs)
    told = {"header": header, "whole": whole, "large": large, **_words()}
    return render(request, "people/printed.jinja", told)


def _words() -> dict[str, Any]:
    return {"kinds": PLAN_KIND, "levels": SUPPORT_LEVEL, "signs": WARNING_KIND, "disclosures": DISCLOSURE}


@may_be_sent_to
@page(May.RECORD)
def agree(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """A new plan, begun from the one that holds."""
    header = about(request, door, key, "person: agree a plan")
    if isinstance(header, HttpResponse):
        return header
    kind = request.GET.get("kind", "support")
    before = next((one for one in queries.plans(key, seen_by=door.scope) if one.plan.kind == kind), None)
    jobs = _jobs(key, door)
    form = PlanForm(request.POST or None, initial=_begun(before, kind, jobs, door), jobs=jobs)
    sent = request.POST if request.method == "POST" else None
    parts = [
        Parts("task", TaskForm, "Tasks", "task", sent=sent, rows=_rows(before, "tasks")),
        Parts("sign", SignForm, "Early-warning signs", "words", sent=sent, rows=_rows(before, "signs")),
        Parts("step", StepForm, "Actions", "what", sent=sent, rows=_rows(before, "actions")),
    ]
    back = reverse("people-plan", args=[key])
    lead = "Write it with the person, in their words. They get a copy."
    more = {"parts": parts}
    sheet = Sheet(
        "Agree a plan", "Agree the plan", lead, back, header.person.name, "people/agree.jinja", more
    )
    if sent is not None and sent.get("more"):
        typed = {**as_typed(PlanForm, sent), "job": sent.get("job", "")}
        form = PlanForm(initial=typed, jobs=jobs)
        return render(request, sheet.template, {"form": form, "sheet": sheet, "header": header, **more})

    def act(told: dict[str, Any]) -> Any:
        agreed = moment(told.pop("agreed_on"), None, door=door)
        tasks, signs, steps = (part.told() for part in parts)
        told["job"] = told.get("job") or None
        return actions.agree_plan(
            person=key,
            support=header.support.pk if header.support and header.support.ended_on is None else None,
            agreed_at=agreed,
            tasks=tasks,  # type: ignore[arg-type]  # as the forms give them, by the same names
            signs=[{**one, "kind": one["kind"] or "other"} for one in signs],  # type: ignore[typeddict-item]
            actions=steps,  # type: ignore[arg-type]
            **told,
            by=door.scope,
            at=door.at,
        )

    return answered(
        request,
        form,
        sheet,
        act,
        said="The plan is agreed. Print it and give the person a copy.",
        there=back,
        header=header,
        valid=lambda: _all_valid(parts),
    )


def _all_valid(parts: list[Parts]) -> bool:
    """Whether every part holds: all are looked at, so that all faults are shown at once."""
    found = [part.valid() for part in parts]
    return all(found)


def _jobs(person: str, door: Door) -> list[tuple[str, str]]:
    """(key, words) of the jobs that a person holds, the last begun first."""
    rows = work.jobs_of(person, seen_by=door.scope)
    return [(row.pk, f"{row.title or 'Job'}, since {say_date(row.started_on)}") for row in rows]


def _begun(before: PlanWhole | None, kind: str, jobs: list[tuple[str, str]], door: Door) -> dict[str, Any]:
    begun: dict[str, Any] = {"kind": kind, "agreed_on": door.today}
    if len(jobs) == 1:
        begun["job"] = jobs[0][0]
    begun["review_due_on"] = door.today + REVIEWED_AFTER
    if before is not None:
        begun |= {name: getattr(before.plan, name) for name in CARRIED}
    return begun


def _rows(before: PlanWhole | None, part: str) -> list[dict[str, Any]]:
    if before is None:
        return []
    names = {
        "tasks": ("task", "planned_level", "prompts_per_week", "adaptation", "increased_until"),
        "signs": ("words", "kind", "urgent"),
        "actions": ("what", "whose", "due_on"),
    }[part]
    rows = getattr(before, part)
    open_ones = [row for row in rows if part != "actions" or row.done_on is None]
    return [{name: getattr(row, name) for name in names} for row in open_ones]


@may_be_sent_to
@page(May.RECORD)
def review(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """The plan was gone through with the person and stays as it is."""
    whole = queries.plan(key, seen_by=door.scope)
    if whole is None:
        raise Missing("There is no such plan among the people whom you see.")
    header = about(request, door, whole.plan.person_id, "plan: review")
    if isinstance(header, HttpResponse):
        return header
    back = reverse("people-plan", args=[whole.plan.person_id])
    initial = {"reviewed_on": door.today, "review_due_on": door.today + REVIEWED_AFTER}
    form = plan_forms.ReviewForm(request.POST or None, initial=initial)
    more = {"whole": whole, **_words()}
    lead = "If something changes, agree a new plan instead. If all stays, say when it is reviewed next."
    sheet = Sheet(
        "Review the plan", "It stays as it is", lead, back, header.person.name, "people/review.jinja", more
    )
    return answered(
        request,
        form,
        sheet,
        lambda told: actions.review_plan(whole.plan, **told, by=door.scope, at=door.at),
        said="The review is recorded.",
        there=back,
        header=header,
    )


@may_be_sent_to
@page(May.RECORD)
def acted(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """One tap: a copy was given, or an action was done."""
    whole = queries.plan(key, seen_by=door.scope)
    if whole is None:
        raise Missing("There is no such plan among the people whom you see.")
    header: Header | HttpResponse = about(request, door, whole.plan.person_id, "plan")
    if isinstance(header, HttpResponse):
        return header
    if request.method == "POST" and (done := request.POST.get("done")):
        actions.finish_action(done, by=door.scope, at=door.at)
        messages.success(request, "The action is done.")
    elif request.method == "POST":
        actions.give_copy(whole.plan, by=door.scope, at=door.at)
        messages.success(request, "It is recorded that the person has a copy.")
    return seen_other(reverse("people-plan", args=[whole.plan.person_id]))


@may_be_sent_to
@page(May.RECORD)
def task(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """A task of a plan: more for a time, back to what was planned, or less."""
    row = queries.plan_task(key, seen_by=door.scope)
    if row is None:
        raise Missing("There is no such task in a plan of the people whom you see.")
    header = about(request, door, row.person_id, "plan: task")
    if isinstance(header, HttpResponse):
        return header
    back = reverse("people-plan", args=[row.person_id])
    initial = {name: getattr(row, name) for name in plan_forms.ChangeTaskForm.base_fields}
    form = plan_forms.ChangeTaskForm(request.POST or None, initial=initial)
    sheet = Sheet(f"Task: {row.task}", "Save", "", back, "Plan", more={"version": row.version})
    return answered(
        request,
        form,
        sheet,
        lambda told: actions.change_task(
            row, version=version_of(request, row), **told, by=door.scope, at=door.at
        ),
        said="The task is changed.",
        there=back,
        header=header,
    )
