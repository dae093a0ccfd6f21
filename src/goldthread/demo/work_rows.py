"""Tables of work held: jobs, warnings and what answered them, adjustments and reviews, absences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from goldthread.catalogue.tables.codes_work import ADJUSTMENT_KIND
from goldthread.demo.chance import FAR, NO_DAY, Bools, Chance, Ints, spread_out, working
from goldthread.demo.columns import amounts, answers, dates, instants, numbered, refer, whole, words
from goldthread.demo.jobs import ENDS, IN_TIME, INDUSTRIES, LATE, NEVER
from goldthread.demo.service import LAST, SHORT_STAFFED
from goldthread.demo.world import STATUS, World

if TYPE_CHECKING:
    import pyarrow as pa

KINDS = ("sleep", "absence", "distress", "other")
BANDS = ("01", "02", "03", "04")


def tables(world: World) -> dict[str, pa.Table]:
    """The tables of this module, by name."""
    return {
        "job": _jobs(world),
        **_warnings(world),
        "adjustment": _adjustments(world),
        "adjustment_review": _reviews(world),
        "absence": _absences(world),
    }


def seen_until(world: World) -> Ints:
    """Last day on which support sees each job: the end of the job, of support, or of the records."""
    jobs, mine = world.arrived.jobs, world.jobs
    seen: Ints = np.minimum(jobs.end[mine], world.support_end[jobs.support[mine]])
    return np.maximum(seen, jobs.start[mine])


def seen_from(world: World) -> Ints:
    """First day on which support sees each job."""
    jobs, mine = world.arrived.jobs, world.jobs
    return np.maximum(jobs.start[mine], world.arrived.supports.start[jobs.support[mine]])


def _jobs(world: World) -> pa.Table:
    jobs, mine, known = world.arrived.jobs, world.jobs, world.known_jobs
    n = len(mine)
    chance = world.chance("job rows")
    support = jobs.support[mine]
    hours = jobs.hours[mine]
    band = np.where(hours >= 30, 0, np.where(hours >= 16, 1, np.where(hours >= 5, 2, 3)))
    only_band = chance.yes(0.12, n)
    origin = np.where(jobs.held_before[mine], 1, np.where(chance.yes(0.84, n), 0, 2))
    return world.laid.table(
        "job",
        world.ties.take(support),
        jobs.start[mine],
        {
            "job_id": world.job_keys,
            # A few jobs name no support: their dates say which it was.
            "support_id": refer(world.support_keys, np.where(chance.yes(0.04, n), -1, support)),
            "employer": words(chance.whole(0, 399, n), [f"employer-{number:03}" for number in range(400)]),
            "origin": words(
                np.where(chance.yes(0.03, n), -1, origin), ("supported", "already_held", "other")
            ),
            "paid": answers(~chance.yes(0.02, n), chance.yes(0.05, n)),
            "competitive": answers(chance.yes(0.93, n), chance.yes(0.06, n)),
            "started_on": dates(jobs.start[mine]),
            "ended_on": dates(known.end),
            "status": words(known.status, STATUS),
            "last_confirmed_on": dates(known.confirmed),
            "end_reason": words(known.reason, ENDS),
            "weekly_hours": amounts(hours, 1, only_band | chance.yes(0.03, n)),
            "hours_band": words(np.where(only_band, band, -1), BANDS),
            "industry": words(np.where(chance.yes(0.05, n), -1, jobs.industry[mine]), INDUSTRIES),
            "placed": answers(origin == 0, chance.yes(0.05, n)),
        },
        lag=3.0,
    )


def _in_work_warnings(world: World, chance: Chance) -> tuple[Ints, Ints, Ints]:
    """Job (by place among jobs kept), day and answer: those before trouble, and more that came to nothing."""
    jobs, mine, warned = world.arrived.jobs, world.jobs, world.arrived.warnings
    place = np.full(len(jobs.start), -1, dtype=np.int64)
    place[mine] = np.arange(len(mine))
    job = place[warned.job]
    until = seen_until(world)
    there = (job >= 0) & (warned.day <= until[np.maximum(job, 0)])
    length = np.maximum(until - seen_from(world), 0)
    extra, _ = spread_out(chance.times(length / 260.0, len(mine)))
    day = seen_from(world)[extra] + (chance.shares(len(extra)) * length[extra]).astype(np.int64)
    ready = np.where(day > SHORT_STAFFED, 0.68, 0.8)
    turn = chance.shares(len(extra))
    answer = np.where(turn < ready, IN_TIME, np.where(turn < ready + (1 - ready) * 0.7, LATE, NEVER))
    return (
        np.concatenate([job[there], extra]),
        np.concatenate([warned.day[there], day]),
        np.concatenate([warned.answered[there], answer]),
    )


def step_up_days(world: World) -> tuple[Ints, Ints]:
    """Support and first day of each time of increased support: more contacts follow."""
    job, day, answer = _in_work_warnings(world, world.chance("warning rows"))
    answered = answer < NEVER
    return world.arrived.jobs.support[world.jobs][job[answered]], day[answered]


def _warnings(world: World) -> dict[str, pa.Table]:
    """Early warnings, in work and out of it, and the increased support that answered them."""
    chance = world.chance("warning rows")
    found = world.arrived.supports
    job, day, answer = _in_work_warnings(world, chance)
    support = world.arrived.jobs.support[world.jobs][job]
    length = np.maximum(world.support_end - found.start, 0)
    others, _ = spread_out(chance.times(length / 900.0, len(found.start)))
    count = len(others)
    support = np.concatenate([support, others])
    at_home = found.start[others] + (chance.shares(count) * length[others]).astype(np.int64)
    day = np.concatenate([day, at_home])
    answer = np.concatenate([answer, np.where(chance.yes(0.72, count), IN_TIME, NEVER)])
    job = np.concatenate([job, np.full(count, -1)])
    n = len(day)
    minute = chance.whole(9 * 60, 16 * 60, n)
    later = np.where(
        answer == IN_TIME,
        chance.whole(20, 22 * 60, n),
        np.where(answer == LATE, chance.whole(27 * 60, 200 * 60, n), 0),
    )
    moment = day * 1440 + minute + later
    # Nobody steps up support at night: what would fall there happens before 20:00 or from 7:30.
    clock = moment % 1440
    moment = np.where(
        clock > 1200, moment - clock + 1200, np.where(clock < 450, moment - clock + 450, moment)
    )
    acted = np.where((answer < NEVER) & (moment // 1440 <= LAST), moment // 1440, NO_DAY)
    keys = numbered("early_warning", n)
    crossed = chance.yes(0.36, n)
    warnings = world.laid.table(
        "early_warning",
        world.ties.take(support),
        day,
        {
            "early_warning_id": keys,
            "support_id": refer(world.support_keys, support),
            "job_id": refer(world.job_keys, job),
            "raised_at": instants(day, minute, chance.yes(0.04, n)),
            "raised_on": dates(day),
            "kind": words(chance.pick((0.3, 0.28, 0.34, 0.08), n), KINDS),
            "in_work": answers(job >= 0, chance.yes(0.05, n)),
            "threshold_crossed": answers(crossed, chance.yes(0.05, n)),
            "acted_at": instants(acted, moment % 1440, chance.yes(0.03, n)),
            "acted_on": dates(acted),
        },
        lag=0.5,
    )
    up = np.flatnonzero((acted > NO_DAY) & ((job >= 0) | crossed))
    rows = len(up)
    opened = acted[up]
    planned = opened + chance.whole(10, 24, rows)
    ended = np.where(chance.yes(0.9, rows), planned + chance.whole(-3, 12, rows), FAR)
    ended = np.minimum(ended, np.where(found.end[support[up]] <= LAST, found.end[support[up]], FAR))
    episodes = world.laid.table(
        "step_episode",
        world.ties.take(support[up]),
        opened,
        {
            "support_id": refer(world.support_keys, support[up]),
            "early_warning_id": refer(keys, up),
            "opened_at": instants(opened, moment[up] % 1440, chance.yes(0.03, rows)),
            "opened_on": dates(opened),
            "same_day_offer": answers(chance.yes(0.3, rows)),
            "step_down_agreed_on": dates(np.where(chance.yes(0.75, rows), opened + 3, FAR)),
            "review_due_on": dates(opened + 7, ahead=True),
            "planned_end_on": dates(planned, ahead=True),
            "ended_on": dates(np.where(ended <= LAST, np.maximum(ended, opened), FAR)),
            "back_to_baseline": answers(chance.yes(0.82, rows), ended > LAST),
        },
        lag=0.5,
    )
    return {"early_warning": warnings, "step_episode": episodes}


def _adjustments(world: World) -> pa.Table:
    jobs, mine = world.arrived.jobs, world.jobs
    chance = world.chance("adjustment rows")
    job, number = spread_out(jobs.adjusted[mine])
    n = len(job)
    agreed = seen_from(world)[job] + chance.whole(-8, 30, n)
    agreed = np.maximum(agreed, world.arrived.supports.start[jobs.support[mine]][job])
    keep = (agreed <= seen_until(world)[job]) & (agreed <= LAST)
    job, number, agreed = job[keep], number[keep], agreed[keep]
    n = len(job)
    place = number < jobs.in_place[mine][job]
    put = np.where(place, agreed + 1 + np.minimum(chance.wait(8.0, n), 50).astype(np.int64), NO_DAY)
    put = np.where((put <= LAST) & (put <= jobs.end[mine][job]), put, NO_DAY)
    ended = np.where(chance.yes(0.1, n), np.maximum(put, agreed) + chance.whole(20, 200, n), FAR)
    return world.laid.table(
        "adjustment",
        world.ties.take(jobs.support[mine][job]),
        agreed,
        {
            "job_id": refer(world.job_keys, job),
            "kind": words(chance.pick((0.3, 0.18, 0.18, 0.14, 0.07, 0.1, 0.03), n), ADJUSTMENT_KIND.values),
            "agreed_on": dates(agreed),
            "due_on": dates(np.where(chance.yes(0.9, n), agreed + 14, FAR), ahead=True),
            "in_place_on": dates(put),
            "ended_on": dates(np.where((ended <= LAST) & (put > NO_DAY), ended, FAR)),
        },
    )


def _reviews(world: World) -> pa.Table:
    """Reviews at two and four weeks: most in time, some late, some never."""
    jobs, mine = world.arrived.jobs, world.jobs
    chance = world.chance("review rows")
    new = np.flatnonzero(~jobs.held_before[mine])
    job, week = np.concatenate([new, new]), np.repeat(np.array([2, 4]), len(new))
    n = len(job)
    turn = chance.shares(n)
    due = jobs.start[mine][job] + 7 * week
    held = np.where(turn < 0.77, due - chance.whole(0, 5, n), due + chance.whole(1, 9, n))
    keep = (turn < 0.9) & (held <= seen_until(world)[job])
    job, week, held = job[keep], week[keep], held[keep]
    return world.laid.table(
        "adjustment_review",
        world.ties.take(jobs.support[mine][job]),
        held,
        {"job_id": refer(world.job_keys, job), "week": whole(week), "held_on": dates(held)},
    )


def _spells_away(world: World, chance: Chance) -> tuple[Ints, Ints, Bools]:
    """Job, first day and whether it was sickness; a warning often comes with days away."""
    jobs, mine = world.arrived.jobs, world.jobs
    need = world.who.need[world.arrived.supports.person[jobs.support[mine]]]
    weeks = np.maximum(seen_until(world) - seen_from(world), 0) / 7.0
    usual, _ = spread_out(chance.times(0.075 * np.exp(0.3 * need) * weeks, len(mine)))
    day = seen_from(world)[usual] + (chance.shares(len(usual)) * weeks[usual] * 7).astype(np.int64)
    warned, warned_day, _ = _in_work_warnings(world, world.chance("warning rows"))
    near = chance.yes(0.4, len(warned))
    job = np.concatenate([usual, warned[near]])
    first = np.concatenate([day, warned_day[near] + chance.whole(-2, 4, int(near.sum()))])
    sick = np.where(np.arange(len(job)) < len(usual), chance.yes(0.8, len(job)), True)
    return job, working(first), sick.astype(np.bool_)


def _absences(world: World) -> pa.Table:
    jobs, mine = world.arrived.jobs, world.jobs
    chance = world.chance("absence rows")
    job, first, sick = _spells_away(world, chance)
    keep = (first >= jobs.start[mine][job]) & (first <= seen_until(world)[job])
    job, first, sick = job[keep], first[keep], sick[keep]
    n = len(job)
    last = first + np.minimum(chance.wait(3.2, n), 60).astype(np.int64)
    last = np.minimum(last, jobs.end[mine][job])
    runs = last > LAST
    days = np.maximum(1, np.round((last - first + 1) * 5 / 7))
    return world.laid.table(
        "absence",
        world.ties.take(jobs.support[mine][job]),
        first,
        {
            "job_id": refer(world.job_keys, job),
            "support_id": refer(world.support_keys, jobs.support[mine][job]),
            "reason": words(np.where(sick, 0, 1), ("sickness", "other")),
            "started_on": dates(first),
            "ended_on": dates(np.where(runs, FAR, last)),
            "working_days": amounts(days, 1, runs | chance.yes(0.4, n)),
        },
    )
