"""A form about a person, sent: the act is done and one line says so, or the form comes back with its faults.

Two who edit at once: the second is shown both versions and saves again, knowing what they write over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from goldthread.access.rows import Changed
from goldthread.kernel.instants import day_end, day_start, to_utc
from goldthread.kernel.refusals import Refused
from goldthread.people import queries
from goldthread.people.queries import Header
from goldthread.web.access.glass import beyond_reach
from goldthread.web.look.door import Door
from goldthread.web.people.forms import VoidForm
from goldthread.web.refusing import Missing

NOT_HERE = "There is no such record among the people whom you support."
CHANGED = "Someone else changed this while you had it open. Compare both below, then save what should stand."


@dataclass(frozen=True)
class Sheet:
    """A page with one form: its title, what stands above and on the button, where it goes, what it draws."""

    title: str
    button: str = "Save"
    lead: str = ""
    back: str = ""
    back_words: str = "Back"
    template: str = "people/sheet.jinja"
    more: Mapping[str, Any] = field(default_factory=dict)


def about(request: HttpRequest, door: Door, key: str, page: str) -> Header | HttpResponse:
    """The header of a person, with the look told; beyond reach, the page that says so."""
    header = queries.header(key, seen_by=door.scope)
    if header is None:
        return beyond_reach(request, door, key)
    door.look([header], page)
    return header


def answered(
    request: HttpRequest,
    form: forms.BaseForm,
    sheet: Sheet,
    act: Callable[[dict[str, Any]], Any],
    *,
    said: str,
    there: str | Callable[[Any], str],
    header: Header | None = None,
    valid: Callable[[], bool] | None = None,
) -> HttpResponse:
    """Show the form; sent, do `act` with what it holds, say `said` and go `there`."""
    told: dict[str, Any] = {"form": form, "sheet": sheet, "header": header, **sheet.more}
    if request.method != "POST":
        return render(request, sheet.template, told)
    if form.is_valid() and (valid is None or valid()):
        try:
            done = act(form.cleaned_data)
        except Changed as changed:
            form.add_error(None, CHANGED)
            told["both"] = _both(form, changed)
            told["version"] = getattr(changed.now, "version", 1)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            if said:
                messages.success(request, said)
            return seen_other(there(done) if callable(there) else there)
    return render(request, sheet.template, told, status=422)


def row_of(door: Door, room: Any, model: Any, key: str) -> Any:
    """A row of a room, whose queries are `room`: their `row` finds it. Missing beyond reach."""
    # PostgreSQL takes no NUL in a text: what holds one is the key of nothing.
    row = room.row(model, key, seen_by=door.scope) if key.isprintable() else None
    if row is None:
        raise Missing(NOT_HERE)
    return row


def header_of(request: HttpRequest, door: Door, person: str, page: str) -> Header:
    """The header of the person of a row, with the look told. Missing beyond reach."""
    header = about(request, door, person, page)
    if isinstance(header, HttpResponse):
        raise Missing(NOT_HERE)
    return header


def found(request: HttpRequest, door: Door, room: Any, model: Any, key: str, page: str) -> tuple[Any, Header]:
    """A row of a room and the header of its person, with the look told. Missing beyond reach."""
    row = row_of(door, room, model, key)
    return row, header_of(request, door, row.person_id, page)


def sheet_of(
    request: HttpRequest,
    header: Header | None,
    form: forms.BaseForm,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    button: str,
    said: str,
    there: str | Callable[[Any], str],
    back: str = "",
    lead: str = "",
    template: str = "people/sheet.jinja",
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """One form about a person, or about nobody: shown, or sent and done. Back is `there` unless named."""
    back = back or (there if isinstance(there, str) else "")
    sheet = Sheet(title, button, lead, back, "Back", template, more or {})
    return answered(request, form, sheet, act, said=said, there=there, header=header)


def void_sheet(
    request: HttpRequest,
    door: Door,
    room: Any,
    actions: Any,
    what: str,
    key: str,
    *,
    there: Callable[[Any], str],
) -> HttpResponse:
    """The form that says that something was entered in error: it is kept and never counted.

    `what` is of the room's VOIDABLE; `there` is the address for the header, or for None about nobody.
    """
    model = actions.VOIDABLE.get(what)
    if model is None:
        raise Missing(NOT_HERE)
    row = row_of(door, room, model, key)
    page = f"person: {what} entered in error"
    header = header_of(request, door, row.person_id, page) if row.person_id else None
    return sheet_of(
        request,
        header,
        VoidForm(request.POST or None),
        lambda told: actions.void_row(what, key, **told, by=door.scope, at=door.at),
        title=f"{str(model._meta.verbose_name).capitalize()} entered in error",
        button="Take it back",
        lead="It stays in the record, marked, and is never counted.",
        said="It is marked as entered in error.",
        there=there(header),
    )


def seen_other(address: str) -> HttpResponse:
    """303: the page to read after something was sent."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def _both(form: forms.BaseForm, changed: Changed) -> list[tuple[str, str, str]]:
    """(field, as it stands now, as the second editor wants it) of what differs."""
    rows = []
    for name, wanted in changed.wanted.items():
        now = getattr(changed.now, name, None)
        field = form.fields.get(name)
        if field is not None and now != wanted:
            rows.append((str(field.label or name), _word(field, now), _word(field, wanted)))
    return rows


def _word(field: forms.Field, value: Any) -> str:
    if value is None or value == "":
        return "blank"
    labels = {str(code): str(label) for code, label in getattr(field, "choices", ())}
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return labels.get(str(value), str(value))


def version_of(request: HttpRequest, row: Any) -> int:
    """The version that the editor had open."""
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else int(row.version)


def moment(day: date, clock: time | None, *, door: Door, end: bool = False) -> datetime:
    """The moment of a day and a time. Without a time: now where it is today, else when the day began.

    With `end`, else when the day ended: an answer is never taken to be sooner than it was.
    """
    if clock is not None:
        return to_utc(datetime.combine(day, clock))
    if day == door.today:
        return door.at
    return day_end(day) if end else day_start(day)
