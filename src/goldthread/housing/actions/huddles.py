"""The weekly huddle over a team's register: begun, decided risk by risk, ended; and whether it helped."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from goldthread.access.models import Team
from goldthread.access.rules import May
from goldthread.access.scope import Scope
from goldthread.housing import rules
from goldthread.housing.actions import risks
from goldthread.housing.actions.writing import changed, made
from goldthread.housing.models import Huddle, HuddleDecision, TenancyRisk, TenancyRiskAction
from goldthread.kernel.refusals import Refused
from goldthread.ledger.actions import tell
from goldthread.people import rules as people
from goldthread.people.actions.writing import check_team, seen

SITS = "A huddle of this team is open already. Go on with that one, or end it."
OVER = "This huddle has ended: what it decided stands. Start a new one."


@transaction.atomic
def start_huddle(team: Team | str, *, by: Scope, at: datetime) -> Huddle:
    """A team sits down over its register."""
    by.check(May.RECORD)
    found = check_team(team.pk if isinstance(team, Team) else team, by)
    if Huddle.objects.seen_by(by).filter(team=found, ended_at=None, voided=False).exists():
        raise Refused(SITS)
    led_by = by.worker.pk if by.worker is not None else None
    huddle = Huddle.new(by=by, at=at, team=found, led_by_id=led_by, started_at=at)
    try:
        with transaction.atomic():
            huddle.save(force_insert=True)
    except IntegrityError as twice:  # somebody else sat down in the same moment
        raise Refused(SITS) from twice
    subjects = [("housing.huddle", huddle.pk)]
    tell("housing.start_huddle", by=by, at=at, subjects=subjects, content={"team": found.pk})
    return huddle


@transaction.atomic
def end_huddle(huddle: Huddle | str, *, by: Scope, at: datetime) -> Huddle:
    """The meeting is over; what it decided is its minutes."""
    row = _sitting(huddle, by)
    # Two machines' clocks may differ by a little: a meeting never ends before it began.
    row.change(version=row.version, at=at, ended_at=max(at, row.started_at))
    tell("housing.end_huddle", by=by, at=at, subjects=[("housing.huddle", row.pk)])
    return row


@transaction.atomic
def decide_action(
    huddle: Huddle | str,
    risk: TenancyRisk | str,
    *,
    kind: str,
    words: str = "",
    owner: str | None = None,
    planned_by_on: date | None = None,
    begun: bool = False,
    as_plan: bool = False,
    recipient: str = "",
    lawful_reason: str = "",
    second_person: str | None = None,
    by: Scope,
    at: datetime,
) -> HuddleDecision:
    """The huddle agrees an action. `begun`: done already; `as_plan`: it is the plan too."""
    meeting, row = _both(huddle, risk, by)
    if as_plan and kind != rules.PLAN:
        risks.act_on_risk(
            tenancy_risk=row.pk, kind=rules.PLAN, words=words, owner=owner, opened_at=at, by=by, at=at
        )
    action = risks.act_on_risk(
        tenancy_risk=row.pk,
        kind=kind,
        words=words,
        owner=owner,
        planned_by_on=planned_by_on,
        agreed_at=at,
        opened_at=at if begun else None,
        recipient=recipient,
        lawful_reason=lawful_reason,
        second_person=second_person,
        by=by,
        at=at,
    )
    return _decided(meeting, row, "act", words, by=by, at=at, action=action)


@transaction.atomic
def decide_owner(
    huddle: Huddle | str, risk: TenancyRisk | str, *, owner: str, by: Scope, at: datetime
) -> HuddleDecision:
    """Somebody else owns the risk from now on."""
    meeting, row = _both(huddle, risk, by)
    risks.own_risk(row, owner=owner, by=by, at=at)
    return _decided(meeting, row, "owner", "", by=by, at=at, owner=owner)


@transaction.atomic
def decide(
    huddle: Huddle | str, risk: TenancyRisk | str, *, decision: str, words: str = "", by: Scope, at: datetime
) -> HuddleDecision:
    """Carry on as planned, or take it to the manager (with what is asked of them)."""
    meeting, row = _both(huddle, risk, by)
    if decision not in ("carry_on", "escalate"):
        raise Refused("Choose whether to carry on, or to take it to the manager.")
    if decision == "escalate" and not words.strip():
        raise Refused("Say what is asked of the manager.")
    return _decided(meeting, row, decision, words, by=by, at=at)


@transaction.atomic
def decide_close(
    huddle: Huddle | str,
    risk: TenancyRisk | str,
    *,
    closing_outcome: str,
    closing_words: str = "",
    by: Scope,
    at: datetime,
) -> HuddleDecision:
    """The huddle closes the risk."""
    meeting, row = _both(huddle, risk, by)
    risks.close_risk(row, closing_outcome=closing_outcome, closing_words=closing_words, by=by, at=at)
    return _decided(meeting, row, "close", closing_words, by=by, at=at)


@transaction.atomic
def say_helped(decision: HuddleDecision | str, *, helped: str, by: Scope, at: datetime) -> HuddleDecision:
    """A week later: did what was decided help? It may be said anew while it is too early to say."""
    row = seen(HuddleDecision, decision, by)
    if not people.check_code(rules.HELPED, helped):
        raise Refused("Say whether it helped.")
    if row.helped not in ("", "early"):
        raise Refused("Whether this helped is said already.")
    return changed(row, {"helped": helped, "helped_at": at}, verb="say_helped", by=by, at=at)


def _sitting(huddle: Huddle | str, by: Scope) -> Huddle:
    by = by.doing(May.RECORD)
    key = huddle.pk if isinstance(huddle, Huddle) else huddle
    row: Huddle | None = Huddle.objects.seen_by(by).filter(pk=key, voided=False).first()
    if row is None:
        raise Refused("There is no such huddle of one of your teams. Go back to the register.")
    if row.ended_at is not None:
        raise Refused(OVER)
    return row


def _both(huddle: Huddle | str, risk: TenancyRisk | str, by: Scope) -> tuple[Huddle, TenancyRisk]:
    meeting, row = _sitting(huddle, by), seen(TenancyRisk, risk, by)
    if row.team_id != meeting.team_id:
        raise Refused("This risk is in another team's register. Open it from there.")
    return meeting, row


def _decided(
    huddle: Huddle,
    risk: TenancyRisk,
    decision: str,
    words: str,
    *,
    by: Scope,
    at: datetime,
    action: TenancyRiskAction | None = None,
    owner: str | None = None,
) -> HuddleDecision:
    told: dict[str, Any] = {
        "huddle": huddle.pk,
        "tenancy_risk": risk.pk,
        "person": risk.person_id,
        "decided_at": at,
        "decision": decision,
        "words": words,
        "action": action.pk if action else None,
        "owner": owner or (action.owner_id if action else None),
    }
    found: HuddleDecision = made(HuddleDecision, [told], verb="decide", by=by, at=at)[0]
    return found
