"""Time in which clocks stand still, as recorded here; what another room records adds to it."""

from __future__ import annotations

from collections.abc import Iterator

from goldthread.contracts.standards import Asked, Stood
from goldthread.day.models import Pause
from goldthread.kernel import clocks


def standing(asked: Asked, people: frozenset[str]) -> Iterator[Stood]:
    """The pauses of these people."""
    rows = Pause.objects.seen_by(asked.seen_by).filter(voided=False, person_id__in=people)
    for person, reason, first, last, record in rows.values_list(
        "person_id", "reason", "started_on", "ended_on", "record_id"
    ):
        yield Stood(person, reason, clocks.Pause.of_days(first, last), record)
