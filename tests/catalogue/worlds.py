"""Small random worlds for a question: few boundary days, few codes, few people, so that borders are hit.

A theme is a first day, the days around it and around every length that the question names, and a day up to
which the records reach. Worlds of one theme share that day, so that one statement answers all of them.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from goldthread.catalogue.tables import TABLES, moments
from goldthread.kernel.periods import Period, add_months, month, quarter
from goldthread.measures.questions import PERIOD, Question, mentions
from goldthread.measures.reading import Asked
from goldthread.measures.tables import ColumnSpec, Table, Type
from goldthread.measures.tree import (
    Band,
    Between,
    Column,
    Compare,
    In,
    Literal,
    Node,
    Outer,
    Parent,
    Related,
    Shift,
    walk,
)

World = dict[str, list[dict[str, Any]]]

FIRST_DAYS = (date(2026, 1, 10), date(2026, 1, 31))
ALWAYS = ("person", "support")  # so that a second reading may look at them where the question does not
USUAL_LENGTHS = ((14, "days"), (28, "days"))


@dataclass(frozen=True)
class Theme:
    """What the worlds of one asking share."""

    asked: Asked
    days: tuple[date, ...]
    numbers: tuple[float, ...]
    births: tuple[date, ...]
    texts: dict[tuple[str, str], tuple[str, ...]]


def themes(question: Question, count: int, seed: str) -> Iterator[Theme]:
    """`count` themes; each takes one first day and one of the lengths that the question names."""
    chance = random.Random(seed)
    nodes = [part for _, top in question.parts() for part in walk(top)]
    for _ in range(count):
        if question.grain is PERIOD:
            period = chance.choice((month(2026, 2), month(2026, 7), quarter(2026, 3)))
            around = [period.start, period.end]
            as_of = chance.choice([period.end - timedelta(days=1), period.end, add_months(period.end, 2)])
            asked = Asked(as_of, period)
        else:
            first = chance.choice(FIRST_DAYS)
            amount, unit = chance.choice(_lengths(nodes))
            far = add_months(first, amount) if unit == "months" else first + _days(amount, unit)
            around = [first, far]
            as_of = chance.choice([far + timedelta(days=step) for step in (-1, 0, 1, 200)])
            asked = Asked(as_of)
        near = {day + timedelta(days=step) for day in around for step in (-1, 0, 1)}
        yield Theme(
            asked=asked,
            days=tuple(sorted(near | {around[0] + (around[1] - around[0]) / 2, as_of})),
            numbers=tuple(sorted(_numbers(nodes))),
            births=tuple(_births(nodes, around[0])),
            texts=_texts(nodes),
        )


def _days(amount: int, unit: str) -> timedelta:
    return timedelta(days=amount * (7 if unit == "weeks" else 1))


def _lengths(nodes: list[Node]) -> list[tuple[int, str]]:
    """Lengths that a day is moved by, and the bounds of bands of months."""
    moved = {
        (abs(node.amount.value), node.unit)
        for node in nodes
        if isinstance(node, Shift) and isinstance(node.amount, Literal) and node.amount.value
    }
    banded = {
        (int(end), "months")
        for node in nodes
        if isinstance(node, Band) and isinstance(node.value, Between) and node.value.unit == "months"
        for _, *ends in node.bands.ranges
        for end in ends
        if end
    }
    return sorted(moved | banded) or list(USUAL_LENGTHS)


def _numbers(nodes: Iterable[Node]) -> set[float]:
    found = {0.0, 1.0, 2.0, 4.0}
    for node in nodes:
        if isinstance(node, Literal) and node.type.is_number:
            found |= {node.value - 1.0, float(node.value), node.value + 1.0}
    return found


def _births(nodes: Iterable[Node], day: date) -> list[date]:
    """First days of months around the ages at which bands begin and end."""
    ages = {
        int(end)
        for node in nodes
        if isinstance(node, Band)
        for _, *ends in node.bands.ranges
        for end in ends
        if end is not None and end > 10
    }
    turned = [add_months(day.replace(day=1), -12 * age) for age in sorted(ages | {30})]
    return [add_months(first, step) for first in turned for step in (0, 1)]


def _texts(nodes: Iterable[Node]) -> dict[tuple[str, str], tuple[str, ...]]:
    """The texts that the question compares each column with."""
    found: dict[tuple[str, str], dict[str, None]] = {}

    def note(column: Node, literals: Iterable[Node]) -> None:
        while isinstance(column, Outer):
            column = column.inner
        if isinstance(column, Related) and column.value is not None:
            column = column.value
        if isinstance(column, Parent):
            column = column.column
        if isinstance(column, Column):
            texts = found.setdefault((column.table.name, column.spec.name), {})
            texts.update({one.value: None for one in literals if isinstance(one, Literal)})

    for node in nodes:
        if isinstance(node, Compare) and node.left.type is Type.TEXT:
            note(node.left, [node.right])
            note(node.right, [node.left])
        if isinstance(node, In) and node.value.type is Type.TEXT:
            note(node.value, node.values)
    return {key: tuple(texts) for key, texts in found.items()}


def worlds(question: Question, theme: Theme, count: int, seed: str) -> list[World]:
    """`count` worlds with every table that the question reads; keys begin with the number of the world."""
    chance = random.Random(seed)
    names = sorted({*mentions(question), *ALWAYS})
    return [_World(question, theme, chance, f"w{number}", names).made() for number in range(count)]


class _World:
    def __init__(
        self, question: Question, theme: Theme, chance: random.Random, prefix: str, names: list[str]
    ) -> None:
        self.question, self.theme, self.chance, self.prefix = question, theme, chance, prefix
        self.keys = {name: self._keys(name) for name in names}

    def _keys(self, name: str) -> list[str]:
        if name == "person":
            return [f"{self.prefix}-p1", f"{self.prefix}-p2"]
        fewest, most = (1, 3) if name == self.question.each.name else (0, 4)
        return [f"{self.prefix}-{name}{n}" for n in range(1, self.chance.randint(fewest, most) + 1)]

    def made(self) -> World:
        return {name: [self._row(TABLES[name], key) for key in keys] for name, keys in self.keys.items()}

    def _row(self, table: Table, key: str) -> dict[str, Any]:
        row = {spec.name: self._value(table, spec) for spec in table.columns}
        row[table.key] = key
        row["voided"] = self.chance.choice((None, None, None, False, True)) if not table.derived else None
        for moment, day in moments(table):
            hour = time(self.chance.choice((9, 15)))
            on = row[day]
            row[moment] = None if on is None or self.chance.random() < 0.2 else datetime.combine(on, hour)
        _settle(table, row, self.theme.asked.as_of)
        return row

    def _value(self, table: Table, spec: ColumnSpec) -> Any:
        if not spec.required and self.chance.random() < 0.2:
            return None
        if spec.refers_to == "person":
            return f"{self.prefix}-p{self.chance.choice((1, 1, 1, 2))}"
        if spec.refers_to:
            known = self.keys.get(spec.refers_to) or [f"{self.prefix}-{spec.refers_to}1"]
            return self.chance.choice((known[0], known[0], *known))
        if spec.type is Type.BOOLEAN:
            return self.chance.random() < 0.6
        if spec.name == "birth_month":
            return self.chance.choice(self.theme.births)
        if spec.type is Type.DATE:
            return self.chance.choice(self.theme.days)
        if spec.type.is_number:
            return self._number(spec)
        if spec.type is Type.TEXT:
            return self._text(table, spec)
        return None  # instants follow their dates

    def _number(self, spec: ColumnSpec) -> float | int:
        fitting = [
            number
            for number in self.theme.numbers
            if (spec.lowest is None or number >= spec.lowest)
            and (spec.highest is None or number <= spec.highest)
        ] or [0.0]
        value = self.chance.choice(fitting)
        return int(value) if spec.type is Type.INTEGER else value

    def _text(self, table: Table, spec: ColumnSpec) -> str:
        asked_for = self.theme.texts.get((table.name, spec.name), ())
        others = spec.codes.values[:3] + spec.codes.values[-2:] if spec.codes else ("north", "south")
        return self.chance.choice(asked_for if asked_for and self.chance.random() < 0.75 else others)


def _settle(table: Table, row: dict[str, Any], as_of: date) -> None:
    """Worked-out rows keep what `facts` promises of them: no world holds a spell that it could not make."""
    if table.name in ("home_spell", "work_spell"):
        if row["ended_on"] is not None:
            row["ended_on"] = max(row["ended_on"], row["started_on"])
            row["status"] = "ended"
        elif row["status"] != "held":
            row["last_confirmed_on"] = max(row["last_confirmed_on"] or row["started_on"], row["started_on"])
        if row["supported"]:
            row["supported_from"] = max(row["supported_from"] or row["started_on"], row["started_on"])
            if row["supported_until"] is not None:
                row["supported_until"] = max(row["supported_until"], row["supported_from"])
        else:
            row["supported_from"] = row["support_id"] = None
        if row["ended_on"] is not None and row["supported"]:
            row["ended_on"] = max(row["ended_on"], row["supported_from"])
    if table.name == "clock":
        row["cut_short"] = row["closed_on"] is not None and row["closed_on"] < row["due_on"]
        if row["paused"]:  # nothing that stands still can be due, or late, by the day the records reach
            row["due_on"], row["in_time"] = as_of + timedelta(days=1), None
    if table.name == "tenancy_risk" and row["closed_on"] is not None:
        row["closed_on"] = max(row["closed_on"], row["raised_on"])
    if table.name == "support" and row["ended_on"] is not None:
        row["ended_on"] = max(row["ended_on"], row["started_on"])
    if table.name == "support" and row["out_of_work_ended_on"] is not None:
        row["out_of_work_ended_on"] = max(row["out_of_work_ended_on"], row["started_on"])
    if table.name == "home_spell" and row["status"] != "ended":
        row["end_kind"] = None
    if table.name == "work_spell":
        if row["status"] != "ended":
            row["end_reason"] = None
        if not row["supported"] or row["in_work_at_start"]:
            row["is_first"] = False
        row["in_work_at_start"] = bool(row["supported"] and row["supported_from"] > row["started_on"])


def at(period: Period | None) -> tuple[date, date] | None:
    """A period as plain days, for readings that know nothing of ours."""
    return None if period is None else (period.start, period.end)
