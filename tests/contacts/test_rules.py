"""What a contact is, by table."""

from datetime import UTC, datetime, timedelta

import pytest

from goldthread.catalogue.tables.codes_nhs import CONSULTATION_MECHANISM
from goldthread.contacts import rules
from goldthread.kernel.refusals import Refused

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "outcome, mode, contact_with, attendance, expected",
    [
        ("made", "01", "person", "5", True),
        ("made", "02", "person", "", True),
        ("made", "11", "person", "6", True),
        ("made", "01", "", "", True),
        ("", "01", "person", "5", True),
        ("made", "09", "person", "", False),  # a text message answers nothing at once
        ("made", "05", "person", "", False),
        ("made", "01", "family", "", False),
        ("made", "02", "employer", "", False),
        ("no_reply", "02", "person", "", False),
        ("refused", "01", "person", "", False),
        ("cancelled_by_service", "01", "person", "4", False),
        ("not_attended", "01", "person", "3", False),
        ("", "01", "person", "7", False),
        ("made", "", "person", "", None),
        ("", "01", "person", "", None),
        ("", "", "", "", None),
    ],
)
def test_two_way(outcome: str, mode: str, contact_with: str, attendance: str, expected: bool | None) -> None:
    assert (
        rules.two_way(outcome=outcome, mode=mode, contact_with=contact_with, attendance=attendance)
        is expected
    )


@pytest.mark.parametrize(
    "signs, urgent, threshold, expected",
    [
        ({"a"}, False, 2, False),
        ({"a", "b"}, False, 2, True),
        ({"a", "b", "c"}, False, 2, True),
        ({"a"}, True, 2, True),
        ({"a"}, True, None, True),
        ({"a", "b"}, False, None, None),
    ],
)
def test_a_threshold(signs: set[str], urgent: bool, threshold: int | None, expected: bool | None) -> None:
    assert rules.crosses(signs, urgent=urgent, threshold=threshold) is expected


@pytest.mark.parametrize(
    "history, expected",
    [
        ("r", 1),
        ("rr", 2),
        ("rrr", 3),
        ("mrr", 2),
        ("rmr", 1),
        ("rmrr", 2),
        ("rcr", 1),  # cancelled: a sign of life
    ],
)
def test_tries_in_a_row(history: str, expected: int) -> None:
    outcomes = {"r": "no_reply", "m": "made", "c": "cancelled_by_person"}
    tries = [
        rules.Tried(NOON - timedelta(days=place), outcomes[letter])
        for place, letter in enumerate(reversed(history))
    ]
    assert rules.unanswered(tries, by=NOON) == expected


def test_tries_beyond_a_week_do_not_count() -> None:
    tries = [rules.Tried(NOON - timedelta(days=8), "no_reply"), rules.Tried(NOON, "no_reply")]
    assert rules.unanswered(tries, by=NOON) == 1


def test_a_try_that_arrives_late_alarms_nobody_who_was_reached_since() -> None:
    tries = [
        rules.Tried(NOON - timedelta(days=2), "no_reply"),
        rules.Tried(NOON - timedelta(days=1), "no_reply"),
        rules.Tried(NOON, "made"),
    ]
    assert rules.unanswered(tries, by=NOON - timedelta(days=1)) == 0


@pytest.mark.parametrize(
    "level, planned, expected",
    [
        ("supported", "prompted", True),
        ("prompted", "independent", True),
        ("prompted", "prompted", False),
        ("independent", "supported", False),
        ("supported", "", False),
        ("", "independent", False),
    ],
)
def test_support_above_the_plan(level: str, planned: str, expected: bool) -> None:
    assert rules.above_plan(level, planned) is expected


def test_codes_are_checked_on_the_day() -> None:
    old, new = datetime(2021, 9, 30).date(), datetime(2021, 10, 1).date()
    rules.check_code(CONSULTATION_MECHANISM, "06", "how it was held", old)
    with pytest.raises(Refused, match="how it was held"):
        rules.check_code(CONSULTATION_MECHANISM, "06", "how it was held", new)
