"""What work tells of a person on their timeline: jobs held and lost, adjustments, absence, what they want."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from goldthread.access.scope import Scope
from goldthread.catalogue.tables.codes_work import ADJUSTMENT_KIND, BENEFITS_ADVICE, JOB_END
from goldthread.employment.models import (
    Absence,
    Adjustment,
    AdjustmentReview,
    BenefitsAdvice,
    EmployerContact,
    Job,
)
from goldthread.employment.rules import BAD_ENDS
from goldthread.kernel.instants import civil_date
from goldthread.people.timeline import Happening, Lane


def timeline(person: str, *, seen_by: Scope, at: datetime) -> Iterator[Happening]:
    """Jobs, adjustments and their reviews, absence, advice and contacts with employers about one person."""
    where = {"person_id": person, "voided": False}
    for job in Job.objects.seen_by(seen_by).filter(**where):
        yield from _of_job(job)
    for one in Adjustment.objects.seen_by(seen_by).filter(**where):
        kind = ADJUSTMENT_KIND.label(one.kind).lower() if one.kind else "at work"
        if one.in_place_on is not None:
            yield Happening(Lane.WORK, one.in_place_on, f"Adjustment in place: {kind}", shape="up")
        else:
            yield Happening(Lane.WORK, one.agreed_on, f"Adjustment agreed: {kind}", shape="ring")
    for review in AdjustmentReview.objects.seen_by(seen_by).filter(**where):
        yield Happening(Lane.WORK, review.held_on, f"Adjustments reviewed, week {review.week}")
    for away in Absence.objects.seen_by(seen_by).filter(**where):
        words = "Away sick" if away.reason == "sickness" else "Away from work"
        yield Happening(Lane.WORK, away.started_on, words, shape="down")
        if away.ended_on is not None and away.ended_on > away.started_on:
            yield Happening(Lane.WORK, away.ended_on, "Last day away from work", shape="up")
    for advice in BenefitsAdvice.objects.seen_by(seen_by).filter(**where):
        words = f"Benefits advice: {BENEFITS_ADVICE.label(advice.kind).lower()}"
        yield Happening(Lane.WORK, advice.given_on, words, shape="ring")
    contacts = EmployerContact.objects.seen_by(seen_by).filter(**where)
    for moment in contacts.values_list("contacted_at", flat=True):
        yield Happening(Lane.WORK, civil_date(moment), "Contact with an employer")


def _of_job(job: Job) -> Iterator[Happening]:
    said = "Unpaid work" if job.paid is False else "Job"
    yield Happening(Lane.WORK, job.started_on, said, span=True, last=job.ended_on)
    if job.ended_on is not None and job.end_reason:
        lost = job.end_reason in BAD_ENDS
        words = f"{said} ended: {JOB_END.label(job.end_reason).lower()}"
        yield Happening(Lane.WORK, job.ended_on, words, shape="down" if lost else "ring", alarm=lost)
