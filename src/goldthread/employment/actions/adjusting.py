"""The schedule of adjustments in a job: agreed with the employer, put in place, reviewed at its weeks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Required, TypedDict, Unpack

from django.db import transaction

from goldthread.access.scope import Scope
from goldthread.employment import rules
from goldthread.employment.actions.searching import employer_check
from goldthread.employment.actions.writing import changed, held, made, of_jobs
from goldthread.employment.models import Adjustment, AdjustmentReview, Job
from goldthread.kernel.instants import civil_date, day_end
from goldthread.kernel.refusals import Refused
from goldthread.people import rules as people
from goldthread.people.actions.writing import chunks, key_of, seen


class AdjustmentTold(TypedDict, total=False):
    """A change at work."""

    id: str
    source: str
    job: Required[str]
    kind: str
    words: str
    agreed_on: Required[date]
    due_on: date | None
    in_place_on: date | None
    ended_on: date | None
    sharing_check: str | None


class ReviewTold(TypedDict, total=False):
    """A review of the adjustments of a job at one of its weeks."""

    id: str
    source: str
    job: Required[str]
    week: Required[int]
    held_on: Required[date]
    with_employer: bool | None
    words: str
    sharing_check: str | None


@transaction.atomic
def agree_adjustments(told: Sequence[AdjustmentTold], *, by: Scope, at: datetime) -> list[Adjustment]:
    """Changes at work that were agreed. They may be agreed before the first day."""
    for one in told:
        people.check_not_ahead(one["agreed_on"], at=at, what="The day it was agreed")
        people.check_not_ahead(one.get("in_place_on"), at=at, what="The day it was in place")
        people.check_order(one["agreed_on"], one.get("due_on"), "It is due after it is agreed.")
        people.check_order(one["agreed_on"], one.get("in_place_on"), "It is in place after it is agreed.")
        people.check_order(one["agreed_on"], one.get("ended_on"), "It stops after it is agreed.")
    filled = of_jobs(told, "agreed_on", by, early=True)
    return made(Adjustment, filled, verb="agree_adjustment", by=by, at=at)


@transaction.atomic
def agree_adjustment(
    *,
    lawful_reason: str = "",
    second_person: str | None = None,
    with_employer: bool = True,
    by: Scope,
    at: datetime,
    **told: Unpack[AdjustmentTold],
) -> Adjustment:
    """One adjustment of a job that is held. Agreed with the employer, consent is looked for and kept.

    With `with_employer` false the person agreed it with the employer alone, and nothing was shared by us.
    """
    job = held(told["job"], by)
    if not told.get("kind"):
        raise Refused("Choose what is changed at work.")
    if with_employer:
        told["sharing_check"] = _checked(job, told["agreed_on"], lawful_reason, second_person, by=by, at=at)
    return agree_adjustments([told], by=by, at=at)[0]


def _checked(
    job: Job, day: date, lawful_reason: str, second_person: str | None, *, by: Scope, at: datetime
) -> str:
    moment = at if day == civil_date(at) else day_end(day)
    return employer_check(job.person_id, job.employer_id, moment, lawful_reason, second_person, by=by, at=at)


@transaction.atomic
def put_in_place(adjustment: Adjustment | str, *, in_place_on: date, by: Scope, at: datetime) -> Adjustment:
    """What was agreed is in place."""
    row = seen(Adjustment, adjustment, by)
    if row.in_place_on is not None:
        raise Refused("This adjustment is in place already.")
    if row.ended_on is not None:
        raise Refused("This adjustment was dropped. Agree a new one.")
    people.check_not_ahead(in_place_on, at=at, what="The day it was in place")
    people.check_order(row.agreed_on, in_place_on, "It is in place after it is agreed. Check the date.")
    return changed(row, {"in_place_on": in_place_on}, verb="put_in_place", by=by, at=at)


@transaction.atomic
def end_adjustment(
    adjustment: Adjustment | str, *, ended_on: date, words: str = "", by: Scope, at: datetime
) -> Adjustment:
    """An adjustment stops, or is dropped before it was in place; then it says why."""
    row = seen(Adjustment, adjustment, by)
    if row.ended_on is not None:
        raise Refused("This adjustment has ended already.")
    why = people.plain(words, 200, "Why it stops")
    if row.in_place_on is None and not why:
        raise Refused("Say why it is dropped before it was in place.")
    people.check_not_ahead(ended_on, at=at, what="The day it stopped")
    early = "It stops after it is agreed. Check the date."
    people.check_order(max(row.agreed_on, row.in_place_on or row.agreed_on), ended_on, early)
    kept = f"{row.words}. Stopped: {why}".lstrip(". ") if why else row.words
    told = {"ended_on": ended_on, "words": kept[:400]}
    return changed(row, told, verb="end_adjustment", by=by, at=at)


@transaction.atomic
def hold_reviews(told: Sequence[ReviewTold], *, by: Scope, at: datetime) -> list[AdjustmentReview]:
    """Reviews of adjustments, one for a week of a job."""
    filled = of_jobs(told, "held_on", by)
    for one in filled:
        rules.check_week(one["week"])
        people.check_not_ahead(one["held_on"], at=at, what="The review")
    weeks = [(str(key_of(one["job"])), int(one["week"])) for one in filled]
    for lot in chunks(job for job, _ in weeks):
        known = AdjustmentReview.every.filter(job_id__in=lot, voided=False)
        there = set(known.values_list("job_id", "week"))
        if taken := there & set(weeks):
            raise Refused(f"The review of week {min(taken)[1]} is recorded already. Choose another week.")
    if len(set(weeks)) != len(weeks):
        raise Refused("A week of a job has one review.")
    return made(AdjustmentReview, filled, verb="hold_review", by=by, at=at)


@transaction.atomic
def hold_review(
    *,
    lawful_reason: str = "",
    second_person: str | None = None,
    by: Scope,
    at: datetime,
    **told: Unpack[ReviewTold],
) -> AdjustmentReview:
    """One review. With the employer at the table consent is looked for; with the person alone it is not."""
    job = seen(Job, told["job"], by)
    if job.ended_on is not None and told["held_on"] > job.ended_on:
        raise Refused("The job had ended by then. There is nothing to adjust any more.")
    if told.get("with_employer") is None:
        raise Refused("Say whether the employer took part.")
    if told["with_employer"]:
        people.check_not_ahead(told["held_on"], at=at, what="The review")
        told["sharing_check"] = _checked(job, told["held_on"], lawful_reason, second_person, by=by, at=at)
    return hold_reviews([told], by=by, at=at)[0]
