"""Where a clause stands in a document, by the part and the place in an address: found, written, taken out.

`clocks` and `2` is the third clock; `stages` and `0-1` the second stage of the first pathway; `new` is one to
be added. `about` and `counting` are whole.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import Any

from goldthread.contracts.specification.declared import (
    Clock,
    CostBand,
    Counting,
    Criterion,
    Duration,
    Function,
    Interface,
    Money,
    Pathway,
    Scheduled,
    Specification,
    Staff,
    Stage,
)

NEW = "new"
# Part of an address: class, section, what one is called.
PARTS: dict[str, tuple[type, str, str]] = {
    "functions": (Function, "functions", "function"),
    "entry": (Criterion, "entry", "criterion"),
    "pathways": (Pathway, "pathways", "pathway"),
    "stages": (Stage, "pathways", "stage"),
    "clocks": (Clock, "clocks", "clock"),
    "interfaces": (Interface, "interfaces", "partner"),
    "staffing": (Staff, "staffing", "role"),
    "durations": (Duration, "staffing", "length"),
    "costs": (CostBand, "staffing", "unit cost"),
    "money": (Money, "money", "year"),
    "schedule": (Scheduled, "schedule", "indicator"),
}
WHOLE = {"about": (Specification, "about"), "counting": (Counting, "counting")}
ABOUT: tuple[str, ...] = ("name", "purpose", "commissioner", "provider", "services", "starts_on", "ends_on")
ABOUT += ("extension_months", "nation", "payment")


@dataclass(frozen=True)
class Spot:
    """One place of a document: what stands there (None where it is new), and where."""

    part: str
    kind: type
    section: str
    called: str
    value: Any
    outer: int | None = None  # place of the pathway, of a stage
    place: int | None = None  # None is new

    @property
    def mark(self) -> str:
        """What stands there, in short: another mark tells that somebody changed it meanwhile."""
        return hashlib.sha256(repr(self.value).encode()).hexdigest()[:16]


def spot(spec: Specification, part: str, place: str) -> Spot | None:
    """The place of an address in a document; None where there is none."""
    if part in WHOLE:
        kind, section = WHOLE[part]
        return Spot(part, kind, section, "", spec if part == "about" else spec.counting)
    if part not in PARTS:
        return None
    kind, section, called = PARTS[part]
    found = re.fullmatch(r"(?:(\d{1,3})-)?(new|\d{1,3})", place)
    if found is None or (part == "stages") != (found[1] is not None):
        return None
    outer = None if found[1] is None else int(found[1])
    if outer is not None and outer >= len(spec.pathways):
        return None
    rows = getattr(spec, part) if outer is None else spec.pathways[outer].stages
    if found[2] == NEW:
        return Spot(part, kind, section, called, None, outer)
    n = int(found[2])
    return Spot(part, kind, section, called, rows[n], outer, n) if n < len(rows) else None


def written(spec: Specification, at: Spot, value: Any) -> Specification:
    """The document with a clause written at a place; None takes it out."""
    if at.part == "about":
        return value
    if at.part == "counting":
        return replace(spec, counting=value)
    if at.outer is None:
        rows: Any = _rows(getattr(spec, at.part), at.place, value)
        return replace(spec, **{at.part: rows})
    pathway = spec.pathways[at.outer]
    inner = replace(pathway, stages=_rows(pathway.stages, at.place, value))
    return replace(spec, pathways=_rows(spec.pathways, at.outer, inner))


def _rows(rows: tuple[Any, ...], place: int | None, value: Any) -> tuple[Any, ...]:
    if place is None:
        return (*rows, value)
    middle = () if value is None else (value,)
    return (*rows[:place], *middle, *rows[place + 1 :])
