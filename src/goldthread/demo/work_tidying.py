"""Work of the simulation, tidied to what the room employment takes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from goldthread.demo.settled_rows import LOOSE, Row, Rows, fill

TABLES = (
    "job", "adjustment", "adjustment_review", "absence", "preference", "employer_contact",
    "benefits_advice",
)  # fmt: skip
_KEPT_FRESH = timedelta(days=38)  # a job of running support was confirmed lately, but for a few
_IN_WORK = timedelta(days=42)  # the plan of the first four weeks, and a little after
_NEVER = date.max


def tidy(rooms: dict[str, Rows], ends_on: date) -> None:
    """Moments for days, nothing about a job that is not there, nothing open for longer than it would be."""
    jobs = {row["job_id"]: row for row in rooms["job"]}
    supports = {row["support_id"]: row for row in rooms["support"]}
    running = {key for key, row in supports.items() if row["ended_on"] is None}
    for number, row in enumerate(rooms["job"]):
        _confirm(row, running, ends_on, number)
    for name in ("adjustment", "adjustment_review"):
        rooms[name] = [row for row in rooms[name] if row["job_id"] in jobs]
    for name in ("absence", "employer_contact", "early_warning", "plan"):
        for row in rooms[name]:
            row["job_id"] = row["job_id"] if row["job_id"] in jobs else None
    for row in rooms["adjustment"]:
        _drop(row, jobs[row["job_id"]], ends_on)
    rooms["adjustment_review"] = list(
        {(row["job_id"], row["week"]): row for row in rooms["adjustment_review"]}.values()
    )
    for row in rooms["preference"]:
        fill(row, "stated")
    for row in rooms["employer_contact"]:
        fill(row, "contacted")
    _end_plans(rooms["plan"], jobs, supports, ends_on)


def _confirm(row: Row, running: set[str], ends_on: date, number: int) -> None:
    if row["ended_on"] is None and row["status"] == "held" and row["support_id"] in running and number % 9:
        fresh = ends_on - _KEPT_FRESH + timedelta(days=number % 34)
        row["last_confirmed_on"] = max(
            row["last_confirmed_on"] or row["started_on"], fresh, row["started_on"]
        )


def _drop(row: Row, job: Row, ends_on: date) -> None:
    """What was agreed and never put in place is dropped in the end; all of it ends with the job."""
    if row["in_place_on"] is None and row["ended_on"] is None and row["agreed_on"] < ends_on - LOOSE:
        row["ended_on"] = row["agreed_on"] + LOOSE
    last = max(job["ended_on"] or _NEVER, row["agreed_on"], row["in_place_on"] or row["agreed_on"])
    if job["ended_on"] is not None:
        row["ended_on"] = min(row["ended_on"] or last, last)


def _end_plans(rows: Rows, jobs: Mapping[str, Row], supports: Mapping[str, Row], ends_on: date) -> None:
    """An in-work plan ends some weeks after it was agreed, with its job, its support, or the next plan."""
    before: dict[str, Row] = {}
    for row in sorted(rows, key=lambda one: one["agreed_at"]):
        if row["job_id"] is None:
            continue
        ends = (jobs[row["job_id"]]["ended_on"], supports[row["support_id"]]["ended_on"])
        last = min([row["agreed_on"] + _IN_WORK, *(day for day in ends if day is not None)])
        row["ended_on"] = max(last, row["agreed_on"]) if last <= ends_on else None
        row["review_due_on"] = row["agreed_on"] + timedelta(days=28)
        earlier = before.get(row["support_id"])
        if earlier is not None and earlier["ended_on"] is None:
            earlier["ended_on"] = row["agreed_on"]
        before[row["support_id"]] = row
