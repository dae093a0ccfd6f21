"""People: added, changed, their access needs, and rows that were entered in error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Required, TypedDict, Unpack

from django.db import IntegrityError, transaction

from goldthread.access.rows import Row
from goldthread.access.scope import Scope
from goldthread.kernel.instants import civil_date
from goldthread.kernel.refusals import Refused
from goldthread.people import rules
from goldthread.people.actions import writing
from goldthread.people.models import AccessNeed, Person, Referral, StageSpell, Support


class PersonTold(TypedDict, total=False):
    """What is known of a person. `team` sees them from the first moment on."""

    id: str
    source: str
    name: Required[str]
    team: Required[str]
    worker: str | None
    placed_on: date
    pronouns: str
    birth_date: date | None
    nhs_number: str
    nhs_number_traced: bool
    phone: str
    email: str
    address: str
    postcode: str
    locality: str
    gender: str
    ethnicity: str
    disability: str
    died_on: date | None


_KNOWN = "Somebody with this NHS number is known here already. Search for them, or ask a team leader."
_OLDEST = date(1900, 1, 1)
_PLACING = ("team", "worker", "placed_on")


@transaction.atomic
def add_people(told: Sequence[PersonTold], *, by: Scope, at: datetime) -> list[Person]:
    """Add people, each to a team. Refused for an NHS number that is not one, or that is known here."""
    teams = {one["team"] for one in told}
    for team in teams:
        writing.check_team(team, by)
    wanted = [_checked(one, at=at) for one in told]
    _check_new([one["nhs_number"] for one in wanted if one.get("nhs_number")], by)
    with _once():
        people = writing.made(Person, wanted, verb="people.add", by=by, at=at)
    today = civil_date(at)
    pairs = {
        (person.pk, one["team"]): (one.get("placed_on", today), one.get("worker"))
        for person, one in zip(people, told, strict=True)
    }
    writing.place(pairs, by=by, at=at)
    return people


def add_person(*, by: Scope, at: datetime, **told: Unpack[PersonTold]) -> Person:
    """Add one person."""
    return add_people([told], by=by, at=at)[0]


@transaction.atomic
def change_person(person: Person | str, *, version: int, by: Scope, at: datetime, **told: Any) -> Person:
    """Change what is known of a person; raises `Changed` where somebody else did since `version`."""
    row = writing.seen(Person, person, by)
    wanted = _checked(told, at=at)
    if (number := wanted.get("nhs_number")) and number != row.nhs_number:
        _check_new([number], by)
    with _once():
        return writing.changed(row, wanted, verb="people.change", by=by, at=at, version=version)


def _checked(told: Any, *, at: datetime) -> dict[str, Any]:
    wanted = {name: value for name, value in told.items() if name not in _PLACING}
    if "nhs_number" in wanted:
        wanted["nhs_number"] = rules.nhs_number(wanted["nhs_number"] or "")
    rules.check_not_ahead(wanted.get("birth_date"), at=at, what="The date of birth")
    rules.check_order(_OLDEST, wanted.get("birth_date"), "That was long ago. Check the year of birth.")
    rules.check_order(
        wanted.get("birth_date"), wanted.get("died_on"), "Nobody dies before their birth. Check the dates."
    )
    rules.check_not_ahead(wanted.get("died_on"), at=at, what="The day of death")
    return wanted


def _check_new(numbers: list[str], by: Scope) -> None:
    twice = len(set(numbers)) != len(numbers)
    # Whoever has the number may be beyond the scope: that they are known here must still be said.
    for lot in writing.chunks(numbers):
        twice = (
            twice
            or Person.every.filter(organisation_id=by.organisation_id, nhs_number__in=lot)
            .exclude(nhs_number="")
            .exists()
        )
    if twice:
        raise Refused(_KNOWN)


@contextmanager
def _once() -> Iterator[None]:
    """Two who write the same NHS number at one moment: the database lets one through, the other is told."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as fault:
        if "nhs_number" not in str(fault):
            raise
        raise Refused(_KNOWN) from None


@transaction.atomic
def set_access_need(
    person: Person | str,
    *,
    kind: str,
    detail: str = "",
    started_on: date | None = None,
    review_due_on: date | None = None,
    by: Scope,
    at: datetime,
) -> AccessNeed:
    """Record how a person needs information; the same need again renews it."""
    row = writing.seen(Person, person, by)
    told = {"detail": detail, "review_due_on": review_due_on}
    now = AccessNeed.objects.seen_by(by).filter(person=row, kind=kind, ended_on=None, voided=False).first()
    if now is not None:
        return writing.changed(now, told, verb="people.renew_access_need", by=by, at=at)
    told |= {"person": row.pk, "kind": kind, "started_on": started_on or civil_date(at)}
    return writing.made(AccessNeed, [told], verb="people.set_access_need", by=by, at=at)[0]


@transaction.atomic
def renew_access_need(need: AccessNeed | str, *, review_due_on: date, by: Scope, at: datetime) -> AccessNeed:
    """The person was asked and still needs it; they are asked again on a later day."""
    row = writing.seen(AccessNeed, need, by)
    if review_due_on <= civil_date(at):
        raise Refused("Ask again on a later day.")
    told = {"review_due_on": review_due_on}
    return writing.changed(row, told, verb="people.renew_access_need", by=by, at=at)


@transaction.atomic
def end_access_need(need: AccessNeed | str, *, ended_on: date | None = None, by: Scope, at: datetime) -> None:
    """A need that is no more."""
    row = writing.seen(AccessNeed, need, by)
    last = ended_on or civil_date(at)
    rules.check_order(row.started_on, last, "A need cannot end before it began. Check the date.")
    writing.changed(row, {"ended_on": last}, verb="people.end_access_need", by=by, at=at)


@transaction.atomic
def void_row(row: Row, *, reason: str, by: Scope, at: datetime) -> None:
    """Say that a row was entered in error: it is kept and never counted. `reason` is of rules.VOID_REASON."""
    found = writing.seen(type(row), row, by)
    if isinstance(found, (Person, Support, StageSpell)):
        raise Refused("A person or their support cannot be voided alone. End the support, with its reason.")
    if isinstance(found, Referral) and Support.every.filter(referral=found, voided=False).exists():
        raise Refused("Support came of this referral: it cannot be an error. Mend its details.")
    if not rules.check_code(rules.VOID_REASON, reason):
        raise Refused("Say why it was entered in error.")
    writing.changed(found, {"voided": True}, verb=f"people.void_{reason}", by=by, at=at)
