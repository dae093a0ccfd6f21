"""The table beside a chart: the same figures, as words, row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from goldthread.evidence.figures import Figure
from goldthread.evidence.signals import HIGHER_THAN_USUAL, LOWER_THAN_USUAL, Signal
from goldthread.evidence.words import beside, headline, likely, say_target, say_value
from goldthread.kernel.words import say_number, say_share
from goldthread.pictures.curve import at_risk, day_ticks, survival_at
from goldthread.pictures.naming import group_name

ROWS_OF_A_CURVE = 14


@dataclass(frozen=True)
class Table:
    """Headings and rows of words."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def table_of(figures: Sequence[Figure], by: str = "period", signal: Signal | None = None) -> Table:
    """The table of a series (by period) or of groups (by the name of the cut).

    With a signal, a last column says which months are beyond the usual, and the caption how far that goes.
    """
    question = figures[0].question
    named = by.replace("_", " ")
    headings = [named.capitalize(), "Figure", "Likely", "Beside it", "Target"]
    lines = signal if signal is not None and _has_limits(signal) else None
    rows = []
    for place, figure in enumerate(figures):
        name = figure.period.label if by == "period" else group_name(figure)
        said = headline(figure) if not figure.why else f"{headline(figure)}. {figure.why}"
        row = (name, said, likely(figure).removeprefix("likely "), beside(figure), figure.said)
        rows.append((*row, _beyond(place, lines)) if lines is not None else row)
    caption = f"{question.name} by {named}"
    told = say_target(question, figures[-1].expected)
    caption += f". Target: {told}" if told else ""
    if lines is not None:
        headings.append("Beyond the usual")
    if signal is not None:
        caption += _usual(figures[-1], signal)
    return Table(caption, tuple(headings), tuple(rows))


def _has_limits(signal: Signal) -> bool:
    return signal.chart is not None and signal.chart.upper[-1] is not None


def _beyond(place: int, signal: Signal) -> str:
    """What the chart says of a month by its shape."""
    chart = signal.chart
    if chart is None or place not in signal.points:
        return ""
    state = chart.variations[place - signal.points[0]]
    if state == "common_cause":
        return ""
    high = state.endswith("high")
    said = HIGHER_THAN_USUAL[1] if high else LOWER_THAN_USUAL[1]
    if state.startswith("neither"):
        return said
    return f"{said}, {'better' if state.startswith('improvement') else 'worse'}"


def _usual(figure: Figure, signal: Signal) -> str:
    """The lines of the chart in words: its mean, and how far months usually swing."""
    chart, question = signal.chart, figure.question
    if chart is None:
        return ""
    mean = f". Mean {say_value(question, chart.centre[-1])}"
    low, high = chart.lower[-1], chart.upper[-1]
    if low is None or high is None:
        return mean
    return f"{mean}, usually between {say_value(question, low)} and {say_value(question, high)}"


def table_of_curve(figure: Figure) -> Table:
    """The curve at regular times and at those the indicator names: shares, limits, how many at risk."""
    points: Sequence[Mapping[str, float]] = figure.details.get("points") or []
    incidence: Mapping[str, Sequence[Mapping[str, float]]] = figure.details.get("incidence") or {}
    longest = max(float(points[-1]["day"]), 1.0) if points else 1.0
    regular, unit = day_ticks(longest, ROWS_OF_A_CURVE)
    days = {day: f"{said} {unit}" for day, said in regular}
    for horizon in figure.details.get("horizons", []):
        if horizon["day"] <= longest:
            days.setdefault(float(horizon["day"]), f"{horizon['day']} days")
    rows = []
    for day in sorted(days):
        told = survival_at(points, day)
        causes = [say_share(_ended_by(causes, day)) for causes in incidence.values()]
        share, between = ("100\u00a0%", "") if told is None else (say_share(told["survival"]), _between(told))
        rows.append((days[day], share, between, *causes, say_number(at_risk(points, day))))
    headings = ("After", "Still running", "Likely", *(_cause(name) for name in incidence), "At risk")
    return Table(f"{figure.question.name}: how long until it ends", headings, tuple(rows))


def _between(point: Mapping[str, float]) -> str:
    return f"between {say_share(point['lower'])} and {say_share(point['upper'])}"


def _ended_by(points: Sequence[Mapping[str, float]], day: float) -> float:
    return max((point["share"] for point in points if point["day"] <= day), default=0.0)


def _cause(name: str) -> str:
    said = name.replace("_", " ")
    return f"Ended: {said}"
