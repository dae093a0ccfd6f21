"""SQL of the nodes of a tree, and of the named steps that lookups become. `sql` puts them together.

When nothing of the record is needed inside a lookup, rows are grouped once by their key; otherwise the
records are joined, by a number that their step gives each (`n`): texts are slow to join. first and last are
one ordered pick with the record id as tie-break. `Dialect` holds the few functions in which engines differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from goldthread.measures.questions import (
    PERIOD,
    Question,
)
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
SIGNS = {"add": "+", "sub": "-", "mul": "*"}


@dataclass(frozen=True)
class Dialect:
    """Date functions of one engine. The defaults are DuckDB's."""

    name: str = "duckdb"

    def shift(self, value: str, amount: str, unit: str) -> str:
        """A date moved by `amount` units, still a date; months clamp."""
        if unit == "months":
            return f"CAST({value} + to_months(CAST({amount} AS INTEGER)) AS DATE)"
        days = f"7 * ({amount})" if unit == "weeks" else f"({amount})"
        return f"CAST({value} + CAST({days} AS INTEGER) AS DATE)"

    def days(self, start: str, end: str) -> str:
        return f"date_diff('day', {start}, {end})"

    def pick(self, how: str, value: str, by: str, key: str) -> str:
        """An aggregate: the value, blank or not, of the first or last row by `by`, ties by the record id."""
        return f"{'arg_min_null' if how == 'first' else 'arg_max_null'}({value}, ROW({by}, {key}))"

    def month_number(self, value: str) -> str:
        return f"(year({value}) * 12 + month({value}))"


DUCKDB = Dialect()


def literal(value: object, kind: Type) -> str:
    """A literal; text is quoted so that no text can end it."""
    if value is None:
        return "NULL"
    if kind is Type.BOOLEAN:
        return "TRUE" if value else "FALSE"
    if kind is Type.DATE:
        assert isinstance(value, date)
        return f"DATE '{value.isoformat()}'"
    if kind.is_number:
        assert isinstance(value, (int, float))
        return repr(float(value)) + "::DOUBLE" if kind is Type.NUMBER else str(int(value))
    return "'" + str(value).replace("'", "''") + "'"


def quoted(name: str) -> str:
    """An identifier in double quotes."""
    return '"' + name.replace('"', '""') + '"'


def own(column: str) -> str:
    """The name of a record's column in the records' step, where it cannot meet the step's own names."""
    return f"x_{column}"


@dataclass
class Lookup:
    """One named step: its SQL, and how the record joins it."""

    alias: str
    sql: str
    joined_on: str


@dataclass
class Statement:
    """What a statement gathers while its parts are written: columns of the record, parents, steps."""

    question: Question
    dialect: Dialect
    columns: dict[str, None] = field(default_factory=dict)
    parents: dict[tuple[str, str], str] = field(default_factory=dict)
    lookups: dict[Form, Lookup] = field(default_factory=dict)

    @property
    def by_period(self) -> bool:
        return self.question.grain is PERIOD


class Scope:
    """Where names stand: the record (`b`), the records inside a step (`o`), or a related row (`i`)."""

    def __init__(self, statement: Statement, alias: str, *, record: Scope | None = None) -> None:
        self.statement, self.alias, self.record = statement, alias, record
        self.used: dict[str, Lookup] = {}
        self.parent_joins: dict[str, tuple[str, str]] = {}

    def column(self, node: Column) -> str:
        if self.record is not None:
            return f"{self.alias}.{quoted(node.spec.name)}"
        self.statement.columns[node.spec.name] = None
        return f"{self.alias}.{quoted(own(node.spec.name))}"

    def parent(self, node: Parent) -> str:
        """Parents of the record are columns of the base step; those of a related row are joined beside it."""
        via, name = node.via.spec.name, node.column.spec.name
        if self.record is None:
            self.statement.columns[via] = None
            found = self.statement.parents.setdefault((via, name), f"p_{node.column.table.name}_{via}_{name}")
            return f"{self.alias}.{quoted(found)}"
        alias = f"{self.alias}_{via}"
        self.parent_joins[alias] = (node.column.table.name, via)
        return f"{alias}.{quoted(name)}"

    def given(self, name: str) -> str:
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
            f" LEFT JOIN {step.alias} ON {step.joined_on.format(record=self.alias)}"
            for step in self.used.values()
        )


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


