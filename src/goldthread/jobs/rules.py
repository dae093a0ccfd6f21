"""How long a job is leased and when a failed one is tried again. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

LEASE = timedelta(seconds=45)  # a killed worker's job is taken up again within a minute
MOST_TRIES = 8


def next_try(*, at: datetime, tries: int) -> datetime:
    """When a job that failed is due again: after 1, 2, 4 ... minutes, an hour at most."""
    return at + timedelta(minutes=min(60, 2 ** max(0, tries - 1)))


def turn(every: timedelta, at: datetime) -> tuple[str, datetime]:
    """The turn of a repeated job that holds `at`: its name, and when the next begins.

    Turns are counted from the epoch, so every process names the same turn the same.
    """
    seconds = int(every.total_seconds())
    number = int(at.timestamp()) // seconds
    return str(number), datetime.fromtimestamp((number + 1) * seconds, tz=at.tzinfo)
