"""The questions about wellbeing, read a second time from the list of indicators and the tables alone."""

from __future__ import annotations

from datetime import date
from typing import Any

Row = dict[str, Any]
World = dict[str, list[Row]]
Period = tuple[date, date] | None
Told = dict[str, Any] | None


def _score(row: Row, world: World, stage: str, latest: bool) -> float | None:
    """The SWEMWBS score of a stage of one support: the first at the start, the last at the end."""
    known = [
        (one["completed_on"], one["questionnaire_score_id"], one["score"])
        for one in world.get("questionnaire_score", [])
        if one["support_id"] == row["support_id"]
        and one["tool"] == "SWEMWBS"
        and one["stage"] == stage
        and one["score"] is not None
    ]
    if not known:
        return None
    return float((max(known) if latest else min(known))[2])


def wellbeing_swemwbs_change(row: Row, world: World, as_of: date, period: Period) -> Told:
    """By how much the score changed from the start of support to its end."""
    ended = row["ended_on"]
    if ended is None:
        return {"verdict": "out"}
    if ended > as_of:
        return {"verdict": "not due"}
    before, after = _score(row, world, "start", False), _score(row, world, "exit", True)
    if before is None or after is None:
        return {"verdict": "unknown"}
    return {"verdict": "met", "placed": ended, "value": after - before}


def wellbeing_completion(row: Row, world: World, as_of: date, period: Period) -> Told:
    """Whether somebody who left was measured at the start and at the end."""
    ended = row["ended_on"]
    if ended is None:
        return {"verdict": "out"}
    if ended > as_of:
        return {"verdict": "not due"}
    both = _score(row, world, "start", False) is not None and _score(row, world, "exit", True) is not None
    return {"verdict": "met" if both else "not met", "placed": ended}
