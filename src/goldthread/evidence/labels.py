"""What a group is called: the words of its code list, not the code."""

from __future__ import annotations

from collections.abc import Iterator

from goldthread.evidence.figures import Figure
from goldthread.measures.questions import Question
from goldthread.measures.tables import CodeList
from goldthread.measures.tree import Choice, Node, Pick, Related, coded

NOT_RECORDED = "Not recorded"


def cell_label(figure: Figure) -> str:
    """The cut of a figure in words: all; service: Example Homes; gender: Female."""
    told = (
        f"{name.replace('_', ' ')}: {label(figure.question, name, value)}"
        for name, value in figure.cut.items()
    )
    return ", ".join(told) or "all"


def label(question: Question, name: str, value: str | None) -> str:
    """One value of a cut or a split, by the label of its code list where it has one."""
    if value is None or value == NOT_RECORDED.lower():
        return NOT_RECORDED
    for _, side in question.sides():
        node = side.split.get(name, side.cuts.get(name))
        for codes in _lists(node) if node is not None else ():
            if value in codes.values:
                said = codes.label(value)
                return said[:1].upper() + said[1:]
    return str(value)


def _lists(node: Node) -> Iterator[CodeList]:
    """The code lists out of which a category comes."""
    column = coded(node)
    if column is not None and column.codes is not None:
        yield column.codes
    match node:
        case Pick():
            inner = list(node.terms)
        case Choice():
            inner = [value for _, value in node.cases]
            inner += [node.otherwise] if node.otherwise is not None else []
        case Related():
            inner = [node.value] if node.value is not None else []
        case _:
            inner = []
    for part in inner:
        yield from _lists(part)
