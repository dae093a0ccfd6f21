"""Warnings, step-ups and welfare checks: one page each, one thing to do on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldthread.access.rules import May
from goldthread.catalogue.tables.codes import MILESTONE, WARNING_KIND
from goldthread.contacts import actions, queries, rules
from goldthread.contacts.actions import NewMilestone, NewReview, NewStepUp
from goldthread.contacts.models import StepEpisode
from goldthread.kernel.refusals import Refused
from goldthread.kernel.words import say_date
from goldthread.people import queries as people
from goldthread.web.access.glass import beyond_reach
from goldthread.web.contacts.record import key_of, today_page
from goldthread.web.look.door import Door, page
from goldthread.web.look.forms import DateField, KnownField, coded
from goldthread.web.refusing import Missing, may_be_sent_to

GONE = "There is nothing here among the people you support. Go back and choose again."


def words(label: str, missing: str = "", rows: int = 3, most: int = 2_000, **named: Any) -> forms.CharField:
    """A field of words; `missing` is the sentence where there are none."""
    return forms.CharField(
        label=label,
        max_length=most,
        required=bool(missing),
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
        **named,
    )


class OpenForm(forms.Form):
    """Step support up."""

    reason = words("Why support is stepped up", "Say why support is stepped up.")
    same_day_offer = KnownField(
        label="Is the person to be checked in on today", yes="Yes, today", no="No, the offer asks for none"
    )
    planned_end_on = DateField(label="Planned end", required=False)
    step_down_plan = words(
        "How support steps down again",
        most=4_000,
        help_text="Agreed with the person at the outset. Leave it open if they cannot agree today.",
    )


class ActionForm(forms.Form):
    """What was done."""

    what = words("What was done", "Say what was done.", rows=2, most=1_000)


class AgreeForm(forms.Form):
    """The step-down plan."""

    plan = words("How support steps down again", "Say how support steps down again.", most=4_000)


class ReviewForm(forms.Form):
    """A weekly review."""

    reviewed_on = DateField(label="Day of the review", error_messages={"required": "Enter the day."})
    decision = forms.ChoiceField(
        label="Decision",
        choices=list(rules.REVIEW_DECISIONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what was decided."},
    )
    words = words("What was found", rows=2)


class EndForm(forms.Form):
    """The end of a step-up."""

    ended_on = DateField(label="Last day", error_messages={"required": "Enter the last day."})
    back_to_baseline = KnownField(label="Is support back at its usual level")
    reason = words("Why it ends", "Say why the step-up ends.", rows=2)


class MilestoneForm(forms.Form):
    """A step-down milestone."""

    kind = coded(
        MILESTONE,
        label="What was reached",
        radios=True,
        required=True,
        error_messages={"required": "Choose what was reached."},
    )
    reached_on = DateField(label="Day", error_messages={"required": "Enter the day."})


class FindingForm(forms.Form):
    """What a welfare check found."""

    finding = words("What was found", "Say what was found.")


@may_be_sent_to
@page(May.RECORD)
def open_step_up(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """Step support up; where it is stepped up already, that step-up."""
    header = people.header(person, seen_by=door.scope)
    if header is None:
        return beyond_reach(request, door, person)
    running = queries.step_up_of(person, seen_by=door.scope)
    if running is not None:
        return redirect("contacts-step-up", running.pk)
    key = key_of(request.POST.get("warning") or request.GET.get("warning"))
    warning = queries.warning(key, seen_by=door.scope) if key else None
    if warning is not None and warning.person_id != person:
        raise Missing(GONE)
    door.look([person], "step up support")
    suggested = {
        "reason": "The signs seen cross the threshold of the plan." if warning else "",
        "planned_end_on": door.today + timedelta(days=14),
    }
    form = OpenForm(request.POST or None, initial=suggested)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_step_up(
                NewStepUp(
                    person,
                    opened_at=door.at,
                    early_warning=warning.pk if warning else "",
                    **form.cleaned_data,
                ),
                by=door.scope,
                at=door.at,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Support is stepped up. A first action is due within 24 hours.")
            return redirect("contacts-step-up", made.pk)
    shown = {"form": form, "header": header, "warning": warning, "kind_said": WARNING_KIND.label}
    return render(
        request, "contacts/open_step_up.jinja", {**shown, "back": today_page()}, status=_status(form)
    )


FORMS: dict[str, type[forms.Form]] = {
    "act": ActionForm,
    "agree": AgreeForm,
    "review": ReviewForm,
    "milestone": MilestoneForm,
    "end": EndForm,
}


@may_be_sent_to
@page()
def step_up(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """One step-up: where it stands, and what may be done next."""
    row = queries.step_up(key, seen_by=door.scope)
    if row is None:
        raise Missing(GONE)
    door.look([row.person_id], "step-up")
    doing = request.POST.get("doing", "")
    days = {"reviewed_on": door.today, "ended_on": door.today, "reached_on": door.today}
    shown = {
        name: made(request.POST if doing == name else None, initial=days, auto_id=f"{name}-%s")
        for name, made in FORMS.items()
    }
    faults: list[str] = []
    if request.method == "POST":
        door.scope.check(May.RECORD)
        said = _do(row, doing, shown, door, faults)
        if said:
            messages.success(request, said)
            return redirect("contacts-step-up", key)
    return render(
        request,
        "contacts/step_up.jinja",
        {
            "row": row,
            "forms": shown,
            "doing": doing,
            "faults": faults,
            "reviews": queries.reviews(key, seen_by=door.scope),
            "header": people.header(row.person_id, seen_by=door.scope),
            "decisions": rules.REVIEW_DECISIONS,
            "kind_said": WARNING_KIND.label,
            "may_write": door.scope.may(May.RECORD) and row.ended_on is None,
            "senior": door.scope.may(May.LEAD),
            "back": today_page(),
        },
        status=422 if request.method == "POST" else 200,
    )


def _do(row: StepEpisode, doing: str, shown: dict[str, forms.Form], door: Door, faults: list[str]) -> str:
    """Do what was asked: the sentence that confirms it, or blank with the reasons told."""
    acts: dict[str, Callable[[dict[str, Any]], object]] = {
        "check_in": lambda told: actions.check_in(row.pk, by=door.scope, at=door.at),
        "act": lambda told: actions.record_step_action(row.pk, what=told["what"], by=door.scope, at=door.at),
        "agree": lambda told: actions.agree_step_down(
            row.pk, plan=told["plan"], agreed_on=door.today, by=door.scope, at=door.at
        ),
        "review": lambda told: actions.review_step_up(
            NewReview(row.pk, told["reviewed_on"], decision=told["decision"], words=told["words"]),
            by=door.scope,
            at=door.at,
        ),
        "milestone": lambda told: actions.reach_milestone(
            NewMilestone(row.person_id, told["kind"], told["reached_on"]), by=door.scope, at=door.at
        ),
        "end": lambda told: actions.end_step_up(row.pk, **told, by=door.scope, at=door.at),
    }
    said = {
        "check_in": "Check-in recorded.",
        "act": "Action recorded.",
        "agree": "Step-down plan recorded.",
        "review": f"Review recorded. The next is due by {say_date(door.today + timedelta(days=7))}.",
        "milestone": "Milestone recorded.",
        "end": "The step-up has ended.",
    }
    if doing not in acts:
        faults.append("Choose what to record, and send it again.")
        return ""
    form = shown.get(doing)
    if form is not None and not form.is_valid():
        return ""
    try:
        acts[doing](form.cleaned_data if form is not None else {})
    except Refused as refusal:
        if form is not None:
            form.add_error(None, str(refusal))
        else:
            faults.append(str(refusal))
        return ""
    return said[doing]


@may_be_sent_to
@page()
def warning(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """One warning: say what was done, or step support up."""
    row = queries.warning(key, seen_by=door.scope)
    if row is None:
        raise Missing(GONE)
    door.look([row.person_id], "warning")
    form = ActionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.act_on_warning(key, action=form.cleaned_data["what"], by=door.scope, at=door.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Action recorded.")
            return redirect(today_page())
    return render(
        request,
        "contacts/warning.jinja",
        {
            "row": row,
            "form": form,
            "header": people.header(row.person_id, seen_by=door.scope),
            "running": queries.step_up_of(row.person_id, seen_by=door.scope),
            "kind_said": WARNING_KIND.label,
            "may_write": door.scope.may(May.RECORD),
            "back": today_page(),
        },
        status=_status(form),
    )


@may_be_sent_to
@page()
def welfare_check(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """One welfare check: say what was found."""
    row = queries.welfare_check(key, seen_by=door.scope)
    if row is None:
        raise Missing(GONE)
    door.look([row.person_id], "welfare check")
    form = FindingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_welfare_check(key, form.cleaned_data["finding"], by=door.scope, at=door.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Welfare check recorded.")
            return redirect(today_page())
    return render(
        request,
        "contacts/welfare.jinja",
        {
            "row": row,
            "form": form,
            "header": people.header(row.person_id, seen_by=door.scope),
            "may_write": door.scope.may(May.RECORD),
            "back": today_page(),
        },
        status=_status(form),
    )


def _status(form: forms.Form) -> int:
    return 422 if form.errors else 200
