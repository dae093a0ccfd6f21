"""Rows whose SQL is worked out once for each form of question, and kept.

A page asks some fifty questions, and Django takes far longer to write one than the database to answer. So
`KeptRows` notes what is asked (`filter`, `order_by`, `values_list` ...), and does not write it at once. When
rows are wanted, the form of the question (fields without their keys, days and moments) finds the SQL that was
written for that form, and only the values are put in. Which parameter holds which value is learnt by writing
the form once with marks in their place; where a mark cannot be found again, the form is never kept, and what
this module does not know is asked as Django asks it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Self

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import Count, QuerySet
from django.db.models.query import get_related_populators

from goldthread.access.absent import is_absent
from goldthread.access.shapes import Unkept, marked_steps, shape_of_steps

MOST = 4_000  # forms kept in one process; beyond it all are forgotten and learnt again
MARKED_INSTANT = datetime(1801, 1, 1, tzinfo=UTC)
MARKED_DAY = date(1601, 1, 1)
ROWS, EXISTS, COUNT = "rows", "exists", "count"
_COUNTED = frozenset({"filter", "exclude", "order_by", "select_related"})

Step = tuple[str, tuple[Any, ...], dict[str, Any]]
_forms: dict[Any, Form | None] = {}


@dataclass(frozen=True)
class Form:
    """SQL of a question. `slots` name the value of each parameter, or -1 where it stands in `fixed`."""

    sql: str  # blank where the question can have no answer
    slots: tuple[int, ...] = ()
    fixed: tuple[Any, ...] = ()
    width: int = 0  # columns wanted, where the database is asked for more to order by
    converters: tuple[tuple[int, Any, Any], ...] = ()
    made: Any = None  # makes what a reader gets of a row
    names: dict[str, int] = field(default_factory=dict)


class KeptRows(models.QuerySet):
    """A query set that remembers what it was asked until somebody needs it written."""

    def __init__(self, model: Any = None, query: Any = None, using: Any = None, hints: Any = None) -> None:
        super().__init__(model, query, using, hints)
        self._steps: tuple[Step, ...] | None = () if query is None and using is None else None
        self._result_cache: list[Any] | None = None
        self.said: tuple[Step, ...] | None = self._steps

    @property
    def query(self) -> Any:
        """The question as Django writes it. Who asks for it may change it, so nothing is noted after."""
        if self._steps:
            real = written(self.model, self._steps)
            self._query = real._query
            self._iterable_class = real._iterable_class
            self._fields = real._fields
        self._steps = None  # last: rows that two threads share are never half written
        return QuerySet.query.fget(self)

    @query.setter
    def query(self, value: Any) -> None:
        QuerySet.query.fset(self, value)

    def _noting(self, name: str, arguments: tuple[Any, ...], named: dict[str, Any]) -> Self:
        return self._with((*(self._steps or ()), (name, arguments, named)))

    def _with(self, steps: tuple[Step, ...]) -> Self:
        """The same rows asked in other steps. Nothing is written yet, so all else may be shared."""
        made = object.__new__(type(self))
        made.__dict__.update(self.__dict__)
        made._result_cache = None
        made._steps = made.said = steps
        return made

    def all(self) -> Any:
        """As Django has it."""
        if self._steps is None:
            return super().all()
        return self._with(self._steps)

    def __getitem__(self, wanted: Any) -> Any:
        if self._steps is None or self._result_cache is not None:
            return super().__getitem__(wanted)
        if isinstance(wanted, int) and wanted >= 0:
            one = list(self._noting("__getitem__", (slice(wanted, wanted + 1),), {}))
            return one[0]  # no such place: as Django says it
        if isinstance(wanted, slice) and wanted.step is None:
            ends = (wanted.start, wanted.stop)
            if all(end is None or (isinstance(end, int) and end >= 0) for end in ends):
                return self._noting("__getitem__", (wanted,), {})
        return super().__getitem__(wanted)

    @property
    def ordered(self) -> bool:
        """As Django has it."""
        if self._steps is None:
            return bool(super().ordered)
        orders = [arguments for name, arguments, _ in self._steps if name == "order_by"]
        return bool(orders[-1] if orders else self.model._meta.ordering)

    def first(self) -> Any:
        """As Django has it."""
        if self._steps is None:
            return super().first()
        rows = self if self.ordered else self.order_by("pk")
        return next(iter(rows[:1]), None)

    def get(self, *arguments: Any, **named: Any) -> Any:
        """As Django has it."""
        if self._steps is None or any(name == "__getitem__" for name, _, _ in self._steps):
            return super().get(*arguments, **named)
        found = list(self.filter(*arguments, **named).order_by()[:2])
        if len(found) == 1:
            return found[0]
        return super().get(*arguments, **named)  # to raise what Django raises

    def exists(self) -> bool:
        """As Django has it."""
        if self._steps is not None and self._result_cache is None:
            found = answered(self, EXISTS)
            if found is not None:
                return bool(found)
        return bool(super().exists())

    def count(self) -> int:
        """As Django has it."""
        noted = self._steps is not None and self._result_cache is None
        if noted and all(name in _COUNTED for name, _, _ in self._steps or ()):
            found = answered(self, COUNT)
            if found is not None:
                return int(found[0][0]) if found else 0
        return int(super().count())

    def iterator(self, *arguments: Any, **named: Any) -> Iterator[Any]:
        """As Django has it."""
        _ = self.query
        found: Iterator[Any] = super().iterator(*arguments, **named)
        return found

    def resolve_expression(self, *arguments: Any, **named: Any) -> Any:
        """As Django has it: as part of another question."""
        _ = self.query
        return super().resolve_expression(*arguments, **named)

    def _fetch_all(self) -> None:
        if self._result_cache is None and self._steps is not None:
            self._result_cache = answered(self, ROWS)
        if self._result_cache is None:
            _ = self.query  # what is asked as Django asks it is written first
        super()._fetch_all()


def _noted(name: str) -> Any:
    real = getattr(QuerySet, name)

    def method(self: KeptRows, *arguments: Any, **named: Any) -> Any:
        if self._steps is None:
            return real(self, *arguments, **named)
        return self._noting(name, arguments, named)

    method.__name__, method.__doc__ = name, "As Django has it; noted."
    return method


_CONDITIONS = ("filter", "exclude", "annotate", "order_by", "select_related")
_WANTED = ("values_list", "values", "defer", "only")
for _name in (*_CONDITIONS, *_WANTED):
    setattr(KeptRows, _name, _noted(_name))


class Subquery(models.Subquery):
    """Django's, written only when it is needed, so that a question with it in has a form."""

    def __init__(self, rows: Any, output_field: Any = None) -> None:
        models.expressions.BaseExpression.__init__(self, output_field)
        self.rows, self.told_field = rows, output_field
        self.extra: dict[str, Any] = {}
        self._written: Any = None

    @property
    def query(self) -> Any:
        """The question inside, as Django writes it."""
        if self._written is None:
            said = getattr(self.rows, "said", None)
            query = (written(self.rows.model, said) if said is not None else self.rows).query.clone()
            query.subquery = True
            self._written = query
        return self._written

    @query.setter
    def query(self, value: Any) -> None:
        self._written = value


