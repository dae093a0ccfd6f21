"""What homes tell of a person on their timeline: held and lost, notices, risks and how they closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from goldthread.access.scope import Scope
from goldthread.catalogue.tables.codes import NOTICE_KIND, RISK_CLOSING, TENANCY_END, TENANCY_RISK_KIND
from goldthread.housing.models import Inspection, Notice, Tenancy, TenancyRisk
from goldthread.housing.rules import INSPECTION_RESULT
from goldthread.kernel.instants import civil_date
from goldthread.people.timeline import Happening, Lane

_BAD_ENDS = ("eviction", "abandonment", "forced_move")


def timeline(person: str, *, seen_by: Scope, at: datetime) -> Iterator[Happening]:
    """Tenancies, notices, risks and inspections of one person."""
    where = {"person_id": person, "voided": False}
    for tenancy in Tenancy.objects.seen_by(seen_by).filter(**where):
        yield Happening(Lane.HOME, tenancy.started_on, "Tenancy", span=True, last=tenancy.ended_on)
        if tenancy.ended_on is not None and tenancy.end_reason:
            why = TENANCY_END.label(tenancy.end_reason).split(":")[0].lower()
            lost = tenancy.end_reason in _BAD_ENDS
            words = f"Tenancy ended: {why}"
            yield Happening(Lane.HOME, tenancy.ended_on, words, shape="down" if lost else "ring", alarm=lost)
    for notice in Notice.objects.seen_by(seen_by).filter(**where):
        yield from _of_notice(notice)
    for risk in TenancyRisk.objects.seen_by(seen_by).filter(**where):
        yield from _of_risk(risk)
    for look in Inspection.objects.seen_by(seen_by).filter(**where, held_on__isnull=False):
        bad = look.result == "not_passed"
        words = f"Inspection: {INSPECTION_RESULT.label(look.result).lower()}"
        yield Happening(Lane.HOME, look.held_on, words, shape="diamond", alarm=bad)


def _of_notice(notice: Notice) -> Iterator[Happening]:
    said = NOTICE_KIND.label(notice.kind) if notice.kind else "Formal notice"
    yield Happening(Lane.HOME, civil_date(notice.served_at), f"{said} served", shape="down", alarm=True)
    if notice.withdrawn_on is not None:
        yield Happening(Lane.HOME, notice.withdrawn_on, f"{said} withdrawn", shape="up")


def _of_risk(risk: TenancyRisk) -> Iterator[Happening]:
    if risk.closing_outcome == "raised_in_error":
        return
    kind = TENANCY_RISK_KIND.label(risk.risk_kind).lower()
    yield Happening(
        Lane.HOME, civil_date(risk.raised_at), f"Home at risk: {kind}", shape="diamond", alarm=True
    )
    if risk.closed_at is not None:
        how = f": {RISK_CLOSING.label(risk.closing_outcome).lower()}" if risk.closing_outcome else ""
        lost = risk.closing_outcome in ("tenancy_lost", "not_resolved")
        yield Happening(
            Lane.HOME, civil_date(risk.closed_at), f"Risk to the home closed{how}", shape="ring", alarm=lost
        )
