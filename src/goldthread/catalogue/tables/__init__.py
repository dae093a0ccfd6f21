"""Every kind of record that a question can be asked of, declared once.

Read `makers` first, then the field you know. `TABLES` holds them all by name; the constants are for questions
written in Python: `from goldthread.catalogue.tables import tenancies`.
"""

from __future__ import annotations

from goldthread.catalogue.tables.contact_records import (
    contacts,
    early_warnings,
    milestones,
    step_episodes,
    step_reviews,
    task_supports,
)
from goldthread.catalogue.tables.contracts import (
    attachments,
    contract_spends,
    workers,
)
from goldthread.catalogue.tables.derived import (
    absence_days,
    calendar,
    caseload_spells,
    clocks,
    home_spells,
    terms,
    work_spells,
)
from goldthread.catalogue.tables.employment import (
    absences,
    adjustment_reviews,
    adjustments,
    benefits_advices,
    employer_contacts,
    employment_profiles,
    jobs,
    preferences,
)
from goldthread.catalogue.tables.housing import (
    accommodation_statuses,
    notices,
    rent_balances,
    tenancies,
    tenancy_risk_actions,
    tenancy_risks,
)
from goldthread.catalogue.tables.inclusion import (
    activities,
    community_contacts,
    isolation_measures,
)
from goldthread.catalogue.tables.makers import moments
from goldthread.catalogue.tables.outside import (
    published_values,
)
from goldthread.catalogue.tables.people import (
    complaints,
    consents,
    feedbacks,
    measures,
    pauses,
    persons,
    plans,
    referrals,
    risk_assessments,
    stage_spells,
    supports,
)
from goldthread.catalogue.tables.safety import (
    incidents,
    safeguarding_concerns,
    system_contacts,
)
from goldthread.catalogue.tables.wellbeing import (
    outcome_ratings,
    questionnaire_scores,
)
from goldthread.measures.tables import Registry

TABLES = Registry(
    (
        persons,
        referrals,
        supports,
        stage_spells,
        plans,
        consents,
        risk_assessments,
        measures,
        pauses,
        complaints,
        feedbacks,
        contacts,
        task_supports,
        early_warnings,
        step_episodes,
        step_reviews,
        milestones,
        tenancies,
        rent_balances,
        notices,
        tenancy_risks,
        tenancy_risk_actions,
        accommodation_statuses,
        employment_profiles,
        preferences,
        employer_contacts,
        jobs,
        adjustments,
        adjustment_reviews,
        absences,
        benefits_advices,
        isolation_measures,
        activities,
        community_contacts,
        outcome_ratings,
        questionnaire_scores,
        safeguarding_concerns,
        incidents,
        system_contacts,
        workers,
        attachments,
        contract_spends,
        published_values,
        terms,
        calendar,
        clocks,
        home_spells,
        work_spells,
        caseload_spells,
        absence_days,
    )
)

__all__ = [
    "TABLES",
    "moments",
    "persons",
    "referrals",
    "supports",
    "stage_spells",
    "plans",
    "consents",
    "risk_assessments",
    "measures",
    "pauses",
    "complaints",
    "feedbacks",
    "contacts",
    "task_supports",
    "early_warnings",
    "step_episodes",
    "step_reviews",
    "milestones",
    "tenancies",
    "rent_balances",
    "notices",
    "tenancy_risks",
    "tenancy_risk_actions",
    "accommodation_statuses",
    "employment_profiles",
    "preferences",
    "employer_contacts",
    "jobs",
    "adjustments",
    "adjustment_reviews",
    "absences",
    "benefits_advices",
    "isolation_measures",
    "activities",
    "community_contacts",
    "outcome_ratings",
    "questionnaire_scores",
    "safeguarding_concerns",
    "incidents",
    "system_contacts",
    "workers",
    "attachments",
    "contract_spends",
    "published_values",
    "terms",
    "calendar",
    "clocks",
    "home_spells",
    "work_spells",
    "caseload_spells",
    "absence_days",
]
