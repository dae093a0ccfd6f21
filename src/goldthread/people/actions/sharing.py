"""Consent, what is looked for before anything is shared, and handing a person over elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Required, TypedDict, Unpack

from django.db import transaction

from goldthread.access import walls
from goldthread.access.models import Organisation
from goldthread.access.rules import May
from goldthread.access.scope import Scope, public_scope, scope_of
from goldthread.catalogue.tables.codes import CONSENT_PURPOSE
from goldthread.kernel.identifiers import new_key
from goldthread.kernel.instants import civil_date
from goldthread.kernel.refusals import Refused
from goldthread.ledger.actions import tell
from goldthread.people import rules
from goldthread.people.actions import writing
from goldthread.people.models import Consent, Enquiry, Person, SamePerson, SharingCheck


class ConsentTold(TypedDict, total=False):
    """A consent: for what, with whom (blank: all of the kind), from when, until when, how it was given."""

    id: str
    source: str
    person: Required[str]
    purpose: Required[str]
    recipient: str
    given_at: Required[datetime]
    expires_on: date | None
    withdrawn_at: datetime | None
    how: str


@transaction.atomic
def give_consents(told: Sequence[ConsentTold], *, by: Scope, at: datetime) -> list[Consent]:
    """Consents that people gave."""
    for one in told:
        if not one["purpose"]:
            raise Refused("Choose what the consent is for.")
        rules.check_not_ahead(one["given_at"], at=at, what="The day consent was given")
        before = "Consent cannot end before it was given. Check the dates."
        rules.check_order(civil_date(one["given_at"]), one.get("expires_on"), before)
        rules.check_order(one["given_at"], one.get("withdrawn_at"), before)
    return writing.made(Consent, told, verb="people.give_consent", by=by, at=at)


def give_consent(*, by: Scope, at: datetime, **told: Unpack[ConsentTold]) -> Consent:
    """One consent that a person gave."""
    return give_consents([told], by=by, at=at)[0]


@transaction.atomic
def withdraw_consent(
    consent: Consent | str, *, withdrawn_at: datetime | None = None, by: Scope, at: datetime
) -> Consent:
    """The person takes their consent back, from that moment on."""
    row = writing.seen(Consent, consent, by)
    if row.withdrawn_at is not None:
        raise Refused("This consent was withdrawn already.")
    moment = withdrawn_at or at
    rules.check_not_ahead(moment, at=at, what="The withdrawal")
    rules.check_order(row.given_at, moment, "Consent is withdrawn after it was given. Check the date.")
    return writing.changed(row, {"withdrawn_at": moment}, verb="people.withdraw_consent", by=by, at=at)


@transaction.atomic
def check_sharing(
    person: Person | str,
    *,
    purpose: str,
    recipient: str = "",
    lawful_reason: str = "",
    second_person: str | None = None,
    shared_at: datetime | None = None,
    by: Scope,
    at: datetime,
) -> SharingCheck:
    """Look for a consent that covers sharing, and keep that it was looked for.

    Without one: refused, unless a lawful reason is given and a second person, who works here and is somebody
    else, agrees to it. `shared_at` is the moment of sharing where it was not now.
    """
    row = writing.seen(Person, person, by)
    if not rules.check_code(CONSENT_PURPOSE, purpose):
        raise Refused("Choose what is shared, and with whom.")
    moment = shared_at or at
    consent = consent_for(row, purpose=purpose, recipient=recipient, at=moment, by=by)
    told = {"person": row.pk, "purpose": purpose, "recipient": recipient, "checked_at": at}
    if consent is not None:
        told["consent"] = consent.pk
        return writing.made(SharingCheck, [told], verb="people.check_sharing", by=by, at=at)[0]
    reason = rules.plain(lawful_reason, 2_000, "The lawful reason")
    if not reason or not second_person:
        raise Refused(
            f"No consent for this is in force: {CONSENT_PURPOSE.label(purpose).lower()}. Ask the person, or "
            "give the lawful reason for sharing without it and the second person who agrees."
        )
    told |= {"lawful_reason": reason, "second_person": _second(second_person, by, at=at)}
    return writing.made(SharingCheck, [told], verb="people.share_without_consent", by=by, at=at)[0]


def _second(worker: str, by: Scope, *, at: datetime) -> str:
    second = writing.check_worker(worker, by)
    if by.worker is not None and second.pk == by.worker.pk:
        raise Refused("The second person is somebody else. Choose a colleague or your team leader.")
    theirs = scope_of(second, at=at)
    if not (theirs.may(May.LEAD) or theirs.may(May.RECORD)):
        raise Refused("The second person works with people here, or leads. Choose somebody who does.")
    return str(second.pk)


def consent_for(
    person: Person | str, *, purpose: str, recipient: str, at: datetime, by: Scope
) -> Consent | None:
    """The consent that covers sharing at a moment, the newest first; None where there is none."""
    given = Consent.objects.seen_by(by).filter(
        person_id=writing.key_of(person), purpose=purpose, voided=False
    )
    newest = given.order_by("-given_at", "-recorded_at", "-id")
    return next(
        (one for one in newest if rules.covers(one, purpose=purpose, recipient=recipient, at=at)), None
    )


@transaction.atomic
def hand_over_person(
    person: Person | str, *, recipient: str, words: str = "", by: Scope, at: datetime
) -> SamePerson:
    """Hand a person over to another organisation: under a consent that names it, or covers all partners.

    It arrives there as an enquiry. Their record and ours stay two; the link says that they are one person.
    """
    by.check(May.RECORD)
    row = writing.seen(Person, person, by)
    taking = Organisation.objects.filter(pk=recipient).exclude(pk=by.organisation_id).first()
    if taking is None or not taking.takes_enquiries:
        raise Refused("Choose another organisation that takes people on.")
    consent = consent_for(row, purpose="partner_sharing", recipient=taking.name, at=at, by=by)
    if consent is None:
        raise Refused(
            f"The person has not consented to sharing with {taking.name}. "
            "Ask them, record their consent, then hand over."
        )
    if SamePerson.every.filter(person=row, recipient=taking, other=None, voided=False).exists():
        raise Refused(f"This person was handed over to {taking.name} already, who have not answered yet.")
    theirs = public_scope(taking.pk)
    from_us = Organisation.objects.get(pk=by.organisation_id)
    enquiry = Enquiry.new(
        by=theirs,
        at=at,
        kind="hand_over",
        received_at=at,
        name=row.name,
        phone=row.phone,
        email=row.email,
        words=rules.plain(words, 4_000, "What they should know"),
        partner=from_us.name,
        person_agrees=True,
        sent_key=new_key(),
    )
    with walls.beyond():  # it arrives in the other organisation's list
        enquiry.save(force_insert=True)
    link = SamePerson.new(
        by=by, at=at, person=row, recipient=taking, consent=consent, enquiry=enquiry, handed_over_at=at
    )
    link.save(force_insert=True)
    enquiries = [("people.enquiry", enquiry.pk)]
    subjects = [("people.sameperson", link.pk), *enquiries]
    content = {"recipient": taking.pk, "consent": consent.pk}
    tell("people.hand_over_person", by=by, at=at, subjects=subjects, people=[row.pk], content=content)
    tell("people.receive_enquiry", by=theirs, at=at, subjects=enquiries, content={"kind": "hand_over"})
    return link
