"""Clocks that begin with wellbeing: feedback in which a person asks for a word."""

from __future__ import annotations

from collections.abc import Iterator

from goldthread.contracts.standards import Asked, Begun, Response, Start
from goldthread.wellbeing.models import Feedback


def _words(asked: Asked) -> Iterator[Begun]:
    """Who asked to be spoken with; seen by those who may see what was said."""
    rows = asked.rows(Feedback, wants_word=True, **asked.unanswered(answered_at__isnull=True))
    for key, person, team, given, answered in rows.values_list(
        "id", "person_id", "support__team_id", "given_at", "answered_at"
    ):
        yield Begun("feedback", key, person, given, team=team, own={"feedback.answered": answered})


STARTS: dict[str, Start] = {"feedback.word_asked": _words}
RESPONSES: dict[str, Response] = {
    "feedback.answered": Response("Speak with the person about their feedback", "feedback.answer")
}
