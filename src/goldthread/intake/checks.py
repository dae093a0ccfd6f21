"""Checks of one record against itself: required, in force on the day, in order of time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from goldthread.catalogue.tables import moments
from goldthread.kernel.instants import civil_date
from goldthread.kernel.periods import Period
from goldthread.measures.tables import ColumnSpec, Table

# A column that ends something, by name; it may not lie before the column that begins it.
_ENDS = ("ended", "closed", "returned", "withdrawn", "responded", "decided", "expires", "out_of_work_ended")

Tell = Callable[[int, str, str], None]  # row, fact column, why


def fill_days(table: Table, columns: dict[str, list[Any]], tell: Tell) -> None:
    """Give each blank day the civil date of its instant; refuse a day that is not its instant's."""
    for at, on in moments(table):
        if at not in columns:
            continue
        instants = columns[at]
        if on not in columns:
            columns[on] = [_civil(moment) if moment is not None else None for moment in instants]
            continue
        days = columns[on]
        for row, moment in enumerate(instants):
            if moment is None:
                continue
            day = _civil(moment)
            if days[row] is None:
                days[row] = day
            elif days[row] != day:
                tell(row, on, f"the day is {days[row].isoformat()} and its time falls on {day.isoformat()}")


@cache
def _civil(moment: datetime) -> date:
    return civil_date(moment.replace(tzinfo=UTC))


def check_required(table: Table, columns: Mapping[str, list[Any]], made: set[str], tell: Tell) -> None:
    """Tell of every required column that is blank."""
    for spec in table.columns:
        if not spec.required or spec.name in made:
            continue
        values = columns.get(spec.name)
        if values is None:
            continue
        for row, value in enumerate(values):
            if value is None:
                tell(row, spec.name, f'"{spec.name}" is required and is blank')


def check_order(table: Table, columns: Mapping[str, list[Any]], tell: Tell) -> None:
    """Tell of every end that lies before its beginning."""
    for first, last in _pairs(table.name, table.column_names, table.happens):
        begins, ends = columns.get(first), columns.get(last)
        if begins is None or ends is None:
            continue
        for row, (begin, end) in enumerate(zip(begins, ends, strict=True)):
            if begin is not None and end is not None and end < begin:
                tell(row, last, f"it ends on {end.isoformat()}, before it starts on {begin.isoformat()}")


@cache
def _pairs(name: str, names: tuple[str, ...], happens: str | None) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    start = next((each for each in ("started_on", "period_from", happens) if each and each in names), None)
    if start is None:
        return pairs
    for each in names:
        if each != start and (each.removesuffix("_on") in _ENDS and each.endswith("_on")):
            pairs.append((start, each))
    if "period_to" in names:
        pairs.append((start, "period_to"))
    return pairs


def check_codes(table: Table, columns: Mapping[str, list[Any]], tell: Tell) -> None:
    """Tell of every code that was not in force on the day of the record."""
    for spec in table.columns:
        values = columns.get(spec.name)
        if values is None or spec.codes is None or not _limited(spec):
            continue
        days = columns.get(spec.checked_on or table.happens or "")
        if days is None:
            continue
        known: dict[tuple[str, date | None], bool] = {}
        for row, pair in enumerate(zip(values, days, strict=True)):
            if pair[0] is None:
                continue
            if pair not in known:
                known[pair] = spec.codes.valid_on(*pair)
            if not known[pair]:
                tell(row, spec.name, f'the code "{pair[0]}" was not in force on {_said(pair[1])}')


def _limited(spec: ColumnSpec) -> bool:
    assert spec.codes is not None
    return any(code.valid_from or code.valid_to for code in spec.codes.codes)


def _said(day: date | None) -> str:
    return Period(day, day).label if day else "a day that is not known"
