"""Which code list each column answers to, and on which day of the row a code must have been in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from goldthread.access.rows import Row
from goldthread.catalogue.tables.codes import (
    CONSENT_PURPOSE,
    DECISION,
    DESTINATION,
    PLAN_KIND,
    RISK_LEVEL,
    RISK_REVIEW_REASON,
    STAGE,
    SUPPORT_END,
    SUPPORT_LEVEL,
    WARNING_KIND,
)
from goldthread.catalogue.tables.codes_nhs import (
    DISABILITY,
    EMPLOYMENT_STATUS,
    ETHNIC_CATEGORY,
    GENDER,
    REFERRAL_SOURCE,
    WEEKLY_HOURS,
)
from goldthread.catalogue.tables.codes_work import INTEREST, LAST_WORKED, QUALIFICATION
from goldthread.measures.tables import CodeList
from goldthread.people import models
from goldthread.people.rules import (
    ACCESS_NEEDS,
    CONSENT_HOW,
    CONTACT_BY,
    DISCLOSURE,
    ENQUIRY_KIND,
)


@dataclass(frozen=True)
class Coded:
    """The coded columns of a table; `day` is the column whose day the codes are checked on."""

    lists: Mapping[str, CodeList]
    day: str = ""


CODED: dict[type[Row], Coded] = {
    models.Person: Coded({"gender": GENDER, "ethnicity": ETHNIC_CATEGORY, "disability": DISABILITY}),
    models.AccessNeed: Coded({"kind": ACCESS_NEEDS}, "started_on"),
    models.Referral: Coded(
        {
            "referral_source": REFERRAL_SOURCE,
            "employment_status": EMPLOYMENT_STATUS,
            "decision": DECISION,
        },
        "received_at",
    ),
    models.Support: Coded(
        {
            "employment_status_at_start": EMPLOYMENT_STATUS,
            "hours_at_start": WEEKLY_HOURS,
            "end_reason": SUPPORT_END,
            "destination": DESTINATION,
        },
        "started_on",
    ),
    models.StageSpell: Coded({"stage": STAGE}, "started_on"),
    models.RiskAssessment: Coded({"level": RISK_LEVEL, "reason": RISK_REVIEW_REASON}, "assessed_at"),
    models.Plan: Coded({"kind": PLAN_KIND, "disclosure": DISCLOSURE}, "agreed_at"),
    models.PlanTask: Coded({"planned_level": SUPPORT_LEVEL}),
    models.PlanSign: Coded({"kind": WARNING_KIND}),
    models.Interest: Coded({"interest": INTEREST}, "asked_on"),
    models.Profile: Coded(
        {
            "employment_status": EMPLOYMENT_STATUS,
            "weekly_hours": WEEKLY_HOURS,
            "qualification": QUALIFICATION,
            "last_worked": LAST_WORKED,
        },
        "stated_on",
    ),
    models.Consent: Coded({"purpose": CONSENT_PURPOSE, "how": CONSENT_HOW}, "given_at"),
    models.SharingCheck: Coded({"purpose": CONSENT_PURPOSE}, "checked_at"),
    models.Enquiry: Coded({"kind": ENQUIRY_KIND, "contact_by": CONTACT_BY}),
}
