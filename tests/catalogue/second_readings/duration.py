"""The questions about durations, read a second time from the list of indicators and the tables alone."""

from __future__ import annotations

from datetime import date
from typing import Any

Row = dict[str, Any]
World = dict[str, list[Row]]
Period = tuple[date, date] | None
Told = dict[str, Any] | None

OUT_OF_WORK = ("02", "03", "04", "05", "06", "07", "08")
DAYS_IN_A_MONTH = 365.25 / 12
PLANNED = ("planned", "floated_off")


def _spells(row: Row, world: World) -> list[Row]:
    return [one for one in world.get("work_spell", []) if one["support_id"] == row["support_id"]]


def _so_far(start: date, until: date, over: bool) -> dict[str, Any]:
    if until < start:
        return {"verdict": "unknown"}
    months = (until - start).days / DAYS_IN_A_MONTH
    return {"verdict": "met", "placed": start, "value": months, "cause": None if over else "running"}


def duration_out_of_work(row: Row, world: World, as_of: date, period: Period) -> Told:
    """Months from the start to a job start or the exit; who is still looking is counted so far."""
    if row["kind"] in ("housing", "inclusion"):
        return None
    spells = _spells(row, world)
    if row["employment_status_at_start"] not in OUT_OF_WORK or any(one["in_work_at_start"] for one in spells):
        return {"verdict": "out"}
    start = row["started_on"]
    if start > as_of:
        return {"verdict": "not due"}
    ends = [one["started_on"] for one in spells if one["is_first"]]
    ends += [day for day in (row["out_of_work_ended_on"], row["ended_on"]) if day is not None]
    until = min([*ends, as_of])
    return _so_far(start, until, any(day <= as_of for day in ends))


def duration_in_work(row: Row, world: World, as_of: date, period: Period) -> Told:
    """Months from the job start to the planned exit; who is still supported is counted so far."""
    starts = [one["supported_from"] for one in _spells(row, world) if one["supported_from"] is not None]
    if not starts:
        return None
    start, ended = min(starts), row["ended_on"]
    if start > as_of:
        return {"verdict": "not due"}
    over = ended is not None and ended <= as_of
    return _so_far(start, ended if over else as_of, over and row["end_reason"] in PLANNED)
