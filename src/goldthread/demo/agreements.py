"""The contracts of the demo, written and agreed by the actions of the room, as its people would."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from goldthread.access.models import Worker
from goldthread.access.queries import colleagues_in
from goldthread.access.rules import Role
from goldthread.access.scope import Scope, scope_of
from goldthread.contracts import actions
from goldthread.contracts.queries import variances_of
from goldthread.demo.contracts import versions
from goldthread.demo.places import noon
from goldthread.demo.service import OPENED, ORGANISATIONS, SERVICES
from goldthread.people.actions import record_variation
from goldthread.people.models import Support

BEFOREHAND = timedelta(days=12)  # how long before its first day a later version is agreed
SETTLED = timedelta(days=60)
# Who decides on a deviation: what they wrote.
DEVIATED = {
    "support_worker": "Asked to be seen every second week while a course runs, and to ring in between.",
    "team_leader": "The move is agreed for the spring; to stop before it would lose what was gained.",
    "manager": "Two workers were away in the same fortnight. The step was made up a week later.",
}
TIGHTENED = "A home at risk cannot wait for three days: both sides agreed on two."


def agree(*, until: date) -> None:
    """Write every version by the actions of the room: a manager proposes and a commissioner agrees.

    The first versions are written on the day the services opened, later ones some days before they begin.
    """
    contracts: dict[str, str] = {}
    for written in versions(until):
        code, told = written.specification.code, written.specification
        begun = contracts.get(code)
        at = noon(OPENED if begun is None else written.first - BEFOREHAND)
        by = somebody(written.organisation, Role.MANAGER, at)
        if begun is None:
            row = actions.begin_contract(told, by=by, at=at, note="As it was signed")
        else:
            row = actions.begin_version(begun, by=by, at=at, note="Two days for a tenancy at risk")
            row = actions.save_draft(row.pk, told, version=row.version, by=by, at=at)
        contracts[code] = row.contract_id
        why = "" if begun is None else TIGHTENED
        row = actions.propose(row.pk, version=row.version, valid_from=written.first, reason=why, by=by, at=at)
        other = somebody(written.organisation, Role.COMMISSIONER, at)
        actions.agree(row.pk, version=row.version, by=other, at=at)


def deviate(*, until: date) -> None:
    """Ways off the pathway that the contracts permit, taken by some people who are supported now."""
    at = noon(until)
    for service in SERVICES:
        manager = somebody(ORGANISATIONS[service.organisation], Role.MANAGER, at)
        running = Support.objects.seen_by(manager).filter(
            voided=False, ended_on__isnull=True, team__service__name=service.name
        )
        supports = iter(
            running.filter(started_on__lt=until - SETTLED).order_by("started_on", "recorded_at", "id")
        )
        for permitted in variances_of(service.name, until, seen_by=manager):
            if permitted.decided_by not in DEVIATED:
                continue
            role, reason = Role(permitted.decided_by), DEVIATED[permitted.decided_by]
            deciders = colleagues_in(role, seen_by=manager, on=until)
            row = next(supports, None)
            if row is not None and deciders:
                record_variation(
                    row,
                    variance=permitted.code,
                    decided_on=until,
                    reason=reason,
                    worker=deciders[0].pk,
                    by=manager,
                    at=at,
                )


def somebody(organisation: str, role: Role, at: datetime) -> Scope:
    """Whoever holds a role in one of the made-up organisations."""
    worker = Worker.objects.filter(organisation__name=organisation, posts__role=role).first()
    return scope_of(worker, at=at)
