"""Which clocks may run: what the rooms declare, and the duties that the terms set each service.

The rooms are named in the settings (GOLDTHREAD_DAY_ROOMS). A room that declares an event in its `clocks.py`
is asked for it as soon as terms name it; nothing here knows any room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from django.conf import settings

from goldthread.contracts.standards import Ahead, Asked, Known, Response, Standing, Start
from goldthread.contracts.terms import Standard, Terms
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


def duties_of(service: str | None) -> tuple[Standard, ...]:
    """The duties of a service that some room can see: its terms, else those that every service has."""
    path = str(settings.GOLDTHREAD_TERMS or "")
    changed = Path(path).stat().st_mtime_ns if path and Path(path).exists() else 0
    known = declared()
    return tuple(
        row
        for row in _duties(path, changed, service)
        if row.starts in known.starts and row.response in known.responses
    )


@lru_cache(maxsize=256)
def _duties(path: str, changed: int, service: str | None) -> tuple[Standard, ...]:
    said = _terms(path, changed).duties_of(service)
    names = {row.name for row in said}
    return (*said, *(row for row in _casework().duties_of(service) if row.name not in names))


@lru_cache(maxsize=4)
def _terms(path: str, changed: int) -> Terms:
    return Terms.load(path) if path else Terms.packaged()


@lru_cache(maxsize=1)
def _casework() -> Terms:
    return Terms.of_casework()


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
