"""Tables of people on a service: referrals, support, stages, risk, plans, wellbeing, where they live."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from goldthread.demo.arrivals import DECISIONS, SOURCES, STATUSES
from goldthread.demo.careers import DIED, ENDS, PLANNED
from goldthread.demo.chance import FAR, NO_DAY, Ints, spread_out
from goldthread.demo.columns import amounts, answers, dates, instants, refer, whole, words
from goldthread.demo.homes import END
from goldthread.demo.service import HOMES, LAST, SERVICES
from goldthread.demo.world import World
from goldthread.measures.statistics.wellbeing import swemwbs

if TYPE_CHECKING:
    import pyarrow as pa

STAGES = ("intensive", "active", "in_work", "step_down")
INTENSIVE, ACTIVE, IN_WORK, STEP_DOWN = range(4)
LEVELS = ("low", "medium", "high", "very_high")
_DESTINATIONS = (
    "permanent_rented_social",
    "permanent_rented_private",
    "permanent_rented_helped",
    "permanent_supported",
    "permanent_family",
    "temporary_family",
    "temporary_friends",
    "temporary_hostel",
    "institution_psychiatric",
    "other_unknown",
    "other_died",
)
_KEPT = (0.5, 0.2, 0.14, 0.06, 0.06, 0.0, 0.0, 0.0, 0.0, 0.04, 0.0)
_LOST = (0.06, 0.08, 0.03, 0.04, 0.1, 0.22, 0.17, 0.13, 0.04, 0.13, 0.0)


def tables(world: World) -> dict[str, pa.Table]:
    """The tables of this module, by name."""
    return {
        "referral": _referrals(world),
        "support": _supports(world),
        "stage_spell": _stages(world),
        "risk_assessment": _risks(world),
        "plan": _plans(world),
        "questionnaire_score": _scores(world),
        "accommodation_status": _accommodation(world),
        "feedback": _feedback(world),
    }


def _referrals(world: World) -> pa.Table:
    found, who = world.arrived.referrals, world.who
    n = len(found.person)
    chance = world.chance("referral rows")
    none = chance.yes(0.05, n)
    gone = (found.decided > LAST) | (found.decision < 0)
    answered = np.where(found.responded <= LAST, found.responded, FAR)
    contact = np.array([0.74, 0.3, 0.42])[found.service]
    return world.laid.table(
        "referral",
        who.ties(found.person, found.service),
        found.received,
        {
            "referral_id": world.referral_keys,
            "received_at": instants(found.received, chance.whole(520, 1040, n), chance.yes(0.06, n)),
            "received_on": dates(found.received),
            "referral_source": words(np.where(found.again | ~chance.yes(0.02, n), found.source, -1), SOURCES),
            "responded_at": instants(answered, chance.whole(540, 1020, n), chance.yes(0.05, n)),
            "responded_on": dates(answered),
            "decided_on": dates(np.where(gone, FAR, found.decided)),
            "decision": words(np.where(gone, -1, found.decision), DECISIONS),
            "age_at_referral": whole(who.age_on(found.person, found.received), none),
            "employment_status": words(np.where(chance.yes(0.045, n), -1, found.status), STATUSES),
            "in_contact": answers(chance.yes(contact, n), chance.yes(0.09, n)),
        },
        lag=0.8,
    )


def _supports(world: World) -> pa.Table:
    found = world.arrived.supports
    n = len(found.start)
    chance = world.chance("support rows")
    over = found.end <= LAST
    end = np.where(over, found.end, FAR)
    housing = found.service == HOMES
    lost = np.zeros(n, dtype=np.bool_)
    losses = [END[name] for name in ("eviction", "abandonment", "forced_move", "hospital_or_custody")]
    gone = np.isin(world.homes.tenancies.reason, losses)
    lost[world.homes.tenancies.support[gone]] = True
    where = np.where(lost, chance.pick(_LOST, n), chance.pick(_KEPT, n))
    where = np.where(found.reason == DIED, len(_DESTINATIONS) - 1, where)
    offers = np.array([6, 12, 18, 0])
    months = offers[found.offer]
    planned = np.where(housing, found.start + (months * 30.4375).astype(np.int64), FAR)
    service = [each.contract for each in SERVICES]
    search = np.where(chance.yes(0.8, n) & (found.search_end <= LAST), found.search_end, FAR)
    return world.laid.table(
        "support",
        world.ties,
        found.start,
        {
            "support_id": world.support_keys,
            "referral_id": refer(world.referral_keys, found.referral),
            "kind": words(found.service, [each.kind for each in SERVICES]),
            "contract": words(found.service, service),
            "started_on": dates(found.start),
            "ended_on": dates(end),
            "end_reason": words(np.where(over & ~chance.yes(0.06, n), found.reason, -1), ENDS),
            "destination": words(np.where(over & housing & ~chance.yes(0.1, n), where, -1), _DESTINATIONS),
            "planned_end_on": dates(planned, ahead=True),
            "offer": words(found.offer, [f"Floating support of {number} months" for number in offers[:3]]),
            "offer_months": whole(months, ~housing),
            "age_at_start": whole(world.who.age_on(found.person, found.start)),
            "employment_status_at_start": words(np.where(chance.yes(0.04, n), -1, found.status), STATUSES),
            "out_of_work_ended_on": dates(search),
            "in_contact": answers(
                chance.yes(np.array([0.74, 0.3, 0.42])[found.service], n), chance.yes(0.1, n)
            ),
            "worker_id": refer(world.worker_keys, world.workers),
            "housing_offer_made": answers(chance.yes(0.86, n), ~housing | chance.yes(0.1, n)),
        },
    )


def stage_spans(world: World) -> tuple[Ints, Ints, Ints, Ints]:
    """Spans of stages: support, stage, first day, last day (FAR while it runs)."""
    found, jobs = world.arrived.supports, world.arrived.jobs
    n = len(found.start)
    everyone = np.arange(n)
    housing = found.service == HOMES
    begins = np.full(n, FAR, dtype=np.int64)
    mine = world.jobs
    np.minimum.at(begins, jobs.support[mine], np.maximum(jobs.start[mine], found.start[jobs.support[mine]]))
    settled = found.start + np.where(housing, 42, 35)
    planned = housing & np.isin(found.reason, (0, 1))
    down = np.where(planned, np.maximum(found.end - 45, settled), FAR)
    first_turn = np.minimum(np.minimum(settled, begins), down)
    spans = (
        (INTENSIVE, found.start, first_turn - 1),
        (ACTIVE, first_turn, np.minimum(np.minimum(begins, down) - 1, found.end)),
        (IN_WORK, begins, found.end),
        (STEP_DOWN, down, found.end),
    )
    support = np.concatenate([everyone for _ in spans])
    stage = np.repeat(np.array([each[0] for each in spans]), n)
    first = np.concatenate([each[1] for each in spans])
    last = np.minimum(np.concatenate([each[2] for each in spans]), np.tile(found.end, len(spans)))
    real = (first <= last) & (first <= LAST)
    order = np.lexsort((first[real], support[real]))
    return tuple(column[real][order] for column in (support, stage, first, last))


def _stages(world: World) -> pa.Table:
    support, stage, first, last = stage_spans(world)
    return world.laid.table(
        "stage_spell",
        world.ties.take(support),
        first,
        {
            "support_id": refer(world.support_keys, support),
            "stage": words(stage, STAGES),
            "started_on": dates(first),
            "ended_on": dates(np.where(last <= LAST, last, FAR)),
            "contacts_per_week": whole(np.array([2, 1, 1, 1])[stage]),
        },
    )


def _risks(world: World) -> pa.Table:
    """An assessment at the start and about every three months; a few people have none."""
    found = world.arrived.supports
    n = len(found.start)
    chance = world.chance("risk rows")
    length = world.support_end - found.start
    counts = np.where(chance.yes(0.94, n), 1 + np.maximum(length, 0) // 92, 0)
    support, number = spread_out(counts)
    rows = len(support)
    day = found.start[support] + number * 92 + chance.whole(0, 9, rows)
    keep = day <= np.minimum(world.support_end[support], LAST)
    support, number, day = support[keep], number[keep], day[keep]
    rows = len(support)
    need = world.who.need[found.person[support]] + chance.normal(rows, 0, 0.5) - 0.1 * number
    level = np.searchsorted(np.array([-0.35, 0.75, 1.9]), need)
    return world.laid.table(
        "risk_assessment",
        world.ties.take(support),
        day,
        {
            "support_id": refer(world.support_keys, support),
            "assessed_at": instants(day, chance.whole(540, 1000, rows), chance.yes(0.1, rows)),
            "assessed_on": dates(day),
            "level": words(level, LEVELS),
            "reason": words((number > 0).astype(np.int64), ("start", "routine")),
            "review_due_on": dates(day + 91, ahead=True),
            "plan_in_place": answers(chance.yes(0.9, rows), chance.yes(0.05, rows)),
            "worker_id": refer(world.worker_keys, world.workers[support]),
        },
    )


def _plans(world: World) -> pa.Table:
    """A support plan for most, and an in-work plan for most jobs that start."""
    found, jobs = world.arrived.supports, world.arrived.jobs
    chance = world.chance("plan rows")
    n, mine = len(found.start), world.jobs
    own = found.start + 3 + chance.wait(13.0, n).astype(np.int64)
    supports = np.flatnonzero(chance.yes(0.93, n) & (own <= world.support_end))
    new = np.flatnonzero(~jobs.held_before[mine])
    turn = chance.shares(len(new))
    start = jobs.start[mine][new]
    agreed = np.where(
        turn < 0.77, start - chance.whole(0, 9, len(new)), start + chance.whole(1, 21, len(new))
    )
    there = (turn < 0.93) & (agreed <= LAST)
    new, agreed = new[there], np.maximum(agreed, found.start[jobs.support[mine]][new])[there]
    support = np.concatenate([supports, jobs.support[mine][new]])
    day = np.concatenate([own[supports], agreed])
    rows, in_work = len(support), np.arange(len(support)) >= len(supports)
    job = np.concatenate([np.full(len(supports), -1), new])
    return world.laid.table(
        "plan",
        world.ties.take(support),
        day,
        {
            "support_id": refer(world.support_keys, support),
            "job_id": refer(world.job_keys, job),
            "kind": words(in_work.astype(np.int64), ("support", "in_work")),
            "agreed_at": instants(day, chance.whole(540, 1000, rows), chance.yes(0.3, rows)),
            "agreed_on": dates(day),
            "review_due_on": dates(day + np.where(in_work, 28, 91), ahead=True),
            "own_goals": answers(chance.yes(0.88, rows), chance.yes(0.04, rows)),
            "copy_given": answers(chance.yes(0.8, rows), chance.yes(0.07, rows)),
            "choices_recorded": answers(chance.yes(0.83, rows), chance.yes(0.05, rows)),
            "work_actions": answers(chance.yes(0.72, rows), chance.yes(0.05, rows)),
            "retention_actions": answers(in_work & chance.yes(0.85, rows), ~in_work),
            "adjustments_schedule": answers(chance.yes(0.955, rows), ~in_work | chance.yes(0.025, rows)),
        },
    )


def _scores(world: World) -> pa.Table:
    """SWEMWBS at the start for most, at the end for less than half; work and a home kept lift it."""
    found = world.arrived.supports
    n = len(found.start)
    chance = world.chance("wellbeing rows")
    need = world.who.need[found.person]
    over = found.end <= LAST
    well = over & np.isin(found.reason, (0, 1))
    in_work = np.zeros(n, dtype=np.bool_)
    in_work[world.arrived.jobs.support[world.jobs]] = True
    before = 19.8 - 1.7 * need + chance.normal(n, 0, 2.4)
    change = 0.3 + 1.5 * well + 1.3 * (in_work & well) + chance.normal(n, 0, 2.6)
    first = np.flatnonzero(chance.yes(0.8, n) & (found.start + 30 <= LAST))
    likely = np.where(well, 0.55, 0.2)
    last = np.flatnonzero(over & chance.yes(likely, n))
    support = np.concatenate([first, last])
    rows, exit_ = len(support), np.arange(len(first) + len(last)) >= len(first)
    day = np.where(
        exit_,
        found.end[support] - chance.whole(0, 14, rows),
        found.start[support] + chance.whole(0, 28, rows),
    )
    day = np.clip(day, found.start[support], world.support_end[support])
    raw = np.clip(np.rint(before[support] + np.where(exit_, change[support], 0)), 7, 35).astype(np.int64)
    metric = np.array(
        [swemwbs([total // 7 + (place < total % 7) for place in range(7)]) for total in range(7, 36)]
    )
    short = chance.yes(0.05, rows)
    return world.laid.table(
        "questionnaire_score",
        world.ties.take(support),
        day,
        {
            "support_id": refer(world.support_keys, support),
            "tool": words(np.zeros(rows, dtype=np.int64), ("SWEMWBS",)),
            "stage": words(exit_.astype(np.int64), ("start", "exit")),
            "completed_on": dates(day),
            "items_answered": whole(np.where(short, chance.whole(4, 6, rows), 7)),
            "raw_score": amounts(raw.astype(np.float64), 0, short),
            "score": amounts(metric[raw - 7].astype(np.float64), 2, short),
        },
    )


def _accommodation(world: World) -> pa.Table:
    """Where people on tenancy support live, at the start and once a year."""
    found = world.arrived.supports
    chance = world.chance("accommodation rows")
    mine = np.flatnonzero(found.service == HOMES)
    counts = 1 + np.maximum(world.support_end[mine] - found.start[mine], 0) // 365
    parent, number = spread_out(counts)
    support = mine[parent]
    day = found.start[support] + number * 365 + chance.whole(0, 12, len(support))
    keep = day <= world.support_end[support]
    support, day = support[keep], day[keep]
    rows = len(support)
    settled = chance.pick((0.86, 0.1, 0.04), rows)
    return world.laid.table(
        "accommodation_status",
        world.ties.take(support),
        day,
        {
            "support_id": refer(world.support_keys, support),
            "stated_on": dates(day),
            "settled": words(settled, ("Y", "N", "Z")),
            "independent": answers((settled == 0) & chance.yes(0.9, rows), chance.yes(0.05, rows)),
            "notice_served": answers(chance.yes(0.04, rows), chance.yes(0.08, rows)),
            "overcrowded": answers(chance.yes(0.05, rows), chance.yes(0.1, rows)),
        },
    )


def _feedback(world: World) -> pa.Table:
    """Forms offered near the end; under half come back."""
    found = world.arrived.supports
    n = len(found.start)
    chance = world.chance("feedback rows")
    support = np.flatnonzero((found.end <= LAST) & chance.yes(0.8, n))
    rows = len(support)
    asked = np.maximum(found.end[support] - chance.whole(0, 20, rows), found.start[support])
    back = chance.yes(np.where(found.reason[support] == PLANNED, 0.52, 0.2), rows)
    returned = np.where(back, asked + chance.whole(1, 20, rows), NO_DAY)
    returned = np.where(returned <= LAST, returned, NO_DAY)
    rating = np.where(returned > NO_DAY, chance.pick((0.44, 0.36, 0.12, 0.05, 0.03), rows), -1)
    return world.laid.table(
        "feedback",
        world.ties.take(support),
        asked,
        {
            "support_id": refer(world.support_keys, support),
            "asked_on": dates(asked),
            "returned_on": dates(returned),
            "rating": words(rating, ("very_good", "good", "neither", "poor", "very_poor")),
        },
    )
