"""What was entered in error: kept, and never counted again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from goldthread.access.scope import Scope
from goldthread.contacts.models import EarlyWarning
from goldthread.employment.actions.writing import changed
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
from goldthread.kernel.refusals import Refused
from goldthread.people.actions.writing import seen
from goldthread.people.models import Plan
from goldthread.people.rules import VOID_REASON, check_code

VOIDABLE = {
    "preference": Preference,
    "employer-contact": EmployerContact,
    "job": Job,
    "adjustment": Adjustment,
    "review": AdjustmentReview,
    "absence": Absence,
    "advice": BenefitsAdvice,
    "jobcentre": JobcentreContact,
}
_HANG_ON = {
    Job: tuple(("job_id", one) for one in (Adjustment, AdjustmentReview, Absence, EmployerContact, Plan)),
    Preference: (("preference_id", EmployerContact),),
}


@transaction.atomic
def void_row(what: str, key: str, *, reason: str, by: Scope, at: datetime) -> None:
    """Say that a row was entered in error. `what` is of VOIDABLE, `reason` of people.rules.VOID_REASON."""
    model = VOIDABLE.get(what)
    if model is None:
        raise Refused("This cannot be taken back. Go back to the person.")
    if not check_code(VOID_REASON, reason):
        raise Refused("Say why it was entered in error.")
    row = seen(model, key, by)
    hanging = (*_HANG_ON.get(model, ()), *((("job_id", EarlyWarning),) if model is Job else ()))
    for column, other in hanging:
        if other.every.filter(**{column: row.pk}, voided=False).exists():
            said = other._meta.verbose_name
            raise Refused(f"There is a {said} under it: take that back first, then this.")
    changed(row, {"voided": True}, verb=f"void_{reason}", by=by, at=at)
