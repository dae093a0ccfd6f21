"""Recording contacts: one or ten thousand, each once, with what was seen in it and what follows from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from goldthread.access import walls
from goldthread.access.scope import Scope
from goldthread.contacts import rules
from goldthread.contacts.actions.consenting import NOBODY, Sharing, consented
from goldthread.contacts.actions.proving import prove
from goldthread.contacts.around import Around, around, chunks
from goldthread.contacts.models import Contact, EarlyWarning, TaskSupport, WelfareCheck
from goldthread.kernel.instants import as_instant, civil_date
from goldthread.kernel.refusals import Refused
from goldthread.ledger.actions import Told, tell_all

BATCH = 500


@dataclass(frozen=True)
class Seen:
    """An early-warning sign that was seen: one of the person's own list (`sign`), or only its kind."""

    kind: str = ""
    sign: str = ""
    crossed: bool | None = None  # worked out from the plan unless said


@dataclass(frozen=True)
class NewContact:
    """A contact to record. `person`, `worker`, `team`, `support` are keys; what is blank is worked out."""

    person: str
    happened_at: datetime
    sent_key: str  # minted where it was written: the same key is the same contact
    minutes: int | None = None
    mode: str = ""
    outcome: str = rules.MADE
    contact_with: str = rules.PERSON
    attendance: str = ""
    tasks: Mapping[str, str] = field(default_factory=dict)  # task: level; blank is not known, and no row
    seen: tuple[Seen, ...] = ()
    warnings_checked: bool | None = None
    in_work: bool | None = None
    planned: bool | None = None
    on_call: bool = False
    next_step: str = ""
    note: str = ""
    group_key: str = ""
    sharing: Sharing = NOBODY
    worker: str = ""
    team: str = ""
    support: str = ""


@dataclass(frozen=True)
class Recorded:
    """What came of recording: the row, whether it had arrived before, and what it set off."""

    contact: Contact
    arrived_before: bool = False
    warning: EarlyWarning | None = None  # the one that crossed the threshold
    welfare_check: WelfareCheck | None = None


def record_contact(entry: NewContact, *, by: Scope, at: datetime) -> Recorded:
    """Record one contact. The same `sent_key` again answers the first row and writes nothing."""
    return record_contacts([entry], by=by, at=at)[0]


def record_contacts(entries: Sequence[NewContact], *, by: Scope, at: datetime) -> list[Recorded]:
    """Record contacts, all or none; answered in the order given.

    Refused: a person beyond reach, a contact to come, unknown codes, a key that another worker sent, and a
    contact with an employer, landlord or professional without consent in force and no lawful way named.
    """
    try:
        return _record(entries, by=by, at=at)
    except IntegrityError:
        # The same key came twice at one moment, and the other was first. Any other fault comes again.
        return _record(entries, by=by, at=at)


@transaction.atomic
def _record(entries: Sequence[NewContact], *, by: Scope, at: datetime) -> list[Recorded]:
    prove({entry.person for entry in entries}, by)
    moment = as_instant(at)
    arrived = _arrived(entries, by)
    fresh: dict[str, NewContact] = {}
    for entry in entries:
        if entry.sent_key not in arrived:
            fresh.setdefault(entry.sent_key, entry)
    made = _write(list(fresh.values()), by=by, at=moment) if fresh else {}
    answers = []
    for entry in entries:
        if entry.sent_key in arrived:
            answers.append(Recorded(arrived[entry.sent_key], arrived_before=True))
        else:
            answers.append(made[entry.sent_key])
    return answers


def _arrived(entries: Sequence[NewContact], by: Scope) -> dict[str, Contact]:
    """Contacts that came before under the same key. Refused where somebody else sent them."""
    if any(not entry.sent_key or len(entry.sent_key) > 64 for entry in entries):
        raise Refused(
            "This contact came without its key of sending. Open the form again and send it once more."
        )
    found: dict[str, Contact] = {}
    with walls.beyond():  # no key is taken twice, and what another organisation sent is refused in words
        for keys in chunks([entry.sent_key for entry in entries]):
            found.update({row.sent_key: row for row in Contact.every.filter(sent_key__in=keys)})
    for row in found.values():
        if row.recorded_by != by.told_as or row.organisation_id != by.organisation_id:
            raise Refused("This contact was written by someone else. They send it when they sign in.")
    return found


