"""The first nodes of a tree: literals, columns, days given, and yes-or-no conditions. Read `tree` first."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from goldthread.kernel.refusals import Refused, did_you_mean
from goldthread.measures.tables import ColumnSpec, Table, Type

Form = tuple[Any, ...]
MOST = 10**15  # beyond this, whole numbers and fractions no longer compare alike in every engine


class Node:
    """A typed expression about one record. Compare, add and combine nodes; never test one with `if`."""

    type: Type

    def children(self) -> tuple[Node, ...]:
        return ()

    def form(self) -> Form:
        """A canonical nested tuple: equal forms are the same question part."""
        raise TypeError(type(self).__name__)  # every node class says its own form

    def reads(self) -> ColumnSpec | None:
        """The declaration behind a node that reads one column, for its code list."""
        return None

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self.form()}"

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
        return And(flat(And, (self, as_node(other))))

    def __or__(self, other: object) -> Node:
        return Or(flat(Or, (self, as_node(other))))

    def __rand__(self, other: object) -> Node:
        return And(flat(And, (as_node(other), self)))

    def __ror__(self, other: object) -> Node:
        return Or(flat(Or, (as_node(other), self)))

    def __invert__(self) -> Node:
        return Not(self)

    def __add__(self, other: object) -> Node:
        return shifted(self, other, 1)

    def __radd__(self, other: object) -> Node:
        return shifted(as_node(other), self, 1)

    def __sub__(self, other: object) -> Node:
        return shifted(self, other, -1)

    def __rsub__(self, other: object) -> Node:
        return _arithmetic("sub", as_node(other), self)

    def __mul__(self, other: object) -> Node:
        return _arithmetic("mul", self, as_node(other))

    def __rmul__(self, other: object) -> Node:
        return _arithmetic("mul", as_node(other), self)

    def __truediv__(self, other: object) -> Node:
        return _arithmetic("div", self, as_node(other))

    def __rtruediv__(self, other: object) -> Node:
        return _arithmetic("div", as_node(other), self)

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
    if isinstance(value, (int, float)) and not abs(value) <= MOST:
        raise Refused(f"The number {value} is too large for a question.")
    if isinstance(value, int):
        return Literal(value, Type.INTEGER)
    if isinstance(value, float):
        return Literal(value, Type.NUMBER)
    if isinstance(value, str):
        if not value.isprintable():
            raise Refused("Text in a question must be plain: no line breaks or control characters.")
        return Literal(value, Type.TEXT)
    if isinstance(value, datetime.datetime):
        raise Refused("A moment cannot be part of a question. Compare the civil date beside it with a date.")
    if isinstance(value, datetime.date):
        return Literal(value, Type.DATE)
    raise Refused(f"{value!r} cannot be part of a question. Use a column, text, a number, yes/no or a date.")


def shifted(left: Node, right: object, sign: int) -> Node:
    """A date moved by a duration, or plain arithmetic."""
    if isinstance(right, Duration):
        from goldthread.measures.amounts import Shift

        return Shift(left, right.amount, right.unit, sign)
    return _arithmetic("add" if sign > 0 else "sub", left, as_node(right))


def _arithmetic(how: str, left: Node, right: Node) -> Node:
    from goldthread.measures.amounts import Arithmetic  # the operators of a node make nodes built upon it

    return Arithmetic(how, left, right)


def flat(kind: type, terms: Sequence[Node]) -> tuple[Node, ...]:
    """The terms of an and (or an or), with those of an and inside it in their place."""
    flat: list[Node] = []
    for term in terms:
        flat.extend(term.terms if isinstance(term, kind) else (term,))  # type: ignore[attr-defined]
    return tuple(flat)


def must_be(node: Node, kinds: Sequence[Type], what: str) -> None:
    """Refused, naming `what` asks for it, when the node is of another type."""
    if node.type not in kinds:
        wanted = " or ".join(a(kind) for kind in kinds)
        raise Refused(f"{what} needs {wanted}; this is {a(node.type)}.")


def a(kind: Type) -> str:
    """A type with its article: "a date", "an instant", "yes or no"."""
    articles = {Type.BOOLEAN: "", Type.INSTANT: "an "}
    return f"{articles.get(kind, 'a ')}{kind.value}"


def must_know(word: str, known: Collection[str], what: str) -> None:
    """Refused, with the nearest one, when `word` is none of the known."""
    if word not in known:
        raise Refused(f'There is no {what} "{word}".{did_you_mean(word, known)}')


def same_kind(left: Type, right: Type) -> bool:
    """Types that may be compared or stand for one another: the same, or both numbers."""
    return left is right or (left.is_number and right.is_number)


@dataclass(frozen=True, eq=False, repr=False)
class Literal(Node):
    """A plain value: yes or no, a number, text or a day."""

    value: Any
    type: Type

    def form(self) -> Form:
        value = self.value.isoformat() if isinstance(self.value, datetime.date) else self.value
        return ("literal", self.type.name, value)


@dataclass(frozen=True, eq=False, repr=False)
class Column(Node):
    """A column of the record asked about, or of a related row inside first, any, count and the like."""

    table: Table
    spec: ColumnSpec
    type: Type = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "type", self.spec.type)

    def reads(self) -> ColumnSpec | None:
        return self.spec

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


@dataclass(frozen=True, eq=False, repr=False)
class Parent(Node):
    """A column of the row that `via`, a reference column, points at; blank when it points nowhere."""

    via: Column
    column: Column
    type: Type = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "type", self.column.type)

    def reads(self) -> ColumnSpec | None:
        return self.column.spec

    def form(self) -> Form:
        return ("parent", self.via.form(), self.column.form())


def asked_of(table: Table, name: str) -> Column | Relation:
    """`tenancies.started_on` is a column; `tenancies.person` is the row that person_id points at."""
    via = None if table.has(name) else table.relation(name)
    return Relation(table, via) if via is not None else Column(table, table.spec(name))


Table.asked = staticmethod(asked_of)


@dataclass(frozen=True, eq=False, repr=False)
class Given(Node):
    """as_of, period_start or period_end: days that the asking brings."""

    name: str
    type: Type = Type.DATE

    def form(self) -> Form:
        return ("given", self.name)


@dataclass(frozen=True, eq=False, repr=False)
class Outer(Node):
    """Inside a related lookup: a value of the record that is being asked about."""

    inner: Node
    type: Type = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "type", self.inner.type)

    def children(self) -> tuple[Node, ...]:
        return (self.inner,)

    def reads(self) -> ColumnSpec | None:
        return self.inner.reads()

    def form(self) -> Form:
        return ("outer", self.inner.form())


MIRRORED = {"eq": "eq", "ne": "ne", "lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}
ORDERED = (Type.INTEGER, Type.NUMBER, Type.DATE, Type.INSTANT)


@dataclass(frozen=True, eq=False, repr=False)
class Compare(Node):
    """eq, ne, lt, le, gt or ge of two values; blank when either is."""

    how: str
    left: Node
    right: Node
    type: Type = Type.BOOLEAN

    def __post_init__(self) -> None:
        must_know(self.how, MIRRORED, "comparison")
        if not same_kind(self.left.type, self.right.type):
            raise Refused(
                f"{a(self.left.type).capitalize()} cannot be compared with {a(self.right.type)}"
                f"{_named(self.left, self.right)}."
            )
        if self.how not in ("eq", "ne"):
            must_be(self.left, ORDERED, "Earlier, later, more or less")
        _known_codes(self.left, (self.right,))
        _known_codes(self.right, (self.left,))

    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)

    def form(self) -> Form:
        """A literal stands on the right, where Python's own operators put it."""
        if isinstance(self.left, Literal) and not isinstance(self.right, Literal):
            return (MIRRORED[self.how], self.right.form(), self.left.form())
        return (self.how, self.left.form(), self.right.form())


