"""Reading the ledger: who looked at a person, what an account did, and the export that proves itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from goldthread.ledger.actions import By, canonical, whole
from goldthread.ledger.models import Checkpoint, Event, EventPerson
from goldthread.ledger.verifier import faults

MOST = 500
EXPORTED = 2_000


@dataclass(frozen=True)
class Seen:
    """One event about a person, without its content."""

    at: datetime
    by: str
    verb: str
    page: str


def who_looked(person: str, *, seen_by: By, most: int = MOST) -> list[Seen]:
    """Latest first, what was done with or shown of a person, within the asker's organisation."""
    rows = (
        EventPerson.objects.filter(person=person, event__organisation=seen_by.organisation_id)
        .order_by("-at", "-id")
        .values_list("event__at", "event__by", "event__verb", "event__content")[:most]
    )
    return [Seen(at, by, verb, _page(content)) for at, by, verb, content in rows]


def seen_of(account: str, *, since: datetime, until: datetime, seen_by: By) -> list[str]:
    """Keys of all people whose record an account was shown or wrote in between two moments."""
    return list(
        EventPerson.objects.filter(
            event__by=account,
            event__organisation=seen_by.organisation_id,
            event__at__gte=since,
            event__at__lt=until,
        )
        .values_list("person", flat=True)
        .distinct()
        .order_by("person")
    )


def head() -> Checkpoint | None:
    """The latest checkpoint; None before the first."""
    return Checkpoint.objects.order_by("-number").first()


def anchors() -> dict[int, str]:
    """Every head that this database remembers to have given out, by number."""
    return {number: bytes(chain).hex() for number, chain in Checkpoint.objects.values_list("number", "chain")}


def exported(*, with_content: bool = True) -> Iterator[dict[str, Any]]:
    """Sealed events in the order of the chain, each as the verifier reads it."""
    events = Event.objects.filter(number__isnull=False).order_by("number").iterator(chunk_size=EXPORTED)
    while some := list(islice(events, EXPORTED)):
        people: dict[str, list[str]] = {}
        if with_content:
            named = EventPerson.objects.filter(event_id__in=[event.id for event in some])
            for event_id, person in named.values_list("event_id", "person"):
                people.setdefault(event_id, []).append(person)
        for event in some:
            yield _line(event, people.get(event.id, []), with_content)


def broken(*, given_out: dict[int, str] | None = None) -> Iterator[str]:
    """Every fault of the whole ledger, as sentences. `given_out` are heads that others kept."""
    return faults(exported(), {**anchors(), **(given_out or {})})


def unsealed() -> int:
    """How many events wait for the sealer."""
    return Event.objects.filter(number__isnull=True).count()


def _line(event: Event, people: list[str], with_content: bool) -> dict[str, Any]:
    line: dict[str, Any] = {
        "number": event.number,
        "id": event.id,
        "commitment": bytes(event.commitment).hex(),
        "chain": bytes(event.chain).hex(),
    }
    if with_content:
        kept = event.salt is not None
        line["salt"] = bytes(event.salt).hex() if kept else None
        # Through the same text as the commitment was made of, so that a moment is written the same way.
        line["event"] = json.loads(canonical(whole(event, people))) if kept else None
    return line


def _page(content: str | None) -> str:
    return json.loads(content).get("page", "") if content else ""
