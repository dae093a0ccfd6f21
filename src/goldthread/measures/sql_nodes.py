"""SQL of the nodes of a tree, and of the named steps that lookups become. `sql` puts them together.

When nothing of the record is needed inside a lookup, rows are grouped once by their key, and where it is
needed only as a bound they are laid out as spans, see `spans`; otherwise the records are joined, by a number
that their step gives each (`n`): texts are slow to join. first and last are one ordered pick with the record
id as tie-break.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from goldthread.kernel.periods import Period
from goldthread.measures.coded import LAID, code, code_of, labels
from goldthread.measures.dialects import Dialect, literal, quoted
from goldthread.measures.questions import PERIOD, Question
from goldthread.measures.spans import ENDLESS, Bound, extreme, span, split
from goldthread.measures.tables import Type
from goldthread.measures.tree import (
    OUTSIDE,
    And,
    Arithmetic,
    Band,
    Between,
    Blank,
    Choice,
    Column,
    Compare,
    Form,
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
    names_period,
    walk,
)

OPERATORS = {"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
# Rows of one file, and periods asked at once, that the number of a record can tell apart.
PART = 2**36
PERIODS = 2**12
LONG = 40  # of a value worth a name: letters of its SQL
SIGNS = {"add": "+", "sub": "-", "mul": "*"}


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
    steps: dict[str, str] = field(default_factory=dict)

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


class Scope:
    """Where names stand: the record (`b`), the records inside a step (`o`), or a related row (`i`)."""

    def __init__(self, statement: Statement, alias: str, *, record: Scope | None = None) -> None:
        self.statement, self.alias, self.record = statement, alias, record
        self.used: dict[str, Lookup] = {}
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
            for lookup in self.used.values()
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

    def looked_up(self, alias: str) -> str:
        """The value of a lookup, as this scope says it."""
        return f"{alias}.v" if self.layers is None else f"{self.alias}.v_{alias}"

    def records(self) -> str:
        """FROM the records with what was looked up of them; parents are joined only where they are read."""
        joins = self.lookup_joins()
        bare = self.statement.placed and not self.with_parents
        source = f"{'bare' if bare else 'base'} {self.alias}{joins}"
        if self.layers is None:
            return f"FROM {source}"
        values = "".join(f", {alias}.v AS v_{alias}" for alias in self.used)
        if values:
            source = f"(SELECT {self.alias}.*{values} FROM {source}) {self.alias}"
        for layer in self.layers:
            named = "".join(f", {sql} AS {name}" for sql, name in layer.items())
            source = f"(SELECT {self.alias}.*{named} FROM {source}) {self.alias}"
        return f"FROM {source}"


def write(node: Node, scope: Scope) -> str:
    """The SQL of one node."""
    dialect = scope.statement.dialect
    match node:
        case Literal():
            return literal(node.value, node.type)
        case Column():
            return scope.column(node)
        case Parent():
            return scope.parent(node)
        case Given():
            return scope.given(node.name)
        case Outer():
            assert scope.record is not None
            return write(node.inner, scope.record)
        case Compare():
            return f"({write(node.left, scope)} {OPERATORS[node.how]} {write(node.right, scope)})"
        case In():
            values = ", ".join(write(value, scope) for value in node.values)
            return f"({write(node.value, scope)} IN ({values}))"
        case And():
            return "(" + " AND ".join(write(term, scope) for term in node.terms) + ")"
        case Or():
            return "(" + " OR ".join(write(term, scope) for term in node.terms) + ")"
        case Not():
            return f"(NOT {write(node.value, scope)})"
        case Blank():
            return f"({write(node.value, scope)} IS NULL)"
        case Surely():
            return f"COALESCE({write(node.value, scope)}, FALSE)"
        case Pick():
            name = {"coalesce": "COALESCE", "later": "GREATEST", "earlier": "LEAST"}[node.how]
            return f"{name}({', '.join(write(term, scope) for term in node.terms)})"
        case Choice():
            return _choice(node, scope)
        case Shift():
            amount = write(node.amount, scope)
            return dialect.shift(
                write(node.value, scope), f"-({amount})" if node.sign < 0 else amount, node.unit
            )
        case Between():
            return _between(node, scope)
        case Arithmetic():
            left, right = write(node.left, scope), write(node.right, scope)
            if node.how == "div":
                return f"(CAST({left} AS DOUBLE) / NULLIF({right}, 0))"
            return f"({left} {SIGNS[node.how]} {right})"
        case Band():
            return _band(node, scope)
        case Related():
            return _related(node, scope)
    raise TypeError(type(node).__name__)


def write_code(node: Node, scope: Scope) -> str | None:
    """The SQL of a text as a code of a short list, see `coded`; None where no list is known."""
    if isinstance(node, Parent) and node.type is Type.TEXT and node.column.table.name in LAID:
        return scope.parent(node, code_of(node.column.spec.name))
    if isinstance(node, Column) and node.type is Type.TEXT:
        scope.statement.codes[node.spec.name] = None
        return f"{scope.alias}.{quoted(own(code_of(node.spec.name)))}"
    known = labels(node)
    if known is not None and isinstance(node, Band):
        return _band(node, scope, known)
    if known is not None and isinstance(node, Choice):
        return _choice(node, scope, known)
    return None


def _choice(node: Choice, scope: Scope, known: Sequence[str] = ()) -> str:
    """With `known`, every value is a text of this list, and said as its code."""

    def said(value: Node) -> str:
        return code(str(value.value), known) if known and isinstance(value, Literal) else write(value, scope)

    cases = " ".join(f"WHEN {write(condition, scope)} THEN {said(value)}" for condition, value in node.cases)
    otherwise = f" ELSE {said(node.otherwise)}" if node.otherwise is not None else ""
    return f"(CASE {cases}{otherwise} END)"


def _between(node: Between, scope: Scope) -> str:
    dialect = scope.statement.dialect
    start, end = write(node.start, scope), write(node.end, scope)
    if node.unit == "days":
        return dialect.days(start, end)
    months = dialect.months(start, end)
    return months if node.unit == "months" else f"CAST(FLOOR({months} / 12.0) AS INTEGER)"


def _band(node: Band, scope: Scope, known: Sequence[str] = ()) -> str:
    def said(label: str) -> str:
        return code(label, known) if known else literal(label, Type.TEXT)

    value = write(node.value, scope)
    if not any(isinstance(part, (Arithmetic, Shift)) for part in walk(node.value)):
        value = scope.once(value)
    cases = []
    for label, lowest, highest in node.bands.ranges:
        tests = [f"{value} >= {lowest!r}"] if lowest is not None else []
        tests += [f"{value} <= {highest!r}"] if highest is not None else []
        cases.append(f"WHEN {' AND '.join(tests) or 'TRUE'} THEN {said(label)}")
    return f"(CASE WHEN {value} IS NULL THEN NULL {' '.join(cases)} ELSE {said(OUTSIDE)} END)"


def _related(node: Related, scope: Scope) -> str:
    """Look the value up if it is new, join it, and say it."""
    statement = scope.statement
    form = node.form()
    if form not in statement.lookups:
        statement.lookups[form] = _lookup(node, statement)
    lookup = statement.lookups[form]
    scope.used[lookup.alias] = lookup
    value = scope.looked_up(lookup.alias) if lookup.value is None else lookup.value(scope)
    empty = {"any": "FALSE", "count": "0", "sum": "0", "peak": "0"}.get(node.how)
    return f"COALESCE({value}, {empty})" if empty else value


def _stands_alone(node: Related) -> bool:
    """True when the step needs nothing of the record but its key, so that rows are grouped once."""
    inner = [part for part in (node.value, node.where, node.by, node.until) if part is not None]
    if any(isinstance(part, Outer) for top in inner for part in walk(top)) or names_period(node):
        return False
    if any(isinstance(part, Given) for top in inner for part in walk(top)):
        return False
    return all(isinstance(outside, (Column, Parent)) for _, outside in node.same)


def _lookup(node: Related, statement: Statement) -> Lookup:
    """Steps that this one needs are kept before it."""
    statement.numbered += 1
    alias = f"l{statement.numbered}"
    if _stands_alone(node):
        return _grouped(node, statement, alias)
    parts = split(node)
    if parts is not None:
        bound = extreme(node, parts)
        if bound is not None:
            return _extreme(node, parts.alone, bound, statement, alias)
        picked = span(node, parts)
        if picked is not None:
            return _spans(node, parts.alone, picked[0], picked[1], statement, alias)
    return _joined(node, statement, alias)


def _ties(node: Related, alias: str) -> Callable[[Scope], str]:
    """How a record meets its key."""

    def joined_on(record: Scope) -> str:
        told = [write(part, record) for _, part in node.same]
        return " AND ".join(f"{alias}.k{n} = {part}" for n, part in enumerate(told))

    return joined_on


def _keys(node: Related, inner: Scope) -> tuple[str, str]:
    """The keys of a step, named for a SELECT and plain."""
    keys = [write(column, inner) for column, _ in node.same]
    return ", ".join(f"{key} AS k{n}" for n, key in enumerate(keys)), ", ".join(keys)


def _grouped(node: Related, statement: Statement, alias: str) -> Lookup:
    """One row a key: the related table is read once, without the records."""
    inner = Scope(statement, "i", record=Scope(statement, "b"))
    named, keys = _keys(node, inner)
    where = f" WHERE {write(node.where, inner)}" if node.where is not None else ""
    source = f"FROM {quoted(node.table.name)} i"
    sql = _folded(node, inner, named, keys, lambda: source, where)
    _ties(node, alias)(Scope(statement, "b"))  # the columns that tie are columns of the records' step
    return Lookup(alias, statement.step(alias, sql), _ties(node, alias))


def _extreme(node: Related, alone: Sequence[Node], bound: Bound, statement: Statement, alias: str) -> Lookup:
    """One row a key with the least or the largest value: any row is below a bound when the least is."""
    inner = Scope(statement, "i", record=Scope(statement, "b"))
    named, keys = _keys(node, inner)
    kept = "".join(f" AND {write(term, inner)}" for term in alone)
    value = write(bound.inner, inner)
    most = "MIN" if bound.how in ("lt", "le") else "MAX"
    sql = (
        f"SELECT {named}, {most}({value}) AS v FROM {quoted(node.table.name)} i{inner.inner_joins()} "
        f"WHERE {value} IS NOT NULL{kept} GROUP BY {keys}"
    )

    def holds(record: Scope) -> str:
        return f"({record.looked_up(alias)} {OPERATORS[bound.how]} {_outer(bound, record)})"

    _ties(node, alias)(Scope(statement, "b"))
    return Lookup(alias, statement.step(alias, sql), _ties(node, alias), holds)


def _spans(
    node: Related,
    alone: Sequence[Node],
    picking: Bound,
    kept: Sequence[Bound],
    statement: Statement,
    alias: str,
) -> Lookup:
    """Rows of a key, each with the day from which the next holds: a record meets the one that holds its day.

    Rows of one day: only the last of them (for `first`, the first) has a span that is not empty.
    """
    assert node.value is not None and node.by is not None
    inner = Scope(statement, "i", record=Scope(statement, "b"))
    named, keys = _keys(node, inner)
    source, by_number = f"FROM {quoted(node.table.name)} i", statement.period is not None and _by_key(node)
    if by_number:  # every period joins the same spans: by number, which is quicker than by text
        each = statement.question.each
        keys = f"(r._part * {PART} + r._row)"
        source += f" JOIN {quoted(each.name)} r ON r.{quoted(each.key)} = {write(node.same[0][0], inner)}"
        named = f"{keys} AS k0"
    value, by = write(node.value, inner), write(node.by, inner)
    known = "".join(f" AND {write(term, inner)}" for term in alone)
    last = node.how == "last"
    order = f"PARTITION BY {keys} ORDER BY {by}, i.{quoted(node.table.key)}"
    other = f"{'LEAD' if last else 'LAG'}({by}) OVER ({order})"
    endless = f"CAST('{'' if last else '-'}infinity' AS {ENDLESS[node.by.type]})"
    sql = (
        f"SELECT {named}, {by} AS d, COALESCE({other}, {endless}) AS z, {value} AS v "
        f"{source}{inner.inner_joins()} WHERE {by} IS NOT NULL{known}"
    )
    beyond = {"le": ">", "lt": ">=", "ge": "<", "gt": "<="}[picking.how]

    def joined_on(record: Scope) -> str:
        day = _outer(picking, record)
        tied = f"{alias}.k0 = {record.alias}.n" if by_number else _ties(node, alias)(record)
        told = [tied, f"{alias}.d {OPERATORS[picking.how]} {day}"]
        told.append(f"{alias}.z {beyond} {day}")
        told += [f"{alias}.d {OPERATORS[bound.how]} {_outer(bound, record)}" for bound in kept]
        return " AND ".join(told)

    joined_on(Scope(statement, "b"))
    return Lookup(alias, statement.step(f"s{alias}", sql), joined_on)


def _by_key(node: Related) -> bool:
    """True when rows are tied to the record by the record's own id, and by nothing else."""
    outsides = [outside for _, outside in node.same]
    return all(isinstance(each, Column) and each.spec.name == each.table.key for each in outsides) and (
        len(outsides) == 1
    )


