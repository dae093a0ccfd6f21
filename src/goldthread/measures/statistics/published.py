"""Counts in the form NHS England publishes for mental health, for comparing with its publications only.

Source: the rounding and suppression code of nhsengland/MHSDS. Goldthread's own rule for what leaves the
house is another one, with an audit of the whole set of tables.
"""

from __future__ import annotations

from goldthread.measures.statistics.inputs import count as whole

SUPPRESSED = "*"
NOT_SUBMITTED = "-"
_SMALLEST_SHOWN = 5


def nhs_published(count: int | None, national: bool = False) -> str:
    """The published text of a count.

    `*` under 5, zero included; exact for England (`national`); otherwise rounded to the nearest 5. `-` for a
    count that was not submitted (None).
    """
    if count is None:
        return NOT_SUBMITTED
    found = whole(count, "A count")
    if found < _SMALLEST_SHOWN:
        return SUPPRESSED
    # A whole number of fives is never half way between two, so no rule for halves is needed.
    return str(found if national else (found + 2) // 5 * 5)
