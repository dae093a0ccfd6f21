"""Figures: what a tally says, with its limits, its unknowns and its judgement.

Nothing here reads a record. A figure is worked out from a tally alone, so a figure, its list and its export
cannot disagree. No value is rounded here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from goldthread.evidence.shapes import NONE_ASKED, WORKED_OUT, silence, whole_number
from goldthread.evidence.tally import NOT_RECORDED, Tally
from goldthread.kernel.periods import Period
from goldthread.measures.questions import (
    EXPOSURE,
    Change,
    Curve,
    Proportion,
    Question,
    Rate,
    Ratio,
)
from goldthread.measures.statistics import (
    Limits,
    poisson_rate,
)
from goldthread.measures.statistics.quantiles import student

SAMPLED = (Proportion, Rate, Change, Curve)  # shapes that chance moves: judged by their limits


@dataclass(frozen=True)
class Expected:
    """What a figure is held against: a target of the terms or of the question, in the figure's own unit."""

    at_least: float | None = None
    at_most: float | None = None
    least_number: int = 0
    ours: bool = False

    def met_by(self, value: float) -> bool:
        """Tested on the unrounded value."""
        return (self.at_least is None or value >= self.at_least) and (
            self.at_most is None or value <= self.at_most
        )

    def straddled_by(self, limits: Limits) -> bool:
        """True when the limits lie neither wholly inside what is expected nor wholly outside it."""
        if self.met_by(limits.lower) and self.met_by(limits.upper):
            return False
        below = self.at_least is not None and limits.upper < self.at_least
        above = self.at_most is not None and limits.lower > self.at_most
        return not (below or above)


@dataclass(frozen=True)
class Figure:
    """One cell of one indicator in one period. Fractions for proportions; otherwise numbers in `unit`."""

    question: Question
    period: Period
    cut: Mapping[str, str | None]
    value: float | None
    limits: Limits | None
    numerator: float | None
    denominator: float | None
    verdicts: Mapping[str, int]
    bounds: tuple[float, float] | None = None
    expected: Expected | None = None
    why: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.question.code

    @property
    def number(self) -> float:
        """The size on which a judgement rests: the denominator, or the count where there is none."""
        size = self.denominator if self.denominator is not None else self.numerator
        return size or 0

    @property
    def judgement(self) -> str | None:
        """met or not_met on the unrounded value; None without a target, a value or enough records."""
        if self.expected is None or self.value is None or self.number < self.expected.least_number:
            return None
        return "met" if self.expected.met_by(self.value) else "not_met"

    @property
    def said(self) -> str:
        """Met, Not met, or Cannot say yet: the limits straddle the target, or there are too few."""
        if self.expected is None:
            return ""
        if self.judgement is None:
            return "Cannot say yet"
        if self.judgement == "met" and self._nothing_missed():
            return "Met"
        if self.limits is None:
            if isinstance(self.question, SAMPLED):
                return "Cannot say yet"  # too few for limits
        elif self.expected.straddled_by(self.limits):
            return "Cannot say yet"
        return "Met" if self.judgement == "met" else "Not met"

    def _nothing_missed(self) -> bool:
        """A duty owed every time, and done every time: no limits could lie above all, or below none."""
        if self.expected is None or not isinstance(self.question, Proportion):
            return False
        return (self.expected.at_least == 1 == self.value) or (self.expected.at_most == 0 == self.value)


def figure(
    question: Question,
    period: Period,
    tally: Tally,
    whole: Tally,
    expected: Expected | None = None,
    missing: int = 0,
) -> Figure:
    """The figure of one cell of a question with one side. `whole` is the cell without its split."""
    made = WORKED_OUT[type(question)](question, tally, whole)
    details = {"undated": missing, **made.details} if missing else dict(made.details)
    return Figure(
        question=question,
        period=period,
        cut={**tally.cut, **{name: _banded(value) for name, value in tally.split.items()}},
        value=made.value,
        limits=made.limits,
        numerator=made.numerator,
        denominator=made.denominator,
        verdicts=tally.verdicts,
        bounds=made.bounds,
        expected=expected if not tally.split else None,
        why=made.why,
        details=details,
    )


def _banded(value: str | None) -> str:
    return NOT_RECORDED if value is None else value


def rate(
    question: Rate,
    period: Period,
    events: Tally,
    exposure: Tally,
    expected: Expected | None,
    people: Sequence[tuple[float, float]] | None,
) -> Figure:
    """Events over exposure. `people` (events, exposure of each person) gives limits where events cluster."""
    top, bottom = events.amount, exposure.amount
    value: float | None = None
    limits: Limits | None = None
    why = ""
    if bottom > 0:
        value = question.multiplier * top / bottom
        limits = _rate_limits(question, top, bottom, people)
    else:
        why = NONE_ASKED if not any(exposure.verdicts.values()) else silence(exposure)
    return Figure(
        question,
        period,
        {**events.cut, **{name: _banded(one) for name, one in events.split.items()}},
        value,
        limits,
        whole_number(top),
        whole_number(bottom),
        events.verdicts,
        expected=expected if not events.split else None,
        why=why,
        details={"exposure_verdicts": dict(exposure.verdicts), "per": question.multiplier},
    )


def counts_events(question: Rate) -> bool:
    """True when each event is one: then exact and Byar's limits hold."""
    return question.events.amount is None and question.events.grain is not EXPOSURE


def _rate_limits(
    question: Rate, top: float, bottom: float, people: Sequence[tuple[float, float]] | None
) -> Limits | None:
    if people is None:
        found = poisson_rate(round(top), bottom)
        return Limits(found.lower * question.multiplier, found.upper * question.multiplier)
    if len(people) < 2:
        return None
    ratio = top / bottom
    # Linearised ratio of sums over people: one person's days lie together, so people are the sample.
    # Summed without rounding: people come in no order, and the same figure must have the same limits.
    spread = math.fsum((events - ratio * exposure) ** 2 for events, exposure in people)
    n = len(people)
    deviation = math.sqrt(n / (n - 1) * spread) / bottom
    half = student(n - 1, 0.95) * deviation
    return Limits(max(0.0, ratio - half) * question.multiplier, (ratio + half) * question.multiplier)


def ratio(
    question: Ratio,
    period: Period,
    top: Tally,
    bottom: Tally,
    wholes: tuple[Tally, Tally],
    expected: Expected | None,
) -> Figure:
    """One count over another; with `share`, each over its own whole first."""
    above, below, why = top.amount, bottom.amount, ""
    value: float | None = None
    details: dict[str, Any] = {"bottom_verdicts": dict(bottom.verdicts)}
    if question.share and question.top.split and not top.split:
        why = "Everybody's share of everybody is 1: see the groups."
    elif question.share:
        all_above, all_below = wholes[0].amount, wholes[1].amount
        if all_above and all_below and below:
            details["share_of_top"], details["share_of_bottom"] = above / all_above, below / all_below
            value = details["share_of_top"] / details["share_of_bottom"]
        else:
            why = "One of the two sides has nothing to share."
    elif below:
        value = above / below
    else:
        why = "There is nothing to divide by: the lower side is nought."
    return Figure(
        question,
        period,
        {**top.cut, **{name: _banded(one) for name, one in top.split.items()}},
        value,
        None,
        whole_number(above),
        whole_number(below),
        top.verdicts,
        expected=expected if not top.split else None,
        why=why,
        details=details,
    )
