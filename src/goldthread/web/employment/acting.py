"""What the pages of this room share: a row with the header of its person, and one form about their work."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from goldthread.employment import queries
from goldthread.people import queries as people
from goldthread.people.queries import Header
from goldthread.web.look.door import Door
from goldthread.web.people.acting import header_of, row_of


def found(request: HttpRequest, door: Door, model: Any, key: str, page: str) -> tuple[Any, Header | None]:
    """A row of this room and the header of its person, with the look told. Missing beyond reach.

    The header is None where the row is about nobody.
    """
    row = row_of(door, queries, model, key)
    return row, header_of(request, door, row.person_id, page) if row.person_id else None


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
