"""Tables that nobody sends: worked out by `facts` from the records, under the terms.

A clock is one duty with a time to it: when it started, when it was due, when it was answered. A spell joins
tenancies or jobs across the gaps that the terms permit; a chain of short gaps is one spell.
"""

from __future__ import annotations

from goldthread.catalogue.tables.codes import (
    END_KIND,
    HELD_STATUS,
    NATION,
    TENANCY_ORIGIN,
    TERM_UNIT,
    WORKER_ROLE,
)
from goldthread.catalogue.tables.codes_nhs import WEEKLY_HOURS
from goldthread.catalogue.tables.codes_work import ABSENCE_REASON, INDUSTRY, JOB_END, JOB_ORIGIN
from goldthread.catalogue.tables.makers import moment, record
from goldthread.measures.tables import Privacy, boolean, code, date, integer, number, ref, text

OPEN = Privacy.OPEN

terms = record(
    "term",
    "One duty or cap of a contract, from the terms given.",
    text("contract", "Code of the contract.", required=True, privacy=OPEN),
    text("standard", "Name of the duty, or cap:ROLE.", required=True, privacy=OPEN),
    date("valid_from", "First day it holds.", privacy=OPEN),
    date("valid_to", "Last day it holds.", privacy=OPEN),
    number("amount", "How much.", unit="as the unit says", required=True, privacy=OPEN),
    code("unit", TERM_UNIT, "Unit of the amount.", required=True, privacy=OPEN),
    text("pauses", "What stops the clock, if anything.", privacy=OPEN),
    person=False,
    derived=True,
)

calendar = record(
    "calendar",
    "One day in one nation: whether it is a working day.",
    code("nation", NATION, "The nation.", required=True, privacy=OPEN),
    date("day", "The day.", required=True, privacy=OPEN),
    boolean("working", "A working day: not a weekend, not a bank holiday.", required=True, privacy=OPEN),
    text("holiday", "The bank holiday, where it is one.", privacy=OPEN),
    integer(
        "working_days_before",
        "Working days since the calendar begins, before this day.",
        unit="days",
        privacy=OPEN,
    ),
    happens="day",
    person=False,
    derived=True,
    plural="calendar days",
)

clocks = record(
    "clock",
    "One duty under the terms, with its start, its due moment and its answer.",
    text("standard", "Name of the duty, such as tenancy_risk_response.", required=True, privacy=OPEN),
    text("contract", "Code of the contract whose terms it runs under.", required=True, privacy=OPEN),
    text("record_table", "The table of the record that started it.", required=True, privacy=OPEN),
    text("record_id", "The record that started it.", required=True),
    integer(
        "point", "Which one, where a record starts several: week 1 to 4, review week 2 or 4.", unit="weeks"
    ),
    ref("support_id", "support", "The support it belongs to."),
    ref("referral_id", "referral", "The referral, where one started it."),
    ref("tenancy_risk_id", "tenancy_risk", "The tenancy risk, where one started it."),
    ref("early_warning_id", "early_warning", "The early warning, where one started it."),
    ref("job_id", "job", "The job, where one started it."),
    ref("step_episode_id", "step_episode", "The step-up episode, where one started it."),
    ref("safeguarding_concern_id", "safeguarding_concern", "The concern, where one started it."),
    ref("system_contact_id", "system_contact", "The contact with the system, where one started it."),
    ref("complaint_id", "complaint", "The complaint, where one started it."),
    number("amount", "The time that the terms allow.", unit="as the unit says", privacy=OPEN),
    code("unit", TERM_UNIT, "Unit of the amount.", privacy=OPEN),
    *moment("started", "When it started; the moment is blank where only the day is known.", required=True),
    *moment("due", "When the answer was due.", required=True),
    *moment("responded", "When it was answered; blank while it was not."),
    boolean("paused", "It stands still, so the due moment is the earliest it can be.", required=True),
    date("closed_on", "The day the record ended before the answer was due: a job that ended, a risk closed."),
    boolean("cut_short", "It ended before its due day, so less than the whole time was there to answer in."),
    boolean(
        "in_time",
        "Answered by the due moment. No where answered late, or not answered though the records reach past "
        "the due moment. Blank where it is not yet due, or where a missing time of day would decide it.",
    ),
    boolean("answered", "It was answered, in time or late.", required=True),
    happens="started_on",
    derived=True,
    person=None,
)

