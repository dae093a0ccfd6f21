"""How wellbeing lies flat: domains, ratings and scores. Never an answer to a single question."""

from __future__ import annotations

from goldthread.access.flat import lay
from goldthread.wellbeing.models import OutcomeRating, QuestionnaireScore

FLAT = (
    lay(
        OutcomeRating,
        "outcome_rating",
        {
            "support_id": "support_id",
            "rated_on": "rated_on",
            "domain": "domain",
            "rating": "rating",
            "baseline": "baseline",
            "scale": "scale",
        },
        team="support__team_id",
        leans_on=("person", "support"),
    ),
    lay(
        QuestionnaireScore,
        "questionnaire_score",
        {
            "support_id": "support_id",
            "tool": "tool",
            "stage": "stage",
            "completed_on": "completed_on",
            "items_answered": "items_answered",
            "raw_score": "raw_score",
            "score": "score",
        },
        team="support__team_id",
        leans_on=("person", "support"),
    ),
)
