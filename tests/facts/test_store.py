"""Putting rows, committing, reading back: what a store promises its writers and readers."""

from __future__ import annotations

import random
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from facts.few_tables import AT, CONTACT, REGISTRY, contact, contacts, people
from goldthread.facts import parts
from goldthread.facts.draft import Landed
from goldthread.facts.schema import arrow_schema
from goldthread.facts.snapshot import Snapshot
from goldthread.facts.store import Store
from goldthread.kernel.refusals import Refused


def build(store: Store, *tables: pa.Table, name: str = "contact", **put: Any) -> Snapshot:
    with store.writing(at=AT, by="a test") as draft:
        for rows in tables:
            draft.put(name, rows, **put)
        return draft.commit()


def fields(schema: pa.Schema) -> list[tuple[str, pa.DataType]]:
    return [(field.name, field.type) for field in schema]


def ids(snapshot: Snapshot) -> set[str]:
    return {
        row for path in snapshot.paths("contact") for row in pq.read_table(path)["contact_id"].to_pylist()
    }


def test_a_directory_that_is_no_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("dear sir")
    with pytest.raises(Refused, match="is a directory but not a store"):
        Store.open(tmp_path / "letters", create=True)
    with pytest.raises(Refused, match="There is no store"):
        Store.open(tmp_path / "nowhere")
    with pytest.raises(Refused, match="is a file, not a store"):
        Store.open(tmp_path / "letters" / "a.txt", create=True)
    assert [each.name for each in (tmp_path / "letters").iterdir()] == ["a.txt"]


def test_another_layout_is_refused(store: Store) -> None:
    (store.path / "layout").write_text("goldthread store 9\n")
    with pytest.raises(Refused, match="another layout"):
        Store.open(store.path)


def test_an_empty_store_says_so(store: Store) -> None:
    assert store.current is None
    with pytest.raises(Refused, match="holds no records yet"), store.pinned():
        pass


def test_every_importable_table_has_a_part(store: Store) -> None:
    snapshot = build(store)
    assert snapshot.tables == ("contact", "person")
    assert [len(snapshot.paths(name)) for name in snapshot.tables] == [1, 1]
    assert fields(pq.read_schema(snapshot.paths("contact")[0])) == fields(arrow_schema(CONTACT))
    assert store.current == snapshot.identity


def test_rows_come_back_as_they_were_put(store: Store) -> None:
    snapshot = build(store, contacts(*range(50)))
    back = pq.read_table(snapshot.paths("contact")[0])
    assert fields(back.schema) == fields(arrow_schema(CONTACT))
    assert back.sort_by("contact_id").to_pylist() == contacts(*range(50)).sort_by("contact_id").to_pylist()
    assert snapshot.rows("contact") == 50


def test_one_service_lies_together(store: Store) -> None:
    rows = pq.read_table(build(store, contacts(*range(60))).paths("contact")[0]).to_pylist()
    keys = [(r["organisation"], r["service"] or "", r["happened_on"], r["contact_id"]) for r in rows]
    assert keys == sorted(keys)


def test_new_replaced_and_already_here_add_up(store: Store) -> None:
    first = build(store, contacts(*range(10)))
    with store.writing(at=AT, by="a test") as draft:
        changed = [contact(0, minutes=999), contact(1), contact(10)]
        landed = draft.put("contact", pa.Table.from_pylist(changed, schema=arrow_schema(CONTACT)))
        assert landed == Landed(loaded=1, replaced=1, already_here=1)
        second = draft.commit()
    assert second.rows("contact") == 11 and second.predecessor == first.identity
    minutes = {r["contact_id"]: r["minutes"] for r in pq.read_table(second.paths("contact")[0]).to_pylist()}
    assert minutes["c0"] == 999 and minutes["c1"] == 1
    old = {r["contact_id"]: r["minutes"] for r in pq.read_table(first.paths("contact")[0]).to_pylist()}
    assert old["c0"] == 0


