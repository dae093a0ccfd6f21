"""Referrals: received, answered, decided; and what is known of a person's work when they come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Required, TypedDict, Unpack

from django.db import transaction

from goldthread.access.scope import Scope
from goldthread.catalogue.tables.codes import DECISION
from goldthread.kernel.instants import civil_date
from goldthread.kernel.refusals import Refused
from goldthread.people import rules
from goldthread.people.actions import writing
from goldthread.people.models import Interest, Profile, Referral, Support
from goldthread.people.rules import ReferralState


class ReferralTold(TypedDict, total=False):
    """A referral; with its answer and decision where it comes from elsewhere, already decided."""

    id: str
    source: str
    person: Required[str]
    team: Required[str]
    received_at: Required[datetime]
    referral_source: str
    referred_by: str
    reason: str
    employment_status: str
    in_contact: bool | None
    responded_at: datetime | None
    decided_at: datetime | None
    decision: str
    decision_reason: str


class ProfileTold(TypedDict, total=False):
    """What is known of a person's work on a day (B4, B5, B7 to B9 of S1). None and blank: nobody knows."""

    id: str
    source: str
    person: Required[str]
    referral: str | None
    support: str | None
    stated_on: Required[date]
    employment_status: str
    weekly_hours: str
    qualification: str
    last_worked_on: date | None
    last_worked: str
    held_year: bool | None
    long_term_benefits: bool | None


class InterestTold(TypedDict, total=False):
    """Interest in paid work, asked of everyone. `answered_on` is the day asked unless said."""

    id: str
    source: str
    person: Required[str]
    support: Required[str]
    asked_on: Required[date]
    answered_on: date | None
    interest: str


@transaction.atomic
def refer_people(told: Sequence[ReferralTold], *, by: Scope, at: datetime) -> list[Referral]:
    """Record referrals. The team sees the person from the day received; a referral closed sees less long."""
    for team in {one["team"] for one in told}:
        writing.check_team(team, by, own=False)
    for one in told:
        _check_moments(one, at=at)
    rows = writing.made(Referral, told, verb="people.refer", by=by, at=at)
    pairs: dict[tuple[str, str], tuple[date, str | None]] = {}
    for row in rows:
        pairs.setdefault((row.person_id, row.team_id), (civil_date(row.received_at), None))
    fresh = {(one.person_id, one.team_id) for one in writing.place(pairs, by=by, at=at)}
    over = {
        (row.person_id, row.team_id): (civil_date(row.decided_at), rules.SEEN_AFTER_REFERRAL)
        for row in rows
        if row.decision in ("declined", "withdrawn") and (row.person_id, row.team_id) in fresh
    }
    writing.leave(over, at=at)
    return rows


def refer(*, by: Scope, at: datetime, **told: Unpack[ReferralTold]) -> Referral:
    """Record one referral."""
    return refer_people([told], by=by, at=at)[0]


@transaction.atomic
def change_referral(
    referral: Referral | str, *, version: int, by: Scope, at: datetime, **told: Any
) -> Referral:
    """Mend what a referral says of its source and reason; its answer and decision have acts of their own."""
    row = writing.seen(Referral, referral, by)
    mendable = {"received_at", "referral_source", "referred_by", "reason", "employment_status", "in_contact"}
    if beyond := set(told) - mendable:
        raise TypeError(f"a referral's {sorted(beyond)} are not mended here")
    merged = {name: told.get(name, getattr(row, name)) for name in ("received_at", "responded_at")}
    _check_moments({**merged, "decided_at": row.decided_at, "decision": row.decision}, at=at)
    return writing.changed(row, told, verb="people.change_referral", by=by, at=at, version=version)


@transaction.atomic
def answer_referral(
    referral: Referral | str, *, responded_at: datetime | None = None, by: Scope, at: datetime
) -> Referral:
    """The referrer, or the person who referred themselves, was answered for the first time."""
    row = writing.seen(Referral, referral, by)
    if row.responded_at is not None:
        raise Refused("This referral was answered already. Only the first answer counts.")
    moment = responded_at or at
    _check_moments({"received_at": row.received_at, "responded_at": moment}, at=at)
    return writing.changed(row, {"responded_at": moment}, verb="people.answer_referral", by=by, at=at)


