"""Today, what comes up, who was not heard from; why something cannot be done; clocks that stand still."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from goldthread.access.absent import absence_of
from goldthread.access.rules import May
from goldthread.access.scope import Scope
from goldthread.catalogue.tables.codes import PAUSE_REASON
from goldthread.contracts.standards import Ahead
from goldthread.day import actions, queries
from goldthread.day.caseload import caseload_of
from goldthread.day.due import Due, State, say_due
from goldthread.kernel.refusals import Refused
from goldthread.kernel.words import say_day
from goldthread.people.models import Person
from goldthread.web.day.acts import address_of, address_to_record, way_to
from goldthread.web.day.forms import CannotForm, PauseForm, ResumeForm
from goldthread.web.look.door import Door, page
from goldthread.web.look.paging import page_number
from goldthread.web.people.acting import about
from goldthread.web.refusing import Missing, may_be_sent_to

ROWS = 100  # a page
REASONS = {code: PAUSE_REASON.label(code) for code in PAUSE_REASON.values}


@page()
def today(request: HttpRequest, door: Door) -> HttpResponse:
    """What is due, soonest first, of one's own people or of everyone one sees."""
    _check(door.scope)
    whose = _whose(request, door.scope)
    caseload = caseload_of(seen_by=door.scope, at=door.at)
    with absence_of(caseload.of_worker(door.scope) if whose == "mine" else ()):
        day = queries.today(seen_by=door.scope, at=door.at, whose=whose, caseload=caseload)
        ahead = _coming(door, whose, caseload)
    raised = day.raised_to(door.scope) if whose == "team" else ()
    rows = [row for row in day.rows if row not in raised] if raised else day.rows
    number = _number(request, len(rows))
    raised = raised if number == 1 else ()
    shown = rows[(number - 1) * ROWS : number * ROWS]
    reasons = queries.reasons(seen_by=door.scope, at=door.at) if door.scope.may(May.LEAD) else []
    quiet = queries.quiet(seen_by=door.scope, at=door.at, whose=whose)
    door.look(
        [*(row.person for row in (*raised, *shown) if row.person), *(one.person_id for one in reasons)],
        "today",
    )
    told = {
        "whose": whose,
        "on": say_day(door.at),
        "counts": _counts(day.counts),
        "lists": [(name, first, _told(held, door)) for name, first, held in _lists(raised, shown, number)],
        "first": (number - 1) * ROWS + 1,
        "last": (number - 1) * ROWS + len(shown),
        "total": len(rows),
        "earlier": number - 1 if number > 1 else None,
        "later": number + 1 if number * ROWS < len(rows) else None,
        "coming": [(len(one.people), one) for one in ahead],
        "quiet": len(quiet),
        "quiet_days": queries.QUIET_DAYS,
        "reasons": [(one, address_of(one.person_id)) for one in reasons],
        "team": whose == "team",
        "may_record": door.scope.may(May.RECORD),
        "may_read": door.scope.may(May.SEE_FIGURES),
        "record_contact": address_to_record(),
        "may_team": bool(door.scope.teams) or door.scope.may(May.LEAD),
    }
    return render(request, "day/today.jinja", told)


@page()
def coming(request: HttpRequest, door: Door) -> HttpResponse:
    """Who is meant by what comes up."""
    _check(door.scope)
    whose = _whose(request, door.scope)
    ahead = _coming(door, whose)
    keys = [key for one in ahead for key in one.people]
    names = dict(Person.objects.seen_by(door.scope).filter(pk__in=keys).values_list("pk", "name"))
    door.look(names, "coming up")
    parts = [
        (one.one if len(one.people) == 1 else one.many, len(one.people), _named(one, names)) for one in ahead
    ]
    return render(request, "day/coming.jinja", {"parts": parts, "whose": whose})


@page()
def quiet(request: HttpRequest, door: Door) -> HttpResponse:
    """People with no two-way contact for long."""
    _check(door.scope)
    whose = _whose(request, door.scope)
    rows = queries.quiet(seen_by=door.scope, at=door.at, whose=whose)
    number = _number(request, len(rows))
    shown = rows[(number - 1) * ROWS : number * ROWS]
    door.look([row.person for row in shown], "quiet")
    told = {
        "rows": [(row, address_of(row.person)) for row in shown],
        "total": len(rows),
        "earlier": number - 1 if number > 1 else None,
        "later": number + 1 if number * ROWS < len(rows) else None,
        "days": queries.QUIET_DAYS,
        "whose": whose,
    }
    return render(request, "day/quiet.jinja", told)


