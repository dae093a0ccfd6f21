"""How clocks stand, told by a state, a shape and words: the same on every page."""

from __future__ import annotations

from datetime import datetime, timedelta

from goldthread.contracts.standards import Asked
from goldthread.day.caseload import caseload_of
from goldthread.day.running import clocks
from goldthread.kernel.clocks import Clock, ClockState
from goldthread.kernel.words import say_duration, say_instant
from goldthread.web.look.door import Door

HOUR = timedelta(hours=1)
NEAR = timedelta(hours=12)
AHEAD = timedelta(days=31)
Wait = tuple[str, str, str]
NO_LIMIT: Wait = ("none", "·", "no limit is set")


def waits(
    door: Door, *standards: str, record: str | None = None, person: str | None = None, what: str = ""
) -> dict[str, dict[str, Wait]]:
    """{standard: {record: (state, shape, words)}}: each clock under the standard of its service.

    Of one record or one person where named. `what` is done to meet them, as in "plan in time".
    """
    people = frozenset([person]) if person else None
    caseload = caseload_of(seen_by=door.scope, at=door.at)
    told: dict[str, dict[str, Wait]] = {}
    for standard in standards:
        # The page of one record says of an answered clock too whether it was in time.
        asked = Asked(
            door.scope, door.at, door.today + AHEAD, people, record=record, answered=record is not None
        )
        worked = clocks(asked, caseload, only=standard)
        told[standard] = {begun.record: clock_words(clock, door.at, what) for begun, _, clock, _ in worked}
    return told


def clock_words(clock: Clock, at: datetime, what: str = "") -> Wait:
    """(state, shape, words) of a clock."""
    if clock.state is ClockState.MET:
        return "met", "●", f"{what} in time".strip()
    if clock.state is ClockState.PAUSED or clock.due is None:
        return "paused", "‖", "standing still"
    if clock.state is ClockState.NOT_MET:
        over = f", by {say_duration((clock.responded - clock.due) / HOUR)}" if clock.responded else ""
        return "late", "◇", f"{what or 'done'} late{over}"
    if clock.state is ClockState.BREACHED:
        return "overdue", "▼", f"overdue by {say_duration((at - clock.due) / HOUR)}"
    left = clock.due - at
    word = f"{say_duration(_whole(left))} left, until {say_instant(clock.due)}"
    return ("near", "◆", word) if left <= NEAR else ("running", "○", word)


def _whole(left: timedelta) -> int | float:
    """Hours that are left as people count them: whole hours from two on, whole days from three on."""
    hours = left / HOUR
    if hours < 2:
        return hours
    return left.days * 24 if left.days >= 3 else int(hours)
