"""How the room writes: as people are written, with its own codes, and on the support of the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from goldthread.access.rows import Row
from goldthread.access.rules import May
from goldthread.access.scope import Scope
from goldthread.inclusion.codes import CODED
from goldthread.kernel.instants import civil_date
from goldthread.people import rules as people
from goldthread.people.actions import writing
from goldthread.people.models import Support

Values = Mapping[str, Any]


def made(model: Any, told: Sequence[Values], *, verb: str, by: Scope, at: datetime) -> list[Any]:
    """Rows written and told. Refused without leave to record, beyond scope, or with a code of no list."""
    by.check(May.RECORD)
    for one in told:
        check_codes(model, one)
    return writing.made(model, told, verb=f"inclusion.{verb}", by=by, at=at)


def changed(row: Any, told: Values, *, verb: str, by: Scope, at: datetime, version: int | None = None) -> Any:
    """A row written anew and told. `version` is the one its editor had open."""
    by.check(May.RECORD)
    check_codes(type(row), told, row)
    return writing.changed(row, told, verb=f"inclusion.{verb}", by=by, at=at, version=version)


def check_codes(model: type[Row], told: Values, row: Row | None = None) -> None:
    """Refuse a code that its list did not hold on the day of the row."""
    coded = CODED.get(model)
    if coded is None:
        return
    day = told.get(coded.day) or getattr(row, coded.day, None) if coded.day else None
    people.check_told(coded.lists, told, on=civil_date(day) if isinstance(day, datetime) else day)


def on_support(told: Sequence[Values], day: str, by: Scope) -> list[dict[str, Any]]:
    """Rows of people within scope, each with the support that ran on its day, unless it names one."""
    by.check(May.RECORD)
    keys = list(dict.fromkeys(str(writing.key_of(one["person"])) for one in told))
    writing.check_people(keys, by)
    supports: dict[str, list[Support]] = {}
    for lot in writing.chunks(keys):
        for row in Support.every.filter(person_id__in=lot, voided=False).order_by("started_on", "id"):
            supports.setdefault(row.person_id, []).append(row)
    return [
        {"support": _of_day(supports.get(str(writing.key_of(one["person"])), ()), one[day]), **one}
        for one in told
    ]


def _of_day(supports: Sequence[Support], day: date) -> str | None:
    """The key of the support that ran that day, the last begun; else none."""
    held = [
        one for one in supports if one.started_on <= day and (one.ended_on is None or day <= one.ended_on)
    ]
    return held[-1].pk if held else None
