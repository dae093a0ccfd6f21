"""Figures: what a tally says, with its limits, its unknowns and its judgement.

Nothing here reads a record. A figure is worked out from a tally alone, so a figure, its list and its export
cannot disagree. No value is rounded here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from goldthread.evidence.tally import Tally
from goldthread.kernel.periods import Period
from goldthread.measures.questions import (
    EXPOSURE,
    HIGHER,
    IN,
    LOWER,
    Change,
    Count,
    Curve,
    Proportion,
    Published,
    Question,
    Rate,
    Ratio,
    Spread,
    Verdict,
)
from goldthread.measures.statistics import (
    Limits,
    cumulative_incidence,
    kaplan_meier,
    poisson_rate,
    wilson,
)
from goldthread.measures.statistics.quantiles import student

NONE_ASKED = "No record falls in this period."
NONE_DUE = "None is due yet."
NONE_KNOWN = "Nothing is known of the records that fell due."
ALL_OUT = "Every record of this period is left out."
HALF_STILL_RUNNING = "More than half are still running, so there is no median yet."
LOST_RANK_WORST = "More than half are lost cases, which rank worst and have no number."


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
        if self.limits is not None:
            ends = {self.expected.met_by(end) for end in self.limits}
            if len(ends) > 1 or (self.judgement == "met") not in ends:
                return "Cannot say yet"
        return "Met" if self.judgement == "met" else "Not met"


def figure(
    question: Question,
    period: Period,
    tally: Tally,
    whole: Tally,
    expected: Expected | None = None,
    missing: int = 0,
) -> Figure:
    """The figure of one cell of a question with one side. `whole` is the cell without its split."""
    made = _WORKED_OUT[type(question)](question, tally, whole)
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
    return "not recorded" if value is None else value


@dataclass(frozen=True)
class _Worked:
    value: float | None = None
    limits: Limits | None = None
    numerator: float | None = None
    denominator: float | None = None
    bounds: tuple[float, float] | None = None
    why: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


def silence(tally: Tally) -> str:
    """Why there is no figure: none fell in the period, all left out, none due yet, or none known."""
    told = tally.verdicts
    if not any(told.values()):
        return NONE_ASKED
    if told["unknown"]:
        return NONE_KNOWN
    return NONE_DUE if told["not_due"] else ALL_OUT


def _proportion(question: Question, tally: Tally, whole: Tally) -> _Worked:
    if tally.split:
        return _share_of_whole(question, tally, whole)
    met, unknown = tally.met, tally.count(Verdict.UNKNOWN)
    known = met + tally.count(Verdict.NOT_MET)
    n = known + (unknown if question.unknown == IN else 0)
    everyone = known + unknown
    bounds = (met / everyone, (met + unknown) / everyone) if everyone else None
    if not n:
        return _Worked(numerator=met, denominator=n, bounds=bounds, why=silence(tally))
    return _Worked(met / n, wilson(met, n), met, n, bounds)


def _share_of_whole(question: Question, tally: Tally, whole: Tally) -> _Worked:
    """A band's share of the whole: splits add up, and what is not known is a band of its own."""
    n = (
        whole.met
        + whole.count(Verdict.NOT_MET)
        + (whole.count(Verdict.UNKNOWN) if question.unknown == IN else 0)
    )
    if not n:
        return _Worked(numerator=tally.met, denominator=n, why=silence(whole))
    return _Worked(tally.met / n, wilson(tally.met, n), tally.met, n)


def _count(question: Question, tally: Tally, whole: Tally) -> _Worked:
    assert isinstance(question, Count)
    details = _spread_details(tally) if question.value is not None else {}
    details["n"] = tally.met
    return _Worked(
        value=_whole_number(tally.amount),
        numerator=_whole_number(tally.amount),
        denominator=_whole_number(whole.amount) if tally.split else None,
        details=details,
    )


def _whole_number(value: float) -> float:
    return int(value) if value == int(value) else value


def _spread_details(tally: Tally) -> dict[str, Any]:
    return {
        "n": tally.met,
        "mean": tally.mean,
        "median": _finite(tally.median),
        "p90": _finite(tally.p90),
        "longest": tally.longest,
    }


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else value


def limits_of_mean(mean: float | None, deviation: float | None, n: int) -> Limits | None:
    """Student limits of a mean from its standard deviation; None under two values."""
    if mean is None or deviation is None or n < 2:
        return None
    half = student(n - 1, 0.95) * deviation / math.sqrt(n)
    return Limits(mean - half, mean + half)


def _spread(question: Question, tally: Tally, whole: Tally) -> _Worked:
    assert isinstance(question, Spread)
    if question.running is not None:
        return _still_running(question, tally)
    n = tally.met
    numerator, denominator = n, whole.met if tally.split else n + tally.count(Verdict.UNKNOWN)
    if not n:
        return _Worked(
            numerator=0, denominator=denominator, why=silence(tally), details=_spread_details(tally)
        )
    details = _spread_details(tally)
    limits = limits_of_mean(tally.mean, tally.deviation, n)
    details["mean_limits"] = list(limits) if limits else None
    headline = _finite(tally.mean if question.headline == "mean" else tally.median)
    why = LOST_RANK_WORST if headline is None else ""
    shown = limits if question.headline == "mean" else None
    return _Worked(headline, shown, numerator, denominator, why=why, details=details)


