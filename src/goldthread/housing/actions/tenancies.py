"""Tenancies from start to end, what is owed, notices, and where a person lives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Required, TypedDict, Unpack

from django.db import IntegrityError, transaction

from goldthread.access.scope import Scope
from goldthread.housing import rules
from goldthread.housing.actions.writing import ENDED, changed, made, of_tenancies
from goldthread.housing.models import AccommodationStatus, Notice, RentBalance, Tenancy
from goldthread.kernel.instants import civil_date
from goldthread.kernel.refusals import Refused
from goldthread.people import rules as people
from goldthread.people.actions.around import around, placed
from goldthread.people.actions.writing import chunks, seen

TWICE = "There is a balance of that day already. Choose it in the table to mend it."


class TenancyTold(TypedDict, total=False):
    """A tenancy. Without `status` it is held where it has no end; `support` and `team` follow the day."""

    id: str
    source: str
    person: Required[str]
    support: str | None
    team: str | None
    agreement: str
    landlord_kind: str
    landlord: str
    landlord_contact: str
    settled: bool | None
    started_on: Required[date]
    ended_on: date | None
    status: str
    last_confirmed_on: date | None
    end_reason: str


class BalanceTold(TypedDict, total=False):
    """What is owed on a day: above nought is arrears, below is credit."""

    id: str
    source: str
    tenancy: Required[str]
    balance_on: Required[date]
    balance: Required[Decimal]
    weekly_charge: Decimal | None


class NoticeTold(TypedDict, total=False):
    """A formal notice."""

    id: str
    source: str
    tenancy: Required[str]
    served_at: Required[datetime]
    kind: str
    ends_on: date | None
    withdrawn_on: date | None


class LivingTold(TypedDict, total=False):
    """Where a person lives, by the code of the day."""

    id: str
    source: str
    person: Required[str]
    support: str | None
    team: str | None
    stated_on: Required[date]
    accommodation: str
    settled: str
    independent: bool | None
    notice_served: bool | None
    overcrowded: bool | None


@transaction.atomic
def start_tenancies(told: Sequence[TenancyTold], *, by: Scope, at: datetime) -> list[Tenancy]:
    """Tenancies begun, or held already when support came."""
    near = around(told, by)
    wanted = []
    for one in told:
        _check_days(one, at=at)
        ended = one.get("ended_on") is not None
        status = {} if "status" in one else {"status": "ended" if ended else "held"}
        held_on = {} if ended or "last_confirmed_on" in one else {"last_confirmed_on": one["started_on"]}
        wanted.append(near.filled({**one, **status, **held_on}, one["started_on"]))
    return made(Tenancy, wanted, verb="start_tenancy", by=by, at=at)


def start_tenancy(*, by: Scope, at: datetime, **told: Unpack[TenancyTold]) -> Tenancy:
    """One tenancy. Whoever records it today without a word more has it from the person that it is held."""
    if told.get("ended_on") is None and "last_confirmed_on" not in told:
        told["last_confirmed_on"] = civil_date(at)
    return start_tenancies([told], by=by, at=at)[0]


def _check_days(one: TenancyTold, *, at: datetime) -> None:
    people.check_not_ahead(one["started_on"], at=at, what="The first day of a tenancy")
    people.check_not_ahead(one.get("ended_on"), at=at, what="The last day of a tenancy")
    people.check_not_ahead(one.get("last_confirmed_on"), at=at, what="The day it was confirmed")
    sentence = "A tenancy cannot end before it starts. Check the dates."
    people.check_order(one["started_on"], one.get("ended_on"), sentence)


@transaction.atomic
def change_tenancy(tenancy: Tenancy | str, *, version: int, by: Scope, at: datetime, **told: Any) -> Tenancy:
    """Mend what is said of the agreement or the landlord."""
    row = seen(Tenancy, tenancy, by)
    mendable = {"agreement", "landlord_kind", "landlord", "landlord_contact", "settled", "started_on"}
    if beyond := set(told) - mendable:
        raise TypeError(f"{sorted(beyond)} of a tenancy are not mended here")
    people.check_not_ahead(told.get("started_on"), at=at, what="The first day of a tenancy")
    sentence = "A tenancy cannot end before it starts. Check the dates."
    people.check_order(told.get("started_on"), row.ended_on, sentence)
    return changed(row, told, verb="change_tenancy", by=by, at=at, version=version)


@transaction.atomic
def confirm_tenancy(
    tenancy: Tenancy | str, *, confirmed_on: date | None = None, by: Scope, at: datetime
) -> Tenancy:
    """Somebody made sure that the tenancy is still held."""
    row = _held(tenancy, by)
    day = confirmed_on or civil_date(at)
    people.check_not_ahead(day, at=at, what="The day it was confirmed")
    early = "It was confirmed later than that already. Check the date."
    people.check_order(row.last_confirmed_on or row.started_on, day, early)
    told = {"status": "held", "last_confirmed_on": day}
    return changed(row, told, verb="confirm_tenancy", by=by, at=at)


@transaction.atomic
def end_tenancy(
    tenancy: Tenancy | str, *, ended_on: date, end_reason: str, by: Scope, at: datetime
) -> Tenancy:
    """A tenancy ends, with its reason. Risks that are open on it stay until the huddle closes them."""
    row = _held(tenancy, by)
    if not end_reason:
        raise Refused("Say why the tenancy ended.")
    people.check_not_ahead(ended_on, at=at, what="The last day of a tenancy")
    people.check_order(row.started_on, ended_on, "A tenancy cannot end before it starts. Check the date.")
    told = {"ended_on": ended_on, "status": "ended", "end_reason": end_reason}
    return changed(row, told, verb="end_tenancy", by=by, at=at)


@transaction.atomic
def record_balances(told: Sequence[BalanceTold], *, by: Scope, at: datetime) -> list[RentBalance]:
    """Balances of rent accounts, one a day of a tenancy."""
    filled = of_tenancies(told, "balance_on", by)
    for one in filled:
        people.check_not_ahead(one["balance_on"], at=at, what="The day of a balance")
        rules.check_owed(one["balance"])
        if (weekly := one.get("weekly_charge")) is not None:
            rules.check_owed(weekly, what="The weekly charge")
            if weekly < 0:
                raise Refused("A weekly charge is not below nought. Check it.")
    days = [(one["tenancy"], one["balance_on"]) for one in filled]
    for lot in chunks(tenancy for tenancy, _ in days):
        known = RentBalance.every.filter(
            tenancy_id__in=lot, balance_on__in={day for _, day in days}, voided=False
        )
        days += known.values_list("tenancy_id", "balance_on")
    if len(set(days)) != len(days):
        raise Refused(TWICE)
    try:
        with transaction.atomic():
            return made(RentBalance, filled, verb="record_balance", by=by, at=at)
    except IntegrityError as twice:  # somebody else recorded it in the same moment
        raise Refused(TWICE) from twice


def record_balance(*, by: Scope, at: datetime, **told: Unpack[BalanceTold]) -> RentBalance:
    """One balance."""
    return record_balances([told], by=by, at=at)[0]


@transaction.atomic
def change_balance(
    balance: RentBalance | str, /, *, version: int, by: Scope, at: datetime, **told: Any
) -> RentBalance:
    """Mend what is owed, or the weekly charge; the day stays."""
    row = seen(RentBalance, balance, by)
    if beyond := set(told) - {"balance", "weekly_charge"}:
        raise TypeError(f"{sorted(beyond)} of a balance are not mended here")
    rules.check_owed(told.get("balance", row.balance))
    return changed(row, told, verb="change_balance", by=by, at=at, version=version)


@transaction.atomic
def serve_notices(told: Sequence[NoticeTold], *, by: Scope, at: datetime) -> list[Notice]:
    """Formal notices as they were served."""
    filled = of_tenancies(told, "served_at", by)
    for one in filled:
        people.check_not_ahead(one["served_at"], at=at, what="The day a notice was served")
        people.check_not_ahead(one.get("withdrawn_on"), at=at, what="The day it was withdrawn")
        served = civil_date(one["served_at"])
        people.check_order(served, one.get("ends_on"), "A notice ends after it was served. Check the dates.")
        people.check_order(
            served, one.get("withdrawn_on"), "A notice is withdrawn after it was served. Check the dates."
        )
    return made(Notice, filled, verb="serve_notice", by=by, at=at)


def serve_notice(*, by: Scope, at: datetime, **told: Unpack[NoticeTold]) -> Notice:
    """One formal notice, of a kind."""
    if not told.get("kind"):
        raise Refused("Choose the kind of notice: what can be done about it depends on it.")
    return serve_notices([told], by=by, at=at)[0]


@transaction.atomic
def withdraw_notice(
    notice: Notice | str, *, withdrawn_on: date | None = None, by: Scope, at: datetime
) -> Notice:
    """The landlord takes a notice back."""
    row = seen(Notice, notice, by)
    if row.withdrawn_on is not None:
        raise Refused("This notice was withdrawn already.")
    day = withdrawn_on or civil_date(at)
    people.check_not_ahead(day, at=at, what="The day it was withdrawn")
    people.check_order(
        civil_date(row.served_at), day, "A notice is withdrawn after it was served. Check the date."
    )
    return changed(row, {"withdrawn_on": day}, verb="withdraw_notice", by=by, at=at)


@transaction.atomic
def record_living(told: Sequence[LivingTold], *, by: Scope, at: datetime) -> list[AccommodationStatus]:
    """Where people live, as they told it on a day, by the code that was in use that day."""
    for one in told:
        people.check_not_ahead(one["stated_on"], at=at, what="The day it was told")
    wanted = placed(told, "stated_on", by)
    return made(AccommodationStatus, wanted, verb="record_living", by=by, at=at)


def record_accommodation(*, by: Scope, at: datetime, **told: Unpack[LivingTold]) -> AccommodationStatus:
    """Where one person lives."""
    answers = ("accommodation", "settled", "independent", "notice_served", "overcrowded")
    if all(told.get(name) in ("", None) for name in answers):
        raise Refused("Answer at least one of the questions, or leave the page.")
    return record_living([told], by=by, at=at)[0]


def _held(tenancy: Tenancy | str, by: Scope) -> Tenancy:
    row = seen(Tenancy, tenancy, by)
    if row.ended_on is not None:
        raise Refused(ENDED)
    return row
