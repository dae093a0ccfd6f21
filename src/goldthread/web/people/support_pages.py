"""Support: its referrals, start, stages, worker, extension, interest in work, and end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from goldthread.access.rules import May
from goldthread.catalogue.tables.codes import DESTINATION, STAGE, SUPPORT_END
from goldthread.catalogue.tables.codes_work import INTEREST, LAST_WORKED, QUALIFICATION
from goldthread.contracts import queries as contracts
from goldthread.contracts.specification.words import ACTORS
from goldthread.people import actions, queries
from goldthread.people.rules import FIRST_STAGES
from goldthread.web.look.door import Door, page
from goldthread.web.people import forms
from goldthread.web.people.acting import Sheet, about, answered, moment, version_of
from goldthread.web.refusing import Missing, may_be_sent_to

NO_SUPPORT = "There is no such support among the people whom you see."


@page()
def listed(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """A person's referrals and times of support, whole."""
    header = about(request, door, key, "person: support")
    if isinstance(header, HttpResponse):
        return header
    supports = queries.supports(key, seen_by=door.scope)
    services = {one.support.team.service.name for one in supports if one.support.ended_on is None}
    told = {
        "header": header,
        "supports": supports,
        "deviating": {
            name
            for name in services
            if door.scope.may(May.RECORD) and contracts.variances_of(name, door.today, seen_by=door.scope)
        },
        "referrals": [
            (row, queries.state(row, seen_by=door.scope))
            for row in queries.referrals(key, seen_by=door.scope)
        ],
        "profiles": list(queries.profiles(key, seen_by=door.scope)),
        "may_record": door.scope.may(May.RECORD),
        "actors": ACTORS,
        "stages": STAGE,
        "ends": SUPPORT_END,
        "destinations": DESTINATION,
        "interests": INTEREST,
        "qualifications": QUALIFICATION,
        "last": LAST_WORKED,
    }
    return render(request, "people/support.jinja", told)


