"""Words of wellbeing for the templates of this room."""

from __future__ import annotations

from functools import partial
from typing import Any

from goldthread.catalogue.tables.codes import OUTCOME_DOMAIN, SCORE_STAGE
from goldthread.measures.statistics import swemwbs_reason
from goldthread.web.look.saying import answer
from goldthread.wellbeing import rules
from goldthread.wellbeing.models import ITEMS, FeedbackAsk, OutcomeRating, QuestionnaireScore

LISTS = {
    "domain": OUTCOME_DOMAIN,
    "stage": SCORE_STAGE,
    "often": rules.FREQUENCY,
    "channel": rules.CHANNEL,
}


def label(which: str, code: str) -> str:
    """The label of a code; "not answered" of a blank."""
    return str(LISTS[which].label(code)) if code else "not answered"


def rated(row: OutcomeRating) -> str:
    """3: takes part after a reminder; on another scale the number alone."""
    if row.scale != rules.SCALE:
        return f"{row.rating} on {row.scale or 'a scale nobody named'}"
    words = rules.anchor(row.domain, row.rating)
    return f"{row.rating}: {words[:1].lower()}{words[1:]}"


def scored(row: QuestionnaireScore) -> str:
    """The score, or why there is none."""
    if row.score is not None:
        return f"{row.score:.2f}"
    answers = [getattr(row, name) for name in ITEMS]
    if row.tool == rules.SWEMWBS and any(one is not None for one in answers):
        return f"no score. {swemwbs_reason(answers) or ''}".strip()
    return "no score"


def asked(row: FeedbackAsk, today: Any) -> str:
    """Where an asking stands."""
    if row.used_at is not None:
        return "answered"
    if today > row.expires_on:
        return "closed without an answer"
    return "open"


def said(**more: Any) -> dict[str, Any]:
    """What every template of this room may say."""
    words = {
        "label": label,
        "rated": rated,
        "scored": scored,
        "asked": asked,
        "yes_no": partial(answer, unknown="not answered"),
        "questions": rules.QUESTIONS,
    }
    return {"well_words": words, **more}
