"""How spells end over time: the survival curve with its limits, or the share that ended for each cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from goldthread.evidence.figures import Figure
from goldthread.kernel.words import say_share
from goldthread.pictures.svg import Scale, apart, image, line, path, ticks, words


def curve(figure: Figure, narrow: bool = False) -> str:
    """The curve of a figure of shape Curve, or of a wait that is still running for some."""
    width, height = (340.0, 260.0) if narrow else (760.0, 320.0)
    left, right, low, top = 52.0, width - (12.0 if narrow else 120.0), height - 46, 12.0
    points: Sequence[Mapping[str, Any]] = figure.details.get("points") or []
    if not points:
        return image(width, height, f"{figure.question.name}: no curve yet.", [], kind="wide")
    longest = float(points[-1]["day"]) or 1.0
    x, y = Scale(0, longest, left, right), Scale(0, 1, low, top)
    parts = []
    for share in ticks(0, 1):
        parts += [line(left, y(share), right, y(share), "gt-grid")]
        parts += [words(left - 6, y(share) + 4, f"{round(share * 100)}\u00a0%", anchor="end")]
    for day in ticks(0, longest, 4 if narrow else 8):
        parts.append(words(x(day), low + 18, f"{day:g}", anchor="middle"))
    parts.append(words((left + right) / 2, height - 8, "days", anchor="middle"))
    incidence = figure.details.get("incidence")
    if incidence:
        parts += _causes(incidence, longest, x, y, right, narrow)
    else:
        parts.append(path(_band(points, x, y), "gt-band", close=True))
        parts.append(path(_steps([(p["day"], p["survival"]) for p in points], 1.0, longest, x, y), "gt-line"))
    return image(width, height, _sentence(figure), parts, kind="narrow" if narrow else "wide")


def _steps(
    points: Sequence[tuple[float, float]], start: float, longest: float, x: Scale, y: Scale
) -> list[tuple[float, float]]:
    """A line that keeps its height until the day on which it changes."""
    drawn, height = [(x(0), y(start))], start
    for day, share in points:
        drawn += [(x(day), y(height)), (x(day), y(share))]
        height = share
    return [*drawn, (x(longest), y(height))]


def _band(points: Sequence[Mapping[str, Any]], x: Scale, y: Scale) -> list[tuple[float, float]]:
    longest = float(points[-1]["day"])
    upper = _steps([(p["day"], p["upper"]) for p in points], 1.0, longest, x, y)
    lower = _steps([(p["day"], p["lower"]) for p in points], 1.0, longest, x, y)
    return [*upper, *reversed(lower)]


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
    places = apart([at for at, _ in ends], 15, 12, y.start)
    for place, (_, cause) in zip(places, ends, strict=True):
        if narrow:
            parts.append(words(right - 4, place - 4, cause, anchor="end"))
        else:
            parts.append(words(right + 6, place + 4, cause))
    return parts


def _sentence(figure: Figure) -> str:
    told = [
        f"{say_share(horizon['survival'])} beyond {horizon['day']} days"
        for horizon in figure.details.get("horizons", [])
        if horizon["at_risk"]
    ]
    median = figure.details.get("median")
    if median is not None:
        told.append(f"half had ended by day {median:g}")
    return f"{figure.question.name}: {', '.join(told) or 'too early to say'}."
