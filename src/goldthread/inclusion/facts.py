"""How inclusion lies flat: codes, days and hours. Never who somebody is in touch with."""

from __future__ import annotations

from decimal import Decimal

from goldthread.access.flat import Made, lay
from goldthread.inclusion.models import Activity, CommunityContact, IsolationMeasure


def hours(number: Decimal | None) -> float | None:
    """Hours as facts hold them."""
    return None if number is None else float(number)


FLAT = (
    lay(
        IsolationMeasure,
        "isolation_measure",
        {
            "support_id": "support_id",
            "measured_on": "measured_on",
            "baseline": "baseline",
            "participation": "participation",
            "travel": "travel",
            "contacts_initiated": "contacts_initiated",
            "usual_recovery_hours": Made(hours, "usual_recovery_hours"),
        },
        team="support__team_id",
        leans_on=("person", "support"),
    ),
    lay(
        Activity,
        "activity",
        {
            "support_id": "support_id",
            "attended_on": "attended_on",
            "kind": "kind",
            "participation": "participation",
            "recovery_hours": Made(hours, "recovery_hours"),
        },
        team="support__team_id",
        leans_on=("person", "support"),
    ),
    lay(
        CommunityContact,
        "community_contact",
        {
            "support_id": "support_id",
            "started_on": "started_on",
            "ended_on": "ended_on",
            "last_confirmed_on": "last_confirmed_on",
            "safe": "safe",
        },
        team="support__team_id",
        leans_on=("person", "support"),
    ),
)
