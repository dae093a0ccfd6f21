"""One bar a group: cuts and splits side by side, each with its limits, never ranked."""

from __future__ import annotations

from collections.abc import Sequence

from goldthread.evidence.figures import Figure
from goldthread.evidence.words import headline
from goldthread.pictures.axes import reach
from goldthread.pictures.svg import Scale, image, line, tag, words

ROW = 44.0


def bars(figures: Sequence[Figure], narrow: bool = False) -> str:
    """Bars in the order given, each under its name, with the figure in words."""
    width = 340.0 if narrow else 760.0
    height = ROW * max(len(figures), 1) + 8
    question = figures[0].question if figures else None
    if question is None:
        return image(width, 40, "No groups.", [], kind="wide")
    ends = [figure.limits.upper for figure in figures if figure.limits is not None]
    low, high = reach(question, [*(figure.value for figure in figures), *ends])
    x = Scale(low, high, 4, width - 8)
    parts = []
    for place, figure in enumerate(figures):
        top = ROW * place
        name = ", ".join("not recorded" if value is None else str(value) for value in figure.cut.values())
        parts.append(words(4, top + 15, f"{name}: {headline(figure)}", "gt-label"))
        if figure.value is None:
            continue
        start, end = sorted((x(max(low, 0.0)), x.inside(figure.value)))
        parts.append(tag("rect", x=start, y=top + 21, width=max(end - start, 1), height=13, class_="gt-bar"))
        if figure.limits is not None:
            y = top + 27.5
            one, other = x.inside(figure.limits.lower), x.inside(figure.limits.upper)
            parts += [line(one, y, other, y, "gt-whisker"), line(one, y - 4, one, y + 4, "gt-whisker")]
            parts.append(line(other, y - 4, other, y + 4, "gt-whisker"))
    said = f"{question.name} by {' and '.join(figures[0].cut).replace('_', ' ')}, {len(figures)} groups."
    return image(width, height, said, parts, kind="narrow" if narrow else "wide")
