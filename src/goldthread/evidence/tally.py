"""Tallies: kept verdicts counted for a period, whole and by cut.

A tally reads nothing but kept rows. Where a question takes one record a person, the pick is made here, again
inside each scope: a person seen by two services is one person in the whole and one in each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldthread.evidence.asking import rows_of
from goldthread.kernel.periods import Period
from goldthread.kernel.refusals import Refused, did_you_mean
from goldthread.measures.questions import (
    CENSUS,
    EXPOSURE,
    PERIOD,
    Change,
    Count,
    Curve,
    Question,
    Spread,
    Verdict,
)
from goldthread.measures.sql import literal, quoted
from goldthread.measures.tables import Type

if TYPE_CHECKING:
    import duckdb

NOT_RECORDED = "not recorded"
DAYS_IN = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}

Cell = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class Tally:
    """What one cell holds. `amount` is what a count measures; `values` only where a shape ranks them."""

    cut: Mapping[str, str | None]
    split: Mapping[str, str | None]
    verdicts: Mapping[str, int]
    amount: float
    mean: float | None = None
    deviation: float | None = None
    median: float | None = None
    p90: float | None = None
    low: float | None = None
    high: float | None = None
    longest: float | None = None
    meaningful: int = 0
    people: tuple[tuple[float, float], ...] = ()
    values: tuple[float, ...] = ()
    causes: tuple[str | None, ...] = ()

    def count(self, verdict: Verdict) -> int:
        return self.verdicts[verdict.word]

    @property
    def met(self) -> int:
        return self.count(Verdict.MET)


@dataclass(frozen=True)
class Scope:
    """Which kept rows are tallied: periods, cuts held fixed, and cuts told apart.

    `as_of` is the day up to which we look: a census of a period that still runs is taken on that day.
    `services` are those of a contract: only their records are tallied, together.
    """

    periods: tuple[Period, ...]
    as_of: date
    where: Mapping[str, str | None] = field(default_factory=dict)
    by: tuple[str, ...] = ()
    services: tuple[str, ...] = ()

    def groupings(self) -> Iterator[tuple[str, ...]]:
        """The whole, each cut on its own, and the cuts together: (), (service), (team), (service, team)."""
        for size in range(len(self.by) + 1):
            yield from combinations(self.by, size)

    def table(self) -> str:
        """SQL of the periods: first day, last day and the day of a census."""
        rows = []
        for period in self.periods:
            days = (period.start, period.end, min(period.end, self.as_of))
            rows.append(f"({', '.join(literal(day, Type.DATE) for day in days)})")
        return f"(VALUES {', '.join(rows)}) p(ps, pe, census)"


def check_scope(question: Question, scope: Scope) -> None:
    """Refuse a cut that the question does not have."""
    for name in (*scope.by, *scope.where, *(["service"] if scope.services else [])):
        if name not in question.cuts:
            known = ", ".join(question.cuts) or "none"
            raise Refused(
                f'{question.code} has no cut "{name}".{did_you_mean(name, question.cuts)} It has: {known}.'
            )


def tallies(
    connection: duckdb.DuckDBPyConnection,
    question: Question,
    paths: Sequence[Path],
    scope: Scope,
    *,
    with_split: bool = True,
) -> dict[Period, list[Tally]]:
    """Every cell of one side of a question, by period: groupings of cuts, and in each the split's bands."""
    check_scope(question, scope)
    found: dict[Period, list[Tally]] = {period: [] for period in scope.periods}
    for grouping in scope.groupings():
        splits: list[tuple[str, ...]] = [()]
        if with_split:
            splits += [(name,) for name in question.split]
        for split in splits:
            for period, tally in _cells(connection, question, paths, scope, grouping, split):
                found[period].append(tally)
    return found


