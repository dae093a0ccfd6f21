"""A small world of four declared tables, random rows of it and random trees over it, for the parity tests.

Days lie on and beside the ends of months, blanks are frequent, keys repeat, rows are voided, orders tie.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from random import Random
from typing import Any, TypeVar

from goldthread.measures.tables import (
    ColumnSpec,
    Registry,
    Table,
    Type,
    boolean,
    code,
    codes,
    instant,
    integer,
    number,
    ref,
    text,
)
from goldthread.measures.tables import date as day_column
from goldthread.measures.tree import (
    And,
    Arithmetic,
    Band,
    Bands,
    Between,
    Blank,
    Choice,
    Column,
    Compare,
    Given,
    In,
    Literal,
    Node,
    Not,
    Or,
    Outer,
    Parent,
    Pick,
    Related,
    Shift,
    Surely,
)

STATUS = codes("Status", {"held": "Still held", "ended": "Ended", "unknown": "Not known"})
HOSTILE = ("'; DROP TABLE home; --", "{source}", "it's", '"quoted"', "{record}", "", "naïve £5 %s")


def _record(name: str, *columns: ColumnSpec, plural: str = "") -> Table:
    key = ColumnSpec(f"{name}_id", Type.TEXT, "Key.", required=True)
    return Table(name, "A record.", (key, *columns, boolean("voided", "Entered in error.")), plural=plural)


people = _record(
    "person",
    day_column("birth_month", "Month after birth."),
    text("gender", "Gender."),
    integer("rank", "Rank.", unit="places"),
    boolean("agreed", "Agreed."),
    plural="people",
)
workers = _record("worker", code("role", STATUS, "Role."), day_column("joined_on", "Joined."))
homes = _record(
    "home",
    ref("person_id", "person", "Whose.", required=True),
    ref("worker_id", "worker", "Named worker."),
    day_column("started_on", "Start.", required=True),
    day_column("ended_on", "End."),
    instant("seen_at", "Seen."),
    code("status", STATUS, "Status."),
    text("record_id", "A column that bears the name of one of the compiler's own."),
    boolean("settled", "Settled."),
    boolean("supported", "Supported.", required=True),
    integer("size", "Rooms.", unit="rooms"),
    number("rent", "Rent.", unit="GBP"),
)
visits = _record(
    "visit",
    ref("person_id", "person", "Whose."),
    ref("home_id", "home", "Where."),
    ref("worker_id", "worker", "By whom."),
    day_column("made_on", "Day."),
    day_column("left_on", "Day of leaving."),
    instant("made_at", "Moment."),
    code("outcome", STATUS, "Outcome."),
    text("place", "Place."),
    boolean("two_way", "Answered."),
    integer("minutes", "Length.", unit="minutes"),
    number("cost", "Cost.", unit="GBP"),
)
TABLES = Registry((people, workers, homes, visits))

DAYS = [
    *(date(2024, 2, 29), date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28), date(2026, 6, 30)),
    *(date(2026, 7, 1), date(2026, 7, 2), date(2026, 7, 30), date(2026, 7, 31), date(2026, 8, 1)),
]
AMOUNTS = [-2.5, -1.0, 0.0, 0.25, 1.0, 2.0, 2.5, 8.0]
MOMENTS = [datetime(2026, 7, 1, 23, 30), datetime(2026, 7, 31, 0, 0), datetime(2026, 7, 31, 9, 40, 1)]
KEYS = {"person": ["p1", "p2"], "worker": ["w1", "w2"], "home": ["h1", "h2", "h3", "h4", "h5"]}
BANDS = Bands("sizes", (("few", None, 0), ("some", 1, 2), ("it's many", 2, 4), ("most", 6, None)))


# --- rows ----------------------------------------------------------------------------------------------


def world(chance: Random) -> dict[str, list[dict[str, Any]]]:
    """A few rows of every table; keys and days repeat, so rows meet and tie."""
    most = {"person": 3, "worker": 2, "home": 5, "visit": 12}
    days = chance.sample(DAYS, 4)
    return {
        name: [_row(chance, TABLES[name], n, days) for n in range(1, chance.randint(0, many) + 1)]
        for name, many in most.items()
    }


def _row(chance: Random, table: Table, number: int, days: list[date]) -> dict[str, Any]:
    row = {spec.name: _cell(chance, spec, days) for spec in table.columns}
    return {**row, table.key: f"{table.name[0]}{number}", "voided": chance.choice([None, None, False, True])}


def _cell(chance: Random, spec: ColumnSpec, days: list[date]) -> Any:
    if not spec.required and chance.random() < 0.25:
        return None
    if spec.refers_to:
        return chance.choice([*KEYS[spec.refers_to][:2], *KEYS[spec.refers_to], "nobody"])
    if spec.codes is not None:
        return chance.choice(spec.codes.values)
    values: dict[Type, list[Any]] = {
        Type.BOOLEAN: [True, False],
        Type.INTEGER: list(range(-2, 7)),
        Type.NUMBER: AMOUNTS,
        Type.TEXT: ["north", "south", *HOSTILE],
        Type.DATE: days,
        Type.INSTANT: MOMENTS,
    }
    return chance.choice(values[spec.type])


# --- trees ---------------------------------------------------------------------------------------------

T = TypeVar("T")
ORDERED = (Type.DATE, Type.INTEGER, Type.NUMBER, Type.INSTANT)
CELLS = (Type.TEXT, Type.BOOLEAN, Type.INTEGER)


def _col(table: Table, name: str) -> Column:
    return Column(table, table.spec(name))


def _ties() -> dict[str, list[tuple[tuple[Column, Node], ...]]]:
    person = (_col(visits, "person_id"), _col(homes, "person_id"))
    home = (_col(visits, "home_id"), _col(homes, "home_id"))
    rank = Parent(_col(homes, "person_id"), _col(people, "rank"))
    one = Literal(1, Type.INTEGER)
    return {
        "visit": [
            (person,),
            (person,),
            (home,),
            (person, (_col(visits, "worker_id"), _col(homes, "worker_id"))),
            ((_col(visits, "person_id"), Literal("p1", Type.TEXT)),),
            ((_col(visits, "outcome"), _col(homes, "status")),),
            ((_col(visits, "minutes"), rank),),
            ((_col(visits, "made_on"), Shift(_col(homes, "started_on"), one, "days", 1)),),
        ],
        "home": [
            ((_col(homes, "person_id"), _col(homes, "person_id")),),
            ((_col(homes, "started_on"), Given("as_of")),),
            ((_col(homes, "size"), Related("count", visits, (home,))),),
        ],
    }


TIES = _ties()


@dataclass(frozen=True)
class Reach:
    """What may be named at one place of a tree."""

    table: Table = homes
    inside: bool = False  # within a lookup: rows of `table`, and the record by outer()
    period: bool = False
    exact: bool = False  # numbers of a sum add up the same in any order only where nothing was divided


@dataclass(frozen=True)
class Grower:
    """Grows random trees of a wanted type."""

    chance: Random
    reach: Reach = field(default_factory=Reach)

    def within(self, **changed: Any) -> Grower:
        return Grower(self.chance, replace(self.reach, **changed))

    def one(self, *choices: T) -> T:
        return self.chance.choice(choices)

    def node(self, kind: Type, depth: int) -> Node:
        """A node of one type, at most `depth` levels above its leaves."""
        if depth <= 0 or self.chance.random() < 0.15:
            return self.leaf(kind)
        ways = [self._pick, self._choice, *OWN[kind]]
        if kind in ORDERED:
            ways.append(Grower._extreme)
        ways.append(Grower._outer if self.reach.inside else Grower._chosen)
        way: Any = self.chance.choice([getattr(one, "__func__", one) for one in ways])
        made: Node = way(self, kind, depth - 1)
        return made

    def maybe(self, kind: Type, depth: int) -> Node | None:
        return self.node(kind, depth) if self.chance.random() < 0.5 else None

    def several(self, kind: Type, depth: int, most: int = 3) -> tuple[Node, ...]:
        return tuple(self.node(kind, depth) for _ in range(self.chance.randint(2, most)))

    def number(self, depth: int) -> Node:
        return self.node(self.one(Type.NUMBER, Type.INTEGER), depth)

    def leaf(self, kind: Type) -> Node:
        table = self.reach.table
        found: list[Node] = [Column(table, spec) for spec in table.columns if spec.type is kind]
        for via in table.columns:
            if via.refers_to in ("person", "worker"):
                target = TABLES[via.refers_to]
                found += [
                    Parent(Column(table, via), Column(target, spec))
                    for spec in target.columns
                    if spec.type is kind
                ]
        literals: dict[Type, list[Any]] = {
            Type.BOOLEAN: [True, False],
            Type.INTEGER: [-1, 0, 1, 3],
            Type.NUMBER: [-0.5, 0.0, 1.0, 2.5],
            Type.TEXT: ["north", self.one(*HOSTILE)],
            Type.DATE: [date(2026, 7, 1)],
        }
        found += [Literal(value, kind) for value in literals.get(kind, [])]
        if kind is Type.DATE:
            found.append(Given("as_of"))
            found += [Given("period_start"), Given("period_end")] if self.reach.period else []
        return self.chance.choice(found)

    # --- any type

    def _pick(self, kind: Type, depth: int) -> Node:
        return Pick("coalesce", self.several(kind, depth))

    def _choice(self, kind: Type, depth: int) -> Node:
        cases = [
            (self.node(Type.BOOLEAN, depth), self.node(kind, depth)) for _ in range(self.chance.randint(1, 2))
        ]
        return Choice(tuple(cases), self.maybe(kind, depth))

    def _extreme(self, kind: Type, depth: int) -> Node:
        return Pick(self.one("later", "earlier"), self.several(kind, depth))

    def _outer(self, kind: Type, depth: int) -> Node:
        return Outer(self.within(table=homes, inside=False).node(kind, depth))

    def _chosen(self, kind: Type, depth: int) -> Node:
        there, table, ties = self._rows()
        by = there.node(self.one(Type.DATE, Type.INTEGER, Type.INSTANT), min(depth, 1))
        value = there.node(kind, min(depth, 1))
        return Related(self.one("first", "last"), table, ties, value, there.maybe(Type.BOOLEAN, depth), by)

    def _rows(self) -> tuple[Grower, Table, tuple[tuple[Column, Node], ...]]:
        table = self.one(visits, visits, homes)
        return self.within(table=table, inside=True), table, self.chance.choice(TIES[table.name])

    # --- yes or no

    def _compare(self, _: Type, depth: int) -> Node:
        kind = self.one(*Type)
        hows = ("lt", "le", "gt", "ge", "eq", "ne") if kind in ORDERED else ("eq", "ne")
        left, right = self.node(kind, depth), self.node(kind, depth)
        if kind is Type.TEXT and (spec := left.reads() or right.reads()) and spec.codes is not None:
            beside = left if left.reads() else right
            return Compare(self.one("eq", "ne"), beside, Literal(self.one(*spec.codes.values), Type.TEXT))
        if kind is Type.TEXT and (left.reads() or right.reads()):
            right = Literal(self.one("north", *HOSTILE), Type.TEXT) if right.reads() else right
            left = Column(self.reach.table, self.reach.table.spec("person_id")) if left.reads() else left
        return Compare(self.one(*hows), left, right)

    def _in(self, _: Type, depth: int) -> Node:
        coded = Column(self.reach.table, self.reach.table.spec(self.coded()))
        if self.chance.random() < 0.5:
            values = self.chance.sample(STATUS.values, self.chance.randint(1, 2))
            return In(coded, tuple(Literal(value, Type.TEXT) for value in values))
        few = self.chance.sample(range(-1, 5), self.chance.randint(1, 3))
        return In(self.node(Type.INTEGER, depth), tuple(Literal(value, Type.INTEGER) for value in few))

    def coded(self) -> str:
        return "status" if self.reach.table is homes else "outcome"

    def _and(self, kind: Type, depth: int) -> Node:
        return And(self.several(kind, depth))

    def _or(self, kind: Type, depth: int) -> Node:
        return Or(self.several(kind, depth))

    def _not(self, kind: Type, depth: int) -> Node:
        return Not(self.node(kind, depth))

    def _surely(self, kind: Type, depth: int) -> Node:
        return Surely(self.node(kind, depth))

    def _blank(self, _: Type, depth: int) -> Node:
        return Blank(self.node(self.one(*Type), depth))

    def _any(self, kind: Type, depth: int) -> Node:
        if self.reach.inside:
            return self._not(kind, depth)
        there, table, ties = self._rows()
        return Related("any", table, ties, where=there.maybe(Type.BOOLEAN, depth))

    # --- days, numbers, words

    def _shift(self, _: Type, depth: int) -> Node:
        # Few and small: a date moved out of the calendar is an error in both readings, and no question.
        unit, sign = self.one("days", "weeks", "months"), self.one(1, -1)
        return Shift(self.node(Type.DATE, depth), self.leaf(Type.INTEGER), unit, sign)

    def _between(self, _: Type, depth: int) -> Node:
        days = self.node(Type.DATE, depth), self.node(Type.DATE, depth)
        return Between(self.one("days", "months", "years"), *days)

    def _whole(self, kind: Type, depth: int) -> Node:
        return Arithmetic(self.one("add", "sub", "mul"), self.node(kind, depth), self.node(kind, depth))

    def _count(self, kind: Type, depth: int) -> Node:
        if self.reach.inside:
            return self._whole(kind, depth)
        there, table, ties = self._rows()
        return Related("count", table, ties, where=there.maybe(Type.BOOLEAN, depth))

    def _sum(self, kind: Type, depth: int) -> Node:
        if self.reach.inside:
            return self.leaf(kind)
        there, table, ties = self._rows()
        value = there.within(exact=True).node(kind, min(depth, 1))
        return Related("sum", table, ties, value, there.maybe(Type.BOOLEAN, depth))

    def _peak(self, kind: Type, depth: int) -> Node:
        if self.reach.inside or not self.reach.period:
            return self._between(kind, depth)
        there, table, ties = self._rows()
        where, until = there.maybe(Type.BOOLEAN, min(depth, 1)), there.maybe(Type.DATE, 1)
        return Related("peak", table, ties, None, where, there.node(Type.DATE, 1), until)

    def _number(self, kind: Type, depth: int) -> Node:
        how = self.one("add", "sub", "mul") if self.reach.exact else self.one("add", "sub", "mul", "div")
        return Arithmetic(how, self.node(kind, depth), self.number(depth))

    def _band(self, _: Type, depth: int) -> Node:
        return Band(self.number(depth), BANDS)


OWN: dict[Type, list[Any]] = {
    Type.BOOLEAN: [
        *(Grower._compare, Grower._compare, Grower._compare, Grower._in, Grower._and, Grower._or),
        *(Grower._not, Grower._surely, Grower._blank, Grower._any),
    ],
    Type.DATE: [Grower._shift, Grower._shift],
    Type.INTEGER: [Grower._between, Grower._whole, Grower._count, Grower._sum, Grower._peak, Grower._peak],
    Type.NUMBER: [Grower._number, Grower._number, Grower._sum],
    Type.TEXT: [Grower._band],
    Type.INSTANT: [],
}
