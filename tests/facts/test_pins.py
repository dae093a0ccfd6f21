"""Pins and the sweep: nobody loses the snapshot they read, and the dead hold nothing."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from facts.few_tables import AT, contacts
from goldthread.facts.snapshot import Snapshot
from goldthread.facts.store import Store
from goldthread.kernel.refusals import Refused


def grow(store: Store, count: int) -> list[Snapshot]:
    found = []
    for number in range(count):
        with store.writing(at=AT + timedelta(days=number), by="a test") as draft:
            draft.put("contact", contacts(number))
            found.append(draft.commit())
    return found


def test_a_sweep_spares_current_newest_published_and_pinned(store: Store) -> None:
    one, two, three, four, five = (each.identity for each in grow(store, 5))
    with store.pinned(two) as snapshot:
        assert store.sweep(at=AT, by="a test", keep=2, published=[one]) == [three]
        assert snapshot.verify_files() == []
    assert store.sweep(at=AT, by="a test", keep=0) == sorted([one, two, four])
    assert [each.identity for each in store.snapshots()] == [five]
    with pytest.raises(Refused, match="is not in this store any more"), store.pinned(two):
        pass


def test_what_was_worked_out_from_a_swept_snapshot_goes_with_it(store: Store) -> None:
    one, two = (each.identity for each in grow(store, 2))
    for below in ("derived", "verdicts"):
        for identity in (one, two):
            (store.path / below / identity).mkdir()
    store.sweep(at=AT, by="a test", keep=1)
    assert [each.name for each in (store.path / "derived").iterdir()] == [two]
    assert [each.name for each in (store.path / "verdicts").iterdir()] == [two]


def test_the_pin_of_a_dead_reader_does_not_last(store: Store) -> None:
    one, two = (each.identity for each in grow(store, 2))
    script = (
        "import os, sys; from goldthread.facts.store import Store; from facts.few_tables import REGISTRY\n"
        "context = Store.open(sys.argv[1], registry=REGISTRY).pinned(sys.argv[2]); context.__enter__()\n"
        "print('pinned', flush=True); sys.stdin.read()"
    )
    tests = str(Path(__file__).parents[1])
    reader = subprocess.Popen(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {tests!r})\n{script}", str(store.path), one],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout and reader.stdout.readline() == "pinned\n"
    assert store.sweep(at=AT, by="a test", keep=0) == []
    reader.kill()
    reader.communicate()
    assert [each.suffix for each in (store.path / "pins").iterdir() if each.name != "gate"] == [".pin"]
    assert store.sweep(at=AT, by="a test", keep=0) == [one]
    assert [each.name for each in (store.path / "pins").iterdir()] == ["gate"]
    assert store.current == two


def test_a_store_that_cannot_be_pinned_says_why(store: Store) -> None:
    grow(store, 1)
    (store.path / "pins").rmdir()
    (store.path / "pins").write_text("in the way")
    with pytest.raises(Refused, match="cannot note down who uses it"), store.pinned():
        pass


def test_an_identity_may_be_shortened(store: Store) -> None:
    one, _ = (each.identity for each in grow(store, 2))
    with store.pinned(one[:10]) as snapshot:
        assert snapshot.identity == one
