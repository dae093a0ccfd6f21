"""What was entered in error: kept, and never counted again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from goldthread.access.rows import Row
from goldthread.access.scope import Scope
from goldthread.people.actions.rooms import Voiding
from goldthread.wellbeing.actions.writing import WRITING
from goldthread.wellbeing.models import OutcomeRating, QuestionnaireScore

VOIDABLE: dict[str, type[Row]] = {"rating": OutcomeRating, "score": QuestionnaireScore}
_VOIDING = Voiding(WRITING, VOIDABLE)


@transaction.atomic
def void_row(what: str, key: str, *, reason: str, by: Scope, at: datetime) -> None:
    """Say that a row was entered in error. `what` is of VOIDABLE, `reason` of people.rules.VOID_REASON."""
    _VOIDING.void(what, key, reason=reason, by=by, at=at)
