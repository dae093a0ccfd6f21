"""Clocks: worked out from events, never wound.

Nothing here is stored or incremented: give the events and ask again; a back-dated event corrects the answer.

- Only what had happened by `as_of` is known. Responses after it are left out; a pause that ends after it is
  open. A clock that starts after it has not begun: it is running, with nothing taken and due as if never
  paused.
- The first response at or after the start stops the clock. What comes later changes nothing.
- `hours` count elapsed time in UTC, so 24 hours are 24 hours on the nights when the clocks change. The time
  inside pauses (overlapping ones counted once) is left out. Due is the instant at which the hours are used
  up.
- `days`, `weeks` and `working_days` count civil days of London after the day of the start; due is the end
  of the last of them. A day counts when the clock is running at its end: a pause takes out each day whose
  midnight it covers, so a pause from Tuesday noon to Thursday takes out Tuesday and Wednesday, and a pause
  within a day takes out none.
- A limit of 0 days is the end of the day of the start (for working days, of the next one worked).
- A pause that begins when the limit is already used up changes nothing.
- Whether a standard is met is a matter of the response and `due`, never of `taken`, which counts whole days
  down.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Literal, get_args

from goldthread.kernel.calendar import WorkingCalendar
from goldthread.kernel.instants import as_instant, civil_date, day_end, day_start
from goldthread.kernel.periods import add_days
from goldthread.kernel.refusals import Refused, did_you_mean

Unit = Literal["hours", "working_days", "days", "weeks"]
UNITS: tuple[str, ...] = get_args(Unit)

# Longest limit: a hundred years of hours. Past it the number is a slip, and dates would run out.
_MOST = {"hours": 876_600, "working_days": 25_000, "days": 36_525, "weeks": 5_218}

_Span = tuple[datetime, datetime]
_Days = tuple[date, date]


class ClockState(StrEnum):
    """How a clock stands. Each is its own word, so `clock.state == "met"` reads as it should."""

    MET = "met"
    NOT_MET = "not_met"
    RUNNING = "running"
    BREACHED = "breached"
    PAUSED = "paused"


@dataclass(frozen=True)
class Limit:
    """How long a standard allows: 72 hours, 5 working days, 21 days, 13 weeks."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise Refused(
                f'"{self.unit}" is not a unit of time limits. Write hours, working_days, days or weeks.'
                + did_you_mean(str(self.unit), UNITS)
            )
        if type(self.amount) is not int or not 0 <= self.amount <= _MOST[self.unit]:
            unit, most = self.unit.replace("_", " "), _MOST[self.unit]
            raise Refused(
                f"A limit in {unit} is a whole number from 0 to {most:,}, not {self.amount}. Check it."
            )


@dataclass(frozen=True)
class Pause:
    """Time in which the clock stands still: from `start` up to but without `end`; no end means it goes on."""

    start: datetime
    end: datetime | None

    def __post_init__(self) -> None:
        start = as_instant(self.start)
        object.__setattr__(self, "start", start)
        if self.end is None:
            return
        end = as_instant(self.end)
        object.__setattr__(self, "end", end)
        if end < start:
            raise Refused("A pause cannot end before it starts. Check both times.")

    @staticmethod
    def of_days(first: date, last: date | None) -> Pause:
        """A pause known by its days only, both in: it begins with the first and ends with the last."""
        return Pause(day_start(first), None if last is None else day_start(add_days(last, 1)))


@dataclass(frozen=True)
class Clock:
    """A clock as it stands. Instants are UTC.

    `due` is None while it is paused, for nobody knows yet. `responded` is the first response that counts.
    `taken` is the time used up to the response, or to `as_of` without one, in the unit of the limit and
    without pauses; hours and weeks may have parts. The day of a response counts, though it be paused later.
    """

    started: datetime
    limit: Limit
    as_of: datetime
    due: datetime | None
    responded: datetime | None
    state: ClockState
    taken: float


