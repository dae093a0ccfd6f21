"""What work says of a person now, line by line: for the first page of the person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from goldthread.access.scope import Scope
from goldthread.catalogue.tables.codes_work import ADJUSTMENT_KIND, JOB_END
from goldthread.employment import queries
from goldthread.employment.models import Job
from goldthread.employment.queries import JobWhole
from goldthread.employment.rules import AFTER_LOSS_DAYS, BAD_ENDS, STATE_WORDS, JobState
from goldthread.kernel.instants import civil_date
from goldthread.kernel.words import say_date


def summary(person: str, *, seen_by: Scope, at: datetime) -> Iterator[str]:
    """A job lost lately first, then jobs held with what their first weeks still miss."""
    today = civil_date(at)
    since = today - timedelta(days=AFTER_LOSS_DAYS)
    rows = Job.objects.seen_by(seen_by).filter(person_id=person, voided=False)
    wholes = queries.wholes(rows.order_by("-started_on", "-recorded_at", "-id"), seen_by=seen_by)
    held = [one for one in wholes if one.state(today) is not JobState.ENDED]
    for one in wholes:
        row = one.job
        if not held and row.ended_on and row.ended_on >= since and row.end_reason in BAD_ENDS:
            why = JOB_END.label(row.end_reason).lower()
            yield f"▼ Job ended on {say_date(row.ended_on)}: {why}. Ask how the rent is paid."
    for one in held:
        yield from _of_job(one, today)


def _of_job(one: JobWhole, today: date) -> Iterator[str]:
    said = "Unpaid work" if one.job.paid is False else "Job"
    parts = [f"{said} since {say_date(one.job.started_on)}, {STATE_WORDS[one.state(today)]}"]
    if one.state(today) is JobState.FIRST_WEEKS and one.job.origin != "already_held":
        if one.plan is None:
            parts.append("no in-work plan yet")
        if one.next_week and one.next_review_on:
            parts.append(f"review of week {one.next_week} due by {say_date(one.next_review_on)}")
    if one.away is not None:
        parts.append(f"away since {say_date(one.away.started_on)}")
    yield "; ".join(parts)
    for change in one.running:
        if change.in_place_on is None and change.due_on is not None and change.due_on < today:
            kind = ADJUSTMENT_KIND.label(change.kind).lower()
            yield f"▼ Adjustment not in place, due on {say_date(change.due_on)}: {kind}"
