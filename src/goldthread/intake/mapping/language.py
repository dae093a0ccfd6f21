"""What a mapping says, as plain frozen values: sources, joins, conditions, expressions, facts and people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

from goldthread.intake.reading.region import Region, Unpivot
from goldthread.measures.tables import Table

Constant = str | bool | int | float | date | None


class Ref(NamedTuple):
    """A column of the source itself (`join` is None) or of a file joined to it."""

    join: str | None
    column: str

    def __str__(self) -> str:
        return f"{self.join}.{self.column}" if self.join else self.column


@dataclass(frozen=True)
class Test:
    """A condition on one column. `among` holds folded texts; `blank` asks for blank or not blank."""

    ref: Ref
    among: frozenset[str] = frozenset()
    negated: bool = False
    blank: bool | None = None


@dataclass(frozen=True)
class Where:
    """Alternatives, each a set of tests that all hold. No alternatives at all is always true."""

    alternatives: tuple[tuple[Test, ...], ...] = ()

    def refs(self) -> Iterator[Ref]:
        """Every column that the condition looks at."""
        for tests in self.alternatives:
            for test in tests:
                yield test.ref


@dataclass(frozen=True)
class Dates:
    """How dates are written: strptime patterns, an order of day and month, or nothing declared."""

    patterns: tuple[str, ...] = ()
    order: Literal["", "day first", "month first"] = ""

    @property
    def declared(self) -> bool:
        return bool(self.patterns or self.order)


Kind = Literal[
    "column", "constant", "together", "key", "age", "birth_month", "first_day", "last_day", "plus", "choose"
]


@dataclass(frozen=True)
class Expression:
    """Where the value of a fact column comes from. Which fields count depends on `kind`."""

    kind: Kind
    refs: tuple[Ref, ...] = ()  # several of a "column": the first that is not blank
    constant: Constant = None
    mapped: Mapping[str, Constant] | None = None  # by folded text
    otherwise: Constant = None
    has_otherwise: bool = False
    dates: Dates | None = None
    decimal: Literal[".", ","] | None = None
    joined_with: str = " "
    key_of: str = ""
    on: Ref | None = None
    unit: Literal["days", "weeks", "months"] = "days"
    start: Expression | None = None
    choices: tuple[tuple[Where, Expression], ...] = ()
    unknown_when: Where | None = None
    blanks: frozenset[str] | None = None
    blank_to: Constant = None  # what a blank means, where it means something
    bad_to_blank: bool = False  # a value that cannot be used is left blank and said, not refused

    def all_refs(self) -> Iterator[Ref]:
        """Every column that the expression looks at."""
        yield from self.refs
        if self.on:
            yield self.on
        if self.start:
            yield from self.start.all_refs()
        for where, choice in self.choices:
            yield from where.refs()
            yield from choice.all_refs()
        if self.unknown_when:
            yield from self.unknown_when.refs()


@dataclass(frozen=True)
class Join:
    """Rows of another source found by key.

    `take` rules where several rows fit: "only" refuses when they differ.
    """

    name: str
    source: str
    on: tuple[tuple[Ref, str], ...]
    required: bool = False
    take: Literal["only", "first", "last"] = "only"
    by: str | None = None


@dataclass(frozen=True)
class Source:
    """One logical file: how to find it, read it, and what to join to it."""

    name: str
    files: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None
    region: Region = field(default_factory=Region)
    unpivot: Unpivot | None = None
    where: Where = Where()
    optional: bool = False
    joins: Mapping[str, Join] = field(default_factory=dict)


@dataclass(frozen=True)
class Fact:
    """Rows of one source that become rows of one fact table.

    `repeats` rules a key that comes again in one file: refuse it, or keep the first or the last.
    """

    table: Table
    source: str
    columns: Mapping[str, Expression]
    record_key: tuple[Ref, ...] = ()
    apart: str = ""  # tells its records from those of another fact with the same table and key
    person_key: tuple[Ref, ...] = ()
    where: Where = Where()
    repeats: Literal["refuse", "first", "last"] = "refuse"
    place: str = ""

    def all_refs(self) -> Iterator[Ref]:
        """Every column that the fact needs."""
        yield from self.record_key
        yield from self.person_key
        yield from self.where.refs()
        for expression in self.columns.values():
            yield from expression.all_refs()


@dataclass(frozen=True)
class PersonKey:
    """How one person is known: the sender's key, and columns of one source that also tell who is who.

    Each of `match` is a set of columns; two keys whose columns are all filled and equal, spaces, case and
    marks
    ignored, are one person.
    """

    key: tuple[str, ...] = ()
    source: str | None = None
    match: tuple[tuple[Ref, ...], ...] = ()


@dataclass(frozen=True)
class One:
    """One value for a whole folder: a constant, or the first that is not blank in a column of a source."""

    constant: Constant = None
    source: str | None = None
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class SenderMapping:
    """A whole mapping, checked."""

    path: Path
    name: str
    system: One
    sources: Mapping[str, Source]
    facts: tuple[Fact, ...]
    person: PersonKey
    cut_off: One | None
    zone: str
    blanks: frozenset[str]
    dates: Dates
    decimal: Literal[".", ","]
    yes: frozenset[str]
    no: frozenset[str]