def work_out(
    *,
    started: datetime,
    limit: Limit,
    responses: Iterable[datetime],
    pauses: Iterable[Pause] = (),
    calendar: WorkingCalendar,
    as_of: datetime,
) -> Clock:
    """The clock of one record, from its events in any order. Refused where a time has no zone."""
    started, as_of = as_instant(started), as_instant(as_of)
    answered = [moment for moment in map(as_instant, responses) if started <= moment <= as_of]
    responded = min(answered, default=None)
    stopped = max(started, as_of if responded is None else responded)
    known = [pause for pause in pauses if pause.start <= as_of and started <= as_of]
    still = _spans(known, started, stopped)

    if limit.unit == "hours":
        due = _due_by_hours(started, timedelta(hours=limit.amount), still)
        stood = sum((end - start for start, end in still), timedelta())
        taken = (stopped - started - stood) / timedelta(hours=1)
    else:
        worked = calendar if limit.unit == "working_days" else None
        days = _DayCount(civil_date(started), _days_without(still), worked)
        per_unit = 7 if limit.unit == "weeks" else 1
        due = day_end(days.reach(limit.amount * per_unit))
        taken = days.counted(civil_date(stopped)) / per_unit

    if responded is not None:
        state = ClockState.MET if responded <= due else ClockState.NOT_MET
    elif any(max(pause.start, started) < due and not _ended(pause, as_of) for pause in known):
        state = ClockState.PAUSED
    else:
        state = ClockState.RUNNING if as_of <= due else ClockState.BREACHED
    paused = state is ClockState.PAUSED
    return Clock(started, limit, as_of, None if paused else due, responded, state, taken)


def _ended(pause: Pause, as_of: datetime) -> bool:
    return pause.end is not None and pause.end <= as_of


def _spans(pauses: Iterable[Pause], started: datetime, stopped: datetime) -> list[_Span]:
    """Pauses cut to the life of the clock, in order and joined where they touch."""
    cut: list[_Span] = []
    for pause in pauses:
        start = max(pause.start, started)
        end = stopped if pause.end is None else min(pause.end, stopped)
        if start < end:
            cut.append((start, end))
    joined: list[_Span] = []
    for start, end in sorted(cut):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _due_by_hours(started: datetime, allowed: timedelta, still: list[_Span]) -> datetime:
    try:
        due = started + allowed
    except OverflowError:
        raise Refused("This clock would run beyond the year 9999. Check when it started.") from None
    for start, end in still:
        if start >= due:
            break
        due += end - start
    return due


def _days_without(still: list[_Span]) -> list[_Days]:
    """The days whose end lies in a pause: from the day it starts, up to but without the day it ends."""
    ranges = [(civil_date(start), civil_date(end)) for start, end in still]
    return [(first, after) for first, after in ranges if first < after]


@dataclass(frozen=True)
class _DayCount:
    """Days after `origin` that count: all, or those worked in `calendar`, without those of `without`."""

    origin: date
    without: list[_Days]
    calendar: WorkingCalendar | None

    def counted(self, day: date) -> int:
        """How many days that count lie after the origin, up to and including `day`."""
        gone = self._between(self.origin, day)
        for first, after in self.without:
            low, high = max(first - timedelta(days=1), self.origin), min(after - timedelta(days=1), day)
            if low < high:
                gone -= self._between(low, high)
        return gone

    def reach(self, count: int) -> date:
        """The day on which the count reaches `count`."""
        day = self._after(self.origin, count)
        if count == 0:
            while any(first <= day < after for first, after in self.without):
                day = self._after(day, 1)
            return day
        while missing := count - self.counted(day):
            day = self._after(day, missing)
        return day

    def _between(self, first: date, last: date) -> int:
        return (
            (last - first).days if self.calendar is None else self.calendar.working_days_between(first, last)
        )

    def _after(self, day: date, count: int) -> date:
        return add_days(day, count) if self.calendar is None else self.calendar.add_working_days(day, count)
