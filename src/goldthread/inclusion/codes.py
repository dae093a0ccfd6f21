"""Which code list each column answers to, and the column whose day the codes are checked on."""

from __future__ import annotations

from goldthread.access.rows import Row
from goldthread.catalogue.tables.codes import PARTICIPATION
from goldthread.inclusion import models, rules
from goldthread.people.codes import Coded

CODED: dict[type[Row], Coded] = {
    models.IsolationMeasure: Coded({"participation": PARTICIPATION, "travel": PARTICIPATION}, "measured_on"),
    models.ExposurePlan: Coded({"end_reason": rules.EXPOSURE_END}, "agreed_on"),
    models.ExposureStep: Coded({"level": PARTICIPATION}),
    models.Activity: Coded(
        {"kind": rules.ACTIVITY, "participation": PARTICIPATION, "travel": PARTICIPATION}, "attended_on"
    ),
    models.CommunityContact: Coded({"kind": rules.COMMUNITY_KIND, "concern": rules.CONCERN}, "started_on"),
}
