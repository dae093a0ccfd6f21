"""The sealer: numbers what was told, chains it, gives out heads. One at a time, by the database's lock."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from goldthread.kernel.refusals import Refused
from goldthread.ledger.actions import By, tell
from goldthread.ledger.models import Checkpoint, Event
from goldthread.ledger.verifier import DESTROYED, START, chained

BATCH = 5_000
# Any number will do, as long as nothing else of this database takes it.
_LOCK = 4_738_201


def seal(*, at: datetime) -> int:
    """Number and chain all events that wait, in the order of their moment; answers how many.

    A later commit with an earlier moment is sealed later: the number says when it was sealed, `at` when it
    happened. Ends with a checkpoint where anything was sealed.
    """
    sealed = 0
    while count := _seal_some():
        sealed += count
    if sealed:
        checkpoint(at=at)
    return sealed


@transaction.atomic
def _seal_some() -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = (
        Event.objects.filter(number__isnull=False).order_by("-number").values_list("number", "chain").first()
    )
    number, chain = (last[0], bytes(last[1])) if last else (0, START)
    waiting = Event.objects.filter(number__isnull=True).order_by("at", "id")
    rows = []
    for key, commitment in waiting.values_list("id", "commitment")[:BATCH]:
        number += 1
        chain = chained(chain, number, bytes(commitment))
        rows.append((number, chain, key))
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE ledger_event SET number = %s, chain = %s WHERE id = %s", rows)
    return len(rows)


def checkpoint(*, at: datetime) -> Checkpoint | None:
    """The head as it stands, signed where there is a key; None while nothing is sealed."""
    last = Event.objects.filter(number__isnull=False).order_by("-number").first()
    if last is None or last.number is None:
        return None
    chain = bytes(last.chain)
    signer, signature = _sign(last.number, chain, at)
    made, _ = Checkpoint.objects.get_or_create(
        number=last.number, defaults={"chain": chain, "at": at, "signer": signer, "signature": signature}
    )
    return made


def signed_text(number: int, chain: bytes, at: datetime) -> bytes:
    """What a signature is over: three lines after a first that says what it is."""
    return f"goldthread ledger\n{number}\n{chain.hex()}\n{at.isoformat()}\n".encode()


def _sign(number: int, chain: bytes, at: datetime) -> tuple[str, bytes | None]:
    from django.conf import settings

    path = settings.GOLDTHREAD_LEDGER_KEY
    if not path:
        return "", None
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes(_seed(Path(path)))
    return key.public_key().public_bytes_raw().hex(), key.sign(signed_text(number, chain, at))


def _seed(path: Path) -> bytes:
    """The 32 bytes of the key's file; made, readable by its owner alone, where there is none."""
    try:
        seed = path.read_bytes()
    except FileNotFoundError:
        seed = os.urandom(32)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as made:
            made.write(seed)
    if len(seed) != 32:
        raise Refused(
            f"{path.name} is no key of a ledger: it has {len(seed)} bytes, not 32. Name another file."
        )
    return seed


@transaction.atomic
def destroy(events: Iterable[str], *, rule: str, approved_by: str, by: By, at: datetime) -> int:
    """Empty the content of events lawfully, and tell so in the ledger: the rule and who approved.

    Their commitments stay, so the chain holds. Refused without a rule or without a second person.
    """
    keys = sorted(set(events))
    if not rule.strip():
        raise Refused("Say under which rule the content is destroyed.")
    if not approved_by or approved_by == by.told_as:
        raise Refused("Somebody else must approve the destruction.")
    if Event.objects.filter(id__in=keys, number__isnull=True).exists():
        raise Refused("Only what is sealed can be destroyed. Seal first.")
    found = list(Event.objects.filter(id__in=keys, salt__isnull=False).values_list("id", flat=True))
    if found:
        tell(DESTROYED, by=by, at=at, content={"events": found, "rule": rule, "approved_by": approved_by})
        Event.objects.filter(id__in=found).update(salt=None, content=None)
    return len(found)
