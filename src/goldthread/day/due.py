"""From events to what is due: each clock worked out by the kernel, each duty in words. It asks nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import ceil

from goldthread.catalogue.tables.codes import PAUSE_REASON
from goldthread.contracts.specification.words import ACTORS
from goldthread.contracts.standards import Begun, Response, Stood
from goldthread.contracts.terms import Standard
from goldthread.contracts.terms.vocabulary import BY_WEEK
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
class Whose:
    """The person behind a clock, and who works with them."""

    name: str
    team: str
    team_name: str
    worker: str | None
    worker_name: str


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told when nothing answered it by then; `past` once they have been."""

    to: str  # of the list ACTORS
    limit: Limit
    at: datetime | None  # None while it stands still
    past: bool
    week: int = 0  # of a duty that falls in a week after its start: which; it is never told of sooner

    @property
    def words(self) -> str:
        """Team leader told at 48 hours."""
        when = f"in week {self.week}" if self.week else f"at {say_amount(self.limit)}"
        return f"{ACTORS.get(self.to, self.to)} told {when}"


@dataclass(frozen=True, slots=True)
class Due:
    """One thing due: what, of whom, by when, why, and where it is done. Words are made when read."""

    begun: Begun
    duty: Standard
    response: Response
    clock: Clock
    whose: Whose
    stood: Sequence[Stood]
    state: State
    also: tuple[str, ...] = ()
    told: tuple[Told, ...] = ()
    agreed: bool = False  # whether it stands in an agreed contract, so that its clause can be opened

    @property
    def standard(self) -> str:
        """The name of the standard."""
        return self.duty.name

    @property
    def act(self) -> str:
        """The code of where it is done."""
        return self.response.act

    @property
    def record_table(self) -> str:
        """The table of the record that began it."""
        return self.begun.table

    @property
    def record_id(self) -> str:
        """Its key."""
        return self.begun.record

    @property
    def person(self) -> str | None:
        """The key of the person; None where somebody is not one yet."""
        return self.begun.person

    @property
    def name(self) -> str:
        """Who it is about."""
        return self.whose.name

    @property
    def team(self) -> str:
        """The key of the team that answers for it; blank where there is none yet."""
        return self.whose.team

    @property
    def worker(self) -> str | None:
        """The key of the worker whose it is; None where nobody is named."""
        return self.whose.worker

    @property
    def started(self) -> datetime:
        """When the clock began."""
        return self.clock.started

    @property
    def due(self) -> datetime | None:
        """When it is due; None while it stands still, for nobody knows yet."""
        return self.clock.due

    @property
    def by_hours(self) -> bool:
        """Whether hours count, so that the time of day is told."""
        return self.clock.limit.unit == "hours"

    @property
    def shape(self) -> str:
        """The shape that goes with the word."""
        return SHAPES[self.state][0]

    @property
    def word(self) -> str:
        """The word that goes with the shape."""
        return SHAPES[self.state][1]

    @property
    def order(self) -> tuple[bool, datetime, str, str, bool]:
        """Soonest first; what stands still comes last."""
        clock = self.clock
        due = clock.due or clock.started
        return (clock.due is None, due, self.whose.name, self.begun.record, not self.response.first)

    @property
    def what(self) -> str:
        """What is to be done."""
        week = f"week {self.duty.points[0]}" if self.duty.points else ""
        detail = ", ".join(part for part in (week, self.begun.detail) if part)
        return f"{self.response.say}: {detail}" if detail else self.response.say

    @property
    def clause(self) -> str:
        """What the standard asks, and within which time."""
        return f"{words_of_standard(self.duty.name)}, {say_limit(self.clock.limit)}"

    @property
    def event(self) -> str:
        """What started the clock, and when."""
        began = self.begun.started
        when = say_instant(began) if isinstance(began, datetime) else say_date(began)
        return f"{words_of_start(self.duty.starts)}: {when}"

    @property
    def raised(self) -> Told | None:
        """The last escalation whose time has come; None where none has."""
        past = [one for one in self.told if one.past]
        return past[-1] if past else None

    def raised_to(self, actors: Collection[str]) -> bool:
        """Whether it has come before one of these actors."""
        return any(one.past and one.to in actors for one in self.told)

    @property
    def actor(self) -> str:
        """Who acts by the contract, in words; blank where it does not say."""
        return ACTORS.get(self.duty.who, self.duty.who)

    @property
    def answer(self) -> str:
        """What ends it."""
        return words_of_response(self.duty.response)

    @property
    def source(self) -> str:
        """Where the standard stands."""
        return f"{self.duty.source}; the figure is ours" if self.duty.ours else self.duty.source

    @property
    def paused(self) -> tuple[str, ...]:
        """Why and when it stood still."""
        return tuple(_say_pause(each) for each in self.stood if each.reason in self.duty.pauses)


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
    started = starts_at(begun, standard)
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


