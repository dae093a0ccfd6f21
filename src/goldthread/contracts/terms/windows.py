"""Spans of days, both ends in, and what is left of them: which of several rows holds on which days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Protocol

Span = tuple[date, date]


class Valid(Protocol):
    """A row that holds from a day to a day; a missing end is open."""

    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...


def span_of(row: Valid) -> Span:
    """The days of a row; open ends are the first and the last day there are."""
    return row.valid_from or date.min, row.valid_to or date.max


def ends_of(span: Span) -> tuple[date | None, date | None]:
    """A span as `valid_from` and `valid_to`."""
    return (None if span[0] == date.min else span[0]), (None if span[1] == date.max else span[1])


def both(one: Span, other: Span) -> Span | None:
    """The days of both; None where there are none."""
    found = max(one[0], other[0]), min(one[1], other[1])
    return found if found[0] <= found[1] else None


def without(span: Span, taken: Iterable[Span]) -> list[Span]:
    """What is left of a span when others are taken out of it, in order."""
    left = [span]
    for first, last in taken:
        cut: list[Span] = []
        for low, high in left:
            if last < low or high < first:
                cut.append((low, high))
                continue
            if low < first:
                cut.append((low, first - timedelta(days=1)))
            if last < high:
                cut.append((last + timedelta(days=1), high))
        left = cut
    return left
