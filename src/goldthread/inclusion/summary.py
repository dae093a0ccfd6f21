"""What taking part says of a person now, line by line: for the first page of the person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from goldthread.access.scope import Scope
from goldthread.inclusion import queries, rules
from goldthread.inclusion.models import CommunityContact


def summary(person: str, *, seen_by: Scope, at: datetime) -> Iterator[str]:
    """People in the community who are not safe, then the graded plan that runs."""
    rows = CommunityContact.objects.seen_by(seen_by).filter(
        person_id=person, voided=False, ended_on=None, safe=False
    )
    for one in rows.order_by("started_on", "recorded_at", "id"):
        why = f": {rules.CONCERN.label(one.concern).split(':')[0].lower()}" if one.concern else ""
        yield f"▼ In touch with somebody who is judged not safe ({one.who}){why}"
    running = queries.running_plan(person, seen_by=seen_by)
    if running is not None:
        said = f"Graded plan: {running.reached} of {len(running.steps)} steps reached"
        yield f"{said}. Next: {running.next.step.words}" if running.next else said
