"""The register of tenancy risks: raised, answered within 72 hours, owned, closed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from goldthread.access.rules import May
from goldthread.housing import actions, huddles, queries
from goldthread.housing.models import TenancyRisk, TenancyRiskAction
from goldthread.housing.rules import STATE_WORDS
from goldthread.web.housing import forms
from goldthread.web.housing.acting import home_of, risk_waits
from goldthread.web.housing.saying import label, said, say_home
from goldthread.web.look.clocks import NO_LIMIT
from goldthread.web.look.door import Door, page
from goldthread.web.people.acting import NOT_HERE, about, found, moment, sheet_of
from goldthread.web.refusing import Missing, may_be_sent_to


@page()
def register(request: HttpRequest, door: Door) -> HttpResponse:
    """The risks of one's teams, oldest first, with their clocks; and the way to the weekly huddle."""
    closed = request.GET.get("closed") == "1"
    teams = queries.teams(seen_by=door.scope)
    asked = request.GET.get("team", "")
    team = next((one for one in teams if one.pk == asked), None)
    rows = queries.register(seen_by=door.scope, team=team.pk if team else None, closed=closed)
    door.look([row.person for row in rows], "tenancy risks")
    known = {} if closed else risk_waits(door)
    waits = {row.risk.pk: known.get(row.risk.pk, NO_LIMIT) for row in rows}
    told = said(
        rows=rows,
        waits=waits,
        overdue=sum(1 for state, _, _ in waits.values() if state == "overdue"),
        closed=closed,
        team=team,
        teams=teams,
        huddles=_huddles(door, teams, closed),
        states=STATE_WORDS,
        may_record=door.scope.may(May.RECORD),
    )
    return render(request, "housing/register.jinja", told)


def _huddles(door: Door, teams: list[Any], closed: bool) -> list[tuple[Any, Any, Any]]:
    """(team, the huddle that sits, the last one) of each team whose risks are shown."""
    if closed:
        return []
    latest: dict[str, Any] = {}
    sitting: dict[str, Any] = {}
    for one in huddles.last_huddles(seen_by=door.scope, size=200):
        if one.ended_at is None:
            sitting[one.team_id] = one
        else:
            latest.setdefault(one.team_id, one)
    return [(team, sitting.get(team.pk), latest.get(team.pk)) for team in teams]


