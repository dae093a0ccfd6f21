"""What the pages of this room share: a row with the header of its person, one form, and how clocks stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from goldthread.contracts.standards import Asked
from goldthread.day.caseload import caseload_of
from goldthread.day.running import clocks
from goldthread.people.queries import Header
from goldthread.safety import queries
from goldthread.web.look.door import Door
from goldthread.web.people.acting import Sheet, about, answered
from goldthread.web.refusing import Missing
from goldthread.web.safety.saying import clock_words

NOT_HERE = "There is no such record of safety among the people whom you support."
Wait = tuple[str, str, str]


def found(request: HttpRequest, door: Door, model: Any, key: str, page: str) -> tuple[Any, Header]:
    """A row of this room and the header of its person, with the look told. Missing beyond reach."""
    row = queries.row(model, key, seen_by=door.scope) if key.isprintable() else None
    if row is None:
        raise Missing(NOT_HERE)
    return row, header_of(request, door, row.person_id, page)


def header_of(request: HttpRequest, door: Door, person: str, page: str) -> Header:
    """The header of the person of a row, with the look told."""
    header = about(request, door, person, page)
    if isinstance(header, HttpResponse):
        raise Missing(NOT_HERE)
    return header


def safety_of(header: Header) -> str:
    """The address of the page of a person's safety."""
    return reverse("safety-person", args=[header.pk])


def sheet_of(
    request: HttpRequest,
    header: Header | None,
    form: Any,
    act: Callable[[dict[str, Any]], Any],
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
    """One form about a person's safety: shown, or sent and done."""
    sheet = Sheet(
        title, button, lead, back or (there if isinstance(there, str) else ""), "Back", template, more or {}
    )
    return answered(request, form, sheet, act, said=said, there=there, header=header)


def waits(
    door: Door, *standards: str, record: str | None = None, person: str | None = None
) -> dict[str, dict[str, Wait]]:
    """{standard: {record: (state, shape, words)}} under the standards of each service."""
    people = frozenset([person]) if person else None
    caseload = caseload_of(seen_by=door.scope, at=door.at)
    told: dict[str, dict[str, Wait]] = {}
    for standard in standards:
        until = door.today + timedelta(days=31)
        # The page of one record says of an answered clock too whether it was in time.
        asked = Asked(door.scope, door.at, until, people, record=record, answered=record is not None)
        worked = clocks(asked, caseload, only=standard)
        told[standard] = {begun.record: clock_words(clock, door.at) for begun, _, clock, _ in worked}
    return told
