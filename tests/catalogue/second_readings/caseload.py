"""The questions about caseloads, read a second time from the list of indicators and the tables alone."""

from __future__ import annotations

from datetime import date
from typing import Any

Row = dict[str, Any]
World = dict[str, list[Row]]
Period = tuple[date, date] | None
Told = dict[str, Any] | None


def caseload_active_top(row: Row, world: World, as_of: date, period: Period) -> Told:
    """Somebody whose support runs."""
    return {
        "verdict": "met",
        "starts": row["started_on"],
        "ends": min(row["ended_on"] or as_of, as_of),
    }


def caseload_active_bottom(row: Row, world: World, as_of: date, period: Period) -> Told:
    """The share of full time of somebody who carries people; leaders and others are no specialists."""
    if row["kind"] == "health_team":
        return None
    theirs = next((one for one in world.get("worker", []) if one["worker_id"] == row["worker_id"]), {})
    role = row["role"] or theirs.get("role")
    if role in ("team_leader", "other"):
        return {"verdict": "out"}
    if role is None or row["wte"] is None:
        return {"verdict": "unknown"}
    return {
        "verdict": "met",
        "value": row["wte"],
        "starts": row["started_on"],
        "ends": min(row["ended_on"] or as_of, as_of),
    }


def caseload_over_cap(row: Row, world: World, as_of: date, period: Period) -> Told:
    """Whether a specialist carried more than the cap on any day of the period."""
    assert period is not None
    first, last = period
    spells = [
        one
        for one in world.get("caseload_spell", [])
        if one["worker_id"] == row["worker_id"]
        and one["started_on"] <= last
        and (one["ended_on"] is None or one["ended_on"] >= first)
    ]
    if not spells:
        return None
    if last > as_of:
        return {"verdict": "not due"}
    told = [one["over_cap"] for one in spells]
    if True in told:
        return {"verdict": "met"}
    return {"verdict": "unknown"} if None in told else {"verdict": "not met"}
