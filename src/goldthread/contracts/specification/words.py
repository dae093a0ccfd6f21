"""Closed lists of a specification, with the words that people read. Sources are S0 to S4, as in the terms."""

from __future__ import annotations

# What a contract can buy, each to be named by itself: S0, service specification.
FUNCTIONS: dict[str, str] = {
    "tenancy_sustainment": "Tenancy sustainment tasks",
    "housing_advice": "Housing advice and options",
    "employment_matching": "Employment matching",
    "employer_engagement": "Employer engagement",
    "in_work_support": "In-work support",
    "benefits_transition": "Benefits transition",
    "safeguarding_response": "Safeguarding response",
    "clinical_liaison": "Clinical liaison",
    "social_inclusion": "Taking part in local life",
    "crisis_housing": "Housing asked through crisis and hospital",
    "supported_housing": "Support in supported housing",
    "peer_support": "Peer support",
}

# How one stage leads to another, or out of the pathway.
ROUTES: dict[str, str] = {
    "onward": "Onward",
    "step_up": "Step up",
    "step_down": "Step down",
    "move_on": "Move on",
    "exit": "End of support",
}

# Outcome criteria of a pathway, by when they are expected.
OUTCOME_TERMS: dict[str, str] = {"short": "Short term", "intermediate": "Intermediate", "long": "Long term"}

# How often something is reported or people meet.
CADENCES: dict[str, str] = {
    "weekly": "Every week",
    "fortnightly": "Every two weeks",
    "monthly": "Every month",
    "quarterly": "Every quarter",
    "half_yearly": "Every half-year",
    "yearly": "Every year",
    "as_needed": "When there is need",
}

# Who acts, and to whom a clock escalates. The roles of those who work here stand in `access.rules.Role`.
ACTORS: dict[str, str] = {
    "support_worker": "Support worker",
    "specialist": "Employment specialist",
    "team_leader": "Team leader",
    "manager": "Registered manager",
    "quality_lead": "Quality lead",
    "safeguarding_lead": "Safeguarding lead",
    "commissioner": "Commissioner",
    "regulator": "Regulator",
    "council": "Council",
    "clinical_team": "Clinical team",
    "police": "Police",
}

PAYMENTS: dict[str, str] = {
    "block": "Block",
    "cost_and_volume": "Cost and volume",
    "by_outcome": "By outcome",
    "part_by_outcome": "Part block, part by outcome",
    "core_and_flexi": "Core and flexi",
    "spot": "Spot",
}

COST_UNITS: dict[str, str] = {
    "participant": "a participant",
    "hour": "an hour",
    "week": "a week",
    "job_start": "a job start",
    "job_kept_13w": "a job kept 13 weeks",
    "home_kept_6m": "a home kept six months",
}
