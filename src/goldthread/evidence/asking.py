"""Asking: from a snapshot to kept verdicts on disk.

Each question is asked once for its key: its hash and that of the compiler, the snapshot, the terms (where it
reads a derived table), as_of and, for questions asked of each period, the period. The rows are kept as
Parquet; every figure, cut, page and drill is a tally of the same rows. A row says where its record lies (the
file and the row in it), and `rows_of` reads the record's id and its person from there: written once for every
question they would cost more than the question.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from goldthread.contracts.terms import Terms
from goldthread.evidence.naming import name_of, tables_read
from goldthread.evidence.places import Places, forget, kept_of, of_kept, places_beside
from goldthread.facts.connection import reader, show
from goldthread.facts.duck import files, text
from goldthread.facts.snapshot import Snapshot
from goldthread.facts.store import Store
from goldthread.kernel.periods import Period
from goldthread.kernel.refusals import Refused
from goldthread.measures.coded import coded_columns, codes_of, laid, laid_columns, with_code
from goldthread.measures.questions import PERIOD, Question
from goldthread.measures.sql import OPTIONAL, PERIODS, compiled, literal, one_period, picks_person, quoted
from goldthread.measures.tables import Table, Type

if TYPE_CHECKING:
    import duckdb

# Rows lie as the records do, those of one service together: a service's page reads a few row groups.
ROW_GROUP = 50_000
MOST_CODES = 256  # of a parent's texts: a longer list costs more than it saves


@dataclass(frozen=True)
class Basis:
    """What figures stand on: a pinned snapshot of a store, the terms, and the day up to which we look."""

    store: Store
    snapshot: Snapshot
    terms: Terms
    as_of: date
    _open: dict[bool, duckdb.DuckDBPyConnection] = field(default_factory=dict, repr=False, compare=False)
    _shown: dict[bool, set[str]] = field(default_factory=dict, repr=False, compare=False)
    _laid: dict[tuple[bool, str], set[str]] = field(default_factory=dict, repr=False, compare=False)
    _folders: dict[bool, Path] = field(default_factory=dict, repr=False, compare=False)

    def folder(self, question: Question) -> Path:
        """Where the kept verdicts of questions like this one lie."""
        derived = self.reads_derived(question)
        if derived not in self._folders:
            terms = self.terms.hash[:16] if derived else "plain"
            self._folders[derived] = self.verdicts / self.snapshot.identity / terms / self.as_of.isoformat()
        return self._folders[derived]

    @property
    def verdicts(self) -> Path:
        return self.store.path / "verdicts"

    def reads_derived(self, question: Question) -> bool:
        """True when the answer depends on the terms."""
        registry = self.store.registry
        return any(registry[name].derived for name in tables_read(question))

    def connection(self, question: Question) -> duckdb.DuckDBPyConnection:
        """A connection that sees what the question reads, one for all questions; derived tables if needed."""
        derived = self.reads_derived(question)
        if derived not in self._open:
            self._open[derived] = self._connected(derived)
            self._shown[derived] = set()
        # A view is made when it is first read: to make all of them takes longer than most questions.
        unseen = sorted(tables_read(question) - self._shown[derived])
        worked_out = self._derived() if derived and unseen else None
        for name in unseen:
            table = self.store.registry[name]
            show(self._open[derived], self.snapshot, table, worked_out, places=True)
            self._shown[derived].add(name)
        for name, columns in laid_columns(question).items():
            self._lay(derived, self.store.registry[name], columns)
        for name in sorted(coded_columns(question)):
            self._code(derived, question.each, name)
        return self._open[derived]

    def _lay(self, derived: bool, table: Table, columns: set[str]) -> None:
        """Lay a table out once for its children: these columns, and the codes of those of text."""
        connection, there = self._open[derived], self._laid.setdefault((derived, table.name), set())
        if columns <= there:
            return
        there |= columns
        listed = [quoted(table.key)]
        for name in sorted(there):
            texts = table.spec(name).type is Type.TEXT
            listed.append(with_code(name, self._codes(connection, table, name)) if texts else quoted(name))
        chosen = f"SELECT {', '.join(listed)} FROM {quoted(table.name)}"
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {quoted(laid(table.name))} AS {chosen}")

    def _code(self, derived: bool, table: Table, name: str) -> None:
        """Make the type of a record's own text, once."""
        kind = codes_of(table.name, name)
        if kind in self._laid.setdefault((derived, ""), set()):
            return
        codes = self._codes(self._open[derived], table, name) or "VARCHAR"
        self._open[derived].execute(f"CREATE TYPE {quoted(kind)} AS {codes}")
        self._laid[derived, ""].add(kind)

    def _codes(self, connection: duckdb.DuckDBPyConnection, table: Table, name: str) -> str | None:
        """The ENUM of the texts of a column; None where they are too many for a list."""
        asked = f"SELECT DISTINCT {quoted(name)} FROM {quoted(table.name)} WHERE {quoted(name)} IS NOT NULL"
        found = connection.execute(f"{asked} ORDER BY 1 LIMIT {MOST_CODES + 1}").fetchall()
        if not 0 < len(found) <= MOST_CODES:
            return None
        return f"ENUM({', '.join(text(row[0]) for row in found)})"

    def _connected(self, derived: bool) -> duckdb.DuckDBPyConnection:
        connection = reader(
            self.snapshot,
            self._derived() if derived else None,
            registry=self.store.registry,
            shown=(),
            writable=self.verdicts,
            places=True,
        )
        connection.execute("CREATE TEMP TABLE asked AS SELECT ?::DATE AS as_of", [self.as_of])
        connection.execute("CREATE TEMP TABLE period (period_start DATE, period_end DATE, number INTEGER)")
        return connection

    def _derived(self) -> Mapping[str, list[str]]:
        from goldthread.facts.derive import derived

        return derived(self.store, self.snapshot, self.terms).paths

    def _paths(self, table: str) -> list[str]:
        return self.snapshot.paths(table) if self.snapshot.has(table) else []

    def places(self, question: Question) -> Places:
        """Where the records of a question lie."""
        each = question.each
        paths = self._derived()[each.name] if each.derived else self._paths(each.name)
        person = each.key if each.name == "person" else "person_id" if each.has("person_id") else None
        return Places.of(self.folder(question), paths, each.key, person)

    def close(self) -> None:
        """Close what was opened; the basis may be used again."""
        for connection in self._open.values():
            connection.close()
        self._open.clear()
        self._laid.clear()
        self._shown.clear()