def _still_running(question: Spread, tally: Tally) -> _Worked:
    """A survival median: those whose time still runs count as lasting at least so long."""
    days, causes = tally.values, tally.causes
    unknown = tally.count(Verdict.UNKNOWN)
    if not days:
        return _Worked(numerator=0, denominator=unknown, why=silence(tally))
    ended = [cause != "running" for cause in causes]
    curve = kaplan_meier(days, ended)
    over = [day for day, done in zip(days, ended, strict=True) if done]
    still = [day for day, done in zip(days, ended, strict=True) if not done]
    details = {
        "n": len(days),
        "ended": len(over),
        "running": len(still),
        "mean": sum(over) / len(over) if over else None,
        "median": curve.median,
        "p90": _reached(curve, 0.9),
        "longest_running": max(still, default=None),
        "points": _points(curve),
    }
    limits = _median_limits(curve)
    why = "" if curve.median is not None else HALF_STILL_RUNNING
    return _Worked(curve.median, limits, len(over), len(days) + unknown, why=why, details=details)


def _reached(curve: Any, share: float) -> float | None:
    """The first day by which `share` have ended; None while fewer have."""
    for day, survival in zip(curve.days, curve.survival, strict=True):
        if survival <= 1 - share + 1e-12:
            return float(day)
    return None


def _median_limits(curve: Any) -> Limits | None:
    """Limits of a survival median: where the limits of the curve cross one half."""
    low = next((day for day, end in zip(curve.days, curve.lower, strict=True) if end <= 0.5), None)
    high = next((day for day, end in zip(curve.days, curve.upper, strict=True) if end <= 0.5), math.inf)
    return None if low is None else Limits(float(low), float(high))


def _points(curve: Any) -> list[dict[str, float]]:
    columns = zip(curve.days, curve.survival, curve.lower, curve.upper, curve.at_risk, strict=True)
    return [
        {"day": day, "survival": survival, "lower": lower, "upper": upper, "at_risk": at_risk}
        for day, survival, lower, upper, at_risk in columns
    ]


def _change(question: Question, tally: Tally, whole: Tally) -> _Worked:
    assert isinstance(question, Change)
    paired, eligible = tally.met, tally.met + tally.count(Verdict.UNKNOWN)
    details = _spread_details(tally)
    if not paired:
        return _Worked(numerator=0, denominator=eligible, why=silence(tally), details=details)
    if question.meaningful is not None:
        limits = wilson(tally.meaningful, paired)
        details["meaningful"] = {
            "change": question.meaningful,
            "n": tally.meaningful,
            "share": tally.meaningful / paired,
            "lower": limits.lower,
            "upper": limits.upper,
        }
    return _Worked(
        tally.mean, limits_of_mean(tally.mean, tally.deviation, paired), paired, eligible, details=details
    )


def _curve(question: Question, tally: Tally, whole: Tally) -> _Worked:
    """Survival at the first horizon, with the whole curve; several causes give cumulative incidences."""
    assert isinstance(question, Curve)
    days, causes = tally.values, tally.causes
    if not days:
        return _Worked(numerator=0, denominator=tally.count(Verdict.UNKNOWN), why=silence(tally))
    names = sorted({cause for cause in causes if cause is not None})
    lost = set(question.lost or names)
    curve = kaplan_meier(days, [cause is not None for cause in causes])
    details: dict[str, Any] = {
        "n": len(days),
        "median": curve.median,
        "points": _points(curve),
        "horizons": [
            {"day": day, "survival": curve.at(day - 1), "at_risk": curve.at_risk_at(day)}
            for day in question.horizons
        ],
    }
    if len(names) > 1 or lost != set(names):
        details["incidence"] = _incidences(days, causes, names)
    horizon = question.horizons[0]
    ended = sum(cause in lost for cause in causes)
    if lost == set(names) or not names:
        value, limits = curve.at(horizon - 1), curve.limits_at(horizon - 1)
    else:
        value, limits = 1 - _lost_by(details["incidence"], lost, horizon - 1), None
    return _Worked(value, limits, len(days) - ended, len(days), details=details)


def _incidences(
    days: Sequence[float], causes: Sequence[str | None], names: Sequence[str]
) -> dict[str, list[dict[str, float]]]:
    """Per cause, the share that has ended for it by each day: other causes compete, they do not censor."""
    numbered = {name: number for number, name in enumerate(names, 1)}
    told = cumulative_incidence(days, [numbered[cause] if cause is not None else 0 for cause in causes])
    return {
        name: [
            {"day": day, "share": share}
            for day, share in zip(told.days, told.incidence.get(number, [0.0] * len(told.days)), strict=True)
        ]
        for name, number in numbered.items()
    }


def _lost_by(incidence: Mapping[str, list[dict[str, float]]], lost: set[str], day: float) -> float:
    total = 0.0
    for name in lost & set(incidence):
        total += max((point["share"] for point in incidence[name] if point["day"] <= day), default=0.0)
    return total


def _published(question: Question, tally: Tally, whole: Tally) -> _Worked:
    found = tally.met
    if found == 0:
        return _Worked(numerator=0, denominator=0, why="No published figure is loaded for this period.")
    if found > 1:
        return _Worked(
            numerator=found, denominator=found, why=f"{found} published figures fall here. Cut them apart."
        )
    limits = Limits(tally.low, tally.high) if tally.low is not None and tally.high is not None else None
    return _Worked(tally.mean, limits, 1, 1)


_WORKED_OUT = {
    Proportion: _proportion,
    Count: _count,
    Spread: _spread,
    Change: _change,
    Curve: _curve,
    Published: _published,
}


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
        {**events.cut, **events.split},
        value,
        limits,
        _whole_number(top),
        _whole_number(bottom),
        events.verdicts,
        expected=expected,
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
    spread = sum((events - ratio * exposure) ** 2 for events, exposure in people)
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
        _whole_number(above),
        _whole_number(below),
        top.verdicts,
        expected=expected,
        why=why,
        details=details,
    )


def direction(question: Question) -> int:
    """1 where more is better, -1 where less is, 0 where neither is."""
    return {HIGHER: 1, LOWER: -1}.get(question.better, 0)
