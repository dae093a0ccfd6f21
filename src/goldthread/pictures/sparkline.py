"""A line as small as a word: where a figure has been. Its numbers stand in the table of the trend."""

from __future__ import annotations

from collections.abc import Sequence

from goldthread.evidence.figures import Figure
from goldthread.evidence.signals import IMPROVING, WORSE, Signal
from goldthread.evidence.words import is_share, say_value
from goldthread.pictures.axes import spans
from goldthread.pictures.svg import Scale, image, line, mark, path

WIDTH, HEIGHT, EDGE = 120.0, 32.0, 5.0
LEAST_SPAN = 0.2  # of shares: a swing of two per cent must not look like one of fifty
SHAPES = {IMPROVING[0]: "up", WORSE[0]: "down"}


def sparkline(figures: Sequence[Figure], signal: Signal | None = None) -> str:
    """The series as a small line; its last point marked, by shape where it is a signal; target thin."""
    values = [figure.value for figure in figures if figure.value is not None]
    if not values:
        return image(WIDTH, HEIGHT, "No figures yet.", [], kind="spark")
    goals = [goal for goal in (_goal(figure) for figure in figures[-1:]) if goal is not None]
    y = Scale(*_reach(figures[-1], values + goals), HEIGHT - EDGE, EDGE)
    x = Scale(0, max(len(figures) - 1, 1), EDGE, WIDTH - EDGE)
    parts = [line(EDGE, y(goal), WIDTH - EDGE, y(goal), "gt-target") for goal in goals]
    for run in spans(figures):
        points = [(x(place), y(figures[place].value or 0.0)) for place in run]
        parts.append(
            path(points, "gt-line") if len(points) > 1 else mark(*points[0], "circle", "gt-point", 1.5)
        )
    last = max(place for place, figure in enumerate(figures) if figure.value is not None)
    shape = (
        SHAPES.get(signal.shape, "circle") if signal is not None and last == len(figures) - 1 else "circle"
    )
    parts.append(
        mark(x(last), y(figures[last].value or 0.0), shape, "gt-point", 3 if shape == "circle" else 4)
    )
    return image(WIDTH, HEIGHT, _sentence(figures, values), parts, kind="spark")


def _reach(figure: Figure, values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    if is_share(figure.question) and high - low < LEAST_SPAN:
        low = max(0.0, (low + high - LEAST_SPAN) / 2)
        high = min(1.0, low + LEAST_SPAN)
        low = high - LEAST_SPAN
    if low == high:
        low, high = low - 1, high + 1
    return low, high


def _goal(figure: Figure) -> float | None:
    if figure.expected is None:
        return None
    return figure.expected.at_least if figure.expected.at_least is not None else figure.expected.at_most


def _sentence(figures: Sequence[Figure], values: Sequence[float]) -> str:
    question = figures[0].question
    low, high, last = (say_value(question, value) for value in (min(values), max(values), values[-1]))
    return f"{figures[0].period.label} to {figures[-1].period.label}: between {low} and {high}, last {last}."
