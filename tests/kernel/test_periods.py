"""Periods: labels, reading, rolling and contract years, and one way of counting months."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldthread.kernel.periods import (
    Period,
    add_days,
    add_months,
    add_weeks,
    contract_year,
    days_between,
    financial_year,
    month,
    months_between,
    parse_period,
    preceding,
    quarter,
    rolling,
    week,
    years_between,
)
from goldthread.kernel.refusals import Refused

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def d(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    "text, start, end, label",
    [
        ("2026-07", "2026-07-01", "2026-07-31", "July 2026"),
        (" 2026-07 ", "2026-07-01", "2026-07-31", "July 2026"),
        ("2026-07..2026-09", "2026-07-01", "2026-09-30", "July to September 2026"),
        ("2026-Q3", "2026-07-01", "2026-09-30", "July to September 2026"),
        ("2026-q1..2026-q2", "2026-01-01", "2026-06-30", "January to June 2026"),
        ("2026-07-01..2026-09-30", "2026-07-01", "2026-09-30", "July to September 2026"),
        ("2026", "2026-01-01", "2026-12-31", "January to December 2026"),
        ("FY2026", "2026-04-01", "2027-03-31", "1 April 2026 to 31 March 2027"),
        ("2024-02", "2024-02-01", "2024-02-29", "February 2024"),
        ("2026-11..2027-01", "2026-11-01", "2027-01-31", "November 2026 to January 2027"),
        ("2026-11-22", "2026-11-22", "2026-11-22", "22 November 2026"),
        ("2026-11-16..2026-11-22", "2026-11-16", "2026-11-22", "16 to 22 November 2026"),
        ("2026-06-29..2026-07-05", "2026-06-29", "2026-07-05", "29 June to 5 July 2026"),
        ("2026-12-28..2027-01-03", "2026-12-28", "2027-01-03", "28 December 2026 to 3 January 2027"),
    ],
)
def test_periods_are_read_and_said(text: str, start: str, end: str, label: str) -> None:
    period = parse_period(text)
    assert period == Period(d(start), d(end))
    assert period.label == label
    assert parse_period(period.code) == period


@pytest.mark.parametrize(
    "text, said",
    [
        ("July 2026", '"July 2026" is not a period. Write a month as 2026-07'),
        ("", '"" is not a period'),
        ("2026-7", "is not a period"),
        ("2026-07..", '"2026-07.." is not a period'),
        ("2026-07..2026-08..2026-09", "is not a period"),
        ("2026-13", "There is no month 13. Give a month from 1 to 12."),
        ("2026-00", "There is no month 0."),
        ("2026-Q5", "There is no quarter 5. Give a quarter from 1 to 4"),
        ("2026-02-30", "There is no such day as 2026-02-30."),
        ("0000", "There is no such day as 0000-01-01."),
        ("FY9999", "There is no such day as 10000-03-31."),
        ("2026-09..2026-07", 'The period "2026-09..2026-07" ends before it starts.'),
        ("٢٠٢٦", "is not a period"),
    ],
)
def test_what_is_not_a_period_is_refused_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_period(text)
    assert said in str(refusal.value) and str(refusal.value).endswith(".")


def test_a_period_needs_days_in_order() -> None:
    with pytest.raises(Refused, match="cannot end before it starts: 2 July 2026 to 1 July 2026"):
        Period(d("2026-07-02"), d("2026-07-01"))
    with pytest.raises(Refused, match="without a time"):
        Period(datetime(2026, 7, 1), d("2026-07-31"))


def test_both_ends_are_in() -> None:
    july = month(2026, 7)
    assert july.days == 31
    assert july.contains(d("2026-07-01")) and july.contains(d("2026-07-31"))
    assert not july.contains(d("2026-06-30")) and not july.contains(d("2026-08-01"))


@pytest.mark.parametrize(
    "start, end, days",
    [
        ("2026-07-01", "2026-07-31", 31),
        ("2026-06-01", None, 31),
        ("2026-07-31", None, 1),
        ("2026-06-01", "2026-07-01", 1),
        ("2026-07-10", "2026-07-10", 1),
        ("2026-06-01", "2026-06-30", 0),
        ("2026-08-01", None, 0),
        ("2026-07-10", "2026-07-09", 0),
    ],
)
def test_overlap_counts_days_of_both(start: str, end: str | None, days: int) -> None:
    assert month(2026, 7).overlap_days(d(start), d(end) if end else None) == days


def test_months_of_a_period() -> None:
    assert quarter(2026, 4).months() == [month(2026, 10), month(2026, 11), month(2026, 12)]
    assert len(financial_year(2026).months()) == 12
    assert financial_year(2026).months()[-1] == month(2027, 3)
    with pytest.raises(Refused, match="2 to 31 July 2026 is not made of whole months"):
        Period(d("2026-07-02"), d("2026-07-31")).months()


def test_contract_years_follow_the_start() -> None:
    start = d("2024-09-15")
    assert contract_year(start, 1) == Period(d("2024-09-15"), d("2025-09-14"))
    assert contract_year(start, 3) == Period(d("2026-09-15"), d("2027-09-14"))
    leap = d("2024-02-29")
    assert contract_year(leap, 1) == Period(d("2024-02-29"), d("2025-02-27"))
    assert contract_year(leap, 2) == Period(d("2025-02-28"), d("2026-02-27"))
    assert contract_year(leap, 5) == Period(d("2028-02-29"), d("2029-02-27"))
    with pytest.raises(Refused, match="is year 1"):
        contract_year(start, 0)


@given(DAYS, st.integers(1, 12))
def test_contract_years_leave_no_day_out(start: date, number: int) -> None:
    this, following = contract_year(start, number), contract_year(start, number + 1)
    assert following.start == this.end + timedelta(days=1)
    assert this.days in (364, 365, 366, 367)


def test_rolling_and_weeks() -> None:
    assert rolling(month(2026, 1), 3) == Period(d("2025-11-01"), d("2026-01-31"))
    assert rolling(month(2024, 2), 12) == Period(d("2023-03-01"), d("2024-02-29"))
    with pytest.raises(Refused, match="ends with one whole month"):
        rolling(quarter(2026, 1), 3)
    with pytest.raises(Refused, match="at least one month"):
        rolling(month(2026, 1), 0)
    assert week(d("2026-11-22")) == Period(d("2026-11-16"), d("2026-11-22"))
    assert week(d("2026-11-23")).start == d("2026-11-23")


def test_preceding_periods() -> None:
    assert preceding(month(2026, 3), 2) == [month(2026, 1), month(2026, 2)]
    assert preceding(quarter(2026, 1), 1) == [quarter(2025, 4)]
    assert preceding(week(d("2026-11-22")), 1) == [Period(d("2026-11-09"), d("2026-11-15"))]
    assert preceding(contract_year(d("2024-09-15"), 2), 1) == [contract_year(d("2024-09-15"), 1)]
    assert preceding(month(2026, 3), 0) == []
    with pytest.raises(Refused, match="cannot be -1"):
        preceding(month(2026, 3), -1)


@given(DAYS, st.integers(1, 800), st.integers(1, 5))
def test_preceding_periods_touch(start: date, days: int, count: int) -> None:
    period = Period(start, start + timedelta(days=days - 1))
    line = [*preceding(period, count), period]
    assert len(line) == count + 1
    for earlier, later in itertools.pairwise(line):
        assert later.start == earlier.end + timedelta(days=1)


@pytest.mark.parametrize(
    "day, count, result",
    [
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", -12, "2023-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-05-22", 6, "2026-11-22"),
        ("2026-05-22", 0, "2026-05-22"),
    ],
)
def test_months_clamp_to_the_end_of_the_month(day: str, count: int, result: str) -> None:
    assert add_months(d(day), count) == d(result)


@pytest.mark.parametrize(
    "first, last, months",
    [
        ("2026-11-30", "2027-02-28", 3),
        ("2026-11-30", "2027-02-27", 2),
        ("2027-11-30", "2028-02-28", 2),
        ("2026-05-22", "2026-11-21", 5),
        ("2026-05-22", "2026-11-22", 6),
        ("2026-05-22", "2026-05-22", 0),
        ("2026-05-22", "2026-05-21", -1),
        ("2026-05-22", "2026-04-22", -1),
        ("2026-05-22", "2026-04-21", -2),
    ],
)
def test_whole_months_gone(first: str, last: str, months: int) -> None:
    assert months_between(d(first), d(last)) == months


@given(DAYS, DAYS)
def test_months_between_is_the_largest_that_fits(first: date, last: date) -> None:
    count = months_between(first, last)
    assert add_months(first, count) <= last < add_months(first, count + 1)


@given(DAYS, st.integers(-600, 600))
def test_adding_months_and_counting_them_agree(day: date, count: int) -> None:
    later = add_months(day, count)
    assert months_between(day, later) == count
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == count
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


@given(DAYS, DAYS)
def test_years_between_is_an_age(first: date, last: date) -> None:
    years = years_between(first, last)
    assert add_months(first, 12 * years) <= last < add_months(first, 12 * (years + 1))


def test_days_and_weeks() -> None:
    assert add_weeks(d("2026-11-22"), 13) == d("2027-02-21")
    assert days_between(d("2026-11-22"), d("2026-11-20")) == -2
    assert years_between(d("2008-02-29"), d("2026-02-28")) == 18


def test_dates_out_of_reach_are_refused() -> None:
    with pytest.raises(Refused, match="beyond the years 1 to 9999"):
        add_months(d("9999-12-01"), 1)
    with pytest.raises(Refused, match="beyond the years 1 to 9999"):
        add_days(d("0001-01-01"), -1)
    assert len(preceding(parse_period("9999-12"), 1)) == 1


@given(DAYS, st.integers(1, 1200))
def test_the_code_reads_back(start: date, days: int) -> None:
    period = Period(start, start + timedelta(days=days - 1))
    assert parse_period(period.code) == period
    assert period.label and "  " not in period.label
