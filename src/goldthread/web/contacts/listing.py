"""A person's contacts, one contact, its correction, and taking out what was entered in error."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldthread.access.absent import absence_of
from goldthread.access.rows import Changed
from goldthread.access.rules import May
from goldthread.catalogue.tables.codes import CONTACT_OUTCOME, CONTACT_WITH, SUPPORT_LEVEL
from goldthread.catalogue.tables.codes_nhs import CONSULTATION_MECHANISM
from goldthread.contacts import actions, queries, rules
from goldthread.contacts.actions import Sharing
from goldthread.contacts.queries import ContactRow
from goldthread.kernel.instants import to_london, to_utc
from goldthread.kernel.refusals import Refused
from goldthread.people import queries as people
from goldthread.web.access.glass import beyond_reach
from goldthread.web.contacts.forms import HOW, tasks_of
from goldthread.web.contacts.sharing import colleagues
from goldthread.web.look.door import Door, page
from goldthread.web.look.forms import DateField, KnownField, coded
from goldthread.web.look.paging import page_number
from goldthread.web.refusing import Missing, may_be_sent_to

GONE = "There is no such contact among the people you support. Go back and choose it again."


def every_way() -> list[tuple[str, str]]:
    """Ways of holding a contact: those of the form by its words, then every other of the code list."""
    known = dict(HOW)
    others = [code for code in CONSULTATION_MECHANISM.values if code not in known]
    return [("", "Not known"), *HOW, *((code, CONSULTATION_MECHANISM.label(code)) for code in others)]


class CorrectForm(forms.Form):
    """What a contact says, to be corrected, and why."""

    day = DateField(label="Day", error_messages={"required": "Enter the day."})
    time = forms.TimeField(
        label="Time it began",
        widget=forms.TimeInput(attrs={"width": 5}),
        error_messages={"required": "Enter the time.", "invalid": "Enter a real time, such as 14:20."},
    )
    minutes = forms.IntegerField(
        label="Minutes",
        required=False,
        min_value=0,
        max_value=rules.LONGEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "width": 4}),
    )
    mode = forms.ChoiceField(label="How", required=False, choices=every_way)
    outcome = coded(CONTACT_OUTCOME, label="What came of it")
    contact_with = coded(CONTACT_WITH, label="Who it was with")
    planned = KnownField(label="Was it planned")
    note = forms.CharField(label="Note", required=False, max_length=8_000, widget=forms.Textarea)
    reason = forms.CharField(
        label="Why it is corrected",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why it is corrected."},
    )
    recipient = forms.CharField(label="With whom was it", required=False, max_length=200)
    lawful_reason = forms.CharField(
        label="Lawful reason without consent",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *given: Any, colleagues: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        label = "Second person who agrees"
        choices = [("", "Nobody"), *colleagues]
        self.fields["second_person"] = forms.ChoiceField(label=label, choices=choices, required=False)

    @property
    def sharing(self) -> Sharing:
        """With whom, and the lawful way where no consent is in force."""
        names = ("recipient", "lawful_reason", "second_person")
        return Sharing(**{name: self.cleaned_data[name] for name in names})


class ReasonForm(forms.Form):
    """Why a contact is taken out."""

    reason = forms.CharField(
        label="Why it is taken out",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why it is taken out."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


@page()
def listed(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """A person's contacts, the newest first, with support above the plan named as such."""
    with absence_of((person,)):
        header = people.header(person, seen_by=door.scope)
        if header is None:
            return beyond_reach(request, door, person)
        number = page_number(request.GET.get("page"))
        found = queries.contacts_of(person, seen_by=door.scope, page=number)
        door.look([person], "contacts")
        month = door.today.replace(day=1)
        told = {
            "header": header,
            "found": found,
            "person": person,
            "above": queries.support_above_plan(person, seen_by=door.scope, since=month),
            "prompts": queries.prompts_of_week(person, seen_by=door.scope, on=door.today),
            "step_up": queries.step_up_of(person, seen_by=door.scope),
        }
    return render(request, "contacts/list.jinja", {**told, **_words()})


