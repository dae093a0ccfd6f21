"""Record a contact: the page, what a phone sends by itself, drafts, and the worker that keeps the pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST

from goldthread.access.rules import May
from goldthread.contacts import actions, queries, rules
from goldthread.contacts.actions import Recorded
from goldthread.contacts.models import Draft
from goldthread.contacts.queries import ContactForm
from goldthread.kernel.identifiers import new_key
from goldthread.kernel.instants import to_london
from goldthread.kernel.refusals import Refused
from goldthread.people import queries as people
from goldthread.web.access.glass import beyond_reach
from goldthread.web.contacts.forms import CAME, HOW, LEVELS, MINUTES, WITH, ContactEntry, contact_of, kinds
from goldthread.web.contacts.sharing import colleagues
from goldthread.web.look.door import Door, door_of, page, public
from goldthread.web.refusing import may_be_sent_to

FORM = "contact"
STALE = timedelta(minutes=30)  # ours: a draft that lay longer is not of just now
SCRIPT = Path(__file__).resolve().parent.parent / "static" / "goldthread" / "capture-worker.js"


def key_of(text: str | None) -> str:
    """A key as sent, or blank where it is none: not every database bears every character."""
    return text if text and len(text) <= 26 and text.isascii() and text.isalnum() else ""


def today_page() -> str:
    """Address of Today; the first page until there is one."""
    try:
        return reverse("day-today")
    except NoReverseMatch:
        return reverse("home")


@page(May.RECORD)
def choose(request: HttpRequest, door: Door) -> HttpResponse:
    """Whom was the contact with? One's own people first, one tap each."""
    whose = "team" if "team" in request.GET else "mine"
    rows = people.caseload(seen_by=door.scope, whose=whose, size=100).rows
    if not rows and whose == "mine":
        rows, whose = people.caseload(seen_by=door.scope, whose="team", size=100).rows, "team"
    door.look([row.pk for row in rows], "record a contact: choose")
    return render(request, "contacts/choose.jinja", {"rows": rows, "whose": whose})


