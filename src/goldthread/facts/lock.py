"""Locks that the operating system holds, so that a killed process frees them.

A lock is a file that someone holds open and locked; the words in it say who and since when. Nothing is
ever decided from the mere presence of a file: a dead writer's file is there, but nobody holds it.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from goldthread.kernel.instants import to_london
from goldthread.kernel.refusals import Refused

# Windows locks a range of bytes and hides them from others: lock one byte far behind the words.
_FAR = 1 << 30


def _open(path: Path) -> IO[bytes]:
    """Open a lock file; it stays open for as long as the lock is held."""
    try:
        return open(path, "a+b")
    except OSError as error:
        raise Refused(
            f'The store cannot note down who uses it: "{path}" cannot be opened ({error.strerror}). '
            "Give this account the right to write there."
        ) from error


def _take(file: IO[bytes], *, shared: bool = False) -> bool:
    """Try once to lock an open file; False when another open of it holds the lock."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(_FAR)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file.fileno(), (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _wait(file: IO[bytes], *, shared: bool = False) -> None:
    """Wait for a lock that is only ever held for an instant."""
    if sys.platform == "win32":
        while not _take(file, shared=shared):
            time.sleep(0.01)
    else:
        import fcntl

        fcntl.flock(file.fileno(), fcntl.LOCK_SH if shared else fcntl.LOCK_EX)


@dataclass
class Lock:
    """A lock held on `path` until `release` or the end of the process."""

    path: Path
    _file: IO[bytes]

    def release(self, *, remove: bool = False) -> None:
        """Let go; `remove` also takes the file away (a pin is its own file, a writer's lock stays)."""
        if remove and sys.platform != "win32":
            self.path.unlink(missing_ok=True)
        self._file.close()
        if remove:
            self.path.unlink(missing_ok=True)


def lock_writer(path: Path, *, at: datetime, by: str) -> Lock:
    """Become the one writer, or be refused with who writes, since when and how to go on."""
    file = _open(path)
    if not _take(file):
        file.seek(0)
        words = file.read(4096)
        file.close()
        raise Refused(
            f"This store is being written{_holder(words)}. Wait until that has ended, then try again."
        )
    file.seek(0)
    file.truncate()
    file.write(json.dumps({"by": by, "since": at.isoformat(), "process": os.getpid()}).encode())
    file.flush()
    return Lock(path, file)


def _holder(words: bytes) -> str:
    try:
        told = json.loads(words)
        since = to_london(datetime.fromisoformat(told["since"]))
        by, process = str(told["by"]), int(told["process"])
    except (ValueError, KeyError, TypeError, Refused):
        return " by someone else"
    return f" by {by} since {since.day} {since:%B %Y} at {since:%H:%M} (process {process})"


def hold_pin(folder: Path, name: str) -> Lock:
    """Hold a pin file that lasts no longer than this process. Call it while holding the gate."""
    path = folder / name
    file = _open(path)
    if not _take(file):  # the name is random, so nobody else can hold it
        file.close()
        raise Refused("This snapshot could not be pinned. Try again.")
    return Lock(path, file)


def gate(path: Path, *, shared: bool) -> Lock:
    """The gate between pinning (shared) and sweeping (alone); waits, because both are over in an instant."""
    file = _open(path)
    _wait(file, shared=shared)
    return Lock(path, file)


def living_pins(folder: Path) -> list[str]:
    """Names of the pins that a living process holds; the others are taken away. Call it behind the gate."""
    living: list[str] = []
    for path in sorted(folder.iterdir()):
        if path.suffix != ".pin":
            continue
        with open(path, "a+b") as file:
            held = not _take(file)
        if held:
            living.append(path.name)
        else:
            path.unlink(missing_ok=True)
    return living
