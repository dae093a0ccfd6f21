"""Questions compiled to SQL: one statement a side, one row a record.

The statement reads views named after the fact tables (voided rows left out), a one-row table `asked`
(as_of) and, for questions of grain PERIOD only, a table `period` (period_start, period_end). Its columns:

    record_id, person_id, placed, period_start, period_end, starts, ends, verdict, value, low, high, cause,
    pick, pick_order, then s_<split> and c_<cut>

Lookups become named steps: when nothing of the record is needed inside, rows are grouped once by their key;
otherwise the records are joined. first and last are row_number with the record id as tie-break. `Dialect`
holds the few functions that differ between engines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from goldthread.measures.questions import (
    CENSUS,
    EXPOSURE,
    PERIOD,
    TRUE,
    Change,
    Count,
    Curve,
    Proportion,
    Published,
    Question,
    Spread,
    Verdict,
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


@dataclass
class _Lookup:
    """One named step: its SQL, and how the record joins it."""

    alias: str
    sql: str
    joined_on: str


@dataclass
class _Statement:
    """What a statement gathers while its parts are written: columns of the record, parents, steps."""

    question: Question
    dialect: Dialect
    columns: dict[str, None] = field(default_factory=dict)
    parents: dict[tuple[str, str], str] = field(default_factory=dict)
    lookups: dict[Form, _Lookup] = field(default_factory=dict)

    @property
    def by_period(self) -> bool:
        return self.question.grain is PERIOD


class _Scope:
    """Where names stand: the record (`b`), the records inside a step (`o`), or a related row (`i`)."""

    def __init__(self, statement: _Statement, alias: str, *, record: _Scope | None = None) -> None:
        self.statement, self.alias, self.record = statement, alias, record
        self.used: dict[str, _Lookup] = {}
        self.parent_joins: dict[str, tuple[str, str]] = {}

    def column(self, node: Column) -> str:
        if self.record is None:
            self.statement.columns[node.spec.name] = None
        return f"{self.alias}.{quoted(node.spec.name)}"

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


def write(node: Node, scope: _Scope) -> str:
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


def _choice(node: Choice, scope: _Scope) -> str:
    cases = " ".join(
        f"WHEN {write(condition, scope)} THEN {write(value, scope)}" for condition, value in node.cases
    )
    otherwise = f" ELSE {write(node.otherwise, scope)}" if node.otherwise is not None else ""
    return f"(CASE {cases}{otherwise} END)"


def _between(node: Between, scope: _Scope) -> str:
    dialect = scope.statement.dialect
    start, end = write(node.start, scope), write(node.end, scope)
    if node.unit == "days":
        return dialect.days(start, end)
    # The largest n for which start plus n months is on or before end: month numbers differ by n or n + 1.
    rough = f"({dialect.month_number(end)} - {dialect.month_number(start)})"
    months = f"({rough} - CASE WHEN {dialect.shift(start, rough, 'months')} > {end} THEN 1 ELSE 0 END)"
    return months if node.unit == "months" else f"CAST(FLOOR({months} / 12.0) AS INTEGER)"


def _band(node: Band, scope: _Scope) -> str:
    value = write(node.value, scope)
    cases = []
    for label, lowest, highest in node.bands.ranges:
        tests = [f"{value} >= {lowest!r}"] if lowest is not None else []
        tests += [f"{value} <= {highest!r}"] if highest is not None else []
        cases.append(f"WHEN {' AND '.join(tests) or 'TRUE'} THEN {literal(label, Type.TEXT)}")
    return f"(CASE WHEN {value} IS NULL THEN NULL {' '.join(cases)} ELSE '{OUTSIDE}' END)"


def _related(node: Related, scope: _Scope) -> str:
    """Name the step if it is new, join it, and say the value it gives."""
    statement = scope.statement
    form = node.form()
    if form not in statement.lookups:
        alias = f"l{len(statement.lookups) + 1}"
        statement.lookups[form] = _Lookup(alias, "", "")  # its place is kept: steps it needs come before
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


def _step(node: Related, statement: _Statement, alias: str) -> _Lookup:
    return _grouped(node, statement, alias) if _stands_alone(node) else _joined(node, statement, alias)


def _grouped(node: Related, statement: _Statement, alias: str) -> _Lookup:
    """One row a key: the related table is read once, without the records."""
    record = _Scope(statement, "b")
    inner = _Scope(statement, "i", record=record)
    keys = [write(column, inner) for column, _ in node.same]
    named = ", ".join(f"{key} AS k{n}" for n, key in enumerate(keys))
    where = f" WHERE {write(node.where, inner)}" if node.where is not None else ""
    source = f"FROM {quoted(node.table.name)} i"
    sql = _folded(node, inner, named, ", ".join(keys), source, where)
    outside = [write(part, record).replace("b.", "{record}.", 1) for _, part in node.same]
    joined_on = " AND ".join(f"{alias}.k{n} = {part}" for n, part in enumerate(outside))
    return _Lookup(alias, sql, joined_on)


def _joined(node: Related, statement: _Statement, alias: str) -> _Lookup:
    """Records joined to their related rows, because the condition names the record, as_of or the period."""
    record = _Scope(statement, "o")
    inner = _Scope(statement, "i", record=record)
    ties = " AND ".join(f"{write(column, inner)} = {write(part, record)}" for column, part in node.same)
    where = f" WHERE {write(node.where, inner)}" if node.where is not None else ""
    keys = ["o.record_id"] + (["o.period_start"] if statement.by_period else [])
    named = ", ".join(f"{key} AS k{n}" for n, key in enumerate(keys))
    if node.how == "peak":
        sql = _peak(node, inner, record, ties, where)
    else:
        sql = _folded(node, inner, named, ", ".join(keys), "{source}", where)
        source = f"FROM base o{record.lookup_joins()} JOIN {quoted(node.table.name)} i ON {ties}"
        sql = sql.replace("{source}", source)
    joined_on = " AND ".join(
        f"{alias}.k{n} = {{record}}.{key.removeprefix('o.')}" for n, key in enumerate(keys)
    )
    return _Lookup(alias, sql, joined_on)


def _folded(node: Related, inner: _Scope, named: str, keys: str, source: str, where: str) -> str:
    """Group the kept rows by key, or rank them for first and last."""
    if node.how in ("first", "last"):
        assert node.value is not None and node.by is not None
        value, by = write(node.value, inner), write(node.by, inner)
        way = "ASC" if node.how == "first" else "DESC"
        order = f"{by} {way}, i.{quoted(node.table.key)} {way}"
        known = f"{where} AND {by} IS NOT NULL" if where else f" WHERE {by} IS NOT NULL"
        ranked = f"ROW_NUMBER() OVER (PARTITION BY {keys} ORDER BY {order})"
        rows = f"SELECT {named}, {value} AS v, {ranked} AS n {source}{inner.inner_joins()}{known}"
        return f"SELECT * FROM ({rows}) ranked WHERE n = 1"
    folded = {"any": "TRUE", "count": "COUNT(*)"}.get(node.how)
    if folded is None:
        assert node.value is not None
        folded = f"SUM({write(node.value, inner)})"
    return f"SELECT {named}, {folded} AS v {source}{inner.inner_joins()}{where} GROUP BY {keys}"


def _peak(node: Related, inner: _Scope, record: _Scope, ties: str, where: str) -> str:
    """Most spells at once inside the period: add one at each start, take one away the day after each end."""
    assert node.by is not None
    start = write(node.by, inner)
    until = write(node.until, inner) if node.until is not None else "NULL"
    inside = f"{start} <= o.period_end AND COALESCE({until} >= o.period_start, TRUE)"
    kept = f"{where} AND {inside}" if where else f" WHERE {inside}"
    spells = (
        f"SELECT o.record_id AS r, o.period_start AS s, o.period_end AS e, {start} AS f, {until} AS u "
        f"FROM base o{record.lookup_joins()} JOIN {quoted(node.table.name)} i ON {ties}"
        f"{inner.inner_joins()}{kept}"
    )
    steps = (
        f"SELECT r, s, GREATEST(f, s) AS d, 1 AS c FROM ({spells}) a UNION ALL "
        f"SELECT r, s, {record.statement.dialect.shift('u', '1', 'days')} AS d, -1 AS c "
        f"FROM ({spells}) z WHERE u < e"
    )
    days = f"SELECT r, s, d, SUM(c) AS c FROM ({steps}) t GROUP BY r, s, d"
    running = f"SELECT r, s, SUM(c) OVER (PARTITION BY r, s ORDER BY d) AS c FROM ({days}) d"
    return f"SELECT r AS k0, s AS k1, CAST(MAX(c) AS BIGINT) AS v FROM ({running}) p GROUP BY r, s"


def compiled(question: Question, dialect: Dialect = DUCKDB) -> str:
    """The SQL of one side of a question (see `Question.sides`)."""
    statement = _Statement(question, dialect)
    record = _Scope(statement, "b")
    pool_early = not any(isinstance(part, Related) for part in walk(question.pool))
    fields = _fields(question, record)
    late = "" if pool_early else f" WHERE {write(question.pool, record)}"
    base = _base(question, statement, pool_early)
    steps = [f"base AS MATERIALIZED ({base})"]
    steps += [f"{step.alias} AS ({step.sql})" for step in _in_order(statement)]
    listed = ",\n  ".join(f"{sql} AS {quoted(name)}" for name, sql in fields)
    named = ",\n".join(steps)
    return f"WITH {named}\nSELECT\n  {listed}\nFROM base b{record.lookup_joins()}{late}"


def _in_order(statement: _Statement) -> list[_Lookup]:
    """Steps as they were finished: one that needs another is finished after it."""
    return list(statement.lookups.values())


def _base(question: Question, statement: _Statement, pool_early: bool) -> str:
    """The records, with the parents' columns and the days that the asking brings."""
    scope = _Scope(statement, "r")
    pool = f" WHERE {_early_pool(question, scope)}" if pool_early and question.pool is not TRUE else ""
    each = question.each
    record_id = f"r.{quoted(each.key)} AS record_id"
    person = "r.person_id" if each.has("person_id") else "CAST(NULL AS VARCHAR)"
    if each.name == "person":
        person = f"r.{quoted(each.key)}"
    chosen = [record_id, f"{person} AS subject_id", "asked.as_of AS as_of"]
    chosen += ["period.period_start", "period.period_end"] if statement.by_period else []
    chosen += [f"r.{quoted(name)}" for name in statement.columns]
    chosen += [
        f"r_{via}.{quoted(name)} AS {quoted(found)}" for (via, name), found in statement.parents.items()
    ]
    joins = " CROSS JOIN asked" + (" CROSS JOIN period" if statement.by_period else "")
    for via in dict.fromkeys(via for via, _ in statement.parents):
        table = each.spec(via).refers_to
        assert table is not None
        joins += f" LEFT JOIN {quoted(table)} r_{via} ON r_{via}.{quoted(table + '_id')} = r.{quoted(via)}"
    return f"SELECT {', '.join(chosen)} FROM {quoted(each.name)} r{joins}{pool}"


