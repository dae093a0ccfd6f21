"""Who waits: referrals with their decisions and intake, enquiries with what becomes of them."""

from __future__ import annotations

from typing import Any

from django import forms as django
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from goldthread.access.rules import May
from goldthread.catalogue.tables.codes_nhs import REFERRAL_SOURCE
from goldthread.contracts import queries as contracts
from goldthread.kernel.instants import civil_date, to_london
from goldthread.kernel.words import say_date
from goldthread.people import actions, queries
from goldthread.people.models import Person
from goldthread.people.rules import CONTACT_BY, ENQUIRY_KIND, ENQUIRY_SOURCES, STATE_WORDS, ReferralState
from goldthread.web.look.door import Door, page
from goldthread.web.look.forms import DateField, coded
from goldthread.web.people import forms
from goldthread.web.people.acting import Sheet, about, answered, moment, version_of
from goldthread.web.refusing import Missing, may_be_sent_to


@page()
def waiting(request: HttpRequest, door: Door) -> HttpResponse:
    """The waiting list, longest first, each with its clock."""
    door.check_people()
    rows = queries.waiting(seen_by=door.scope)
    door.look([row.person for row in rows if row.person], "referrals waiting")
    lines = [(row, (door.today - civil_date(row.received_at)).days, _said(row)) for row in rows]
    told = {"lines": lines, "sources": REFERRAL_SOURCE, "may_record": door.scope.may(May.RECORD)}
    told["matches"] = len(queries.matches_to_decide(seen_by=door.scope))
    return render(request, "people/waiting.jinja", told)


def _said(row: queries.WaitingRow) -> str:
    if row.kind == "enquiry":
        return f"{ENQUIRY_KIND.label(row.state)}, not taken on yet"
    return STATE_WORDS[ReferralState(row.state)]


TO_DECIDE = (ReferralState.RECEIVED, ReferralState.ANSWERED)


