"""Worked examples: the text table of a question, which is its documentation and its test.

    supported_from | status | person.birth_month | as_of      || verdict | split.age
    2026-01-10     | held   | 1990-02-01         | 2026-07-31 || met     | 36-50

One line is one small world with one record of the question's table. Left of the two bars: bare names are the
record's columns; `contact[2].happened_on` is the second row of a related table, `person.birth_month` the row
that the record points at; `as_of` and `period` are what the asking brings. Such a row exists when one of its
cells is filled; `-` fills a cell with a blank. Keys and ties fill themselves in, see `_Filling`.

Right of the two bars: `verdict`, and what else the example shows: value (or amount, where the record has a
column called value), cause, placed, starts, ends, split.NAME, cut.NAME. There an empty cell expects a blank
where the record counts (met or not met) and nothing elsewhere; `-` always expects a blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from goldthread.kernel.periods import parse_period
from goldthread.kernel.refusals import Refused, did_you_mean
from goldthread.measures.questions import PERIOD, Question, Rate, Ratio, Verdict
from goldthread.measures.reading import Answer, Asked, Row, World, answer, value_in
from goldthread.measures.tables import ColumnSpec, Table, Type
from goldthread.measures.tree import Column, Parent, Related, walk

AS_OF = date(2027, 3, 31)
MONTH = "2026-07"
LEAST_ROWS = 8
NOT_IN_POOL = "not in pool"
VERDICTS: dict[str, Verdict | None] = {
    "met": Verdict.MET,
    "not met": Verdict.NOT_MET,
    "out": Verdict.OUT,
    "not due": Verdict.NOT_DUE,
    "unknown": Verdict.UNKNOWN,
    NOT_IN_POOL: None,
}
ASKING = ("as_of", "period")
SHOWN = ("verdict", "value", "amount", "cause", "placed", "starts", "ends")
_ROW_OF = re.compile(r"(?P<table>[a-z_0-9]+)(?:\[(?P<number>[1-9][0-9]?)\])?\.(?P<column>[a-z_0-9]+)")


@dataclass(frozen=True)
class Example:
    """One line: the record (`row`), its world, what was asked, and the expected cells, typed.

    `expected` holds only what is to be compared; its verdict is None for a record outside the pool.
    `number` counts lines from 1; `cells` is the line as it was written, for pages.
    """

    row: Row
    world: World
    asked: Asked
    expected: Mapping[str, Any]
    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class _Heading:
    """One column left of the bars: which row of which table (None: the record itself), and its column."""

    written: str
    place: tuple[str, int] | None
    spec: ColumnSpec


def worlds(question: Question) -> list[Example]:
    """The examples of one question, ready to be asked. Refused in a sentence where a line makes no sense."""
    lines = [line for line in question.examples.splitlines() if line.strip()]
    if not lines:
        return []
    try:
        return _worlds(question, lines)
    except Refused as refusal:
        raise refusal.at(f"examples of {question.code}") from None


def failures(question: Question) -> list[str]:
    """Which lines the question does not answer as written, and how; a rate or ratio runs both its sides."""
    return [
        f"{name + ': ' if name else ''}row {example.number}: {difference}"
        for name, side in _asked_sides(question)
        for example in worlds(side)
        for difference in differences(side, example)
    ]


def lacking(question: Question) -> list[str]:
    """What the examples of a question still want before they can be its tests."""
    wants = []
    for name, side in _asked_sides(question):
        rows = len(worlds(side))
        if rows < LEAST_ROWS:
            wants.append(f"{name or question.code} has {rows} examples. Give at least {LEAST_ROWS}.")
    return wants


def differences(question: Question, example: Example) -> list[str]:
    """How the answer to one example differs from what is expected, each in a sentence."""
    given = answer(question, example.row, example.world, example.asked)
    said = []
    for name, expected in example.expected.items():
        found = shown(given, name)
        if not _same(found, expected):
            said.append(f"{name} is {_said(name, found)}; the example expects {_said(name, expected)}.")
    return said


def holds(question: Question, example: Example) -> bool:
    """True when the question answers the example as written."""
    given = answer(question, example.row, example.world, example.asked)
    return all(_same(shown(given, name), expected) for name, expected in example.expected.items())


def shown(given: Answer | None, name: str) -> Any:
    """One cell of an answer by the name that examples give it."""
    if given is None:
        return None
    kind, _, key = name.partition(".")
    if kind in ("split", "cut"):
        return given.cells.get(key)
    return given.value if name == "amount" else getattr(given, name)


def _same(found: Any, expected: Any) -> bool:
    if isinstance(found, float) and isinstance(expected, float):
        return abs(found - expected) < 1e-9 * max(1.0, abs(expected))
    return bool(found == expected)


def _said(name: str, value: Any) -> str:
    if name == "verdict":
        return next(word for word, verdict in VERDICTS.items() if verdict is value)
    return "blank" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _asked_sides(question: Question) -> Iterator[tuple[str, Question]]:
    if not isinstance(question, (Rate, Ratio)):
        yield "", question
        return
    if question.examples.strip():
        raise Refused(f"Write the examples of a {question.shape} under its two sides.", where=question.code)
    for name, side in question.sides():
        for within, inner in _asked_sides(side):
            yield " ".join(part for part in (name, within) if part), inner


# --- one table of text ---------------------------------------------------------------------------------


def _worlds(question: Question, lines: list[str]) -> list[Example]:
    left, right = _halves(lines[0], "heading")
    for name in (*left, *right):
        if (*left, *right).count(name) > 1:
            raise Refused(f'The heading holds "{name}" twice.')
    headings = {name: _heading(question, name) for name in left if name not in ASKING}
    for name in right:
        _check_shown(question, name)
    if "verdict" not in right:
        raise Refused('The heading must hold "verdict" right of the two bars.')
    if "period" in left and question.grain is not PERIOD:
        raise Refused('Only a question of grain "period" is asked of a period. Leave "period" out.')
    examples = []
    for number, line in enumerate(lines[1:], start=1):
        try:
            given, wanted = _halves(line, "line")
            if (len(given), len(wanted)) != (len(left), len(right)):
                raise Refused(
                    f"There are {len(given)} cells left of the bars and {len(wanted)} right of them; the "
                    f"heading has {len(left)} and {len(right)}."
                )
            cells = dict(zip((*left, *right), (*given, *wanted), strict=True))
            examples.append(_example(question, headings, cells, number, right))
        except Refused as refusal:
            raise refusal.at(f"row {number}") from None
    return examples


def _halves(line: str, what: str) -> tuple[list[str], list[str]]:
    halves = line.split("||")
    if len(halves) != 2:
        raise Refused(
            f'The {what} "{line.strip()}" must hold two bars once, between what is given and expected. '
            "Leave a space between the bars of an empty cell."
        )
    left, right = ([cell.strip() for cell in half.split("|")] for half in halves)
    return left, right


def _heading(question: Question, name: str) -> _Heading:
    each = question.each
    if "." not in name and "[" not in name:
        if not each.has(name):
            raise Refused(
                f'"{name}" is not a column of {each.name}.{did_you_mean(name, (*each.column_names, *ASKING))}'
            )
        return _Heading(name, None, each.spec(name))
    found = _ROW_OF.fullmatch(name)
    if found is None:
        raise Refused(f'"{name}" is not a heading. Write column, table.column or table[2].column.')
    called, number = found["table"], int(found["number"] or 1)
    reads = read_columns(question)
    via = each.relation(called)
    if called not in reads and via is not None and via.refers_to in reads:
        return _Heading(name, (called, number), each.referred(via).spec(found["column"]))
    if called not in reads:
        raise Refused(f'The question reads no table "{called}".{did_you_mean(called, reads)}')
    return _Heading(name, (called, number), _table(each, called).spec(found["column"]))


def _table(each: Table, name: str) -> Table:
    if each.name == name:
        return each
    if not each._registry:
        raise Refused(f'The table "{each.name}" is not declared in a registry.')
    return each._registry[0][name]


def _check_shown(question: Question, name: str) -> None:
    known = [*SHOWN, *(f"split.{key}" for key in question.split), *(f"cut.{key}" for key in question.cuts)]
    if name not in known:
        raise Refused(f'"{name}" is not part of an answer.{did_you_mean(name, known)}')


def _example(
    question: Question,
    headings: Mapping[str, _Heading],
    cells: Mapping[str, str],
    number: int,
    right: list[str],
) -> Example:
    asked = Asked(
        as_of=_day("as_of", cells.get("as_of") or AS_OF.isoformat()),
        period=parse_period(cells.get("period") or MONTH) if question.grain is PERIOD else None,
    )
    record: dict[str, Any] = {}
    others: dict[tuple[str, int], dict[str, Any]] = {}
    for name, heading in headings.items():
        if heading.place is None:
            record[heading.spec.name] = typed(heading.spec, cells[name])
        elif cells[name]:
            others.setdefault(heading.place, {})[heading.spec.name] = typed(heading.spec, cells[name])
    world = _Filling(question, asked, record, others).world()
    return Example(record, world, asked, _expected(cells, right), number, cells)


def _expected(cells: Mapping[str, str], right: list[str]) -> dict[str, Any]:
    word = cells["verdict"]
    if word not in VERDICTS:
        raise Refused(
            f'"{word}" is not a verdict.{did_you_mean(word, VERDICTS)} Verdicts are {", ".join(VERDICTS)}.'
        )
    verdict = VERDICTS[word]
    expected: dict[str, Any] = {"verdict": verdict}
    for name in right:
        cell = cells[name]
        if name == "verdict" or (not cell and verdict not in (Verdict.MET, Verdict.NOT_MET)):
            continue
        if cell in ("", "-"):
            expected[name] = None
        elif name in ("placed", "starts", "ends"):
            expected[name] = _day(name, cell)
        elif name in ("value", "amount"):
            expected[name] = _amount(name, cell)
        else:
            expected[name] = cell
    return expected


# --- cells ---------------------------------------------------------------------------------------------


def typed(spec: ColumnSpec, cell: str) -> Any:
    """One written cell as a value of its column; empty and `-` are blank."""
    if cell in ("", "-"):
        return None
    if spec.type is Type.DATE:
        return _day(spec.name, cell)
    if spec.type is Type.INSTANT:
        return _moment(spec.name, cell)
    if spec.type is Type.BOOLEAN:
        if cell not in ("yes", "no"):
            raise Refused(f'{spec.name} is yes, no or blank, not "{cell}".')
        return cell == "yes"
    if spec.type.is_number:
        return _number(spec, cell)
    if spec.codes is not None and not spec.codes.known(cell):
        raise Refused(
            f'"{cell}" is not a code of {spec.name} (list {spec.codes.name}).'
            f"{did_you_mean(cell, spec.codes.values)}"
        )
    return cell


def _number(spec: ColumnSpec, cell: str) -> float | int:
    value = _amount(spec.name, cell)
    if spec.type is Type.INTEGER and not value.is_integer():
        raise Refused(f"{spec.name} is a whole number, not {cell}.")
    if (spec.lowest is not None and value < spec.lowest) or (
        spec.highest is not None and value > spec.highest
    ):
        raise Refused(f"{spec.name} cannot be {cell}: it lies outside what the column may hold.")
    return int(value) if spec.type is Type.INTEGER else value


def _amount(name: str, cell: str) -> float:
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", cell):
        raise Refused(f'{name} is a number such as 12 or 0.5, not "{cell}".')
    return float(cell)


def _day(name: str, cell: str) -> date:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        try:
            return date.fromisoformat(cell)
        except ValueError:
            pass
    raise Refused(f'{name} is a date such as 2026-07-31, not "{cell}".')


def _moment(name: str, cell: str) -> datetime:
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not None or "T" not in cell:
        raise Refused(f'{name} is a moment in UTC such as 2026-07-31T09:40, not "{cell}".')
    return moment


# --- what fills itself in ------------------------------------------------------------------------------


def read_columns(question: Question, *, cuts: bool = True) -> dict[str, dict[str, ColumnSpec]]:
    """The columns that a question reads, by table; the table of the record comes first."""
    found: dict[str, dict[str, ColumnSpec]] = {question.each.name: {}}

    def note(column: Column) -> None:
        found.setdefault(column.table.name, {})[column.spec.name] = column.spec

    for name, top in question.parts():
        if not cuts and name.startswith("cuts."):
            continue
        for part in walk(top):
            if isinstance(part, Column):
                note(part)
            elif isinstance(part, Parent):
                note(part.via)
                note(part.column)
            elif isinstance(part, Related):
                found.setdefault(part.table.name, {})
    return found


class _Filling:
    """Completes one world: keys, references and ties that no cell gives.

    The record is "r1" (a person "p1"); a reference to a person holds "p1", any other "<column>-1". The first
    row of a table that the record points at bears that key. Rows of a looked-up table hold what ties them to
    the record. The n-th row of a related table points at the n-th row of the table it refers to, where there
    is one, else at the first.
    """

    def __init__(
        self,
        question: Question,
        asked: Asked,
        record: dict[str, Any],
        others: dict[tuple[str, int], dict[str, Any]],
    ) -> None:
        self.question, self.asked, self.record, self.others = question, asked, record, others
        nodes = [part for _, top in question.parts() for part in walk(top)]
        self.lookups = [part for part in nodes if isinstance(part, Related)]
        self.parents = [part for part in nodes if isinstance(part, Parent)]

    def world(self) -> World:
        each = self.question.each
        self.record.setdefault(each.key, _key(each.key) if each.key == "person_id" else "r1")
        for via in (*(parent.via for parent in self.parents), *self._outside()):
            if via.table.name == each.name and via.spec.type is Type.TEXT and via.spec.codes is None:
                self.record.setdefault(via.spec.name, _key(via.spec.name))
        self._point()
        rows: dict[str, list[Row]] = {each.name: [self.record]}
        for (called, number), row in sorted(self.others.items()):
            table = self._called(called)
            row.setdefault(table.key, self._key_of(called, table, number))
            rows.setdefault(table.name, []).append(row)
        self._tie(rows)
        self._check(rows)
        return rows

    def _called(self, called: str) -> Table:
        via = self.question.each.relation(called)
        reads = read_columns(self.question)
        if called not in reads and via is not None:
            return self.question.each.referred(via)
        return _table(self.question.each, called)

    def _outside(self) -> Iterator[Column]:
        for lookup in self.lookups:
            yield from (part for _, part in lookup.same if isinstance(part, Column))

    def _point(self) -> None:
        """Related rows point at the rows they refer to; a tie through a parent needs that row."""
        for parent in self.parents:
            if parent.via.table.name == self.question.each.name:
                continue
            target = parent.column.table.name
            for (called, number), row in self.others.items():
                if called == parent.via.table.name:
                    nth = number if (target, number) in self.others else 1
                    if not self._is_tie(parent.via):
                        row.setdefault(parent.via.spec.name, _key(parent.via.spec.name, nth))
        for lookup in self.lookups:
            if not any(called == lookup.table.name for called, _ in self.others):
                continue
            for _, outside in lookup.same:
                if isinstance(outside, Parent) and outside.via.table.name == self.question.each.name:
                    row = self.others.setdefault((self._relation(outside.via), 1), {})
                    if outside.column.spec.name != outside.column.table.key:
                        row.setdefault(outside.column.spec.name, _key(outside.column.spec.name))

    def _is_tie(self, column: Column) -> bool:
        return any(inner.form() == column.form() for lookup in self.lookups for inner, _ in lookup.same)

    def _relation(self, via: Column) -> str:
        """The heading under which the row that `via` points at is written."""
        called, target = via.spec.name.removesuffix("_id"), via.spec.refers_to or ""
        return called if called == target or (called, 1) in self.others else target

    def _key_of(self, called: str, table: Table, number: int) -> str:
        each = self.question.each
        named = each.relation(called)
        vias = [parent.via for parent in self.parents if parent.column.table.name == table.name]
        outer = [via.spec for via in vias if via.table.name == each.name]
        if named is not None and named.refers_to == table.name:
            outer = [named, *outer]
        if number == 1 and outer and self.record.get(outer[0].name) is not None:
            return str(self.record[outer[0].name])
        inner = [via.spec for via in vias if via.table.name != each.name]
        if inner:
            return _key(inner[0].name, number)
        return _key(table.key, number) if table.name == "person" else f"{table.name}-{number}"

    def _tie(self, rows: dict[str, list[Row]]) -> None:
        for lookup in self.lookups:
            for inner, outside in lookup.same:
                value = value_in(outside, self.record, rows, self.asked)
                for (called, number), row in self.others.items():
                    if self._called(called).name != lookup.table.name:
                        continue
                    if inner.spec.name != lookup.table.key:
                        row.setdefault(inner.spec.name, value)
                    elif number == 1 and row[inner.spec.name] == f"{lookup.table.name}-1":
                        row[inner.spec.name] = value

    def _check(self, rows: Mapping[str, list[Row]]) -> None:
        """A row that no store could hold proves nothing: what is required and read must be given."""
        for name, specs in read_columns(self.question, cuts=False).items():
            for row in rows.get(name, ()):
                for spec in specs.values():
                    if spec.required and row.get(spec.name) is None:
                        raise Refused(
                            f'"{name}.{spec.name}" is required, and the question reads it. '
                            "Give it a column with a value in every row."
                        )


def _key(column: str, number: int = 1) -> str:
    return f"p{number}" if column == "person_id" else f"{column}-{number}"
