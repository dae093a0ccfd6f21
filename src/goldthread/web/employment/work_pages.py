"""A person's work: what they want, what is known, contacts with employers, advice, the Jobcentre."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from goldthread.access.rules import May
from goldthread.employment import actions, queries
from goldthread.employment.models import Preference
from goldthread.people import actions as people_actions
from goldthread.people import queries as people
from goldthread.people.queries import Header
from goldthread.web.employment import forms
from goldthread.web.employment.acting import lawful, sharing, work_of
from goldthread.web.employment.saying import said, say_preference
from goldthread.web.look.door import Door, page
from goldthread.web.people.acting import about, found, moment, sheet_of, void_sheet
from goldthread.web.people.forms import ProfileForm
from goldthread.web.refusing import may_be_sent_to


@page()
def work(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """What is known of a person's work: what they want, who may be told, jobs, contacts, advice."""
    header = about(request, door, person, "person: work")
    if isinstance(header, HttpResponse):
        return header
    told = said(
        door.at,
        header=header,
        whole=queries.work(person, seen_by=door.scope),
        today=door.today,
        may_record=door.scope.may(May.RECORD),
        **sharing(header, door),
    )
    return render(request, "employment/work.jinja", told)


@may_be_sent_to
@page(May.RECORD)
def preference(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """Something the person wants of a job."""
    header = about(request, door, person, "person: a preference")
    if isinstance(header, HttpResponse):
        return header
    form = forms.PreferenceForm(request.POST or None, initial={"stated_on": door.today})

    def act(told: dict[str, Any]) -> Any:
        stated = moment(told.pop("stated_on"), None, door=door)
        return actions.state_preference(person=person, stated_at=stated, **told, by=door.scope, at=door.at)

    return sheet_of(
        request,
        header,
        form,
        act,
        title="What the person wants of a job",
        button="Save",
        lead="The search follows it: every contact with an employer says which preference led to it.",
        said="It is recorded.",
        there=work_of(header),
    )


@may_be_sent_to
@page(May.RECORD)
def preference_over(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """The person wants this no longer."""
    row, header = found(request, door, queries, Preference, key, "person: a preference over")
    form = forms.DetachForm(request.POST or None, initial={"ended_on": door.today})
    return sheet_of(
        request,
        header,
        form,
        lambda told: actions.end_preference(key, **told, by=door.scope, at=door.at),
        title=f"Wanted no longer: {say_preference(row)}",
        button="Save",
        said="It is kept as something the person wanted until then.",
        there=_home(header),
    )


@may_be_sent_to
@page(May.RECORD)
def profile(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """What is known of the person's work on a day; what was said before stays."""
    header = about(request, door, person, "person: work profile")
    if isinstance(header, HttpResponse):
        return header
    last = queries.work(person, seen_by=door.scope).profile
    names = [name for name in ProfileForm.base_fields if name != "stated_on"]
    kept = {name: getattr(last, name) for name in names} if last else {}
    form = ProfileForm(request.POST or None, initial={**kept, "stated_on": door.today})
    support = people.current_support(person, seen_by=door.scope)

    def act(told: dict[str, Any]) -> Any:
        return people_actions.record_profile(
            person=person, support=support.pk if support else None, **told, by=door.scope, at=door.at
        )

    return sheet_of(
        request,
        header,
        form,
        act,
        title="What is known of the person's work",
        button="Save",
        lead="As it is on that day. What was recorded before is kept beside it.",
        said="The profile is recorded.",
        there=work_of(header),
    )


@may_be_sent_to
@page(May.RECORD)
def employer_contact(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """A contact with an employer for the person: consent is looked for where they were spoken about."""
    header = about(request, door, person, "person: a contact with an employer")
    if isinstance(header, HttpResponse):
        return header
    whole = queries.work(person, seen_by=door.scope)
    held = queries.jobs_of(person, seen_by=door.scope)
    start = {"contacted_on": door.today, "employer": request.GET.get("employer", "")}
    if (job := request.GET.get("job", "")) and (of_job := next((one for one in held if one.pk == job), None)):
        start |= {"job": job, "employer": of_job.employer_id or ""}
    form = forms.EmployerContactForm(
        request.POST or None,
        initial=start,
        employers=queries.choices(seen_by=door.scope),
        preferences=whole.wanted,
        jobs=held,
        workers=people.workers(seen_by=door.scope),
        on=door.today,
    )

    def act(told: dict[str, Any]) -> Any:
        contacted = moment(told.pop("contacted_on"), told.pop("contacted_clock"), door=door)
        led = told.pop("preference")
        wanted = {"matches_preference": None if not led else led != "none"}
        if led not in ("", "none"):
            wanted["preference"] = led
        chosen = {name: told.pop(name, "") or None for name in ("employer", "job")}
        return actions.record_employer_contact(
            person=person,
            contacted_at=contacted,
            **chosen,
            **wanted,
            **lawful(told),
            by=door.scope,
            at=door.at,
        )

    return sheet_of(
        request,
        header,
        form,
        act,
        title="Record a contact with an employer",
        button="Save the contact",
        lead="An employer that is not on the list yet is added under People in work, Employers.",
        said="The contact with the employer is recorded.",
        there=work_of(header),
        template="employment/shared.jinja",
        more=sharing(header, door),
    )


@may_be_sent_to
@page(May.RECORD)
def advice(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """Advice on benefits and work."""
    header = about(request, door, person, "person: benefits advice")
    if isinstance(header, HttpResponse):
        return header
    form = forms.AdviceForm(request.POST or None, initial={"given_on": door.today})
    return sheet_of(
        request,
        header,
        form,
        lambda told: actions.give_advice(person=person, **told, by=door.scope, at=door.at),
        title="Record benefits advice",
        button="Save",
        said="The advice is recorded.",
        there=work_of(header),
    )


@may_be_sent_to
@page(May.RECORD)
def jobcentre(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """Word with the Jobcentre about the person, who agrees that we share with partners."""
    header = about(request, door, person, "person: word with the Jobcentre")
    if isinstance(header, HttpResponse):
        return header
    form = forms.JobcentreForm(
        request.POST or None,
        initial={"contacted_on": door.today},
        workers=people.workers(seen_by=door.scope),
    )

    def act(told: dict[str, Any]) -> Any:
        contacted = moment(told.pop("contacted_on"), told.pop("contacted_clock"), door=door)
        return actions.record_jobcentre(
            kind="shared_person",
            person=person,
            contacted_at=contacted,
            **lawful(told),
            by=door.scope,
            at=door.at,
        )

    return sheet_of(
        request,
        header,
        form,
        act,
        title="Record word with the Jobcentre",
        button="Save",
        lead="It needs the person's consent to share with a partner. It is looked for when you save.",
        said="The word with the Jobcentre is recorded.",
        there=work_of(header),
        template="employment/shared.jinja",
    )


@may_be_sent_to
@page(May.RECORD)
def void(request: HttpRequest, door: Door, what: str, key: str) -> HttpResponse:
    """Say that something was entered in error: it is kept and never counted."""
    return void_sheet(request, door, queries, actions, what, key, there=_home)


def _home(header: Header | None) -> str:
    return work_of(header) if header else reverse("employment-employers")
