"""The people whom teams support now, with whoever works with them: whose a clock is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from goldthread.access.kept import KeptRows
from goldthread.access.models import Team
from goldthread.access.scope import Scope
from goldthread.contracts.standards import Begun
from goldthread.day.due import Due, Whose
from goldthread.kernel.calendar import Nation
from goldthread.kernel.instants import civil_date
from goldthread.people.models import Placement


@dataclass
class Caseload:
    """The people whom teams support now, with whoever works with them."""

    teams: dict[str, Team]
    placed: dict[str, list[Whose]] = field(default_factory=lambda: defaultdict(list))
    _found: dict[tuple[str | None, str | None], Whose | None] = field(default_factory=dict)
    _own: dict[Scope, frozenset[str]] = field(default_factory=dict)

    @property
    def nation(self) -> Nation:
        """Whose bank holidays count: the organisation's. Without a team there is no clock to count them."""
        named = next((team.organisation.nation for team in self.teams.values()), Nation.ENGLAND_AND_WALES)
        return Nation(named)

    def whose(self, begun: Begun) -> Whose | None:
        """Who a clock is about; the placement in its own team before any other. None without one."""
        key = (begun.person, begun.team)
        if key not in self._found:
            self._found[key] = self._look(begun)
        return self._found[key]

    def _look(self, begun: Begun) -> Whose | None:
        placed = self.placed.get(begun.person or "", [])
        found = next((one for one in placed if one.team == begun.team), placed[-1] if placed else None)
        if found is None or (begun.team and found.team != begun.team):
            return None
        return found

    def of_worker(self, scope: Scope) -> frozenset[str]:
        """Keys of the people of a worker: those they are named for, and their teams' without a name."""
        if scope not in self._own:
            self._own[scope] = frozenset(
                person
                for person, placed in self.placed.items()
                if any(is_theirs(one, scope) for one in placed)
            )
        return self._own[scope]


def caseload_of(*, seen_by: Scope, at: datetime) -> Caseload:
    """The people whom teams support now, within a scope."""
    teams = KeptRows(Team).filter(organisation_id=seen_by.organisation_id)
    found = Caseload({team.id: team for team in teams.select_related("service", "organisation")})
    for person, name, team, worker, worker_name in (
        placements(seen_by, at)
        .order_by("started_on", "recorded_at", "id")
        .values_list("person_id", "person__name", "team_id", "worker_id", "worker__name")
    ):
        whose = Whose(name, team, found.teams[team].name, worker, worker_name or "")
        found.placed[person].append(whose)
    return found


def placements(scope: Scope, at: datetime) -> Any:
    """Current placements within a scope, of the scope's own teams where it has some."""
    day = civil_date(at)
    rows = Placement.objects.seen_by(scope).filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=day),
        voided=False,
        started_on__lte=day,
        person__died_on__isnull=True,
    )
    # A person of two teams is seen by both; each team answers for its own duties to them.
    return rows.filter(team_id__in=scope.teams) if scope.teams else rows


def is_theirs(one: Whose | Due, scope: Scope) -> bool:
    """Theirs by name; or nobody's yet, in one of their teams: nothing may fall between two chairs."""
    if one.worker is None:
        return one.team in scope.teams or (not one.team and bool(scope.teams))
    return scope.worker is not None and one.worker == scope.worker.id
