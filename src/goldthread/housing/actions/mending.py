"""What was entered in error: kept, and never counted again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from goldthread.access.rows import Row
from goldthread.access.scope import Scope
from goldthread.housing.actions.writing import WRITING
from goldthread.housing.models import (
    AccommodationStatus,
    Inspection,
    Notice,
    RentBalance,
    Tenancy,
    TenancyComplaint,
    TenancyRisk,
    TenancyRiskAction,
)
from goldthread.people.actions.rooms import Voiding

VOIDABLE: dict[str, type[Row]] = {
    "tenancy": Tenancy,
    "balance": RentBalance,
    "notice": Notice,
    "inspection": Inspection,
    "complaint": TenancyComplaint,
    "risk": TenancyRisk,
    "action": TenancyRiskAction,
    "accommodation": AccommodationStatus,
}
_HANG_ON: dict[type[Row], tuple[tuple[str, type[Row]], ...]] = {
    Tenancy: (("tenancy_id", RentBalance), ("tenancy_id", Notice), ("tenancy_id", TenancyRisk)),
    TenancyRisk: (("tenancy_risk_id", TenancyRiskAction),),
}
_VOIDING = Voiding(WRITING, VOIDABLE, _HANG_ON)


@transaction.atomic
def void_row(what: str, key: str, *, reason: str, by: Scope, at: datetime) -> None:
    """Say that a row was entered in error. `what` is of VOIDABLE, `reason` of people.rules.VOID_REASON."""
    _VOIDING.void(what, key, reason=reason, by=by, at=at)
