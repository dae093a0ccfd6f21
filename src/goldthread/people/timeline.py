"""What happened to a person, as their timeline tells it; and what this room has to tell.

Every casework room writes a `timeline.py` with `timeline(person, seen_by=, at=)` in this form; the day
gathers them. Words say what happened, never a free text of the record: screens stand in shared rooms.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from goldthread.access.scope import Scope
from goldthread.catalogue.tables.codes import DECISION, PLAN_KIND, RISK_LEVEL, STAGE, SUPPORT_END
from goldthread.catalogue.tables.codes_work import INTEREST
from goldthread.kernel.instants import civil_date
from goldthread.kernel.words import say_date
from goldthread.people.models import (
    Extension,
    Interest,
    Plan,
    Referral,
    RiskAssessment,
    StageSpell,
    Support,
)


class Lane(StrEnum):
    """The lanes of a timeline, from the top."""

    HOME = "Home"
    WORK = "Work"
    SUPPORT = "Support"
    STAGE = "Stage"
    PLAN = "Plan"
    RISK = "Risk"
    WARNING = "Warnings"
    STEP_UP = "Step-up"
    CRISIS = "Crisis"
    MINUTES = "Minutes a week"


@dataclass(frozen=True)
class Happening:
    """One thing that happened on a day, or from a day to another; `last` of what goes on is None.

    `span` says that it lasts; without it only the first day counts. `minutes` makes it a contact of so many.
    """

    lane: Lane
    first: date
    words: str
    span: bool = False
    last: date | None = None
    shape: str = "circle"  # circle, diamond, up, down or ring
    alarm: bool = False
    minutes: int | None = None


def timeline(person: str, *, seen_by: Scope, at: datetime) -> Iterator[Happening]:
    """Referrals, support, stages, plans, risk and interest in work of one person."""
    where = {"person_id": person, "voided": False}
    for referral in Referral.objects.seen_by(seen_by).filter(**where):
        yield from _of_referral(referral)
    for support in Support.objects.seen_by(seen_by).filter(**where):
        yield from _of_support(support)
    for more in Extension.objects.seen_by(seen_by).filter(**where):
        yield Happening(Lane.SUPPORT, more.agreed_on, f"Extended to {say_date(more.planned_end_on)}")
    for stage in StageSpell.objects.seen_by(seen_by).filter(**where):
        label = STAGE.label(stage.stage)
        yield Happening(Lane.STAGE, stage.started_on, label, span=True, last=stage.ended_on)
    for plan in Plan.objects.seen_by(seen_by).filter(**where):
        words = f"{PLAN_KIND.label(plan.kind)} agreed"
        yield Happening(Lane.PLAN, civil_date(plan.agreed_at), words, shape="diamond")
    for risk in RiskAssessment.objects.seen_by(seen_by).filter(**where):
        words = f"Risk assessed: {RISK_LEVEL.label(risk.level).lower()}"
        high = risk.level in ("high", "very_high")
        yield Happening(Lane.RISK, civil_date(risk.assessed_at), words, shape="diamond", alarm=high)
    for asked in Interest.objects.seen_by(seen_by).filter(**where):
        words = f"Asked about paid work: {INTEREST.label(asked.interest).lower()}" if asked.interest else ""
        yield Happening(Lane.WORK, asked.asked_on, words or "Asked about paid work: no answer", shape="ring")


def _of_referral(row: Referral) -> Iterator[Happening]:
    yield Happening(Lane.SUPPORT, civil_date(row.received_at), "Referral received", shape="ring")
    if row.decided_at is not None and row.decision:
        words = f"Referral {DECISION.label(row.decision).split(' by ')[0].lower()}"
        yield Happening(Lane.SUPPORT, civil_date(row.decided_at), words, shape="ring")


def _of_support(row: Support) -> Iterator[Happening]:
    yield Happening(Lane.SUPPORT, row.started_on, "Support", span=True, last=row.ended_on)
    if row.moved_in_on is not None:
        yield Happening(Lane.HOME, row.moved_in_on, "Moved in")
    if row.ended_on is not None:
        why = f": {SUPPORT_END.label(row.end_reason).lower()}" if row.end_reason else ""
        yield Happening(Lane.SUPPORT, row.ended_on, f"Support ended{why}", shape="ring")
