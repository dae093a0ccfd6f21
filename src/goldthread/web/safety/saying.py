"""Words of safety for the templates of this room."""

from __future__ import annotations

from typing import Any

from goldthread.catalogue.tables import codes
from goldthread.catalogue.tables.codes_nhs import DELAY_ATTRIBUTED_TO, DELAY_REASON
from goldthread.safety import rules
from goldthread.web.look.saying import answer

LISTS = {
    "level": codes.RISK_LEVEL,
    "setting": rules.SETTING,
    "concern": codes.SAFEGUARDING_KIND,
    "closing": rules.CONCERN_OUTCOME,
    "incident": rules.INCIDENT_KIND,
    "severity": codes.SEVERITY,
    "notified": rules.NOTIFIED,
    "theme": codes.COMPLAINT_THEME,
    "contact": codes.SYSTEM_CONTACT_KIND,
    "delay": DELAY_REASON,
    "whose": DELAY_ATTRIBUTED_TO,
    "stage": rules.PATHWAY,
    "alternative": rules.ALTERNATIVE,
    "destination": rules.GOES_TO,
    "decision": rules.DECISION_KIND,
    "capacity": rules.CAPACITY,
    "came": rules.DECISION_OUTCOME,
}


def label(which: str, code: str) -> str:
    """The label of a code; "not recorded" of a blank."""
    return str(LISTS[which].label(code)) if code else "not recorded"


def lower(which: str, code: str) -> str:
    """The label within a sentence: its first letter small, names and abbreviations as they are."""
    said = label(which, code)
    return said if said[1:2].isupper() or said.startswith("A&E") else said[:1].lower() + said[1:]


def said(**more: Any) -> dict[str, Any]:
    """What every template of this room may say."""
    words = {"label": label, "lower": lower, "answer": answer, "states": rules.CONCERN_WORDS}
    return {"safe_words": words, **more}
