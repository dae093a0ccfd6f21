"""Homes in the last days of the demo: risks just raised, inspections, complaints, and the last huddle."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from goldthread.access.scope import scope_of
from goldthread.demo.home_casework import PLANNED, SEEN
from goldthread.housing import actions as housing
from goldthread.housing import queries
from goldthread.kernel.instants import civil_date
from goldthread.people import actions as people

if TYPE_CHECKING:
    from goldthread.access.scope import Scope
    from goldthread.demo.places import Places
    from goldthread.demo.settling import Rows, Settled

# What was seen so many hours ago, and how far it is answered.
_NEW = (
    ("property_condition", 80, ""),
    ("complaint", 66, "action_plan"),
    ("other", 40, "both"),
    ("complaint", 22, ""),
    ("property_condition", 5, ""),
)
_WEEK = timedelta(days=7)
_GOOD = {"arrears": "arrears_plateaued", "complaint": "complaints_reduced"}


def record(settled: Settled, made: Places, *, at: datetime) -> None:
    """For every team with homes to keep."""
    rooms = settled.rooms
    leaders = {row["team"]: row["worker_id"] for row in rooms["worker"] if row["role"] == "team_leader"}
    running = {row["support_id"] for row in rooms["support"] if row["ended_on"] is None}
    homes: dict[str, Rows] = {}
    for row in rooms["tenancy"]:
        if row["ended_on"] is None and row["status"] == "held" and row["support_id"] in running:
            homes.setdefault(row["team"], []).append(row)
    for team, rows in homes.items():
        leader = made.workers[leaders[team]] if team in leaders else None
        if leader is not None and leader.is_active:
            by = scope_of(leader, at=at)
            _last_huddle(made.teams[team], rows, by, at)
            _raise(rows, by, at)
            _events(rows, by, at)


def _raise(rows: Rows, by: Scope, at: datetime) -> None:
    for row, (kind, hours, answered) in zip(rows[1::3], _NEW, strict=False):
        raised = at - timedelta(hours=hours)
        if civil_date(raised) < row["started_on"]:
            continue
        risk = housing.raise_risks(
            [
                {
                    "person": row["person_id"],
                    "tenancy": row["tenancy_id"],
                    "raised_at": raised,
                    "risk_kind": kind,
                    "words": SEEN[kind],
                }
            ],
            by=by,
            at=raised,
        )[0]
        kinds = {"": (), "both": ("action_plan", "increased_visits")}.get(answered, (answered,))
        for act in kinds:
            moment = raised + timedelta(hours=2)
            told: Any = {"tenancy_risk": risk.pk, "kind": act, "words": PLANNED[act], "opened_at": moment}
            if act != "action_plan":
                told["planned_by_on"] = civil_date(at) + timedelta(days=5)
            housing.act_on_risk(**told, by=by, at=moment)


def _events(rows: Rows, by: Scope, at: datetime) -> None:
    """Inspections that were held and that come, and a complaint that is not settled."""
    today = civil_date(at)
    for number, row in enumerate(rows[::4]):
        begun = max(row["started_on"], today - timedelta(days=40 - number))
        kind = ("landlord", "safety", "ours")[number % 3]
        past = housing.plan_inspection(row["tenancy_id"], kind=kind, due_on=begun, by=by, at=at)
        passed = number % 3 != 2
        housing.hold_inspection(
            past,
            held_on=begun,
            result="passed" if passed else "passed_with_work",
            words="" if passed else "The window in the kitchen does not close",
            by=by,
            at=at,
        )
        if number % 2 == 0:
            ahead = today + timedelta(days=3 + 5 * number)
            housing.plan_inspection(row["tenancy_id"], kind=kind, due_on=ahead, by=by, at=at)
    for number, row in enumerate(rows[3::6]):
        received = max(row["started_on"], today - timedelta(days=20 + number))
        complaint = housing.receive_complaint(
            row["tenancy_id"],
            received_on=received,
            made_by="neighbour" if number % 2 else "tenant",
            about="noise" if number % 2 else "repairs",
            by=by,
            at=at,
        )
        if number % 3 == 1:
            housing.close_complaint(complaint, closed_on=today, outcome="settled", by=by, at=at)


def _last_huddle(team: str, rows: Rows, by: Scope, at: datetime) -> None:
    """A week ago: risks of that time, each with a decision; some are done, one is closed since."""
    then = at - _WEEK
    before = then - timedelta(hours=30)
    for row, kind in zip(rows[2::3], ("arrears", "complaint", "property_condition"), strict=False):
        if row["started_on"] <= civil_date(before):
            told: Any = {"person": row["person_id"], "tenancy": row["tenancy_id"], "raised_at": before}
            housing.raise_risks([{**told, "risk_kind": kind, "words": SEEN[kind]}], by=by, at=before)
    known = [row for row in queries.register(seen_by=by, team=team) if row.risk.raised_at < then][:4]
    huddle = housing.start_huddle(team, by=by, at=then)
    agreed = []
    for number, row in enumerate(known):
        moment = then + timedelta(minutes=6 * number + 4)
        if number == 2:
            housing.decide(huddle, row.risk, decision="carry_on", by=by, at=moment)
            continue
        if row.risk.risk_kind == "arrears":  # the benefits office is told of the person
            told = {"person": row.risk.person_id, "purpose": "partner_sharing", "how": "spoken"}
            people.give_consent(**told, given_at=moment, by=by, at=moment)
        agreed.append(
            housing.decide_action(
                huddle,
                row.risk,
                kind="benefits_liaison" if row.risk.risk_kind == "arrears" else "increased_visits",
                words=PLANNED["benefits_liaison" if row.risk.risk_kind == "arrears" else "increased_visits"],
                planned_by_on=civil_date(at) + timedelta(days=number - 1),
                begun=number != 3,
                as_plan=True,
                by=by,
                at=moment,
            )
        )
    housing.end_huddle(huddle, by=by, at=then + timedelta(minutes=35))
    for decision in agreed[:1]:
        done = then + timedelta(days=4)
        housing.complete_action(decision.action_id, completed_at=done, by=by, at=done)
        risk = decision.tenancy_risk
        outcome = _GOOD.get(risk.risk_kind, "inspection_passed")
        housing.close_risk(risk, closing_outcome=outcome, by=by, at=at - timedelta(days=1))
