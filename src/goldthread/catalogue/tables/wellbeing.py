"""Ratings of outcome domains and scores of questionnaires."""

from __future__ import annotations

from goldthread.catalogue.tables.codes import OUTCOME_DOMAIN, SCORE_STAGE
from goldthread.catalogue.tables.makers import record
from goldthread.measures.tables import Privacy, boolean, code, date, integer, number, ref, text

outcome_ratings = record(
    "outcome_rating",
    "A rating of one domain of a person's life: higher is better.",
    ref("support_id", "support", "The support it was made in."),
    date("rated_on", "The day.", required=True),
    code("domain", OUTCOME_DOMAIN, "The domain.", required=True),
    integer(
        "rating",
        "The rating on the service's scale.",
        unit="points",
        required=True,
        privacy=Privacy.SENSITIVE,
    ),
    boolean("baseline", "It is the baseline."),
    text("scale", "Name of the scale.", privacy=Privacy.OPEN),
    happens="rated_on",
)

questionnaire_scores = record(
    "questionnaire_score",
    "A questionnaire filled in by a person.",
    ref("support_id", "support", "The support it was filled in during."),
    text("tool", "Name of the questionnaire, such as SWEMWBS.", required=True, privacy=Privacy.OPEN),
    code("stage", SCORE_STAGE, "When in the support it was filled in."),
    date("completed_on", "The day it was filled in.", required=True),
    integer("items_answered", "How many questions were answered.", unit="questions", lowest=0),
    number(
        "raw_score",
        "Sum of the answers; blank when questions are missing.",
        unit="points",
        privacy=Privacy.SENSITIVE,
    ),
    number(
        "score",
        "The score to compare: for SWEMWBS the metric score.",
        unit="points",
        privacy=Privacy.SENSITIVE,
    ),
    happens="completed_on",
)
