"""What stands around a contact on the day it happens: support, team, stage, the plan with tasks and signs.

Read in a handful of queries for a whole batch: one contact and ten thousand take the same path. Whoever calls
has proven that the people are within scope.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from goldthread.contacts.models import EarlyWarning
from goldthread.contacts.rules import SIGNS_DAYS
from goldthread.kernel.instants import civil_date
from goldthread.people.models import Placement, Plan, PlanSign, PlanTask, StageSpell, Support

CHUNK = 5_000  # keys a query: below the limit of variables of both databases


@dataclass
class Around:
    """The rows around the contacts of some people."""

    supports: dict[str, list[Support]] = field(default_factory=lambda: defaultdict(list))
    placements: dict[str, list[Placement]] = field(default_factory=lambda: defaultdict(list))
    stages: dict[str, list[StageSpell]] = field(default_factory=lambda: defaultdict(list))
    plans: dict[str, list[Plan]] = field(default_factory=lambda: defaultdict(list))
    tasks: dict[str, list[PlanTask]] = field(default_factory=lambda: defaultdict(list))  # by plan
    signs: dict[str, list[PlanSign]] = field(default_factory=lambda: defaultdict(list))  # by plan
    seen: dict[str, list[tuple[datetime, str]]] = field(default_factory=lambda: defaultdict(list))

    def support_on(self, person: str, day: date) -> Support | None:
        """The support in force that day; the one that began last where there are several."""
        return _last([one for one in self.supports[person] if _held(one.started_on, one.ended_on, day)])

    def team_on(self, person: str, day: date) -> str:
        """The team the person is with: by support, else by placement; blank where neither says."""
        support = self.support_on(person, day)
        if support is not None:
            return str(support.team_id)
        placed = _last([one for one in self.placements[person] if _held(one.started_on, one.ended_on, day)])
        return str(placed.team_id) if placed else ""

    def stage_on(self, person: str, day: date) -> StageSpell | None:
        """The stage that day."""
        return _last([one for one in self.stages[person] if _held(one.started_on, one.ended_on, day)])

    def tasks_on(self, person: str, day: date) -> dict[str, PlanTask]:
        """Tasks of the plans in force that day, by name; where two plans hold one, the newer says."""
        found: dict[str, PlanTask] = {}
        for plan in self._plans_on(person, day):
            for task in self.tasks[plan.id]:
                found.setdefault(task.task, task)
        return found

    def signs_on(self, person: str, day: date) -> tuple[Plan | None, list[PlanSign]]:
        """The newest plan in force that lists signs or sets a threshold, and its signs."""
        for plan in self._plans_on(person, day):
            if self.signs[plan.id] or plan.signs_threshold is not None:
                return plan, self.signs[plan.id]
        return None, []

    def signs_of(self, person: str) -> dict[str, PlanSign]:
        """Every sign of the person's plans by key: a plan may be renewed while a contact waits on a phone."""
        return {sign.id: sign for plan in self.plans[person] for sign in self.signs[plan.id]}

    def seen_before(self, person: str, moment: datetime) -> set[str]:
        """Signs seen lately and not acted on: they count together with those of now."""
        since = moment - timedelta(days=SIGNS_DAYS)
        return {sign for when, sign in self.seen[person] if since <= when <= moment}

    def _plans_on(self, person: str, day: date) -> list[Plan]:
        return [plan for plan in self.plans[person] if _held(civil_date(plan.agreed_at), plan.ended_on, day)]


def around(people: Collection[str], *, first: datetime, last: datetime) -> Around:
    """The rows around contacts of these people between two moments."""
    found = Around()
    early = civil_date(first)
    late = civil_date(last)
    for keys in chunks(people):
        mine = {"person_id__in": keys, "voided": False}
        for support in Support.every.filter(**mine, started_on__lte=late).order_by(
            "started_on", "recorded_at", "id"
        ):
            if support.ended_on is None or support.ended_on >= early:
                found.supports[support.person_id].append(support)
        for placed in Placement.every.filter(**mine, started_on__lte=late).order_by(
            "started_on", "recorded_at", "id"
        ):
            found.placements[placed.person_id].append(placed)
        for stage in StageSpell.every.filter(**mine, started_on__lte=late).order_by(
            "started_on", "recorded_at", "id"
        ):
            found.stages[stage.person_id].append(stage)
        for plan in Plan.every.filter(**mine, agreed_at__lte=last).order_by(
            "-agreed_at", "-recorded_at", "-id"
        ):
            found.plans[plan.person_id].append(plan)
        for task in PlanTask.every.filter(**mine).order_by("position", "task"):
            found.tasks[task.plan_id].append(task)
        for sign in PlanSign.every.filter(**mine).order_by("position", "id"):
            found.signs[sign.plan_id].append(sign)
        lately = EarlyWarning.every.filter(
            **mine,
            raised_at__gte=first - timedelta(days=SIGNS_DAYS),
            raised_at__lte=last,
            acted_at__isnull=True,
        )
        for warning in lately:
            found.seen[warning.person_id].append((warning.raised_at, warning.sign_id or warning.kind))
    return found


def chunks(keys: Collection[str]) -> Iterator[list[str]]:
    """Keys, each once, in lists short enough for one query."""
    listed = list(dict.fromkeys(keys))
    for start in range(0, len(listed), CHUNK):
        yield listed[start : start + CHUNK]


def _held(first: date, last: date | None, day: date) -> bool:
    return first <= day and (last is None or day <= last)


def _last(rows: list[Any]) -> Any:
    return rows[-1] if rows else None
