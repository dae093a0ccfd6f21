"""What was entered in error: kept, and never counted again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from goldthread.access.rows import Row
from goldthread.access.scope import Scope
from goldthread.inclusion.actions.writing import WRITING
from goldthread.inclusion.models import (
    Activity,
    CommunityContact,
    ExposurePlan,
    ExposureStep,
    IsolationMeasure,
)
from goldthread.people.actions.rooms import Voiding

VOIDABLE: dict[str, type[Row]] = {
    "measure": IsolationMeasure,
    "plan": ExposurePlan,
    "step": ExposureStep,
    "activity": Activity,
    "contact": CommunityContact,
}
_HANG_ON: dict[type[Row], tuple[tuple[str, type[Row]], ...]] = {
    ExposurePlan: (("step__plan_id", Activity),),
    ExposureStep: (("step_id", Activity),),
}
_VOIDING = Voiding(WRITING, VOIDABLE, _HANG_ON)


@transaction.atomic
def void_row(what: str, key: str, *, reason: str, by: Scope, at: datetime) -> None:
    """Say that a row was entered in error. `what` is of VOIDABLE, `reason` of people.rules.VOID_REASON."""
    _VOIDING.void(what, key, reason=reason, by=by, at=at)
