"""Which code list each column answers to, and the column whose day the codes are checked on."""

from __future__ import annotations

from goldthread.access.rows import Row
from goldthread.catalogue.tables.codes import (
    HELD_STATUS,
    LANDLORD_KIND,
    NOTICE_KIND,
    RISK_ACTION,
    RISK_CLOSING,
    SETTLED,
    TENANCY_END,
    TENANCY_RISK_KIND,
)
from goldthread.catalogue.tables.codes_nhs import ACCOMMODATION
from goldthread.housing import models, rules
from goldthread.people.codes import Coded

CODED: dict[type[Row], Coded] = {
    models.Tenancy: Coded(
        {
            "agreement": rules.AGREEMENT,
            "landlord_kind": LANDLORD_KIND,
            "status": HELD_STATUS,
            "end_reason": TENANCY_END,
        },
        "started_on",
    ),
    models.Notice: Coded({"kind": NOTICE_KIND}, "served_at"),
    models.Inspection: Coded({"kind": rules.INSPECTION, "result": rules.INSPECTION_RESULT}, "due_on"),
    models.TenancyComplaint: Coded(
        {
            "made_by": rules.COMPLAINT_BY,
            "about": rules.COMPLAINT_ABOUT,
            "outcome": rules.COMPLAINT_OUTCOME,
        },
        "received_on",
    ),
    models.TenancyRisk: Coded({"risk_kind": TENANCY_RISK_KIND, "closing_outcome": RISK_CLOSING}, "raised_at"),
    models.TenancyRiskAction: Coded({"kind": RISK_ACTION}, "agreed_at"),
    models.AccommodationStatus: Coded({"accommodation": ACCOMMODATION, "settled": SETTLED}, "stated_on"),
    models.HuddleDecision: Coded({"decision": rules.HUDDLE_DECISION, "helped": rules.HELPED}, "decided_at"),
}
