"""A figure through time: points, their limits, the target, and control lines where they mean something."""

from __future__ import annotations

from collections.abc import Sequence

from goldthread.evidence.figures import Figure
from goldthread.evidence.signals import Signal
from goldthread.evidence.words import say_value
from goldthread.measures.statistics.control_charts import ControlChart
from goldthread.pictures.axes import grid, reach, short_month, spans, tick_words
from goldthread.pictures.svg import LETTER, Scale, apart, image, line, mark, path, size_of, words

RIGHT_LABELS = 112.0


def trend(figures: Sequence[Figure], signal: Signal | None = None, narrow: bool = False) -> str:
    """The chart of a series, months in order. `narrow` is for a phone: fewer labels, the same points."""
    width, height = (288.0, 240.0) if narrow else (760.0, 300.0)
    left, right = (48.0, width - 10) if narrow else (64.0, width - RIGHT_LABELS)
    question = figures[0].question
    chart = signal.chart if signal is not None else None
    low, high = reach(question, _all_values(figures, chart))
    y, x = Scale(low, high, height - 34, 12), Scale(0, max(len(figures) - 1, 1), left + 8, right - 8)
    parts = grid(question, y, left, right, most=4 if narrow else 5)
    parts += _months(figures, x, height - 12, 3 if narrow else 8, width)
    parts += _lines(figures, chart, signal, x, y, left, right, narrow)
    parts += _points(figures, chart, signal, x, y)
    return image(width, height, sentence(figures, signal), parts, kind=size_of(narrow))


def sentence(figures: Sequence[Figure], signal: Signal | None) -> str:
    """What the chart shows, for those who do not see it."""
    question = figures[0].question
    known = [figure for figure in figures if figure.value is not None]
    if not known:
        return f"{question.name}: no figures from {figures[0].period.label} to {figures[-1].period.label}."
    values = [figure.value or 0.0 for figure in known]
    told = (
        f"{question.name}, {figures[0].period.label} to {figures[-1].period.label}: "
        f"between {say_value(question, min(values))} and {say_value(question, max(values))}, "
        f"last {say_value(question, values[-1])}."
    )
    return f"{told} {signal.words.capitalize()}." if signal is not None else told


def _all_values(figures: Sequence[Figure], chart: ControlChart | None) -> list[float | None]:
    values: list[float | None] = [figure.value for figure in figures]
    for figure in figures:
        if figure.limits is not None:
            values += [figure.limits.lower, figure.limits.upper]
    expected = figures[-1].expected
    if expected is not None:
        values += [expected.at_least, expected.at_most]
    if chart is not None:
        # A lower limit under nought is sound and cannot happen: it is drawn at nought.
        lowest = min((figure.value for figure in figures if figure.value is not None), default=0.0)
        values += [*chart.upper, *(low for low in chart.lower if low is None or low >= min(lowest, 0.0))]
    highest = max((figure.value for figure in figures if figure.value is not None), default=1.0)
    # One month with hardly anybody has limits that would press all others flat: they run off the drawing.
    return [
        value for value in values if value is None or abs(value) <= 3 * abs(highest) or abs(highest) < 1e-9
    ]


def _months(figures: Sequence[Figure], x: Scale, at: float, most: int, width: float) -> list[str]:
    every = max(1, -(-len(figures) // most))
    parts = []
    for place in range(len(figures) - 1, -1, -every):
        said = short_month(figures[place].period)
        half = LETTER * len(said) / 2
        parts.append(words(min(x(place), width - half), at, said, "gt-label", "middle"))
    return parts


def _lines(
    figures: Sequence[Figure],
    chart: ControlChart | None,
    signal: Signal | None,
    x: Scale,
    y: Scale,
    left: float,
    right: float,
    narrow: bool,
) -> list[str]:
    """The target across, the mean and the control limits over the points that they rest on."""
    named: list[tuple[float, str, str]] = []
    parts: list[str] = []
    expected, question = figures[-1].expected, figures[-1].question
    if expected is not None:
        for goal in (expected.at_least, expected.at_most):
            if goal is not None and y.low <= goal <= y.high:
                parts.append(line(left, y(goal), right, y(goal), "gt-target"))
                named.append((y(goal), f"target {tick_words(question, goal)}", "gt-label gt-label--target"))
    if chart is not None and signal is not None and signal.points:
        first, last = x(signal.points[0]), x(signal.points[-1])
        rows = [(chart.centre[-1], "mean", "gt-mean")]
        if chart.upper[-1] is not None and chart.lower[-1] is not None:
            rows += [
                (chart.upper[-1], "upper limit", "gt-limit"),
                (chart.lower[-1], "lower limit", "gt-limit"),
            ]
        for value, said, kind in rows:
            at = y.inside(value)
            parts.append(line(first, at, last, at, kind))
            named.append((at, said, "gt-label"))
    if not narrow:
        places = apart([at for at, _, _ in named], 15, 12, y.start)
        parts += [
            words(right + 6, place + 4, said, kind)
            for place, (_, said, kind) in zip(places, named, strict=True)
        ]
    return parts


def _points(
    figures: Sequence[Figure], chart: ControlChart | None, signal: Signal | None, x: Scale, y: Scale
) -> list[str]:
    parts: list[str] = []
    for run in spans(figures):
        points = [(x(place), y.inside(figures[place].value or 0.0)) for place in run]
        if len(points) > 1:
            parts.append(path(points, "gt-line"))
    for place, figure in enumerate(figures):
        if figure.value is None:
            continue
        at = x(place)
        if figure.limits is not None:
            parts.append(
                line(at, y.inside(figure.limits.lower), at, y.inside(figure.limits.upper), "gt-whisker")
            )
        shape, kind = _shape(place, chart, signal)
        parts.append(mark(at, y.inside(figure.value), shape, kind, 4 if shape == "circle" else 5.5))
    return parts


def _shape(place: int, chart: ControlChart | None, signal: Signal | None) -> tuple[str, str]:
    """Special causes are told by shape: a triangle up or down for better or worse, a diamond for neither."""
    if chart is None or signal is None or place not in signal.points or chart.upper[-1] is None:
        return "circle", "gt-point"
    state = chart.variations[place - signal.points[0]]
    if state.startswith("improvement"):
        return "up", "gt-point gt-point--better"
    if state.startswith("concern"):
        return "down", "gt-point gt-point--worse"
    return (
        ("diamond", "gt-point gt-point--neither") if state.startswith("neither") else ("circle", "gt-point")
    )
