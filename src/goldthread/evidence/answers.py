"""What was counted before, so that the same count is not made twice: no engine is started to read it again.

An answer is kept under its statement and the size and time of every file that the statement reads. Where a
file is written again, its answers are made again; so an answer cannot differ from the rows that it counts.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldthread import __version__

if TYPE_CHECKING:
    import duckdb

MOST_KEPT = 400  # answers of one snapshot; the oldest go first
MOST_BYTES = 2 * 2**20  # of one answer


class Answers:
    """Answers of statements over kept files, kept in `folder` as JSON. `connect` gives the engine."""

    def __init__(self, folder: Path, connect: Callable[[], duckdb.DuckDBPyConnection]) -> None:
        self.folder = folder
        self._connect = connect

    def rows(self, statement: str, paths: Sequence[Path]) -> Sequence[Sequence[Any]]:
        """The rows that a statement gives of these files: numbers, texts, lists of them, and blanks."""
        path = self.folder / f"{_name(statement, paths)}.json"
        try:
            found: list[list[Any]] = json.loads(path.read_bytes())
            return found
        except (OSError, ValueError):
            made = self._connect().execute(statement).fetchall()
        with suppress(OSError):  # a full or locked disk costs time, not the answer
            self._keep(path, made)
        return made

    def _keep(self, path: Path, rows: Sequence[Sequence[Any]]) -> None:
        said = json.dumps(rows, separators=(",", ":"), ensure_ascii=False)
        if len(said) > MOST_BYTES:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        self._make_room()
        beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
        try:
            beside.write_text(said, "utf-8")
            os.replace(beside, path)
        finally:
            beside.unlink(missing_ok=True)

    def _make_room(self) -> None:
        there = list(self.folder.iterdir())
        if len(there) < MOST_KEPT:
            return
        for path in sorted(there, key=_age)[: MOST_KEPT // 2]:
            path.unlink(missing_ok=True)


def _age(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:  # somebody else made room
        return 0


def _name(statement: str, paths: Sequence[Path]) -> str:
    stamps = [(path.stat().st_size, path.stat().st_mtime_ns) for path in paths]
    return sha256(repr((__version__, statement, stamps)).encode()).hexdigest()[:32]
