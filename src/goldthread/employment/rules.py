"""What may be said of a job, and what a job start needs in its first weeks: data and sentences. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from goldthread.kernel.refusals import Refused
from goldthread.measures.tables import codes

IN_WORK_DAYS = 28  # S0, example 3: a four-week in-work plan
REVIEW_WEEKS = (2, 4)  # S0, example 3
SCHEDULE = ("rota", "breaks", "supervision")  # S0, example 3: what a written schedule speaks of
CONFIRMED_EVERY = 42  # days, ours: a job that nobody confirmed for so long is not known to be held
AFTER_LOSS_DAYS = 30  # how long after a job is lost the home is watched
FACE_TO_FACE = ("01",)  # of the consultation mechanisms
WORDS_AND_ENDS = ("other",)  # ends that say nothing without words
BAD_ENDS = ("conflict", "overwhelm", "breakdown", "dismissed", "redundancy", "health", "resigned")
NOT_A_JOB = "This job is not of somebody you support. Go back to the person."
# Least and most hours a week of each band that has any.
BANDS = {"01": (30, 168), "02": (16, 30), "03": (5, 16), "04": (0, 5)}

JOBCENTRE = codes(
    "Word with the Jobcentre",
    {
        "shared_person": "About somebody whom both support",
        "meeting": "A meeting of the two services",
        "learning": "Jobs or training to come",
    },
)


class JobState(StrEnum):
    """Where a job stands; worked out, never kept."""

    FIRST_WEEKS = "first_weeks"  # within the four-week plan
    HELD = "held"
    UNKNOWN = "unknown"
    ENDED = "ended"


STATE_WORDS = {
    JobState.FIRST_WEEKS: "in its first four weeks",
    JobState.HELD: "known to be held",
    JobState.UNKNOWN: "not known whether it is held",
    JobState.ENDED: "ended",
}


def job_state(
    *, started_on: date, ended_on: date | None, status: str, last_confirmed_on: date | None, today: date
) -> JobState:
    """Where a job stands on a day."""
    if ended_on is not None or status == "ended":
        return JobState.ENDED
    if today < started_on + timedelta(days=IN_WORK_DAYS) and status != "unknown":
        return JobState.FIRST_WEEKS
    last = last_confirmed_on if status == "held" else None
    if last is None or last < today - timedelta(days=CONFIRMED_EVERY):
        return JobState.UNKNOWN
    return JobState.HELD


def band_of(hours: Decimal) -> str:
    """The band of hours a week; blank of none."""
    if hours <= 0:
        return ""
    return next(band for band, (least, _) in BANDS.items() if hours >= least)


def check_hours(hours: Decimal | None, band: str) -> None:
    """Refuse hours that nobody works, and a band that the hours deny."""
    if hours is None:
        return
    if not 0 < hours <= 120:
        raise Refused("Hours a week are above 0 and up to 120. Check them.")
    if band in BANDS and band_of(hours) != band:
        raise Refused("The band of hours does not agree with the hours a week. Mend one, or leave one blank.")


def check_end(*, reason: str, words: str) -> None:
    """Refuse an end of a job that says nothing."""
    if not reason:
        raise Refused("Say why the job ended.")
    if reason in WORDS_AND_ENDS and not words.strip():
        raise Refused("Say in words why the job ended.")


def check_week(week: int | None) -> None:
    """Refuse a review of no week."""
    if week is None or not 1 <= week <= 520:
        raise Refused("Say of which week of the job the review is, such as 2 or 4.")


def review_due(started_on: date, week: int) -> date:
    """The day by which the review of a week is due: so many weeks after the job began."""
    return started_on + timedelta(weeks=week)


def week_of(started_on: date, day: date) -> int:
    """Which week of the job a day lies in: the first seven days are week 1."""
    return (day - started_on).days // 7 + 1


def next_week(held: Iterable[int]) -> int | None:
    """The first review of the plan that was not held; None when all were."""
    done = set(held)
    return next((week for week in REVIEW_WEEKS if week not in done), None)


def missing_of_schedule(kinds: Iterable[str]) -> tuple[str, ...]:
    """What a written schedule of adjustments does not speak of yet."""
    named = set(kinds)
    return tuple(kind for kind in SCHEDULE if kind not in named)
