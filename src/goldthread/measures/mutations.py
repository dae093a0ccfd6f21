"""Every change of one single node of a tree.

A comparison is swapped, a term dropped, a day moved by one: small mistakes that a hand could make. What is
refused where it is made, or proven to mean the same, is left out.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from goldthread.kernel.refusals import Refused
from goldthread.measures.equivalences import bounds, exclusive, same_within_bounds
from goldthread.measures.proofs import never_blank
from goldthread.measures.tables import CodeList, ColumnSpec, Type
from goldthread.measures.tree import (
    And,
    Arithmetic,
    Band,
    Bands,
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
    coded,
)

T = TypeVar("T")

Columns = Mapping[str, Mapping[str, ColumnSpec]]
"""The columns that a question names, by table."""

COMPARISONS = ("lt", "le", "eq", "ne", "ge", "gt")
UNITS = ("days", "weeks", "months")
SPANS = ("days", "months", "years")
_OTHER_SIGN = {"add": "sub", "sub": "add", "mul": "div", "div": "mul"}
_NOTHING_ADDED = {"add": 0, "sub": 0, "mul": 1, "div": 1}
ANOTHER_TEXT = "another text"


@dataclass(frozen=True)
class Altered:
    """One changed node: the node as it was, as it became, and the whole tree with it."""

    before: Node
    after: Node
    whole: Node


@dataclass(frozen=True)
class _Slot:
    """A child that may change. `blank_is_no`: there a blank counts as false, so only truth matters."""

    child: Node
    put: Callable[[Node], Node]
    blank_is_no: bool = False


def altered(node: Node, named: Columns, blank_is_no: bool = False) -> Iterator[Altered]:
    """Every tree that differs from this one by one node, parents first."""
    for make in _of_node(node, named, blank_is_no):
        try:
            after = make()
        except Refused:
            continue
        yield Altered(node, after, after)
    for slot in _slots(node, blank_is_no):
        for inner in altered(slot.child, named, slot.blank_is_no):
            try:
                whole = slot.put(inner.whole)
            except Refused:
                continue
            if isinstance(inner.before, (Literal, Column, Parent, Given)) and inner.whole is inner.after:
                yield Altered(node, whole, whole)  # a leaf alone says too little to a reader
            else:
                yield Altered(inner.before, inner.after, whole)


# --- where children stand ------------------------------------------------------------------------------


def _slots(node: Node, blank_is_no: bool) -> Iterator[_Slot]:
    match node:
        case Outer():
            yield _Slot(node.inner, Outer, blank_is_no)
        case Compare():
            yield from _sides_of(node)
        case In():
            yield _Slot(node.value, partial(_put, node, "value"))
        case And() | Or():
            # Both hold exactly when enough of their terms are true, so a blank term counts as a false one.
            for at, term in enumerate(node.terms):
                yield _Slot(term, partial(_put_term, node, at), blank_is_no)
        case Not():
            yield _Slot(node.value, Not)
        case Blank():
            yield _Slot(node.value, Blank)
        case Surely():
            yield _Slot(node.value, Surely, True)
        case Pick():
            for at, term in enumerate(node.terms):
                yield _Slot(term, partial(_put_term, node, at))
        case Choice():
            yield from _cases_of(node, blank_is_no)
        case Shift():
            yield _Slot(node.value, partial(_put, node, "value"))
            yield _Slot(node.amount, partial(_put, node, "amount"))
        case Between():
            yield _Slot(node.start, partial(_put, node, "start"))
            yield _Slot(node.end, partial(_put, node, "end"))
        case Arithmetic():
            yield _Slot(node.left, partial(_put, node, "left"))
            yield _Slot(node.right, partial(_put, node, "right"))
        case Band():
            yield _Slot(node.value, partial(_put, node, "value"))
        case Related():
            yield from _parts_of(node)


def _put(node: Node, part: str, new: object) -> Node:
    """The node with one part changed; it checks itself again."""
    made: Node = replace(node, **{part: new})  # type: ignore[type-var]  # every node class is a dataclass
    return made


def _put_term(node: And | Or | Pick, at: int, new: Node) -> Node:
    return _put(node, "terms", _changed(node.terms, at, new))


def _changed(many: tuple[T, ...], at: int, *new: T) -> tuple[T, ...]:
    """The row with the one at `at` replaced, or dropped when nothing is given."""
    return (*many[:at], *new, *many[at + 1 :])


def _sides_of(node: Compare) -> Iterator[_Slot]:
    """A literal beside a coded column changes to another code, which `_of_node` sees to."""
    if not (isinstance(node.left, Literal) and _list_of(node.right)):
        yield _Slot(node.left, partial(_put, node, "left"))
    if not (isinstance(node.right, Literal) and _list_of(node.left)):
        yield _Slot(node.right, partial(_put, node, "right"))


def _cases_of(node: Choice, blank_is_no: bool) -> Iterator[_Slot]:
    for at, (condition, value) in enumerate(node.cases):
        yield _Slot(condition, partial(_put_case, node, at, value=value), True)
        yield _Slot(value, partial(_put_case, node, at, condition), blank_is_no)
    if node.otherwise is not None:
        yield _Slot(node.otherwise, partial(_put, node, "otherwise"), blank_is_no)


def _put_case(node: Choice, at: int, condition: Node, value: Node) -> Node:
    return Choice(_changed(node.cases, at, (condition, value)), node.otherwise)


def _parts_of(node: Related) -> Iterator[_Slot]:
    """Ties of a key to a key stay: another tie would ask about other people's rows."""
    for at, (_, outside) in enumerate(node.same):
        if not isinstance(outside, (Column, Parent)):
            yield _Slot(outside, partial(_put_tie, node, at))
    for name in ("value", "where", "by", "until"):
        part = getattr(node, name)
        if part is not None:
            yield _Slot(part, partial(_put, node, name), name == "where")