@may_be_sent_to
@page(May.RECORD)
def cannot(request: HttpRequest, door: Door, standard: str, table: str, record: str) -> HttpResponse:
    """Answer something due by why it cannot be done."""
    due = queries.due_on(standard, (table, record), seen_by=door.scope, at=door.at)
    if due is None or due.person is None:
        raise Missing("This is not due any more, or it is not of somebody you support. Go back to Today.")
    header = about(request, door, due.person, "cannot be done")
    if isinstance(header, HttpResponse):
        return header
    form = CannotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.cannot_be_done(
                standard, (table, record), reason=form.cleaned_data["reason"], by=door.scope, at=door.at
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Your reason is kept. Your team leader sees it.")
            return redirect("day-today")
    told = {"form": form, "header": header, "due": due, "when": say_due(due, door.at)}
    return render(request, "day/cannot.jinja", told, status=422 if form.errors else 200)


@may_be_sent_to
@page(May.LEAD)
def read(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """A leader has read a reason."""
    if request.method == "POST":
        actions.read_reason(key, by=door.scope, at=door.at)
        messages.success(request, "Marked as read.")
    return redirect(f"{reverse('day-today')}?whose=team")


@may_be_sent_to
@page(May.RECORD)
def pause(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """The pauses of a person's clocks, and a new one."""
    header = about(request, door, person, "pauses")
    if isinstance(header, HttpResponse):
        return header
    form = PauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.pause_clocks(person, **form.cleaned_data, by=door.scope, at=door.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The clocks that the reason counts for stand still.")
            return redirect("day-pause", person)
    told = {
        "form": form,
        "header": header,
        "rows": queries.pauses(person, seen_by=door.scope),
        "pause_words": REASONS,
    }
    return render(request, "day/pause.jinja", told, status=422 if form.errors else 200)


@may_be_sent_to
@page(May.RECORD)
def resume(request: HttpRequest, door: Door, person: str, key: str) -> HttpResponse:
    """End a pause."""
    header = about(request, door, person, "pauses")
    if isinstance(header, HttpResponse):
        return header
    row = next((one for one in queries.pauses(person, seen_by=door.scope) if one.pk == key), None)
    if row is None or row.ended_on is not None:
        raise Missing("This pause has ended, or there is none of this key.")
    form = ResumeForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.resume_clocks(key, **form.cleaned_data, by=door.scope, at=door.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The clocks run again.")
            return redirect("day-pause", person)
    told = {"form": form, "header": header, "row": row, "pause_words": REASONS}
    return render(request, "day/resume.jinja", told, status=422 if form.errors else 200)


def _lists(raised: Sequence[Due], shown: Sequence[Due], number: int) -> list[tuple[str, int, Sequence[Due]]]:
    """What was escalated to whoever asks, then all else; each with the number of its first row."""
    found = [("raised", 1, raised), ("due", (number - 1) * ROWS + 1, shown)]
    return [one for one in found if one[2]]


def _told(rows: Sequence[Due], door: Door) -> list[tuple[Any, ...]]:
    return [(row, say_due(row, door.at), *way_to(row), address_of(row.person)) for row in rows]


def _check(scope: Scope) -> None:
    """Today is for those who do the work or lead it."""
    if not scope.may(May.LEAD):
        scope.check(May.RECORD)


def _whose(request: HttpRequest, scope: Scope) -> queries.Reaching:
    asked = request.GET.get("whose")
    if asked == "team" or asked == "mine":
        return asked
    return "team" if scope.may(May.LEAD) else "mine"


def _number(request: HttpRequest, total: int) -> int:
    """The page asked for, held inside what there is."""
    return max(1, min(page_number(request.GET.get("page")), -(-total // ROWS)))


def _counts(counts: dict[State, int]) -> list[tuple[int, str]]:
    """2 overdue, 3 due today, 6 this week; what there is none of is left out."""
    due_today = counts.get(State.TODAY, 0) + counts.get(State.NEAR, 0)
    told = [
        (counts.get(State.OVERDUE, 0), "overdue"),
        (due_today, "due today"),
        (counts.get(State.SOON, 0), "in the next 7 days"),
        (counts.get(State.LATER, 0), "later"),
        (counts.get(State.PAUSED, 0), "standing still"),
    ]
    return [(number, words) for number, words in told if number]


def _coming(door: Door, whose: queries.Reaching, caseload: Any = None) -> list[Any]:
    return queries.coming_up(seen_by=door.scope, at=door.at, whose=whose, caseload=caseload)


def _named(one: Ahead, names: dict[str, str]) -> list[tuple[str, str, str]]:
    return [(names[key], address_of(key), one.why.get(key, "")) for key in one.people if key in names]
