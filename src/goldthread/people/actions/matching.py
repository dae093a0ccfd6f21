"""Whether a person here is a person of another organisation: asked by one, decided by both, linked by both.

Neither sees the other's record. Who asks is told the key of the other record by those who keep it; what goes
over is that this organisation asks about it, and the words that it writes. Each writes in the other's rows,
beyond the second wall: its part of a decision, and the link.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from goldthread.access import walls
from goldthread.access.models import Organisation
from goldthread.access.rules import May
from goldthread.access.scope import Scope, job_scope
from goldthread.kernel.identifiers import new_key
from goldthread.kernel.refusals import Refused
from goldthread.ledger.actions import tell
from goldthread.people import rules
from goldthread.people.actions import writing
from goldthread.people.models import MatchDecision, Person, SamePerson

KEPT = ("person", "partner", "pair", "asks", "asked_why", "theirs", "theirs_at")
DECISION, LINK = writing.table_of(MatchDecision), writing.table_of(SamePerson)


@transaction.atomic
def propose_match(
    person: Person | str, *, partner: str, their_key: str, reason: str, by: Scope, at: datetime
) -> MatchDecision:
    """Say that a person here is the one whose record has this key there, and ask the other organisation.

    Refused where the key is of nobody there, or the two were asked about or linked already. Answers the
    decision of those who ask; the link is made when the other organisation decides the same.
    """
    by.check(May.MATCH)
    row = writing.seen(Person, person, by, doing=May.MATCH)
    words = rules.plain(reason, 2_000, "The reason", required=True)
    asked = Organisation.objects.filter(pk=partner).exclude(pk=by.organisation_id).first()
    if asked is None:
        raise Refused("Choose another organisation.")
    theirs = _person_there(their_key, asked)
    if _linked(row.pk, theirs.pk):
        raise Refused(f"This person is linked with that record of {asked.name} already.")
    if _open(row.pk, theirs.pk):
        raise Refused(f"{asked.name} was asked about this record already and has not decided yet.")
    pair, there = new_key(), job_scope("matching", asked.pk)
    ours = MatchDecision.new(
        by=by,
        at=at,
        person=row,
        partner=asked,
        pair=pair,
        asks=True,
        asked_at=at,
        same=True,
        reason=words,
        decided_at=at,
        decided_by=by.worker,
    )
    waits = MatchDecision.new(
        by=there,
        at=at,
        person=theirs,
        partner_id=by.organisation_id,
        pair=pair,
        asked_at=at,
        asked_why=words,
        theirs=True,
        theirs_at=at,
    )
    with walls.beyond():
        MatchDecision.every.bulk_create([ours, waits])
    content = {"partner": asked.pk, "pair": pair, "same": True}
    tell(
        "people.propose_match", by=by, at=at, subjects=[(DECISION, ours.pk)], people=[row.pk], content=content
    )
    content = {"partner": by.organisation_id, "pair": pair}
    subjects = [(DECISION, waits.pk)]
    tell("people.ask_match", by=there, at=at, subjects=subjects, people=[theirs.pk], content=content)
    return ours


@transaction.atomic
def decide_match(
    decision: MatchDecision | str, *, same: bool, reason: str, by: Scope, at: datetime
) -> MatchDecision:
    """Say whether the two are one person: the first time, or having thought again.

    Where both organisations say so they are linked; where either no longer does, the link is void.
    """
    by.check(May.MATCH)
    row = writing.seen(MatchDecision, decision, by, doing=May.MATCH)
    words = rules.plain(reason, 2_000, "The reason", required=True)
    if any(one.pk != row.pk for one in _latest(row.pair) if one.organisation_id == row.organisation_id):
        raise Refused("This was decided again since. Open the latest decision.")
    other = next((one for one in _latest(row.pair) if one.organisation_id != row.organisation_id), None)
    if other is None:
        raise Refused("The other organisation no longer has its part of this. Ask about the record anew.")
    told = {"same": same, "reason": words, "decided_at": at, "decided_by": by.worker}
    if row.same is None:
        row.change(version=row.version, at=at, **told)
    elif row.same is same:
        raise Refused("This is what was decided already.")
    else:
        kept = {name: getattr(row, name) for name in KEPT}
        row = MatchDecision.new(by=by, at=at, asked_at=at, **kept, **told)
        row.save(force_insert=True)
    content = {"partner": row.partner_id, "pair": row.pair, "same": same}
    subjects = [(DECISION, row.pk)]
    tell("people.decide_match", by=by, at=at, subjects=subjects, people=[row.person_id], content=content)
    with walls.beyond():
        other.change(version=other.version, at=at, theirs=same, theirs_at=at)
    _link(row.pair, at=at)
    return row


@walls.beyond()
def _person_there(key: str, asked: Organisation) -> Person:
    """Whose record has the key; the key is all that is known of them, and all that is told."""
    plain = "".join(key.split()).lower()
    found: Person | None = None
    if plain.isascii() and plain.isalnum():
        found = Person.every.filter(pk=plain, organisation_id=asked.pk, voided=False).first()
    if found is None:
        raise Refused(f"{asked.name} has no record with this key. Ask them to read it to you again.")
    return found


@walls.beyond()
def _linked(one: str, other: str) -> bool:
    there = SamePerson.every.filter(voided=False)
    return bool(
        there.filter(person_id=one, other_id=other).exists()
        or there.filter(person_id=other, other_id=one).exists()
    )


@walls.beyond()
def _open(one: str, other: str) -> bool:
    waiting = MatchDecision.every.filter(same=None, voided=False)
    pairs = {
        person: set(waiting.filter(person_id=person).values_list("pair", flat=True))
        for person in (one, other)
    }
    tied = MatchDecision.every.filter(pair__in=pairs[one] | pairs[other], person_id__in=(one, other))
    known = set(tied.values_list("pair", "person_id"))
    return any((pair, one) in known and (pair, other) in known for pair, _ in known)


@walls.beyond()
def _latest(pair: str) -> list[MatchDecision]:
    """The decision of each of the two organisations that stands."""
    rows = MatchDecision.every.filter(pair=pair, voided=False).order_by("asked_at", "recorded_at", "id")
    return list({one.organisation_id: one for one in rows}.values())


@walls.beyond()
def _link(pair: str, *, at: datetime) -> None:
    """Make the link or void it, as the two decisions say; told to the organisation that asked first."""
    stands = _latest(pair)
    asking = next(one for one in stands if one.asks)
    asked = next(one for one in stands if not one.asks)
    wanted = all(one.same for one in stands)
    link = SamePerson.every.filter(decision__pair=pair, voided=False).first()
    if wanted is (link is not None):
        return
    by = job_scope("matching", asking.organisation_id)
    if link is not None:
        link.change(version=link.version, at=at, voided=True)
    else:
        link = SamePerson.new(
            by=by,
            at=at,
            person_id=asking.person_id,
            recipient_id=asked.organisation_id,
            decision=asking,
            handed_over_at=at,
            other_id=asked.person_id,
            taken_at=at,
        )
        link.save(force_insert=True)
    verb = "people.link_people" if wanted else "people.unlink_people"
    subjects = [(LINK, link.pk)]
    tell(verb, by=by, at=at, subjects=subjects, people=[link.person_id], content={"pair": pair})
