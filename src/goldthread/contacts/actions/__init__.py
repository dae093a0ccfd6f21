"""The only writers of the room: each says who (`by=`) and when (`at=`), is atomic, and ends by telling."""

from goldthread.contacts.actions.consenting import Sharing
from goldthread.contacts.actions.mending import correct_contact, void_contact
from goldthread.contacts.actions.recording import (
    NewContact,
    Recorded,
    Seen,
    record_contact,
    record_contacts,
)
from goldthread.contacts.actions.shifts import (
    answer_welfare_check,
    drop_draft,
    keep_draft,
    read_handover,
    write_handover,
)
from goldthread.contacts.actions.stepping import (
    NewMilestone,
    NewReview,
    NewStepUp,
    NewWarning,
    act_on_warning,
    agree_step_down,
    check_in,
    end_step_up,
    open_step_up,
    open_step_ups,
    raise_warnings,
    reach_milestone,
    reach_milestones,
    record_step_action,
    review_step_up,
    review_step_ups,
)

__all__ = [
    "NewContact",
    "NewMilestone",
    "NewReview",
    "NewStepUp",
    "NewWarning",
    "Recorded",
    "Seen",
    "Sharing",
    "act_on_warning",
    "agree_step_down",
    "answer_welfare_check",
    "check_in",
    "correct_contact",
    "drop_draft",
    "end_step_up",
    "keep_draft",
    "open_step_up",
    "open_step_ups",
    "raise_warnings",
    "reach_milestone",
    "reach_milestones",
    "read_handover",
    "record_contact",
    "record_contacts",
    "record_step_action",
    "review_step_up",
    "review_step_ups",
    "void_contact",
    "write_handover",
]
