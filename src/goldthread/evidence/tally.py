"""Tallies: kept verdicts counted for a period, whole and by cut.

A tally reads nothing but kept rows. Where a question takes one record a person, the pick is made here, again
inside each scope: a person seen by two services is one person in the whole and one in each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldthread.evidence.asking import rows_of
from goldthread.kernel.periods import Period
from goldthread.kernel.refusals import Refused, did_you_mean
from goldthread.measures.questions import (
    CENSUS,
    EXPOSURE,
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
    """Which kept rows are tallied: a period, cuts held fixed, and cuts told apart."""

    period: Period
    where: Mapping[str, str | None] = field(default_factory=dict)
    by: tuple[str, ...] = ()

    def groupings(self) -> Iterator[tuple[str, ...]]:
        """The whole, each cut on its own, and the cuts together: (), (service), (team), (service, team)."""
        for size in range(len(self.by) + 1):
            yield from combinations(self.by, size)


def check_scope(question: Question, scope: Scope) -> None:
    """Refuse a cut that the question does not have."""
    for name in (*scope.by, *scope.where):
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
) -> list[Tally]:
    """Every cell of one side of a question: groupings of cuts, and within each the split's bands."""
    check_scope(question, scope)
    found: list[Tally] = []
    for grouping in scope.groupings():
        splits: list[tuple[str, ...]] = [()]
        if with_split:
            splits += [(name,) for name in question.split]
        for split in splits:
            found += _cells(connection, question, paths, scope, grouping, split)
    return found


def scoped(question: Question, paths: Sequence[Path], scope: Scope, cuts: Sequence[str] = ()) -> str:
    """SQL of the kept rows of a scope, after the pick; `cuts` are the cuts within which one is picked."""
    conditions = [placed_in(question, scope.period), *_fixed(scope.where)]
    rows = f"SELECT * FROM {rows_of(paths)} WHERE {' AND '.join(conditions)}"
    if question.one_per is None:
        return rows
    within = ", ".join(["pick", *(quoted(f"c_{name}") for name in cuts)])
    return (
        f"SELECT * EXCLUDE (n) FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY {within} "
        f"ORDER BY pick_order DESC NULLS LAST, record_id DESC) AS n FROM ({rows}) r) "
        "WHERE n = 1 OR pick IS NULL"
    )


def placed_in(question: Question, period: Period) -> str:
    """The condition that a kept row belongs to a period, by the question's grain."""
    start, end = (literal(day, Type.DATE) for day in (period.start, period.end))
    if question.grain is EXPOSURE:
        return f"(starts IS NULL OR (starts <= {end} AND (ends IS NULL OR ends >= {start})))"
    if question.grain is CENSUS:
        return f"(starts IS NULL OR (starts <= {end} AND (ends IS NULL OR ends >= {end})))"
    return f"placed BETWEEN {start} AND {end}"


def _fixed(where: Mapping[str, str | None]) -> list[str]:
    return [
        f"{quoted(f'c_{name}')} IS NULL"
        if value is None
        else f"{quoted(f'c_{name}')} = {literal(value, Type.TEXT)}"
        for name, value in where.items()
    ]


def amount_of(question: Question, period: Period) -> str:
    """What one met row adds to the sum: 1, its amount, or its time inside the period."""
    if not isinstance(question, Count):
        return "1"
    amount = "value" if question.amount is not None else "1"
    if question.grain is not EXPOSURE or question.per == "held":
        return amount
    start, end = (literal(day, Type.DATE) for day in (period.start, period.end))
    days = f"(date_diff('day', GREATEST(starts, {start}), LEAST(ends, {end})) + 1)"
    return f"{amount} * {days} / {DAYS_IN[question.per]!r}"


def _cells(
    connection: duckdb.DuckDBPyConnection,
    question: Question,
    paths: Sequence[Path],
    scope: Scope,
    grouping: tuple[str, ...],
    split: tuple[str, ...],
) -> list[Tally]:
    keys = [quoted(f"c_{name}") for name in grouping] + [quoted(f"s_{name}") for name in split]
    measured = _measures(question, scope.period)
    named = ", ".join([*keys, *(f"{sql} AS {name}" for name, sql in measured.items())])
    grouped = f" GROUP BY {', '.join(keys)} ORDER BY {', '.join(f'{key} NULLS LAST' for key in keys)}"
    sql = f"SELECT {named} FROM ({scoped(question, paths, scope, grouping)}) k{grouped if keys else ''}"
    rows = connection.execute(sql).fetchall()
    made = []
    for row in rows:
        cut = dict(zip(grouping, row, strict=False))
        parts = dict(zip(split, row[len(grouping) :], strict=False))
        told = dict(zip(measured, row[len(keys) :], strict=True))
        made.append(_tally({**scope.where, **cut}, parts, told))
    return made


def _measures(question: Question, period: Period) -> dict[str, str]:
    """The columns of a tally, by shape: lists of values only where a shape ranks or censors them."""
    met = "verdict = 1"
    told = {verdict.word: f"COUNT(*) FILTER (verdict = {verdict.value})" for verdict in Verdict}
    told["amount"] = f"SUM({amount_of(question, period)}) FILTER ({met})"
    if isinstance(question, (Spread, Change)) or (isinstance(question, Count) and question.value is not None):
        told["mean"] = f"AVG(value) FILTER ({met} AND value IS NOT NULL)"
        told["deviation"] = f"STDDEV_SAMP(value) FILTER ({met})"
        ranked = "CASE WHEN cause = 'worst' THEN 'infinity'::DOUBLE ELSE value END"
        if isinstance(question, Spread) and question.better == "higher":
            ranked = ranked.replace("'infinity'", "'-infinity'")
        told["median"] = f"QUANTILE_CONT({ranked}, 0.5) FILTER ({met})"
        told["p90"] = f"QUANTILE_CONT({ranked}, 0.9) FILTER ({met})"
        told["longest"] = f"MAX(value) FILTER ({met})"
    if isinstance(question, Change) and question.meaningful is not None:
        told["meaningful"] = f"COUNT(*) FILTER ({met} AND value >= {question.meaningful!r})"
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
) -> dict[Cell, dict[str, float]]:
    """What each person adds in each cell of a grouping, for rates whose events cluster in people."""
    keys = [quoted(f"c_{name}") for name in grouping]
    amount = f"SUM({amount_of(question, scope.period)}) FILTER (verdict = 1)"
    named = ", ".join([*keys, "COALESCE(person_id, record_id) AS who", f"{amount} AS amount"])
    source = scoped(question, paths, scope, tuple(grouping))
    rows = connection.execute(
        f"SELECT {named} FROM ({source}) k GROUP BY {', '.join([*keys, 'who'])}"
    ).fetchall()
    found: dict[Cell, dict[str, float]] = {}
    for row in rows:
        cell = tuple(zip(grouping, row, strict=False))
        found.setdefault(cell, {})[row[-2]] = float(row[-1] or 0)
    return found


def undated(connection: duckdb.DuckDBPyConnection, question: Question, paths: Sequence[Path]) -> int:
    """Kept rows that have no place in time, and so are in no period; said beside the figure."""
    if question.grain in (EXPOSURE, CENSUS):
        return 0
    row = connection.execute(
        f"SELECT COUNT(*) FROM {rows_of(paths)} WHERE placed IS NULL AND verdict <> {Verdict.OUT.value}"
    ).fetchone()
    return int(row[0]) if row else 0