@may_be_sent_to
@page()
def referral(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """One referral: what it says, its answer, its decision."""
    row = queries.referral(key, seen_by=door.scope)
    if row is None:
        raise Missing("There is no such referral among the people whom you see.")
    header = about(request, door, row.person_id, "referral")
    if isinstance(header, HttpResponse):
        return header
    here = reverse("people-referral", args=[key])
    state = queries.state(row, seen_by=door.scope)
    more = {
        "referral": row,
        "state": state,
        "said": STATE_WORDS[state],
        "sources": REFERRAL_SOURCE,
        "waited": (civil_date(row.decided_at or door.at) - civil_date(row.received_at)).days,
        "may_record": door.scope.may(May.RECORD),
        "profiles": list(queries.profiles(row.person_id, seen_by=door.scope)),
    }
    if state in TO_DECIDE:
        more["entry"] = contracts.entry_of(row.team.service.name, door.today, seen_by=door.scope)
    back = reverse("people-waiting")
    sheet = Sheet(
        "Referral", "Save the decision", "", back, "Referrals waiting", "people/referral.jinja", more
    )
    form = forms.DecisionForm(request.POST or None, initial={"decided_on": door.today})

    def decide(told: dict[str, Any]) -> Any:
        day, clock = told.pop("decided_on"), told.pop("decided_clock")
        decided = moment(day, clock, door=door, end=True)
        return actions.decide_referral(row, **told, decided_at=decided, by=door.scope, at=door.at)

    return answered(request, form, sheet, decide, said="The decision is recorded.", there=here, header=header)


@may_be_sent_to
@page(May.RECORD)
def answer(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """The referrer was answered for the first time."""
    row = queries.referral(key, seen_by=door.scope)
    if row is None:
        raise Missing("There is no such referral among the people whom you see.")
    header = about(request, door, row.person_id, "referral: answer")
    if isinstance(header, HttpResponse):
        return header
    there = reverse("people-referral", args=[key])
    form = forms.AnswerForm(request.POST or None, initial={"responded_on": door.today})

    def act(told: dict[str, Any]) -> Any:
        responded = moment(told["responded_on"], told["responded_clock"], door=door, end=True)
        return actions.answer_referral(row, responded_at=responded, by=door.scope, at=door.at)

    sheet = Sheet("Record the first answer", "Save", "", there, "The referral")
    return answered(request, form, sheet, act, said="The answer is recorded.", there=there, header=header)


@may_be_sent_to
@page(May.RECORD)
def mend(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """What a referral says, mended; the second of two editors sees both."""
    row = queries.referral(key, seen_by=door.scope)
    if row is None:
        raise Missing("There is no such referral among the people whom you see.")
    header = about(request, door, row.person_id, "referral: details")
    if isinstance(header, HttpResponse):
        return header
    there = reverse("people-referral", args=[key])
    clock = to_london(row.received_at)
    names = ("referral_source", "referred_by", "reason", "employment_status", "in_contact")
    initial = {name: getattr(row, name) for name in names}
    initial |= {"received_on": clock.date(), "received_clock": f"{clock:%H:%M}"}
    form = forms.ReferralForm(request.POST or None, initial=initial)

    def act(told: dict[str, Any]) -> Any:
        day, time = told.pop("received_on"), told.pop("received_clock")
        # To the minute the page shows: a moment that nobody touched stays as exact as it was.
        same = time is not None and (day, f"{time:%H:%M}") == (clock.date(), f"{clock:%H:%M}")
        told["received_at"] = row.received_at if same else moment(day, time, door=door)
        version = version_of(request, row)
        return actions.change_referral(row, version=version, **told, by=door.scope, at=door.at)

    sheet = Sheet("Details of the referral", "Save", "", there, "The referral", more={"version": row.version})
    return answered(request, form, sheet, act, said="The referral is saved.", there=there, header=header)


@may_be_sent_to
@page(May.RECORD)
def intake(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """What is known of the person's work when they come."""
    row = queries.referral(key, seen_by=door.scope)
    if row is None:
        raise Missing("There is no such referral among the people whom you see.")
    header = about(request, door, row.person_id, "referral: intake")
    if isinstance(header, HttpResponse):
        return header
    there = reverse("people-referral", args=[key])
    initial = {"stated_on": civil_date(row.received_at), "employment_status": row.employment_status}
    form = forms.ProfileForm(request.POST or None, initial=initial)
    lead = "Ask what the person is willing to say. What is left blank counts as not known, never as no."
    sheet = Sheet("Intake: work and learning", "Save", lead, there, "The referral")
    return answered(
        request,
        form,
        sheet,
        lambda told: actions.record_profile(
            person=row.person_id, referral=row.pk, **told, by=door.scope, at=door.at
        ),
        said="The answers are recorded.",
        there=there,
        header=header,
    )


class TakeForm(forms.Form):
    """What makes a person and a referral of an enquiry."""

    referral_source = coded(REFERRAL_SOURCE, label="Who referred")
    birth_date = DateField(label="Date of birth", required=False)
    nhs_number = forms.text("NHS number", 20)

    def __init__(self, *given: Any, teams: Any, alike: list[Person], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["team"] = forms.choice_of("Team", teams)
        if alike:
            known = [(one.pk, _told_apart(one)) for one in alike]
            self.fields["person"] = django.ChoiceField(
                label="Is it somebody known here?",
                choices=[*known, ("", "Somebody new")],
                required=False,
                widget=django.RadioSelect,
            )
        self.order_fields(["team", "person"])


def _told_apart(one: Person) -> str:
    born = f", born {say_date(one.birth_date)}" if one.birth_date else ""
    return f"{one.name}{born}"


class CloseForm(forms.Form):
    """Why an enquiry ends here."""

    reason = forms.text("Reason", 400, rows=3, required=True)


class SendForm(forms.Form):
    """The team that is to answer."""

    def __init__(self, *given: Any, teams: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["team"] = forms.choice_of("Team", teams)


@may_be_sent_to
@page()
def enquiry(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """One enquiry: taken on, sent to another team, or closed."""
    row = queries.enquiry(key, seen_by=door.scope)
    if row is None:
        raise Missing("There is no such enquiry among those of your teams.")
    act = request.POST.get("act", "take")
    there = reverse("people-waiting")
    teams = queries.teams(seen_by=door.scope)
    everywhere = queries.teams(seen_by=door.scope, own=False)
    sent = request.POST or None
    alike = queries.alike(row.name, seen_by=door.scope) if row.referral_id is None else []
    door.look(alike, "enquiry: known here?")
    begun = {"referral_source": ENQUIRY_SOURCES.get(row.kind, "")}
    if row.team_id is not None:
        begun["team"] = row.team_id
    take = TakeForm(sent if act == "take" else None, teams=teams, alike=alike, initial=begun)
    close = CloseForm(sent if act == "close" else None, auto_id="close_%s")
    send = SendForm(sent if act == "send" else None, teams=everywhere, auto_id="send_%s")
    more = {
        "enquiry": row,
        "others": queries.enquiries_of_form(row, seen_by=door.scope),
        "kinds": ENQUIRY_KIND,
        "ways": CONTACT_BY,
        "take": take,
        "close": close,
        "send": send,
        "waited": (door.today - civil_date(row.received_at)).days,
        "may_record": door.scope.may(May.RECORD),
    }
    sheet = Sheet("Enquiry", "", "", there, "Referrals waiting", "people/enquiry.jinja", more)
    who = {"by": door.scope, "at": door.at}
    chosen: dict[str, tuple[django.Form, Any, str, Any]] = {
        "take": (
            take,
            lambda told: actions.take_enquiry(row, **{**told, "person": told.get("person") or None}, **who),
            "Taken on: the referral is on the waiting list.",
            lambda made: reverse("people-referral", args=[made.pk]),
        ),
        "close": (close, lambda told: actions.close_enquiry(row, **told, **who), "Closed.", there),
        "send": (
            send,
            lambda told: actions.send_enquiry_to_team(row, **told, **who),
            "Sent to the team.",
            there,
        ),
    }
    form, doing, said, goes = chosen.get(act, chosen["take"])
    return answered(request, form, sheet, doing, said=said, there=goes)
