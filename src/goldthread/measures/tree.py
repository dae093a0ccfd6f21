"""The tree of a question: small frozen typed nodes.

Nodes are built by Python operators (`tenancies.ended_on <= as_of`) or by the local grammar; both make the
same tree, so both give the same hash. Every node knows its type when it is made, so a date compared with a
number is refused where it is written. Three-valued logic throughout: a blank in, a blank out, unless a node
says otherwise.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from goldthread.kernel.refusals import Refused
from goldthread.measures.tables import ColumnSpec, Table, Type

Form = tuple[Any, ...]


class Node:
    """A typed expression about one record. Compare, add and combine nodes; never test one with `if`."""

    type: Type

    def children(self) -> tuple[Node, ...]:
        return ()

    def form(self) -> Form:
        """A canonical nested tuple: equal forms are the same question part."""
        raise TypeError(type(self).__name__)  # every node class says its own form

    def __bool__(self) -> bool:
        raise Refused("A part of a question has no truth of its own. Use & for and, | for or, ~ for not.")

    def __eq__(self, other: object) -> Node:  # type: ignore[override]
        return Compare("eq", self, as_node(other))

    def __ne__(self, other: object) -> Node:  # type: ignore[override]
        return Compare("ne", self, as_node(other))

    def __hash__(self) -> int:
        return id(self)  # nodes are told apart by form(); a hash only lets them be defaults of a dataclass

    def __lt__(self, other: object) -> Node:
        return Compare("lt", self, as_node(other))

    def __le__(self, other: object) -> Node:
        return Compare("le", self, as_node(other))

    def __gt__(self, other: object) -> Node:
        return Compare("gt", self, as_node(other))

    def __ge__(self, other: object) -> Node:
        return Compare("ge", self, as_node(other))

    def __and__(self, other: object) -> Node:
        return And(_flat(And, (self, as_node(other))))

    def __or__(self, other: object) -> Node:
        return Or(_flat(Or, (self, as_node(other))))

    def __invert__(self) -> Node:
        return Not(self)

    def __add__(self, other: object) -> Node:
        return shifted(self, other, 1)

    def __radd__(self, other: object) -> Node:
        return shifted(as_node(other), self, 1)

    def __sub__(self, other: object) -> Node:
        return shifted(self, other, -1)

    def __rsub__(self, other: object) -> Node:
        return Arithmetic("sub", as_node(other), self)

    def __mul__(self, other: object) -> Node:
        return Arithmetic("mul", self, as_node(other))

    __rmul__ = __mul__

    def __truediv__(self, other: object) -> Node:
        return Arithmetic("div", self, as_node(other))

    def isin(self, *values: object) -> Node:
        """True when the value is one of these literals."""
        return In(self, tuple(as_node(value) for value in values))


@dataclass(frozen=True)
class Duration:
    """A length of days, weeks or months, to be added to a date or taken from it."""

    amount: Node
    unit: str


def as_node(value: object) -> Node:
    """A literal becomes a node; a node stays itself; anything else is refused."""
    if isinstance(value, Node):
        return value
    if isinstance(value, bool):
        return Literal(value, Type.BOOLEAN)
    if isinstance(value, int):
        return Literal(value, Type.INTEGER)
    if isinstance(value, float):
        return Literal(value, Type.NUMBER)
    if isinstance(value, str):
        return Literal(value, Type.TEXT)
    if isinstance(value, datetime.date):
        return Literal(value, Type.DATE)
    raise Refused(f"{value!r} cannot be part of a question. Use a column, text, a number, yes/no or a date.")


def shifted(left: Node, right: object, sign: int) -> Node:
    """A date moved by a duration, or plain arithmetic."""
    if isinstance(right, Duration):
        return Shift(left, right.amount, right.unit, sign)
    return Arithmetic("add" if sign > 0 else "sub", left, as_node(right))


def _flat(kind: type, terms: Sequence[Node]) -> tuple[Node, ...]:
    flat: list[Node] = []
    for term in terms:
        flat.extend(term.terms if isinstance(term, kind) else (term,))  # type: ignore[attr-defined]
    return tuple(flat)


def _must_be(node: Node, kinds: Sequence[Type], what: str) -> None:
    if node.type not in kinds:
        wanted = " or ".join(kind.value for kind in kinds)
        raise Refused(f"{what} needs a {wanted}; this is a {node.type.value}.")


def same_kind(left: Type, right: Type) -> bool:
    """Types that may be compared or stand for one another: the same, or both numbers."""
    return left is right or (left.is_number and right.is_number)


@dataclass(frozen=True, eq=False)
class Literal(Node):
    value: Any
    type: Type

    def form(self) -> Form:
        value = self.value.isoformat() if isinstance(self.value, datetime.date) else self.value
        return ("literal", self.type.name, value)


@dataclass(frozen=True, eq=False)
class Column(Node):
    """A column of the record asked about, or of a related row inside first, any, count and the like."""

    table: Table
    spec: ColumnSpec
    type: Type = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "type", self.spec.type)

    def form(self) -> Form:
        name = self.table.name if self.table.version == 1 else f"{self.table.name}@{self.table.version}"
        return ("column", name, self.spec.name)


class Relation:
    """The row that a reference column points at: `tenancies.person.gender`."""

    def __init__(self, table: Table, via: ColumnSpec) -> None:
        self._via = Column(table, via)
        self._target = table.referred(via)

    def __getattr__(self, name: str) -> Parent:
        if name.startswith("_"):
            raise AttributeError(name)
        return Parent(self._via, Column(self._target, self._target.spec(name)))


@dataclass(frozen=True, eq=False)
class Parent(Node):
    """A column of the row that `via`, a reference column, points at; blank when it points nowhere."""

    via: Column
    column: Column
    type: Type = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "type", self.column.type)

    def form(self) -> Form:
        return ("parent", self.via.form(), self.column.form())


def asked_of(table: Table, name: str) -> Column | Relation:
    """`tenancies.started_on` is a column; `tenancies.person` is the row that person_id points at."""
    via = None if table.has(name) else table.relation(name)
    return Relation(table, via) if via is not None else Column(table, table.spec(name))


Table.asked = staticmethod(asked_of)


@dataclass(frozen=True, eq=False)
class Given(Node):
    """as_of, period_start or period_end: days that the asking brings."""

    name: str
    type: Type = Type.DATE

    def form(self) -> Form:
        return ("given", self.name)


@dataclass(frozen=True, eq=False)
class Outer(Node):
    """Inside a related lookup: a value of the record that is being asked about."""

    inner: Node
    type: Type = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "type", self.inner.type)

    def children(self) -> tuple[Node, ...]:
        return (self.inner,)

    def form(self) -> Form:
        return ("outer", self.inner.form())


_ORDERED = (Type.INTEGER, Type.NUMBER, Type.DATE, Type.INSTANT)


@dataclass(frozen=True, eq=False)
class Compare(Node):
    how: str
    left: Node
    right: Node
    type: Type = Type.BOOLEAN

    def __post_init__(self) -> None:
        if not same_kind(self.left.type, self.right.type):
            raise Refused(
                f"A {self.left.type.value} cannot be compared with a {self.right.type.value}"
                f"{_named(self.left, self.right)}."
            )
        if self.how not in ("eq", "ne"):
            _must_be(self.left, _ORDERED, "Earlier, later, more or less")
        _known_codes(self.left, (self.right,))
        _known_codes(self.right, (self.left,))

    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)

    def form(self) -> Form:
        return (self.how, self.left.form(), self.right.form())


@dataclass(frozen=True, eq=False)
class In(Node):
    value: Node
    values: tuple[Node, ...]
    type: Type = Type.BOOLEAN

    def __post_init__(self) -> None:
        if not self.values:
            raise Refused("A list of values must hold at least one.")
        for value in self.values:
            if not isinstance(value, Literal) or not same_kind(value.type, self.value.type):
                raise Refused(f"Each value of a list must be a plain {self.value.type.value}.")
        _known_codes(self.value, self.values)

    def children(self) -> tuple[Node, ...]:
        return (self.value, *self.values)

    def form(self) -> Form:
        return ("in", self.value.form(), *sorted((value.form() for value in self.values), key=repr))


def _named(*nodes: Node) -> str:
    names = [node.spec.name for node in nodes if isinstance(node, Column)]
    return f" ({', '.join(names)})" if names else ""


def coded(node: Node) -> ColumnSpec | None:
    """The declaration behind a node that reads one column, for its code list."""
    if isinstance(node, Column):
        return node.spec
    if isinstance(node, Parent):
        return node.column.spec
    if isinstance(node, Outer):
        return coded(node.inner)
    if isinstance(node, Related) and node.value is not None:
        return coded(node.value)
    return None


def _known_codes(node: Node, values: Sequence[Node]) -> None:
    """A code that is not in its column's list is a mistake in the question, refused where it is written."""
    from goldthread.kernel.refusals import did_you_mean

    spec = coded(node)
    if spec is None or spec.codes is None:
        return
    for value in values:
        if isinstance(value, Literal) and not spec.codes.known(value.value):
            raise Refused(
                f'"{value.value}" is not a code of {spec.name} (list {spec.codes.name}).'
                f"{did_you_mean(str(value.value), spec.codes.values)}"
            )


