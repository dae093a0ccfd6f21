"""Which code list each column answers to, and the column whose day the codes are checked on."""

from __future__ import annotations

from goldthread.access.rows import Row
from goldthread.catalogue.tables.codes import OUTCOME_DOMAIN, SCORE_STAGE
from goldthread.people.codes import Coded
from goldthread.wellbeing import models, rules

CODED: dict[type[Row], Coded] = {
    models.OutcomeRating: Coded({"domain": OUTCOME_DOMAIN}, "rated_on"),
    models.QuestionnaireScore: Coded({"stage": SCORE_STAGE}, "completed_on"),
    models.FeedbackAsk: Coded({"channel": rules.CHANNEL}, "asked_at"),
    models.Feedback: Coded(
        {"channel": rules.CHANNEL, **dict.fromkeys(rules.QUESTIONS, rules.FREQUENCY)}, "given_at"
    ),
}