@may_be_sent_to
@page(May.RECORD)
def record(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """Record a contact with a person: one screen, and back to Today."""
    faults: list[tuple[str, str]] = []
    saved = False
    if request.method == "POST" and people.person(person, seen_by=door.scope) is not None:
        form = ContactEntry(request.POST, at=door.at)
        told = _written(form, person, door)
        if told is not None:
            # What is told is the contact: the answer shows nobody.
            messages.success(request, confirmation(told))
            return redirect(after(told, form.cleaned_data["next_step"]))
        faults = _faults(form)
        saved = _keep(request, door, person)
    asked = queries.contact_form(person, seen_by=door.scope, at=door.at)
    if asked is None:
        return beyond_reach(request, door, person)
    door.look([person], "record a contact")
    kept = _kept(request, door, person)
    response = render(
        request,
        "contacts/record.jinja",
        {**_shown(asked, door), "sent": kept, "faults": faults, "error": bool(faults), "kept": saved},
        status=422 if faults else 200,
    )
    hours = asked.person.organisation.names_on_phone_hours
    if hours and not faults:
        # Read by the worker on the phone, which keeps the page so long and no longer.
        response["X-Keep-Seconds"] = str(hours * 3600)
    return response


@may_be_sent_to
@require_POST
def send(request: HttpRequest) -> JsonResponse:
    """A contact sent by a phone on its own: 201 arrived, 200 had arrived; 401, 409, 422 with sentences."""

    def answer(door: Door) -> JsonResponse:
        person = key_of(request.POST.get("person"))
        if queries.contact_form(person, seen_by=door.scope, at=door.at) is None:
            return JsonResponse({"faults": ["This person is not among those you support."]}, status=422)
        form = ContactEntry(request.POST, at=door.at)
        told = _written(form, person, door)
        if told is None:
            return JsonResponse({"faults": [sentence for _, sentence in _faults(form)]}, status=422)
        where = after(told, form.cleaned_data["next_step"])
        messages.success(request, confirmation(told))
        return JsonResponse({"next": where}, status=200 if told.arrived_before else 201)

    return _on_its_own(request, answer)


@may_be_sent_to
@require_POST
def draft(request: HttpRequest) -> JsonResponse:
    """A form begun: kept for its author, over the draft before."""

    def answer(door: Door) -> JsonResponse:
        person = key_of(request.POST.get("person"))
        if request.POST.get("drop"):
            actions.drop_draft(FORM, person, by=door.scope, at=door.at)
            return JsonResponse({})
        actions.keep_draft(FORM, person, _content(request), by=door.scope, at=door.at)
        return JsonResponse({})

    return _on_its_own(request, answer)


for _view in (send, draft):
    setattr(_view, "wants", May.RECORD)  # noqa: B010  # read by the test that walks every address


@public
def unsent(request: HttpRequest) -> HttpResponse:
    """What waits on this phone. Names nobody: it is the page a phone shows without a signal."""
    return render(request, "contacts/unsent.jinja", {})


@public
def worker_script(request: HttpRequest) -> HttpResponse:
    """The service worker, from the root so that every page is within its reach."""
    response = HttpResponse(SCRIPT.read_text("utf-8"), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def confirmation(told: Recorded) -> str:
    """One line, without a name: it may be shown on the next page to anybody who looks over a shoulder."""
    if told.arrived_before:
        return "This contact had arrived already. It is recorded once."
    if told.welfare_check is not None:
        return "Contact recorded. Nobody was reached for the second time: a welfare check is due today."
    if told.warning is not None:
        return "Contact recorded. The signs seen cross the threshold of the plan."
    return "Contact recorded."


def after(told: Recorded, next_step: str) -> str:
    """Where to after recording: Today, or the step-up that the signs or the worker ask for."""
    if told.warning is not None:
        return f"{reverse('contacts-open-step-up', args=[told.contact.person_id])}?warning={told.warning.pk}"
    if next_step == "step_up":
        return reverse("contacts-open-step-up", args=[told.contact.person_id])
    return today_page()


def _written(form: ContactEntry, person: str, door: Door) -> Recorded | None:
    """The contact recorded, or None with the reasons in the form."""
    if not form.is_valid():
        return None
    try:
        told = actions.record_contact(contact_of(form, person), by=door.scope, at=door.at)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    if _of_this_form(queries.draft(FORM, person, seen_by=door.scope), form):
        actions.drop_draft(FORM, person, by=door.scope, at=door.at)
    return told


def _of_this_form(draft: Draft | None, form: ContactEntry) -> bool:
    """Whether the draft is of what was sent: a phone may send late, when another contact is begun."""
    begun = form.data.get("begun")
    return draft is not None and (not begun or draft.content.get("begun", [begun]) == [begun])


def _content(request: HttpRequest) -> dict[str, list[str]]:
    """What a draft keeps of a form."""
    left_out = ("csrfmiddlewaretoken", "sent_key", "written_at", "author", "person", "drop")
    return {
        name: [value.replace("\0", "") for value in request.POST.getlist(name)]
        for name in request.POST
        if name not in left_out and name.isprintable()
    }


def _keep(request: HttpRequest, door: Door, person: str) -> bool:
    """Whether what was refused is kept, so that asking for consent first loses nothing."""
    try:
        actions.keep_draft(FORM, person, _content(request), by=door.scope, at=door.at)
    except Refused:  # too long to be kept: the page shows it still
        return False
    return True


def _faults(form: ContactEntry) -> list[tuple[str, str]]:
    """(field, sentence) in the order of the form."""
    return [
        ("" if name == "__all__" else name, str(sentence))
        for name, sentences in form.errors.items()
        for sentence in sentences
    ]


def _shown(asked: ContactForm, door: Door) -> dict[str, Any]:
    now = to_london(door.at)
    return {
        "asked": asked,
        "header": people.header(asked.person.pk, seen_by=door.scope),
        "how": HOW,
        "came": CAME,
        "with_whom": WITH,
        "minutes": MINUTES,
        "levels": LEVELS,
        "kinds": kinds(),
        "now": now,
        "key": new_key(),
        "colleagues": colleagues(door),
        "back": today_page(),
    }


def _kept(request: HttpRequest, door: Door, person: str) -> dict[str, list[str]]:
    """What to fill the form with: what was just sent, else the draft, else nothing."""
    if request.method == "POST":
        return {name: request.POST.getlist(name) for name in request.POST}
    found = queries.draft(FORM, person, seen_by=door.scope)
    if found is None:
        return {}
    begun = to_london(found.changed_at - timedelta(minutes=_minutes(found.content)))
    kept = to_london(found.changed_at)
    said = {"draft": [f"{kept:%H:%M}" if kept.date() == door.today else f"{kept.day} {kept:%B, %H:%M}"]}
    if door.at - found.changed_at > STALE and found.content.get("when", ["now"]) == ["now"]:
        # Just now was then.
        said |= {"when": ["earlier"], "day": [begun.date().isoformat()], "time": [f"{begun:%H:%M}"]}
    return {**found.content, **said}


def _minutes(content: Mapping[str, list[str]]) -> int:
    """How long the contact of a draft took; 0 where it does not say."""
    told = (content.get("minutes") or [""])[0]
    other = (content.get("minutes_other") or [""])[0] if told == "other" else told
    return min(int(other), rules.LONGEST) if other.isascii() and other.isdigit() and len(other) < 5 else 0


def _on_its_own(request: HttpRequest, answer: Callable[[Door], JsonResponse]) -> JsonResponse:
    """For what a script sends: a status and sentences where a person would be shown a page."""
    if not request.user.is_authenticated:
        return JsonResponse({"faults": ["Sign in to send this."]}, status=401)
    door = door_of(request)
    if request.POST.get("author") != request.user.pk:
        return JsonResponse({"faults": ["This was written by someone else. They send it."]}, status=409)
    try:
        door.scope.check(May.RECORD)
        return answer(door)
    except Refused as refusal:
        return JsonResponse({"faults": [str(refusal)]}, status=422)
