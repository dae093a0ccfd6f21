"""The only way into the ledger: `tell` an act, `tell_all` of a batch, `look` at people.

Call them inside the transaction of the act. They never catch a fault: an act that cannot be told must fail.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from django.db import connection, transaction

from goldthread.kernel.instants import as_instant
from goldthread.ledger.models import Event, EventPerson

BATCH = 1_000


class By(Protocol):
    """Who acts: a worker, the public form of an organisation, or a job."""

    @property
    def told_as(self) -> str:
        """As the ledger names them: "worker:KEY", "public", "job:NAME"."""

    @property
    def organisation_id(self) -> str:
        """The organisation they act for."""


@dataclass(frozen=True)
class Told:
    """One act to be told. `subjects` are (table, id), `people` keys of people; `content` holds no names."""

    verb: str
    subjects: Sequence[tuple[str, str]] = ()
    people: Sequence[str] = ()
    content: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None  # when it differs from the batch's


def tell(
    verb: str,
    *,
    by: By,
    at: datetime,
    subjects: Iterable[tuple[str, str]] = (),
    people: Iterable[str] = (),
    content: Mapping[str, Any] | None = None,
) -> Event:
    """Tell one act. Answers its event."""
    return tell_all([Told(verb, tuple(subjects), tuple(people), content or {})], by=by, at=at)[0]


def tell_all(acts: Iterable[Told], *, by: By, at: datetime) -> list[Event]:
    """Tell a batch of acts, each as an event of its own."""
    told = list(acts)
    if len(told) == 1:
        return [_tell_one(told[0], by=by, at=as_instant(told[0].at or at))]
    events, people = [], []
    for act in told:
        moment = as_instant(act.at or at)
        event = _event(act, by=by, at=moment)
        events.append(event)
        people += [EventPerson(event=event, person=key, at=moment) for key in dict.fromkeys(act.people)]
    # An act may stand in no transaction of its own: its event and its people are one commit, or none.
    with transaction.atomic(savepoint=False):
        Event.objects.bulk_create(events, batch_size=BATCH)
        EventPerson.objects.bulk_create(people, batch_size=BATCH)
    return events


def look(people: Iterable[str], *, by: By, at: datetime, page: str) -> Event | None:
    """Tell that someone was shown these people on a page: one event with many ids; None without people."""
    keys = list(dict.fromkeys(people))
    if not keys:
        return None
    return tell("look", by=by, at=at, people=keys, content={"page": page})


def _tell_one(act: Told, *, by: By, at: datetime) -> Event:
    """One act, in as few statements as the database allows: every page that is read tells one."""
    event = _event(act, by=by, at=at)
    people = list(dict.fromkeys(act.people))
    moment = connection.ops.adapt_datetimefield_value(at)
    told = (
        *(event.id, moment, event.by, event.organisation, event.verb, json.dumps(event.subjects)),
        *(event.salt, event.content, event.commitment),
    )
    with connection.cursor() as cursor:
        if not people:
            cursor.execute(_EVENT, told)
        elif connection.vendor == "postgresql":
            cursor.execute(f"WITH told AS ({_EVENT} RETURNING id, at) {_PEOPLE_TOLD}", (*told, people))
        else:
            with transaction.atomic(savepoint=False):
                cursor.execute(_EVENT, told)
                cursor.execute(_PEOPLE, (event.id, moment, json.dumps(people)))
    return event


_EVENT = (
    'INSERT INTO ledger_event (id, at, "by", organisation, verb, subjects, salt, content, commitment) '
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_PEOPLE = "INSERT INTO ledger_eventperson (event_id, at, person) SELECT %s, %s, value FROM json_each(%s)"
_PEOPLE_TOLD = (
    "INSERT INTO ledger_eventperson (event_id, at, person) "
    "SELECT told.id, told.at, one FROM told, unnest(%s::text[]) AS one"
)


def _event(act: Told, *, by: By, at: datetime) -> Event:
    salt = secrets.token_bytes(32)
    event = Event(
        at=at,
        by=by.told_as,
        organisation=by.organisation_id or "",
        verb=act.verb,
        subjects=[list(pair) for pair in act.subjects],
        salt=salt,
        content=canonical(act.content),
    )
    event.commitment = commitment_of(event, act.people)
    return event


def commitment_of(event: Event, people: Iterable[str]) -> bytes:
    """SHA-256(0x00, salt, canonical JSON of the whole event): what the chain holds of it."""
    told = canonical(whole(event, people)).encode()
    return hashlib.sha256(b"\x00" + bytes(event.salt or b"") + told).digest()


def whole(event: Event, people: Iterable[str]) -> dict[str, Any]:
    """All that an event's commitment binds; people in the order of their keys."""
    return {
        "id": event.id,
        "at": event.at,
        "by": event.by,
        "organisation": event.organisation,
        "verb": event.verb,
        "subjects": event.subjects,
        "people": sorted(set(people)),
        "content": event.content,
    }


def canonical(value: Any) -> str:
    """JSON with sorted keys, no spaces, instants in UTC: the same content is always the same text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=plain)


def plain(value: Any) -> Any:
    """A value as JSON keeps it: a moment in UTC to the microsecond, an amount as text."""
    if isinstance(value, datetime):
        return as_instant(value).isoformat(timespec="microseconds")
    if isinstance(value, (date, Decimal)):
        return str(value)
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    raise TypeError(f"the ledger keeps no {type(value).__name__}")
