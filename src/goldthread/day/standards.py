"""Which clocks may run: what the rooms declare, and the duties that the terms set each service.

The rooms are named in the settings (GOLDTHREAD_DAY_ROOMS). A room that declares an event in its `clocks.py`
is asked for it as soon as terms name it; nothing here knows any room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from django.conf import settings

from goldthread.contracts.queries import Duties
from goldthread.contracts.standards import Ahead, Asked, Known, Response, Standing, Start
from goldthread.contracts.terms import Standard
from goldthread.contracts.terms.declared import in_force
from goldthread.contracts.terms.vocabulary import (
    CASEWORK_RESPONSES,
    CASEWORK_STANDARDS,
    CASEWORK_STARTS,
    RESPONSES,
    STANDARDS,
    STARTS,
)


@dataclass(frozen=True)
class Declared:
    """What all rooms together declare."""

    starts: Mapping[str, Start]
    responses: Mapping[str, Response]
    standings: tuple[Standing, ...]
    coming: tuple[Callable[[Asked], Iterable[Ahead]], ...]
    timelines: tuple[Callable[..., Any], ...]
    losses: tuple[Callable[[Asked], Iterable[Known]], ...] = ()
    at_stake: tuple[Callable[[Asked], Iterable[Known]], ...] = ()


def declared() -> Declared:
    """What the rooms of the settings declare."""
    return _declared(tuple(settings.GOLDTHREAD_DAY_ROOMS))


@lru_cache(maxsize=8)
def _declared(rooms: tuple[str, ...]) -> Declared:
    clocks = [module for room in rooms if (module := _module(room, "clocks"))]
    timelines = [module for room in rooms if (module := _module(room, "timeline"))]
    starts: dict[str, Start] = {}
    responses: dict[str, Response] = {}
    for module in clocks:
        starts.update(getattr(module, "STARTS", {}))
        responses.update(getattr(module, "RESPONSES", {}))
    return Declared(
        starts,
        responses,
        tuple(module.standing for module in clocks if hasattr(module, "standing")),
        tuple(module.coming for module in clocks if hasattr(module, "coming")),
        tuple(module.timeline for module in timelines if hasattr(module, "timeline")),
        tuple(module.losses for module in clocks if hasattr(module, "losses")),
        tuple(module.at_stake for module in clocks if hasattr(module, "at_stake")),
    )


def _module(room: str, name: str) -> ModuleType | None:
    path = f"{room}.{name}"
    return import_module(path) if find_spec(path) else None


@dataclass(frozen=True)
class DutiesOf:
    """The duties of one service that some room can see, by the event that starts them."""

    by_event: Mapping[str, Sequence[Standard]]
    by_name: Mapping[str, Sequence[Standard]]

    def hold(self, event: str, day: date, stage: str) -> list[Standard]:
        """The duties that a clock has which began on a day: the contract of that day says how long it runs.

        What holds for a stage goes before what holds for every stage. `stage` is blank where none is known.
        """
        found = []
        for row in self.by_event.get(event, ()):
            if not _holds(row, day, stage):
                continue
            if not row.stages and any(each.stages and _holds(each, day, stage) for each in self.of(row)):
                continue
            found.append(row)
        return found

    def of(self, row: Standard) -> Sequence[Standard]:
        """Every duty of the same name, on other days or stages."""
        return self.by_name[row.name]


def _holds(row: Standard, day: date, stage: str) -> bool:
    return in_force(row, day) and (not row.stages or stage in row.stages)


def duties_of(service: str | None, duties: Duties, only: str | None = None) -> DutiesOf:
    """The duties of a service that some room can see: its contract's, else those that every service has."""
    return _duties_of(service, duties, only, tuple(settings.GOLDTHREAD_DAY_ROOMS))


@lru_cache(maxsize=512)
def _duties_of(service: str | None, duties: Duties, only: str | None, rooms: tuple[str, ...]) -> DutiesOf:
    known = _declared(rooms)
    by_event: dict[str, list[Standard]] = {}
    by_name: dict[str, list[Standard]] = {}
    for row in duties.of_service(service):
        if row.starts in known.starts and row.response in known.responses and only in (None, row.name):
            by_event.setdefault(row.starts, []).append(row)
            by_name.setdefault(row.name, []).append(row)
    return DutiesOf(by_event, by_name)


def words_of_standard(name: str) -> str:
    """What a duty is, in words: "a decision on a referral"; of a contract's own, its name."""
    return STANDARDS.get(name) or CASEWORK_STANDARDS.get(name) or name.replace("_", " ")


def words_of_start(name: str) -> str:
    """What starts its clock, in words."""
    return STARTS.get(name) or CASEWORK_STARTS.get(name) or name.replace(".", " ").replace("_", " ")


def words_of_response(name: str) -> str:
    """What answers its clock, in words."""
    known = CASEWORK_RESPONSES.get(name) or RESPONSES.get(name)
    return known[0] if known else name.replace(".", " ").replace("_", " ")
