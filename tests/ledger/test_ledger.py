"""What was told stands, and whoever changes it is found."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import Error, connection, transaction

from goldthread.kernel.refusals import Refused
from goldthread.ledger import guards, queries, sealing, verifier
from goldthread.ledger.actions import Told, look, tell, tell_all
from goldthread.ledger.models import Checkpoint, Event, EventPerson

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Somebody:
    told_as: str = "worker:a"
    organisation_id: str = "o"


ADA, BEN = Somebody(), Somebody("worker:b")


def told(count: int = 12) -> list[Event]:
    """So many events, sealed."""
    acts = [
        Told("people.refer", (("people.referral", f"r{n}"),), (f"p{n % 3}",), {"code": n})
        for n in range(count)
    ]
    events = tell_all(acts, by=ADA, at=AT)
    sealing.seal(at=AT + timedelta(minutes=1))
    return events


def broken(**given: Any) -> list[str]:
    return list(queries.broken(**given))


def test_a_sealed_ledger_holds_and_numbers_run_from_one() -> None:
    told(12)
    assert broken() == []
    assert list(Event.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 13))
    assert queries.unsealed() == 0
    head = queries.head()
    assert head is not None and head.number == 12


def test_what_is_told_later_continues_the_chain() -> None:
    told(3)
    tell("people.assess", by=BEN, at=AT + timedelta(days=1), people=["p1"])
    assert queries.unsealed() == 1
    assert sealing.seal(at=AT + timedelta(days=1)) == 1
    assert sealing.seal(at=AT + timedelta(days=1)) == 0
    assert broken() == []


def test_an_earlier_moment_that_comes_late_is_sealed_late() -> None:
    told(3)
    late = tell("people.assess", by=BEN, at=AT - timedelta(days=9))
    sealing.seal(at=AT)
    late.refresh_from_db()
    assert late.number == 4
    assert broken() == []


def test_a_look_is_one_event_with_each_person_once() -> None:
    event = look(["p1", "p2", "p1"], by=ADA, at=AT, page="caseload")
    assert event is not None
    assert sorted(EventPerson.objects.values_list("person", flat=True)) == ["p1", "p2"]
    assert look([], by=ADA, at=AT, page="caseload") is None
    seen = queries.who_looked("p2", seen_by=BEN)
    assert [(one.by, one.verb, one.page) for one in seen] == [("worker:a", "look", "caseload")]
    assert queries.who_looked("p2", seen_by=Somebody("worker:c", "elsewhere")) == []


def test_whose_records_an_account_saw_between_two_moments() -> None:
    look(["p1", "p2"], by=ADA, at=AT, page="caseload")
    look(["p3"], by=ADA, at=AT + timedelta(hours=2), page="person")
    look(["p4"], by=BEN, at=AT, page="person")
    until = AT + timedelta(hours=1)
    assert queries.seen_of("worker:a", since=AT, until=until, seen_by=BEN) == ["p1", "p2"]


def test_an_act_that_fails_leaves_no_event() -> None:
    def act() -> None:
        with transaction.atomic():
            tell("people.refer", by=ADA, at=AT)
            raise RuntimeError("after")

    with pytest.raises(RuntimeError, match="after"):
        act()
    assert not Event.objects.exists()


def test_content_is_bound_whatever_the_order_of_people() -> None:
    event = tell(
        "x.y", by=ADA, at=AT, people=["b", "a"], content={"z": 1, "a": datetime(2026, 1, 1, tzinfo=UTC)}
    )
    sealing.seal(at=AT)
    line = next(queries.exported())
    assert line["event"]["people"] == ["a", "b"]
    assert json.loads(event.content or "") == {"a": "2026-01-01T00:00:00.000000+00:00", "z": 1}
    assert broken() == []


# --- tampering: each kind, at random places, with and without a head from outside


def raw(statement: str, *values: Any) -> None:
    """As somebody would who owns the database."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def rechain() -> None:
    """Compute every chain anew, as a patient insider would."""
    chain = verifier.START
    for number, event in enumerate(Event.objects.order_by("number"), start=1):
        chain = verifier.chained(chain, number, bytes(event.commitment))
        raw("UPDATE ledger_event SET chain = %s WHERE id = %s", chain, event.id)


