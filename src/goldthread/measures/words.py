"""The words a question is written in: `surely(...)`, `later(a, b)`, `months(6)`, `first(...)`.

held = blank(homes.ended_on) | (homes.ended_on >= homes.started_on + months(6))
reviewed = any_of(contacts, where=contacts.two_way, same="person_id")
"""

from __future__ import annotations

from collections.abc import Sequence

from goldthread.kernel.refusals import Refused
from goldthread.measures.tables import Table
from goldthread.measures.tree import (
    Band,
    Bands,
    Between,
    Blank,
    Choice,
    Column,
    Duration,
    Given,
    Node,
    Outer,
    Parent,
    Pick,
    Related,
    Surely,
    as_node,
)

as_of = Given("as_of")
period_start = Given("period_start")
period_end = Given("period_end")

Same = str | Sequence[str | tuple[object, object]] | tuple[object, object]


def blank(value: Node) -> Node:
    """True when the value is not known."""
    return Blank(value)


def surely(condition: Node) -> Node:
    """True only when the condition is known to hold: blank counts as false."""
    return Surely(condition)


def coalesce(*values: object) -> Node:
    """The first value that is not blank."""
    return Pick("coalesce", tuple(as_node(value) for value in values))


def later(*values: object) -> Node:
    """The latest of some days, or the largest number, passing over blanks."""
    return Pick("later", tuple(as_node(value) for value in values))


def earlier(*values: object) -> Node:
    """The earliest of some days, or the smallest number, passing over blanks."""
    return Pick("earlier", tuple(as_node(value) for value in values))


def choice(*cases: tuple[Node, object], otherwise: object = None) -> Node:
    """The value of the first case whose condition holds; blank conditions do not hold."""
    made = tuple((condition, as_node(value)) for condition, value in cases)
    return Choice(made, as_node(otherwise) if otherwise is not None else None)


def days(amount: object) -> Duration:
    """A number of days to add to a date or take from it."""
    return Duration(as_node(amount), "days")


def weeks(amount: object) -> Duration:
    """A number of weeks to add to a date or take from it."""
    return Duration(as_node(amount), "weeks")


def months(amount: object) -> Duration:
    """A number of months to add to a date or take from it; the day clamps to the month's last."""
    return Duration(as_node(amount), "months")


def days_between(start: Node, end: Node) -> Node:
    """Days from start to end: 0 when they are the same day."""
    return Between("days", start, end)


def months_between(start: Node, end: Node) -> Node:
    """Whole months from start to end."""
    return Between("months", start, end)


def years_between(start: Node, end: Node) -> Node:
    """Whole years from start to end, as ages are counted."""
    return Between("years", start, end)


def band(value: Node, bands: Bands) -> Node:
    """The name of the band that a number falls in."""
    return Band(value, bands)


def outer(value: Node) -> Node:
    """Inside where=: a value of the record asked about, not of the related row."""
    return Outer(value)


def parent(via: Node, column: Node) -> Node:
    """A column of the row that the reference column `via` points at."""
    if not isinstance(via, Column) or not isinstance(column, Column):
        raise Refused("A parent is named by a reference column and a column of the table it points at.")
    return Parent(via, column)


def tied(table: Table, same: object, each: Table | None) -> tuple[tuple[Column, Node], ...]:
    """Pairs of (column of `table`, value of the record). A name stands for the same column on both sides."""
    entries: list[object] = [same] if isinstance(same, (str, tuple)) else list(same)  # type: ignore[call-overload]
    pairs: list[tuple[Column, Node]] = []
    for entry in entries:
        inner, outside = entry if isinstance(entry, tuple) else (entry, entry)
        if isinstance(inner, str):
            inner = Column(table, table.spec(inner))
        if isinstance(outside, str):
            if each is None:
                raise Refused(f'same="{outside}" needs each=, the table of the record.')
            outside = Column(each, each.spec(outside))
        if not isinstance(inner, Column) or not isinstance(outside, Node):
            raise Refused("same= takes a column name, or pairs of a column and a value of the record.")
        pairs.append((inner, outside))
    return tuple(pairs)


def related(
    how: str,
    table: Table,
    *,
    same: object,
    each: Table | None = None,
    value: Node | None = None,
    where: Node | None = None,
    by: Node | None = None,
    until: Node | None = None,
) -> Node:
    """A lookup over rows of `table` that belong to the record; see `tree.Related`."""
    return Related(how, table, tied(table, same, each), value, where, by, until)


def _table_of(value: Node) -> Table:
    if isinstance(value, Column):
        return value.table
    if isinstance(value, Parent):
        return value.via.table
    tables = {part.table for part in _columns(value)}
    if len(tables) != 1:
        raise Refused("A lookup reads columns of one table; name it by reading one of its columns.")
    return tables.pop()


def _columns(value: Node) -> list[Column]:
    from goldthread.measures.tree import walk

    return [part for part in walk(value) if isinstance(part, Column)]


def first(
    value: Node, *, by: Node, same: object, where: Node | None = None, each: Table | None = None
) -> Node:
    """The value of the related row that comes first by `by` (ties: lowest record id); blank when none."""
    return related("first", _table_of(value), same=same, value=value, where=where, by=by, each=each)


def last(
    value: Node, *, by: Node, same: object, where: Node | None = None, each: Table | None = None
) -> Node:
    """The value of the related row that comes last by `by` (ties: highest record id); blank when none."""
    return related("last", _table_of(value), same=same, value=value, where=where, by=by, each=each)


def any_of(table: Table, *, same: object, where: Node | None = None, each: Table | None = None) -> Node:
    """True when at least one related row is known to meet the condition; never blank."""
    return related("any", table, same=same, where=where, each=each)


def count_of(table: Table, *, same: object, where: Node | None = None, each: Table | None = None) -> Node:
    """How many related rows are known to meet the condition; never blank."""
    return related("count", table, same=same, where=where, each=each)


def sum_of(value: Node, *, same: object, where: Node | None = None, each: Table | None = None) -> Node:
    """The sum of a column over related rows, passing over blanks; 0 when there is none."""
    return related("sum", _table_of(value), same=same, value=value, where=where, each=each)


def peak_of(
    table: Table,
    *,
    start: Node,
    until: Node,
    same: object,
    where: Node | None = None,
    each: Table | None = None,
) -> Node:
    """The most related spells in force on any one day of the period (blank `until`: still running)."""
    return related("peak", table, same=same, where=where, by=start, until=until, each=each)
