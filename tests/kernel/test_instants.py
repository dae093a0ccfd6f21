"""Instants: UTC, London's civil date, and both nights when the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldthread.kernel.instants import (
    LONDON,
    as_instant,
    civil_date,
    day_end,
    day_start,
    format_instant,
    parse_instant,
    to_london,
    to_utc,
)
from goldthread.kernel.refusals import Refused

INSTANTS = st.datetimes(datetime(1950, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC))
LOCALS = st.datetimes(datetime(1950, 1, 1), datetime(2099, 12, 31))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "instant, day",
    [
        ("2026-07-01T22:59:59", date(2026, 7, 1)),
        ("2026-07-01T23:00:00", date(2026, 7, 2)),
        ("2026-12-01T23:59:59", date(2026, 12, 1)),
        ("2026-12-02T00:00:00", date(2026, 12, 2)),
        ("2026-03-29T00:59:59", date(2026, 3, 29)),
        ("2026-10-24T23:30:00", date(2026, 10, 25)),
        ("1970-12-31T23:30:00", date(1971, 1, 1)),  # British Standard Time, summer and winter
    ],
)
def test_the_civil_date_is_londons(instant: str, day: date) -> None:
    assert civil_date(utc(instant)) == day


@pytest.mark.parametrize(
    "local, instant",
    [
        ("2026-07-01T09:40", "2026-07-01T08:40"),
        ("2026-12-01T09:40", "2026-12-01T09:40"),
        ("2026-03-29T00:59", "2026-03-29T00:59"),
        ("2026-03-29T01:30", "2026-03-29T01:30"),  # skipped; read as 02:30 summer time
        ("2026-03-29T02:00", "2026-03-29T01:00"),
        ("2026-10-25T01:30", "2026-10-25T00:30"),  # twice; the first
        ("2026-10-25T02:00", "2026-10-25T02:00"),
    ],
)
def test_london_times_become_instants(local: str, instant: str) -> None:
    assert to_utc(datetime.fromisoformat(local)) == utc(instant)


def test_the_rules_of_both_changes_can_be_chosen() -> None:
    twice, missing = datetime(2026, 10, 25, 1, 30), datetime(2026, 3, 29, 1, 30)
    assert to_utc(twice, twice="second") == utc("2026-10-25T01:30")
    with pytest.raises(Refused, match="2026-10-25 01:30 in London happened twice"):
        to_utc(twice, twice="refuse")
    with pytest.raises(Refused, match="2026-03-29 01:30 in London did not exist"):
        to_utc(missing, missing="refuse")
    # Neither rule touches an ordinary time.
    ordinary = datetime(2026, 5, 1, 1, 30)
    assert to_utc(ordinary, twice="refuse", missing="refuse") == utc("2026-05-01T00:30")


def test_a_missing_time_moves_forward_by_the_hour() -> None:
    assert to_london(to_utc(datetime(2026, 3, 29, 1, 30))).replace(tzinfo=None) == datetime(
        2026, 3, 29, 2, 30
    )


@given(LOCALS)
def test_a_fold_given_by_the_caller_changes_nothing(local: datetime) -> None:
    assert to_utc(local.replace(fold=1)) == to_utc(local)


@given(INSTANTS)
def test_an_instant_comes_back_from_london(instant: datetime) -> None:
    local = to_london(instant).replace(tzinfo=None, fold=0)
    assert instant in (to_utc(local), to_utc(local, twice="second"))


@given(LOCALS, LOCALS)
def test_later_days_never_become_earlier_instants(first: datetime, second: datetime) -> None:
    if first.date() < second.date():
        assert to_utc(first) < to_utc(second)


def test_a_time_without_zone_is_refused_where_an_instant_is_needed() -> None:
    naive = datetime(2026, 7, 1, 9, 40)
    for refuse in (as_instant, to_london, civil_date, format_instant):
        with pytest.raises(Refused, match="2026-07-01 09:40:00 has no time zone"):
            refuse(naive)
    with pytest.raises(Refused, match="has a time zone already"):
        to_utc(naive.replace(tzinfo=LONDON))


def test_any_offset_becomes_utc() -> None:
    india = datetime(2026, 7, 1, 14, 10, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert as_instant(india) == utc("2026-07-01T08:40") and as_instant(india).tzinfo is UTC


@pytest.mark.parametrize(
    "day, hours", [(date(2026, 7, 1), 24), (date(2026, 3, 29), 23), (date(2026, 10, 25), 25)]
)
def test_a_civil_day_has_its_own_length(day: date, hours: int) -> None:
    assert day_end(day) - day_start(day) == timedelta(hours=hours) - timedelta(microseconds=1)


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_days_touch(day: date) -> None:
    assert civil_date(day_start(day)) == civil_date(day_end(day)) == day
    assert day_end(day) + timedelta(microseconds=1) == day_start(day + timedelta(days=1))


@pytest.mark.parametrize(
    "text, written",
    [
        ("2026-07-01T09:40:00+01:00", "2026-07-01T08:40:00Z"),
        ("2026-07-01T08:40Z", "2026-07-01T08:40:00Z"),
        (" 2026-07-01 08:40:00.5+00:00 ", "2026-07-01T08:40:00.500000Z"),
    ],
)
def test_instants_are_read_and_written(text: str, written: str) -> None:
    assert format_instant(parse_instant(text)) == written


def test_a_time_without_offset_is_london_time_only_when_said() -> None:
    assert parse_instant("2026-07-01T09:40", london=True) == utc("2026-07-01T08:40")
    assert parse_instant("2026-07-01T09:40+00:00", london=True) == utc("2026-07-01T09:40")
    with pytest.raises(Refused, match="no time zone"):
        parse_instant("2026-07-01T09:40")
    with pytest.raises(Refused, match='"yesterday" is not a time'):
        parse_instant("yesterday")


@given(INSTANTS)
def test_written_instants_read_back(instant: datetime) -> None:
    assert parse_instant(format_instant(instant)) == instant


def test_the_ends_of_time_are_refused_in_a_sentence() -> None:
    west = datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-5)))
    with pytest.raises(Refused, match="outside the years"):
        as_instant(west)
    with pytest.raises(Refused, match="outside the years"):
        civil_date(datetime.max.replace(tzinfo=timezone(timedelta(hours=-1))))
