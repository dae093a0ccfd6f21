"""Reading the ledger: who looked at a person, what an account did, and the export that proves itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from goldthread.ledger.actions import By, plain
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
    sealed = Event.objects.filter(number__isnull=False).order_by("number")
    if not with_content:
        for number, key, commitment, chain in sealed.values_list(*_SEAL).iterator(chunk_size=EXPORTED):
            yield _link(number, key, commitment, chain)
        return
    events = sealed.values_list(*_SEAL, *_TOLD).iterator(chunk_size=EXPORTED)
    while some := list(islice(events, EXPORTED)):
        people: dict[str, list[str]] = {}
        named = EventPerson.objects.filter(event_id__in=[event[1] for event in some])
        for event_id, person in named.values_list("event_id", "person"):
            people.setdefault(event_id, []).append(person)
        for number, key, commitment, chain, salt, *told in some:
            line = _link(number, key, commitment, chain)
            line["salt"] = None if salt is None else bytes(salt).hex()
            line["event"] = None if salt is None else _event(key, told, people.get(key, []))
            yield line


def broken(*, given_out: dict[int, str] | None = None) -> Iterator[str]:
    """Every fault of the whole ledger, as sentences. `given_out` are heads that others kept."""
    return faults(exported(), {**anchors(), **(given_out or {})})


def unsealed() -> int:
    """How many events wait for the sealer."""
    return Event.objects.filter(number__isnull=True).count()


_SEAL = ("number", "id", "commitment", "chain")
_TOLD = ("salt", "at", "by", "organisation", "verb", "subjects", "content")


def _link(number: int, key: str, commitment: bytes, chain: bytes) -> dict[str, Any]:
    return {"number": number, "id": key, "commitment": bytes(commitment).hex(), "chain": bytes(chain).hex()}


def _event(key: str, told: list[Any], people: list[str]) -> dict[str, Any]:
    """The event as its commitment binds it, a moment written as it is there."""
    at, by, organisation, verb, subjects, content = told
    return {
        "id": key,
        "at": plain(at),
        "by": by,
        "organisation": organisation,
        "verb": verb,
        "subjects": subjects,
        "people": sorted(set(people)),
        "content": content,
    }


def _page(content: str | None) -> str:
    return json.loads(content).get("page", "") if content else ""
