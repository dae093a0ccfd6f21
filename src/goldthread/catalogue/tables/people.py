"""People, referrals, support, stages, plans, consent, risk, and what people say of their support.

Nothing here names anybody: a person is a random key, with the month after birth, gender and ethnicity.
"""

from __future__ import annotations

from goldthread.catalogue.tables.codes import (
    COMPLAINT_THEME,
    CONSENT_PURPOSE,
    DECISION,
    DESTINATION,
    HOUSEHOLD_ROLE,
    PAUSE_REASON,
    PLAN_KIND,
    RATING,
    RISK_LEVEL,
    RISK_REVIEW_REASON,
    SCORE_STAGE,
    STAGE,
    SUPPORT_END,
    SUPPORT_KIND,
)
from goldthread.catalogue.tables.codes_nhs import (
    DISABILITY,
    EMPLOYMENT_STATUS,
    ETHNIC_CATEGORY,
    GENDER,
    REFERRAL_SOURCE,
    WEEKLY_HOURS,
)
from goldthread.catalogue.tables.makers import moment, record
from goldthread.measures.tables import Privacy, boolean, code, date, integer, number, ref, text

SENSITIVE = Privacy.SENSITIVE

persons = record(
    "person",
    "Someone a service knows, under a random key. The key belongs to one organisation.",
    date("birth_month", "First day of the first month that begins on or after the day of birth."),
    code("gender", GENDER, "Gender, as the person says."),
    code("ethnicity", ETHNIC_CATEGORY, "Ethnic category, as the person says.", privacy=SENSITIVE),
    code("disability", DISABILITY, "Main disability, as the person says.", privacy=SENSITIVE),
    date("died_on", "Day of death, where known.", privacy=SENSITIVE),
    person=False,
    plural="people",
)

referrals = record(
    "referral",
    "A request that a service takes a person on.",
    *moment("received", "When the service received it.", required=True),
    code("referral_source", REFERRAL_SOURCE, "Who referred.", checked_on="received_on"),
    *moment("responded", "When the service first answered the referrer."),
    *moment("decided", "When it was decided."),
    code("decision", DECISION, "What was decided; blank while it waits."),
    integer(
        "age_at_referral", "Age in whole years on the day received.", unit="years", lowest=0, highest=120
    ),
    code("employment_status", EMPLOYMENT_STATUS, "Employment status at referral.", checked_on="received_on"),
    boolean(
        "in_contact",
        "In contact with specialist mental health services at referral.",
    ),
    happens="received_on",
)

supports = record(
    "support",
    "A person's time on one service, from start to end.",
    ref("referral_id", "referral", "The referral that led to it."),
    code("kind", SUPPORT_KIND, "What the service is for."),
    text("contract", "Code of the contract it is delivered under.", privacy=Privacy.OPEN),
    date("started_on", "First day of support.", required=True),
    date("ended_on", "Last day of support; blank while it runs."),
    code("end_reason", SUPPORT_END, "Why it ended."),
    code("destination", DESTINATION, "Where the person went to live when it ended."),
    date("planned_end_on", "The day it is planned to end."),
    text("offer", "The offer chosen, such as floating support of 6 months.", privacy=Privacy.OPEN),
    integer("offer_months", "Time limit of the offer.", unit="months", lowest=0),
    text("household_id", "Key of the household supported together."),
    code("household_role", HOUSEHOLD_ROLE, "Place in the household."),
    integer("age_at_start", "Age in whole years on the first day.", unit="years", lowest=0, highest=120),
    date("moved_in_on", "Day the person moved into the home that the service found."),
    code(
        "employment_status_at_start",
        EMPLOYMENT_STATUS,
        "Employment status on the first day.",
        checked_on="started_on",
    ),
    code("hours_at_start", WEEKLY_HOURS, "Weekly hours worked on the first day.", checked_on="started_on"),
    date("out_of_work_ended_on", "Last day of out-of-work support, where it ended before support did."),
    boolean("in_contact", "In contact with specialist mental health services at the start."),
    ref("worker_id", "worker", "The person's named worker."),
    boolean("housing_offer_made", "Offered housing advice, options and advocacy, and asked about housing."),
    text("care_cluster", "Care cluster at the start.", privacy=SENSITIVE),
    happens="started_on",
    plural="support",
)

