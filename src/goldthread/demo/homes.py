"""Homes month by month: rent falls behind, risks are raised and met or missed, notices come, homes end.

Income breaks off in some months, and what is owed grows until it is mended. A risk that is raised and acted
on within 72 hours is mended far sooner, so fewer of these homes are lost. The same chance rules the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from goldthread.catalogue.tables.codes import RISK_CLOSING, TENANCY_END
from goldthread.demo.arrivals import Supports
from goldthread.demo.careers import joined
from goldthread.demo.chance import FAR, Bools, Chance, Floats, Ints
from goldthread.demo.crowd import Crowd
from goldthread.demo.service import HOMES, HUDDLE_FROM, LAST, MONTHS, STARTS

LANDLORDS = ("housing_association", "council", "private", "provider")
ARREARS, COMPLAINT, CONDITION, OTHER = range(4)
IN_TIME, LATE, NEVER = range(3)
ENDS = TENANCY_END.values
CLOSINGS = RISK_CLOSING.values
END = {name: place for place, name in enumerate(ENDS)}
CLOSED = {name: place for place, name in enumerate(CLOSINGS)}
# How likely income or the matter is mended in a month, by how the risk was met; the last is no open risk.
_MENDED = np.array([0.58, 0.3, 0.08, 0.16])


@dataclass(frozen=True)
class Tenancies:
    """One row a home; `end` is FAR while it is held, or lies after the cut-off."""

    support: Ints
    landlord: Ints
    weekly: Floats
    start: Ints
    end: Ints
    reason: Ints


@dataclass(frozen=True)
class Balances:
    """What is owed on the first of a month."""

    tenancy: Ints
    day: Ints
    owed: Floats


@dataclass(frozen=True)
class Risks:
    """One row a risk raised; `closed` is FAR while it is open."""

    tenancy: Ints
    raised: Ints
    kind: Ints
    met: Ints
    closed: Ints
    closing: Ints


@dataclass(frozen=True)
class Notices:
    """Formal notices served; `withdrawn` is FAR where they stand."""

    tenancy: Ints
    served: Ints
    withdrawn: Ints


@dataclass
class Homes:
    """Everything that happened to the homes."""

    tenancies: Tenancies
    balances: Balances
    risks: Risks
    notices: Notices


@dataclass
class _Months:
    """What is true of each home as the months go by."""

    owed: Floats
    broken: Bools
    risk: Ints  # place of the open arrears risk, minus one where there is none
    met: Ints
    notice: Ints
    served: Ints
    since: Ints
    trouble: Ints  # place of another open risk
    trouble_met: Ints
    lists: dict[str, list[Ints]] = field(default_factory=dict)
    risks: int = 0
    notices: int = 0

    def add(self, kind: str, *columns: Ints | Floats) -> None:
        """Keep a few rows of a kind."""
        for number, column in enumerate(columns):
            self.lists.setdefault(f"{kind}.{number}", []).append(np.asarray(column))

    def column(self, kind: str, number: int) -> Ints:
        """All that was kept of one column."""
        parts = self.lists.get(f"{kind}.{number}", [])
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def homes(seed: int, who: Crowd, supports: Supports) -> Homes:
    """The homes of everybody on tenancy support. Ends support where a home is lost: it changes `supports`."""
    chance = Chance(seed, "homes")
    mine = np.flatnonzero((supports.service == HOMES) & chance.yes(0.94, len(supports.start)))
    n = len(mine)
    need = who.need[supports.person[mine]]
    begun, until = supports.start[mine], supports.end[mine]
    before = chance.yes(0.66, n)
    start = np.where(
        before, begun - 40 - chance.wait(650.0, n).astype(np.int64), begun + chance.whole(0, 48, n)
    )
    landlord = chance.pick((0.46, 0.26, 0.2, 0.08), n)
    weekly = np.round(np.array([112.0, 96.0, 149.0, 128.0])[landlord] * np.exp(chance.normal(n, 0, 0.1)), 2)
    end, reason = np.full(n, FAR, dtype=np.int64), np.full(n, -1, dtype=np.int64)
    behind = before & chance.yes(0.5, n)
    now = _Months(
        owed=np.where(behind, weekly * chance.about(3.2, 0.7, n), -weekly * chance.shares(n) * 0.4),
        broken=behind & chance.yes(0.5, n),
        risk=np.full(n, -1, dtype=np.int64),
        met=np.full(n, 3, dtype=np.int64),
        notice=np.full(n, -1, dtype=np.int64),
        served=np.full(n, FAR, dtype=np.int64),
        since=np.zeros(n, dtype=np.int64),
        trouble=np.full(n, -1, dtype=np.int64),
        trouble_met=np.full(n, 3, dtype=np.int64),
    )
    prone = np.exp(0.35 * need)
    # Where nobody supports any more, homes end at a pace of their own, and some landlords go on telling.
    leaves = until + 20 + chance.wait(2200.0, n).astype(np.int64)
    why = np.array([END[name] for name in ("planned_move", "forced_move", "abandonment", "other")])
    leaving = why[chance.pick((0.5, 0.2, 0.2, 0.1), n)]
    told = chance.yes(np.array([0.94, 0.86, 0.62, 0.97])[landlord], n)
    for month in range(MONTHS):
        first, following = int(STARTS[month]), int(STARTS[month + 1])
        held = (np.maximum(start, begun) <= first) & (end > first)
        live = held & (until >= first)
        _rent(chance, now, held & (live | told), weekly, prone, first, month)
        _raise(chance, now, live, weekly, prone, first, following, supports.load[mine])
        _let_go(now, held & ~live, until)
        _mend(chance, now, held, first, following)
        _serve(chance, now, live, weekly, first)
        lost, day, why = _ends(chance, now, live, prone, landlord, first, following)
        end[lost], reason[lost] = day, why
        _close(now, lost, day, why)
        gone = held & ~live & (leaves > first) & (leaves <= following)
        end[gone], reason[gone] = leaves[gone], leaving[gone]
    tenancies = Tenancies(mine, landlord, weekly, start, end, reason)
    risks = Risks(*(now.column("risk", number) for number in range(6)))
    _apply(risks.closed, now.column("close", 0), now.column("close", 1))
    _apply(risks.closing, now.column("close", 0), now.column("close", 2))
    notices = Notices(*(now.column("notice", number) for number in range(3)))
    _apply(notices.withdrawn, now.column("withdraw", 0), now.column("withdraw", 1))
    owed = now.column("rent", 2).astype(np.float64)
    balances = Balances(now.column("rent", 0), now.column("rent", 1), owed)
    _end_support(chance, supports, tenancies)
    return Homes(_moved_on(chance, tenancies, supports), balances, risks, notices)


def _apply(column: Ints, places: Ints, values: Ints) -> None:
    column[places] = values


def _rent(
    chance: Chance, now: _Months, live: Bools, weekly: Floats, prone: Floats, first: int, month: int
) -> None:
    """The balance of the first of the month is noted; then the month's rent is paid or not."""
    n = len(weekly)
    noted = np.flatnonzero(live & chance.yes(0.955, n))
    now.add("rent", noted, np.full(len(noted), first), np.round(now.owed[noted], 2))
    season = 1.7 if (10 + month) % 12 in (0, 3) else 1.0  # January bills, April changes of benefit
    breaks = live & ~now.broken & chance.yes(np.clip(0.05 * prone * season, 0, 0.5), n)
    now.broken |= breaks
    rent = weekly * 4.345
    paid = np.where(now.owed > 0, -np.minimum(now.owed, 25 + 65 * chance.shares(n)), 0)
    drift = np.where(chance.yes(0.82, n), paid, chance.normal(n, 4, 16))
    now.owed = np.where(
        live, now.owed + np.where(now.broken, rent * chance.shares(n) * 0.85, drift), now.owed
    )