def _put_tie(node: Related, at: int, new: Node) -> Node:
    return replace(node, same=_changed(node.same, at, (node.same[at][0], new)))


# --- what one node may become --------------------------------------------------------------------------


def _of_node(node: Node, named: Columns, blank_is_no: bool) -> Iterator[Callable[[], Node]]:
    """Makers of what may stand in the place of `node`; a maker may be refused."""
    if node.type is Type.BOOLEAN and not isinstance(node, (Compare, Not, Literal)):
        yield partial(Not, node)
    match node:
        case Literal():
            yield from _literals(node)
        case Column():
            for spec in _like(node.spec, named.get(node.table.name, {})):
                yield partial(Column, node.table, spec)
        case Parent():
            target = node.column
            for spec in _like(target.spec, named.get(target.table.name, {})):
                yield partial(Parent, node.via, Column(target.table, spec))
        case Given() if node.name != "as_of":
            other = "period_end" if node.name == "period_start" else "period_start"
            yield partial(Given, other)
        case Compare():
            yield from _comparisons(node)
        case In():
            yield from _lists(node)
        case And() | Or():
            yield partial(Or if isinstance(node, And) else And, node.terms)
            yield from _fewer(node)
        case Not():
            yield partial(_itself, node.value)
        case Surely():
            if not blank_is_no and not never_blank(node.value):
                yield partial(_itself, node.value)
        case Pick():
            yield from _picks(node)
        case Choice():
            yield from _choices(node)
        case Shift():
            if not _is(node.amount, 0):
                yield partial(replace, node, sign=-node.sign)
                for unit in UNITS:
                    yield partial(replace, node, unit=unit)
        case Between():
            for unit in SPANS:
                yield partial(replace, node, unit=unit)
        case Arithmetic():
            if not _is(node.right, _NOTHING_ADDED[node.how]):
                yield partial(Arithmetic, _OTHER_SIGN[node.how], node.left, node.right)
        case Band():
            for ranges in _ranges(node):
                yield partial(_banded, node, ranges)
        case Related():
            yield from _lookups(node)


def _is(node: Node, value: int) -> bool:
    return isinstance(node, Literal) and node.value == value


def _like(spec: ColumnSpec, others: Mapping[str, ColumnSpec]) -> list[ColumnSpec]:
    """Other named columns that could stand in the place of this one: same type, same list; never keys."""
    if spec.refers_to or spec.name.endswith("_id"):
        return []
    return [
        other
        for other in others.values()
        if other.name != spec.name
        and other.type is spec.type
        and other.codes == spec.codes
        and not other.refers_to
        and not other.name.endswith("_id")
    ]


def _list_of(node: Node) -> CodeList | None:
    spec = coded(node)
    return spec.codes if spec is not None else None


def _literals(node: Literal) -> Iterator[Callable[[], Node]]:
    value = node.value
    if node.type is Type.BOOLEAN:
        yield partial(Literal, not value, node.type)
    elif node.type.is_number:
        yield partial(Literal, value + 1, node.type)
        yield partial(Literal, value - 1, node.type)
    elif node.type is Type.DATE:
        yield partial(Literal, value + datetime.timedelta(days=1), node.type)
        yield partial(Literal, value - datetime.timedelta(days=1), node.type)
    elif node.type is Type.TEXT:
        yield partial(Literal, ANOTHER_TEXT, node.type)


def _comparisons(node: Compare) -> Iterator[Callable[[], Node]]:
    for how in COMPARISONS:
        if how != node.how and not same_within_bounds(node, how):
            yield partial(Compare, how, node.left, node.right)
    for name, literal, beside in (("right", node.right, node.left), ("left", node.left, node.right)):
        listed = _list_of(beside)
        if isinstance(literal, Literal) and listed is not None and len(listed.values) > 1:
            at = listed.values.index(literal.value)
            another = listed.values[(at + 1) % len(listed.values)]
            yield partial(_put, node, name, Literal(another, Type.TEXT))