def scoped(question: Question, paths: Sequence[Path], scope: Scope, cuts: Sequence[str] = ()) -> str:
    """SQL of the kept rows of a scope, after the pick; `cuts` are the cuts within which one is picked."""
    fixed = "".join(f" AND {condition}" for condition in _fixed(scope))
    rows = f"SELECT * FROM {rows_of(paths)} r JOIN {scope.table()} ON {placed_in(question)}{fixed}"
    if question.one_per is None:
        return rows
    within = ", ".join(["ps", "pe", "pick", *(quoted(f"c_{name}") for name in cuts)])
    return (
        f"SELECT * EXCLUDE (n) FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY {within} "
        f"ORDER BY pick_order DESC NULLS LAST, record_id DESC) AS n FROM ({rows}) r) "
        "WHERE n = 1 OR pick IS NULL"
    )


def placed_in(question: Question) -> str:
    """The condition that a kept row belongs to a period, by the question's grain."""
    if question.grain is EXPOSURE:
        return "(starts IS NULL OR (starts <= pe AND (ends IS NULL OR ends >= GREATEST(ps, starts))))"
    if question.grain is CENSUS:
        running = "starts <= census AND (ends IS NULL OR ends >= census)"
        return f"(starts IS NULL OR ({running})) AND ps <= census"
    if question.grain is PERIOD:
        return "period_start = ps AND period_end = pe"
    return "placed BETWEEN ps AND pe"


def _fixed(scope: Scope) -> list[str]:
    fixed = [holds(f"c_{name}", value) for name, value in scope.where.items()]
    if scope.services:
        named = ", ".join(literal(service, Type.TEXT) for service in scope.services)
        fixed.append(f"c_service IN ({named})")
    return fixed


def holds(column: str, value: str | None) -> str:
    """The condition that a cut or split has a value. A question may say itself what is not recorded."""
    if value is None or value == NOT_RECORDED:
        return f"({quoted(column)} IS NULL OR {quoted(column)} = {literal(NOT_RECORDED, Type.TEXT)})"
    return f"{quoted(column)} = {literal(value, Type.TEXT)}"


def amount_of(question: Question) -> str:
    """What one met row adds to the sum: 1, its amount, or its time inside the period."""
    if not isinstance(question, Count):
        return "1"
    amount = "value" if question.amount is not None else "1"
    if question.grain is not EXPOSURE or question.per == "held":
        return amount
    days = "(date_diff('day', GREATEST(starts, ps), LEAST(ends, pe)) + 1)"
    return f"{amount} * {days} / {DAYS_IN[question.per]!r}"


def _cells(
    connection: duckdb.DuckDBPyConnection,
    question: Question,
    paths: Sequence[Path],
    scope: Scope,
    grouping: tuple[str, ...],
    split: tuple[str, ...],
) -> Iterator[tuple[Period, Tally]]:
    cuts = [quoted(f"c_{name}") for name in grouping] + [quoted(f"s_{name}") for name in split]
    keys = ", ".join(["ps", "pe", *cuts])
    measured = _measures(question)
    named = ", ".join(f"{sql} AS {name}" for name, sql in measured.items())
    order = ", ".join(f"{key} NULLS LAST" for key in cuts) or "ps"
    source = scoped(question, paths, scope, grouping)
    rows = connection.execute(
        f"SELECT {keys}, {named} FROM ({source}) k GROUP BY {keys} ORDER BY {order}"
    ).fetchall()
    for start, end, *row in rows:
        cut = dict(zip(grouping, row, strict=False))
        parts = dict(zip(split, row[len(grouping) :], strict=False))
        told = dict(zip(measured, row[len(cuts) :], strict=True))
        yield Period(start, end), _tally({**scope.where, **cut}, parts, told)


