"""What happened to everybody, before it is laid down as tables; and what the services know of it.

`see` runs the simulation: people, staff, months, homes. Ends after the cut-off have not happened yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from goldthread.demo.arrivals import Arrived, arrive
from goldthread.demo.chance import FAR, NO_DAY, Bools, Chance, Ints
from goldthread.demo.columns import Laid, Ties, numbered
from goldthread.demo.crowd import Crowd, crowd, keys
from goldthread.demo.homes import END, Homes, homes
from goldthread.demo.service import IPS, LAST
from goldthread.demo.staff import Staff, staff

if TYPE_CHECKING:
    import pyarrow as pa

HELD, ENDED, UNKNOWN = 0, 1, 2
STATUS = ("held", "ended", "unknown")


@dataclass(frozen=True)
class Known:
    """What is on record of how a home or job ended: a blank end is NO_DAY, a blank status minus one."""

    end: Ints
    status: Ints
    confirmed: Ints
    reason: Ints


@dataclass(frozen=True)
class World:
    """Everything that happened, with the keys and ties that the tables need."""

    seed: int
    laid: Laid
    who: Crowd
    hired: Staff
    arrived: Arrived
    homes: Homes
    workers: Ints
    ties: Ties  # of supports
    jobs: Ints  # places of the jobs that had begun by the cut-off and in support
    known_jobs: Known  # of those jobs
    known_homes: Known  # of all homes
    support_keys: pa.Array
    referral_keys: pa.Array
    job_keys: pa.Array
    tenancy_keys: pa.Array
    worker_keys: pa.Array

    def chance(self, purpose: str) -> Chance:
        """A stream of random numbers of its own."""
        return Chance(self.seed, purpose)

    @property
    def support_end(self) -> Ints:
        """Last day of each support, the cut-off where it still runs."""
        return np.minimum(self.arrived.supports.end, LAST)


def see(seed: int, people: int) -> World:
    """Run the simulation for so many people."""
    who = crowd(seed, people)
    hired = staff(seed, people)
    arrived = arrive(seed, who, hired)
    found = homes(seed, who, arrived.supports)
    supports, jobs = arrived.supports, arrived.jobs
    ties = who.ties(supports.person, supports.service)
    chance = Chance(seed, "named workers")
    workers = hired.named_worker(chance, ties.team, supports.start, supports.end)
    begun = np.flatnonzero(
        (jobs.start <= LAST) & (jobs.held_before | (jobs.start <= supports.end[jobs.support]))
    )
    tenancies = found.tenancies
    died = tenancies.reason == END["died"]
    seen = died & (tenancies.end <= LAST)
    who.died[supports.person[tenancies.support[seen]]] = tenancies.end[seen]
    return World(
        seed,
        Laid(seed, keys(seed, people)),
        who,
        hired,
        arrived,
        found,
        workers,
        ties,
        begun,
        _jobs_known(seed, arrived, begun),
        _homes_known(seed, arrived, found),
        numbered("support", len(supports.start)),
        numbered("referral", len(arrived.referrals.person)),
        numbered("job", len(begun)),
        numbered("tenancy", len(tenancies.start)),
        numbered("worker", len(hired.team)),
    )


def _known(
    chance: Chance, end: Ints, reason: Ints, watched: Ints, checked: Ints, sure: Bools, missing: float
) -> Known:
    """What is known: all up to the day watched; then what a later check found, where there was one."""
    n = len(end)
    over = end <= np.minimum(watched, LAST)
    seen = ~over & (watched <= LAST) & sure & (checked <= LAST)
    found_over = seen & (end <= checked)
    open_still = ~over & (watched > LAST)
    status = np.where(over | found_over, ENDED, np.where(open_still | seen, HELD, UNKNOWN))
    known_end = np.where(status == ENDED, end, NO_DAY)
    # Somebody knows that it ended, and nobody wrote down when.
    no_day = (status == ENDED) & chance.yes(missing, n)
    confirmed = np.where(status == UNKNOWN, watched, np.where(seen, checked, NO_DAY))
    recent = open_still & chance.yes(0.3, n)
    confirmed = np.where(recent, LAST - chance.whole(0, 24, n), confirmed)
    confirmed = np.where(no_day, np.minimum(watched, end), confirmed)
    status = np.where(open_still & chance.yes(0.035, n), -1, status)
    why = np.where((status == ENDED) & ~chance.yes(0.055, n), reason, -1)
    return Known(np.where(no_day, NO_DAY, known_end), status, confirmed, why)


def _jobs_known(seed: int, arrived: Arrived, begun: Ints) -> Known:
    chance = Chance(seed, "what is known of jobs")
    jobs, supports = arrived.jobs, arrived.supports
    support = jobs.support[begun]
    watched = np.maximum(supports.end[support], jobs.start[begun])
    # In-work support ends before six months; most are then asked once more when six months are over.
    begins = np.maximum(jobs.start[begun], supports.start[support])
    checked = np.maximum(begins + 182 + chance.whole(0, 20, len(begun)), watched + 5)
    likely = np.where(supports.service[support] == IPS, 0.84, 0.9)
    sure = chance.yes(likely, len(begun))
    return _known(chance, jobs.end[begun], jobs.reason[begun], watched, checked, sure, 0.02)


def _homes_known(seed: int, arrived: Arrived, found: Homes) -> Known:
    chance = Chance(seed, "what is known of homes")
    homes_, supports = found.tenancies, arrived.supports
    n = len(homes_.start)
    begun = np.maximum(homes_.start, supports.start[homes_.support])
    watched = np.maximum(supports.end[homes_.support], homes_.start)
    # People who have left are asked at half a year, a year and two years: the last time so far counts.
    lag = chance.whole(0, 15, n)
    checked = np.full(n, FAR, dtype=np.int64)
    for days in (731, 366, 183):
        asked = begun + days + lag
        checked = np.where((asked > watched) & ((checked > LAST) | (checked >= FAR)), asked, checked)
    sure = chance.yes(0.94, n)
    return _known(chance, homes_.end, homes_.reason, watched, checked, sure, 0.012)
