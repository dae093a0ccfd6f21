"""The organisations of the demo with their services, teams and workers, made by the actions of `access`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from goldthread.access import actions as access
from goldthread.access.models import Worker
from goldthread.access.rules import Role
from goldthread.access.scope import Scope
from goldthread.demo.names import address_of, name_of
from goldthread.demo.service import ORGANISATIONS, SERVICES, TEAMS
from goldthread.demo.settling import Rows
from goldthread.kernel.instants import to_utc

ROLES = {
    "support_worker": Role.SUPPORT_WORKER,
    "employment_specialist": Role.SPECIALIST,
    "team_leader": Role.TEAM_LEADER,
}
# Whoever sees a whole organisation, or none of its people.
_OFFICE = (
    Role.MANAGER, Role.QUALITY_LEAD, Role.ANALYST, Role.COMMISSIONER, Role.AUDITOR, Role.ADMINISTRATOR,
)  # fmt: skip


@dataclass(frozen=True)
class Places:
    """Who acts in each organisation, keys of teams by name, and workers by their key in the simulation."""

    scopes: Mapping[str, Scope]
    teams: Mapping[str, str]
    workers: Mapping[str, Worker]

    def as_worker(self, organisation: str, key: str) -> Scope:
        """Somebody of an organisation as the ledger names them, with the reach of the demo itself."""
        return replace(self.scopes[organisation], told_as=self.workers[key].told_as)


def places(rooms: Mapping[str, Rows], *, since: date, at: datetime) -> Places:
    """Make them all; the services open on the day `since`."""
    opened = noon(since)
    scopes, teams = {}, {}
    maker = Scope("job:demo", "", frozenset({Role.MANAGER, Role.ADMINISTRATOR}))
    for number, name in enumerate(ORGANISATIONS):
        made = access.add_organisation(
            name, by=maker, at=opened, phone=f"01632 96090{number}", takes_enquiries=True, synthetic=True
        )
        scopes[name] = replace(maker, organisation_id=made.pk)
    for service in SERVICES:
        by = scopes[ORGANISATIONS[service.organisation]]
        kept = access.add_service(service.name, service.kind, by=by, at=opened, contract=service.contract)
        for place in service.teams:
            teams[TEAMS[place]] = access.add_team(TEAMS[place], kept.pk, by=by, at=opened).pk
    for number, (organisation, by) in enumerate(scopes.items()):
        _office(organisation, by, 900 + 10 * number, opened)
    workers = _workers(rooms, scopes, teams, at)
    return Places(scopes, teams, workers)


def _office(organisation: str, by: Scope, number: int, opened: datetime) -> None:
    for place, role in enumerate(_OFFICE):
        name = name_of(number + place)
        made = access.add_worker(name, address_of(name), by=by, at=opened)
        access.give_post(made.pk, role, by=by, at=opened, started_on=opened.date())


def _workers(
    rooms: Mapping[str, Rows], scopes: Mapping[str, Scope], teams: Mapping[str, str], at: datetime
) -> dict[str, Worker]:
    """Everyone with a caseload or a team, as they joined; whoever has left has left."""
    shares = {row["worker_id"]: row["wte"] for row in rooms["attachment"] if row["kind"] != "health_team"}
    made: dict[str, Worker] = {}
    for number, row in enumerate(rooms["worker"]):
        by, joined = scopes[row["organisation"]], noon(row["joined_on"])
        name = name_of(600 + number)
        worker = access.add_worker(name, address_of(name), by=by, at=joined)
        wte = shares.get(row["worker_id"])
        access.give_post(
            worker.pk,
            ROLES[row["role"]],
            by=by,
            at=joined,
            started_on=row["joined_on"],
            team=teams[row["team"]],
            wte=Decimal(str(wte)) if wte is not None else None,
        )
        if row["left_on"] is not None:
            worker = access.disable_worker(worker.pk, by=by, at=noon(row["left_on"]))
        made[row["worker_id"]] = worker
    return made


def noon(day: date) -> datetime:
    """Noon in London, as an instant."""
    return to_utc(datetime.combine(day, time(12)))


def told(row: Mapping[str, Any], *names: str, **others: str) -> dict[str, Any]:
    """Columns of a fact as an action takes them; blank codes and texts are empty. `others` are renamed."""
    return {name: row[name] for name in names} | {name: row[column] for name, column in others.items()}
