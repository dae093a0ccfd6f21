"""Working days: published bank holidays, the rules for other years, and counting."""

from __future__ import annotations

import json
import pickle
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldthread.kernel.calendar import Nation, WorkingCalendar, easter_sunday, holidays_by_rule, read_nation
from goldthread.kernel.refusals import Refused

ENGLAND = WorkingCalendar.of(Nation.ENGLAND_AND_WALES)
SCOTLAND = WorkingCalendar.of(Nation.SCOTLAND)
NORTHERN = WorkingCalendar.of(Nation.NORTHERN_IRELAND)
CALENDARS = st.sampled_from([ENGLAND, SCOTLAND, NORTHERN])
DAYS = st.dates(date(1968, 1, 1), date(2049, 12, 31))
PUBLISHED = range(2012, 2029)


def d(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.shared
def test_packaged_bank_holidays_are_those_of_the_reference(shared: Path) -> None:
    found = shared / "data" / "uk-local-context" / "bank-holidays.json"
    reference = json.loads(found.read_text(encoding="utf-8"))
    assert set(reference) == set(Nation)
    for nation in Nation:
        expected = {
            d(event["date"]): event["title"].replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
            for event in reference[nation]["events"]
        }
        calendar = WorkingCalendar.of(nation)
        ours = {day: name for year in PUBLISHED for day, name in calendar.holidays(year).items()}
        assert ours == expected
        years = {day.year for day in expected}
        assert all(calendar.is_published(date(year, 6, 1)) == (year in years) for year in range(2000, 2050))


MOVED = {
    2012: {"2012-06-04", "2012-06-05", "2012-05-28"},
    2020: {"2020-05-04", "2020-05-08"},
    2022: {"2022-05-30", "2022-06-02", "2022-06-03", "2022-09-19"},
    2023: {"2023-05-08"},
}


@pytest.mark.parametrize("nation", list(Nation))
@pytest.mark.parametrize("year", PUBLISHED)
def test_the_rules_give_the_published_days_but_for_those_proclaimed(nation: Nation, year: int) -> None:
    published = set(WorkingCalendar.of(nation).holidays(year))
    by_rule = set(holidays_by_rule(nation, year))
    assert {day.isoformat() for day in published ^ by_rule} == MOVED.get(year, set())


@pytest.mark.parametrize(
    "year, sunday",
    [
        (1818, "1818-03-22"),
        (1943, "1943-04-25"),
        (1974, "1974-04-14"),
        (2000, "2000-04-23"),
        (2024, "2024-03-31"),
        (2026, "2026-04-05"),
        (2038, "2038-04-25"),
    ],
)
def test_easter(year: int, sunday: str) -> None:
    assert easter_sunday(year) == d(sunday)


@given(st.integers(1600, 9999))
def test_easter_is_a_sunday_of_spring(year: int) -> None:
    assert easter_sunday(year).weekday() == 6
    assert date(year, 3, 22) <= easter_sunday(year) <= date(year, 4, 25)


@pytest.mark.parametrize(
    "calendar, day, working",
    [
        (ENGLAND, "2026-04-06", False),  # Easter Monday
        (SCOTLAND, "2026-04-06", True),
        (SCOTLAND, "2026-01-02", False),
        (ENGLAND, "2026-01-02", True),
        (NORTHERN, "2026-07-13", False),  # 12 July is a Sunday
        (ENGLAND, "2026-07-13", True),
        (SCOTLAND, "2026-08-03", False),
        (SCOTLAND, "2026-08-31", True),
        (ENGLAND, "2026-08-31", False),
        (ENGLAND, "2026-12-28", False),  # Boxing Day is a Saturday
        (ENGLAND, "2026-11-21", False),
        (ENGLAND, "2026-11-23", True),
        (ENGLAND, "1974-12-25", False),
        (ENGLAND, "2045-12-26", False),
    ],
)
def test_working_days(calendar: WorkingCalendar, day: str, working: bool) -> None:
    assert calendar.is_working_day(d(day)) is working


def test_days_by_rule_are_flagged() -> None:
    assert ENGLAND.is_published(d("2026-11-22"))
    assert not ENGLAND.is_published(d("2011-12-30"))
    assert not ENGLAND.is_published(d("2041-01-02"))
    assert len(ENGLAND.holidays(1975)) == 8 and len(SCOTLAND.holidays(2041)) == 9
    assert list(NORTHERN.holidays(2041)) == sorted(NORTHERN.holidays(2041))


@pytest.mark.parametrize(
    "day, count, result",
    [
        ("2026-11-20", 0, "2026-11-20"),
        ("2026-11-20", 1, "2026-11-23"),
        ("2026-11-20", 5, "2026-11-27"),
        ("2026-11-21", 0, "2026-11-23"),
        ("2026-11-21", 1, "2026-11-23"),  # from a Saturday the Monday is the first
        ("2026-11-22", 5, "2026-11-27"),
        ("2026-04-02", 1, "2026-04-07"),  # over Easter
        ("2026-12-24", 1, "2026-12-29"),
        ("2026-12-31", 1, "2027-01-04"),
        ("2028-12-29", 3, "2029-01-04"),  # out of the published years
        ("2025-01-01", 253, "2025-12-31"),
        ("2025-01-01", 254, "2026-01-02"),
    ],
)
def test_adding_working_days(day: str, count: int, result: str) -> None:
    assert ENGLAND.add_working_days(d(day), count) == d(result)


def test_refusals_of_counting() -> None:
    with pytest.raises(Refused, match="cannot be -1"):
        ENGLAND.add_working_days(d("2026-11-20"), -1)
    with pytest.raises(Refused, match="beyond the year 9999"):
        ENGLAND.add_working_days(d("9999-12-20"), 30)
    assert not ENGLAND.is_working_day(date.min) and not ENGLAND.is_working_day(d("9999-12-25"))


@given(CALENDARS, DAYS, st.integers(1, 700))
def test_adding_and_counting_agree(calendar: WorkingCalendar, day: date, count: int) -> None:
    reached = calendar.add_working_days(day, count)
    assert calendar.is_working_day(reached)
    assert calendar.working_days_between(day, reached) == count
    assert calendar.working_days_between(day, reached - timedelta(days=1)) == count - 1


@given(CALENDARS, DAYS, st.integers(0, 60))
def test_counting_agrees_with_walking(calendar: WorkingCalendar, day: date, span: int) -> None:
    walked = sum(calendar.is_working_day(day + timedelta(days=n)) for n in range(1, span + 1))
    assert calendar.working_days_between(day, day + timedelta(days=span)) == walked
    assert calendar.working_days_between(day + timedelta(days=span), day) == -walked


@given(CALENDARS, DAYS, st.integers(0, 60))
def test_a_later_start_is_never_reached_earlier(calendar: WorkingCalendar, day: date, count: int) -> None:
    later = day + timedelta(days=1)
    assert calendar.add_working_days(day, count) <= calendar.add_working_days(later, count)
    assert calendar.add_working_days(day, count) <= calendar.add_working_days(day, count + 1)


@given(CALENDARS, st.integers(1583, 2400))
def test_every_year_has_its_bank_holidays_on_days_of_the_week(calendar: WorkingCalendar, year: int) -> None:
    by_rule = holidays_by_rule(calendar.nation, year)
    usual = {Nation.ENGLAND_AND_WALES: 8, Nation.SCOTLAND: 9, Nation.NORTHERN_IRELAND: 10}[calendar.nation]
    assert len(by_rule) == usual
    assert all(day.weekday() < 5 and day.year == year for day in by_rule)


def test_nations_are_read() -> None:
    assert read_nation(" England and Wales ") is Nation.ENGLAND_AND_WALES
    assert read_nation("NORTHERN_IRELAND") is Nation.NORTHERN_IRELAND
    with pytest.raises(Refused, match='Did you mean "scotland"'):
        read_nation("scotlnd")


def test_a_calendar_is_one_and_the_same() -> None:
    assert WorkingCalendar.of(Nation.SCOTLAND) is SCOTLAND
    assert pickle.loads(pickle.dumps(SCOTLAND)) is SCOTLAND
    ENGLAND.holidays(2026).clear()
    assert len(ENGLAND.holidays(2026)) == 8
