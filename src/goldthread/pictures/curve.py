"""How spells end over time: the survival curve with its limits, or the share that ended for each cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from goldthread.evidence.figures import Figure
from goldthread.kernel.words import say_share
from goldthread.pictures.svg import Scale, apart, image, line, mark, path, size_of, ticks, words

Point = Mapping[str, Any]
MONTH = 365.25 / 12
LONG = 200  # days from which an axis in months reads better


def curve(figure: Figure, narrow: bool = False) -> str:
    """The curve of a figure of shape Curve, or of a wait that is still running for some."""
    width, height = (288.0, 280.0) if narrow else (760.0, 340.0)
    left, right, low, top = 48.0, width - (12.0 if narrow else 128.0), height - 66, 14.0
    points: Sequence[Point] = figure.details.get("points") or []
    if not points:
        return image(width, 40, f"{figure.question.name}: no curve yet.", [], kind=size_of(narrow))
    longest = max(float(points[-1]["day"]), 1.0)
    x, y = Scale(0, longest, left, right), Scale(0, 1, low, top)
    parts = []
    for share in ticks(0, 1):
        parts += [line(left, y(share), right, y(share), "gt-grid")]
        parts += [words(left - 6, y(share) + 4, f"{round(share * 100)}\u00a0%", anchor="end")]
    steps, unit = day_ticks(longest, 4 if narrow else 8)
    for day, said in steps:
        parts.append(words(x(day), low + 18, said, anchor="middle"))
        parts.append(words(x(day), low + 56, str(at_risk(points, day)), anchor="middle"))
    parts.append(words(right, low + 36, unit, anchor="end"))
    parts.append(words(left, low + 36, "still at risk:"))
    incidence = figure.details.get("incidence")
    if incidence:
        parts += _causes(incidence, longest, x, y, right, narrow)
    else:
        parts.append(path(_band(points, x, y), "gt-band", close=True))
        parts.append(path(_steps([(p["day"], p["survival"]) for p in points], 1.0, longest, x, y), "gt-line"))
        parts += _horizons(figure, x, y, longest)
    return image(width, height, _sentence(figure), parts, kind=size_of(narrow))


def day_ticks(longest: float, most: int) -> tuple[list[tuple[float, str]], str]:
    """Days to mark on the axis with what is written there, and the unit: days, or months of a long time."""
    if longest <= LONG:
        return [(day, f"{day:g}") for day in ticks(0, longest, most)], "days"
    months = longest / MONTH
    step = next((step for step in (1, 2, 3, 6, 12, 24) if months / step <= most), 60)
    return [(n * MONTH, str(n)) for n in range(0, int(months) + 1, step)], "months"


def at_risk(points: Sequence[Point], day: float) -> int:
    """How many still ran and were watched as a day began."""
    return next((int(point["at_risk"]) for point in points if point["day"] >= day), 0)


def survival_at(points: Sequence[Point], day: float) -> Point | None:
    """The last point on or before a day; None before the first."""
    found = None
    for point in points:
        if point["day"] > day:
            break
        found = point
    return found


def _steps(
    points: Sequence[tuple[float, float]], start: float, longest: float, x: Scale, y: Scale
) -> list[tuple[float, float]]:
    """A line that keeps its height until the day on which it changes."""
    drawn, height = [(x(0), y(start))], start
    for day, share in points:
        if share != height:
            drawn += [(x(day), y(height)), (x(day), y(share))]
            height = share
    return [*drawn, (x(longest), y(height))]


def _band(points: Sequence[Point], x: Scale, y: Scale) -> list[tuple[float, float]]:
    longest = float(points[-1]["day"])
    upper = _steps([(p["day"], p["upper"]) for p in points], 1.0, longest, x, y)
    lower = _steps([(p["day"], p["lower"]) for p in points], 1.0, longest, x, y)
    return [*upper, *reversed(lower)]


def _horizons(figure: Figure, x: Scale, y: Scale, longest: float) -> list[str]:
    """A mark on the curve at each point in time that the indicator names, with its share."""
    parts = []
    for horizon in figure.details.get("horizons", []):
        if horizon["day"] <= longest and horizon["at_risk"]:
            at, height = x(horizon["day"]), y(horizon["survival"])
            parts.append(mark(at, height, "circle", "gt-point"))
            # Under the line there is always room, except near the bottom.
            down = height + 20 if height < y.start - 26 else height - 10
            parts.append(
                words(at, down, say_share(horizon["survival"]), "gt-label gt-label--strong", "middle")
            )
    return parts


def _causes(
    incidence: Mapping[str, Sequence[Mapping[str, float]]],
    longest: float,
    x: Scale,
    y: Scale,
    right: float,
    narrow: bool,
) -> list[str]:
    """One line a cause, told apart by dashes and its name at the end."""
    parts, ends = [], []
    for number, (cause, points) in enumerate(incidence.items()):
        drawn = [(point["day"], point["share"]) for point in points]
        parts.append(path(_steps(drawn, 0.0, longest, x, y), f"gt-line gt-line--{number % 4}"))
        ends.append((y(drawn[-1][1] if drawn else 0.0), cause.replace("_", " ")))
    gap = 16
    places = apart([at for at, _ in ends], gap, 12, y.start)
    for place, (_, cause) in zip(places, ends, strict=True):
        if narrow:
            parts.append(words(right - 4, place - 4, cause, anchor="end"))
        else:
            parts.append(words(right + 6, place + 4, cause))
    return parts


def _sentence(figure: Figure) -> str:
    told = [
        f"{say_share(horizon['survival'])} at {horizon['day']} days"
        for horizon in figure.details.get("horizons", [])
        if horizon["at_risk"]
    ]
    median = figure.details.get("median")
    if median is not None:
        told.append(f"half had ended by day {median:g}")
    return f"{figure.question.name}: {', '.join(told) or 'too early to say'}."
