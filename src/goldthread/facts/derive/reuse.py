"""What each derived file is worked out from, so that other terms make only those anew which they touch.

A scenario changes one clause: its clocks are worked out again, everything else is the same file as before.
Clocks are kept in one file a standard for that reason.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from goldthread.contracts.terms.declared import RULES, Contract, Gaps, Standard, TermSet
from goldthread.kernel.calendar import bank_holidays

MADE = "made.json"
CLOCK = "clock:"  # and the name of a standard
_UNREAD = ("name", "source", "template", "ours", "who", "escalations")
# What a contract says that a file does not depend on; anything else it says makes the file anew.
_NO_WORK = ("sustained", "minimum_weekly_hours")
_PASSED_OVER = {
    "clock": ("sustained", "gaps"),
    "home_spell": _NO_WORK,
    "work_spell": (),
    "caseload_spell": (*_NO_WORK, "gaps"),
    "absence_day": ("sustained", "gaps"),
}
_GAPS = {"home_spell": "home_days", "work_spell": "work_days"}


def made_from(terms: TermSet, room_days: int) -> dict[str, str]:
    """{file: hash of all in the terms that it is worked out from}; the file of a table, or `clock:STANDARD`.

    `room_days` is how far the calendar reaches beyond the records.
    """
    caps = _rows(terms.caps)
    standards: dict[str, list[Standard]] = {}
    for row in terms.standards:
        standards.setdefault(row.name, []).append(row)

    def by_contract(table: str, *more: object, without: tuple[str, ...] = ()) -> str:
        rows = [_with_gaps(row, terms.gaps, _GAPS.get(table)) for row in terms.contracts]
        return _hash([_rows(rows, (*_PASSED_OVER[table], *without), in_order=True), *more])

    def of_clock(name: str, rows: list[Standard]) -> str:
        # Which jobs are long enough to count matters to clocks that start with a job.
        jobs = any(row.starts.startswith("job.") for row in rows)
        without = () if jobs else ("minimum_weekly_hours",)
        return by_contract("clock", name, _rows(rows, kept=("name",)), without=without)

    return {
        "term": _hash([_rows(terms.standards, kept=("name",)), caps]),
        "calendar": _hash([room_days]),
        "home_spell": by_contract("home_spell", terms.gaps.home_days),
        "work_spell": by_contract("work_spell", terms.gaps.work_days),
        "caseload_spell": by_contract("caseload_spell", caps),
        "absence_day": by_contract("absence_day"),
        **{CLOCK + name: of_clock(name, rows) for name, rows in sorted(standards.items())},
        # A store without a standard has clocks all the same, and none runs.
        **({} if standards else {CLOCK: by_contract("clock")}),
    }


def _with_gaps(row: Contract, whole: Gaps, kept: str | None) -> Contract:
    """The contract with the one gap that a table reads: its own, else that of the whole set."""
    if kept is None:
        return row
    return replace(row, gaps=replace(Gaps(0, 0), **{kept: getattr(row.gaps or whole, kept)}))


def touched(before: TermSet, after: TermSet) -> tuple[frozenset[str], frozenset[str]]:
    """Derived tables that come out otherwise under other terms; of `clock`, the standards whose clocks do."""
    one, other = made_from(before, 0), made_from(after, 0)
    changed = {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}
    clocks = frozenset(name.removeprefix(CLOCK) for name in changed if name.startswith(CLOCK))
    tables = frozenset(name for name in changed if not name.startswith(CLOCK))
    return tables | ({"clock"} if clocks else set()), clocks


def file_of(name: str) -> str:
    """What the file is called. A contract names its own standards as it likes, so their names are hashed."""
    if not name.startswith(CLOCK):
        return f"{name}.parquet"
    return f"clock-{hashlib.sha256(name.encode()).hexdigest()[:12]}.parquet"


def made_before(beside: Path, wanted: Mapping[str, str]) -> dict[str, Path]:
    """Of the files wanted, those that other terms made alike, in the folders beside."""
    found: dict[str, Path] = {}
    for said in sorted(beside.glob(f"*/{MADE}")):
        try:
            told = json.loads(said.read_text("utf-8")).get("files", {})
        except (OSError, ValueError):
            continue  # swept, or cut short: it is only not used again
        for name, key in told.items():
            if name not in found and wanted.get(name) == key and (said.parent / file_of(name)).is_file():
                found[name] = said.parent / file_of(name)
    return found


def taken_over(found: Mapping[str, Path], into: Path) -> set[str]:
    """Take files over as links to the same bytes, or as copies where there are no links; answers which."""
    taken = set()
    for name, path in found.items():
        try:
            _link(path, into / file_of(name))
        except OSError:
            continue  # swept meanwhile: it is made anew
        taken.add(name)
    return taken


def _link(path: Path, place: Path) -> None:
    try:
        os.link(path, place)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(path, place)


def _rows(
    rows: Iterable[Any], passed_over: Iterable[str] = (), *, kept: Iterable[str] = (), in_order: bool = False
) -> list[str]:
    unread = {*_UNREAD, *passed_over} - set(kept)
    told = [
        json.dumps({k: v for k, v in asdict(row).items() if k not in unread}, sort_keys=True, default=str)
        for row in rows
    ]
    # Where two contracts fit a service equally well the first one holds, so their order counts.
    return told if in_order else sorted(told)


def _hash(said: object) -> str:
    told = json.dumps([RULES, bank_holidays().read_text("utf-8"), said], sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()
