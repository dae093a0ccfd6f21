"""Tables of contacts: by stage and week, made and not made, with the tasks done in them.

More at the start and in the first weeks of a job, more again after a warning, fewer as people need less.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from goldthread.catalogue.tables.codes import CONTACT_OUTCOME, CONTACT_WITH, SUPPORT_LEVEL
from goldthread.demo.chance import Ints, spread_out
from goldthread.demo.columns import answers, dates, instants, numbered, refer, whole, words
from goldthread.demo.people_rows import IN_WORK, stage_spans
from goldthread.demo.service import HOMES, LAST
from goldthread.demo.work_rows import seen_until, step_up_days
from goldthread.demo.world import World

if TYPE_CHECKING:
    import pyarrow as pa

# Contacts a week by stage: intensive, active, in work, stepping down.
_A_WEEK = (1.75, 1.15, 0.62, 0.7)
MODES = ("01", "02", "11", "09", "05")
TASKS_AT_HOME = ("cooking", "post and bills", "shopping", "telephone calls", "appointments", "budget")
TASKS_AT_WORK = ("travel to work", "talking to the manager", "applications", "CV", "interview", "routine")


def tables(world: World) -> dict[str, pa.Table]:
    """The tables `contact` and `task_support`."""
    support, day, sure = _days(world)
    found = world.arrived.supports
    chance = world.chance("contact rows")
    n = len(day)
    turn = np.where(sure, 0.0, chance.shares(n))
    # Places in CONTACT_OUTCOME: made, no reply, refused, cancelled by either, not attended.
    outcome = np.searchsorted(np.array([0.83, 0.905, 0.915, 0.945, 0.965]), turn)
    mode = chance.pick((0.5, 0.31, 0.08, 0.08, 0.03), n)
    # What was cancelled or not attended had been an appointment, never a message.
    mode = np.where((sure | (outcome >= 3)) & (mode > 2), 1, mode)
    with_whom = np.where(sure, 0, chance.pick((0.89, 0.03, 0.05, 0.01, 0.02), n))
    made = outcome == 0
    two_way = made & (mode <= 2) & (with_whom == 0)
    attended = np.where(made, chance.pick((0.93, 0.07), n), np.array([-1, 3, 3, 2, 4, 3])[outcome])
    usual = np.array([48, 19, 32, 5, 6])[mode] * np.exp(0.4 * chance.normal(n))
    keys = numbered("contact", n)
    contacts = world.laid.table(
        "contact",
        world.ties.take(support),
        day,
        {
            "contact_id": keys,
            "support_id": refer(world.support_keys, support),
            "worker_id": refer(world.worker_keys, world.workers[support]),
            "happened_at": instants(day, chance.whole(9 * 60, 17 * 60 + 30, n), chance.yes(0.02, n)),
            "happened_on": dates(day),
            "minutes": whole(np.clip(usual, 2, 180).astype(np.int64), ~made | chance.yes(0.04, n)),
            "mode": words(np.where(chance.yes(0.01, n), -1, mode), MODES),
            "attendance": words(np.where(mode <= 2, attended, -1), ("5", "6", "2", "3", "4")),
            "contact_with": words(with_whom, CONTACT_WITH.values),
            "outcome": words(outcome, CONTACT_OUTCOME.values),
            "two_way": answers(two_way, chance.yes(0.05, n)),
            "planned": answers(chance.yes(0.82, n), chance.yes(0.06, n)),
            "warnings_checked": answers(two_way & chance.yes(0.78, n), ~two_way | chance.yes(0.08, n)),
        },
        lag=0.9,
    )
    seen = np.flatnonzero(two_way & (mode == 0))
    place, _ = spread_out(chance.pick((0.5, 0.3, 0.2), len(seen)))
    contact = seen[place]
    rows = len(contact)
    at_home = found.service[support[contact]] == HOMES
    length = np.clip((day[contact] - found.start[support[contact]]) / 300.0, 0, 1)
    able = 0.24 + 0.42 * length - 0.07 * world.who.need[found.person[support[contact]]]
    turn = chance.shares(rows)
    level = np.where(turn < able, 0, np.where(turn < able + 0.36, 1, 2))
    task = chance.whole(0, 5, rows) + np.where(at_home, 0, 6)
    tasks = world.laid.table(
        "task_support",
        world.ties.take(support[contact]),
        day[contact],
        {
            "contact_id": refer(keys, contact),
            "support_id": refer(world.support_keys, support[contact]),
            "happened_on": dates(day[contact]),
            "task": words(task, TASKS_AT_HOME + TASKS_AT_WORK),
            "level": words(level, SUPPORT_LEVEL.values),
            "planned_level": words(
                np.where(chance.yes(0.4, rows), np.minimum(level + 1, 2), -1), SUPPORT_LEVEL.values
            ),
        },
        lag=0.9,
    )
    return {"contact": contacts, "task_support": tasks}


def _days(world: World) -> tuple[Ints, Ints, Ints]:
    """Support and day of every contact, and whether it is sure to have been made with the person."""
    chance = world.chance("contact days")
    support, stage, first, last = stage_spans(world)
    last = np.minimum(last, LAST)
    # The first four weeks of a job have contacts of their own below.
    first = np.where(stage == IN_WORK, first + 28, first)
    length = np.maximum(last - first + 1, 0)
    weeks, number = spread_out((length + 6) // 7)
    begins = first[weeks] + 7 * number
    room = np.minimum(7, last[weeks] - begins + 1)
    need = world.who.need[world.arrived.supports.person[support[weeks]]]
    rate = np.array(_A_WEEK)[stage[weeks]] * room / 7 * np.exp(0.12 * need)
    week, _ = spread_out(chance.times(rate, len(weeks)))
    usual = begins[week] + (chance.shares(len(week)) * room[week]).astype(np.int64)
    jobs, mine = world.arrived.jobs, world.jobs
    new = np.flatnonzero(~jobs.held_before[mine])
    job, point = np.repeat(new, 4), np.tile(np.arange(4), len(new))
    monday = jobs.start[mine][job] + 7 * point
    until = np.minimum(seen_until(world)[job], monday + 6)
    load = world.arrived.supports.load[jobs.support[mine][job]]
    there = (monday <= until) & chance.yes(0.9 - 0.12 * np.maximum(load - 0.9, 0), len(job))
    weekly = monday + (chance.shares(len(job)) * (until - monday + 1)).astype(np.int64)
    up, up_day = step_up_days(world)
    more, _ = spread_out(chance.whole(1, 3, len(up)))
    after = up_day[more] + chance.whole(0, 9, len(more))
    everything = np.concatenate([support[weeks][week], jobs.support[mine][job][there], up[more]])
    day = np.concatenate([usual, weekly[there], after])
    sure = np.arange(len(day)) >= len(usual)
    weekday = (day + 3) % 7
    # Weekends are rare: most move to the Friday before or the Monday after, inside their own week or not.
    moved = (weekday >= 5) & ~sure & chance.yes(0.9, len(day))
    day = np.where(moved, day + np.where(weekday == 5, -1, 1), day)
    keep = (day <= np.minimum(world.support_end[everything], LAST)) & (
        day >= world.arrived.supports.start[everything]
    )
    order = np.argsort(day[keep], kind="stable")
    return everything[keep][order], day[keep][order], sure[keep][order]
