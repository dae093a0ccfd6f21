"""Homes of the demo, written by the actions of the room housing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from goldthread.demo.settled_rows import Row, Rows, aware
from goldthread.housing import actions as housing

if TYPE_CHECKING:
    from goldthread.access.scope import Scope
    from goldthread.demo.places import Places

LETTINGS = ("Example Lettings", "Sample Estates", "Specimen Homes")
SEEN = {
    "arrears": "The rent account fell behind",
    "complaint": "A neighbour wrote to the landlord",
    "property_condition": "Damp in the bedroom, not mended",
    "other": "A visitor who will not leave",
}
PLANNED = {
    "action_plan": "What we do, who does it, and by when",
    "benefits_liaison": "Ask for the housing costs to be paid to the landlord",
    "landlord_communication": "Agree with the landlord what is paid each week",
    "increased_visits": "Two visits a week until it is settled",
    "practical_stabilisation": "Sort the post and clear the kitchen together",
    "other": "As agreed in the huddle",
}


def record(rooms: Mapping[str, Rows], made: Places, by: Scope, at: datetime) -> None:
    """Write the homes of one organisation."""
    workers = {row["support_id"]: row["worker_id"] for row in rooms["support"]}
    housing.start_tenancies(
        [_tenancy(row, made, number) for number, row in enumerate(rooms["tenancy"])], by=by, at=at
    )
    housing.record_balances([_balance(row) for row in rooms["rent_balance"]], by=by, at=at)
    housing.serve_notices([_notice(row) for row in rooms["notice"]], by=by, at=at)
    owners = {
        row["tenancy_risk_id"]: made.workers[key].pk
        for row in rooms["tenancy_risk"]
        if (key := workers.get(row["support_id"])) and made.workers[key].is_active
    }
    housing.raise_risks([_risk(row, made, owners) for row in rooms["tenancy_risk"]], by=by, at=at)
    housing.act_on_risks([_action(row, owners) for row in rooms["tenancy_risk_action"]], by=by, at=at)
    housing.close_risks(
        [
            {
                "risk": row["tenancy_risk_id"],
                "closed_at": aware(row["closed_at"]),
                "closing_outcome": row["closing_outcome"] or "",
            }
            for row in rooms["tenancy_risk"]
            if row["closed_at"] is not None
        ],
        by=by,
        at=at,
    )
    housing.record_living([_living(row, made) for row in rooms["accommodation_status"]], by=by, at=at)


def _tenancy(row: Row, made: Places, number: int) -> Any:
    private = row["landlord_kind"] == "private"
    return {
        "id": row["tenancy_id"],
        "person": row["person_id"],
        "support": row["support_id"],
        "team": made.teams.get(row["team"]),
        "agreement": "licence" if row["landlord_kind"] == "provider" else "periodic",
        "landlord": LETTINGS[number % len(LETTINGS)] if private else "",
        **{name: row[name] for name in ("settled", "started_on", "ended_on", "last_confirmed_on")},
        **{name: row[name] or "" for name in ("landlord_kind", "status", "end_reason")},
    }


def _balance(row: Row) -> Any:
    return {
        "id": row["rent_balance_id"],
        "tenancy": row["tenancy_id"],
        "balance_on": row["balance_on"],
        "balance": _pounds(row["balance"]),
        "weekly_charge": _pounds(row["weekly_charge"]),
    }


def _notice(row: Row) -> Any:
    return {
        "id": row["notice_id"],
        "tenancy": row["tenancy_id"],
        "served_at": aware(row["served_at"]),
        "kind": row["kind"] or "",
        "ends_on": row["served_on"] + timedelta(days=60),
        "withdrawn_on": row["withdrawn_on"],
    }


def _risk(row: Row, made: Places, owners: Mapping[str, str]) -> Any:
    return {
        "id": row["tenancy_risk_id"],
        "person": row["person_id"],
        "tenancy": row["tenancy_id"],
        "support": row["support_id"],
        "team": made.teams.get(row["team"]),
        "owner": owners.get(row["tenancy_risk_id"]),
        "raised_at": aware(row["raised_at"]),
        "risk_kind": row["risk_kind"],
        "words": SEEN[row["risk_kind"]],
    }


def _action(row: Row, owners: Mapping[str, str]) -> Any:
    return {
        "tenancy_risk": row["tenancy_risk_id"],
        "kind": row["kind"],
        "words": PLANNED[row["kind"]],
        "owner": owners.get(row["tenancy_risk_id"]),
        "opened_at": aware(row["opened_at"]),
        "planned_by_on": row["planned_by_on"],
        "completed_at": aware(row["completed_at"]),
        "abandoned": row["abandoned"],
    }


def _living(row: Row, made: Places) -> Any:
    return {
        "person": row["person_id"],
        "support": row["support_id"],
        "team": made.teams.get(row["team"]),
        "stated_on": row["stated_on"],
        **{name: row[name] for name in ("independent", "notice_served", "overcrowded")},
        **{name: row[name] or "" for name in ("accommodation", "settled")},
    }


def _pounds(amount: float | None) -> Decimal | None:
    return None if amount is None else Decimal(str(amount))
