"""How contacts lie flat: codes, days, minutes and keys. Never a note, a reason, a sign's words or a name."""

from __future__ import annotations

from goldthread.access.flat import lay
from goldthread.contacts.models import (
    Contact,
    EarlyWarning,
    Milestone,
    StepEpisode,
    StepReview,
    TaskSupport,
)

_OF_SUPPORT = ("person", "support")

FLAT = (
    lay(
        Contact,
        "contact",
        {
            "support_id": "support_id",
            "worker_id": "worker_id",
            "happened_at": "happened_at",
            "minutes": "minutes",
            "mode": "mode",
            "attendance": "attendance",
            "contact_with": "contact_with",
            "outcome": "outcome",
            "two_way": "two_way",
            "planned": "planned",
            "warnings_checked": "warnings_checked",
            "offer": "support__offer",
        },
        leans_on=_OF_SUPPORT,
    ),
    lay(
        TaskSupport,
        "task_support",
        {
            "contact_id": "contact_id",
            "support_id": "support_id",
            "happened_on": "happened_on",
            "task": "task",
            "level": "level",
            "planned_level": "planned_level",
        },
        team="contact__team_id",
        leans_on=("person", "contact"),
    ),
    lay(
        EarlyWarning,
        "early_warning",
        {
            "support_id": "support_id",
            "raised_at": "raised_at",
            "job_id": "job_id",
            "kind": "kind",
            "in_work": "in_work",
            "threshold_crossed": "threshold_crossed",
            "acted_at": "acted_at",
        },
        team="support__team_id",
        leans_on=_OF_SUPPORT,
    ),
    lay(
        StepEpisode,
        "step_episode",
        {
            "support_id": "support_id",
            "early_warning_id": "early_warning_id",
            "opened_at": "opened_at",
            "same_day_offer": "same_day_offer",
            "step_down_agreed_on": "step_down_agreed_on",
            "review_due_on": "review_due_on",
            "planned_end_on": "planned_end_on",
            "ended_on": "ended_on",
            "back_to_baseline": "back_to_baseline",
        },
        team="support__team_id",
        leans_on=_OF_SUPPORT,
    ),
    lay(
        StepReview,
        "step_review",
        {"step_episode_id": "step_episode_id", "reviewed_on": "reviewed_on", "senior": "senior"},
        team="step_episode__support__team_id",
        leans_on=("person", "step_episode"),
    ),
    lay(
        Milestone,
        "milestone",
        {"plan_id": "plan_id", "support_id": "support_id", "kind": "kind", "reached_on": "reached_on"},
        team="support__team_id",
        leans_on=_OF_SUPPORT,
    ),
)
