"""People to test on, made by the actions of the rooms."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from casework import AT, Place
from goldthread.housing import actions as housing
from goldthread.people.models import Person
from goldthread.safety import actions
from goldthread.safety.models import SafeguardingConcern, SystemContact

SECRET = "words that nobody may find in a figure"
WARD = "Juniper ward of Example Hospital"


def supported(place: Place, name: str = "Ada Example") -> Person:
    """Somebody of the north team with support since March."""
    person = place.person(name)
    place.support(person)
    return person


def concerned(place: Place, *, at: datetime = AT, hours: float = 1, **told: Any) -> SafeguardingConcern:
    """A concern raised some hours ago."""
    person = told.pop("person", None) or supported(place).pk
    wanted = {"kind": "financial", "words": SECRET, **told}
    return actions.raise_concern(
        person=person,
        raised_at=at - timedelta(hours=hours),
        **wanted,
        by=place.scope("support_worker"),
        at=at,
    )


def admitted(
    place: Place, person: Person | None = None, *, at: datetime = AT, days: int = 20
) -> SystemContact:
    """Somebody on a ward since some days, with a tenancy outside."""
    by = place.scope("support_worker")
    who = person or supported(place)
    if not housing_of(place, who):
        housing.start_tenancy(person=who.pk, started_on=date(2026, 3, 3), by=by, at=at)
    return actions.record_system_contact(
        person=who.pk, kind="admission", happened_at=at - timedelta(days=days), place=WARD, by=by, at=at
    )


def housing_of(place: Place, person: Person) -> list[Any]:
    """Tenancies that are held."""
    from goldthread.housing import queries

    return queries.tenancies_held(person.pk, seen_by=place.scope("support_worker"))
