"""What wellbeing tells of a person on their timeline: that they were asked; scores stay on their own page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from goldthread.access.scope import Scope
from goldthread.kernel.instants import civil_date
from goldthread.people.timeline import Happening, Lane
from goldthread.wellbeing.models import Feedback, OutcomeRating, QuestionnaireScore


def timeline(person: str, *, seen_by: Scope, at: datetime) -> Iterator[Happening]:
    """Days on which outcomes were rated, questionnaires filled in and feedback given, by one person."""
    where = {"person_id": person, "voided": False}
    rated = OutcomeRating.objects.seen_by(seen_by).filter(**where).values_list("rated_on", "baseline")
    days: dict[date, bool] = {}
    for day, baseline in rated:
        days[day] = days.get(day, False) or baseline is True
    for day in sorted(days):
        words = "Outcomes rated: the baseline" if days[day] else "Outcomes rated"
        yield Happening(Lane.SUPPORT, day, words, shape="ring")
    scores = QuestionnaireScore.objects.seen_by(seen_by).filter(**where)
    for tool, day in scores.values_list("tool", "completed_on"):
        yield Happening(Lane.SUPPORT, day, f"{tool} filled in", shape="ring")
    for moment in Feedback.objects.seen_by(seen_by).filter(**where).values_list("given_at", flat=True):
        yield Happening(Lane.SUPPORT, civil_date(moment), "Feedback given", shape="ring")