def edit_content(at: Event) -> None:
    raw("UPDATE ledger_event SET content = %s WHERE id = %s", '{"code":999}', at.id)


def edit_author(at: Event) -> None:
    raw('UPDATE ledger_event SET "by" = %s WHERE id = %s', "worker:z", at.id)


def edit_person(at: Event) -> None:
    raw("UPDATE ledger_eventperson SET person = %s WHERE event_id = %s", "pz", at.id)


def delete_one(at: Event) -> None:
    raw("DELETE FROM ledger_eventperson WHERE event_id = %s", at.id)
    raw("DELETE FROM ledger_event WHERE id = %s", at.id)


def renumber(at: Event) -> None:
    raw("UPDATE ledger_event SET number = 1000 WHERE id = %s", at.id)


def swap(at: Event) -> None:
    other = Event.objects.exclude(id=at.id).order_by("?").first()
    assert other is not None
    raw("UPDATE ledger_event SET number = 1000 WHERE id = %s", at.id)
    raw("UPDATE ledger_event SET number = %s WHERE id = %s", at.number, other.id)
    raw("UPDATE ledger_event SET number = %s WHERE id = %s", other.number, at.id)


def empty_without_a_word(at: Event) -> None:
    raw("UPDATE ledger_event SET content = NULL, salt = NULL WHERE id = %s", at.id)


def cut_the_end(at: Event) -> None:
    raw(
        "DELETE FROM ledger_eventperson WHERE event_id IN (SELECT id FROM ledger_event WHERE number >= %s)",
        at.number,
    )
    raw("DELETE FROM ledger_event WHERE number >= %s", at.number)
    Checkpoint.objects.all().delete()


def write_anew(at: Event) -> None:
    edit_author(at)
    event = Event.objects.get(id=at.id)
    from goldthread.ledger.actions import commitment_of

    people = EventPerson.objects.filter(event=event).values_list("person", flat=True)
    raw("UPDATE ledger_event SET commitment = %s WHERE id = %s", commitment_of(event, people), at.id)
    rechain()
    Checkpoint.objects.all().delete()


SEEN_ALONE = (edit_content, edit_author, edit_person, delete_one, renumber, swap, empty_without_a_word)
SEEN_BY_ANCHOR = (cut_the_end, write_anew)


@pytest.mark.parametrize("tamper", [*SEEN_ALONE, *SEEN_BY_ANCHOR])
@pytest.mark.parametrize("seed", range(5))
def test_tampering_is_found(tamper: Callable[[Event], None], seed: int) -> None:
    guards.remove(connection)
    events = told(20)
    head = queries.head()
    assert head is not None
    given = {head.number: bytes(head.chain).hex()}
    assert broken(given_out=given) == []
    tamper(random.Random(seed).choice(list(Event.objects.order_by("number")[: len(events)])))
    assert broken(given_out=given)


@pytest.mark.parametrize("tamper", SEEN_BY_ANCHOR)
def test_a_chain_alone_proves_nothing_against_the_owner_of_the_database(
    tamper: Callable[[Event], None],
) -> None:
    """Why heads are given out: without one these two pass."""
    guards.remove(connection)
    told(20)
    tamper(Event.objects.get(number=11))
    assert broken() == []


# --- lawful destruction


def test_lawful_destruction_leaves_the_chain_whole() -> None:
    first, second, *_ = told(6)
    gone = sealing.destroy(
        [first.id], rule="8 years after support ended", approved_by="worker:b", by=ADA, at=AT
    )
    assert gone == 1
    sealing.seal(at=AT)
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.content is None and first.salt is None
    assert second.content is not None
    assert broken() == []


