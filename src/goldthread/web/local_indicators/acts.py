"""Writing indicators of one's own: begun, answered, defined and tried, proposed, decided."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from goldthread.access.rows import Changed
from goldthread.access.rules import May
from goldthread.catalogue.tables import TABLES
from goldthread.contracts import local_actions as actions
from goldthread.contracts.models.local import DRAFT, STATUSES, LocalIndicator
from goldthread.contracts.worksheets import SOURCE, NotReady
from goldthread.kernel.refusals import Refused
from goldthread.web.local_indicators.forms import BeginForm, DefinitionForm, SentenceForm, WorksheetForm
from goldthread.web.local_indicators.language import LANGUAGE
from goldthread.web.local_indicators.pages import LABELS, found, shown_one
from goldthread.web.local_indicators.telling import definition_told, named
from goldthread.web.local_indicators.trying import tried
from goldthread.web.look.door import Door, page
from goldthread.web.people.acting import Sheet, answered, seen_other, version_of
from goldthread.web.refusing import may_be_sent_to
from goldthread.web.standing import questions

CHANGED = "Someone else changed this while you had it open. Read the page again, then decide."
OTHERS = "Someone else changed this while you had it open. Their words stand below; save again to keep yours."

LEAST_ROWS, MOST_ROWS = 16, 40  # of the box that a definition is written in


def _way(row: LocalIndicator, name: str = "local-one") -> str:
    return reverse(name, args=[row.pk])


def _draft(key: str, door: Door) -> LocalIndicator:
    row = found(key, door)
    if row.status != DRAFT:
        raise Refused(f"This version is {STATUSES[row.status]}. It is not written any more.")
    return row


@may_be_sent_to
@page(May.CONTRACT)
def begin(request: HttpRequest, door: Door) -> HttpResponse:
    """A new worksheet."""
    form = BeginForm(request.POST or None)
    lead = (
        "An indicator that is not in the catalogue is designed on a worksheet, tried on your records and "
        "approved by a second person. Then it may be contracted."
    )
    sheet = Sheet(
        "Begin a local indicator",
        "Begin",
        lead,
        reverse("local-list"),
        "Local indicators",
    )
    return answered(
        request,
        form,
        sheet,
        lambda told: actions.begin_local(**told, known=questions(), by=door.scope, at=door.at),
        said="The worksheet is begun.",
        there=lambda row: _way(row, "local-worksheet"),
    )


@may_be_sent_to
@page(May.CONTRACT)
def worksheet(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """The questions of the worksheet, answered in any order, over as many sittings as it takes."""
    row = _draft(key, door)
    form = WorksheetForm(request.POST or None, initial=row.answers)
    version = version_of(request, row)
    sheet = Sheet(
        "Worksheet",
        "Save",
        f"{named(row)}. Answer each in a sentence or more. The questions are those of {SOURCE}.",
        _way(row),
        "Back to the indicator",
        more={"version": version},
    )
    return answered(
        request,
        form,
        sheet,
        lambda told: actions.save_local(row, version=version, by=door.scope, at=door.at, **told),
        said="The worksheet is saved.",
        there=_way(row),
    )


@may_be_sent_to
@page(May.CONTRACT)
def definition(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """The definition: written, tried on real records without being saved, and saved."""
    row = _draft(key, door)
    version = version_of(request, row)
    form = DefinitionForm(request.POST or None, initial={"text": row.text})
    trying = request.POST.get("do") == "try"
    others = ""
    if request.method == "POST" and form.is_valid() and not trying:
        try:
            actions.save_local(
                row, version=version, by=door.scope, at=door.at, text=form.cleaned_data["text"]
            )
        except Changed as changed:
            form.add_error(None, OTHERS)
            others, version = changed.now.text, changed.now.version
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The definition is saved.")
            return seen_other(_way(row, "local-definition"))
    text = _tidied(form, row)
    told = definition_told(row, text)
    if trying and told["unread"] and not form.errors:
        form.add_error("text", told["unread"])
    told["tried"] = tried(door, row, told["question"], request.POST.get("period", ""), asked=trying)
    told |= {"form": form, "version": version, "others": others, "changed": text != row.text}
    told |= {"tables": _tables(), "language": LANGUAGE}
    told["rows"] = min(MOST_ROWS, max(LEAST_ROWS, text.count("\n") + 3))
    return render(request, "local_indicators/definition.jinja", told, status=422 if form.errors else 200)


def _tidied(form: DefinitionForm, row: LocalIndicator) -> str:
    """The text that was sent, with line ends as we keep them; else what is saved."""
    sent = form.data.get("text") if form.is_bound else None
    return row.text if sent is None else str(sent).replace("\r\n", "\n")


def _tables() -> list[tuple[str, str, list[str]]]:
    """Every kind of record: name, meaning and columns."""
    return [(name, table.meaning, list(table.column_names)) for name, table in TABLES.items()]


@may_be_sent_to
@page(May.CONTRACT)
def propose(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Propose a draft; what it lacks comes back as a list."""
    row = found(key, door)
    if request.method != "POST":
        return seen_other(_way(row))
    try:
        actions.propose_local(
            row, version=version_of(request, row), known=questions(), by=door.scope, at=door.at
        )
    except NotReady as refusal:
        return shown_one(request, door, row, faults=[one.says for one in refusal.faults])
    except Changed:
        return shown_one(request, door, found(key, door), faults=[CHANGED])
    except Refused as refusal:
        return shown_one(request, door, row, faults=[str(refusal)])
    messages.success(request, "It is proposed. A second person who may agree contracts approves it.")
    return seen_other(_way(row))


