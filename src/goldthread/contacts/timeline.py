"""What contacts have to tell of a person: minutes, warnings, step-ups and their reviews, welfare checks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from goldthread.access.scope import Scope
from goldthread.catalogue.tables.codes import MILESTONE, WARNING_KIND
from goldthread.contacts.models import (
    Contact,
    EarlyWarning,
    Milestone,
    StepEpisode,
    StepReview,
    WelfareCheck,
)
from goldthread.kernel.instants import civil_date
from goldthread.people.timeline import Happening, Lane


def timeline(person: str, *, seen_by: Scope, at: datetime) -> Iterator[Happening]:
    """Contacts, warnings, step-ups, milestones and welfare checks of one person."""
    where = {"person_id": person, "voided": False}
    made = Contact.objects.seen_by(seen_by).filter(**where, two_way=True, happened_at__lte=at)
    for when, minutes in made.values_list("happened_at", "minutes"):
        yield Happening(Lane.MINUTES, civil_date(when), "Contact", minutes=minutes or 0)
    for warning in EarlyWarning.objects.seen_by(seen_by).filter(**where):
        crossed = bool(warning.threshold_crossed)
        words = f"Early warning: {WARNING_KIND.label(warning.kind).lower()}"
        words += ", threshold crossed" if crossed else ""
        shape = "up" if crossed else "circle"
        yield Happening(Lane.WARNING, civil_date(warning.raised_at), words, shape=shape, alarm=crossed)
    for step in StepEpisode.objects.seen_by(seen_by).filter(**where):
        first = civil_date(step.opened_at)
        yield Happening(Lane.STEP_UP, first, "Support stepped up", span=True, last=step.ended_on)
    for review in StepReview.objects.seen_by(seen_by).filter(**where):
        words = "Step-up reviewed by a senior" if review.senior else "Step-up reviewed"
        yield Happening(Lane.STEP_UP, review.reviewed_on, words, shape="diamond")
    for reached in Milestone.objects.seen_by(seen_by).filter(**where):
        words = f"Milestone: {MILESTONE.label(reached.kind).lower()}"
        yield Happening(Lane.STEP_UP, reached.reached_on, words, shape="down")
    for check in WelfareCheck.objects.seen_by(seen_by).filter(**where):
        day = civil_date(check.opened_at)
        yield Happening(Lane.CRISIS, day, "Welfare check asked for", shape="up", alarm=True)
        if check.answered_at is not None:
            yield Happening(Lane.CRISIS, civil_date(check.answered_at), "Welfare check made", shape="ring")
