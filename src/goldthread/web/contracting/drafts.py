"""Writing a draft: what is left to mend, one page for each section, one form for each clause."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from goldthread.access.rows import Changed
from goldthread.access.rules import May
from goldthread.contracts import actions, queries
from goldthread.contracts.models import Version
from goldthread.contracts.rules import STATUSES, Status
from goldthread.contracts.specification.declared import Specification
from goldthread.kernel.refusals import Refused
from goldthread.kernel.words import plural
from goldthread.web.contracting.asks import Around
from goldthread.web.contracting.clauses import SECTIONS, Section
from goldthread.web.contracting.days import faults_of
from goldthread.web.contracting.forms import PartForm
from goldthread.web.contracting.places import ABOUT, Spot, spot, written
from goldthread.web.contracting.reading import contract_of
from goldthread.web.contracting.saying import differences, sections
from goldthread.web.look.door import Door, page
from goldthread.web.people.acting import seen_other
from goldthread.web.refusing import Missing, may_be_sent_to

NO_DRAFT = "There is no draft of this contract. Begin its next version first."
OTHERS = "Somebody else changed this clause while you had it open. Compare both, then save what should stand."
MOVED = "Somebody else changed the draft at this moment. Save once more."


def draft_of(code: str, door: Door) -> Version:
    """The draft of a contract. Refused, or missing, where there is none to write."""
    contract = contract_of(code, door)
    row = queries.open_version(contract, seen_by=door.scope)
    if row is None:
        raise Missing(NO_DRAFT)
    if row.status != Status.DRAFT:
        called = STATUSES[Status(row.status)][0].lower()
        raise Refused(f"Version {row.number} is {called}. It is not written any more unless it is sent back.")
    return row


def told_of(row: Version, door: Door) -> list[Section]:
    """The sections of a draft, each fault beside its clause."""
    known, spec = queries.indicators(seen_by=door.scope), row.specification
    return sections(spec, known, faults_of(spec, known))


def keep(row: Version, spec: Specification, door: Door) -> Version:
    """Save a draft as it stands now."""
    return actions.save_draft(row.pk, spec, version=row.version, by=door.scope, at=door.at)


@page(May.CONTRACT)
def section(request: HttpRequest, door: Door, code: str, slug: str) -> HttpResponse:
    """One section of the draft: its clauses, what is wrong beside each, and how to change them."""
    row = draft_of(code, door)
    if slug not in SECTIONS:
        raise Missing("There is no such section. Go back to the draft.")
    told = told_of(row, door)
    place = list(SECTIONS).index(slug)
    more = {
        "row": row,
        "contract": row.contract,
        "section": told[place],
        "before": told[place - 1] if place else None,
        "after": told[place + 1] if place + 1 < len(told) else None,
    }
    return render(request, "contracting/section.jinja", more)


@may_be_sent_to
@page(May.CONTRACT)
def part(request: HttpRequest, door: Door, code: str, part: str, place: str) -> HttpResponse:
    """One clause of the draft, written or added. What was changed meanwhile is shown beside it."""
    row = draft_of(code, door)
    spec = row.specification
    at = _spot(spec, part, place)
    form = _form(row, at, door, request.POST if request.method == "POST" else None)
    told: dict[str, Any] = {"row": row, "contract": row.contract, "form": form, "at": at, "mark": at.mark}
    if request.method == "POST" and form.is_valid():
        now = written(spec, at, form.part())
        if request.POST.get("mark", at.mark) != at.mark:
            form.add_error(None, OTHERS)
            told["both"] = differences(spec, now, queries.indicators(seen_by=door.scope))
        else:
            try:
                return _kept(request, row, now, at, door)
            except Changed:
                form.add_error(None, MOVED)
            except Refused as refusal:
                form.add_error(None, str(refusal))
    told["title"] = _title(at, sections(spec, queries.indicators(seen_by=door.scope)))
    return render(request, "contracting/part.jinja", told, status=422 if form.errors else 200)


def _kept(request: HttpRequest, row: Version, now: Specification, at: Spot, door: Door) -> HttpResponse:
    keep(row, now, door)
    again = request.POST.get("do") == "again"
    wrong = [f for each in told_of_spec(now, door) if each.slug == at.section for f in each.faults]
    said = "It is saved."
    if wrong:
        said += f" {plural(len(wrong), 'thing')} in this section must be mended before it can be agreed."
    messages.success(request, said)
    if again and at.place is not None:
        place = str(at.place) if at.outer is None else f"{at.outer}-{at.place}"
        return seen_other(reverse("contracting-part", args=[row.contract.code, at.part, place]))
    return seen_other(reverse("contracting-section", args=[row.contract.code, at.section]))


def told_of_spec(spec: Specification, door: Door) -> list[Section]:
    """The sections of a document that is not saved yet."""
    known = queries.indicators(seen_by=door.scope)
    return sections(spec, known, faults_of(spec, known))


def _spot(spec: Specification, part: str, place: str) -> Spot:
    at = spot(spec, part, place)
    if at is None:
        raise Missing(
            "This clause is not in the draft. Somebody may have taken it out. Go back to the section."
        )
    return at


def _form(row: Version, at: Spot, door: Door, sent: Any) -> PartForm:
    spec = row.specification
    pathway = spec.pathways[at.outer] if at.outer is not None else None
    asked = getattr(at.value, "indicator", "")
    around = Around(spec, queries.indicators(seen_by=door.scope), pathway, asked)
    narrowed: dict[str, tuple[str, ...]] = {}
    if at.part == "about":
        narrowed["only"] = ABOUT
    elif at.part == "pathways":
        narrowed["without"] = ("stages",)
    elif at.part == "clocks":
        narrowed["without"] = ("own",)
    return PartForm(at.kind, _blank(at), around, sent, **narrowed)


def _blank(at: Spot) -> Any:
    """What stands before: of a new pathway one without stages, else nothing."""
    if at.value is None and at.part == "pathways":
        return at.kind(code="", name="", for_whom="", stages=())
    return at.value


def _title(at: Spot, told: list[Section]) -> str:
    if at.part in SECTIONS and not at.called:
        return SECTIONS[at.part][0]
    if at.value is None:
        return f"Add {'an' if at.called[0] in 'aeiou' else 'a'} {at.called}"
    place = str(at.place) if at.outer is None else f"{at.outer}-{at.place}"
    key = f"{at.part}-{place}"
    named = [one.title for section in told for one in section.clauses if one.key == key]
    return f"Change this {at.called}: {named[0]}" if named else f"Change this {at.called}"


@may_be_sent_to
@page(May.CONTRACT)
def take_out(request: HttpRequest, door: Door, code: str, part: str, place: str) -> HttpResponse:
    """A clause is taken out of the draft; the page before says what it is."""
    row = draft_of(code, door)
    spec = row.specification
    at = _spot(spec, part, place)
    if at.value is None or not at.called:
        raise Missing("There is nothing here to take out. Go back to the section.")
    there = reverse("contracting-section", args=[code, at.section])
    now = written(spec, at, None)
    told = {
        "row": row,
        "contract": row.contract,
        "at": at,
        "mark": at.mark,
        "out": differences(spec, now, queries.indicators(seen_by=door.scope)),
    }
    if request.method != "POST":
        return render(request, "contracting/take_out.jinja", told)
    if request.POST.get("mark", at.mark) != at.mark:
        return render(request, "contracting/take_out.jinja", {**told, "changed": True}, status=422)
    try:
        keep(row, now, door)
    except Changed:
        return render(request, "contracting/take_out.jinja", {**told, "changed": True}, status=422)
    messages.success(request, f"The {at.called} is taken out of the draft.")
    return seen_other(there)
