"""What may be asked of work. Every query says who asks, and answers only what they may see.

A page that shows what comes back tells the ledger whom it shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q

from goldthread.access.models import Team, Worker
from goldthread.access.rules import May, Reach, Role
from goldthread.access.scope import Scope
from goldthread.catalogue.tables.codes_work import ADJUSTMENT_KIND
from goldthread.contacts.models import EarlyWarning
from goldthread.employment import rules
from goldthread.employment.models import (
    Absence,
    Adjustment,
    AdjustmentReview,
    BenefitsAdvice,
    Employer,
    EmployerContact,
    Job,
    JobcentreContact,
    Preference,
    TeamAttachment,
)
from goldthread.employment.rules import JobState
from goldthread.people.models import Interest, Plan, Profile

PAGE = 50


@dataclass(frozen=True)
class JobWhole:
    """A job with all that happened to it: adjustments and reviews oldest first, the rest newest first."""

    job: Job
    plans: Sequence[Plan]
    adjustments: Sequence[Adjustment]
    reviews: Sequence[AdjustmentReview]
    absences: Sequence[Absence]
    contacts: Sequence[EmployerContact]
    warnings: Sequence[EarlyWarning]

    def state(self, today: date) -> JobState:
        """Where it stands on a day."""
        row = self.job
        return rules.job_state(
            started_on=row.started_on,
            ended_on=row.ended_on,
            status=row.status,
            last_confirmed_on=row.last_confirmed_on,
            today=today,
        )

    @property
    def plan(self) -> Plan | None:
        """The plan of its first weeks, the newest."""
        return self.plans[0] if self.plans else None

    @property
    def running(self) -> list[Adjustment]:
        """Adjustments that were not dropped or stopped."""
        return [one for one in self.adjustments if one.ended_on is None]

    @property
    def unspoken(self) -> tuple[str, ...]:
        """What the schedule does not speak of yet: rota, breaks, supervision."""
        missing = rules.missing_of_schedule(one.kind for one in self.adjustments)
        return tuple(ADJUSTMENT_KIND.label(kind).lower() for kind in missing)

    @property
    def next_week(self) -> int | None:
        """The first review of weeks 2 and 4 that was not held."""
        return rules.next_week(one.week for one in self.reviews)

    @property
    def next_review_on(self) -> date | None:
        """The day by which it is due."""
        week = self.next_week
        return rules.review_due(self.job.started_on, week) if week else None

    @property
    def away(self) -> Absence | None:
        """The absence that lasts."""
        return next((one for one in self.absences if one.ended_on is None), None)


@dataclass(frozen=True)
class Work:
    """What is known of a person's work, newest first."""

    profile: Profile | None
    interest: Interest | None
    preferences: Sequence[Preference]
    jobs: Sequence[JobWhole]
    contacts: Sequence[EmployerContact]
    advices: Sequence[BenefitsAdvice]
    jobcentre: Sequence[JobcentreContact]

    @property
    def wanted(self) -> list[Preference]:
        """What the person wants of a job now."""
        return [one for one in self.preferences if one.ended_on is None]


def work(person: str, *, seen_by: Scope) -> Work:
    """All that is known of a person's work."""
    jobs = _of(Job, person, seen_by).select_related("employer", "team", "worker")
    jobs = jobs.order_by(F("ended_on").desc(nulls_first=True), "-started_on", "-recorded_at", "-id")
    contacts = _of(EmployerContact, person, seen_by).select_related("employer", "worker", "sharing_check")
    return Work(
        _of(Profile, person, seen_by).order_by("-stated_on", "-recorded_at", "-id").first(),
        _of(Interest, person, seen_by).order_by("-asked_on", "-recorded_at", "-id").first(),
        list(_of(Preference, person, seen_by).order_by("-stated_at", "-recorded_at", "-id")),
        _whole(list(jobs), seen_by),
        list(contacts.order_by("-contacted_at", "-recorded_at", "-id")[:PAGE]),
        list(_of(BenefitsAdvice, person, seen_by).order_by("-given_on", "-recorded_at", "-id")),
        list(_of(JobcentreContact, person, seen_by).order_by("-contacted_at", "-recorded_at", "-id")[:PAGE]),
    )


