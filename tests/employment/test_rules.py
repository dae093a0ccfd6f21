"""What may be said of a job."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldthread.catalogue.tables.codes_nhs import WEEKLY_HOURS
from goldthread.catalogue.tables.codes_work import ADJUSTMENT_KIND, JOB_END
from goldthread.employment import rules
from goldthread.employment.rules import JobState
from goldthread.kernel.refusals import Refused

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "hours, band",
    [("0.5", "04"), ("4.9", "04"), ("5", "03"), ("15.9", "03"), ("16", "02"), ("30", "01"), ("0", "")],
)
def test_hours_have_a_band(hours: str, band: str) -> None:
    assert rules.band_of(Decimal(hours)) == band


@given(st.decimals("0.1", "120", places=1))
def test_a_band_agrees_with_its_hours_and_no_other_does(hours: Decimal) -> None:
    band = rules.band_of(hours)
    rules.check_hours(hours, band)
    rules.check_hours(hours, "99")
    for other in set(rules.BANDS) - {band}:
        with pytest.raises(Refused, match="does not agree"):
            rules.check_hours(hours, other)


@pytest.mark.parametrize("hours", ["0", "-1", "120.5"])
def test_hours_that_nobody_works(hours: str) -> None:
    with pytest.raises(Refused, match="above 0"):
        rules.check_hours(Decimal(hours), "")


def test_codes_that_rules_name_are_codes_of_the_lists() -> None:
    assert set(rules.BANDS) <= set(WEEKLY_HOURS.values)
    assert set(rules.SCHEDULE) <= set(ADJUSTMENT_KIND.values)
    assert {*rules.BAD_ENDS, *rules.WORDS_AND_ENDS} <= set(JOB_END.values)


@pytest.mark.parametrize(
    "started, ended, status, confirmed, state",
    [
        (TODAY, None, "held", TODAY, JobState.FIRST_WEEKS),
        (TODAY - timedelta(27), None, "held", None, JobState.FIRST_WEEKS),
        (TODAY - timedelta(28), None, "held", TODAY - timedelta(28), JobState.HELD),
        (TODAY - timedelta(90), None, "held", TODAY - timedelta(42), JobState.HELD),
        (TODAY - timedelta(90), None, "held", TODAY - timedelta(43), JobState.UNKNOWN),
        (TODAY - timedelta(90), None, "unknown", TODAY, JobState.UNKNOWN),
        (TODAY - timedelta(5), None, "unknown", None, JobState.UNKNOWN),
        (TODAY - timedelta(90), TODAY, "ended", None, JobState.ENDED),
        (TODAY - timedelta(90), None, "ended", None, JobState.ENDED),
    ],
)
def test_where_a_job_stands(
    started: date, ended: date | None, status: str, confirmed: date | None, state: JobState
) -> None:
    found = rules.job_state(
        started_on=started, ended_on=ended, status=status, last_confirmed_on=confirmed, today=TODAY
    )
    assert found is state
    assert rules.STATE_WORDS[found]


def test_an_end_says_why() -> None:
    rules.check_end(reason="resigned", words="")
    rules.check_end(reason="other", words="Moved away")
    with pytest.raises(Refused, match="Say why"):
        rules.check_end(reason="", words="")
    with pytest.raises(Refused, match="in words"):
        rules.check_end(reason="other", words="  ")


@pytest.mark.parametrize("week", [None, 0, -1, 521])
def test_a_review_of_no_week(week: int | None) -> None:
    with pytest.raises(Refused, match="which week"):
        rules.check_week(week)


def test_reviews_fall_due_at_weeks_2_and_4() -> None:
    start = date(2026, 11, 2)
    assert rules.next_week([]) == 2 and rules.next_week([2]) == 4 and rules.next_week([4]) == 2
    assert rules.next_week([2, 4]) is None
    assert rules.review_due(start, 2) == date(2026, 11, 16)
    assert (rules.week_of(start, start), rules.week_of(start, date(2026, 11, 9))) == (1, 2)
    assert rules.missing_of_schedule(["rota", "duties"]) == ("breaks", "supervision")
