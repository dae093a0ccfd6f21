"""From referral to start and to the end of support, month by month, because a full service makes people wait.

Each month's referrals are answered, decided and started while the service is as full as the months before
left it. How long they then stay decides how full it is for the next.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goldthread.demo.careers import (
    FLOATED,
    LEFT,
    LOST,
    MOVED,
    OTHER,
    PLANNED,
    Careers,
    Jobs,
    Warnings,
    careers,
    joined,
)
from goldthread.demo.chance import FAR, Bools, Chance, Floats, Ints, working
from goldthread.demo.crowd import Crowd
from goldthread.demo.service import FIRST, HOMES, LAST, MONTHS, SEQF, SERVICES, month_of
from goldthread.demo.staff import Staff

ACCEPTED, DECLINED, WITHDRAWN = 0, 1, 2
DECISIONS = ("accepted", "declined", "withdrawn")
SOURCES = ("J1", "A1", "B1", "N3", "M5", "G4", "C1", "C3", "C2", "E3", "K1", "M6")
_SOURCE_WEIGHTS = (
    (0.36, 0.27, 0.1, 0.11, 0.07, 0.05, 0.02, 0.0, 0.0, 0.0, 0.01, 0.01),
    (0.07, 0.15, 0.17, 0.02, 0.15, 0.06, 0.27, 0.0, 0.11, 0.0, 0.0, 0.01),
    (0.13, 0.13, 0.08, 0.01, 0.0, 0.06, 0.15, 0.34, 0.0, 0.05, 0.06, 0.01),
)
STATUSES = ("01", "02", "03", "04", "05", "06", "07", "08", "ZZ")
_STATUS_WEIGHTS = (
    (0.25, 0.39, 0.03, 0.24, 0.03, 0.03, 0.02, 0.0, 0.01),
    (0.13, 0.38, 0.1, 0.28, 0.03, 0.04, 0.03, 0.0, 0.01),
    (0.14, 0.24, 0.03, 0.46, 0.05, 0.03, 0.01, 0.04, 0.0),
)
_OFFERS = (6, 12, 18)


@dataclass(frozen=True)
class Referrals:
    """One row a referral, in the order received. Days that lie after the cut-off have not come yet."""

    person: Ints
    service: Ints
    received: Ints
    again: Bools
    source: Ints
    responded: Ints
    decided: Ints
    decision: Ints
    status: Ints


@dataclass(frozen=True)
class Supports:
    """One row a support. `career` is its place among the careers, minus one where it is for housing."""

    referral: Ints
    person: Ints
    service: Ints
    start: Ints
    end: Ints
    reason: Ints
    status: Ints
    offer: Ints
    search_end: Ints
    employer_day: Ints
    consents: Bools
    load: Floats


@dataclass(frozen=True)
class Arrived:
    """Everything that the months brought."""

    referrals: Referrals
    supports: Supports
    jobs: Jobs
    warnings: Warnings


def _requests(seed: int, who: Crowd) -> tuple[Ints, Ints, Ints, Bools]:
    """Who is referred where and when: first referrals, later ones, other services, and the same one twice."""
    chance = Chance(seed, "referrals")
    n = len(who.arrives)
    everyone = np.arange(n, dtype=np.int64)
    back = everyone[chance.yes(0.11, n)]
    twice = everyone[chance.yes(0.022, n)]
    also = everyone[who.both]
    person = np.concatenate([everyone, back, twice, also])
    service = np.concatenate([who.service, who.service[back], who.service[twice], np.full(len(also), SEQF)])
    received = np.concatenate(
        [
            who.arrives,
            who.arrives[back] + chance.whole(150, 620, len(back)),
            who.arrives[twice] + chance.whole(1, 11, len(twice)),
            who.arrives[also] + chance.whole(20, 260, len(also)),
        ]
    )
    again = np.arange(len(person)) >= n
    received = working(received)
    order = np.lexsort((person, received))
    order = order[(received[order] <= LAST) & (received[order] >= FIRST)]
    return person[order], service[order], received[order], again[order]


def arrive(seed: int, who: Crowd, hired: Staff) -> Arrived:
    """Run the months."""
    person, service, received, again = _requests(seed, who)
    n = len(person)
    chance = Chance(seed, "months")
    source = np.zeros(n, dtype=np.int64)
    status = np.zeros(n, dtype=np.int64)
    for number in range(len(SERVICES)):
        mine = service == number
        source[mine] = chance.pick(_SOURCE_WEIGHTS[number], int(mine.sum()))
        status[mine] = chance.pick(_STATUS_WEIGHTS[number], int(mine.sum()))
    # Somebody referred to a second service within months is mostly still where they were in working life.
    status = np.where((service == SEQF) & (status == 0) & again, 1, status)
    responded, decided = np.full(n, FAR, dtype=np.int64), np.full(n, FAR, dtype=np.int64)
    decision = np.full(n, -1, dtype=np.int64)
    busy = np.full((len(SERVICES), len(who.arrives)), -1, dtype=np.int64)
    month = month_of(received)
    parts: list[Supports] = []
    works: list[Careers] = []
    supports = joblist = 0
    running: list[list[tuple[Ints, Ints]]] = [[] for _ in SERVICES]
    for now in range(MONTHS):
        room = hired.room(now)
        for number in range(len(SERVICES)):
            mine = np.flatnonzero((month == now) & (service == number))
            if not len(mine):
                continue
            day = received[mine].min()
            carried = sum(int(((s <= day) & (e >= day)).sum()) for s, e in running[number])
            load = carried / max(room[number], 1.0)
            busy_now = busy[number][person[mine]] >= received[mine]
            answer, settled, said = _decide(chance, received[mine], load, busy_now, source[mine] == 1)
            responded[mine], decided[mine], decision[mine] = answer, settled, said
            begun, start = _start(chance, settled, said, load, who.need[person[mine]])
            chosen = mine[begun]
            part, career = _support(chance, number, chosen, person[chosen], start, status[chosen], who, load)
            busy[number][person[chosen]] = part.end
            running[number].append((part.start, part.end))
            parts.append(part)
            supports += len(chosen)
            if career is not None:
                works.append(_shifted(career, supports - len(chosen), joblist))
                joblist += len(career.jobs.start)
    referrals = Referrals(person, service, received, again, source, responded, decided, decision, status)
    return Arrived(
        referrals,
        joined(Supports, parts),
        joined(Jobs, [each.jobs for each in works]),
        joined(Warnings, [each.warnings for each in works]),
    )


def _shifted(found: Careers, supports: int, jobs: int) -> Careers:
    """The same careers with places counted over all cohorts."""
    from dataclasses import replace

    return replace(
        found,
        jobs=replace(found.jobs, support=found.jobs.support + supports),
        warnings=replace(found.warnings, job=found.warnings.job + jobs),
    )


def _decide(
    chance: Chance, received: Ints, load: float, busy: Bools, from_gp: Bools
) -> tuple[Ints, Ints, Ints]:
    """When each referral is answered and decided, and how. Somebody on support already is withdrawn."""
    n = len(received)
    pressed = max(0.0, load - 0.85)
    lag = chance.wait(2.1 * (1 + 1.4 * pressed) * np.where(from_gp, 0.85, 1.0), n)
    answer = working(received + np.minimum(lag, 45).astype(np.int64))
    never = chance.yes(0.03, n)
    settled = working(answer + 1 + np.minimum(chance.wait(7.0 * (1 + pressed), n), 60).astype(np.int64))
    said = chance.pick((0.845, 0.1, 0.055), n)
    said = np.where(busy, WITHDRAWN, said)
    # A few are forgotten: neither answered nor decided.
    lost = never & chance.yes(0.4, n)
    return np.where(never, FAR, answer), np.where(lost, FAR, settled), np.where(lost, -1, said)


def _start(chance: Chance, settled: Ints, said: Ints, load: float, need: Floats) -> tuple[Bools, Ints]:
    """Who of the accepted starts, and when. The wait grows with the load, and long waits lose people."""
    n = len(settled)
    pressed = max(0.0, load - 0.85)
    wait = 1 + chance.about(9.0 * (1 + 3.2 * pressed), 0.6, n)
    gives_up = chance.yes(np.clip(0.03 + wait / 260 + 0.02 * need, 0.01, 0.6), n)
    begun = (said == ACCEPTED) & ~gives_up
    start = working(settled + wait.astype(np.int64))
    begun &= start <= LAST
    return begun, start[begun]


def _support(
    chance: Chance,
    service: int,
    referral: Ints,
    person: Ints,
    start: Ints,
    status: Ints,
    who: Crowd,
    load: float,
) -> tuple[Supports, Careers | None]:
    n = len(start)
    none = np.full(n, FAR, dtype=np.int64)
    full = np.full(n, load)
    need, drive = who.need[person], who.drive[person]
    if service == HOMES:
        offer = chance.pick((0.16, 0.5, 0.34), n)
        limit = np.array(_OFFERS)[offer] * 30.4
        length = np.clip(chance.about(limit * 0.92 * np.exp(0.1 * need), 0.32, n), 25, 900)
        gives_up = chance.wait(1250.0, n)
        end = start + np.minimum(length, gives_up).astype(np.int64)
        reason = np.where(
            gives_up < length,
            np.array([LEFT, LOST, MOVED, OTHER])[chance.pick((0.4, 0.35, 0.17, 0.08), n)],
            np.where(chance.yes(0.62, n), PLANNED, FLOATED),
        )
        no = np.zeros(n, dtype=np.bool_)
        part = Supports(
            referral, person, np.full(n, service), start, end, reason, status, offer, none, none, no, full
        )
        return part, None
    found = careers(chance, service, start, status == 0, need, drive, load)
    part = Supports(
        referral,
        person,
        np.full(n, service),
        start,
        found.end,
        found.reason,
        status,
        np.full(n, -1, dtype=np.int64),
        found.search_end,
        found.employer_day,
        found.consents,
        full,
    )
    return part, found
