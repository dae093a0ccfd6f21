"""Chance: streams of random numbers, one a purpose, so that a new table never changes the others."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

# A day that never comes, or that nobody recorded. Days are counted from 1 January 1970.
NO_DAY = -(2**31)
FAR = 2**31


class Chance:
    """One stream of random numbers. The same seed and purpose give the same numbers."""

    def __init__(self, seed: int, purpose: str) -> None:
        digest = hashlib.sha256(f"{seed}/{purpose}".encode()).digest()
        self.random = np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))

    def shares(self, n: int) -> Floats:
        """n numbers from 0 up to 1."""
        return self.random.random(n)

    def yes(self, likely: float | Floats, n: int) -> Bools:
        """n answers, each yes as likely as said."""
        return self.shares(n) < likely

    def normal(self, n: int, middle: float | Floats = 0.0, spread: float | Floats = 1.0) -> Floats:
        """n numbers around the middle."""
        return middle + spread * self.random.standard_normal(n)

    def wait(self, mean: float | Floats, n: int) -> Floats:
        """n waiting times without memory, of this mean."""
        return -np.log1p(-self.shares(n)) * mean

    def about(self, median: float | Floats, spread: float, n: int) -> Floats:
        """n positive numbers around a median, with a long tail to the right."""
        return median * np.exp(spread * self.random.standard_normal(n))

    def whole(self, low: int, high: int, n: int) -> Ints:
        """n whole numbers from low to high, both in."""
        return low + np.floor(self.shares(n) * (high - low + 1)).astype(np.int64)

    def pick(self, weights: Sequence[float] | Floats, n: int) -> Ints:
        """n places in a list, each as likely as its weight says."""
        steps = np.cumsum(np.asarray(weights, dtype=np.float64))
        found = np.searchsorted(steps / steps[-1], self.shares(n), side="right")
        return np.minimum(found, len(steps) - 1).astype(np.int64)

    def times(self, mean: float | Floats, n: int) -> Ints:
        """n counts of rare things, of this mean."""
        return self.random.poisson(mean, n).astype(np.int64)


def spread_out(counts: Ints) -> tuple[Ints, Ints]:
    """For each of a number of children: the place of its parent, and its number under that parent."""
    parents = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    before = np.repeat(np.cumsum(counts) - counts, counts)
    return parents, np.arange(len(parents), dtype=np.int64) - before


def working(days: Ints) -> Ints:
    """The same day, or the Monday after where it falls on a weekend."""
    weekday = (days + 3) % 7  # 1 January 1970 was a Thursday; Monday is 0
    return days + np.where(weekday >= 5, 7 - weekday, 0)


def of_key(key: str, what: str) -> int:
    """A number that a key and a question alone decide: the same whoever else is there."""
    return int.from_bytes(hashlib.sha256(f"{key} {what}".encode()).digest()[:4], "big")
