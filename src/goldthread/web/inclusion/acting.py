"""What the pages of inclusion and wellbeing share: a row with the header of its person, and one form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from goldthread.people.queries import Header
from goldthread.web.look.door import Door
from goldthread.web.people.acting import Sheet, about, answered
from goldthread.web.refusing import Missing

NOT_HERE = "There is no such record among the people whom you support."


def found(request: HttpRequest, door: Door, room: Any, model: Any, key: str, page: str) -> tuple[Any, Header]:
    """A row of a room and the header of its person, with the look told. Missing beyond reach.

    `room` is the room's queries: their `row` finds it within the scope.
    """
    row = room.row(model, key, seen_by=door.scope)
    if row is None:
        raise Missing(NOT_HERE)
    header = about(request, door, row.person_id, page)
    if isinstance(header, HttpResponse):
        raise Missing(NOT_HERE)
    return row, header


def sheet_of(
    request: HttpRequest,
    header: Header,
    form: Any,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    button: str,
    said: str,
    there: str | Callable[[Any], str],
    back: str,
    lead: str = "",
    template: str = "people/sheet.jinja",
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """One form about a person: shown, or sent and done."""
    sheet = Sheet(title, button, lead, back, "Back", template, more or {})
    return answered(request, form, sheet, act, said=said, there=there, header=header)
