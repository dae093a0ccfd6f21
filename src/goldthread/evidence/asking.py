"""Asking: from a snapshot to kept verdicts on disk.

Each question is asked once for its key: its hash and that of the compiler, the snapshot, the terms (where it
reads a derived table), as_of and, for questions asked of each period, the period. The rows are kept as
Parquet; every figure, cut, page and drill is a tally of the same rows.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from goldthread.contracts.terms import Terms
from goldthread.evidence.naming import name_of, tables_read
from goldthread.facts.connection import reader
from goldthread.facts.duck import files, text
from goldthread.facts.snapshot import Snapshot
from goldthread.facts.store import Store
from goldthread.kernel.periods import Period
from goldthread.kernel.refusals import Refused
from goldthread.measures.questions import PERIOD, Question
from goldthread.measures.sql import compiled, literal
from goldthread.measures.tables import Type

if TYPE_CHECKING:
    import duckdb

# Rows of one service lie together, then in time: a service's page reads a few row groups.
ROW_GROUP = 50_000


@dataclass(frozen=True)
class Basis:
    """What figures stand on: a pinned snapshot of a store, the terms, and the day up to which we look."""

    store: Store
    snapshot: Snapshot
    terms: Terms
    as_of: date
    _open: dict[bool, duckdb.DuckDBPyConnection] = field(default_factory=dict, repr=False, compare=False)

    def folder(self, question: Question) -> Path:
        """Where the kept verdicts of questions like this one lie."""
        terms = self.terms.hash[:16] if self.reads_derived(question) else "plain"
        return self.verdicts / self.snapshot.identity / terms / self.as_of.isoformat()

    @property
    def verdicts(self) -> Path:
        return self.store.path / "verdicts"

    def reads_derived(self, question: Question) -> bool:
        """True when the answer depends on the terms."""
        registry = self.store.registry
        return any(registry[name].derived for name in tables_read(question))

    def connection(self, question: Question) -> duckdb.DuckDBPyConnection:
        """A connection that sees the snapshot, made once for all questions; derived tables where needed."""
        derived = self.reads_derived(question)
        if derived not in self._open:
            self._open[derived] = self._connected(derived)
        return self._open[derived]

    def _connected(self, derived: bool) -> duckdb.DuckDBPyConnection:
        worked_out = None
        if derived:
            from goldthread.facts.derive import derived as derive

            worked_out = derive(self.store, self.snapshot, self.terms).paths
        connection = reader(self.snapshot, worked_out, registry=self.store.registry, writable=self.verdicts)
        connection.execute("CREATE TEMP TABLE asked AS SELECT ?::DATE AS as_of", [self.as_of])
        connection.execute("CREATE TEMP TABLE period (period_start DATE, period_end DATE)")
        return connection

    def close(self) -> None:
        """Close what was opened; the basis may be used again."""
        for connection in self._open.values():
            connection.close()
        self._open.clear()


def kept(basis: Basis, question: Question, periods: Sequence[Period]) -> list[Path]:
    """The kept verdicts of one side of a question, asked now if they are not yet on disk."""
    wanted = _paths(basis, question, periods)
    missing = {key: path for key, path in wanted.items() if not path.exists()}
    if missing:
        _ask_within_range(basis, question, missing)
    return list(wanted.values())


def _paths(basis: Basis, question: Question, periods: Sequence[Period]) -> dict[Period | None, Path]:
    folder = basis.folder(question)
    name = name_of(question)
    if question.grain is not PERIOD:
        return {None: folder / f"{name}.parquet"}
    return {
        period: folder / f"{name}-{period.start.isoformat()}-{period.end.isoformat()}.parquet"
        for period in dict.fromkeys(periods)
    }


def _ask(basis: Basis, question: Question, missing: dict[Period | None, Path]) -> None:
    """Ask once and keep the rows: written beside, then renamed, so that a reader sees all or nothing."""
    basis.folder(question).mkdir(parents=True, exist_ok=True)
    connection = basis.connection(question)
    order = ", ".join(['"c_service"', "placed"] if "service" in question.cuts else ["placed"])
    if question.grain is not PERIOD:
        for path in missing.values():
            _keep(connection, f"SELECT * FROM ({compiled(question)}) ORDER BY {order}", path)
        return
    # All periods in one reading of the records; then each is kept by itself.
    connection.execute("DELETE FROM period")
    for period in missing:
        assert period is not None
        connection.execute("INSERT INTO period VALUES (?, ?)", [period.start, period.end])
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE answered AS SELECT * FROM ({compiled(question)}) "
        f"ORDER BY period_start, period_end, {order}"
    )
    for period, path in missing.items():
        assert period is not None
        days = (literal(day, Type.DATE) for day in (period.start, period.end))
        chosen = " AND ".join(
            f"{name} = {day}" for name, day in zip(("period_start", "period_end"), days, strict=True)
        )
        _keep(connection, f"SELECT * FROM answered WHERE {chosen} ORDER BY {order}", path)
    connection.execute("DROP TABLE answered")


def _ask_within_range(basis: Basis, question: Question, missing: dict[Period | None, Path]) -> None:
    """Ask; arithmetic that runs out of what can be counted is the question's, and it is named."""
    import duckdb

    try:
        _ask(basis, question, missing)
    except (duckdb.ConversionException, duckdb.OutOfRangeException):
        raise Refused(
            f"{question.code}: for some record an amount or a day is too large to be worked out. "
            "Check what the question adds, multiplies or moves a day by."
        ) from None


def _keep(connection: duckdb.DuckDBPyConnection, rows: str, path: Path) -> None:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        connection.execute(
            f"COPY ({rows}) TO {text(beside)} (FORMAT PARQUET, COMPRESSION ZSTD, ROW_GROUP_SIZE {ROW_GROUP})"
        )
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def rows_of(paths: Sequence[Path]) -> str:
    """SQL that reads kept verdicts."""
    return files(paths)