Act = Callable[[LocalIndicator, int, str, Door], Any]


def _decided(request: HttpRequest, door: Door, key: str, which: str, said: str, act: Act) -> HttpResponse:
    """An act that says why: done, or its form comes back with what is wrong."""
    row = found(key, door)
    if request.method != "POST":
        return seen_other(_way(row))
    form = SentenceForm(request.POST, prefix=which, label=LABELS[which])
    if form.is_valid():
        try:
            act(row, version_of(request, row), form.cleaned_data["words"], door)
        except Changed:
            form.add_error(None, CHANGED)
            row = found(key, door)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return seen_other(_way(row))
    return shown_one(request, door, row, which=which, form=form)


@may_be_sent_to
@page(May.CONTRACT)
def approve(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """The second person's approval."""

    def act(row: LocalIndicator, version: int, words: str, door: Door) -> None:
        actions.approve_local(
            row, version=version, decision=words, known=questions(), by=door.scope, at=door.at
        )

    return _decided(request, door, key, "approve", "It is approved, and may be contracted from now.", act)


@may_be_sent_to
@page(May.CONTRACT)
def send_back(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Back to be written further, with the reason."""

    def act(row: LocalIndicator, version: int, words: str, door: Door) -> None:
        actions.send_back_local(row, version=version, reason=words, by=door.scope, at=door.at)

    return _decided(request, door, key, "send-back", "It is sent back, with the reason.", act)


@may_be_sent_to
@page(May.CONTRACT)
def retire(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """No longer asked; not while a contract in force names it."""

    def act(row: LocalIndicator, version: int, words: str, door: Door) -> None:
        actions.retire_local(row, version=version, reason=words, by=door.scope, at=door.at)

    return _decided(request, door, key, "retire", "It is retired. Contracts can no longer name it.", act)


@may_be_sent_to
@page(May.CONTRACT)
def begin_next(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """The draft of a next version."""
    row = found(key, door)
    if request.method != "POST":
        return seen_other(_way(row))
    made = actions.next_local(row, by=door.scope, at=door.at)
    messages.success(request, f"Version {made.number} is begun. What is approved stays until it is approved.")
    return seen_other(_way(made))


@may_be_sent_to
@page(May.CONTRACT)
def discard(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """A draft is thrown away, once it is said again."""
    row = _draft(key, door)
    lead = f"{named(row)}, version {row.number}: its worksheet and its definition are no longer shown."
    sheet = Sheet(
        "Throw this draft away", "Throw it away", lead, _way(row), more={"version": version_of(request, row)}
    )
    return answered(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        sheet,
        lambda told: actions.discard_local(row, version=version_of(request, row), by=door.scope, at=door.at),
        said="The draft is thrown away.",
        there=reverse("local-list"),
    )
