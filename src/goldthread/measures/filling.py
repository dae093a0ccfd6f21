"""What an example need not write: keys, references and ties, so that one line makes a whole small world."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from goldthread.kernel.refusals import Refused
from goldthread.measures.questions import Question
from goldthread.measures.reading import Asked, Row, World, value_in
from goldthread.measures.tables import ColumnSpec, Table, Type
from goldthread.measures.tree import Column, Node, Outer, Parent, Related, walk


def table_called(each: Table, name: str) -> Table:
    """A table declared beside `each`, by its name."""
    if each.name == name:
        return each
    if not each._registry:
        raise Refused(f'The table "{each.name}" is not declared in a registry.')
    return each._registry[0][name]


def read_columns(question: Question, *, cuts: bool = True) -> dict[str, dict[str, ColumnSpec]]:
    """The columns that a question reads, by table; the table of the record comes first."""
    found: dict[str, dict[str, ColumnSpec]] = {question.each.name: {}}

    def note(column: Column) -> None:
        found.setdefault(column.table.name, {})[column.spec.name] = column.spec

    for name, top in question.parts():
        if not cuts and name.startswith("cuts."):
            continue
        for part in walk(top):
            if isinstance(part, Column):
                note(part)
            elif isinstance(part, Parent):
                note(part.via)
                note(part.column)
            elif isinstance(part, Related):
                found.setdefault(part.table.name, {})
    return found


class Filling:
    """Completes one world: keys, references and ties that no cell gives.

    The record is "r1" (a person "p1"); a reference to a person holds "p1", any other "<column>-1". The first
    row of a table that the record points at bears that key. Rows of a looked-up table hold what ties them to
    the record. The n-th row of a related table points at the n-th row of the table it refers to, where there
    is one, else at the first.
    """

    def __init__(
        self,
        question: Question,
        asked: Asked,
        record: dict[str, Any],
        others: dict[tuple[str, int], dict[str, Any]],
    ) -> None:
        self.question, self.asked, self.record, self.others = question, asked, record, others
        nodes = [part for _, top in question.parts() for part in walk(top)]
        self.lookups = [part for part in nodes if isinstance(part, Related)]
        self.parents = [part for part in nodes if isinstance(part, Parent)]

    def world(self) -> World:
        each = self.question.each
        self.record.setdefault(each.key, _key(each.key) if each.key == "person_id" else "r1")
        for via in (*(parent.via for parent in self.parents), *self._outside()):
            if via.table.name == each.name and via.spec.type is Type.TEXT and via.spec.codes is None:
                self.record.setdefault(via.spec.name, _key(via.spec.name))
        self._point()
        rows: dict[str, list[Row]] = {each.name: [self.record]}
        for (called, number), row in sorted(self.others.items()):
            table = self._called(called)
            row.setdefault(table.key, self._key_of(called, table, number))
            rows.setdefault(table.name, []).append(row)
        self._tie(rows)
        self._check(rows)
        return rows

    def _called(self, called: str) -> Table:
        via = self.question.each.relation(called)
        reads = read_columns(self.question)
        if called not in reads and via is not None:
            return self.question.each.referred(via)
        return table_called(self.question.each, called)

    def _outside(self) -> Iterator[Column]:
        for lookup in self.lookups:
            yield from (part for _, part in lookup.same if isinstance(part, Column))

    def _point(self) -> None:
        """Related rows point at the rows they refer to; a tie through a parent needs that row."""
        for parent in self.parents:
            if parent.via.table.name == self.question.each.name:
                continue
            target = parent.column.table.name
            for (called, number), row in self.others.items():
                if called == parent.via.table.name:
                    nth = number if (target, number) in self.others else 1
                    if not self._is_tie(parent.via):
                        row.setdefault(parent.via.spec.name, _key(parent.via.spec.name, nth))
        for lookup in self.lookups:
            if not any(called == lookup.table.name for called, _ in self.others):
                continue
            for _, outside in lookup.same:
                if isinstance(outside, Parent) and outside.via.table.name == self.question.each.name:
                    row = self.others.setdefault((self._relation(outside.via), 1), {})
                    if outside.column.spec.name != outside.column.table.key:
                        row.setdefault(outside.column.spec.name, _key(outside.column.spec.name))

    def _is_tie(self, column: Column) -> bool:
        return any(inner.form() == column.form() for lookup in self.lookups for inner, _ in lookup.same)

    def _relation(self, via: Column) -> str:
        """The heading under which the row that `via` points at is written."""
        called, target = via.spec.name.removesuffix("_id"), via.spec.refers_to or ""
        return called if called == target or (called, 1) in self.others else target

    def _key_of(self, called: str, table: Table, number: int) -> str:
        each = self.question.each
        named = each.relation(called)
        vias = [parent.via for parent in self.parents if parent.column.table.name == table.name]
        outer = [via.spec for via in vias if via.table.name == each.name]
        if named is not None and named.refers_to == table.name:
            outer = [named, *outer]
        if number == 1 and outer and self.record.get(outer[0].name) is not None:
            return str(self.record[outer[0].name])
        inner = [via.spec for via in vias if via.table.name != each.name]
        if inner:
            return _key(inner[0].name, number)
        return _key(table.key, number) if table.name == "person" else f"{table.name}-{number}"

    def _tie(self, rows: dict[str, list[Row]]) -> None:
        for lookup in self.lookups:
            for inner, outside in lookup.same:
                value = value_in(outside, self.record, rows, self.asked)
                for (called, number), row in self.others.items():
                    if self._called(called).name != lookup.table.name:
                        continue
                    if inner.spec.name != lookup.table.key:
                        row.setdefault(inner.spec.name, value)
                    elif number == 1 and row[inner.spec.name] == f"{lookup.table.name}-1":
                        row[inner.spec.name] = value

    def _check(self, rows: Mapping[str, list[Row]]) -> None:
        """A row that no store could hold proves nothing: what is required and read must be given."""
        for name, specs in read_columns(self.question, cuts=False).items():
            for row in rows.get(name, ()):
                of_others = name == self.question.each.name and row is not self.record
                looked_at = self._looked_at(name) if of_others else specs
                for spec in specs.values():
                    if spec.required and spec.name in looked_at and row.get(spec.name) is None:
                        raise Refused(
                            f'"{name}.{spec.name}" is required, and the question reads it. '
                            "Give it a column with a value in every row."
                        )

    def _looked_at(self, name: str) -> set[str]:
        """Columns read of other rows of the record's own table: fewer than are read of the record."""
        found = set()
        for lookup in self.lookups:
            parts = [lookup.value, lookup.where, lookup.by, lookup.until]
            for part in (*(inner for inner, _ in lookup.same), *parts):
                for node in walk_inner(part) if part is not None and lookup.table.name == name else ():
                    found.add(node.spec.name if isinstance(node, Column) else node.via.spec.name)
        return found


def walk_inner(node: Node) -> Iterator[Column | Parent]:
    """Columns of the related row below a node of a lookup; what outer() names is of the record."""
    if isinstance(node, (Column, Parent)):
        yield node
    elif not isinstance(node, Outer):
        for child in node.children():
            yield from walk_inner(child)


def _key(column: str, number: int = 1) -> str:
    return f"p{number}" if column == "person_id" else f"{column}-{number}"
