"""Reading a snapshot with the outside shut."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from facts.few_tables import AT, CLOCK, CONTACT, PERSON, REGISTRY, contacts
from goldthread.facts import parts, records
from goldthread.facts.connection import reader
from goldthread.facts.records import read_back
from goldthread.facts.snapshot import Snapshot
from goldthread.facts.store import Store
from goldthread.measures.tables import Registry, Table, text


def build(store: Store, *tables: pa.Table) -> Snapshot:
    with store.writing(at=AT, by="a test") as draft:
        for rows in tables:
            draft.put("contact", rows)
        return draft.commit()


def one(connection: duckdb.DuckDBPyConnection, query: str) -> object:
    return connection.execute(query).fetchall()[0][0]


def test_views_leave_voided_rows_out(store: Store) -> None:
    build(store, contacts(1, 2, 3), contacts(4, voided=True), contacts(5, voided=False))
    with store.pinned() as snapshot, reader(snapshot, registry=REGISTRY) as connection:
        assert one(connection, "SELECT count(*) FROM contact") == 4
        assert one(connection, "SELECT count(*) FROM contact_all") == 5
        assert one(connection, "SELECT count(*) FROM person") == 0


def test_the_outside_is_shut(store: Store, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    pq.write_table(pa.table({"a": [1]}), store.path / "beside.parquet")
    build(store, contacts(1))
    with store.pinned() as snapshot, reader(snapshot, registry=REGISTRY) as connection:
        part = snapshot.paths("contact")[0]
        for query in (
            f"SELECT * FROM '{secret}'",
            f"SELECT * FROM read_text('{secret}')",
            f"SELECT * FROM '{store.path}/beside.parquet'",
            f"SELECT * FROM glob('{tmp_path}/*')",
            f"COPY contact TO '{tmp_path}/out.csv'",
            f"COPY (SELECT 1 AS a) TO '{part}' (FORMAT parquet)",
            f"ATTACH '{tmp_path}/other.db'",
            "INSTALL httpfs",
            "LOAD httpfs",
            "SET enable_external_access = true",
            "SET allowed_directories = ['/']",
            "SELECT * FROM 'https://example.org/a.parquet'",
        ):
            with pytest.raises(duckdb.Error):
                connection.execute(query)
        assert one(connection, "SELECT count(*) FROM contact") == 1
    assert snapshot.verify_files() == []


def test_only_the_named_folder_can_be_written(store: Store, tmp_path: Path) -> None:
    build(store, contacts(1))
    out = tmp_path / "out"
    out.mkdir()
    with store.pinned() as snapshot, reader(snapshot, registry=REGISTRY, writable=out) as connection:
        connection.execute(f"COPY contact TO '{out}/kept.parquet' (FORMAT parquet)")
        with pytest.raises(duckdb.Error):
            connection.execute(f"COPY contact TO '{tmp_path}/other.parquet' (FORMAT parquet)")
    assert [each.name for each in out.iterdir()] == ["kept.parquet"]


def test_derived_tables_are_views_too(store: Store, tmp_path: Path) -> None:
    build(store, contacts(1))
    pq.write_table(pa.table({"clock_id": ["a", "b"], "voided": [None, True]}), tmp_path / "clock.parquet")
    derived = {"clock": [str(tmp_path / "clock.parquet")]}
    with store.pinned() as snapshot, reader(snapshot, derived, registry=REGISTRY) as connection:
        assert one(connection, "SELECT count(*) FROM clock") == 1
    with (
        store.pinned() as snapshot,
        reader(snapshot, registry=REGISTRY) as connection,
        pytest.raises(duckdb.Error),
    ):
        connection.execute("SELECT * FROM clock")


def grown() -> Registry:
    """The same tables after another version added an optional column and a table."""
    contact = dataclasses.replace(CONTACT, columns=(*CONTACT.columns, text("place", "Where.")))
    visit = Table("visit", "A visit.", (text("visit_id", "Key.", required=True),))
    return Registry([PERSON, contact, visit, CLOCK])


def test_a_column_declared_since_reads_as_null(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "WHOLE_UP_TO", 100)
    monkeypatch.setattr(parts, "SMALLEST", 1)
    old = build(store, contacts(*range(20)))
    new = grown()
    with store.pinned() as snapshot, reader(snapshot, registry=new) as connection:
        assert one(connection, "SELECT count(*) - count(place) FROM contact") == 20
        assert one(connection, "SELECT count(*) FROM visit") == 0
    later = Store.open(store.path, registry=new)
    with later.writing(at=AT, by="a test") as draft:
        assert draft.put("contact", contacts(1)).already_here == 1
        # The declaration grew and no row changed: it is the same snapshot.
        assert draft.commit().identity == old.identity
    with later.writing(at=AT, by="a test") as draft:
        draft.put("contact", contacts(0).append_column("place", pa.array(["home"])))
        mixed = draft.commit()
    assert {len(part.columns) for part in mixed.holding("contact").parts} == {13, 14}
    with later.pinned() as snapshot, reader(snapshot, registry=new) as connection:
        found = connection.execute("SELECT contact_id FROM contact WHERE place = 'home'").fetchall()
        assert found == [("c0",)] and one(connection, "SELECT count(*) FROM contact") == 20
    assert mixed.verify_rows(new) == []
    # An older Goldthread still reads what it knows.
    with later.pinned() as snapshot, reader(snapshot, registry=REGISTRY) as connection:
        assert one(connection, "SELECT count(*) FROM contact") == 20


def test_a_record_is_read_back_with_its_source(store: Store) -> None:
    build(store, contacts(1, 2), contacts(3, voided=True))
    with store.pinned() as snapshot:
        found = read_back(snapshot, "contact", "c3", REGISTRY)
        assert found is not None
        assert found["source"] == "export" and found["voided"] is True and found["minutes"] == 3
        assert found == read_back(
            snapshot, "contact", "c3", REGISTRY, near={"service": "service 0", "mode": None}
        )
        assert read_back(snapshot, "contact", "c3", REGISTRY, near={"service": "service 1"}) is None
        assert read_back(snapshot, "contact", "c9", REGISTRY) is None
        assert read_back(snapshot, "contact", "' OR 1=1 --", REGISTRY) is None


def test_the_history_of_a_record(store: Store) -> None:
    first = build(store, contacts(1))
    build(store, contacts(2))
    third = build(store, contacts(1, minutes=50))
    told = store.history("contact", "c1")
    assert [each.snapshot for each in told] == [first.identity, third.identity]
    assert [each.record["minutes"] if each.record else None for each in told] == [1, 50]
    assert store.history("contact", "c9") == []


def test_no_sweep_takes_a_snapshot_whose_history_is_being_read(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = []
    for number in range(4):
        with store.writing(at=AT + timedelta(days=number), by="a test") as draft:
            draft.put("contact", contacts(1, minutes=10 + number))
            kept.append(draft.commit().identity)
    read = records.read_back
    swept: list[list[str]] = []

    def sweeping(*asked: Any, **named: Any) -> dict[str, Any] | None:
        swept.append(store.sweep(at=AT, by="a test", keep=1))
        return read(*asked, **named)

    monkeypatch.setattr(records, "read_back", sweeping)
    told = store.history("contact", "c1")
    # The one being read stays; those whose turn had not come go, and are passed by.
    assert swept == [sorted(kept[1:3]), [kept[0]]]
    assert [each.snapshot for each in told] == [kept[0], kept[3]]
    assert [each.record["minutes"] for each in told if each.record] == [10, 13]
    assert list((store.path / "pins").glob("*.pin")) == []


def test_spilled_rows_leave_nothing(store: Store) -> None:
    build(store, contacts(*range(50)))
    with store.pinned() as snapshot:
        assert snapshot.spill is not None and snapshot.spill.parent == store.path / "spill"
        with reader(snapshot, registry=REGISTRY, memory="64MB", threads=1) as connection:
            query = (
                "SELECT count(DISTINCT md5(a::VARCHAR || '-' || b.minutes)) FROM range(40000) r(a), contact b"
            )
            assert one(connection, query) == 2_000_000
    assert list((store.path / "spill").iterdir()) == []
