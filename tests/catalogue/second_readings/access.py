"""The questions about access, read a second time from the list of indicators and the tables alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]
World = dict[str, list[Row]]
Period = tuple[date, date] | None
Told = dict[str, Any] | None

GROUPS = ("gender", "age_band", "ethnicity", "locality")


def _started_on(row: Row, world: World, as_of: date) -> date | None:
    """The first day of support that came of a referral, where it has begun."""
    days = [one["started_on"] for one in world["support"] if one["referral_id"] == row["referral_id"]]
    begun = [day for day in days if day <= as_of]
    return min(begun) if begun else None


def access_start_rate(row: Row, world: World, as_of: date, period: Period) -> Told:
    """Whether a referral, decided or 28 days old, has led to a start."""
    received = row["received_on"]
    told = [received + timedelta(days=28)] + [row["decided_on"]] * (row["decided_on"] is not None)
    if min(told) > as_of:
        return {"verdict": "not due"}
    started = _started_on(row, world, as_of) is not None
    return {"verdict": "met" if started else "not met", "placed": received}


def access_sources(row: Row, world: World, as_of: date, period: Period) -> Told:
    """A referral, by who referred."""
    if row["received_on"] > as_of:
        return {"verdict": "not due"}
    source = {"referral_source": row["referral_source"]}
    return {"verdict": "met", "placed": row["received_on"], "split": source}


def access_wait(row: Row, world: World, as_of: date, period: Period) -> Told:
    """Days from an accepted referral to the start; who still waits is counted so far."""
    if row["decision"] != "accepted":
        return {"verdict": "out"}
    received = row["received_on"]
    if received > as_of:
        return {"verdict": "not due"}
    started = _started_on(row, world, as_of)
    return {
        "verdict": "met",
        "placed": received,
        "value": max(0, ((started or as_of) - received).days),
        "cause": None if started else "running",
    }


def access_gp_5_days(row: Row, world: World, as_of: date, period: Period) -> Told:
    """Whether a referral from a general practitioner was answered in the time of the standard."""
    if row["standard"] != "gp_response":
        return None
    if row["due_on"] > as_of:
        return {"verdict": "not due"}
    if row["in_time"] is None:
        return {"verdict": "unknown"}
    return {"verdict": "met" if row["in_time"] else "not met", "placed": row["started_on"]}


def access_reach_top(row: Row, world: World, as_of: date, period: Period) -> Told:
    """Somebody who started."""
    if row["started_on"] > as_of:
        return {"verdict": "not due"}
    person = next((one for one in world.get("person", []) if one["person_id"] == row["person_id"]), {})
    split = {
        "gender": person.get("gender"),
        "age_band": _age_band(person.get("birth_month"), row["started_on"]),
        "ethnicity": person.get("ethnicity"),
        "locality": row["locality"],
    }
    return {"verdict": "met", "placed": row["started_on"], "split": split}


def _age_band(born: date | None, day: date) -> str | None:
    """The band of an age in whole years; birth is known by the first of a month."""
    if born is None:
        return None
    age = day.year - born.year - (day.month < born.month)
    bands = ((15, "under 16"), (35, "16-35"), (50, "36-50"), (65, "51-65"))
    return next((label for highest, label in bands if age <= highest), "66 and over")


def access_reach_bottom(row: Row, world: World, as_of: date, period: Period) -> Told:
    """The target population of an area, as entered or published."""
    if row["figure"] != "target population" or row["group_kind"] not in GROUPS:
        return None
    if row["value"] is None:  # withheld by its publisher
        return {"verdict": "unknown"}
    return {
        "verdict": "met",
        "value": row["value"],
        "starts": row["period_from"],
        "ends": min(row["period_to"], as_of),
        "split": {kind: row["group_value"] if kind == row["group_kind"] else None for kind in GROUPS},
    }
