"""Expressions made ready: each becomes the columns it needs and one plain function of their cells.

A batch is worked column by column: a function runs once for each different combination of cells, so a million
rows with a thousand different dates cost a thousand readings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from goldthread.intake.mapping.language import Expression, Ref, Test, Where
from goldthread.intake.reading.grid import folded, tidy
from goldthread.intake.values import (
    Bad,
    Habits,
    Value,
    in_range,
    read_date,
    read_number,
    read_period,
    reading_of,
    unreadable,
)
from goldthread.kernel.identifiers import record_id
from goldthread.kernel.periods import add_months, years_between
from goldthread.kernel.refusals import Refused
from goldthread.measures.tables import ColumnSpec, Type

Cells = tuple[str, ...]
Work = Callable[[Cells], "Value | Bad"]


@dataclass(frozen=True)
class Compiled:
    """The columns needed, in order, and the function from their cells to a value."""

    refs: tuple[Ref, ...]
    work: Work

    def over(self, columns: Sequence[Sequence[str]], rows: int) -> list[Value | Bad]:
        """The value of each row; `columns` are the cells of `refs`."""
        if not self.refs:
            return [self.work(())] * rows
        known: dict[Cells, Value | Bad] = {}
        found: list[Value | Bad] = []
        for cells in zip(*columns, strict=True):
            if cells not in known:
                known[cells] = self.work(cells)
            found.append(known[cells])
        return found


@dataclass(frozen=True)
class Surroundings:
    """What an expression needs to know besides the cells."""

    system: str
    blanks: frozenset[str]
    habits: Mapping[Ref, Habits]  # of the file that each column stands in
    default: Habits
    on: date  # the day of the import: nobody is born after it

    def habits_of(self, ref: Ref, expression: Expression) -> Habits:
        """The sender's habits for one column, with what the expression itself declares."""
        habits = self.habits.get(ref, self.default)
        if expression.dates is not None:
            habits = replace(habits, dates=expression.dates)
        if expression.decimal is not None:
            habits = replace(habits, decimal=expression.decimal)
        return habits


class _Places:
    """Gives each column a place among the cells."""

    def __init__(self) -> None:
        self.refs: list[Ref] = []

    def of(self, ref: Ref) -> int:
        if ref not in self.refs:
            self.refs.append(ref)
        return self.refs.index(ref)


def compile_expression(expression: Expression, spec: ColumnSpec, around: Surroundings) -> Compiled:
    """An expression for one fact column, ready to run."""
    places = _Places()
    work = _work(expression, spec, around, places)
    return Compiled(tuple(places.refs), work)


def compile_where(where: Where, blanks: frozenset[str]) -> Compiled:
    """A condition as a function that answers True or False."""
    places = _Places()
    check = _condition(where, places, blanks)
    return Compiled(tuple(places.refs), check)


def compile_key(refs: tuple[Ref, ...], blanks: frozenset[str]) -> Compiled:
    """A key of several columns as one text; None when all of it is blank, Bad when some of it is."""
    places = _Places()
    at = [places.of(ref) for ref in refs]

    def work(cells: Cells) -> Value | Bad:
        parts = [tidy(cells[place]) for place in at]
        for part in parts:
            if (fault := unreadable(part)) is not None:
                return fault
        filled = [part.casefold() not in blanks for part in parts]
        if not any(filled):
            return None
        return "\x1f".join(part if is_filled else "" for part, is_filled in zip(parts, filled, strict=True))

    return Compiled(tuple(places.refs), work)


def _condition(where: Where, places: _Places, blanks: frozenset[str]) -> Callable[[Cells], bool]:
    alternatives = [
        [_check(test, places.of(test.ref), blanks) for test in tests] for tests in where.alternatives
    ]
    if not alternatives:
        return lambda cells: True
    return lambda cells: any(all(check(cells) for check in checks) for checks in alternatives)


