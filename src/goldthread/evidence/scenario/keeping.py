"""What scenarios leave on disk: the newest are kept, so that one asked again is at hand; older ones go.

A scenario's derived tables and verdicts lie like any other's, under the hash of its terms. A mark beside them
says that nobody agreed these terms. Terms in force are never removed, though a scenario once asked for them.
"""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

from goldthread.contracts.terms import Terms
from goldthread.facts.snapshot import Snapshot
from goldthread.facts.store import Store

MARK = "what-if"
MOST = 50


def keep_newest(store: Store, snapshot: Snapshot, asked: Terms, in_force: Terms, most: int = MOST) -> None:
    """Mark what `asked` made, and remove all but the newest `most` of what scenarios made of the snapshot."""
    derived = store.path / "derived" / snapshot.identity
    made = derived / asked.hash
    if not made.is_dir():
        return  # it asked for nothing that is worked out, such as another target
    with suppress(OSError):
        (made / MARK).touch()
    marked = sorted(derived.glob(f"*/{MARK}"), key=_newest_last)
    for mark in marked[: max(0, len(marked) - most)]:
        name = mark.parent.name
        if name not in (asked.hash, in_force.hash) and not name.startswith("."):
            _remove(mark.parent)
            _remove(store.path / "verdicts" / snapshot.identity / name[:16])


def _newest_last(mark: Path) -> int:
    try:
        return mark.stat().st_mtime_ns
    except OSError:
        return 0  # removed by another reader


def _remove(folder: Path) -> None:
    """Out of sight at once, then gone: nobody finds half of it."""
    away = folder.with_name(f".gone-{secrets.token_hex(6)}")
    with suppress(OSError):
        os.replace(folder, away)
        shutil.rmtree(away, ignore_errors=True)
