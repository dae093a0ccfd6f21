"""Worked examples: the text table of a question, which is its documentation and its test.

    supported_from | status | person.birth_month | as_of      || verdict | split.age
    2026-01-10     | held   | 1990-02-01         | 2026-07-31 || met     | 36-50

One line is one small world with one record of the question's table. Left of the two bars: bare names are the
record's columns; `contact[2].happened_on` is the second row of a related table, `person.birth_month` the row
that the record points at; `as_of` and `period` are what the asking brings. Such a row exists when one of its
cells is filled; `-` fills a cell with a blank. Keys and ties fill themselves in, see `filling`.

Right of the two bars: `verdict`, and what else the example shows: value (or amount, where the record has a
column called value), cause, placed, starts, ends, split.NAME, cut.NAME. There an empty cell expects a blank
where the record counts (met or not met) and nothing elsewhere; `-` always expects a blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from goldthread.kernel.periods import parse_period
from goldthread.kernel.refusals import Refused, did_you_mean
from goldthread.measures.filling import Filling, read_columns, table_called
from goldthread.measures.questions import PERIOD, Question, Rate, Ratio, Verdict
from goldthread.measures.reading import Answer, Asked, Row, World, answer
from goldthread.measures.tables import ColumnSpec
from goldthread.measures.written import amount, day, typed

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
    return _Heading(name, (called, number), table_called(each, called).spec(found["column"]))


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
        as_of=day("as_of", cells.get("as_of") or AS_OF.isoformat()),
        period=parse_period(cells.get("period") or MONTH) if question.grain is PERIOD else None,
    )
    record: dict[str, Any] = {}
    others: dict[tuple[str, int], dict[str, Any]] = {}
    for name, heading in headings.items():
        if heading.place is None:
            record[heading.spec.name] = typed(heading.spec, cells[name])
        elif cells[name]:
            others.setdefault(heading.place, {})[heading.spec.name] = typed(heading.spec, cells[name])
    world = Filling(question, asked, record, others).world()
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
            expected[name] = day(name, cell)
        elif name in ("value", "amount"):
            expected[name] = amount(name, cell)
        else:
            expected[name] = cell
    return expected
