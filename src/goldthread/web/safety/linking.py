"""What an incident or a concern is about: an activity, or somebody in the community."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse

from goldthread.inclusion import queries, rules
from goldthread.inclusion.models import Activity, CommunityContact
from goldthread.kernel.words import say_date
from goldthread.web.look.door import Door

OFFERED_DAYS = 28  # activities of so many days are offered; an older one is offered where its page sends here


@dataclass(frozen=True)
class About:
    """What a record is about: a word before it, its own words, and where it stands."""

    term: str
    words: str
    there: str


def offered(door: Door, person: str, told: Any) -> dict[str, list[tuple[str, str]]]:
    """Activities and community contacts of a person to choose from, as (key, words).

    `told` is the query of the address: what it names is offered however old it is.
    """
    whole = queries.inclusion(person, seen_by=door.scope)
    since = door.today - timedelta(days=OFFERED_DAYS)
    return {
        "activities": [
            (one.pk, _activity(one))
            for one in whole.activities
            if one.attended_on >= since or one.pk == told.get("activity")
        ],
        "contacts": [
            (one.pk, one.who)
            for one in whole.contacts
            if one.ended_on is None or one.pk == told.get("contact")
        ],
    }


def begun(told: Any) -> dict[str, str]:
    """What a form begins with, where an address names an activity or a contact."""
    return {"activity": told.get("activity", ""), "community_contact": told.get("contact", "")}


def about_of(door: Door, row: Any) -> list[About]:
    """What an incident or a concern is about, as far as the reader may see it."""
    found = []
    home = reverse("inclusion-home", args=[row.person_id])
    activity: Any = queries.row(Activity, row.activity, seen_by=door.scope) if row.activity else None
    if activity is not None:
        found.append(About("At an activity", _activity(activity), f"{home}#a-{activity.pk}"))
    key = row.community_contact
    contact: Any = queries.row(CommunityContact, key, seen_by=door.scope) if key else None
    if contact is not None:
        found.append(About("Somebody in the community", contact.who, f"{home}#c-{contact.pk}"))
    return found


def _activity(one: Activity) -> str:
    return f"{rules.ACTIVITY.label(one.kind)}, {say_date(one.attended_on)}"
