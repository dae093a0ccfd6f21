"""A question read in plain Python: one record, its related rows, one answer.

This is the meaning of the tree, written once more without SQL. Examples are drawn against it, mutants are
tried on it, and the compiled SQL is compared with it on generated worlds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from goldthread.kernel.periods import Period, add_months, months_between
from goldthread.measures.questions import (
    CENSUS,
    EXPOSURE,
    PERIOD,
    Change,
    Count,
    Curve,
    Proportion,
    Published,
    Question,
    Spread,
    Verdict,
)
from goldthread.measures.tree import (
    OUTSIDE,
    And,
    Arithmetic,
    Band,
    Between,
    Blank,
    Choice,
    Column,
    Compare,
    Given,
    In,
    Literal,
    Node,
    Not,
    Or,
    Outer,
    Parent,
    Pick,
    Related,
    Shift,
    Surely,
)

Row = Mapping[str, Any]
World = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class Asked:
    """The days that the asking brings. `period` matters to questions of grain PERIOD only."""

    as_of: date
    period: Period | None = None


@dataclass(frozen=True)
class Answer:
    """What a question says of one record; `value` is after the shape, `cells` are its splits and cuts."""

    verdict: Verdict
    placed: date | None = None
    value: float | None = None
    cause: str | None = None
    starts: date | None = None
    ends: date | None = None
    cells: Mapping[str, str | None] = field(default_factory=dict)


def answer(question: Question, row: Row, world: World, asked: Asked) -> Answer | None:
    """The answer for one record of `question.each`; None when the pool does not hold it or it is voided."""
    eye = _Eye(world, asked, row)
    if row.get("voided") or eye.read(question.pool) is not True:
        return None
    cells = {name: _cell(eye.read(node)) for name, node in (*question.split.items(), *question.cuts.items())}
    starts = eye.read(question.starts) if question.starts is not None else None
    ends = eye.read(question.ends) if question.ends is not None else None
    if question.grain in (EXPOSURE, CENSUS):
        ends = min(ends or asked.as_of, asked.as_of)
    placed = eye.read(question.dated) if question.dated is not None else None
    if question.grain is PERIOD and asked.period is not None:
        placed = asked.period.start
    return Answer(
        verdict=_verdict(question, eye, asked),
        placed=placed,
        value=value_of(question, eye),
        cause=_cause(question, eye),
        starts=starts,
        ends=ends,
        cells=cells,
    )


def value_in(node: Node, row: Row, world: World, asked: Asked) -> Any:
    """The value of one node for one record of a world; None for blank."""
    return _Eye(world, asked, row).read(node)


def _cause(question: Question, eye: _Eye) -> str | None:
    """Why a spell ended; for a spread, `worst` or `running` where the number is not final."""
    match question:
        case Curve():
            cause: str | None = eye.read(question.cause)
            return cause
        case Spread():
            if question.worst is not None and eye.read(question.worst) is True:
                return "worst"
            if question.running is not None and eye.read(question.running) is True:
                return "running"
    return None


def _cell(value: Any) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return None if value is None else str(value)


def _verdict(question: Question, eye: _Eye, asked: Asked) -> Verdict:
    if eye.read(question.among) is not True:
        return Verdict.OUT
    due_part = question.due if question.due is not None else question.dated
    due = eye.read(due_part) if due_part is not None else None
    if due is not None and due > asked.as_of:
        return Verdict.NOT_DUE
    met = _met(question, eye)
    if met is None:
        return Verdict.UNKNOWN
    return Verdict.MET if met else Verdict.NOT_MET


def _met(question: Question, eye: _Eye) -> bool | None:
    match question:
        case Proportion():
            met: bool | None = eye.read(question.met)
            return met
        case Spread():
            if question.worst is not None and eye.read(question.worst) is True:
                return True
            return True if value_of(question, eye) is not None else None
        case Change():
            return True if value_of(question, eye) is not None else None
        case Curve():
            if value_of(question, eye) is None:
                return None
            return eye.read(question.cause) is not None
        case Published():
            return True if eye.read(question.value) is not None else None
        case Count():
            needed = [part for part in (question.starts, question.amount) if part is not None]
            return None if any(eye.read(part) is None for part in needed) else True
    return True


def value_of(question: Question, eye: _Eye) -> float | None:
    """The number that the tally adds up, ranks or averages; None where the shape has none."""
    match question:
        case Spread() if question.running is not None:
            return _lasting(eye.read(question.value))
        case Spread() | Published():
            return _number(eye.read(question.value))
        case Change():
            before, after = eye.read(question.before), eye.read(question.after)
            return None if before is None or after is None else float(after) - float(before)
        case Curve():
            return _lasting(eye.read(question.length))
        case Count():
            part = question.amount if question.amount is not None else question.value
            return _number(eye.read(part)) if part is not None else None
    return None


def _lasting(length: Any) -> float | None:
    """A time that ends before it starts has no length that anybody knows."""
    return None if length is None or length < 0 else float(length)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


class _Eye:
    """Reads nodes for one record of a world."""

    def __init__(self, world: World, asked: Asked, record: Row, inner: Row | None = None) -> None:
        self.world, self.asked, self.record, self.inner = world, asked, record, inner

    def read(self, node: Node) -> Any:
        """The value of a node: None for blank."""
        match node:
            case Literal():
                return node.value
            case Column():
                return (self.inner if self.inner is not None else self.record).get(node.spec.name)
            case Parent():
                return self._parent(node)
            case Given():
                return self._given(node.name)
            case Outer():
                return _Eye(self.world, self.asked, self.record).read(node.inner)
            case Compare():
                return _compare(node.how, self.read(node.left), self.read(node.right))
            case In():
                value = self.read(node.value)
                return None if value is None else value in [self.read(one) for one in node.values]
            case And():
                return _all([self.read(term) for term in node.terms])
            case Or():
                told = _all([_not(self.read(term)) for term in node.terms])
                return _not(told)
            case Not():
                return _not(self.read(node.value))
            case Blank():
                return self.read(node.value) is None
            case Surely():
                return self.read(node.value) is True
            case Pick():
                return _pick(node.how, [self.read(term) for term in node.terms])
            case Choice():
                return self._choice(node)
            case Shift():
                return _shift(self.read(node.value), self.read(node.amount), node.unit, node.sign)
            case Between():
                return _between(node.unit, self.read(node.start), self.read(node.end))
            case Arithmetic():
                return _arithmetic(node.how, self.read(node.left), self.read(node.right))
            case Band():
                return _band(self.read(node.value), node)
            case Related():
                return self._related(node)
        raise TypeError(type(node).__name__)

    def _given(self, name: str) -> date | None:
        if name == "as_of":
            return self.asked.as_of
        period = self.asked.period
        if period is None:
            return None
        return period.start if name == "period_start" else period.end

    def _parent(self, node: Parent) -> Any:
        key = self.read(node.via)
        table = node.column.table
        for row in self.world.get(table.name, ()):
            if key is not None and row.get(table.key) == key and not row.get("voided"):
                return row.get(node.column.spec.name)
        return None

    def _choice(self, node: Choice) -> Any:
        for condition, value in node.cases:
            if self.read(condition) is True:
                return self.read(value)
        return self.read(node.otherwise) if node.otherwise is not None else None

    def _kept(self, node: Related) -> list[_Eye]:
        wanted = [self.read(outside) for _, outside in node.same]
        kept = []
        for row in self.world.get(node.table.name, ()):
            there = _Eye(self.world, self.asked, self.record, row)
            ties = [there.read(inner) for inner, _ in node.same]
            if row.get("voided") or None in wanted or ties != wanted:
                continue
            if node.where is None or there.read(node.where) is True:
                kept.append(there)
        return kept

    def _related(self, node: Related) -> Any:
        kept = self._kept(node)
        match node.how:
            case "any":
                return bool(kept)
            case "count":
                return len(kept)
            case "sum":
                assert node.value is not None
                return sum(value for there in kept if (value := there.read(node.value)) is not None)
            case "peak":
                return self._peak(node, kept)
        assert node.by is not None and node.value is not None
        ranked = [(there.read(node.by), there.inner[node.table.key], there) for there in kept if there.inner]
        ranked = [rank for rank in ranked if rank[0] is not None]
        if not ranked:
            return None
        chosen = (min if node.how == "first" else max)(ranked, key=lambda rank: rank[:2])
        return chosen[2].read(node.value)

    def _peak(self, node: Related, kept: list[_Eye]) -> int:
        period = self.asked.period
        assert node.by is not None and period is not None
        spells = []
        for there in kept:
            start = there.read(node.by)
            end = there.read(node.until) if node.until is not None else None
            if start is not None and start <= period.end and (end is None or end >= period.start):
                spells.append((max(start, period.start), end or period.end))
        days = {start for start, _ in spells}
        return max((sum(start <= day <= end for start, end in spells) for day in days), default=0)


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


def _all(values: list[bool | None]) -> bool | None:
    if False in values:
        return False
    return None if None in values else True


def _compare(how: str, left: Any, right: Any) -> bool | None:
    if left is None or right is None:
        return None
    told = {
        "eq": left == right,
        "ne": left != right,
        **(
            {"lt": left < right, "le": left <= right, "gt": left > right, "ge": left >= right}
            if how not in ("eq", "ne")
            else {}
        ),
    }
    return bool(told[how])


def _pick(how: str, values: list[Any]) -> Any:
    known = [value for value in values if value is not None]
    if not known:
        return None
    return known[0] if how == "coalesce" else max(known) if how == "later" else min(known)


def _shift(value: date | None, amount: int | None, unit: str, sign: int) -> date | None:
    if value is None or amount is None:
        return None
    if unit == "months":
        return add_months(value, sign * amount)
    return value + timedelta(days=sign * amount * (7 if unit == "weeks" else 1))


def _between(unit: str, start: date | None, end: date | None) -> int | None:
    if start is None or end is None:
        return None
    if unit == "days":
        return (end - start).days
    whole = months_between(start, end)
    return whole if unit == "months" else whole // 12


def _arithmetic(how: str, left: Any, right: Any) -> Any:
    if left is None or right is None:
        return None
    if how == "div":
        return None if right == 0 else left / right
    return left + right if how == "add" else left - right if how == "sub" else left * right


def _band(value: Any, node: Band) -> str | None:
    if value is None:
        return None
    for label, lowest, highest in node.bands.ranges:
        if (lowest is None or value >= lowest) and (highest is None or value <= highest):
            return label
    return OUTSIDE
