"""How long things last, when some still run: Kaplan and Meier 1958, Aalen and Johansen 1978.

Limits are log-log (`conf.type = "log-log"` in R's survival). The median follows R: where the curve lies
at one half over an interval, the middle of it. An exit that is not a failure (a move to a better home) is
a second cause, for `cumulative_incidence`; it is never censored away.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from goldthread.kernel.refusals import Refused
from goldthread.measures.statistics.inputs import count, normal_quantile, number, same_length
from goldthread.measures.statistics.limits import Limits

# As R's: how near to one half counts as one half.
_HALF_NOISE = 2.0**-26


@dataclass(frozen=True, slots=True)
class Curve:
    """A survival curve: one entry for each distinct day on which someone ended or was last seen, in order.

    Day 0 stands in it only when someone ended or was last seen on day 0. `survival` is S(day), the share
    lasting beyond that day; `at_risk` those still there when the day began; `ended` and `censored` those
    that left on it. `median` is None when the curve stays above one half.
    """

    days: tuple[float, ...]
    survival: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    at_risk: tuple[int, ...]
    ended: tuple[int, ...]
    censored: tuple[int, ...]
    median: float | None

    def at(self, day: float) -> float:
        """S(day): the share lasting beyond `day`. After the last day of the curve it stays level."""
        place = bisect_right(self.days, day)
        return self.survival[place - 1] if place else 1.0

    def limits_at(self, day: float) -> Limits:
        """Log-log limits of S(day). They close at 1 before anyone ended, and at 0 when no one is left."""
        place = bisect_right(self.days, day)
        return Limits(self.lower[place - 1], self.upper[place - 1]) if place else Limits(1.0, 1.0)

    def curve_limits_at(self, day: float) -> Limits:
        """The same as `limits_at`."""
        return self.limits_at(day)

    def at_risk_at(self, day: float) -> int:
        """How many were still there when `day` began. Where it is 0, S(day) rests on nobody."""
        place = bisect_left(self.days, day)
        return self.at_risk[place] if place < len(self.days) else 0


@dataclass(frozen=True, slots=True)
class Incidence:
    """Cumulative incidence by cause: one entry for each distinct day, as in `Curve`.

    `incidence` holds for each cause seen the share that has left for it by the end of the day; with
    `survival` they add up to 1.
    """

    days: tuple[float, ...]
    survival: tuple[float, ...]
    at_risk: tuple[int, ...]
    incidence: Mapping[int, tuple[float, ...]]

    @property
    def causes(self) -> tuple[int, ...]:
        """The causes seen, in order."""
        return tuple(self.incidence)

    def at(self, cause: int, day: float) -> float:
        """The share that has left for `cause` by the end of `day`. A cause nobody left for gives 0."""
        wanted = count(cause, "A cause")
        if wanted == 0:
            raise Refused("Cause 0 is still running and has no incidence. Ask for a cause from 1 up.")
        place = bisect_right(self.days, day)
        found = self.incidence.get(wanted)
        return found[place - 1] if found and place else 0.0


def kaplan_meier(days: Sequence[float], ended: Sequence[bool], confidence: float = 0.95) -> Curve:
    """Survival curve of durations.

    days: how long each lasted so far, 0 or more. ended: True where it ended then, False where it still ran.
    """
    z = normal_quantile(confidence)
    rows = _rows(days, ended, "Days and endings")
    left = Counter(day for day, over in rows if over)
    gone = Counter(day for day, _ in rows)
    survival, hazard, there = 1.0, 0.0, len(rows)
    curve: list[tuple[float, float, Limits, int, int, int]] = []
    for day in sorted(gone):
        over = left[day]
        if over:
            survival *= (there - over) / there
            # Greenwood's sum; at the last ending its term has no end, and S is 0.
            hazard += over / (there * (there - over)) if over < there else 0.0
        curve.append((day, survival, _log_log(survival, hazard, z), there, over, gone[day] - over))
        there -= gone[day]
    listed, shares, limits, risks, endings, censored = zip(*curve, strict=True)
    return Curve(
        days=listed,
        survival=shares,
        lower=tuple(each.lower for each in limits),
        upper=tuple(each.upper for each in limits),
        at_risk=risks,
        ended=endings,
        censored=censored,
        median=_median(listed, shares),
    )


def cumulative_incidence(days: Sequence[float], cause: Sequence[int]) -> Incidence:
    """Aalen-Johansen incidence of exits by cause.

    days: how long each lasted so far. cause: 0 where it still ran, otherwise the number of the cause it
    ended for.
    """
    same_length("Days and causes", days, cause)
    reasons = [count(each, "A cause") for each in cause]
    rows = _rows(days, [each > 0 for each in reasons], "Days and causes")
    left = Counter((day, why) for (day, _), why in zip(rows, reasons, strict=True) if why)
    gone = Counter(day for day, _ in rows)
    found: dict[int, list[float]] = {why: [] for why in sorted(set(reasons) - {0})}
    so_far = dict.fromkeys(found, 0.0)
    survival, there = 1.0, len(rows)
    listed, shares, risks = sorted(gone), [], []
    for day in listed:
        for why in found:
            so_far[why] += survival * left[day, why] / there
            found[why].append(so_far[why])
        over = sum(left[day, why] for why in found)
        survival *= (there - over) / there
        shares.append(survival)
        risks.append(there)
        there -= gone[day]
    return Incidence(
        days=tuple(listed),
        survival=tuple(shares),
        at_risk=tuple(risks),
        incidence=MappingProxyType({why: tuple(shares_of) for why, shares_of in found.items()}),
    )


def _rows(days: Sequence[Any], ended: Sequence[Any], what: str) -> list[tuple[float, bool]]:
    same_length(what, days, ended)
    if not len(days):
        raise Refused("Nothing has started, so there is no curve.")
    rows = []
    for day, over in zip(days, ended, strict=True):
        lasted = number(day, "A duration")
        if lasted < 0:
            raise Refused(f"A duration cannot be below 0, and one is {day!r}. Check start and end.")
        if over is None or over not in (0, 1):
            raise Refused(f"An ending must be yes or no, not {over!r}.")
        rows.append((lasted, bool(over)))
    return rows


def _log_log(survival: float, hazard: float, z: float) -> Limits:
    if survival <= 0.0 or survival >= 1.0:
        return Limits(survival, survival)
    log = math.log(survival)
    reach = z * math.sqrt(hazard) / log
    return Limits(math.exp(log * math.exp(-reach)), math.exp(log * math.exp(reach)))


def _median(days: Sequence[float], survival: Sequence[float]) -> float | None:
    for place, share in enumerate(survival):
        if share < 0.5 + _HALF_NOISE:
            lower = [day for day, later in zip(days, survival, strict=True) if later < share - _HALF_NOISE]
            at_half = abs(share - 0.5) < _HALF_NOISE
            return (days[place] + lower[0]) / 2 if at_half and lower else days[place]
    return None
