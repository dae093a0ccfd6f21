"""Work and home in the last days of the demo: jobs just lost by people whose rent has fallen behind since."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from goldthread.employment import actions as employment
from goldthread.housing import actions as housing
from goldthread.kernel.instants import civil_date

if TYPE_CHECKING:
    from goldthread.demo.places import Places
    from goldthread.demo.settling import Row, Rows, Settled

_BEGAN, _ENDED, _OWED = 80, 11, 5  # days ago
_MOST = 2
_WEEKLY = Decimal("92.10")


def record(settled: Settled, made: Places, *, at: datetime) -> None:
    """For some who have support at home and into work, a held home and no job."""
    rooms = settled.rooms
    today = civil_date(at)
    homes = {
        row["person_id"]: row
        for row in rooms["tenancy"]
        if row["status"] == "held" and row["started_on"] <= today - timedelta(days=_BEGAN)
    }
    working = {row["person_id"] for row in rooms["job"] if row["ended_on"] is None}
    running: dict[str, dict[str, Row]] = {}
    for row in rooms["support"]:
        known = row["started_on"] <= today - timedelta(days=_BEGAN) or row["kind"] == "housing"
        here = row["worker_id"] and made.workers[row["worker_id"]].is_active
        if row["ended_on"] is None and known and here:
            running.setdefault(row["person_id"], {})[row["kind"]] = row
    chosen: Rows = [
        kinds["employment"]
        for person, kinds in sorted(running.items(), key=lambda one: _team(one[1]), reverse=True)
        if {"employment", "housing"} <= set(kinds) and person in homes and person not in working
    ]
    owed = {
        row["tenancy_id"]: Decimal(str(row["balance"]))
        for row in sorted(rooms["rent_balance"], key=lambda row: row["balance_on"])
    }
    for row in chosen[:_MOST]:
        home = homes[row["person_id"]]
        debt = max(owed.get(home["tenancy_id"], Decimal(0)), Decimal(0)) + 2 * _WEEKLY
        _lost(row, home["tenancy_id"], debt, made, at)


def _team(kinds: dict[str, Row]) -> str:
    return str(kinds["housing"]["team"]) if "housing" in kinds else ""


def _lost(row: Row, tenancy: str, debt: Decimal, made: Places, at: datetime) -> None:
    """A job of ten weeks that was too much, and two weeks of rent that have not come since."""
    by = made.as_worker(row["organisation"], row["worker_id"])
    began, ended, owed = (at - timedelta(days=days) for days in (_BEGAN, _ENDED, _OWED))
    job = employment.start_job(
        person=row["person_id"],
        support=row["support_id"],
        worker=made.workers[row["worker_id"]].pk,
        title="Warehouse assistant",
        origin="supported",
        paid=True,
        competitive=True,
        started_on=civil_date(began),
        weekly_hours=Decimal(24),
        by=by,
        at=began,
    )
    employment.end_job(
        job,
        ended_on=civil_date(ended),
        end_reason="overwhelm",
        end_words="Nights were too much, and nobody was told before it broke.",
        by=by,
        at=ended,
    )
    told: Any = {"tenancy": tenancy, "balance_on": civil_date(owed)}
    housing.record_balance(**told, balance=debt, weekly_charge=_WEEKLY, by=by, at=owed)
