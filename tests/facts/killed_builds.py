"""Build a snapshot in a child process that kills itself; run by test_kill.py, prints what it found as JSON.

Every child is forked from here before DuckDB has been opened, so that hundreds of builds take seconds.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import shutil
import signal
import sys
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from facts.few_tables import AT, REGISTRY, contacts
from goldthread.facts import parts
from goldthread.facts.store import Store

WATCHED = {"open", "os.mkdir", "os.rename", "os.link", "os.remove", "os.rmdir", "os.truncate"}


def build(path: Path, numbers: list[int], minutes: int) -> str:
    """One build: half the rows, then the other half."""
    with Store.open(path, registry=REGISTRY).writing(
        at=AT + timedelta(minutes=minutes), by="a child"
    ) as draft:
        half = len(numbers) // 2
        draft.put("contact", contacts(*numbers[:half], minutes=minutes))
        draft.put("contact", contacts(*numbers[half:], minutes=minutes))
        return draft.commit().identity


def kill_at(path: Path, count: int) -> None:
    """Die, without any farewell, just before the `count`th time that this process touches the store."""
    left = count

    def watch(event: str, told: tuple[Any, ...]) -> None:
        nonlocal left
        if event in WATCHED and told and str(path) in str(told[0]):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def child(act: Any) -> int:
    """Run `act` in a fork; its exit code, or minus the signal that ended it."""
    pid = os.fork()
    if pid == 0:
        try:
            act()
            os._exit(0)
        except BaseException as error:
            print(repr(error), file=sys.stderr)
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def inspect(path: Path, rows: dict[str, int]) -> None:
    """The store must serve one whole snapshot with exactly one of the expected states."""
    store = Store.open(path, registry=REGISTRY)
    with store.pinned() as snapshot:
        assert snapshot.verify_files() == [], "rot"
        assert snapshot.verify_rows(REGISTRY) == [], "rows"
        held = sum(pq.read_table(each).num_rows for each in snapshot.paths("contact"))
        assert held == rows[snapshot.identity], (held, rows)
    for each in store.snapshots():
        assert each.verify_files() == [] and each.identity == each.path.name, "half a snapshot stands"
    assert not [each for each in (path / "snapshots").iterdir() if not (each / "manifest.json").is_file()]


def main(root: Path, by_month: bool, times: int) -> None:
    # A killed process loses nothing that the system already holds: waiting for the disk proves nothing.
    os.fsync = lambda fd: None
    if by_month:
        parts.WHOLE_UP_TO, parts.SMALLEST = 100, 1
    first, second = list(range(40)), list(range(20, 60))
    expected: dict[str, int] = {}

    def told(path: Path, numbers: list[int], minutes: int, rows: int) -> None:
        identity = build(path, numbers, minutes)
        inspect(path, {identity: rows})
        (root / "told").write_text(json.dumps([identity, rows, sorted(sys.modules)]))

    # What an undisturbed life looks like: the two identities and how often the store is touched.
    calm = root / "calm"
    Store.open(calm, create=True, registry=REGISTRY)
    for numbers, minutes, rows in ((first, 1, 40), (second, 2, 60)):
        assert child(lambda n=numbers, m=minutes, r=rows: told(calm, n, m, r)) == 0
        identity, count, modules = json.loads((root / "told").read_text())
        expected[identity] = count
        for name in modules:  # what a child loads, the next children find loaded
            if not name.startswith("_"):
                with suppress(ImportError):
                    importlib.import_module(name)
    old, new = expected
    found = {"killed": 0, "old": 0, "new": 0, "whole": 0}

    before = root / "before"
    Store.open(before, create=True, registry=REGISTRY)
    assert child(lambda: build(before, first, 1)) == 0

    def afterwards(path: Path) -> None:
        inspect(path, expected)
        # The next writer is let in at once, ends where the calm one did, and clears up.
        assert build(path, second, 2) == new
        inspect(path, expected)

    def one(number: int, act: Any) -> bool:
        path = root / f"store-{number}"
        shutil.copytree(before, path)
        code = child(lambda: act(path))
        assert code in (0, -signal.SIGKILL), code
        found["killed"] += code != 0
        found["old" if Store.open(path, registry=REGISTRY).current == old else "new"] += 1
        assert child(lambda: afterwards(path)) == 0, f"after kill {number}"
        assert list((path / "building").iterdir()) == [] and not list(path.glob(".CURRENT*"))
        found["whole"] += 1
        shutil.rmtree(path)
        return code != 0

    number = 0
    while True:  # before a touch of the disk by Python, at each or each third, until a build survives
        number += 3 if by_month else 1

        def at_a_touch(path: Path, touch: int = number) -> None:
            kill_at(path, touch)
            build(path, second, 2)

        if not one(number, at_a_touch):
            break
    chance = random.Random(7)
    for _ in range(times):  # and at moments of chance, in the middle of what DuckDB writes
        number += 1

        def at_random(path: Path, wait: float = chance.uniform(0.0, 0.25)) -> None:
            if os.fork() == 0:
                time.sleep(wait)
                os.kill(os.getppid(), signal.SIGKILL)
                os._exit(0)
            build(path, second, 2)

        one(number, at_random)
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] == "by month", int(sys.argv[3]))
