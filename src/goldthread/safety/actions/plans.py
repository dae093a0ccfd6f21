"""Risk plans, at home and as a ward tells it; decisions to take a risk or to restrict."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from goldthread.access.models import Worker
from goldthread.access.scope import Scope
from goldthread.kernel.instants import civil_date
from goldthread.kernel.refusals import Refused
from goldthread.people import rules as people
from goldthread.people.actions import assess_risk
from goldthread.people.actions.around import placed
from goldthread.people.actions.writing import check_worker, key_of, seen
from goldthread.safety import rules
from goldthread.safety.actions.writing import changed, made
from goldthread.safety.models import RiskDecision, RiskPlan


@transaction.atomic
def agree_risk_plan(
    *,
    person: str,
    level: str,
    agreed_at: datetime,
    review_due_on: date | None,
    reason: str = "",
    signs: str = "",
    safer: str = "",
    own_words: str = "",
    copy_given_on: date | None = None,
    by: Scope,
    at: datetime,
) -> RiskPlan:
    """Assess the risk at home and in the community, and agree the plan for it; it replaces the one before."""
    if not level:
        raise Refused("Choose the level of risk.")
    if not safer.strip():
        raise Refused("Say what keeps the person and others safe: a level alone helps nobody.")
    if review_due_on is None:
        raise Refused("Set the day on which the plan is reviewed.")
    people.check_not_ahead(agreed_at, at=at, what="The assessment")
    people.check_not_ahead(copy_given_on, at=at, what="The day the copy was given")
    told: dict[str, Any] = {"person": person, "agreed_at": agreed_at}
    filled = placed([told], "agreed_at", by)[0]
    assessed = assess_risk(
        person=str(key_of(person)),
        support=filled["support"],
        assessed_at=agreed_at,
        level=level,
        reason=reason,
        review_due_on=review_due_on,
        plan_in_place=True,
        by=by,
        at=at,
    )
    values = {
        **filled,
        "assessment": assessed.pk,
        "setting": rules.COMMUNITY,
        "level": level,
        "signs": signs,
        "safer": safer,
        "own_words": own_words,
        "review_due_on": review_due_on,
        "copy_given_on": copy_given_on,
    }
    return _replace(values, verb="agree_risk_plan", by=by, at=at)


@transaction.atomic
def tell_ward_risk(
    *,
    person: str,
    level: str,
    agreed_at: datetime,
    told_by: str,
    signs: str = "",
    safer: str = "",
    by: Scope,
    at: datetime,
) -> RiskPlan:
    """What a ward says of the risk there. It stands apart and changes nothing of the community's."""
    if not level:
        raise Refused("Choose the level of risk that the ward told.")
    if not told_by.strip():
        raise Refused("Say who on the ward told it.")
    people.check_not_ahead(agreed_at, at=at, what="The moment it was told")
    one = {"person": person, "agreed_at": agreed_at, "setting": rules.WARD, "level": level}
    filled = placed([{**one, "told_by": told_by, "signs": signs, "safer": safer}], "agreed_at", by)[0]
    return _replace(filled, verb="tell_ward_risk", by=by, at=at)


def _replace(values: dict[str, Any], *, verb: str, by: Scope, at: datetime) -> RiskPlan:
    day = civil_date(values["agreed_at"])
    standing = RiskPlan.objects.seen_by(by).filter(
        person_id=str(key_of(values["person"])), setting=values["setting"], ended_on=None, voided=False
    )
    for earlier in standing:
        if earlier.agreed_at > values["agreed_at"]:
            raise Refused("A later plan stands already. Check the date, or change that one.")
        changed(earlier, {"ended_on": day}, verb="end_risk_plan", by=by, at=at)
    return made(RiskPlan, [values], verb=verb, by=by, at=at)[0]