def _raise(
    chance: Chance,
    now: _Months,
    live: Bools,
    weekly: Floats,
    prone: Floats,
    first: int,
    following: int,
    load: Floats,
) -> None:
    """Raise what is seen this month: arrears past some weeks of rent, and other troubles."""
    n = len(weekly)
    ready = np.where(first >= HUDDLE_FROM - 15, 0.93, 0.58) - 0.1 * np.maximum(load - 1.0, 0)
    seen = live & (now.risk < 0) & now.broken & (now.owed > 1.6 * weekly) & chance.yes(0.74, n)
    other = live & (now.trouble < 0) & chance.yes(np.clip(0.11 * prone, 0, 0.5), n)
    for which, kind in ((seen, None), (other, chance.pick((0.0, 0.42, 0.36, 0.22), n))):
        found = np.flatnonzero(which)
        count = len(found)
        day = chance.whole(first, following - 1, count)
        turn, sure = chance.shares(count), ready[found]
        met = np.where(turn < sure, IN_TIME, np.where(turn < sure + (1 - sure) * 0.66, LATE, NEVER))
        places = now.risks + np.arange(count)
        now.risks += count
        none = np.full(count, FAR, dtype=np.int64)
        kinds = np.zeros(count, dtype=np.int64) if kind is None else kind[found]
        now.add("risk", found, day, kinds, met, none, np.full(count, -1, dtype=np.int64))
        if kind is None:
            now.risk[found], now.met[found], now.since[found] = places, met, day
        else:
            now.trouble[found], now.trouble_met[found] = places, met


