"""Code lists of our own, with plain labels. NHS lists stand in `codes_nhs`."""

from __future__ import annotations

from goldthread.measures.tables import codes

# --- people and support

HOUSEHOLD_ROLE = codes(
    "Household role", {"head": "Head of the household", "member": "Other member of the household"}
)
SUPPORT_KIND = codes(
    "Kind of support",
    {
        "housing": "Housing and tenancy support",
        "employment": "Employment support",
        "inclusion": "Social inclusion",
        "combined": "Several of these in one service",
        "other": "Other",
    },
)
SUPPORT_END = codes(
    "Why support ended",
    {
        "planned": "Planned: aims met or move-on",
        "floated_off": "Support floated off as planned",
        "person_left": "The person chose to leave",
        "lost_contact": "Contact lost",
        "transferred": "Moved to another service",
        "moved_away": "Moved out of the area",
        "not_suited": "The service could not meet the need",
        "died": "The person died",
        "time_limit": "The time limit of the offer was reached",
        "other": "Other",
    },
)
# The prefix is the group, so that a question can tell the groups apart by the code.
DESTINATION = codes(
    "Destination",
    {
        "permanent_owned": "Own home, no help with the costs",
        "permanent_owned_helped": "Own home, with help towards the costs",
        "permanent_rented_social": "Rented from a council or housing association",
        "permanent_rented_private": "Rented privately, no help with the rent",
        "permanent_rented_helped": "Rented, with help towards the rent",
        "permanent_supported": "Supported or sheltered home without a time limit",
        "permanent_family": "With family, for good",
        "permanent_friends": "With friends, for good",
        "temporary_night_shelter": "Night shelter or emergency hostel",
        "temporary_hostel": "Hostel",
        "temporary_supported": "Supported home with a time limit",
        "temporary_placed": "Temporary accommodation placed by a housing authority",
        "temporary_bed_and_breakfast": "Hotel or bed and breakfast paid for by the person or a friend",
        "temporary_refuge": "Refuge or other safe place",
        "temporary_family": "With family, for a time",
        "temporary_friends": "With friends, for a time, or sofa surfing",
        "temporary_host": "Lodging with a host",
        "temporary_rough_sleeping": "Sleeping rough, or a place not meant to live in",
        "institution_psychiatric": "Psychiatric hospital or ward",
        "institution_hospital": "Hospital, not psychiatric",
        "institution_substance": "Residential treatment for alcohol or drugs",
        "institution_criminal_justice": "Prison, custody or bail hostel",
        "institution_care_home": "Care home, nursing home or long-term care",
        "institution_foster_care": "Foster care or children's home",
        "other_residential": "Residential project or halfway house, not for homeless people",
        "other_other": "Other",
        "other_died": "The person died",
        "other_unknown": "The person does not know",
        "other_declined": "The person declined to say",
        "other_no_interview": "Left without an interview",
        "other_not_recorded": "Not recorded by the sender",
    },
)
DESTINATIONS_PERMANENT = tuple(c for c in DESTINATION.values if c.startswith("permanent_"))
DESTINATIONS_TEMPORARY = tuple(c for c in DESTINATION.values if c.startswith("temporary_"))
DESTINATIONS_INSTITUTION = tuple(c for c in DESTINATION.values if c.startswith("institution_"))
# Left out of the share of exits to permanent places: nobody could have gone home from there.
DESTINATIONS_APART = (
    "other_died",
    "institution_foster_care",
    "institution_hospital",
    "institution_care_home",
)

