"""Between shifts and between signals: handovers, welfare checks, drafts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from goldthread.access.rules import May, Reach
from goldthread.access.scope import Scope
from goldthread.contacts import rules
from goldthread.contacts.actions.proving import prove, row_of
from goldthread.contacts.models import Draft, Handover, HandoverPerson, WelfareCheck
from goldthread.kernel.instants import as_instant
from goldthread.kernel.refusals import Refused
from goldthread.ledger.actions import tell

LARGEST_DRAFT = 20_000  # characters


@transaction.atomic
def write_handover(
    team: str, words: str, *, people: Mapping[str, str] | None = None, by: Scope, at: datetime
) -> Handover:
    """Tell the next shift of a team. `people` are key: words, for those it is about."""
    about = dict(people or {})
    prove(about, by)
    posts = by.doing(May.RECORD)
    if by.worker is None or (posts.reach is not Reach.ORGANISATION and team not in posts.teams):
        raise Refused("A handover is written by somebody of the team. Choose one of your teams.")
    moment = as_instant(at)
    row = Handover.new(
        by=by,
        at=moment,
        team_id=team,
        worker=by.worker,
        written_at=moment,
        words=rules.need_words(words, "what the next shift must know", most=4_000),
    )
    row.save(force_insert=True)
    for key, said in about.items():
        HandoverPerson.new(by=by, at=moment, person_id=key, handover=row, words=said.strip()[:2_000]).save(
            force_insert=True
        )
    tell(
        "contacts.write_handover",
        by=by,
        at=moment,
        subjects=[("contacts.handover", row.id)],
        people=about,
        content={"team": team},
    )
    return row


@transaction.atomic
def read_handover(key: str, *, by: Scope, at: datetime) -> Handover:
    """Say that the handover was read by somebody other than its writer. A second reader changes nothing."""
    row: Handover = row_of(Handover, key, by, "handover")
    if by.worker is None or row.worker_id == by.worker.id:
        raise Refused("A handover is read by somebody else than its writer.")
    if row.read_at is None:
        row.change(version=row.version, at=as_instant(at), read_by=by.worker, read_at=as_instant(at))
        about = HandoverPerson.every.filter(handover=row).values_list("person_id", flat=True)
        tell(
            "contacts.read_handover",
            by=by,
            at=at,
            subjects=[("contacts.handover", row.id)],
            people=list(about),
        )
    return row


@transaction.atomic
def answer_welfare_check(key: str, finding: str, *, by: Scope, at: datetime) -> WelfareCheck:
    """Say what was found of a person whom tried contacts had not reached."""
    row: WelfareCheck = row_of(WelfareCheck, key, by, "welfare check")
    if row.answered_at is not None:
        raise Refused("This welfare check was answered already. Record what is new as a contact.")
    row.change(
        version=row.version,
        at=as_instant(at),
        answered_at=as_instant(at),
        finding=rules.need_words(finding, "what was found"),
    )
    tell(
        "contacts.answer_welfare_check",
        by=by,
        at=at,
        subjects=[("contacts.welfare_check", row.id)],
        people=[row.person_id],
    )
    return row


@transaction.atomic
def keep_draft(form: str, person: str, content: Mapping[str, Any], *, by: Scope, at: datetime) -> Draft:
    """Keep a form begun and not sent, over the author's former draft of it. `person` is a key, or blank."""
    by.check(May.RECORD)
    if by.worker is None:
        raise Refused("A draft is kept for a worker. Sign in.")
    if person:
        prove([person], by)
    if len(json.dumps(content)) > LARGEST_DRAFT:
        raise Refused("This draft is too long to be kept. Send it, or shorten it.")
    moment = as_instant(at)
    row: Draft | None = Draft.objects.seen_by(by).filter(form=form[:40], person=person).first()
    if row is None:
        row = Draft.new(
            by=by, at=moment, worker=by.worker, form=form[:40], person=person, content=dict(content)
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            # Two tabs of one form began at the same moment: the later word stands.
            row = Draft.objects.seen_by(by).get(form=form[:40], person=person)
            row.change(version=row.version, at=moment, content=dict(content))
    else:
        row.change(version=row.version, at=moment, content=dict(content))
    _tell_draft("contacts.keep_draft", row, by=by, at=moment)
    return row


def drop_draft(form: str, person: str, *, by: Scope, at: datetime) -> bool:
    """Destroy the author's draft of a form. Answers whether there was one."""
    row: Draft | None = Draft.objects.seen_by(by).filter(form=form, person=person).first()
    if row is None:  # most often: then no write is begun
        return False
    with transaction.atomic():
        _tell_draft("contacts.drop_draft", row, by=by, at=at)
        row.delete()
    return True


def _tell_draft(verb: str, row: Draft, *, by: Scope, at: datetime) -> None:
    tell(
        verb,
        by=by,
        at=at,
        subjects=[("contacts.draft", row.id)],
        people=[row.person] if row.person else [],
        content={"form": row.form},
    )
