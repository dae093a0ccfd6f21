"""The guided set-up: from a template to a draft that can be proposed, a page for each step."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from goldthread.access.queries import services
from goldthread.access.rows import Changed
from goldthread.access.rules import May
from goldthread.contracts import actions, queries
from goldthread.contracts.models import Version
from goldthread.contracts.specification.clauses import TERM, Fault
from goldthread.contracts.specification.declared import Specification
from goldthread.contracts.specification.templates import TEMPLATES, template
from goldthread.contracts.specification.termed import years_of
from goldthread.kernel.periods import add_months
from goldthread.kernel.refusals import Refused
from goldthread.web.contracting.asks import Around
from goldthread.web.contracting.days import advice_of, faults_of
from goldthread.web.contracting.drafts import draft_of, keep
from goldthread.web.contracting.forms import PartForm
from goldthread.web.contracting.saying import differences, sections
from goldthread.web.contracting.step_forms import ClocksForm, MeansForm, StepForm, TargetsForm, WhoForm
from goldthread.web.look.door import Door, page
from goldthread.web.people.acting import seen_other, version_of
from goldthread.web.refusing import Missing, may_be_sent_to

# Step: its title, what it asks, and the sections whose faults it shows.
STEPS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "who": ("Who", "The two sides, and the services that the contract covers.", ()),
    "days": ("Days", "When it runs, and how it is paid.", ("about",)),
    "clocks": (
        "Clocks",
        "What must be answered in time. The times begin as the template has them: change what you agree.",
        ("clocks", "pathways"),
    ),
    "targets": ("Indicators", "What is reported, and what is to be reached.", ("schedule",)),
    "means": ("Staff and money", "Who works in it, and what it costs.", ("staffing", "money")),
}
ORDER = tuple(STEPS)
MEANWHILE = (
    "Somebody else changed the draft while you had this step open. Compare, then save what should stand."
)
DAYS = ("starts_on", "ends_on", "extension_months", "payment", "nation")


class BeginForm(forms.Form):
    """What to begin from, and the code that figures will know the contract by."""

    template = forms.ChoiceField(
        label="Template",
        choices=list(TEMPLATES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a template."},
    )
    code = forms.CharField(
        label="Code",
        max_length=60,
        required=False,
        help_text="Figures, exports and addresses know the contract by this. It never changes. Left empty, "
        "it is made from the template.",
    )


@may_be_sent_to
@page(May.CONTRACT)
def begin(request: HttpRequest, door: Door) -> HttpResponse:
    """The first step: a template becomes the draft of a new contract."""
    form = BeginForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["template"]
        try:
            row = _begun(name, form.cleaned_data["code"].strip(), door)
        except Refused as refusal:
            form.add_error("code" if refusal.where == "code" else None, refusal.sentence)
        else:
            messages.success(request, f"The contract is begun from {TEMPLATES[name]}.")
            return seen_other(reverse("contracting-step", args=[row.contract.code, ORDER[0]]))
    about = {name: template(name).purpose for name in TEMPLATES}
    told = {"form": form, "about": about}
    return render(request, "contracting/begin.jinja", told, status=422 if form.errors else 200)


def _begun(name: str, code: str, door: Door) -> Version:
    """The draft: the template, running from today for as long as the template runs."""
    spec = template(name)
    months = 12 * years_of(spec)
    begun = replace(spec, starts_on=door.today, ends_on=add_months(door.today, months) - timedelta(days=1))
    tried = [code] if code else [spec.code, *(f"{spec.code}-{n}" for n in range(2, 30))]
    for place, each in enumerate(tried):
        try:
            return actions.begin_contract(replace(begun, code=each), by=door.scope, at=door.at)
        except Refused as refusal:
            if refusal.where != "code" or place + 1 == len(tried):
                raise
    raise Refused("Give the contract a code of its own.", where="code")


@may_be_sent_to
@page(May.CONTRACT)
def step(request: HttpRequest, door: Door, code: str, name: str) -> HttpResponse:
    """One step of the draft: saved, then the next; what must be mended in it is said first."""
    row = draft_of(code, door)
    if name not in STEPS:
        raise Missing("There is no such step. Go back to the draft.")
    form = _form(name, row.specification, request, door)
    place = ORDER.index(name)
    back = reverse("contracting-step", args=[code, ORDER[place - 1]]) if place else ""
    there = reverse("contracting-draft", args=[code])
    if place + 1 < len(ORDER):
        there = reverse("contracting-step", args=[code, ORDER[place + 1]])
    told: dict[str, Any] = {"row": row, "contract": row.contract, "form": form, "name": name, "steps": STEPS}
    told |= {"place": place, "back": back, "there": there, "version": row.version, "wrong": [], "advice": []}
    if request.method == "POST" and form.is_valid():
        try:
            _unchanged(request, row)
            row = keep(row, now_of(form), door)
        except Changed as changed:
            form.add_error(None, MEANWHILE)
            told["both"] = differences(
                changed.now.specification, now_of(form), queries.indicators(seen_by=door.scope)
            )
            told["version"] = changed.now.version
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            told["version"] = row.version
            told["wrong"] = _wrong(row.specification, STEPS[name][2], door)
            if not told["wrong"]:
                return seen_other(there)
    if name == "days":
        told["advice"] = [one for one in advice_of(row.specification) if one.clause == TERM]
    status = 422 if form.errors or told["wrong"] else 200
    return render(request, "contracting/step.jinja", told, status=status)


def now_of(form: PartForm | StepForm) -> Specification:
    """The document as a form would have it."""
    found: Specification = form.part() if isinstance(form, PartForm) else form.write()
    return found


def _unchanged(request: HttpRequest, row: Version) -> None:
    """A step writes over many clauses, so nobody may have written any meanwhile."""
    if version_of(request, row) != row.version:
        raise Changed(MEANWHILE, now=row, wanted={})


def _form(name: str, spec: Specification, request: HttpRequest, door: Door) -> PartForm | StepForm:
    sent = request.POST if request.method == "POST" else None
    known = queries.indicators(seen_by=door.scope)
    if name == "who":
        names = [one.name for one in services(seen_by=door.scope)]
        organisation = str(request.user.organisation.name)
        return WhoForm(spec, sent, services=names, organisation=organisation)
    if name == "days":
        return PartForm(Specification, spec, Around(spec, known), sent, only=DAYS)
    if name == "clocks":
        return ClocksForm(spec, sent)
    return TargetsForm(spec, sent, known) if name == "targets" else MeansForm(spec, sent)


def _wrong(spec: Specification, slugs: tuple[str, ...], door: Door) -> list[Fault]:
    known = queries.indicators(seen_by=door.scope)
    told = sections(spec, known, faults_of(spec, known))
    return [fault for each in told if each.slug in slugs for fault in each.faults]
