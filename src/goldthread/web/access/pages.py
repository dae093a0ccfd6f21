"""Where somebody goes first, and the pages about those who work here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from goldthread.access.rules import May
from goldthread.access.scope import Scope
from goldthread.web.look.door import Door, page

# What somebody may do, and the page of the day for those who may; the first that fits is where they start.
FIRST = (
    (May.RECORD, "day-today"),
    (May.SEE_FIGURES, "contracts"),
)


def first_page(scope: Scope) -> str | None:
    """The address where this role starts; None where it may do nothing yet."""
    for wanted, name in FIRST:
        if scope.may(wanted):
            try:
                return str(reverse(name))
            except NoReverseMatch:
                continue
    return None


@page()
def home(request: HttpRequest, door: Door) -> HttpResponse:
    """On to the first page of the role."""
    first = first_page(door.scope)
    if first is None:
        title, sentence = "Nothing to show yet", "You hold no post yet. Ask an administrator to give you one."
        return render(request, "refused.jinja", {"title": title, "sentence": sentence})
    return redirect(first)
