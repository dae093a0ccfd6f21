"""What the day itself has to tell of a person: times in which their clocks stood still."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from goldthread.access.scope import Scope
from goldthread.catalogue.tables.codes import PAUSE_REASON
from goldthread.day.models import Pause
from goldthread.people.timeline import Happening, Lane


def timeline(person: str, *, seen_by: Scope, at: datetime) -> Iterator[Happening]:
    """Pauses of one person; a hospital or custody stands among the crises."""
    for row in Pause.objects.seen_by(seen_by).filter(person_id=person, voided=False):
        lane = Lane.CRISIS if row.reason in ("hospital", "custody") else Lane.SUPPORT
        words = f"Clocks stand still: {PAUSE_REASON.label(row.reason).lower()}"
        yield Happening(lane, row.started_on, words, span=True, last=row.ended_on)
