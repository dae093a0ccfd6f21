"""What may be said of a home, and what a risk to it needs: data and sentences. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from goldthread.kernel.refusals import Refused
from goldthread.measures.tables import codes

PLAN = "action_plan"
LANDLORD, BENEFITS = "landlord_communication", "benefits_liaison"
SHARED_BY = {LANDLORD: "landlord_liaison", BENEFITS: "partner_sharing"}  # actions that tell others
IN_ERROR = "raised_in_error"
LOST = "tenancy_lost"
MOST_OWED = Decimal("999999")  # a slip of the keys, not a debt
LEVEL = Decimal("5")  # ours: a change of a few pounds between two balances is neither up nor down
CONFIRMED_EVERY = 91  # days, ours: a tenancy that nobody confirmed for so long is not known to be held

AGREEMENT = codes(
    "Agreement",
    {
        "periodic": "Tenancy without a fixed end",
        "fixed_term": "Tenancy for a fixed term",
        "starter": "Introductory or starter tenancy",
        "licence": "Licence to occupy",
        "other": "Other agreement",
    },
)
INSPECTION = codes(
    "Inspection",
    {
        "landlord": "By the landlord",
        "safety": "Safety check: gas, electricity, fire",
        "ours": "By us, with the tenant",
        "moving_out": "Before moving out",
    },
)
INSPECTION_RESULT = codes(
    "What came of it",
    {
        "passed": "Passed",
        "passed_with_work": "Passed, with something to mend",
        "not_passed": "Not passed",
        "no_access": "Nobody could get in",
    },
)
COMPLAINT_BY = codes(
    "Who complains",
    {"neighbour": "A neighbour", "landlord": "The landlord", "tenant": "The tenant", "other": "Someone else"},
)
COMPLAINT_ABOUT = codes(
    "What about",
    {
        "noise": "Noise",
        "visitors": "Visitors",
        "rubbish": "Rubbish or the state of the home",
        "damage": "Damage",
        "repairs": "Repairs not done",
        "behaviour": "Behaviour towards others",
        "other": "Other",
    },
)
COMPLAINT_OUTCOME = codes(
    "How it closed",
    {
        "settled": "Settled between them",
        "mended": "Put right",
        "not_upheld": "Nothing in it",
        "notice": "Became a formal notice",
    },
)
HUDDLE_DECISION = codes(
    "Decision",
    {
        "act": "A new action",
        "owner": "A new owner",
        "carry_on": "Carry on as planned",
        "escalate": "Take it to the manager",
        "close": "Close the risk",
    },
)
HELPED = codes("Did it help?", {"yes": "Yes", "partly": "Partly", "no": "No", "early": "Too early to say"})


class RiskState(StrEnum):
    """Where a risk stands; worked out from what was done, never kept."""

    NOTHING = "nothing"  # neither plan nor action
    PLAN = "plan"  # a plan, no first action yet
    ACTION = "action"  # a first action, no plan yet
    ANSWERED = "answered"  # both
    CLOSED = "closed"


STATE_WORDS = {
    RiskState.NOTHING: "no plan and no action yet",
    RiskState.PLAN: "a plan, no first action yet",
    RiskState.ACTION: "a first action, no plan yet",
    RiskState.ANSWERED: "plan and first action begun",
    RiskState.CLOSED: "closed",
}


def risk_state(begun: Iterable[str], *, closed: bool = False) -> RiskState:
    """Where a risk stands, from the kinds of the actions that were begun."""
    kinds = set(begun)
    if closed:
        return RiskState.CLOSED
    if PLAN in kinds:
        return RiskState.ANSWERED if kinds - {PLAN} else RiskState.PLAN
    return RiskState.ACTION if kinds else RiskState.NOTHING


def answered_at(begun: Iterable[tuple[str, datetime]]) -> datetime | None:
    """When both a plan and a first action were begun: the later of the two firsts. None until then."""
    plans: list[datetime] = []
    actions: list[datetime] = []
    for kind, moment in begun:
        (plans if kind == PLAN else actions).append(moment)
    return max(min(plans), min(actions)) if plans and actions else None


def check_close(*, outcome: str, words: str, balance: Decimal | None = None, risk_kind: str = "") -> None:
    """Refuse a closing that says nothing, or says what the record denies."""
    if not outcome:
        raise Refused("Say how the risk closed.")
    if outcome in (IN_ERROR, "not_resolved") and not words.strip():
        raise Refused("Say in words why: a risk is not closed without it.")
    if outcome == "arrears_plateaued" and risk_kind not in ("", "arrears"):
        raise Refused("Arrears can only level off where the risk is arrears. Choose another outcome.")
    if outcome == "complaints_reduced" and risk_kind not in ("", "complaint"):
        raise Refused("Complaints can only fall where the risk is a complaint. Choose another outcome.")


def check_owed(amount: Decimal | None, *, what: str = "The balance") -> None:
    """Refuse an amount that is no balance."""
    if amount is None or not amount.is_finite():
        raise Refused(f"{what} is missing. Enter it in pounds, below nought where it is in credit.")
    if abs(amount) > MOST_OWED:
        raise Refused(f"{what} is above £{MOST_OWED:,}. Check it.")


@dataclass(frozen=True)
class Trend:
    """Where a balance goes, by a shape and a word."""

    shape: str
    word: str


RISING, FALLING, LEVELLED = Trend("↑", "rising"), Trend("↓", "falling"), Trend("→", "level")


def trend(balances: Sequence[tuple[date, Decimal]]) -> Trend | None:
    """Where what is owed goes, from its last two balances; None with fewer."""
    if len(balances) < 2:
        return None
    (_, before), (_, now) = sorted(balances)[-2:]
    if abs(now - before) < LEVEL:
        return LEVELLED
    return RISING if now > before else FALLING
