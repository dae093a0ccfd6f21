"""The weekly huddle: run through the register risk by risk, each decision recorded as it falls.

Everything is a form with a button. Where scripts run, keys move between the same forms.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from goldthread.access.rules import May
from goldthread.housing import actions, huddles, queries
from goldthread.housing.models import Huddle, HuddleDecision
from goldthread.housing.queries import RegisterRow
from goldthread.housing.rules import HELPED, STATE_WORDS
from goldthread.kernel.refusals import Refused
from goldthread.people import rules as people
from goldthread.web.housing import forms
from goldthread.web.housing.acting import risk_waits
from goldthread.web.housing.saying import said
from goldthread.web.look.clocks import NO_LIMIT
from goldthread.web.look.door import Door, page
from goldthread.web.people.acting import seen_other
from goldthread.web.refusing import Missing, may_be_sent_to

NO_HUDDLE = "There is no such huddle of one of your teams."
WEEK = timedelta(days=7)  # until the next huddle
FORMS = ("action", "owner", "next", "close")


@may_be_sent_to
@page(May.RECORD)
def start(request: HttpRequest, door: Door, team: str) -> HttpResponse:
    """Sit down: a new huddle, or the one that sits already."""
    now = huddles.sitting(team, seen_by=door.scope)
    if now is None:
        if request.method != "POST":
            return seen_other(reverse("housing-register"))
        now = actions.start_huddle(team, by=door.scope, at=door.at)
    return seen_other(reverse("housing-huddle", args=[now.pk]))


@may_be_sent_to
@page()
def board(request: HttpRequest, door: Door, key: str, risk: str = "") -> HttpResponse:
    """The board: every open risk in a row, one of them open for its decision."""
    meeting = _meeting(door, key)
    whole = huddles.board(meeting, seen_by=door.scope)
    door.look([*(row.person for row in whole.rows), *(one.row.person_id for one in whole.before)], "huddle")
    if meeting.ended_at is not None:
        return render(request, "housing/minutes.jinja", _told(door, whole))
    row = _current(whole.rows, risk)
    drawn, status = _forms(request, door, meeting, row)
    if isinstance(drawn, HttpResponse):
        return drawn
    place = next((number for number, one in enumerate(whole.rows, start=1) if one is row), 0)
    told = _told(door, whole, row=row, place=place, **drawn)
    return render(request, "housing/huddle.jinja", told, status=status)


def _told(door: Door, whole: huddles.Board, **more: Any) -> dict[str, Any]:
    known = risk_waits(door)
    waits = {row.risk.pk: known.get(row.risk.pk, NO_LIMIT) for row in whole.rows}
    return said(
        board=whole,
        huddle=whole.huddle,
        waits=waits,
        overdue=sum(1 for state, _, _ in waits.values() if state == "overdue"),
        states=STATE_WORDS,
        helped=[(code, HELPED.label(code)) for code in HELPED.values],
        may_record=door.scope.may(May.RECORD),
        **more,
    )


def _current(rows: Any, risk: str) -> RegisterRow | None:
    """The risk that is asked for; else the first that nobody has discussed; else none."""
    if risk:
        row = next((one for one in rows if one.risk.pk == risk), None)
        if row is None:
            raise Missing("This risk is not on the table of this huddle. Go back to the board.")
        return row
    return next((one for one in rows if not one.decisions and one.risk.closed_at is None), None)


def _forms(request: HttpRequest, door: Door, meeting: Huddle, row: RegisterRow | None) -> tuple[Any, int]:
    """The forms of the risk on the table; what was sent is done, and the next risk is shown."""
    if row is None or not door.scope.may(May.RECORD):
        return {}, 200
    which = request.POST.get("form", "") if request.method == "POST" else ""
    sent = request.POST if which in FORMS else None
    workers = queries.workers(seen_by=door.scope, team=meeting.team_id)
    drawn: dict[str, Any] = {
        "action": forms.BoardActionForm(
            sent if which == "action" else None,
            workers=workers,
            prefix="action",
            initial={"planned_by_on": door.today + WEEK},
        ),
        "owner": forms.BoardOwnerForm(sent if which == "owner" else None, workers=workers, prefix="owner"),
        "next": forms.CarryOnForm(sent if which == "next" else None, prefix="next"),
        "close": forms.CloseForm(sent if which == "close" else None, prefix="close"),
    }
    if sent is None:
        return {"forms": drawn, "opened": request.GET.get("form", "")}, 200
    form = drawn[which]
    if form.is_valid():
        try:
            words = _DOES[which](meeting.pk, row.risk.pk, form.cleaned_data, door)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, words)
            there = reverse("housing-huddle", args=[meeting.pk])
            if which in ("owner", "action"):
                # More may be decided on the same risk before the next.
                there = reverse("housing-huddle-risk", args=[meeting.pk, row.risk.pk])
            return seen_other(there), 303
    return {"forms": drawn, "opened": which, "form": form}, 422


def _act(meeting: str, risk: str, told: dict[str, Any], door: Door) -> str:
    chosen = {**told, "owner": told["owner"] or None}
    actions.decide_action(meeting, risk, **chosen, by=door.scope, at=door.at)
    return "The action is agreed."


def _own(meeting: str, risk: str, told: dict[str, Any], door: Door) -> str:
    actions.decide_owner(meeting, risk, owner=told["owner"], by=door.scope, at=door.at)
    return "The owner is recorded."


def _next(meeting: str, risk: str, told: dict[str, Any], door: Door) -> str:
    decided = huddles.decided_on(meeting, risk, seen_by=door.scope)
    if told["decision"] == "carry_on" and decided:
        return "On to the next."  # what was decided on it stands
    actions.decide(meeting, risk, **told, by=door.scope, at=door.at)
    return "Carried on as planned." if told["decision"] == "carry_on" else "It goes to the manager."


def _close(meeting: str, risk: str, told: dict[str, Any], door: Door) -> str:
    actions.decide_close(meeting, risk, **told, by=door.scope, at=door.at)
    return "The risk is closed."


_DOES: dict[str, Callable[[str, str, dict[str, Any], Door], str]] = {
    "action": _act,
    "owner": _own,
    "next": _next,
    "close": _close,
}


@may_be_sent_to
@page(May.RECORD)
def end(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """The meeting is over: its page becomes its minutes."""
    if request.method == "POST":
        actions.end_huddle(key, by=door.scope, at=door.at)
        messages.success(request, "The huddle is over. What it decided stands below.")
    return seen_other(reverse("housing-huddle", args=[key]))


@may_be_sent_to
@page(May.RECORD)
def helped(request: HttpRequest, door: Door, key: str, decision: str) -> HttpResponse:
    """Did what was decided last week help?"""
    meeting = _meeting(door, key)
    there = f"{reverse('housing-huddle', args=[meeting.pk])}#before"
    if request.method == "POST":
        told = request.POST.get("helped", "")
        if not people.check_code(HELPED, told):
            raise Refused("Say whether it helped. Go back and choose an answer.")
        row = HuddleDecision.objects.seen_by(door.scope).filter(pk=decision, voided=False).first()
        if row is None:
            raise Missing(NO_HUDDLE)
        actions.say_helped(row, helped=told, by=door.scope, at=door.at)
        messages.success(request, "It is recorded whether this helped.")
    return seen_other(there)


def _meeting(door: Door, key: str) -> Huddle:
    found = huddles.huddle(key, seen_by=door.scope)
    if found is None:
        raise Missing(NO_HUDDLE)
    return found
