"""Rows that passed their own checks, laid aside on disk until the whole import is known.

Then what only the whole can tell is decided: keys that come twice, records that point at none, and what the
store
holds already. Rows leave here in batches, so memory stays bounded by the number of rows, not by their width.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from goldthread.catalogue.tables import persons
from goldthread.intake.ledger import Fate, Ledger, Page
from goldthread.intake.lookups import Lookup
from goldthread.intake.mapping.language import Fact
from goldthread.measures.tables import Table

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from goldthread.facts.snapshot import Snapshot

_ROW = "row_"
_PLACES = 5  # first places that a note names


@dataclass
class _Origin:
    """Where one batch of staged rows comes from."""

    start: int
    fact: Fact
    page: Page
    lines: Any
    joined: list[tuple[Lookup, Any]]


@dataclass
class Staged:
    """The staged rows of one fact table. A row's number is its place in the order of reading."""

    table: Table
    path: Path
    rows: int = 0
    origins: list[_Origin] = field(default_factory=list)
    fates: Any = None
    _writer: Any = None

    def add(
        self,
        fact: Fact,
        page: Page,
        lines: Sequence[int],
        columns: dict[str, list[Any]],
        joined: list[tuple[Lookup, list[int]]],
    ) -> None:
        """Lay aside some rows of one batch."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        from goldthread.facts.schema import arrow_schema

        count = len(lines)
        if not count:
            return
        schema = arrow_schema(self.table)
        arrays = [
            pa.array(columns[each.name], type=each.type)
            if each.name in columns
            else pa.nulls(count, each.type)
            for each in schema
        ]
        numbers = pa.array(np.arange(self.rows, self.rows + count, dtype=np.int64))
        staged = pa.table([*arrays, numbers], schema=schema.append(pa.field(_ROW, pa.int64())))
        if self._writer is None:
            self._writer = pq.ParquetWriter(self.path, staged.schema, compression="zstd", compression_level=1)
        self._writer.write_table(staged)
        origin = _Origin(
            self.rows,
            fact,
            page,
            np.asarray(lines, dtype=np.int64),
            [(lookup, np.asarray(rows, dtype=np.int64)) for lookup, rows in joined],
        )
        self.origins.append(origin)
        self.rows += count

    def close(self) -> None:
        """No more rows come."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        self.fates = np.full(self.rows, Fate.LOADED, dtype=np.uint8)

    def origin(self, row: int) -> tuple[_Origin, int]:
        """The batch that a row came with, and its line."""
        starts = [origin.start for origin in self.origins]
        at = int(np.searchsorted(starts, row, side="right")) - 1
        found = self.origins[at]
        return found, int(found.lines[row - found.start])

    def sql(self) -> str:
        """SQL of the staged rows."""
        from goldthread.facts.duck import files

        return files([self.path])

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows that are to be loaded."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        with pq.ParquetFile(self.path) as staged:
            for batch in staged.iter_batches(65_536):
                rows = batch.column(batch.num_columns - 1).to_numpy()
                mask = self.fates[rows] == Fate.LOADED
                if mask.any():
                    kept = batch.filter(pa.array(mask))
                    yield kept.select(list(kept.schema.names[:-1]))

    def to_load(self) -> int:
        """How many rows are to be loaded."""
        return int((self.fates == Fate.LOADED).sum()) if self.rows else 0


