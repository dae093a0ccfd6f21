"""The caseload, a person's page, who they are, what they need, their risk, and who looked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from goldthread.access.absent import absence_of
from goldthread.access.rules import May
from goldthread.catalogue.tables.codes import RISK_LEVEL, STAGE
from goldthread.day import queries as day
from goldthread.ledger.queries import who_looked
from goldthread.people import actions, queries
from goldthread.people.models import Consent
from goldthread.people.rules import ACCESS_NEEDS
from goldthread.web.look.door import Door, page
from goldthread.web.look.paging import page_number
from goldthread.web.look.sections import sections
from goldthread.web.people import forms
from goldthread.web.people.acting import Sheet, about, answered, moment, seen_other, version_of
from goldthread.web.refusing import Missing, may_be_sent_to

NEEDS_ASKED_AFTER = timedelta(days=365)  # ours: a need is asked about again within a year
FIELDS = (
    *("name", "pronouns", "birth_date", "nhs_number", "phone", "email", "address", "postcode"),
    *("locality", "gender", "ethnicity", "disability"),
)


@may_be_sent_to
@page()
def caseload(request: HttpRequest, door: Door) -> HttpResponse:
    """People by name: mine or the team's, a page at a time. What is searched for is never in the address."""
    door.check_people()
    asked = request.GET
    whose = "mine" if asked.get("whose") == "mine" else "team"
    form = forms.SearchForm(request.POST or None)
    words = form.cleaned_data["words"] if form.is_bound and form.is_valid() else ""
    wanted = page_number(asked.get("page"))
    past = asked.get("past") == "1"
    found = queries.caseload(
        seen_by=door.scope, whose=whose, words=words, page=1 if words else wanted, past=past
    )
    door.look(found.rows, "people searched" if words else "caseload")
    told = {"found": found, "whose": whose, "form": form, "searched": words, "past": past}
    told |= {"may_record": door.scope.may(May.RECORD), "stages": STAGE, "risks": RISK_LEVEL}
    return render(request, "people/list.jinja", {**told, "needs": ACCESS_NEEDS, "today": door.today})


@may_be_sent_to
@page(May.RECORD)
def add(request: HttpRequest, door: Door) -> HttpResponse:
    """A new person."""
    teams = queries.teams(seen_by=door.scope)
    form = forms.AddPersonForm(request.POST or None, teams=teams)
    lead = "Search first: somebody may be known here already. Only a name and a team are needed."
    sheet = Sheet("Add a person", "Add the person", lead, reverse("people-list"), "People")
    return answered(
        request,
        form,
        sheet,
        lambda told: actions.add_person(**told, by=door.scope, at=door.at),
        said="The person is added.",
        there=lambda made: reverse("people-person", args=[made.pk]),
    )


