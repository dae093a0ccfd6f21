"""What was entered in error: kept, and never counted again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from goldthread.access.scope import Scope
from goldthread.kernel.refusals import Refused
from goldthread.people.actions.writing import seen
from goldthread.people.rules import VOID_REASON, check_code
from goldthread.safety.actions.writing import changed
from goldthread.safety.models import (
    Complaint,
    HousingQuestion,
    Incident,
    Notification,
    RiskDecision,
    SafeguardingConcern,
    SystemContact,
)
from goldthread.safety.rules import DISCHARGE

VOIDABLE: dict[str, Any] = {
    "concern": SafeguardingConcern,
    "incident": Incident,
    "notification": Notification,
    "complaint": Complaint,
    "contact": SystemContact,
    "question": HousingQuestion,
    "decision": RiskDecision,
}
_HANG_ON: dict[Any, tuple[tuple[str, Any], ...]] = {
    SafeguardingConcern: (("concern_id", Notification), ("concern_id", Incident)),
    Incident: (("incident_id", Notification),),
    SystemContact: (("stay_id", SystemContact), ("contact_id", HousingQuestion)),
}


@transaction.atomic
def void_row(what: str, key: str, *, reason: str, by: Scope, at: datetime) -> None:
    """Say that a row was entered in error. `what` is of VOIDABLE, `reason` of people.rules.VOID_REASON.

    A discharge taken back opens its stay again.
    """
    model = VOIDABLE.get(what)
    if model is None:
        raise Refused("This cannot be taken back. Go back to the person.")
    if not check_code(VOID_REASON, reason):
        raise Refused("Say why it was entered in error.")
    row = seen(model, key, by)
    for column, other in _HANG_ON.get(model, ()):
        if other.every.filter(**{column: row.pk}, voided=False).exists():
            said = other._meta.verbose_name
            raise Refused(f"There is a {said} under it: take that back first, then this.")
    changed(row, {"voided": True}, verb=f"void_{reason}", by=by, at=at)
    if isinstance(row, SystemContact) and row.kind == DISCHARGE and row.stay is not None:
        changed(row.stay, {"ended_on": None}, verb="reopen_stay", by=by, at=at)
