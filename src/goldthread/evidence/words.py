"""How figures are said: the same sentences on screen, on paper and at the command line.

Rounding happens here and nowhere below: what is tested against a target is never rounded.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from goldthread.evidence.figures import Expected, Figure
from goldthread.kernel.words import say_list, say_money, say_number, say_share
from goldthread.measures.questions import Curve, Proportion, Question, Rate, Verdict
from goldthread.measures.tree import Literal

NO_BREAK = "\u00a0"


def is_share(question: Question) -> bool:
    """True when the value is a fraction that people read in per cent."""
    return isinstance(question, (Proportion, Curve))


def is_money(question: Question) -> bool:
    """True when the value is an amount in pounds."""
    return question.unit.upper().startswith(("GBP", "£"))


def say_value(question: Question, value: float | None) -> str:
    """A value in the question's unit: 79 %, £12, 14.5 days, 3.2 per 100 tenancies."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return "no figure"
    if is_share(question):
        return say_share(value)
    if is_money(question):
        return say_money(round(value, 2))
    number = _number(value)
    unit = _unit(question, value)
    return f"{number} {unit}".strip()


def _number(value: float) -> str:
    size = abs(value)
    if value == int(value):
        return say_number(int(value))
    return say_number(value, places=1 if size >= 10 else 2 if size >= 0.1 else 3)


def _unit(question: Question, value: float) -> str:
    unit = question.unit if question.unit not in ("%", "% and count", "(count)") else ""
    if value == 1 and unit in ("days", "months", "weeks", "points", "people", "starts"):
        return {"people": "person"}.get(unit, unit[:-1])
    return unit


def is_everybody(figure: Figure) -> bool:
    """True of a whole that counts everybody in: only the shares of its groups say something."""
    question = figure.question
    told = isinstance(question, Proportion) and isinstance(question.met, Literal) and bool(question.split)
    return told and not set(figure.cut) & set(question.split)


def headline(figure: Figure) -> str:
    """The figure itself: 41 of 52 (79 %); 14 days; 71 % at 91 days of a curve; no figure."""
    question = figure.question
    if figure.value is None:
        return "No figure"
    if is_everybody(figure):
        return f"{_count(figure.denominator)} in all, told by {_listed(question.split)}"
    said = say_value(question, figure.value)
    if isinstance(question, Curve):
        return f"{said} at {question.horizons[0]} days"
    if is_share(question) and figure.denominator is not None:
        return f"{_count(figure.numerator)} of {_count(figure.denominator)} ({said})"
    return said


def _listed(names: Iterable[str]) -> str:
    return say_list([name.replace("_", " ") for name in names])


def _count(number: float | None) -> str:
    return _number(number or 0)


def likely(figure: Figure) -> str:
    """The limits in words: likely between 66 % and 88 %."""
    question = figure.question
    if figure.limits is None or is_everybody(figure):
        return ""
    lower, upper = figure.limits
    if lower == upper:
        return ""  # nothing has ended yet, or all are the same: a range of nothing would feign certainty
    low, high = say_value(question, lower), say_value(question, upper)
    if not math.isfinite(upper):
        return f"likely {low} or more"
    unit = _unit(question, 2)
    if unit and low.endswith(unit):
        low = low.removesuffix(unit).strip()
    return f"likely between {low} and {high}"


def say_verdict(question: Question, verdict: Verdict) -> str:
    """A verdict of a record of this question: met, counted, ended.

    Only a share asks whether something was met; a count takes a record in, and a curve sees it end.
    """
    if isinstance(question, Curve):
        return {Verdict.MET: "ended", Verdict.NOT_MET: "still running"}.get(verdict, verdict.said)
    if verdict is Verdict.MET and not isinstance(question, Proportion):
        return "counted"
    return verdict.said


def beside(figure: Figure) -> str:
    """What is counted beside the figure: 2 not known, 12 not due yet, 3 left out."""
    told = figure.verdicts
    lower = figure.details.get("bottom_verdicts") or figure.details.get("exposure_verdicts") or {}
    said = [
        (told["unknown"], "not known"),
        (lower.get("unknown", 0), "not known in what it is divided by"),
        (told["not_due"], "not due yet"),
        (told["out"], "left out"),
        (int(figure.details.get("undated", 0)), "without a date"),
        (int(figure.details.get("running", 0)), "still running"),
    ]
    return ", ".join(f"{say_number(number)} {words}" for number, words in said if number)


def if_known(figure: Figure) -> str:
    """What the figure would be if every unknown were not met, and if every unknown were met."""
    if figure.bounds is None or not figure.verdicts["unknown"]:
        return ""
    low, high = (say_value(figure.question, end) for end in figure.bounds)
    unknown = figure.verdicts["unknown"]
    if unknown == 1:
        return f"{low} if the one not known was not met, {high} if it was"
    return f"{low} if none of the {say_number(unknown)} not known were met, {high} if all were"


def say_target(question: Question, expected: Expected | None) -> str:
    """at least 65 %; at most 28 days; between 9 and 12 months."""
    if expected is None:
        return ""
    low, high = expected.at_least, expected.at_most
    if low is not None and high is not None:
        return f"between {say_value(question, low)} and {say_value(question, high)}"
    if low is not None:
        return f"at least {say_value(question, low)}"
    return f"at most {say_value(question, high)}"


def cell_name(figure: Figure) -> str:
    """The cut in words: all; service: Example Homes; band: 0-30."""
    if not figure.cut:
        return "all"
    parts = [
        f"{name.replace('_', ' ')}: {value if value is not None else 'not recorded'}"
        for name, value in figure.cut.items()
    ]
    return ", ".join(parts)


def per_words(question: Question) -> str:
    """What a rate is per, in words, where the unit does not say it."""
    return question.unit if isinstance(question, Rate) else ""
