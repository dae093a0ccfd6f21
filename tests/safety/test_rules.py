"""What may be said of safety, and what must follow."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from goldthread.kernel.refusals import Refused
from goldthread.safety import rules
from goldthread.safety.rules import ConcernState

DAY = date(2026, 11, 23)


def test_a_concern_goes_through_its_states() -> None:
    expected = {
        (False, None, False, False): ConcernState.UNSAFE,
        (True, None, False, False): ConcernState.UNDECIDED,
        (True, True, False, False): ConcernState.TO_REFER,
        (True, True, True, False): ConcernState.OPEN,
        (True, False, False, False): ConcernState.OPEN,
        (True, False, False, True): ConcernState.CLOSED,
    }
    for (safe, needed, referred, closed), state in expected.items():
        found = rules.concern_state(safe=safe, needed=needed, referred=referred, closed=closed)
        assert found is state
    for safe, needed, referred in product((True, False), (None, True, False), (True, False)):
        state = rules.concern_state(safe=safe, needed=needed, referred=referred, closed=False)
        if not safe:
            assert state is ConcernState.UNSAFE, "no referral makes anybody safe"


@pytest.mark.parametrize(
    "state, outcome, words, sentence",
    [
        (ConcernState.CLOSED, "risk_removed", "x", "closed already"),
        (ConcernState.UNSAFE, "risk_removed", "x", "make the person safe"),
        (ConcernState.UNDECIDED, "risk_removed", "x", "goes to the local authority"),
        (ConcernState.TO_REFER, "risk_removed", "x", "still to be referred"),
        (ConcernState.OPEN, "", "x", "how the concern closed"),
        (ConcernState.OPEN, "risk_removed", " ", "never closed in silence"),
    ],
)
def test_a_concern_is_not_closed_in_silence(
    state: ConcernState, outcome: str, words: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        rules.check_close_concern(state=state, outcome=outcome, words=words)


@pytest.mark.parametrize(
    "told, sentence",
    [
        ({"kind": ""}, "Choose whether"),
        ({"weighed": "  "}, "what was weighed"),
        ({"kind": "restriction"}, "Set the day"),
        ({"kind": "restriction", "review": date(2026, 12, 22)}, "within 28 days"),
        ({"capacity": "lacks"}, "best interests"),
        ({"review": date(2026, 11, 22)}, "after it is made"),
    ],
)
def test_what_a_decision_must_say(told: dict[str, object], sentence: str) -> None:
    whole = {"kind": "positive_risk", "weighed": "x", "capacity": "", "decided_on": DAY, "review": None}
    with pytest.raises(Refused, match=sentence):
        rules.check_decision(**{**whole, **told})  # type: ignore[arg-type]


def test_a_decision_that_says_enough_stands() -> None:
    stands = {"weighed": "x", "capacity": "has", "decided_on": DAY}
    rules.check_decision(kind="positive_risk", review=None, **stands)  # type: ignore[arg-type]
    rules.check_decision(kind="restriction", review=date(2026, 12, 21), **stands)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "kind, severity, exploitation, told",
    [
        ("fall", "none", None, []),
        ("fall", "moderate", None, ["commissioner", "person"]),
        ("fall", "severe", False, ["regulator", "commissioner", "person"]),
        ("death", "", None, ["regulator", "commissioner", "person"]),
        ("missing", "low", None, ["police"]),
        ("property", "low", True, ["authority"]),
        ("exploited", "none", None, ["authority"]),
        ("confidentiality", "none", None, []),
        ("confidentiality", "low", None, ["privacy"]),
    ],
)
def test_who_must_be_told(kind: str, severity: str, exploitation: bool | None, told: list[str]) -> None:
    assert rules.must_notify(kind=kind, severity=severity, exploitation=exploitation) == told


def test_everybody_who_must_be_told_has_a_last_day() -> None:
    assert set(rules.NOTIFY_WITHIN) == set(rules.NOTIFIED.values)
    assert rules.notify_by("privacy", DAY) == date(2026, 11, 26)
    assert rules.notify_by("police", DAY) == DAY


def test_housing_blocks_by_the_published_codes() -> None:
    assert rules.housing_blocks("18") and rules.housing_blocks("07")
    assert not rules.housing_blocks("01") and not rules.housing_blocks("")
