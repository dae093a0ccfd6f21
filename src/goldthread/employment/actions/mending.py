"""What was entered in error: kept, and never counted again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from goldthread.access.rows import Row
from goldthread.access.scope import Scope
from goldthread.contacts.models import EarlyWarning
from goldthread.employment.actions.writing import WRITING
from goldthread.employment.models import (
    Absence,
    Adjustment,
    AdjustmentReview,
    BenefitsAdvice,
    EmployerContact,
    Job,
    JobcentreContact,
    Preference,
)
from goldthread.people.actions.rooms import Voiding
from goldthread.people.models import Plan

VOIDABLE: dict[str, type[Row]] = {
    "preference": Preference,
    "employer-contact": EmployerContact,
    "job": Job,
    "adjustment": Adjustment,
    "review": AdjustmentReview,
    "absence": Absence,
    "advice": BenefitsAdvice,
    "jobcentre": JobcentreContact,
}
_OF_A_JOB = (Adjustment, AdjustmentReview, Absence, EmployerContact, Plan, EarlyWarning)
_HANG_ON: dict[type[Row], tuple[tuple[str, type[Row]], ...]] = {
    Job: tuple(("job_id", one) for one in _OF_A_JOB),
    Preference: (("preference_id", EmployerContact),),
}
_VOIDING = Voiding(WRITING, VOIDABLE, _HANG_ON)


@transaction.atomic
def void_row(what: str, key: str, *, reason: str, by: Scope, at: datetime) -> None:
    """Say that a row was entered in error. `what` is of VOIDABLE, `reason` of people.rules.VOID_REASON."""
    _VOIDING.void(what, key, reason=reason, by=by, at=at)
