"""One person's record beyond one's reach: for a stated reason, for an hour, shown to their leaders."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from goldthread.access import actions, queries
from goldthread.access.rules import May
from goldthread.access.scope import job_scope
from goldthread.people.models import Person
from goldthread.web.access.forms import ReasonForm
from goldthread.web.look.door import Door, page
from goldthread.web.refusing import Missing, may_be_sent_to

NOBODY = "There is no such person among those whom you support."


@may_be_sent_to
@page(May.BREAK_GLASS)
def ask(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """The form of the reason; once given, the record is open for an hour."""
    if Person.objects.seen_by(door.scope).filter(pk=person).exists():
        return redirect("people-person", person)
    if request.method != "POST":
        return beyond_reach(request, door, person)
    _check_known(door, person)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _form(request, form, person, 422)
    actions.break_glass(person, form.cleaned_data["reason"], by=door.scope, at=door.at)
    messages.success(request, "The record is open to you for 60 minutes. The team leader is told.")
    return redirect("people-person", person)


def beyond_reach(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """What a page answers for a person whom the asker does not reach: 403 with the form of the reason.

    Missing (404) where nobody of this key is in the organisation, or the role may not break glass: the answer
    must not tell of people elsewhere.
    """
    _check_known(door, person)
    return _form(request, ReasonForm(), person, 403)


def _check_known(door: Door, person: str) -> None:
    # Past the asker's own reach by intent: only whether the key is one of the organisation's.
    whole = job_scope("break-glass", door.scope.organisation_id)
    if not door.scope.may(May.BREAK_GLASS) or not Person.objects.seen_by(whole).filter(pk=person).exists():
        raise Missing(NOBODY)


def _form(request: HttpRequest, form: ReasonForm, person: str, status: int) -> HttpResponse:
    told = {"form": form, "action": reverse("access-break-glass", args=[person])}
    return render(request, "access/glass.jinja", told, status=status)


@page(May.LEAD)
def alerts(request: HttpRequest, door: Door) -> HttpResponse:
    """Records opened beyond reach that no leader has seen yet."""
    found = list(queries.alerts(seen_by=door.scope))
    people = {
        one.pk: one for one in Person.objects.seen_by(door.scope).filter(pk__in=[a.person for a in found])
    }
    door.look(people, "records opened beyond reach")
    rows = [(alert, people.get(alert.person)) for alert in found]
    return render(request, "access/alerts.jinja", {"rows": rows})


@may_be_sent_to
@require_POST
@page(May.LEAD)
def seen(request: HttpRequest, door: Door, alert: str) -> HttpResponse:
    """A leader has seen it."""
    actions.see_alert(alert, by=door.scope, at=door.at)
    messages.success(request, "Noted that you have seen it.")
    return redirect("access-alerts")
