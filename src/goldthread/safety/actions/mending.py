"""What was entered in error: kept, and never counted again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from goldthread.access.rows import Row
from goldthread.access.scope import Scope
from goldthread.people.actions.rooms import Voiding
from goldthread.safety.actions.writing import WRITING, changed
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

VOIDABLE: dict[str, type[Row]] = {
    "concern": SafeguardingConcern,
    "incident": Incident,
    "notification": Notification,
    "complaint": Complaint,
    "contact": SystemContact,
    "question": HousingQuestion,
    "decision": RiskDecision,
}
_HANG_ON: dict[type[Row], tuple[tuple[str, type[Row]], ...]] = {
    SafeguardingConcern: (("concern_id", Notification), ("concern_id", Incident)),
    Incident: (("incident_id", Notification),),
    SystemContact: (("stay_id", SystemContact), ("contact_id", HousingQuestion)),
}
_VOIDING = Voiding(WRITING, VOIDABLE, _HANG_ON)


@transaction.atomic
def void_row(what: str, key: str, *, reason: str, by: Scope, at: datetime) -> None:
    """Say that a row was entered in error. `what` is of VOIDABLE, `reason` of people.rules.VOID_REASON.

    A discharge taken back opens its stay again.
    """
    row = _VOIDING.void(what, key, reason=reason, by=by, at=at)
    if isinstance(row, SystemContact) and row.kind == DISCHARGE and row.stay is not None:
        changed(row.stay, {"ended_on": None}, verb="reopen_stay", by=by, at=at)
