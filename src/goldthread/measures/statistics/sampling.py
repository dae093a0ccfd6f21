"""Audit samples: how many, and which ones, so that anyone can draw the same list again.

Size by Cochran 1977 with the finite-population correction. The draw ranks by a hash of seed and
identifier, so it does not depend on a language or a version: freeze the list, publish its hash, draw the
seed afterwards.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from typing import TypeVar

from goldthread.kernel.refusals import Refused
from goldthread.measures.statistics.inputs import count, normal_quantile, number

Identifier = TypeVar("Identifier", str, int)


def sample_size(population: int, expected: float, margin: float, confidence: float = 0.95) -> int:
    """How many of `population` to look at, rounded up.

    `expected` is the proportion expected (0.5 asks for most), `margin` the half-width wanted; both between 0
    and 1. With 30 to 50 records or fewer, look at all of them whatever this says.
    """
    size = count(population, "The population")
    if size == 0:
        raise Refused("There is nothing to sample from. Widen the period or the service.")
    p, reach = number(expected, "The expected proportion"), number(margin, "The margin")
    if not 0 < p < 1:
        raise Refused(
            f"The expected proportion must lie between 0 and 1, not {expected!r}. Give 0.5 if unsure."
        )
    if not 0 < reach < 1:
        raise Refused(
            f"The margin must lie between 0 and 1, not {margin!r}. Give 0.05 for 5 points either way."
        )
    z = normal_quantile(confidence)
    endless = z * z * p * (1 - p) / (reach * reach)
    wanted = endless / (1 + (endless - 1) / size)
    # A hair above a whole number is rounding noise, not one more record.
    return min(size, max(1, math.ceil(wanted - 1e-9)))


def draw(identifiers: Iterable[Identifier], seed: str | int, size: int) -> list[Identifier]:
    """The first `size` identifiers by rank of sha256 of "seed|identifier", in that order.

    The order of `identifiers` does not matter. A replacement is the next one down: ask for a larger `size`.
    Twice the same identifier, or more wanted than there are, is refused.
    """
    frame = list(identifiers)
    wanted = count(size, "The size of the sample")
    if len({str(each) for each in frame}) != len(frame):
        raise Refused("An identifier stands twice in the list to draw from. Give each record once.")
    if wanted > len(frame):
        raise Refused(f"{wanted} cannot be drawn from {len(frame)}. Ask for {len(frame)} at most.")
    return sorted(frame, key=lambda each: _rank(each, seed))[:wanted]


def _rank(identifier: str | int, seed: str | int) -> bytes:
    return hashlib.sha256(f"{seed}|{identifier}".encode()).digest()