def kept(basis: Basis, question: Question, periods: Sequence[Period]) -> list[Path]:
    """The kept verdicts of one side of a question, asked now if they are not yet on disk."""
    wanted = _paths(basis, question, periods)
    if places_beside(basis.folder(question), question.each.name) is None:
        forget(basis.folder(question), question.each.name)
    missing = {key: path for key, path in wanted.items() if not path.exists()}
    if missing:
        _ask_within_range(basis, question, missing)
    return list(wanted.values())


def _paths(basis: Basis, question: Question, periods: Sequence[Period]) -> dict[Period | None, Path]:
    folder = basis.folder(question)
    name = name_of(question)
    last = kept_of(question.each.name, picks_person(question))
    if question.grain is not PERIOD:
        return {None: folder / f"{name}{last}"}
    return {
        period: folder / f"{name}-{period.start.isoformat()}-{period.end.isoformat()}{last}"
        for period in dict.fromkeys(periods)
    }


def _ask(basis: Basis, question: Question, missing: dict[Period | None, Path]) -> None:
    """Ask once and keep the rows: written beside, then renamed, so that a reader sees all or nothing."""
    basis.folder(question).mkdir(parents=True, exist_ok=True)
    connection = basis.connection(question)
    basis.places(question).write(question.each.name)
    if question.grain is not PERIOD:
        for path in missing.values():
            _keep(connection, compiled(question, placed=True), path)
        return
    told = [(period, path) for period, path in missing.items() if period is not None]
    for first in range(0, len(told), PERIODS):
        _ask_of_periods(connection, question, told[first : first + PERIODS])


