"""One cell to one value: dates, instants, numbers, answers and codes, or a plain reason why not.

Nothing here guesses: what can be read in two ways is refused with both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from goldthread.intake.mapping.language import Dates
from goldthread.intake.reading.grid import UNREADABLE, folded, tidy
from goldthread.kernel.instants import civil_date, to_utc
from goldthread.kernel.periods import add_months, parse_period
from goldthread.kernel.refusals import Refused, did_you_mean
from goldthread.measures.tables import ColumnSpec, Type

LONGEST_TEXT = 300
EARLIEST, LATEST = date(1850, 1, 1), date(2200, 12, 31)


@dataclass(frozen=True)
class Bad:
    """A value that cannot be used, and why."""

    why: str


Value = str | bool | int | float | date | datetime | None
Reading = Callable[[str], "Value | Bad"]

_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?Z?")
_SLASHED = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:[ T]\d{1,2}:\d{2}.*)?")
_YEAR_FIRST = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})")
_NAMED_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})[ ,-]+(\d{4})")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *(("jan", "january"), ("feb", "february"), ("mar", "march"), ("apr", "april"), ("may",)),
            *(("jun", "june"), ("jul", "july"), ("aug", "august"), ("sep", "sept", "september")),
            *(("oct", "october"), ("nov", "november"), ("dec", "december")),
        ),
        start=1,
    )
    for name in names
}
_ISO_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?"
)
_SERIAL = re.compile(r"\d{1,5}(?:\.\d+)?")


@dataclass(frozen=True)
class Habits:
    """How a sender writes things, for one column of one file."""

    dates: Dates
    zone: str
    decimal: Literal[".", ","]
    yes: frozenset[str]
    no: frozenset[str]
    typed: bool = False  # a workbook: its dates come in ISO form, or as serial numbers
    dates_from_1904: bool = False


def reading_of(spec: ColumnSpec, habits: Habits) -> Reading:
    """The reading of a column's cells by its declared type; a cell is tidy and not blank."""
    if spec.type is Type.DATE:
        return lambda text: read_date(text, habits)
    if spec.type is Type.INSTANT:
        return lambda text: read_instant(text, habits)
    if spec.type is Type.BOOLEAN:
        return lambda text: read_answer(text, habits)
    if spec.type is Type.INTEGER:
        return lambda text: in_range(read_integer(text, habits.decimal), spec)
    if spec.type is Type.NUMBER:
        return lambda text: in_range(read_number(text, habits.decimal), spec)
    if spec.codes is not None:
        return _code_reading(spec)
    return read_text


def read_text(text: str) -> str | Bad:
    """A short label; long text is refused, because a fact holds no free text."""
    if len(text) > LONGEST_TEXT:
        return Bad(
            f"the text has {len(text)} characters; a fact holds short labels of at most {LONGEST_TEXT}"
        )
    return text


def _code_reading(spec: ColumnSpec) -> Reading:
    assert spec.codes is not None
    listed = spec.codes
    by_text: dict[str, str] = {}
    labels: dict[str, set[str]] = {}
    for code in listed.codes:
        labels.setdefault(folded(code.label), set()).add(code.value)
    for label, values in labels.items():
        if len(values) == 1:
            by_text[label] = next(iter(values))
    for value in listed.values:
        by_text[folded(value)] = value
    exact = set(listed.values)

    def read(text: str) -> str | Bad:
        found = text if text in exact else by_text.get(folded(text))
        if found is None:
            near = did_you_mean(text, listed.values) if len(text) > 2 else ""
            return Bad(f'unknown code "{text}" in {spec.name}; map it' + (f".{near}" if near else ""))
        return found

    return read


# --- numbers


_APART = r"[\s\u00a0\u202f'’]"