@dataclass(frozen=True, eq=False)
class _Joined(Node):
    terms: tuple[Node, ...]
    type: Type = Type.BOOLEAN

    def __post_init__(self) -> None:
        for term in self.terms:
            _must_be(term, (Type.BOOLEAN,), f'"{type(self).__name__.lower()}"')

    def children(self) -> tuple[Node, ...]:
        return self.terms

    def form(self) -> Form:
        flat = _flat(type(self), self.terms)
        return (type(self).__name__.lower(), *(term.form() for term in flat))


class And(_Joined):
    """All true; false when any is false; otherwise blank."""


class Or(_Joined):
    """Any true; false when all are false; otherwise blank."""


@dataclass(frozen=True, eq=False)
class Not(Node):
    value: Node
    type: Type = Type.BOOLEAN

    def __post_init__(self) -> None:
        _must_be(self.value, (Type.BOOLEAN,), '"not"')

    def children(self) -> tuple[Node, ...]:
        return (self.value,)

    def form(self) -> Form:
        return ("not", self.value.form())


@dataclass(frozen=True, eq=False)
class Blank(Node):
    """True when the value is not known; never blank itself."""

    value: Node
    type: Type = Type.BOOLEAN

    def children(self) -> tuple[Node, ...]:
        return (self.value,)

    def form(self) -> Form:
        return ("blank", self.value.form())