@may_be_sent_to
@page(May.RECORD)
def raised(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """Put a risk in the register."""
    header = about(request, door, person, "person: a tenancy risk")
    if isinstance(header, HttpResponse):
        return header
    held = queries.tenancies_held(person, seen_by=door.scope)
    initial = {"raised_on": door.today, "tenancy": held[0].pk if len(held) == 1 else ""}
    form = forms.RaiseForm(
        request.POST or None,
        initial=initial,
        tenancies=[(one, say_home(one)) for one in held],
        workers=queries.workers(seen_by=door.scope, team=header.team.pk if header.team else None),
    )

    def act(told: dict[str, Any]) -> Any:
        told["raised_at"] = moment(told.pop("raised_on"), told.pop("raised_clock"), door=door)
        chosen = {**told, "tenancy": told["tenancy"] or None, "owner": told["owner"] or None}
        return actions.raise_risk(person=person, **chosen, by=door.scope, at=door.at)

    return sheet_of(
        request,
        header,
        form,
        act,
        title="Raise a tenancy risk",
        button="Put it in the register",
        lead="From now a plan and a first action are due: in 72 hours, unless the contract says other.",
        said="The risk is in the register. The clock to a plan and a first action runs.",
        there=home_of(header),
    )


@page()
def risk(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """One risk: its clock, what was done, who owns it, what the huddles decided."""
    row = queries.risk(key, seen_by=door.scope)
    if row is None:
        raise Missing(NOT_HERE)
    header = about(request, door, row.person, "person: a tenancy risk")
    if isinstance(header, HttpResponse):
        return header
    told = said(
        header=header,
        row=row,
        wait=None if row.risk.closed_at else risk_waits(door, record=key).get(key, NO_LIMIT),
        states=STATE_WORDS,
        decisions=huddles.decisions_on(row.risk, seen_by=door.scope),
        may_record=door.scope.may(May.RECORD),
    )
    return render(request, "housing/risk.jinja", told)


@may_be_sent_to
@page(May.RECORD)
def act_on(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """A plan or an action on a risk."""
    row, header = found(request, door, queries, TenancyRisk, key, "person: an action on a tenancy risk")
    workers = queries.workers(seen_by=door.scope, team=row.team_id)
    form = forms.ActionForm(request.POST or None, workers=workers)

    def act(told: dict[str, Any]) -> Any:
        day, clock, begun = told.pop("opened_on"), told.pop("opened_clock"), told.pop("begun")
        opened = moment(day or door.today, clock, door=door) if begun or day else None
        chosen = {**told, "owner": told["owner"] or None}
        return actions.act_on_risk(tenancy_risk=key, opened_at=opened, **chosen, by=door.scope, at=door.at)

    return sheet_of(
        request,
        header,
        form,
        act,
        title=f"Act on the risk: {label('risk', row.risk_kind).lower()}",
        button="Save",
        lead="A plan counts from when it is agreed, an action from when it is begun.",
        template="housing/act.jinja",
        said="It is recorded.",
        there=reverse("housing-risk", args=[key]),
    )


@may_be_sent_to
@page(May.RECORD)
def action(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """An action that was agreed is begun; one that was begun is complete, or given up."""
    row, header = found(request, door, queries, TenancyRiskAction, key, "person: an action on a tenancy risk")
    there = reverse("housing-risk", args=[row.tenancy_risk_id])
    title = label("action", row.kind)
    giving_up = request.method == "POST" and "done" in request.POST
    if row.opened_at is None and not giving_up and request.GET.get("over") != "1":
        form: Any = forms.BeginForm(
            request.POST or None,
            initial={"opened_on": door.today},
            kind=row.kind,
            workers=queries.workers(seen_by=door.scope, team=row.tenancy_risk.team_id),
        )

        def begin(told: dict[str, Any]) -> Any:
            opened = moment(told.pop("opened_on"), told.pop("opened_clock"), door=door)
            return actions.begin_action(key, opened_at=opened, **told, by=door.scope, at=door.at)

        said_ = "It is begun."
        return sheet_of(
            request, header, form, begin, title=title, button="It is begun", said=said_, there=there,
            lead=row.words, template="housing/begin.jinja",
        )  # fmt: skip
    form = forms.CompleteForm(request.POST or None, initial={"completed_on": door.today, "done": "complete"})

    def over(told: dict[str, Any]) -> Any:
        if told["done"] == "given_up":
            return actions.give_up_action(key, words=told["words"], by=door.scope, at=door.at)
        done = moment(told["completed_on"] or door.today, told["completed_clock"], door=door, end=True)
        return actions.complete_action(key, completed_at=done, by=door.scope, at=door.at)

    return sheet_of(
        request,
        header,
        form,
        over,
        title=title,
        button="Save",
        said="It is recorded.",
        there=there,
        lead=row.words,
    )


@may_be_sent_to
@page(May.RECORD)
def owner(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Who owns a risk."""
    row, header = found(request, door, queries, TenancyRisk, key, "person: the owner of a tenancy risk")
    form = forms.OwnerForm(
        request.POST or None, workers=queries.workers(seen_by=door.scope, team=row.team_id)
    )
    return sheet_of(
        request,
        header,
        form,
        lambda told: actions.own_risk(key, **told, by=door.scope, at=door.at),
        title="Who owns the risk",
        button="Save",
        said="The owner is recorded.",
        there=reverse("housing-risk", args=[key]),
    )


@may_be_sent_to
@page(May.RECORD)
def close(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """How a risk closed."""
    row, header = found(request, door, queries, TenancyRisk, key, "person: a tenancy risk closed")
    form = forms.CloseForm(request.POST or None)
    return sheet_of(
        request,
        header,
        form,
        lambda told: actions.close_risk(key, **told, by=door.scope, at=door.at),
        title=f"Close the risk: {label('risk', row.risk_kind).lower()}",
        button="Close the risk",
        lead="The trouble must stay away for 90 days before the closing counts as resolved.",
        said="The risk is closed.",
        there=reverse("housing-risk", args=[key]),
    )
