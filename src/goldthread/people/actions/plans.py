"""Plans agreed with people: their goals in their words, tasks and most support, own signs and threshold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Required, TypedDict, Unpack

from django.db import transaction

from goldthread.access.scope import Scope
from goldthread.kernel.instants import civil_date
from goldthread.kernel.refusals import Refused
from goldthread.people import rules
from goldthread.people.actions import writing
from goldthread.people.models import Plan, PlanAction, PlanSign, PlanTask


class TaskTold(TypedDict, total=False):
    """A task, the most support it is planned to need, weekly prompts, and what enables independence."""

    task: Required[str]
    planned_level: str
    prompts_per_week: int | None
    adaptation: str
    increased_until: date | None


class SignTold(TypedDict, total=False):
    """A sign of the person's own list; an urgent one crosses the threshold alone."""

    kind: Required[str]
    words: str
    urgent: bool


class StepTold(TypedDict, total=False):
    """A clear action: what, whose, by when."""

    what: Required[str]
    whose: str
    due_on: date | None
    done_on: date | None


class PlanTold(TypedDict, total=False):
    """A plan as agreed."""

    id: str
    source: str
    person: Required[str]
    support: str | None
    step_episode: str | None
    job: str | None
    kind: Required[str]
    agreed_at: Required[datetime]
    review_due_on: date | None
    ended_on: date | None
    own_goals: str
    choices: str
    carers_part: str
    copy_given_on: date | None
    work_actions: bool | None
    retention_actions: bool | None
    adjustments_schedule: bool | None
    disclosure: str
    other_worker_asked: bool | None
    contacts_per_week: int | None
    signs_threshold: int | None
    tasks: Sequence[TaskTold]
    signs: Sequence[SignTold]
    actions: Sequence[StepTold]


_PARTS = ("tasks", "signs", "actions")


@transaction.atomic
def agree_plans(told: Sequence[PlanTold], *, by: Scope, at: datetime) -> list[Plan]:
    """Plans agreed with people, in the order of the days. A new plan of a kind ends the one before it."""
    moves = sorted(told, key=lambda one: one["agreed_at"])
    for one in moves:
        _check(one, at=at)
    wanted: list[dict[str, Any]] = [
        {name: value for name, value in one.items() if name not in _PARTS} for one in moves
    ]
    before = _running(wanted)
    latest: dict[tuple[str, str, str], dict[str, Any]] = {}
    ending: list[Plan] = []
    for values in wanted:
        track = _track(values)
        day = civil_date(values["agreed_at"])
        if track in latest and latest[track].get("ended_on") is None:
            latest[track]["ended_on"] = day
        elif track in before:
            row = before.pop(track)
            row.ended_on, row.version, row.changed_at = (
                max(day, civil_date(row.agreed_at)),
                row.version + 1,
                at,
            )
            ending.append(row)
        latest[track] = values
    Plan.every.bulk_update(ending, ["ended_on", "version", "changed_at"], batch_size=writing.CHUNK)
    plans = writing.made(Plan, wanted, verb="people.agree_plan", by=by, at=at)
    for model, part in ((PlanTask, "tasks"), (PlanSign, "signs"), (PlanAction, "actions")):
        _add_parts(model, part, plans, moves, by=by, at=at)
    return plans


def agree_plan(*, by: Scope, at: datetime, **told: Unpack[PlanTold]) -> Plan:
    """Agree one plan."""
    return agree_plans([told], by=by, at=at)[0]


def _track(values: Any) -> tuple[str, str, str]:
    """Plans that follow each other: of one person, one support and one kind."""
    support = writing.key_of(values.get("support")) or ""
    return str(writing.key_of(values["person"])), str(support), str(values["kind"])


def _running(wanted: Sequence[dict[str, Any]]) -> dict[tuple[str, str, str], Plan]:
    return {
        (row.person_id, row.support_id or "", row.kind): row
        for lot in writing.chunks(writing.key_of(one["person"]) for one in wanted)
        for row in Plan.every.select_for_update().filter(person_id__in=lot, ended_on=None, voided=False)
    }


