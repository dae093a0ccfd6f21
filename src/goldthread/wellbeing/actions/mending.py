"""What was entered in error: kept, and never counted again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from goldthread.access.scope import Scope
from goldthread.kernel.refusals import Refused
from goldthread.people.actions.writing import seen
from goldthread.people.rules import VOID_REASON, check_code
from goldthread.wellbeing.actions.writing import changed
from goldthread.wellbeing.models import OutcomeRating, QuestionnaireScore

VOIDABLE = {"rating": OutcomeRating, "score": QuestionnaireScore}


@transaction.atomic
def void_row(what: str, key: str, *, reason: str, by: Scope, at: datetime) -> None:
    """Say that a row was entered in error. `what` is of VOIDABLE, `reason` of people.rules.VOID_REASON."""
    model = VOIDABLE.get(what)
    if model is None:
        raise Refused("This cannot be taken back. Go back to the person.")
    if not check_code(VOID_REASON, reason):
        raise Refused("Say why it was entered in error.")
    changed(seen(model, key, by), {"voided": True}, verb=f"void_{reason}", by=by, at=at)
