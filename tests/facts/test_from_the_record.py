"""Facts out of the database itself: what an action records is in the next snapshot, voided or moved."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

import casework
from goldthread.access.flat import names
from goldthread.config import jobs
from goldthread.config.rooms import ROOMS
from goldthread.contacts.actions import NewContact, record_contact, void_contact
from goldthread.facts.rooms import build_facts
from goldthread.facts.store import Store

AT = casework.AT
pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> casework.Place:
    return casework.organisation()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "store", create=True)


def rows(store: Store, table: str, columns: str) -> list[tuple[Any, ...]]:
    with store.pinned() as snapshot:
        listed = ", ".join(f"'{path}'" for path in snapshot.paths(table))
        asked = f"SELECT {columns} FROM read_parquet([{listed}]) ORDER BY ALL"
        return duckdb.execute(asked).fetchall()


def build(store: Store, at: datetime, **how: Any) -> Any:
    return build_facts(store, ROOMS, at=at, by="test", say=lambda words: None, **how)


def contact(person: Any, happened: datetime, key: str) -> NewContact:
    return NewContact(person=person.pk, happened_at=happened, sent_key=key, minutes=20, mode="01")


def test_a_contact_lies_flat_under_its_team_person_and_place(place: casework.Place, store: Store) -> None:
    person = place.person(locality="Example Vale")
    support = place.support(person)
    record_contact(contact(person, AT - timedelta(hours=1), "one"), by=place.scope("support_worker"), at=AT)
    build(store, AT)
    found = rows(
        store,
        "contact",
        "organisation, service, team, locality, person_id, support_id, happened_on, minutes, two_way, "
        "source, voided",
    )
    homes = ("Example Homes", "Example Homes Tenancy Support", "North", "Example Vale")
    assert found == [(*homes, person.pk, support.pk, date(2026, 11, 23), 20, True, "goldthread", None)]
    assert rows(store, "person", "person_id, locality") == [(person.pk, "Example Vale")]
    roles = {role for (role,) in rows(store, "worker", "role")}
    assert {"support_worker", "employment_specialist", "team_leader", "other"} == roles


def test_what_is_taken_out_is_voided_in_the_next_building(place: casework.Place, store: Store) -> None:
    person, by = place.person(), place.scope("support_worker")
    place.support(person)
    made = record_contact(contact(person, AT - timedelta(hours=1), "one"), by=by, at=AT).contact
    record_contact(contact(person, AT - timedelta(hours=2), "two"), by=by, at=AT)
    build(store, AT + timedelta(hours=2))
    later = AT + timedelta(days=2)
    void_contact(made.pk, version=made.version, reason="mistake", by=by, at=later)
    built = build(store, later)
    assert built.read["contact"] == 1 and not built.whole
    assert rows(store, "contact", "voided") == [(True,), (None,)]


def test_a_person_who_moves_takes_their_contacts_along(place: casework.Place, store: Store) -> None:
    person, by = place.person(locality="Example Vale"), place.scope("support_worker")
    place.support(person)
    record_contact(contact(person, AT - timedelta(hours=1), "one"), by=by, at=AT)
    build(store, AT)
    later = AT + timedelta(days=2)
    person.change(version=person.version, at=later, locality="Example Coast")
    assert build(store, later).read["contact"] == 1
    assert rows(store, "contact", "locality") == [("Example Coast",)]


def test_a_renamed_team_is_renamed_everywhere(place: casework.Place, store: Store) -> None:
    person, by = place.person(), place.scope("support_worker")
    place.support(person)
    record_contact(contact(person, AT - timedelta(hours=1), "one"), by=by, at=AT)
    build(store, AT)
    before = names()
    place.teams["north"].name = "Far North"
    place.teams["north"].save()
    assert names() != before
    assert build(store, AT + timedelta(days=2)).whole
    assert rows(store, "contact", "team") == [("Far North",)]


def test_no_name_note_or_number_lies_flat(place: casework.Place, store: Store) -> None:
    person = place.person("Ada Unmistakable", phone="01632 960123", nhs_number="9990000018")
    place.support(person)
    entry = NewContact(
        person=person.pk, happened_at=AT, sent_key="one", mode="01", note="Went to Unmistakable Street"
    )
    record_contact(entry, by=place.scope("support_worker"), at=AT)
    build(store, AT)
    with store.pinned() as snapshot:
        for name in snapshot.tables:
            for path in snapshot.paths(name):
                told = duckdb.execute(f"SELECT * FROM read_parquet('{path}')").fetchall()
                assert "Unmistakable" not in repr(told) and "960123" not in repr(told)
                assert "9990000018" not in repr(told) and "Example," not in repr(told)


def test_the_job_builds_where_a_store_is_named(place: casework.Place, tmp_path: Path, settings: Any) -> None:
    settings.GOLDTHREAD_STORE = ""
    jobs.build_facts({}, AT)
    settings.GOLDTHREAD_STORE = str(tmp_path / "made")
    person = place.person()
    jobs.build_facts({}, AT)
    assert rows(Store.open(tmp_path / "made"), "person", "person_id") == [(person.pk,)]
    assert jobs.KINDS["facts.build"].apart


def test_a_row_that_leans_on_two_changed_rows_is_read_once(place: casework.Place, store: Store) -> None:
    person, by = place.person(), place.scope("support_worker")
    support = place.support(person)
    record_contact(contact(person, AT - timedelta(hours=1), "one"), by=by, at=AT)
    build(store, AT)
    later = AT + timedelta(days=2)
    person.change(version=person.version, at=later, locality="Example Coast")
    support.change(version=support.version, at=later, offer="Floating support of 6 months")
    assert build(store, later).read["contact"] == 1
    assert rows(store, "contact", "locality, offer") == [("Example Coast", "Floating support of 6 months")]