def _let_go(now: _Months, left: Bools, until: Ints) -> None:
    """Risks still open when support ends close unresolved: nobody works on them any more."""
    for open_risk, met in ((now.risk, now.met), (now.trouble, now.trouble_met)):
        there = np.flatnonzero(left & (open_risk >= 0))
        now.add("close", open_risk[there], until[there], np.full(len(there), CLOSED["not_resolved"]))
        open_risk[there], met[there] = -1, 3


def _mend(chance: Chance, now: _Months, live: Bools, first: int, following: int) -> None:
    """Income comes back and troubles end, sooner where help came in time; risks close as resolved."""
    n = len(live)
    mended = live & now.broken & chance.yes(_MENDED[now.met], n)
    now.broken &= ~mended
    done = np.flatnonzero(mended & (now.risk >= 0))
    day = np.maximum(chance.whole(first + 12, following + 8, len(done)), now.since[done] + 6)
    noticed = now.notice[done] >= 0
    said = np.where(noticed, CLOSED["notice_avoided"], CLOSED["arrears_plateaued"])
    said = np.where(chance.yes(0.04, len(done)), -1, said)
    now.add("close", now.risk[done], day, said)
    back = done[noticed]
    now.add("withdraw", now.notice[back], day[noticed])
    now.risk[done], now.met[done], now.notice[done], now.served[done] = -1, 3, -1, FAR
    eased = np.flatnonzero(live & (now.trouble >= 0) & chance.yes(_MENDED[now.trouble_met] * 1.15, n))
    day = chance.whole(following + 1, following + 20, len(eased))
    said = np.array([CLOSED["complaints_reduced"], CLOSED["inspection_passed"], CLOSED["not_resolved"]])[
        chance.pick((0.48, 0.4, 0.12), len(eased))
    ]
    said = np.where(chance.yes(0.03, len(eased)), CLOSED["raised_in_error"], said)
    now.add("close", now.trouble[eased], day, said)
    now.trouble[eased], now.trouble_met[eased] = -1, 3


