"""Names of the duties that questions ask for, and the events that start and answer them.

`facts.derive.duties` says how each event is read from facts; `clocks.py` of a room how it is read from rows.
Duties of the day (`CASEWORK_...`) are for Today alone: no question asks for them, and facts do not know them.
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

# --- duties of the day

CASEWORK_STANDARDS: dict[str, str] = {
    "enquiry_answered": "an answer to an enquiry",
    "referral_answered": "an answer to whoever referred",
    "referral_decided": "a decision on a referral",
    "early_warning_acted": "an action on an early warning",
    "step_up_decision": "a decision whether to step support up",
    "step_up_check_in": "a check-in on the day that support is stepped up",
    "step_up_action": "a first action on a step-up",
    "step_up_review": "a review of a step-up by a senior, every week",
    "step_up_end": "an end or a new date for a step-up",
    "contact_due": "a contact as often as the stage or the plan asks",
    "welfare_check": "a welfare check after tried contacts",
    "plan_review": "a review of a plan",
    "plan_action": "an action that a plan promises",
    "temporary_increase_review": "a review of a temporary increase",
    "risk_review": "a review of a risk assessment",
    "access_need_review": "a review of how information is given",
    "support_end": "an end or an extension of support",
    "tenancy_risk_action": "what was agreed about a tenancy risk",
    "inspection_held": "an inspection of the home",
    "weekly_huddle": "a huddle over the risk register, every week",
    "tenancy_confirmed": "a home that somebody makes sure is still held",
    "adjustment_in_place": "an adjustment at work put in place",
    "job_confirmed": "a job that somebody makes sure is still held",
    "isolation_baseline": "a baseline of how a person takes part",
    "exposure_step": "a step of a graded exposure plan",
    "exposure_review": "a review of a graded exposure plan",
    "community_contact_confirmed": "a community contact that somebody makes sure is still live",
    "feedback_answered": "a word with somebody who asked for it in their feedback",
    "notification_told": "somebody who must be told of an incident or a concern",
    "discharge_unblocked": "what blocks a discharge from a ward",
    "housing_asked": "the housing question at a crisis or an admission",
    "risk_after_discharge": "a new look at risk after a discharge",
    "risk_after_incident": "a new look at risk after an incident with harm",
    "risk_after_step_up": "a new look at risk after a step-up",
    "decision_review": "a review of a risk taken on purpose, or of a restriction",
}

CASEWORK_STARTS: dict[str, str] = {
    "enquiry.received": "an enquiry comes in",
    "step_episode.reviewed": "a step-up begins, or a senior last reviewed it",
    "step_episode.planned_end": "the day comes on which a step-up is planned to end",
    "stage_spell.contact_expected": "the last two-way contact was made, or the stage began",
    "welfare_check.opened": "tried contacts reached nobody, and a welfare check is asked for",
    "plan.review_due": "the day comes on which the review of a plan was agreed",
    "plan_action.due": "the day comes by which an action of a plan was promised",
    "plan_task.increase_ends": "the day comes on which a temporary increase is to be reviewed",
    "risk_assessment.review_due": "the day comes on which the review of a risk was set",
    "access_need.review_due": "the day comes on which the review of an access need was set",
    "support.planned_end": "the day comes on which support is planned to end",
    "tenancy_risk_action.planned": "the day comes by which an action on a tenancy risk was agreed",
    "huddle.expected": "a team last held its huddle, or a first risk was raised",
    "inspection.due": "the day of an inspection comes",
    "tenancy.confirmation_due": "13 weeks are over since a home was last known to be held",
    "adjustment.due": "the day comes by which an adjustment at work was agreed",
    "job.confirmation_due": "six weeks are over since a job was last known to be held",
    "support.inclusion_begun": "support for inclusion begins, or a graded exposure plan is agreed",
    "exposure_step.planned": "the day comes by which a step of a graded plan was agreed",
    "exposure_plan.review_due": "the day comes on which the review of a graded plan was agreed",
    "community_contact.confirmation_due": "13 weeks are over since a contact was last known to be live",
    "feedback.word_asked": "somebody asks in their feedback to be spoken with",
    "notification.due": "the last day comes on which somebody must be told",
    "system_contact.discharge_blocked": "a person is ready to leave a ward and cannot",
    "system_contact.housing_to_ask": "a crisis contact or an admission of a person on support",
    "incident.with_harm": "an incident does moderate harm or worse",
    "risk_decision.review_due": "the day comes on which a decision on risk is looked at again",
}

# Some answer clocks of facts too; here stand the tables of the day that they answer beside those.
CASEWORK_RESPONSES: dict[str, tuple[str, tuple[str, ...]]] = {
    "enquiry.answered": ("it becomes a referral or is closed with a reason", ("enquiry",)),
    "early_warning.step_up_decided": (
        "support is stepped up, or another action is taken in its place",
        ("early_warning",),
    ),
    "step_episode.checked_in": ("somebody checks in with the person", ("step_episode",)),
    "step_episode.acted": ("a first action is taken", ("step_episode",)),
    "step_episode.ended": ("the step-up ends or is given a new date", ("step_episode",)),
    "step_review.senior": ("a senior reviews the step-up", ("step_episode",)),
    "contact.two_way": ("the worker and the person speak with each other", ("stage_spell",)),
    "welfare_check.answered": ("somebody says what they found", ("welfare_check",)),
    "plan.reviewed": ("the plan is reviewed", ("plan",)),
    "plan_action.done": ("the action is done", ("plan_action",)),
    "plan_task.increase_reviewed": ("the increase ends or is given a new date", ("plan_task",)),
    "risk_assessment.made": ("risk is assessed", ("risk_assessment",)),
    "access_need.reviewed": ("the need is reviewed", ("access_need",)),
    "support.ended": ("support ends or is extended", ("support",)),
    "tenancy_risk_action.completed": ("it is complete", ("tenancy_risk_action",)),
    "huddle.held": ("the team sits down over its register", ("huddle",)),
    "inspection.held": ("its result is recorded", ("inspection",)),
    "tenancy.confirmed": ("somebody says that it is still held", ("tenancy",)),
    "adjustment.in_place": ("it is in place", ("adjustment",)),
    "job.confirmed": ("somebody says that it is still held", ("job",)),
    "exposure_step.reached": ("the step is reached, given up or given a new day", ("exposure_step",)),
    "exposure_plan.reviewed": ("the plan is reviewed", ("exposure_plan",)),
    "community_contact.confirmed": ("the person says that they are in touch", ("community_contact",)),
    "feedback.answered": ("somebody speaks with the person", ("feedback",)),
    "notification.told": ("they are told", ("notification",)),
    "system_contact.unblocked": ("the person leaves, or what blocked it is cleared", ("system_contact",)),
    "housing_question.asked": ("the housing question is asked", ("system_contact",)),
    "risk_assessment.after_event": ("risk is assessed", ("system_contact", "incident", "step_episode")),
    "risk_decision.reviewed": ("it is looked at again", ("risk_decision",)),
}