def _write(entries: list[NewContact], *, by: Scope, at: datetime) -> dict[str, Recorded]:
    moments = [as_instant(entry.happened_at) for entry in entries]
    for moment in moments:
        rules.check_moment(moment, at=at)
    known = around({entry.person for entry in entries}, first=min(moments), last=max(moments))
    rows: dict[str, Contact] = {}
    tasks: list[TaskSupport] = []
    warnings: dict[str, list[EarlyWarning]] = defaultdict(list)
    # In the order they happened, so that signs of one contact count for the next.
    for entry in sorted(entries, key=lambda one: as_instant(one.happened_at)):
        row = _contact(entry, known, by=by, at=at)
        rows[entry.sent_key] = row
        tasks += _tasks(entry, row, known, by=by, at=at)
        warnings[entry.sent_key] = _warnings(entry, row, known, by=by, at=at)
    seen = [warning for each in warnings.values() for warning in each]
    Contact.every.bulk_create(rows.values(), batch_size=BATCH)
    TaskSupport.every.bulk_create(tasks, batch_size=BATCH)
    EarlyWarning.every.bulk_create(seen, batch_size=BATCH)
    checks = _welfare(list(rows.values()), by=by, at=at)
    tell_all((_told(rows[key], warnings[key], checks.get(rows[key].id)) for key in rows), by=by, at=at)
    return {
        key: Recorded(
            row,
            warning=next((one for one in warnings[key] if one.threshold_crossed), None),
            welfare_check=checks.get(row.id),
        )
        for key, row in rows.items()
    }


def _contact(entry: NewContact, known: Around, *, by: Scope, at: datetime) -> Contact:
    happened = as_instant(entry.happened_at)
    day = civil_date(happened)
    worker = entry.worker or (by.worker.id if by.worker else "")
    if not worker:
        raise Refused("Say which worker made the contact.")
    if by.worker is not None and worker != by.worker.id:
        raise Refused("A contact is recorded by whoever made it. Ask them to record theirs.")
    attendance = entry.attendance or rules.attendance_of(
        outcome=entry.outcome, mode=entry.mode, contact_with=entry.contact_with
    )
    rules.check_contact(
        happened_at=happened,
        at=at,
        minutes=entry.minutes,
        outcome=entry.outcome,
        mode=entry.mode,
        contact_with=entry.contact_with,
        attendance=attendance,
        next_step=entry.next_step,
        tasks=entry.tasks,
    )
    support = known.support_on(entry.person, day)
    team = entry.team or known.team_on(entry.person, day) or next(iter(sorted(by.teams)), "")
    if not team:
        raise Refused("This person was with no team that day. Start their support, or correct the day.")
    return Contact.new(
        by=by,
        at=at,
        person_id=entry.person,
        support_id=entry.support or (support.id if support else None),
        worker_id=worker,
        team_id=team,
        happened_at=happened,
        minutes=entry.minutes,
        mode=entry.mode,
        attendance=attendance,
        contact_with=entry.contact_with,
        outcome=entry.outcome,
        two_way=rules.two_way(
            outcome=entry.outcome, mode=entry.mode, contact_with=entry.contact_with, attendance=attendance
        ),
        planned=entry.planned,
        on_call=entry.on_call,
        warnings_checked=True if entry.seen else entry.warnings_checked,
        next_step=entry.next_step,
        note=entry.note.strip()[:8_000],
        group_key=entry.group_key,
        sharing_check=consented(
            entry.person,
            entry.sharing,
            contact_with=entry.contact_with,
            outcome=entry.outcome,
            happened_at=happened,
            by=by,
            at=at,
        ),
        sent_key=entry.sent_key,
    )


def _tasks(
    entry: NewContact, row: Contact, known: Around, *, by: Scope, at: datetime
) -> Iterable[TaskSupport]:
    day = civil_date(row.happened_at)
    planned = known.tasks_on(entry.person, day) if entry.tasks else {}
    for task, level in entry.tasks.items():
        if level:
            yield TaskSupport.new(
                by=by,
                at=at,
                person_id=entry.person,
                contact=row,
                support_id=row.support_id,
                happened_on=day,
                task=task.strip(),
                level=level,
                planned_level=planned[task.strip()].planned_level if task.strip() in planned else "",
            )


