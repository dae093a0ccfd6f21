"""Funnel limits for the proportions of several units around their shared proportion.

Without over-dispersion: the direct limits of PHEindicatormethods. With it: the arcsine limits of
FunnelPlotR after Spiegelhalter 2005 and 2012, widened by the spread between units that chance does not
explain.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from goldthread.kernel.refusals import Refused
from goldthread.measures.statistics.inputs import normal_quantile, part_of, same_length
from goldthread.measures.statistics.limits import Limits

Signal = Literal["low_998", "low_95", "none", "high_95", "high_998"]

# Between so few units the spread cannot be told from chance.
ESTIMABLE_FROM = 10
_TRIMMED = 0.1
_NOISE = 1e-12


@dataclass(frozen=True, slots=True)
class Funnel:
    """Funnel limits, one entry for each unit in the order given. Fractions 0 to 1.

    `phi` and `tau2` are FunnelPlotR's estimates of over-dispersion, always worked out so that they can be
    shown; `adjusted` says whether the limits use them, and `note` why not when that was asked.
    """

    centre: float
    values: tuple[float, ...]
    limits_95: tuple[Limits, ...]
    limits_998: tuple[Limits, ...]
    signal: tuple[Signal, ...]
    phi: float
    tau2: float
    adjusted: bool
    note: str | None


def funnel(events: Sequence[int], n: Sequence[int], over_dispersion: bool = False) -> Funnel:
    """Funnel of the proportions events / n. Every unit needs at least one case.

    A unit signals when its proportion lies strictly beyond a limit, 99.8% before 95%. With
    `over_dispersion` the limits are widened when there are 10 units or more and phi is above 1; otherwise
    they stay as they are.
    """
    same_length("Events and cases", events, n)
    if not len(events):
        raise Refused("A funnel needs at least one unit.")
    pairs = [part_of(x, size) for x, size in zip(events, n, strict=True)]
    tops, sizes = [float(x) for x, _ in pairs], [float(size) for _, size in pairs]
    centre = math.fsum(tops) / math.fsum(sizes)
    values = [x / size for x, size in zip(tops, sizes, strict=True)]
    phi, tau2 = _dispersion(values, sizes, centre)
    note = _why_not(len(values), phi) if over_dispersion else None
    adjusted = over_dispersion and note is None
    by_level: list[list[Limits]] = []
    for z in (normal_quantile(0.95), normal_quantile(0.998)):
        by_level.append([_arcsine(centre, z, s, tau2) if adjusted else _direct(centre, z, s) for s in sizes])
    inner, outer = by_level
    return Funnel(
        centre=centre,
        values=tuple(values),
        limits_95=tuple(inner),
        limits_998=tuple(outer),
        signal=tuple(_signal(p, near, far) for p, near, far in zip(values, inner, outer, strict=True)),
        phi=phi,
        tau2=tau2,
        adjusted=adjusted,
        note=note,
    )


def _why_not(units: int, phi: float) -> str | None:
    if units < ESTIMABLE_FROM:
        return f"Over-dispersion cannot be told from chance with fewer than {ESTIMABLE_FROM} units."
    if phi <= 1:
        return "The units differ no more than chance explains."
    return None


def _direct(centre: float, z: float, size: float) -> Limits:
    reach = z * math.sqrt(centre * (1 - centre) / size)
    return Limits(max(0.0, centre - reach), min(1.0, centre + reach))


def _arcsine(centre: float, z: float, size: float, tau2: float) -> Limits:
    middle, reach = math.asin(math.sqrt(centre)), z * math.sqrt(1 / (4 * size) + tau2)
    low, high = middle - reach, middle + reach
    # Past its ends the sine turns back: there the limit is the end itself.
    lower = 0.0 if low <= 0 else math.sin(low) ** 2
    upper = 1.0 if high >= math.pi / 2 else math.sin(high) ** 2
    return Limits(lower, upper)


def _dispersion(values: Sequence[float], sizes: Sequence[float], centre: float) -> tuple[float, float]:
    """phi and tau squared of z-scores on the arcsine scale, winsorised at 10% of each tail."""
    target, units = math.asin(math.sqrt(centre)), len(values)
    scores = [
        (math.asin(math.sqrt(value)) - target) * 2 * math.sqrt(size)
        for value, size in zip(values, sizes, strict=True)
    ]
    ranked = sorted(scores)
    least, most = _quantile(ranked, _TRIMMED), _quantile(ranked, 1 - _TRIMMED)
    phi = math.fsum(min(max(score, least), most) ** 2 for score in scores) / units
    weights = [4 * size for size in sizes]
    total = math.fsum(weights)
    spread = total - math.fsum(weight * weight for weight in weights) / total
    excess = units * phi - (units - 1)
    return phi, (excess / spread if excess > 0 and spread > 0 else 0.0)


def _quantile(ranked: Sequence[float], share: float) -> float:
    """Type 7 of R: between the two nearest ranks, in proportion."""
    place = (len(ranked) - 1) * share
    below = math.floor(place)
    above = min(below + 1, len(ranked) - 1)
    return ranked[below] + (place - below) * (ranked[above] - ranked[below])


def _signal(value: float, near: Limits, far: Limits) -> Signal:
    if value < far.lower - _NOISE:
        return "low_998"
    if value > far.upper + _NOISE:
        return "high_998"
    if value < near.lower - _NOISE:
        return "low_95"
    if value > near.upper + _NOISE:
        return "high_95"
    return "none"
