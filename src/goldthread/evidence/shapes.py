"""What each shape makes of a tally: value, limits, numerator, denominator, and why there is no value.

One function a shape, and a table of them. Nothing here knows of cuts, periods or targets.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from goldthread.evidence.tally import Tally
from goldthread.measures.questions import (
    IN,
    Change,
    Count,
    Curve,
    Proportion,
    Published,
    Question,
    Spread,
    Verdict,
)
from goldthread.measures.statistics import Limits, cumulative_incidence, kaplan_meier, wilson
from goldthread.measures.statistics.incidence import incidence_limits
from goldthread.measures.statistics.quantiles import student

NONE_ASKED = "No record falls in this period."
NONE_DUE = "None is due yet."
NONE_KNOWN = "Nothing is known of the records that fell due."
ALL_OUT = "Every record of this period is left out."
HALF_STILL_RUNNING = "More than half are still running, so there is no median yet."
NOT_FOLLOWED = "Nobody has been followed for {} days yet."
LOST_RANK_WORST = "More than half are lost cases, which rank worst and have no number."


@dataclass(frozen=True)
class Worked:
    """What a shape makes of a tally, before it is given a place and a target."""

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


def _proportion(question: Question, tally: Tally, whole: Tally) -> Worked:
    if tally.split:
        return _share_of_whole(question, tally, whole)
    met, unknown = tally.met, tally.count(Verdict.UNKNOWN)
    known = met + tally.count(Verdict.NOT_MET)
    n = known + (unknown if question.unknown == IN else 0)
    everyone = known + unknown
    bounds = (met / everyone, (met + unknown) / everyone) if everyone else None
    if not n:
        return Worked(numerator=met, denominator=n, bounds=bounds, why=silence(tally))
    return Worked(met / n, wilson(met, n), met, n, bounds)


def _share_of_whole(question: Question, tally: Tally, whole: Tally) -> Worked:
    """A band's share of the whole: splits add up, and what is not known is a band of its own."""
    n = (
        whole.met
        + whole.count(Verdict.NOT_MET)
        + (whole.count(Verdict.UNKNOWN) if question.unknown == IN else 0)
    )
    if not n:
        return Worked(numerator=tally.met, denominator=n, why=silence(whole))
    return Worked(tally.met / n, wilson(tally.met, n), tally.met, n)


def _count(question: Question, tally: Tally, whole: Tally) -> Worked:
    assert isinstance(question, Count)
    details = _spread_details(tally) if question.value is not None else {}
    details["n"] = tally.met
    return Worked(
        value=whole_number(tally.amount),
        numerator=whole_number(tally.amount),
        denominator=whole_number(whole.amount) if tally.split else None,
        details=details,
    )


def whole_number(value: float) -> float:
    """A count as a whole number, where it is one."""
    return int(value) if value == int(value) else value


def _spread_details(tally: Tally) -> dict[str, Any]:
    return {
        "n": tally.met,
        "mean": tally.mean,
        "median": _finite(tally.median),
        "p90": _finite(tally.p90),
        "longest": tally.longest,
        "mean_limits": _listed(limits_of_mean(tally.mean, tally.deviation, tally.met)),
    }


def _listed(limits: Limits | None) -> list[float] | None:
    return None if limits is None else list(limits)


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else value


def limits_of_mean(mean: float | None, deviation: float | None, n: int) -> Limits | None:
    """Student limits of a mean from its standard deviation; None under two values."""
    if mean is None or deviation is None or n < 2:
        return None
    half = student(n - 1, 0.95) * deviation / math.sqrt(n)
    return Limits(mean - half, mean + half)


def _spread(question: Question, tally: Tally, whole: Tally) -> Worked:
    assert isinstance(question, Spread)
    if question.running is not None:
        return _still_running(question, tally)
    n = tally.met
    numerator, denominator = n, whole.met if tally.split else n + tally.count(Verdict.UNKNOWN)
    if not n:
        return Worked(
            numerator=0, denominator=denominator, why=silence(tally), details=_spread_details(tally)
        )
    details = _spread_details(tally)
    limits = limits_of_mean(tally.mean, tally.deviation, n)
    if question.worst is not None:
        details["mean_limits"] = None  # lost cases have no number, so there is no mean of everybody
    headline = _finite(tally.mean if question.headline == "mean" else tally.median)
    why = LOST_RANK_WORST if headline is None else ""
    shown = limits if question.headline == "mean" else None
    return Worked(headline, shown, numerator, denominator, why=why, details=details)


