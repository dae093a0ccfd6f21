"""What each field of practice says of a person now, line by line: for the first page of the person.

A room with something to say has a `summary.py`: `summary(person, *, seen_by, at)` gives lines, the gravest
first. Rooms are those of the day, by the settings; nothing here knows any.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings

from goldthread.access.scope import Scope

GRAVE = "▼"
Summary = Callable[..., Iterable[str]]


def sections(person: str, *, seen_by: Scope, at: datetime) -> list[str]:
    """The lines of all rooms in the order of the settings, what is grave before the rest."""
    rooms = _summaries(tuple(settings.GOLDTHREAD_DAY_ROOMS))
    lines = [line for summary in rooms for line in summary(person, seen_by=seen_by, at=at)]
    return sorted(lines, key=lambda line: not line.startswith(GRAVE))


@lru_cache(maxsize=8)
def _summaries(rooms: tuple[str, ...]) -> tuple[Summary, ...]:
    there = [f"{room}.summary" for room in rooms]
    return tuple(import_module(path).summary for path in there if find_spec(path))
