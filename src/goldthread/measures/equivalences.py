"""What can be proven about parts of a question without data: same meaning, never both true, bounds.

Mutants that no data could tell from the question are left out by these proofs, and by nothing else.
"""

from __future__ import annotations

from typing import Any

from goldthread.measures.proofs import shown
from goldthread.measures.tree import (
    And,
    Blank,
    Column,
    Compare,
    Form,
    In,
    Literal,
    Node,
    Not,
    Or,
    Outer,
    Parent,
    Pick,
    Related,
    Surely,
)

OPPOSITE = {"eq": "ne", "ne": "eq", "lt": "ge", "ge": "lt", "gt": "le", "le": "gt"}
# Of the three ways two values can lie (less, equal, more), those for which each comparison holds.
_HOLDS = {"lt": {-1}, "le": {-1, 0}, "eq": {0}, "ge": {0, 1}, "gt": {1}, "ne": {-1, 1}}

Bounds = tuple[float | None, float | None]


def canonical(form: Form) -> Form:
    """The form with double negation undone and a negated comparison said straight: the same in every world.

    Both hold in three-valued logic: a blank stays a blank on either side.
    """
    made = tuple(canonical(part) if isinstance(part, tuple) else part for part in form)
    match made:
        case ("not", ("not", inner)):
            return canonical(inner)
        case ("blank", ("not", inner)):  # not known, whichever way it is asked
            return canonical(("blank", inner))
        case ("not", (how, left, right)) if how in OPPOSITE:
            return (OPPOSITE[how], left, right)
    return made


def not_yet(form: Form) -> Form:
    """The form of a due day with every day after as_of made one: a due day only says whether it has come."""
    match form:
        case ("shift", _, 1, ("given", "as_of"), ("literal", _, amount)) if amount >= 1:
            return ("after", "as_of")
        case ("coalesce" | "later" | "earlier" as how, *terms):
            return (how, *(not_yet(term) for term in terms))
        case ("choice", cases, otherwise):
            kept = tuple((condition, not_yet(value)) for condition, value in cases)
            return ("choice", kept, not_yet(otherwise) if otherwise is not None else None)
    return form


def exclusive(one: Node, other: Node) -> bool:
    """True when it is proven that the two conditions never hold together."""
    if isinstance(one, Or):
        return all(exclusive(term, other) for term in one.terms)
    if isinstance(other, Or):
        return all(exclusive(one, term) for term in other.terms)
    return any(_contrary(left, right) for left in _terms(one) for right in _terms(other))


def _terms(node: Node) -> list[Node]:
    """What must hold for the node to hold."""
    match node:
        case And():
            return [part for term in node.terms for part in _terms(term)]
        case Surely():
            return _terms(node.value)
    return [node]


def _contrary(one: Node, other: Node) -> bool:
    if canonical(Not(one).form()) == canonical(other.form()):
        return True
    for left, right in ((one, other), (other, one)):
        if isinstance(left, Blank) and left.value.form() in shown(right, True):
            return True
    first, second = _listed(one), _listed(other)
    if first and second and first[0] == second[0] and not first[1] & second[1]:
        return True
    return isinstance(one, Compare) and isinstance(other, Compare) and _apart(one, other)


def _listed(node: Node) -> tuple[Form, frozenset[Any]] | None:
    """The value and the literals that it must be one of."""
    if isinstance(node, In):
        return node.value.form(), frozenset(one.value for one in node.values if isinstance(one, Literal))
    if isinstance(node, Compare) and node.how == "eq" and isinstance(node.right, Literal):
        return node.left.form(), frozenset([node.right.value])
    return None


def _apart(one: Compare, other: Compare) -> bool:
    """Two comparisons of one value, with the same limit or with literals, that cannot both hold."""
    if one.left.form() != other.left.form():
        return False
    if one.right.form() == other.right.form():
        return not _HOLDS[one.how] & _HOLDS[other.how]
    if not (isinstance(one.right, Literal) and isinstance(other.right, Literal)):
        return False
    if not (one.right.type.is_number or one.right.type is other.right.type):
        return False
    if one.right.value < other.right.value:
        return one.how in ("lt", "le", "eq") and other.how in ("gt", "ge", "eq")
    return other.how in ("lt", "le", "eq") and one.how in ("gt", "ge", "eq")


def bounds(node: Node) -> Bounds:
    """The lowest and highest that a number can be, by its declaration; None where there is no bound."""
    match node:
        case Literal() if node.type.is_number:
            return node.value, node.value
        case Column():
            return node.spec.lowest, node.spec.highest
        case Parent():
            return node.column.spec.lowest, node.column.spec.highest
        case Outer():
            return bounds(node.inner)
        case Related() if node.how in ("count", "peak"):
            return 0, None
        case Related() if node.how == "sum" and node.value is not None:
            lowest, _ = bounds(node.value)
            return (0, None) if lowest is not None and lowest >= 0 else (None, None)
        case Related() if node.value is not None:
            return bounds(node.value)
        case Pick():
            lows, highs = zip(*(bounds(term) for term in node.terms), strict=True)
            known_lows, known_highs = [x for x in lows if x is not None], [x for x in highs if x is not None]
            return (
                min(known_lows) if len(known_lows) == len(lows) else None,
                max(known_highs) if len(known_highs) == len(highs) else None,
            )
    return None, None


def same_within_bounds(node: Compare, how: str) -> bool:
    """True when the comparison means the same with another operator, because of the value's bounds."""
    if not node.left.type.is_number:
        return False
    lowest, highest = bounds(node.left)
    low, high = bounds(node.right)
    if low is None or high is None or low != high:
        return False
    possible = set()
    if lowest is None or lowest < low:
        possible.add(-1)
    if (lowest is None or lowest <= low) and (highest is None or highest >= low):
        possible.add(0)
    if highest is None or highest > low:
        possible.add(1)
    return _HOLDS[node.how] & possible == _HOLDS[how] & possible
