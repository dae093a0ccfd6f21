"""What the first page of a person says of their home, in a few lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from goldthread.access.scope import Scope
from goldthread.catalogue.tables.codes import NOTICE_KIND, TENANCY_RISK_KIND
from goldthread.housing.models import Notice, RentBalance, Tenancy, TenancyRisk
from goldthread.housing.rules import trend
from goldthread.kernel.words import say_date, say_money

LATEST = 2  # balances, enough to see where they go


def summary(person: str, *, seen_by: Scope, at: datetime) -> Iterator[str]:
    """Risks and notices first, then since when there is a home and what is owed on it."""
    where = {"person_id": person, "voided": False}
    risks = TenancyRisk.objects.seen_by(seen_by).filter(**where, closed_at=None, raised_at__lte=at)
    for risk in risks.order_by("raised_at", "recorded_at", "id"):
        kind = TENANCY_RISK_KIND.label(risk.risk_kind).lower()
        yield f"▼ Home at risk since {say_date(risk.raised_at)}: {kind}"
    held = list(Tenancy.objects.seen_by(seen_by).filter(**where, ended_on=None).exclude(status="ended"))
    if not held:
        return
    notices = Notice.objects.seen_by(seen_by).filter(tenancy__in=held, withdrawn_on=None, voided=False)
    for notice in notices.order_by("served_at", "recorded_at", "id"):
        kind = NOTICE_KIND.label(notice.kind) if notice.kind else "Notice"
        ends = f", to leave by {say_date(notice.ends_on)}" if notice.ends_on else ""
        yield f"▼ {kind} served {say_date(notice.served_at)}{ends}"
    for home in held:
        yield _home(home, seen_by)


def _home(home: Tenancy, seen_by: Scope) -> str:
    known = home.status == "held"
    said = f"At home since {say_date(home.started_on)}"
    if not known:
        said = f"Tenancy since {say_date(home.started_on)}, not known whether it is held"
    rows = RentBalance.objects.seen_by(seen_by).filter(tenancy=home, voided=False).order_by("-balance_on")
    owed = list(rows.values_list("balance_on", "balance")[:LATEST])
    if owed and owed[0][1] > 0:
        goes = trend(owed)
        said += f", {say_money(owed[0][1])} owed{f' {goes.shape} {goes.word}' if goes else ''}"
    return said
