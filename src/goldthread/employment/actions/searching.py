"""The way to work: what a person wants, employers, contacts with them, advice on benefits, the Jobcentre."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Required, TypedDict, Unpack

from django.db import transaction

from goldthread.access.scope import Scope
from goldthread.employment import rules
from goldthread.employment.actions.writing import around, changed, jobs_of, made, own_team
from goldthread.employment.models import (
    BenefitsAdvice,
    Employer,
    EmployerContact,
    JobcentreContact,
    Preference,
)
from goldthread.kernel.instants import civil_date
from goldthread.kernel.refusals import Refused
from goldthread.people import rules as people
from goldthread.people.actions import check_sharing
from goldthread.people.actions.rooms import rows_of
from goldthread.people.actions.writing import check_worker, key_of, seen

JOBCENTRE = "Jobcentre Plus"


class PreferenceTold(TypedDict, total=False):
    """Something a person wants of a job."""

    id: str
    source: str
    person: Required[str]
    support: str | None
    stated_at: Required[datetime]
    kind: Required[str]
    industry: str
    words: str
    ended_on: date | None


class EmployerTold(TypedDict, total=False):
    """An employer. Without a team it is the writer's; who sees all of the organisation may share it."""

    id: str
    source: str
    team: str | None
    name: Required[str]
    industry: str
    contact_name: str
    reach: str
    words: str


class EmployerContactTold(TypedDict, total=False):
    """A contact with an employer. Without a person it is to learn of jobs.

    `face_to_face` follows `mode`, `industry` the employer, `matches_preference` the preference, unless said.
    """

    id: str
    source: str
    person: str | None
    support: str | None
    team: str | None
    worker: str | None
    job: str | None
    employer: str | None
    contacted_at: Required[datetime]
    mode: str
    face_to_face: bool | None
    about_person: bool | None
    competitive: bool | None
    matches_preference: bool | None
    preference: str | None
    industry: str
    sharing_check: str | None
    words: str


class AdviceTold(TypedDict, total=False):
    """Advice on benefits, by how far it went."""

    id: str
    source: str
    person: Required[str]
    support: str | None
    team: str | None
    kind: Required[str]
    given_on: Required[date]
    adviser: str
    words: str


@transaction.atomic
def state_preferences(told: Sequence[PreferenceTold], *, by: Scope, at: datetime) -> list[Preference]:
    """What people want of a job, as they say it."""
    near = around(told, by)
    wanted = []
    for one in told:
        if not one["kind"]:
            raise Refused("Choose what the preference is about.")
        if one["kind"] == "industry" and not (one.get("industry") or one.get("words")):
            raise Refused("Choose the industry, or say it in words.")
        people.check_not_ahead(one["stated_at"], at=at, what="The day it was said")
        people.check_order(
            civil_date(one["stated_at"]), one.get("ended_on"), "It cannot stop before it was said."
        )
        wanted.append(near.filled(one, civil_date(one["stated_at"]), team=False))
    return made(Preference, wanted, verb="state_preference", by=by, at=at)


def state_preference(*, by: Scope, at: datetime, **told: Unpack[PreferenceTold]) -> Preference:
    """One preference of one person."""
    return state_preferences([told], by=by, at=at)[0]


@transaction.atomic
def end_preference(
    preference: Preference | str, *, ended_on: date | None = None, by: Scope, at: datetime
) -> Preference:
    """The person wants this no longer."""
    row = seen(Preference, preference, by)
    if row.ended_on is not None:
        raise Refused("This preference has ended already.")
    day = ended_on or civil_date(at)
    people.check_not_ahead(day, at=at, what="The day it ended")
    people.check_order(civil_date(row.stated_at), day, "It cannot stop before it was said. Check the date.")
    return changed(row, {"ended_on": day}, verb="end_preference", by=by, at=at)


@transaction.atomic
def add_employers(told: Sequence[EmployerTold], *, by: Scope, at: datetime) -> list[Employer]:
    """Employers that a team came to know."""
    wanted = [{**one, "team": own_team(by, one.get("team"))} for one in told]
    return made(Employer, wanted, verb="add_employer", by=by, at=at)


def add_employer(*, by: Scope, at: datetime, **told: Unpack[EmployerTold]) -> Employer:
    """One employer, not known under this name yet."""
    name = " ".join(told["name"].split())
    if Employer.objects.seen_by(by).filter(name__iexact=name, voided=False).exists():
        raise Refused(f"{name} is among the employers already. Choose it from the list.")
    return add_employers([{**told, "name": name}], by=by, at=at)[0]


@transaction.atomic
def change_employer(
    employer: Employer | str, *, version: int, by: Scope, at: datetime, **told: Any
) -> Employer:
    """Mend what is known of an employer."""
    row = seen(Employer, employer, by)
    mendable = set(EmployerTold.__annotations__) - {"id", "source", "team"}
    if beyond := set(told) - mendable:
        raise TypeError(f"{sorted(beyond)} of an employer are not mended here")
    return changed(row, told, verb="change_employer", by=by, at=at, version=version)


