"""The way through crisis and hospital: contacts, stays, blocked discharges, and the housing question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Required, TypedDict, Unpack

from django.db import transaction

from goldthread.access.models import Worker
from goldthread.access.scope import Scope
from goldthread.catalogue.tables.codes import SYSTEM_CONTACT_KIND
from goldthread.kernel.instants import civil_date
from goldthread.kernel.refusals import Refused
from goldthread.people import rules as people
from goldthread.people.actions.around import placed
from goldthread.people.actions.writing import check_worker, key_of, seen
from goldthread.safety import rules
from goldthread.safety.actions.writing import changed, made
from goldthread.safety.models import HousingQuestion, SystemContact


class ContactTold(TypedDict, total=False):
    """A contact with the wider system."""

    id: str
    source: str
    person: Required[str]
    support: str | None
    team: str | None
    owner: str | None
    stay: str | None
    kind: Required[str]
    happened_at: Required[datetime]
    ended_on: date | None
    planned: bool | None
    place: str
    words: str
    delay_reason: str
    delay_attributed_to: str
    delayed_days: int | None


@transaction.atomic
def record_system_contacts(told: Sequence[ContactTold], *, by: Scope, at: datetime) -> list[SystemContact]:
    """Crises, attendances, stays and discharges as they happened."""
    for one in told:
        if not one["kind"]:
            raise Refused("Choose what it was.")
        people.check_not_ahead(one["happened_at"], at=at, what="It")
        people.check_not_ahead(one.get("ended_on"), at=at, what="Its last day")
        first = civil_date(one["happened_at"])
        people.check_order(first, one.get("ended_on"), "It cannot end before it began. Check the dates.")
    return made(SystemContact, placed(told, "happened_at", by), verb="record_system_contact", by=by, at=at)


@transaction.atomic
def record_system_contact(*, by: Scope, at: datetime, **told: Unpack[ContactTold]) -> SystemContact:
    """One contact. A discharge or a delay belongs to a stay: use `discharge` and `block_discharge`."""
    kind, person = told["kind"], str(key_of(told["person"]))
    if kind in (rules.DISCHARGE, rules.DELAY):
        raise Refused("Open the stay that it belongs to, and record it there.")
    if kind == rules.ADMISSION and _staying(person, by) is not None:
        raise Refused(
            "The person is on a ward already. Record the discharge first, or correct the admission."
        )
    return record_system_contacts([told], by=by, at=at)[0]


def _staying(person: str, by: Scope) -> SystemContact | None:
    rows = SystemContact.objects.seen_by(by).filter(
        person_id=person, kind=rules.ADMISSION, ended_on=None, voided=False
    )
    found: SystemContact | None = rows.first()
    return found


def _stay(stay: SystemContact | str, by: Scope) -> SystemContact:
    row = seen(SystemContact, stay, by)
    if row.kind != rules.ADMISSION:
        said = SYSTEM_CONTACT_KIND.label(row.kind).lower()
        raise Refused(f"Only a stay on a ward ends with a discharge. This is a {said}.")
    if row.ended_on is not None:
        raise Refused("This stay has ended already.")
    return row


@transaction.atomic
def block_discharge(
    stay: SystemContact | str,
    *,
    ready_at: datetime,
    delay_reason: str,
    delay_attributed_to: str = "",
    owner: str | None = None,
    words: str = "",
    by: Scope,
    at: datetime,
) -> SystemContact:
    """The person is ready to leave and cannot: from then a clock runs until they leave or it is cleared."""
    row = _stay(stay, by)
    if not delay_reason:
        raise Refused("Say what blocks the discharge.")
    if _delay(row, by) is not None:
        raise Refused("A delay is open on this stay already. Clear that one, then record the next.")
    people.check_not_ahead(ready_at, at=at, what="The day the person was ready")
    rules.check_forward(row.happened_at, ready_at, "Being ready to leave")
    if owner:
        check_worker(owner, by)
    elif isinstance(by.worker, Worker):
        owner = by.worker.pk
    told = {
        "person": row.person_id,
        "support": row.support_id,
        "team": row.team_id,
        "owner": owner,
        "stay": row.pk,
        "kind": rules.DELAY,
        "happened_at": ready_at,
        "place": row.place,
        "delay_reason": delay_reason,
        "delay_attributed_to": delay_attributed_to,
        "words": words,
    }
    return made(SystemContact, [told], verb="block_discharge", by=by, at=at)[0]


@transaction.atomic
def unblock_discharge(
    delay: SystemContact | str, *, cleared_on: date, words: str = "", by: Scope, at: datetime
) -> SystemContact:
    """What blocked the discharge is cleared, or another reason takes its place."""
    row = seen(SystemContact, delay, by)
    if row.kind != rules.DELAY:
        raise Refused("Only a delayed discharge is cleared.")
    if row.ended_on is not None:
        raise Refused("This delay is cleared already.")
    people.check_not_ahead(cleared_on, at=at, what="The day it was cleared")
    return _clear(row, cleared_on, words=words, by=by, at=at)


def _clear(row: SystemContact, on: date, *, words: str, by: Scope, at: datetime) -> SystemContact:
    first = civil_date(row.happened_at)
    people.check_order(first, on, "A delay cannot be cleared before the person was ready. Check the date.")
    told: dict[str, Any] = {"ended_on": on, "delayed_days": (on - first).days}
    if words.strip():
        told["words"] = f"{row.words}\n{words}".strip()
    return changed(row, told, verb="unblock_discharge", by=by, at=at)


@transaction.atomic
def discharge(
    stay: SystemContact | str,
    *,
    left_at: datetime,
    destination: str,
    planned: bool | None = None,
    words: str = "",
    by: Scope,
    at: datetime,
) -> SystemContact:
    """The person left the ward: the stay ends, an open delay with it, and the contact after it is due."""
    row = _stay(stay, by)
    if not destination:
        raise Refused("Say where the person went. Not known yet is an answer too.")
    people.check_not_ahead(left_at, at=at, what="The discharge")
    rules.check_forward(row.happened_at, left_at, "The discharge")
    on = civil_date(left_at)
    if (delay := _delay(row, by)) is not None:
        _clear(delay, on, words="", by=by, at=at)
    changed(row, {"ended_on": on}, verb="end_stay", by=by, at=at)
    told = {
        "person": row.person_id,
        "support": row.support_id,
        "team": row.team_id,
        "stay": row.pk,
        "kind": rules.DISCHARGE,
        "happened_at": left_at,
        "planned": planned,
        "place": row.place,
        "words": words,
    }
    gone: SystemContact = made(SystemContact, [told], verb="discharge", by=by, at=at)[0]
    asked = {"person": row.person_id, "contact": gone.pk, "team": row.team_id, "stage": "discharge"}
    answers = [{**asked, "asked_at": left_at, "destination": destination}]
    made(HousingQuestion, answers, verb="ask_housing", by=by, at=at)
    return gone


@transaction.atomic
def return_from_away(stay: SystemContact | str, *, ended_on: date, by: Scope, at: datetime) -> SystemContact:
    """The person is back from a placement out of area."""
    row = seen(SystemContact, stay, by)
    if row.kind != rules.AWAY or row.ended_on is not None:
        raise Refused("This is no placement out of area that still lasts.")
    people.check_not_ahead(ended_on, at=at, what="Its last day")
    people.check_order(
        civil_date(row.happened_at), ended_on, "It cannot end before it began. Check the date."
    )
    return changed(row, {"ended_on": ended_on}, verb="return_from_away", by=by, at=at)


def _delay(stay: SystemContact, by: Scope) -> SystemContact | None:
    rows = SystemContact.objects.seen_by(by).filter(stay=stay, kind=rules.DELAY, ended_on=None, voided=False)
    found: SystemContact | None = rows.first()
    return found


@transaction.atomic
def ask_housing(
    contact: SystemContact | str,
    *,
    stage: str,
    asked_at: datetime,
    at_risk: bool | None = None,
    alternative: str = "",
    destination: str = "",
    blocked: bool | None = None,
    words: str = "",
    by: Scope,
    at: datetime,
) -> HousingQuestion:
    """The housing question at one stage: is the home at risk, is there another way, where to, what blocks."""
    row = seen(SystemContact, contact, by)
    if not stage:
        raise Refused("Choose the stage at which it was asked.")
    if at_risk is None and blocked is None and not (alternative or destination):
        raise Refused("Answer at least one of the questions. What nobody knows may stay blank.")
    if blocked and not words.strip():
        raise Refused("Say in words what blocks the way home.")
    people.check_not_ahead(asked_at, at=at, what="The question")
    told = {
        "person": row.person_id,
        "contact": row.pk,
        "team": row.team_id,
        "stage": stage,
        "asked_at": asked_at,
        "at_risk": at_risk,
        "alternative": alternative,
        "destination": destination,
        "blocked": blocked,
        "words": words,
    }
    return made(HousingQuestion, [told], verb="ask_housing", by=by, at=at)[0]
