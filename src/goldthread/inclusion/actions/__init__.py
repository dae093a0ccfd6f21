"""The only writers of the room: each says who (`by=`) and when (`at=`), is atomic, and ends by telling."""

from goldthread.inclusion.actions.exposure import (
    ExposureTold,
    StepTold,
    add_step,
    agree_exposure,
    agree_exposures,
    change_step,
    drop_step,
    end_exposure,
    reach_step,
    review_exposure,
)
from goldthread.inclusion.actions.isolation import IsolationTold, measure_isolation, measure_isolations
from goldthread.inclusion.actions.mending import VOIDABLE, void_row
from goldthread.inclusion.actions.taking_part import (
    ActivityTold,
    CommunityTold,
    attend_activities,
    attend_activity,
    confirm_contact,
    end_contact,
    judge_contact,
    start_contact,
    start_contacts,
)

__all__ = [
    "ActivityTold",
    "CommunityTold",
    "ExposureTold",
    "IsolationTold",
    "StepTold",
    "VOIDABLE",
    "add_step",
    "agree_exposure",
    "agree_exposures",
    "attend_activities",
    "attend_activity",
    "change_step",
    "confirm_contact",
    "drop_step",
    "end_contact",
    "end_exposure",
    "judge_contact",
    "measure_isolation",
    "measure_isolations",
    "reach_step",
    "review_exposure",
    "start_contact",
    "start_contacts",
    "void_row",
]
