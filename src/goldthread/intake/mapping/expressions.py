"""Expressions and conditions of a mapping, read from TOML and checked against the fact column they fill."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Literal, cast

from goldthread.intake.mapping.language import Constant, Dates, Expression, Kind, Ref, Test, Where
from goldthread.intake.mapping.toml import Section, spoken
from goldthread.intake.reading.grid import folded
from goldthread.kernel.refusals import did_you_mean
from goldthread.measures.tables import ColumnSpec, Type

_KINDS: dict[str, Kind] = {
    "column": "column",
    "first": "column",
    "value": "constant",
    "together": "together",
    "key": "key",
    "age": "age",
    "birth_month": "birth_month",
    "first_day": "first_day",
    "last_day": "last_day",
    "plus": "plus",
    "choose": "choose",
}
_FITS: dict[Kind, tuple[Type, ...]] = {
    "together": (Type.TEXT,),
    "key": (Type.TEXT,),
    "age": (Type.INTEGER, Type.NUMBER),
    "birth_month": (Type.DATE,),
    "first_day": (Type.DATE,),
    "last_day": (Type.DATE,),
    "plus": (Type.DATE,),
}
_DIRECTIVE = re.compile(r"%[-]?[A-Za-z%]")
_KNOWN_DIRECTIVES = set("YymdBbHIMSfpzZjAaTFDRe")


def read_ref(section: Section, key: str, text: str, joins: Iterable[str]) -> Ref:
    """A column name, or JOIN.column where JOIN is declared at the source."""
    head, dot, rest = text.partition(".")
    if dot and head in set(joins) and rest:
        return Ref(head, rest)
    if not text.strip():
        raise section.refuse(key, "Name a column.")
    return Ref(None, text)


def read_refs(section: Section, key: str, joins: Iterable[str]) -> tuple[Ref, ...]:
    """One or several columns."""
    return tuple(read_ref(section, key, text, joins) for text in section.texts(key))


def read_where(section: Section, key: str, joins: Iterable[str]) -> Where:
    """A condition: a table of columns that must all fit, or a list of such tables of which one must."""
    value = section.raw(key)
    if value is None:
        return Where()
    tables = value if isinstance(value, list) else [value]
    alternatives: list[tuple[Test, ...]] = []
    for table in tables:
        if not isinstance(table, dict) or not table:
            raise section.refuse(key, f'Write {key} = {{ Column = "value" }}, not {spoken(table)}.')
        inner = Section(section.file, section.at(key), table)
        alternatives.append(tuple(_test(inner, name, joins) for name in table))
    return Where(tuple(alternatives))


def _test(section: Section, name: str, joins: Iterable[str]) -> Test:
    ref = read_ref(section, name, name, joins)
    value = section.raw(name)
    negated = False
    if isinstance(value, dict):
        inner = Section(section.file, section.at(name), value)
        if "blank" in inner:
            blank = inner.yes("blank")
            inner.done()
            return Test(ref, blank=blank)
        value = inner.raw("not")
        inner.done()
        if value is None:
            raise section.refuse(name, "Write a value, a list of values, { not = ... } or { blank = true }.")
        negated = True
    values = value if isinstance(value, list) else [value]
    if values == [""]:
        return Test(ref, blank=not negated)
    if not all(isinstance(each, str | int | float | date) for each in values):
        raise section.refuse(name, "Write a value, a list of values, { not = ... } or { blank = true }.")
    return Test(ref, frozenset(folded(_as_cell(each)) for each in values), negated)


def _as_cell(value: object) -> str:
    """A TOML value as a file would spell it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def read_dates(section: Section, key: str) -> Dates | None:
    """Patterns as %d/%m/%Y, or the words "day first", "month first", "iso"."""
    given = section.texts(key)
    if not given:
        return None
    if given == ("iso",):
        return Dates(("%Y-%m-%d",))
    if given in (("day first",), ("month first",)):
        return Dates(order="day first" if given[0] == "day first" else "month first")
    for pattern in given:
        directives = [found[-1] for found in _DIRECTIVE.findall(pattern)]
        if not directives or not set(directives) <= _KNOWN_DIRECTIVES:
            raise section.refuse(
                key,
                f'"{pattern}" is not a date format. Write one as "%d/%m/%Y", "day first" or "month first".',
            )
    return Dates(given)


def read_expression(section: Section, key: str, spec: ColumnSpec, joins: Iterable[str]) -> Expression:
    """What fills one fact column; a plain text is a column of the file."""
    joins = tuple(joins)
    value = section.raw(key)
    if isinstance(value, str):
        return Expression("column", (read_ref(section, key, value, joins),))
    if not isinstance(value, dict):
        raise section.refuse(
            key, f"Write a column name in quotes, or {{ value = ... }} for a constant, not {spoken(value)}."
        )
    inner = Section(section.file, section.at(key), value)
    found = [word for word in _KINDS if word in inner]
    if len(found) != 1:
        words = ", ".join(_KINDS)
        told = "none of them" if not found else " and ".join(found)
        raise section.refuse(key, f"Say where the value comes from with one of {words}; this has {told}.")
    word = found[0]
    kind = _KINDS[word]
    if kind in _FITS and spec.type not in _FITS[kind]:
        raise section.refuse(key, f'"{word}" gives no {spec.type.value}, which "{spec.name}" is.')
    expression = _read_kind(inner, word, kind, spec, joins)
    inner.done()
    return expression


def _read_kind(inner: Section, word: str, kind: Kind, spec: ColumnSpec, joins: tuple[str, ...]) -> Expression:
    unknown = read_where(inner, "unknown_when", joins) if "unknown_when" in inner else None
    expression = _read_source(inner, word, kind, spec, joins, unknown)
    blank_to = check_constant(inner, "blank", spec) if "blank" in inner else None
    when_bad = inner.one_of("when_bad", ("refuse", "blank"), "refuse")
    return replace(expression, blank_to=blank_to, bad_to_blank=when_bad == "blank")