DECISION = codes(
    "Decision on a referral",
    {"accepted": "Accepted", "declined": "Declined", "withdrawn": "Withdrawn by the person or referrer"},
)
STAGE = codes(
    "Stage",
    {
        "referral": "Referral and assessment",
        "intensive": "Intensive: first weeks or high need",
        "active": "Active support",
        "step_up": "Stepped up",
        "step_down": "Stepping down",
        "move_on": "Moving on",
        "in_work": "In-work support",
        "aftercare": "Aftercare",
    },
)
PLAN_KIND = codes(
    "Kind of plan",
    {
        "support": "Support plan",
        "in_work": "In-work support plan",
        "step_down": "Step-down plan",
        "early_warning": "Early-warning plan",
        "care": "Care plan",
        "housing": "Housing plan",
    },
)
CONSENT_PURPOSE = codes(
    "What consent is for",
    {
        "employer_liaison": "Talking with an employer about the person",
        "landlord_liaison": "Talking with a landlord about the person",
        "health_sharing": "Sharing with health services",
        "partner_sharing": "Sharing with another partner",
        "research": "Use in research",
    },
)
RISK_LEVEL = codes("Risk level", {"low": "Low", "medium": "Medium", "high": "High", "very_high": "Very high"})
RISK_REVIEW_REASON = codes(
    "Why risk was assessed",
    {
        "start": "Start of support",
        "routine": "Routine review",
        "incident": "After an incident",
        "step_up": "After a step-up",
        "discharge": "After a discharge",
    },
)
WORKER_ROLE = codes(
    "Role",
    {
        "employment_specialist": "Employment specialist",
        "senior_employment_specialist": "Senior employment specialist",
        "support_worker": "Support worker",
        "team_leader": "Team leader",
        "other": "Other",
    },
)
WORKER_EVENT = codes(
    "Kind of attachment",
    {"team": "Member of a team, with a caseload", "health_team": "Attached to a health or care team"},
)

# --- contacts

CONTACT_WITH = codes(
    "Who the contact was with",
    {
        "person": "The person",
        "family": "Family or carer",
        "professional": "Another professional",
        "employer": "An employer",
        "landlord": "A landlord",
    },
)
CONTACT_OUTCOME = codes(
    "What came of the contact",
    {
        "made": "Contact made",
        "no_reply": "No reply",
        "refused": "Refused by the person",
        "cancelled_by_person": "Cancelled by the person",
        "cancelled_by_service": "Cancelled by the service",
        "not_attended": "The person did not come",
    },
)
SUPPORT_LEVEL = codes(
    "Support given with a task",
    {"independent": "Done independently", "prompted": "Prompted", "supported": "Supported"},
)
WARNING_KIND = codes(
    "Early warning", {"sleep": "Sleep", "absence": "Absence", "distress": "Distress", "other": "Other"}
)
MILESTONE = codes(
    "Step-down milestone",
    {
        "fewer_visits": "Visits reduced",
        "less_on_call": "On-call use reduced",
        "ready_for_discharge": "Ready for discharge",
    },
)

# --- housing

HELD_STATUS = codes("Status", {"held": "Still held", "ended": "Ended", "unknown": "Not known"})
TENANCY_END = codes(
    "Why a tenancy ended",
    {
        "eviction": "Eviction",
        "abandonment": "Abandoned",
        "forced_move": "Forced move: sale, repossession, relationship breakdown, no longer affordable",
        "hospital_or_custody": "Given up after a long stay in hospital or custody",
        "planned_move": "Planned move to another settled home",
        "planned_other": "Planned move elsewhere",
        "died": "The person died",
        "other": "Other",
    },
)
END_KIND = codes(
    "Kind of end",
    {"loss": "Lost", "planned_move": "Planned move", "death": "The person died", "other": "Other end"},
)
TENANCY_ORIGIN = codes(
    "Tenancy origin",
    {"already_held": "Held before support started", "new": "Started with or after the support"},
)
LANDLORD_KIND = codes(
    "Kind of landlord",
    {
        "council": "Council",
        "housing_association": "Housing association",
        "private": "Private landlord",
        "provider": "The support provider",
        "other": "Other",
    },
)
NOTICE_KIND = codes(
    "Kind of notice",
    {
        "seeking_possession": "Notice seeking possession",
        "notice_to_quit": "Notice to quit",
        "no_fault": "No-fault notice",
        "court_order": "Court order for possession",
        "warrant": "Warrant or bailiff's date",
        "other": "Other formal notice",
    },
)
TENANCY_RISK_KIND = codes(
    "Tenancy risk",
    {
        "arrears": "Arrears",
        "complaint": "Complaint",
        "property_condition": "Property condition",
        "other": "Other",
    },
)
RISK_CLOSING = codes(
    "How a tenancy risk closed",
    {
        "notice_avoided": "Notice avoided",
        "inspection_passed": "Inspection passed",
        "complaints_reduced": "Complaints reduced",
        "arrears_plateaued": "Arrears plateaued",
        "not_resolved": "Not resolved",
        "tenancy_lost": "Tenancy lost",
        "raised_in_error": "Raised in error",
    },
)
RISK_RESOLVED = ("notice_avoided", "inspection_passed", "complaints_reduced", "arrears_plateaued")
RISK_ACTION = codes(
    "Action on a tenancy risk",
    {
        "action_plan": "Action plan",
        "benefits_liaison": "Benefits liaison",
        "landlord_communication": "Landlord communication",
        "increased_visits": "Increased visits",
        "practical_stabilisation": "Practical stabilisation",
        "other": "Other action",
    },
)
# The kinds that count as eviction prevention; a plan on its own does not.
PREVENTION = ("benefits_liaison", "landlord_communication", "increased_visits", "practical_stabilisation")
SETTLED = codes("Settled accommodation", {"Y": "Settled", "N": "Not settled", "Z": "Not known"})

