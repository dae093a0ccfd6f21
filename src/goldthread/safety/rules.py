"""What may be said of safety, and what must follow: lists and sentences. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from goldthread.catalogue.tables.codes_nhs import CARE_HOME_DELAY_REASONS, HOUSING_DELAY_REASONS
from goldthread.kernel.refusals import Refused
from goldthread.measures.tables import codes

COMMUNITY, WARD = "community", "ward"
ADMISSION, DISCHARGE, DELAY, AWAY = "admission", "discharge", "delayed_discharge", "out_of_area"
STAYS = (ADMISSION, AWAY)  # what lasts until somebody says that it ended
SERIOUS = ("moderate", "severe", "death")  # severity from which risk is assessed again
RESTRICTION_MOST = 28  # days, ours: a restriction is looked at again within four weeks

SETTING = codes("Where", {COMMUNITY: "At home and in the community", WARD: "On a ward"})
DECISION_KIND = codes(
    "Decision",
    {"positive_risk": "A risk taken on purpose", "restriction": "A restriction, the least that will do"},
)
CAPACITY = codes(
    "Capacity for this decision",
    {
        "has": "Has capacity",
        "lacks": "Lacks capacity: decided in their best interests",
        "not_assessed": "No reason to assess it",
    },
)
DECISION_OUTCOME = codes(
    "What came of it",
    {
        "gained": "The person gained by it",
        "no_change": "Neither gain nor harm",
        "harm": "Harm came of it",
        "not_done": "It was not done after all",
        "lifted": "The restriction is lifted",
        "eased": "Eased: a lesser restriction follows",
    },
)
CONCERN_OUTCOME = codes(
    "How it closed",
    {
        "risk_removed": "Risk removed",
        "risk_reduced": "Risk reduced",
        "risk_remains": "Risk remains, as the person chooses",
        "not_abuse": "No abuse or neglect was found",
        "moved_on": "Another authority or service has taken it over",
    },
)
INCIDENT_KIND = codes(
    "What happened",
    {
        "fall": "Fall",
        "self-harm": "Self-harm",
        "suicide attempt": "Suicide attempt",
        "overdose": "Overdose",
        "missing": "Missing",
        "conflict": "Conflict or aggression",
        "property": "Damage to property, fire or flood",
        "missed medicine": "Medicine missed or wrong",
        "exploited": "Exploited by others",
        "confidentiality": "Something told that was not to be told",
        "death": "Death",
        "other": "Other",
    },
)
NOTIFIED = codes(
    "Who must be told",
    {
        "regulator": "The regulator of care",
        "authority": "The local authority",
        "commissioner": "The commissioner",
        "person": "The person or their family: the duty of candour",
        "police": "The police",
        "safety": "The health and safety regulator",
        "privacy": "The information regulator",
    },
)
# Days from the day it became known. The information regulator's is law (72 hours); the others are ours and
# stand in for "without delay": whoever records may set a nearer day, not a later one.
NOTIFY_WITHIN = {
    "regulator": 1,
    "authority": 1,
    "commissioner": 1,
    "person": 10,
    "police": 0,
    "safety": 10,
    "privacy": 3,
}
PATHWAY = codes(
    "Stage of the acute pathway",
    {
        "crisis_team": "Referral to a crisis team",
        "home_treatment": "Home treatment",
        "admission": "Admission",
        "stay": "Stay on a ward",
        "discharge": "Discharge, or responsibility handed over",
    },
)
ALTERNATIVE = codes(
    "Alternative to admission",
    {
        "not_needed": "No admission in sight",
        "crisis_house": "A crisis house or safe haven",
        "home_treatment": "Treatment at home",
        "more_support": "More support at home",
        "none_found": "Looked for, none was found",
        "not_looked_for": "Not looked for",
    },
)
GOES_TO = codes(
    "Where they go from here",
    {
        "own_home": "Their own home",
        "own_home_more": "Their own home with more support",
        "new_tenancy": "A new tenancy",
        "supported": "Supported housing",
        "family": "Family or friends",
        "care_home": "A care home",
        "temporary": "Temporary housing",
        "no_fixed": "Nowhere settled",
        "not_known": "Not known yet",
    },
)
# The stages that a contact with the system asks about.
STAGE_OF = {
    "crisis": "crisis_team",
    ADMISSION: "admission",
    AWAY: "stay",
    DELAY: "stay",
    DISCHARGE: "discharge",
}


class ConcernState(StrEnum):
    """Where a concern stands; worked out, never kept."""

    UNSAFE = "unsafe"
    UNDECIDED = "undecided"
    TO_REFER = "to_refer"
    OPEN = "open"
    CLOSED = "closed"


CONCERN_WORDS = {
    ConcernState.UNSAFE: "nobody has said yet what makes the person safe",
    ConcernState.UNDECIDED: "safe for now; not decided yet whether it goes to the authority",
    ConcernState.TO_REFER: "safe for now; still to be referred to the authority",
    ConcernState.OPEN: "safe for now, still open",
    ConcernState.CLOSED: "closed",
}


def concern_state(*, safe: bool, needed: bool | None, referred: bool, closed: bool) -> ConcernState:
    """Where a concern stands, from what was done."""
    if closed:
        return ConcernState.CLOSED
    if not safe:
        return ConcernState.UNSAFE
    if needed is None:
        return ConcernState.UNDECIDED
    return ConcernState.TO_REFER if needed and not referred else ConcernState.OPEN


def concern_state_of(row: Any) -> ConcernState:
    """Where a concern stands, from its row."""
    return concern_state(
        safe=row.made_safe_at is not None,
        needed=row.referral_needed,
        referred=row.referred_at is not None,
        closed=row.closed_at is not None,
    )


def check_close_concern(*, state: ConcernState, outcome: str, words: str) -> None:
    """Refuse to close a concern that is not answered, or in silence."""
    if state is ConcernState.CLOSED:
        raise Refused("This concern is closed already.")
    if state is ConcernState.UNSAFE:
        raise Refused("Say first what was done to make the person safe.")
    if state is ConcernState.UNDECIDED:
        raise Refused("Say first whether it goes to the local authority, and if not, why not.")
    if state is ConcernState.TO_REFER:
        raise Refused("This concern is still to be referred. Record the referral, then close it.")
    if not outcome:
        raise Refused("Say how the concern closed.")
    if not words.strip():
        raise Refused("Say in words why it closes: a concern is never closed in silence.")


def check_decision(*, kind: str, weighed: str, capacity: str, decided_on: date, review: date | None) -> None:
    """Refuse a decision that says too little to be defended later."""
    if not kind:
        raise Refused("Choose whether it is a risk taken on purpose or a restriction.")
    if not weighed.strip():
        raise Refused(
            "Say what was weighed: what is gained, what may go wrong, and which other ways there are."
        )
    if capacity == "lacks" and kind == "positive_risk" and review is None:
        raise Refused("A decision in somebody's best interests is looked at again. Set the day.")
    if kind == "restriction":
        if review is None:
            raise Refused("A restriction is looked at again. Set the day.")
        if review > decided_on + timedelta(days=RESTRICTION_MOST):
            raise Refused(
                f"A restriction is looked at again within {RESTRICTION_MOST} days. Set an earlier day."
            )
    if review is not None and review < decided_on:
        raise Refused("The decision is looked at again after it is made. Check the dates.")


def must_notify(*, kind: str, severity: str, exploitation: bool | None) -> list[str]:
    """Who must be told of an incident, in the order of NOTIFIED: ours, where law leaves room."""
    told = set()
    if severity in ("severe", "death"):
        told |= {"regulator", "commissioner", "person"}
    elif severity == "moderate":
        told |= {"commissioner", "person"}
    if kind == "death":
        told |= {"regulator", "commissioner", "person"}
    if kind == "missing":
        told.add("police")
    if exploitation or kind == "exploited":
        told.add("authority")
    if kind == "confidentiality" and severity not in ("", "none"):
        told.add("privacy")
    return [code for code in NOTIFIED.values if code in told]


def notify_by(to_whom: str, known_on: date) -> date:
    """The last day on which they are to be told."""
    return known_on + timedelta(days=NOTIFY_WITHIN[to_whom])


def housing_blocks(reason: str) -> bool:
    """Whether a reason for a delay is about where the person can live."""
    return reason in HOUSING_DELAY_REASONS or reason in CARE_HOME_DELAY_REASONS


def check_forward(first: datetime, then: datetime | None, what: str) -> None:
    """Refuse what would come before what it answers."""
    if then is not None and then < first:
        raise Refused(f"{what} cannot come before it began. Check the date and the time.")