def _read_source(
    inner: Section,
    word: str,
    kind: Kind,
    spec: ColumnSpec,
    joins: tuple[str, ...],
    unknown: Where | None,
) -> Expression:
    if kind == "constant":
        return Expression(kind, constant=check_constant(inner, "value", spec), unknown_when=unknown)
    if kind == "choose":
        return _choose(inner, spec, joins, unknown)
    blanks = frozenset(folded(each) for each in _loose_texts(inner, "blanks")) if "blanks" in inner else None
    refs = read_refs(inner, word, joins)
    if kind == "key":
        of = inner.text("of") or spec.refers_to or spec.name.removesuffix("_id")
        return Expression(kind, refs, key_of=of, unknown_when=unknown, blanks=blanks)
    if kind == "together":
        return Expression(
            kind, refs, joined_with=str(inner.raw("with") or " "), unknown_when=unknown, blanks=blanks
        )
    dates = read_dates(inner, "dates")
    if kind == "plus":
        if "from" not in inner:
            raise inner.refuse("from", "Say from which day to count, as from = { value = 2000-01-01 }.")
        first = read_expression(inner, "from", spec, joins)
        unit = cast(
            Literal["days", "weeks", "months"], inner.one_of("unit", ("days", "weeks", "months"), "days")
        )
        return Expression(kind, refs, start=first, unit=unit, unknown_when=unknown, blanks=blanks)
    if kind in ("age", "birth_month"):
        on: Ref | None = None
        if kind == "age":
            day = inner.text("on")
            if day is None:
                raise inner.refuse("on", 'Say on which day the age counts, as on = "EntryDate".')
            on = read_ref(inner, "on", day, joins)
        return Expression(kind, refs, on=on, dates=dates, unknown_when=unknown, blanks=blanks)
    if kind in ("first_day", "last_day"):
        return Expression(kind, refs, dates=dates, unknown_when=unknown, blanks=blanks)
    has_otherwise = "otherwise" in inner
    return Expression(
        "column",
        refs,
        mapped=_value_map(inner, spec),
        otherwise=check_constant(inner, "otherwise", spec) if has_otherwise else None,
        has_otherwise=has_otherwise,
        dates=dates,
        decimal=cast(Literal[".", ","], inner.one_of("decimal", (".", ","), "."))
        if "decimal" in inner
        else None,
        unknown_when=unknown,
        blanks=blanks,
    )


def _loose_texts(section: Section, key: str) -> list[str]:
    value = section.raw(key)
    several = value if isinstance(value, list) else [value]
    return [_as_cell(each) for each in several]


def _choose(inner: Section, spec: ColumnSpec, joins: tuple[str, ...], unknown: Where | None) -> Expression:
    choices: list[tuple[Where, Expression]] = []
    for choice in inner.sections("choose"):
        if "when" not in choice:
            raise choice.refuse("when", 'Say when this choice counts, as when = { Column = "1" }.')
        where = read_where(choice, "when", joins)
        rest = {key: value for key, value in choice.content.items() if key != "when"}
        holder = Section(choice.file, choice.place, {"then": rest})
        choices.append((where, read_expression(holder, "then", spec, joins)))
    if not choices:
        raise inner.refuse("choose", "Give at least one choice.")
    has = "otherwise" in inner
    return Expression(
        "choose",
        choices=tuple(choices),
        otherwise=check_constant(inner, "otherwise", spec) if has else None,
        has_otherwise=has,
        unknown_when=unknown,
    )


def _value_map(inner: Section, spec: ColumnSpec) -> Mapping[str, Constant] | None:
    """`map` from the sender's value to ours, `groups` from ours to theirs; case is ignored in both."""
    plain, groups = inner.section("map"), inner.section("groups")
    if plain is None and groups is None:
        return None
    mapped: dict[str, Constant] = {}
    if plain is not None:
        for theirs in plain.content:
            mapped[folded(theirs)] = check_constant(plain, theirs, spec)
    if groups is not None:
        for ours in groups.content:
            code = check_constant(Section(groups.file, groups.place, {ours: ours}), ours, spec)
            for theirs in _loose_texts(groups, ours):
                if folded(theirs) in mapped:
                    raise groups.refuse(ours, f'"{theirs}" is mapped twice. Leave one of them.')
                mapped[folded(theirs)] = code
    return mapped


def check_constant(section: Section, key: str, spec: ColumnSpec) -> Constant:
    """A constant of the type of the column; "" is blank. Refused with the nearest code."""
    value: Any = section.raw(key)
    if value == "":
        return None
    if spec.codes is not None:
        if isinstance(value, str) and spec.codes.known(value):
            return value
        near = did_you_mean(value, spec.codes.values) if isinstance(value, str) else ""
        shown = value if isinstance(value, str) else spoken(value)
        raise section.refuse(
            key, f'"{shown}" is not a code of {spec.codes.name}, the list of "{spec.name}".{near}'
        )
    fits = {
        Type.TEXT: isinstance(value, str),
        Type.BOOLEAN: isinstance(value, bool),
        Type.INTEGER: isinstance(value, int) and not isinstance(value, bool),
        Type.NUMBER: isinstance(value, int | float) and not isinstance(value, bool),
        Type.DATE: isinstance(value, date) and not isinstance(value, datetime),
        Type.INSTANT: isinstance(value, datetime) and value.tzinfo is not None,
    }[spec.type]
    if not fits:
        raise section.refuse(key, f'"{spec.name}" is a {spec.type.value}, and this is {spoken(value)}.')
    return cast(Constant, value)
