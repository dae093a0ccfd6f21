"""What comes in through the public pages: kept once, taken on as a referral, or closed with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction

from goldthread.access import walls
from goldthread.access.models import Organisation
from goldthread.access.rules import May
from goldthread.access.scope import Scope
from goldthread.kernel.identifiers import new_key
from goldthread.kernel.refusals import Refused
from goldthread.ledger.actions import tell
from goldthread.people import rules
from goldthread.people.actions import writing
from goldthread.people.actions.persons import add_person
from goldthread.people.actions.referrals import refer
from goldthread.people.models import Enquiry, Person, Referral, SamePerson


class EnquiryTold(TypedDict, total=False):
    """What somebody wrote. `kind` is of rules.ENQUIRY_KIND."""

    kind: str
    name: str
    phone: str
    email: str
    contact_by: str
    access_needs: str
    words: str
    partner: str
    partner_email: str
    person_agrees: bool | None
    team: str | None


# What somebody wrote; the team is ours to choose, also afterwards.
_CONTENT = tuple(name for name in EnquiryTold.__annotations__ if name != "team")


@transaction.atomic
def receive_enquiry(*, sent_key: str, by: Scope, at: datetime, **told: Unpack[EnquiryTold]) -> Enquiry:
    """Keep what came, once: the same words under the same `sent_key` answer what was kept and write nothing.

    Other words under that key, such as a phone number corrected after Back, are an enquiry of their own: the
    first may be at work already, and nothing that somebody sent is dropped.

    `by` is `public_scope` of the organisation. Refused where it takes no enquiries, without a name, without
    a way to answer, or from a partner without the person's agreement.
    """
    organisation = Organisation.objects.filter(pk=by.organisation_id, takes_enquiries=True).first()
    if organisation is None:
        raise Refused("This organisation takes no enquiries here. Ring them, or ask your council.")
    key = rules.plain(sent_key, 64, "The form's key") or new_key()
    wanted = writing.tidied(Enquiry, told)
    _check(wanted)
    said = {name: wanted.get(name, _content(name).get_default()) for name in _CONTENT}
    while there := _kept(key, organisation):
        if _same(there, said):
            return there
        key = rules.sent_again(key, said)
    row = Enquiry.new(by=by, at=at, received_at=at, sent_key=key, **wanted)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        if there := _kept(key, organisation):
            # Sent twice at once. With other words it is kept the second time, for now the first is there.
            return there if _same(there, said) else receive_enquiry(sent_key=key, by=by, at=at, **told)
        # Another organisation took a form with this key: no form of ours gave it.
        raise Refused("This form was sent elsewhere before. Open it again and send it once more.") from None
    subjects = [("people.enquiry", row.pk)]
    tell("people.receive_enquiry", by=by, at=at, subjects=subjects, content={"kind": row.kind})
    return row


def _kept(key: str, organisation: Organisation) -> Enquiry | None:
    # The public scope sees nobody; whoever holds the key of a form wrote it.
    found: Enquiry | None = Enquiry.every.filter(sent_key=key, organisation=organisation).first()
    return found


def _content(name: str) -> Any:
    return Enquiry._meta.get_field(name)


def _same(row: Enquiry, said: Mapping[str, object]) -> bool:
    return all(getattr(row, name) == value for name, value in said.items())


def _check(wanted: dict[str, object]) -> None:
    writing.check_codes(Enquiry, wanted)
    if wanted.get("kind") not in ("enquiry", "self_referral", "partner"):
        raise Refused("Say whether this is an enquiry or a referral.")
    if not wanted.get("name"):
        raise Refused("Enter a name, so that we know whom to ask for.")
    reachable = wanted.get("phone") or wanted.get("email") or wanted.get("partner_email")
    if not reachable:
        raise Refused("Enter a phone number or an email address, so that we can answer.")
    if wanted["kind"] == "partner":
        if not wanted.get("partner") or not wanted.get("partner_email"):
            raise Refused("Enter who you are, where you work and your email address.")
        if wanted.get("person_agrees") is not True:
            raise Refused("Ask the person first: we can take them on only where they agree to be referred.")


@transaction.atomic
def take_enquiry(
    enquiry: Enquiry | str,
    *,
    team: str,
    person: str | None = None,
    referral_source: str = "",
    birth_date: date | None = None,
    nhs_number: str = "",
    by: Scope,
    at: datetime,
) -> Referral:
    """Make a person and a referral of it; the clock runs from when it came, not from now.

    `person` is given where they are known here already.
    """
    by.check(May.RECORD)
    row = writing.seen(Enquiry, enquiry, by)
    _check_open(row)
    writing.check_team(team, by)
    if person is None:
        known = {"name": row.name, "phone": row.phone, "email": row.email, "team": team}
        made: Person = add_person(
            by=by,
            at=at,
            birth_date=birth_date,
            nhs_number=nhs_number,
            **known,
        )
        person = made.pk
    referral = refer(
        by=by,
        at=at,
        person=person,
        team=team,
        received_at=row.received_at,
        referral_source=referral_source or rules.ENQUIRY_SOURCES.get(row.kind, ""),
        referred_by=row.partner,
        reason=row.words,
    )
    writing.changed(row, {"referral": referral.pk, "team": team}, verb="people.take_enquiry", by=by, at=at)
    with walls.beyond():  # the link is a row of the organisation that handed them over
        link = SamePerson.every.filter(enquiry=row, other=None).first()
        if link is not None:
            link.change(version=link.version, at=at, other_id=person, taken_at=at)
    return referral


@transaction.atomic
def send_enquiry_to_team(enquiry: Enquiry | str, *, team: str, by: Scope, at: datetime) -> Enquiry:
    """Another team of the organisation is to answer it."""
    row = writing.seen(Enquiry, enquiry, by)
    _check_open(row)
    found = writing.check_team(team, by, own=False)
    return writing.changed(row, {"team": found.pk}, verb="people.send_enquiry", by=by, at=at)


@transaction.atomic
def close_enquiry(enquiry: Enquiry | str, *, reason: str, by: Scope, at: datetime) -> Enquiry:
    """Answered without a referral, or not for us: closed with the reason."""
    row = writing.seen(Enquiry, enquiry, by)
    _check_open(row)
    told = {"closed_reason": rules.plain(reason, 400, "The reason", required=True), "closed_at": at}
    return writing.changed(row, told, verb="people.close_enquiry", by=by, at=at)


def _check_open(row: Enquiry) -> None:
    if row.referral_id is not None:
        raise Refused("This was taken on already: it is a referral now.")
    if row.closed_at is not None:
        raise Refused("This was closed already.")
