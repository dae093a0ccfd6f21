"""Work of the demo, written by the actions of the room employment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from goldthread.demo.settled_rows import Row, Rows, aware
from goldthread.employment import actions as employment

if TYPE_CHECKING:
    from goldthread.access.scope import Scope
    from goldthread.demo.places import Places

# By industry; whoever's is not known has a name that says nothing of it.
TRADES = {
    "C": ("Bakery", "Joinery"),
    "F": ("Roofing", "Fencing"),
    "G": ("Books", "Grocers", "Garage", "Hardware"),
    "H": ("Deliveries", "Coaches"),
    "I": ("Kitchens", "Cafe", "Hotel"),
    "J": ("Computing", "Print and Web"),
    "N": ("Cleaning", "Gardens"),
    "O": ("Council Offices", "Records Office"),
    "P": ("School", "College"),
    "Q": ("Nursery", "Care", "Surgery"),
    "R": ("Leisure Centre", "Cinema"),
    "S": ("Laundry", "Hair and Nails"),
    "": ("Works", "Company"),
}
TITLES = {"G": "Shop assistant", "I": "Kitchen assistant", "Q": "Care assistant", "N": "Cleaner"}
WANTED = {
    "occupation": "Something with my hands",
    "hours": "Mornings, not more than 20 hours",
    "place": "On the bus route from home",
    "setting": "A small team",
    "disclosure": "I tell them myself when I am ready",
    "other": "Somewhere quiet",
}
CHANGED = {
    "rota": "Starts at 10, the same days every week",
    "breaks": "Ten minutes every two hours, in the quiet room",
    "supervision": "One person to ask, and ten minutes with them every Friday",
    "duties": "No till in the first month",
    "place": "A desk away from the door",
    "phased_start": "Two days in the first week, then one more each week",
    "other": "As agreed",
}
SAID = "The rota works; breaks are sometimes forgotten. Both will remind."


def record(rooms: Mapping[str, Rows], made: Places, by: Scope, at: datetime) -> None:
    """Write the work of one organisation: what is about jobs comes before the plans that point at them."""
    employers = _employers(rooms, by, at)
    employment.start_jobs([_job(row, made, employers) for row in rooms["job"]], by=by, at=at)
    employment.state_preferences([_preference(row) for row in rooms["preference"]], by=by, at=at)
    employment.record_employer_contacts(
        [_contact(row, made, employers) for row in rooms["employer_contact"]], by=by, at=at
    )
    employment.agree_adjustments([_adjustment(row) for row in rooms["adjustment"]], by=by, at=at)
    employment.hold_reviews([_review(row) for row in rooms["adjustment_review"]], by=by, at=at)
    employment.record_absences([_absence(row, made) for row in rooms["absence"]], by=by, at=at)
    employment.give_advices([_advice(row, made) for row in rooms["benefits_advice"]], by=by, at=at)
    employment.attach_workers(
        [
            {
                "team": made.teams[row["team"]],
                "worker": made.workers[row["worker_id"]].pk,
                "attached_team": row["attached_team"] or "Example Community Team",
                "started_on": row["started_on"],
                "ended_on": row["ended_on"],
            }
            for row in rooms["attachment"]
            if row["kind"] == "health_team"
        ],
        by=by,
        at=at,
    )


def _employers(rooms: Mapping[str, Rows], by: Scope, at: datetime) -> dict[str, str]:
    """Keys of employers by what the simulation calls them; all teams share them."""
    industries: dict[str, str] = {}
    for name in ("job", "employer_contact"):
        for row in rooms[name]:
            if row["employer"]:
                industries.setdefault(row["employer"], row["industry"] or "")
    known = sorted(industries)
    added = employment.add_employers(
        [
            {"name": _name(industries[key], place), "industry": industries[key]}
            for place, key in enumerate(known)
        ],
        by=by,
        at=at,
    )
    return {key: row.pk for key, row in zip(known, added, strict=True)}


def _name(industry: str, place: int) -> str:
    trades = TRADES.get(industry, TRADES[""])
    return f"Example {trades[place % len(trades)]} {place + 1}"


def _job(row: Row, made: Places, employers: Mapping[str, str]) -> Any:
    hours = row["weekly_hours"]
    days = ("started_on", "ended_on", "last_confirmed_on")
    return {
        "id": row["job_id"],
        "person": row["person_id"],
        "support": row["support_id"],
        "team": made.teams.get(row["team"]),
        "employer": employers.get(row["employer"]),
        "title": TITLES.get(row["industry"] or "", "Assistant"),
        "weekly_hours": None if hours is None else Decimal(str(hours)),
        **{name: row[name] for name in ("paid", "competitive", "placed", *days)},
        **_texts(row, "origin", "status", "end_reason", "hours_band", "industry"),
    }


def _preference(row: Row) -> Any:
    return {
        "person": row["person_id"],
        "support": row["support_id"],
        "stated_at": aware(row["stated_at"]),
        "words": WANTED.get(row["kind"], "") if row["industry"] is None else "",
        "ended_on": row["ended_on"],
        **_texts(row, "kind", "industry"),
    }


def _contact(row: Row, made: Places, employers: Mapping[str, str]) -> Any:
    worker = row["worker_id"]
    said = ("face_to_face", "about_person", "competitive", "matches_preference")
    return {
        "person": row["person_id"],
        "support": row["support_id"],
        "team": made.teams.get(row["team"]),
        "worker": made.workers[worker].pk if worker else None,
        "job": row["job_id"],
        "employer": employers.get(row["employer"]),
        "contacted_at": aware(row["contacted_at"]),
        **{name: row[name] for name in said},
        **_texts(row, "mode", "industry"),
    }


def _adjustment(row: Row) -> Any:
    kind = row["kind"] or ""
    days = ("agreed_on", "due_on", "in_place_on", "ended_on")
    return {
        "job": row["job_id"],
        "kind": kind or "other",
        "words": CHANGED.get(kind, ""),
        **{name: row[name] for name in days},
    }


def _review(row: Row) -> Any:
    return {"job": row["job_id"], "week": row["week"], "held_on": row["held_on"], "words": SAID}


def _absence(row: Row, made: Places) -> Any:
    days = row["working_days"]
    return {
        "person": row["person_id"],
        "job": row["job_id"],
        "support": row["support_id"],
        "team": made.teams.get(row["team"]),
        "reason": row["reason"],
        "started_on": row["started_on"],
        "ended_on": row["ended_on"],
        "working_days": None if days is None else Decimal(str(days)),
    }


def _advice(row: Row, made: Places) -> Any:
    return {
        "person": row["person_id"],
        "support": row["support_id"],
        "team": made.teams.get(row["team"]),
        "kind": row["kind"],
        "given_on": row["given_on"],
    }


def _texts(row: Row, *names: str) -> dict[str, str]:
    return {name: row[name] or "" for name in names}