def _check(test: Test, place: int, blanks: frozenset[str]) -> Callable[[Cells], bool]:
    if test.blank is not None:
        wanted = test.blank
        return lambda cells: (folded(cells[place]) in blanks) is wanted
    among, negated = test.among, test.negated
    return lambda cells: (folded(cells[place]) in among) is not negated


def _work(expression: Expression, spec: ColumnSpec, around: Surroundings, places: _Places) -> Work:
    blanks = expression.blanks | {""} if expression.blanks is not None else around.blanks
    work = _KINDS[expression.kind](expression, spec, around, places, blanks)
    if expression.blank_to is not None:
        work = _with_blank(work, expression.blank_to)
    if expression.unknown_when is None:
        return work
    unknown = _condition(expression.unknown_when, places, around.blanks)
    return lambda cells: None if unknown(cells) else work(cells)


def _with_blank(work: Work, meaning: Value) -> Work:
    def filled(cells: Cells) -> Value | Bad:
        value = work(cells)
        return meaning if value is None else value

    return filled


def _constant(
    expression: Expression, spec: ColumnSpec, around: Surroundings, places: _Places, blanks: frozenset[str]
) -> Work:
    value = expression.constant
    if spec.type is Type.NUMBER and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    ranged = (
        in_range(value, spec) if isinstance(value, int | float) and not isinstance(value, bool) else value
    )
    return lambda cells: ranged


def _column(
    expression: Expression, spec: ColumnSpec, around: Surroundings, places: _Places, blanks: frozenset[str]
) -> Work:
    readers = [
        (places.of(ref), reading_of(spec, around.habits_of(ref, expression))) for ref in expression.refs
    ]
    mapped, otherwise, has_otherwise = expression.mapped, expression.otherwise, expression.has_otherwise
    blank_to = mapped.get("") if mapped else None

    def work(cells: Cells) -> Value | Bad:
        for place, read in readers:
            text = tidy(cells[place])
            if (fault := unreadable(text)) is not None:
                return fault
            word = text.casefold()
            if word in blanks and not (mapped and word and word in mapped):
                continue
            if mapped is not None and word in mapped:
                return mapped[word]
            if has_otherwise:
                return otherwise
            if mapped is not None and spec.codes is None:
                return Bad(f'"{text}" is not in the map; add it, or say otherwise = ...')
            return read(text)
        return blank_to

    return work


def _together(
    expression: Expression, spec: ColumnSpec, around: Surroundings, places: _Places, blanks: frozenset[str]
) -> Work:
    at = [places.of(ref) for ref in expression.refs]
    between, read = expression.joined_with, reading_of(spec, around.default)

    def work(cells: Cells) -> Value | Bad:
        parts = [tidy(cells[place]) for place in at]
        for part in parts:
            if (fault := unreadable(part)) is not None:
                return fault
        kept = [part for part in parts if part.casefold() not in blanks]
        return read(between.join(kept)) if kept else None

    return work


def _key(
    expression: Expression, spec: ColumnSpec, around: Surroundings, places: _Places, blanks: frozenset[str]
) -> Work:
    key = compile_key(expression.refs, blanks)
    at = [places.of(ref) for ref in key.refs]

    def work(cells: Cells) -> Value | Bad:
        found = key.work(tuple(cells[place] for place in at))
        return (
            found
            if found is None or isinstance(found, Bad)
            else key_id(around.system, expression.key_of, str(found))
        )

    return work


def key_id(system: str, kind: str, key: str) -> str:
    """The record id that follows from the sender's system, the kind of record and its key there."""
    return record_id(system, kind, *key.split("\x1f"))


