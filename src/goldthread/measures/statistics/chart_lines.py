"""The lines of a control chart: its steps, their means and their limits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from goldthread.kernel.refusals import Refused
from goldthread.measures.statistics.inputs import count

Screen = Literal["none", "ranges", "ranges_and_mean"]

LIMIT = 2.66  # three sigma of single values from the mean moving range: 3 / 1.128
LARGE_RANGE = 3.267  # the upper limit of a moving range, in mean moving ranges
_SMALLEST_BASELINE = 2
_RELATIVE_NOISE = 1e-12
_LARGEST = 1e150


class Step(NamedTuple):
    """A stretch of points with one mean and one pair of limits: `start` up to but not including `end`."""

    number: int
    start: int
    end: int


class Lines(NamedTuple):
    """The lines at one point. Limits are None where the moving ranges carry none."""

    centre: float
    lower: float | None = None
    upper: float | None = None
    lower_two_sigma: float | None = None
    upper_two_sigma: float | None = None


def steps_of(size: int, baseline: int | None, recalculate_at: Sequence[Any]) -> list[Step]:
    """The steps of a series of `size` points; step 0 is a baseline shorter than the series."""
    borders = sorted({_position(at, size) for at in recalculate_at} - {0})
    first = _baseline(baseline)
    if first is not None and borders and borders[0] < first:
        raise Refused(
            f"A recalculation at position {borders[0]} falls within the baseline of {first} points. "
            "Recalculate after it, or shorten it."
        )
    if first is None or first >= size:
        edges = [0, *borders, size]
        return [Step(at + 1, edges[at], edges[at + 1]) for at in range(len(edges) - 1)]
    steps = [Step(0, 0, first)]
    edges = [first, *borders, size]
    # A recalculation right after the baseline leaves step 1 without points.
    steps += [
        Step(at + 1, edges[at], edges[at + 1]) for at in range(len(edges) - 1) if edges[at] < edges[at + 1]
    ]
    return steps


def rounding_noise(values: Sequence[float]) -> float:
    """How far apart two equal numbers of this series may lie once they have been computed in floats."""
    largest = max(abs(value) for value in values)
    if largest > _LARGEST:
        raise Refused("A value of the series is too large to chart. Check its unit.")
    return largest * _RELATIVE_NOISE


def lines_by_point(
    values: Sequence[float], steps: Sequence[Step], screen: Screen, noise: float
) -> list[Lines]:
    """The lines at every point: each step's own, but step 1 borrows those of a baseline."""
    lines: list[Lines] = []
    of_baseline: Lines | None = None
    for step in steps:
        own = _lines(values[step.start : step.end], screen, noise)
        if step.number == 0:
            of_baseline = own
        drawn = of_baseline if step.number == 1 and of_baseline is not None else own
        lines += [drawn] * (step.end - step.start)
    return lines


def _lines(values: Sequence[float], screen: Screen, noise: float) -> Lines:
    ranges = [abs(after - before) for before, after in pairwise(values)]
    kept_ranges, kept_values = ranges, list(values)
    if ranges and screen != "none":
        largest = LARGE_RANGE * _mean(ranges)
        if screen == "ranges":
            kept_ranges = [each for each in ranges if largest - each > noise]
        else:
            kept_ranges = [each for each in ranges if each - largest <= noise]
            # The first point has no range of its own and always stays.
            kept_values = [values[0]] + [
                value for value, each in zip(values[1:], ranges, strict=True) if each - largest <= noise
            ]
    centre = _mean(kept_values)
    average = _mean(kept_ranges) if kept_ranges else 0.0
    if average <= noise:
        return Lines(centre)
    reach, two_sigma = LIMIT * average, LIMIT * average * 2 / 3
    return Lines(centre, centre - reach, centre + reach, centre - two_sigma, centre + two_sigma)


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def _position(at: Any, size: int) -> int:
    found = count(at, "A position to recalculate at")
    if found >= size:
        raise Refused(
            f"Position {found} to recalculate at lies beyond the {size} points of the series. "
            "Positions count from 0."
        )
    return found


def _baseline(baseline: Any) -> int | None:
    if baseline is None:
        return None
    found = count(baseline, "The baseline")
    if found < _SMALLEST_BASELINE:
        raise Refused("A baseline needs at least 2 points, better 12 to 20. Give more, or none.")
    return found