def _serve(chance: Chance, now: _Months, live: Bools, weekly: Floats, first: int) -> None:
    """Landlords serve notice when much is owed and nothing moves."""
    n = len(live)
    late = np.where(now.met == IN_TIME, 0.18, 0.5)
    found = np.flatnonzero(
        live & now.broken & (now.notice < 0) & (now.owed > 2.7 * weekly) & chance.yes(late, n)
    )
    day = chance.whole(first + 6, first + 27, len(found))
    now.add("notice", found, day, np.full(len(found), FAR, dtype=np.int64))
    now.notice[found], now.served[found] = now.notices + np.arange(len(found)), day
    now.notices += len(found)


def _ends(
    chance: Chance, now: _Months, live: Bools, prone: Floats, landlord: Ints, first: int, following: int
) -> tuple[Ints, Ints, Ints]:
    """Which homes end this month, on which day, for which reason."""
    n = len(live)
    evicted = (now.notice >= 0) & (first - now.served > 45) & now.broken
    fails = 0.11 * ((now.trouble >= 0) & (now.trouble_met > IN_TIME))
    odds = (
        ("eviction", np.where(evicted, 0.27, fails * 0.3)),
        ("abandonment", 0.0021 * prone + fails * 0.35),
        ("forced_move", np.where(landlord == 2, 0.005, 0.0007)),
        ("planned_move", np.full(n, 0.009)),
        ("planned_other", np.full(n, 0.0022)),
        ("hospital_or_custody", 0.0012 * prone),
        ("died", np.full(n, 0.0009)),
        ("other", np.full(n, 0.0012)),
    )
    steps = np.cumsum(np.stack([likely for _, likely in odds]), axis=0)
    turn = chance.shares(n)
    which = (turn >= steps).sum(axis=0)
    lost = np.flatnonzero(live & (which < len(odds)))
    why = np.array([END[name] for name, _ in odds])[which[lost]]
    return lost, chance.whole(first + 1, following - 1, len(lost)), why


def _close(now: _Months, lost: Ints, day: Ints, why: Ints) -> None:
    """A risk on a home that ended closes with it."""
    planned = np.isin(why, [END["planned_move"], END["planned_other"]])
    said = np.where(planned, CLOSED["not_resolved"], CLOSED["tenancy_lost"])
    for open_risk in (now.risk, now.trouble):
        there = open_risk[lost] >= 0
        now.add("close", open_risk[lost][there], day[there] + 1, said[there])
        open_risk[lost] = -1
    now.broken[lost] = False


def _end_support(chance: Chance, supports: Supports, found: Tenancies) -> None:
    """Support mostly ends some weeks after a home is lost; a death ends it on the day."""
    broken = [END[name] for name in ("eviction", "abandonment", "forced_move", "hospital_or_custody")]
    n = len(found.end)
    lost = np.isin(found.reason, broken) & chance.yes(0.72, n)
    died = found.reason == END["died"]
    day = np.where(died, found.end, found.end + chance.whole(6, 60, n))
    sooner = (lost | died) & (day < supports.end[found.support])
    places = found.support[sooner]
    supports.end[places] = day[sooner]
    after = chance.pick((0.4, 0.3, 0.2, 0.1), n)
    supports.reason[places] = np.where(died, 7, np.array([3, 2, 5, 9])[after])[sooner]


def _moved_on(chance: Chance, found: Tenancies, supports: Supports) -> Tenancies:
    """After a planned move most have the next home within days."""
    n = len(found.end)
    moves = np.flatnonzero((found.reason == END["planned_move"]) & chance.yes(0.74, n) & (found.end <= LAST))
    start = found.end[moves] + chance.whole(0, 17, len(moves))
    later = Tenancies(
        found.support[moves],
        chance.pick((0.5, 0.3, 0.2, 0.0), len(moves)),
        np.round(found.weekly[moves] * 1.04, 2),
        start,
        np.full(len(moves), FAR, dtype=np.int64),
        np.full(len(moves), -1, dtype=np.int64),
    )
    # Those who moved on stay on support a while, so that the new home is seen.
    supports.end[found.support[moves]] = np.maximum(supports.end[found.support[moves]], start + 45)
    return joined(Tenancies, [found, later])
