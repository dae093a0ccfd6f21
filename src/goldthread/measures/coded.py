"""Texts of a short list kept as codes. Writing the same few texts in every row costs more than finding them.

A band, a yes or a no, and a choice between texts have their list in the question. A person's columns have
theirs in the snapshot: the asking lays people out once, `laid("person")`, where beside each column of text
stands its code, `code_of(column)`. The record's own columns that tell figures apart have theirs too: the
asking makes a type for each, `codes_of(table, column)`. Kept rows read back as texts.
"""

from __future__ import annotations

from collections.abc import Iterable

from goldthread.measures.dialects import literal, quoted
from goldthread.measures.questions import Curve, Question
from goldthread.measures.tables import Type
from goldthread.measures.tree import OUTSIDE, Band, Choice, Column, Literal, Node, Parent, Pick, walk

LAID = ("person",)


def laid(table: str) -> str:
    """The name under which a table's rows are laid out for its children, else its own."""
    return f"laid_{table}" if table in LAID else table


def code_of(column: str) -> str:
    """The name of a laid column's code."""
    return f"{column} code"


def codes_of(table: str, column: str) -> str:
    """The name of the type of a record's own column: its codes, or plain text where they are too many."""
    return f"{table} {column}"


def coded_columns(question: Question) -> set[str]:
    """The record's own texts that a side of a question tells figures apart by."""
    nodes = [*question.split.values(), *question.cuts.values()]
    nodes += [question.cause] if isinstance(question, Curve) else []
    return {node.spec.name for node in nodes if isinstance(node, Column) and node.type is Type.TEXT}


def laid_columns(question: Question) -> dict[str, set[str]]:
    """The columns of laid tables that a side of a question reads as those of a parent."""
    found: dict[str, set[str]] = {}
    for _, node in question.parts():
        for part in walk(node):
            if isinstance(part, Parent) and part.column.table.name in LAID:
                found.setdefault(part.column.table.name, set()).add(part.column.spec.name)
    return found


def labels(node: Node) -> tuple[str, ...] | None:
    """Every text that a node can say, or None when the question does not know them."""
    if node.type is Type.BOOLEAN:
        return ("no", "yes")
    if isinstance(node, Band):
        return tuple(sorted({OUTSIDE, *(label for label, _, _ in node.bands.ranges)}))
    if isinstance(node, Choice):
        said = [value for _, value in node.cases]
        said += [node.otherwise] if node.otherwise is not None else []
        if all(isinstance(part, Literal) and isinstance(part.value, str) for part in said):
            return tuple(sorted({str(part.value) for part in said if isinstance(part, Literal)}))
    if isinstance(node, Literal) and isinstance(node.value, str):
        return (node.value,)
    if isinstance(node, Pick) and node.how == "coalesce" and node.type is Type.TEXT:
        lists = [labels(term) for term in node.terms if not isinstance(term, Pick)]
        if len(lists) == len(node.terms) and None not in lists:
            return tuple(sorted({text for listed in lists if listed is not None for text in listed}))
    return None


def code(label: str, known: Iterable[str]) -> str:
    """A text as a code of its list."""
    listed = ", ".join(literal(each, Type.TEXT) for each in known)
    return f"CAST({literal(label, Type.TEXT)} AS ENUM({listed}))"


def with_code(column: str, kind: str | None) -> str:
    """A column and its code: of the ENUM type `kind`, or the text itself where its list is too long."""
    name, code = quoted(column), quoted(code_of(column))
    return f"{name}, CAST({name} AS {kind}) AS {code}" if kind is not None else f"{name}, {name} AS {code}"