@dataclass(frozen=True, eq=False)
class Surely(Node):
    """True when the value is known to be true; blank counts as false."""

    value: Node
    type: Type = Type.BOOLEAN

    def __post_init__(self) -> None:
        _must_be(self.value, (Type.BOOLEAN,), '"surely"')

    def children(self) -> tuple[Node, ...]:
        return (self.value,)

    def form(self) -> Form:
        return ("surely", self.value.form())


@dataclass(frozen=True, eq=False)
class Pick(Node):
    """coalesce: the first that is not blank. later, earlier: the last or first, passing over blanks."""

    how: str
    terms: tuple[Node, ...]
    type: Type = field(init=False)

    def __post_init__(self) -> None:
        if len(self.terms) < 2:
            raise Refused(f'"{self.how}" needs at least two values.')
        first = self.terms[0]
        for term in self.terms[1:]:
            if not same_kind(first.type, term.type):
                raise Refused(f'"{self.how}" cannot mix a {first.type.value} and a {term.type.value}.')
        if self.how != "coalesce":
            _must_be(first, _ORDERED, f'"{self.how}"')
        object.__setattr__(self, "type", _widest(self.terms))

    def children(self) -> tuple[Node, ...]:
        return self.terms

    def form(self) -> Form:
        return (self.how, *(term.form() for term in self.terms))


