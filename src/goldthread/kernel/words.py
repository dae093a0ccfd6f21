"""Plain words for dates, numbers, shares, money and durations, as pages and reports say them.

Words only: nothing here is ever compared with a target. Rounding is half up, as people round. A share that is
not quite nothing or not quite all never reads as 0 % or 100 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from goldthread.kernel.instants import to_london
from goldthread.kernel.periods import MONTH_NAMES
from goldthread.kernel.refusals import Refused

NO_BREAK = "\N{NO-BREAK SPACE}"
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_IRREGULAR = {"person": "people", "child": "children", "woman": "women", "man": "men"}
_EXACT_BELOW = 1e15  # a decimal has 28 digits
_MONTH_HOURS = Fraction(36525, 1200) * 24

Number = int | float | Decimal | Fraction


def say_date(day: date) -> str:
    """22 November 2026. Of an instant, the day it was in London."""
    civil = to_london(day).date() if isinstance(day, datetime) else day
    return f"{civil.day} {MONTH_NAMES[civil.month - 1]} {civil.year}"


def say_day(day: date) -> str:
    """Sunday 22 November 2026."""
    civil = to_london(day).date() if isinstance(day, datetime) else day
    return f"{_WEEKDAYS[civil.weekday()]} {say_date(civil)}"


def say_time(moment: datetime | time) -> str:
    """09:40. Of an instant, the time it was in London; a datetime without zone is refused."""
    clock = to_london(moment) if isinstance(moment, datetime) else moment
    return f"{clock.hour:02d}:{clock.minute:02d}"


def say_instant(instant: datetime) -> str:
    """22 November 2026, 06:00, in London."""
    return f"{say_date(instant)}, {say_time(instant)}"


def say_number(value: Number, places: int | None = None) -> str:
    """1,240 or 36.5. Without `places`, at most one place and none that is nought."""
    if places is not None:
        return _grouped(_rounded(value, places))
    rounded = _rounded(value, 1)
    return _grouped(rounded.to_integral_value() if rounded == rounded.to_integral_value() else rounded)


def say_money(value: Number) -> str:
    """£1,240, or £1,240.50 where there are pence."""
    pence = _rounded(value, 2)
    whole = pence == pence.to_integral_value()
    said = _grouped(pence.to_integral_value() if whole else pence)
    return f"-£{said[1:]}" if said.startswith("-") else f"£{said}"


def say_share(fraction: Number, places: int = 0) -> str:
    """79 % of 0.79, with a no-break space; "under 1 %", "over 99 %" for what only rounds to none or all."""
    plain = _plain(fraction)
    exact = _exact(fraction) if plain is None else plain
    rounded = _rounded(exact * 100, places)
    step = Decimal(1).scaleb(-places)
    if exact > 0 and rounded == 0:
        return f"under {_grouped(step)}{NO_BREAK}%"
    if exact < 1 and rounded == 100:
        return f"over {_grouped(100 - step)}{NO_BREAK}%"
    return f"{_grouped(rounded)}{NO_BREAK}%"


def say_duration(hours: Number) -> str:
    """In the unit people use: minutes under an hour, hours to 72, days under 28, weeks to 26, then months.

    One place, none that is nought. What is a little beyond a whole number says so: "just over 24 hours", so
    that "24 hours" never stands beside a standard of 24 hours that was missed.
    """
    exact = _exact(hours)
    if exact < 0:
        return f"-{say_duration(-exact)}"
    if 0 < exact < 1:
        minutes = int(_rounded(exact * 60, 0))
        if minutes == 60:
            return "under 1 hour"
        return plural(minutes, "minute") if minutes else "under 1 minute"
    days = exact / 24
    if exact <= 72:
        return _about(exact, "hour")
    if days < 28:
        return _about(days, "day")
    if days <= 26 * 7:
        return _about(days / 7, "week")
    return _about(exact / _MONTH_HOURS, "month")


def _about(amount: Fraction, unit: str) -> str:
    rounded = _rounded(amount, 1)
    said = say_number(rounded)
    unit = unit if rounded == 1 else _plural_of(unit)
    gap = amount - Fraction(rounded)
    # A second in an hour is noise of arithmetic on floats, not lateness.
    beyond = gap > Fraction(1, 3600) and rounded == rounded.to_integral_value()
    return f"just over {said} {unit}" if beyond else f"{said} {unit}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """1 record, 1,240 records, 2 people, 3 tenancies. Give `many` for what follows no rule."""
    return f"{count:,} {one if count == 1 else many or _plural_of(one)}"


def _plural_of(one: str) -> str:
    first, space, last = one.rpartition(" ")
    if last in _IRREGULAR:
        last = _IRREGULAR[last]
    elif last.endswith("y") and last[-2:-1] not in tuple("aeiou"):
        last = last[:-1] + "ies"
    elif last.endswith(("s", "x", "ch", "sh")):
        last += "es"
    else:
        last += "s"
    return first + space + last


def say_list(words: Sequence[str], joining: str = "and") -> str:
    """a, b and c. Nothing of an empty list."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joining} {words[-1]}"


def _exact(value: Number) -> Fraction:
    try:
        # The shortest text of a float is what its reader means: 0.145 is 0.145, not a hair below.
        exact = Fraction(float.__repr__(value)) if isinstance(value, float) else Fraction(value)
        # Whole numbers of numpy stay theirs inside a Fraction, and overflow.
        return Fraction(int(exact.numerator), int(exact.denominator))
    except (ValueError, OverflowError):
        raise Refused(f"{value} is not a number that can be said. Say why there is none instead.") from None


def _plain(value: Number) -> Decimal | None:
    """The value as a decimal where that is exact: decimals are four times as fast as fractions."""
    if isinstance(value, Decimal):
        told = value
    elif type(value) is float or (type(value) is int and abs(value) < _EXACT_BELOW):
        told = Decimal(repr(value))
    else:
        return None
    return told if told.is_finite() and told.adjusted() < 15 else None


def _rounded(value: Number, places: int) -> Decimal:
    plain = _plain(value)
    if plain is not None:
        return plain.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    exact = _exact(value) * 10**places
    units = (abs(exact) + Fraction(1, 2)).__floor__()
    return Decimal(units if exact >= 0 else -units).scaleb(-places)


def _grouped(value: Decimal) -> str:
    # abs drops the sign of a nought that was a little below it.
    return f"{abs(value):,f}" if value == 0 else f"{value:,f}"
