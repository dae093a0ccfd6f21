"""What the pages of this room share: where work is shown, consent to talk, and who is named a second time."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from goldthread.people import queries as people
from goldthread.people.queries import Header
from goldthread.web.look.door import Door


def work_of(header: Header) -> str:
    """The address of the page of a person's work."""
    return reverse("employment-work", args=[header.pk])


def sharing(header: Header | None, door: Door) -> dict[str, Any]:
    """What a form that may share something shows: whether the person agrees that we talk with employers."""
    from goldthread.web.employment.saying import say_consent

    if header is None:
        return {}
    standing = people.standing_consents(header.pk, at=door.at, seen_by=door.scope)
    return {"consent": say_consent(standing)}


def lawful(told: dict[str, Any]) -> dict[str, Any]:
    """The second person as actions take them: None where nobody is named."""
    return {**told, "second_person": told.get("second_person") or None}
