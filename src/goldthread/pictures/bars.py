"""One bar a group: cuts and splits side by side, each with its limits, never ranked."""

from __future__ import annotations

from collections.abc import Sequence

from goldthread.evidence.figures import Figure
from goldthread.evidence.words import headline
from goldthread.kernel.words import plural
from goldthread.pictures.axes import reach
from goldthread.pictures.naming import group_name
from goldthread.pictures.svg import LETTER, Scale, fitted, image, line, size_of, tag, words

ROW, NARROW_ROW = 44.0, 62.0
MANY = 12  # more groups than this, and those at nought are left to the table


def bars(figures: Sequence[Figure], narrow: bool = False) -> str:
    """Bars in the order given, each under its name, with the figure in words."""
    width, kind = 288.0 if narrow else 760.0, size_of(narrow)
    if not figures:
        return image(width, 40, "No groups.", [], kind=kind)
    question = figures[0].question
    drawn = [figure for figure in figures if figure.value] if len(figures) > MANY else list(figures)
    ends = [figure.limits.upper for figure in drawn if figure.limits is not None]
    low, high = reach(question, [*(figure.value for figure in drawn), *ends])
    x = Scale(low, high, 4, width - 8)
    row = NARROW_ROW if narrow else ROW
    parts = [part for place, figure in enumerate(drawn) for part in _bar(figure, row, place, x, width)]
    names = " and ".join(figures[0].cut).replace("_", " ")
    said = f"{question.name} by {names}, {plural(len(figures), 'group')}."
    if len(drawn) < len(figures):
        said += f" {len(figures) - len(drawn)} of them at nought or without a figure are in the table only."
    return image(width, row * max(len(drawn), 1) + 4, said, parts, kind=kind)


def _bar(figure: Figure, row: float, place: int, x: Scale, width: float) -> list[str]:
    """The name and the figure in words, and under them the bar with its limits."""
    top, name, told = row * place, group_name(figure), headline(figure)
    if row == ROW:
        parts = [words(4, top + 15, f"{fitted(name, width - 16 - LETTER * len(told))}: {told}")]
    else:
        parts = [words(4, top + 15, fitted(name, width - 8), "gt-label gt-label--strong")]
        parts.append(words(4, top + 33, fitted(told, width - 8)))
    if figure.value is None:
        return parts
    top += row - ROW
    nought = x.inside(0.0)
    start, end = sorted((nought, x.inside(figure.value)))
    parts.append(tag("rect", x=start, y=top + 21, width=max(end - start, 1), height=13, class_="gt-bar"))
    if figure.limits is not None:
        y, one, other = top + 27.5, x.inside(figure.limits.lower), x.inside(figure.limits.upper)
        parts += [
            line(one, y, other, y, "gt-whisker gt-whisker--bar"),
            line(one, y - 4, one, y + 4, "gt-whisker gt-whisker--bar"),
        ]
        parts.append(line(other, y - 4, other, y + 4, "gt-whisker gt-whisker--bar"))
    return parts