def test_layers_of_one_draft_replace_each_other(store: Store) -> None:
    build(store, contacts(1, 2, 3))
    with store.writing(at=AT, by="a test") as draft:
        assert draft.put("contact", contacts(1, minutes=50)).replaced == 1
        assert draft.put("contact", contacts(1, minutes=60)).replaced == 1
        assert draft.put("contact", contacts(1, minutes=60)).already_here == 1
        assert draft.put("contact", contacts(4)).loaded == 1
        # Put back as it was: the draft ends where the old snapshot stands, but for the new row.
        assert draft.put("contact", contacts(1)).replaced == 1
        snapshot = draft.commit()
    rows = pq.read_table(snapshot.paths("contact")[0]).to_pylist()
    assert {r["contact_id"]: r["minutes"] for r in rows} == {"c1": 1, "c2": 2, "c3": 3, "c4": 4}


def test_the_same_rows_twice_change_nothing(store: Store) -> None:
    first = build(store, contacts(*range(20)))
    before = sorted((store.path / "snapshots").iterdir())
    second = build(store, contacts(*range(20)))
    assert second.identity == first.identity and second.made_at == first.made_at
    assert sorted((store.path / "snapshots").iterdir()) == before
    assert list((store.path / "building").iterdir()) == []


def test_what_only_the_import_stamped_makes_no_record_other(store: Store) -> None:
    build(store, contacts(1, 2))
    later = contacts(1, 2, recorded_at=datetime(2026, 12, 1))
    with store.writing(at=AT, by="a test") as draft:
        assert draft.put("contact", later, stamped=["recorded_at"]) == Landed(0, 0, 2)
        assert draft.put("contact", later) == Landed(0, 2, 0)


def test_the_order_of_import_does_not_matter(tmp_path: Path) -> None:
    found = set()
    for turn in range(3):
        rows = list(range(40))
        random.Random(turn).shuffle(rows)
        store = Store.open(tmp_path / str(turn), create=True, registry=REGISTRY)
        build(store, people("p1"), name="person")
        for begin in range(0, 40, 10 + turn):
            snapshot = build(store, contacts(*rows[begin : begin + 10 + turn]))
        found.add(snapshot.identity)
    assert len(found) == 1


def test_a_correction_undone_is_the_old_snapshot_again(store: Store) -> None:
    first = build(store, contacts(1, 2))
    assert build(store, contacts(1, minutes=7)).identity != first.identity
    assert build(store, contacts(1)).identity == first.identity == store.current


def test_cut_offs_are_kept_by_source_and_never_go_back(store: Store) -> None:
    with store.writing(at=AT, by="a test") as draft:
        draft.put("contact", contacts(1))
        draft.cut_off(source="a", day=date(2026, 9, 30))
        draft.cut_off(source="b", day=date(2026, 10, 31))
        first = draft.commit()
    assert first.cut_off == date(2026, 9, 30)
    with store.writing(at=AT, by="a test") as draft:
        draft.cut_off(source="a", day=date(2026, 8, 31))
        assert draft.commit().identity == first.identity
    with store.writing(at=AT, by="a test") as draft:
        draft.cut_off(source="a", day=date(2026, 11, 30))
        second = draft.commit()
    # The same rows up to another day answer "not yet" differently, so it is another snapshot.
    assert second.identity != first.identity and second.cut_off == date(2026, 10, 31)


