"""Clocks that begin at work: job starts, adjustments to put in place, jobs to confirm; and their answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db.models import F, Q

from goldthread.catalogue.tables.codes_work import ADJUSTMENT_KIND, JOB_END
from goldthread.contracts.standards import Ahead, Answers, Asked, Begun, Known, Response, Start, at_point
from goldthread.employment.models import Adjustment, AdjustmentReview, Job
from goldthread.employment.rules import AFTER_LOSS_DAYS, BAD_ENDS, CONFIRMED_EVERY, IN_WORK_DAYS
from goldthread.kernel.instants import civil_date, day_start
from goldthread.kernel.words import say_date
from goldthread.people.models import Plan, Support

SHOWN_DAYS = 2 * IN_WORK_DAYS  # ours: what the first weeks left undone is asked for as long again


def _started(asked: Asked) -> Iterator[Begun]:
    """Paid jobs that began during support, as figures count them; of those that run, the late ones."""
    today = civil_date(asked.at)
    late = asked.unanswered(ended_on__isnull=True, started_on__gte=today - timedelta(days=SHOWN_DAYS))
    rows = asked.rows(Job, started_on__lte=today, support__voided=False, **late)
    rows = rows.filter(Q(paid__isnull=True) | Q(paid=True), support__started_on__lte=F("started_on"))
    rows = rows.filter(Q(support__ended_on__isnull=True) | Q(support__ended_on__gte=F("started_on")))
    rows = rows.exclude(origin="already_held").exclude(status="ended", ended_on__isnull=True)
    for key, person, team, began in rows.values_list("id", "person_id", "team_id", "started_on"):
        yield Begun("job", key, person, began, team=team, detail=f"job since {say_date(began)}")


def _in_work_plans(asked: Asked, begun: Sequence[Begun]) -> Answers:
    """Plans for the job with a schedule of adjustments; one from before the first day answers on it."""
    started = {one.record: one.started for one in begun}
    rows = Plan.objects.seen_by(asked.seen_by).filter(kind="in_work", voided=False, job_id__in=list(started))
    rows = rows.filter(Q(adjustments_schedule__isnull=True) | Q(adjustments_schedule=True))
    found: dict[str, list[datetime | date]] = defaultdict(list)
    for job, agreed in rows.values_list("job_id", "agreed_at"):
        found[job].append(max(agreed, day_start(_day(started[job]))))
    return found


def _day(moment: datetime | date) -> date:
    return civil_date(moment) if isinstance(moment, datetime) else moment


def _reviews(asked: Asked, begun: Sequence[Begun]) -> Answers:
    rows = AdjustmentReview.objects.seen_by(asked.seen_by).filter(
        voided=False, job_id__in=[one.record for one in begun]
    )
    found: dict[str, list[datetime | date]] = defaultdict(list)
    for job, week, held in rows.values_list("job_id", "week", "held_on"):
        found[at_point(job, week)].append(held)
        found[job].append(held)
    return found


def _adjustments(asked: Asked) -> Iterator[Begun]:
    """Adjustments agreed for a day: the day comes."""
    rows = asked.rows(
        Adjustment,
        due_on__lte=asked.until,
        ended_on__isnull=True,
        job__ended_on__isnull=True,
        job__voided=False,
        **asked.unanswered(in_place_on__isnull=True),
    )
    for key, person, team, due, placed, kind in rows.values_list(
        "id", "person_id", "job__team_id", "due_on", "in_place_on", "kind"
    ):
        yield Begun(
            *("adjustment", key, person, due),
            team=team,
            own={"adjustment.in_place": placed},
            detail=ADJUSTMENT_KIND.label(kind).lower(),
        )


def _held(asked: Asked) -> Iterator[Begun]:
    """Jobs that are held as far as anybody knows, of people whose support runs."""
    running = Support.objects.seen_by(asked.seen_by).filter(ended_on=None, voided=False)
    rows = asked.rows(Job, ended_on__isnull=True, person_id__in=running.values("person_id"))
    rows = rows.exclude(status="ended").filter(person__died_on__isnull=True)
    for key, person, team, began, last in rows.values_list(
        "id", "person_id", "team_id", "started_on", "last_confirmed_on"
    ):
        asked_again = (last or began) + timedelta(days=CONFIRMED_EVERY)
        if asked_again > asked.until:
            continue
        # By construction nothing has answered it since.
        yield Begun("job", key, person, asked_again, team=team, own={"job.confirmed": None})


STARTS: dict[str, Start] = {
    "job.started": _started,
    "adjustment.due": _adjustments,
    "job.confirmation_due": _held,
}
RESPONSES: dict[str, Response] = {
    "plan.in_work_agreed": Response("Agree the in-work plan", "job.plan", _in_work_plans, first=True),
    "adjustment_review.held": Response("Review the adjustments", "adjustment.review", _reviews, weekly=True),
    "adjustment.in_place": Response("Put the adjustment in place", "adjustment.place"),
    "job.confirmed": Response("Make sure that the job is still held", "job.confirm"),
}


def _just_lost(asked: Asked) -> list[tuple[str, date, str]]:
    """(person, last day, why) of jobs that ended badly in the last weeks, where no other job is held."""
    today = civil_date(asked.at)
    rows = asked.rows(
        Job,
        ended_on__gte=today - timedelta(days=AFTER_LOSS_DAYS),
        ended_on__lte=today,
        end_reason__in=BAD_ENDS,
    )
    again = Job.objects.seen_by(asked.seen_by).filter(ended_on=None, voided=False)
    rows = rows.exclude(person_id__in=again.values("person_id")).order_by("ended_on", "recorded_at", "id")
    return list(rows.values_list("person_id", "ended_on", "end_reason"))


def losses(asked: Asked) -> Iterable[Known]:
    """Who lost a job lately, for what else may follow."""
    for person, ended, why in asked.once("jobs just lost", lambda: _just_lost(asked)):
        yield Known(person, f"job ended on {say_date(ended)} ({JOB_END.label(why).lower()})")


def coming(asked: Asked) -> Iterable[Ahead]:
    """People who lost a job lately: a home is often lost after it, so the rent is asked after now."""
    lost = asked.once("jobs just lost", lambda: _just_lost(asked))
    people = tuple(dict.fromkeys(person for person, _, _ in lost))
    words = f"lost a job in the last {AFTER_LOSS_DAYS} days: ask how the rent is paid"
    yield Ahead(f"person {words}", f"people {words}", people)
