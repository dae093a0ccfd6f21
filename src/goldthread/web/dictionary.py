"""What the records are made of, and what this software is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goldthread.access.rules import May
from goldthread.catalogue.tables import TABLES
from goldthread.web.look.door import Door, page
from goldthread.web.refusing import Missing, shortened
from goldthread.web.standing import standing


@page(May.SEE_FIGURES)
def tables(request: HttpRequest, door: Door) -> HttpResponse:
    """Every kind of record, with how many there are."""
    with standing() as view:
        held = view.inquiry.basis.snapshot
        rows = [(table, held.rows(name) if held.has(name) else None) for name, table in TABLES.items()]
        return render(request, "data.jinja", {"view": view, "rows": rows})


@page(May.SEE_FIGURES)
def table(request: HttpRequest, door: Door, name: str) -> HttpResponse:
    """One kind of record: what each column means, its unit or codes, and who may see it."""
    if name not in TABLES:
        raise Missing(f'There is no kind of record "{shortened(name)}".')
    with standing() as view:
        return render(request, "table.jinja", {"view": view, "table": TABLES[name]})


@page(May.SEE_FIGURES)
def about(request: HttpRequest, door: Door) -> HttpResponse:
    """What this is, how old the figures are, and how accessible the pages are."""
    with standing() as view:
        return render(request, "about.jinja", {"view": view})
