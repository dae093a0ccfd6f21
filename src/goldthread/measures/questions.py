"""Questions: one record, one question, one verdict.

A question is asked of every record of one table (`each`). Shapes are a closed list: Proportion, Count, Rate,
Spread, Change, Curve, Ratio, Published. Each says its grain: how a record finds its place in time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, ClassVar, Self

from goldthread.kernel.refusals import Refused, did_you_mean
from goldthread.measures.nodes import a
from goldthread.measures.proofs import never_blank
from goldthread.measures.tables import Table, Type
from goldthread.measures.tree import (
    Band,
    Column,
    Literal,
    Node,
    Outer,
    Parent,
    Related,
    coded,
    names_period,
    walk,
)


class Grain(Enum):
    """How a record finds its place: on a day, over a span, in force on a day, or asked of each period."""

    EVENT = "event"
    EXPOSURE = "exposure"
    CENSUS = "census"
    PERIOD = "period"


EVENT, EXPOSURE, CENSUS, PERIOD = Grain.EVENT, Grain.EXPOSURE, Grain.CENSUS, Grain.PERIOD


class Verdict(Enum):
    """The answer to a question put to one record; the number is what the kept rows hold."""

    NOT_MET = 0
    MET = 1
    OUT = 2
    NOT_DUE = 3
    UNKNOWN = 4

    @property
    def word(self) -> str:
        """As scripts read it: met, not_met, out, not_due, unknown."""
        return self.name.lower()

    @property
    def said(self) -> str:
        """As people read it."""
        return {"out": "left out", "unknown": "not known"}.get(self.word, self.word.replace("_", " "))


IN, APART = "in", "apart"  # where unknown goes: in the denominator, or counted beside it
HIGHER, LOWER, NEUTRAL = "higher", "lower", "neutral"

EXPOSURE_UNITS = {
    "held": "records held at any time",
    "day": "days",
    "week": "weeks",
    "month": "months",
    "year": "years",
}


@dataclass(frozen=True)
class Source:
    """Where an indicator comes from: a document (S0 to S4, or a name) and the place in it."""

    document: str
    place: str = ""

    def __str__(self) -> str:
        return f"{self.document}, {self.place}" if self.place else self.document


@dataclass(frozen=True)
class Target:
    """What is expected of a figure, in the figure's own unit (a fraction for a proportion)."""

    at_least: float | None = None
    at_most: float | None = None
    least_number: int = 0
    note: str = ""

    def met_by(self, value: float) -> bool:
        """Tested on the unrounded value."""
        return (self.at_least is None or value >= self.at_least) and (
            self.at_most is None or value <= self.at_most
        )


TRUE = Literal(True, Type.BOOLEAN)


