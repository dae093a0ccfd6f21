"""Typed fact tables: the nouns of the language of questions.

A table is declared once, with what each column means, its unit or code list, whether it is required and
how private it is. From that one declaration come the Parquet schema, the empty templates, the import
checks, the data dictionary and the names that a question may use.

    tenancies = Table("tenancy", "A home that a person holds under an agreement.", ..., columns=[
        ref("person_id", "person", "Whose tenancy it is.", required=True),
        date("started_on", "First day of the tenancy.", required=True),
        code("ended_reason", TENANCY_END_REASONS, "Why it ended."),
    ])
    tenancies.started_on          # a column to ask about
    tenancies.person.gender       # a column of the row that person_id points at
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar

from goldthread.kernel.refusals import Refused, did_you_mean


class Type(Enum):
    """What a value is. Codes are text with a list; amounts of money are numbers in pounds."""

    BOOLEAN = "yes or no"
    INTEGER = "whole number"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    INSTANT = "instant"

    @property
    def is_number(self) -> bool:
        return self in (Type.INTEGER, Type.NUMBER)


class Privacy(Enum):
    """Who may see a column. Nothing that names a person has a class, because no such column exists here."""

    OPEN = "open"  # says nothing about one person: a service, a code list, a term
    PERSON = "about a person"  # a fact about someone known only by a random key
    SENSITIVE = "sensitive"  # special category: ethnicity, health, safeguarding, offending


@dataclass(frozen=True)
class Code:
    """One code of a list, with the days on which it was valid (both ends in; None is unbounded)."""

    value: str
    label: str
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None

    def valid_on(self, day: datetime.date | None) -> bool:
        """True when the code was in force on `day`; a blank day cannot fail it."""
        if day is None:
            return True
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


@dataclass(frozen=True)
class CodeList:
    """A closed list of codes. `source` says whose list it is; ours say so."""

    name: str
    codes: tuple[Code, ...]
    source: str = "Goldthread"

    @property
    def values(self) -> tuple[str, ...]:
        """Each code once, in the list's order, whatever its validity."""
        return tuple(dict.fromkeys(code.value for code in self.codes))

    def label(self, value: str) -> str:
        """The words for a code; the code itself when it is not in the list."""
        return next((code.label for code in self.codes if code.value == value), value)

    def valid_on(self, value: str, day: datetime.date | None) -> bool:
        """True when `value` is in the list and was in force on `day`."""
        return any(code.value == value and code.valid_on(day) for code in self.codes)

    def known(self, value: str) -> bool:
        """True when `value` is in the list on any day."""
        return any(code.value == value for code in self.codes)


def codes(name: str, labels: Mapping[str, str], source: str = "Goldthread") -> CodeList:
    """A code list of our own from {code: label}."""
    return CodeList(name, tuple(Code(value, label) for value, label in labels.items()), source)


@dataclass(frozen=True)
class ColumnSpec:
    """One declared column: name, type, meaning, unit or code list, required or not, privacy class."""

    name: str
    type: Type
    meaning: str
    required: bool = False
    unit: str = ""
    codes: CodeList | None = None
    refers_to: str | None = None
    privacy: Privacy = Privacy.PERSON
    lowest: float | None = None
    highest: float | None = None
    checked_on: str | None = None  # the date column at whose day a code must have been valid


def ref(
    name: str, table: str, meaning: str, *, required: bool = False, privacy: Privacy = Privacy.PERSON
) -> ColumnSpec:
    """A column that holds the record id of a row in another table; its name ends in _id."""
    if not name.endswith("_id"):
        raise Refused(f'The reference column "{name}" must end in "_id".')
    return ColumnSpec(name, Type.TEXT, meaning, required, refers_to=table, privacy=privacy)


def text(name: str, meaning: str, *, required: bool = False, privacy: Privacy = Privacy.PERSON) -> ColumnSpec:
    """A short label such as a place or a name of a service; never free text about a person."""
    return ColumnSpec(name, Type.TEXT, meaning, required, privacy=privacy)


def code(
    name: str,
    listed: CodeList,
    meaning: str,
    *,
    required: bool = False,
    privacy: Privacy = Privacy.PERSON,
    checked_on: str | None = None,
) -> ColumnSpec:
    """A column whose values come from a code list, checked on the day of the event."""
    return ColumnSpec(
        name, Type.TEXT, meaning, required, codes=listed, privacy=privacy, checked_on=checked_on
    )


