"""Jobs from start to end, time away from them, and the plan of the first four weeks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Required, TypedDict, Unpack

from django.db import transaction

from goldthread.access.scope import Scope
from goldthread.contacts.actions import NewWarning, raise_warnings
from goldthread.contacts.models import EarlyWarning
from goldthread.employment import rules
from goldthread.employment.actions.writing import BEFORE_THE_JOB, around, changed, held, jobs_of, made
from goldthread.employment.models import Absence, Adjustment, Employer, Job
from goldthread.kernel.instants import civil_date
from goldthread.kernel.refusals import Refused
from goldthread.people import rules as people
from goldthread.people.actions import StepTold, agree_plan
from goldthread.people.actions.rooms import rows_of
from goldthread.people.actions.writing import check_worker, key_of, seen
from goldthread.people.models import Plan

ORDER = "A job cannot end before it starts. Check the dates."


class JobTold(TypedDict, total=False):
    """A job. Without `status` it is held where it has no end; `support` and `team` follow the day."""

    id: str
    source: str
    person: Required[str]
    support: str | None
    team: str | None
    worker: str | None
    employer: str | None
    title: str
    origin: str
    paid: bool | None
    competitive: bool | None
    started_on: Required[date]
    ended_on: date | None
    status: str
    last_confirmed_on: date | None
    end_reason: str
    end_words: str
    weekly_hours: Decimal | None
    hours_band: str
    industry: str
    placed: bool | None


class AbsenceTold(TypedDict, total=False):
    """Time away. Without `working_days` figures count Mondays to Fridays that are no bank holiday."""

    id: str
    source: str
    person: str
    job: str | None
    support: str | None
    team: str | None
    reason: Required[str]
    started_on: Required[date]
    ended_on: date | None
    working_days: Decimal | None


@transaction.atomic
def start_jobs(told: Sequence[JobTold], *, by: Scope, at: datetime) -> list[Job]:
    """Jobs begun, or held already when support came."""
    near = around(told, by)
    employers = rows_of(Employer, (key for one in told if (key := one.get("employer"))), by)
    wanted = []
    for one in told:
        _check_days(one, at=at)
        rules.check_hours(one.get("weekly_hours"), one.get("hours_band", ""))
        ended = one.get("ended_on") is not None
        filled = near.filled(one, one["started_on"])
        if "status" not in one:
            filled["status"] = "ended" if ended else "held"
            if not ended and "last_confirmed_on" not in one:
                filled["last_confirmed_on"] = one["started_on"]
        employer = employers.get(str(key_of(one.get("employer")) or ""))
        if employer is not None and not one.get("industry"):
            filled["industry"] = employer.industry
        wanted.append(filled)
    return made(Job, wanted, verb="start_job", by=by, at=at)


def start_job(*, by: Scope, at: datetime, **told: Unpack[JobTold]) -> Job:
    """One job. Whoever records it today without a word more has it from the person that it is held."""
    if told.get("ended_on") is None and "last_confirmed_on" not in told:
        told["last_confirmed_on"] = civil_date(at)
    told.setdefault("worker", by.worker.pk if by.worker else None)
    if worker := told.get("worker"):
        check_worker(worker, by)
    if not told.get("origin"):
        raise Refused("Say how the job came about.")
    same = Job.objects.seen_by(by).filter(
        person_id=key_of(told["person"]), started_on=told["started_on"], voided=False
    )
    if same.filter(employer_id=key_of(told.get("employer")) or None).exists():
        raise Refused("This job is recorded already: same employer, same first day. Open it instead.")
    return start_jobs([told], by=by, at=at)[0]


def _check_days(one: JobTold, *, at: datetime) -> None:
    people.check_not_ahead(one["started_on"], at=at, what="The first day of a job")
    people.check_not_ahead(one.get("ended_on"), at=at, what="The last day of a job")
    people.check_not_ahead(one.get("last_confirmed_on"), at=at, what="The day it was confirmed")
    people.check_order(one["started_on"], one.get("ended_on"), ORDER)


@transaction.atomic
def change_job(job: Job | str, *, version: int, by: Scope, at: datetime, **told: Any) -> Job:
    """Mend what is said of a job."""
    row = seen(Job, job, by)
    closing = {"ended_on", "status", "last_confirmed_on", "end_reason", "end_words"}
    mendable = set(JobTold.__annotations__) - {"id", "source", "person", "support", "team"} - closing
    if beyond := set(told) - mendable:
        raise TypeError(f"{sorted(beyond)} of a job are not mended here")
    if employer := told.get("employer"):
        seen(Employer, employer, by)
    people.check_not_ahead(told.get("started_on"), at=at, what="The first day of a job")
    people.check_order(told.get("started_on"), row.ended_on, ORDER)
    rules.check_hours(told.get("weekly_hours", row.weekly_hours), told.get("hours_band", row.hours_band))
    return changed(row, told, verb="change_job", by=by, at=at, version=version)


@transaction.atomic
def confirm_job(job: Job | str, *, confirmed_on: date | None = None, by: Scope, at: datetime) -> Job:
    """Somebody made sure that the job is still held."""
    row = held(job, by)
    day = confirmed_on or civil_date(at)
    people.check_not_ahead(day, at=at, what="The day it was confirmed")
    early = "It was confirmed later than that already. Check the date."
    people.check_order(row.last_confirmed_on or row.started_on, day, early)
    return changed(row, {"status": "held", "last_confirmed_on": day}, verb="confirm_job", by=by, at=at)


@transaction.atomic
def end_job(
    job: Job | str, *, ended_on: date, end_reason: str, end_words: str = "", by: Scope, at: datetime
) -> Job:
    """A job ends, with its reason; what was agreed with the employer ends with it."""
    row = held(job, by)
    rules.check_end(reason=end_reason, words=end_words)
    people.check_not_ahead(ended_on, at=at, what="The last day of a job")
    people.check_order(row.started_on, ended_on, ORDER)
    told = {"ended_on": ended_on, "status": "ended", "end_reason": end_reason, "end_words": end_words}
    done: Job = changed(row, told, verb="end_job", by=by, at=at)
    for one in Adjustment.every.filter(job=row, ended_on=None, voided=False):
        day = max(ended_on, one.agreed_on)
        changed(one, {"ended_on": day}, verb="end_adjustment", by=by, at=at)
    return done


@transaction.atomic
def agree_in_work_plan(
    job: Job | str,
    *,
    agreed_at: datetime,
    own_goals: str = "",
    disclosure: str = "",
    contacts_per_week: int | None = 1,
    adjustments_schedule: bool | None = None,
    review_due_on: date | None = None,
    actions: Sequence[StepTold] = (),
    by: Scope,
    at: datetime,
) -> Plan:
    """The plan of the first four weeks: contact every week, a schedule of adjustments, reviews at 2 and 4.

    `adjustments_schedule` says whether rota, breaks and supervision were written down with the plan.
    """
    row = held(job, by)
    if contacts_per_week is not None and contacts_per_week < 1:
        raise Refused("In the first four weeks of a job there is a contact every week at least.")
    last = row.started_on + timedelta(days=rules.IN_WORK_DAYS)
    due = review_due_on or (last if last > civil_date(agreed_at) else None)
    return agree_plan(
        person=row.person_id,
        support=row.support_id,
        job=row.pk,
        kind="in_work",
        agreed_at=agreed_at,
        review_due_on=due,
        own_goals=own_goals,
        disclosure=disclosure,
        contacts_per_week=contacts_per_week,
        adjustments_schedule=adjustments_schedule,
        retention_actions=bool(actions) or None,
        actions=actions,
        by=by,
        at=at,
    )


@transaction.atomic
def raise_work_warning(
    job: Job | str,
    *,
    kind: str,
    raised_at: datetime,
    action: str = "",
    by: Scope,
    at: datetime,
) -> EarlyWarning:
    """A sign that work may be breaking down. Said with what was done about it, it is acted on already."""
    row = held(job, by)
    if not kind:
        raise Refused("Choose what was seen.")
    people.check_order(row.started_on, civil_date(raised_at), BEFORE_THE_JOB)
    warning = NewWarning(
        person=row.person_id,
        kind=kind,
        raised_at=raised_at,
        in_work=True,
        job=row.pk,
        support=row.support_id or "",
        acted_at=at if action.strip() else None,
        action=action,
    )
    return raise_warnings([warning], by=by, at=at)[0]


@transaction.atomic
def record_absences(told: Sequence[AbsenceTold], *, by: Scope, at: datetime) -> list[Absence]:
    """Time away from work."""
    jobs = jobs_of(told, by)
    near = around((one for one in told if not one.get("job")), by)
    wanted: list[dict[str, Any]] = []
    for one in told:
        _check_absence(one, at=at)
        if not one.get("job"):
            wanted.append(near.filled(one, one["started_on"]))
            continue
        job = jobs[str(key_of(one["job"]))]
        people.check_order(job.started_on, one["started_on"], BEFORE_THE_JOB)
        wanted.append({"support": job.support_id, "team": job.team_id, **one, "person": job.person_id})
    return made(Absence, wanted, verb="record_absence", by=by, at=at)


def record_absence(*, by: Scope, at: datetime, **told: Unpack[AbsenceTold]) -> Absence:
    """Time away from one job: one spell at a time."""
    job = seen(Job, str(told.get("job") or ""), by)
    runs = Absence.objects.seen_by(by).filter(job=job, ended_on=None, voided=False)
    if told.get("ended_on") is None and runs.exists():
        raise Refused("The person is away from this job already. Say first when they came back.")
    people.check_order(told["started_on"], job.ended_on, "This was after the job ended. Check the date.")
    return record_absences([told], by=by, at=at)[0]


def _check_absence(one: AbsenceTold, *, at: datetime) -> None:
    if not one["reason"]:
        raise Refused("Choose why the person was away.")
    people.check_not_ahead(one["started_on"], at=at, what="The first day away")
    people.check_not_ahead(one.get("ended_on"), at=at, what="The last day away")
    people.check_order(one["started_on"], one.get("ended_on"), "The last day away comes after the first.")
    days = one.get("working_days")
    if days is not None and not 0 <= days <= 400:
        raise Refused("Working days lost are between 0 and 400. Check them.")


@transaction.atomic
def end_absence(
    absence: Absence | str,
    *,
    ended_on: date,
    working_days: Decimal | None = None,
    by: Scope,
    at: datetime,
) -> Absence:
    """The person is back at work; `ended_on` is the last day away."""
    row = seen(Absence, absence, by)
    if row.ended_on is not None:
        raise Refused("The person is back from this absence already.")
    told: AbsenceTold = {
        "reason": row.reason,
        "started_on": row.started_on,
        "ended_on": ended_on,
        "working_days": working_days,
    }
    _check_absence(told, at=at)
    values = {"ended_on": ended_on, "working_days": working_days}
    return changed(row, values, verb="end_absence", by=by, at=at)
