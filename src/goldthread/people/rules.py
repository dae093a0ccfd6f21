"""What may follow what in a person's way through a service: data and sentences. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from goldthread.kernel.identifiers import nhs_number_plain, nhs_number_valid
from goldthread.kernel.instants import civil_date
from goldthread.kernel.refusals import Refused
from goldthread.measures.tables import CodeList, codes

# Days that a team still sees a person after its support ended, or after it declined a referral: long enough
# to finish the record and to answer when they come back, no longer. Ours.
SEEN_AFTER_SUPPORT = 90
SEEN_AFTER_REFERRAL = 30


class ReferralState(StrEnum):
    """Where a referral stands; worked out from what happened, never kept."""

    RECEIVED = "received"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    STARTED = "started"


_DECIDED = {ReferralState.ACCEPTED, ReferralState.DECLINED, ReferralState.WITHDRAWN}
NEXT: dict[ReferralState, set[ReferralState]] = {
    ReferralState.RECEIVED: {ReferralState.ANSWERED, *_DECIDED},
    ReferralState.ANSWERED: _DECIDED,
    ReferralState.ACCEPTED: {ReferralState.STARTED, ReferralState.WITHDRAWN},
    ReferralState.DECLINED: set(),
    ReferralState.WITHDRAWN: set(),
    ReferralState.STARTED: set(),
}
STATE_WORDS = {
    ReferralState.RECEIVED: "waiting, not answered yet",
    ReferralState.ANSWERED: "answered, not decided yet",
    ReferralState.ACCEPTED: "accepted, support not started yet",
    ReferralState.DECLINED: "declined",
    ReferralState.WITHDRAWN: "withdrawn",
    ReferralState.STARTED: "support started",
}
WAITING = (ReferralState.RECEIVED, ReferralState.ANSWERED, ReferralState.ACCEPTED)


def referral_state(*, responded: bool, decision: str, started: bool) -> ReferralState:
    """Where a referral stands, from what happened to it."""
    if started:
        return ReferralState.STARTED
    if decision:
        return ReferralState(decision)
    return ReferralState.ANSWERED if responded else ReferralState.RECEIVED


def check_next(now: ReferralState, wanted: ReferralState) -> None:
    """Refuse, in a sentence, what cannot follow."""
    if wanted not in NEXT[now]:
        raise Refused(
            f"This referral is {STATE_WORDS[now]}: it cannot become {wanted.value}. "
            "Record a new referral where things changed."
        )


# A stage opens with support and may turn into any other; nobody goes back to being assessed.
FIRST_STAGES = ("referral", "intensive", "active", "in_work")


def check_stage(now: str | None, wanted: str, reason: str) -> None:
    """Refuse a stage that cannot follow, and a change without its rationale."""
    if now is None:
        return
    if wanted == now:
        raise Refused("The person is on this stage already. Choose another, or leave it as it is.")
    if wanted == "referral":
        raise Refused("Support that has begun does not go back to referral and assessment. Choose another.")
    if not reason.strip():
        raise Refused("Say why the stage changes: the reason stands in the record beside the change.")


ACCESS_NEEDS = codes(
    "Access need",
    {
        "large_print": "Needs large print",
        "easy_read": "Needs easy read",
        "braille": "Needs braille",
        "audio": "Needs information as audio",
        "electronic": "Needs information electronically",
        "other_language": "Needs information in another language",
        "contact_by_text": "Contact by text message",
        "contact_by_phone": "Contact by phone",
        "contact_by_email": "Contact by email",
        "contact_by_letter": "Contact by letter",
        "contact_through": "Contact through someone else",
        "sign_interpreter": "Needs a sign language interpreter",
        "language_interpreter": "Needs an interpreter",
        "deafblind_interpreter": "Needs a deafblind interpreter",
        "lipspeaker": "Needs a lipspeaker",
        "speech_to_text": "Needs a speech-to-text reporter",
        "advocate": "Needs an advocate",
        "hearing_aid": "Uses a hearing aid",
        "lipreads": "Lipreads",
        "communication_tool": "Uses a communication tool",
        "longer_appointment": "Needs longer appointments",
        "quiet_place": "Needs a quiet place",
        "other": "Other need",
    },
    source="Groups of DAPB1605 Accessible Information; labels ours",
)
DISCLOSURE = codes(
    "Decision on telling an employer",
    {
        "not_decided": "Not decided yet",
        "nothing": "Tell the employer nothing",
        "some": "Tell the employer what we agreed",
        "all": "Tell the employer all that helps",
    },
)
CONSENT_HOW = codes(
    "How consent was given", {"written": "In writing", "spoken": "Spoken", "signed": "In sign language"}
)
ENQUIRY_KIND = codes(
    "What came in",
    {
        "enquiry": "Enquiry",
        "self_referral": "Self-referral",
        "partner": "Referral by a partner",
        "hand_over": "Hand-over from another organisation",
    },
)
VOID_REASON = codes(
    "Why it was entered in error",
    {"wrong_person": "On the wrong person", "twice": "Entered twice", "mistake": "Did not happen like this"},
)
CONTACT_BY = codes(
    "How to reach the person",
    {"phone": "Phone", "text": "Text message", "email": "Email", "letter": "Letter"},
)
# The source of referral that each becomes; who works on it may correct it.
ENQUIRY_SOURCES = {"enquiry": "B1", "self_referral": "B1", "partner": "M6", "hand_over": "M6"}


def check_code(codes: CodeList, value: str, *, on: date | None = None) -> str:
    """The code, where it is of the list and was in force on the day; blank stands for not known."""
    if value and not codes.known(value):
        raise Refused(f"{codes.name}: that is not one of the answers. Choose one of the list.")
    if value and not codes.valid_on(value, on):
        raise Refused(f"{codes.name}: {codes.label(value)} was not in use on that day. Choose another.")
    return value


def check_told(lists: Mapping[str, CodeList], told: Mapping[str, object], *, on: date | None = None) -> None:
    """Refuse any code of what was told that its list does not know on the day."""
    for name, known in lists.items():
        if isinstance(value := told.get(name), str):
            check_code(known, value, on=on)


def check_not_ahead(day: date | datetime | None, *, at: datetime, what: str) -> None:
    """Refuse a day, or a moment, that has not come yet."""
    if day is None:
        return
    ahead = day > at if isinstance(day, datetime) else day > civil_date(at)
    if ahead:
        raise Refused(f"{what} cannot be in the future. Check the date.")


def check_order(first: date | None, last: date | None, sentence: str) -> None:
    """Refuse an end before its start."""
    if first is not None and last is not None and last < first:
        raise Refused(sentence)


def nhs_number(text: str) -> str:
    """Ten digits, or blank where there is none. Refused where the check digit does not agree."""
    written = " ".join(text.split())
    if not written:
        return ""
    digits = nhs_number_plain(written.replace(" ", "") if written.replace(" ", "").isdigit() else written)
    if not nhs_number_valid(digits):
        raise Refused(
            "This is not a valid NHS number: its last digit does not agree. Check it, or leave it blank."
        )
    return digits


def plain(text: object, most: int, what: str, *, required: bool = False) -> str:
    """What somebody typed, trimmed, without control characters. Refused where too long."""
    kept = "".join(letter for letter in str(text or "") if letter.isprintable() or letter in "\n\t")
    kept = kept.strip()
    if required and not kept:
        raise Refused(f"{what} is missing. Enter it.")
    if len(kept) > most:
        raise Refused(f"{what} is longer than {most:,} characters. Shorten it.")
    return kept


def sent_again(key: str, said: Mapping[str, object]) -> str:
    """The key of a form that was sent again with other words: the same words again give the same key."""
    told = json.dumps([key, sorted(said.items())], default=str)
    return f"{key[:40]}+{hashlib.sha256(told.encode()).hexdigest()[:23]}"


def form_of(key: str) -> str:
    """The key of the form as it was opened, of a key that `sent_again` may have made."""
    return key.partition("+")[0]


class GivenConsent(Protocol):
    """What a consent says, as far as sharing asks."""

    purpose: str
    recipient: str
    given_at: datetime
    expires_on: date | None
    withdrawn_at: datetime | None


def in_force(consent: GivenConsent, *, at: datetime) -> bool:
    """Whether a consent stands at a moment: given, not yet withdrawn, its last day not over."""
    if consent.given_at > at or (consent.withdrawn_at is not None and consent.withdrawn_at <= at):
        return False
    return consent.expires_on is None or civil_date(at) <= consent.expires_on


def covers(consent: GivenConsent, *, purpose: str, recipient: str, at: datetime) -> bool:
    """Whether it allows sharing for a purpose with somebody; without a recipient it covers all of them."""
    named = consent.recipient.strip().casefold()
    same = not named or named == recipient.strip().casefold()
    return consent.purpose == purpose and same and in_force(consent, at=at)
