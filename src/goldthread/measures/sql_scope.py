"""Where names stand in a statement, and what it gathers while its parts are written by `sql_nodes`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from goldthread.kernel.periods import Period
from goldthread.measures.dialects import Dialect, literal, quoted
from goldthread.measures.questions import PERIOD, Question
from goldthread.measures.tables import Type
from goldthread.measures.tree import Column, Form, Parent

LONG = 40  # of a value worth a name: letters of its SQL


def own(column: str) -> str:
    """The name of a record's column in the records' step, where it cannot meet the step's own names."""
    return f"x_{column}"


@dataclass
class Lookup:
    """One value looked up: the step that holds it, how a record joins it (as `alias`), and its value."""

    alias: str
    step: str
    joined_on: Callable[[Scope], str]
    value: Callable[[Scope], str] | None = None
    column: str = "v"


@dataclass
class Gathering:
    """Values of one table's rows by one key, each folded from rows of its own: one reading gives them all.

    `source` says where `rows` stand in the statement, and is asked last: only when every value is written are
    the joins that they need known. `orders` are sort keys, worked out once for a row however many values are
    picked by them. `alone` is what stands instead where there is but one value.
    """

    scope: Scope
    rows: str
    named: str
    keys: str
    source: Callable[[str], str]
    orders: list[str] = field(default_factory=list)
    values: dict[tuple[str, str], str] = field(default_factory=dict)
    alone: Callable[[], str] | None = None

    def column(self, folded: str, condition: str) -> str:
        """The name of a value: an aggregate (TRUE for whether there is any row) of the rows that are so."""
        number = len(self.values) + 1
        return self.values.setdefault((folded, condition), "v" if number == 1 else f"v{number}")

    def sql(self) -> str:
        if len(self.values) == 1 and self.alone is not None:
            return self.alone()
        conditions = list(dict.fromkeys(condition for _, condition in self.values))
        if len(conditions) == 1:
            kept = conditions[0]
            chosen = ", ".join(f"{folded} AS {name}" for (folded, _), name in self.values.items())
        else:
            kept = " OR ".join(f"({each})" for each in conditions) if all(conditions) else ""
            chosen = ", ".join(f"{_folded(*value)} AS {name}" for value, name in self.values.items())
        where = f" WHERE {kept}" if kept else ""
        rows, named = self.rows, ""
        for number, order in enumerate(dict.fromkeys(self.orders), 1):
            if chosen.count(order) > 1:
                chosen = chosen.replace(order, f"i.o{number}_")
                named += f", {order} AS o{number}_"
        if named:
            rows = f"(SELECT i.*{named} FROM {rows} i)"
        source = f"{self.source(rows)}{self.scope.inner_joins()}"
        return f"SELECT {self.named}, {chosen} {source}{where} GROUP BY {self.keys}"


def _folded(folded: str, condition: str) -> str:
    if not condition:
        return folded
    if folded == "TRUE":
        return f"COUNT(*) FILTER (WHERE {condition}) > 0"
    return f"{folded} FILTER (WHERE {condition})"


@dataclass
class Statement:
    """What a statement gathers while its parts are written: columns of the record, parents, steps."""

    question: Question
    dialect: Dialect
    placed: bool = False
    period: Period | None = None
    numbered: int = 0
    columns: dict[str, None] = field(default_factory=dict)
    codes: dict[str, None] = field(default_factory=dict)
    parents: dict[tuple[str, str], str] = field(default_factory=dict)
    lookups: dict[Form, Lookup] = field(default_factory=dict)
    steps: dict[str, str | Gathering] = field(default_factory=dict)
    gathered: dict[tuple[object, ...], tuple[str, Gathering]] = field(default_factory=dict)

    @property
    def by_period(self) -> bool:
        """True when the periods are rows: not when one period is asked about, whose days are then written."""
        return self.question.grain is PERIOD and self.period is None

    def step(self, name: str, sql: str) -> str:
        """Keep a step under a name, or answer the name under which the same step is kept."""
        for known, said in self.steps.items():
            if said == sql:
                return known
        self.steps[name] = sql
        return name

    def written(self) -> dict[str, str]:
        """The SQL of every step, when nothing more is added to any."""
        return {name: step if isinstance(step, str) else step.sql() for name, step in self.steps.items()}