def _age(
    expression: Expression, spec: ColumnSpec, around: Surroundings, places: _Places, blanks: frozenset[str]
) -> Work:
    assert expression.on is not None
    born_at, on_at = places.of(expression.refs[0]), places.of(expression.on)
    born_habits = around.habits_of(expression.refs[0], expression)
    on_habits = around.habits_of(expression.on, expression)

    def work(cells: Cells) -> Value | Bad:
        born, on = tidy(cells[born_at]), tidy(cells[on_at])
        if born.casefold() in blanks or on.casefold() in blanks:
            return None
        birth, day = _told(born, born_habits), _told(on, on_habits)
        if isinstance(birth, Bad):
            return birth
        if isinstance(day, Bad):
            return day
        if birth > day:
            return Bad(f"the birth date lies after {day.isoformat()}")
        return in_range(years_between(birth, day), spec)

    return work


def _told(text: str, habits: Habits) -> date | Bad:
    return unreadable(text) or read_date(text, habits)


def _birth_month(
    expression: Expression, spec: ColumnSpec, around: Surroundings, places: _Places, blanks: frozenset[str]
) -> Work:
    readers = [(places.of(ref), around.habits_of(ref, expression)) for ref in expression.refs]

    def work(cells: Cells) -> Value | Bad:
        for place, habits in readers:
            text = tidy(cells[place])
            if text.casefold() in blanks:
                continue
            birth = _told(text, habits)
            if isinstance(birth, Bad):
                return birth
            if birth > around.on:
                return Bad(f'"{text}" is read as {birth.isoformat()}, after the day of the import')
            return birth if birth.day == 1 else add_months(birth.replace(day=1), 1)
        return None

    return work


def _end_of_period(first: bool) -> Callable[..., Work]:
    def build(
        expression: Expression,
        spec: ColumnSpec,
        around: Surroundings,
        places: _Places,
        blanks: frozenset[str],
    ) -> Work:
        place = places.of(expression.refs[0])
        habits = around.habits_of(expression.refs[0], expression)

        def work(cells: Cells) -> Value | Bad:
            text = tidy(cells[place])
            if text.casefold() in blanks:
                return None
            found = unreadable(text) or read_period(text, habits)
            return found if isinstance(found, Bad) else found[0 if first else 1]

        return work

    return build


def _plus(
    expression: Expression, spec: ColumnSpec, around: Surroundings, places: _Places, blanks: frozenset[str]
) -> Work:
    assert expression.start is not None
    start = _work(expression.start, spec, around, places)
    place = places.of(expression.refs[0])
    habits = around.habits_of(expression.refs[0], expression)
    unit = expression.unit

    def work(cells: Cells) -> Value | Bad:
        first = start(cells)
        text = tidy(cells[place])
        if first is None or isinstance(first, Bad) or text.casefold() in blanks:
            return first if isinstance(first, Bad) else None
        number = unreadable(text) or read_number(text, habits.decimal)
        if isinstance(number, Bad):
            return number
        if not number.is_integer() or abs(number) > 100_000:
            return Bad(f'"{text}" is not a whole number of {unit}')
        assert isinstance(first, date)
        try:
            if unit == "months":
                return add_months(first, int(number))
            return first + timedelta(days=int(number) * (7 if unit == "weeks" else 1))
        except (Refused, OverflowError):
            return Bad(f'{first.isoformat()} and "{text}" {unit} goes beyond the years 1 to 9999')

    return work


def _choose(
    expression: Expression, spec: ColumnSpec, around: Surroundings, places: _Places, blanks: frozenset[str]
) -> Work:
    choices = [
        (_condition(where, places, around.blanks), _work(then, spec, around, places))
        for where, then in expression.choices
    ]
    otherwise, has_otherwise = expression.otherwise, expression.has_otherwise

    def work(cells: Cells) -> Value | Bad:
        for fits, then in choices:
            if fits(cells):
                return then(cells)
        return otherwise if has_otherwise else None

    return work


_KINDS: dict[str, Callable[..., Work]] = {
    "constant": _constant,
    "column": _column,
    "together": _together,
    "key": _key,
    "age": _age,
    "birth_month": _birth_month,
    "first_day": _end_of_period(True),
    "last_day": _end_of_period(False),
    "plus": _plus,
    "choose": _choose,
}
