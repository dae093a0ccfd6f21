"""Working days of the three bank-holiday calendars of the United Kingdom.

Years of `bank_holidays.csv` are as published, with every moved and extra day. Any other year is worked out
by the rules of today (Easter, first and last Mondays, substitute days), so that a record of the 1970s or a
plan for the 2040s never stops an import. Such a year cannot know of one-off days (a coronation, a jubilee),
nor of the older law before 1978; its days answer False to `is_published`, which a page or a report is to
say.

A working day is Monday to Friday and not a bank holiday.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from goldthread.kernel.refusals import Refused, did_you_mean


class Nation(StrEnum):
    """Whose bank holidays count. England and Wales share one calendar."""

    ENGLAND_AND_WALES = "england-and-wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern-ireland"


def read_nation(text: str) -> Nation:
    """Read a nation: england-and-wales, scotland or northern-ireland. Case and spaces are forgiven."""
    wanted = text.strip().lower().replace(" ", "-").replace("_", "-")
    try:
        return Nation(wanted)
    except ValueError:
        raise Refused(
            f'"{text}" is not a calendar we know. Write england-and-wales, scotland or northern-ireland.'
            + did_you_mean(wanted, list(Nation))
        ) from None


class WorkingCalendar:
    """Working days of one nation. Get one with `WorkingCalendar.of(nation)`; it is shared and unchanging."""

    def __init__(self, nation: Nation) -> None:
        self.nation = nation

    @staticmethod
    def of(nation: Nation) -> WorkingCalendar:
        """The calendar of a nation."""
        return _calendar_of(nation)

    def __repr__(self) -> str:
        return f"WorkingCalendar({self.nation})"

    def __reduce__(self) -> tuple[object, ...]:
        return _calendar_of, (self.nation,)

    def holidays(self, year: int) -> dict[date, str]:
        """Bank holidays of a year in order, with their names; substitute days stand for days of a weekend."""
        return dict(_holidays(self.nation, year))

    def is_published(self, day: date) -> bool:
        """Whether the bank holidays of that year are as published, and not worked out by rule."""
        return day.year in _published()[self.nation]

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday and not a bank holiday."""
        return day.weekday() < 5 and day not in _holidays(self.nation, day.year)

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; `day` itself is never counted.

        From a Saturday, 1 is the Monday: counting begins with the next working day.
        0 is `day` itself or, where it is not worked, the next working day.
        """
        if count < 0:
            raise Refused(f"The number of working days cannot be {count}. Give 0 or more.")
        if count == 0:
            return day if self.is_working_day(day) else self.add_working_days(day, 1)
        year, worked = day.year, _working_days(self.nation, day.year)
        place = bisect_right(worked, day) + count - 1
        while place >= len(worked):
            place -= len(worked)
            year += 1
            if year > date.max.year:
                raise Refused(
                    f"{count} working days after {day.isoformat()} lies beyond the year 9999. Check both."
                )
            worked = _working_days(self.nation, year)
        return worked[place]

    def working_days_between(self, first: date, last: date) -> int:
        """Working days after `first` up to and including `last`; negative the other way round."""
        if last < first:
            return -self.working_days_between(last, first)
        gone = bisect_right(_working_days(self.nation, first.year), first)
        reached = bisect_right(_working_days(self.nation, last.year), last)
        between = sum(len(_working_days(self.nation, year)) for year in range(first.year, last.year))
        return between + reached - gone


@cache
def _calendar_of(nation: Nation) -> WorkingCalendar:
    return WorkingCalendar(nation)


@lru_cache(maxsize=1024)
def _working_days(nation: Nation, year: int) -> tuple[date, ...]:
    free = _holidays(nation, year)
    first = date(year, 1, 1).toordinal()
    last = date(year, 12, 31).toordinal()
    days = (date.fromordinal(n) for n in range(first, last + 1))
    return tuple(day for day in days if day.weekday() < 5 and day not in free)


@lru_cache(maxsize=1024)
def _holidays(nation: Nation, year: int) -> dict[date, str]:
    published = _published()[nation].get(year)
    return published if published is not None else holidays_by_rule(nation, year)


def bank_holidays() -> Path:
    """The file of published bank holidays, with columns nation, date and name."""
    # Beside this file: importlib.resources would add a tenth to the start of every command.
    return Path(__file__).with_name("bank_holidays.csv")


@cache
def _published() -> dict[Nation, dict[int, dict[date, str]]]:
    found: dict[Nation, dict[int, dict[date, str]]] = {nation: {} for nation in Nation}
    text = bank_holidays().read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        day = date.fromisoformat(row["date"])
        found[Nation(row["nation"])].setdefault(day.year, {})[day] = row["name"]
    return found


# --- rules of today


def holidays_by_rule(nation: Nation, year: int) -> dict[date, str]:
    """Bank holidays of any year by the rules of today, in order; no moved and no extra days."""
    scotland, northern = nation is Nation.SCOTLAND, nation is Nation.NORTHERN_IRELAND
    easter = easter_sunday(year)
    fixed = [(date(year, 1, 1), "New Year's Day")]
    if scotland:
        fixed.append((date(year, 1, 2), "2nd January"))
        fixed.append((date(year, 11, 30), "St Andrew's Day"))
    if northern:
        fixed.append((date(year, 3, 17), "St Patrick's Day"))
        fixed.append((date(year, 7, 12), "Battle of the Boyne (Orangemen's Day)"))
    fixed += [(date(year, 12, 25), "Christmas Day"), (date(year, 12, 26), "Boxing Day")]

    found = {
        easter - timedelta(days=2): "Good Friday",
        _monday_on_or_after(date(year, 5, 1)): "Early May bank holiday",
        _monday_on_or_after(date(year, 5, 25)): "Spring bank holiday",
        _monday_on_or_after(date(year, 8, 1 if scotland else 25)): "Summer bank holiday",
    }
    if not scotland:
        found[easter + timedelta(days=1)] = "Easter Monday"
    found |= {day: name for day, name in fixed if day.weekday() < 5}
    # Days on a weekend move last: 26 December keeps its Monday and Christmas Day takes the Tuesday.
    for day, name in fixed:
        if day.weekday() >= 5:
            found[_next_free(day, found)] = name
    return dict(sorted(found.items()))


def easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous computus printed by Meeus)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    number, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, number, day + 1)


def _monday_on_or_after(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _next_free(day: date, taken: dict[date, str]) -> date:
    while day.weekday() >= 5 or day in taken:
        day += timedelta(days=1)
    return day