def _measures(question: Question) -> dict[str, str]:
    """The columns of a tally, by shape: lists of values only where a shape ranks or censors them.

    Sums are compensated (FSUM, FAVG), so that the order in which rows come cannot show in a figure.
    """
    met = "verdict = 1"
    told = {verdict.word: f"COUNT(*) FILTER (verdict = {verdict.value})" for verdict in Verdict}
    told["amount"] = f"FSUM({amount_of(question)}) FILTER ({met})"
    if isinstance(question, (Spread, Change)) or (isinstance(question, Count) and question.value is not None):
        told["mean"] = f"FAVG(value) FILTER ({met} AND value IS NOT NULL)"
        told["deviation"] = f"STDDEV_SAMP(value) FILTER ({met})"
        ranked = "CASE WHEN cause = 'worst' THEN 'infinity'::DOUBLE ELSE value END"
        if isinstance(question, Spread) and question.better == "higher":
            ranked = ranked.replace("'infinity'", "'-infinity'")
        told["median"] = f"QUANTILE_CONT({ranked}, 0.5) FILTER ({met})"
        told["p90"] = f"QUANTILE_CONT({ranked}, 0.9) FILTER ({met})"
        told["longest"] = f"MAX(value) FILTER ({met})"
    if isinstance(question, Change) and question.meaningful is not None:
        far = ">=" if question.meaningful >= 0 else "<="  # a fall that one would notice is below nought
        told["meaningful"] = f"COUNT(*) FILTER ({met} AND value {far} {question.meaningful!r})"
    ranks = isinstance(question, Curve) or (isinstance(question, Spread) and question.running is not None)
    if ranks:
        told["values"] = "LIST(value ORDER BY record_id) FILTER (verdict IN (0, 1) AND value IS NOT NULL)"
        told["causes"] = "LIST(cause ORDER BY record_id) FILTER (verdict IN (0, 1) AND value IS NOT NULL)"
    told["low"] = f"MAX(low) FILTER ({met})"
    told["high"] = f"MAX(high) FILTER ({met})"
    if question.shape == "published":
        told["mean"] = f"AVG(value) FILTER ({met})"
    return told


def _tally(cut: Mapping[str, str | None], split: Mapping[str, str | None], told: dict[str, Any]) -> Tally:
    verdicts = {verdict.word: int(told.pop(verdict.word) or 0) for verdict in Verdict}
    lists = {name: tuple(told.pop(name) or ()) for name in ("values", "causes") if name in told}
    amount = float(told.pop("amount") or 0)
    meaningful = int(told.pop("meaningful", 0) or 0)
    numbers = {name: None if value is None else float(value) for name, value in told.items()}
    return Tally(cut, split, verdicts, amount, meaningful=meaningful, **numbers, **lists)  # type: ignore[arg-type]


def people_of(
    connection: duckdb.DuckDBPyConnection,
    question: Question,
    paths: Sequence[Path],
    scope: Scope,
    grouping: Sequence[str],
    split: Sequence[str] = (),
) -> dict[tuple[Period, Cell], dict[str, float]]:
    """What each person adds in each period and cell, for rates whose events cluster in people.

    A cell is named by its cuts, then by its splits as "split.<name>".
    """
    cuts = [quoted(f"c_{name}") for name in grouping] + [quoted(f"s_{name}") for name in split]
    names = [*grouping, *(f"split.{name}" for name in split)]
    keys = ", ".join(["ps", "pe", *cuts, "who"])
    amount = f"FSUM({amount_of(question)}) FILTER (verdict = 1)"
    source = scoped(question, paths, scope, tuple(grouping))
    people = f"SELECT *, COALESCE(person_id, record_id) AS who FROM ({source})"
    rows = connection.execute(
        f"SELECT {keys}, {amount} AS amount FROM ({people}) k GROUP BY {keys}"
    ).fetchall()
    found: dict[tuple[Period, Cell], dict[str, float]] = {}
    for start, end, *row in rows:
        cell = tuple(zip(names, row, strict=False))
        found.setdefault((Period(start, end), cell), {})[row[-2]] = float(row[-1] or 0)
    return found


def undated(
    connection: duckdb.DuckDBPyConnection, question: Question, paths: Sequence[Path], scope: Scope
) -> int:
    """Kept rows of a scope that have no place in time, and so are in no period; said beside the figure."""
    if question.grain in (EXPOSURE, CENSUS):
        return 0
    wanted = " AND ".join(["placed IS NULL", f"verdict <> {Verdict.OUT.value}", *_fixed(scope)])
    row = connection.execute(f"SELECT COUNT(*) FROM {rows_of(paths)} WHERE {wanted}").fetchone()
    return int(row[0]) if row else 0
