"""What may be said of taking part, and where a graded exposure plan stands: data and sentences. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from goldthread.kernel.refusals import Refused
from goldthread.measures.tables import codes

CONFIRMED_EVERY = (
    91  # days, ours: a community contact that nobody confirmed for so long is not known to be live
)
MOST_STEPS = 20
MOST_HOURS = 999  # hours of recovery: six weeks; more is a slip of the keys
TWICE = 2  # ours: a step done twice at its level may be called reached

ACTIVITY = codes(
    "Activity",
    {
        "outdoors": "Going out of doors, such as a walk",
        "shopping": "Shopping or an errand",
        "cafe": "A café or a meal out",
        "group": "A group or club",
        "sport": "Sport or exercise",
        "culture": "Library, museum, music or film",
        "faith": "A place of worship or faith group",
        "course": "A course or class",
        "volunteering": "Volunteering",
        "visit": "Seeing friends or family",
        "appointment": "An appointment",
        "travel": "Travelling, for its own sake",
        "other": "Other",
    },
)
COMMUNITY_KIND = codes(
    "Who they are to the person",
    {
        "family": "Family",
        "friend": "Friend",
        "partner": "Partner",
        "neighbour": "Neighbour",
        "group": "Somebody of a group or club",
        "faith": "Somebody of a faith group",
        "work": "Somebody known from work",
        "online": "Known online only",
        "other": "Other",
    },
)
CONCERN = codes(
    "What the concern is",
    {
        "exploitation": "Exploitation: money, home, drugs or work",
        "coercion": "Pressure or control",
        "violence": "Violence or threats",
        "substances": "Drugs or alcohol",
        "online": "Harm online",
        "other": "Other",
    },
)
EXPOSURE_END = codes(
    "Why the plan ended",
    {
        "reached": "Its aim was reached",
        "changed": "Another plan follows",
        "person_stopped": "The person chose to stop",
        "unwell": "The person is too unwell for now",
        "support_ended": "Support ended",
    },
)
_RANK = {"none": 0, "accompanied": 1, "prompted": 2, "independent": 3}


class StepState(StrEnum):
    """Where a step of a plan stands."""

    PLANNED = "planned"
    TRIED = "tried"
    AT_LEVEL = "at_level"
    REACHED = "reached"
    DROPPED = "dropped"


STEP_WORDS = {
    StepState.PLANNED: ("○", "not tried yet"),
    StepState.TRIED: ("◇", "tried"),
    StepState.AT_LEVEL: ("◆", "done twice as planned: is it reached?"),
    StepState.REACHED: ("●", "reached"),
    StepState.DROPPED: ("·", "given up"),
}


def at_level(done: str, wanted: str) -> bool:
    """Whether an activity was done with as little support as the step asks, or less. Blank is not known."""
    return bool(done) and _RANK.get(done, -1) >= _RANK.get(wanted, 0)


def step_state(*, reached: bool, dropped: bool, wanted: str, done: Iterable[str]) -> StepState:
    """Where a step stands, from how its activities were done."""
    if reached:
        return StepState.REACHED
    if dropped:
        return StepState.DROPPED
    tries = list(done)
    if sum(at_level(one, wanted) for one in tries) >= TWICE:
        return StepState.AT_LEVEL
    return StepState.TRIED if tries else StepState.PLANNED


def direction(first: str, last: str) -> tuple[str, str] | None:
    """(shape, word) of the way from one level of taking part to another; None where either is not known."""
    if first not in _RANK or last not in _RANK:
        return None
    change = _RANK[last] - _RANK[first]
    if change == 0:
        return "■", "as before"
    return ("▲", "more independent") if change > 0 else ("▼", "less independent")


def check_hours(hours: object, what: str) -> None:
    """Refuse hours below nought or beyond belief."""
    if hours is None:
        return
    number = float(str(hours))
    if not 0 <= number <= MOST_HOURS:
        raise Refused(f"{what}: enter hours from 0 to {MOST_HOURS}.")


def check_judgement(safe: bool | None, concern: str) -> None:
    """Refuse a concern about what is judged safe, and an unsafe judgement that does not say why."""
    if safe is False and not concern:
        raise Refused("Say what the concern is. Who reads it next must know what to look for.")
    if safe is not False and concern:
        raise Refused("A contact with a concern is not judged safe. Answer no, or leave the concern out.")
