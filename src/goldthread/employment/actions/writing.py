"""How the room writes: as people are written, with its own codes, and with the team that supports at work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from goldthread.access.rows import Row
from goldthread.access.rules import May, Reach
from goldthread.access.scope import Scope
from goldthread.employment.codes import CODED
from goldthread.employment.models import Job
from goldthread.employment.rules import NOT_A_JOB
from goldthread.kernel.instants import civil_date
from goldthread.kernel.refusals import Refused
from goldthread.people import rules as people
from goldthread.people.actions import writing
from goldthread.people.models import Placement, Support

EMPLOYMENT = "employment"
BEFORE_THE_JOB = "This was before the job began. Check the date."

Values = Mapping[str, Any]


def made(model: Any, told: Sequence[Values], *, verb: str, by: Scope, at: datetime) -> list[Any]:
    """Rows written and told. Refused without leave to record, beyond scope, or with a code of no list."""
    by.check(May.RECORD)
    for one in told:
        check_codes(model, one)
    return writing.made(model, told, verb=f"employment.{verb}", by=by, at=at)


def changed(row: Any, told: Values, *, verb: str, by: Scope, at: datetime, version: int | None = None) -> Any:
    """A row written anew and told. `version` is the one its editor had open."""
    by.check(May.RECORD)
    check_codes(type(row), told, row)
    return writing.changed(row, told, verb=f"employment.{verb}", by=by, at=at, version=version)


def check_codes(model: type[Row], told: Values, row: Row | None = None) -> None:
    """Refuse a code that its list did not hold on the day of the row."""
    coded = CODED.get(model)
    if coded is None:
        return
    day = told.get(coded.day) or getattr(row, coded.day, None) if coded.day else None
    people.check_told(coded.lists, told, on=civil_date(day) if isinstance(day, datetime) else day)


@dataclass(frozen=True)
class Around:
    """The support and the team of people on a day: what a row of theirs hangs on unless it says."""

    supports: Mapping[str, Sequence[Support]]
    teams: Mapping[str, str]

    def support_on(self, person: str, day: date) -> Support | None:
        """The support that ran that day: of an employment service first, then the last begun; else none."""
        held = [
            one
            for one in self.supports.get(person, ())
            if one.started_on <= day and (one.ended_on is None or day <= one.ended_on)
        ]
        held.sort(key=lambda one: one.team.service.kind == EMPLOYMENT)
        return held[-1] if held else None

    def filled(self, one: Values, day: date, *, team: bool = True) -> dict[str, Any]:
        """A row with its support and team: those it names, else those of the day, else where placed."""
        told = dict(one)
        person = str(writing.key_of(told["person"]))
        support = self.support_on(person, day)
        if "support" not in told:
            told["support"] = support.pk if support else None
        if team and not told.get("team"):
            known = {each.pk: each.team_id for each in self.supports.get(person, ())}
            named = known.get(writing.key_of(told.get("support")) or "")
            told["team"] = named or (support.team_id if support else self.teams.get(person))
        return told


def around(keys: Iterable[str], by: Scope) -> Around:
    """Support and teams of people within scope; refused where one is beyond it."""
    people_ = list(dict.fromkeys(keys))
    by.check(May.RECORD)
    writing.check_people(people_, by)
    supports: dict[str, list[Support]] = {}
    teams: dict[str, str] = {}
    for lot in writing.chunks(people_):
        held = Support.every.filter(person_id__in=lot, voided=False).select_related("team__service")
        for one in held.order_by("started_on", "id"):
            supports.setdefault(one.person_id, []).append(one)
        for placed in Placement.every.filter(person_id__in=lot, voided=False).order_by("started_on", "id"):
            if placed.ended_on is None or placed.person_id not in teams:
                teams[placed.person_id] = placed.team_id
    return Around(supports, teams)


def own_team(by: Scope, team: str | None = None) -> str | None:
    """The team of what is about nobody in particular: the one named, else the writer's where there is one.

    A row without a team is shared by all teams; only who sees the whole organisation may share so.
    """
    if team:
        return str(writing.check_team(team, by).pk)
    if by.reach is Reach.ORGANISATION:
        return None
    if len(by.teams) == 1:
        return next(iter(by.teams))
    raise Refused("Choose the team.")


def rows_of(model: Any, keys: Iterable[Any], by: Scope) -> dict[str, Any]:
    """Rows by key, within scope and not entered in error; refused where one is not."""
    by.check(May.RECORD)
    wanted = list(dict.fromkeys(str(writing.key_of(key)) for key in keys))
    found: dict[str, Any] = {}
    for lot in writing.chunks(wanted):
        found |= {row.pk: row for row in model.objects.seen_by(by).filter(pk__in=lot, voided=False)}
    if len(found) != len(wanted):
        said = str(model._meta.verbose_name)
        raise Refused(NOT_A_JOB if model is Job else f"This {said} is not among those you see. Go back.")
    return found


def of_jobs(told: Sequence[Values], day: str, by: Scope, *, early: bool = False) -> list[dict[str, Any]]:
    """Rows that hang on jobs, with the person; refused before the job began, unless they may come `early`."""
    known = rows_of(Job, (one["job"] for one in told), by)
    filled = []
    for one in told:
        job = known[str(writing.key_of(one["job"]))]
        if not early:
            people.check_order(job.started_on, one[day], BEFORE_THE_JOB)
        filled.append({**one, "job": job.pk, "person": job.person_id})
    return filled


def held(job: Job | str, by: Scope) -> Job:
    """A job that has no end; else refused."""
    row = writing.seen(Job, job, by)
    if row.ended_on is not None or row.status == "ended":
        raise Refused("This job has ended. Record the new one, or mend the end of this.")
    return row
