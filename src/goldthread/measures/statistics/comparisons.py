"""Two groups beside each other: a difference of proportions, a ratio of rates, paired change.

Newcombe 1998 method 10; the exact conditional limits of a rate ratio (Przyborowski and Wilenski 1940);
McNemar 1947 with the exact binomial. The limits of a rate ratio take events to be independent: contacts
that cluster in persons need wider ones, and the caller must say so.
"""

from __future__ import annotations

import math
from fractions import Fraction

from goldthread.kernel.refusals import Refused
from goldthread.measures.statistics.inputs import count, level, part_of, positive_exposure
from goldthread.measures.statistics.limits import Limits, wilson

# Up to here the tail is summed in whole numbers; beyond it the incomplete beta function is faster.
_SUMMED_UP_TO = 1000


def newcombe(events_1: int, n_1: int, events_2: int, n_2: int, confidence: float = 0.95) -> Limits:
    """Limits of p1 - p2, from -1 to 1, by Newcombe's method 10 (Wilson limits, no continuity correction)."""
    x1, size1 = part_of(events_1, n_1)
    x2, size2 = part_of(events_2, n_2)
    first, second = wilson(x1, size1, confidence), wilson(x2, size2, confidence)
    p1, p2 = x1 / size1, x2 / size2
    below = math.hypot(p1 - first.lower, second.upper - p2)
    above = math.hypot(first.upper - p1, p2 - second.lower)
    # Rounding may step past the ends by a hair.
    return Limits(max(-1.0, p1 - p2 - below), min(1.0, p1 - p2 + above))


def rate_ratio(
    events_1: int, exposure_1: float, events_2: int, exposure_2: float, confidence: float = 0.95
) -> Limits:
    """Exact conditional limits of (events_1 / exposure_1) / (events_2 / exposure_2).

    No events in the first gives a lower limit of 0, none in the second an infinite upper one. None in either
    leaves the ratio undefined: refused, so that no figure is shown for it.
    """
    from scipy.special import betaincinv

    x1, x2 = count(events_1, "The number of events"), count(events_2, "The number of events")
    scale = positive_exposure(exposure_2) / positive_exposure(exposure_1)
    tail = (1 - level(confidence)) / 2
    if x1 == 0 and x2 == 0:
        raise Refused("A ratio of two rates without events cannot be said. Show the two counts instead.")
    lower, upper = 0.0, math.inf
    if x1 > 0:
        p = float(betaincinv(x1, x2 + 1, tail))
        lower = p / (1 - p) * scale
    if x2 > 0:
        # The share of the second group, from its own tail: 1 - p would lose digits when p is near 1.
        q = float(betaincinv(x2, x1 + 1, tail))
        upper = (1 - q) / q * scale
    return Limits(lower, upper)


def mcnemar(b: int, c: int) -> float:
    """Two-sided exact p for paired yes and no: b changed one way, c the other. Without any change, 1."""
    x, y = count(b, "The number that changed"), count(c, "The number that changed")
    total, fewer = x + y, min(x, y)
    if x == y:
        return 1.0
    if total <= _SUMMED_UP_TO:
        ways, term = 0, 1
        for k in range(fewer + 1):
            ways += term
            term = term * (total - k) // (k + 1)
        return min(1.0, float(Fraction(2 * ways, 2**total)))
    from scipy.special import betainc

    return min(1.0, 2 * float(betainc(total - fewer, fewer + 1, 0.5)))
