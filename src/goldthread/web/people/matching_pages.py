"""People whom another organisation knows too: asked, and decided by those who answer for the record."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from goldthread.access.rules import May
from goldthread.people import actions, queries
from goldthread.web.look.door import Door, page
from goldthread.web.people import plan_forms
from goldthread.web.people.acting import Sheet, about, answered
from goldthread.web.refusing import Missing, may_be_sent_to


@page(May.MATCH)
def listed(request: HttpRequest, door: Door) -> HttpResponse:
    """What other organisations ask, the oldest first."""
    rows = queries.matches_to_decide(seen_by=door.scope)
    door.look([one.person_id for one in rows], "matches to decide")
    return render(request, "people/matches.jinja", {"rows": rows})


@may_be_sent_to
@page(May.MATCH)
def propose(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Ask another organisation whether a record of theirs is this person's."""
    header = about(request, door, key, "person: match")
    if isinstance(header, HttpResponse):
        return header
    here = reverse("people-consent", args=[key])
    form = plan_forms.MatchForm(request.POST or None, organisations=queries.partners(seen_by=door.scope))
    lead = (
        "Speak with the other organisation first, and have them read you the key of their record. They see "
        "that you ask about it, and what you write here. Nobody sees the other's record, before or after."
    )
    more = {"own_key": key}
    sheet = Sheet("Known elsewhere", "Ask them", lead, here, "Consent", "people/match.jinja", more)
    return answered(
        request,
        form,
        sheet,
        lambda told: actions.propose_match(key, **told, by=door.scope, at=door.at),
        said="They are asked. The records are linked when they decide the same.",
        there=here,
        header=header,
    )


@may_be_sent_to
@page(May.MATCH)
def decide(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Say whether the person is the one of whom the other organisation speaks; or think again."""
    row = queries.match(key, seen_by=door.scope)
    if row is None:
        raise Missing("There is no such question about somebody whom you see.")
    header = about(request, door, row.person_id, "person: decide a match")
    if isinstance(header, HttpResponse):
        return header
    there = reverse("people-consent", args=[row.person_id])
    form = plan_forms.MatchDecisionForm(request.POST or None)
    more = {"match": row}
    sheet = Sheet("One person or two?", "Decide", "", there, "Consent", "people/decide.jinja", more)

    def act(told: dict[str, Any]) -> Any:
        same = told.pop("same") == "yes"
        return actions.decide_match(row, same=same, **told, by=door.scope, at=door.at)

    return answered(request, form, sheet, act, said="Your decision is kept.", there=there, header=header)