stage_spells = record(
    "stage_spell",
    "Time that a person spends on one stage of support.",
    ref("support_id", "support", "The support it is part of."),
    code("stage", STAGE, "The stage.", required=True),
    date("started_on", "First day on the stage.", required=True),
    date("ended_on", "Last day on the stage; blank while it runs."),
    integer(
        "contacts_per_week", "Two-way contacts a week that the plan asks for.", unit="contacts", lowest=0
    ),
    happens="started_on",
)

plans = record(
    "plan",
    "A plan agreed with a person.",
    ref("support_id", "support", "The support it is part of."),
    ref("job_id", "job", "The job it is for, where it is an in-work plan."),
    ref("step_episode_id", "step_episode", "The step-up episode it is for, where it is a step-down plan."),
    code("kind", PLAN_KIND, "What the plan is for.", required=True),
    *moment("agreed", "When it was agreed.", required=True),
    date("review_due_on", "The day its next review is due."),
    date("ended_on", "The day it stopped being the current plan."),
    boolean("own_goals", "Holds the person's own goals in their words."),
    boolean("copy_given", "The person was given a copy."),
    boolean("choices_recorded", "The person's choices are recorded."),
    boolean("work_actions", "Has clear actions on paid employment."),
    boolean("retention_actions", "Has clear actions on keeping a job."),
    boolean("adjustments_schedule", "Has a schedule of adjustments: rota, breaks, supervision."),
    integer("contacts_per_week", "Two-way contacts a week that it asks for.", unit="contacts", lowest=0),
    happens="agreed_on",
)

consents = record(
    "consent",
    "A person's consent to share something with someone.",
    code("purpose", CONSENT_PURPOSE, "What the consent is for.", required=True),
    text("recipient", "Key of the employer, landlord or partner; blank where it covers all of the kind."),
    *moment("given", "When it was given.", required=True),
    *moment("withdrawn", "When it was withdrawn; blank while it stands."),
    date("expires_on", "Last day it stands, where it was given for a time."),
    happens="given_on",
)

risk_assessments = record(
    "risk_assessment",
    "An assessment of a person's risk.",
    ref("support_id", "support", "The support it is part of."),
    *moment("assessed", "When it was made.", required=True),
    code("level", RISK_LEVEL, "Level of risk.", required=True, privacy=SENSITIVE),
    code("reason", RISK_REVIEW_REASON, "Why it was made."),
    date("review_due_on", "The day its review is due."),
    boolean("plan_in_place", "A plan for the risk is in place."),
    ref("worker_id", "worker", "Who assessed."),
    happens="assessed_on",
)

measures = record(
    "measure",
    "A dated amount or answer about a person, such as income at the start of support.",
    ref("support_id", "support", "The support it was taken in."),
    text(
        "kind", "What is measured, such as income_any or income_earned.", required=True, privacy=Privacy.OPEN
    ),
    code("stage", SCORE_STAGE, "When in the support it was taken."),
    date("measured_on", "The day it holds for.", required=True),
    number("amount", "The amount, in the unit of its kind; money is in pounds.", unit="as its kind says"),
    boolean("yes", "The answer, where the measure is a yes or no."),
    happens="measured_on",
)

pauses = record(
    "pause",
    "Time in which the clocks of a person, or of one record, stand still where the terms say so.",
    code("reason", PAUSE_REASON, "Why.", required=True),
    *moment("started", "When it began.", required=True),
    *moment("ended", "When it ended; blank while it lasts. A day without a time is counted whole."),
    text("record_table", "The table of the one record that waits; blank for all of the person's."),
    text("record_id", "Key of the one record that waits."),
    happens="started_on",
)

complaints = record(
    "complaint",
    "A complaint about a service.",
    *moment("received", "When it was received.", required=True),
    code("theme", COMPLAINT_THEME, "What it is about.", required=True),
    *moment("responded", "When it was answered in full."),
    boolean("upheld", "Upheld in whole or in part."),
    happens="received_on",
    person=None,
)

feedbacks = record(
    "feedback",
    "A feedback form offered to a person; blank returned means not returned.",
    ref("support_id", "support", "The support it is about."),
    date("asked_on", "The day it was offered.", required=True),
    date("returned_on", "The day it came back."),
    code("rating", RATING, "The person's rating of their support."),
    happens="asked_on",
    person=None,
    plural="feedback forms",
)