def _choice(node: Choice, scope: Scope) -> str:
    cases = " ".join(
        f"WHEN {write(condition, scope)} THEN {write(value, scope)}" for condition, value in node.cases
    )
    otherwise = f" ELSE {write(node.otherwise, scope)}" if node.otherwise is not None else ""
    return f"(CASE {cases}{otherwise} END)"


def _between(node: Between, scope: Scope) -> str:
    dialect = scope.statement.dialect
    start, end = write(node.start, scope), write(node.end, scope)
    if node.unit == "days":
        return dialect.days(start, end)
    # The largest n for which start plus n months is on or before end: month numbers differ by n or n + 1.
    rough = f"({dialect.month_number(end)} - {dialect.month_number(start)})"
    months = f"({rough} - CASE WHEN {dialect.shift(start, rough, 'months')} > {end} THEN 1 ELSE 0 END)"
    return months if node.unit == "months" else f"CAST(FLOOR({months} / 12.0) AS INTEGER)"


def _band(node: Band, scope: Scope) -> str:
    value = write(node.value, scope)
    cases = []
    for label, lowest, highest in node.bands.ranges:
        tests = [f"{value} >= {lowest!r}"] if lowest is not None else []
        tests += [f"{value} <= {highest!r}"] if highest is not None else []
        cases.append(f"WHEN {' AND '.join(tests) or 'TRUE'} THEN {literal(label, Type.TEXT)}")
    return f"(CASE WHEN {value} IS NULL THEN NULL {' '.join(cases)} ELSE '{OUTSIDE}' END)"


def _related(node: Related, scope: Scope) -> str:
    """Name the step if it is new, join it, and say the value it gives."""
    statement = scope.statement
    form = node.form()
    if form not in statement.lookups:
        alias = f"l{len(statement.lookups) + 1}"
        statement.lookups[form] = Lookup(alias, "", "")  # its place is kept: steps it needs come before
        made = _step(node, statement, alias)
        del statement.lookups[form]
        statement.lookups[form] = made
    step = statement.lookups[form]
    scope.used[step.alias] = step
    value = f"{step.alias}.v"
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


def _step(node: Related, statement: Statement, alias: str) -> Lookup:
    return _grouped(node, statement, alias) if _stands_alone(node) else _joined(node, statement, alias)


def _grouped(node: Related, statement: Statement, alias: str) -> Lookup:
    """One row a key: the related table is read once, without the records."""
    record = Scope(statement, "b")
    inner = Scope(statement, "i", record=record)
    keys = [write(column, inner) for column, _ in node.same]
    named = ", ".join(f"{key} AS k{n}" for n, key in enumerate(keys))
    where = f" WHERE {write(node.where, inner)}" if node.where is not None else ""
    source = f"FROM {quoted(node.table.name)} i"
    sql = _folded(node, inner, named, ", ".join(keys), lambda: source, where)
    outside = [write(part, record).replace("b.", "{record}.", 1) for _, part in node.same]
    joined_on = " AND ".join(f"{alias}.k{n} = {part}" for n, part in enumerate(outside))
    return Lookup(alias, sql, joined_on)


def _joined(node: Related, statement: Statement, alias: str) -> Lookup:
    """Records joined to their related rows, because the condition names the record, as_of or the period."""
    record = Scope(statement, "o")
    inner = Scope(statement, "i", record=record)
    ties = " AND ".join(f"{write(column, inner)} = {write(part, record)}" for column, part in node.same)
    where = f" WHERE {write(node.where, inner)}" if node.where is not None else ""
    if node.how == "peak":
        sql = _peak(node, inner, record, ties, where)
    else:
        sql = _folded(
            node,
            inner,
            "o.n AS k0",
            "o.n",
            lambda: f"FROM base o{record.lookup_joins()} JOIN {quoted(node.table.name)} i ON {ties}",
            where,
        )
    return Lookup(alias, sql, f"{alias}.k0 = {{record}}.n")


def _folded(node: Related, inner: Scope, named: str, keys: str, source: Callable[[], str], where: str) -> str:
    """Group the kept rows by key, or rank them for first and last.

    `source` is asked last: only when every part is written are the joins that they need known.
    """
    if node.how in ("first", "last"):
        assert node.value is not None and node.by is not None
        value, by = write(node.value, inner), write(node.by, inner)
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
        f"FROM base o{record.lookup_joins()} JOIN {quoted(node.table.name)} i ON {ties}"
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
