"""Questions compiled to SQL: one statement a side, one row a record.

The statement reads views named after the fact tables (voided rows left out), a one-row table `asked`
(as_of) and, for questions of grain PERIOD only, a table `period` (period_start, period_end). Its columns:

    record_id, person_id, placed, period_start, period_end, starts, ends, verdict, value, low, high, cause,
    pick, pick_order, then s_<split> and c_<cut>

`low` and `high` are a publisher's limits. Lookups become named steps, see `sql_nodes`.

With `placed`, views say where each row lies (`_part`, `_row`) and periods are numbered (`number`). The place
then stands for the record: `_part` and `_row` come first instead of `record_id` and `person_id`, and `pick`
is left out where it is the person. Texts that differ in every row cost more than the question. Columns that
are blank in every row are left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from goldthread.kernel.periods import Period
from goldthread.measures.coded import code, code_of, codes_of, laid
from goldthread.measures.dialects import DUCKDB, Dialect, literal, quoted
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
from goldthread.measures.sql_nodes import PART, PERIODS, write, write_code
from goldthread.measures.sql_scope import Scope, Statement, own
from goldthread.measures.tables import Type
from goldthread.measures.tree import (
    Column,
    Node,
    Parent,
    Related,
    walk,
)

__all__ = [
    "DUCKDB",
    "OPTIONAL",
    "PERIODS",
    "Dialect",
    "Together",
    "compiled",
    "literal",
    "picks_person",
    "quoted",
    "together",
]

# Columns of kept rows that a question may leave blank in every row; with `placed` it then leaves them out.
OPTIONAL = {
    "placed": "DATE",
    "period_start": "DATE",
    "period_end": "DATE",
    "starts": "DATE",
    "ends": "DATE",
    "value": "DOUBLE",
    "low": "DOUBLE",
    "high": "DOUBLE",
    "cause": "VARCHAR",
    "pick": "VARCHAR",
    "pick_order": "",
}
_PAIRED = re.compile(r"FROM (base|bare) o\b")
_BLANK = ("NULL", *(f"CAST(NULL AS {kind})" for kind in ("DATE", "DOUBLE", "VARCHAR")))


def compiled(question: Question, dialect: Dialect = DUCKDB, *, placed: bool = False) -> str:
    """The SQL of one side of a question (see `Question.sides`); with `placed`, of places instead of ids."""
    statement = Statement(question, dialect, placed)
    record = Scope(statement, "b")
    record.layers = []
    pool_early = not _looks_up(question.pool)
    fields = fields_of(question, record)
    late = "" if pool_early else f" WHERE {write(question.pool, record)}"
    source = record.records()
    steps = _before(question, statement, pool_early)
    return f"{steps}\nSELECT\n  {_listed(fields, placed)}\n{source}{late}"


def _before(question: Question, statement: Statement, pool_early: bool) -> str:
    """The steps that a statement reads: the records, and what is looked up of them."""
    looked_up = statement.written()
    held = "NOT MATERIALIZED" if statement.placed else "MATERIALIZED"
    steps = [f"base AS {held} ({records_of(question, statement, pool_early)})"]
    if statement.placed:
        read = sum(len(_PAIRED.findall(step)) for step in looked_up.values())
        held = "MATERIALIZED" if read > 1 else held
        steps.append(f"bare AS {held} ({records_of(question, statement, pool_early, bare=True)})")
    steps += [f"{name} AS ({sql})" for name, sql in looked_up.items()]
    return "WITH " + ",\n".join(steps)


@dataclass(frozen=True)
class Together:
    """What several questions of one table ask in one reading of its records.

    What `asked` gives is to be kept as a table `answered`; `told` are what each question takes from it, in
    the order of the questions. Where one period is asked about, `steps` are those that are the same in every
    period: `asked` reads them by name.
    """

    steps: Mapping[str, str]
    asked: str
    told: tuple[str, ...]


def together(questions: Sequence[Question], period: Period | None = None) -> Together | None:
    """Several questions of one table in one statement with `placed`: what they share is worked out once.

    With `period`, of that one. None then where a step pairs the records of the period with other rows: then
    all periods are asked at once.
    """
    first = questions[0]
    statement = Statement(first, DUCKDB, True, period)
    record = Scope(statement, "b")
    record.layers = []
    record.with_parents = period is not None
    alike = all(each.pool.form() == first.pool.form() for each in questions)
    early = period is None and alike and not _looks_up(first.pool)
    values: dict[str, str] = {}

    def named(sql: str) -> str:
        return values.setdefault(sql, f"a{len(values)}")

    told, pools = [], []
    for question in questions:
        written = [(name, sql) for name, sql in fields_of(question, record) if sql not in _BLANK]
        columns = ", ".join(f"{named(sql)} AS {quoted(name)}" for name, sql in written)
        pools.append(write(question.pool, record) if not early else "TRUE")
        kept = f" WHERE {named(pools[-1])}" if not alike and question.pool is not TRUE else ""
        told.append(f"SELECT {columns} FROM answered{kept}")
    chosen = ", ".join(f"{sql} AS {name}" for sql, name in values.items())
    late = "" if "TRUE" in pools else f" WHERE {' OR '.join(dict.fromkeys(pools))}"
    asked = f"SELECT {chosen} {record.records()}{late}"
    if period is None:
        return Together({}, f"{_before(first, statement, early)}\n{asked}", tuple(told))
    looked_up = statement.written()
    if any(_PAIRED.search(step) for step in looked_up.values()):
        return None
    return Together({"base": records_of(first, statement, False), **looked_up}, asked, tuple(told))


def _looks_up(node: Node) -> bool:
    return any(isinstance(part, Related) for part in walk(node))


def _listed(fields: Sequence[tuple[str, str]], placed: bool) -> str:
    return ",\n  ".join(f"{sql} AS {quoted(name)}" for name, sql in fields if not (placed and sql in _BLANK))


def picks_person(question: Question) -> bool:
    """True when one record is taken for each person, so that the pick need not be kept beside the record."""
    pick = question.one_per
    return isinstance(pick, Column) and pick.table == question.each and pick.spec.name == "person_id"


def records_of(question: Question, statement: Statement, pool_early: bool, bare: bool = False) -> str:
    """The records, with the parents' columns and the days that the asking brings; `bare` without parents."""
    scope = Scope(statement, "r")
    pool = f" WHERE {_early_pool(question, scope)}" if pool_early and question.pool is not TRUE else ""
    each = question.each
    chosen = [*_named(question, statement), "asked.as_of AS as_of"]
    chosen += ["period.period_start", "period.period_end"] if statement.by_period else []
    chosen += [f"r.{quoted(name)} AS {quoted(own(name))}" for name in statement.columns]
    for name in statement.codes:
        kind = quoted(codes_of(each.name, name))
        chosen.append(f"CAST(r.{quoted(name)} AS {kind}) AS {quoted(own(code_of(name)))}")
    parents = {
        (via, name): found
        for (via, name), found in statement.parents.items()
        if not bare or f'r_{via}."' in pool
    }
    chosen += [f"r_{via}.{quoted(name)} AS {quoted(found)}" for (via, name), found in parents.items()]
    joins = " CROSS JOIN asked" + (" CROSS JOIN period" if statement.by_period else "")
    for via in dict.fromkeys(via for via, _ in parents):
        table = each.spec(via).refers_to
        assert table is not None
        source = laid(table) if statement.placed else table
        joins += f" LEFT JOIN {quoted(source)} r_{via} ON r_{via}.{quoted(table + '_id')} = r.{quoted(via)}"
    return f"SELECT {', '.join(chosen)} FROM {quoted(each.name)} r{joins}{pool}"