class Exists(Subquery, models.Exists):
    """Django's, written only when it is needed."""


def written(model: Any, steps: Sequence[Step]) -> Any:
    """The query set that the steps make, as Django writes it."""
    rows = QuerySet(model)
    for name, arguments, named in steps:
        rows = getattr(rows, name)(*arguments, **named)
    return rows


def answered(rows: KeptRows, kind: str) -> list[Any] | None:
    """What the database answers; None where the form of the question cannot be kept."""
    alias = rows.db
    connection = connections[alias]
    values: list[tuple[str, Any]] = []
    steps = rows._steps or ()
    if is_absent(rows.model, steps):
        return []
    try:
        key = (connection.vendor, kind, rows.model, shape_of_steps(steps, values))
        if key not in _forms:
            if len(_forms) >= MOST:
                _forms.clear()
            _forms[key] = _learnt(rows.model, steps, values, kind, alias)
        form = _forms[key]
    except (Unkept, TypeError):  # a value that makes no key
        return None
    if form is None:
        return None
    if not form.sql:
        return []
    prepared = _prepared(values, connection)
    told = tuple(
        prepared[slot] if slot >= 0 else given for slot, given in zip(form.slots, form.fixed, strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute(form.sql, told)
        found = cursor.fetchall()
    if form.converters:
        found = [_converted(row, form.converters, connection) for row in found]
    if form.made is None:
        return list(found)
    made: list[Any] | None = form.made(found, rows, alias)
    return made


def _converted(row: Sequence[Any], converters: Any, connection: Any) -> tuple[Any, ...]:
    told = list(row)
    for place, convert, expression in converters:
        told[place] = convert(told[place], expression, connection)
    return tuple(told)


def _prepared(values: list[tuple[str, Any]], connection: Any) -> list[Any]:
    day, instant = connection.ops.adapt_datefield_value, connection.ops.adapt_datetimefield_value
    return [value if kind == "s" else day(value) if kind == "d" else instant(value) for kind, value in values]


def _learnt(model: Any, steps: Sequence[Step], values: Any, kind: str, alias: str) -> Form | None:
    """The SQL of a form, written with marks; None where a mark cannot be told from the rest."""
    connection = connections[alias]
    marks = [_mark(number, mark) for number, (mark, _) in enumerate(values)]
    try:
        rows = written(model, marked_steps(steps, iter(marks)))
        query = rows.query
        if kind == EXISTS:
            query = query.exists()
        elif kind == COUNT:
            query = query.clone()
            query.clear_ordering(force=True)
            query.clear_select_clause()
            query.add_annotation(Count("*"), "number")
        compiler = query.get_compiler(using=alias)
        sql, given = compiler.as_sql()
    except EmptyResultSet:
        return Form("")
    except Unkept:
        raise
    except Exception:  # as Django asks it, it raises the same where it is at fault
        return None
    looked_for = _prepared(
        [(mark, value) for (mark, _), value in zip(values, marks, strict=True)], connection
    )
    places = {value: number for number, value in enumerate(looked_for)}
    slots = tuple(places.get(one, -1) if isinstance(one, (str, date)) else -1 for one in given)
    columns = [one[0] for one in compiler.select[: compiler.col_count]]
    lost = set(range(len(marks))) - set(slots)
    if lost or len(places) != len(marks) or compiler.has_composite_fields(columns):
        return None
    converters = tuple(
        (place, convert, expression)
        for place, (each, expression) in compiler.get_converters(columns).items()
        for convert in each
    )
    width = compiler.col_count if compiler.has_extra_select else 0
    made = _maker(rows, compiler, width, alias) if kind == ROWS else None
    return Form(sql, slots, tuple(given), width, converters, made)


def _mark(number: int, kind: str) -> Any:
    if kind == "s":
        return f"\ue000{number}\ue001"
    return MARKED_DAY + timedelta(days=number) if kind == "d" else MARKED_INSTANT + timedelta(hours=number)


def _maker(rows: Any, compiler: Any, width: int, alias: str) -> Any:
    """What makes a reader's answer of the rows of the database."""
    name = rows._iterable_class.__name__
    if name == "FlatValuesListIterable":
        return lambda found, *_: [row[0] for row in found]
    if name == "ValuesListIterable":
        return lambda found, *_: [tuple(row[:width]) if width else tuple(row) for row in found]
    if name == "ValuesIterable":
        query = rows.query
        names = [*query.extra_select, *query.values_select, *query.annotation_select]
        names = list(query.selected) if query.selected else names
        return lambda found, *_: [dict(zip(names, row, strict=False)) for row in found]
    if name != "ModelIterable":
        raise Unkept
    info, select = compiler.klass_info, compiler.select
    model, fields = info["model"], info["select_fields"]
    first, last = fields[0], fields[-1] + 1
    attributes = [one[0].target.attname for one in select[first:last]]
    populators = get_related_populators(info, select, alias)
    noted = tuple(compiler.annotation_col_map.items()) if compiler.annotation_col_map else ()

    def instances(found: Any, asked: Any, alias: str) -> list[Any]:
        if asked._known_related_objects:
            return None  # type: ignore[return-value]  # as Django does it
        made = []
        for row in found:
            one = model.from_db(alias, attributes, row[first:last])
            for populator in populators:
                populator.populate(row, one)
            for attribute, place in noted:
                setattr(one, attribute, row[place])
            made.append(one)
        return made

    return instances
