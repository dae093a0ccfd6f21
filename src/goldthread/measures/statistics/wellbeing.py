"""The Short Warwick-Edinburgh Mental Wellbeing Scale: from seven answers to the metric score.

Only the scoring is here. The wording of the scale is copyright NHS Health Scotland and the Universities
of Warwick and Edinburgh, 2008, all rights reserved, and using it needs a registration with the University
of Warwick. Scoring by the published conversion table (Stewart-Brown and others 2009): complete answers
only, nothing is made up for a missing one.
"""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Real
from typing import Any

ANSWERS = 7
_LOWEST, _HIGHEST = 1, 5

# From the raw sum, 7 to 35, to the metric score.
_METRIC = dict(
    enumerate(
        (
            7.00, 9.51, 11.25, 12.40, 13.33, 14.08, 14.75, 15.32, 15.84, 16.36,
            16.88, 17.43, 17.98, 18.59, 19.25, 19.98, 20.73, 21.54, 22.35, 23.21,
            24.11, 25.03, 26.02, 27.03, 28.13, 29.31, 30.70, 32.55, 35.00,
        ),
        start=7,
    )
)  # fmt: skip


def swemwbs(items: Sequence[int | None]) -> float | None:
    """Metric score, 7.00 to 35.00, of seven answers from 1 (none of the time) to 5 (all of the time).

    None when any is missing or out of range, or there are not seven: `swemwbs_reason` says which. A missing
    answer is an ordinary thing on a form, so it is not refused.
    """
    if swemwbs_reason(items) is not None:
        return None
    return _METRIC[sum(int(item) for item in items if item is not None)]


def swemwbs_reason(items: Sequence[int | None]) -> str | None:
    """Why seven answers give no score, in a sentence; None when they give one."""
    answers = list(items)
    if len(answers) != ANSWERS:
        return f"The scale has seven answers, not {len(answers)}."
    missing = [place for place, answer in enumerate(answers, start=1) if _is_blank(answer)]
    if missing:
        return f"No answer to {_places(missing)}. The scale is scored only when all seven are answered."
    wrong = [place for place, answer in enumerate(answers, start=1) if not _is_answer(answer)]
    if wrong:
        return f"The answer to {_places(wrong)} is not a whole number from 1 to 5."
    return None


def _is_blank(answer: Any) -> bool:
    # Only not-a-number differs from itself: it is how a table of numbers says blank.
    return answer is None or (isinstance(answer, float) and answer != answer)


def _is_answer(answer: Any) -> bool:
    if isinstance(answer, bool) or not isinstance(answer, Real):
        return False
    size = float(answer)
    return _LOWEST <= size <= _HIGHEST and size == int(size)


def _places(places: list[int]) -> str:
    *firsts, last = (f"q{place}" for place in places)
    return f"{', '.join(firsts)} and {last}" if firsts else last
