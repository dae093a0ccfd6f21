"""Which code list each column answers to, and the column whose day the codes are checked on."""

from __future__ import annotations

from goldthread.access.rows import Row
from goldthread.catalogue.tables.codes import (
    COMPLAINT_THEME,
    RISK_LEVEL,
    SAFEGUARDING_KIND,
    SEVERITY,
    SYSTEM_CONTACT_KIND,
)
from goldthread.catalogue.tables.codes_nhs import DELAY_ATTRIBUTED_TO, DELAY_REASON
from goldthread.people.codes import Coded
from goldthread.safety import models, rules

CODED: dict[type[Row], Coded] = {
    models.RiskPlan: Coded({"setting": rules.SETTING, "level": RISK_LEVEL}, "agreed_at"),
    models.RiskDecision: Coded(
        {"kind": rules.DECISION_KIND, "capacity": rules.CAPACITY, "outcome": rules.DECISION_OUTCOME},
        "decided_at",
    ),
    models.SafeguardingConcern: Coded(
        {"kind": SAFEGUARDING_KIND, "outcome": rules.CONCERN_OUTCOME}, "raised_at"
    ),
    models.Incident: Coded({"kind": rules.INCIDENT_KIND, "severity": SEVERITY}, "happened_at"),
    models.Notification: Coded({"to_whom": rules.NOTIFIED}, "due_on"),
    models.Complaint: Coded({"theme": COMPLAINT_THEME}, "received_at"),
    models.SystemContact: Coded(
        {
            "kind": SYSTEM_CONTACT_KIND,
            "delay_reason": DELAY_REASON,
            "delay_attributed_to": DELAY_ATTRIBUTED_TO,
        },
        "happened_at",
    ),
    models.HousingQuestion: Coded(
        {"stage": rules.PATHWAY, "alternative": rules.ALTERNATIVE, "destination": rules.GOES_TO}, "asked_at"
    ),
}
