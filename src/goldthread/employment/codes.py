"""Which code list each column answers to, and the column whose day the codes are checked on."""

from __future__ import annotations

from goldthread.access.rows import Row
from goldthread.catalogue.tables.codes import HELD_STATUS
from goldthread.catalogue.tables.codes_nhs import CONSULTATION_MECHANISM, WEEKLY_HOURS
from goldthread.catalogue.tables.codes_work import (
    ABSENCE_REASON,
    ADJUSTMENT_KIND,
    BENEFITS_ADVICE,
    INDUSTRY,
    JOB_END,
    JOB_ORIGIN,
    PREFERENCE_KIND,
)
from goldthread.employment import models
from goldthread.employment.rules import JOBCENTRE
from goldthread.people.codes import Coded

CODED: dict[type[Row], Coded] = {
    models.Preference: Coded({"kind": PREFERENCE_KIND, "industry": INDUSTRY}, "stated_at"),
    models.Employer: Coded({"industry": INDUSTRY}),
    models.Job: Coded(
        {
            "origin": JOB_ORIGIN,
            "status": HELD_STATUS,
            "end_reason": JOB_END,
            "hours_band": WEEKLY_HOURS,
            "industry": INDUSTRY,
        },
        "started_on",
    ),
    models.EmployerContact: Coded({"mode": CONSULTATION_MECHANISM, "industry": INDUSTRY}, "contacted_at"),
    models.Adjustment: Coded({"kind": ADJUSTMENT_KIND}, "agreed_on"),
    models.Absence: Coded({"reason": ABSENCE_REASON}, "started_on"),
    models.BenefitsAdvice: Coded({"kind": BENEFITS_ADVICE}, "given_on"),
    models.JobcentreContact: Coded({"kind": JOBCENTRE}, "contacted_at"),
}