def escalations_of(
    begun: Begun, standard: Standard, stood: Sequence[Stood], *, calendar: WorkingCalendar, at: datetime
) -> tuple[Told, ...]:
    """Who is told of an unanswered clock, and when: its pauses count for them too. The soonest first."""
    found = []
    week = standard.points[0] if standard.points and standard.response not in BY_WEEK else 0
    itself = clock_of(begun, standard, (), stood, calendar=calendar, at=at).due if week else None
    for one in standard.escalations:
        limit = Limit(one.amount, one.unit)
        later = replace(standard, amount=one.amount, unit=one.unit, points=())
        # A week of its own begins later; what is told of it counts from there.
        start = replace(begun, started=starts_at(begun, standard), per=1)
        due = clock_of(start, later, (), stood, calendar=calendar, at=at).due
        if due is not None and itself is not None:
            due = max(due, itself)  # a review in week 4 is nobody's worry in week 2
        found.append(Told(one.to, limit, due, due is not None and due <= at, week))
    return tuple(sorted(found, key=_when_told))


def _when_told(told: Told) -> tuple[bool, str, str]:
    """The soonest first; what stands still comes last."""
    return (told.at is None, told.at.isoformat() if told.at else "", told.to)


def started_on_its_day(day: date, started: datetime) -> datetime:
    """The start, where it was on that day; else the day's own beginning."""
    return started if civil_date(started) == day else day_start(day)


def starts_at(begun: Begun, standard: Standard) -> datetime:
    """When its clock starts; of a duty that falls in a week of its own, when that week begins."""
    started = instant_of(begun.started)
    if not standard.points or standard.response not in BY_WEEK or standard.points[0] == 1:
        return started
    return day_start(civil_date(started) + timedelta(weeks=standard.points[0] - 1))


def last_day(begun: Begun, standard: Standard) -> date:
    """The day by which a duty at a week is due, as long as nothing makes its clock stand still."""
    return civil_date(starts_at(begun, standard)) + timedelta(days=limit_of(standard).amount)


def instant_of(moment: datetime | date) -> datetime:
    """The moment; of a day its beginning in London."""
    return as_instant(moment) if isinstance(moment, datetime) else day_start(moment)


def limit_of(standard: Standard, per: int = 1) -> Limit:
    """The limit of a standard; divided, rounded up, where so many are promised in it."""
    amount, unit = standard.amount, standard.unit
    if standard.points:
        # A week of work is its first day and the six after it; other weeks are counted from the start.
        by_week = standard.response in BY_WEEK
        return Limit(amount * 7 - 1 if by_week else (standard.points[0] + amount) * 7, "days")
    if per > 1:
        amount, unit = (amount * 7, "days") if unit == "weeks" else (amount, unit)
        amount = ceil(amount / per)
    return Limit(amount, unit)  # type: ignore[arg-type]  # the unit was checked when terms were read


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


def say_amount(limit: Limit) -> str:
    """48 hours, 5 working days."""
    return plural(limit.amount, limit.unit.rstrip("s").replace("_", " "))


def say_limit(limit: Limit) -> str:
    """within 24 hours, within 5 working days, on the same day."""
    return "on the day itself" if limit.amount == 0 else f"within {say_amount(limit)}"


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
        if first is None:
            found[key] = row
        else:
            told = tuple(sorted({*first.told, *row.told}, key=_when_told))
            found[key] = replace(first, also=(*first.also, row.clause), told=told)
    return list(found.values())


def is_open(clock: Clock) -> bool:
    """Whether nothing has answered it."""
    return clock.state not in (ClockState.MET, ClockState.NOT_MET)
