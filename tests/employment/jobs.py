"""People in work to test on, made by the actions of the room."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from casework import AT, Place
from goldthread.employment import actions
from goldthread.employment.models import Employer, Job
from goldthread.people.actions import give_consent
from goldthread.people.models import Consent, Person

STARTED = date(2026, 11, 2)  # three weeks before AT, a Monday
BAKERY = "Example Bakery"


def wanting(place: Place, name: str = "Ada Example") -> Person:
    """Somebody of the work team, on support since 1 March 2026."""
    person = place.person(name, team="work")
    place.support(person, team="work")
    return person


def bakery(place: Place, name: str = BAKERY, *, at: datetime = AT) -> Employer:
    """An employer that the work team knows."""
    return actions.add_employer(
        name=name,
        industry="I",
        contact_name="Grace Sample",
        reach="01632 960777",
        by=place.scope("specialist"),
        at=at,
    )


def agrees(place: Place, person: str, *, recipient: str = "", at: datetime = AT) -> Consent:
    """The person agrees that we talk with employers, since 30 days before."""
    return give_consent(
        person=person,
        purpose="employer_liaison",
        recipient=recipient,
        given_at=at - timedelta(days=30),
        by=place.scope("specialist"),
        at=at,
    )


def working(place: Place, name: str = "Ada Example", *, at: datetime = AT, **told: Any) -> Job:
    """Somebody with a job at the bakery since 2 November 2026, who agrees that we talk with employers."""
    person = wanting(place, name)
    agrees(place, person.pk, at=at)
    known = Employer.every.filter(name=BAKERY, organisation=place.organisation).first()
    wanted: dict[str, Any] = {
        "started_on": STARTED,
        "employer": (known or bakery(place, at=at)).pk,
        "title": "Baker",
        "origin": "supported",
        "paid": True,
        "competitive": True,
        "weekly_hours": Decimal(20),
        **told,
    }
    return actions.start_job(person=person.pk, by=place.scope("specialist"), at=at, **wanted)