def _still_running(question: Spread, tally: Tally) -> Worked:
    """A survival median: those whose time still runs count as lasting at least so long."""
    from statistics import mean, stdev  # takes a hundredth of a second to load

    days, causes = tally.values, tally.causes
    unknown = tally.count(Verdict.UNKNOWN)
    if not days:
        return Worked(numerator=0, denominator=unknown, why=silence(tally))
    ended = [cause != "running" for cause in causes]
    curve = kaplan_meier(days, ended)
    over = [day for day, done in zip(days, ended, strict=True) if done]
    still = [day for day, done in zip(days, ended, strict=True) if not done]
    details = {
        "n": len(days),
        "ended": len(over),
        "running": len(still),
        "mean": mean(over) if over else None,
        "mean_limits": _listed(limits_of_mean(mean(over), stdev(over), len(over))) if len(over) > 1 else None,
        "median": curve.median,
        "p90": _reached(curve, 0.9),
        "longest_running": max(still, default=None),
        "points": _points(curve),
    }
    limits = _median_limits(curve)
    why = "" if curve.median is not None else HALF_STILL_RUNNING
    return Worked(curve.median, limits, len(days), len(days) + unknown, why=why, details=details)


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


def _change(question: Question, tally: Tally, whole: Tally) -> Worked:
    assert isinstance(question, Change)
    paired, eligible = tally.met, tally.met + tally.count(Verdict.UNKNOWN)
    details = _spread_details(tally)
    if not paired:
        return Worked(numerator=0, denominator=eligible, why=silence(tally), details=details)
    if question.meaningful is not None:
        limits = wilson(tally.meaningful, paired)
        details["meaningful"] = {
            "change": question.meaningful,
            "n": tally.meaningful,
            "share": tally.meaningful / paired,
            "lower": limits.lower,
            "upper": limits.upper,
        }
    return Worked(
        tally.mean, limits_of_mean(tally.mean, tally.deviation, paired), paired, eligible, details=details
    )


def _curve(question: Question, tally: Tally, whole: Tally) -> Worked:
    """Survival at the first horizon, with the whole curve; several causes give cumulative incidences."""
    assert isinstance(question, Curve)
    days, causes = tally.values, tally.causes
    if not days:
        return Worked(numerator=0, denominator=tally.count(Verdict.UNKNOWN), why=silence(tally))
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
    if not curve.at_risk_at(horizon - 1) and curve.survival[-1] > 0:
        # After its last day the curve only stays level: nobody has been seen for so long.
        return Worked(
            None, None, len(days) - ended, len(days), why=NOT_FOLLOWED.format(horizon), details=details
        )
    there = curve.at_risk_at(horizon - 1) or len(days)
    if lost == set(names) or not names:
        value, limits = curve.at(horizon - 1), curve.limits_at(horizon - 1)
    else:
        value, limits = _kept(days, [None if c is None else c in lost for c in causes], horizon - 1)
    if value in (0, 1):
        # The limits of a curve close where none or all have ended; what was seen of so few is not certain.
        limits = wilson(round(value * there), there)
    return Worked(value, limits, len(days) - ended, len(days), details=details)


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


def _kept(days: Sequence[float], lost: Sequence[bool | None], day: float) -> tuple[float, Limits]:
    """The share not lost by the end of a day, and its limits; `lost` is None where the spell still runs."""
    causes = [0 if one is None else 1 if one else 2 for one in lost]
    low, high = incidence_limits(days, causes, 1, day)
    return 1 - cumulative_incidence(days, causes).at(1, day), Limits(1 - high, 1 - low)


def _published(question: Question, tally: Tally, whole: Tally) -> Worked:
    found = tally.met
    if found == 0:
        return Worked(numerator=0, denominator=0, why="No published figure is loaded for this period.")
    if found > 1:
        return Worked(
            numerator=found, denominator=found, why=f"{found} published figures fall here. Cut them apart."
        )
    limits = Limits(tally.low, tally.high) if tally.low is not None and tally.high is not None else None
    return Worked(tally.mean, limits, 1, 1)


WORKED_OUT = {
    Proportion: _proportion,
    Count: _count,
    Spread: _spread,
    Change: _change,
    Curve: _curve,
    Published: _published,
}
