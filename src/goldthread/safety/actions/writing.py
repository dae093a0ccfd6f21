"""How the room writes: as people are written, with its own codes, and with support and team of the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from goldthread.access.rows import Row
from goldthread.access.rules import May
from goldthread.access.scope import Scope
from goldthread.kernel.instants import civil_date
from goldthread.people import rules as people
from goldthread.people.actions import writing
from goldthread.people.models import Placement, Support
from goldthread.safety.codes import CODED

Values = Mapping[str, Any]


def made(model: Any, told: Sequence[Values], *, verb: str, by: Scope, at: datetime) -> list[Any]:
    """Rows written and told. Refused without leave to record, beyond scope, or with a code of no list."""
    by.check(May.RECORD)
    for one in told:
        _check_codes(model, one)
    return writing.made(model, told, verb=f"safety.{verb}", by=by, at=at)


def changed(row: Any, told: Values, *, verb: str, by: Scope, at: datetime, version: int | None = None) -> Any:
    """A row written anew and told. `version` is the one its editor had open."""
    by.check(May.RECORD)
    _check_codes(type(row), told, row)
    return writing.changed(row, told, verb=f"safety.{verb}", by=by, at=at, version=version)


def _check_codes(model: type[Row], told: Values, row: Row | None = None) -> None:
    coded = CODED[model]
    day = told.get(coded.day) or getattr(row, coded.day, None)
    people.check_told(coded.lists, told, on=civil_date(day) if isinstance(day, datetime) else day)


def placed(told: Sequence[Values], day: str, by: Scope) -> list[dict[str, Any]]:
    """Rows with the support and the team of their day, where they name none. Refused beyond scope.

    A support that ended before the day still names the team that knew the person last.
    """
    by.check(May.RECORD)
    keys = list(dict.fromkeys(str(writing.key_of(one["person"])) for one in told))
    writing.check_people(keys, by)
    supports, teams = _supports(keys), _teams(keys)
    filled = []
    for one in told:
        person = str(writing.key_of(one["person"]))
        moment = one[day]
        on = civil_date(moment) if isinstance(moment, datetime) else moment
        running = _running(supports.get(person, ()), on)
        row = dict(one)
        if "support" not in row:
            row["support"] = running.pk if running else None
        if not row.get("team"):
            known = {each.pk: each.team_id for each in supports.get(person, ())}
            named = known.get(str(writing.key_of(row["support"]) or ""))
            row["team"] = named or (running.team_id if running else teams.get(person))
        filled.append(row)
    return filled


def _running(supports: Iterable[Support], on: date) -> Support | None:
    held = [one for one in supports if one.started_on <= on and (one.ended_on is None or on <= one.ended_on)]
    return held[-1] if held else None


def _supports(keys: Sequence[str]) -> dict[str, list[Support]]:
    found: dict[str, list[Support]] = {}
    for lot in writing.chunks(keys):
        for one in Support.every.filter(person_id__in=lot, voided=False).order_by("started_on", "id"):
            found.setdefault(one.person_id, []).append(one)
    return found


def _teams(keys: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for lot in writing.chunks(keys):
        for one in Placement.every.filter(person_id__in=lot, voided=False).order_by("started_on", "id"):
            if one.ended_on is None or one.person_id not in found:
                found[one.person_id] = one.team_id
    return found
