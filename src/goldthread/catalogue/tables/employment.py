"""Work: what people want, contacts with employers, jobs, adjustments, absence and benefits advice."""

from __future__ import annotations

from goldthread.catalogue.tables.codes import HELD_STATUS
from goldthread.catalogue.tables.codes_nhs import CONSULTATION_MECHANISM, EMPLOYMENT_STATUS, WEEKLY_HOURS
from goldthread.catalogue.tables.codes_work import (
    ABSENCE_REASON,
    ADJUSTMENT_KIND,
    BENEFITS_ADVICE,
    INDUSTRY,
    INTEREST,
    JOB_END,
    JOB_ORIGIN,
    LAST_WORKED,
    PREFERENCE_KIND,
    QUALIFICATION,
)
from goldthread.catalogue.tables.makers import moment, record
from goldthread.measures.tables import Privacy, boolean, code, date, integer, number, ref, text

employment_profiles = record(
    "employment_profile",
    "What is known of a person's work, wishes and qualifications on one day.",
    ref("support_id", "support", "The support it was recorded in."),
    ref("referral_id", "referral", "The referral it came with."),
    date("stated_on", "The day it holds for.", required=True),
    code("employment_status", EMPLOYMENT_STATUS, "Employment status.", checked_on="stated_on"),
    code("weekly_hours", WEEKLY_HOURS, "Weekly hours worked.", checked_on="stated_on"),
    code("qualification", QUALIFICATION, "Highest qualification."),
    date("last_worked_on", "Last day in paid work, where known."),
    code("last_worked", LAST_WORKED, "How long ago that was, where only the band is known."),
    boolean("held_year", "Ever held paid work for more than a year."),
    boolean("long_term_benefits", "Receives long-term employment-related benefits."),
    date("interest_asked_on", "The day the person was asked about interest in paid work."),
    date("interest_answered_on", "The day the answer was recorded."),
    code("interest", INTEREST, "The answer."),
    happens="stated_on",
)

preferences = record(
    "preference",
    "Something a person wants of a job, recorded so that the search can follow it.",
    ref("support_id", "support", "The support it was recorded in."),
    *moment("stated", "When it was recorded.", required=True),
    code("kind", PREFERENCE_KIND, "What it is about.", required=True),
    code("industry", INDUSTRY, "The industry, where the preference is one."),
    date("ended_on", "The day it stopped being a preference."),
    happens="stated_on",
)

employer_contacts = record(
    "employer_contact",
    "A contact with an employer, for a person or to learn of jobs.",
    ref("support_id", "support", "The support it was made in."),
    ref("worker_id", "worker", "Who made it."),
    ref("job_id", "job", "The job it was about, where the person is in work."),
    text("employer", "Key of the employer."),
    *moment("contacted", "When it was made.", required=True),
    code("mode", CONSULTATION_MECHANISM, "How it was held.", checked_on="contacted_on"),
    boolean("face_to_face", "It was face to face."),
    boolean("about_person", "The person was spoken about."),
    boolean("competitive", "It was about a competitive job: open to anyone, at the going rate."),
    boolean("matches_preference", "It matches a preference of the person."),
    ref("preference_id", "preference", "The preference it matches."),
    code("industry", INDUSTRY, "The employer's industry."),
    happens="contacted_on",
    person=None,
)

jobs = record(
    "job",
    "A job that a person holds or held.",
    ref("support_id", "support", "The support in which it started or is kept; blank lets the dates say."),
    text("employer", "Key of the employer."),
    code("origin", JOB_ORIGIN, "How it came about."),
    boolean("paid", "It is paid; blank counts as paid."),
    boolean("competitive", "It is a competitive job."),
    date("started_on", "First working day.", required=True),
    date("ended_on", "Last day of the job; blank while it runs or where not known."),
    code("status", HELD_STATUS, "Whether it is held. Blank with no end date counts as not known."),
    date("last_confirmed_on", "The last day on which it was known to be held."),
    code("end_reason", JOB_END, "Why it ended."),
    number("weekly_hours", "Usual hours a week at the start.", unit="hours", lowest=0, highest=120),
    code("hours_band", WEEKLY_HOURS, "Hours a week, where only the band is known.", checked_on="started_on"),
    code("industry", INDUSTRY, "The employer's industry."),
    boolean("placed", "The specialist provider placed the person in it."),
    happens="started_on",
)

adjustments = record(
    "adjustment",
    "A change at work agreed with an employer for a person.",
    ref("job_id", "job", "The job.", required=True),
    code("kind", ADJUSTMENT_KIND, "What is changed."),
    date("agreed_on", "The day it was agreed.", required=True),
    date("due_on", "The day it was to be in place."),
    date("in_place_on", "The day it was in place."),
    date("ended_on", "The day it stopped or was dropped."),
    happens="agreed_on",
)

adjustment_reviews = record(
    "adjustment_review",
    "A review of the adjustments in a job.",
    ref("job_id", "job", "The job.", required=True),
    integer(
        "week", "Which review point it is: weeks since the job began.", unit="weeks", required=True, lowest=0
    ),
    date("held_on", "The day it was held.", required=True),
    happens="held_on",
)

absences = record(
    "absence",
    "Time away from a job.",
    ref("job_id", "job", "The job."),
    ref("support_id", "support", "The support it was recorded in."),
    code("reason", ABSENCE_REASON, "Why.", required=True, privacy=Privacy.SENSITIVE),
    date("started_on", "First day away.", required=True),
    date("ended_on", "Last day away; blank while it lasts."),
    number(
        "working_days",
        "Working days lost in all, where known; blank counts Mondays to Fridays without bank holidays.",
        unit="days",
        lowest=0,
    ),
    happens="started_on",
)

benefits_advices = record(
    "benefits_advice",
    "Advice on benefits and work.",
    ref("support_id", "support", "The support it was given in."),
    code("kind", BENEFITS_ADVICE, "How far it went.", required=True),
    date("given_on", "The day it was given.", required=True),
    happens="given_on",
    plural="benefits advice",
)
