"""What safety says of a person now, line by line: for the first page of the person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from goldthread.access.scope import Scope
from goldthread.catalogue.tables.codes import SAFEGUARDING_KIND
from goldthread.catalogue.tables.codes_nhs import DELAY_REASON
from goldthread.kernel.words import say_date
from goldthread.safety import rules
from goldthread.safety.models import RiskDecision, SafeguardingConcern, SystemContact


def summary(person: str, *, seen_by: Scope, at: datetime) -> Iterator[str]:
    """Open concerns and stays first, then the restrictions that stand."""
    where = {"person_id": person, "voided": False}
    concerns = SafeguardingConcern.objects.seen_by(seen_by).filter(**where, closed_at=None)
    for one in concerns.order_by("raised_at", "recorded_at", "id"):
        kind = f", {SAFEGUARDING_KIND.label(one.kind).lower()}" if one.kind else ""
        words = rules.CONCERN_WORDS[rules.concern_state_of(one)]
        yield f"▼ Safeguarding concern since {say_date(one.raised_at)}{kind}: {words}"
    open_ones = SystemContact.objects.seen_by(seen_by).filter(
        **where, ended_on=None, kind__in=(*rules.STAYS, rules.DELAY)
    )
    rows = list(open_ones.order_by("happened_at", "recorded_at", "id"))
    blocked = {one.stay_id: one for one in rows if one.kind == rules.DELAY}
    for stay in rows:
        if stay.kind in rules.STAYS:
            yield _stay(stay, blocked.get(stay.pk))
    standing = RiskDecision.objects.seen_by(seen_by).filter(**where, ended_on=None, kind="restriction")
    for decision in standing.order_by("decided_at", "recorded_at", "id"):
        again = f", looked at again on {say_date(decision.review_due_on)}" if decision.review_due_on else ""
        yield f"A restriction stands since {say_date(decision.decided_at)}{again}"


def _stay(stay: SystemContact, blocked: SystemContact | None) -> str:
    where = f", {stay.place}" if stay.place else ""
    what = "Placed out of area" if stay.kind == rules.AWAY else "On a ward"
    said = f"▼ {what} since {say_date(stay.happened_at)}{where}"
    if blocked is None:
        return said
    return (
        f"{said}. Ready to leave since {say_date(blocked.happened_at)} and blocked: "
        f"{DELAY_REASON.label(blocked.delay_reason)}"
    )
