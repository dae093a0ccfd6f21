"""A graded exposure plan: agreed with its steps, tried in activities, reviewed, ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Required, TypedDict, cast

from django.db import IntegrityError, transaction

from goldthread.access.scope import Scope
from goldthread.inclusion import rules
from goldthread.inclusion.actions.writing import changed, made
from goldthread.inclusion.models import ExposurePlan, ExposureStep
from goldthread.kernel.instants import civil_date
from goldthread.kernel.refusals import Refused
from goldthread.people import rules as people
from goldthread.people.actions.around import on_support
from goldthread.people.actions.writing import chunks, seen

ONE_RUNS = "A graded exposure plan runs already. End it first, or add steps to it."
OVER = "This plan has ended. Agree a new one."


class StepTold(TypedDict, total=False):
    """One step: what to do, with how much support, by when."""

    id: str
    source: str
    words: Required[str]
    level: Required[str]
    planned_on: date | None


class ExposureTold(TypedDict, total=False):
    """A plan with its steps, the easiest first."""

    id: str
    source: str
    person: Required[str]
    support: str | None
    agreed_on: Required[date]
    aim: Required[str]
    if_hard: str
    review_due_on: date | None
    steps: Required[Sequence[StepTold]]


@transaction.atomic
def agree_exposures(told: Sequence[ExposureTold], *, by: Scope, at: datetime) -> list[ExposurePlan]:
    """Plans agreed, each with its steps. Refused without a step, or where a plan of the person runs."""
    wanted = on_support(told, "agreed_on", by)
    steps: list[Sequence[StepTold]] = [one.pop("steps") for one in wanted]
    for one, its in zip(wanted, steps, strict=True):
        if not str(one.get("aim") or "").strip():
            raise Refused("Write what the person wants to be able to do, in their words.")
        people.check_not_ahead(one["agreed_on"], at=at, what="The day the plan was agreed")
        sentence = "The review comes after the plan was agreed. Check the date."
        people.check_order(one["agreed_on"], one.get("review_due_on"), sentence)
        if not 1 <= len(its) <= rules.MOST_STEPS:
            raise Refused(f"A plan has from 1 to {rules.MOST_STEPS} steps. Begin with one that is easy.")
    try:
        with transaction.atomic():
            plans = made(ExposurePlan, wanted, verb="agree_exposure", by=by, at=at)
    except IntegrityError:
        raise Refused(ONE_RUNS) from None
    rows = [
        {**step, "plan": plan.pk, "person": plan.person_id, "place": place}
        for plan, its in zip(plans, steps, strict=True)
        for place, step in enumerate(_checked(its), start=1)
    ]
    made(ExposureStep, rows, verb="add_step", by=by, at=at)
    return plans


def agree_exposure(*, by: Scope, at: datetime, **told: Any) -> ExposurePlan:
    """One plan; what it takes is `ExposureTold`."""
    return agree_exposures([cast(ExposureTold, told)], by=by, at=at)[0]


def _checked(steps: Sequence[StepTold]) -> Sequence[StepTold]:
    for one in steps:
        if not str(one.get("words") or "").strip():
            raise Refused("Say what the step is, such as: walk to the corner shop.")
        if not one.get("level"):
            raise Refused("Say with how much support the step is to be done.")
    return steps


def _running(plan: ExposurePlan | str, by: Scope) -> ExposurePlan:
    row = seen(ExposurePlan, plan, by)
    if row.ended_on is not None:
        raise Refused(OVER)
    return row


@transaction.atomic
def add_step(plan: ExposurePlan | str, *, by: Scope, at: datetime, **told: Any) -> ExposureStep:
    """One more step after the others; what it takes is `StepTold`."""
    row = _running(plan, by)
    _checked([cast(StepTold, told)])
    # Locked until the step is written: two who add at once would take one place.
    ExposurePlan.every.select_for_update().filter(pk=row.pk).first()
    places = ExposureStep.every.filter(plan_id=row.pk, voided=False).values_list("place", flat=True)
    if len(places) >= rules.MOST_STEPS:
        raise Refused(f"A plan has at most {rules.MOST_STEPS} steps. End it, and agree the next.")
    wanted = {**told, "plan": row.pk, "person": row.person_id, "place": max(places, default=0) + 1}
    found: ExposureStep = made(ExposureStep, [wanted], verb="add_step", by=by, at=at)[0]
    return found


def _open_step(step: ExposureStep | str, by: Scope) -> ExposureStep:
    row = seen(ExposureStep, step, by)
    if row.reached_on is not None or row.dropped_on is not None:
        raise Refused("This step is reached or given up already. Go back to the plan.")
    _running(row.plan_id, by)
    return row


@transaction.atomic
def reach_step(
    step: ExposureStep | str, *, reached_on: date | None = None, by: Scope, at: datetime
) -> ExposureStep:
    """The person did the step with as little support as it asks, and says that it is theirs now."""
    row = _open_step(step, by)
    day = reached_on or civil_date(at)
    people.check_not_ahead(day, at=at, what="The day the step was reached")
    people.check_order(
        row.plan.agreed_on, day, "A step is reached after the plan was agreed. Check the date."
    )
    found: ExposureStep = changed(row, {"reached_on": day}, verb="reach_step", by=by, at=at)
    return found


class ReachedTold(TypedDict):
    """A step reached on a day."""

    step: str
    reached_on: date


@transaction.atomic
def reach_steps(told: Sequence[ReachedTold], *, by: Scope, at: datetime) -> list[ExposureStep]:
    """Steps reached, each on its day."""
    return [reach_step(one["step"], reached_on=one["reached_on"], by=by, at=at) for one in told]


def steps_of_plans(
    plans: Sequence[ExposurePlan], *, by: Scope, at: datetime
) -> dict[str, list[ExposureStep]]:
    """The steps of plans just agreed, in their order, by the key of the plan."""
    found: dict[str, list[ExposureStep]] = {plan.pk: [] for plan in plans}
    for lot in chunks(found):
        for step in ExposureStep.objects.seen_by(by).filter(plan_id__in=lot, voided=False).order_by("place"):
            found[step.plan_id].append(step)
    return found


@transaction.atomic
def drop_step(step: ExposureStep | str, *, by: Scope, at: datetime) -> ExposureStep:
    """The step is given up; it stays in the plan, so that nobody asks for it again unknowing."""
    row = _open_step(step, by)
    found: ExposureStep = changed(row, {"dropped_on": civil_date(at)}, verb="drop_step", by=by, at=at)
    return found


@transaction.atomic
def change_step(
    step: ExposureStep | str, *, version: int, by: Scope, at: datetime, **told: Any
) -> ExposureStep:
    """Another wording, another level or another day."""
    row = _open_step(step, by)
    if beyond := set(told) - {"words", "level", "planned_on"}:
        raise TypeError(f"{sorted(beyond)} of a step are not changed here")
    now = {"words": row.words, "level": row.level, **told}
    _checked([cast(StepTold, now)])
    found: ExposureStep = changed(row, told, verb="change_step", by=by, at=at, version=version)
    return found


@transaction.atomic
def review_exposure(
    plan: ExposurePlan | str,
    *,
    review_due_on: date,
    reviewed_on: date | None = None,
    review_words: str = "",
    by: Scope,
    at: datetime,
) -> ExposurePlan:
    """The plan was looked at with the person; the next review is set."""
    row = _running(plan, by)
    day = reviewed_on or civil_date(at)
    people.check_not_ahead(day, at=at, what="The day of the review")
    people.check_order(row.agreed_on, day, "A review comes after the plan was agreed. Check the date.")
    if review_due_on <= day:
        raise Refused("The next review comes after this one. Check the dates.")
    told = {"reviewed_on": day, "review_due_on": review_due_on, "review_words": review_words}
    found: ExposurePlan = changed(row, told, verb="review_exposure", by=by, at=at)
    return found


@transaction.atomic
def end_exposure(
    plan: ExposurePlan | str, *, ended_on: date | None = None, end_reason: str, by: Scope, at: datetime
) -> ExposurePlan:
    """The plan ends, with its reason."""
    row = _running(plan, by)
    if not end_reason:
        raise Refused("Say why the plan ended.")
    day = ended_on or civil_date(at)
    people.check_not_ahead(day, at=at, what="The last day of the plan")
    people.check_order(row.agreed_on, day, "A plan cannot end before it was agreed. Check the date.")
    told = {"ended_on": day, "end_reason": end_reason}
    found: ExposurePlan = changed(row, told, verb="end_exposure", by=by, at=at)
    return found
