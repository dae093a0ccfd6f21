"""What related rows say of the record, and walks over a whole tree. Read `tree` first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from goldthread.kernel.refusals import Refused
from goldthread.measures.nodes import Column, Form, Given, Node, a, must_be, must_know, same_kind
from goldthread.measures.tables import ColumnSpec, Table, Type

LOOKUPS = ("first", "last", "any", "count", "sum", "peak")


@dataclass(frozen=True, eq=False, repr=False)
class Related(Node):
    """What rows of another table, or of the same one, say of the record.

    `how`: first and last (by `by`, ties by record id), any, count, sum, and peak (most at once between
    `by` and `until`, both days in). `same` pairs an inner column with a value of the record; `where` keeps
    inner rows and may name the record through `Outer`. first, last: blank when there is none. any, count,
    sum and peak are never blank; inner rows whose condition or value is blank do not count.
    """

    how: str
    table: Table
    same: tuple[tuple[Column, Node], ...]
    value: Node | None = None
    where: Node | None = None
    by: Node | None = None
    until: Node | None = None
    type: Type = field(init=False)

    def __post_init__(self) -> None:
        must_know(self.how, LOOKUPS, "lookup")
        if self.how in ("first", "last", "sum") and self.value is None:
            raise Refused(f'"{self.how}" needs the column to read.')
        if self.how in ("first", "last", "peak") and self.by is None:
            raise Refused(f'"{self.how}" needs by=, the column that orders the {self.table.called}.')
        if not self.same:
            raise Refused(
                f'"{self.how}" needs same=, the column that ties the {self.table.called} to the record.'
            )
        if self.where is not None:
            must_be(self.where, (Type.BOOLEAN,), "where=")
        if self.how == "sum" and self.value is not None:
            must_be(self.value, (Type.INTEGER, Type.NUMBER), "sum")
        if self.how == "peak":
            for part in (self.by, self.until):
                if part is not None:
                    must_be(part, (Type.DATE,), "The first and the last day of a peak")
        for inner, outer in self.same:
            if not same_kind(inner.type, outer.type):
                raise Refused(f"same= ties {a(inner.type)} to {a(outer.type)}.")
        kinds = {"any": Type.BOOLEAN, "count": Type.INTEGER, "peak": Type.INTEGER}
        kind = kinds.get(self.how)
        if kind is None:
            assert self.value is not None
            kind = self.value.type
        object.__setattr__(self, "type", kind)

    def children(self) -> tuple[Node, ...]:
        loose = [part for part in (self.value, self.where, self.by, self.until) if part is not None]
        return (*(part for pair in self.same for part in pair), *loose)

    def reads(self) -> ColumnSpec | None:
        return self.value.reads() if self.value is not None else None

    def form(self) -> Form:
        def said(part: Node | None) -> Form | None:
            return part.form() if part is not None else None

        pairs = tuple((inner.form(), outer.form()) for inner, outer in self.same)
        return (
            "related",
            self.how,
            self.table.name,
            pairs,
            said(self.value),
            said(self.where),
            said(self.by),
            said(self.until),
        )


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, parents first."""
    yield node
    for child in node.children():
        yield from walk(child)


def names_period(node: Node) -> bool:
    """True when the answer depends on the period asked about."""
    return any(
        (isinstance(part, Given) and part.name != "as_of")
        or (isinstance(part, Related) and part.how == "peak")
        for part in walk(node)
    )