def _named(question: Question, statement: Statement) -> list[str]:
    """The number of a record, by which lookups join it, and what names it."""
    each = question.each
    if statement.placed:
        number = f"r._part * {PART} + r._row"
        if statement.by_period:
            number = f"({number}) * {PERIODS} + period.number"
        return [f"{number} AS n", "r._part AS _part", "r._row AS _row"]
    person = "r.person_id" if each.has("person_id") else "CAST(NULL AS VARCHAR)"
    if each.name == "person":
        person = f"r.{quoted(each.key)}"
    return ["ROW_NUMBER() OVER () AS n", f"r.{quoted(each.key)} AS record_id", f"{person} AS subject_id"]


def _early_pool(question: Question, scope: Scope) -> str:
    """The pool as a condition on the raw record, before the base step is named."""

    class Raw(Scope):
        def column(self, node: Column) -> str:
            return f"r.{quoted(node.spec.name)}"

        def parent(self, node: Parent, name: str = "") -> str:
            key = (node.via.spec.name, name or node.column.spec.name)
            self.statement.parents.setdefault(key, f"p_{node.column.table.name}_{key[0]}_{key[1]}")
            return f"r_{key[0]}.{quoted(key[1])}"

        def given(self, name: str) -> str:
            return f"asked.{name}" if name == "as_of" else f"period.{name}"

    return write(question.pool, Raw(scope.statement, "r"))


