"""How work lies flat: codes, days, hours and keys. Never an employer's name or a word anybody wrote."""

from __future__ import annotations

from decimal import Decimal

from goldthread.access.flat import Made, lay
from goldthread.employment.models import (
    Absence,
    Adjustment,
    AdjustmentReview,
    BenefitsAdvice,
    EmployerContact,
    Job,
    Preference,
    TeamAttachment,
)
from goldthread.people.facts import key_of_name

# An employer's key follows from its name, as that of the recipient of a consent does: figures compare them.


def number(amount: Decimal | None) -> float | None:
    """Hours or days as facts hold them."""
    return None if amount is None else float(amount)


def to_health_team(_: str) -> str:
    """The kind of every attachment of this room."""
    return "health_team"


_OF_JOB = ("person", "job")
FLAT = (
    lay(
        AdjustmentReview,
        "adjustment_review",
        {"job_id": "job_id", "week": "week", "held_on": "held_on"},
        team="job__team_id",
        leans_on=_OF_JOB,
    ),
    lay(
        Adjustment,
        "adjustment",
        {
            "job_id": "job_id",
            "kind": "kind",
            "agreed_on": "agreed_on",
            "due_on": "due_on",
            "in_place_on": "in_place_on",
            "ended_on": "ended_on",
        },
        team="job__team_id",
        leans_on=_OF_JOB,
    ),
    lay(
        Absence,
        "absence",
        {
            "job_id": "job_id",
            "support_id": "support_id",
            "reason": "reason",
            "started_on": "started_on",
            "ended_on": "ended_on",
            "working_days": Made(number, "working_days"),
        },
    ),
    lay(
        EmployerContact,
        "employer_contact",
        {
            "support_id": "support_id",
            "worker_id": "worker_id",
            "job_id": "job_id",
            "employer": Made(key_of_name, "organisation_id", "employer__name"),
            "contacted_at": "contacted_at",
            "mode": "mode",
            "face_to_face": "face_to_face",
            "about_person": "about_person",
            "competitive": "competitive",
            "matches_preference": "matches_preference",
            "preference_id": "preference_id",
            "industry": "industry",
        },
        leans_on=("person", "employer"),
    ),
    lay(
        Job,
        "job",
        {
            "support_id": "support_id",
            "employer": Made(key_of_name, "organisation_id", "employer__name"),
            "origin": "origin",
            "paid": "paid",
            "competitive": "competitive",
            "started_on": "started_on",
            "ended_on": "ended_on",
            "status": "status",
            "last_confirmed_on": "last_confirmed_on",
            "end_reason": "end_reason",
            "weekly_hours": Made(number, "weekly_hours"),
            "hours_band": "hours_band",
            "industry": "industry",
            "placed": "placed",
        },
        leans_on=("person", "employer"),
    ),
    lay(
        Preference,
        "preference",
        {
            "support_id": "support_id",
            "stated_at": "stated_at",
            "kind": "kind",
            "industry": "industry",
            "ended_on": "ended_on",
        },
        team="support__team_id",
        leans_on=("person", "support"),
    ),
    lay(
        BenefitsAdvice,
        "benefits_advice",
        {"support_id": "support_id", "kind": "kind", "given_on": "given_on"},
    ),
    lay(
        TeamAttachment,
        "attachment",
        {
            "worker_id": "worker_id",
            "kind": Made(to_health_team, "pk"),
            "attached_team": "attached_team",
            "started_on": "started_on",
            "ended_on": "ended_on",
        },
        person=None,
        locality=None,
        leans_on=(),
    ),
)