@transaction.atomic
def record_employer_contacts(
    told: Sequence[EmployerContactTold], *, by: Scope, at: datetime
) -> list[EmployerContact]:
    """Contacts with employers, as they were made. Consent is not looked for: what is brought here is past."""
    near = around(told, by)
    employers = rows_of(Employer, (key for one in told if (key := one.get("employer"))), by)
    jobs = jobs_of(told, by)
    wanted_too = rows_of(Preference, (key for one in told if (key := one.get("preference"))), by)
    wanted = []
    for one in told:
        people.check_not_ahead(one["contacted_at"], at=at, what="The contact")
        row: dict[str, Any] = dict(one)
        person = row["person"] = key_of(one.get("person")) or None
        for rows, column in ((jobs, "job"), (wanted_too, "preference")):
            hung = rows.get(str(key_of(one.get(column)) or ""))
            if hung is not None and hung.person_id != person:
                raise Refused(f"This {column} is somebody else's. Open the person again.")
        employer = employers.get(str(key_of(one.get("employer")) or ""))
        if employer is not None and "industry" not in row:
            row["industry"] = employer.industry
        if "face_to_face" not in row and row.get("mode"):
            row["face_to_face"] = row["mode"] in rules.FACE_TO_FACE
        if row.get("preference") and row.get("matches_preference") is None:
            row["matches_preference"] = True
        if person is not None:
            row = near.filled(row, civil_date(one["contacted_at"]))
        else:
            if one.get("about_person"):
                raise Refused("Say who was spoken about.")
            row["team"] = own_team(by, one.get("team"))
        wanted.append(row)
    return made(EmployerContact, wanted, verb="record_employer_contact", by=by, at=at)


@transaction.atomic
def record_employer_contact(
    *,
    lawful_reason: str = "",
    second_person: str | None = None,
    by: Scope,
    at: datetime,
    **told: Unpack[EmployerContactTold],
) -> EmployerContact:
    """One contact with an employer. Where the person was spoken about, consent is looked for at that moment,
    and the check is kept with the contact; without consent it is refused, unless there is a lawful reason.
    """
    told.setdefault("worker", by.worker.pk if by.worker else None)
    if worker := told.get("worker"):
        check_worker(worker, by)
    if told.get("about_person") and told.get("person"):
        told["sharing_check"] = employer_check(
            str(told["person"]),
            told.get("employer"),
            told["contacted_at"],
            lawful_reason,
            second_person,
            by=by,
            at=at,
        )
    return record_employer_contacts([told], by=by, at=at)[0]


def employer_check(
    person: str,
    employer: str | None,
    moment: datetime,
    lawful_reason: str,
    second_person: str | None,
    *,
    by: Scope,
    at: datetime,
) -> str:
    """The key of the check that consent to talk with this employer was looked for."""
    named = seen(Employer, employer, by).name if employer else ""
    check = check_sharing(
        person,
        purpose="employer_liaison",
        recipient=named,
        lawful_reason=lawful_reason,
        second_person=second_person or None,
        shared_at=moment,
        by=by,
        at=at,
    )
    return str(check.pk)


@transaction.atomic
def give_advices(told: Sequence[AdviceTold], *, by: Scope, at: datetime) -> list[BenefitsAdvice]:
    """Advice on benefits and work that people were given."""
    near = around(told, by)
    wanted = []
    for one in told:
        if not one["kind"]:
            raise Refused("Choose how far the advice went.")
        people.check_not_ahead(one["given_on"], at=at, what="The day of the advice")
        wanted.append(near.filled(one, one["given_on"]))
    return made(BenefitsAdvice, wanted, verb="give_advice", by=by, at=at)


def give_advice(*, by: Scope, at: datetime, **told: Unpack[AdviceTold]) -> BenefitsAdvice:
    """Advice that one person was given."""
    return give_advices([told], by=by, at=at)[0]


@transaction.atomic
def record_jobcentre(
    *,
    kind: str,
    contacted_at: datetime,
    person: str | None = None,
    team: str | None = None,
    words: str = "",
    lawful_reason: str = "",
    second_person: str | None = None,
    by: Scope,
    at: datetime,
) -> JobcentreContact:
    """Word with the Jobcentre. About somebody, consent to share with partners is looked for and kept."""
    if not kind:
        raise Refused("Choose what the word with the Jobcentre was.")
    people.check_not_ahead(contacted_at, at=at, what="The contact")
    told: dict[str, Any] = {"kind": kind, "contacted_at": contacted_at, "words": words}
    if (kind == "shared_person") != bool(person):
        raise Refused("Word about somebody names them; a meeting names nobody. Start from the right page.")
    if person:
        check = check_sharing(
            person,
            purpose="partner_sharing",
            recipient=JOBCENTRE,
            lawful_reason=lawful_reason,
            second_person=second_person or None,
            shared_at=contacted_at,
            by=by,
            at=at,
        )
        filled = around([{"person": person}], by).filled({"person": person}, civil_date(contacted_at))
        told |= {"person": person, "team": filled["team"], "sharing_check": check.pk}
    else:
        told["team"] = own_team(by, team)
    told["worker"] = by.worker.pk if by.worker else None
    row: JobcentreContact = made(JobcentreContact, [told], verb="record_jobcentre", by=by, at=at)[0]
    return row
