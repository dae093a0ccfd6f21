"""What the methods accept, checked in one place so that every refusal reads the same."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from statistics import NormalDist
from typing import Any

from goldthread.kernel.refusals import Refused


def number(value: Any, what: str) -> float:
    """A finite number. Text, blanks and not-a-number are refused."""
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        found = math.nan
    if isinstance(value, str) or not math.isfinite(found):
        raise Refused(f"{what} must be a number, not {value!r}. Leave out what is not known.")
    return found


def count(value: Any, what: str) -> int:
    """A whole number from 0 up."""
    found = number(value, what)
    if found < 0 or found != math.floor(found):
        raise Refused(f"{what} must be a whole number from 0 up, not {value!r}. Give a count.")
    return int(value)


def part_of(events: Any, n: Any) -> tuple[int, int]:
    """A numerator and its denominator: 0 <= events <= n and n at least 1."""
    top, bottom = count(events, "The number of events"), count(n, "The number of cases")
    if bottom == 0:
        raise Refused("No share can be said of no cases. Leave out what has none.")
    if top > bottom:
        raise Refused(f"{top} events cannot come from {bottom} cases. Check which is the numerator.")
    return top, bottom


def positive_exposure(value: Any) -> float:
    """Person-time or population under a rate: above 0."""
    found = number(value, "Exposure")
    if found <= 0:
        raise Refused(f"Exposure must be above 0, not {value!r}. Leave out what was not observed.")
    return found


def level(confidence: Any) -> float:
    """A confidence level between 0 and 1."""
    found = number(confidence, "Confidence")
    if not 0 < found < 1:
        raise Refused(f"Confidence must lie between 0 and 1, not {confidence!r}. Give 0.95 for 95%.")
    return found


def normal_quantile(confidence: Any) -> float:
    """z such that a standard normal lies within -z to z with this probability."""
    return NormalDist().inv_cdf(0.5 + level(confidence) / 2)


def same_length(what: str, *columns: Sequence[Any]) -> None:
    """Refuse columns that are not one row for one row."""
    lengths = {len(column) for column in columns}
    if len(lengths) > 1:
        counted = " and ".join(str(len(column)) for column in columns)
        raise Refused(f"{what} must be of one length, not {counted}. Give one value for each.")


def one_of(value: Any, what: str, known: Iterable[str]) -> None:
    """Refuse a word that is not among the known ones."""
    words = tuple(known)
    if value not in words:
        raise Refused(f"{what} must be one of {', '.join(words)}, not {value!r}.")