def _early_pool(question: Question, scope: _Scope) -> str:
    """The pool as a condition on the raw record, before the base step is named."""

    class Raw(_Scope):
        def parent(self, node: Parent) -> str:
            key = (node.via.spec.name, node.column.spec.name)
            self.statement.parents.setdefault(key, f"p_{node.column.table.name}_{key[0]}_{key[1]}")
            return f"r_{key[0]}.{quoted(key[1])}"

        def given(self, name: str) -> str:
            return f"asked.{name}" if name == "as_of" else f"period.{name}"

    return write(question.pool, Raw(scope.statement, "r"))


def _fields(question: Question, record: _Scope) -> list[tuple[str, str]]:
    def said(node: Node | None, kind: str) -> str:
        return f"CAST({write(node, record)} AS {kind})" if node is not None else f"CAST(NULL AS {kind})"

    by_period = question.grain is PERIOD
    period = "b.{}" if by_period else "CAST(NULL AS DATE)"
    ends = said(question.ends, "DATE")
    if question.grain in (EXPOSURE, CENSUS):
        ends = f"LEAST({ends}, b.as_of)"
    fields = [
        ("record_id", "b.record_id"),
        ("person_id", "b.subject_id"),
        ("placed", "b.period_start" if by_period else said(question.dated, "DATE")),
        ("period_start", period.format("period_start")),
        ("period_end", period.format("period_end")),
        ("starts", said(question.starts, "DATE")),
        ("ends", ends),
        ("verdict", _verdict(question, record)),
        ("value", f"CAST({_value(question, record)} AS DOUBLE)"),
        ("low", said(question.lower if isinstance(question, Published) else None, "DOUBLE")),
        ("high", said(question.upper if isinstance(question, Published) else None, "DOUBLE")),
        ("cause", _cause(question, record)),
        ("pick", said(question.one_per, "VARCHAR")),
        ("pick_order", write(question.order, record) if question.order is not None else "NULL"),
    ]
    for prefix, nodes in (("s", question.split), ("c", question.cuts)):
        fields += [(f"{prefix}_{name}", _cell(node, record)) for name, node in nodes.items()]
    return fields


