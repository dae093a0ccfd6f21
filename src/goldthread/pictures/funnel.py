"""Groups against how far chance alone would spread them, by size. Only where there are ten groups or more."""

from __future__ import annotations

from collections.abc import Sequence

from goldthread.evidence.figures import Figure
from goldthread.measures.questions import Proportion
from goldthread.measures.statistics import funnel
from goldthread.measures.statistics.funnels import ESTIMABLE_FROM, Funnel
from goldthread.pictures.naming import group_name
from goldthread.pictures.svg import Scale, fitted, image, line, mark, path, size_of, ticks, words


def funnel_chart(figures: Sequence[Figure], narrow: bool = False) -> str | None:
    """The funnel of a proportion's groups; None where there are too few groups for one."""
    counted = [figure for figure in figures if figure.denominator and isinstance(figure.question, Proportion)]
    if len(counted) < ESTIMABLE_FROM:
        return None
    told = funnel(
        [int(figure.numerator or 0) for figure in counted],
        [int(figure.denominator or 0) for figure in counted],
        over_dispersion=True,
    )
    width, height = (288.0, 260.0) if narrow else (760.0, 320.0)
    left, right, low, top = 48.0, width - 12.0, height - 46, 12.0
    sizes = [figure.denominator or 0.0 for figure in counted]
    x, y = Scale(0, max(sizes) * 1.05, left, right), Scale(0, 1, low, top)
    parts = []
    for share in ticks(0, 1):
        parts += [line(left, y(share), right, y(share), "gt-grid")]
        parts += [words(left - 6, y(share) + 4, f"{round(share * 100)}\u00a0%", anchor="end")]
    for size in ticks(0, max(sizes), 4 if narrow else 6):
        parts.append(words(x(size), low + 18, f"{size:g}", anchor="middle"))
    parts.append(words((left + right) / 2, height - 8, "records counted", anchor="middle"))
    parts.append(line(left, y(told.centre), right, y(told.centre), "gt-mean"))
    parts += _limits(told, sizes, x, y)
    for place, figure in enumerate(counted):
        beyond = told.signal[place] != "none"
        shape, kind = ("diamond", "gt-point gt-point--neither") if beyond else ("circle", "gt-point")
        parts.append(mark(x(sizes[place]), y(told.values[place]), shape, kind))
        if beyond:
            # To the left of points in the right half, so that no name runs off the drawing.
            at, height_of = x(sizes[place]), y(told.values[place]) + 4
            after = at < (left + right) / 2
            name = fitted(group_name(figure), right - at if after else at - left)
            parts.append(
                words(at + (8 if after else -8), height_of, name, anchor="start" if after else "end")
            )
    outside = sum(one != "none" for one in told.signal)
    said = (
        f"{counted[0].question.name}: {len(counted)} groups, {outside} of them beyond what chance explains."
    )
    return image(width, height, said, parts, kind=size_of(narrow))


def _limits(told: Funnel, sizes: Sequence[float], x: Scale, y: Scale) -> list[str]:
    order = sorted(range(len(sizes)), key=lambda place: sizes[place])
    parts = []
    for rows, kind in ((told.limits_95, "gt-limit"), (told.limits_998, "gt-limit gt-limit--far")):
        for end in (0, 1):
            parts.append(path([(x(sizes[n]), y.inside(rows[n][end])) for n in order], kind))
    return parts
