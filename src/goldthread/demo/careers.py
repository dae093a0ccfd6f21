"""What becomes of people on employment support: looking, starting, keeping, losing, starting again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeVar

import numpy as np

from goldthread.demo.chance import FAR, Bools, Chance, Floats, Ints
from goldthread.demo.jobs import Course, hold
from goldthread.demo.service import FIRST, IPS, SHORT_STAFFED, hiring

ENDS = (
    "planned",
    "floated_off",
    "person_left",
    "lost_contact",
    "transferred",
    "moved_away",
    "not_suited",
    "died",
    "time_limit",
    "other",
)
PLANNED, FLOATED, LEFT, LOST, TRANSFERRED, MOVED, NOT_SUITED, DIED, LIMIT, OTHER = range(10)
_GATHERED = hiring()
Part = TypeVar("Part")


@dataclass(frozen=True)
class Jobs:
    """Jobs of one or more cohorts, one row a job; ends that lie after the cut-off are kept as they come."""

    support: Ints
    start: Ints
    end: Ints
    reason: Ints
    industry: Ints
    hours: Floats
    held_before: Bools
    led: Bools
    adjusted: Ints
    in_place: Ints


@dataclass(frozen=True)
class Warnings:
    """Early warnings: which job, on which day, how answered."""

    job: Ints
    day: Ints
    answered: Ints


@dataclass(frozen=True)
class Careers:
    """One row a support: when and why it ends, when the search ended, the first employer meeting."""

    end: Ints
    reason: Ints
    search_end: Ints
    employer_day: Ints
    consents: Bools
    jobs: Jobs
    warnings: Warnings


def later_by_season(start: Ints, chances: Floats) -> Ints:
    """The day on which the chances of work, gathered from each start on, have reached what it takes."""
    first = np.clip(start - FIRST, 0, len(_GATHERED) - 1)
    reached = np.searchsorted(_GATHERED, _GATHERED[first] + chances)
    return np.where(reached >= len(_GATHERED), FAR, FIRST + reached).astype(np.int64)


def careers(
    chance: Chance, service: int, start: Ints, working: Bools, need: Floats, drive: Floats, load: float
) -> Careers:
    """The careers of people who start on one service in one month.

    `working` says who is in work already; `load` is how full the service is: 1 at its caps. A full service
    meets employers later and answers warnings late.
    """
    n = len(start)
    consents = chance.yes(0.84, n)
    pressed = max(0.0, load - 0.9)
    employer_day = start + chance.about(18.0 * (1 + pressed), 0.62, n).astype(np.int64)
    quick = employer_day - start <= 28
    # Some are near to work and find it within months; others would need years.
    near = chance.yes(1 / (1 + np.exp(0.2 - 0.8 * drive + 0.55 * need)), n)
    rate = (0.0056 if service == IPS else 0.0044) * np.exp(0.25 * drive - 0.2 * need + 0.3 * quick)
    rate = np.where(near, rate, rate * 0.12)
    found = later_by_season(start + 14, chance.wait(1.0, n) / rate)
    gives_up = start + 20 + chance.wait(780.0, n).astype(np.int64)
    limit = start + np.clip(chance.normal(n, 360 if service == IPS else 345, 34), 200, 540).astype(np.int64)
    first = np.where(working, start, found)
    enters = working | (first < np.minimum(gives_up, limit))
    end = np.minimum(gives_up, limit)
    reason = np.where(
        gives_up < limit,
        np.array([LEFT, LOST, MOVED, NOT_SUITED, DIED])[chance.pick((0.42, 0.36, 0.1, 0.1, 0.02), n)],
        np.where(chance.yes(0.6, n), LIMIT, PLANNED),
    )
    search_end = np.where(enters & ~working, first, FAR)
    made: list[Jobs] = []
    warned: list[Warnings] = []
    count, looking, begin = 0, np.flatnonzero(enters), first[enters]
    for turn in range(3):
        if not len(looking):
            break
        held = working[looking] & (turn == 0)
        led = chance.yes(0.66, len(looking))
        adjusted = np.where(
            consents[looking] | chance.yes(0.4, len(looking)), chance.times(1.45, len(looking)), 0
        )
        in_place = chance.random.binomial(adjusted, 0.79).astype(np.int64)
        plan = 114.0 if service == IPS else 136.0
        watched = begin + np.clip(chance.normal(len(looking), plan, 32), 94, 300).astype(np.int64)
        ready = np.where(begin > SHORT_STAFFED, 0.7, 0.78) - 0.35 * pressed
        course = _course(chance, held, begin, watched, need[looking], in_place, led, ready)
        started = np.where(held, begin - 60 - chance.wait(700.0, len(looking)).astype(np.int64), begin)
        made.append(
            Jobs(
                looking,
                started,
                course.end,
                course.reason,
                course.industry,
                course.hours,
                held,
                led,
                adjusted,
                in_place,
            )
        )
        warned.append(Warnings(course.warned.job + count, course.warned.day, course.warned.answered))
        count += len(looking)
        kept = course.end > watched
        end[looking] = np.where(kept, watched, course.end + chance.whole(10, 75, len(looking)))
        reason[looking] = np.where(
            kept, PLANNED, np.array([LEFT, LOST, NOT_SUITED])[chance.pick((0.5, 0.38, 0.12), len(looking))]
        )
        again = ~kept & chance.yes(0.5, len(looking))
        swift = course.reason == 0  # left for another job
        gap = np.where(
            swift, chance.whole(0, 9, len(looking)), 6 + chance.wait(50.0, len(looking)).astype(np.int64)
        )
        again = again | (~kept & swift)
        looking, begin = looking[again], (course.end + 1 + gap)[again]
    return Careers(
        end, reason, search_end, employer_day, consents, joined(Jobs, made), joined(Warnings, warned)
    )


def _course(
    chance: Chance,
    held: Bools,
    begin: Ints,
    watched: Ints,
    need: Floats,
    in_place: Ints,
    led: Bools,
    ready: Floats,
) -> Course:
    """The courses of new jobs and of jobs held before, each by their own odds."""
    new = hold(chance, begin, watched, need, in_place, led, ready)
    if not held.any():
        return new
    old = hold(chance, begin, watched, need, in_place, led, ready, held_before=True)
    warned = (
        np.concatenate([new.warned.job, old.warned.job]),
        np.concatenate([new.warned.day, old.warned.day]),
        np.concatenate([new.warned.answered, old.warned.answered]),
    )
    mine = np.concatenate([~held[new.warned.job], held[old.warned.job]])
    picked = type(new.warned)(*(column[mine] for column in warned))
    return Course(
        np.where(held, old.end, new.end),
        np.where(held, old.reason, new.reason),
        np.where(held, old.industry, new.industry),
        np.where(held, old.hours, new.hours),
        picked,
    )


def joined(shape: type[Part], parts: Sequence[Part]) -> Part:
    """Several of one shape as one, each column behind the other."""
    columns = {}
    for one in fields(shape):  # type: ignore[arg-type]
        kind = one.type if isinstance(one.type, str) else "Ints"
        empty: Any = np.zeros(0, dtype={"Floats": np.float64, "Bools": np.bool_}.get(kind, np.int64))
        columns[one.name] = np.concatenate([empty, *(getattr(part, one.name) for part in parts)])
        columns[one.name] = columns[one.name].astype(empty.dtype)
    return shape(**columns)