@dataclass(frozen=True, kw_only=True, eq=False)
class Question:
    """What every shape has. See `architecture.md` for the parts; blank parts take the defaults below."""

    shape: ClassVar[str] = ""
    node_parts: ClassVar[tuple[tuple[str, Type | None], ...]] = ()

    code: str
    version: int = 1
    name: str = ""
    asks: str
    each: Table
    grain: Grain = EVENT
    pool: Node = TRUE
    one_per: Node | None = None
    order: Node | None = None
    among: Node = TRUE
    dated: Node | None = None
    due: Node | None = None
    starts: Node | None = None
    ends: Node | None = None
    split: Mapping[str, Node] = field(default_factory=dict)
    cuts: Mapping[str, Node] = field(default_factory=dict)
    unknown: str = APART
    unit: str = ""
    better: str = NEUTRAL
    target: Target | None = None
    timing: str = "monthly"
    balanced_by: tuple[str, ...] = ()
    unbalanced_because: str = ""
    beware: str = ""
    source: Source = Source("local")
    number_from: str = "source"
    examples: str = ""

    def __post_init__(self) -> None:
        check(self)

    def parts(self) -> Iterator[tuple[str, Node]]:
        """The named nodes that decide a record's verdict, place, value, splits and cuts."""
        for name, _ in (*COMMON_PARTS, *self.node_parts):
            node = getattr(self, name)
            if node is not None:
                yield name, node
        for kind in ("split", "cuts"):
            for name, node in getattr(self, kind).items():
                yield f"{kind}.{name}", node

    def with_part(self, name: str, node: Node) -> Self:
        """The same question with one part changed; its examples stay, to show whether they notice."""
        kind, _, key = name.partition(".")
        changed: dict[str, Any] = {kind: {**getattr(self, kind), key: node}} if key else {name: node}
        return replace(self, **changed)

    def form(self) -> tuple[Any, ...]:
        """The canonical form: what the question means, without its words."""
        parts = tuple((name, node.form()) for name, node in sorted(self.parts(), key=lambda part: part[0]))
        return (self.shape, self.code, self.version, self.grain.value, self.each.name, self.unknown, parts)

    @property
    def hash(self) -> str:
        """sha256 of the canonical form, in hex; the same from Python and from TOML."""
        import hashlib  # a list of the indicators needs neither
        import json

        said = json.dumps(self.form(), separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(said.encode()).hexdigest()

    def sides(self) -> tuple[tuple[str, Question], ...]:
        """What is asked of records: the question itself, or the two sides of a rate or a ratio."""
        return (("", self),)

    @property
    def bands(self) -> Mapping[str, tuple[str, ...]]:
        """The declared categories of each split, in order; empty when a split has no list of its own."""
        return {name: declared(node) for name, node in self.split.items()}


COMMON_PARTS: tuple[tuple[str, Type | None], ...] = (
    ("pool", Type.BOOLEAN),
    ("one_per", None),
    ("order", None),
    ("among", Type.BOOLEAN),
    ("dated", Type.DATE),
    ("due", Type.DATE),
    ("starts", Type.DATE),
    ("ends", Type.DATE),
)


def declared(node: Node) -> tuple[str, ...]:
    """The values that a split can take, when they are declared: bands, codes, or the literals of a choice."""
    from goldthread.measures.tree import OUTSIDE, Choice, Pick

    if isinstance(node, Band):
        return (*node.bands.labels, OUTSIDE)
    if isinstance(node, Choice):
        values = [value for _, value in node.cases] + ([node.otherwise] if node.otherwise is not None else [])
        found = [label for value in values for label in declared(value)]
        return tuple(dict.fromkeys(found))
    if isinstance(node, Pick):
        return tuple(dict.fromkeys(label for term in node.terms for label in declared(term)))
    if isinstance(node, Literal):
        return (str(node.value),) if node.type is Type.TEXT else ()
    spec = coded(node)
    return spec.codes.values if spec is not None and spec.codes is not None else ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Proportion(Question):
    """Of the records asked about, the share for which `met` holds. A blank `met` is unknown."""

    shape: ClassVar[str] = "proportion"
    node_parts: ClassVar[tuple[tuple[str, Type | None], ...]] = (("met", Type.BOOLEAN),)
    met: Node
    unit: str = "%"


@dataclass(frozen=True, kw_only=True, eq=False)
class Count(Question):
    """How many records there are, or the sum of `amount` over them.

    With grain EXPOSURE it measures the time between `starts` and `ends` that falls in the period, in `per`
    (one of EXPOSURE_UNITS); with CENSUS it counts spells in force on the period's last day. `value` adds the
    spread of a number beside the count.
    """

    shape: ClassVar[str] = "count"
    node_parts: ClassVar[tuple[tuple[str, Type | None], ...]] = (
        ("amount", Type.NUMBER),
        ("value", Type.NUMBER),
    )
    amount: Node | None = None
    value: Node | None = None
    per: str = "held"

    def form(self) -> tuple[Any, ...]:
        return (*super().form(), self.per)


@dataclass(frozen=True, kw_only=True, eq=False)
class Spread(Question):
    """Median, 90th centile and mean of a number.

    `running` marks values that are still growing (a wait not yet over): the median is then a survival
    median, so that those still waiting count. `worst` marks lost cases that have no number: they rank worst.
    """

    shape: ClassVar[str] = "spread"
    node_parts: ClassVar[tuple[tuple[str, Type | None], ...]] = (
        ("value", Type.NUMBER),
        ("running", Type.BOOLEAN),
        ("worst", Type.BOOLEAN),
    )
    value: Node
    running: Node | None = None
    worst: Node | None = None
    headline: str = "median"

    def form(self) -> tuple[Any, ...]:
        return (*super().form(), self.headline)


@dataclass(frozen=True, kw_only=True, eq=False)
class Change(Question):
    """The mean paired change from `before` to `after`; `meaningful` is a change one would notice."""

    shape: ClassVar[str] = "change"
    node_parts: ClassVar[tuple[tuple[str, Type | None], ...]] = (
        ("before", Type.NUMBER),
        ("after", Type.NUMBER),
    )
    before: Node
    after: Node
    meaningful: float | None = None

    def form(self) -> tuple[Any, ...]:
        return (*super().form(), self.meaningful)


@dataclass(frozen=True, kw_only=True, eq=False)
class Curve(Question):
    """How spells end over time. `cause` says why a spell ended (blank: it runs, and is censored at `length`).

    With one cause it is a survival curve; with several, each has its cumulative incidence. `lost` names the
    causes that count against; other causes compete.
    """

    shape: ClassVar[str] = "curve"
    node_parts: ClassVar[tuple[tuple[str, Type | None], ...]] = (
        ("length", Type.NUMBER),
        ("cause", Type.TEXT),
    )
    length: Node
    cause: Node
    lost: tuple[str, ...] = ()
    horizons: tuple[int, ...] = (91, 182, 365)
    unit: str = "days"

    def form(self) -> tuple[Any, ...]:
        return (*super().form(), self.lost, self.horizons)


@dataclass(frozen=True, kw_only=True, eq=False)
class Rate(Question):
    """Events over exposure, times `multiplier`: losses per 100 tenancy-years."""

    shape: ClassVar[str] = "rate"
    events: Count
    exposure: Count
    multiplier: float = 100

    def form(self) -> tuple[Any, ...]:
        return (
            self.shape,
            self.code,
            self.version,
            self.events.form(),
            self.exposure.form(),
            self.multiplier,
        )

    def sides(self) -> tuple[tuple[str, Question], ...]:
        return (("events", self.events), ("exposure", self.exposure))


@dataclass(frozen=True, kw_only=True, eq=False)
class Ratio(Question):
    """One count over another. `share`: each side is first divided by its own whole, within the split."""

    shape: ClassVar[str] = "ratio"
    top: Question
    bottom: Question
    share: bool = False

    def form(self) -> tuple[Any, ...]:
        return (self.shape, self.code, self.version, self.top.form(), self.bottom.form(), self.share)

    def sides(self) -> tuple[tuple[str, Question], ...]:
        return (("top", self.top), ("bottom", self.bottom))


@dataclass(frozen=True, kw_only=True, eq=False)
class Published(Question):
    """A figure of an outside table, with the limits that its publisher gave."""

    shape: ClassVar[str] = "published"
    node_parts: ClassVar[tuple[tuple[str, Type | None], ...]] = (
        ("value", Type.NUMBER),
        ("lower", Type.NUMBER),
        ("upper", Type.NUMBER),
    )
    value: Node
    lower: Node | None = None
    upper: Node | None = None


SHAPES: dict[str, type[Question]] = {
    kind.shape: kind for kind in (Proportion, Count, Rate, Spread, Change, Curve, Ratio, Published)
}


DEEPEST = 60


def check(question: Question) -> None:
    """Refuse a question that could drop a record without a word, or that reads what it cannot see."""
    try:
        if isinstance(question, (Rate, Ratio)):
            _check_sides(question)
        else:
            for name, node in question.parts():
                _check_depth(name, node)
            _check_parts(question)
            _check_grain(question)
    except Refused as refusal:
        raise Refused(str(refusal), where=question.code) from None


def _check_depth(name: str, node: Node) -> None:
    """Counted without recursion: what follows walks down the tree, and so does the engine."""
    level, depth = [node], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise Refused(f'"{name}" is nested more than {DEEPEST} deep. Say it in fewer steps.')
        level = [child for parent in level for child in parent.children()]


def _check_sides(question: Rate | Ratio) -> None:
    (_, one), (_, other) = question.sides()
    if set(one.cuts) != set(other.cuts) or set(one.split) != set(other.split):
        raise Refused("Both sides of a rate or ratio must have the same cuts and splits.")


def _check_parts(question: Question) -> None:
    kinds = dict((*COMMON_PARTS, *question.node_parts))
    for name, node in question.parts():
        wanted = kinds.get(name)
        if wanted is not None and not (
            node.type is wanted or (wanted is Type.NUMBER and node.type.is_number)
        ):
            raise Refused(f'"{name}" must be {a(wanted)}; this is {a(node.type)}.')
        if name.startswith(("split.", "cuts.")) and node.type not in (Type.TEXT, Type.BOOLEAN, Type.INTEGER):
            raise Refused(f'"{name}" must be text, a whole number or yes/no; this is {a(node.type)}.')
        _check_reach(node, question.each)
    for name in ("pool", "among"):
        if not never_blank(getattr(question, name)):
            raise Refused(
                f'"{name}" could be blank and would then drop a record without a word. '
                "Wrap it in surely(...) or say what a blank means."
            )
    if (question.one_per is None) != (question.order is None):
        raise Refused('"one_per" and "order" come together: one record a person needs an order to pick by.')
    if question.unknown not in (IN, APART):
        raise Refused(f'"unknown" is "in" or "apart", not "{question.unknown}".')
    if question.better not in (HIGHER, LOWER, NEUTRAL):
        raise Refused(f'"better" is "higher", "lower" or "neutral", not "{question.better}".')


def _check_reach(node: Node, each: Table) -> None:
    """Columns are of the record; related rows are read inside a lookup, and the record there by outer()."""
    match node:
        case Column():
            if node.table.name != each.name:
                raise Refused(
                    f'"{node.table.name}.{node.spec.name}" is not a column of {each.name}. Read related rows '
                    "with first, last, any, count or sum."
                )
        case Parent():
            _check_reach(node.via, each)
        case Related():
            for inner, outside in node.same:
                _check_reach(inner, node.table)
                _check_reach(outside, each)
            for part in (node.value, node.where, node.by, node.until):
                if part is not None:
                    _check_inner(part, node.table, each)
        case Outer():
            raise Refused("outer() belongs inside a lookup.")
        case _:
            for child in node.children():
                _check_reach(child, each)


def _check_inner(node: Node, inner: Table, each: Table) -> None:
    match node:
        case Outer():
            _check_reach(node.inner, each)
        case Related():
            raise Refused("A lookup inside a lookup is not possible. Name the inner one by outer(...).")
        case Column() | Parent():
            _check_reach(node, inner)
        case _:
            for child in node.children():
                _check_inner(child, inner, each)


def _check_grain(question: Question) -> None:
    spans = question.starts is not None
    if question.grain in (EXPOSURE, CENSUS) and not spans:
        raise Refused(f'A question with grain "{question.grain.value}" needs "starts" (and "ends").')
    if question.grain is EVENT and question.dated is None:
        raise Refused('A question about events needs "dated": the day that places a record in a period.')
    if question.grain is not PERIOD:
        for name, node in question.parts():
            if names_period(node):
                raise Refused(f'"{name}" names the period; only grain "period" is asked of each period.')
    if isinstance(question, Count) and question.per not in EXPOSURE_UNITS:
        raise Refused(f'"per" is not a unit of exposure.{did_you_mean(question.per, EXPOSURE_UNITS)}')


def mentions(question: Question) -> set[str]:
    """Names of the tables that a question reads, its sides included."""
    found: set[str] = set()
    for _, side in question.sides():
        found.add(side.each.name)
        for _, node in side.parts():
            for part in walk(node):
                if isinstance(part, Column):
                    found.add(part.table.name)
                elif isinstance(part, Parent):
                    found.update((part.via.table.name, part.column.table.name))
                elif isinstance(part, Related):
                    found.add(part.table.name)
    return found