@page()
def shown(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """One contact, its tasks and signs, and what it said before it was corrected."""
    row = _row(key, door, "contact")
    return render(
        request,
        "contacts/one.jinja",
        {"row": row, "header": people.header(row.contact.person_id, seen_by=door.scope), **_words()},
    )


@may_be_sent_to
@page(May.RECORD)
def correct(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Correct a contact; where somebody else changed it meanwhile both are shown."""
    row = _row(key, door, "correct a contact")
    contact, changed = row.contact, None
    form = CorrectForm(request.POST or None, initial=_told(row), colleagues=colleagues(door))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.correct_contact(
                key,
                version=told["version"],
                reason=told["reason"],
                tasks=_levels(request, row),
                sharing=form.sharing,
                by=door.scope,
                at=door.at,
                happened_at=_moment(told, contact.happened_at),
                minutes=told["minutes"],
                mode=told["mode"],
                outcome=told["outcome"],
                contact_with=told["contact_with"],
                planned=told["planned"],
                note=told["note"],
            )
        except Changed as fault:
            changed = _row(key, door, "correct a contact")
            form.data = form.data.copy()
            form.data["version"] = str(changed.contact.version)
            form.add_error(None, str(fault))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Contact corrected. What it said before is kept.")
            return redirect("contacts-one", key)
    return render(
        request,
        "contacts/correct.jinja",
        {
            "row": row,
            "form": form,
            "changed": changed,
            "header": people.header(contact.person_id, seen_by=door.scope),
            "levels": [(code, SUPPORT_LEVEL.label(code)) for code in SUPPORT_LEVEL.values],
            "sent": request.POST,
            **_words(),
        },
        status=422 if form.errors else 200,
    )


@may_be_sent_to
@page(May.RECORD)
def take_out(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Take a contact entered in error out of every count."""
    row = _row(key, door, "take out a contact")
    form = ReasonForm(request.POST or None, initial={"version": row.contact.version})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.void_contact(
                key, version=told["version"], reason=told["reason"], by=door.scope, at=door.at
            )
        except Changed as fault:
            row = _row(key, door, "take out a contact")  # as it stands now, to be taken out knowingly
            form.data = form.data.copy()
            form.data["version"] = str(row.contact.version)
            form.add_error(None, str(fault))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Contact taken out. It stays in the record and counts nowhere.")
            return redirect("contacts-person", row.contact.person_id)
    header = people.header(row.contact.person_id, seen_by=door.scope)
    return render(
        request,
        "contacts/take_out.jinja",
        {"row": row, "form": form, "header": header, **_words()},
        status=422 if form.errors else 200,
    )


def _row(key: str, door: Door, page_name: str) -> ContactRow:
    row = queries.contact(key, seen_by=door.scope)
    if row is None:
        raise Missing(GONE)
    door.look([row.contact.person_id], page_name)
    return row


def _told(row: ContactRow) -> dict[str, Any]:
    contact = row.contact
    check = contact.sharing_check
    began = to_london(contact.happened_at)
    fields = ("minutes", "mode", "outcome", "contact_with", "planned", "note", "version")
    return {name: getattr(contact, name) for name in fields} | {
        "day": began.date(),
        "time": f"{began:%H:%M}",
        "recipient": check.recipient if check else "",
    }


def _moment(told: dict[str, Any], before: datetime) -> datetime:
    began = to_london(before)
    if (began.date(), f"{began:%H:%M}") == (told["day"], f"{told['time']:%H:%M}"):
        return before  # seconds, and the hour that comes twice, stay as they were
    return to_utc(datetime.combine(told["day"], told["time"]))


def _levels(request: HttpRequest, row: ContactRow) -> dict[str, str]:
    """Levels as sent, with those that were cleared as blanks."""
    sent = tasks_of(request.POST)
    asked = [name[5:] for name in request.POST if name.startswith("task:")]
    known = {task.task for task in row.tasks}
    return {name: sent.get(name, "") for name in asked if name in known}


def _words() -> dict[str, Any]:
    return {
        "how_said": lambda code: dict(HOW).get(code) or CONSULTATION_MECHANISM.label(code),
        "came_said": CONTACT_OUTCOME.label,
        "with_said": CONTACT_WITH.label,
        "level_said": SUPPORT_LEVEL.label,
        "next_said": rules.NEXT_STEPS,
        "above_plan": rules.above_plan,
    }
