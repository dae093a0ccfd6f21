"""What may be asked of taking part. Every query says who asks, and answers only what they may see.

A page that shows what comes back tells the ledger whom it shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from goldthread.access.scope import Scope
from goldthread.inclusion import rules
from goldthread.inclusion.models import (
    Activity,
    CommunityContact,
    ExposurePlan,
    ExposureStep,
    IsolationMeasure,
)
from goldthread.inclusion.rules import StepState

LAST = 30  # activities on a page


@dataclass(frozen=True)
class StepWhole:
    """A step of a plan with the activities that tried it, newest first."""

    step: ExposureStep
    tries: Sequence[Activity]

    @property
    def state(self) -> StepState:
        """Where it stands."""
        return rules.step_state(
            reached=self.step.reached_on is not None,
            dropped=self.step.dropped_on is not None,
            wanted=self.step.level,
            done=[one.participation for one in self.tries],
        )

    @property
    def open(self) -> bool:
        """Whether it is still to be done."""
        return self.step.reached_on is None and self.step.dropped_on is None


@dataclass(frozen=True)
class PlanWhole:
    """A graded exposure plan with its steps, the easiest first."""

    plan: ExposurePlan
    steps: Sequence[StepWhole]

    @property
    def reached(self) -> int:
        """How many steps are reached."""
        return sum(one.state is StepState.REACHED for one in self.steps)

    @property
    def next(self) -> StepWhole | None:
        """The first step that is still to be done."""
        return next((one for one in self.steps if one.open), None)


@dataclass(frozen=True)
class Inclusion:
    """All that is known of how a person takes part, newest first."""

    measures: Sequence[IsolationMeasure]
    plans: Sequence[PlanWhole]
    activities: Sequence[Activity]
    contacts: Sequence[CommunityContact]

    @property
    def running(self) -> PlanWhole | None:
        """The plan that runs."""
        return next((one for one in self.plans if one.plan.ended_on is None), None)

    @property
    def baseline(self) -> IsolationMeasure | None:
        """The last baseline."""
        return next((one for one in self.measures if one.baseline), None)

    @property
    def way(self) -> dict[str, tuple[str, str]]:
        """How participation and travel went from the baseline to the last measure, where both are known."""
        first = self.baseline
        last = self.measures[0] if self.measures else None
        if first is None or last is None or first.pk == last.pk:
            return {}
        ways = {
            "participation": rules.direction(first.participation, last.participation),
            "travel": rules.direction(first.travel, last.travel),
        }
        return {name: way for name, way in ways.items() if way is not None}


def inclusion(person: str, *, seen_by: Scope) -> Inclusion:
    """All that is known of how a person takes part."""
    activities = (
        _of(Activity, person, seen_by).select_related("step").order_by("-attended_on", "-recorded_at", "-id")
    )
    contacts = _of(CommunityContact, person, seen_by)
    contacts = contacts.order_by(F("ended_on").desc(nulls_first=True), "-started_on", "-recorded_at", "-id")
    plans = _of(ExposurePlan, person, seen_by)
    plans = plans.order_by(F("ended_on").desc(nulls_first=True), "-agreed_on", "-recorded_at", "-id")
    return Inclusion(
        list(_of(IsolationMeasure, person, seen_by).order_by("-measured_on", "-recorded_at", "-id")),
        _whole(list(plans), seen_by),
        list(activities[:LAST]),
        list(contacts),
    )


def running_plan(person: str, *, seen_by: Scope) -> PlanWhole | None:
    """The plan of a person that runs; None where none does."""
    return next(iter(_whole(list(_of(ExposurePlan, person, seen_by).filter(ended_on=None)), seen_by)), None)


def plan(key: str, *, seen_by: Scope) -> PlanWhole | None:
    """One plan, whole; None beyond the scope."""
    rows = ExposurePlan.objects.seen_by(seen_by).filter(pk=key, voided=False)
    return next(iter(_whole(list(rows), seen_by)), None)


def steps_open(person: str, *, seen_by: Scope) -> list[ExposureStep]:
    """Steps of the plan that runs which are still to be done."""
    rows = _of(ExposureStep, person, seen_by).filter(
        plan__ended_on=None, plan__voided=False, reached_on=None, dropped_on=None
    )
    return list(rows.order_by("place", "id"))


def row(model: Any, key: str, *, seen_by: Scope) -> Any:
    """A row of this room with its person; None beyond the scope."""
    if not key.isprintable():
        return None
    return model.objects.seen_by(seen_by).filter(pk=key, voided=False).select_related("person").first()


def _whole(plans: Sequence[ExposurePlan], seen_by: Scope) -> list[PlanWhole]:
    steps: dict[str, list[StepWhole]] = defaultdict(list)
    tries: dict[str, list[Activity]] = defaultdict(list)
    keys = [one.pk for one in plans]
    tried = Activity.objects.seen_by(seen_by).filter(step__plan_id__in=keys, voided=False)
    for one in tried.order_by("-attended_on", "-recorded_at", "-id"):
        tries[one.step_id or ""].append(one)
    rows = ExposureStep.objects.seen_by(seen_by).filter(plan_id__in=keys, voided=False)
    for step in rows.order_by("place", "id"):
        steps[step.plan_id].append(StepWhole(step, tries[step.pk]))
    return [PlanWhole(one, steps[one.pk]) for one in plans]


def _of(model: Any, person: str, seen_by: Scope) -> Any:
    return model.objects.seen_by(seen_by).filter(person_id=person, voided=False)