class Staging:
    """All staged tables of an import."""

    def __init__(self, folder: Path, ledger: Ledger) -> None:
        self.tables: dict[str, Staged] = {}
        self._folder = folder
        self._ledger = ledger

    def of(self, table: Table) -> Staged:
        """The staged rows of a table, made when first asked for."""
        if table.name not in self.tables:
            self.tables[table.name] = Staged(table, self._folder / f"{table.name}.parquet")
        return self.tables[table.name]

    def settle(self, snapshot: Snapshot | None, facts: Sequence[Fact]) -> None:
        """Decide the fate of every staged row and tell the ledger."""
        from goldthread.facts.duck import bare

        for staged in self.tables.values():
            staged.close()
        with bare(self._folder / "spill") as connection:
            filled = [staged for staged in self.tables.values() if staged.rows]
            for staged in filled:
                self._twice(connection, staged)
            for staged in _pointing_last(filled):
                self._pointing_nowhere(connection, staged, snapshot, facts)
            for staged in filled:
                self._already_here(connection, staged, snapshot)
            self._without_person(connection, filled, snapshot)
        for staged in filled:
            self._tell(staged)

    # --- keys that come twice

    def _twice(self, connection: duckdb.DuckDBPyConnection, staged: Staged) -> None:
        key = f'"{staged.table.key}"'
        told = (name for name in staged.table.column_names if name not in ("recorded_at", "source"))
        others = ", ".join(f'"{name}"' for name in told)
        asked = connection.execute(
            f"SELECT {key}, {_ROW}, hash({others}), recorded_at FROM {staged.sql()} WHERE {key} IN "
            f"(SELECT {key} FROM {staged.sql()} GROUP BY 1 HAVING count(*) > 1) ORDER BY {key}, {_ROW}"
        )
        kept: tuple[str, int, int, Any] | None = None
        overruled = 0
        while rows := asked.fetchmany(50_000):
            for row in rows:
                if kept is None or kept[0] != row[0]:
                    kept = row
                    continue
                kept, ruled = self._second(staged, kept, row)
                overruled += ruled
        if overruled:
            records = "record comes" if overruled == 1 else "records come"
            self._ledger.note(
                [
                    f"{overruled} {staged.table.name} {records} more than once with different content; "
                    "the one entered last counts, or the one read last where that is not known."
                ]
            )

    def _second(self, staged: Staged, kept: Any, row: Any) -> tuple[Any, bool]:
        """A further row of a known key: refused within one file, otherwise the newer of the two counts."""
        (first, first_line), (second, line) = staged.origin(kept[1]), staged.origin(row[1])
        if first.page is second.page and second.fact.repeats == "refuse":
            label = ", ".join(str(ref) for ref in second.fact.record_key)
            if first_line == line:
                why = "one row gives this record twice; add a column to its record_id in the mapping"
            else:
                why = f"the key is a duplicate: line {first_line} has it too"
            self._refuse(staged, row[1], label, why)
            return kept, False
        if second.fact.repeats == "first" or (kept[2], kept[3]) == (row[2], row[3]):
            staged.fates[row[1]] = Fate.ALREADY_HERE
            return kept, False
        older = kept[3] is not None and row[3] is not None and row[3] < kept[3]
        staged.fates[row[1] if older else kept[1]] = Fate.ALREADY_HERE
        return (kept if older else row), kept[2] != row[2]

    def _refuse(self, staged: Staged, row: int, column: str, why: str) -> None:
        origin, line = staged.origin(row)
        staged.fates[row] = Fate.REFUSED
        self._ledger.refuse(origin.page, line, column, "", why)

    def _follow(self, staged: Staged, row: int, column: str, why: str) -> None:
        """Refuse a row for want of another; where the same line said why already, that is enough."""
        origin, line = staged.origin(row)
        if line in origin.page.reasons:
            staged.fates[row] = Fate.REFUSED
        else:
            self._refuse(staged, row, column, why)

    # --- records that point at none

    def _pointing_nowhere(
        self,
        connection: duckdb.DuckDBPyConnection,
        staged: Staged,
        snapshot: Snapshot | None,
        facts: Sequence[Fact],
    ) -> None:
        """Refuse rows whose reference leads to no record of the import or the store."""
        for spec in staged.table.columns:
            target = self.tables.get(spec.refers_to or "")
            made = [
                fact
                for fact in facts
                if fact.table.name == staged.table.name
                and spec.name in fact.columns
                and fact.columns[spec.name].kind == "key"
            ]
            if target is None or not made or spec.name == staged.table.key:
                continue
            known = self._known_ids(connection, target, snapshot)
            asked = connection.execute(
                f'SELECT {_ROW} FROM {staged.sql()} WHERE "{spec.name}" IS NOT NULL '
                f'AND "{spec.name}" NOT IN (SELECT id FROM {known}) ORDER BY {_ROW}'
            )
            for (row,) in asked.fetchall():
                if staged.fates[row] != Fate.REFUSED and staged.origin(row)[0].fact in made:
                    expression = staged.origin(row)[0].fact.columns[spec.name]
                    label = ", ".join(str(ref) for ref in expression.refs)
                    name = target.table.name.replace("_", " ")
                    why = f"the {name} that it belongs to is not in the files or was refused"
                    self._follow(staged, row, label, why)
            connection.execute(f"DROP TABLE {known}")

    def _known_ids(
        self, connection: duckdb.DuckDBPyConnection, target: Staged, snapshot: Snapshot | None
    ) -> str:
        import pyarrow as pa

        key = f'"{target.table.key}"'
        select = "SELECT NULL::VARCHAR AS id WHERE false"
        if target.rows:
            gone = np.flatnonzero(target.fates == Fate.REFUSED)
            connection.register("gone_rows", pa.table({_ROW: gone.astype(np.int64)}))
            select += (
                f" UNION ALL SELECT {key} FROM {target.sql()} WHERE "
                f"{_ROW} NOT IN (SELECT {_ROW} FROM gone_rows)"
            )
        if snapshot is not None and snapshot.has(target.table.name):
            select += f" UNION ALL SELECT {key} FROM ({_current(target.table, snapshot)})"
        connection.execute(f"CREATE TEMP TABLE known_ids AS {select}")
        if target.rows:
            connection.unregister("gone_rows")
        return "known_ids"

    # --- people of whom nothing else is known

    def _without_person(
        self, connection: duckdb.DuckDBPyConnection, filled: Sequence[Staged], snapshot: Snapshot | None
    ) -> None:
        """Say which rows are loaded although their person has no row of their own, here or in the store."""
        about = [staged for staged in filled if staged.table.has("person_id") and staged.table is not persons]
        if not about:
            return
        target = self.tables.get(persons.name) or Staged(persons, self._folder / f"{persons.name}.parquet")
        known = self._known_ids(connection, target, snapshot)
        for staged in about:
            asked = connection.execute(
                f"SELECT {_ROW}, person_id FROM {staged.sql()} WHERE person_id IS NOT NULL "
                f"AND person_id NOT IN (SELECT id FROM {known}) ORDER BY {_ROW}"
            )
            rows, people = 0, set()
            places: dict[str, list[int]] = {}
            while found := asked.fetchmany(100_000):
                for row, person in found:
                    if staged.fates[row] != Fate.LOADED:
                        continue
                    rows += 1
                    people.add(person)
                    if rows <= _PLACES:
                        origin, line = staged.origin(row)
                        places.setdefault(origin.page.name, []).append(line)
            if rows:
                self._ledger.note([_strangers(staged.table, rows, len(people), places)])
        connection.execute(f"DROP TABLE {known}")

    # --- what the store holds already

    def _already_here(
        self, connection: duckdb.DuckDBPyConnection, staged: Staged, snapshot: Snapshot | None
    ) -> None:
        name = staged.table.name
        if snapshot is None or not snapshot.has(name) or not snapshot.rows(name):
            return
        same = " AND ".join(
            f's."{column}" IS NOT DISTINCT FROM c."{column}"'
            for column in staged.table.column_names
            if column != staged.table.key
        )
        key = staged.table.key
        # An export of last month, sent again, must not undo what was entered since.
        older = "COALESCE(s.recorded_at < c.recorded_at, false)"
        asked = connection.execute(
            f"SELECT s.{_ROW}, {older} FROM {staged.sql()} s JOIN ({_current(staged.table, snapshot)}) c "
            f'ON s."{key}" = c."{key}" WHERE {older} OR ({same})'
        )
        outdated = 0
        while rows := asked.fetchmany(100_000):
            found = np.array(rows, dtype=np.int64)
            found = found[staged.fates[found[:, 0]] == Fate.LOADED]
            staged.fates[found[:, 0]] = Fate.ALREADY_HERE
            outdated += int(found[:, 1].sum())
        if outdated:
            records = "record was" if outdated == 1 else "records were"
            self._ledger.note(
                [f"{outdated:,} {name} {records} older than what the store holds; the newer stay."]
            )

    # --- the ledger

    def _tell(self, staged: Staged) -> None:
        for origin in staged.origins:
            fates = staged.fates[origin.start : origin.start + len(origin.lines)]
            for fate in (Fate.LOADED, Fate.ALREADY_HERE):
                origin.page.mark(origin.lines[fates == fate], fate)
                for lookup, rows in origin.joined:
                    used = rows[(fates == fate) & (rows >= 0)]
                    if len(used):
                        _mark_joined(lookup, np.unique(used), fate)


