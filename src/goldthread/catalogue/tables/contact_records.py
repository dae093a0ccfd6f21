"""Contacts, the tasks done in them, early warnings, step-ups and their reviews."""

from __future__ import annotations

from goldthread.catalogue.tables.codes import (
    CONTACT_OUTCOME,
    CONTACT_WITH,
    MILESTONE,
    SUPPORT_LEVEL,
    WARNING_KIND,
)
from goldthread.catalogue.tables.codes_nhs import ATTENDANCE, CONSULTATION_MECHANISM
from goldthread.catalogue.tables.makers import moment, record
from goldthread.measures.tables import boolean, code, date, integer, ref, text

contacts = record(
    "contact",
    "A contact with or about a person, made, tried or planned.",
    ref("support_id", "support", "The support it is part of."),
    ref("worker_id", "worker", "Who made it."),
    *moment("happened", "When it began.", required=True),
    integer("minutes", "How long it lasted, without travel.", unit="minutes", lowest=0, highest=1440),
    code("mode", CONSULTATION_MECHANISM, "How it was held.", checked_on="happened_on"),
    code("attendance", ATTENDANCE, "Whether the person attended.", checked_on="happened_on"),
    code("contact_with", CONTACT_WITH, "Who it was with."),
    code("outcome", CONTACT_OUTCOME, "What came of it."),
    boolean("two_way", "The worker and the person spoke with each other."),
    boolean("planned", "It was planned beforehand."),
    boolean("warnings_checked", "The person's early-warning indicators were recorded."),
    text("offer", "The option of the offer it was delivered under."),
    happens="happened_on",
)

task_supports = record(
    "task_support",
    "How much support one task took at a contact.",
    ref("contact_id", "contact", "The contact it was seen at."),
    ref("support_id", "support", "The support it is part of."),
    date("happened_on", "The day.", required=True),
    text("task", "The task, such as cooking or post.", required=True),
    code("level", SUPPORT_LEVEL, "The support given.", required=True),
    code("planned_level", SUPPORT_LEVEL, "The most support that the plan allows."),
    happens="happened_on",
    plural="task records",
)

early_warnings = record(
    "early_warning",
    "A sign that a person may be becoming unwell or that work may be breaking down.",
    ref("support_id", "support", "The support it was seen in."),
    ref("job_id", "job", "The job it was seen in, where the person is in work."),
    *moment("raised", "When it was recorded.", required=True),
    code("kind", WARNING_KIND, "What was seen.", required=True),
    boolean("in_work", "The person was in paid work."),
    boolean("threshold_crossed", "The threshold of the person's plan was crossed."),
    *moment("acted", "When the first action on it was taken."),
    happens="raised_on",
)

step_episodes = record(
    "step_episode",
    "A time of increased support.",
    ref("support_id", "support", "The support it is part of."),
    ref("early_warning_id", "early_warning", "The warning that it answers."),
    *moment("opened", "When the increased support began.", required=True),
    boolean("same_day_offer", "The offer asks for a check-in on the same day."),
    date("step_down_agreed_on", "The day the step-down plan was agreed."),
    date("review_due_on", "The day its first review is due."),
    date("planned_end_on", "The day it was planned to be back at baseline."),
    date("ended_on", "Last day of the increased support; blank while it runs."),
    boolean("back_to_baseline", "It ended with support back at the baseline."),
    happens="opened_on",
)

step_reviews = record(
    "step_review",
    "A review of a step-up episode.",
    ref("step_episode_id", "step_episode", "The episode reviewed.", required=True),
    date("reviewed_on", "The day it was held.", required=True),
    boolean("senior", "Held by a senior worker."),
    happens="reviewed_on",
)

milestones = record(
    "milestone",
    "A step-down milestone reached.",
    ref("plan_id", "plan", "The step-down plan."),
    ref("support_id", "support", "The support it is part of."),
    code("kind", MILESTONE, "What was reached.", required=True),
    date("reached_on", "The day it was reached.", required=True),
    happens="reached_on",
)
