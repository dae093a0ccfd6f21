"""Lookups that need no pairing of every record with every related row. `sql_nodes` writes them.

The last row on or before a day is the row whose span holds the day: a row holds from its own day until the
next row of the same key. Spans are made once of the related rows alone, and a record meets at most one.
Whether any row lies before a day is whether the earliest does.
"""

from __future__ import annotations

from dataclasses import dataclass

from goldthread.measures.tables import Type
from goldthread.measures.tree import And, Column, Compare, Given, Literal, Node, Outer, Parent, Related, walk

FLIPPED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}
ENDLESS = {Type.DATE: "DATE", Type.INSTANT: "TIMESTAMP"}


@dataclass(frozen=True)
class Bound:
    """A value of the related row held against a value of the record: `inner how outer`."""

    inner: Node
    how: str
    outer: Node


@dataclass(frozen=True)
class Split:
    """A condition in parts: of related rows alone, and held against the record."""

    alone: tuple[Node, ...]
    bounds: tuple[Bound, ...]


def split(node: Related) -> Split | None:
    """The parts of a lookup's condition; None where a part mixes row and record in another way."""
    if not all(isinstance(outside, (Column, Parent)) for _, outside in node.same):
        return None
    if not all(_alone(part) for part in (node.value, node.by) if part is not None):
        return None
    alone: list[Node] = []
    bounds: list[Bound] = []
    for term in _terms(node.where):
        bound = _bound(term)
        if _alone(term):
            alone.append(term)
        elif bound is not None:
            bounds.append(bound)
        else:
            return None
    return Split(tuple(alone), tuple(bounds))


def span(node: Related, parts: Split) -> tuple[Bound, tuple[Bound, ...]] | None:
    """For first and last: the bound that picks the span, and those that the picked row must also keep."""
    if node.how not in ("first", "last") or node.by is None or node.by.type not in ENDLESS:
        return None
    ordered = node.by.form()
    if any(bound.inner.form() != ordered for bound in parts.bounds):
        return None
    towards = ("lt", "le") if node.how == "last" else ("gt", "ge")
    picking = [bound for bound in parts.bounds if bound.how in towards]
    if len(picking) != 1:
        return None
    return picking[0], tuple(bound for bound in parts.bounds if bound is not picking[0])


def extreme(node: Related, parts: Split) -> Bound | None:
    """For any: the only bound, so that the least or the largest value of the rows decides."""
    return parts.bounds[0] if node.how == "any" and len(parts.bounds) == 1 else None


def _terms(where: Node | None) -> tuple[Node, ...]:
    if where is None:
        return ()
    if isinstance(where, And):
        return tuple(part for term in where.terms for part in _terms(term))
    return (where,)


def _alone(node: Node) -> bool:
    """True when a part needs nothing of the record, of the day up to which we look, or of the period."""
    return not any(isinstance(part, (Outer, Given, Related)) for part in walk(node))


def _bound(term: Node) -> Bound | None:
    if not isinstance(term, Compare) or term.how not in FLIPPED:
        return None
    if _alone(term.left) and _outside(term.right):
        return Bound(term.left, term.how, term.right)
    if _alone(term.right) and _outside(term.left):
        return Bound(term.right, FLIPPED[term.how], term.left)
    return None


def _outside(node: Node) -> bool:
    """True when a part is made of the record's own columns and parents, given days and literals alone."""
    if isinstance(node, Outer):
        return not any(isinstance(part, Related) for part in walk(node.inner))
    if isinstance(node, (Column, Parent, Related)):
        return False
    children = node.children()
    return all(_outside(child) for child in children) if children else isinstance(node, (Given, Literal))