def _strangers(table: Table, rows: int, people: int, places: dict[str, list[int]]) -> str:
    """The note on rows whose people no client file knows, with the first places."""
    where = "; ".join(
        f"{name}, line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}"
        for name, lines in places.items()
    )
    more = ", ..." if rows > _PLACES else ""
    several = "rows are" if rows > 1 else "row is"
    return (
        f"{rows:,} {table.name.replace('_', ' ')} {several} about {people:,} "
        f"{'people' if people > 1 else 'person'} without a row in a client file ({where}{more}). Nothing is "
        "known of their age, gender or ethnicity: send the client file too, or mend its refused rows."
    )


def _mark_joined(lookup: Lookup, rows: Any, fate: Fate) -> None:
    lines = np.asarray(lookup.line_of, dtype=np.int64)[rows]
    pages = np.asarray(lookup.page_of, dtype=np.int64)[rows]
    for number, page in enumerate(lookup.pages):
        page.mark(lines[pages == number], fate)


def _current(table: Table, snapshot: Snapshot) -> str:
    from goldthread.facts.duck import select_parts

    return select_parts(table, snapshot.path, snapshot.holding(table.name).parts)


def _pointing_last(staged: Sequence[Staged]) -> list[Staged]:
    """Tables in an order in which what is pointed at comes before what points."""
    by_name = {each.table.name: each for each in staged}
    done: list[Staged] = []
    seen: set[str] = set()

    def visit(each: Staged) -> None:
        if each.table.name in seen:
            return
        seen.add(each.table.name)
        for spec in each.table.columns:
            target = by_name.get(spec.refers_to or "")
            if target is not None:
                visit(target)
        done.append(each)

    for each in staged:
        visit(each)
    return done
