"""Tables of what goes wrong and of the wider system: admissions, concerns, incidents, complaints, money."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from goldthread.catalogue.tables.codes import SAFEGUARDING_KIND
from goldthread.demo.chance import FAR, Chance, Floats, Ints, spread_out, working
from goldthread.demo.columns import Ties, amounts, answers, dates, instants, refer, words
from goldthread.demo.service import LAST, MONTHS, SERVICES, STARTS
from goldthread.demo.world import World

if TYPE_CHECKING:
    import pyarrow as pa

_A_YEAR = 365.0


def tables(world: World) -> dict[str, pa.Table]:
    """The tables of this module, by name."""
    return {
        **_hospital(world),
        "safeguarding_concern": _concerns(world),
        "incident": _incidents(world),
        "complaint": _complaints(world),
        "contract_spend": _spend(world),
    }


def _happens(world: World, chance: Chance, a_year: float | Floats) -> tuple[Ints, Ints]:
    """Support and day of things that come so often in a year of support, more where life is hard."""
    found = world.arrived.supports
    length = np.maximum(world.support_end - found.start, 0)
    need = np.exp(0.45 * world.who.need[found.person])
    support, _ = spread_out(chance.times(a_year * need * length / _A_YEAR, len(length)))
    day = found.start[support] + (chance.shares(len(support)) * length[support]).astype(np.int64)
    return support, day


def _hospital(world: World) -> dict[str, pa.Table]:
    """Stays on a ward with their discharges, other crises, and times away that stop some clocks."""
    chance = world.chance("hospital rows")
    stay, came = _happens(world, chance, 0.1)
    left = came + 3 + np.minimum(chance.wait(19.0, len(stay)), 120).astype(np.int64)
    other, day = _happens(world, chance, 0.35)
    kinds = chance.pick((0.55, 0.38, 0.07), len(other))
    back = np.flatnonzero(left <= LAST)
    support = np.concatenate([stay, stay[back], other])
    happened = np.concatenate([came, left[back], day])
    kind = np.concatenate(
        [np.zeros(len(stay), dtype=np.int64), np.ones(len(back), dtype=np.int64), kinds + 2]
    )
    ended = np.concatenate([left, np.full(len(back) + len(other), FAR)])
    n = len(support)
    listed = ("admission", "discharge", "crisis", "ae", "homelessness")
    contacts = world.laid.table(
        "system_contact",
        world.ties.take(support),
        happened,
        {
            "support_id": refer(world.support_keys, support),
            "kind": words(kind, listed),
            "happened_at": instants(happened, chance.whole(30, 1400, n), chance.yes(0.3, n)),
            "happened_on": dates(happened),
            "ended_on": dates(ended),
            "planned": answers(chance.yes(0.12, n), (kind > 0) | chance.yes(0.1, n)),
        },
        lag=4.0,
    )
    away, first = _happens(world, chance, 0.3)
    last = first + chance.whole(4, 21, len(away))
    pauses = world.laid.table(
        "pause",
        world.ties.take(away),
        first,
        {
            "reason": words(chance.pick((0.7, 0.3), len(away)), ("away", "person_asked")),
            "started_on": dates(first),
            "ended_on": dates(last),
        },
    )
    return {"system_contact": contacts, "pause": pauses}


def _concerns(world: World) -> pa.Table:
    chance = world.chance("concern rows")
    support, day = _happens(world, chance, 0.09)
    n = len(support)
    minute = chance.whole(500, 1020, n)
    safe = np.where(chance.yes(0.93, n), day, day + chance.whole(1, 4, n))
    needed = chance.yes(0.6, n)
    referred = np.where(needed & chance.yes(0.94, n), working(day + chance.whole(0, 1, n)), FAR)
    return world.laid.table(
        "safeguarding_concern",
        world.ties.take(support),
        day,
        {
            "support_id": refer(world.support_keys, support),
            "raised_at": instants(day, minute, chance.yes(0.04, n)),
            "raised_on": dates(day),
            "kind": words(chance.whole(0, len(SAFEGUARDING_KIND.values) - 1, n), SAFEGUARDING_KIND.values),
            "made_safe_at": instants(safe, minute + chance.whole(10, 300, n), safe > LAST),
            "made_safe_on": dates(safe),
            "referral_needed": answers(needed, chance.yes(0.04, n)),
            "referred_on": dates(referred),
            "closed_on": dates(day + 5 + chance.wait(30.0, n).astype(np.int64)),
        },
        lag=0.3,
    )


def _incidents(world: World) -> pa.Table:
    chance = world.chance("incident rows")
    support, day = _happens(world, chance, 0.16)
    n = len(support)
    return world.laid.table(
        "incident",
        world.ties.take(support),
        day,
        {
            "support_id": refer(world.support_keys, support),
            "happened_at": instants(day, chance.whole(60, 1400, n), chance.yes(0.2, n)),
            "happened_on": dates(day),
            "kind": words(
                chance.whole(0, 4, n), ("fall", "self-harm", "property", "conflict", "missed medicine")
            ),
            "severity": words(chance.pick((0.42, 0.4, 0.15, 0.03), n), ("none", "low", "moderate", "severe")),
            "exploitation": answers(chance.yes(0.05, n), chance.yes(0.1, n)),
        },
        lag=0.5,
    )


def _complaints(world: World) -> pa.Table:
    chance = world.chance("complaint rows")
    support, day = _happens(world, chance, 0.05)
    n = len(support)
    answered = working(day + np.minimum(3 + chance.wait(13.0, n), 80).astype(np.int64))
    themes = ("support", "staff", "communication", "property", "access", "other")
    return world.laid.table(
        "complaint",
        world.ties.take(support),
        day,
        {
            "received_on": dates(day),
            "theme": words(chance.whole(0, 5, n), themes),
            "responded_on": dates(answered),
            "upheld": answers(chance.yes(0.4, n), answered > LAST),
        },
    )


def _spend(world: World) -> pa.Table:
    """What each contract spent in each month: posts, and a fixed part, with prices rising."""
    chance = world.chance("spend rows")
    rows = [(number, month) for number in range(len(SERVICES)) for month in range(MONTHS)]
    service, month = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    first, last = STARTS[month], STARTS[month + 1] - 1
    caps = np.array([each.cap for each in SERVICES])
    posts = np.array([world.hired.room(each)[number] / caps[number] for number, each in rows])
    spent = (3150.0 * posts + 2100.0) * 1.0025**month * np.exp(0.03 * chance.normal(len(rows)))
    blank = np.full(len(rows), -1, dtype=np.int64)
    ties = Ties(np.array([each.organisation for each in SERVICES])[service], service, blank, blank, blank)
    return world.laid.table(
        "contract_spend",
        ties,
        last,
        {
            "contract": words(service, [each.contract for each in SERVICES]),
            "period_from": dates(first),
            "period_to": dates(last, ahead=True),
            "amount": amounts(spent),
        },
        lag=12.0,
    )
