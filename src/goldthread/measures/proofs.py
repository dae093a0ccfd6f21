"""Proof that a part of a question is never blank.

`among` decides who is asked about, so a blank there would drop a record without a word. It must be proven
to have a value on every record, or be wrapped in `surely`.
"""

from __future__ import annotations

from goldthread.measures.tree import (
    And,
    Arithmetic,
    Blank,
    Choice,
    Column,
    Compare,
    Form,
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
    Surely,
)


def never_blank(node: Node, known: frozenset[Form] = frozenset()) -> bool:
    """True when the node can be proven to have a value on every record.

    `known` holds the forms of values already shown not to be blank: in `~blank(x) & (x > 3)` the second
    term may count on x, as it may in `blank(x) | (x > 3)`.
    """
    if node.form() in known:
        return True
    match node:
        case Literal() | Given() | Blank() | Surely():
            return True
        case Column():
            return node.spec.required
        case Outer():
            return never_blank(node.inner)
        case Related():
            return node.how in ("any", "count", "sum", "peak")
        case Pick():
            return any(never_blank(term, known) for term in node.terms)
        case And() | Or():
            for term in node.terms:
                if not never_blank(term, known):
                    return False
                known = known | shown(term, isinstance(node, And))
            return True
        case Choice():
            for condition, value in node.cases:
                if not never_blank(value, known | shown(condition, True)):
                    return False
                if never_blank(condition, known):  # else it may have been passed over for being blank
                    known = known | shown(condition, False)
            return node.otherwise is not None and never_blank(node.otherwise, known)
        case Arithmetic() if node.how == "div":
            return False
        case Parent():
            return False
    return all(never_blank(child, known) for child in node.children())


def shown(condition: Node, holds: bool) -> frozenset[Form]:
    """What is known not to be blank once `condition` is known to be true, or known to be false."""
    itself = frozenset([condition.form()])
    match condition:
        case Blank() if not holds:
            return itself | {condition.value.form()}
        case Not():
            return itself | shown(condition.value, not holds)
        case Surely() if holds:
            return itself | shown(condition.value, True)
        case And() if holds:
            return itself.union(*(shown(term, True) for term in condition.terms))
        case Or() if not holds:
            return itself.union(*(shown(term, False) for term in condition.terms))
        case Compare():
            return itself | {condition.left.form(), condition.right.form()}
        case In():
            return itself | {condition.value.form()}
    return itself
