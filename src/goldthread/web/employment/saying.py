"""Words of work for the templates of this room."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from goldthread.catalogue.tables import codes_work
from goldthread.catalogue.tables.codes import WARNING_KIND
from goldthread.catalogue.tables.codes_nhs import CONSULTATION_MECHANISM, EMPLOYMENT_STATUS, WEEKLY_HOURS
from goldthread.employment import rules
from goldthread.employment.models import EmployerContact, Job, Preference
from goldthread.employment.queries import JobWhole
from goldthread.kernel.words import say_date
from goldthread.people.models import Consent
from goldthread.people.rules import DISCLOSURE
from goldthread.web.look.saying import answer

LISTS = {
    "status": EMPLOYMENT_STATUS,
    "hours": WEEKLY_HOURS,
    "mode": CONSULTATION_MECHANISM,
    "industry": codes_work.INDUSTRY,
    "preference": codes_work.PREFERENCE_KIND,
    "interest": codes_work.INTEREST,
    "qualification": codes_work.QUALIFICATION,
    "last_worked": codes_work.LAST_WORKED,
    "origin": codes_work.JOB_ORIGIN,
    "end": codes_work.JOB_END,
    "adjustment": codes_work.ADJUSTMENT_KIND,
    "absence": codes_work.ABSENCE_REASON,
    "advice": codes_work.BENEFITS_ADVICE,
    "warning": WARNING_KIND,
    "jobcentre": rules.JOBCENTRE,
    "disclosure": DISCLOSURE,
}


def label(which: str, code: str) -> str:
    """The label of a code; "not recorded" of a blank."""
    return str(LISTS[which].label(code)) if code else "not recorded"


def say_job(job: Job) -> str:
    """What they do and where, as far as it is recorded."""
    what = job.title or ("Unpaid work" if job.paid is False else "Job")
    return f"{what} at {job.employer.name}" if job.employer else what


def say_span(job: Job) -> str:
    """From when until when."""
    ends = f" to {say_date(job.ended_on)}" if job.ended_on else ""
    return f"since {say_date(job.started_on)}" if not ends else f"{say_date(job.started_on)}{ends}"


def say_hours(job: Job) -> str:
    """Hours a week, exact or by their band."""
    if job.weekly_hours is not None:
        return f"{job.weekly_hours.normalize():f} hours a week"
    return label("hours", job.hours_band)


def say_preference(one: Preference) -> str:
    """What it is about, and what the person said."""
    parts = [label("preference", one.kind)]
    if one.industry:
        parts.append(label("industry", one.industry).lower())
    return ": ".join([", ".join(parts), one.words] if one.words else [", ".join(parts)])


def say_contact(one: EmployerContact) -> str:
    """How a contact with an employer was held, and of what it spoke."""
    parts = []
    if one.face_to_face:
        parts.append("face to face")
    elif one.mode:
        parts.append(label("mode", one.mode).lower())
    if one.matches_preference is not None:
        parts.append("led by preference" if one.matches_preference else "not what the person prefers")
    if one.about_person:
        parts.append("about the person")
    return ", ".join(parts) or "nothing more recorded"


def say_check(check: Any) -> str:
    """What was found when consent was looked for."""
    if check is None:
        return "no check was needed or none is kept"
    day = say_date(check.checked_at)
    if check.consent_id:
        return f"consent found on {day}"
    return f"no consent; a lawful reason and a second person on {day}"


def say_consent(consents: list[Consent]) -> tuple[str, str, str]:
    """(state, shape, words) of the consent to talk with employers: told by shape and word."""
    held = [one for one in consents if one.purpose == "employer_liaison"]
    if not held:
        return "none", "◇", "No consent to talk with employers about this person is in force"
    everyone = [one for one in held if not one.recipient]
    if everyone:
        last = everyone[0].expires_on
        until = f", until {say_date(last)}" if last else ""
        return "given", "●", f"The person agrees that we talk with employers{until}"
    names = ", ".join(sorted({one.recipient for one in held}))
    return "some", "◆", f"The person agrees that we talk with {names}, and with no other employer"


def say_review(whole: JobWhole, today: date) -> tuple[str, str, str]:
    """(state, shape, words) of the next review of the adjustments."""
    week, due = whole.next_week, whole.next_review_on
    if week is None or due is None:
        return "met", "●", "Reviews of weeks 2 and 4 are held"
    if due < today:
        return "overdue", "▼", f"The review of week {week} was due on {say_date(due)}"
    return "running", "○", f"The review of week {week} is due by {say_date(due)}"


def said(at: datetime, **more: Any) -> dict[str, Any]:
    """What every template of this room may say."""
    words = {
        "label": label,
        "answer": answer,
        "job": say_job,
        "span": say_span,
        "hours": say_hours,
        "preference": say_preference,
        "contact": say_contact,
        "check": say_check,
        "review": say_review,
        "states": rules.STATE_WORDS,
    }
    return {"work_words": words, "at": at, **more}
