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


def duration_out_of_work(row: Row, world: World, as_of: date, period: Period) -> Told:
    """Months from the start to a job start or the exit; who is still looking is counted so far."""
    if row["employment_status_at_start"] not in OUT_OF_WORK:
        return {"verdict": "out"}
    start = row["started_on"]
    if start > as_of:
        return {"verdict": "not due"}
    jobs = [
        one["started_on"]
        for one in world.get("work_spell", [])
        if one["support_id"] == row["support_id"] and one["started_on"] >= start
    ]
    ends = [*jobs, row["out_of_work_ended_on"], row["ended_on"]]
    known = [day for day in ends if day is not None and day <= as_of]
    until = min(known) if known else as_of
    return {
        "verdict": "met",
        "placed": start,
        "value": (until - start).days / DAYS_IN_A_MONTH,
        "cause": None if known else "running",
    }


def duration_in_work(row: Row, world: World, as_of: date, period: Period) -> Told:
    """Months from the job start to the planned exit; who is still supported is counted so far."""
    spells = [
        one
        for one in world.get("work_spell", [])
        if one["support_id"] == row["support_id"] and (one["is_first"] or one["in_work_at_start"])
    ]
    if not spells:
        return {"verdict": "out"}
    start = min(one["supported_from"] or one["started_on"] for one in spells)
    if start > as_of:
        return {"verdict": "not due"}
    ended = row["ended_on"]
    over = ended is not None and ended <= as_of
    until = ended if over else as_of
    done = over and row["end_reason"] in PLANNED
    return {
        "verdict": "met",
        "placed": start,
        "value": (until - start).days / DAYS_IN_A_MONTH,
        "cause": None if done else "running",
    }