def _warnings(
    entry: NewContact, row: Contact, known: Around, *, by: Scope, at: datetime
) -> list[EarlyWarning]:
    """A row a sign. Where the threshold is crossed only the last says so: one crossing starts one clock."""
    if not entry.seen:
        return []
    day = civil_date(row.happened_at)
    plan, _ = known.signs_on(entry.person, day)
    by_key = known.signs_of(entry.person)
    stage = known.stage_on(entry.person, day)
    in_work = (
        entry.in_work if entry.in_work is not None else (True if stage and stage.stage == "in_work" else None)
    )
    made = []
    for seen in dict.fromkeys(entry.seen):
        sign = by_key.get(seen.sign)
        if seen.sign and sign is None:
            raise Refused("A sign that was ticked is in no plan of theirs. Open the form again.")
        kind = sign.kind if sign else seen.kind
        rules.check_warning_kind(kind, day)
        warning = EarlyWarning.new(
            by=by,
            at=at,
            person_id=entry.person,
            contact=row,
            support_id=row.support_id,
            raised_at=row.happened_at,
            kind=kind,
            sign=sign,
            in_work=in_work,
            threshold_crossed=seen.crossed,
        )
        made.append(warning)
    before = known.seen_before(entry.person, row.happened_at)
    now = {str(warning.sign_id or warning.kind) for warning in made}
    known.seen[entry.person] += [(row.happened_at, key) for key in now]
    if all(seen.crossed is None for seen in entry.seen):
        urgent = any(by_key[str(warning.sign_id)].urgent for warning in made if warning.sign_id)
        threshold = plan.signs_threshold if plan else None
        crossed = rules.crosses(before | now, urgent=urgent, threshold=threshold)
        for warning in made:
            warning.threshold_crossed = crossed and warning is made[-1] if crossed is not None else None
    return made


def _welfare(rows: list[Contact], *, by: Scope, at: datetime) -> dict[str, WelfareCheck]:
    """Checks that open because nobody was reached, by the contact that made them due."""
    tried = [row for row in rows if row.outcome == "no_reply"]
    if not tried or by.worker is None:
        return {}
    people_tried = {row.person_id for row in tried}
    since = min(row.happened_at for row in tried) - timedelta(days=rules.NO_REPLIES_DAYS)
    history: dict[str, list[rules.Tried]] = defaultdict(list)
    for row in Contact.every.filter(person_id__in=people_tried, happened_at__gte=since, voided=False):
        history[row.person_id].append(rules.Tried(row.happened_at, row.outcome, row.two_way))
    already = set(
        WelfareCheck.every.filter(
            person_id__in=people_tried, answered_at__isnull=True, voided=False
        ).values_list("person_id", flat=True)
    )
    made: dict[str, WelfareCheck] = {}
    for row in tried:
        count = rules.unanswered(history[row.person_id], by=row.happened_at)
        if row.person_id in already or count < rules.NO_REPLIES:
            continue
        already.add(row.person_id)
        made[row.id] = WelfareCheck.new(
            by=by,
            at=at,
            person_id=row.person_id,
            contact=row,
            opened_at=at,
            opened_for=f"No reply {count} times in {rules.NO_REPLIES_DAYS} days",
            owner_id=row.worker_id,
        )
    WelfareCheck.every.bulk_create(made.values(), batch_size=BATCH)
    return made


def _told(row: Contact, warnings: list[EarlyWarning], check: WelfareCheck | None) -> Told:
    subjects = [("contacts.contact", row.id)]
    subjects += [("contacts.early_warning", warning.id) for warning in warnings]
    if check is not None:
        subjects.append(("contacts.welfare_check", check.id))
    crossed: date | None = next(
        (civil_date(one.raised_at) for one in warnings if one.threshold_crossed), None
    )
    content = {
        "happened_at": row.happened_at,
        "outcome": row.outcome,
        "mode": row.mode,
        "warnings": len(warnings),
        "threshold_crossed": crossed,
    }
    return Told("contacts.record", subjects, [row.person_id], content)
