"""The only writers of the room: each says who (`by=`) and when (`at=`), is atomic, and ends by telling."""

from __future__ import annotations

from goldthread.safety.actions.concerns import (
    ConcernTold,
    close_concern,
    make_safe,
    need_no_referral,
    need_referral,
    raise_concern,
    raise_concerns,
    refer_concern,
)
from goldthread.safety.actions.hospital import (
    ContactTold,
    ask_housing,
    block_discharge,
    discharge,
    record_system_contact,
    record_system_contacts,
    return_from_away,
    unblock_discharge,
)
from goldthread.safety.actions.incidents import (
    ComplaintTold,
    IncidentTold,
    acknowledge_complaint,
    answer_complaint,
    need_not_notify,
    notify,
    receive_complaint,
    receive_complaints,
    record_incident,
    record_incidents,
    require_notifications,
    review_incident,
)
from goldthread.safety.actions.mending import (
    VOIDABLE,
    void_row,
)
from goldthread.safety.actions.plans import (
    agree_risk_plan,
    change_risk_plan,
    decide_risk,
    end_ward_risk,
    review_decision,
    tell_ward_risk,
)

__all__ = [
    "ComplaintTold",
    "ConcernTold",
    "ContactTold",
    "IncidentTold",
    "VOIDABLE",
    "acknowledge_complaint",
    "agree_risk_plan",
    "answer_complaint",
    "ask_housing",
    "block_discharge",
    "change_risk_plan",
    "close_concern",
    "decide_risk",
    "discharge",
    "end_ward_risk",
    "make_safe",
    "need_no_referral",
    "need_not_notify",
    "need_referral",
    "notify",
    "raise_concern",
    "raise_concerns",
    "receive_complaint",
    "receive_complaints",
    "record_incident",
    "record_incidents",
    "record_system_contact",
    "record_system_contacts",
    "refer_concern",
    "require_notifications",
    "return_from_away",
    "review_decision",
    "review_incident",
    "tell_ward_risk",
    "unblock_discharge",
    "void_row",
]
