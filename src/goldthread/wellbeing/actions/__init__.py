"""The only writers of the room: each says who (`by=`) and when (`at=`), is atomic, and ends by telling."""

from goldthread.wellbeing.actions.feedback import (
    answer_feedback,
    ask_feedback,
    enter_feedback,
    give_feedback,
    open_ask,
    withdraw_ask,
)
from goldthread.wellbeing.actions.mending import VOIDABLE, void_row
from goldthread.wellbeing.actions.questionnaires import (
    ScoreTold,
    confirm_registration,
    record_scores,
    record_swemwbs,
)
from goldthread.wellbeing.actions.ratings import RatingTold, change_rating, rate_outcomes, record_ratings

__all__ = [
    "RatingTold",
    "ScoreTold",
    "VOIDABLE",
    "answer_feedback",
    "ask_feedback",
    "change_rating",
    "confirm_registration",
    "enter_feedback",
    "give_feedback",
    "open_ask",
    "rate_outcomes",
    "record_ratings",
    "record_scores",
    "record_swemwbs",
    "void_row",
    "withdraw_ask",
]