def _check(one: PlanTold, *, at: datetime) -> None:
    if not one["kind"]:
        raise Refused("Choose what the plan is for.")
    rules.check_not_ahead(one["agreed_at"], at=at, what="The day the plan was agreed")
    rules.check_not_ahead(one.get("copy_given_on"), at=at, what="The day a copy was given")
    late = "A plan is reviewed after it is agreed. Check the dates."
    rules.check_order(civil_date(one["agreed_at"]), one.get("review_due_on"), late)
    check_threshold(one.get("signs_threshold"), len(one.get("signs", ())))


def check_threshold(threshold: int | None, signs: int) -> None:
    """Refuse a threshold that no number of the signs could reach."""
    if threshold is not None and not 1 <= threshold <= max(signs, 1):
        raise Refused(
            f"The threshold is a number of signs from 1 to {max(signs, 1)}: the plan names {signs}. Mend it."
        )


def _add_parts(
    model: Any, part: str, plans: Sequence[Plan], told: Sequence[Any], *, by: Scope, at: datetime
) -> None:
    rows = []
    for plan, one in zip(plans, told, strict=True):
        for position, each in enumerate(one.get(part, ())):
            values = writing.tidied(model, {**each, "plan": plan.pk, "person": plan.person_id})
            writing.check_codes(model, values)
            if model is not PlanAction:
                values["position"] = position
            rows.append(model.new(by=by, at=at, **values))
    # Told with the plan they are part of.
    model.every.bulk_create(rows, batch_size=writing.CHUNK)


@transaction.atomic
def change_plan(plan: Plan | str, *, version: int, by: Scope, at: datetime, **told: Any) -> Plan:
    """Mend the words of a plan; who agrees something else agrees a new plan."""
    row = writing.seen(Plan, plan, by)
    mendable = set(PlanTold.__annotations__) - {"id", "source", "person", "support", "kind", *_PARTS}
    if beyond := set(told) - mendable:
        raise TypeError(f"{sorted(beyond)} of a plan are not mended here")
    if "signs_threshold" in told:
        check_threshold(told["signs_threshold"], PlanSign.every.filter(plan=row, voided=False).count())
    return writing.changed(row, told, verb="people.change_plan", by=by, at=at, version=version)


@transaction.atomic
def review_plan(
    plan: Plan | str,
    *,
    review_due_on: date,
    reviewed_on: date | None = None,
    by: Scope,
    at: datetime,
) -> Plan:
    """The plan was gone through with the person and stays; its next review is due on a later day."""
    row = writing.seen(Plan, plan, by)
    if row.ended_on is not None:
        raise Refused("This plan has ended. Agree a new one.")
    day = reviewed_on or civil_date(at)
    rules.check_not_ahead(day, at=at, what="The review")
    rules.check_order(
        civil_date(row.agreed_at), day, "A plan is reviewed after it is agreed. Check the date."
    )
    if review_due_on <= day:
        raise Refused("The next review is due after this one. Choose a later day.")
    return writing.changed(row, {"review_due_on": review_due_on}, verb="people.review_plan", by=by, at=at)


@transaction.atomic
def give_copy(plan: Plan | str, *, given_on: date | None = None, by: Scope, at: datetime) -> Plan:
    """The person has a copy of the plan in their hands."""
    row = writing.seen(Plan, plan, by)
    day = given_on or civil_date(at)
    rules.check_not_ahead(day, at=at, what="The day a copy was given")
    return writing.changed(row, {"copy_given_on": day}, verb="people.give_copy", by=by, at=at)


@transaction.atomic
def change_task(task: PlanTask | str, *, version: int, by: Scope, at: datetime, **told: Any) -> PlanTask:
    """Change a task's level, prompts or adaptation. A temporary increase names the day it is reviewed."""
    row = writing.seen(PlanTask, task, by)
    rules.check_order(civil_date(at), told.get("increased_until"), "A temporary increase is reviewed later.")
    return writing.changed(row, told, verb="people.change_task", by=by, at=at, version=version)


@transaction.atomic
def finish_action(action: PlanAction | str, *, done_on: date | None = None, by: Scope, at: datetime) -> None:
    """An action of a plan was done."""
    row = writing.seen(PlanAction, action, by)
    day = done_on or civil_date(at)
    rules.check_not_ahead(day, at=at, what="The day it was done")
    writing.changed(row, {"done_on": day}, verb="people.finish_action", by=by, at=at)
