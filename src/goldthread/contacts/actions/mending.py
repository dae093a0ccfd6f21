"""Correcting a contact, and voiding one entered in error: what it said before is kept, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from goldthread.access.rules import NotAllowed
from goldthread.access.scope import Scope
from goldthread.contacts import rules
from goldthread.contacts.actions.consenting import NOBODY, Sharing, consented
from goldthread.contacts.actions.proving import leads, row_of
from goldthread.contacts.around import around
from goldthread.contacts.models import Contact, Correction, EarlyWarning, TaskSupport
from goldthread.kernel.instants import as_instant, civil_date, format_instant
from goldthread.kernel.refusals import Refused
from goldthread.ledger.actions import tell

MENDED = (
    *("happened_at", "minutes", "mode", "outcome", "contact_with", "attendance", "planned", "on_call"),
    *("warnings_checked", "next_step", "note"),
)


@transaction.atomic
def correct_contact(
    key: str,
    *,
    version: int,
    reason: str,
    by: Scope,
    at: datetime,
    tasks: Mapping[str, str] | None = None,
    sharing: Sharing = NOBODY,
    **changes: Any,
) -> Contact:
    """Correct one's own contact, or the team's for those who lead. `tasks`: task to level, blank clears.

    Refused without a reason, without consent where it now tells others something of the person, and
    `Changed` where someone else changed it since `version`.
    """
    moment = as_instant(at)
    contact = _mine(key, by)
    why = rules.need_words(reason, "why it is corrected")
    if unknown := sorted(set(changes) - set(MENDED)):
        raise ValueError(f"these fields of a contact are not corrected: {unknown}")
    new = {name: changes.get(name, getattr(contact, name)) for name in MENDED}
    new["happened_at"] = as_instant(new["happened_at"])
    if "attendance" not in changes:
        new["attendance"] = rules.attendance_of(
            outcome=new["outcome"], mode=new["mode"], contact_with=new["contact_with"]
        )
    levels = dict(tasks or {})
    kept = {task.task: task for task in TaskSupport.every.filter(contact=contact, voided=False)}
    rules.check_contact(
        **{name: new[name] for name in _CHECKED},
        at=moment,
        tasks={**{name: row.level for name, row in kept.items()}, **levels},
    )
    new["two_way"] = rules.two_way(**{name: new[name] for name in _TWO_WAY})
    changed = {name: value for name, value in new.items() if value != getattr(contact, name)}
    differ = {
        name: level for name, level in levels.items() if level != (kept[name].level if name in kept else "")
    }
    if not changed and not differ:
        raise Refused("Nothing was changed. Change what is wrong, or go back.")
    before = {name: _plain(getattr(contact, name)) for name in changed}
    before |= {f"task: {name}": kept[name].level if name in kept else "" for name in differ}
    contact.change(
        version=version, at=moment, **changed, **_consented(contact, new, changed, sharing, by=by, at=moment)
    )
    _change_tasks(contact, kept, differ, by=by, at=moment)
    if "happened_at" in changed:
        _move_with(contact, at=moment)
    _keep(contact, why, before, "contacts.correct", by=by, at=moment)
    return contact


@transaction.atomic
def void_contact(key: str, *, version: int, reason: str, by: Scope, at: datetime) -> Contact:
    """Take a contact entered in error out of every count, with its tasks and warnings; the rows stay."""
    moment = as_instant(at)
    contact = _mine(key, by)
    why = rules.need_words(reason, "why it is taken out")
    contact.change(version=version, at=moment, voided=True)
    for table in (TaskSupport, EarlyWarning):
        for row in table.every.filter(contact=contact, voided=False):
            row.change(version=row.version, at=moment, voided=True)
    _keep(contact, why, {"voided": False}, "contacts.void", by=by, at=moment)
    return contact


_CHECKED = ("happened_at", "minutes", "outcome", "mode", "contact_with", "attendance", "next_step")
_TWO_WAY = ("outcome", "mode", "contact_with", "attendance")


def _mine(key: str, by: Scope) -> Contact:
    contact: Contact = row_of(Contact, key, by, "contact")
    own = by.worker is None or contact.worker_id == by.worker.id
    if not own and not leads(contact, by):
        raise NotAllowed("This contact was recorded by someone else. They or a team leader correct it.")
    return contact


def _consented(
    contact: Contact,
    new: Mapping[str, Any],
    changed: Mapping[str, Any],
    sharing: Sharing,
    *,
    by: Scope,
    at: datetime,
) -> dict[str, Any]:
    """The check of consent for what is now said of when and with whom; nothing where that stays as it was."""
    if not changed.keys() & {"happened_at", "outcome", "contact_with"}:
        return {}
    before = contact.sharing_check
    same = before is not None and before.purpose == rules.SHARED_WITH.get(new["contact_with"])
    if before is not None and same and before.lawful_reason and not sharing.lawful_reason:
        return {}  # a lawful reason given then, agreed by a second person, still holds
    sharing = replace(sharing, recipient=sharing.recipient or (before.recipient if before and same else ""))
    told = {name: new[name] for name in ("contact_with", "outcome", "happened_at")}
    check = consented(contact.person_id, sharing, **told, by=by, at=at)
    return {"sharing_check": check} if check is not None else {}


def _change_tasks(
    contact: Contact, kept: Mapping[str, TaskSupport], differ: Mapping[str, str], *, by: Scope, at: datetime
) -> None:
    day = civil_date(contact.happened_at)
    planned = around([contact.person_id], first=contact.happened_at, last=contact.happened_at).tasks_on(
        contact.person_id, day
    )
    for name, level in differ.items():
        if name in kept:
            kept[name].change(version=kept[name].version, at=at, voided=True)
        if level:
            TaskSupport.new(
                by=by,
                at=at,
                person_id=contact.person_id,
                contact=contact,
                support_id=contact.support_id,
                happened_on=day,
                task=name,
                level=level,
                planned_level=planned[name].planned_level if name in planned else "",
            ).save(force_insert=True)


def _move_with(contact: Contact, *, at: datetime) -> None:
    """Tasks and warnings happened when the contact did."""
    for task in TaskSupport.every.filter(contact=contact, voided=False):
        task.change(version=task.version, at=at, happened_on=civil_date(contact.happened_at))
    for warning in EarlyWarning.every.filter(contact=contact, voided=False):
        warning.change(version=warning.version, at=at, raised_at=contact.happened_at)


def _keep(
    contact: Contact, reason: str, before: Mapping[str, Any], verb: str, *, by: Scope, at: datetime
) -> None:
    kept = Correction.new(
        by=by, at=at, person_id=contact.person_id, contact=contact, reason=reason, before=dict(before)
    )
    kept.save(force_insert=True)
    tell(
        verb,
        by=by,
        at=at,
        subjects=[("contacts.contact", contact.id), ("contacts.correction", kept.id)],
        people=[contact.person_id],
        content={"fields": sorted(name for name in before if not name.startswith("task: "))}
        | {"tasks": sum(name.startswith("task: ") for name in before)},
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return format_instant(value)
    return value.isoformat() if isinstance(value, date) else value