def _outer(bound: Bound, record: Scope) -> str:
    """What a bound holds rows against, said of the record."""
    return write(bound.outer, Scope(record.statement, "i", record=record))


def _joined(node: Related, statement: Statement, alias: str) -> Lookup:
    """Records joined to their related rows, because the condition names the record, as_of or the period."""
    record = Scope(statement, "o")
    inner = Scope(statement, "i", record=record)
    ties = " AND ".join(f"{write(column, inner)} = {write(part, record)}" for column, part in node.same)
    where = f" WHERE {write(node.where, inner)}" if node.where is not None else ""
    if node.how == "peak":
        sql = _peak(node, inner, record, ties, where)
    elif node.how == "any" and not inner.parent_joins:
        condition = f"{ties} AND {where.removeprefix(' WHERE ')}" if where else ties
        sql = statement.dialect.matching(record.records(), f"{quoted(node.table.name)} i", condition)
    else:
        sql = _folded(
            node,
            inner,
            "o.n AS k0",
            "o.n",
            lambda: f"{record.records()} JOIN {quoted(node.table.name)} i ON {ties}",
            where,
        )
    return Lookup(alias, statement.step(alias, sql), lambda scope: f"{alias}.k0 = {scope.alias}.n")


def _folded(node: Related, inner: Scope, named: str, keys: str, source: Callable[[], str], where: str) -> str:
    """Group the kept rows by key, or rank them for first and last.

    `source` is asked last: only when every part is written are the joins that they need known.
    """
    if node.how in ("first", "last"):
        assert node.value is not None and node.by is not None
        value, by = write(node.value, inner), write(node.by, inner)
        if value == by:
            most = "MIN" if node.how == "first" else "MAX"
            return (
                f"SELECT {named}, {most}({value}) AS v {source()}{inner.inner_joins()}{where} GROUP BY {keys}"
            )
        known = f"{where} AND {by} IS NOT NULL" if where else f" WHERE {by} IS NOT NULL"
        pick = inner.statement.dialect.pick(node.how, value, by, f"i.{quoted(node.table.key)}")
        return f"SELECT {named}, {pick} AS v {source()}{inner.inner_joins()}{known} GROUP BY {keys}"
    folded = {"any": "TRUE", "count": "COUNT(*)"}.get(node.how)
    if folded is None:
        assert node.value is not None
        folded = f"SUM({write(node.value, inner)})"
    return f"SELECT {named}, {folded} AS v {source()}{inner.inner_joins()}{where} GROUP BY {keys}"


