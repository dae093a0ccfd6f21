"""What was entered in error: kept, and never counted again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from goldthread.access.scope import Scope
from goldthread.inclusion.actions.writing import changed
from goldthread.inclusion.models import (
    Activity,
    CommunityContact,
    ExposurePlan,
    ExposureStep,
    IsolationMeasure,
)
from goldthread.kernel.refusals import Refused
from goldthread.people.actions.writing import seen
from goldthread.people.rules import VOID_REASON, check_code

VOIDABLE = {
    "measure": IsolationMeasure,
    "plan": ExposurePlan,
    "step": ExposureStep,
    "activity": Activity,
    "contact": CommunityContact,
}
_HANG_ON = {ExposurePlan: ("step__plan_id", Activity), ExposureStep: ("step_id", Activity)}


@transaction.atomic
def void_row(what: str, key: str, *, reason: str, by: Scope, at: datetime) -> None:
    """Say that a row was entered in error. `what` is of VOIDABLE, `reason` of people.rules.VOID_REASON."""
    model = VOIDABLE.get(what)
    if model is None:
        raise Refused("This cannot be taken back. Go back to the person.")
    if not check_code(VOID_REASON, reason):
        raise Refused("Say why it was entered in error.")
    row = seen(model, key, by)
    if hanging := _HANG_ON.get(model):
        column, other = hanging
        if other.every.filter(**{column: row.pk}, voided=False).exists():
            said = other._meta.verbose_name
            raise Refused(f"There is an {said} under it: take that back first, then this.")
    changed(row, {"voided": True}, verb=f"void_{reason}", by=by, at=at)
