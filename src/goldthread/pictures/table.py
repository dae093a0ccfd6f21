"""The table beside a chart: the same figures, as words, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goldthread.evidence.figures import Figure
from goldthread.evidence.words import beside, headline, likely, say_target


@dataclass(frozen=True)
class Table:
    """Headings and rows of words."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def table_of(figures: Sequence[Figure], by: str = "period") -> Table:
    """The table of a series (by period) or of groups (by the name of the cut)."""
    question = figures[0].question
    rows = []
    for figure in figures:
        name = figure.period.label if by == "period" else _group(figure)
        said = headline(figure) if not figure.why else f"{headline(figure)}. {figure.why}"
        rows.append((name, said, likely(figure), beside(figure), figure.said))
    told = say_target(question, figures[-1].expected)
    caption = f"{question.name} by {by.replace('_', ' ')}" + (f". Target: {told}" if told else "")
    return Table(
        caption, (by.replace("_", " ").capitalize(), "Figure", "Likely", "Beside it", "Target"), tuple(rows)
    )


def _group(figure: Figure) -> str:
    return (
        ", ".join("not recorded" if value is None else str(value) for value in figure.cut.values()) or "all"
    )
