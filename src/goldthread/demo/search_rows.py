"""Tables of the search for work: profiles, preferences, consent, contacts with employers, benefits advice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from goldthread.catalogue.tables.codes_work import PREFERENCE_KIND
from goldthread.demo.arrivals import STATUSES
from goldthread.demo.chance import FAR, NO_DAY, Ints, spread_out, working
from goldthread.demo.columns import answers, dates, instants, refer, words
from goldthread.demo.jobs import INDUSTRIES, INDUSTRY_WEIGHTS
from goldthread.demo.service import HOMES, LAST
from goldthread.demo.work_rows import seen_from, seen_until
from goldthread.demo.world import World

if TYPE_CHECKING:
    import pyarrow as pa

QUALIFIED = ("none", "entry", "level_1", "level_2", "level_3", "level_4", "other")
LAST_WORKED = ("now", "under_6_months", "6_months_to_2_years", "2_to_5_years", "over_5_years", "never")


def tables(world: World) -> dict[str, pa.Table]:
    """The tables of this module, by name."""
    given, withdrawn = _consent_days(world)
    preferred = _preference_days(world)
    return {
        "employment_profile": _profiles(world),
        "preference": _preferences(world, preferred),
        "consent": _consents(world, given, withdrawn),
        "employer_contact": _employer_contacts(world, given, withdrawn, preferred),
        "benefits_advice": _advice(world),
    }


def _profiles(world: World) -> pa.Table:
    """One profile with most referrals; another at the start of support, with the wish to work or not."""
    found, who, supports = world.arrived.referrals, world.who, world.arrived.supports
    chance = world.chance("profile rows")
    asked_for = np.flatnonzero(chance.yes(0.93, len(found.person)))
    begun = np.flatnonzero(chance.yes(0.96, len(supports.start)))
    referral = np.concatenate([asked_for, supports.referral[begun]])
    n, at_start = len(referral), np.arange(len(asked_for) + len(begun)) >= len(asked_for)
    support = np.concatenate([np.full(len(asked_for), -1), begun])
    day = np.where(at_start, supports.start[support], found.received[referral])
    person, service, status = found.person[referral], found.service[referral], found.status[referral]
    drive, need = who.drive[person], who.need[person]
    age = who.age_on(person, day)
    learnt = np.searchsorted(
        np.array([-1.0, -0.7, -0.1, 0.7, 1.4]), 0.5 * drive - 0.25 * need + chance.normal(n, 0, 0.9)
    )
    learnt = np.where(chance.yes(0.05, n), 6, learnt)
    gone = np.searchsorted(
        np.array([0.25, 1.0, 1.9, 2.9]),
        1.1 + 0.55 * need - 0.35 * drive + 0.012 * (age - 36) + chance.normal(n, 0, 0.9),
    )
    worked = np.where(status == 0, 0, gone + 1)
    dated = chance.yes(0.45, n) & (worked > 0) & (worked < 5)
    since = np.array([0, 90, 420, 1200, 2900, 0])[worked] * np.exp(0.25 * chance.normal(n))
    wants = np.where(service == HOMES, chance.pick((0.26, 0.3, 0.44), n), chance.pick((0.86, 0.1, 0.04), n))
    asked = np.where(
        chance.yes(np.where(service == HOMES, 0.76, 0.93), n),
        day + np.minimum(chance.wait(np.where(service == HOMES, 14.0, 8.0), n), 90).astype(np.int64),
        NO_DAY,
    )
    asked = np.where(at_start & (asked <= LAST), asked, NO_DAY)
    replied = np.where((asked > NO_DAY) & chance.yes(0.96, n), asked + chance.whole(0, 5, n), NO_DAY)
    replied = np.where(replied <= LAST, replied, NO_DAY)
    hours = np.where(status == 0, chance.pick((0.3, 0.5, 0.17, 0.03), n), -1)
    return world.laid.table(
        "employment_profile",
        who.ties(person, service),
        day,
        {
            "support_id": refer(world.support_keys, support),
            "referral_id": refer(world.referral_keys, referral),
            "stated_on": dates(day),
            "employment_status": words(np.where(chance.yes(0.05, n), -1, status), STATUSES),
            "weekly_hours": words(hours, ("01", "02", "03", "04")),
            "qualification": words(np.where(chance.yes(0.13, n), -1, learnt), QUALIFIED),
            "last_worked_on": dates(np.where(dated, day - since.astype(np.int64), NO_DAY)),
            "last_worked": words(np.where(dated | chance.yes(0.1, n), -1, worked), LAST_WORKED),
            "held_year": answers(
                chance.yes(np.clip(0.62 - 0.1 * need, 0.1, 0.95), n) & (worked < 5), chance.yes(0.14, n)
            ),
            "long_term_benefits": answers(
                chance.yes(np.clip(0.58 + 0.14 * need, 0.05, 0.95), n) & (status != 0), chance.yes(0.11, n)
            ),
            "interest_asked_on": dates(asked),
            "interest_answered_on": dates(replied),
            "interest": words(np.where(replied > NO_DAY, wants, -1), ("yes", "not_now", "no")),
        },
    )


def _preference_days(world: World) -> Ints:
    """The day of the first preference of each support; FAR where none is recorded."""
    found = world.arrived.supports
    n = len(found.start)
    chance = world.chance("first preferences")
    day = found.start + np.minimum(chance.wait(7.0, n), 80).astype(np.int64)
    there = (found.service != HOMES) & chance.yes(0.95, n) & (day <= world.support_end)
    return np.where(there, day, FAR)


def _preferences(world: World, preferred: Ints) -> pa.Table:
    chance = world.chance("preference rows")
    some = np.flatnonzero(preferred < FAR)
    support, number = spread_out(1 + chance.times(1.3, len(some)))
    support = some[support]
    day = preferred[support] + np.where(number > 0, chance.wait(40.0, len(support)).astype(np.int64), 0)
    keep = day <= world.support_end[support]
    support, number, day = support[keep], number[keep], day[keep]
    n = len(support)
    kind = np.where(
        number == 0, chance.pick((0.6, 0.4), n), chance.pick((0.1, 0.1, 0.3, 0.25, 0.1, 0.12, 0.03), n)
    )
    return world.laid.table(
        "preference",
        world.ties.take(support),
        day,
        {
            "support_id": refer(world.support_keys, support),
            "stated_at": instants(day, chance.whole(540, 1000, n), chance.yes(0.1, n)),
            "stated_on": dates(day),
            "kind": words(kind, PREFERENCE_KIND.values),
            "industry": words(np.where(kind == 1, chance.whole(0, 11, n), -1), INDUSTRIES),
            "ended_on": dates(np.where(chance.yes(0.05, n), day + 90, FAR)),
        },
    )


def _consent_days(world: World) -> tuple[Ints, Ints]:
    """When consent to talk with employers was given and withdrawn, by support; FAR is never."""
    found = world.arrived.supports
    n = len(found.start)
    chance = world.chance("consents")
    given = found.start + np.minimum(chance.wait(5.0, n), 40).astype(np.int64)
    given = np.where(found.consents & (given <= world.support_end), given, FAR)
    withdrawn = np.where(chance.yes(0.075, n), given + chance.whole(20, 260, n), FAR)
    return given, np.where((given < FAR) & (withdrawn <= world.support_end), withdrawn, FAR)


def _consents(world: World, given: Ints, withdrawn: Ints) -> pa.Table:
    chance = world.chance("consent rows")
    found = world.arrived.supports
    liaison = np.flatnonzero(given < FAR)
    landlord = np.flatnonzero((found.service == HOMES) & chance.yes(0.87, len(given)))
    health = np.flatnonzero(chance.yes(0.7, len(given)))
    support = np.concatenate([liaison, landlord, health])
    n = len(support)
    purpose = np.repeat(np.array([0, 1, 2]), [len(liaison), len(landlord), len(health)])
    day = np.where(purpose == 0, given[support], found.start[support] + chance.whole(0, 12, n))
    away = np.where(purpose == 0, withdrawn[support], FAR)
    keep = day <= world.support_end[support]
    support, purpose, day, away = support[keep], purpose[keep], day[keep], away[keep]
    n = len(support)
    return world.laid.table(
        "consent",
        world.ties.take(support),
        day,
        {
            "purpose": words(purpose, ("employer_liaison", "landlord_liaison", "health_sharing")),
            "given_at": instants(day, chance.whole(540, 600, n), chance.yes(0.05, n)),
            "given_on": dates(day),
            "withdrawn_at": instants(away, chance.whole(540, 1000, n)),
            "withdrawn_on": dates(away),
            "expires_on": dates(np.where(chance.yes(0.3, n), day + 730, FAR), ahead=True),
        },
    )


def _employer_contacts(world: World, given: Ints, withdrawn: Ints, preferred: Ints) -> pa.Table:
    """Meetings and calls with employers: the first face to face, more while looking, some in work."""
    found, jobs, mine = world.arrived.supports, world.arrived.jobs, world.jobs
    chance = world.chance("employer rows")
    looking = np.flatnonzero((found.service != HOMES) & (found.status > 0))
    until = np.minimum(np.minimum(found.search_end, found.end), LAST)
    first = looking[(found.employer_day[looking] <= until[looking]) & chance.yes(0.94, len(looking))]
    span = np.maximum(until[looking] - found.employer_day[looking], 0)
    more, _ = spread_out(chance.times(span / 21.0, len(looking)))
    later = found.employer_day[looking][more] + 1 + (chance.shares(len(more)) * span[more]).astype(np.int64)
    length = np.maximum(seen_until(world) - seen_from(world), 0)
    job, _ = spread_out(chance.times(length / 28.0, len(mine)))
    in_work = seen_from(world)[job] + (chance.shares(len(job)) * length[job]).astype(np.int64)
    support = np.concatenate([first, looking[more], jobs.support[mine][job]])
    day = working(np.concatenate([found.employer_day[first], later, in_work]))
    job = np.concatenate([np.full(len(first) + len(more), -1), job])
    kind = np.repeat(np.arange(3), [len(first), len(more), len(in_work)])
    keep = day <= np.minimum(world.support_end[support], LAST)
    support, day, job, kind = support[keep], day[keep], job[keep], kind[keep]
    n = len(support)
    met = (kind == 0) | chance.yes(0.42, n)
    covered = (given[support] <= day) & (day < withdrawn[support])
    about = np.where(covered, chance.yes(np.where(kind == 2, 0.85, 0.45), n), chance.yes(0.09, n))
    led = chance.yes(0.84, n)
    stated = preferred[support] < day
    mode = np.where(met, 0, chance.pick((0.62, 0.14, 0.24), n) + 1)
    return world.laid.table(
        "employer_contact",
        world.ties.take(support),
        day,
        {
            "support_id": refer(world.support_keys, support),
            "worker_id": refer(world.worker_keys, world.workers[support]),
            "job_id": refer(world.job_keys, job),
            "employer": words(chance.whole(0, 399, n), [f"employer-{number:03}" for number in range(400)]),
            "contacted_at": instants(day, chance.whole(620, 1020, n), chance.yes(0.03, n)),
            "contacted_on": dates(day),
            "mode": words(np.where(chance.yes(0.03, n), -1, mode), ("01", "02", "11", "05")),
            "face_to_face": answers(met, chance.yes(0.05, n)),
            "about_person": answers(about, chance.yes(0.03, n)),
            "competitive": answers((kind == 0) | chance.yes(0.93, n), (kind > 0) & chance.yes(0.05, n)),
            "matches_preference": answers(led & stated, chance.yes(0.05, n)),
            "industry": words(chance.pick(INDUSTRY_WEIGHTS, n), INDUSTRIES),
        },
        lag=1.0,
    )


def _advice(world: World) -> pa.Table:
    found = world.arrived.supports
    chance = world.chance("advice rows")
    n = len(found.start)
    support = np.flatnonzero(chance.yes(np.where(found.service == HOMES, 0.55, 0.68), n))
    day = found.start[support] + chance.wait(30.0, len(support)).astype(np.int64)
    keep = day <= world.support_end[support]
    support, day = support[keep], day[keep]
    kinds = ("signpost", "discussion", "appointment", "review")
    return world.laid.table(
        "benefits_advice",
        world.ties.take(support),
        day,
        {
            "support_id": refer(world.support_keys, support),
            "kind": words(chance.pick((0.2, 0.4, 0.3, 0.1), len(support)), kinds),
            "given_on": dates(day),
        },
    )