def _widest(terms: Sequence[Node]) -> Type:
    return Type.NUMBER if any(term.type is Type.NUMBER for term in terms) else terms[0].type


@dataclass(frozen=True, eq=False)
class Choice(Node):
    """The value of the first case whose condition is true, else `otherwise` (which may be blank)."""

    cases: tuple[tuple[Node, Node], ...]
    otherwise: Node | None = None
    type: Type = field(init=False)

    def __post_init__(self) -> None:
        cases, otherwise = list(self.cases), self.otherwise
        while isinstance(otherwise, Choice):  # nested choices flatten, so that Python and TOML agree
            cases.extend(otherwise.cases)
            otherwise = otherwise.otherwise
        object.__setattr__(self, "cases", tuple(cases))
        object.__setattr__(self, "otherwise", otherwise)
        values = [value for _, value in cases] + ([otherwise] if otherwise is not None else [])
        for condition, _ in cases:
            _must_be(condition, (Type.BOOLEAN,), "The condition of a choice")
        for value in values[1:]:
            if not same_kind(values[0].type, value.type):
                raise Refused(f"A choice cannot be a {values[0].type.value} or a {value.type.value}.")
        object.__setattr__(self, "type", _widest(values))

    def children(self) -> tuple[Node, ...]:
        parts = [part for case in self.cases for part in case]
        return (*parts, self.otherwise) if self.otherwise is not None else tuple(parts)

    def form(self) -> Form:
        cases = tuple((condition.form(), value.form()) for condition, value in self.cases)
        return ("choice", cases, self.otherwise.form() if self.otherwise is not None else None)


@dataclass(frozen=True, eq=False)
class Shift(Node):
    """A date moved by days, weeks or months; months clamp to the month's last day."""

    value: Node
    amount: Node
    unit: str
    sign: int
    type: Type = Type.DATE

    def __post_init__(self) -> None:
        _must_be(self.value, (Type.DATE,), f"Adding {self.unit}")
        _must_be(self.amount, (Type.INTEGER,), f"A number of {self.unit}")

    def children(self) -> tuple[Node, ...]:
        return (self.value, self.amount)

    def form(self) -> Form:
        return ("shift", self.unit, self.sign, self.value.form(), self.amount.form())


@dataclass(frozen=True, eq=False)
class Between(Node):
    """Whole days, months or years from `start` to `end` (negative when end comes first)."""

    unit: str
    start: Node
    end: Node
    type: Type = Type.INTEGER

    def __post_init__(self) -> None:
        _must_be(self.start, (Type.DATE,), f"{self.unit.capitalize()} between")
        _must_be(self.end, (Type.DATE,), f"{self.unit.capitalize()} between")

    def children(self) -> tuple[Node, ...]:
        return (self.start, self.end)

    def form(self) -> Form:
        return ("between", self.unit, self.start.form(), self.end.form())


@dataclass(frozen=True, eq=False)
class Arithmetic(Node):
    """add, sub, mul, div of numbers; division is exact, and by zero gives a blank."""

    how: str
    left: Node
    right: Node
    type: Type = field(init=False)

    def __post_init__(self) -> None:
        for side in (self.left, self.right):
            if not side.type.is_number:
                hint = " Days between two dates are days(a, b)." if side.type is Type.DATE else ""
                raise Refused(f"Arithmetic needs numbers; this is a {side.type.value}.{hint}")
        whole = self.how != "div" and self.left.type is self.right.type is Type.INTEGER
        object.__setattr__(self, "type", Type.INTEGER if whole else Type.NUMBER)

    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)

    def form(self) -> Form:
        return (self.how, self.left.form(), self.right.form())


