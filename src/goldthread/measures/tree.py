"""The tree of a question: small frozen typed nodes.

Nodes are built by Python operators (`tenancies.ended_on <= as_of`) or by the local grammar; both make the
same tree, so both give the same hash. Every node knows its type when it is made, so a date compared with a
number is refused where it is written. Three-valued logic throughout: a blank in, a blank out, unless a node
says otherwise.

The classes live in three modules, each built on the one before; everyone else reads them here.
"""

from goldthread.measures.amounts import OUTSIDE, Arithmetic, Band, Bands, Between, Choice, Pick, Shift
from goldthread.measures.lookups import Related, names_period, walk
from goldthread.measures.nodes import (
    And,
    Blank,
    Column,
    Compare,
    Duration,
    Form,
    Given,
    In,
    Literal,
    Node,
    Not,
    Or,
    Outer,
    Parent,
    Relation,
    Surely,
    as_node,
    asked_of,
    coded,
    same_kind,
    shifted,
)

__all__ = [
    "Node",
    "Form",
    "Literal",
    "Column",
    "Relation",
    "Parent",
    "Given",
    "Outer",
    "Compare",
    "In",
    "And",
    "Or",
    "Not",
    "Blank",
    "Surely",
    "Pick",
    "Choice",
    "Duration",
    "Shift",
    "Between",
    "Arithmetic",
    "OUTSIDE",
    "Bands",
    "Band",
    "Related",
    "as_node",
    "asked_of",
    "coded",
    "names_period",
    "same_kind",
    "shifted",
    "walk",
]
