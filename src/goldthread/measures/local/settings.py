"""Settings of a local indicator that are plain values: what each must be, and the sentence that says so."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from goldthread.kernel.refusals import Refused, did_you_mean
from goldthread.measures.questions import Target


def is_number(value: object) -> bool:
    """A number that is one: not yes or no, not infinite, not nan."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def is_whole(value: object, least: int = 0) -> bool:
    """A whole number, and not too small."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def is_list(value: object, each: Callable[[object], bool]) -> bool:
    """A list that holds something, and nothing else."""
    return isinstance(value, list) and bool(value) and all(each(one) for one in value)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")
TAKEN = ("period", "contract", "verdict", "page")

RULES: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "per": (_is_text, 'is a unit of exposure in quotes, such as "year".'),
    "headline": (lambda told: told in ("median", "mean"), 'is "median" or "mean".'),
    "meaningful": (is_number, "is a number: the change that one would notice."),
    "lost": (lambda told: is_list(told, _is_text), 'is a list of causes, such as ["eviction"].'),
    "horizons": (
        lambda told: is_list(told, lambda one: is_whole(one, 1)),
        "is a list of days, such as [91, 182, 365].",
    ),
    "multiplier": (lambda told: is_number(told) and told > 0, "is a number over nought, such as 100."),
    "share": (lambda told: isinstance(told, bool), "is true or false."),
}


def check_setting(key: str, value: object) -> None:
    """Refuse a setting of a shape that is not what it must be."""
    rule, sentence = RULES[key]
    if not rule(value):
        raise Refused(f'"{key}" {sentence}')


def check_code(code: object) -> str:
    """The code of an indicator: it stands in addresses and in the names of files."""
    if not isinstance(code, str) or not code.strip():
        raise Refused("The indicator has no code.")
    if not CODE.fullmatch(code):
        raise Refused(
            "A code is made of letters, digits, dots, hyphens and low lines, at most 80 of them, "
            "such as homes.kept_a_year."
        )
    return code


def check_name(name: str) -> None:
    """The name of a cut or a split: it stands in addresses, beside words that mean something else."""
    if not NAME.fullmatch(name):
        raise Refused(
            f'"{name[:40]}" cannot name a cut or a split. Use letters, digits and low lines: 60 at most.'
        )
    if name in TAKEN:
        raise Refused(f'"{name}" cannot name a cut or a split: pages use that word. Choose another.')


def codes(told: object) -> tuple[str, ...]:
    """The indicators that balance this one."""
    if told == []:
        return ()
    if not isinstance(told, list) or not is_list(told, _is_text):
        raise Refused('"balanced_by" is a list of indicators, such as ["tenancy.risk_response_72h"].')
    return tuple(told)


def target(told: object) -> Target | None:
    """A target: at least one end, each a number in the figure's own unit."""
    if told is None:
        return None
    if not isinstance(told, dict):
        raise Refused("target is written as { at_least = 0.8 }, in the figure's own unit.")
    allowed = ("at_least", "at_most", "least_number", "note")
    for key in told:
        if key not in allowed:
            raise Refused(f'target has no "{key}".{did_you_mean(key, allowed)}')
    ends = [key for key in ("at_least", "at_most") if key in told]
    if not ends:
        raise Refused('A target needs "at_least", "at_most" or both.')
    for key in ends:
        if not is_number(told[key]):
            raise Refused(f'"{key}" of a target is a number in the unit of the figure: 80 % is 0.8.')
    if len(ends) == 2 and told["at_least"] > told["at_most"]:
        raise Refused('No figure can meet this target: "at_least" is more than "at_most".')
    if not is_whole(told.get("least_number", 0)):
        raise Refused('"least_number" of a target is a whole number of records, such as 10.')
    if not isinstance(told.get("note", ""), str):
        raise Refused('"note" of a target is text in quotes.')
    return Target(**told)
