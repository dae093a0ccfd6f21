"""Instants: aware datetimes in UTC, with a civil date of Europe/London beside them.

A civil date is never cut from an instant by a question: it is worked out here, once, and kept. Twice a year
the civil clock misbehaves, and the rule is declared (see `to_utc`): a time that comes twice in autumn is the
first of the two, and a time that does not exist in spring is moved forward by the hour that was skipped.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from goldthread.kernel.refusals import Refused

LONDON = ZoneInfo("Europe/London")
_FAR = "This time lies outside the years 1 to 9999. Check the year."


def as_instant(moment: datetime) -> datetime:
    """The same moment in UTC. Refused without an offset, for then nobody knows which moment it is."""
    if moment.tzinfo is UTC:
        return moment
    if moment.utcoffset() is None:
        raise Refused(
            f"The time {moment.isoformat(sep=' ')} has no time zone. "
            "Give an offset (2026-07-01T09:40+01:00) or Z, or say that it is London time."
        )
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise Refused(_FAR) from None


def to_london(instant: datetime) -> datetime:
    """The instant on the civil clock of Europe/London, still aware."""
    try:
        return as_instant(instant).astimezone(LONDON)
    except OverflowError:
        raise Refused(_FAR) from None


def civil_date(instant: datetime) -> date:
    """The day it was in London at the instant."""
    return to_london(instant).date()


def to_utc(
    local: datetime,
    *,
    twice: Literal["first", "second", "refuse"] = "first",
    missing: Literal["forward", "refuse"] = "forward",
) -> datetime:
    """The instant of a London time written without a zone. Refused when a zone is there already.

    `twice` rules the hour that comes twice in autumn: the first (summer time), the second, or refuse.
    `missing` rules the hour that is skipped in spring: forward (01:30 is read as 02:30), or refuse.
    """
    if local.tzinfo is not None:
        raise Refused(
            f"The time {local.isoformat(sep=' ')} has a time zone already. Give a London time without one."
        )
    first, second = (_instant_of(local, fold) for fold in (0, 1))
    if first == second:
        return first
    if first < second:
        if twice == "refuse":
            raise Refused(
                f"{_spoken(local)} happened twice, for the clocks went back. "
                "Give the time with its offset, +01:00 or +00:00."
            )
        return first if twice == "first" else second
    if missing == "refuse":
        raise Refused(f"{_spoken(local)} did not exist, for the clocks went forward. Check the time.")
    return first


def _instant_of(local: datetime, fold: int) -> datetime:
    try:
        return local.replace(tzinfo=LONDON, fold=fold).astimezone(UTC)
    except OverflowError:
        raise Refused(_FAR) from None


def _spoken(local: datetime) -> str:
    return f"{local.date().isoformat()} {local:%H:%M} in London"


@lru_cache(maxsize=4096)  # asked of the same few days for every clock
def day_start(day: date) -> datetime:
    """The instant at which a civil day begins in London."""
    return to_utc(datetime.combine(day, time.min))


@lru_cache(maxsize=4096)
def day_end(day: date) -> datetime:
    """The last microsecond of a civil day in London: a response at any time of that day is not after it."""
    # London has changed its clocks at 01:00, 02:00 and 03:00 only, so no midnight ever came twice.
    return to_utc(datetime.combine(day, time.max))


def parse_instant(text: str, *, london: bool = False) -> datetime:
    """Read an ISO 8601 time with an offset or Z. With `london`, a time without offset is London time."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Refused(
            f'"{text}" is not a time. Write it as 2026-07-01T09:40:00+01:00 or 2026-07-01T08:40:00Z.'
        ) from None
    if moment.tzinfo is None and london:
        return to_utc(moment)
    return as_instant(moment)


def format_instant(instant: datetime) -> str:
    """ISO 8601 in UTC with Z; microseconds only where there are any. `parse_instant` reads it back."""
    return as_instant(instant).replace(tzinfo=None).isoformat() + "Z"
