"""Asking: from a snapshot to kept verdicts on disk.

Each question is asked once for its key: its hash, the snapshot, the terms (where it reads a derived table),
as_of and, for questions asked of each period, the period. The rows are kept as Parquet; every figure, cut,
page and drill is a tally of the same rows.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from goldthread.facts.connection import reader
from goldthread.facts.duck import files, text
from goldthread.facts.snapshot import Snapshot
from goldthread.facts.store import Store
from goldthread.facts.terms import Terms
from goldthread.kernel.periods import Period
from goldthread.measures.questions import PERIOD, Question, mentions
from goldthread.measures.sql import compiled, quoted

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

    def folder(self, question: Question) -> Path:
        """Where the kept verdicts of questions like this one lie."""
        terms = self.terms.hash[:16] if self.derived_tables(question) else "plain"
        return self.store.path / "verdicts" / self.snapshot.identity[:16] / terms / self.as_of.isoformat()

    def derived_tables(self, question: Question) -> list[str]:
        """The derived tables that a question reads: only these depend on the terms."""
        registry = self.store.registry
        return sorted(name for name in mentions(question) if registry[name].derived)


def kept(basis: Basis, question: Question, periods: Sequence[Period]) -> list[Path]:
    """The kept verdicts of one side of a question, asked now if they are not yet on disk."""
    wanted = _paths(basis, question, periods)
    missing = {key: path for key, path in wanted.items() if not path.exists()}
    if missing:
        _ask(basis, question, missing)
    return list(wanted.values())


def _paths(basis: Basis, question: Question, periods: Sequence[Period]) -> dict[Period | None, Path]:
    folder = basis.folder(question)
    name = f"{question.code.replace('/', '-')}-{question.hash[:16]}"
    if question.grain is not PERIOD:
        return {None: folder / f"{name}.parquet"}
    return {
        period: folder / f"{name}-{period.start.isoformat()}-{period.end.isoformat()}.parquet"
        for period in dict.fromkeys(periods)
    }


def connected(basis: Basis, questions: Iterable[Question], writable: Path) -> duckdb.DuckDBPyConnection:
    """A connection that sees just the tables that these questions read, with `asked` made."""
    tables = sorted(set().union(*(mentions(question) for question in questions)))
    derived = None
    if any(basis.store.registry[name].derived for name in tables):
        from goldthread.facts.derive import derived as derive

        derived = derive(basis.store, basis.snapshot, basis.terms).paths
    connection = reader(
        basis.snapshot, derived, registry=basis.store.registry, tables=tables, writable=writable
    )
    connection.execute("CREATE TEMP TABLE asked AS SELECT ?::DATE AS as_of", [basis.as_of])
    return connection


def _ask(basis: Basis, question: Question, missing: dict[Period | None, Path]) -> None:
    """Ask once and keep the rows: written beside, then renamed, so that a reader sees all or nothing."""
    folder = next(iter(missing.values())).parent
    folder.mkdir(parents=True, exist_ok=True)
    with connected(basis, [question], folder) as connection:
        sql = compiled(question)
        if question.grain is not PERIOD:
            _keep(connection, question, sql, missing[None])
            return
        connection.execute("CREATE TEMP TABLE period (period_start DATE, period_end DATE)")
        for period, path in missing.items():
            assert period is not None
            connection.execute("DELETE FROM period")
            connection.execute("INSERT INTO period VALUES (?, ?)", [period.start, period.end])
            _keep(connection, question, sql, path)


def _keep(connection: duckdb.DuckDBPyConnection, question: Question, sql: str, path: Path) -> None:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    order = ["placed"]
    if "service" in question.cuts:
        order.insert(0, quoted("c_service"))
    try:
        connection.execute(
            f"COPY (SELECT * FROM ({sql}) ORDER BY {', '.join(order)}) TO {text(beside)} "
            f"(FORMAT PARQUET, COMPRESSION ZSTD, ROW_GROUP_SIZE {ROW_GROUP})"
        )
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def rows_of(paths: Sequence[Path]) -> str:
    """SQL that reads kept verdicts."""
    return files(paths)