def _peak(node: Related, inner: Scope, record: Scope, ties: str, where: str) -> str:
    """Most spells at once inside the period: add one at each start, take one away the day after each end."""
    assert node.by is not None
    start = write(node.by, inner)
    until = write(node.until, inner) if node.until is not None else "NULL"
    # A spell that ends before it starts was never in force; it must not take one away from the others.
    inside = f"{start} <= o.period_end AND COALESCE({until} >= GREATEST({start}, o.period_start), TRUE)"
    kept = f"{where} AND {inside}" if where else f" WHERE {inside}"
    spells = (
        f"SELECT o.n AS r, o.period_start AS s, o.period_end AS e, {start} AS f, {until} AS u "
        f"{record.records()} JOIN {quoted(node.table.name)} i ON {ties}"
        f"{inner.inner_joins()}{kept}"
    )
    steps = (
        f"SELECT r, GREATEST(f, s) AS d, 1 AS c FROM ({spells}) a UNION ALL "
        f"SELECT r, {record.statement.dialect.shift('u', '1', 'days')} AS d, -1 AS c "
        f"FROM ({spells}) z WHERE u < e"
    )
    days = f"SELECT r, d, SUM(c) AS c FROM ({steps}) t GROUP BY r, d"
    running = f"SELECT r, SUM(c) OVER (PARTITION BY r ORDER BY d) AS c FROM ({days}) u"
    return f"SELECT r AS k0, CAST(MAX(c) AS BIGINT) AS v FROM ({running}) p GROUP BY r"
