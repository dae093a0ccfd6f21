"""What the pages of this room share: a row with the header of its person, and one form about their work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from goldthread.employment import queries
from goldthread.people import queries as people
from goldthread.people.queries import Header
from goldthread.web.look.door import Door
from goldthread.web.people.acting import Sheet, about, answered
from goldthread.web.refusing import Missing

NOT_HERE = "There is no such record of work among the people whom you support."
Act = Callable[[dict[str, Any]], Any]


def found(request: HttpRequest, door: Door, model: Any, key: str, page: str) -> tuple[Any, Header | None]:
    """A row of this room and the header of its person, with the look told. Missing beyond reach.

    The header is None where the row is about nobody.
    """
    row = queries.row(model, key, seen_by=door.scope)
    if row is None:
        raise Missing(NOT_HERE)
    if row.person_id is None:
        return row, None
    header = about(request, door, row.person_id, page)
    if isinstance(header, HttpResponse):
        raise Missing(NOT_HERE)
    return row, header


def work_of(header: Header) -> str:
    """The address of the page of a person's work."""
    return reverse("employment-work", args=[header.pk])


def sheet_of(
    request: HttpRequest,
    header: Header | None,
    form: Any,
    act: Act,
    *,
    title: str,
    button: str,
    said: str,
    there: str | Callable[[Any], str],
    back: str = "",
    lead: str = "",
    template: str = "people/sheet.jinja",
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """One form about a person's work: shown, or sent and done."""
    back = back or (there if isinstance(there, str) else "")
    sheet = Sheet(title, button, lead, back, "Back", template, more or {})
    return answered(request, form, sheet, act, said=said, there=there, header=header)


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
