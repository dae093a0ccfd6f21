"""How homes lie flat: codes, days, amounts and keys. Never a landlord's name or a word anybody wrote."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Q

from goldthread.access.flat import Made, lay
from goldthread.housing.models import (
    AccommodationStatus,
    Notice,
    RentBalance,
    Tenancy,
    TenancyRisk,
    TenancyRiskAction,
)


def pounds(amount: Decimal | None) -> float | None:
    """An amount as facts hold it."""
    return None if amount is None else float(amount)


FLAT = (
    lay(
        TenancyRiskAction,
        "tenancy_risk_action",
        {
            "tenancy_risk_id": "tenancy_risk_id",
            "kind": "kind",
            "opened_at": "opened_at",
            "planned_by_on": "planned_by_on",
            "completed_at": "completed_at",
            "abandoned": "abandoned",
        },
        team="tenancy_risk__team_id",
        leans_on=("person", "tenancy_risk"),
        where=Q(opened_at__isnull=False),  # what is only agreed is no action yet
    ),
    lay(
        TenancyRisk,
        "tenancy_risk",
        {
            "tenancy_id": "tenancy_id",
            "support_id": "support_id",
            "raised_at": "raised_at",
            "risk_kind": "risk_kind",
            "closed_at": "closed_at",
            "closing_outcome": "closing_outcome",
        },
    ),
    lay(
        RentBalance,
        "rent_balance",
        {
            "tenancy_id": "tenancy_id",
            "balance_on": "balance_on",
            "balance": Made(pounds, "balance"),
            "weekly_charge": Made(pounds, "weekly_charge"),
        },
        team="tenancy__team_id",
        leans_on=("person", "tenancy"),
    ),
    lay(
        Notice,
        "notice",
        {
            "tenancy_id": "tenancy_id",
            "served_at": "served_at",
            "kind": "kind",
            "withdrawn_on": "withdrawn_on",
        },
        team="tenancy__team_id",
        leans_on=("person", "tenancy"),
    ),
    lay(
        Tenancy,
        "tenancy",
        {
            "support_id": "support_id",
            "landlord_kind": "landlord_kind",
            "settled": "settled",
            "started_on": "started_on",
            "ended_on": "ended_on",
            "status": "status",
            "last_confirmed_on": "last_confirmed_on",
            "end_reason": "end_reason",
        },
    ),
    lay(
        AccommodationStatus,
        "accommodation_status",
        {
            "support_id": "support_id",
            "stated_on": "stated_on",
            "accommodation": "accommodation",
            "settled": "settled",
            "independent": "independent",
            "notice_served": "notice_served",
            "overcrowded": "overcrowded",
        },
    ),
)
