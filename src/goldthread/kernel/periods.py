"""Periods: spans of whole civil days with both ends in, and arithmetic on months.

Months are counted one way everywhere: `add_months` clamps to the end of the month, and `months_between(a, b)`
is the largest n for which `add_months(a, n)` is on or before b.
"""

from __future__ import annotations

import calendar as _calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from goldthread.kernel.refusals import Refused

MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_HOW = (
    "Write a month as 2026-07, a quarter as 2026-Q3, a year as 2026, a financial year as FY2026, "
    "a day as 2026-07-01, or two of these with two dots between, as 2026-07..2026-09."
)


@dataclass(frozen=True, order=True)
class Period:
    """A span of civil days, both ends in. Ordered by start, then end."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if isinstance(self.start, datetime) or isinstance(self.end, datetime):
            # A datetime passes for a date in Python and would compare wrongly at the ends.
            raise Refused(
                "A period runs from a day to a day, not from a time of day. Give dates without a time."
            )
        if self.end < self.start:
            raise Refused(
                f"A period cannot end before it starts: {_say(self.start)} to {_say(self.end)}. "
                "Give the earlier date first."
            )

    @property
    def label(self) -> str:
        """Plain words: "July 2026", "July to September 2026", "1 April 2026 to 31 March 2027"."""
        first, last = self.start, self.end
        if first == last:
            return _say(first)
        same_year = first.year == last.year
        if self._is_whole_months() and (same_year or self._month_count() < 12):
            return _span(MONTH_NAMES[first.month - 1], MONTH_NAMES[last.month - 1], first.year, last.year)
        if not same_year:
            return f"{_say(first)} to {_say(last)}"
        if first.month == last.month:
            return f"{first.day} to {_say(last)}"
        return f"{first.day} {MONTH_NAMES[first.month - 1]} to {_say(last)}"

    @property
    def code(self) -> str:
        """The shortest text that `parse_period` reads back as this period: 2026-07, 2026-07..2026-09."""
        if self._is_whole_months():
            first, last = self.start.isoformat()[:7], self.end.isoformat()[:7]
        else:
            first, last = self.start.isoformat(), self.end.isoformat()
        return first if first == last else f"{first}..{last}"

    @property
    def days(self) -> int:
        """Number of civil days, both ends counted."""
        return (self.end - self.start).days + 1

    def contains(self, day: date) -> bool:
        """Whether a civil day lies in the period."""
        return self.start <= day <= self.end

    def overlap_days(self, start: date, end: date | None) -> int:
        """Days of the period that lie in a spell from `start` to `end`, both in. No end means it goes on."""
        last = self.end if end is None else min(end, self.end)
        return max(0, (last - max(start, self.start)).days + 1)

    def months(self) -> list[Period]:
        """The calendar months it is made of, in order. Refused unless it is made of whole months."""
        if not self._is_whole_months():
            raise Refused(
                f"{self.label} is not made of whole months. "
                "Start on the first day of a month and end on the last day of one."
            )
        first = self.start.year * 12 + self.start.month - 1
        return [month(n // 12, n % 12 + 1) for n in range(first, first + self._month_count())]

    def _is_whole_months(self) -> bool:
        return self.start.day == 1 and self.end.day == _last_day(self.end.year, self.end.month)

    def _month_count(self) -> int:
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1


def _say(day: date) -> str:
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def _span(first: str, last: str, first_year: int, last_year: int) -> str:
    if first_year != last_year:
        return f"{first} {first_year} to {last} {last_year}"
    return f"{first} {first_year}" if first == last else f"{first} to {last} {last_year}"


def _last_day(year: int, month_number: int) -> int:
    return _calendar.monthrange(year, month_number)[1]


def _date(year: int, month_number: int, day: int) -> date:
    try:
        return date(year, month_number, day)
    except ValueError:
        raise Refused(
            f"There is no such day as {year:04d}-{month_number:02d}-{day:02d}. Give a day of the calendar."
        ) from None


# --- constructors


def month(year: int, number: int) -> Period:
    """A calendar month; 1 is January."""
    if not 1 <= number <= 12:
        raise Refused(f"There is no month {number}. Give a month from 1 to 12.")
    start = _date(year, number, 1)
    return Period(start, start.replace(day=_last_day(year, number)))


def quarter(year: int, number: int) -> Period:
    """A calendar quarter; 1 is January to March."""
    if not 1 <= number <= 4:
        raise Refused(f"There is no quarter {number}. Give a quarter from 1 to 4; 1 is January to March.")
    return Period(month(year, number * 3 - 2).start, month(year, number * 3).end)


def financial_year(start_year: int) -> Period:
    """1 April of `start_year` to 31 March of the year after."""
    return Period(_date(start_year, 4, 1), _date(start_year + 1, 3, 31))


def contract_year(contract_start: date, number: int) -> Period:
    """Year `number` of a contract; 1 is the first. A start on 29 February is 28 February in other years."""
    if number < 1:
        raise Refused(f"There is no contract year {number}. The first year of a contract is year 1.")
    start = add_months(contract_start, 12 * (number - 1))
    return Period(start, add_months(contract_start, 12 * number) - timedelta(days=1))


def rolling(end_month: Period, months: int) -> Period:
    """The `months` calendar months that end with `end_month`, itself among them (3 or 12 as a rule)."""
    if not end_month._is_whole_months() or end_month._month_count() != 1:
        raise Refused(f"A rolling period ends with one whole month, and {end_month.label} is not one.")
    if months < 1:
        raise Refused(f"A rolling period has at least one month, not {months}.")
    return Period(add_months(end_month.start, 1 - months), end_month.end)


def week(day: date) -> Period:
    """The week that holds a day, Monday to Sunday."""
    monday = add_days(day, -day.weekday())
    return Period(monday, add_days(monday, 6))


def preceding(period: Period, count: int) -> list[Period]:
    """The `count` periods of the same length just before this one, earliest first, without gaps.

    A period of n months (from any day of a month) steps back by n months; any other steps back by its days.
    """
    if count < 0:
        raise Refused(f"The number of earlier periods cannot be {count}. Give 0 or more.")
    after = period.end + timedelta(days=1) if period.end < date.max else period.end
    months = months_between(period.start, after)
    whole = months > 0 and add_months(period.start, months) == after

    def back(steps: int) -> date:
        if whole:
            return add_months(period.start, -months * steps)
        return add_days(period.start, -period.days * steps)

    return [Period(back(n), back(n - 1) - timedelta(days=1)) for n in range(count, 0, -1)]


# --- reading


def parse_period(text: str) -> Period:
    """Read a period: 2026-07, 2026-Q3, 2026, FY2026 (1 April 2026 on), 2026-07-01, or A..B of any two."""
    first, dots, last = text.strip().partition("..")
    if not dots:
        return _one(first, text)
    start, end = _one(first, text), _one(last, text)
    if end.end < start.start:
        raise Refused(f'The period "{text}" ends before it starts. Give the earlier part first.')
    return Period(start.start, end.end)


def _one(part: str, text: str) -> Period:
    part = part.strip()
    if found := re.fullmatch(r"([0-9]{4})", part):
        return Period(_date(int(found[1]), 1, 1), _date(int(found[1]), 12, 31))
    if found := re.fullmatch(r"FY([0-9]{4})", part, re.IGNORECASE):
        return financial_year(int(found[1]))
    if found := re.fullmatch(r"([0-9]{4})-?Q([0-9])", part, re.IGNORECASE):
        return quarter(int(found[1]), int(found[2]))
    if found := re.fullmatch(r"([0-9]{4})-([0-9]{2})", part):
        return month(int(found[1]), int(found[2]))
    if found := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", part):
        day = _date(int(found[1]), int(found[2]), int(found[3]))
        return Period(day, day)
    raise Refused(f'"{text}" is not a period. {_HOW}')


# --- arithmetic on days


def add_days(day: date, count: int) -> date:
    """`count` days later; refused outside the years 1 to 9999."""
    try:
        return day + timedelta(days=count)
    except OverflowError:
        raise Refused(_too_far(day, count, "days")) from None


def add_weeks(day: date, count: int) -> date:
    """`count` weeks later."""
    return add_days(day, 7 * count)


def add_months(day: date, count: int) -> date:
    """`count` months later, same day of the month or the last there is: 30 November + 3 is 28 February."""
    number = day.year * 12 + day.month - 1 + count
    year, month_number = number // 12, number % 12 + 1
    if not 1 <= year <= 9999:
        raise Refused(_too_far(day, count, "months"))
    return date(year, month_number, min(day.day, _last_day(year, month_number)))


def _too_far(day: date, count: int, unit: str) -> str:
    return f"{_say(day)} and {count} {unit} goes beyond the years 1 to 9999. Check the date and the number."


def months_between(first: date, last: date) -> int:
    """Whole months gone: the largest n with `add_months(first, n) <= last`. Negative when last is earlier."""
    count = (last.year - first.year) * 12 + last.month - first.month
    # Within the month of `last`, the clamped day is all that can still lie after it.
    return count - 1 if min(first.day, _last_day(last.year, last.month)) > last.day else count


def years_between(first: date, last: date) -> int:
    """Whole years gone (an age): the largest n with `add_months(first, 12 * n) <= last`."""
    return months_between(first, last) // 12


def days_between(first: date, last: date) -> int:
    """Days from first to last; 0 on the same day, negative when last is earlier."""
    return (last - first).days
