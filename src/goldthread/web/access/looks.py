"""Whose records an account was shown or wrote in between two days: for audit, and after a breach."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goldthread.access import queries
from goldthread.access.rules import May
from goldthread.kernel.instants import day_end, day_start
from goldthread.ledger.queries import seen_of
from goldthread.people.models import Person
from goldthread.web.access.forms import LooksForm
from goldthread.web.look.door import Door, page
from goldthread.web.refusing import may_be_sent_to

USUAL_DAYS = 7


@may_be_sent_to
@page(May.AUDIT)
def who_looked(request: HttpRequest, door: Door) -> HttpResponse:
    """Choose a worker and two days; the people whose record was shown to them, or written in by them."""
    first = door.today - timedelta(days=USUAL_DAYS - 1)
    workers = list(queries.workers(seen_by=door.scope))
    form = LooksForm(request.POST or None, workers=workers, initial={"first": first, "last": door.today})
    told: dict[str, object] = {"form": form, "asked": None}
    if form.is_valid():
        chosen = next(one for one in workers if one.pk == form.cleaned_data["worker"])
        keys = seen_of(
            chosen.told_as,
            since=day_start(form.cleaned_data["first"]),
            until=day_end(form.cleaned_data["last"]),
            seen_by=door.scope,
        )
        known = Person.objects.seen_by(replace(door.scope, opened=frozenset())).filter(pk__in=keys)
        people = list(known.order_by("name"))
        door.look(people, "whose records an account saw")
        told |= {"asked": chosen, "people": people, "others": len(keys) - len(people), **form.cleaned_data}
    return render(request, "access/looks.jinja", told, status=422 if form.errors else 200)
