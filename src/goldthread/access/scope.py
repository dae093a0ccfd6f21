"""How far someone sees: worked out once a request from their posts, and asked by every query."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from goldthread.access.kept import KeptRows
from goldthread.access.models import BreakGlass, Post, Team, Worker
from goldthread.access.rules import MAY, REACH, May, Reach, Role, check
from goldthread.kernel.instants import civil_date


@dataclass(frozen=True)
class Scope:
    """Someone who asks: `seen_by=` of every query and `by=` of every action."""

    told_as: str  # as the ledger names them
    organisation_id: str
    roles: frozenset[Role] = frozenset()
    teams: frozenset[str] = frozenset()  # keys of teams whose people they see
    posts: frozenset[tuple[Role, str]] = frozenset()  # each team with the role held there
    opened: frozenset[str] = frozenset()  # keys of people opened by breaking glass, still in time
    on: date = date.max  # the day they ask: a team's reach ends some time after its support does
    worker: Worker | None = field(default=None, compare=False)

    @property
    def reach(self) -> Reach:
        """The widest reach of their roles."""
        widest = [Reach.ORGANISATION, Reach.TEAMS]
        return next((one for one in widest if any(REACH[role] is one for role in self.roles)), Reach.NOBODY)

    def may(self, wanted: May) -> bool:
        """Whether one of their roles may do it."""
        return any(wanted in MAY[role] for role in self.roles)

    def check(self, wanted: May) -> None:
        """Refuse in a sentence where none may."""
        check(self.roles, wanted)

    def doing(self, wanted: May) -> Scope:
        """Their scope by those posts alone that may do it. Refused in a sentence where none may.

        No post lends what it may do to the teams of another: an auditor of all who supports people in one
        team writes about those people only.
        """
        self.check(wanted)
        roles = frozenset(role for role in self.roles if wanted in MAY[role])
        if roles == self.roles:
            return self
        teams = frozenset(team for role, team in self.posts if role in roles) if self.posts else self.teams
        return replace(self, roles=roles, teams=teams)


def scope_of(worker: Worker, *, at: datetime) -> Scope:
    """The scope of a worker at a moment: posts held that day, records opened and still in time."""
    today = civil_date(at)
    held = [
        (role, service, team)
        for role, service, team, first, last in KeptRows(Post)
        .filter(worker_id=worker.pk)
        .values_list("role", "service_id", "team_id", "started_on", "ended_on")
        if first <= today and (last is None or today <= last)
    ]
    posts = {(Role(role), team) for role, _, team in held if team}
    services = {service for _, service, team in held if service and not team}
    if services:
        under = list(KeptRows(Team).filter(service_id__in=services).values_list("service_id", "pk"))
        posts |= {
            (Role(role), key)
            for role, service, team in held
            for of, key in under
            if of == service and not team
        }
    opened = KeptRows(BreakGlass).filter(worker_id=worker.pk, opened_at__lte=at, until__gt=at)
    return Scope(
        told_as=worker.told_as,
        organisation_id=worker.organisation_id,
        roles=frozenset(Role(role) for role, _, _ in held) if worker.is_active else frozenset(),
        teams=frozenset(team for _, team in posts),
        posts=frozenset(posts),
        opened=frozenset(opened.values_list("person", flat=True)),
        on=today,
        worker=worker,
    )


def job_scope(name: str, organisation_id: str) -> Scope:
    """A job of an organisation: sees all of it and writes."""
    return Scope(f"job:{name}", organisation_id, frozenset({Role.MANAGER}))


def public_scope(organisation_id: str) -> Scope:
    """The public form of an organisation: sees nobody; may send an enquiry and nothing else."""
    return Scope("public", organisation_id)
