"""What was decided on people whom another organisation knows too; of the other, only what it said."""

from __future__ import annotations

from goldthread.access.models import Organisation
from goldthread.access.rules import May
from goldthread.access.scope import Scope
from goldthread.people.models import MatchDecision


def matches(key: str, *, seen_by: Scope) -> list[MatchDecision]:
    """What was asked and decided about a person: of each pair the decision that stands, the newest first."""
    rows = MatchDecision.objects.seen_by(seen_by).filter(person_id=key, voided=False)
    ordered = rows.select_related("partner", "decided_by").order_by("asked_at", "recorded_at", "id")
    latest = {one.pair: one for one in ordered}
    return sorted(latest.values(), key=lambda one: one.asked_at, reverse=True)


def matches_to_decide(*, seen_by: Scope) -> list[MatchDecision]:
    """What another organisation asks and nobody here has decided; the oldest first. For those who may."""
    if not seen_by.may(May.MATCH):
        return []
    rows = MatchDecision.objects.seen_by(seen_by).filter(same=None, voided=False)
    return list(rows.select_related("person", "partner").order_by("asked_at", "recorded_at", "id"))


def match(key: str, *, seen_by: Scope) -> MatchDecision | None:
    """One decision; None beyond the scope."""
    rows = MatchDecision.objects.seen_by(seen_by).filter(pk=key, voided=False)
    found: MatchDecision | None = rows.select_related("person", "partner").first()
    return found


def partners(*, seen_by: Scope) -> list[Organisation]:
    """Other organisations, whose records a person here may also have."""
    return list(Organisation.objects.exclude(pk=seen_by.organisation_id))
