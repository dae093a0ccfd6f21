"""How long a job lasts: trouble comes, warnings come before it, and help in time often keeps the job.

Each job meets up to three times of trouble. Most announce themselves one to three weeks ahead. A warning
answered within a day by more support keeps the job more often than one answered late or never. Adjustments
in place put trouble off. Seasonal jobs end in January.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goldthread.catalogue.tables.codes_work import JOB_END
from goldthread.demo.chance import FAR, Bools, Chance, Floats, Ints
from goldthread.demo.service import EPOCH

ENDS = JOB_END.values
_ENDS = {name: place for place, name in enumerate(ENDS)}
# Why a job ends once trouble is not overcome, and where a warning was seen and answered in vain.
_BROKEN = ("conflict", "overwhelm", "breakdown", "health", "resigned", "dismissed")
_BROKEN_WEIGHTS = (0.14, 0.19, 0.13, 0.16, 0.24, 0.14)
INDUSTRIES = ("G", "I", "Q", "H", "N", "C", "P", "F", "S", "J", "R", "O")
INDUSTRY_WEIGHTS = (0.27, 0.17, 0.14, 0.09, 0.11, 0.06, 0.05, 0.03, 0.04, 0.02, 0.02, 0.02)
IN_TIME, LATE, NEVER, NOT_SEEN = 0, 1, 2, 3
_KEPT = np.array([0.80, 0.50, 0.26, 0.20])  # how likely a job outlives trouble, by how it was answered


@dataclass(frozen=True)
class Warned:
    """Early warnings: of which job (by place), on which day, how answered."""

    job: Ints
    day: Ints
    answered: Ints


@dataclass(frozen=True)
class Course:
    """What became of jobs: last day (FAR where it goes on for years), reason by place in ENDS, warnings."""

    end: Ints
    reason: Ints
    industry: Ints
    hours: Floats
    warned: Warned


def january_after(days: Ints) -> Ints:
    """A first of January after each day."""
    years = (EPOCH.year + (days + 60) // 365.2425).astype(np.int64)
    found: Ints = np.floor((years - EPOCH.year) * 365.2425 + 0.75).astype(np.int64)
    return np.where(found <= days, found + 365, found)


def is_winter(days: Ints) -> Bools:
    """From mid November to Christmas, when shops take people on."""
    gap = january_after(days) - days
    found: Bools = (gap >= 8) & (gap <= 48)
    return found


def hold(
    chance: Chance,
    start: Ints,
    watched_until: Ints,
    need: Floats,
    in_place: Ints,
    led: Bools,
    ready: Floats,
    *,
    held_before: bool = False,
) -> Course:
    """The course of jobs that start on these days. Warnings are seen only while support watches.

    `need` is how hard life is, `in_place` how many adjustments help, `led` whether the job is what the person
    wanted, `ready` how likely the team answers a warning within a day.
    """
    n = len(start)
    weights = np.array(INDUSTRY_WEIGHTS)
    industry = chance.pick(weights, n)
    winter = is_winter(start)
    industry = np.where(winter & chance.yes(0.45, n), np.where(chance.yes(0.7, n), 0, 1), industry)
    hours = np.clip(np.round(chance.normal(n, 20, 8.5)), 4, 40)
    strain = 0.42 * need - 0.34 * in_place - 0.3 * led + chance.normal(n, 0.0, 0.55)
    strain += 0.012 * (hours - 20)
    mean = 112.0 * np.exp(-strain) * (2.2 if held_before else 1.0)
    end, reason = np.full(n, FAR, dtype=np.int64), np.full(n, -1, dtype=np.int64)
    alive, clock = np.ones(n, dtype=np.bool_), start + 2
    seen_job, seen_day, seen_answer = [], [], []
    for _ in range(3):
        trouble = clock + chance.wait(mean, n).astype(np.int64)
        day = trouble - chance.whole(4, 22, n)
        seen = alive & chance.yes(0.74, n) & (day > start) & (day <= watched_until) & (trouble < start + 1500)
        turn = chance.shares(n)
        answered = np.where(turn < ready, IN_TIME, np.where(turn < ready + (1 - ready) * 0.7, LATE, NEVER))
        answered = np.where(seen, answered, NOT_SEEN).astype(np.int64)
        seen_job.append(np.flatnonzero(seen))
        seen_day.append(day[seen])
        seen_answer.append(answered[seen])
        broken = alive & ~chance.yes(_KEPT[answered], n)
        end = np.where(broken, trouble, end)
        why = np.array([_ENDS[name] for name in _BROKEN])[chance.pick(_BROKEN_WEIGHTS, n)]
        reason = np.where(broken, why, reason)
        # Who has come through once is stronger the next time.
        alive, clock, mean = alive & ~broken, trouble, mean * 1.7
    seasonal = winter & (industry <= 1) & chance.yes(0.46, n)
    others: tuple[tuple[Ints, str], ...] = (
        (np.where(seasonal, january_after(start) + chance.whole(2, 16, n), FAR), "contract_ended"),
        (start + 20 + chance.wait(1300.0, n).astype(np.int64), "better_job"),
        (start + 40 + chance.wait(1900.0, n).astype(np.int64), "contract_ended"),
        (start + 30 + chance.wait(2400.0, n).astype(np.int64), "redundancy"),
        (start + 60 + chance.wait(6000.0, n).astype(np.int64), "study"),
    )
    for day, name in others:
        first = day < end
        end, reason = np.where(first, day, end), np.where(first, _ENDS[name], reason)
    job, day, answer = (np.concatenate(found) for found in (seen_job, seen_day, seen_answer))
    within = day <= end[job]
    return Course(end, reason, industry, hours, Warned(job[within], day[within], answer[within]))
