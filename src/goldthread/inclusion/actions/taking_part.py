"""Activities a person took part in, and people in the community they are in touch with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Required, TypedDict, Unpack

from django.db import transaction

from goldthread.access.scope import Scope
from goldthread.inclusion import rules
from goldthread.inclusion.actions.writing import changed, made
from goldthread.inclusion.models import Activity, CommunityContact, ExposureStep
from goldthread.kernel.instants import civil_date
from goldthread.kernel.refusals import Refused
from goldthread.people import rules as people
from goldthread.people.actions.around import on_support
from goldthread.people.actions.writing import chunks, key_of, seen


class ActivityTold(TypedDict, total=False):
    """An activity, with how much support, who began it, and how long it took to recover."""

    id: str
    source: str
    person: Required[str]
    support: str | None
    step: str | None
    attended_on: Required[date]
    kind: Required[str]
    participation: str
    travel: str
    initiated: bool | None
    recovery_hours: Decimal | None
    went_wrong: bool | None
    words: str


class CommunityTold(TypedDict, total=False):
    """Somebody in the community; without `last_confirmed_on` last known to be live on the first day."""

    id: str
    source: str
    person: Required[str]
    support: str | None
    who: Required[str]
    kind: str
    started_on: Required[date]
    ended_on: date | None
    last_confirmed_on: date | None
    safe: bool | None
    concern: str
    judged_on: date | None
    words: str


@transaction.atomic
def attend_activities(told: Sequence[ActivityTold], *, by: Scope, at: datetime) -> list[Activity]:
    """Activities. Refused ahead of time, or on a step of somebody else's plan."""
    wanted = on_support(told, "attended_on", by)
    steps: dict[str, str] = {}
    for lot in chunks(key_of(one["step"]) for one in wanted if one.get("step")):
        rows = ExposureStep.every.filter(pk__in=lot, voided=False)
        steps.update(rows.values_list("pk", "person_id"))
    for one in wanted:
        people.check_not_ahead(one["attended_on"], at=at, what="The day of the activity")
        rules.check_hours(one.get("recovery_hours"), "Hours to recover")
        if not one.get("kind"):
            raise Refused("Choose what the activity was.")
        step = key_of(one.get("step"))
        if step and steps.get(step) != key_of(one["person"]):
            raise Refused("This step is not of the person's plan. Choose one of theirs.")
    return made(Activity, wanted, verb="attend_activity", by=by, at=at)


def attend_activity(*, by: Scope, at: datetime, **told: Unpack[ActivityTold]) -> Activity:
    """One activity."""
    return attend_activities([told], by=by, at=at)[0]


@transaction.atomic
def start_contacts(told: Sequence[CommunityTold], *, by: Scope, at: datetime) -> list[CommunityContact]:
    """People in the community whom a person is in touch with."""
    wanted = on_support(told, "started_on", by)
    for one in wanted:
        people.check_not_ahead(one["started_on"], at=at, what="The first day of the contact")
        people.check_not_ahead(one.get("ended_on"), at=at, what="The last day of the contact")
        sentence = "A contact cannot end before it begins. Check the dates."
        people.check_order(one["started_on"], one.get("ended_on"), sentence)
        rules.check_judgement(one.get("safe"), one.get("concern") or "")
        one.setdefault("last_confirmed_on", one["started_on"])
        if one.get("safe") is not None:
            one.setdefault("judged_on", civil_date(at))
    return made(CommunityContact, wanted, verb="start_contact", by=by, at=at)


def start_contact(*, by: Scope, at: datetime, **told: Unpack[CommunityTold]) -> CommunityContact:
    """One contact; whoever records it today has it from the person that it is live."""
    if told.get("ended_on") is None and "last_confirmed_on" not in told:
        told["last_confirmed_on"] = civil_date(at)
    return start_contacts([told], by=by, at=at)[0]


def _live(contact: CommunityContact | str, by: Scope) -> CommunityContact:
    row = seen(CommunityContact, contact, by)
    if row.ended_on is not None:
        raise Refused("This contact has ended. Record it anew if it began again.")
    return row


@transaction.atomic
def confirm_contact(
    contact: CommunityContact | str, *, confirmed_on: date | None = None, by: Scope, at: datetime
) -> CommunityContact:
    """The person says that they are still in touch."""
    row = _live(contact, by)
    day = confirmed_on or civil_date(at)
    people.check_not_ahead(day, at=at, what="The day it was confirmed")
    early = "It was confirmed later than that already. Check the date."
    people.check_order(row.last_confirmed_on or row.started_on, day, early)
    found: CommunityContact = changed(row, {"last_confirmed_on": day}, verb="confirm_contact", by=by, at=at)
    return found


@transaction.atomic
def judge_contact(
    contact: CommunityContact | str,
    *,
    safe: bool | None,
    concern: str = "",
    words: str = "",
    version: int | None = None,
    by: Scope,
    at: datetime,
) -> CommunityContact:
    """Say whether a contact is safe. A concern says that it is not, and what to look for."""
    row = seen(CommunityContact, contact, by)
    if safe is None:
        raise Refused("Say whether the contact is safe.")
    rules.check_judgement(safe, concern)
    told = {"safe": safe, "concern": concern, "words": words, "judged_on": civil_date(at)}
    found: CommunityContact = changed(row, told, verb="judge_contact", by=by, at=at, version=version)
    return found


@transaction.atomic
def end_contact(
    contact: CommunityContact | str, *, ended_on: date | None = None, by: Scope, at: datetime
) -> CommunityContact:
    """They are no longer in touch."""
    row = _live(contact, by)
    day = ended_on or civil_date(at)
    people.check_not_ahead(day, at=at, what="The last day of the contact")
    people.check_order(row.started_on, day, "A contact cannot end before it begins. Check the date.")
    found: CommunityContact = changed(row, {"ended_on": day}, verb="end_contact", by=by, at=at)
    return found
