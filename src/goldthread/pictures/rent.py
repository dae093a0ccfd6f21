"""What is owed on a home, day by day: a line that says where it goes, nought, and the notices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from goldthread.kernel.words import plural, say_date, say_money
from goldthread.pictures.svg import Scale, image, line, mark, path, size_of, ticks, words

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Owed = tuple[date, Decimal]


def rent(balances: Sequence[Owed], notices: Sequence[date] = (), narrow: bool = False) -> str:
    """The drawing; nothing with fewer than two balances. The table beside it says the same in words.

    Each balance is a point, joined straight; above the line of nought is owed, below is credit. A notice is
    a mark on its day, at the foot.
    """
    if len(balances) < 2:
        return ""
    told = sorted(balances)
    width, height = (288.0, 220.0) if narrow else (760.0, 260.0)
    left, right, low, top = 62.0, width - 16.0, height - 44.0, 16.0
    amounts = [float(amount) for _, amount in told]
    room = max(max(amounts) - min(amounts), 50.0) * 0.1
    y = Scale(min(0.0, min(amounts) - room), max(0.0, max(amounts) + room), low, top)
    first, last = told[0][0], max(told[-1][0], *notices) if notices else told[-1][0]
    x = Scale(first.toordinal(), max(last.toordinal(), first.toordinal() + 1), left, right)
    parts: list[str] = []
    for amount in ticks(y.low, y.high, 4):
        kind = "gt-line gt-line--nought" if amount == 0 else "gt-grid"
        parts.append(line(left, y(amount), right, y(amount), kind))
        parts.append(words(left - 6, y(amount) + 4, _short(amount), anchor="end"))
    parts += _months(first, last, x, low, 4 if narrow else 9)
    points = [(x(day.toordinal()), y(float(amount))) for day, amount in told]
    parts.append(path(points, "gt-line"))
    parts += [mark(*point, "circle", "gt-point", 3) for point in points]
    for day in notices:
        if first <= day:
            at = x(day.toordinal())
            parts += [
                line(at, top, at, low, "gt-target"),
                mark(at, low, "down", "gt-point gt-point--worse", 6),
            ]
    return image(width, height, _sentence(told, notices), parts, kind=f"rent gt-chart--{size_of(narrow)}")


def _months(first: date, last: date, x: Scale, low: float, most: int) -> list[str]:
    """The first of months on the axis, as many as there is room for; the year where it begins."""
    months = []
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        if date(year, month, 1) >= first:
            months.append(date(year, month, 1))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    step = max(1, -(-len(months) // most))
    parts = []
    for number, day in enumerate(months[::step]):
        at = x(day.toordinal())
        parts.append(line(at, low, at, low + 5, "gt-grid"))
        parts.append(words(at, low + 20, MONTHS[day.month - 1], anchor="middle"))
        if number == 0 or months[::step][number - 1].year != day.year:
            parts.append(words(at, low + 36, str(day.year), anchor="middle"))
    return parts


def _short(amount: float) -> str:
    """£250, or -£50 for credit."""
    return f"-£{abs(amount):,.0f}" if amount < 0 else f"£{amount:,.0f}"


def say_owed(amount: Decimal) -> str:
    """£640 owed, £20 in credit, nothing owed."""
    if amount == 0:
        return "nothing owed"
    return f"{say_money(abs(amount))} {'owed' if amount > 0 else 'in credit'}"


def _sentence(told: Sequence[Owed], notices: Sequence[date]) -> str:
    (first, begun), (last, now) = told[0], told[-1]
    peak = max(amount for _, amount in told)
    said = f"Rent balance from {say_date(first)} to {say_date(last)}: {say_owed(begun)} at first"
    if peak > max(begun, now):
        said += f", at most {say_money(peak)}"
    said += f", {say_owed(now)} at last."
    return f"{said} {plural(len(notices), 'notice')} served." if notices else said
