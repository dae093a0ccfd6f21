"""Confidence limits of one proportion, one rate, one mean.

Wilson 1927; exact Poisson limits (Garwood 1936) and Byar's approximation (Breslow and Day 1987), in the
choice that public-health indicators in England make: exact under 10 events, Byar from 10. Scalar forms
for one figure, `_many` forms for whole tallies; both compute the same floats in the same order.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from goldthread.kernel.refusals import Refused
from goldthread.measures.statistics import quantiles
from goldthread.measures.statistics.inputs import (
    count,
    level,
    normal_quantile,
    number,
    part_of,
    positive_exposure,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

EXACT_BELOW = 10


class Limits(NamedTuple):
    """A lower and an upper limit, in the unit of the figure they belong to."""

    lower: float
    upper: float


class LimitsByRow(NamedTuple):
    """Arrays of lower and upper limits, one element for each row asked."""

    lower: Floats
    upper: Floats


def wilson(events: int, n: int, confidence: float = 0.95) -> Limits:
    """Wilson score limits of the proportion events / n, 0 to 1. No cases at all are refused."""
    top, bottom = part_of(events, n)
    z = normal_quantile(confidence)
    x, size = float(top), float(bottom)
    middle = 2 * x + z * z
    spread = z * math.sqrt(z * z + 4 * x * (1 - x / size))
    scale = 2 * (size + z * z)
    lower = 0.0 if top == 0 else (middle - spread) / scale
    upper = 1.0 if top == bottom else (middle + spread) / scale
    return Limits(lower, upper)


def wilson_many(events: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> LimitsByRow:
    """`wilson` for arrays of one shape. A row without cases has no limits: NaN, where the scalar refuses."""
    import numpy as np

    x, size = _rows(events, "The number of events"), _rows(n, "The number of cases")
    _whole(x, "The number of events")
    _whole(size, "The number of cases")
    if x.shape != size.shape:
        raise Refused("Events and cases must be of one length. Give one pair for each row.")
    if bool(np.any(x > size)):
        raise Refused("Some row has more events than cases. Check which is the numerator.")
    z = normal_quantile(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = 2 * x + z * z
        spread = z * np.sqrt(z * z + 4 * x * (1 - x / size))
        scale = 2 * (size + z * z)
        lower = np.where(x == 0, 0.0, (middle - spread) / scale)
        upper = np.where(x == size, 1.0, (middle + spread) / scale)
    nobody = size == 0
    return LimitsByRow(np.where(nobody, np.nan, lower), np.where(nobody, np.nan, upper))


def poisson_rate(events: int, exposure: float, confidence: float = 0.95) -> Limits:
    """Limits of the rate events / exposure, per unit of exposure.

    Exact under 10 events (lower 0 at none), Byar from 10. Exposure must be above 0.
    """
    x, time = count(events, "The number of events"), positive_exposure(exposure)
    if x < EXACT_BELOW:
        low, high = _exact(x, confidence)
    else:
        low, high = _byar(float(x), normal_quantile(confidence))
    return Limits(low / time, high / time)


def poisson_rate_many(events: ArrayLike, exposure: ArrayLike, confidence: float = 0.95) -> LimitsByRow:
    """`poisson_rate` for arrays of one shape. A row without exposure has no limits: NaN."""
    import numpy as np

    x, time = _rows(events, "The number of events"), _rows(exposure, "Exposure")
    _whole(x, "The number of events")
    if x.shape != time.shape:
        raise Refused("Events and exposure must be of one length. Give one pair for each row.")
    if bool(np.any(time < 0)):
        raise Refused("Exposure must not be below 0. Leave out what was not observed.")
    z = normal_quantile(confidence)
    many = np.maximum(x, float(EXACT_BELOW))
    low_root = 1 - 1 / (9 * many) - z / (3 * np.sqrt(many))
    high_root = 1 - 1 / (9 * (many + 1)) + z / (3 * np.sqrt(many + 1))
    low = many * (low_root * low_root * low_root)
    high = (many + 1) * (high_root * high_root * high_root)
    exact = [_exact(few, confidence) for few in range(EXACT_BELOW)]
    few = np.minimum(x, EXACT_BELOW - 1).astype(np.intp)
    rare = x < EXACT_BELOW
    low = np.where(rare, np.array([each.lower for each in exact])[few], low)
    high = np.where(rare, np.array([each.upper for each in exact])[few], high)
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = low / time, high / time
    unseen = time == 0
    return LimitsByRow(np.where(unseen, np.nan, low), np.where(unseen, np.nan, high))


def mean_limits(values: Iterable[float], confidence: float = 0.95) -> Limits:
    """Limits of a mean by Student's t with n - 1 degrees of freedom. Needs two values or more."""
    seen = [number(value, "Every value") for value in values]
    size = len(seen)
    if size < 2:
        raise Refused("The limits of a mean need at least two values. Show the value alone.")
    mean = math.fsum(seen) / size
    variance = math.fsum((value - mean) ** 2 for value in seen) / (size - 1)
    reach = quantiles.student(size - 1, level(confidence)) * math.sqrt(variance / size)
    return Limits(mean - reach, mean + reach)


def _exact(events: int, confidence: float) -> Limits:
    """Garwood's limits of a count under 10: the means at which the count is just not surprising."""
    tail = (1 - level(confidence)) / 2
    lower = 0.0 if events == 0 else quantiles.poisson_mean_below(events, tail)
    return Limits(lower, quantiles.poisson_mean_above(events, tail))


def _byar(x: float, z: float) -> Limits:
    low = 1 - 1 / (9 * x) - z / (3 * math.sqrt(x))
    high = 1 - 1 / (9 * (x + 1)) + z / (3 * math.sqrt(x + 1))
    return Limits(x * (low * low * low), (x + 1) * (high * high * high))


def _rows(values: Any, what: str) -> Floats:
    import numpy as np

    try:
        found = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as wrong:
        raise Refused(f"{what} must be a number in every row. Leave out what is not known.") from wrong
    if not bool(np.all(np.isfinite(found))):
        raise Refused(f"{what} must be a number in every row. Leave out what is not known.")
    return found


def _whole(values: Floats, what: str) -> None:
    import numpy as np

    if bool(np.any((values < 0) | (values != np.floor(values)))):
        raise Refused(f"{what} must be a whole number from 0 up in every row. Give counts.")