@pytest.mark.parametrize(
    "rule, approved_by, words",
    [("", "worker:b", "which rule"), ("x", "worker:a", "Somebody else"), ("x", "", "Somebody else")],
)
def test_destruction_needs_a_rule_and_a_second_person(rule: str, approved_by: str, words: str) -> None:
    event = told(1)[0]
    with pytest.raises(Refused, match=words):
        sealing.destroy([event.id], rule=rule, approved_by=approved_by, by=ADA, at=AT)


def test_what_is_not_sealed_cannot_be_destroyed() -> None:
    event = tell("x.y", by=ADA, at=AT)
    with pytest.raises(Refused, match="Seal first"):
        sealing.destroy([event.id], rule="x", approved_by="worker:b", by=ADA, at=AT)


# --- the database refuses


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM ledger_event",
        "DELETE FROM ledger_eventperson",
        "UPDATE ledger_event SET verb = 'x'",
        "UPDATE ledger_event SET content = 'x'",
        "UPDATE ledger_event SET content = NULL",
        "UPDATE ledger_event SET number = number + 100",
        "UPDATE ledger_event SET number = NULL, chain = NULL",
        "UPDATE ledger_event SET number = NULL, chain = NULL, salt = NULL, content = NULL",
        "UPDATE ledger_eventperson SET person = 'x'",
        "TRUNCATE ledger_event CASCADE",
        "TRUNCATE ledger_eventperson",
        "REPLACE INTO ledger_eventperson SELECT id, 'x', at, event_id FROM ledger_eventperson",
        "INSERT OR REPLACE INTO ledger_event SELECT * FROM ledger_event",
    ],
)
def test_the_database_refuses_to_change_what_was_told(statement: str) -> None:
    guards.install(connection)
    told(3)
    before = list(Event.objects.order_by("number").values())
    with pytest.raises(Error), transaction.atomic():
        raw(statement)
    assert list(Event.objects.order_by("number").values()) == before


# --- signatures and the stand-alone verifier


def test_heads_are_signed_where_there_is_a_key(settings: Any, tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    settings.GOLDTHREAD_LEDGER_KEY = str(tmp_path / "ledger.key")
    told(2)
    head = queries.head()
    assert head is not None
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(head.signer))
    key.verify(bytes(head.signature), sealing.signed_text(head.number, bytes(head.chain), head.at))
    assert (tmp_path / "ledger.key").stat().st_mode & 0o077 == 0


def test_the_verifier_stands_alone(tmp_path: Path) -> None:
    """The file is copied away and run by a bare interpreter: no Django, nothing of ours."""
    told(5)
    head = queries.head()
    assert head is not None
    alone = tmp_path / "verifier.py"
    alone.write_text(Path(verifier.__file__).read_text("utf-8"), "utf-8")
    export = tmp_path / "ledger.jsonl"
    lines = list(queries.exported())
    export.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    anchor = f"{head.number}:{bytes(head.chain).hex()}"

    def run() -> subprocess.CompletedProcess[str]:
        asked = [sys.executable, "-I", "-S", str(alone), str(export), "--anchor", anchor]
        return subprocess.run(asked, capture_output=True, text=True, check=False)

    sound = run()
    assert (sound.returncode, sound.stdout.splitlines()[-1]) == (0, "5 events, 1 anchors, 0 faults.")
    lines[2]["event"]["by"] = "worker:z"
    export.write_text("".join(json.dumps(line) + "\n" for line in lines[:4]), "utf-8")
    changed = run()
    assert changed.returncode == 1
    assert "Event 3 does not say what was sealed" in changed.stdout
    assert "its end was cut off" in changed.stdout
    export.write_text("not json\n", "utf-8")
    assert run().returncode == 2


def test_an_export_without_content_names_nobody_and_still_verifies() -> None:
    told(4)
    lines = list(queries.exported(with_content=False))
    assert "p1" not in json.dumps(lines)
    assert list(verifier.faults(lines, {})) == []
