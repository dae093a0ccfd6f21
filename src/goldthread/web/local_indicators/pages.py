"""Reading indicators of one's own: the list, and one version with what it shows on real records."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goldthread.access.rules import May
from goldthread.contracts import local_queries
from goldthread.contracts.models.local import PROPOSED, LocalIndicator
from goldthread.web.asking import check_query
from goldthread.web.local_indicators.forms import SentenceForm
from goldthread.web.local_indicators.telling import STATUS_WORDS, by_part, named, row_told
from goldthread.web.local_indicators.trying import tried
from goldthread.web.look.door import Door, page
from goldthread.web.refusing import Missing

NOT_HERE = "There is no such local indicator in your organisation."
LABELS = {
    "approve": "Why it is fit to be contracted",
    "send-back": "What should change",
    "retire": "Why it is no longer asked",
}


def found(key: str, door: Door) -> LocalIndicator:
    """A version within the asker's organisation, or a page that does not exist."""
    row = local_queries.local(key, seen_by=door.scope)
    if row is None:
        raise Missing(NOT_HERE)
    return row


@page(May.SEE_FIGURES)
def listed(request: HttpRequest, door: Door) -> HttpResponse:
    """Every indicator of the organisation's own, with where each version stands."""
    rows = local_queries.locals_of(seen_by=door.scope)
    told = [(row, named(row), STATUS_WORDS[row.status]) for row in rows]
    return render(
        request, "local_indicators/list.jinja", {"rows": told, "may_write": door.scope.may(May.CONTRACT)}
    )


@page(May.SEE_FIGURES)
def one(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """One version: what it lacks or who approved it, its worksheet, its definition, its figure."""
    check_query(request, ("period",))
    return shown_one(request, door, found(key, door))


def shown_one(
    request: HttpRequest,
    door: Door,
    row: LocalIndicator,
    *,
    which: str = "",
    form: SentenceForm | None = None,
    faults: list[str] | None = None,
) -> HttpResponse:
    """The page of a version; with the form of one act that was refused, or the faults of a proposal."""
    told: dict[str, Any] = row_told(door, row)
    # Who decides sees the figure without having to ask for it.
    asked = "period" in request.GET or row.status == PROPOSED
    told["tried"] = tried(door, row, told["question"], request.GET.get("period", ""), asked=asked)
    told["work"] = by_part(told["lacks"])
    told["forms"] = {
        name: form if form is not None and name == which else SentenceForm(prefix=name, label=label)
        for name, label in LABELS.items()
    }
    told |= {"which": which, "form": form, "faults": faults or []}
    status = 422 if form is not None or faults else 200
    return render(request, "local_indicators/one.jinja", told, status=status)


@page(May.SEE_FIGURES)
def downloaded(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """The definition as a file that the command line takes with --local."""
    row = found(key, door)
    response = HttpResponse(row.text, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{row.code}-{row.number}.toml"'
    return response