def job(key: str, *, seen_by: Scope) -> JobWhole | None:
    """One job, whole; None beyond the scope."""
    rows = Job.objects.seen_by(seen_by).filter(pk=key, voided=False)
    rows = rows.select_related("employer", "team", "worker", "person")
    return next(iter(_whole(list(rows), seen_by)), None)


def jobs_of(person: str, *, seen_by: Scope, held: bool = True) -> list[Job]:
    """Jobs of a person, newest first; `held` leaves those that ended out."""
    rows = _of(Job, person, seen_by).select_related("employer").order_by("-started_on", "-recorded_at", "-id")
    if held:
        rows = rows.filter(ended_on=None).exclude(status="ended")
    return list(rows)


def wholes(rows: Any, *, seen_by: Scope) -> list[JobWhole]:
    """Jobs of a query, whole: seven queries, however many they are."""
    return _whole(list(rows), seen_by)


def _whole(rows: Sequence[Job], seen_by: Scope) -> list[JobWhole]:
    keys = [row.pk for row in rows]

    def parts(model: Any, *order: str, beside: Sequence[str] = ()) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = defaultdict(list)
        asked = model.objects.seen_by(seen_by).filter(job_id__in=keys, voided=False)
        for one in asked.select_related(*beside).order_by(*order) if beside else asked.order_by(*order):
            found[one.job_id].append(one)
        return found

    if not keys:
        return []
    plans = parts(Plan, "-agreed_at", "-recorded_at", "-id")
    adjustments, reviews = (
        parts(Adjustment, "agreed_on", "recorded_at", "id"),
        parts(AdjustmentReview, "week", "id"),
    )
    away = parts(Absence, "-started_on", "-recorded_at", "-id")
    contacts = parts(
        EmployerContact, "-contacted_at", "-recorded_at", "-id", beside=("employer", "sharing_check")
    )
    warnings = parts(EarlyWarning, "-raised_at", "-recorded_at", "-id")
    return [
        JobWhole(
            row,
            *(found[row.pk] for found in (plans, adjustments, reviews, away, contacts, warnings)),
        )
        for row in rows
    ]


def row(model: Any, key: str, *, seen_by: Scope) -> Any:
    """One row of this room with its person, and its job where it has one; None beyond the scope."""
    hangs = [name for name in ("person", "job", "employer") if hasattr(model, name)]
    return model.objects.seen_by(seen_by).filter(pk=key, voided=False).select_related(*hangs).first()


# --- employers


@dataclass(frozen=True)
class EmployerRow:
    """One employer as the list shows it: how often a team was in touch, last when, who works there now."""

    employer: Employer
    contacts: int
    last_at: Any
    jobs: int


def employers(*, seen_by: Scope, words: str = "", size: int = 200) -> list[EmployerRow]:
    """Employers that the reader's teams know, by name."""
    rows = Employer.objects.seen_by(seen_by).filter(voided=False)
    if words.strip():
        rows = rows.filter(Q(name__icontains=words.strip()) | Q(contact_name__icontains=words.strip()))
    listed = list(rows.select_related("team").order_by("name", "id")[:size])
    keys = [one.pk for one in listed]
    made = EmployerContact.objects.seen_by(seen_by).filter(employer_id__in=keys, voided=False)
    touched = {
        key: (count, last)
        for key, count, last in made.values("employer_id")
        .annotate(count=Count("pk"), last=Max("contacted_at"))
        .values_list("employer_id", "count", "last")
    }
    held = Job.objects.seen_by(seen_by).filter(employer_id__in=keys, voided=False, ended_on=None)
    working = dict(
        held.exclude(status="ended")
        .values("employer_id")
        .annotate(count=Count("pk"))
        .values_list("employer_id", "count")
    )
    return [EmployerRow(one, *touched.get(one.pk, (0, None)), jobs=working.get(one.pk, 0)) for one in listed]


