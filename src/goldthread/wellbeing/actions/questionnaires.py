"""Questionnaires: answers scored by the published table, and the registration that lets us ask them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Required, TypedDict

from django.db import transaction

from goldthread.access.rules import May
from goldthread.access.scope import Scope
from goldthread.kernel.refusals import Refused
from goldthread.ledger.actions import tell
from goldthread.measures.statistics import swemwbs
from goldthread.people import rules as people
from goldthread.people.actions.around import on_support
from goldthread.people.actions.writing import chunks, key_of, tidied
from goldthread.wellbeing import rules
from goldthread.wellbeing.actions.writing import made
from goldthread.wellbeing.models import ITEMS, QuestionnaireScore, Registration

ANSWERS = (1, 2, 3, 4, 5)
NOT_REGISTERED = (
    "Your organisation has not confirmed that it is registered for this questionnaire. "
    "A team leader or manager confirms it under Wellbeing, Questionnaires."
)


class ScoreTold(TypedDict, total=False):
    """A questionnaire: its answers where they are known, else the sum and the score that came with it."""

    id: str
    source: str
    person: Required[str]
    support: str | None
    tool: Required[str]
    stage: str
    completed_on: Required[date]
    answers: Sequence[int | None]
    items_answered: int | None
    raw_score: float | None
    score: float | None


@transaction.atomic
def record_scores(told: Sequence[ScoreTold], *, by: Scope, at: datetime) -> list[QuestionnaireScore]:
    """Questionnaires. Refused ahead of time, with an answer off the scale, or twice on one day."""
    wanted = on_support(told, "completed_on", by)
    days = []
    for one in wanted:
        people.check_not_ahead(one["completed_on"], at=at, what="The day it was filled in")
        if "answers" in one:
            one.update(_scored(one["tool"], one.pop("answers")))
        one.setdefault("stage", "")
        days.append((str(key_of(one["person"])), one["tool"], one["stage"], one["completed_on"]))
    for lot in chunks(person for person, *_ in days):
        there = QuestionnaireScore.every.filter(
            person_id__in=lot, completed_on__in={day for *_, day in days}, voided=False
        )
        days += there.values_list("person_id", "tool", "stage", "completed_on")
    if len(set(days)) != len(days):
        raise Refused("This questionnaire was filled in on that day already. Take that one back first.")
    return made(QuestionnaireScore, wanted, verb="record_score", by=by, at=at)


@transaction.atomic
def record_swemwbs(
    *,
    person: str,
    completed_on: date,
    stage: str,
    answers: Sequence[int | None],
    by: Scope,
    at: datetime,
) -> QuestionnaireScore:
    """One SWEMWBS by its seven answers, by an organisation that is registered for it."""
    there = Registration.every.filter(organisation_id=by.organisation_id, tool=rules.SWEMWBS, voided=False)
    if not there.exists():
        raise Refused(NOT_REGISTERED)
    if all(one is None for one in answers):
        raise Refused("Answer at least one of the questions, or leave the page.")
    if not stage:
        raise Refused("Say when in the support it was filled in: change is counted from start to end.")
    told = ScoreTold(
        person=person, tool=rules.SWEMWBS, completed_on=completed_on, stage=stage, answers=answers
    )
    return record_scores([told], by=by, at=at)[0]


def _scored(tool: str, answers: Sequence[int | None]) -> dict[str, Any]:
    """The columns of the answers: a score only where all seven stand."""
    if tool != rules.SWEMWBS or len(answers) != len(ITEMS):
        raise Refused(f"Only {rules.SWEMWBS}, with seven answers, is scored here. Enter the score itself.")
    given = [one for one in answers if one is not None]
    if any(one not in ANSWERS for one in given):
        raise Refused("An answer is a whole number from 1 to 5. Check them.")
    return {
        **dict(zip(ITEMS, answers, strict=True)),
        "items_answered": len(given),
        "raw_score": float(sum(given)) if len(given) == len(ITEMS) else None,
        "score": swemwbs(answers),
    }


@transaction.atomic
def confirm_registration(
    *,
    reference: str,
    questions: str,
    answers: str,
    notice: str,
    confirmed_on: date,
    tool: str = rules.SWEMWBS,
    by: Scope,
    at: datetime,
) -> Registration:
    """The organisation may use a questionnaire, and this is its copy; what stood before is kept, voided."""
    by.check(May.LEAD)
    lines = [line.strip() for line in questions.splitlines() if line.strip()]
    if len(lines) != len(ITEMS):
        raise Refused(f"Enter {len(ITEMS)} questions, one a line. There are {len(lines)}.")
    labels = [line.strip() for line in answers.splitlines() if line.strip()]
    if len(labels) != len(ANSWERS):
        raise Refused(f"Enter {len(ANSWERS)} answers, one a line, lowest first. There are {len(labels)}.")
    people.check_not_ahead(confirmed_on, at=at, what="The day of the registration")
    told = {
        "tool": tool,
        "confirmed_on": confirmed_on,
        "reference": reference,
        "questions": "\n".join(lines),
        "answers": "\n".join(labels),
        "notice": notice,
    }
    wanted = tidied(Registration, told)
    for old in Registration.every.filter(organisation_id=by.organisation_id, tool=tool, voided=False):
        old.change(version=old.version, at=at, voided=True)
    row = Registration.new(by=by, at=at, **wanted)
    row.save(force_insert=True)
    subjects = [("wellbeing.registration", row.pk)]
    content = {"tool": tool, "confirmed_on": confirmed_on}
    tell("wellbeing.confirm_registration", by=by, at=at, subjects=subjects, content=content)
    return row
