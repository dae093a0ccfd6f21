"""What inclusion tells of a person on their timeline; never whom they are in touch with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from goldthread.access.scope import Scope
from goldthread.catalogue.tables.codes import PARTICIPATION
from goldthread.inclusion.models import (
    Activity,
    CommunityContact,
    ExposurePlan,
    ExposureStep,
    IsolationMeasure,
)
from goldthread.inclusion.rules import ACTIVITY, CONCERN
from goldthread.people.timeline import Happening, Lane


def timeline(person: str, *, seen_by: Scope, at: datetime) -> Iterator[Happening]:
    """Measures, graded plans and their steps, activities and contacts judged not safe, of one person."""
    where = {"person_id": person, "voided": False}
    for measure in IsolationMeasure.objects.seen_by(seen_by).filter(**where):
        how = f": {PARTICIPATION.label(measure.participation).lower()}" if measure.participation else ""
        words = f"Taking part, baseline{how}" if measure.baseline else f"Taking part{how}"
        yield Happening(Lane.SUPPORT, measure.measured_on, words, shape="diamond")
    for plan in ExposurePlan.objects.seen_by(seen_by).filter(**where):
        yield Happening(Lane.PLAN, plan.agreed_on, "Graded exposure plan", span=True, last=plan.ended_on)
    steps = ExposureStep.objects.seen_by(seen_by).filter(**where, plan__voided=False)
    for place, reached in steps.filter(reached_on__isnull=False).values_list("place", "reached_on"):
        yield Happening(Lane.PLAN, reached, f"Step {place} of the graded plan reached", shape="up")
    for done in Activity.objects.seen_by(seen_by).filter(**where):
        how = f", {PARTICIPATION.label(done.participation).lower()}" if done.participation else ""
        words = f"{ACTIVITY.label(done.kind)}{how}"
        wrong = done.went_wrong is True
        shape = "down" if wrong else "circle"
        yield Happening(Lane.SUPPORT, done.attended_on, words, shape=shape, alarm=wrong)
    unsafe = CommunityContact.objects.seen_by(seen_by).filter(**where, safe=False)
    for concern, judged, began in unsafe.values_list("concern", "judged_on", "started_on"):
        why = f": {CONCERN.label(concern).split(':')[0].lower()}" if concern else ""
        yield Happening(
            Lane.RISK, judged or began, f"Contact judged not safe{why}", shape="diamond", alarm=True
        )