def choices(*, seen_by: Scope) -> list[Employer]:
    """Employers to choose from."""
    return list(Employer.objects.seen_by(seen_by).filter(voided=False).order_by("name", "id")[:1000])


def employer(key: str, *, seen_by: Scope) -> Employer | None:
    """One employer; None beyond the scope."""
    found: Employer | None = row(Employer, key, seen_by=seen_by)
    return found


def contacts_with(key: str, *, seen_by: Scope) -> list[EmployerContact]:
    """The last contacts with an employer, newest first; of people only those whom the reader sees."""
    rows = EmployerContact.objects.seen_by(seen_by).filter(employer_id=key, voided=False)
    rows = rows.select_related("person", "worker", "sharing_check")
    return list(rows.order_by("-contacted_at", "-recorded_at", "-id")[:PAGE])


def jobs_at(key: str, *, seen_by: Scope) -> list[Job]:
    """Jobs at an employer of people whom the reader sees, those that run first."""
    rows = Job.objects.seen_by(seen_by).filter(employer_id=key, voided=False).select_related("person")
    return list(rows.order_by(F("ended_on").desc(nulls_first=True), "-started_on", "-recorded_at")[:PAGE])


# --- the board of those in work, the Jobcentre, health teams


def in_work(*, seen_by: Scope, today: date) -> list[JobWhole]:
    """Jobs of the reader's teams that run or ended in the last weeks, the newest start first."""
    since = today - timedelta(days=rules.AFTER_LOSS_DAYS)
    rows = Job.objects.seen_by(seen_by).filter(voided=False)
    rows = rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=since)).exclude(
        status="ended", ended_on__isnull=True
    )
    if seen_by.reach is not Reach.ORGANISATION:
        rows = rows.filter(team_id__in=seen_by.teams)
    rows = rows.select_related("person", "employer", "team", "worker").order_by(
        "-started_on", "-recorded_at", "-id"
    )
    return _whole(list(rows[:200]), seen_by)


def jobcentre_meetings(*, seen_by: Scope) -> list[JobcentreContact]:
    """Meetings with the Jobcentre that name nobody, newest first."""
    rows = JobcentreContact.objects.seen_by(seen_by).filter(person=None, voided=False)
    return list(rows.select_related("worker", "team").order_by("-contacted_at", "-recorded_at", "-id")[:PAGE])


def attachments(*, seen_by: Scope) -> list[TeamAttachment]:
    """Specialists of the reader's teams and the health and care teams they are attached to."""
    rows = TeamAttachment.objects.seen_by(seen_by).filter(voided=False).select_related("worker", "team")
    return list(rows.order_by(F("ended_on").desc(nulls_first=True), "worker__name", "started_on"))


def teams(*, seen_by: Scope) -> list[Team]:
    """Teams of the reader."""
    found = Team.objects.filter(organisation_id=seen_by.organisation_id).select_related("service")
    if seen_by.reach is not Reach.ORGANISATION:
        found = found.filter(pk__in=seen_by.teams)
    return list(found)


def specialists(*, seen_by: Scope) -> list[Worker]:
    """Those who may be attached to a health team: colleagues with a post in one of the reader's teams."""
    if not seen_by.may(May.LEAD):
        return []
    rows = Worker.objects.filter(organisation_id=seen_by.organisation_id, is_active=True)
    rows = rows.filter(posts__role__in=(Role.SPECIALIST, Role.SUPPORT_WORKER), posts__ended_on=None)
    if seen_by.reach is not Reach.ORGANISATION:
        rows = rows.filter(posts__team_id__in=seen_by.teams)
    return list(rows.distinct().order_by("name", "id"))


def _of(model: Any, person: str, seen_by: Scope) -> Any:
    return model.objects.seen_by(seen_by).filter(person_id=person, voided=False)
