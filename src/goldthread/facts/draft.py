"""A snapshot in the making: rows are put beside the old snapshot, then everything is swapped at once.

Every `put` lands as a layer of files. A row whose record id is known and whose content is other replaces
the old one; the same content again is "already here". Nothing of it shows until `commit`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from goldthread.facts.arriving import check
from goldthread.facts.build import build, carry
from goldthread.facts.duck import bare, files
from goldthread.facts.layers import MANY, Ground, Stack
from goldthread.facts.manifest import Holding, Manifest
from goldthread.facts.rows import Month, identity_of
from goldthread.facts.schema import FACTS_VERSION, fit, guard, importable
from goldthread.facts.snapshot import Snapshot
from goldthread.kernel.refusals import Refused
from goldthread.measures.tables import Registry, Table

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Landed:
    """What became of the rows of one put; the three add up to the rows that came."""

    loaded: int
    replaced: int
    already_here: int


class Draft:
    """What a writer fills; made by `Store.writing`, never by hand."""

    def __init__(
        self,
        folder: Path,
        base: Snapshot | None,
        registry: Registry,
        *,
        at: datetime,
        by: str,
        publish: Callable[[Path, Manifest], Snapshot],
        memory: str = "2GB",
    ) -> None:
        self._folder = folder
        self._base = base
        self._registry = registry
        self._at = at
        self._by = by
        self._publish = publish
        self._stacks: dict[str, Stack] = {}
        self._cut_offs: dict[str, date] = dict(base.cut_offs) if base else {}
        self._over = False
        self._connection = bare(folder / "spill", memory=memory)
        self._ground = Ground(self._connection, folder / "staged")

    def put(
        self,
        table: str,
        rows: pa.Table | pa.RecordBatchReader | Sequence[Path],
        *,
        fresh: bool = False,
        stamped: Collection[str] = (),
    ) -> Landed:
        """Put rows (Arrow table or reader, or Parquet files); missing optional columns are null.

        `fresh` says that none of the record ids is in the store yet, which saves looking (checked at commit).
        `stamped` names columns that the import itself filled, such as the time of import: a row that differs
        in nothing else is already here. Refused: unknown columns, another type, blanks in required columns,
        one record id twice with different content.
        """
        self._check_open()
        import duckdb

        declared = self._registry[table]
        if declared.derived:
            raise Refused(f'"{table}" is worked out from other records and cannot be imported.')
        source, schema, count = self._arriving(rows)
        listed = ", ".join(f'{cast} AS "{name}"' for name, cast in fit(declared, schema).items())
        try:
            many = count is None or count > MANY
            return self._land(declared, f"SELECT {listed} FROM {source}", many, fresh, stamped)
        except (duckdb.ConversionException, duckdb.InvalidInputException) as error:
            why = str(error).splitlines()[0]
            raise Refused(f'A value for "{table}" cannot be kept: {why}. Correct it at source.') from error
        finally:
            self._connection.unregister("arriving")

    def _arriving(
        self, rows: pa.Table | pa.RecordBatchReader | Sequence[Path]
    ) -> tuple[str, pa.Schema, int | None]:
        """SQL for the arriving rows, their schema, and how many they are where that is known."""
        import pyarrow as pa

        if isinstance(rows, (pa.Table, pa.RecordBatchReader)):
            self._connection.register("arriving", rows)
            return "arriving", rows.schema, getattr(rows, "num_rows", None)
        import pyarrow.parquet as pq

        if not rows:
            raise Refused("No files were given to put into the store. Name at least one.")
        footers = [pq.ParquetFile(path) for path in rows]
        try:
            for path, footer in zip(rows, footers, strict=True):
                if not footer.schema_arrow.equals(footers[0].schema_arrow):
                    raise Refused(
                        f'"{path}" has other columns than "{rows[0]}". Put them one after the other.'
                    )
            return files(rows), footers[0].schema_arrow, sum(each.metadata.num_rows for each in footers)
        finally:
            for footer in footers:
                footer.close()

    def cut_off(self, *, source: str, day: date) -> None:
        """Say how far the records of a source reach. An earlier day than is known changes nothing."""
        self._check_open()
        self._cut_offs[source] = max(day, self._cut_offs.get(source, day))

    def merge_people(self, merged: Mapping[str, str]) -> int:
        """Give every record of each key (left) to the key it was merged into (right); answers how many moved.

        The person record of a key that goes is voided, and copied first where the other key has none.
        """
        self._check_open()
        import pyarrow as pa

        pairs = pa.table({"gone": list(merged), "stays": list(merged.values())})
        self._connection.register("pairs", pairs)
        try:
            moved = sum(
                self._rewrite(declared, f'p.stays AS "{column.name}"', f's."{column.name}" = p.gone')
                for declared in importable(self._registry)
                for column in declared.columns
                if column.refers_to == "person"
            )
            if "person" in self._registry:
                person = self._registry["person"]
                known = f"SELECT person_id FROM ({self._ground.state(self._stack('person'))})"
                heirs = (
                    f"SELECT min(gone) FROM pairs WHERE stays NOT IN ({known}) AND gone IN ({known}) "
                    "GROUP BY stays"
                )
                self._rewrite(person, "p.stays AS person_id", f"s.person_id = p.gone AND p.gone IN ({heirs})")
                self._rewrite(person, "true AS voided", "s.person_id = p.gone")
        finally:
            self._connection.unregister("pairs")
        return moved

    def commit(self) -> Snapshot:
        """Build the snapshot beside the old one and swap it in; unchanged content answers the old one."""
        self._check_open()
        new = self._folder / "new"
        new.mkdir()
        tables: dict[str, Holding] = {}
        guard(importable(self._registry))
        for declared in importable(self._registry):
            (new / declared.name).mkdir()
            tables[declared.name] = build(self._ground, self._stack(declared.name), new)
        if self._base:  # a table that is no longer declared keeps its rows
            for name in self._base.tables:
                if name not in tables:
                    (new / name).mkdir()
                    tables[name] = carry(self._base.holding(name), self._base.path, new)
        months: dict[str, Sequence[Month]] = {name: holding.months for name, holding in tables.items()}
        import duckdb

        manifest = Manifest(
            identity=identity_of(months, self._cut_offs),
            facts_version=FACTS_VERSION,
            made_at=self._at,
            made_by=self._by,
            predecessor=self._base.identity if self._base else None,
            cut_offs=self._cut_offs,
            tables=tables,
            written_with=f"DuckDB {duckdb.__version__}",
        )
        self._over = True
        if self._base and self._base.identity == manifest.identity:
            return self._base
        return self._publish(new, manifest)

    def close(self) -> None:
        """Let go of the connection; the store then removes the folder."""
        self._over = True
        self._connection.close()

    def _check_open(self) -> None:
        if self._over:
            raise Refused("This draft has been committed or closed. Begin another with `store.writing`.")

    def _stack(self, name: str) -> Stack:
        if name not in self._stacks:
            base = self._base.holding(name) if self._base and self._base.has(name) else None
            root = self._base.path if self._base else self._folder
            self._stacks[name] = Stack(self._registry[name], base, root)
        return self._stacks[name]

    def _land(self, table: Table, select: str, many: bool, fresh: bool, stamped: Collection[str]) -> Landed:
        stack = self._stack(table.name)
        layer, twice = check(self._ground, table, self._ground.stage(table, select, many), many)
        if fresh or not stack.holds_rows:
            stack.unchecked = stack.unchecked or (fresh and stack.holds_rows)
            self._ground.add(stack, layer, replaced=False)
            return Landed(layer.rows, 0, twice)
        same, replaced = self._ground.meet(stack, layer, stamped)
        if same:
            known = f'"{table.key}" NOT IN (SELECT id FROM met WHERE same)'
            layer = self._ground.stage(table, f"SELECT * FROM {files(layer.files)} WHERE {known}", many)
        self._ground.add(stack, layer, replaced=bool(replaced))
        return Landed(layer.rows - replaced, replaced, same + twice)

    def _rewrite(self, table: Table, instead: str, where: str) -> int:
        """Put the draft's own rows again with one column replaced, joined to the registered pairs."""
        stack = self._stack(table.name)
        if not stack.holds_rows:
            return 0
        rows = f"FROM ({self._ground.state(stack)}) s JOIN pairs p ON {where}"
        landed = self._land(table, f"SELECT s.* REPLACE ({instead}) {rows}", False, False, ())
        return landed.loaded + landed.replaced
