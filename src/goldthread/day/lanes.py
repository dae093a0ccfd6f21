"""A person's timeline, gathered from what every room tells: lanes to draw, and the same as a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from goldthread.people.timeline import Happening, Lane

DRAWN_DAYS = 364  # 52 weeks: what a screen shows; the list goes back to the beginning
WEEKS_TOLD = 26


@dataclass(frozen=True)
class Row:
    """One lane: what lasts, and what happened on a day; both in the order of days."""

    name: str
    spans: tuple[Happening, ...]
    marks: tuple[Happening, ...]


@dataclass(frozen=True)
class Week:
    """A week from its Monday: minutes and number of two-way contacts."""

    monday: date
    minutes: int
    contacts: int


@dataclass(frozen=True)
class Timeline:
    """What happened to one person, from `first` to `last` as drawn; `told` is all of it, newest first."""

    first: date
    last: date
    rows: tuple[Row, ...]
    weeks: tuple[Week, ...]
    told: tuple[Happening, ...]

    @property
    def latest_weeks(self) -> tuple[Week, ...]:
        """The weeks of the table, newest first."""
        return tuple(reversed(self.weeks[-WEEKS_TOLD:]))


def laid_out(happenings: Iterable[Happening], today: date) -> Timeline:
    """Lanes from the top, weeks of contacts without a gap, and the list."""
    lanes: dict[Lane, list[Happening]] = defaultdict(list)
    for one in happenings:
        lanes[one.lane].append(one)
    contacts = lanes.pop(Lane.MINUTES, [])
    told = sorted(
        (one for lane in lanes.values() for one in lane), key=lambda one: (one.first, one.lane), reverse=True
    )
    days = [one.first for one in (*told, *contacts) if one.first <= today]
    first = max(min(days, default=today), today - timedelta(days=DRAWN_DAYS))
    rows = tuple(_row(lane, lanes[lane], first, today) for lane in Lane if lane in lanes)
    kept = tuple(row for row in rows if row.spans or row.marks)
    return Timeline(first, today, kept, _weeks(contacts, first, today), tuple(told))


def _row(lane: Lane, happenings: list[Happening], first: date, today: date) -> Row:
    inside = sorted((one for one in happenings if one.first <= today), key=lambda one: one.first)
    spans = tuple(one for one in inside if one.span and (one.last is None or one.last >= first))
    marks = tuple(one for one in inside if not one.span and one.first >= first)
    return Row(lane.value, spans, marks)


def _weeks(contacts: list[Happening], first: date, today: date) -> tuple[Week, ...]:
    if not contacts:
        return ()
    minutes: dict[date, int] = defaultdict(int)
    made: dict[date, int] = defaultdict(int)
    for one in contacts:
        monday = one.first - timedelta(days=one.first.weekday())
        minutes[monday] += one.minutes or 0
        made[monday] += 1
    start = first - timedelta(days=first.weekday())
    count = (today - start).days // 7 + 1
    mondays = [start + timedelta(weeks=number) for number in range(count)]
    return tuple(Week(monday, minutes[monday], made[monday]) for monday in mondays)
