"""Homes to test on, made by the actions of the room."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from casework import AT, Place
from goldthread.housing import actions
from goldthread.housing.models import Tenancy, TenancyRisk
from goldthread.people.models import Person

MOVED_IN = date(2026, 3, 3)
LANDLORD = "Example Housing"


def at_home(
    place: Place, name: str = "Ada Example", *, at: datetime = AT, **told: Any
) -> tuple[Person, Tenancy]:
    """Somebody of the north team with support and a tenancy since 3 March 2026."""
    person = place.person(name)
    place.support(person)
    wanted = {"started_on": MOVED_IN, "landlord_kind": "private", "landlord": LANDLORD, **told}
    tenancy = actions.start_tenancy(person=person.pk, by=place.scope("support_worker"), at=at, **wanted)
    return person, tenancy


def at_risk(
    place: Place, name: str = "Ada Example", *, hours: float = 10, kind: str = "arrears", at: datetime = AT
) -> TenancyRisk:
    """Somebody whose home is at risk since some hours, with two balances that rise."""
    person, tenancy = at_home(place, name, at=at)
    by = place.scope("support_worker")
    for days, owed in ((40, "410.50"), (10, "640")):
        actions.record_balance(
            tenancy=tenancy.pk,
            balance_on=at.date() - timedelta(days=days),
            balance=Decimal(owed),
            weekly_charge=Decimal("102.75"),
            by=by,
            at=at,
        )
    return actions.raise_risk(
        person=person.pk,
        tenancy=tenancy.pk,
        raised_at=at - timedelta(hours=hours),
        risk_kind=kind,
        words="A letter about rent",
        by=by,
        at=at,
    )


def consented(place: Place, person: str, *, at: datetime = AT, purpose: str = "landlord_liaison") -> None:
    """The person agrees to word with landlords, or with others."""
    from goldthread.people.actions import give_consent

    give_consent(
        person=person,
        purpose=purpose,
        given_at=at - timedelta(days=30),
        by=place.scope("support_worker"),
        at=at,
    )
