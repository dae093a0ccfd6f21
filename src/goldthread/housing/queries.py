"""What may be asked of homes. Every query says who asks, and answers only what they may see.

A page that shows what comes back tells the ledger whom it shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F

from goldthread.access.models import Team, Worker
from goldthread.access.rules import Reach
from goldthread.access.scope import Scope
from goldthread.housing import rules
from goldthread.housing.models import (
    AccommodationStatus,
    Inspection,
    Notice,
    RentBalance,
    Tenancy,
    TenancyComplaint,
    TenancyRisk,
    TenancyRiskAction,
)
from goldthread.housing.rules import RiskState, Trend

PAGE = 100


@dataclass(frozen=True)
class TenancyWhole:
    """A tenancy with all that happened to it, newest first; balances oldest first, as they are drawn."""

    tenancy: Tenancy
    balances: Sequence[RentBalance]
    notices: Sequence[Notice]
    inspections: Sequence[Inspection]
    complaints: Sequence[TenancyComplaint]
    risks: Sequence[TenancyRisk]

    @property
    def owed(self) -> Decimal | None:
        """What is owed by the last balance."""
        return self.balances[-1].balance if self.balances else None

    @property
    def trend(self) -> Trend | None:
        """Where it goes."""
        return rules.trend([(one.balance_on, one.balance) for one in self.balances])

    @property
    def threatened(self) -> bool:
        """Whether a notice stands on it."""
        return self.tenancy.ended_on is None and any(one.withdrawn_on is None for one in self.notices)


@dataclass(frozen=True)
class Home:
    """A person's homes, newest first, where they said they live, and risks of a home still to come."""

    tenancies: Sequence[TenancyWhole]
    living: Sequence[AccommodationStatus]
    other_risks: Sequence[TenancyRisk]


def home(person: str, *, seen_by: Scope) -> Home:
    """All that is known of a person's homes."""
    rows = _of(Tenancy, person, seen_by).select_related("team")
    rows = rows.order_by(F("ended_on").desc(nulls_first=True), "-started_on", "-recorded_at", "-id")
    living = _of(AccommodationStatus, person, seen_by).order_by("-stated_on", "-recorded_at", "-id")
    apart = _of(TenancyRisk, person, seen_by).filter(tenancy=None).select_related("owner")
    return Home(
        _whole(list(rows), seen_by), list(living), list(apart.order_by("-raised_at", "-recorded_at", "-id"))
    )


def tenancy(key: str, *, seen_by: Scope) -> TenancyWhole | None:
    """One tenancy, whole; None beyond the scope."""
    rows = list(
        Tenancy.objects.seen_by(seen_by).filter(pk=key, voided=False).select_related("person", "team")
    )
    return next(iter(_whole(rows, seen_by)), None)


def tenancies_held(person: str, *, seen_by: Scope) -> list[Tenancy]:
    """Tenancies of a person that have no end."""
    return list(
        _of(Tenancy, person, seen_by).filter(ended_on=None).order_by("-started_on", "-recorded_at", "-id")
    )


def _whole(rows: Sequence[Tenancy], seen_by: Scope) -> list[TenancyWhole]:
    keys = [row.pk for row in rows]

    def parts(model: Any, *order: str) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = defaultdict(list)
        for one in model.objects.seen_by(seen_by).filter(tenancy_id__in=keys, voided=False).order_by(*order):
            found[one.tenancy_id].append(one)
        return found

    balances, notices = parts(RentBalance, "balance_on"), parts(Notice, "-served_at", "-recorded_at", "-id")
    looks, complaints = (
        parts(Inspection, "-due_on", "-recorded_at", "-id"),
        parts(TenancyComplaint, "-received_on", "-recorded_at", "-id"),
    )
    risks = parts(TenancyRisk, "-raised_at", "-recorded_at", "-id")
    return [
        TenancyWhole(row, balances[row.pk], notices[row.pk], looks[row.pk], complaints[row.pk], risks[row.pk])
        for row in rows
    ]


def row(model: Any, key: str, *, seen_by: Scope) -> Any:
    """One row of this room with its person, and its tenancy where it has one; None beyond the scope."""
    hangs = [name for name in ("person", "tenancy", "tenancy_risk") if hasattr(model, name)]
    return model.objects.seen_by(seen_by).filter(pk=key, voided=False).select_related(*hangs).first()


# --- the register


