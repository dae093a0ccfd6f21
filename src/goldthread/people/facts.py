"""How the records of people lie flat: codes, days, answers, keys. Never a name, a number, a date of birth.

Of free text a fact keeps only that something is written there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db.models import Q

from goldthread.access.flat import Column, Made, given, lay
from goldthread.catalogue.flat import Flat
from goldthread.kernel.instants import civil_date
from goldthread.people.known import told_once
from goldthread.people.models import (
    Consent,
    Interest,
    Person,
    Plan,
    Profile,
    Referral,
    RiskAssessment,
    StageSpell,
    Support,
)


def birth_month(born: date | None) -> date | None:
    """The first day of the first month that begins on or after the day of birth."""
    if born is None or born.day == 1:
        return born
    return (born.replace(day=1) + timedelta(days=32)).replace(day=1)


def age_on(born: date | None, on: date | datetime | None) -> int | None:
    """Whole years on a day; None where either is not known. Who was born on 29 February ages on 1 March."""
    if born is None or on is None:
        return None
    day = civil_date(on) if isinstance(on, datetime) else on
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return years if 0 <= years <= 120 else None


def offer_made(*answers: bool | None) -> bool | None:
    """Whether all of the universal offer was made: no where one was not, unknown where nobody says."""
    if False in answers:
        return False
    return None if None in answers else True


def key_of_name(organisation: str, name: str | None) -> str:
    """The same short key for the same name in an organisation, however it is written; blank of none."""
    plain = " ".join((name or "").split()).casefold()
    return sha256(f"{organisation}:{plain}".encode()).hexdigest()[:20] if plain else ""


def recipient_key(organisation: str, purpose: str, recipient: str) -> str:
    """The key of the employer that a consent names. Of other recipients figures ask nothing."""
    return key_of_name(organisation, recipient) if purpose == "employer_liaison" else ""


_OF_SUPPORT = ("person", "support")

_OF_PERSON: dict[str, Column] = {
    "birth_month": Made(birth_month, "birth_date"),
    "gender": "gender",
    "ethnicity": "ethnicity",
    "disability": "disability",
    "died_on": "died_on",
}


def _people(keys: Sequence[str] | None = None) -> Flat:
    where = None if keys is None else Q(pk__in=keys)
    columns = _OF_PERSON
    return lay(
        Person, "person", columns, team=None, locality="locality", person=None, leans_on=(), where=where
    )


FLAT = (
    told_once(_people(), _people, tuple(_OF_PERSON)),
    lay(
        Referral,
        "referral",
        {
            "received_at": "received_at",
            "referral_source": "referral_source",
            "responded_at": "responded_at",
            "decided_at": "decided_at",
            "decision": "decision",
            "age_at_referral": Made(age_on, "person__birth_date", "received_at"),
            "employment_status": "employment_status",
            "in_contact": "in_contact",
        },
    ),
    lay(
        Support,
        "support",
        {
            "referral_id": "referral_id",
            "kind": "team__service__kind",
            "contract": "team__service__contract",
            "started_on": "started_on",
            "ended_on": "ended_on",
            "end_reason": "end_reason",
            "destination": "destination",
            "planned_end_on": "planned_end_on",
            "offer": "offer",
            "offer_months": "offer_months",
            "age_at_start": Made(age_on, "person__birth_date", "started_on"),
            "moved_in_on": "moved_in_on",
            "employment_status_at_start": "employment_status_at_start",
            "hours_at_start": "hours_at_start",
            "out_of_work_ended_on": "out_of_work_ended_on",
            "in_contact": "in_contact",
            "worker_id": "worker_id",
            "housing_offer_made": Made(
                offer_made, "housing_asked", "housing_advice", "housing_options", "advocacy"
            ),
            "care_cluster": "care_cluster",
        },
    ),
    lay(
        StageSpell,
        "stage_spell",
        {
            "support_id": "support_id",
            "stage": "stage",
            "started_on": "started_on",
            "ended_on": "ended_on",
            "contacts_per_week": "contacts_per_week",
        },
        team="support__team_id",
        leans_on=_OF_SUPPORT,
    ),
    lay(
        RiskAssessment,
        "risk_assessment",
        {
            "support_id": "support_id",
            "assessed_at": "assessed_at",
            "level": "level",
            "reason": "reason",
            "review_due_on": "review_due_on",
            "plan_in_place": "plan_in_place",
            "worker_id": "worker_id",
        },
        team="support__team_id",
        leans_on=_OF_SUPPORT,
    ),
    lay(
        Plan,
        "plan",
        {
            "support_id": "support_id",
            "step_episode_id": "step_episode_id",
            "job_id": "job_id",
            "kind": "kind",
            "agreed_at": "agreed_at",
            "review_due_on": "review_due_on",
            "ended_on": "ended_on",
            "own_goals": Made(given, "own_goals"),
            "copy_given": Made(given, "copy_given_on"),
            "choices_recorded": Made(given, "choices"),
            "work_actions": "work_actions",
            "retention_actions": "retention_actions",
            "adjustments_schedule": "adjustments_schedule",
            "contacts_per_week": "contacts_per_week",
        },
        team="support__team_id",
        leans_on=_OF_SUPPORT,
    ),
    lay(
        Consent,
        "consent",
        {
            "purpose": "purpose",
            "recipient": Made(recipient_key, "organisation_id", "purpose", "recipient"),
            "given_at": "given_at",
            "withdrawn_at": "withdrawn_at",
            "expires_on": "expires_on",
        },
        team=None,
    ),
    lay(
        Profile,
        "employment_profile",
        {
            "support_id": "support_id",
            "referral_id": "referral_id",
            "stated_on": "stated_on",
            "employment_status": "employment_status",
            "weekly_hours": "weekly_hours",
            "qualification": "qualification",
            "last_worked_on": "last_worked_on",
            "last_worked": "last_worked",
            "held_year": "held_year",
            "long_term_benefits": "long_term_benefits",
        },
        team="support__team_id",
        leans_on=_OF_SUPPORT,
    ),
    lay(
        Interest,
        "employment_profile",
        {
            "support_id": "support_id",
            "stated_on": "asked_on",
            "interest_asked_on": "asked_on",
            "interest_answered_on": "answered_on",
            "interest": "interest",
        },
        team="support__team_id",
        leans_on=_OF_SUPPORT,
    ),
)
