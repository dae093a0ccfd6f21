"""What stands around people on a day: the support and the team that a row of theirs hangs on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from goldthread.access.rules import May
from goldthread.access.scope import Scope
from goldthread.kernel.instants import civil_date
from goldthread.people.actions.writing import Values, check_people, chunks, key_of
from goldthread.people.models import Placement, Support


@dataclass(frozen=True)
class Around:
    """The supports of people in the order they began, and the team that knows or last knew each.

    `prefers` is a kind of service whose support goes before the others of the day; blank for none.
    """

    supports: Mapping[str, Sequence[Support]]
    teams: Mapping[str, str]
    prefers: str = ""

    def support_on(self, person: str, day: date) -> Support | None:
        """The support that ran that day: of the service preferred first, then the last begun; else none."""
        held = [
            one
            for one in self.supports.get(person, ())
            if one.started_on <= day and (one.ended_on is None or day <= one.ended_on)
        ]
        if self.prefers:
            held.sort(key=lambda one: one.team.service.kind == self.prefers)
        return held[-1] if held else None

    def filled(self, one: Values, day: date, *, team: bool = True) -> dict[str, Any]:
        """A row with its support and team: those it names, else those of the day, else where placed.

        With `team=False` for a table that keeps no team.
        """
        told = dict(one)
        person = str(key_of(told["person"]))
        support = self.support_on(person, day)
        if "support" not in told:
            told["support"] = support.pk if support else None
        if team and not told.get("team"):
            known = {each.pk: each.team_id for each in self.supports.get(person, ())}
            named = known.get(str(key_of(told["support"]) or ""))
            told["team"] = named or (support.team_id if support else self.teams.get(person))
        return told


def around(told: Iterable[Values], by: Scope, *, prefers: str = "", teams: bool = True) -> Around:
    """Support, and with `teams` the teams, of the people whom rows name. Refused beyond scope."""
    by.check(May.RECORD)
    keys = list(dict.fromkeys(str(key_of(person)) for one in told if (person := one.get("person"))))
    check_people(keys, by)
    supports: dict[str, list[Support]] = {}
    placed: dict[str, str] = {}
    for lot in chunks(keys):
        mine = {"person_id__in": lot, "voided": False}
        held = Support.every.filter(**mine).order_by("started_on", "recorded_at", "id")
        for support in held.select_related("team__service") if prefers else held:
            supports.setdefault(support.person_id, []).append(support)
        for one in (
            Placement.every.filter(**mine).order_by("started_on", "recorded_at", "id") if teams else ()
        ):
            if one.ended_on is None or one.person_id not in placed:
                placed[one.person_id] = one.team_id
    return Around(supports, placed, prefers)


def placed(told: Sequence[Values], day: str, by: Scope) -> list[dict[str, Any]]:
    """Rows with the support and team of their `day`, a column, where they name none. Refused beyond scope.

    A support that ended before the day still names the team that knew the person last.
    """
    near = around(told, by)
    return [near.filled(one, _day(one[day])) for one in told]


def on_support(told: Sequence[Values], day: str, by: Scope) -> list[dict[str, Any]]:
    """Rows of a table without teams, each with the support of its `day`, unless it names one."""
    near = around(told, by, teams=False)
    return [near.filled(one, _day(one[day]), team=False) for one in told]


def _day(moment: date | datetime) -> date:
    return civil_date(moment) if isinstance(moment, datetime) else moment