def _lists(node: In) -> Iterator[Callable[[], Node]]:
    for at in range(len(node.values)):
        yield partial(In, node.value, _changed(node.values, at))
    listed = _list_of(node.value)
    if listed is None:
        if node.value.type is Type.TEXT:
            yield partial(In, node.value, (*node.values, Literal(ANOTHER_TEXT, Type.TEXT)))
        return
    inside = {value.value for value in node.values if isinstance(value, Literal)}
    added = next((code for code in listed.values if code not in inside), None)
    if added is not None:
        yield partial(In, node.value, (*node.values, Literal(added, Type.TEXT)))


def _fewer(node: And | Or | Pick) -> Iterator[Callable[[], Node]]:
    """One term dropped; of two, the other stays alone."""
    for at in range(len(node.terms)):
        rest = _changed(node.terms, at)
        yield partial(_itself, rest[0]) if len(rest) == 1 else partial(_put, node, "terms", rest)


def _itself(node: Node) -> Node:
    return node


def _picks(node: Pick) -> Iterator[Callable[[], Node]]:
    if node.how == "coalesce":
        for swapped in _neighbours_swapped(node.terms):
            yield partial(Pick, "coalesce", swapped)
    else:
        yield partial(Pick, "earlier" if node.how == "later" else "later", node.terms)
    yield from _fewer(node)


def _neighbours_swapped(many: tuple[T, ...]) -> Iterator[tuple[T, ...]]:
    for at in range(len(many) - 1):
        yield (*many[:at], many[at + 1], many[at], *many[at + 2 :])


def _choices(node: Choice) -> Iterator[Callable[[], Node]]:
    """Cases change places unless they can never hold together: then their order says nothing."""
    cases = node.cases
    for at, swapped in enumerate(_neighbours_swapped(cases)):
        if not exclusive(cases[at][0], cases[at + 1][0]):
            yield partial(Choice, swapped, node.otherwise)
    for at in range(len(cases)):
        rest = _changed(cases, at)
        if rest:
            yield partial(Choice, rest, node.otherwise)
        elif node.otherwise is not None:
            yield partial(_itself, node.otherwise)
    if node.otherwise is not None:
        yield partial(Choice, cases, None)


def _lookups(node: Related) -> Iterator[Callable[[], Node]]:
    other = {"first": "last", "last": "first"}.get(node.how)
    if other is not None:
        yield partial(replace, node, how=other)
    if node.how in ("count", "peak"):
        yield partial(Arithmetic, "add", node, Literal(1, Type.INTEGER))
    if node.where is not None:
        yield partial(replace, node, where=None)
        yield partial(replace, node, where=Not(node.where))
    if node.how == "peak" and node.until is not None:
        yield partial(replace, node, until=None)


# --- bands ---------------------------------------------------------------------------------------------

Ranges = tuple[tuple[str, float | None, float | None], ...]


def _banded(node: Band, ranges: Ranges) -> Node:
    return Band(node.value, Bands(node.bands.name, ranges))


def _ranges(node: Band) -> Iterator[Ranges]:
    """Boundaries moved by one, and each label given to its neighbour."""
    ranges = node.bands.ranges
    for at, (label, lowest, highest) in enumerate(ranges):
        others = [other for other, _, _ in ranges if other != label]
        if others:
            yield _changed(ranges, at, (others[min(at, len(others) - 1)], lowest, highest))
        for step in (-1, 1):
            if lowest is not None and not _seen_before(node, at, *_moved(lowest, step, low=True)):
                yield _changed(ranges, at, (label, lowest + step, highest))
            if highest is not None and not _seen_before(node, at, *_moved(highest, step, low=False)):
                yield _changed(ranges, at, (label, lowest, highest + step))


def _moved(bound: float, step: int, *, low: bool) -> tuple[float, float]:
    """The whole numbers, or the stretch, that change hands when a bound moves by one."""
    if low:
        return (bound - 1, bound - 1) if step < 0 else (bound, bound)
    return (bound + 1, bound + 1) if step > 0 else (bound, bound)


def _seen_before(node: Band, at: int, first: float, last: float) -> bool:
    """True when no value can notice: an earlier band already takes it, or the number is never that."""
    if node.value.type is not Type.INTEGER:
        first, last = first - 1, last + 1
    lowest, highest = bounds(node.value)
    if (lowest is not None and last < lowest) or (highest is not None and first > highest):
        return True
    return any(
        (low is None or low <= first) and (high is None or high >= last)
        for _, low, high in node.bands.ranges[:at]
    )
