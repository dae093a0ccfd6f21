"""The share of homes and jobs that lasted so many days, known before everyone has had the time.

The headline counts only starts old enough to tell (a mature cohort). Dividing by all starts understates
it, and looking only at what has ended understates it more. Beside it stands the survival estimate from
all starts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from goldthread.kernel.refusals import Refused
from goldthread.measures.statistics.inputs import number, same_length
from goldthread.measures.statistics.limits import Limits, wilson
from goldthread.measures.statistics.survival import kaplan_meier


@dataclass(frozen=True, slots=True)
class Sustained:
    """How many of the starts lasted `days` days, as known on day `as_of`.

    `n_starts` = `n_due` + `n_not_due`; `n_unknown` of those due had an unknown status and count as not
    sustained. `value` is `n_sustained` / `n_due` with Wilson `limits`, None when nothing was due.
    `bounds` are the value had all unknown ones ended, and had all lasted. `survival` is the Kaplan-Meier
    S(days - 1) from all starts with log-log `survival_limits`, None when nobody was followed so far;
    `at_risk` were still there as that day began.
    """

    n_starts: int
    n_not_due: int
    n_due: int
    n_sustained: int
    n_unknown: int
    value: float | None
    limits: Limits | None
    bounds: Limits | None
    survival: float | None
    survival_limits: Limits | None
    at_risk: int


def sustained(
    started: Sequence[int],
    ended: Sequence[int | None],
    as_of: int,
    days: int,
    *,
    last_confirmed: Sequence[int | None] | None = None,
    confidence: float = 0.95,
) -> Sustained:
    """Share sustained for `days` days (13 weeks are 91), from day numbers.

    started, ended: the day each began and ended; None = not known to have ended. A start is due when
    started + days <= as_of, and sustained when it lasted that many days or more: one that ends on day 91
    has lasted 91. As at `as_of`, an ending after it has not happened yet, and a start after it is left out.
    last_confirmed: for those without an ending whose status at `as_of` is unknown, the day they were last
    known to run; None where the status is known. They leave the curve on that day.

    Refused: an end or a confirmation before its start, columns of different lengths, `days` under 1.
    """
    same_length("Starts and ends", started, ended)
    confirmed = [None] * len(started) if last_confirmed is None else list(last_confirmed)
    same_length("Starts and confirmations", started, confirmed)
    today, asked = number(as_of, "`as_of`"), number(days, "The number of days")
    if asked < 1:
        raise Refused(f"The number of days must be at least 1, not {days!r}. 13 weeks are 91.")
    due = lasted = unknown = 0
    durations: list[float] = []
    endings: list[bool] = []
    for each in zip(started, ended, confirmed, strict=True):
        start, end, seen = _spell(*each)
        if start > today:
            continue
        over = end is not None and end <= today
        # A confirmation matters only where no ending is known: one after `as_of` shows it ran on that day.
        last_seen = today if end is not None or seen is None else min(seen, today)
        known_until = end if over and end is not None else last_seen
        duration = known_until - start
        durations.append(duration)
        endings.append(over)
        if start + asked <= today:
            due += 1
            lasted += duration >= asked
            unknown += last_seen < today and duration < asked
    curve = kaplan_meier(durations, endings, confidence) if durations else None
    at_risk = curve.at_risk_at(asked - 1) if curve else 0
    followed = curve is not None and (at_risk > 0 or curve.survival[-1] == 0.0)
    return Sustained(
        n_starts=len(durations),
        n_not_due=len(durations) - due,
        n_due=due,
        n_sustained=lasted,
        n_unknown=unknown,
        value=lasted / due if due else None,
        limits=wilson(lasted, due, confidence) if due else None,
        bounds=Limits(lasted / due, (lasted + unknown) / due) if due else None,
        survival=curve.at(asked - 1) if curve and followed else None,
        survival_limits=curve.limits_at(asked - 1) if curve and followed else None,
        at_risk=at_risk,
    )


def _spell(start: Any, end: Any, seen: Any) -> tuple[float, float | None, float | None]:
    began = number(start, "A start")
    over = None if end is None else number(end, "An end")
    known = None if seen is None else number(seen, "A confirmation")
    if (over is not None and over < began) or (known is not None and known < began):
        raise Refused(
            f"Something that started on day {start} cannot have ended or been seen before. Check it."
        )
    return began, over, known
