"""Which questions other terms can answer otherwise: read off the question trees, never off a list by hand."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from goldthread.contracts.terms import Terms
from goldthread.facts.derive.reuse import touched
from goldthread.measures.questions import Question, mentions
from goldthread.measures.tree import And, Column, Compare, In, Literal, Node, Parent, Related, Surely, walk

CLOCK, STANDARD = "clock", "standard"


def affected(questions: Iterable[Question], before: Terms, after: Terms) -> list[Question]:
    """The questions that read what comes out otherwise: a spell, a caseload, or clocks of such a standard."""
    tables, standards = touched(before, after)
    return [one for one in questions if _reads(one, tables, standards)]


def judged_otherwise(questions: Iterable[Question], before: Terms, after: Terms) -> list[Question]:
    """The questions whose target is another."""
    found = {row.indicator for row in {*before.targets} ^ {*after.targets}}
    return [one for one in questions if one.code in found]


def _reads(question: Question, tables: frozenset[str], standards: frozenset[str]) -> bool:
    for _, side in question.sides():
        read = mentions(side) & tables
        if read - {CLOCK}:
            return True
        if CLOCK in read:
            named = standards_named(side)
            if named is None or named & standards:
                return True
    return False


@lru_cache(maxsize=1024)
def standards_named(side: Question) -> frozenset[str] | None:
    """The standards whose clocks one side of a question asks for, by name; None where it may read any."""
    named = [_held_to(side.pool)] if side.each.name == CLOCK else []
    for _, node in side.parts():
        for part in walk(node):
            if isinstance(part, Related) and part.table.name == CLOCK:
                named.append(_held_to(part.where))
            elif isinstance(part, Parent) and part.column.table.name == CLOCK:
                named.append(None)
    found: set[str] = set()
    for one in named:
        if one is None:
            return None
        found |= one
    return frozenset(found)


def _held_to(node: Node | None) -> set[str] | None:
    """The names to which a condition holds `clock.standard`; None where it lets others through."""
    if isinstance(node, Surely):
        return _held_to(node.value)
    if isinstance(node, And):
        held = [told for told in map(_held_to, node.terms) if told is not None]
        return set.intersection(*held) if held else None
    if isinstance(node, Compare) and node.how == "eq":
        for column, other in ((node.left, node.right), (node.right, node.left)):
            if _is_standard(column) and isinstance(other, Literal):
                return {str(other.value)}
    if isinstance(node, In) and _is_standard(node.value):
        told = {str(value.value) for value in node.values if isinstance(value, Literal)}
        return told if len(told) == len(node.values) else None
    return None


def _is_standard(node: Node) -> bool:
    return isinstance(node, Column) and node.table.name == CLOCK and node.spec.name == STANDARD
