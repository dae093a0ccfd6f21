"""What a contact is and what follows from it: data and sentences. Pure: no database, no clock.

Figures marked "ours" are given by no source; they stand here once, to be argued with.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from goldthread.catalogue.tables.codes import (
    CONTACT_OUTCOME,
    CONTACT_WITH,
    MILESTONE,
    SUPPORT_LEVEL,
    WARNING_KIND,
)
from goldthread.catalogue.tables.codes_nhs import (
    ATTENDANCE,
    ATTENDED,
    CONSULTATION_MECHANISM,
    TWO_WAY_MECHANISMS,
)
from goldthread.kernel.instants import civil_date
from goldthread.kernel.refusals import Refused
from goldthread.measures.tables import CodeList

MADE, PERSON = "made", "person"
TRIED = ("no_reply", "refused", "cancelled_by_person", "cancelled_by_service", "not_attended")
# An attendance is of an appointment: a call that nobody took was none.
ATTENDANCE_OF = {MADE: "5", "cancelled_by_person": "2", "cancelled_by_service": "4", "not_attended": "3"}

NEXT_STEPS = {"as_planned": "As planned", "sooner": "Sooner than planned", "step_up": "Step up support"}
REVIEW_DECISIONS = {
    "carry_on": "Carry on as it is",
    "more": "More support",
    "less": "Begin to step down",
    "end": "End the step-up",
}

# Contact with these about a person says something of them to others: consent is looked for first.
EARLIEST = 1900  # a year before it is a slip of the pen
SHARED_WITH = {
    "employer": "employer_liaison",
    "landlord": "landlord_liaison",
    "professional": "partner_sharing",
}

NO_REPLIES = 2  # ours: so many tries in a row that reached nobody ...
NO_REPLIES_DAYS = 7  # ours: ... within so many days open a welfare check
SIGNS_DAYS = 7  # ours: signs not acted on count together for so long
REVIEW_DAYS = 7  # S0: a step-up is reviewed weekly by a senior
QUIET_DAYS = 21  # ours: without a two-way contact
LONGEST = 24 * 60  # minutes
AHEAD = timedelta(minutes=5)  # a phone's clock may be a little fast

_LEVELS = {code: place for place, code in enumerate(SUPPORT_LEVEL.values)}


def two_way(*, outcome: str, mode: str, contact_with: str, attendance: str) -> bool | None:
    """Whether worker and person spoke with each other: yes, no, or None where the record does not say.

    The same rule as `facts.derive.duties.TWO_WAY`, which judges what other systems send.
    """
    not_met = (
        (contact_with and contact_with != PERSON)
        or (outcome and outcome != MADE)
        or (attendance and attendance not in ATTENDED)
        or (mode and mode not in TWO_WAY_MECHANISMS)
    )
    if not_met:
        return False
    return True if mode and (outcome == MADE or attendance in ATTENDED) else None


def attendance_of(*, outcome: str, mode: str, contact_with: str) -> str:
    """The attendance that follows where nobody said another: none for a message or about the person."""
    if contact_with not in ("", PERSON) or mode not in TWO_WAY_MECHANISMS:
        return ""
    return ATTENDANCE_OF.get(outcome, "")


def check_moment(happened_at: datetime, *, at: datetime) -> None:
    """Refuse a contact to come, and a year that is a slip of the pen."""
    if happened_at > at + AHEAD:
        raise Refused("A contact is recorded once it has happened. Correct the day or the time.")
    if happened_at.year < EARLIEST:
        raise Refused("The contact lies in another century. Write the year in four figures, such as 2026.")


def check_contact(
    *,
    happened_at: datetime,
    at: datetime,
    minutes: int | None,
    outcome: str,
    mode: str,
    contact_with: str,
    attendance: str,
    next_step: str,
    tasks: Mapping[str, str],
) -> None:
    """Refuse what cannot be: a contact to come, an unknown code, a task done where nobody was met."""
    check_moment(happened_at, at=at)
    if minutes is not None and not 0 <= minutes <= LONGEST:
        raise Refused("Minutes are between 0 and 1440, a whole day. Correct them.")
    day = civil_date(happened_at)
    check_code(CONTACT_OUTCOME, outcome, "what came of the contact", day)
    check_code(CONSULTATION_MECHANISM, mode, "how it was held", day)
    check_code(CONTACT_WITH, contact_with, "who it was with", day)
    check_code(ATTENDANCE, attendance, "attendance", day)
    if next_step and next_step not in NEXT_STEPS:
        raise Refused(f'"{next_step[:40]}" is no next step. Choose one of those shown.')
    if outcome in TRIED and any(tasks.values()):
        raise Refused(
            "Nobody was reached, so no task was seen. Clear the tasks, or say the contact was made."
        )
    for task, level in tasks.items():
        if not task.strip() or len(task) > 100 or not task.isprintable():
            raise Refused("A task has a name of at most 100 characters. Correct it.")
        check_code(SUPPORT_LEVEL, level, "the support given with a task", day)


def check_code(codes: CodeList, code: str, what: str, day: date) -> None:
    """Refuse a code that was not in the list on the day. Blank is not known, and allowed."""
    if code and not codes.valid_on(code, day):
        raise Refused(f'"{code[:40]}" is not a known answer to {what}. Choose one of those shown.')


def check_warning_kind(kind: str, day: date) -> None:
    """Refuse a sign of no known kind."""
    if not kind:
        raise Refused("Say which sign was seen: sleep, absence, distress or other.")
    check_code(WARNING_KIND, kind, "which sign was seen", day)


def check_milestone(kind: str, day: date) -> None:
    """Refuse a milestone of no known kind."""
    if not kind:
        raise Refused("Say which milestone was reached.")
    check_code(MILESTONE, kind, "which milestone was reached", day)


def crosses(signs: Collection[str], *, urgent: bool, threshold: int | None) -> bool | None:
    """Whether different signs, seen together, cross the threshold of a person's plan; None without one.

    A sign marked urgent in the plan crosses it alone.
    """
    if urgent:
        return True
    return None if threshold is None else len(set(signs)) >= threshold


def above_plan(level: str, planned: str) -> bool:
    """Whether more support was given than the plan allows; no where either is not known."""
    return level in _LEVELS and planned in _LEVELS and _LEVELS[level] > _LEVELS[planned]


@dataclass(frozen=True)
class Tried:
    """A contact as the welfare rule sees it."""

    when: datetime
    outcome: str
    two_way: bool | None = None


def unanswered(history: Iterable[Tried], *, by: datetime) -> int:
    """Tries without a reply since somebody was last reached, up to a moment and within `NO_REPLIES_DAYS`.

    A refusal or a cancellation is a sign of life: it ends the row of tries.
    """
    count = 0
    for one in sorted(history, key=lambda tried: tried.when, reverse=True):
        if one.when > by:
            if one.outcome != "no_reply":
                return 0  # reached since: a try that arrives late from a phone alarms nobody
            continue
        if one.outcome != "no_reply" or one.when < by - timedelta(days=NO_REPLIES_DAYS):
            break
        count += 1
    return count


def step_up_dates(opened: datetime, planned_end: date | None, review_due: date | None) -> date:
    """The day the first review is due. Refuses an end before the beginning."""
    day = civil_date(opened)
    if planned_end is not None and planned_end < day:
        raise Refused("The planned end lies before the step-up. Choose a later day.")
    if review_due is not None and review_due < day:
        raise Refused("The review lies before the step-up. Choose a later day.")
    return review_due or day + timedelta(days=REVIEW_DAYS)


def need_words(words: str, what: str, *, most: int = 2_000) -> str:
    """The words without blanks around them. Refused where there are none, or far too many."""
    plain = words.strip()
    if not plain:
        raise Refused(f"Say {what}.")
    if len(plain) > most:
        raise Refused(f"{what[:1].upper()}{what[1:]}: at most {most} characters. Shorten it.")
    return plain