# --- wellbeing, safety, system

SCORE_STAGE = codes(
    "When it was measured",
    {"start": "Start", "update": "In between", "annual": "Yearly review", "exit": "End"},
)
OUTCOME_DOMAIN = codes(
    "Outcome domain",
    {
        "safety": "Safety and risk",
        "routines": "Routines",
        "participation": "Participation",
        "self_management": "Self-management",
        "connection": "Connection",
    },
)
PARTICIPATION = codes(
    "Participation",
    {
        "none": "None",
        "accompanied": "Accompanied",
        "prompted": "Prompted",
        "independent": "Independent",
    },
)
SAFEGUARDING_KIND = codes(
    "Safeguarding concern",
    {
        "physical": "Physical abuse",
        "sexual": "Sexual abuse",
        "emotional": "Psychological or emotional abuse",
        "financial": "Financial or material abuse",
        "exploitation": "Exploitation or modern slavery",
        "domestic": "Domestic abuse",
        "neglect": "Neglect",
        "self_neglect": "Self-neglect",
        "discrimination": "Discrimination",
        "organisational": "Organisational abuse",
    },
)
SEVERITY = codes(
    "Severity",
    {"none": "No harm", "low": "Low", "moderate": "Moderate", "severe": "Severe", "death": "Death"},
)
SYSTEM_CONTACT_KIND = codes(
    "Contact with the wider system",
    {
        "crisis": "Crisis contact",
        "ae": "A&E attendance",
        "admission": "Inpatient admission",
        "discharge": "Discharge from a ward",
        "delayed_discharge": "Delayed discharge",
        "out_of_area": "Out-of-area placement",
        "homelessness": "Presented as homeless to a housing authority",
    },
)
COMPLAINT_THEME = codes(
    "Theme of a complaint",
    {
        "support": "The support given",
        "staff": "Conduct of staff",
        "communication": "Communication",
        "property": "Property and repairs",
        "access": "Getting the service",
        "other": "Other",
    },
)
RATING = codes(
    "Rating of support",
    {
        "very_good": "Very good",
        "good": "Good",
        "neither": "Neither",
        "poor": "Poor",
        "very_poor": "Very poor",
    },
)

# --- contracts

PAUSE_REASON = codes(
    "Why clocks stand still",
    {
        "hospital": "In hospital",
        "custody": "In custody",
        "away": "Away",
        "person_asked": "The person asked to wait",
        "awaiting_others": "Waiting for others",
    },
)

TERM_UNIT = codes(
    "Unit of a term",
    {
        "hours": "Hours",
        "working_days": "Working days",
        "days": "Days",
        "weeks": "Weeks",
        "people_per_wte": "People per whole-time equivalent",
    },
)
NATION = codes(
    "Nation",
    {
        "england-and-wales": "England and Wales",
        "scotland": "Scotland",
        "northern-ireland": "Northern Ireland",
    },
)
