"""Limits of a cumulative incidence: the share that has left for one cause while others compete.

Variance by the delta method (Marubini and Valsecchi 1995, 10.6), limits on the log-log scale, as those of a
survival curve.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from goldthread.measures.statistics.inputs import normal_quantile, same_length
from goldthread.measures.statistics.limits import Limits
from goldthread.measures.statistics.survival import cumulative_incidence


def incidence_limits(
    days: Sequence[float], cause: Sequence[int], wanted: int, day: float, confidence: float = 0.95
) -> Limits:
    """Limits of the share that has left for the cause `wanted` by the end of `day`.

    days and cause as in `cumulative_incidence`. The limits close where nobody or everybody has left for it.
    """
    same_length("Days and causes", days, cause)
    told = cumulative_incidence(days, cause)
    share = told.at(wanted, day)
    if share <= 0 or share >= 1:
        return Limits(share, share)
    ours = Counter(when for when, why in zip(days, cause, strict=True) if why == wanted)
    left = Counter(when for when, why in zip(days, cause, strict=True) if why)
    variance, before = 0.0, 1.0
    for when, there, after in zip(told.days, told.at_risk, told.survival, strict=True):
        if when > day:
            break
        rest = share - told.at(wanted, when)
        gone, over = left[when], ours[when]
        if gone < there:
            variance += rest**2 * gone / (there * (there - gone))
        variance += before**2 * over * (there - over) / there**3
        variance -= 2 * rest * before * over / there**2
        before = after
    reach = normal_quantile(confidence) * math.sqrt(max(variance, 0.0)) / (share * abs(math.log(share)))
    return Limits(share ** math.exp(reach), share ** math.exp(-reach))