@dataclass(frozen=True, eq=False, repr=False)
class In(Node):
    """True when the value is one of some literals; blank when the value is."""

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
        return ("in", self.value.form(), *sorted({value.form() for value in self.values}, key=repr))


def _named(*nodes: Node) -> str:
    names = [node.spec.name for node in nodes if isinstance(node, Column)]
    return f" ({', '.join(names)})" if names else ""


def coded(node: Node) -> ColumnSpec | None:
    """The declaration behind a node that reads one column, for its code list."""
    return node.reads()


def _known_codes(node: Node, values: Sequence[Node]) -> None:
    """A code that is not in its column's list is a mistake in the question, refused where it is written."""
    spec = coded(node)
    if spec is None or spec.codes is None:
        return
    for value in values:
        if isinstance(value, Literal) and not spec.codes.known(value.value):
            raise Refused(
                f'"{value.value}" is not a code of {spec.name} (list {spec.codes.name}).'
                f"{did_you_mean(str(value.value), spec.codes.values)}"
            )


@dataclass(frozen=True, eq=False, repr=False)
class _Joined(Node):
    terms: tuple[Node, ...]
    type: Type = Type.BOOLEAN

    def __post_init__(self) -> None:
        if not self.terms:
            raise Refused(f'"{type(self).__name__.lower()}" needs at least one condition.')
        for term in self.terms:
            must_be(term, (Type.BOOLEAN,), f'"{type(self).__name__.lower()}"')

    def children(self) -> tuple[Node, ...]:
        return self.terms

    def form(self) -> Form:
        terms = flat(type(self), self.terms)
        return (type(self).__name__.lower(), *(term.form() for term in terms))


class And(_Joined):
    """All true; false when any is false; otherwise blank."""


class Or(_Joined):
    """Any true; false when all are false; otherwise blank."""


@dataclass(frozen=True, eq=False, repr=False)
class Not(Node):
    """True for false, false for true; blank stays blank."""

    value: Node
    type: Type = Type.BOOLEAN

    def __post_init__(self) -> None:
        must_be(self.value, (Type.BOOLEAN,), '"not"')

    def children(self) -> tuple[Node, ...]:
        return (self.value,)

    def form(self) -> Form:
        return ("not", self.value.form())


@dataclass(frozen=True, eq=False, repr=False)
class Blank(Node):
    """True when the value is not known; never blank itself."""

    value: Node
    type: Type = Type.BOOLEAN

    def children(self) -> tuple[Node, ...]:
        return (self.value,)

    def form(self) -> Form:
        return ("blank", self.value.form())


@dataclass(frozen=True, eq=False, repr=False)
class Surely(Node):
    """True when the value is known to be true; blank counts as false."""

    value: Node
    type: Type = Type.BOOLEAN

    def __post_init__(self) -> None:
        must_be(self.value, (Type.BOOLEAN,), '"surely"')

    def children(self) -> tuple[Node, ...]:
        return (self.value,)

    def form(self) -> Form:
        return ("surely", self.value.form())
