"""The four special-cause rules of a control chart, each strict: a tie or a point on a line breaks it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from goldthread.measures.statistics.chart_lines import Lines, Step

RUN = 7  # points of a shift, and of a trend with both its ends

Flags = tuple[bool, ...]


class SpecialCause(NamedTuple):
    """Which rules each point breaks: above the mean or rising, below it or falling."""

    above_limit: Flags
    below_limit: Flags
    shift_above: Flags
    shift_below: Flags
    trend_up: Flags
    trend_down: Flags
    two_of_three_above: Flags
    two_of_three_below: Flags

    @property
    def high(self) -> Flags:
        """Points that break any rule upwards."""
        rules = (self.above_limit, self.shift_above, self.trend_up, self.two_of_three_above)
        return tuple(any(point) for point in zip(*rules, strict=True))

    @property
    def low(self) -> Flags:
        """Points that break any rule downwards."""
        rules = (self.below_limit, self.shift_below, self.trend_down, self.two_of_three_below)
        return tuple(any(point) for point in zip(*rules, strict=True))


def no_flags(size: int) -> SpecialCause:
    """`size` points that break no rule."""
    none = (False,) * size
    return SpecialCause(none, none, none, none, none, none, none, none)


def flags_of(
    values: Sequence[float], lines: Sequence[Lines], steps: Sequence[Step], noise: float
) -> SpecialCause:
    """All rules at every point. `noise` is the distance below which two numbers count as equal.

    Shifts and two-of-three are looked for within each step, trends across them. Where there are no
    limits, the rules that need them flag nothing.
    """
    above = _by_side(values, lines, noise, steps, sign=1)
    below = _by_side(values, lines, noise, steps, sign=-1)
    changes = [after - before for before, after in pairwise(values)]
    return SpecialCause(
        above_limit=above[0],
        below_limit=below[0],
        shift_above=above[1],
        shift_below=below[1],
        trend_up=_trend([change > noise for change in changes], len(values)),
        trend_down=_trend([change < -noise for change in changes], len(values)),
        two_of_three_above=above[2],
        two_of_three_below=below[2],
    )


def _by_side(
    values: Sequence[float], lines: Sequence[Lines], noise: float, steps: Sequence[Step], sign: int
) -> tuple[Flags, Flags, Flags]:
    """Beyond the limit, in a shift, in two of three: for the side above (`sign` 1) or below (-1)."""

    def beyond(line: Callable[[Lines], float | None]) -> list[bool]:
        found = []
        for value, each in zip(values, lines, strict=True):
            edge = line(each)
            found.append(edge is not None and sign * (value - edge) > noise)
        return found

    this_side = beyond(lambda each: each.centre)
    outside = beyond(lambda each: each.upper if sign > 0 else each.lower)
    far = beyond(lambda each: each.upper_two_sigma if sign > 0 else each.lower_two_sigma)
    near_limit = [two and not out for two, out in zip(far, outside, strict=True)]
    shift = [False] * len(values)
    two_of_three = [False] * len(values)
    for step in steps:
        for window in _windows(step, RUN):
            if all(this_side[at] for at in window):
                for at in window:
                    shift[at] = True
        for window in _windows(step, 3):
            if all(this_side[at] for at in window) and sum(near_limit[at] for at in window) >= 2:
                for at in window:
                    two_of_three[at] = two_of_three[at] or near_limit[at]
    return tuple(outside), tuple(shift), tuple(two_of_three)


def _trend(changes: Sequence[bool], size: int) -> Flags:
    flags = [False] * size
    for start in range(len(changes) - RUN + 2):
        if all(changes[start : start + RUN - 1]):
            flags[start : start + RUN] = [True] * RUN
    return tuple(flags)


def _windows(step: Step, size: int) -> list[range]:
    return [range(start, start + size) for start in range(step.start, step.end - size + 1)]
