"""Work in the last days of the demo: jobs that just started, what was agreed, word with the Jobcentre."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from goldthread.demo.work_casework import CHANGED
from goldthread.employment import actions as employment
from goldthread.kernel.instants import civil_date
from goldthread.people import actions as people

if TYPE_CHECKING:
    from goldthread.access.scope import Scope
    from goldthread.demo.places import Places
    from goldthread.demo.settling import Row, Rows, Settled

# How many days ago a job began, and which adjustments are in place by now.
_STARTS = ((9, ("rota",)), (17, ("rota", "breaks", "supervision")))
_HOW = "What to do first on a shift, and whom to ask."


def record(settled: Settled, made: Places, *, at: datetime) -> None:
    """For every team that supports people into work."""
    rooms = settled.rooms
    in_work = {row["person_id"] for row in rooms["job"] if row["ended_on"] is None}
    looking: dict[str, Rows] = {}
    for row in rooms["support"]:
        ready = row["ended_on"] is None and row["kind"] == "employment" and row["worker_id"]
        if ready and row["person_id"] not in in_work and made.workers[row["worker_id"]].is_active:
            looking.setdefault(row["team"], []).append(row)
    agreed = {
        row["person_id"]
        for row in rooms["consent"]
        if row["purpose"] == "employer_liaison" and row["withdrawn_at"] is None and row["expires_on"] is None
    }
    for number, (team, rows) in enumerate(looking.items()):
        by = made.scopes[rows[0]["organisation"]]
        for row, (days, placed) in zip(rows[:: max(1, len(rows) // 2)], _STARTS, strict=False):
            _start(row, made, days, placed, at, agreed=row["person_id"] in agreed)
        for kind, ago in (("meeting", 20), ("learning", 6)):
            met = at - timedelta(days=ago + number)
            employment.record_jobcentre(
                kind=kind, contacted_at=met, team=made.teams[team], words="As every month.", by=by, at=met
            )


def _start(row: Row, made: Places, days: int, placed: tuple[str, ...], at: datetime, *, agreed: bool) -> None:
    """From the contact with an employer to the plan of the first weeks, as the worker recorded it."""
    began = at - timedelta(days=days)
    if row["started_on"] > civil_date(began - timedelta(days=8)):
        return
    by = made.as_worker(row["organisation"], row["worker_id"])
    person, support = row["person_id"], row["support_id"]
    if not agreed:
        given = began - timedelta(days=7)
        told: Any = {"person": person, "purpose": "employer_liaison", "how": "written"}
        people.give_consent(**told, given_at=given, by=by, at=given)
    employer = _employer(f"Example Cafe {row['team']} {days}", by, began)
    employment.record_employer_contact(
        person=person,
        support=support,
        employer=employer,
        worker=made.workers[row["worker_id"]].pk,
        contacted_at=began - timedelta(days=4),
        mode="01",
        about_person=True,
        competitive=True,
        matches_preference=True,
        words="They would like somebody for the mornings.",
        by=by,
        at=began - timedelta(days=4),
    )
    job = employment.start_job(
        person=person,
        support=support,
        employer=employer,
        worker=made.workers[row["worker_id"]].pk,
        title="Kitchen assistant",
        origin="supported",
        paid=True,
        competitive=True,
        placed=True,
        started_on=civil_date(began),
        weekly_hours=Decimal(18),
        by=by,
        at=began,
    )
    employment.agree_in_work_plan(
        job,
        agreed_at=began,
        own_goals=_HOW,
        disclosure="some",
        adjustments_schedule=True,
        actions=[{"what": "Ring before the first shift of each week", "whose": "My worker"}],
        by=by,
        at=began,
    )
    for kind in ("rota", "breaks", "supervision"):
        change = employment.agree_adjustment(
            job=job.pk,
            kind=kind,
            words=CHANGED[kind],
            agreed_on=civil_date(began),
            due_on=civil_date(began) + timedelta(days=7),
            by=by,
            at=began,
        )
        if kind in placed:
            day = began + timedelta(days=5)
            employment.put_in_place(change, in_place_on=civil_date(day), by=by, at=day)


def _employer(name: str, by: Scope, at: datetime) -> str:
    return str(employment.add_employer(name=name, industry="I", contact_name="Grace Sample", by=by, at=at).pk)
