"""What figures stand on, and the connections that see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from goldthread.contracts.terms import Terms
from goldthread.evidence.naming import tables_read
from goldthread.evidence.places import Places
from goldthread.facts.connection import reader, show
from goldthread.facts.duck import text
from goldthread.facts.snapshot import Snapshot
from goldthread.facts.store import Store
from goldthread.measures.coded import coded_columns, codes_of, laid, laid_columns, with_code
from goldthread.measures.dialects import quoted
from goldthread.measures.questions import Question
from goldthread.measures.tables import Table, Type

if TYPE_CHECKING:
    import duckdb

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

    def connection(self, *questions: Question) -> duckdb.DuckDBPyConnection:
        """A connection to ask questions on: it sees what they read and has the codes of what they say."""
        connection = self.seeing(*questions)
        derived = connection is self._open.get(True)
        wanted: dict[str, set[str]] = {}
        for question in questions:
            for name, columns in laid_columns(question).items():
                wanted.setdefault(name, set()).update(columns)
            for name in sorted(coded_columns(question)):
                self._code(derived, question.each, name)
        for name, columns in wanted.items():
            self._lay(derived, self.store.registry[name], columns)
        return connection

    def seeing(self, *questions: Question) -> duckdb.DuckDBPyConnection:
        """A connection that sees what the questions read, one for all that read derived tables or not."""
        # One that sees derived tables sees the others too: nothing is laid out twice once it is there.
        derived = True in self._open or any(self.reads_derived(question) for question in questions)
        if derived not in self._open:
            self._open[derived] = self._connected(derived)
            self._shown[derived] = set()
        # A view is made when it is first read: to make all of them takes longer than most questions.
        read = {name for question in questions for name in tables_read(question)}
        unseen = sorted(read - self._shown[derived])
        worked_out = self._derived() if derived and unseen else None
        for name in unseen:
            table = self.store.registry[name]
            show(self._open[derived], self.snapshot, table, worked_out, places=True)
            self._shown[derived].add(name)
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
