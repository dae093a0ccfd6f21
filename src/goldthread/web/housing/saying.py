"""Words of homes for the templates of this room."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from goldthread.catalogue.tables import codes
from goldthread.catalogue.tables.codes_nhs import ACCOMMODATION
from goldthread.housing import rules
from goldthread.housing.models import Tenancy
from goldthread.kernel.words import say_date, say_money
from goldthread.pictures.rent import say_owed
from goldthread.web.look.saying import answer

LISTS = {
    "agreement": rules.AGREEMENT,
    "landlord": codes.LANDLORD_KIND,
    "end": codes.TENANCY_END,
    "notice": codes.NOTICE_KIND,
    "inspection": rules.INSPECTION,
    "result": rules.INSPECTION_RESULT,
    "complaint_by": rules.COMPLAINT_BY,
    "complaint_about": rules.COMPLAINT_ABOUT,
    "complaint_outcome": rules.COMPLAINT_OUTCOME,
    "risk": codes.TENANCY_RISK_KIND,
    "action": codes.RISK_ACTION,
    "closing": codes.RISK_CLOSING,
    "decision": rules.HUDDLE_DECISION,
    "helped": rules.HELPED,
    "accommodation": ACCOMMODATION,
    "settled": codes.SETTLED,
}

_UNSAID = {"notice": "Notice, its kind not recorded"}


def label(which: str, code: str) -> str:
    """The label of a code; "not recorded" of a blank."""
    return str(LISTS[which].label(code)) if code else _UNSAID.get(which, "not recorded")


def say_home(tenancy: Tenancy) -> str:
    """Tenancy from 3 March 2026, with the kind of landlord where it is known."""
    kind = f", {label('landlord', tenancy.landlord_kind).lower()}" if tenancy.landlord_kind else ""
    ends = f" to {say_date(tenancy.ended_on)}" if tenancy.ended_on else ""
    return f"Tenancy from {say_date(tenancy.started_on)}{ends}{kind}"


def say_held(tenancy: Tenancy) -> str:
    """Whether it is held, as far as anybody knows."""
    if tenancy.ended_on is not None:
        return f"ended on {say_date(tenancy.ended_on)}"
    if tenancy.status == "ended":
        return "ended, nobody knows when"
    if tenancy.status == "held" and tenancy.last_confirmed_on is not None:
        return f"known to be held on {say_date(tenancy.last_confirmed_on)}"
    return "not known whether it is held"


def owed(amount: Decimal | None) -> str:
    """£640 owed; not known without a balance."""
    return "balance not known" if amount is None else say_owed(amount)


def said(**more: Any) -> dict[str, Any]:
    """What every template of this room may say."""
    words = {
        "label": label,
        "owed": owed,
        "answer": answer,
        "home": say_home,
        "held": say_held,
        "money": say_money,
    }
    return {"home_words": words, **more}
