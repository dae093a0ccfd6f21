"""What safety tells of a person on their timeline: crises, stays, delays, incidents, concerns, decisions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from goldthread.access.scope import Scope
from goldthread.catalogue.tables.codes import SAFEGUARDING_KIND, SEVERITY, SYSTEM_CONTACT_KIND
from goldthread.kernel.instants import civil_date
from goldthread.people.timeline import Happening, Lane
from goldthread.safety import rules
from goldthread.safety.models import Incident, RiskDecision, RiskPlan, SafeguardingConcern, SystemContact


def timeline(person: str, *, seen_by: Scope, at: datetime) -> Iterator[Happening]:
    """Stays, crises, concerns, incidents and decisions of one person."""
    where = {"person_id": person, "voided": False}
    for row in SystemContact.objects.seen_by(seen_by).filter(**where):
        yield from _of_contact(row)
    for concern in SafeguardingConcern.objects.seen_by(seen_by).filter(**where):
        yield from _of_concern(concern)
    for incident in Incident.objects.seen_by(seen_by).filter(**where):
        words = f"Incident: {rules.INCIDENT_KIND.label(incident.kind).lower()}"
        if incident.severity:
            words += f", {_harm(incident.severity)}"
        serious = incident.severity in rules.SERIOUS
        yield Happening(Lane.RISK, civil_date(incident.happened_at), words, shape="down", alarm=serious)
    for plan in RiskPlan.objects.seen_by(seen_by).filter(**where, setting=rules.WARD):
        yield Happening(Lane.RISK, civil_date(plan.agreed_at), "Risk on the ward told", shape="ring")
    for decision in RiskDecision.objects.seen_by(seen_by).filter(**where):
        words = rules.DECISION_KIND.label(decision.kind).split(",")[0]
        yield Happening(Lane.RISK, civil_date(decision.decided_at), words, shape="diamond")


def _harm(severity: str) -> str:
    said = SEVERITY.label(severity).lower()
    return said if severity in ("none", "death") else f"{said} harm"


def _of_contact(row: SystemContact) -> Iterator[Happening]:
    said, day = SYSTEM_CONTACT_KIND.label(row.kind), civil_date(row.happened_at)
    if row.kind in rules.STAYS:
        yield Happening(Lane.CRISIS, day, said, span=True, last=row.ended_on)
    elif row.kind == rules.DELAY:
        why = ": housing" if rules.housing_blocks(row.delay_reason) else ""
        yield Happening(Lane.CRISIS, day, f"Ready to leave, discharge blocked{why}", shape="up", alarm=True)
    elif row.kind == rules.DISCHARGE:
        yield Happening(Lane.CRISIS, day, said, shape="ring")
    else:
        yield Happening(Lane.CRISIS, day, said, shape="diamond", alarm=True)


def _of_concern(row: SafeguardingConcern) -> Iterator[Happening]:
    kind = f": {SAFEGUARDING_KIND.label(row.kind).lower()}" if row.kind else ""
    yield Happening(
        Lane.RISK, civil_date(row.raised_at), f"Safeguarding concern{kind}", shape="up", alarm=True
    )
    if row.closed_at is not None:
        yield Happening(Lane.RISK, civil_date(row.closed_at), "Safeguarding concern closed", shape="ring")
