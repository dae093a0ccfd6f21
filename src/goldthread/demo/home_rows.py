"""Tables of homes: tenancies, what is owed, notices, the risk register and what was done about each risk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from goldthread.demo.chance import FAR, NO_DAY, Ints, spread_out
from goldthread.demo.columns import amounts, answers, dates, instants, numbered, refer, words
from goldthread.demo.homes import CLOSINGS, ENDS, IN_TIME, LANDLORDS, LATE
from goldthread.demo.service import LAST
from goldthread.demo.world import STATUS, World

if TYPE_CHECKING:
    import pyarrow as pa

KINDS = ("arrears", "complaint", "property_condition", "other")
NOTICE_KINDS = ("seeking_possession", "notice_to_quit", "no_fault", "court_order")
ACTIONS = (
    "action_plan",
    "benefits_liaison",
    "landlord_communication",
    "increased_visits",
    "practical_stabilisation",
    "other",
)
PLAN = 0
# Which intervention answers which risk first, and later.
_FIRST = (
    (0, 0.55, 0.3, 0.08, 0.05, 0.02),
    (0, 0, 0.62, 0.28, 0.05, 0.05),
    (0, 0, 0.1, 0.2, 0.65, 0.05),
    (0, 0.1, 0.2, 0.4, 0.2, 0.1),
)


def tables(world: World) -> dict[str, pa.Table]:
    """The tables of this module, by name."""
    return {
        "tenancy": _tenancies(world),
        "rent_balance": _balances(world),
        "notice": _notices(world),
        **_risks(world),
    }


def _tenancies(world: World) -> pa.Table:
    found, known = world.homes.tenancies, world.known_homes
    n = len(found.start)
    chance = world.chance("tenancy rows")
    begun = np.flatnonzero(found.start <= LAST)
    made = world.laid.table(
        "tenancy",
        world.ties.take(found.support),
        found.start,
        {
            "tenancy_id": world.tenancy_keys,
            "support_id": refer(world.support_keys, np.where(chance.yes(0.05, n), -1, found.support)),
            "landlord_kind": words(np.where(chance.yes(0.03, n), -1, found.landlord), LANDLORDS),
            "settled": answers(chance.yes(0.95, n), chance.yes(0.05, n)),
            "started_on": dates(found.start),
            "ended_on": dates(known.end),
            "status": words(known.status, STATUS),
            "last_confirmed_on": dates(known.confirmed),
            "end_reason": words(known.reason, ENDS),
        },
    )
    if len(begun) == n:
        return made
    import pyarrow as pa

    # The first n rows are the homes; rows entered in error come after them.
    real = np.concatenate([begun, np.arange(n, made.num_rows)])
    return made.take(pa.array(real))


def _balances(world: World) -> pa.Table:
    found = world.homes.balances
    weekly = world.homes.tenancies.weekly[found.tenancy]
    return world.laid.table(
        "rent_balance",
        world.ties.take(world.homes.tenancies.support[found.tenancy]),
        found.day,
        {
            "tenancy_id": refer(world.tenancy_keys, found.tenancy),
            "balance_on": dates(found.day),
            "balance": amounts(found.owed),
            "weekly_charge": amounts(weekly),
        },
        lag=2.5,
    )


def _notices(world: World) -> pa.Table:
    found, homes = world.homes.notices, world.homes.tenancies
    keep = (found.served <= LAST) & (found.served <= homes.end[found.tenancy])
    tenancy, served, withdrawn = found.tenancy[keep], found.served[keep], found.withdrawn[keep]
    n = len(tenancy)
    chance = world.chance("notice rows")
    private = homes.landlord[tenancy] == 2
    kind = np.where(private, chance.pick((0.3, 0.2, 0.45, 0.05), n), chance.pick((0.82, 0.12, 0.0, 0.06), n))
    return world.laid.table(
        "notice",
        world.ties.take(homes.support[tenancy]),
        served,
        {
            "tenancy_id": refer(world.tenancy_keys, tenancy),
            "served_at": instants(served, chance.whole(540, 1000, n), chance.yes(0.4, n)),
            "served_on": dates(served),
            "kind": words(np.where(chance.yes(0.04, n), -1, kind), NOTICE_KINDS),
            "withdrawn_on": dates(withdrawn),
        },
    )


def _risks(world: World) -> dict[str, pa.Table]:
    """The risk register. A risk met in time has its plan and first action within 72 hours of being raised."""
    found, homes = world.homes.risks, world.homes.tenancies
    keep = np.flatnonzero((found.raised <= LAST) & (found.raised <= homes.end[found.tenancy]))
    tenancy, raised, met = found.tenancy[keep], found.raised[keep], found.met[keep]
    kind, closed, closing = found.kind[keep], found.closed[keep], found.closing[keep]
    closed = np.where(closed < FAR, np.maximum(closed, raised + 1), FAR)
    n = len(keep)
    chance = world.chance("risk register rows")
    minute = chance.whole(8 * 60 + 30, 17 * 60, n)
    keys = numbered("tenancy_risk", n)
    support = homes.support[tenancy]
    over = closed <= LAST
    risks = world.laid.table(
        "tenancy_risk",
        world.ties.take(support),
        raised,
        {
            "tenancy_risk_id": keys,
            "tenancy_id": refer(world.tenancy_keys, tenancy),
            "support_id": refer(world.support_keys, support),
            "raised_at": instants(raised, minute, chance.yes(0.03, n)),
            "raised_on": dates(raised),
            "risk_kind": words(kind, KINDS),
            "closed_at": instants(
                np.where(over, closed, FAR), chance.whole(560, 1020, n), chance.yes(0.2, n)
            ),
            "closed_on": dates(np.where(over, closed, FAR)),
            "closing_outcome": words(np.where(over & ~chance.yes(0.04, n), closing, -1), CLOSINGS),
        },
        lag=0.4,
    )
    # Hours from being raised to the plan and to the first action.
    plan = np.where(met == IN_TIME, chance.whole(1, 66, n), chance.whole(76, 300, n))
    act = np.where(met == IN_TIME, chance.whole(2, 69, n), chance.whole(60, 380, n))
    slow = (met == LATE) & (act < 74) & (plan < 74)
    act = np.where(slow, act + 60, act)
    planned = (met <= LATE) | chance.yes(0.35, n)
    done = np.where(met <= LATE, 1 + chance.times(0.9, n), 0)
    risk, number = spread_out(done)
    hours = act[risk] + np.where(number > 0, chance.wait(150.0, len(risk)).astype(np.int64) + 12, 0)
    first = np.array(_FIRST)
    what = np.zeros(len(risk), dtype=np.int64)
    for place in range(len(KINDS)):
        mine = kind[risk] == place
        what[mine] = chance.pick(first[place], int(mine.sum()))
    at_plan = np.flatnonzero(planned)
    return {
        "tenancy_risk": risks,
        "tenancy_risk_action": _actions(
            world,
            keys,
            np.concatenate([at_plan, risk]),
            np.concatenate([plan[at_plan], hours]),
            np.concatenate([np.full(len(at_plan), PLAN), what]),
            raised,
            minute,
            np.where(over, closed, FAR),
            support,
        ),
    }


def _actions(
    world: World,
    keys: pa.Array,
    risk: Ints,
    hours: Ints,
    kind: Ints,
    raised: Ints,
    minute: Ints,
    closed: Ints,
    support: Ints,
) -> pa.Table:
    chance = world.chance("risk action rows")
    moment = raised[risk] * 1440 + minute[risk] + hours * 60
    # What would fall in the night or the evening is done that day before 18:00, or from 8:30.
    clock = moment % 1440
    moment = np.where(
        clock > 1080, moment - clock + 1080, np.where(clock < 510, moment - clock + 510, moment)
    )
    moment = np.maximum(moment, raised[risk] * 1440 + minute[risk] + 15)
    day = moment // 1440
    keep = (day <= LAST) & (day <= closed[risk])
    risk, kind, moment, day = risk[keep], kind[keep], moment[keep], day[keep]
    n = len(risk)
    is_plan = kind == PLAN
    by = day + np.array([14, 21, 28])[chance.pick((0.4, 0.35, 0.25), n)]
    turn = chance.shares(n)
    ready = 0.8
    finished = np.where(
        turn < ready,
        day + np.maximum(1, ((by - day) * chance.shares(n) ** 0.6).astype(np.int64)),
        np.where(turn < 0.91, by + chance.whole(1, 20, n), NO_DAY),
    )
    finished = np.where(finished <= LAST, finished, NO_DAY)
    given_up = (turn >= 0.94) & (by <= LAST)
    return world.laid.table(
        "tenancy_risk_action",
        world.ties.take(support[risk]),
        day,
        {
            "tenancy_risk_id": refer(keys, risk),
            "kind": words(kind, ACTIONS),
            "opened_at": instants(day, moment % 1440, chance.yes(0.03, n)),
            "opened_on": dates(day),
            "planned_by_on": dates(np.where(is_plan | chance.yes(0.04, n), FAR, by), ahead=True),
            "completed_on": dates(np.where(is_plan, NO_DAY, finished)),
            "abandoned": answers(given_up, is_plan | ~given_up & chance.yes(0.6, n)),
        },
        lag=0.6,
    )
