"""Answers of the day: something cannot be done, a leader has read why, clocks stand still."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from goldthread.access.rules import May
from goldthread.access.scope import Scope
from goldthread.catalogue.tables.codes import PAUSE_REASON
from goldthread.day.models import CannotBeDone, Pause
from goldthread.day.queries import due_on
from goldthread.kernel.instants import as_instant, civil_date
from goldthread.kernel.refusals import Refused
from goldthread.ledger.actions import BATCH, Told, tell, tell_all
from goldthread.people.models import Person

LEAST = 10  # characters: "no" is no reason
MOST = 2_000


@transaction.atomic
def cannot_be_done(
    standard: str, record: tuple[str, str], *, reason: str, by: Scope, at: datetime
) -> CannotBeDone:
    """Answer something due by why it cannot be done. It leaves Today; the clock still counts.

    `record` is (table, id). Refused where nothing is due, where there is no person yet, or
    where the reason says too little.
    """
    by = by.doing(May.RECORD)
    words = reason.strip()
    if not LEAST <= len(words) <= MOST:
        raise Refused(
            f"Say in {LEAST} to {MOST:,} characters why it cannot be done. Your team leader reads it."
        )
    due = due_on(standard, record, seen_by=by, at=at)
    if due is None:
        raise Refused("This is not due any more. Go back to Today.")
    if due.person is None:
        raise Refused("An enquiry is answered, or closed with a reason. Open it.")
    row = CannotBeDone.new(
        by=by,
        at=as_instant(at),
        person_id=due.person,
        act=due.act,
        standard=due.standard,
        record_table=due.record_table,
        record_id=due.record_id,
        started_at=due.started,
        given_at=as_instant(at),
        reason=words,
        team_id=due.team or None,
        worker=by.worker,
    )
    known = CannotBeDone.objects.seen_by(by).filter(
        voided=False, record_id=due.record_id, act=due.act, started_at=due.started
    )
    if known.exists():
        raise Refused("A reason was given for this already. Your team leader sees it.")
    row.save(force_insert=True)
    tell(
        "cannot_be_done",
        by=by,
        at=at,
        subjects=[("cannot_be_done", row.id), (due.record_table, due.record_id)],
        people=[due.person],
        content={"standard": due.standard, "act": due.act},
    )
    return row


@transaction.atomic
def read_reason(key: str, *, by: Scope, at: datetime) -> CannotBeDone:
    """A leader has read why something cannot be done: it is told no more. Twice changes nothing."""
    by = by.doing(May.LEAD)
    row = CannotBeDone.objects.seen_by(by).filter(pk=key, voided=False).first()
    if row is None:
        raise Refused("There is no such reason among those of your teams.")
    if row.read_at is None:
        row.change(version=row.version, at=as_instant(at), read_by=by.worker, read_at=as_instant(at))
        tell(
            "read_reason",
            by=by,
            at=at,
            subjects=[("cannot_be_done", row.id)],
            people=[row.person_id],
        )
    found: CannotBeDone = row
    return found


@dataclass(frozen=True)
class NewPause:
    """A pause to be recorded: `ended_on` is its last day, None while it lasts."""

    person: str
    reason: str
    started_on: date
    ended_on: date | None = None


def pause_clocks(person: str, *, reason: str, started_on: date, by: Scope, at: datetime) -> Pause:
    """Let a person's clocks stand still from a day on, where the standard names the reason."""
    return record_pauses([NewPause(person, reason, started_on)], by=by, at=at)[0]


@transaction.atomic
def record_pauses(told: Sequence[NewPause], *, by: Scope, at: datetime) -> list[Pause]:
    """Record pauses, each told by itself. Refused whole where one of them cannot be."""
    by = by.doing(May.RECORD)
    people = {one.person for one in told}
    if Person.objects.seen_by(by).filter(pk__in=people).count() < len(people):
        raise Refused("This person is not among those you work with.")
    running = set(
        Pause.objects.seen_by(by)
        .filter(person_id__in=people, voided=False, ended_on__isnull=True)
        .values_list("person_id", "reason")
    )
    for one in told:
        _check_pause(one, running, at)
        if one.ended_on is None:
            running.add((one.person, one.reason))
    rows = [
        Pause.new(
            by=by,
            at=as_instant(at),
            person_id=one.person,
            reason=one.reason,
            started_on=one.started_on,
            ended_on=one.ended_on,
        )
        for one in told
    ]
    Pause.every.bulk_create(rows, batch_size=BATCH)
    tell_all([_told("pause_clocks", row) for row in rows], by=by, at=at)
    return rows


def _check_pause(one: NewPause, running: set[tuple[str, str]], at: datetime) -> None:
    if one.reason not in PAUSE_REASON.values:
        raise Refused("Choose why the clocks stand still: the standards name the reasons that count.")
    if one.started_on > civil_date(at):
        raise Refused("A pause is recorded once it has begun. Choose today or an earlier day.")
    if one.ended_on is not None and not one.started_on <= one.ended_on <= civil_date(at):
        raise Refused("The last day of a pause lies between its first day and today. Correct it.")
    if one.ended_on is None and (one.person, one.reason) in running:
        raise Refused("The clocks stand still for this reason already. End that pause first.")


@transaction.atomic
def resume_clocks(key: str, *, ended_on: date, version: int, by: Scope, at: datetime) -> Pause:
    """End a pause; `ended_on` is its last day. Refused where it ended already or the day cannot be."""
    by = by.doing(May.RECORD)
    row = Pause.objects.seen_by(by).filter(pk=key, voided=False).first()
    if row is None:
        raise Refused("There is no such pause among your people's.")
    if row.ended_on is not None:
        raise Refused("This pause has ended already.")
    if ended_on < row.started_on or ended_on > civil_date(at):
        raise Refused("The last day of a pause lies between its first day and today. Correct it.")
    row.change(version=version, at=as_instant(at), ended_on=ended_on)
    tell_all([_told("resume_clocks", row)], by=by, at=at)
    found: Pause = row
    return found


def _told(verb: str, row: Pause) -> Told:
    content = {"reason": row.reason, "started_on": row.started_on, "ended_on": row.ended_on}
    return Told(verb, subjects=[("pause", row.id)], people=[row.person_id], content=content)
