"""One cell to one value: what is read, and what is refused rather than guessed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldthread.intake.mapping.language import Dates
from goldthread.intake.values import (
    Bad,
    Habits,
    day_or_month_first,
    read_answer,
    read_date,
    read_instant,
    read_integer,
    read_number,
    read_period,
    reading_of,
)
from goldthread.measures.tables import code, codes, integer, text

YES, NO = frozenset({"yes", "1", "ja"}), frozenset({"no", "0", "nein"})


def habits(dates: Dates | None = None, **more: Any) -> Habits:
    return Habits(dates or Dates(), "Europe/London", ".", YES, NO, **more)


DAY_FIRST, MONTH_FIRST = Dates(order="day first"), Dates(order="month first")
WRITTEN = Dates(("%d.%m.%y", "%d %b %Y"))

#   text              | how it is declared to be written | the day, or words of the refusal
DAYS: list[tuple[str, Dates, date | str]] = [
    ("2026-02-28", Dates(), date(2026, 2, 28)),
    ("2026-02-28 00:00:00", Dates(), date(2026, 2, 28)),
    ("2026-02-28T13:45", Dates(), date(2026, 2, 28)),
    ("2026/2/3", Dates(), date(2026, 2, 3)),
    ("3 February 2026", Dates(), date(2026, 2, 3)),
    ("3-Feb-2026", Dates(), date(2026, 2, 3)),
    ("1st March 2026", Dates(), date(2026, 3, 1)),
    ("03/02/2026", Dates(), "could be day first or month first"),
    ("25/12/2026", Dates(), "could be day first or month first"),
    ("03/02/2026", DAY_FIRST, date(2026, 2, 3)),
    ("03/02/2026", MONTH_FIRST, date(2026, 3, 2)),
    ("3.2.2026", DAY_FIRST, date(2026, 2, 3)),
    ("03/02/2026 14:30", DAY_FIRST, date(2026, 2, 3)),
    ("2026-02-03", DAY_FIRST, date(2026, 2, 3)),
    ("31/02/2026", DAY_FIRST, 'date "31/02/2026" is not a date'),
    ("2026-02-30", Dates(), 'date "2026-02-30" is not a date'),
    ("12/13/2026", DAY_FIRST, "is not a date"),
    ("03/02/26", DAY_FIRST, "is not a date"),
    ("03.02.26", WRITTEN, date(2026, 2, 3)),
    ("03 Feb 2026", WRITTEN, date(2026, 2, 3)),
    ("2026-02-03", WRITTEN, "is not a date written as %d.%m.%y or %d %b %Y"),
    ("45000", Dates(), "is not a date"),
    ("2024-06-30T23:30:00Z", Dates(), date(2024, 7, 1)),
    ("2024-06-30T23:30:00+01:00", Dates(), date(2024, 6, 30)),
    ("2024-06-30T23:30:00", Dates(), date(2024, 6, 30)),
    ("2024-06-31T23:30:00Z", Dates(), "is not a date"),
    ("0202-02-03", Dates(), "not a likely date: the year is 202"),
    ("9999-12-31", Dates(), "not a likely date"),
    ("tomorrow", DAY_FIRST, "is not a date"),
]


def same(found: object, wanted: object) -> bool:
    return isinstance(found, Bad) and wanted in found.why if isinstance(wanted, str) else found == wanted


@pytest.mark.parametrize("written, dates, wanted", DAYS)
def test_a_day_is_read_or_refused(written: str, dates: Dates, wanted: date | str) -> None:
    found = read_date(written, habits(dates))
    assert same(found, wanted), found


@pytest.mark.parametrize(
    "serial, from_1904, wanted",
    [
        ("45000", False, date(2023, 3, 15)),
        ("45000", True, date(2027, 3, 16)),
        ("61", False, date(1900, 3, 1)),
        ("60", False, "before 1 March 1900"),
        ("45000.75", False, date(2023, 3, 15)),
    ],
)
def test_a_day_number_of_a_workbook_follows_its_date_system(
    serial: str, from_1904: bool, wanted: date | str
) -> None:
    assert same(read_date(serial, habits(typed=True, dates_from_1904=from_1904)), wanted)


@pytest.mark.parametrize(
    "texts, proves",
    [
        (["2026-01-02", "3 May 2026", ""], (False, False, False)),
        (["01/02/2026", "03/04/2026"], (True, False, False)),
        (["01/02/2026", "13/04/2026"], (True, True, False)),
        (["01/02/2026", "04/13/2026 10:00"], (True, False, True)),
        (["13/04/2026", "04/13/2026"], (True, True, True)),
        (["31/31/2026"], (True, False, False)),
    ],
)
def test_what_a_column_proves(texts: list[str], proves: tuple[bool, bool, bool]) -> None:
    assert day_or_month_first(texts) == proves


@given(st.dates(date(1850, 1, 1), date(2200, 12, 31)))
def test_every_day_survives_every_way_of_writing(day: date) -> None:
    assert read_date(day.isoformat(), habits()) == day
    assert read_date(f"{day:%d/%m/%Y}", habits(DAY_FIRST)) == day
    assert read_date(f"{day.month}-{day.day}-{day.year:04d}", habits(MONTH_FIRST)) == day
    assert read_date(f"{day.day} {day:%B} {day.year:04d}", habits()) == day


#   text                         | declared   | UTC, or words of the refusal
MOMENTS: list[tuple[str, Dates, datetime | str]] = [
    ("2026-07-01T09:40:00Z", Dates(), datetime(2026, 7, 1, 9, 40)),
    ("2026-07-01 09:40", Dates(), datetime(2026, 7, 1, 8, 40)),
    ("2026-01-01 09:40:30", Dates(), datetime(2026, 1, 1, 9, 40, 30)),
    ("2026-07-01T09:40+05:30", Dates(), datetime(2026, 7, 1, 4, 10)),
    ("01/07/2026 09:40", DAY_FIRST, datetime(2026, 7, 1, 8, 40)),
    ("07/01/2026 9:40", MONTH_FIRST, datetime(2026, 7, 1, 8, 40)),
    ("01/07/2026 09:40", Dates(), "day first or month first"),
    ("2026-03-29 01:30", Dates(), "did not exist"),
    ("2026-03-29 00:30", Dates(), datetime(2026, 3, 29, 0, 30)),
    ("2026-10-25 01:30", Dates(), datetime(2026, 10, 25, 0, 30)),
    ("2026-07-01", Dates(), "a day without a time"),
    ("01/07/2026 25:40", DAY_FIRST, "is not a time of a day"),
    ("2026-07-01 09:75", Dates(), "is not a time of a day"),
    ("noon", Dates(), "is not a moment"),
]


def test_a_day_number_with_a_share_of_a_day_is_a_moment_of_a_workbook() -> None:
    assert read_instant("45000.5", habits(typed=True)) == datetime(2023, 3, 15, 12)
    assert read_instant("45100.75", habits(typed=True)) == datetime(2023, 6, 23, 17), "summer time"
    assert same(read_instant("45000", habits(typed=True)), "a day without a time")
    assert same(read_instant("45000.5", habits()), "is not a moment")


def test_a_whole_number_is_read_to_its_last_digit() -> None:
    assert read_integer("9007199254740993") == 9007199254740993
    assert same(read_integer("3.5"), "is not a whole number")


@pytest.mark.parametrize("written, dates, wanted", MOMENTS)
def test_a_moment_is_brought_to_utc_or_refused(written: str, dates: Dates, wanted: datetime | str) -> None:
    found = read_instant(written, habits(dates))
    assert same(found, wanted), found


def test_another_time_zone_is_kept_to() -> None:
    there = Habits(Dates(), "America/New_York", ".", YES, NO)
    assert read_instant("2026-07-01 09:40", there) == datetime(2026, 7, 1, 13, 40)
    assert same(read_instant("2026-03-08 02:30", there), "did not exist")


NUMBERS: list[tuple[str, str, float | str]] = [
    ("12", ".", 12.0),
    ("-3.5", ".", -3.5),
    ("\u22123.5", ".", -3.5),
    ("£1,234.50", ".", 1234.5),
    ("-£1,234", ".", -1234.0),
    ("1 234 567", ".", 1234567.0),
    ("(12.50)", ".", -12.5),
    ("42%", ".", 42.0),
    (".5", ".", 0.5),
    ("1e3", ".", 1000.0),
    ("1.234,50", ",", 1234.5),
    ("3,5", ",", 3.5),
    ("3,5", ".", 'write decimal = ","'),
    ("1,23,456", ".", "is not a number"),
    ("1.234.567", ".", "is not a number"),
    ("nan", ".", "is not a number"),
    ("inf", ".", "is not a number"),
    ("1e999", ".", "is too large"),
    ("12 apples", ".", "is not a number"),
    ("5 6", ".", "is not a number"),
    ("07 21", ".", "is not a number"),
    ("1 234 56", ".", "is not a number"),
    ("£ 1 234,50", ",", 1234.5),
    ("1\u202f234\u00a0567.5", ".", 1234567.5),
    ("- 5", ".", -5.0),
    ("", ".", "is not a number"),
]


@pytest.mark.parametrize("written, decimal, wanted", NUMBERS)
def test_a_number_is_read_or_refused(written: str, decimal: str, wanted: float | str) -> None:
    found = read_number(written, decimal)
    assert same(found, wanted), found


@given(st.floats(-1e9, 1e9).map(lambda number: round(number, 2)))
def test_money_survives_its_thousands_marks(amount: float) -> None:
    assert read_number(f"{amount:,.2f}") == amount
    swapped = f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
    assert read_number(swapped, ",") == amount


def test_whole_numbers_and_ranges() -> None:
    assert read_integer("3.0") == 3
    assert same(read_integer("3.5"), "not a whole number")
    minutes = integer("minutes", "How long.", unit="minutes", lowest=0, highest=1440)
    read = reading_of(minutes, habits())
    assert read("60") == 60
    assert same(read("-1"), "-1 minutes is below 0")
    assert same(read("1441"), "1441 minutes is above 1440")


def test_answers_are_in_the_senders_words() -> None:
    assert read_answer("JA", habits()) is True
    assert read_answer(" nein ", habits()) is False
    assert same(read_answer("99", habits()), "neither yes nor no")


def test_a_code_is_known_by_itself_or_its_label() -> None:
    colours = codes("Colour", {"R1": "Red", "G1": "Green", "G2": "Grün", "X": "Same", "Y": "Same"})
    read = reading_of(code("colour", colours, "A colour."), habits())
    assert (read("R1"), read("g1"), read("RED"), read("grün")) == ("R1", "G1", "R1", "G2")
    assert same(read("Same"), 'unknown code "Same" in colour')
    assert read("RR1") == Bad('unknown code "RR1" in colour; map it. Did you mean "R1"?')


def test_long_text_is_no_label() -> None:
    assert same(reading_of(text("place", "Where."), habits())("x" * 301), "has 301 characters")


PERIODS: list[tuple[str, Dates, tuple[date, date] | str]] = [
    ("2004-01-01/P1Y", Dates(), (date(2004, 1, 1), date(2004, 12, 31))),
    ("2004-01-01T00:00:00Z/P3M", Dates(), (date(2004, 1, 1), date(2004, 3, 31))),
    ("2026-01-05/P1W", Dates(), (date(2026, 1, 5), date(2026, 1, 11))),
    ("2026-01-05/2026-02-01", Dates(), (date(2026, 1, 5), date(2026, 2, 1))),
    ("2026-01", Dates(), (date(2026, 1, 1), date(2026, 1, 31))),
    ("2022-23", Dates(), (date(2022, 4, 1), date(2023, 3, 31))),
    ("2022/23", Dates(), (date(2022, 4, 1), date(2023, 3, 31))),
    ("2011-12", Dates(), 'map it to "2011-04-01/2012-03-31"'),
    ("2000/01", Dates(), "could be a month or a financial year"),
    ("2011-12", Dates(("%Y-%m",)), (date(2011, 12, 1), date(2011, 12, 31))),
    ("2011-11", Dates(), (date(2011, 11, 1), date(2011, 11, 30))),
    ("1999-00", Dates(), (date(1999, 4, 1), date(2000, 3, 31))),
    ("2026", Dates(), (date(2026, 1, 1), date(2026, 12, 31))),
    ("2026-Q2", Dates(), (date(2026, 4, 1), date(2026, 6, 30))),
    ("Feb-20", Dates(("%b-%y",)), (date(2020, 2, 1), date(2020, 2, 29))),
    ("03/02/2026", Dates(("%d/%m/%Y",)), (date(2026, 2, 3), date(2026, 2, 3))),
    ("Feb-20", Dates(), "is not a period"),
    ("2004-02-30/P1Y", Dates(), "is not a period"),
    ("9999-12-31/P1D", Dates(), "is not a period"),
    ("9999-12-01/P999M", Dates(), "is not a period"),
    ("9999-00", Dates(), "is not a period"),
    ("9999-12", Dates(("%Y-%m",)), "is not a period"),
]


@pytest.mark.parametrize("written, dates, wanted", PERIODS)
def test_a_period_has_a_first_and_a_last_day(
    written: str, dates: Dates, wanted: tuple[date, date] | str
) -> None:
    assert same(read_period(written, habits(dates)), wanted)
