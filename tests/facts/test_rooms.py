"""Facts built from the rooms: what was written is there once, under the right day, and nothing is lost."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from goldthread.catalogue.flat import Batch, Flat, Rooms, Wanted
from goldthread.facts.rooms import build_facts, read_until
from goldthread.facts.store import Store
from goldthread.kernel.refusals import Refused

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Written:
    """A room in memory: contacts with the moment of their last write."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Any]] = {}
        self.asked: list[Wanted] = []
        self.name = "Example Homes"

    def write(self, key: str, happened: datetime, at: datetime, **values: Any) -> None:
        self.rows[key] = {"contact_id": key, "happened_at": happened, "changed": at, **values}

    def read(self, asked: Wanted) -> Iterator[Batch]:
        self.asked.append(asked)
        rows = [row for row in self.rows.values() if asked.since is None or row["changed"] >= asked.since]
        for start in range(0, len(rows), 2):
            page = rows[start : start + 2]
            yield {
                "contact_id": [row["contact_id"] for row in page],
                "organisation": [self.name for _ in page],
                "person_id": ["p" * 26 for _ in page],
                "happened_at": [row["happened_at"] for row in page],
                "minutes": [row.get("minutes") for row in page],
                "mode": [row.get("mode", "") for row in page],
                "voided": [row.get("voided") for row in page],
            }

    @property
    def rooms(self) -> Rooms:
        columns = ("contact_id", "organisation", "person_id", "happened_at", "minutes", "mode", "voided")
        return Rooms((Flat("contact", columns, self.read),), lambda: self.name, nullcontext)


@pytest.fixture
def room() -> Written:
    return Written()


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "store", create=True)


def rows(store: Store, columns: str = "contact_id, happened_on, minutes") -> list[tuple[Any, ...]]:
    with store.pinned() as snapshot:
        listed = ", ".join(f"'{path}'" for path in snapshot.paths("contact"))
        found = duckdb.execute(f"SELECT {columns} FROM read_parquet([{listed}]) ORDER BY contact_id")
        return found.fetchall()


def build(store: Store, room: Written, at: datetime, **how: Any) -> Any:
    return build_facts(store, room.rooms, at=at, by="test", say=lambda words: None, **how)


def test_a_moment_lies_under_its_london_day(kept: Store, room: Written) -> None:
    room.write("a", datetime(2026, 7, 1, 23, 30, tzinfo=UTC), AT)  # half past midnight, summer time
    room.write("b", datetime(2026, 12, 1, 23, 30, tzinfo=UTC), AT)
    room.write("c", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), AT)
    build(kept, room, AT)
    assert [day for _, day, _ in rows(kept)] == [date(2026, 7, 2), date(2026, 12, 1), date(2026, 10, 25)]


def test_only_what_changed_is_read_again(kept: Store, room: Written) -> None:
    for key in "abc":
        room.write(key, AT, AT - timedelta(hours=3), minutes=10)
    first = build(kept, room, AT + timedelta(minutes=5))
    assert first.whole and first.read == {"contact": 3} and first.loaded == 3
    later = AT + timedelta(days=1)
    room.write("b", AT, later, minutes=20)
    room.write("d", AT, later, minutes=30)
    second = build(kept, room, later)
    assert second.read == {"contact": 2}
    assert (second.loaded, second.replaced, second.whole) == (1, 1, False)
    assert [(key, minutes) for key, _, minutes in rows(kept)] == [("a", 10), ("b", 20), ("c", 10), ("d", 30)]


def test_a_slow_writer_is_not_forgotten(kept: Store, room: Written) -> None:
    room.write("a", AT, AT)
    build(kept, room, AT + timedelta(minutes=1))
    # Began before the last building read, committed after it.
    room.write("b", AT, AT + timedelta(seconds=30))
    build(kept, room, AT + timedelta(minutes=20))
    assert [key for key, _, _ in rows(kept)] == ["a", "b"]


def test_building_again_changes_nothing(kept: Store, room: Written) -> None:
    room.write("a", AT, AT)
    first = build(kept, room, AT)
    assert build(kept, room, AT).snapshot == first.snapshot
    assert build(kept, room, AT, whole=True).snapshot == first.snapshot


def test_another_name_is_read_as_a_whole(kept: Store, room: Written) -> None:
    room.write("a", AT, AT - timedelta(days=9))
    build(kept, room, AT)
    room.name = "Example Homes and Gardens"
    built = build(kept, room, AT + timedelta(hours=5))
    assert built.whole and room.asked[-1].since is None
    assert rows(kept, "organisation, contact_id") == [("Example Homes and Gardens", "a")]


def test_blank_texts_are_blank_and_imported_rows_stay(kept: Store, room: Written) -> None:
    import pyarrow as pa

    with kept.writing(at=AT, by="import") as draft:
        sent = {"contact_id": ["z"], "organisation": ["Sent Homes"], "person_id": ["q"]}
        draft.put("contact", pa.table({**sent, "happened_on": pa.array([date(2026, 1, 1)], pa.date32())}))
        draft.commit()
    room.write("a", AT, AT, mode="")
    build(kept, room, AT)
    assert rows(kept, "contact_id, mode IS NULL") == [("a", True), ("z", True)]


def test_records_reach_to_the_day_of_building(kept: Store, room: Written) -> None:
    room.write("a", AT, AT)
    build(kept, room, AT)
    with kept.pinned() as snapshot:
        assert snapshot.cut_off == date(2026, 11, 23)
    assert read_until(kept.path) == AT


def test_a_failed_reading_leaves_the_store_as_it_was(kept: Store, room: Written) -> None:
    room.write("a", AT, AT)
    before = build(kept, room, AT)
    room.write("b", AT, AT + timedelta(days=1), minutes="many")
    with pytest.raises(TypeError, match=r"contact\.minutes"):
        build(kept, room, AT + timedelta(days=1))
    assert kept.current == before.snapshot
    assert read_until(kept.path) == AT
    assert not list((kept.path / "building").iterdir())


def test_a_damaged_memory_is_told(kept: Store, room: Written) -> None:
    build(kept, room, AT)
    (kept.path / "rooms.json").write_text("{", "utf-8")
    with pytest.raises(Refused, match="Delete it"):
        build(kept, room, AT)


def test_no_room_fills_what_is_derived_or_undeclared(room: Written) -> None:
    with pytest.raises(Refused, match="worked out"):
        Flat("clock", (), room.read)
    with pytest.raises(Refused, match="no column"):
        Flat("contact", ("happend_at",), room.read)


def test_progress_is_said(kept: Store, room: Written) -> None:
    room.write("a", AT, AT)
    said = io.StringIO()
    build_facts(kept, room.rooms, at=AT, by="test", say=lambda words: print(words, file=said))
    assert "Keeping 1 rows" in said.getvalue()
    assert set(json.loads((kept.path / "rooms.json").read_text("utf-8"))) == {"names", "read_at"}
