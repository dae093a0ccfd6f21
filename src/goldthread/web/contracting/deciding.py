"""How a draft comes into force: what is left to mend, what would change, proposed, agreed or sent back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from goldthread.access.rows import Changed
from goldthread.access.rules import May
from goldthread.contracts import actions, queries
from goldthread.contracts.models import Version
from goldthread.contracts.rules import LONGEST_DOCUMENT, SHORTEST_REASON, STATUSES, Status
from goldthread.contracts.specification.clauses import Fault
from goldthread.contracts.specification.comparing import compare
from goldthread.contracts.specification.declared import Specification
from goldthread.kernel.refusals import Refused
from goldthread.kernel.words import say_date
from goldthread.web.contracting.clauses import Section, home_of, plain_fault, titles
from goldthread.web.contracting.days import advice_of, faults_of
from goldthread.web.contracting.drafts import NO_DRAFT, draft_of
from goldthread.web.contracting.feeding import touched
from goldthread.web.contracting.reading import contract_of, waiting
from goldthread.web.contracting.saying import differences, sections
from goldthread.web.contracting.vocabulary import Questions
from goldthread.web.look.door import Door, page
from goldthread.web.look.forms import DateField
from goldthread.web.people.acting import seen_other, version_of
from goldthread.web.refusing import Missing, may_be_sent_to

CHANGED = "Somebody else changed this while you had it open. Read it again, then decide."


class ProposeForm(forms.Form):
    """From which day, and why."""

    valid_from = DateField(
        label="In force from",
        help_text="The first day on which clocks, Today and targets follow it. It may be past.",
        error_messages={"required": "Say from which day it is to be in force."},
    )
    reason = forms.CharField(
        label="Why it changes what was agreed",
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"Needed where something was agreed before, or where the day is past: at least "
        f"{SHORTEST_REASON} letters.",
    )


class WhyForm(forms.Form):
    """A reason."""

    reason = forms.CharField(
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why."},
    )

    def __init__(self, *given: Any, label: str, **named: Any) -> None:
        super().__init__(*given, label_suffix="", **named)
        self.fields["reason"].label = label


class FileForm(forms.Form):
    """A specification as TOML: a file, or its text."""

    file = forms.FileField(label="TOML file", required=False)
    text = forms.CharField(
        label="Or the text itself",
        required=False,
        max_length=LONGEST_DOCUMENT,
        widget=forms.Textarea(attrs={"rows": 12}),
    )

    def clean(self) -> dict[str, Any]:
        """One of both, as text."""
        told = super().clean() or {}
        sent = told.get("file")
        if sent is not None:
            if sent.size > LONGEST_DOCUMENT * 4:
                raise forms.ValidationError("The file is too large for a specification.")
            try:
                told["text"], told["origin"] = sent.read().decode("utf-8-sig"), sent.name
            except UnicodeDecodeError:
                raise forms.ValidationError("The file cannot be read as text. Save it as UTF-8.") from None
        if not (told.get("text") or "").strip():
            raise forms.ValidationError("Choose a file, or paste its text.")
        return told


@page(May.CONTRACT)
def draft(request: HttpRequest, door: Door, code: str) -> HttpResponse:
    """A draft: what is left to mend and to think over, its sections, and the form that proposes it."""
    row = draft_of(code, door)
    return _draft(
        request, door, row, ProposeForm(initial={"valid_from": _first_day(row, door)}, label_suffix="")
    )


def _first_day(row: Version, door: Door) -> date:
    """The day that is offered: the first of the contract while it is to come, else today."""
    return max(row.specification.starts_on, door.today)


def _draft(request: HttpRequest, door: Door, row: Version, form: ProposeForm) -> HttpResponse:
    spec, known = row.specification, queries.indicators(seen_by=door.scope)
    found = faults_of(spec, known)
    told = sections(spec, known, found)
    more = {
        "row": row,
        "contract": row.contract,
        "form": form,
        "sections": told,
        "faults": _led(found, told, row, known),
        "advice": _led(advice_of(spec, known), told, row, known),
        "why_form": WhyForm(label="Why it is given up", prefix="withdraw"),
        **_change(row, _first_day(row, door), door),
    }
    return render(request, "contracting/draft.jinja", more, status=422 if form.errors else 200)


def _led(
    found: Sequence[Fault], told: list[Section], row: Version, known: Questions
) -> list[tuple[Fault, str]]:
    """Each fault in words, with the address where it is mended."""
    called = titles(told)
    return [(plain_fault(one, called, known), _where(home_of(one, told), row)) for one in found]


def _where(home: tuple[str, str], row: Version) -> str:
    """The address where a fault is mended."""
    slug, key = home
    code = row.contract.code
    part, _, place = key.partition("-")
    if part == "about":
        place = "whole"
    if part:
        return reverse("contracting-part", args=[code, part, place])
    return reverse("contracting-section", args=[code, slug])


def _change(row: Version, on: date, door: Door) -> dict[str, Any]:
    """What a version would change from a day on, against what is in force by then."""
    known = queries.indicators(seen_by=door.scope)
    held = queries.in_force(row.contract, on, seen_by=door.scope)
    if held is not None and held.pk == row.pk:
        held = None
    before: Specification | None = held.specification if held else None
    changed = compare(before, row.specification) if before else []
    moved = touched(known.values(), before, row.specification, on) if before else None
    told = differences(before, row.specification, known) if before else []
    clocks = [one for one in changed if one.clause.startswith("clock ") or one.clause.endswith(", contact")]
    return {"held": held, "differences": told, "touched": moved, "clocks": clocks, "on": on}


@may_be_sent_to
@page(May.CONTRACT)
def propose(request: HttpRequest, door: Door, code: str) -> HttpResponse:
    """Put a draft before whoever agrees it."""
    if request.method != "POST":
        return seen_other(reverse("contracting-draft", args=[code]))
    row = draft_of(code, door)
    form = ProposeForm(request.POST, label_suffix="")
    if form.is_valid():
        try:
            row = actions.propose(
                row.pk, version=version_of(request, row), **form.cleaned_data, by=door.scope, at=door.at
            )
        except Changed:
            form.add_error(None, CHANGED)
        except Refused as refusal:
            _refused(form, refusal)
        else:
            messages.success(request, f"{waiting(row, door)}.")
            return seen_other(reverse("contracting-proposal", args=[code]))
    return _draft(request, door, row, form)


def _refused(form: forms.Form, refusal: Refused) -> None:
    """Each sentence of a refusal by itself: a list of many clauses comes as lines."""
    for line in str(refusal).splitlines():
        form.add_error(None, line)


@page(May.SEE_FIGURES)
def proposal(request: HttpRequest, door: Door, code: str) -> HttpResponse:
    """A version that waits: what it changes, from which day, and what follows it."""
    return _proposal(request, door, _proposed(code, door))


def _proposed(code: str, door: Door) -> Version:
    row = queries.open_version(contract_of(code, door), seen_by=door.scope)
    if row is None or row.status != Status.PROPOSED:
        raise Missing("No version of this contract waits to be agreed. Go back to its specification.")
    return row


def _proposal(
    request: HttpRequest, door: Door, row: Version, which: str = "", form: forms.Form | None = None
) -> HttpResponse:
    known = queries.indicators(seen_by=door.scope)
    labels = {"send-back": "What is to change first", "withdraw": "Why it is given up"}
    own = row.proposed_by == door.scope.told_as
    more = {
        "row": row,
        "contract": row.contract,
        "names": queries.names_of([row], seen_by=door.scope),
        "waits": waiting(row, door),
        "own": own,
        "may_write": door.scope.may(May.CONTRACT),
        "advice": _led(advice_of(row.specification, known), sections(row.specification, known), row, known),
        "which": which,
        "form": form,
        "forms": {
            name: form if name == which and form is not None else WhyForm(label=label, prefix=name)
            for name, label in labels.items()
        },
        "statuses": STATUSES,
        **_change(row, row.valid_from, door),
    }
    return render(request, "contracting/proposal.jinja", more, status=422 if form else 200)


@may_be_sent_to
@page(May.CONTRACT)
def agree(request: HttpRequest, door: Door, code: str) -> HttpResponse:
    """The second person's word: it is in force from its day."""
    row = _proposed(code, door)
    if request.method != "POST":
        return seen_other(reverse("contracting-proposal", args=[code]))
    form = forms.Form(request.POST)
    form.is_valid()
    try:
        row = actions.agree(row.pk, version=version_of(request, row), by=door.scope, at=door.at)
    except Changed:
        form.add_error(None, CHANGED)
    except Refused as refusal:
        _refused(form, refusal)
    else:
        messages.success(
            request, f"Version {row.number} is agreed. It is in force from {say_date(row.valid_from)}."
        )
        return seen_other(reverse("contracting-one", args=[code]))
    return _proposal(request, door, row, "agree", form)


