"""A contact with a group, and what one shift tells the next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldthread.access.models import Team
from goldthread.access.rules import May, Reach
from goldthread.contacts import actions, queries
from goldthread.contacts.actions import NewContact, Recorded
from goldthread.kernel.identifiers import new_key
from goldthread.kernel.instants import to_london, to_utc
from goldthread.kernel.refusals import Refused
from goldthread.people import queries as people
from goldthread.web.contacts.record import today_page
from goldthread.web.look.door import Door, page
from goldthread.web.look.forms import DateField
from goldthread.web.refusing import may_be_sent_to

MOST = 60  # people in a group


class GroupForm(forms.Form):
    """A contact with several people at once."""

    people = forms.MultipleChoiceField(
        label="Who was there",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose who was there.", "invalid_choice": "Choose among those shown."},
    )
    day = DateField(label="Day", error_messages={"required": "Enter the day."})
    time = forms.TimeField(
        label="Time it began",
        widget=forms.TimeInput(attrs={"width": 5}),
        error_messages={"required": "Enter the time.", "invalid": "Enter a real time, such as 14:20."},
    )
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=1,
        max_value=600,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "width": 4}),
        error_messages={"required": "Enter how many minutes it took."},
    )
    note = forms.CharField(
        label="Note",
        help_text="The same note stands in the record of each: name nobody in it.",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    sent_key = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, rows: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["people"].choices = rows

    def clean_people(self) -> list[str]:
        """Refuse a group so large that nobody spoke with each."""
        chosen: list[str] = self.cleaned_data["people"]
        if len(chosen) > MOST:
            raise forms.ValidationError(
                f"A group contact holds at most {MOST} people, {len(chosen)} are chosen. Record two groups."
            )
        return chosen


class HandoverForm(forms.Form):
    """What the next shift must know."""

    team = forms.ChoiceField(label="Team", error_messages={"required": "Choose the team."})
    words = forms.CharField(
        label="What the next shift must know",
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what the next shift must know."},
    )
    about = forms.ChoiceField(label="Whom it is about", required=False)
    about_words = forms.CharField(
        label="What to know of them",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, *arguments: Any, teams: list[tuple[str, str]], rows: list[tuple[str, str]], **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        self.fields["team"].choices = teams
        self.fields["about"].choices = [("", "Nobody in particular"), *rows]


@may_be_sent_to
@page(May.RECORD)
def group(request: HttpRequest, door: Door) -> HttpResponse:
    """Record one contact with a group: a row a person, tied by one key."""
    rows = _people(door, "group contact")
    now = to_london(door.at)
    form = GroupForm(
        request.POST or None,
        rows=rows,
        initial={"day": now.date(), "time": f"{now:%H:%M}", "sent_key": new_key()},
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        chosen = sorted(told["people"])
        entries = [
            NewContact(
                person=key,
                happened_at=to_utc(datetime.combine(told["day"], told["time"])),
                # By person, not by place: the same group sent twice, in any order, is one group.
                sent_key=f"{told['sent_key'][:36]}:{key}",
                minutes=told["minutes"],
                mode="01",
                planned=True,
                note=told["note"],
                group_key=told["sent_key"][:26],
            )
            for key in chosen
        ]
        try:
            came = actions.record_contacts(entries, by=door.scope, at=door.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, group_told(came))
            return redirect(today_page())
    return render(request, "contacts/group.jinja", {"form": form}, status=422 if form.errors else 200)


def group_told(came: Sequence[Recorded]) -> str:
    """What came of a group: for how many it is recorded now, and for how many it was before."""
    before = sum(each.arrived_before for each in came)
    fresh = len(came) - before
    now = f"Group contact recorded for {fresh} {'person' if fresh == 1 else 'people'}."
    if not before:
        return now
    kept = f"For {before} it had arrived already and stays as it was: open their contact to correct it."
    return f"{now} {kept}" if fresh else kept


@may_be_sent_to
@page(May.RECORD)
def handovers(request: HttpRequest, door: Door) -> HttpResponse:
    """What shifts told each other: unread first, and a form for the next."""
    form = HandoverForm(
        request.POST or None, teams=_teams(door), rows=[("", ""), *_people(door, "handovers")][1:]
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.write_handover(
                told["team"],
                told["words"],
                people={told["about"]: told["about_words"]} if told["about"] else {},
                by=door.scope,
                at=door.at,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Handover written. Whoever comes next is asked to read it.")
            return redirect("contacts-handovers")
    rows = queries.handovers(seen_by=door.scope)
    me = door.scope.worker.pk if door.scope.worker else ""
    return render(
        request,
        "contacts/handovers.jinja",
        {"form": form, "rows": rows, "me": me},
        status=422 if form.errors else 200,
    )


@may_be_sent_to
@page(May.RECORD)
def read(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Say that a handover was read."""
    if request.method == "POST":
        actions.read_handover(key, by=door.scope, at=door.at)
        messages.success(request, "Handover read.")
    return redirect("contacts-handovers")


def _people(door: Door, page_name: str) -> list[tuple[str, str]]:
    rows = people.caseload(seen_by=door.scope, whose="team", size=200).rows
    door.look([row.pk for row in rows], page_name)
    return [(row.pk, row.name) for row in rows]


def _teams(door: Door) -> list[tuple[str, str]]:
    rows = Team.objects.filter(organisation_id=door.scope.organisation_id)
    if door.scope.reach is not Reach.ORGANISATION:
        rows = rows.filter(pk__in=door.scope.teams)
    return [(team.pk, team.name) for team in rows]
