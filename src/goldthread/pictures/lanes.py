"""Lanes over time: what lasts as bars, what happened on a day as marks, an amount a week as small columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape
from typing import Protocol

from goldthread.kernel.words import plural, say_date, say_list
from goldthread.pictures.svg import Scale, fitted, image, line, mark, tag, words

WIDTH, SIDE, END = 800.0, 128.0, 12.0
LANE, COLUMNS, FOOT = 34.0, 56.0, 24.0
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Happened(Protocol):
    """What a mark or a span is drawn from."""

    @property
    def first(self) -> date: ...
    @property
    def last(self) -> date | None: ...
    @property
    def words(self) -> str: ...
    @property
    def shape(self) -> str: ...
    @property
    def alarm(self) -> bool: ...


class Lane(Protocol):
    """One lane."""

    @property
    def name(self) -> str: ...
    @property
    def spans(self) -> Sequence[Happened]: ...
    @property
    def marks(self) -> Sequence[Happened]: ...


class Week(Protocol):
    """One column."""

    @property
    def monday(self) -> date: ...
    @property
    def minutes(self) -> int: ...


class Lanes(Protocol):
    """The whole, from `first` to `last`."""

    @property
    def first(self) -> date: ...
    @property
    def last(self) -> date: ...
    @property
    def rows(self) -> Sequence[Lane]: ...
    @property
    def weeks(self) -> Sequence[Week]: ...


def lanes(whole: Lanes) -> str:
    """The drawing; nothing where nothing happened. The list beside it says the same in words."""
    if not whole.rows and not whole.weeks:
        return ""
    x = Scale(whole.first.toordinal(), whole.last.toordinal() + 1, SIDE, WIDTH - END)
    tall = 6.0 + LANE * len(whole.rows) + (COLUMNS if whole.weeks else 0.0)
    parts = _months(whole.first, whole.last, x, tall)  # first, so that all else stands upon its lines
    top = 6.0
    for row in whole.rows:
        parts += _lane(row, x, top)
        top += LANE
    if whole.weeks:
        parts += _columns(whole.weeks, x, top)
    return image(WIDTH, tall + FOOT, _sentence(whole), parts, kind="timeline")


def _lane(row: Lane, x: Scale, top: float) -> list[str]:
    middle = top + LANE / 2
    parts = [words(0, middle + 5, fitted(row.name, SIDE)), line(SIDE, middle, WIDTH - END, middle, "gt-lane")]
    for span in row.spans:
        start = x.inside(span.first.toordinal())
        end = x.inside(x.high if span.last is None else span.last.toordinal() + 1)
        kind = "gt-span gt-span--open" if span.last is None else "gt-span"
        wide = max(end - start, 3.0)
        parts.append(_titled("rect", span, x=start, y=top + 5, width=wide, height=LANE - 10, class_=kind))
        if wide > 60:
            parts.append(words(start + 6, middle + 5, fitted(span.words, wide - 12)))
    for one in row.marks:
        kind = "gt-mark gt-mark--alarm" if one.alarm else "gt-mark"
        shape, size = one.shape, 6.0
        if shape == "ring":
            kind, size = "gt-mark gt-mark--open", 5.0
        drawn = mark(x.inside(one.first.toordinal() + 0.5), middle, shape, kind, size)
        parts.append(tag("g", tag("title", _safe(one)) + drawn))
    return parts


def _titled(name: str, one: Happened, **attributes: str | float) -> str:
    return tag(name, tag("title", _safe(one)), **attributes)


def _safe(one: Happened) -> str:
    return escape(f"{one.words}, {say_date(one.first)}")


def _columns(weeks: Sequence[Week], x: Scale, top: float) -> list[str]:
    most = max((week.minutes for week in weeks), default=0)
    foot = top + COLUMNS - 8
    height = Scale(0, max(most, 60), 0, COLUMNS - 16)
    parts = [words(0, foot - 12, "Minutes a week"), line(SIDE, foot, WIDTH - END, foot, "gt-lane")]
    for week in weeks:
        start = x.inside(week.monday.toordinal())
        end = x.inside((week.monday + timedelta(days=7)).toordinal())
        tall = height(week.minutes)
        if tall > 0:
            parts.append(
                tag(
                    "rect",
                    x=start,
                    y=foot - tall,
                    width=max(end - start - 1, 1.0),
                    height=tall,
                    class_="gt-minutes",
                )
            )
    return parts


def _months(first: date, last: date, x: Scale, top: float) -> list[str]:
    """The first of each month, named as far as there is room."""
    days = [
        date(year, month, 1)
        for year in range(first.year, last.year + 1)
        for month in range(1, 13)
        if first <= date(year, month, 1) <= last
    ]
    if not days:
        return [words(SIDE, top + 16, say_date(first))]
    step = max(1, round(len(days) / 12))
    parts = []
    for day in days[::step]:
        at = x(day.toordinal())
        parts.append(line(at, 0, at, top + 4, "gt-lane"))
        if at <= WIDTH - END - 28:
            named = MONTHS[day.month - 1] + (f" {day.year}" if day.month == 1 and at < WIDTH - 70 else "")
            parts.append(words(at + 2, top + 18, named))
    return parts


def _sentence(whole: Lanes) -> str:
    told = [f"{row.name}: {plural(len(row.spans) + len(row.marks), 'entry')}" for row in whole.rows]
    if whole.weeks:
        told.append(f"most minutes in a week: {max(week.minutes for week in whole.weeks)}")
    return f"Timeline from {say_date(whole.first)} to {say_date(whole.last)}. {say_list(told)}."
