"""The rules of a person's way through a service, as tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldthread.kernel.refusals import Refused
from goldthread.people import rules
from goldthread.people.rules import NEXT, ReferralState

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "responded, decision, started, state",
    [
        (False, "", False, "received"),
        (True, "", False, "answered"),
        (True, "accepted", False, "accepted"),
        (True, "declined", False, "declined"),
        (False, "withdrawn", False, "withdrawn"),
        (True, "accepted", True, "started"),
    ],
)
def test_state_follows_from_what_happened(responded: bool, decision: str, started: bool, state: str) -> None:
    assert rules.referral_state(responded=responded, decision=decision, started=started) == state


@pytest.mark.parametrize("now", list(ReferralState))
@pytest.mark.parametrize("wanted", list(ReferralState))
def test_only_what_is_next_may_follow(now: ReferralState, wanted: ReferralState) -> None:
    if wanted in NEXT[now]:
        rules.check_next(now, wanted)
    else:
        with pytest.raises(Refused, match=r"cannot become .*Record a new referral"):
            rules.check_next(now, wanted)


def test_what_was_closed_stays_closed() -> None:
    assert (
        NEXT[ReferralState.DECLINED] == NEXT[ReferralState.WITHDRAWN] == NEXT[ReferralState.STARTED] == set()
    )
    assert set(NEXT) == set(ReferralState) == set(rules.STATE_WORDS)


@pytest.mark.parametrize(
    "now, wanted, reason, refused",
    [
        (None, "intensive", "", ""),
        ("intensive", "active", "Settled", ""),
        ("active", "active", "Same", "already"),
        ("active", "referral", "Again", "does not go back"),
        ("active", "step_up", "  ", "Say why"),
    ],
)
def test_stages_change_with_a_reason(now: str | None, wanted: str, reason: str, refused: str) -> None:
    if refused:
        with pytest.raises(Refused, match=refused):
            rules.check_stage(now, wanted, reason)
    else:
        rules.check_stage(now, wanted, reason)


def _number(nine: str) -> str | None:
    check = (
        11 - sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True)) % 11
    ) % 11
    return None if check == 10 else f"{nine}{check}"


@given(st.text("0123456789", min_size=9, max_size=9))
def test_a_valid_number_is_kept_and_no_slip_of_one_digit_is(nine: str) -> None:
    number = _number(nine)
    if number is None:
        return
    assert rules.nhs_number(number) == number
    assert rules.nhs_number(f" {number[:3]} {number[3:6]}  {number[6:]} ") == number
    for place in range(10):
        slip = f"{number[:place]}{(int(number[place]) + 1) % 10}{number[place + 1 :]}"
        with pytest.raises(Refused):
            rules.nhs_number(slip)


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_is_refused(text: str) -> None:
    try:
        kept = rules.nhs_number(text)
    except Refused:
        return
    assert kept == "" or (len(kept) == 10 and kept.isdigit())


@dataclass
class Given:
    purpose: str = "employer_liaison"
    recipient: str = ""
    given_at: datetime = datetime(2026, 11, 1, tzinfo=UTC)
    expires_on: date | None = None
    withdrawn_at: datetime | None = None


@pytest.mark.parametrize(
    "consent, recipient, purpose, covered",
    [
        (Given(), "Any Shop", "employer_liaison", True),
        (Given(), "Any Shop", "landlord_liaison", False),
        (Given(recipient="Example Bakery"), "example bakery ", "employer_liaison", True),
        (Given(recipient="Example Bakery"), "Any Shop", "employer_liaison", False),
        (Given(recipient="Example Bakery"), "", "employer_liaison", False),
        (Given(given_at=datetime(2026, 11, 24, tzinfo=UTC)), "", "employer_liaison", False),
        (Given(expires_on=date(2026, 11, 23)), "", "employer_liaison", True),
        (Given(expires_on=date(2026, 11, 22)), "", "employer_liaison", False),
        (Given(withdrawn_at=AT), "", "employer_liaison", False),
        (Given(withdrawn_at=datetime(2026, 11, 23, 9, 1, tzinfo=UTC)), "", "employer_liaison", True),
    ],
)
def test_consent_covers_what_it_says_while_it_stands(
    consent: Given, recipient: str, purpose: str, covered: bool
) -> None:
    assert rules.covers(consent, purpose=purpose, recipient=recipient, at=AT) is covered


def test_text_loses_what_cannot_be_printed_and_nothing_else() -> None:
    assert rules.plain(" <b>Ben</b>\x00\u202e & co\n ", 100, "Name") == "<b>Ben</b> & co"
    with pytest.raises(Refused, match="longer than 5"):
        rules.plain("123456", 5, "Name")
    with pytest.raises(Refused, match="missing"):
        rules.plain("\u200b ", 5, "Name", required=True)