class Scope:
    """Where names stand: the record (`b`), the records inside a step (`o`), or a related row (`i`)."""

    def __init__(self, statement: Statement, alias: str, *, record: Scope | None = None) -> None:
        self.statement, self.alias, self.record = statement, alias, record
        self.used: dict[tuple[str, str], Lookup] = {}
        self.parent_joins: dict[str, tuple[str, str]] = {}
        self.with_parents = False
        self.layers: list[dict[str, str]] | None = None

    def column(self, node: Column) -> str:
        if self.record is not None:
            return f"{self.alias}.{quoted(node.spec.name)}"
        self.statement.columns[node.spec.name] = None
        return f"{self.alias}.{quoted(own(node.spec.name))}"

    def parent(self, node: Parent, name: str = "") -> str:
        """Parents of the record are columns of the base step; those of a related row are joined beside it."""
        via, name = node.via.spec.name, name or node.column.spec.name
        if self.record is None:
            self.statement.columns[via] = None
            self.with_parents = True
            found = self.statement.parents.setdefault((via, name), f"p_{node.column.table.name}_{via}_{name}")
            return f"{self.alias}.{quoted(found)}"
        alias = f"{self.alias}_{via}"
        self.parent_joins[alias] = (node.column.table.name, via)
        return f"{alias}.{quoted(name)}"

    def given(self, name: str) -> str:
        period = self.statement.period
        if period is not None and name != "as_of":
            return literal(period.start if name == "period_start" else period.end, Type.DATE)
        owner = self.record if self.record is not None else self
        return f"{owner.alias}.{name}"

    def inner_joins(self) -> str:
        return "".join(
            f" LEFT JOIN {quoted(table)} {alias}"
            f" ON {alias}.{quoted(table + '_id')} = {self.alias}.{quoted(via)}"
            for alias, (table, via) in self.parent_joins.items()
        )

    def lookup_joins(self) -> str:
        return "".join(
            f" LEFT JOIN {lookup.step} {lookup.alias} ON {lookup.joined_on(self)}"
            for lookup in {lookup.alias: lookup for lookup in self.used.values()}.values()
        )

    def once(self, sql: str) -> str:
        """The same value under a name: worked out once for each record, however often it is said.

        Only of the record itself (`layers`), and only what cannot fail: a name is worked out for all records.
        """
        if self.layers is None or len(sql) < LONG:
            return sql
        for layer in self.layers:
            if sql in layer:
                return f"{self.alias}.{layer[sql]}"
        below = [depth for depth, layer in enumerate(self.layers, 1) if any(e in sql for e in layer.values())]
        depth = max(below, default=0)
        if depth == len(self.layers):
            self.layers.append({})
        name = f"e_{sum(map(len, self.layers)) + 1}_"
        self.layers[depth][sql] = name
        return f"{self.alias}.{name}"

    def looked_up(self, alias: str, column: str = "v") -> str:
        """The value of a lookup, as this scope says it."""
        return f"{alias}.{column}" if self.layers is None else f"{self.alias}.{column}_{alias}"

    def records(self) -> str:
        """FROM the records with what was looked up of them; parents are joined only where they are read."""
        joins = self.lookup_joins()
        bare = self.statement.placed and not self.with_parents
        source = f"{'bare' if bare else 'base'} {self.alias}{joins}"
        if self.layers is None:
            return f"FROM {source}"
        values = "".join(f", {alias}.{column} AS {column}_{alias}" for alias, column in self.used)
        if values:
            source = f"(SELECT {self.alias}.*{values} FROM {source}) {self.alias}"
        for layer in self.layers:
            named = "".join(f", {sql} AS {name}" for sql, name in layer.items())
            source = f"(SELECT {self.alias}.*{named} FROM {source}) {self.alias}"
        return f"FROM {source}"