@may_be_sent_to
@page(May.RECORD)
def refer(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """A new referral of somebody known here."""
    header = about(request, door, key, "person: referral")
    if isinstance(header, HttpResponse):
        return header
    teams = queries.teams(seen_by=door.scope, own=False)
    form = forms.NewReferralForm(request.POST or None, teams=teams, initial={"received_on": door.today})
    back = reverse("people-support", args=[key])

    def act(told: dict[str, Any]) -> Any:
        received = moment(told.pop("received_on"), told.pop("received_clock"), door=door)
        return actions.refer(person=key, received_at=received, **told, by=door.scope, at=door.at)

    sheet = Sheet("Record a referral", "Record the referral", "", back, header.person.name)
    said = "The referral is on the waiting list."
    return answered(request, form, sheet, act, said=said, there=back, header=header)


@may_be_sent_to
@page(May.RECORD)
def start(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Support starts: from the referral that was accepted, where there is one."""
    header = about(request, door, key, "person: start support")
    if isinstance(header, HttpResponse):
        return header
    accepted = queries.accepted(key, seen_by=door.scope)
    initial: dict[str, Any] = {"started_on": door.today, "stage": FIRST_STAGES[1]}
    lead = "Ask everyone about their housing, and offer advice, options and advocacy. Blank means not asked."
    if door.scope.worker is not None:
        initial["worker"] = door.scope.worker.pk
    if accepted is not None:
        initial |= {"team": accepted.team_id, "in_contact": accepted.in_contact}
        initial["employment_status_at_start"] = accepted.employment_status
        lead += _planned_months(accepted.team.service.name, door)
    form = forms.SupportForm(
        request.POST or None,
        teams=queries.teams(seen_by=door.scope),
        workers=queries.workers(seen_by=door.scope),
        initial=initial,
    )

    def act(told: dict[str, Any]) -> Any:
        told["worker"] = told["worker"] or None
        # A referral to another team waits on for that team.
        own = accepted.pk if accepted is not None and accepted.team_id == told["team"] else None
        return actions.start_support(person=key, referral=own, **told, by=door.scope, at=door.at)

    back = reverse("people-person", args=[key])
    sheet = Sheet("Start support", "Start support", lead, back, header.person.name)
    return answered(request, form, sheet, act, said="Support has started.", there=back, header=header)


def _planned_months(service: str, door: Door) -> str:
    """What the contract of the service says of how long support lasts; nothing where it says nothing."""
    months = contracts.months_of(service, door.today, seen_by=door.scope)
    most = " or ".join(str(each) for each in months)
    return f" By the contract support lasts at most {most} months." if months else ""


Act = Callable[[Any, dict[str, Any], Door], Any]


def _of_support(
    request: HttpRequest,
    door: Door,
    key: str,
    title: str,
    form_of: Callable[[Any], django.Form],
    act: Act,
    said: str,
    template: str = "people/sheet.jinja",
) -> HttpResponse:
    """One form about one support."""
    row = queries.support(key, seen_by=door.scope)
    if row is None:
        raise Missing(NO_SUPPORT)
    header = about(request, door, row.person_id, f"person: {title.lower()}")
    if isinstance(header, HttpResponse):
        return header
    back = reverse("people-support", args=[row.person_id])
    sheet = Sheet(title, title, "", back, header.person.name, template)
    return answered(
        request,
        form_of(row),
        sheet,
        lambda told: act(row, told, door),
        said=said,
        there=back,
        header=header,
    )


@may_be_sent_to
@page(May.RECORD)
def stage(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Another stage, with its rationale."""
    return _of_support(
        request,
        door,
        key,
        "Change the stage",
        lambda row: forms.StageForm(request.POST or None, initial={"started_on": door.today}),
        lambda row, told, door: actions.move_stage(support=row.pk, **told, by=door.scope, at=door.at),
        "The stage is changed.",
    )


@may_be_sent_to
@page(May.RECORD)
def worker(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Another named worker."""
    colleagues = queries.workers(seen_by=door.scope)
    return _of_support(
        request,
        door,
        key,
        "Name another worker",
        lambda row: forms.WorkerForm(request.POST or None, workers=colleagues),
        lambda row, told, door: actions.hand_over_worker(row, **told, by=door.scope, at=door.at),
        "The named worker is changed.",
    )


@may_be_sent_to
@page(May.RECORD)
def extend(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Support beyond its planned end."""
    return _of_support(
        request,
        door,
        key,
        "Extend support",
        lambda row: forms.ExtensionForm(request.POST or None),
        lambda row, told, door: actions.extend_support(row, **told, by=door.scope, at=door.at),
        "Support is extended.",
    )


@may_be_sent_to
@page(May.RECORD)
def variation(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """A deviation from the pathway, with its reason and who decided it."""

    def form_of(row: Any) -> django.Form:
        service = row.team.service.name
        permitted = [
            (one.code, f"{one.says} ({ACTORS[one.decided_by].lower()} decides)")
            for one in contracts.variances_of(service, door.today, seen_by=door.scope)
        ]
        if not permitted:
            raise Missing("The contract of this service permits no deviation today.")
        return forms.VariationForm(
            request.POST or None,
            permitted=permitted,
            workers=queries.workers(seen_by=door.scope),
            initial={"decided_on": door.today},
        )

    def act(row: Any, told: dict[str, Any], door: Door) -> Any:
        told["worker"] = told["worker"] or None
        return actions.record_variation(row, **told, by=door.scope, at=door.at)

    return _of_support(
        *(request, door, key, "Record a deviation from the pathway", form_of, act),
        "The deviation is recorded with its reason.",
    )


@may_be_sent_to
@page(May.RECORD)
def interest(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Interest in paid work, asked."""
    return _of_support(
        request,
        door,
        key,
        "Ask about paid work",
        lambda row: forms.InterestForm(request.POST or None, initial={"asked_on": door.today}),
        lambda row, told, door: actions.record_interest(
            person=row.person_id, support=row.pk, **told, by=door.scope, at=door.at
        ),
        "The answer is recorded.",
    )


@may_be_sent_to
@page(May.RECORD)
def end(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """The end of support."""
    own = getattr(door.scope.worker, "pk", "")
    colleagues = [one for one in queries.workers(seen_by=door.scope) if one.pk != own]
    return _of_support(
        request,
        door,
        key,
        "End support",
        lambda row: forms.EndForm(request.POST or None, initial={"ended_on": door.today}, workers=colleagues),
        lambda row, told, door: actions.end_support(support=row.pk, **told, by=door.scope, at=door.at),
        "Support has ended. Your team sees the record for 90 days yet.",
        "people/end.jinja",
    )


@may_be_sent_to
@page(May.RECORD)
def offer(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """The universal offer, asked and made since; the second of two editors sees both."""
    row = queries.support(key, seen_by=door.scope)
    if row is None:
        raise Missing(NO_SUPPORT)
    header = about(request, door, row.person_id, "person: universal offer")
    if isinstance(header, HttpResponse):
        return header
    initial = {name: getattr(row, name) for name in forms.OfferForm.base_fields}
    form = forms.OfferForm(request.POST or None, initial=initial)
    back = reverse("people-support", args=[row.person_id])
    lead = "Everyone is asked about their housing and offered advice, options and advocacy."
    sheet = Sheet("Universal offer", "Save", lead, back, header.person.name, more={"version": row.version})
    return answered(
        request,
        form,
        sheet,
        lambda told: actions.change_support(
            row, version=version_of(request, row), **told, by=door.scope, at=door.at
        ),
        said="The answers are saved.",
        there=back,
        header=header,
    )


@may_be_sent_to
@page(May.RECORD)
def team(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Another team sees the person too."""
    header = about(request, door, key, "person: another team")
    if isinstance(header, HttpResponse):
        return header
    form = forms.TeamForm(
        request.POST or None,
        teams=queries.teams(seen_by=door.scope, own=False),
        workers=queries.workers(seen_by=door.scope),
    )
    back = reverse("people-support", args=[key])
    lead = "For joint work, or before support moves. The team sees the record from today."
    sheet = Sheet("Let another team see the record", "Let them see it", lead, back, header.person.name)
    return answered(
        request,
        form,
        sheet,
        lambda told: actions.move_to_team(
            key, team=told["team"], worker=told["worker"] or None, by=door.scope, at=door.at
        ),
        said="The team sees the record from today.",
        there=back,
        header=header,
    )
