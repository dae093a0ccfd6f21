"""Rows of the simulation on their way to the rooms: what every field's tidying is written with."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from goldthread.kernel.instants import to_london, to_utc

Row = dict[str, Any]
Rows = list[Row]
LOOSE = timedelta(days=56)  # nothing lies open for longer


def fill(row: Row, pair: str) -> None:
    """A room knows the moment: where only the day is known it was at noon."""
    at, on = f"{pair}_at", f"{pair}_on"
    if row.get(at) is None and row[on] is not None:
        row[at] = to_utc(datetime.combine(row[on], time(12))).replace(tzinfo=None)
    if row.get(at) is not None:
        row[on] = day_of(row[at])


def day_of(moment: datetime) -> date:
    """The civil day in London of a moment as tables hold it: in UTC, without a zone."""
    return to_london(moment.replace(tzinfo=UTC)).date()


def aware(moment: datetime | None) -> Any:
    """A moment as actions take it."""
    return moment.replace(tzinfo=UTC) if moment is not None else None
