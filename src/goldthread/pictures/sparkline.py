"""A line as small as a word: where a figure has been. Its numbers stand in the table of the trend."""

from __future__ import annotations

from collections.abc import Sequence

from goldthread.evidence.figures import Figure
from goldthread.evidence.words import say_value
from goldthread.pictures.axes import spans
from goldthread.pictures.svg import Scale, image, line, mark, path

WIDTH, HEIGHT, EDGE = 120.0, 32.0, 4.0


def sparkline(figures: Sequence[Figure]) -> str:
    """The series as a small line with its last point marked; the target as a thin line."""
    values = [figure.value for figure in figures if figure.value is not None]
    if not values:
        return image(WIDTH, HEIGHT, "No figures yet.", [], kind="spark")
    goals = [goal for goal in (_goal(figure) for figure in figures[-1:]) if goal is not None]
    y = Scale(min(values + goals), max(values + goals), HEIGHT - EDGE, EDGE)
    x = Scale(0, max(len(figures) - 1, 1), EDGE, WIDTH - EDGE)
    parts = [line(EDGE, y(goal), WIDTH - EDGE, y(goal), "gt-target") for goal in goals]
    for run in spans(figures):
        points = [(x(place), y(figures[place].value or 0.0)) for place in run]
        parts.append(
            path(points, "gt-line") if len(points) > 1 else mark(*points[0], "circle", "gt-point", 1.5)
        )
    last = max(place for place, figure in enumerate(figures) if figure.value is not None)
    parts.append(mark(x(last), y(figures[last].value or 0.0), "circle", "gt-point", 3))
    return image(WIDTH, HEIGHT, _sentence(figures, values), parts, kind="spark")


def _goal(figure: Figure) -> float | None:
    if figure.expected is None:
        return None
    return figure.expected.at_least if figure.expected.at_least is not None else figure.expected.at_most


def _sentence(figures: Sequence[Figure], values: Sequence[float]) -> str:
    question = figures[0].question
    low, high, last = (say_value(question, value) for value in (min(values), max(values), values[-1]))
    return f"{figures[0].period.label} to {figures[-1].period.label}: between {low} and {high}, last {last}."