Act = Callable[[Version, int, str, Door], Version]


def _with_reason(
    request: HttpRequest, door: Door, code: str, which: str, label: str, said: str, act: Act
) -> HttpResponse:
    row = queries.open_version(contract_of(code, door), seen_by=door.scope)
    if row is None:
        raise Missing(NO_DRAFT)
    there = "contracting-proposal" if row.status == Status.PROPOSED else "contracting-draft"
    if request.method != "POST":
        return seen_other(reverse(there, args=[code]))
    form = WhyForm(request.POST, label=label, prefix=which)
    if form.is_valid():
        try:
            act(row, version_of(request, row), form.cleaned_data["reason"], door)
        except Changed:
            form.add_error(None, CHANGED)
        except Refused as refusal:
            form.add_error("reason", refusal.sentence)
        else:
            messages.success(request, said)
            return seen_other(reverse("contracting-one", args=[code]))
    if row.status == Status.PROPOSED:
        return _proposal(request, door, row, which, form)
    more = {"row": row, "contract": row.contract, "form": form}
    return render(request, "contracting/withdraw.jinja", more, status=422)


@may_be_sent_to
@page(May.CONTRACT)
def send_back(request: HttpRequest, door: Door, code: str) -> HttpResponse:
    """Not agreed yet: what is to change first."""
    _proposed(code, door)

    def act(row: Version, version: int, reason: str, door: Door) -> Version:
        return actions.send_back(row.pk, version=version, reason=reason, by=door.scope, at=door.at)

    said = "It is sent back, with what is to change first."
    return _with_reason(request, door, code, "send-back", "What is to change first", said, act)


