"""The book of identities: keys found again, two made one, and erasure that leaves nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from facts.few_tables import AT, REGISTRY, contacts
from goldthread.facts.identity import IdentityBook
from goldthread.facts.store import Store
from goldthread.kernel.refusals import Refused


def bound(store: Path, **handles: str) -> None:
    with IdentityBook.over(store, at=AT) as book:
        for handle, key in handles.items():
            book.bind(handle, key)
        book.keep()


def test_a_handle_is_found_again_and_never_written_plainly(tmp_path: Path) -> None:
    bound(tmp_path, nhs_9434765919="p1", other="p2")
    with IdentityBook.over(tmp_path, at=AT) as book:
        assert book.find({"nhs_9434765919", "nobody"}) == {"nhs_9434765919": "p1"}
    assert b"9434765919" not in (tmp_path / "identity.sqlite").read_bytes()
    if os.name == "posix":
        assert (tmp_path / "identity.sqlite").stat().st_mode & 0o077 == 0


def test_two_stores_hash_the_same_handle_differently(tmp_path: Path) -> None:
    found = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        bound(tmp_path / name, x="p1")
        with IdentityBook.over(tmp_path / name, at=AT) as book:
            found.append(book._digest("x"))
    assert found[0] != found[1]


def test_what_is_not_kept_is_not_written(tmp_path: Path) -> None:
    with IdentityBook.over(tmp_path, at=AT) as book:
        book.bind("x", "p1")
        assert book.find({"x"}) == {"x": "p1"}
    with IdentityBook.over(tmp_path, at=AT) as book:
        assert book.find({"x"}) == {}


def test_a_dry_run_reads_and_writes_nothing(tmp_path: Path) -> None:
    with IdentityBook.over(tmp_path, at=AT, dry=True) as book:
        book.bind("x", "p1")
        assert book.find({"x"}) == {"x": "p1"}
    assert list(tmp_path.iterdir()) == []
    bound(tmp_path, x="p1")
    before = (tmp_path / "identity.sqlite").read_bytes()
    with IdentityBook.over(tmp_path, at=AT, dry=True) as book:
        assert book.find({"x"}) == {"x": "p1"}
    assert (tmp_path / "identity.sqlite").read_bytes() == before
    with IdentityBook.over(None, at=AT) as book:
        assert book.find({"x"}) == {}


def test_merged_keys_lead_to_one_person(tmp_path: Path) -> None:
    bound(tmp_path, a="p1", b="p2", c="p3")
    with IdentityBook.over(tmp_path, at=AT) as book:
        book.merge("p1", "p2")
        book.merge("p2", "p3")
        assert book.find({"a", "b", "c"}) == {"a": "p3", "b": "p3", "c": "p3"}
        assert book.merges() == {"p1": "p3", "p2": "p3"}
        book.keep()
    with IdentityBook.over(tmp_path, at=AT) as book:
        assert book.find({"a", "b", "c"}) == {"a": "p3", "b": "p3", "c": "p3"}
        assert book.now("p1") == "p3" and book.now("p9") == "p9"
        assert book.merges() == {}


def test_records_follow_a_merge_even_after_a_kill(store: Store) -> None:
    bound(store.path, a="p1", b="p2")
    with store.writing(at=AT, by="a test") as draft:
        draft.put("contact", contacts(1, 2))
        draft.commit()

    # The merge is written down, then the process dies before the snapshot is swapped.
    context = IdentityBook.over(store.path, at=AT)
    book = context.__enter__()
    with store.writing(at=AT, by="a test") as draft:
        book.merge("p1", "p2")
        book.keep(draft)
    del book, context

    with IdentityBook.over(store.path, at=AT) as book, store.writing(at=AT, by="a test") as draft:
        assert book.merges() == {"p1": "p2"}
        book.keep(draft)
        snapshot = draft.commit()
    assert {row["person_id"] for row in pq.read_table(snapshot.paths("contact")[0]).to_pylist()} == {"p2"}
    with IdentityBook.over(store.path, at=AT) as book:
        assert book.merges() == {}


def test_erasure_destroys_the_tie(tmp_path: Path) -> None:
    bound(tmp_path, a="p1", b="p1", c="p2")
    with IdentityBook.over(tmp_path, at=AT) as book:
        digests = [book._digest("a"), book._digest("b")]
        assert all(each in (tmp_path / "identity.sqlite").read_bytes() for each in digests)
        assert book.erase("p1", by="the caseworker") == 2
        assert book.find({"a", "b", "c"}) == {"c": "p2"}
        assert book.erased("p1") == (AT, "the caseworker") and book.erased("p2") is None
        with pytest.raises(Refused, match="Nobody is known"):
            book.erase("p1", by="the caseworker")
    left = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert not any(each in left for each in digests)


def test_a_damaged_book_is_refused(tmp_path: Path) -> None:
    (tmp_path / "identity.sqlite").write_bytes(b"not a database at all" * 100)
    with pytest.raises(Refused, match="cannot be read"), IdentityBook.over(tmp_path, at=AT):
        pass


def test_many_handles_at_once(tmp_path: Path) -> None:
    handles = {f"h{number}": f"p{number}" for number in range(50_000)}
    bound(tmp_path, **handles)
    with IdentityBook.over(tmp_path, at=AT) as book:
        assert book.find(handles.keys()) == handles


def test_no_snapshot_holds_the_book(store: Store) -> None:
    bound(store.path, secret_handle="p1")
    with store.writing(at=AT, by="a test") as draft:
        draft.put("contact", contacts(1))
        snapshot = draft.commit()
    assert not [each for each in snapshot.path.rglob("*") if each.suffix not in ("", ".parquet", ".json")]
    assert REGISTRY["person"].column_names == (
        "person_id", "organisation", "birth_month", "recorded_at", "source", "voided",
    )  # fmt: skip