def end_ward_risk(plan: RiskPlan | str, *, ended_on: date, by: Scope, at: datetime) -> RiskPlan:
    """The stay is over: what the ward said no longer stands."""
    row = seen(RiskPlan, plan, by)
    if row.setting != rules.WARD:
        raise Refused("A plan for home ends when another replaces it. Agree a new one.")
    if row.ended_on is not None:
        raise Refused("This has ended already.")
    people.check_not_ahead(ended_on, at=at, what="The last day")
    people.check_order(
        civil_date(row.agreed_at), ended_on, "It cannot end before it was told. Check the date."
    )
    with transaction.atomic():
        return changed(row, {"ended_on": ended_on}, verb="end_ward_risk", by=by, at=at)


@transaction.atomic
def change_risk_plan(
    plan: RiskPlan | str,
    *,
    version: int | None = None,
    signs: str,
    safer: str,
    own_words: str,
    copy_given_on: date | None = None,
    by: Scope,
    at: datetime,
) -> RiskPlan:
    """Mend the words of a plan that stands. Its level changes by a new assessment only."""
    row = seen(RiskPlan, plan, by)
    if row.ended_on is not None:
        raise Refused("This plan has been replaced. Change the one that stands.")
    if row.setting == rules.COMMUNITY and not safer.strip():
        raise Refused("Say what keeps the person and others safe.")
    people.check_not_ahead(copy_given_on, at=at, what="The day the copy was given")
    told = {"signs": signs, "safer": safer, "own_words": own_words, "copy_given_on": copy_given_on}
    return changed(row, told, verb="change_risk_plan", by=by, at=at, version=version)


@transaction.atomic
def decide_risk(
    *,
    person: str,
    kind: str,
    decided_at: datetime,
    what: str,
    weighed: str,
    own_words: str = "",
    capacity: str = "",
    agreed: bool | None = None,
    review_due_on: date | None = None,
    owner: str | None = None,
    by: Scope,
    at: datetime,
) -> RiskDecision:
    """A risk taken on purpose, or the least restriction that will do; both say what was weighed."""
    people.check_not_ahead(decided_at, at=at, what="The decision")
    day = civil_date(decided_at)
    rules.check_decision(kind=kind, weighed=weighed, capacity=capacity, decided_on=day, review=review_due_on)
    if owner:
        check_worker(owner, by)
    elif isinstance(by.worker, Worker):
        owner = by.worker.pk
    told = {
        "person": person,
        "kind": kind,
        "decided_at": decided_at,
        "what": what,
        "weighed": weighed,
        "own_words": own_words,
        "capacity": capacity,
        "agreed": agreed,
        "review_due_on": review_due_on,
        "owner": owner,
    }
    return made(RiskDecision, placed([told], "decided_at", by), verb="decide_risk", by=by, at=at)[0]


@transaction.atomic
def review_decision(
    decision: RiskDecision | str,
    *,
    reviewed_on: date,
    outcome: str = "",
    words: str = "",
    again_on: date | None = None,
    by: Scope,
    at: datetime,
) -> RiskDecision:
    """Look at a decision again: it ends with what came of it, or stands until another day."""
    row = seen(RiskDecision, decision, by)
    if row.ended_on is not None:
        raise Refused("This decision has ended. Make a new one.")
    people.check_not_ahead(reviewed_on, at=at, what="The review")
    people.check_order(
        civil_date(row.decided_at), reviewed_on, "A decision is looked at after it is made. Check the date."
    )
    if bool(outcome) == bool(again_on):
        raise Refused("Say either what came of it, or the day on which it is looked at again.")
    if again_on is not None:
        rules.check_decision(
            kind=row.kind, weighed=row.weighed, capacity=row.capacity, decided_on=reviewed_on, review=again_on
        )
        told: dict[str, Any] = {"review_due_on": again_on, "outcome_words": words}
    else:
        if outcome == "harm" and not words.strip():
            raise Refused("Say in words what harm came of it.")
        told = {"ended_on": reviewed_on, "outcome": outcome, "outcome_words": words}
    return changed(row, told, verb="review_decision", by=by, at=at)
