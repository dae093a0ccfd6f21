"""Quantiles of Student's t and of the Poisson mean, by solving the defining equation.

The limits of rates and means stand in every table of figures. Loading scipy for them costs a third of a
second at every start of the command line, so these two are solved here, to the last digits, and kept once
found. They are tested against scipy.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from statistics import NormalDist

# From here five terms of the expansion around the normal quantile give every digit a float holds.
_EXPANDED_FROM = 1000
_STEPS = 200


@lru_cache(maxsize=4096)
def student(freedom: int, confidence: float) -> float:
    """t such that Student's t with `freedom` degrees of freedom lies within -t to t with this probability."""
    near = _student_expanded(freedom, NormalDist().inv_cdf(0.5 + confidence / 2))
    if freedom >= _EXPANDED_FROM:
        return near
    root, angle = math.sqrt(freedom), math.atan(near / math.sqrt(freedom))
    log_slope = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)
    slope = 2 / math.sqrt(math.pi) * math.exp(log_slope)
    for _ in range(_STEPS):
        # Newton's method. Left of the root it cannot overshoot; a step past 0 starts again further left.
        missing = confidence - _student_within(angle, freedom)
        step = missing / (slope * math.cos(angle) ** (freedom - 1))
        angle = angle + step if angle + step > 0 else angle / 2
        if abs(step) <= 1e-9 * angle:  # the next step would be the square of this one
            break
    return math.tan(angle) * root


@lru_cache(maxsize=1024)
def poisson_mean_below(events: int, tail: float) -> float:
    """The mean under which `events` or more happen with probability `tail`. `events` is 1 or more."""
    return _rising_root(lambda mean: _poisson_from(events, mean), tail, 0.0, _beyond(events, tail))


@lru_cache(maxsize=1024)
def poisson_mean_above(events: int, tail: float) -> float:
    """The mean under which `events` or fewer happen with probability `tail`."""
    return _rising_root(lambda mean: -_poisson_up_to(events, mean), -tail, 0.0, _beyond(events, tail))


def _student_within(angle: float, freedom: int) -> float:
    """P(-t < T < t) where tan(angle) = t / sqrt(freedom): Abramowitz and Stegun 26.7.3 and 26.7.4."""
    sine, square = math.sin(angle), math.cos(angle) ** 2
    if freedom % 2:
        term, total = math.cos(angle), 0.0
        for k in range(1, freedom - 1, 2):
            total += term
            term *= square * (k + 1) / (k + 2)
        return 2 / math.pi * (angle + sine * total)
    term, total = 1.0, 0.0
    for k in range(0, freedom - 1, 2):
        total += term
        term *= square * (k + 1) / (k + 2)
    return sine * total


def _student_expanded(freedom: int, z: float) -> float:
    """Cornish and Fisher's expansion: Abramowitz and Stegun 26.7.5."""
    s = z * z
    terms = (
        1.0,
        (s + 1) / 4,
        ((5 * s + 16) * s + 3) / 96,
        (((3 * s + 19) * s + 17) * s - 15) / 384,
        ((((79 * s + 776) * s + 1482) * s - 1920) * s - 945) / 92160,
    )
    return z * sum(term / float(freedom) ** power for power, term in enumerate(terms))


def _poisson_from(events: int, mean: float) -> float:
    """P(X >= events), summed upwards so that a small tail keeps its digits."""
    if mean <= 0:
        return 0.0
    term = math.exp(events * math.log(mean) - mean - math.lgamma(events + 1))
    total, at = 0.0, events
    while term > total * 1e-18 or at <= mean:
        total += term
        at += 1
        term *= mean / at
    return total


def _poisson_up_to(events: int, mean: float) -> float:
    """P(X <= events)."""
    term = total = math.exp(-mean)
    for k in range(1, events + 1):
        term *= mean / k
        total += term
    return total


def _beyond(events: int, tail: float) -> float:
    """A mean above both limits of a count."""
    top = events + 10.0
    while _poisson_up_to(events, top) > min(tail, 1 - tail):
        top *= 2
    return top


def _rising_root(rises: Callable[[float], float], wanted: float, low: float, high: float) -> float:
    """Where a rising function reaches `wanted`, halved down to neighbouring floats."""
    while True:
        middle = (low + high) / 2
        if not low < middle < high:
            return middle
        if rises(middle) < wanted:
            low = middle
        else:
            high = middle