@pytest.mark.parametrize(
    "rows, words",
    [
        (pa.table({"contact_id": ["a"], "minuts": [1]}), 'no column "minuts". Did you mean "minutes"'),
        (pa.table({"contact_id": ["a"]}), 'needs the column "organisation"'),
        (
            contacts(1).set_column(7, "minutes", pa.array(["ten"])),
            "holds text, but it is declared as whole number",
        ),
        (contacts(1).set_column(7, "minutes", pa.array([1.5])), "holds numbers, but it is declared as whole"),
        (contacts(1).set_column(4, "happened_on", pa.array(["2026-01-01"])), "holds text, but"),
        (contacts(1, person_id=None), '"person_id" of "contact" is required and is blank in 1 of 1 rows'),
        (contacts(1, miles=float("nan")), '"miles" of "contact" is not a number in 1 of 1'),
        (contacts(1, contact_id=""), "is empty in 1 rows"),
        (pa.concat_tables([contacts(1), contacts(1, minutes=9)]), '"c1" comes more than once'),
        (contacts(1).append_column("minutes", pa.array([1])), "arrives twice"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(store: Store, rows: pa.Table, words: str) -> None:
    with store.writing(at=AT, by="a test") as draft:
        with pytest.raises(Refused, match=words):
            draft.put("contact", rows)
        assert draft.put("contact", contacts(5)).loaded == 1  # a refusal leaves the draft as it was
        assert draft.commit().rows("contact") == 1


def test_derived_tables_cannot_be_put(store: Store) -> None:
    with store.writing(at=AT, by="a test") as draft, pytest.raises(Refused, match="worked out"):
        draft.put("clock", pa.table({"clock_id": ["a"]}))


def test_kindred_types_are_taken(store: Store) -> None:
    rows = contacts(0, 2).to_pylist()
    table = pa.table(
        {
            "contact_id": pa.array([r["contact_id"] for r in rows], pa.large_string()),
            "organisation": pa.array([r["organisation"] for r in rows]).dictionary_encode(),
            "service": pa.array([None, None]),
            "person_id": pa.array([r["person_id"] for r in rows]),
            "happened_on": pa.array([r["happened_on"] for r in rows], pa.date64()),
            "happened_at": pa.array([datetime(2026, 7, 1, 12)] * 2, pa.timestamp("ns", "Europe/London")),
            "minutes": pa.array([1, 2], pa.int16()),
            "miles": pa.array([1, 2], pa.int64()),
        }
    )
    back = pq.read_table(build(store, table).paths("contact")[0]).sort_by("contact_id")
    assert fields(back.schema) == fields(arrow_schema(CONTACT))
    assert back["happened_at"].to_pylist() == [datetime(2026, 7, 1, 12)] * 2  # the instant, in UTC
    assert back["service"].null_count == 2 and back["miles"].to_pylist() == [1.0, 2.0]


def test_identical_rows_in_one_put_collapse(store: Store) -> None:
    with store.writing(at=AT, by="a test") as draft:
        assert draft.put("contact", pa.concat_tables([contacts(1, 2), contacts(1)])) == Landed(2, 0, 1)


def test_readers_and_files_stream_in(store: Store, tmp_path: Path) -> None:
    pq.write_table(contacts(*range(30)), tmp_path / "a.parquet")
    with store.writing(at=AT, by="a test") as draft:
        assert draft.put("contact", [tmp_path / "a.parquet"]).loaded == 30
        assert draft.put("contact", contacts(*range(20, 40)).to_reader(7)) == Landed(10, 0, 10)
        streamed = draft.commit()
        pq.write_table(contacts(1).select(["contact_id"]), tmp_path / "b.parquet")
    with store.writing(at=AT, by="a test") as draft:
        with pytest.raises(Refused, match="has other columns than"):
            draft.put("contact", [tmp_path / "a.parquet", tmp_path / "b.parquet"])
        with pytest.raises(Refused, match="No files were given"):
            draft.put("contact", [])
    other = Store.open(tmp_path / "other", create=True, registry=REGISTRY)
    assert build(other, contacts(*range(40))).identity == streamed.identity


def test_fresh_rows_are_not_looked_up_but_checked_at_the_end(store: Store) -> None:
    build(store, contacts(1, 2))
    assert build(store, contacts(3, 4), fresh=True).rows("contact") == 4
    with store.writing(at=AT, by="a test") as draft:
        assert draft.put("contact", contacts(1, 9, minutes=5), fresh=True).loaded == 2
        with pytest.raises(Refused, match='the record id "c1" is in the store already'):
            draft.commit()
    with store.pinned() as snapshot:
        assert snapshot.rows("contact") == 4


def test_what_is_not_committed_has_never_been(store: Store) -> None:
    first = build(store, contacts(1))
    with store.writing(at=AT, by="a test") as draft:
        draft.put("contact", contacts(2))
    with pytest.raises(Refused), store.writing(at=AT, by="a test") as draft:
        draft.put("contact", pa.table({"oops": [1]}))
    assert store.current == first.identity and list((store.path / "building").iterdir()) == []
    with pytest.raises(Refused, match="committed or closed"):
        draft.put("contact", contacts(4))


def test_a_second_writer_is_told_who_writes(store: Store) -> None:
    with (
        store.writing(at=AT, by="the nightly import"),
        pytest.raises(
            Refused, match=r"written by the nightly import since 22 November 2026 at 14:05 \(process"
        ),
        store.writing(at=AT, by="me"),
    ):
        pass
    with store.writing(at=AT, by="me"):
        pass


def test_times_are_kept_in_utc_and_told_in_london(store: Store) -> None:
    summer = datetime(2026, 7, 1, 9, 5, tzinfo=ZoneInfo("Europe/London"))
    with (
        store.writing(at=summer, by="the import") as draft,
        pytest.raises(Refused, match="since 1 July 2026 at 09:05"),
        store.writing(at=AT, by="me"),
    ):
        pass
    with store.writing(at=summer, by="the import") as draft:
        assert draft.commit().made_at == datetime(2026, 7, 1, 8, 5, tzinfo=UTC)


def test_a_second_process_is_refused_too(store: Store) -> None:
    script = (
        "import sys; from datetime import UTC, datetime; from goldthread.facts.lock import lock_writer\n"
        "from pathlib import Path; at = datetime(2026, 1, 1, tzinfo=UTC)\n"
        "lock_writer(Path(sys.argv[1]), at=at, by='another')"
    )
    asked = [sys.executable, "-c", script, str(store.path / "lock")]
    with store.writing(at=AT, by="the first"):
        second = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert second.returncode == 1 and "being written by the first" in second.stderr
    assert subprocess.run(asked, check=False).returncode == 0


def by_month(monkeypatch: pytest.MonkeyPatch, smallest: int = 1) -> None:
    monkeypatch.setattr(parts, "WHOLE_UP_TO", 100)
    monkeypatch.setattr(parts, "SMALLEST", smallest)


def test_a_large_table_is_cut_by_month_and_means_the_same(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = pa.concat_tables([contacts(*range(90)), contacts(*range(100, 104), happened_on=None)])
    whole = build(store, rows)
    by_month(monkeypatch)
    other = Store.open(tmp_path / "other", create=True, registry=REGISTRY)
    cut = build(other, rows)
    assert len(whole.paths("contact")) == 1 and len(cut.paths("contact")) == 10
    assert cut.identity == whole.identity
    assert Path(cut.paths("contact")[0]).name == "part-none.parquet"
    assert Path(cut.paths("contact")[1]).name == "part-2026-01.parquet"
    assert cut.verify_rows(REGISTRY) == [] and cut.verify_files() == []


def test_a_correction_rewrites_only_its_months(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    by_month(monkeypatch)
    first = build(store, contacts(*range(90)))
    # c0 moves from January to March: both months are written again, the others are the same files.
    second = build(store, contacts(0, happened_on=date(2026, 3, 1)))
    inodes = [{Path(p).name: Path(p).stat().st_ino for p in s.paths("contact")} for s in (first, second)]
    changed = {name for name in inodes[0] if inodes[0][name] != inodes[1][name]}
    assert changed == {"part-2026-01.parquet", "part-2026-03.parquet"}
    assert ids(second) == {f"c{n}" for n in range(90)} and second.rows("contact") == 90
    assert second.verify_rows(REGISTRY) == []


def test_a_month_that_empties_leaves_no_part(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    by_month(monkeypatch)
    build(store, contacts(0, 1, 2))
    snapshot = build(store, contacts(0, happened_on=date(2026, 2, 9)))
    assert [Path(p).name for p in snapshot.paths("contact")] == [
        "part-2026-02.parquet",
        "part-2026-03.parquet",
    ]
    assert ids(snapshot) == {"c0", "c1", "c2"} and snapshot.verify_rows(REGISTRY) == []


def test_small_months_share_a_part_and_a_large_part_is_cut(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_month(monkeypatch, smallest=10**9)
    joined = build(store, contacts(*range(90)))
    assert [Path(p).name for p in joined.paths("contact")] == ["part-2026-01-to-2026-09.parquet"]
    monkeypatch.setattr(parts, "LARGEST", 2000)
    other = Store.open(tmp_path / "other", create=True, registry=REGISTRY)
    cut = build(other, contacts(*range(90)))
    assert len(cut.paths("contact")) > 1 and cut.identity == joined.identity
    assert cut.rows("contact") == 90 and cut.verify_rows(REGISTRY) == []


def test_many_rows_are_laid_down_by_month(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from goldthread.facts import draft as layers

    monkeypatch.setattr(layers, "MANY", 10)
    by_month(monkeypatch)
    many = pa.concat_tables([contacts(*range(90)), contacts(*range(100, 104), happened_on=None)])
    build(store, many)
    snapshot = build(store, pa.concat_tables([contacts(*range(20), minutes=1), contacts(200)]))
    other = Store.open(tmp_path / "other", create=True, registry=REGISTRY)
    monkeypatch.undo()
    build(other, many)
    assert (
        snapshot.identity
        == build(other, pa.concat_tables([contacts(*range(20), minutes=1), contacts(200)])).identity
    )
    assert snapshot.rows("contact") == 95


def test_rot_is_found(store: Store) -> None:
    snapshot = build(store, contacts(*range(20)))
    path = Path(snapshot.paths("contact")[0])
    bytes_ = bytearray(path.read_bytes())
    bytes_[len(bytes_) // 2] ^= 1
    path.write_bytes(bytes_)
    assert snapshot.verify_files() == ["contact/part-all.parquet has changed since it was written."]
    path.write_bytes(bytes_[:-1])
    assert snapshot.verify_files() == [
        f"contact/part-all.parquet has {len(bytes_) - 1} bytes instead of {len(bytes_)}."
    ]
    path.unlink()
    assert snapshot.verify_files() == ["contact/part-all.parquet is gone."]


def test_rows_that_were_edited_are_found_by_table_and_month(store: Store) -> None:
    snapshot = build(store, contacts(*range(20)))
    path = Path(snapshot.paths("contact")[0])
    rows = pq.read_table(path).to_pylist()
    rows[3]["minutes"] += 1
    pq.write_table(pa.Table.from_pylist(rows, schema=arrow_schema(CONTACT)), path)
    month = f"{rows[3]['happened_on']:%Y-%m}"
    assert snapshot.verify_rows(REGISTRY) == [f'"contact" differs in {month}.']


def test_a_damaged_manifest_is_refused(store: Store) -> None:
    snapshot = build(store, contacts(1))
    (snapshot.path / "manifest.json").write_text('{"layout": 1')
    with pytest.raises(Refused, match="manifest of this snapshot is damaged"), store.pinned():
        pass


def test_two_keys_of_one_person_become_one(store: Store) -> None:
    build(store, people("p1", "p2", "p3"), name="person")
    build(store, contacts(1, 2, 3, 8))  # p1, p2, p3, p1
    with store.writing(at=AT, by="a test") as draft:
        assert draft.merge_people({"p1": "p2", "p3": "p4"}) == 3
        snapshot = draft.commit()
    rows = pq.read_table(snapshot.paths("contact")[0]).to_pylist()
    assert {r["contact_id"]: r["person_id"] for r in rows} == {"c1": "p2", "c8": "p2", "c2": "p2", "c3": "p4"}
    found = {r["person_id"]: r["voided"] for r in pq.read_table(snapshot.paths("person")[0]).to_pylist()}
    # p4 had no record of its own, so that of p3 moves to it; the records of keys that went are voided.
    assert found == {"p1": True, "p2": None, "p3": True, "p4": None}
