"""Tallies: what one cell holds, and which kept rows a scope takes in.

Where a question takes one record a person, the pick is made here, again inside each scope: a person seen by
two services is one person in the whole and one in each. The counting itself is in `counting`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from pathlib import Path

from goldthread.evidence.asking import rows_of
from goldthread.kernel.periods import Period
from goldthread.kernel.refusals import Refused, did_you_mean
from goldthread.measures.questions import (
    CENSUS,
    EXPOSURE,
    PERIOD,
    Count,
    Question,
    Verdict,
)
from goldthread.measures.sql import literal, quoted
from goldthread.measures.tables import Type

NOT_RECORDED = "not recorded"
DAYS_IN = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}


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
        """SQL of the periods: number, first day, last day and the day of a census."""
        rows = []
        for number, period in enumerate(self.periods):
            days = (period.start, period.end, min(period.end, self.as_of))
            rows.append(f"({number}, {', '.join(literal(day, Type.DATE) for day in days)})")
        return f"(VALUES {', '.join(rows)}) p(pn, ps, pe, census)"


def check_scope(question: Question, scope: Scope) -> None:
    """Refuse a cut that the question does not have."""
    for name in (*scope.by, *scope.where, *(["service"] if scope.services else [])):
        if name not in question.cuts:
            known = ", ".join(question.cuts) or "none"
            raise Refused(
                f'{question.code} has no cut "{name}".{did_you_mean(name, question.cuts)} It has: {known}.'
            )


def scoped(question: Question, paths: Sequence[Path], scope: Scope, cuts: Sequence[str] = ()) -> str:
    """SQL of the kept rows of a scope, after the pick; `cuts` are the cuts within which one is picked."""
    fixed = "".join(f" AND {condition}" for condition in fixed_by(scope))
    rows = f"SELECT * FROM {rows_of(paths)} r JOIN {scope.table()} ON {placed_in(question)}{fixed}"
    if len(scope.periods) == 1:  # said of the rows alone, so that no others are read, nor their ids
        rows = f"SELECT * FROM {rows_of(paths)} r CROSS JOIN {scope.table()}"
        (period,) = scope.periods
        days = {"ps": period.start, "pe": period.end, "census": min(period.end, scope.as_of)}
        placed = placed_in(question)
        for name, day in days.items():
            placed = re.sub(rf"\b{name}\b", literal(day, Type.DATE), placed)
        rows += f" WHERE {placed}{fixed}"
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


def fixed_by(scope: Scope) -> list[str]:
    """The conditions of the cuts and services that a scope holds fixed."""
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
