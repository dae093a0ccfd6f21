"""What the pages of this room share: a row with the header of its person, and the clocks of the register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from goldthread.contracts.standards import Asked
from goldthread.day.caseload import caseload_of
from goldthread.day.running import clocks
from goldthread.housing import queries
from goldthread.kernel.clocks import Clock
from goldthread.people.queries import Header
from goldthread.web.look.door import Door
from goldthread.web.people.acting import Sheet, about, answered
from goldthread.web.refusing import Missing

STANDARD = "tenancy_risk_response"
NOT_HERE = "There is no such record of a home among the people whom you support."


def found(request: HttpRequest, door: Door, model: Any, key: str, page: str) -> tuple[Any, Header]:
    """A row of this room and the header of its person, with the look told. Missing beyond reach."""
    row = queries.row(model, key, seen_by=door.scope)
    if row is None:
        raise Missing(NOT_HERE)
    header = about(request, door, row.person_id, page)
    if isinstance(header, HttpResponse):
        raise Missing(NOT_HERE)
    return row, header


def home_of(header: Header) -> str:
    """The address of the page of a person's homes."""
    return reverse("housing-home", args=[header.pk])


def sheet_of(
    request: HttpRequest,
    header: Header,
    form: Any,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    button: str,
    said: str,
    there: str,
    lead: str = "",
    template: str = "people/sheet.jinja",
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """One form about a person's home: shown, or sent and done."""
    sheet = Sheet(title, button, lead, there, "Back", template, more or {})
    return answered(request, form, sheet, act, said=said, there=there, header=header)


def response_clocks(door: Door, *, record: str | None = None, person: str | None = None) -> dict[str, Clock]:
    """The clocks of open risks by key, under the standard of each service; of one risk or one person."""
    people = frozenset([person]) if person else None
    asked = Asked(door.scope, door.at, door.today + timedelta(days=14), people, record=record)
    worked = clocks(asked, caseload_of(seen_by=door.scope, at=door.at), only=STANDARD)
    return {begun.record: clock for begun, _, clock, _ in worked}
