"""Which columns of which tables a question reads, worked out from the question itself."""

from __future__ import annotations

from goldthread.measures.questions import Question
from goldthread.measures.tree import Column, Parent, Related, walk


def needed(question: Question) -> set[tuple[str, str]]:
    """(table, column) of everything that one side of a question reads, record ids and keys included."""
    found = {(question.each.name, question.each.key)}
    if question.each.has("person_id"):
        found.add((question.each.name, "person_id"))
    for part in (part for _, top in question.parts() for part in walk(top)):
        if isinstance(part, Column):
            found.add((part.table.name, part.spec.name))
        elif isinstance(part, Parent):
            found.add((part.via.table.name, part.via.spec.name))
            found |= {
                (part.column.table.name, name) for name in (part.column.spec.name, part.column.table.key)
            }
        elif isinstance(part, Related):
            found.add((part.table.name, part.table.key))
    return found
