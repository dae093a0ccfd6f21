"""Clocks that begin with people: referrals, plans, risks, access needs, planned ends; and their answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import OuterRef, Q

from goldthread.access.kept import Exists
from goldthread.catalogue.tables.codes_nhs import GP
from goldthread.contracts.standards import Ahead, Answers, Asked, Begun, Response, Start
from goldthread.kernel.instants import civil_date
from goldthread.people.models import (
    AccessNeed,
    Enquiry,
    Plan,
    PlanAction,
    PlanTask,
    Referral,
    RiskAssessment,
    Support,
)

AHEAD_DAYS = 28  # ours: how far a planned end is told beforehand


def _referrals(asked: Asked) -> list[tuple[str, Begun]]:
    """Every referral that waits, with its source."""
    # Without a named worker a referral is its team's: a caseload does not narrow it.
    rows = Referral.objects.seen_by(asked.seen_by).filter(voided=False)
    rows = rows.filter(**asked.unanswered(decided_at__isnull=True))
    rows = rows if asked.record is None else rows.filter(pk=asked.record)
    found = []
    for key, person, team, source, received, responded, decided in rows.values_list(
        "id", "person_id", "team_id", "referral_source", "received_at", "responded_at", "decided_at"
    ):
        # A decision is an answer too: whoever referred is told it.
        own = {"referral.responded": responded or decided, "referral.decided": decided}
        found.append((source, Begun("referral", key, person, received, team=team, own=own)))
    return found


def _received(asked: Asked) -> Iterable[Begun]:
    return [begun for _, begun in asked.once("referral", lambda: _referrals(asked))]


def _received_from_gp(asked: Asked) -> Iterable[Begun]:
    return [begun for source, begun in asked.once("referral", lambda: _referrals(asked)) if source == GP]


def _enquiries(asked: Asked) -> Iterator[Begun]:
    rows = Enquiry.objects.seen_by(asked.seen_by).filter(voided=False)
    rows = rows.filter(**asked.unanswered(closed_at__isnull=True, referral__isnull=True))
    rows = rows if asked.record is None else rows.filter(pk=asked.record)
    for key, team, received, name, closed, taken in rows.values_list(
        "id", "team_id", "received_at", "name", "closed_at", "referral__recorded_at"
    ):
        yield Begun(
            *("enquiry", key, None, received),
            team=team,
            own={"enquiry.answered": closed or taken},
            subject=name,
        )


def _running(**where: Any) -> Q:
    """Rows of support that runs, or that hang on none."""
    return Q(support__isnull=True, **where) | Q(support__ended_on__isnull=True, **where)


def _plans(asked: Asked) -> Iterator[Begun]:
    rows = asked.rows(Plan, review_due_on__lte=asked.until, **asked.unanswered(ended_on__isnull=True))
    for key, person, due, ended, kind in rows.filter(_running()).values_list(
        "id", "person_id", "review_due_on", "ended_on", "kind"
    ):
        yield Begun("plan", key, person, due, own={"plan.reviewed": ended}, detail=_PLANS.get(kind, ""))


_PLANS = {
    "support": "support plan",
    "in_work": "in-work plan",
    "step_down": "step-down plan",
    "early_warning": "early-warning plan",
    "care": "care plan",
    "housing": "housing plan",
}


def _plan_actions(asked: Asked) -> Iterator[Begun]:
    rows = asked.rows(
        PlanAction,
        due_on__lte=asked.until,
        plan__ended_on__isnull=True,
        plan__voided=False,
        **asked.unanswered(done_on__isnull=True),
    )
    for key, person, due, done, what in rows.values_list("id", "person_id", "due_on", "done_on", "what"):
        yield Begun("plan_action", key, person, due, own={"plan_action.done": done}, detail=what)


def _increases(asked: Asked) -> Iterator[Begun]:
    rows = asked.rows(
        PlanTask, increased_until__lte=asked.until, plan__ended_on__isnull=True, plan__voided=False
    )
    for key, person, until, task in rows.values_list("id", "person_id", "increased_until", "task"):
        yield Begun("plan_task", key, person, until, own={"plan_task.increase_reviewed": None}, detail=task)


def _risks(asked: Asked) -> Iterator[Begun]:
    # Only the newest assessment of a person asks for a review: an older one was reviewed by it.
    newer = RiskAssessment.every.filter(
        person_id=OuterRef("person_id"), voided=False, assessed_at__gt=OuterRef("assessed_at")
    )
    rows = asked.rows(RiskAssessment, review_due_on__lte=asked.until).filter(_running())
    rows = rows if asked.answered else rows.filter(~Exists(newer))
    for key, person, due in rows.values_list("id", "person_id", "review_due_on"):
        # The newest has no answer yet; looked for only where answered ones are asked for too.
        own = {} if asked.answered else {"risk_assessment.made": None}
        yield Begun("risk_assessment", key, person, due, own=own)


def _risk_answers(asked: Asked, begun: Sequence[Begun]) -> Answers:
    """Assessments of the people, by the record that waits for one."""
    people = {one.person for one in begun}
    made = RiskAssessment.objects.seen_by(asked.seen_by).filter(voided=False, person_id__in=people)
    moments: dict[str, list[Any]] = {}
    for person, key, at in made.values_list("person_id", "id", "assessed_at"):
        moments.setdefault(person, []).append((key, at))
    return {
        one.record: [at for key, at in moments.get(one.person or "", []) if key != one.record]
        for one in begun
    }


def _needs(asked: Asked) -> Iterator[Begun]:
    rows = asked.rows(AccessNeed, review_due_on__lte=asked.until, **asked.unanswered(ended_on__isnull=True))
    for key, person, due, ended in rows.values_list("id", "person_id", "review_due_on", "ended_on"):
        yield Begun("access_need", key, person, due, own={"access_need.reviewed": ended})


def _planned_ends(asked: Asked) -> Iterator[Begun]:
    rows = asked.rows(Support, planned_end_on__lte=asked.until, **asked.unanswered(ended_on__isnull=True))
    for key, person, team, due, ended in rows.values_list(
        "id", "person_id", "team_id", "planned_end_on", "ended_on"
    ):
        yield Begun("support", key, person, due, team=team, own={"support.ended": ended})


STARTS: dict[str, Start] = {
    "referral.received": _received,
    "referral.received_from_gp": _received_from_gp,
    "enquiry.received": _enquiries,
    "plan.review_due": _plans,
    "plan_action.due": _plan_actions,
    "plan_task.increase_ends": _increases,
    "risk_assessment.review_due": _risks,
    "access_need.review_due": _needs,
    "support.planned_end": _planned_ends,
}
RESPONSES: dict[str, Response] = {
    "referral.responded": Response("Answer whoever referred", "referral.answer"),
    "referral.decided": Response("Decide on the referral", "referral.decide"),
    "enquiry.answered": Response("Answer the enquiry", "enquiry.answer"),
    "plan.reviewed": Response("Review the plan", "plan.review"),
    "plan_action.done": Response("Do what the plan promises", "plan_action.done"),
    "plan_task.increase_reviewed": Response("Review the temporary increase", "plan_task.review"),
    "risk_assessment.made": Response("Review the risk assessment", "risk.assess", _risk_answers),
    "access_need.reviewed": Response("Review how information is given", "access_need.review"),
    "support.ended": Response("End or extend support", "support.end"),
}


def coming(asked: Asked) -> Iterable[Ahead]:
    """Planned ends of support in the next weeks."""
    today = civil_date(asked.at)
    rows = asked.rows(
        Support,
        ended_on__isnull=True,
        planned_end_on__gt=today,
        planned_end_on__lte=today + timedelta(days=AHEAD_DAYS),
    )
    people = rows.order_by("planned_end_on").values_list("person_id", flat=True)
    words = f"the planned end of support in the next {AHEAD_DAYS} days"
    yield Ahead(f"person reaches {words}", f"people reach {words}", tuple(dict.fromkeys(people)))