@may_be_sent_to
@page(May.CONTRACT)
def withdraw(request: HttpRequest, door: Door, code: str) -> HttpResponse:
    """A draft or a proposal is given up."""

    def act(row: Version, version: int, reason: str, door: Door) -> Version:
        return actions.withdraw(row.pk, version=version, reason=reason, by=door.scope, at=door.at)

    said = "The version is withdrawn. What is in force stays."
    return _with_reason(request, door, code, "withdraw", "Why it is given up", said, act)


@may_be_sent_to
@page(May.CONTRACT)
def begin_next(request: HttpRequest, door: Door, code: str) -> HttpResponse:
    """A draft of the next version, as what is agreed says."""
    contract = contract_of(code, door)
    if request.method != "POST":
        return seen_other(reverse("contracting-one", args=[code]))
    made = actions.begin_version(contract.pk, by=door.scope, at=door.at)
    messages.success(request, f"Version {made.number} is begun. What is in force stays until it is agreed.")
    return seen_other(reverse("contracting-draft", args=[code]))


@may_be_sent_to
@page(May.CONTRACT)
def brought(request: HttpRequest, door: Door) -> HttpResponse:
    """A TOML document becomes a draft: of a new contract, or the next version of the one with its code."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FileForm(*sent, label_suffix="")
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            row = actions.import_toml(
                told["text"], by=door.scope, at=door.at, origin=told.get("origin", "The text")
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Version {row.number} is a draft now. Nothing follows from it yet.")
            return seen_other(reverse("contracting-draft", args=[row.contract.code]))
    return render(request, "contracting/bring.jinja", {"form": form}, status=422 if form.errors else 200)
