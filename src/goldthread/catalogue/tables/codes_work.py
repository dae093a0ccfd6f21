"""Code lists of our own for work. NHS lists of employment status and weekly hours stand in `codes_nhs`."""

from __future__ import annotations

from goldthread.measures.tables import codes

JOB_END = codes(
    "Why a job ended",
    {
        "better_job": "Left for another job",
        "contract_ended": "Fixed term, season or trial ended",
        "resigned": "The person chose to leave",
        "conflict": "Conflict at work",
        "overwhelm": "Overwhelm",
        "breakdown": "Breakdown of the placement",
        "dismissed": "Dismissed",
        "redundancy": "Redundancy or the employer closed",
        "health": "Health",
        "study": "Study or training",
        "retired": "Retired",
        "died": "The person died",
        "other": "Other",
    },
)
JOB_END_BROKEN = ("conflict", "overwhelm", "breakdown")
JOB_ORIGIN = codes(
    "How the job came about",
    {
        "supported": "Found with the support",
        "already_held": "Held before support started",
        "other": "Found without the service",
    },
)
# Sections of the UK Standard Industrial Classification 2007.
INDUSTRY = codes(
    "Industry",
    {
        "A": "Agriculture, forestry and fishing",
        "B": "Mining and quarrying",
        "C": "Manufacturing",
        "D": "Electricity and gas supply",
        "E": "Water and waste",
        "F": "Construction",
        "G": "Retail, wholesale and motor repair",
        "H": "Transport and storage",
        "I": "Hotels, restaurants and food service",
        "J": "Information and communication",
        "K": "Finance and insurance",
        "L": "Property",
        "M": "Professional and scientific",
        "N": "Administration and support services",
        "O": "Public administration and defence",
        "P": "Education",
        "Q": "Health and social work",
        "R": "Arts, entertainment and recreation",
        "S": "Other services",
        "T": "Households as employers",
        "U": "International bodies",
    },
    source="UK Standard Industrial Classification 2007, sections",
)
PREFERENCE_KIND = codes(
    "What a preference is about",
    {
        "occupation": "Kind of work",
        "industry": "Industry",
        "hours": "Hours",
        "place": "Place or travel",
        "setting": "Setting or employer",
        "disclosure": "What the employer may be told",
        "other": "Other",
    },
)
INTEREST = codes("Interest in paid work", {"yes": "Interested", "not_now": "Not now", "no": "Not interested"})
QUALIFICATION = codes(
    "Highest qualification",
    {
        "none": "None",
        "entry": "Entry level",
        "level_1": "NVQ level 1 or equal",
        "level_2": "NVQ level 2 or equal",
        "level_3": "NVQ level 3 or equal",
        "level_4": "NVQ level 4 or above",
        "other": "Other, level not known",
    },
)
QUALIFIED_TO_LEVEL_2 = ("level_2", "level_3", "level_4")
LAST_WORKED = codes(
    "Last in paid work",
    {
        "now": "In paid work now",
        "under_6_months": "Less than 6 months ago",
        "6_months_to_2_years": "6 months to 2 years ago",
        "2_to_5_years": "2 to 5 years ago",
        "over_5_years": "More than 5 years ago",
        "never": "Never",
    },
)
ADJUSTMENT_KIND = codes(
    "Adjustment",
    {
        "rota": "Rota or hours",
        "breaks": "Breaks",
        "supervision": "Supervision",
        "duties": "Duties",
        "place": "Place or equipment",
        "phased_start": "Phased start or return",
        "other": "Other",
    },
)
ABSENCE_REASON = codes("Reason for absence", {"sickness": "Sickness", "other": "Other"})
BENEFITS_ADVICE = codes(
    "Benefits advice",
    {
        "signpost": "Signposted",
        "discussion": "Talked through",
        "appointment": "Appointment with an adviser",
        "review": "Continuing review",
    },
)
