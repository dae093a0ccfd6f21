"""Names of the duties that questions ask for, and the events that start and answer them.

`derive.duties` says how each event is read.
"""

from __future__ import annotations

# Duty that a question, a page or a packaged set asks for by this name: what it is, in words.
STANDARDS: dict[str, str] = {
    "tenancy_risk_response": "a plan and a first action on a tenancy risk",
    "gp_response": "an answer to a referral from general practice",
    "weekly_contact": "a contact in each of the first four weeks of a job",
    "adjustments_review": "reviews of adjustments in weeks after a job start",
    "in_work_plan": "a written plan at the start of a job",
    "early_warning_response": "increased support after an early warning",
    "safeguarding_same_day": "immediate safety action on a concern",
    "safeguarding_referral": "referral of a concern to the local authority",
    "threshold_action": "an action when a warning crosses its threshold",
    "discharge_contact": "a contact after discharge from a ward",
    "complaint_response": "a full answer to a complaint",
}

# Event that starts a clock: what it is, in words.
STARTS: dict[str, str] = {
    "tenancy_risk.raised": "a tenancy risk is raised",
    "referral.received": "a referral is received",
    "referral.received_from_gp": "a referral from a general practitioner is received",
    "early_warning.raised": "an early warning is recorded",
    "early_warning.raised_in_work": "an early warning is recorded while the person is in work",
    "early_warning.threshold_crossed": "an early warning crosses the threshold of the plan",
    "job.started": "a paid job starts during support",
    "support.started": "support starts",
    "step_episode.opened": "increased support begins",
    "safeguarding_concern.raised": "a safeguarding concern is raised",
    "safeguarding_concern.raised_for_referral": "a concern is raised that must go to the local authority",
    "system_contact.discharged": "a person on support is discharged from a ward",
    "complaint.received": "a complaint is received",
}

# Event that answers a clock, and the tables whose clocks it can answer.
RESPONSES: dict[str, tuple[str, tuple[str, ...]]] = {
    "tenancy_risk.plan_and_first_action": (
        "both an action plan and a first action are begun",
        ("tenancy_risk",),
    ),
    "tenancy_risk.first_action": ("a first action is begun", ("tenancy_risk",)),
    "referral.responded": ("the service answers the referrer", ("referral",)),
    "referral.decided": ("the referral is decided", ("referral",)),
    "step_episode.opened": ("increased support begins because of the warning", ("early_warning",)),
    "early_warning.acted": ("a first action on the warning is taken", ("early_warning",)),
    "contact.two_way": (
        "the worker and the person speak with each other",
        ("job", "support", "step_episode", "system_contact", "early_warning", "referral"),
    ),
    "plan.in_work_agreed": ("an in-work plan with a schedule of adjustments is agreed", ("job",)),
    "adjustment_review.held": ("the review of that week is held", ("job",)),
    "safeguarding_concern.made_safe": ("immediate safety action is taken", ("safeguarding_concern",)),
    "safeguarding_concern.referred": ("it is referred to the local authority", ("safeguarding_concern",)),
    "complaint.responded": ("it is answered in full", ("complaint",)),
    "isolation_measure.baseline": ("the baseline of isolation is recorded", ("support",)),
    "risk_assessment.made": ("risk is assessed", ("support", "step_episode", "system_contact")),
}

# An answer that may come before the start counts as in time: a plan is agreed before the first working day.
MAY_PRECEDE = ("plan.in_work_agreed",)
# With points, the answer must fall in its own week, and not merely before the week is over.
BY_WEEK = ("contact.two_way",)
