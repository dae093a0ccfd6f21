"""People who work here: who joins and leaves, how much of full time they have, whom they carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from goldthread.demo.chance import FAR, Chance, Floats, Ints
from goldthread.demo.columns import Laid, Ties, amounts, dates, numbered, refer, words
from goldthread.demo.service import FIRST, IPS, LAST, MONTHS, SERVICES, SHORT_STAFFED, STARTS, TEAMS

if TYPE_CHECKING:
    import pyarrow as pa

ROLES = ("employment_specialist", "senior_employment_specialist", "support_worker", "team_leader")
_SHARES = (1.0, 1.0, 0.8, 0.6)
NORTH = 0


@dataclass(frozen=True)
class Staff:
    """Everyone with a caseload or a team, one row a worker; `left` is FAR while they work here."""

    service: Ints
    team: Ints
    role: Ints
    wte: Floats
    joined: Ints
    left: Ints

    def room(self, month: int) -> Floats:
        """How many people each service can carry on the first day of a month, by the caps."""
        day = STARTS[month]
        here = (self.joined <= day) & (self.left > day)
        caps = np.array([each.cap for each in SERVICES], dtype=np.float64)
        found: Floats = np.bincount(
            self.service[here], weights=(self.wte * caps[self.service])[here], minlength=len(SERVICES)
        ).astype(np.float64)
        return found

    def named_worker(self, chance: Chance, team: Ints, starts: Ints, ends: Ints) -> Ints:
        """The worker of each support: those of the team turn by turn; the people of a leaver move on."""
        named = np.full(len(team), -1, dtype=np.int64)
        for number in range(len(TEAMS)):
            crew = np.flatnonzero((self.team == number) & (self.wte > 0))
            mine = np.flatnonzero(team == number)
            mine = mine[np.argsort(starts[mine], kind="stable")]
            turn = 0
            month = np.clip(np.searchsorted(STARTS, starts[mine], side="right") - 1, 0, MONTHS - 1)
            for each in range(MONTHS):
                wanted = mine[month == each]
                here = crew[(self.joined[crew] <= STARTS[each]) & (self.left[crew] > STARTS[each] + 20)]
                if not len(wanted) or not len(here):
                    continue
                order = np.repeat(here, np.maximum(np.rint(self.wte[here] * 5), 1).astype(np.int64))
                order = order[np.argsort(np.arange(len(order)) * 0.618034 % 1.0, kind="stable")]
                named[wanted] = order[(turn + np.arange(len(wanted))) % len(order)]
                turn += len(wanted)
            # Those whose worker has left go to whoever of the team was there from the start of support.
            moved = mine[(named[mine] >= 0)]
            moved = moved[(self.left[named[moved]] < np.minimum(ends[moved], LAST))]
            moved = moved[chance.yes(0.93, len(moved))]  # a few still name somebody who has gone
            for one in moved:
                stay = crew[self.left[crew] >= min(int(ends[one]), LAST)]
                there = stay[self.joined[stay] <= starts[one]]
                if len(there):
                    named[one] = there[one % len(there)]
                elif len(stay):
                    named[one] = stay[np.argmin(self.joined[stay])]
        return named


def staff(seed: int, people: int) -> Staff:
    """Workers for so many people: posts open over the first year, workers leave, posts stand empty."""
    chance = Chance(seed, "staff")
    rows: list[tuple[int, int, int, float, int, int]] = []
    for number, service in enumerate(SERVICES):
        for team in service.teams:
            wanted = max(1.0, service.posts * people / 100 / len(service.teams))
            opened, post = 0.0, 0
            while opened < wanted - 0.15:
                share = min(_SHARES[post % len(_SHARES)], max(0.4, round(wanted - opened, 1)))
                role = ROLES.index(service.role)
                if post % 4 == 1 and role == 0:
                    role = ROLES.index("senior_employment_specialist")
                rows += _post(chance, number, team, role, share, opened / wanted)
                opened, post = opened + share, post + 1
            rows.append((number, team, ROLES.index("team_leader"), 0.0, FIRST - 20, FAR))
    columns = list(zip(*rows, strict=True))
    whole = [np.array(column).astype(np.int64) for column in columns]
    shares = np.array(columns[3], dtype=np.float64)
    return Staff(whole[0], whole[1], whole[2], shares, whole[4], whole[5])


def _post(
    chance: Chance, service: int, team: int, role: int, share: float, place: float
) -> list[tuple[int, int, int, float, int, int]]:
    """The workers who hold one post, one after the other."""
    day = FIRST - 10 if place < 0.45 else FIRST + int(330 * (place - 0.45) / 0.55)
    emptied = service == IPS and team == NORTH and place > 0.3
    found: list[tuple[int, int, int, float, int, int]] = []
    while day < LAST:
        left = day + int(chance.wait(1000.0, 1)[0]) + 150
        if emptied and left > SHORT_STAFFED - 90:
            return [*found, (service, team, role, share, day, SHORT_STAFFED)]
        found.append((service, team, role, share, day, left if left < LAST - 30 else FAR))
        day = left + int(chance.whole(15, 75, 1)[0])
    return found


def tables(laid: Laid, hired: Staff) -> dict[str, pa.Table]:
    """The tables `worker` and `attachment`."""
    n = len(hired.team)
    chance = Chance(laid.seed, "attachments")
    organisation = np.array([each.organisation for each in SERVICES])[hired.service]
    blank = np.full(n, -1, dtype=np.int64)
    ties = Ties(organisation, hired.service, hired.team, blank, blank)
    keys = numbered("worker", n)
    inducted = np.where(chance.yes(0.9, n), hired.joined + chance.whole(5, 60, n), FAR)
    inducted = np.where(inducted < np.minimum(hired.left, LAST), inducted, FAR)
    workers = laid.table(
        "worker",
        ties,
        hired.joined,
        {
            "worker_id": keys,
            "role": words(hired.role, ROLES),
            "joined_on": dates(hired.joined),
            "left_on": dates(np.where(hired.left <= LAST, hired.left - 1, FAR)),
            "fidelity_inducted_on": dates(np.where(hired.service == IPS, inducted, FAR)),
        },
    )
    carrying = np.flatnonzero(hired.wte > 0)
    health = carrying[(hired.service[carrying] == IPS) & chance.yes(0.6, len(carrying))]
    both = np.concatenate([carrying, health])
    is_health = np.arange(len(both)) >= len(carrying)
    left = hired.left[both]
    attached = laid.table(
        "attachment",
        ties.take(both),
        hired.joined[both],
        {
            "worker_id": refer(keys, both),
            "kind": words(is_health.astype(np.int64), ("team", "health_team")),
            "role": words(hired.role[both], ROLES),
            "attached_team": words(
                np.where(is_health, hired.team[both], -1), ("Example North team", "Example South team")
            ),
            "started_on": dates(hired.joined[both]),
            "ended_on": dates(np.where(left <= LAST, left - 1, FAR)),
            "wte": amounts(hired.wte[both], 2, is_health),
        },
    )
    return {"worker": workers, "attachment": attached}