@page()
def person(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """The person: what they want, where they are, the timeline, and the way to all else."""
    with absence_of((key,)):
        header = about(request, door, key, "person")
        if isinstance(header, HttpResponse):
            return header
        told = {
            "header": header,
            "plans": queries.plans_told(key, seen_by=door.scope),
            "running": queries.running(key, seen_by=door.scope),
            "waiting": queries.waiting(seen_by=door.scope, person=key),
            "consents": _once(queries.standing_consents(key, at=door.at, seen_by=door.scope)),
            "sections": sections(key, seen_by=door.scope, at=door.at),
            "timeline": day.timeline(key, seen_by=door.scope, at=door.at),
            "may_record": door.scope.may(May.RECORD),
            "stages": STAGE,
        }
    return render(request, "people/person.jinja", told)


def _once(consents: Iterable[Consent]) -> list[Consent]:
    """One of each purpose and recipient: who agreed twice agrees to one thing."""
    return list({(one.purpose, one.recipient): one for one in consents}.values())


@may_be_sent_to
@page(May.RECORD)
def change(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Who the person is, mended; the second of two editors sees both."""
    header = about(request, door, key, "person: details")
    if isinstance(header, HttpResponse):
        return header
    row = header.person
    initial = {name: getattr(row, name) for name in (*FIELDS, "died_on")}
    form = forms.ChangePersonForm(request.POST or None, initial=initial)
    there = reverse("people-person", args=[key])
    sheet = Sheet("Details", back=there, back_words=row.name, more={"version": row.version})
    return answered(
        request,
        form,
        sheet,
        lambda told: actions.change_person(
            key, version=version_of(request, row), by=door.scope, at=door.at, **told
        ),
        said="The details are saved.",
        there=there,
        header=header,
    )


@may_be_sent_to
@page()
def needs(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """How the person needs information: shown on every page of theirs."""
    header = about(request, door, key, "person: access needs")
    if isinstance(header, HttpResponse):
        return header
    here = reverse("people-needs", args=[key])
    if request.method == "POST" and (ending := request.POST.get("end")):
        actions.end_access_need(ending, by=door.scope, at=door.at)
        messages.success(request, "The need is no longer shown.")
        return seen_other(here)
    if request.method == "POST" and (still := request.POST.get("still")):
        later = door.today + NEEDS_ASKED_AFTER
        actions.renew_access_need(still, review_due_on=later, by=door.scope, at=door.at)
        messages.success(request, "It is recorded that the need is still there.")
        return seen_other(here)
    form = forms.NeedForm(request.POST or None, initial={"review_due_on": door.today + NEEDS_ASKED_AFTER})
    sheet = Sheet(
        "Access needs",
        "Add the need",
        "Ask how the person reads, talks and meets best. What you add stands on every page of theirs.",
        reverse("people-person", args=[key]),
        header.person.name,
        "people/needs.jinja",
        {"needs": ACCESS_NEEDS, "may_record": door.scope.may(May.RECORD)},
    )
    return answered(
        request,
        form,
        sheet,
        lambda told: actions.set_access_need(key, **told, by=door.scope, at=door.at),
        said="The need is recorded.",
        there=here,
        header=header,
    )


@may_be_sent_to
@page()
def risk(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Assess the person's risk; earlier assessments stand below."""
    header = about(request, door, key, "person: risk")
    if isinstance(header, HttpResponse):
        return header
    form = forms.RiskForm(request.POST or None, initial={"assessed_on": door.today})
    running = queries.current_support(key, seen_by=door.scope)
    more = {"risks": list(queries.risks(key, seen_by=door.scope)), "levels": RISK_LEVEL}
    more["may_record"] = door.scope.may(May.RECORD)
    there = reverse("people-person", args=[key])
    sheet = Sheet("Assess risk", "Save", "", there, header.person.name, "people/risk.jinja", more)

    def assess(told: dict[str, Any]) -> Any:
        day = told.pop("assessed_on")
        return actions.assess_risk(
            person=key,
            support=running.pk if running else None,
            assessed_at=moment(day, None, door=door),
            **told,
            by=door.scope,
            at=door.at,
        )

    return answered(
        request, form, sheet, assess, said="The assessment is recorded.", there=there, header=header
    )


@page()
def looks(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Who looked at this record, and who wrote in it."""
    header = about(request, door, key, "person: who has looked")
    if isinstance(header, HttpResponse):
        return header
    seen = who_looked(key, seen_by=door.scope)
    names = {one.told_as: one.name for one in queries.workers(seen_by=door.scope)}
    rows = [(one.at, names.get(one.by, _who(one.by)), one.verb, one.page) for one in seen]
    return render(
        request,
        "people/looks.jinja",
        {"header": header, "rows": rows, "may_record": door.scope.may(May.RECORD)},
    )


def _who(told_as: str) -> str:
    kind, _, name = told_as.partition(":")
    return {"public": "The public form", "job": f"A job: {name}"}.get(kind, "Somebody who has left")


@may_be_sent_to
@page(May.RECORD)
def void(request: HttpRequest, door: Door, table: str, key: str) -> HttpResponse:
    """Say that something was entered in error: it is kept, and counts no longer."""
    row = queries.voidable(table, key, seen_by=door.scope)
    if row is None:
        raise Missing("There is no such record among those of the people whom you see.")
    header = about(request, door, row.person_id, f"{table}: entered in error")
    if isinstance(header, HttpResponse):
        return header
    there = reverse("people-person", args=[row.person_id])
    lead = f"This {row._meta.verbose_name} stays in the record, marked as an error, and no figure counts it."
    sheet = Sheet("Entered in error", "Mark it as an error", lead, there, header.person.name)
    return answered(
        request,
        forms.VoidForm(request.POST or None),
        sheet,
        lambda told: actions.void_row(row, **told, by=door.scope, at=door.at),
        said="It is marked as entered in error.",
        there=there,
        header=header,
    )