@transaction.atomic
def decide_referral(
    referral: Referral | str,
    *,
    decision: str,
    reason: str = "",
    decided_at: datetime | None = None,
    by: Scope,
    at: datetime,
) -> Referral:
    """Accept, decline or withdraw. A refusal of somebody needs its reason; deciding also answers."""
    row = writing.seen(Referral, referral, by)
    if not rules.check_code(DECISION, decision):
        raise Refused("Choose what was decided: accepted, declined or withdrawn.")
    rules.check_next(state_of(row), ReferralState(decision))
    if decision != "accepted" and not reason.strip():
        raise Refused("Say why: the person and the referrer may ask.")
    moment = decided_at or at
    told = {"decision": decision, "decision_reason": reason, "decided_at": moment}
    if row.responded_at is None:
        told["responded_at"] = moment
    _check_moments({**told, "received_at": row.received_at}, at=at)
    writing.changed(row, told, verb="people.decide_referral", by=by, at=at)
    if decision != "accepted" and not _still_with_team(row):
        last = (civil_date(moment), rules.SEEN_AFTER_REFERRAL)
        writing.leave({(row.person_id, row.team_id): last}, at=at)
    return row


@transaction.atomic
def record_profiles(told: Sequence[ProfileTold], *, by: Scope, at: datetime) -> list[Profile]:
    """What people said of their work, each on a day. With a referral it is what was known at intake."""
    for one in told:
        rules.check_not_ahead(one["stated_on"], at=at, what="The day it holds for")
    return writing.made(Profile, told, verb="people.record_profile", by=by, at=at)


def record_profile(*, by: Scope, at: datetime, **told: Unpack[ProfileTold]) -> Profile:
    """What one person said."""
    return record_profiles([told], by=by, at=at)[0]


@transaction.atomic
def record_interests(told: Sequence[InterestTold], *, by: Scope, at: datetime) -> list[Interest]:
    """People were asked about paid work; a blank answer says that they were asked and did not say."""
    wanted = []
    for one in told:
        rules.check_not_ahead(one["asked_on"], at=at, what="The day of asking")
        answered = one.get("answered_on") or (one["asked_on"] if one.get("interest") else None)
        rules.check_order(one["asked_on"], answered, "An answer comes after the question. Check the dates.")
        wanted.append({**one, "answered_on": answered})
    return writing.made(Interest, wanted, verb="people.record_interest", by=by, at=at)


def record_interest(*, by: Scope, at: datetime, **told: Unpack[InterestTold]) -> Interest:
    """One person was asked, in the support they are in."""
    given = writing.seen(Support, told["support"], by)
    if given.person_id != writing.key_of(told["person"]):
        raise Refused("This support is somebody else's. Open the person again.")
    return record_interests([told], by=by, at=at)[0]


def state_of(row: Referral) -> ReferralState:
    """Where a referral stands."""
    started = Support.every.filter(referral=row, voided=False).exists()
    return rules.referral_state(
        responded=row.responded_at is not None, decision=row.decision, started=started
    )


def _still_with_team(row: Referral) -> bool:
    """Whether support runs or another referral waits: the team then goes on seeing the person."""
    own = {"person_id": row.person_id, "team_id": row.team_id, "voided": False}
    others = Referral.every.filter(**own, decision="").exclude(pk=row.pk)
    return bool(Support.every.filter(**own, ended_on=None).exists() or others.exists())


def _check_moments(told: Any, *, at: datetime) -> None:
    received, responded = told.get("received_at"), told.get("responded_at")
    decided, decision = told.get("decided_at"), told.get("decision", "")
    rules.check_not_ahead(received, at=at, what="The referral")
    rules.check_not_ahead(responded, at=at, what="The answer")
    rules.check_not_ahead(decided, at=at, what="The decision")
    if decision and decided is None:
        raise Refused("Say when it was decided.")
    rules.check_order(received, responded, "A referral cannot be answered before it came. Check the dates.")
    rules.check_order(received, decided, "A referral cannot be decided before it came. Check the dates.")
