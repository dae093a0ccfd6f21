"""A person with support and a plan of three tasks and three signs, and a contact to record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from casework import AT, Place
from goldthread.contacts.actions import NewContact, Seen
from goldthread.kernel.identifiers import new_key
from goldthread.people.models import Person, Plan, PlanSign, PlanTask

TASKS = ("Cooking", "Post and bills", "Telephone calls")


def planned(place: Place, name: str = "Ben Sample", *, threshold: int | None = 2) -> tuple[Person, list[str]]:
    """The person, and the keys of their signs: poor sleep, missed shift, and one that is urgent alone."""
    by = place.scope("manager")
    person = place.person(name)
    support = place.support(person, worker=place.workers["support_worker"])
    plan = Plan.new(
        by=by,
        at=AT,
        person=person,
        support=support,
        kind="support",
        agreed_at=AT - timedelta(days=60),
        signs_threshold=threshold,
    )
    plan.save(force_insert=True)
    for position, task in enumerate(TASKS):
        PlanTask.new(
            by=by, at=AT, person=person, plan=plan, task=task, planned_level="prompted", position=position
        ).save(force_insert=True)
    signs = []
    for position, (kind, words, urgent) in enumerate(
        [
            ("sleep", "Poor sleep", False),
            ("absence", "Missed shift", False),
            ("distress", "Hears voices", True),
        ]
    ):
        sign = PlanSign.new(
            by=by, at=AT, person=person, plan=plan, kind=kind, words=words, urgent=urgent, position=position
        )
        sign.save(force_insert=True)
        signs.append(sign.id)
    return person, signs


def entry(person: Person, **values: Any) -> NewContact:
    """A visit of half an hour, an hour ago."""
    usual: dict[str, Any] = {
        "happened_at": AT - timedelta(hours=1),
        "sent_key": new_key(),
        "minutes": 30,
        "mode": "01",
    }
    return NewContact(person.pk, **{**usual, **values})


def seen(*signs: str) -> tuple[Seen, ...]:
    """Signs by key."""
    return tuple(Seen(sign=sign) for sign in signs)
