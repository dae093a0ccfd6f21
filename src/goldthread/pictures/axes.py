"""What the charts share: how high the axis goes, and how its values are written."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from goldthread.evidence.figures import Figure
from goldthread.evidence.words import is_money, is_share, say_value
from goldthread.kernel.periods import MONTH_NAMES, Period
from goldthread.kernel.words import say_number
from goldthread.measures.questions import Question
from goldthread.pictures.svg import Scale, line, ticks, words


def reach(question: Question, values: Iterable[float | None]) -> tuple[float, float]:
    """The lowest and highest value to show. Shares stay between 0 and 1; counts start at 0."""
    known = [value for value in values if value is not None and math.isfinite(value)]
    if is_share(question):
        return 0.0, 1.0
    low, high = min([0.0, *known]), max([0.0, *known])
    if low == high:
        high = low + 1
    room = (high - low) * 0.08
    return (low - room if low < 0 else 0.0), high + room


def tick_words(question: Question, value: float) -> str:
    """A value on an axis: short, without the unit that the title says."""
    if is_share(question):
        return f"{round(value * 100)}\u00a0%"
    if is_money(question):
        return say_value(question, value)
    one_place = abs(value * 10 - round(value * 10)) < 1e-9
    return say_number(value, places=None if one_place else 2 if abs(value) >= 0.1 else 3)


def grid(
    question: Question, scale: Scale, left: float, right: float, *, most: int = 5, size: str = "gt-label"
) -> list[str]:
    """Lines across with their values at the left."""
    parts = []
    for value in ticks(scale.low, scale.high, most):
        y = scale(value)
        parts.append(line(left, y, right, y, "gt-grid"))
        parts.append(words(left - 6, y + 4, tick_words(question, value), size, "end"))
    return parts


def short_month(period: Period) -> str:
    """Jul 2026; for a longer period its last month."""
    return f"{MONTH_NAMES[period.end.month - 1][:3]} {period.end.year}"


def spans(figures: Sequence[Figure]) -> list[list[int]]:
    """Places of unbroken runs of figures: a gap is left as a gap."""
    runs: list[list[int]] = []
    for place, figure in enumerate(figures):
        if figure.value is None:
            continue
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs
