"""Figures made by hand for the drawings: a series, groups and a curve, without a store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from goldthread.catalogue.tables import supports
from goldthread.evidence.figures import Expected, Figure, figure
from goldthread.evidence.tally import Tally
from goldthread.kernel.periods import Period, month
from goldthread.measures.questions import Count, Curve, Proportion, Question, Spread
from goldthread.measures.statistics import Limits, wilson
from goldthread.measures.words import blank, days_between

S = supports
KEPT = Proportion(
    code="test.kept",
    name="Kept",
    asks="How many kept it?",
    each=S,
    dated=S.started_on,
    met=blank(S.ended_on),
    better="higher",
    split={"gender": S.person.gender},
    cuts={"service": S.service},
)
STARTS = Count(
    code="test.starts",
    name="Starts",
    asks="How many began?",
    each=S,
    dated=S.started_on,
    unit="starts",
    better="higher",
)
WAIT = Spread(
    code="test.wait",
    name="Wait",
    asks="How long?",
    each=S,
    dated=S.started_on,
    value=days_between(S.started_on, S.ended_on),
    unit="days",
    better="lower",
)
ENDS = Curve(
    code="test.ends",
    name="Ends",
    asks="How do they end?",
    each=S,
    dated=S.started_on,
    length=days_between(S.started_on, S.ended_on),
    cause=S.end_reason,
    horizons=(91, 182),
)


def months(count: int) -> list[Period]:
    """So many months up to October 2026."""
    found = []
    for back in range(count - 1, -1, -1):
        place = 2026 * 12 + 9 - back
        found.append(month(place // 12, place % 12 + 1))
    return found


def verdicts(met: int = 0, not_met: int = 0, unknown: int = 0, not_due: int = 0) -> dict[str, int]:
    return {"met": met, "not_met": not_met, "out": 0, "not_due": not_due, "unknown": unknown}


def share(
    met: int, n: int, period: Period, *, goal: float | None = None, unknown: int = 0, **cut: str | None
) -> Figure:
    """A proportion of one month."""
    expected = Expected(at_least=goal) if goal is not None else None
    told = verdicts(met, n - met, unknown)
    if not n:
        return Figure(KEPT, period, cut, None, None, 0, 0, told, expected=expected, why="None is due yet.")
    return Figure(KEPT, period, cut, met / n, wilson(met, n), met, n, told, expected=expected)


def shares(pairs: Sequence[tuple[int, int]], goal: float | None = None, unknown: int = 0) -> list[Figure]:
    """A proportion month by month: (met, of how many); of none there is no figure."""
    return [
        share(met, n, period, goal=goal, unknown=unknown)
        for (met, n), period in zip(pairs, months(len(pairs)), strict=True)
    ]


def counts(values: Sequence[float | None], question: Question = STARTS) -> list[Figure]:
    """Counts month by month."""
    return [
        Figure(question, period, {}, value, None, value, None, verdicts(int(value or 0)))
        for value, period in zip(values, months(len(values)), strict=True)
    ]


def medians(values: Sequence[float | None], limits: Limits | None = None) -> list[Figure]:
    """Medians of twenty waits month by month."""
    return [
        Figure(WAIT, period, {}, value, limits, 20, 20, verdicts(20))
        for value, period in zip(values, months(len(values)), strict=True)
    ]


def ends(days: Sequence[float], causes: Sequence[str | None], lost: tuple[str, ...] = ()) -> Figure:
    """A curve of spells so many days long; without a cause they still run."""
    question = ENDS if not lost else Curve(**{**vars(ENDS), "lost": lost})
    over = sum(cause is not None for cause in causes)
    told = verdicts(over, len(days) - over)
    tally = Tally({}, {}, told, 0.0, values=tuple(days), causes=tuple(causes))
    return figure(question, months(1)[0], tally, tally)


def texts(svg: str) -> list[str]:
    """The words of a drawing, in order."""
    return [element.text or "" for element in parsed(svg).iter("{http://www.w3.org/2000/svg}text")]


def parsed(svg: str) -> Any:
    """A drawing as elements."""
    from xml.etree import ElementTree

    root: Any = ElementTree.fromstring(svg)
    return root