_HELD = (
    date("started_on", "First day of the spell.", required=True),
    date("ended_on", "Last day of the spell; blank while it runs or where not known."),
    code("status", HELD_STATUS, "held, ended or unknown at the end of the chain.", required=True),
    date("last_confirmed_on", "The last day on which it was known to be held."),
    date(
        "supported_from",
        "The later of the start of the spell and the start of support; blank where unsupported.",
    ),
    date("supported_until", "The last day of support; blank while it runs."),
    boolean("supported", "A support overlaps the spell.", required=True),
)

home_spells = record(
    "home_spell",
    "A home kept: one tenancy, or several joined by planned moves inside the gap that the terms permit.",
    ref("support_id", "support", "The support it counts under: the one named, else the first that overlaps."),
    ref("tenancy_id", "tenancy", "The first tenancy of the chain.", required=True),
    ref("last_tenancy_id", "tenancy", "The last tenancy of the chain.", required=True),
    integer("tenancies", "How many tenancies are joined.", unit="tenancies", required=True, lowest=1),
    *_HELD,
    code("origin", TENANCY_ORIGIN, "Held before support started, or new; blank where unsupported."),
    code("end_kind", END_KIND, "How it ended; blank where it has not or the reason is not known."),
    happens="started_on",
    derived=True,
)

work_spells = record(
    "work_spell",
    "Time in paid work: one job, or several joined across the gap that the terms permit.",
    ref("support_id", "support", "The support it counts under: the one named, else the first that overlaps."),
    ref("job_id", "job", "The first job of the chain.", required=True),
    ref("last_job_id", "job", "The last job of the chain.", required=True),
    integer("jobs", "How many jobs are joined.", unit="jobs", required=True, lowest=1),
    *_HELD,
    boolean("is_first", "It begins with the first supported job start of this support.", required=True),
    boolean(
        "in_work_at_start", "It was running on the first day of support, and began before it.", required=True
    ),
    code("hours_band", WEEKLY_HOURS, "Weekly hours of the first job."),
    number("weekly_hours", "Weekly hours of the first job.", unit="hours"),
    code("industry", INDUSTRY, "Industry of the first job."),
    code("origin", JOB_ORIGIN, "How the first job came about."),
    code("end_reason", JOB_END, "Why the last job ended."),
    integer(
        "days_in_16_weeks",
        "Days in paid work among the first 112 days, each counted once; blank until 112 days have gone, "
        "or where not known.",
        unit="days",
    ),
    boolean("thirteen_in_sixteen", "The contract counts 13 weeks of work in 16 as sustained.", required=True),
    happens="started_on",
    derived=True,
)

caseload_spells = record(
    "caseload_spell",
    "Days on which neither a worker's number of people nor their share of full time changes.",
    ref("worker_id", "worker", "The worker.", required=True),
    code("role", WORKER_ROLE, "Their role."),
    text("contract", "Code of the contract whose cap holds.", privacy=OPEN),
    date("started_on", "First day.", required=True),
    date("ended_on", "Last day; blank while it runs."),
    integer("people", "People carried: open supports that name the worker.", unit="people", required=True),
    number(
        "wte",
        "Share of full time with a caseload; blank where no attachment says.",
        unit="whole-time equivalents",
    ),
    number("cap_per_wte", "People that the terms allow for one whole-time equivalent.", unit="people"),
    number("cap", "People that the terms allow at this share of full time.", unit="people"),
    boolean("over_cap", "More people than the cap; blank where cap or share of full time is not known."),
    happens="started_on",
    derived=True,
    person=False,
)

absence_days = record(
    "absence_day",
    "One working day of an absence.",
    ref("absence_id", "absence", "The absence.", required=True),
    ref("job_id", "job", "The job."),
    ref("support_id", "support", "The support at the time."),
    code("reason", ABSENCE_REASON, "Why.", privacy=Privacy.SENSITIVE),
    date("lost_on", "The day.", required=True),
    number(
        "days_lost",
        "1, or its share of the working days recorded for the whole absence.",
        unit="days",
        required=True,
    ),
    happens="lost_on",
    derived=True,
)
