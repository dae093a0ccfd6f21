"""Plain words: what pages and reports say, to the letter."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldthread.kernel.refusals import Refused
from goldthread.kernel.words import (
    Number,
    plural,
    say_date,
    say_day,
    say_duration,
    say_instant,
    say_list,
    say_money,
    say_number,
    say_share,
    say_time,
)

SUMMER_NIGHT = datetime(2026, 7, 1, 23, 5, tzinfo=UTC)


def test_dates_and_times() -> None:
    assert say_date(date(2026, 11, 22)) == "22 November 2026"
    assert say_date(SUMMER_NIGHT) == "2 July 2026"
    assert say_day(date(2026, 11, 22)) == "Sunday 22 November 2026"
    assert say_time(time(9, 40)) == "09:40"
    assert say_time(SUMMER_NIGHT) == "00:05"
    assert say_instant(SUMMER_NIGHT) == "2 July 2026, 00:05"
    with pytest.raises(Refused, match="no time zone"):
        say_time(datetime(2026, 7, 1, 9, 40))
    with pytest.raises(Refused, match="no time zone"):
        say_date(datetime(2026, 7, 1, 9, 40))


@pytest.mark.parametrize(
    "value, said",
    [
        (0, "0"),
        (1240, "1,240"),
        (1234567, "1,234,567"),
        (36.5, "36.5"),
        (36.04, "36"),
        (36.96, "37"),
        (-0.04, "0"),
        (-12.5, "-12.5"),
        (Decimal("12.25"), "12.3"),
        (Fraction(1, 3), "0.3"),
    ],
)
def test_numbers(value: Number, said: str) -> None:
    assert say_number(value) == said


def test_numbers_with_places() -> None:
    assert say_number(1240, 2) == "1,240.00"
    assert say_number(2.675, 2) == "2.68"  # as it is written, though the float lies below
    assert say_number(0.5, 0) == "1" and say_number(1.5, 0) == "2"


@pytest.mark.parametrize(
    "value, said",
    [
        (1240, "£1,240"),
        (1240.5, "£1,240.50"),
        (Decimal("1240.00"), "£1,240"),
        (Decimal("0.05"), "£0.05"),
        (999.999, "£1,000"),
        (-20, "-£20"),
        (-0.001, "£0"),
        (0, "£0"),
    ],
)
def test_money(value: Number, said: str) -> None:
    assert say_money(value) == said


@pytest.mark.parametrize(
    "fraction, places, said",
    [
        (41 / 52, 0, "79_%"),
        (0, 0, "0_%"),
        (1, 0, "100_%"),
        (0.145, 0, "15_%"),
        (0.145, 1, "14.5_%"),
        (0.004, 0, "under 1_%"),
        (0.0004, 1, "under 0.1_%"),
        (0.996, 0, "over 99_%"),
        (Fraction(1999, 2000), 0, "over 99_%"),
        (0.9996, 1, "over 99.9_%"),
        (1.2, 0, "120_%"),
        (-0.02, 0, "-2_%"),
        (12.4, 0, "1,240_%"),
    ],
)
def test_shares(fraction: Number, places: int, said: str) -> None:
    assert say_share(fraction, places) == said.replace("_", "\N{NO-BREAK SPACE}")


@given(st.integers(0, 3000), st.integers(1, 3000))
def test_a_share_says_none_or_all_only_when_it_is(part: int, whole: int) -> None:
    part = min(part, whole)
    said = say_share(part / whole)
    assert (said == "0\u00a0%") == (part == 0)
    assert (said == "100\u00a0%") == (part == whole)


@pytest.mark.parametrize(
    "hours, said",
    [
        (0, "0 hours"),
        (0.001, "under 1 minute"),
        (0.5, "30 minutes"),
        (1 / 60, "1 minute"),
        (0.999, "under 1 hour"),
        (1, "1 hour"),
        (36.5, "36.5 hours"),
        (72, "72 hours"),
        (24.02, "just over 24 hours"),
        (24 + 1e-9, "24 hours"),
        (72.5, "just over 3 days"),
        (96, "4 days"),
        (27 * 24, "27 days"),
        (28 * 24, "4 weeks"),
        (13 * 168, "13 weeks"),
        (26 * 168, "26 weeks"),
        (27 * 168, "6.2 months"),
        (Fraction(36525, 100) * 24, "12 months"),
        (-5, "-5 hours"),
    ],
)
def test_durations(hours: Number, said: str) -> None:
    assert say_duration(hours) == said


@given(st.integers(1, 72), st.integers(5, 3600))
def test_a_missed_limit_never_reads_as_kept(limit: int, late_seconds: int) -> None:
    assert say_duration(Fraction(limit * 3600 + late_seconds, 3600)) != say_duration(limit)


def test_plurals_and_lists() -> None:
    assert [plural(n, "record") for n in (0, 1, 2, 1240)] == [
        "0 records",
        "1 record",
        "2 records",
        "1,240 records",
    ]
    assert plural(2, "person") == "2 people"
    assert plural(3, "tenancy") == "3 tenancies"
    assert plural(3, "day") == "3 days"
    assert plural(2, "known address") == "2 known addresses"
    assert plural(2, "sheaf", "sheaves") == "2 sheaves"
    assert say_list([]) == ""
    assert say_list(["a"]) == "a"
    assert say_list(["a", "b"]) == "a and b"
    assert say_list(["a", "b", "c"], "or") == "a, b or c"


def test_what_is_no_number_is_refused() -> None:
    for value in (float("nan"), float("inf"), Decimal("NaN"), Decimal("Infinity")):
        with pytest.raises(Refused, match="not a number that can be said"):
            say_number(value)


def test_numbers_of_numpy_are_numbers() -> None:
    numpy = pytest.importorskip("numpy")
    assert say_share(numpy.float64(0.5)) == "50\N{NO-BREAK SPACE}%"
    assert say_number(numpy.int64(1240)) == "1,240"
