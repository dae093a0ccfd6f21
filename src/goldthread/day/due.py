"""From events to what is due: each clock worked out by the kernel, each duty in words. It asks nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import ceil

from goldthread.catalogue.tables.codes import PAUSE_REASON
from goldthread.contracts.standards import Begun, Response, Stood
from goldthread.contracts.terms import Standard
from goldthread.day.standards import words_of_response, words_of_standard, words_of_start
from goldthread.kernel.calendar import WorkingCalendar
from goldthread.kernel.clocks import Clock, ClockState, Limit, work_out
from goldthread.kernel.instants import as_instant, civil_date, day_start
from goldthread.kernel.words import plural, say_date, say_day, say_instant, say_time

SOON_DAYS = 7  # ours: what falls due within a week is told as this week's
NEAR = timedelta(hours=4)  # ours: what falls due within these hours is told as about to breach


class State(StrEnum):
    """How urgent it is, told by shape and word, never by colour alone."""

    OVERDUE = "overdue"
    NEAR = "near"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"
    PAUSED = "paused"


SHAPES = {
    State.OVERDUE: ("▼", "Overdue"),
    State.NEAR: ("◆", "Within hours"),
    State.TODAY: ("◔", "Today"),
    State.SOON: ("○", "This week"),
    State.LATER: ("·", "Later"),
    State.PAUSED: ("‖", "Paused"),
}


@dataclass(frozen=True)
class Due:
    """One thing due: what, of whom, by when, why, and the code of where it is done."""

    standard: str
    act: str
    what: str
    record_table: str
    record_id: str
    person: str | None
    name: str
    team: str
    team_name: str
    worker: str | None
    worker_name: str
    started: datetime
    due: datetime | None  # None while paused: nobody knows yet
    state: State
    by_hours: bool
    clause: str
    event: str
    answer: str
    source: str
    paused: tuple[str, ...]
    also: tuple[str, ...] = ()
    reason: str = ""  # of whoever said that it cannot be done
    taken: float = 0.0

    @property
    def shape(self) -> str:
        """The shape that goes with the word."""
        return SHAPES[self.state][0]

    @property
    def word(self) -> str:
        """The word that goes with the shape."""
        return SHAPES[self.state][1]

    @property
    def order(self) -> tuple[bool, datetime, str, str]:
        """Soonest first; what stands still comes last."""
        return (self.due is None, self.due or self.started, self.name, self.record_id)


@dataclass(frozen=True)
class Whose:
    """The person behind a clock, and who works with them."""

    name: str
    team: str
    team_name: str
    worker: str | None
    worker_name: str


def clock_of(
    begun: Begun,
    standard: Standard,
    answers: Iterable[datetime | date],
    stood: Iterable[Stood],
    *,
    calendar: WorkingCalendar,
    at: datetime,
) -> Clock:
    """The clock of one record under one standard."""
    started = instant_of(begun.started)
    # An answer known by its day alone is never before a start on that day.
    moments = [
        as_instant(one)
        if isinstance(one, datetime)
        else max(day_start(one), started_on_its_day(one, started))
        for one in answers
    ]
    pauses = [each.pause for each in stood if each.reason in standard.pauses]
    return work_out(
        started=started,
        limit=limit_of(standard, begun.per),
        responses=moments,
        pauses=pauses,
        calendar=calendar,
        as_of=at,
    )


def started_on_its_day(day: date, started: datetime) -> datetime:
    """The start, where it was on that day; else the day's own beginning."""
    return started if civil_date(started) == day else day_start(day)


def instant_of(moment: datetime | date) -> datetime:
    """The moment; of a day its beginning in London."""
    return as_instant(moment) if isinstance(moment, datetime) else day_start(moment)


def limit_of(standard: Standard, per: int = 1) -> Limit:
    """The limit of a standard; divided, in whole days, where so many are promised in it."""
    if per <= 1:
        return Limit(standard.amount, standard.unit)  # type: ignore[arg-type]  # checked when terms were read
    days = standard.amount * (7 if standard.unit == "weeks" else 1)
    return Limit(ceil(days / per), "working_days" if standard.unit == "working_days" else "days")


def state_of(clock: Clock, at: datetime) -> State:
    """How urgent an unanswered clock is."""
    if clock.due is None:
        return State.PAUSED
    if clock.due < at:
        return State.OVERDUE
    if clock.limit.unit == "hours" and clock.due - at <= NEAR:
        return State.NEAR
    days = (civil_date(clock.due) - civil_date(at)).days
    if days == 0:
        return State.TODAY
    return State.SOON if days <= SOON_DAYS else State.LATER


def due_of(
    begun: Begun,
    standard: Standard,
    response: Response,
    clock: Clock,
    whose: Whose,
    stood: Sequence[Stood],
    at: datetime,
) -> Due:
    """A running clock as a row of Today."""
    by_hours = clock.limit.unit == "hours"
    when = say_instant(clock.started) if isinstance(begun.started, datetime) else say_date(begun.started)
    return Due(
        standard=standard.name,
        act=response.act,
        what=f"{response.say}: {begun.detail}" if begun.detail else response.say,
        record_table=begun.table,
        record_id=begun.record,
        person=begun.person,
        name=whose.name,
        team=whose.team,
        team_name=whose.team_name,
        worker=whose.worker,
        worker_name=whose.worker_name,
        started=clock.started,
        due=clock.due,
        state=state_of(clock, at),
        by_hours=by_hours,
        clause=f"{words_of_standard(standard.name)}, {say_limit(clock.limit)}",
        event=f"{words_of_start(standard.starts)}: {when}",
        answer=words_of_response(standard.response),
        source=f"{standard.source}; the figure is ours" if standard.ours else standard.source,
        paused=tuple(_say_pause(each) for each in stood if each.reason in standard.pauses),
        taken=clock.taken,
    )


def say_limit(limit: Limit) -> str:
    """within 24 hours, within 5 working days, on the same day."""
    if limit.amount == 0:
        return "on the day itself"
    return f"within {plural(limit.amount, limit.unit.rstrip('s').replace('_', ' '))}"


def _say_pause(stood: Stood) -> str:
    reason = PAUSE_REASON.label(stood.reason).lower()
    first = say_date(stood.pause.start)
    if stood.pause.end is None:
        return f"{reason}, since {first}"
    return f"{reason}, from {first} to {say_date(stood.pause.end - timedelta(microseconds=1))}"


def say_due(due: Due, at: datetime) -> str:
    """due yesterday 09:40, by 17:00, due Friday 27 November 2026, standing still."""
    if due.due is None:
        return "standing still"
    today, day = civil_date(at), civil_date(due.due)
    time = f" {say_time(due.due)}" if due.by_hours else ""
    gone = (day - today).days
    if gone == 0:
        return f"by{time}" if time and due.due >= at else f"due today{time}"
    named = {-1: "yesterday", 1: "tomorrow"}.get(gone)
    if named is None:
        named = say_day(day) if 0 < gone <= SOON_DAYS else say_date(day)
    return f"due {named}{time}"


def merged(rows: Iterable[Due]) -> list[Due]:
    """One row for what is done in one act on one record: the soonest, naming the others. Soonest first."""
    found: dict[tuple[str, str, str], Due] = {}
    for row in sorted(rows, key=lambda each: each.order):
        key = (row.record_table, row.record_id, row.act)
        first = found.get(key)
        found[key] = row if first is None else replace(first, also=(*first.also, row.clause))
    return list(found.values())


def is_open(clock: Clock) -> bool:
    """Whether nothing has answered it."""
    return clock.state not in (ClockState.MET, ClockState.NOT_MET)