def _cell(node: Node, record: _Scope) -> str:
    sql = write(node, record)
    if node.type is Type.BOOLEAN:
        return f"CASE WHEN {sql} THEN 'yes' WHEN NOT {sql} THEN 'no' END"
    return f"CAST({sql} AS VARCHAR)"


def _verdict(question: Question, record: _Scope) -> str:
    among = (
        f"WHEN NOT {write(question.among, record)} THEN {Verdict.OUT.value} "
        if question.among is not TRUE
        else ""
    )
    due_part = question.due if question.due is not None else question.dated
    due = (
        f"WHEN {write(due_part, record)} > b.as_of THEN {Verdict.NOT_DUE.value} "
        if due_part is not None
        else ""
    )
    met = _met(question, record)
    told = (
        f"WHEN {met} IS NULL THEN {Verdict.UNKNOWN.value} WHEN {met} THEN {Verdict.MET.value} "
        f"ELSE {Verdict.NOT_MET.value}"
    )
    return f"CAST(CASE {among}{due}{told} END AS TINYINT)"


def _met(question: Question, record: _Scope) -> str:
    match question:
        case Proportion():
            return write(question.met, record)
        case Spread():
            value = f"(CASE WHEN {write(question.value, record)} IS NOT NULL THEN TRUE END)"
            if question.worst is None:
                return value
            return f"COALESCE(NULLIF({write(question.worst, record)}, FALSE), {value})"
        case Change() | Published():
            return f"(CASE WHEN {_value(question, record)} IS NOT NULL THEN TRUE END)"
        case Curve():
            length, cause = write(question.length, record), write(question.cause, record)
            return f"(CASE WHEN {length} IS NOT NULL THEN {cause} IS NOT NULL END)"
        case Count() if question.starts is not None:
            return f"(CASE WHEN {write(question.starts, record)} IS NOT NULL THEN TRUE END)"
        case Count() if question.amount is not None:
            return f"(CASE WHEN {write(question.amount, record)} IS NOT NULL THEN TRUE END)"
    return "TRUE"


def _value(question: Question, record: _Scope) -> str:
    match question:
        case Spread() | Published():
            return write(question.value, record)
        case Change():
            return f"({write(question.after, record)} - {write(question.before, record)})"
        case Curve():
            return write(question.length, record)
        case Count():
            part = question.amount if question.amount is not None else question.value
            return write(part, record) if part is not None else "NULL"
    return "NULL"


def _cause(question: Question, record: _Scope) -> str:
    """Why a spell ended; for a spread, `running` or `worst` where the number is not final."""
    if isinstance(question, Curve):
        return f"CAST({write(question.cause, record)} AS VARCHAR)"
    if isinstance(question, Spread):
        cases = ""
        if question.worst is not None:
            cases += f"WHEN {write(question.worst, record)} THEN 'worst' "
        if question.running is not None:
            cases += f"WHEN {write(question.running, record)} THEN 'running' "
        if cases:
            return f"CASE {cases}END"
    return "CAST(NULL AS VARCHAR)"
