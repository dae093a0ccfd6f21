"""How the room writes: as people are written, with its own codes, and with the team that keeps the home."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from goldthread.access.rows import Row
from goldthread.access.rules import May
from goldthread.access.scope import Scope
from goldthread.housing.codes import CODED
from goldthread.housing.models import Tenancy
from goldthread.kernel.instants import civil_date
from goldthread.kernel.refusals import Refused
from goldthread.people import rules as people
from goldthread.people.actions import writing
from goldthread.people.models import Placement, Support

NOT_A_TENANCY = "This tenancy is not of somebody you support. Go back to the person."
ENDED = "This tenancy has ended. Record the new home first."

Values = Mapping[str, Any]


def made(model: Any, told: Sequence[Values], *, verb: str, by: Scope, at: datetime) -> list[Any]:
    """Rows written and told. Refused without leave to record, beyond scope, or with a code of no list."""
    by.check(May.RECORD)
    for one in told:
        check_codes(model, one)
    return writing.made(model, told, verb=f"housing.{verb}", by=by, at=at)


def changed(row: Any, told: Values, *, verb: str, by: Scope, at: datetime, version: int | None = None) -> Any:
    """A row written anew and told. `version` is the one its editor had open."""
    by.check(May.RECORD)
    check_codes(type(row), told, row)
    return writing.changed(row, told, verb=f"housing.{verb}", by=by, at=at, version=version)


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
        """The support that ran that day, the last begun; else none."""
        held = [
            one
            for one in self.supports.get(person, ())
            if one.started_on <= day and (one.ended_on is None or day <= one.ended_on)
        ]
        return held[-1] if held else None

    def filled(self, one: Values, day: date) -> dict[str, Any]:
        """A row with its support and team: those it names, else those of the day, else where placed."""
        told = dict(one)
        person = str(writing.key_of(told["person"]))
        if "support" not in told:
            support = self.support_on(person, day)
            told["support"] = support.pk if support else None
        if not told.get("team"):
            known = {each.pk: each.team_id for each in self.supports.get(person, ())}
            named = known.get(writing.key_of(told.get("support")) or "")
            support = self.support_on(person, day)
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
        for one in Support.every.filter(person_id__in=lot, voided=False).order_by("started_on", "id"):
            supports.setdefault(one.person_id, []).append(one)
        for placed in Placement.every.filter(person_id__in=lot, voided=False).order_by("started_on", "id"):
            if placed.ended_on is None or placed.person_id not in teams:
                teams[placed.person_id] = placed.team_id
    return Around(supports, teams)


def rows_of(model: Any, keys: Iterable[str], by: Scope) -> dict[str, Any]:
    """Rows by key, within scope and not entered in error; refused where one is not."""
    by.check(May.RECORD)
    wanted = list(dict.fromkeys(str(writing.key_of(key)) for key in keys))
    found: dict[str, Any] = {}
    for lot in writing.chunks(wanted):
        found |= {row.pk: row for row in model.objects.seen_by(by).filter(pk__in=lot, voided=False)}
    if len(found) != len(wanted):
        raise Refused(NOT_A_TENANCY if model is Tenancy else writing.NOT_SEEN)
    return found


def of_tenancies(told: Sequence[Values], day: str, by: Scope) -> list[dict[str, Any]]:
    """Rows that hang on tenancies, with the person; refused outside the days of the tenancy."""
    known = rows_of(Tenancy, (one["tenancy"] for one in told), by)
    filled = []
    for one in told:
        tenancy = known[str(writing.key_of(one["tenancy"]))]
        moment = one[day]
        on = civil_date(moment) if isinstance(moment, datetime) else moment
        early = "This was before the tenancy began. Check the date."
        people.check_order(tenancy.started_on, on, early)
        filled.append({**one, "tenancy": tenancy.pk, "person": tenancy.person_id})
    return filled


def written(model: Any, rows: Sequence[Any], columns: Sequence[str], *, at: datetime) -> None:
    """Rows changed together, each a version on."""
    for row in rows:
        row.version, row.changed_at = row.version + 1, at
    model.every.bulk_update(rows, [*columns, "version", "changed_at"], batch_size=writing.CHUNK)