def integer(
    name: str,
    meaning: str,
    *,
    unit: str,
    required: bool = False,
    lowest: float | None = None,
    highest: float | None = None,
    privacy: Privacy = Privacy.PERSON,
) -> ColumnSpec:
    """A whole number in `unit`."""
    return ColumnSpec(
        name, Type.INTEGER, meaning, required, unit, privacy=privacy, lowest=lowest, highest=highest
    )


def number(
    name: str,
    meaning: str,
    *,
    unit: str,
    required: bool = False,
    lowest: float | None = None,
    highest: float | None = None,
    privacy: Privacy = Privacy.PERSON,
) -> ColumnSpec:
    """A number in `unit`; money is in pounds."""
    return ColumnSpec(
        name, Type.NUMBER, meaning, required, unit, privacy=privacy, lowest=lowest, highest=highest
    )


def boolean(
    name: str, meaning: str, *, required: bool = False, privacy: Privacy = Privacy.PERSON
) -> ColumnSpec:
    """Yes, no, or blank for not known."""
    return ColumnSpec(name, Type.BOOLEAN, meaning, required, privacy=privacy)


def date(name: str, meaning: str, *, required: bool = False, privacy: Privacy = Privacy.PERSON) -> ColumnSpec:
    """A civil date of Europe/London."""
    return ColumnSpec(name, Type.DATE, meaning, required, privacy=privacy)


def instant(
    name: str, meaning: str, *, required: bool = False, privacy: Privacy = Privacy.PERSON
) -> ColumnSpec:
    """A moment, kept in UTC; a civil date column stands beside it wherever a question needs the day."""
    return ColumnSpec(name, Type.INSTANT, meaning, required, privacy=privacy)


@dataclass(frozen=True)
class Table:
    """A fact table. Its record id is the column `<name>_id`.

    `happens` names the date column that says when the record happened (codes are checked on that day);
    `derived` is True for tables that `facts` works out under the terms and nobody may import.
    """

    name: str
    meaning: str
    columns: tuple[ColumnSpec, ...]
    happens: str | None = None
    derived: bool = False
    plural: str = ""
    version: int = 1  # of a derivation: a change of how it is worked out is a change of meaning
    asked: ClassVar[Callable[[Table, str], Any]]
    _by_name: dict[str, ColumnSpec] = field(init=False, repr=False, compare=False)
    _registry: list[Registry] = field(default_factory=list, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise Refused(f'Table "{self.name}" declares the column "{twice[0]}" twice.')
        object.__setattr__(self, "_by_name", {column.name: column for column in self.columns})

    @property
    def key(self) -> str:
        """The record id column."""
        return f"{self.name}_id"

    @property
    def called(self) -> str:
        """The plural that pages use."""
        return self.plural or f"{self.name.replace('_', ' ')}s"

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(self._by_name)

    def has(self, name: str) -> bool:
        return name in self._by_name

    def spec(self, name: str) -> ColumnSpec:
        """The declaration of one column; a misspelt name is refused with the nearest one."""
        found = self._by_name.get(name)
        if found is None:
            raise Refused(f'Table "{self.name}" has no column "{name}".{did_you_mean(name, self._by_name)}')
        return found

    def relation(self, name: str) -> ColumnSpec | None:
        """The reference column `<name>_id` when this table has one and it points at another table."""
        spec = self._by_name.get(f"{name}_id")
        return spec if spec is not None and spec.refers_to else None

    def referred(self, via: ColumnSpec) -> Table:
        """The table that a reference column of this one points at."""
        if not self._registry or via.refers_to is None:
            raise Refused(f'Column "{via.name}" of "{self.name}" points at no declared table.')
        return self._registry[0][via.refers_to]

    def __getattr__(self, name: str) -> Any:
        """A column or a relation to ask about; `tree` says how, so that this module need not know it."""
        if name.startswith("_"):
            raise AttributeError(name)
        return Table.asked(self, name)


class Registry(Mapping[str, Table]):
    """Tables by name; asking for one that is not declared is refused with the nearest name."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self._tables: dict[str, Table] = {}
        for table in tables:
            if table.name in self._tables:
                raise Refused(f'The table "{table.name}" is declared twice.')
            self._tables[table.name] = table
            table._registry[:] = [self]
        for table in self._tables.values():
            for column in table.columns:
                if column.refers_to and column.refers_to not in self._tables:
                    raise Refused(
                        f'Column "{column.name}" of "{table.name}" points at a table that is not declared: '
                        f'"{column.refers_to}".'
                    )

    def __getitem__(self, name: str) -> Table:
        found = self._tables.get(name)
        if found is None:
            raise Refused(f'There is no table "{name}".{did_you_mean(name, self._tables)}')
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._tables

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)
