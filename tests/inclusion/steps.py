"""Graded plans to test on, made by the actions of the room."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from casework import AT, Place
from goldthread.inclusion import actions
from goldthread.inclusion.models import ExposurePlan, ExposureStep
from goldthread.people.models import Person

AIM = "To take the bus to my sister by myself"
STEPS = (
    ("Walk to the corner shop", "accompanied"),
    ("Ride two stops on the bus", "prompted"),
    ("Take the bus to town", "independent"),
)


def supported(place: Place, name: str = "Ada Example") -> Person:
    """Somebody of the north team with support since 1 March 2026."""
    person = place.person(name)
    place.support(person)
    return person


def planned(place: Place, name: str = "Ada Example", *, at: datetime = AT, **told: Any) -> ExposurePlan:
    """A plan of three steps agreed a month ago, one due a week, the first three weeks ago."""
    person = supported(place, name)
    agreed = at.date() - timedelta(days=28)
    steps: Any = [
        {"words": words, "level": level, "planned_on": agreed + timedelta(days=7 * number)}
        for number, (words, level) in enumerate(STEPS, start=1)
    ]
    wanted: dict[str, Any] = {"agreed_on": agreed, "aim": AIM, "steps": steps, **told}
    return actions.agree_exposure(person=person.pk, **wanted, by=place.scope("support_worker"), at=at)


def steps_of(plan: ExposurePlan) -> list[ExposureStep]:
    """Its steps in order."""
    return list(ExposureStep.every.filter(plan=plan).order_by("place"))


def ago(days: int, at: datetime = AT) -> date:
    """A day before today."""
    return at.date() - timedelta(days=days)
