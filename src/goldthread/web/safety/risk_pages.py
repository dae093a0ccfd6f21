"""A person's safety in one page; the risk plan at home, what a ward tells, and decisions on risk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goldthread.access.rules import May
from goldthread.kernel.words import say_date
from goldthread.safety import actions, queries, rules
from goldthread.safety.models import RiskDecision, RiskPlan
from goldthread.web.look.clocks import waits
from goldthread.web.look.door import Door, page
from goldthread.web.people.acting import NOT_HERE, about, found, moment, sheet_of, version_of, void_sheet
from goldthread.web.refusing import Missing, may_be_sent_to
from goldthread.web.safety import forms
from goldthread.web.safety.acting import safety_of
from goldthread.web.safety.saying import label, said

SHOWN = ("safeguarding_same_day", "safeguarding_referral", "notification_told", "discharge_unblocked")


@page()
def person(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """What keeps the person safe, what went wrong, and where they are on the way through hospital."""
    header = about(request, door, person, "person: safety")
    if isinstance(header, HttpResponse):
        return header
    told = said(
        header=header,
        whole=queries.whole(person, seen_by=door.scope),
        waits=waits(door, *SHOWN, person=person),
        may_record=door.scope.may(May.RECORD),
        today=door.today,
    )
    return render(request, "safety/person.jinja", told)


@page()
def register(request: HttpRequest, door: Door) -> HttpResponse:
    """What is open in the reader's teams: concerns, blocked discharges, who must be told, complaints."""
    teams = queries.teams(seen_by=door.scope)
    team = next((one for one in teams if one.pk == request.GET.get("team")), None)
    found_ = queries.register(seen_by=door.scope, team=team.pk if team else None)
    door.look(found_.people, "safety register")
    told = said(
        register=found_,
        teams=teams,
        team=team,
        waits=waits(door, *SHOWN, "complaint_response"),
        may_record=door.scope.may(May.RECORD),
    )
    return render(request, "safety/register.jinja", told)


@may_be_sent_to
@page(May.RECORD)
def plan(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """Assess the risk at home and agree the plan; it replaces the one before, whose words stand there."""
    header = about(request, door, person, "person: a risk plan")
    if isinstance(header, HttpResponse):
        return header
    before = queries.whole(person, seen_by=door.scope).community
    start: dict[str, Any] = {"agreed_on": door.today}
    if before is not None:
        start |= {name: getattr(before, name) for name in ("signs", "safer", "own_words")}
    form = forms.PlanForm(request.POST or None, initial=start)

    def act(told: dict[str, Any]) -> Any:
        agreed = moment(told.pop("agreed_on"), told.pop("agreed_clock"), door=door)
        return actions.agree_risk_plan(person=person, agreed_at=agreed, **told, by=door.scope, at=door.at)

    return sheet_of(
        request,
        header,
        form,
        act,
        title="Assess risk and agree the plan",
        button="Save the plan",
        lead="At home and in the community. What a ward says of risk there is kept apart.",
        said="The risk plan is agreed.",
        there=safety_of(header),
    )


@may_be_sent_to
@page(May.RECORD)
def plan_words(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Mend the words of a plan; the second of two editors sees both."""
    row, header = found(request, door, queries, RiskPlan, key, "person: a risk plan, its words")
    names = ("signs", "safer", "own_words", "copy_given_on")
    form = forms.PlanWordsForm(request.POST or None, initial={name: getattr(row, name) for name in names})

    def act(told: dict[str, Any]) -> Any:
        version = version_of(request, row)
        return actions.change_risk_plan(key, version=version, **told, by=door.scope, at=door.at)

    return sheet_of(
        request,
        header,
        form,
        act,
        title=f"Risk plan of {say_date(row.agreed_at)}",
        button="Save",
        lead=f"{label('setting', row.setting)}: {label('level', row.level).lower()} risk.",
        said="The words of the plan are saved.",
        there=safety_of(header),
        more={"version": row.version},
    )


@may_be_sent_to
@page(May.RECORD)
def ward(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """What a ward says of the risk there."""
    header = about(request, door, person, "person: risk on a ward")
    if isinstance(header, HttpResponse):
        return header
    form = forms.WardForm(request.POST or None, initial={"agreed_on": door.today})

    def act(told: dict[str, Any]) -> Any:
        agreed = moment(told.pop("agreed_on"), told.pop("agreed_clock"), door=door)
        return actions.tell_ward_risk(person=person, agreed_at=agreed, **told, by=door.scope, at=door.at)

    return sheet_of(
        request,
        header,
        form,
        act,
        title="What the ward says of risk",
        button="Save what the ward says",
        lead="A ward sees another life than home. This changes nothing of the plan for home.",
        said="What the ward says is kept, apart from the plan for home.",
        there=safety_of(header),
    )


@may_be_sent_to
@page(May.RECORD)
def ward_end(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """What a ward said no longer stands."""
    row, header = found(request, door, queries, RiskPlan, key, "person: risk on a ward")
    if row.setting != rules.WARD:
        raise Missing(NOT_HERE)
    form = forms.WardEndForm(request.POST or None, initial={"ended_on": door.today})
    return sheet_of(
        request,
        header,
        form,
        lambda told: actions.end_ward_risk(key, **told, by=door.scope, at=door.at),
        title="The ward's view of risk no longer stands",
        button="End it",
        said="It no longer stands.",
        there=safety_of(header),
    )


@may_be_sent_to
@page(May.RECORD)
def decide(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """A risk taken on purpose, or the least restriction that will do."""
    header = about(request, door, person, "person: a decision on risk")
    if isinstance(header, HttpResponse):
        return header
    form = forms.DecisionForm(request.POST or None, initial={"decided_on": door.today})

    def act(told: dict[str, Any]) -> Any:
        decided = moment(told.pop("decided_on"), None, door=door)
        return actions.decide_risk(person=person, decided_at=decided, **told, by=door.scope, at=door.at)

    return sheet_of(
        request,
        header,
        form,
        act,
        title="Decide on a risk",
        button="Save the decision",
        lead="A life without any risk is no life. Say what is gained, and choose the least restriction.",
        said="The decision is kept.",
        there=safety_of(header),
    )


@may_be_sent_to
@page(May.RECORD)
def review(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """A decision looked at again."""
    row, header = found(request, door, queries, RiskDecision, key, "person: a decision on risk")
    form = forms.DecisionReviewForm(request.POST or None, initial={"reviewed_on": door.today})
    return sheet_of(
        request,
        header,
        form,
        lambda told: actions.review_decision(key, **told, by=door.scope, at=door.at),
        title=f"Decision of {say_date(row.decided_at)}",
        button="Save",
        lead=row.what,
        said="The decision is looked at again.",
        there=safety_of(header),
    )


@may_be_sent_to
@page(May.RECORD)
def void(request: HttpRequest, door: Door, what: str, key: str) -> HttpResponse:
    """Something was entered in error."""
    if what == "complaint":
        raise Missing(NOT_HERE)  # one may be about nobody, and is closed on its own page
    return void_sheet(request, door, queries, actions, what, key, there=safety_of)