def fields_of(question: Question, record: Scope) -> list[tuple[str, str]]:
    """Every column of a row and its SQL, in the order of the kept rows; blanks too."""

    def said(node: Node | None, kind: str) -> str:
        return f"CAST({write(node, record)} AS {kind})" if node is not None else f"CAST(NULL AS {kind})"

    by_period = question.grain is PERIOD

    def day(name: str) -> str:
        return f"CAST({record.given(name)} AS DATE)" if by_period else "CAST(NULL AS DATE)"

    ends = said(question.ends, "DATE")
    if question.grain in (EXPOSURE, CENSUS):
        ends = f"LEAST({ends}, b.as_of)"
    names = [("record_id", "b.record_id"), ("person_id", "b.subject_id")]
    one_per = question.one_per
    if record.statement.placed:
        names = [("_part", "b._part"), ("_row", "b._row")]
        one_per = None if picks_person(question) else one_per
    fields = [
        *names,
        ("placed", day("period_start") if by_period else said(question.dated, "DATE")),
        ("period_start", day("period_start")),
        ("period_end", day("period_end")),
        ("starts", said(question.starts, "DATE")),
        ("ends", ends),
        ("verdict", _verdict(question, record)),
        ("value", f"CAST({_value(question, record)} AS DOUBLE)"),
        ("low", said(question.lower if isinstance(question, Published) else None, "DOUBLE")),
        ("high", said(question.upper if isinstance(question, Published) else None, "DOUBLE")),
        ("cause", _cause(question, record)),
        ("pick", said(one_per, "VARCHAR")),
        ("pick_order", write(question.order, record) if question.order is not None else "NULL"),
    ]
    for prefix, nodes in (("s", question.split), ("c", question.cuts)):
        fields += [(f"{prefix}_{name}", _cell(node, record)) for name, node in nodes.items()]
    return fields


def _cell(node: Node, record: Scope) -> str:
    placed = record.statement.placed
    coded = write_code(node, record) if placed else None
    if coded is not None:
        return coded
    sql = write(node, record)
    if node.type is Type.BOOLEAN:
        yes, no = (code(word, ("no", "yes")) if placed else f"'{word}'" for word in ("yes", "no"))
        return f"CASE WHEN {sql} THEN {yes} WHEN NOT {sql} THEN {no} END"
    return f"CAST({sql} AS VARCHAR)"


def _verdict(question: Question, record: Scope) -> str:
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
    # TRUE is 1 and FALSE 0, as MET and NOT_MET are; what is said once is worked out once.
    told = f"ELSE COALESCE(CAST({met} AS INTEGER), {Verdict.UNKNOWN.value})"
    if not among and not due:
        return f"CAST({told.removeprefix('ELSE ')} AS TINYINT)"
    return f"CAST(CASE {among}{due}{told} END AS TINYINT)"


def _met(question: Question, record: Scope) -> str:
    match question:
        case Proportion():
            return write(question.met, record)
        case Spread():
            value = f"(CASE WHEN {_value(question, record)} IS NOT NULL THEN TRUE END)"
            if question.worst is None:
                return value
            return f"COALESCE(NULLIF({write(question.worst, record)}, FALSE), {value})"
        case Change() | Published():
            return f"(CASE WHEN {_value(question, record)} IS NOT NULL THEN TRUE END)"
        case Curve():
            length, cause = _value(question, record), write(question.cause, record)
            return f"(CASE WHEN {length} IS NOT NULL THEN {cause} IS NOT NULL END)"
        case Count() if question.starts is not None or question.amount is not None:
            needed = [write(part, record) for part in (question.starts, question.amount) if part is not None]
            return f"(CASE WHEN {' AND '.join(f'{part} IS NOT NULL' for part in needed)} THEN TRUE END)"
    return "TRUE"


def _lasting(length: str) -> str:
    """A time that ends before it starts has no length that anybody knows."""
    return f"(CASE WHEN {length} >= 0 THEN {length} END)"


def _value(question: Question, record: Scope) -> str:
    return record.once(_number(question, record))


def _number(question: Question, record: Scope) -> str:
    match question:
        case Spread() if question.running is not None:
            return _lasting(write(question.value, record))
        case Spread() | Published():
            return write(question.value, record)
        case Change():
            return f"({write(question.after, record)} - {write(question.before, record)})"
        case Curve():
            return _lasting(write(question.length, record))
        case Count():
            part = question.amount if question.amount is not None else question.value
            return write(part, record) if part is not None else "NULL"
    return "NULL"


def _cause(question: Question, record: Scope) -> str:
    """Why a spell ended; for a spread, `running` or `worst` where the number is not final."""
    if isinstance(question, Curve):
        coded = write_code(question.cause, record) if record.statement.placed else None
        return coded if coded is not None else f"CAST({write(question.cause, record)} AS VARCHAR)"
    if isinstance(question, Spread):
        cases, placed = "", record.statement.placed
        for part, word in ((question.worst, "worst"), (question.running, "running")):
            if part is not None:
                said = code(word, ("running", "worst")) if placed else f"'{word}'"
                cases += f"WHEN {write(part, record)} THEN {said} "
        if cases:
            return f"CASE {cases}END"
    return "CAST(NULL AS VARCHAR)"