def _ask_of_periods(
    connection: duckdb.DuckDBPyConnection, question: Question, told: Sequence[tuple[Period, Path]]
) -> None:
    """Periods one after another over steps made once; or all in one reading where that is not possible."""
    made = one_period(question, told[0][0])
    if made is None:
        _ask_of_all_periods(connection, compiled(question, placed=True), told)
        return
    tables = _hold(connection, made[0])
    named = ", ".join(f"{name} AS NOT MATERIALIZED (FROM {table})" for name, table in tables.items())
    for period, path in told:
        made = one_period(question, period)
        assert made is not None
        _keep(connection, f"WITH {named} {made[1]}", path)


def _hold(connection: duckdb.DuckDBPyConnection, steps: Mapping[str, str]) -> dict[str, str]:
    """Make the steps as tables, unless the last question of periods made the same; forget its others."""
    wanted = {name: f"step_{sha256(sql.encode()).hexdigest()[:16]}" for name, sql in steps.items()}
    asked = "SELECT table_name FROM duckdb_tables() WHERE temporary AND starts_with(table_name, 'step_')"
    there = {row[0] for row in connection.execute(asked).fetchall()}
    for table in there - set(wanted.values()):
        connection.execute(f"DROP TABLE {table}")
    for name, table in wanted.items():
        if table not in there:
            connection.execute(f"CREATE TEMP TABLE {table} AS {steps[name]}")
    return wanted


def _ask_of_all_periods(
    connection: duckdb.DuckDBPyConnection, asked: str, told: Sequence[tuple[Period, Path]]
) -> None:
    """All periods in one reading of the records; then each is kept by itself."""
    connection.execute("DELETE FROM period")
    for number, (period, _) in enumerate(told):
        connection.execute("INSERT INTO period VALUES (?, ?, ?)", [period.start, period.end, number])
    connection.execute(f"CREATE OR REPLACE TEMP TABLE answered AS {asked}")
    for period, path in told:
        days = (literal(day, Type.DATE) for day in (period.start, period.end))
        chosen = " AND ".join(
            f"{name} = {day}" for name, day in zip(("period_start", "period_end"), days, strict=True)
        )
        _keep(connection, f"SELECT * FROM answered WHERE {chosen}", path)
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
            f"COPY ({rows}) TO {text(beside)} (FORMAT PARQUET, COMPRESSION ZSTD, PARQUET_VERSION V2, "
            f"ROW_GROUP_SIZE {ROW_GROUP})"
        )
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


# Columns that are blank in every row are not written.
_NO_ROWS = "SELECT {} WHERE false".format(
    ", ".join(
        f"CAST(NULL AS {kind}) AS {name}" if kind else f"NULL AS {name}" for name, kind in OPTIONAL.items()
    )
)


def rows_of(paths: Sequence[Path], *, named: bool = True, by_file: bool = False) -> str:
    """SQL that reads kept verdicts of one table's records; record, person and pick only when `named`.

    With `by_file` the files are of several questions, and a column `file` says which file holds a row.
    """
    listed = files(paths, union_by_name=by_file)
    if by_file:
        listed = listed.removesuffix(")") + ", filename='file')"
    kept_rows = f"(SELECT * FROM {listed} UNION ALL BY NAME {_NO_ROWS})"
    if not named or not paths:
        return kept_rows
    table, by_person = of_kept(paths[0])
    places = places_beside(paths[0].parent, table)
    if places is None:
        raise Refused(
            "The records behind these verdicts have changed or are gone. Delete the folder verdicts of the "
            "store: questions are then asked again."
        )
    return places.named(kept_rows, by_person)
