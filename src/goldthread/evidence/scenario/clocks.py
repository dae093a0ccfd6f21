"""The clocks of a clause, as they were and as they would be: by month, and those that come out otherwise.

A clock is placed by the day on which it started, so that both ways of counting hold the same clocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from goldthread.facts.derive import derived
from goldthread.facts.duck import files, text
from goldthread.kernel.periods import Period, month

if TYPE_CHECKING:
    from goldthread.evidence.inquiry import Inquiry

MET, NOT_MET, RUNNING, PAUSED, UNKNOWN, CUT_SHORT = (
    *("met", "not_met", "running", "paused", "unknown", "cut_short"),
)
# Every way in which a clock can stand, with the words for it. "none": the terms make no such clock.
STATES: dict[str, str] = {
    MET: "met",
    NOT_MET: "not met",
    UNKNOWN: "not known",
    RUNNING: "still running",
    PAUSED: "standing still",
    CUT_SHORT: "ended before the time was up",
}
NONE = "none"
Moves = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Count:
    """How many clocks stand in each way, of those that started in a period."""

    states: Mapping[str, int]

    def of(self, state: str) -> int:
        return self.states.get(state, 0)

    @property
    def met(self) -> int:
        return self.of(MET)

    @property
    def over(self) -> int:
        """Those whose time is up, known or not: what a share is a share of, as in the indicators."""
        return self.of(MET) + self.of(NOT_MET)


@dataclass(frozen=True)
class Counted:
    """Counts under both terms, whole and by month; `moves` says how many went from one state to another."""

    period: Period
    was: Count
    would: Count
    moves: Moves
    months: tuple[tuple[Period, Count, Count], ...] = ()

    def moved(self, was: str, would: str) -> int:
        """How many stood in one way and would stand in another."""
        return self.moves.get((was, would), 0)

    @property
    def otherwise(self) -> int:
        """How many would stand in another way."""
        return sum(number for (one, other), number in self.moves.items() if one != other)


@dataclass(frozen=True)
class Member:
    """One record whose clock comes out otherwise."""

    table: str
    record_id: str
    person_id: str | None
    service: str | None
    standard: str
    point: int | None
    started: datetime | date | None
    due_was: datetime | date | None
    due_would: datetime | date | None
    answered: datetime | date | None
    was: str
    would: str


@dataclass(frozen=True)
class Asked:
    """Which clocks: of these standards, of these services (all where there are none), begun in the period."""

    standards: frozenset[str]
    period: Period
    services: tuple[str, ...] = ()
    contract: str | None = None
    moves: tuple[str, str] | None = field(default=None)  # only those that go from one state to the other


def count(was: Inquiry, would: Inquiry, asked: Asked) -> Counted:
    """The clocks of both terms, counted by month and by how they stand."""
    rows = was.connection.execute(
        f"SELECT date_trunc('month', started_on), was, would, count(*) FROM ({_both(was, would, asked)}) "
        "GROUP BY ALL"
    ).fetchall()
    return counted(asked.period, [(_first(day), one, other, number) for day, one, other, number in rows])


def counted(period: Period, rows: Iterable[tuple[date, str, str, int]]) -> Counted:
    """A count out of rows of (first day of a month, was, would, how many)."""
    moves: dict[tuple[str, str], int] = {}
    by_month: dict[date, dict[tuple[str, str], int]] = {}
    for first, one, other, number in rows:
        for held in (moves, by_month.setdefault(first, {})):
            held[one, other] = held.get((one, other), 0) + number
    months = tuple((month(first.year, first.month), *_sides(by_month[first])) for first in sorted(by_month))
    return Counted(period, *_sides(moves), moves, months)


def members(was: Inquiry, would: Inquiry, asked: Asked, limit: int, offset: int = 0) -> list[Member]:
    """The records whose clocks come out otherwise, by day and record."""
    only = "was <> would"
    if asked.moves is not None:
        only = f"was = {text(asked.moves[0])} AND would = {text(asked.moves[1])}"
    rows = was.connection.execute(
        f"""SELECT record_table, record_id, person_id, service, standard, point, started_at, started_on,
            due_was, due_on_was, by_hours_was, due_would, due_on_would, by_hours_would, responded_at,
            responded_on, was, would
        FROM ({_both(was, would, asked)}) WHERE {only}
        ORDER BY started_on, clock_id LIMIT {int(limit)} OFFSET {int(offset)}"""
    ).fetchall()
    return [
        Member(
            row[0],
            row[1],
            row[2],
            row[3],
            row[4],
            row[5],
            _moment(row[6], row[7]),
            _moment(row[8] if row[10] else None, row[9]),
            _moment(row[11] if row[13] else None, row[12]),
            _moment(row[14], row[15]),
            row[16],
            row[17],
        )
        for row in rows
    ]


def _moment(at: datetime | None, on: date | None) -> datetime | date | None:
    """The moment where it is known and matters, else the day."""
    return on if at is None else at.replace(tzinfo=UTC)


def _both(was: Inquiry, would: Inquiry, asked: Asked) -> str:
    """SQL of every clock under both terms, side by side."""
    kept = ("record_table", "record_id", "person_id", "service", "standard", "point", "started_at")
    shared = ", ".join(
        f"coalesce(a.{name}, b.{name}) AS {name}"
        for name in ("clock_id", *kept, "started_on", "responded_at", "responded_on")
    )
    due = ", ".join(
        f"{side}.due_at AS due_{word}, {side}.due_on AS due_on_{word}, "
        f"{side}.unit = 'hours' AS by_hours_{word}"
        for side, word in (("a", "was"), ("b", "would"))
    )
    return f"""SELECT {shared}, {due},
        coalesce(a.state, '{NONE}') AS was, coalesce(b.state, '{NONE}') AS would
        FROM ({_clocks(was, asked)}) a FULL JOIN ({_clocks(would, asked)}) b ON a.clock_id = b.clock_id"""


def _clocks(inquiry: Inquiry, asked: Asked) -> str:
    basis = inquiry.basis
    paths: Sequence[str] = derived(basis.store, basis.snapshot, basis.terms).paths["clock"]
    first, last, as_of = (f"DATE '{day.isoformat()}'" for day in (*_ends(asked.period), basis.as_of))
    held = [f"standard IN ({_listed(asked.standards)})", f"started_on BETWEEN {first} AND {last}"]
    if asked.services:
        held.append(f"service IN ({_listed(asked.services)})")
    if asked.contract is not None:
        held.append(f"contract = {text(asked.contract)}")
    # As the indicators count: what is due after the day up to which we look is not due, and where one start
    # makes several duties, those that the record did not live to see are left out.
    return f"""SELECT *, CASE WHEN point IS NOT NULL AND cut_short THEN '{CUT_SHORT}'
        WHEN due_on > {as_of} THEN CASE WHEN paused THEN '{PAUSED}' ELSE '{RUNNING}' END
        WHEN in_time THEN '{MET}' WHEN NOT in_time THEN '{NOT_MET}'
        WHEN paused THEN '{PAUSED}' ELSE '{UNKNOWN}' END AS state
        FROM {files(paths)} WHERE {" AND ".join(held)}"""


def _sides(moves: Moves) -> tuple[Count, Count]:
    sides: tuple[dict[str, int], dict[str, int]] = {}, {}
    for pair, number in moves.items():
        for side, state in zip(sides, pair, strict=True):
            if state != NONE:
                side[state] = side.get(state, 0) + number
    return Count(sides[0]), Count(sides[1])


def _listed(names: Iterable[str]) -> str:
    return ", ".join(text(name) for name in sorted(names)) or "NULL"


def _ends(period: Period) -> tuple[date, date]:
    return period.start, period.end


def _first(day: date | datetime) -> date:
    return date(day.year, day.month, 1)