def read_number(text: str, decimal: str = ".") -> float | Bad:
    """A number with or without thousands marks, a currency sign, a percent sign, brackets for below zero."""
    # What stands between two digits is a thousands mark or it is two numbers: "1 234" and never "5 6".
    body = re.sub(rf"(?<!\d){_APART}+|{_APART}+(?!\d)", "", text)
    grouped = re.fullmatch(rf"(\D*)(\d{{1,3}}(?:{_APART}\d{{3}})+)((?:\D.*)?)", body)
    if grouped:
        body = grouped[1] + re.sub(_APART, "", grouped[2]) + grouped[3]
    below = body.startswith("(") and body.endswith(")")
    if below:
        body = body[1:-1]
    body = body.strip("£$€").removesuffix("%")
    if body.startswith(("-", "\u2212", "+")):
        below = below or body[0] != "+"
        body = body[1:].strip("£$€")
    mark = "," if decimal == "." else "."
    if re.fullmatch(rf"\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+(?:{re.escape(decimal)}\d+)?", body):
        body = body.replace(mark, "")
    body = body.replace(decimal, ".") if decimal != "." else body
    if not re.fullmatch(r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", body):
        if "," in text and decimal == "." and re.fullmatch(r"\d+,\d+", body):
            return Bad(f'"{text}" is not a number; where the comma is a decimal mark, write decimal = ","')
        return Bad(f'"{text}" is not a number')
    number = float(body)
    if number == float("inf"):
        return Bad(f'"{text}" is too large')
    return -number if below else number


def read_integer(text: str, decimal: str = ".") -> int | Bad:
    """A whole number; 3.0 is 3 and 3.5 is refused."""
    if re.fullmatch(r"-?\d{1,18}", text):
        return int(text)  # a float would round what lies above 2**53
    number = read_number(text, decimal)
    if isinstance(number, Bad):
        return number
    if not number.is_integer() or abs(number) >= 2**63:
        return Bad(f'"{text}" is not a whole number')
    return int(number)


def in_range(number: float | int | Bad, spec: ColumnSpec) -> float | int | Bad:
    """The number, or why it is out of the declared range."""
    if isinstance(number, Bad):
        return number
    if spec.lowest is not None and number < spec.lowest:
        return Bad(f"{number:g} {spec.unit} is below {spec.lowest:g}")
    if spec.highest is not None and number > spec.highest:
        return Bad(f"{number:g} {spec.unit} is above {spec.highest:g}")
    return number


def read_answer(text: str, habits: Habits) -> bool | Bad:
    """Yes or no, in the sender's words."""
    word = folded(text)
    if word in habits.yes:
        return True
    if word in habits.no:
        return False
    return Bad(f'"{text}" is neither yes nor no; map it, or declare yes and no in the mapping')


# --- days


def read_date(text: str, habits: Habits) -> date | Bad:
    """A civil date. Undeclared, only forms with one meaning are read: ISO, or a month in letters."""
    return _sane(_any_date(text, habits), text)


def _sane(day: date | Bad, text: str) -> date | Bad:
    if isinstance(day, Bad) or EARLIEST <= day <= LATEST:
        return day
    return Bad(f'"{text}" is not a likely date: the year is {day.year}')


def _any_date(text: str, habits: Habits) -> date | Bad:
    if (found := _ISO_DAY.fullmatch(text)) and not habits.dates.patterns:
        return _day(text, int(found[1]), int(found[2]), int(found[3]))
    if habits.typed:
        if found:
            return _day(text, int(found[1]), int(found[2]), int(found[3]))
        if not habits.dates.patterns and _SERIAL.fullmatch(text):
            return _serial(text, habits.dates_from_1904)
    for pattern in habits.dates.patterns:
        try:
            return datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    if habits.dates.patterns:
        return Bad(f'"{text}" is not a date written as {" or ".join(habits.dates.patterns)}')
    if habits.dates.order and (found := _SLASHED.fullmatch(text)):
        first, second = int(found[1]), int(found[3])
        day, month = (first, second) if habits.dates.order == "day first" else (second, first)
        return _day(text, int(found[4]), month, day)
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(text, int(found[1]), int(found[2]), int(found[3]))
    if (found := _NAMED_MONTH.fullmatch(text)) and found[2].casefold() in _MONTHS:
        return _day(text, int(found[3]), _MONTHS[found[2].casefold()], int(found[1]))
    if _ISO_INSTANT.fullmatch(text):
        return _day_of_instant(text)
    if _SLASHED.fullmatch(text):
        return Bad(f'"{text}" could be day first or month first; declare dates in the mapping')
    return Bad(f'"{text}" is not a date')


def _day_of_instant(text: str) -> date | Bad:
    """The day as it is written, or the day in London where an offset says when exactly."""
    try:
        moment = datetime.fromisoformat(text.replace(",", "."))
        return civil_date(moment) if moment.tzinfo else moment.date()
    except (ValueError, OverflowError):
        return Bad(f'"{text}" is not a date')


def _real(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _day(text: str, year: int, month: int, day: int) -> date | Bad:
    try:
        return date(year, month, day)
    except ValueError:
        return Bad(f'date "{text}" is not a date')


def _serial(text: str, from_1904: bool) -> date | Bad:
    """A spreadsheet's day number.

    In the system of 1900, day 60 never was, and those before it are not sure.
    """
    number = int(float(text))
    if from_1904:
        return date(1904, 1, 1) + timedelta(days=number)
    if number <= 60:
        return Bad(f'day number "{text}" lies before 1 March 1900, where spreadsheets are not sure')
    return date(1899, 12, 30) + timedelta(days=number)


def day_or_month_first(texts: Iterable[str]) -> tuple[bool, bool, bool]:
    """What a column's dates prove: (some need a ruling, some prove day first, some prove month first)."""
    asks = day_first = month_first = False
    for text in texts:
        found = _SLASHED.fullmatch(tidy(text))
        if found is None:
            continue
        asks = True
        first, second = int(found[1]), int(found[3])
        day_first = day_first or (first > 12 >= second)
        month_first = month_first or (second > 12 >= first)
    return asks, day_first, month_first


# --- moments


def read_instant(text: str, habits: Habits) -> datetime | Bad:
    """A moment in UTC without zone. A time without an offset is civil time of the declared zone."""
    moment = _any_instant(text, habits)
    if isinstance(moment, Bad):
        return moment
    sane = _sane(moment.date(), text)
    if isinstance(sane, Bad):
        return sane
    try:
        if moment.tzinfo is None:
            offset = _offset_of_day(moment.date(), habits.zone)
            if offset is not None:
                return moment - offset
            moment = _in_zone(moment, habits.zone)
        return moment.astimezone(UTC).replace(tzinfo=None)
    except (Refused, OverflowError) as fault:
        return Bad(str(fault))


@lru_cache(maxsize=50_000)
def _offset_of_day(day: date, zone: str) -> timedelta | None:
    """The zone's offset from UTC where it is one for this day and those beside it; None near a change."""
    info = ZoneInfo(zone)
    noon = datetime(day.year, day.month, day.day, 12)
    offsets = {(noon + timedelta(days=days)).replace(tzinfo=info).utcoffset() for days in (-1, 0, 1)}
    return offsets.pop() if len(offsets) == 1 else None


def _in_zone(local: datetime, zone: str) -> datetime:
    if zone == "Europe/London":
        return to_utc(local, missing="refuse")
    there = local.replace(tzinfo=ZoneInfo(zone))
    if there.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local:
        raise Refused(f"{local.isoformat(' ')} did not exist, for the clocks went forward; check the time")
    return there


def _any_instant(text: str, habits: Habits) -> datetime | Bad:
    if _ISO_INSTANT.fullmatch(text) and (habits.typed or not habits.dates.patterns):
        try:
            return datetime.fromisoformat(text.replace(",", "."))
        except ValueError:
            return Bad(f'"{text}" is not a time of a day')
    if habits.typed and not habits.dates.patterns and _SERIAL.fullmatch(text) and float(text) % 1:
        on = _serial(text, habits.dates_from_1904)
        seconds = round(float(text) % 1 * 86_400)  # a spreadsheet keeps a time as a share of the day
        return on if isinstance(on, Bad) else datetime.combine(on, time()) + timedelta(seconds=seconds)
    for pattern in habits.dates.patterns:
        try:
            return datetime.strptime(text, pattern)
        except ValueError:
            continue
    day, _, clock = text.replace("T", " ").partition(" ")
    found = re.fullmatch(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", clock.strip())
    if found and habits.dates.order and not isinstance(on := _day_of_moment(day, habits), Bad):
        try:
            return datetime.combine(on, time(int(found[1]), int(found[2]), int(found[3] or 0)))
        except ValueError:
            return Bad(f'"{text}" is not a time of a day')
    if habits.typed and (re.fullmatch(r"\d{4}-\d{2}-\d{2}", text)):
        return datetime.fromisoformat(text)  # a workbook drops midnight
    if found and _SLASHED.fullmatch(text):
        return Bad(f'"{text}" could be day first or month first; declare dates in the mapping')
    if not clock and not isinstance(_any_date(text, habits), Bad):
        return Bad(f'"{text}" is a day without a time; map it to the date beside this column')
    shown = " or ".join(habits.dates.patterns)
    return Bad(f'"{text}" is not a moment' + (f" written as {shown}" if shown else ""))


_day_of_moment = lru_cache(maxsize=50_000)(_any_date)  # many moments share a day


# --- periods


def read_period(text: str, habits: Habits) -> tuple[date, date] | Bad:
    """First and last day of a period: 2019-01, Jan-19 by a declared pattern, 2019, 2004-01-01/P1Y,
    2022-23.
    """
    try:
        return _any_period(text, habits)
    except (Refused, OverflowError, ValueError):  # it runs on beyond the year 9999
        return Bad(f'"{text}" is not a period')


def _any_period(text: str, habits: Habits) -> tuple[date, date] | Bad:
    if found := re.fullmatch(r"(\d{4}-\d{2}-\d{2})(?:T[\d:]+Z?)?/P(\d{1,3})([YMWD])", text):
        if not _real(found[1]):
            return Bad(f'"{text}" is not a period')
        start, count = date.fromisoformat(found[1]), int(found[2])
        months = {"Y": 12 * count, "M": count}.get(found[3])
        days = {"W": 7 * count, "D": count}.get(found[3], 0)
        after = add_months(start, months) if months else start + timedelta(days=days)
        return start, after - timedelta(days=1)
    if found := re.fullmatch(r"(\d{4}-\d{2}-\d{2})/(\d{4}-\d{2}-\d{2})", text):
        if _real(found[1]) and _real(found[2]) and found[1] <= found[2]:
            return date.fromisoformat(found[1]), date.fromisoformat(found[2])
        return Bad(f'"{text}" is not a period')
    for pattern in habits.dates.patterns:
        try:
            day = datetime.strptime(text, pattern).date()
        except ValueError:
            continue
        if not re.search("%[djeDF]", pattern):
            step = 1 if re.search("%[bBm]", pattern) else 12
            return day, add_months(day, step) - timedelta(days=1)
        return day, day
    found = re.fullmatch(r"(\d{4})[/-](\d{2})", text)  # 2022-23 is a financial year, 2022-11 a month
    if found and int(found[2]) == (int(found[1]) + 1) % 100:
        if 1 <= int(found[2]) <= 12:
            year = f"{found[1]}-04-01/{int(found[1]) + 1}-03-31"
            return Bad(
                f'"{text}" could be a month or a financial year: declare dates as "%Y-%m" for months, '
                f'or map it to "{year}"'
            )
        return date(int(found[1]), 4, 1), date(int(found[1]) + 1, 3, 31)
    try:
        period = parse_period(text)
    except Refused:
        return Bad(f'"{text}" is not a period; declare dates as "%b-%y" or the like')
    return period.start, period.end


def unreadable(cell: str) -> Bad | None:
    """Why a cell could not be read from its file, where it could not."""
    return Bad(cell[1:]) if cell.startswith(UNREADABLE) else None
