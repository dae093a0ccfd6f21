"""Nodes that choose, move and count: picks, choices, durations, arithmetic and bands. Read `tree` first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from goldthread.kernel.refusals import Refused
from goldthread.measures.nodes import ORDERED, Form, Literal, Node, a, must_be, must_know, same_kind
from goldthread.measures.tables import Type

PICKS = ("coalesce", "later", "earlier")
LENGTHS = ("days", "weeks", "months")
SPANS = ("days", "months", "years")
OPERATIONS = ("add", "sub", "mul", "div")
FARTHEST = 5000  # 13 years of days, 400 of months: a date cannot leave the calendar by mistake


@dataclass(frozen=True, eq=False, repr=False)
class Pick(Node):
    """coalesce: the first that is not blank. later, earlier: the last or first, passing over blanks."""

    how: str
    terms: tuple[Node, ...]
    type: Type = field(init=False)

    def __post_init__(self) -> None:
        must_know(self.how, PICKS, "choice among values")
        if len(self.terms) < 2:
            raise Refused(f'"{self.how}" needs at least two values.')
        first = self.terms[0]
        for term in self.terms[1:]:
            if not same_kind(first.type, term.type):
                raise Refused(f'"{self.how}" cannot mix {a(first.type)} and {a(term.type)}.')
        if self.how != "coalesce":
            must_be(first, ORDERED, f'"{self.how}"')
        object.__setattr__(self, "type", _widest(self.terms))

    def children(self) -> tuple[Node, ...]:
        return self.terms

    def form(self) -> Form:
        return (self.how, *(term.form() for term in self.terms))


def _widest(terms: Sequence[Node]) -> Type:
    return Type.NUMBER if any(term.type is Type.NUMBER for term in terms) else terms[0].type


@dataclass(frozen=True, eq=False, repr=False)
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
        if not cases:
            raise Refused("A choice needs at least one case.")
        object.__setattr__(self, "cases", tuple(cases))
        object.__setattr__(self, "otherwise", otherwise)
        values = [value for _, value in cases] + ([otherwise] if otherwise is not None else [])
        for condition, _ in cases:
            must_be(condition, (Type.BOOLEAN,), "The condition of a choice")
        for value in values[1:]:
            if not same_kind(values[0].type, value.type):
                raise Refused(f"A choice cannot be {a(values[0].type)} or {a(value.type)}.")
        object.__setattr__(self, "type", _widest(values))

    def children(self) -> tuple[Node, ...]:
        parts = [part for case in self.cases for part in case]
        return (*parts, self.otherwise) if self.otherwise is not None else tuple(parts)

    def form(self) -> Form:
        cases = tuple((condition.form(), value.form()) for condition, value in self.cases)
        return ("choice", cases, self.otherwise.form() if self.otherwise is not None else None)


@dataclass(frozen=True, eq=False, repr=False)
class Shift(Node):
    """A date moved by days, weeks or months; months clamp to the month's last day."""

    value: Node
    amount: Node
    unit: str
    sign: int
    type: Type = Type.DATE

    def __post_init__(self) -> None:
        must_be(self.value, (Type.DATE,), f"Adding {self.unit}")
        must_know(self.unit, LENGTHS, "unit of time")
        must_be(self.amount, (Type.INTEGER,), f"A number of {self.unit}")
        if isinstance(self.amount, Literal) and abs(self.amount.value) > FARTHEST:
            raise Refused(f"{self.amount.value} {self.unit} reach beyond any record.")

    def children(self) -> tuple[Node, ...]:
        return (self.value, self.amount)

    def form(self) -> Form:
        return ("shift", self.unit, self.sign, self.value.form(), self.amount.form())


@dataclass(frozen=True, eq=False, repr=False)
class Between(Node):
    """Whole days, months or years from `start` to `end` (negative when end comes first)."""

    unit: str
    start: Node
    end: Node
    type: Type = Type.INTEGER

    def __post_init__(self) -> None:
        must_know(self.unit, SPANS, "span of time")
        must_be(self.start, (Type.DATE,), f"{self.unit.capitalize()} between")
        must_be(self.end, (Type.DATE,), f"{self.unit.capitalize()} between")

    def children(self) -> tuple[Node, ...]:
        return (self.start, self.end)

    def form(self) -> Form:
        return ("between", self.unit, self.start.form(), self.end.form())


@dataclass(frozen=True, eq=False, repr=False)
class Arithmetic(Node):
    """add, sub, mul, div of numbers; division is exact, and by zero gives a blank."""

    how: str
    left: Node
    right: Node
    type: Type = field(init=False)

    def __post_init__(self) -> None:
        must_know(self.how, OPERATIONS, "arithmetic")
        for side in (self.left, self.right):
            if not side.type.is_number:
                hint = " Days between two dates are days(a, b)." if side.type is Type.DATE else ""
                raise Refused(f"Arithmetic needs numbers; this is {a(side.type)}.{hint}")
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
        twice = sorted({label for label in self.labels if self.labels.count(label) > 1})
        if twice:
            raise Refused(f'The bands "{self.name}" have two called "{twice[0]}". Give each its own name.')

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(label for label, _, _ in self.ranges)


OUTSIDE = "outside the bands"


@dataclass(frozen=True, eq=False, repr=False)
class Band(Node):
    """The name of the band that a number falls in; blank when the number is blank."""

    value: Node
    bands: Bands
    type: Type = Type.TEXT

    def __post_init__(self) -> None:
        must_be(self.value, (Type.INTEGER, Type.NUMBER), f'The bands "{self.bands.name}"')

    def children(self) -> tuple[Node, ...]:
        return (self.value,)

    def form(self) -> Form:
        return ("band", self.value.form(), self.bands.ranges)
