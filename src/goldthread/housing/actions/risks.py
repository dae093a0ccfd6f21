"""The risk register: risks raised, plans and actions on them, owners, and how each closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Required, TypedDict, Unpack

from django.db import transaction

from goldthread.access.scope import Scope
from goldthread.catalogue.tables.codes import RISK_CLOSING
from goldthread.housing import rules
from goldthread.housing.actions.writing import NOT_A_TENANCY, changed, made, written
from goldthread.housing.models import Tenancy, TenancyRisk, TenancyRiskAction
from goldthread.kernel.instants import civil_date
from goldthread.kernel.refusals import Refused
from goldthread.ledger.actions import Told, tell_all
from goldthread.people import rules as people
from goldthread.people.actions import check_sharing
from goldthread.people.actions.around import around
from goldthread.people.actions.rooms import rows_of
from goldthread.people.actions.writing import check_worker, key_of, seen

CLOSED = "This risk is closed. Raise a new one where the trouble is back."


class RiskTold(TypedDict, total=False):
    """A risk to a home. Without a tenancy it is a risk of the home that is still to come."""

    id: str
    source: str
    person: Required[str]
    tenancy: str | None
    support: str | None
    team: str | None
    owner: str | None
    raised_at: Required[datetime]
    risk_kind: Required[str]
    words: str


class ActionTold(TypedDict, total=False):
    """A plan or an intervention. `opened_at` is when it was begun, blank while it is only agreed."""

    id: str
    source: str
    tenancy_risk: Required[str]
    kind: Required[str]
    words: str
    owner: str | None
    agreed_at: datetime
    opened_at: datetime | None
    planned_by_on: date | None
    completed_at: datetime | None
    abandoned: bool | None
    sharing_check: str | None


class CloseTold(TypedDict, total=False):
    """How a risk closed."""

    risk: Required[str]
    closed_at: Required[datetime]
    closing_outcome: str
    closing_words: str


@transaction.atomic
def raise_risks(told: Sequence[RiskTold], *, by: Scope, at: datetime) -> list[TenancyRisk]:
    """Risks put in the register: from then 72 hours run to a plan and a first action."""
    keys = (key for one in told if (key := one.get("tenancy")))
    tenancies = rows_of(Tenancy, keys, by, refused=NOT_A_TENANCY)
    near = around(told, by)
    wanted = []
    for one in told:
        if not one["risk_kind"]:
            raise Refused("Choose what the risk is.")
        people.check_not_ahead(one["raised_at"], at=at, what="The moment a risk was raised")
        tenancy = tenancies.get(str(key_of(one.get("tenancy")) or ""))
        if tenancy is not None and tenancy.person_id != key_of(one["person"]):
            raise Refused("This tenancy is somebody else's. Open the person again.")
        of_home: dict[str, Any] = {}
        if tenancy is not None:
            of_home = {"support": tenancy.support_id, "team": tenancy.team_id}
        values = {name: value for name, value in of_home.items() if value and not one.get(name)}
        wanted.append(near.filled({**one, **values}, civil_date(one["raised_at"])))
    return made(TenancyRisk, wanted, verb="raise_risk", by=by, at=at)


def raise_risk(*, by: Scope, at: datetime, **told: Unpack[RiskTold]) -> TenancyRisk:
    """One risk, of a home that is held."""
    if key := told.get("tenancy"):
        tenancy = seen(Tenancy, key, by)
        if tenancy.ended_on is not None and tenancy.ended_on < civil_date(told["raised_at"]):
            raise Refused("This tenancy had ended by then. Choose the home that is at risk.")
        same = TenancyRisk.objects.seen_by(by).filter(
            tenancy=tenancy, risk_kind=told["risk_kind"], closed_at=None, voided=False
        )
        if same.exists():
            raise Refused("A risk of this kind is open on this home already. Add an action to it.")
    if owner := told.get("owner"):
        check_worker(owner, by)
    return raise_risks([told], by=by, at=at)[0]


@transaction.atomic
def act_on_risks(told: Sequence[ActionTold], *, by: Scope, at: datetime) -> list[TenancyRiskAction]:
    """Plans and interventions on risks, agreed or begun."""
    risks = rows_of(TenancyRisk, (one["tenancy_risk"] for one in told), by)
    wanted: list[dict[str, Any]] = []
    for one in told:
        risk = risks[str(key_of(one["tenancy_risk"]))]
        _check_action(one, risk, at=at)
        agreed = one.get("agreed_at") or one.get("opened_at") or at
        wanted.append({**one, "agreed_at": agreed, "tenancy_risk": risk.pk, "person": risk.person_id})
    return made(TenancyRiskAction, wanted, verb="act_on_risk", by=by, at=at)


@transaction.atomic
def act_on_risk(
    *,
    recipient: str = "",
    lawful_reason: str = "",
    second_person: str | None = None,
    by: Scope,
    at: datetime,
    **told: Unpack[ActionTold],
) -> TenancyRiskAction:
    """One plan or action on an open risk. Where others are told of the person, consent is looked for first,
    for the moment it was begun; `recipient` is the office with which benefits were talked about.
    """
    risk = _open(told["tenancy_risk"], by)
    if owner := told.get("owner"):
        check_worker(owner, by)
    elif by.worker is not None and not told.get("owner"):
        told["owner"] = risk.owner_id or by.worker.pk
    if told["kind"] == rules.PLAN and not told.get("opened_at"):
        told["opened_at"] = at  # a plan is begun when it is agreed
    if told.get("opened_at"):
        way = (recipient, lawful_reason, second_person)
        told["sharing_check"] = _shared(risk, told["kind"], told["opened_at"], way, by=by, at=at)
    return act_on_risks([told], by=by, at=at)[0]


@transaction.atomic
def begin_action(
    action: TenancyRiskAction | str,
    *,
    opened_at: datetime,
    recipient: str = "",
    lawful_reason: str = "",
    second_person: str | None = None,
    by: Scope,
    at: datetime,
) -> TenancyRiskAction:
    """What was agreed is begun: from here it answers the 72 hours."""
    row = seen(TenancyRiskAction, action, by)
    if row.opened_at is not None:
        raise Refused("This action has begun already.")
    risk = _open(row.tenancy_risk_id, by)
    people.check_not_ahead(opened_at, at=at, what="The moment it was begun")
    people.check_order(
        civil_date(risk.raised_at), civil_date(opened_at), "An action begins after its risk. Check the date."
    )
    moment = max(opened_at, risk.raised_at)
    way = (recipient, lawful_reason, second_person)
    check = _shared(risk, row.kind, moment, way, by=by, at=at)
    told: dict[str, Any] = {"opened_at": moment, "sharing_check": check}
    return changed(row, told, verb="begin_action", by=by, at=at)


@transaction.atomic
def complete_action(
    action: TenancyRiskAction | str, *, completed_at: datetime, by: Scope, at: datetime
) -> TenancyRiskAction:
    """What was begun is complete."""
    row = seen(TenancyRiskAction, action, by)
    if row.opened_at is None:
        raise Refused("Say first when this action was begun.")
    if row.completed_at is not None or row.abandoned:
        raise Refused("This action is over already.")
    people.check_not_ahead(completed_at, at=at, what="The moment it was complete")
    people.check_order(
        row.opened_at, completed_at, "An action is complete after it was begun. Check the date."
    )
    told = {"completed_at": completed_at, "abandoned": False}
    return changed(row, told, verb="complete_action", by=by, at=at)


@transaction.atomic
def give_up_action(
    action: TenancyRiskAction | str, *, words: str, by: Scope, at: datetime
) -> TenancyRiskAction:
    """An action is given up before it was complete, with the reason."""
    row = seen(TenancyRiskAction, action, by)
    if row.completed_at is not None or row.abandoned:
        raise Refused("This action is over already.")
    reason = people.plain(words, 2_000, "Why it is given up", required=True)
    told = {"abandoned": True, "words": f"{row.words}\nGiven up: {reason}".strip()}
    return changed(row, told, verb="give_up_action", by=by, at=at)


@transaction.atomic
def own_risk(risk: TenancyRisk | str, *, owner: str, by: Scope, at: datetime) -> TenancyRisk:
    """Somebody answers for a risk from now on."""
    row = _open(risk, by)
    taking = check_worker(owner, by)
    if row.owner_id == taking.pk:
        raise Refused(f"{taking.name} owns this risk already.")
    return changed(row, {"owner": taking.pk}, verb="own_risk", by=by, at=at)


@transaction.atomic
def close_risks(told: Sequence[CloseTold], *, by: Scope, at: datetime) -> list[TenancyRisk]:
    """Risks closed, each with its outcome."""
    risks = rows_of(TenancyRisk, (one["risk"] for one in told), by)
    acts = []
    for one in told:
        row = risks[str(key_of(one["risk"]))]
        if row.closed_at is not None:
            raise Refused("This risk is closed already.")
        people.check_not_ahead(one["closed_at"], at=at, what="The moment a risk closed")
        people.check_order(
            row.raised_at, one["closed_at"], "A risk closes after it was raised. Check the date."
        )
        people.check_told({"closing_outcome": RISK_CLOSING}, one)
        row.closed_at, row.closing_outcome = one["closed_at"], one.get("closing_outcome", "")
        row.closing_words = people.plain(one.get("closing_words", ""), 2_000, "What happened")
        content = {"closing_outcome": row.closing_outcome, "closed_at": row.closed_at}
        acts.append(Told("housing.close_risk", [("housing.tenancyrisk", row.pk)], [row.person_id], content))
    rows = list(risks.values())
    written(TenancyRisk, rows, ["closed_at", "closing_outcome", "closing_words"], at=at)
    tell_all(acts, by=by, at=at)
    return rows


@transaction.atomic
def close_risk(
    risk: TenancyRisk | str,
    *,
    closing_outcome: str,
    closing_words: str = "",
    closed_at: datetime | None = None,
    by: Scope,
    at: datetime,
) -> TenancyRisk:
    """Close one risk; the outcome is needed, and words where nothing was resolved."""
    row = _open(risk, by)
    rules.check_close(outcome=closing_outcome, words=closing_words, risk_kind=row.risk_kind)
    told: CloseTold = {
        "risk": row.pk,
        "closed_at": closed_at or at,
        "closing_outcome": closing_outcome,
        "closing_words": closing_words,
    }
    return close_risks([told], by=by, at=at)[0]


def _open(risk: TenancyRisk | str, by: Scope) -> TenancyRisk:
    row = seen(TenancyRisk, risk, by)
    if row.closed_at is not None:
        raise Refused(CLOSED)
    return row


def _check_action(one: ActionTold, risk: TenancyRisk, *, at: datetime) -> None:
    if not one["kind"]:
        raise Refused("Choose what is done about the risk.")
    opened, done = one.get("opened_at"), one.get("completed_at")
    people.check_not_ahead(opened, at=at, what="The moment it was begun")
    people.check_not_ahead(done, at=at, what="The moment it was complete")
    early = "An action comes after its risk was raised. Check the date."
    people.check_order(civil_date(risk.raised_at), civil_date(opened) if opened else None, early)
    people.check_order(civil_date(risk.raised_at), one.get("planned_by_on"), early)
    if done is not None:
        if opened is None:
            raise Refused("Say first when this action was begun.")
        people.check_order(opened, done, "An action is complete after it was begun. Check the dates.")


def _shared(
    risk: TenancyRisk,
    kind: str,
    moment: datetime | None,
    way: tuple[str, str, str | None],
    *,
    by: Scope,
    at: datetime,
) -> str | None:
    """The check that consent was looked for at the moment others were told; None where nobody outside is.

    `way` is with whom benefits were talked about, the lawful reason and the second person.
    """
    purpose = rules.SHARED_BY.get(kind)
    if purpose is None:
        return None
    recipient, reason, second = way
    if kind == rules.LANDLORD:
        tenancy = Tenancy.every.filter(pk=risk.tenancy_id).first()
        if tenancy is not None and tenancy.landlord_kind == "provider":
            return None  # the landlord is this organisation
        recipient = tenancy.landlord if tenancy else ""
    found = check_sharing(
        risk.person_id,
        purpose=purpose,
        recipient=people.plain(recipient, 200, "With whom it was"),
        lawful_reason=reason,
        second_person=second or None,
        shared_at=moment,
        by=by,
        at=at,
    )
    return str(found.pk)
