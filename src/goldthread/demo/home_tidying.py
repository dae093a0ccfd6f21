"""Homes of the simulation, tidied to what the room housing takes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from goldthread.demo.settled_rows import LOOSE, Row, Rows, day_of, fill

TABLES = (
    "tenancy", "rent_balance", "notice", "tenancy_risk", "tenancy_risk_action", "accommodation_status",
)  # fmt: skip
# NHS codes in use since October 2021: of settled homes, and of those that are not.
_WHERE = {"Y": ("02", "03", "02", "04", "01"), "N": ("14", "18", "15", "18")}
_KEPT_FRESH = timedelta(days=80)  # a home of running support was confirmed lately, but for a few


def tidy(rooms: dict[str, Rows], ends_on: date) -> None:
    """Moments for days, nothing before the home it is about, and nothing open for longer than it would be."""
    homes = {row["tenancy_id"]: row for row in rooms["tenancy"]}
    running = {row["support_id"] for row in rooms["support"] if row["ended_on"] is None}
    for number, row in enumerate(rooms["tenancy"]):
        _confirm(row, running, ends_on, number)
    for number, row in enumerate(rooms["accommodation_status"]):
        _lives(row, number)
    rooms["rent_balance"] = _once_a_day(_of_homes(rooms["rent_balance"], homes, "balance_on"))
    for row in rooms["notice"]:
        fill(row, "served")
    rooms["notice"] = _of_homes(rooms["notice"], homes, "served_on")
    for row in rooms["tenancy_risk"]:
        fill(row, "raised")
        fill(row, "closed")
    rooms["tenancy_risk"] = _of_homes(rooms["tenancy_risk"], homes, "raised_on")
    for row in rooms["tenancy_risk"]:
        _close(row, ends_on)
    raised = {row["tenancy_risk_id"]: row for row in rooms["tenancy_risk"]}
    rooms["tenancy_risk_action"] = [
        row for row in rooms["tenancy_risk_action"] if row["tenancy_risk_id"] in raised
    ]
    for row in rooms["tenancy_risk_action"]:
        row.setdefault("completed_at", None)
        fill(row, "opened")
        fill(row, "completed")
        risk = raised[row["tenancy_risk_id"]]
        row["opened_at"] = max(row["opened_at"], risk["raised_at"])
        row["opened_on"] = day_of(row["opened_at"])
        if row["completed_at"] is not None:
            row["completed_at"] = max(row["completed_at"], row["opened_at"])
            row["completed_on"] = day_of(row["completed_at"])


def _lives(row: Row, number: int) -> None:
    """The export said only whether a home is settled; the room holds the code of where it is."""
    codes = _WHERE.get(row["settled"] or "")
    row["accommodation"] = codes[number % len(codes)] if codes else None


def _of_homes(rows: Rows, homes: Mapping[str, Row], day: str) -> Rows:
    """Rows whose home is there, from its first day on."""
    return [
        row
        for row in rows
        if (home := homes.get(row["tenancy_id"])) is not None and row[day] >= home["started_on"]
    ]


def _once_a_day(rows: Rows) -> Rows:
    return list({(row["tenancy_id"], row["balance_on"]): row for row in rows}.values())


def _confirm(row: Row, running: set[str], ends_on: date, number: int) -> None:
    if row["ended_on"] is None and row["status"] == "held" and row["support_id"] in running and number % 9:
        last = row["last_confirmed_on"] or row["started_on"]
        row["last_confirmed_on"] = max(last, ends_on - _KEPT_FRESH + timedelta(days=number % 70))
        row["last_confirmed_on"] = max(row["last_confirmed_on"], row["started_on"])


def _close(row: Row, ends_on: date) -> None:
    """A risk is closed after it was raised; one that nobody closed for long was not resolved."""
    if row["closed_at"] is None and row["raised_on"] < ends_on - LOOSE:
        row["closed_at"], row["closing_outcome"] = row["raised_at"] + LOOSE, "not_resolved"
    if row["closed_at"] is not None:
        row["closed_at"] = max(row["closed_at"], row["raised_at"])
        row["closed_on"] = day_of(row["closed_at"])