@dataclass(frozen=True)
class RegisterRow:
    """One risk as the register and the huddle show it."""

    risk: TenancyRisk
    state: RiskState
    actions: Sequence[TenancyRiskAction]
    owed: Decimal | None = None
    trend: Trend | None = None
    notice: Notice | None = None
    decisions: Sequence[Any] = field(default_factory=tuple)

    @property
    def running(self) -> list[TenancyRiskAction]:
        """Actions agreed or begun, and not over; the plan is not one of them."""
        return [
            one
            for one in self.actions
            if one.kind != rules.PLAN and one.completed_at is None and not one.abandoned
        ]

    @property
    def person(self) -> str:
        """The key of the person."""
        return str(self.risk.person_id)


def register(*, seen_by: Scope, team: str | None = None, closed: bool = False, size: int = PAGE) -> list[Any]:
    """Risks of the reader's teams, or of one: open ones oldest first, else the last closed."""
    rows = TenancyRisk.objects.seen_by(seen_by).filter(voided=False, closed_at__isnull=not closed)
    if team is not None:
        rows = rows.filter(team_id=team)
    elif seen_by.reach is not Reach.ORGANISATION:
        rows = rows.filter(team_id__in=seen_by.teams)
    rows = (
        rows.order_by("-closed_at", "-recorded_at", "-id")
        if closed
        else rows.order_by("raised_at", "recorded_at", "id")
    )
    return register_rows(rows[:size], seen_by=seen_by)


def register_rows(risks: Any, *, seen_by: Scope) -> list[RegisterRow]:
    """Risks with what was done about them and what the rent account says: four queries, however many."""
    listed = list(risks.select_related("person", "owner", "tenancy", "team"))
    keys = [one.pk for one in listed]
    homes = [one.tenancy_id for one in listed if one.tenancy_id]
    actions: dict[str, list[TenancyRiskAction]] = defaultdict(list)
    found = TenancyRiskAction.objects.seen_by(seen_by).filter(tenancy_risk_id__in=keys, voided=False)
    for one in found.select_related("owner").order_by("agreed_at", "recorded_at", "id"):
        actions[one.tenancy_risk_id].append(one)
    balances: dict[str, list[tuple[date, Decimal]]] = defaultdict(list)
    owed = RentBalance.objects.seen_by(seen_by).filter(tenancy_id__in=homes, voided=False)
    for home_, day, amount in owed.order_by("balance_on").values_list("tenancy_id", "balance_on", "balance"):
        balances[home_].append((day, amount))
    notices: dict[str, Notice] = {}
    for notice in Notice.objects.seen_by(seen_by).filter(
        tenancy_id__in=homes, voided=False, withdrawn_on=None
    ):
        notices[notice.tenancy_id] = notice
    return [
        RegisterRow(
            risk=one,
            state=rules.risk_state(
                (each.kind for each in actions[one.pk] if each.opened_at), closed=one.closed_at is not None
            ),
            actions=actions[one.pk],
            owed=balances[one.tenancy_id][-1][1] if balances[one.tenancy_id] else None,
            trend=rules.trend(balances[one.tenancy_id]),
            notice=notices.get(one.tenancy_id or ""),
        )
        for one in listed
    ]


def risk(key: str, *, seen_by: Scope) -> RegisterRow | None:
    """One risk as the register shows it; None beyond the scope."""
    rows = TenancyRisk.objects.seen_by(seen_by).filter(pk=key, voided=False)
    return next(iter(register_rows(rows, seen_by=seen_by)), None)


def arrears(whole: TenancyWhole, *, on: date, seen_by: Scope) -> Decimal | None:
    """What was owed on a day by the last balance before it; None where nobody knows or beyond the scope."""
    if whole.tenancy.organisation_id != seen_by.organisation_id:
        return None
    known = [one.balance for one in whole.balances if one.balance_on <= on]
    return known[-1] if known else None


# --- choices


def teams(*, seen_by: Scope) -> list[Team]:
    """Teams whose register the reader may open."""
    found = Team.objects.filter(organisation_id=seen_by.organisation_id).select_related("service")
    if seen_by.reach is not Reach.ORGANISATION:
        found = found.filter(pk__in=seen_by.teams)
    return list(found)


def workers(*, seen_by: Scope, team: str | None = None, at: datetime | None = None) -> list[Worker]:
    """Who may own a risk: colleagues who work here now; of a team those with a post in it come first."""
    found = Worker.objects.filter(organisation_id=seen_by.organisation_id, is_active=True)
    listed = list(found.order_by("name", "id"))
    if team is None:
        return listed
    mine = set(found.filter(posts__team_id=team, posts__ended_on=None).values_list("pk", flat=True))
    return sorted(listed, key=lambda one: one.pk not in mine)


def _of(model: Any, person: str, seen_by: Scope) -> Any:
    return model.objects.seen_by(seen_by).filter(person_id=person, voided=False)
