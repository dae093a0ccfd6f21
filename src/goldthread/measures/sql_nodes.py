"""SQL of the nodes of a tree, and of the named steps that lookups become. `sql` puts them together.

When nothing of the record is needed inside a lookup, rows are grouped once by their key, and where it is
needed only as a bound they are laid out as spans, see `spans`; otherwise the records are joined, by a number
that their step gives each (`n`): texts are slow to join. first and last are one ordered pick with the record
id as tie-break.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from goldthread.measures.coded import LAID, code, code_of, labels
from goldthread.measures.dialects import literal, quoted
from goldthread.measures.spans import ENDLESS, Bound, extreme, span, split
from goldthread.measures.sql_scope import Gathering, Lookup, Scope, Statement, own
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
SIGNS = {"add": "+", "sub": "-", "mul": "*"}


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
    if known is not None and isinstance(node, Pick):
        return f"COALESCE({', '.join(_coded(term, scope, known) for term in node.terms)})"
    return None


def _coded(node: Node, scope: Scope, known: Sequence[str]) -> str:
    """A node whose every text is of this list, as a code of it."""
    if isinstance(node, Band):
        return _band(node, scope, known)
    if isinstance(node, Choice):
        return _choice(node, scope, known)
    assert isinstance(node, Literal)  # `labels` knows the texts of no others
    return code(str(node.value), known)


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
    scope.used[lookup.alias, lookup.column] = lookup
    value = lookup.value(scope) if lookup.value is not None else scope.looked_up(lookup.alias, lookup.column)
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


def _gathering(
    node: Related, statement: Statement, alias: str, how: str, make: Callable[[], Gathering]
) -> tuple[str, Gathering]:
    """The step that reads these rows by this key, new or there, and its name.

    With places, rows are read once for all values that need no other lookup; such a step needs no other step.
    """
    key: tuple[object, ...] = (how, node.table.name, tuple((i.form(), o.form()) for i, o in node.same))
    if not statement.placed or any(isinstance(part, Related) for part in walk(node) if part is not node):
        key = (*key, alias)
    return statement.gathered.setdefault(key, (alias, make()))


def _kept(statement: Statement, step: str, gathering: Gathering, column: str) -> str:
    """Keep a step after those that it needs."""
    statement.steps.setdefault(step, gathering)
    return column


def _by_keys(node: Related, statement: Statement) -> Gathering:
    """One row a key: the related table is read once, without the records."""
    inner = Scope(statement, "i", record=Scope(statement, "b"))
    named, keys = _keys(node, inner)
    return Gathering(inner, quoted(node.table.name), named, keys, lambda rows: f"FROM {rows} i")


def _grouped(node: Related, statement: Statement, alias: str) -> Lookup:
    step, gathering = _gathering(node, statement, alias, "grouped", lambda: _by_keys(node, statement))
    column = _kept(statement, step, gathering, gathering.column(*_fold(node, gathering)))
    _ties(node, step)(Scope(statement, "b"))  # the columns that tie are columns of the records' step
    return Lookup(step, step, _ties(node, step), column=column)


def _extreme(node: Related, alone: Sequence[Node], bound: Bound, statement: Statement, alias: str) -> Lookup:
    """One row a key with the least or the largest value: any row is below a bound when the least is."""
    step, gathering = _gathering(node, statement, alias, "grouped", lambda: _by_keys(node, statement))
    inner = gathering.scope
    value = write(bound.inner, inner)
    most = "MIN" if bound.how in ("lt", "le") else "MAX"
    kept = [f"{value} IS NOT NULL", *(write(term, inner) for term in alone)]
    column = _kept(statement, step, gathering, gathering.column(f"{most}({value})", " AND ".join(kept)))

    def holds(record: Scope) -> str:
        return f"({record.looked_up(step, column)} {OPERATORS[bound.how]} {_outer(bound, record)})"

    _ties(node, step)(Scope(statement, "b"))
    return Lookup(step, step, _ties(node, step), holds, column)


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
    if by_number:  # in the order of their days a period passes over most of them
        sql += " ORDER BY d"
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
    if node.how == "peak":
        return Lookup(alias, statement.step(alias, _peak(node, statement)), _by_number(alias))
    step, gathering = _gathering(node, statement, alias, "joined", lambda: _pairs(node, statement))
    inner = gathering.scope
    folded, condition = _fold(node, gathering)
    column = _kept(statement, step, gathering, gathering.column(folded, condition))
    if node.how == "any" and not inner.parent_joins and len(gathering.values) == 1:
        gathering.alone = lambda: _matching(node, inner, condition)
    return Lookup(step, step, _by_number(step), column=column)


def _by_number(alias: str) -> Callable[[Scope], str]:
    return lambda scope: f"{alias}.k0 = {scope.alias}.n"


def _pairs(node: Related, statement: Statement) -> Gathering:
    """Each record with each related row of its keys, to be folded by record."""
    record = Scope(statement, "o")
    inner = Scope(statement, "i", record=record)
    ties = _tied(node, inner)
    rows = quoted(node.table.name)
    return Gathering(
        inner, rows, "o.n AS k0", "o.n", lambda rows: f"{record.records()} JOIN {rows} i ON {ties}"
    )


def _tied(node: Related, inner: Scope) -> str:
    assert inner.record is not None
    record = inner.record
    return " AND ".join(f"{write(column, inner)} = {write(part, record)}" for column, part in node.same)


def _matching(node: Related, inner: Scope, condition: str) -> str:
    """Whether any row matches needs no pairs."""
    assert inner.record is not None
    on = f"{_tied(node, inner)} AND {condition}" if condition else _tied(node, inner)
    return inner.statement.dialect.matching(inner.record.records(), f"{quoted(node.table.name)} i", on)


def _fold(node: Related, gathering: Gathering) -> tuple[str, str]:
    """How the rows of a key become one value, and which rows: an aggregate and a condition, blank for all."""
    inner = gathering.scope
    where = write(node.where, inner) if node.where is not None else ""
    if node.how in ("first", "last"):
        assert node.value is not None and node.by is not None
        value, by = write(node.value, inner), write(node.by, inner)
        if value == by:
            return f"{'MIN' if node.how == 'first' else 'MAX'}({value})", where
        known = f"{by} IS NOT NULL"
        dialect, key = inner.statement.dialect, f"i.{quoted(node.table.key)}"
        if not any(isinstance(part, (Parent, Outer, Related)) for part in walk(node.by)):
            gathering.orders.append(dialect.order(by, key))
        pick = dialect.pick(node.how, value, by, key)
        return pick, f"{where} AND {known}" if where else known
    folded = {"any": "TRUE", "count": "COUNT(*)"}.get(node.how)
    if folded is None:
        assert node.value is not None
        folded = f"SUM({write(node.value, inner)})"
    return folded, where


def _peak(node: Related, statement: Statement) -> str:
    """Most spells at once inside the period: add one at each start, take one away the day after each end."""
    assert node.by is not None
    record = Scope(statement, "o")
    inner = Scope(statement, "i", record=record)
    ties = _tied(node, inner)
    where = f" WHERE {write(node.where, inner)}" if node.where is not None else ""
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