@dataclass(frozen=True)
class Bands:
    """Named ranges of a number, both ends in; None is open. Values in no band are `outside the bands`."""

    name: str
    ranges: tuple[tuple[str, float | None, float | None], ...]

    def __post_init__(self) -> None:
        if not self.ranges:
            raise Refused(f'The bands "{self.name}" are empty.')
        for label, lowest, highest in self.ranges:
            if lowest is not None and highest is not None and lowest > highest:
                raise Refused(f'In the bands "{self.name}", "{label}" ends before it starts.')

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(label for label, _, _ in self.ranges)


OUTSIDE = "outside the bands"


@dataclass(frozen=True, eq=False)
class Band(Node):
    """The name of the band that a number falls in; blank when the number is blank."""

    value: Node
    bands: Bands
    type: Type = Type.TEXT

    def __post_init__(self) -> None:
        _must_be(self.value, (Type.INTEGER, Type.NUMBER), f'The bands "{self.bands.name}"')

    def children(self) -> tuple[Node, ...]:
        return (self.value,)

    def form(self) -> Form:
        return ("band", self.value.form(), self.bands.ranges)


@dataclass(frozen=True, eq=False)
class Related(Node):
    """What rows of another table, or of the same one, say of the record.

    `how`: first and last (by `by`, ties by record id), any, count, sum, and peak (most at once between
    `by` and `until`, both days in). `same` pairs an inner column with a value of the record; `where` keeps
    inner rows and may name the record through `Outer`. first, last: blank when there is none. any, count,
    sum and peak are never blank; inner rows whose condition or value is blank do not count.
    """

    how: str
    table: Table
    same: tuple[tuple[Column, Node], ...]
    value: Node | None = None
    where: Node | None = None
    by: Node | None = None
    until: Node | None = None
    type: Type = field(init=False)

    def __post_init__(self) -> None:
        if self.how in ("first", "last", "sum") and self.value is None:
            raise Refused(f'"{self.how}" needs the column to read.')
        if self.how in ("first", "last", "peak") and self.by is None:
            raise Refused(f'"{self.how}" needs by=, the column that orders the {self.table.called}.')
        if not self.same:
            raise Refused(
                f'"{self.how}" needs same=, the column that ties the {self.table.called} to the record.'
            )
        if self.where is not None:
            _must_be(self.where, (Type.BOOLEAN,), "where=")
        if self.how == "sum" and self.value is not None:
            _must_be(self.value, (Type.INTEGER, Type.NUMBER), "sum")
        if self.how == "peak":
            _must_be(self.by or self, (Type.DATE,), "peak by=")
        for inner, outer in self.same:
            if not same_kind(inner.type, outer.type):
                raise Refused(f"same= ties a {inner.type.value} to a {outer.type.value}.")
        kinds = {"any": Type.BOOLEAN, "count": Type.INTEGER, "peak": Type.INTEGER}
        kind = kinds.get(self.how)
        if kind is None:
            assert self.value is not None
            kind = self.value.type
        object.__setattr__(self, "type", kind)

    def children(self) -> tuple[Node, ...]:
        loose = [part for part in (self.value, self.where, self.by, self.until) if part is not None]
        return (*(part for pair in self.same for part in pair), *loose)

    def form(self) -> Form:
        def said(part: Node | None) -> Form | None:
            return part.form() if part is not None else None

        pairs = tuple((inner.form(), outer.form()) for inner, outer in self.same)
        return (
            "related",
            self.how,
            self.table.name,
            pairs,
            said(self.value),
            said(self.where),
            said(self.by),
            said(self.until),
        )


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, parents first."""
    yield node
    for child in node.children():
        yield from walk(child)


def names_period(node: Node) -> bool:
    """True when the answer depends on the period asked about."""
    return any(
        (isinstance(part, Given) and part.name != "as_of")
        or (isinstance(part, Related) and part.how == "peak")
        for part in walk(node)
    )
