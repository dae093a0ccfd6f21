"""A snapshot in the making: rows are put beside the old snapshot, then everything is swapped at once.

Every `put` lands as a layer of files. A row whose record id is known and whose content is other replaces
the old one; the same content again is "already here". Nothing of it shows until `commit`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldthread.facts import parts as writing
from goldthread.facts.disk import link_or_copy
from goldthread.facts.duck import bare, files, select_parts, text
from goldthread.facts.manifest import Holding, Manifest, Part
from goldthread.facts.rows import Month, identity_of, month_of
from goldthread.facts.schema import FACTS_VERSION, arrow_schema, fit, guard, importable
from goldthread.facts.snapshot import Snapshot
from goldthread.kernel.refusals import Refused
from goldthread.measures.tables import Registry, Table, Type

if TYPE_CHECKING:
    import pyarrow as pa

# Above this many rows a put is laid down by month, so that each part is later sorted in memory by itself.
_MANY = 500_000


@dataclass(frozen=True)
class Landed:
    """What became of the rows of one put; the three add up to the rows that came."""

    loaded: int
    replaced: int
    already_here: int


@dataclass
class _Layer:
    """Rows of one put. `by_month` holds the files of each month, or of all months under ""-less None."""

    by_month: dict[str | None, list[Path]]
    months: dict[str, int]

    @property
    def files(self) -> list[Path]:
        return [path for paths in self.by_month.values() for path in paths]

    @property
    def rows(self) -> int:
        return sum(self.months.values())

    @property
    def bytes(self) -> int:
        return sum(path.stat().st_size for path in self.files)

    def among(self, months: Collection[str]) -> list[Path]:
        """The files that may hold rows of these months."""
        return [
            p for month, paths in self.by_month.items() if month is None or month in months for p in paths
        ]


@dataclass
class _Work:
    """One table of the draft: what the old snapshot holds, and the layers put on top."""

    table: Table
    base: Holding | None
    layers: list[_Layer] = field(default_factory=list)
    unchecked: bool = False  # rows put as fresh onto others: their record ids are checked at the end

    @property
    def holds_rows(self) -> bool:
        return bool(self.base and self.base.rows) or bool(self.layers)


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
        self._work: dict[str, _Work] = {}
        self._cut_offs: dict[str, date] = dict(base.cut_offs) if base else {}
        self._staged = 0
        self._over = False
        self._connection = bare(folder / "spill", memory=memory)
        self._connection.execute("CREATE TABLE gone (tbl VARCHAR, layer INTEGER, id VARCHAR, month VARCHAR)")
        (folder / "staged").mkdir()

    def put(
        self,
        table: str,
        rows: pa.Table | pa.RecordBatchReader | Any,
        *,
        fresh: bool = False,
        stamped: Collection[str] = (),
    ) -> Landed:
        """Put rows (Arrow table, reader or dataset of declared columns; missing optional ones are null).

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
        casts = fit(declared, rows.schema)
        count = getattr(rows, "num_rows", None)
        self._connection.register("arriving", rows)
        try:
            listed = ", ".join(f'{cast} AS "{name}"' for name, cast in casts.items())
            many = count is None or int(count) > _MANY
            return self._land(self._of(table), f"SELECT {listed} FROM arriving", many, fresh, stamped)
        except (duckdb.ConversionException, duckdb.InvalidInputException) as error:
            why = str(error).splitlines()[0]
            raise Refused(
                f'A value for "{table}" cannot be kept: {why}. Correct it in the source.'
            ) from error
        finally:
            self._connection.unregister("arriving")

    def cut_off(self, *, source: str, day: date) -> None:
        """Say how far the records of a source reach. An earlier day than is known changes nothing."""
        self._check_open()
        self._cut_offs[source] = max(day, self._cut_offs.get(source, day))

    def merge_people(self, merged: Mapping[str, str]) -> int:
        """Give every record of each key (left) to the key it was merged into (right); answers how many moved.

        The person record of a key that goes is voided, or moved when the other key has none.
        """
        self._check_open()
        import pyarrow as pa

        moved = 0
        pairs = pa.table({"gone": list(merged), "stays": list(merged.values())})
        self._connection.register("pairs", pairs)
        try:
            for declared in importable(self._registry):
                for column in declared.columns:
                    if column.refers_to == "person" and self._of(declared.name).holds_rows:
                        moved += self._rewrite(
                            declared,
                            f'SELECT s.* REPLACE (p.stays AS "{column.name}") '
                            f"FROM ({self._state(declared)}) s "
                            f'JOIN pairs p ON s."{column.name}" = p.gone',
                        )
            if "person" in self._registry and self._of("person").holds_rows:
                person = self._registry["person"]
                state = self._state(person)
                self._rewrite(
                    person,
                    f"SELECT s.* REPLACE (p.stays AS person_id) FROM ({state}) s "
                    "JOIN pairs p ON s.person_id = p.gone "
                    f"WHERE p.stays NOT IN (SELECT person_id FROM ({state})) AND p.gone = "
                    "(SELECT min(q.gone) FROM pairs q WHERE q.stays = p.stays "
                    f"AND q.gone IN (SELECT person_id FROM ({state})))",
                )
                self._rewrite(
                    person,
                    f"SELECT s.* REPLACE (true AS voided) FROM ({state}) s "
                    "JOIN pairs p ON s.person_id = p.gone",
                )
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
            tables[declared.name] = self._build(self._of(declared.name), new)
        if self._base:  # a table that is no longer declared keeps its rows
            for name in self._base.tables:
                if name not in tables:
                    (new / name).mkdir()
                    tables[name] = self._carry(self._base.holding(name), new)
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

    def _of(self, name: str) -> _Work:
        if name not in self._work:
            base = self._base.holding(name) if self._base and self._base.has(name) else None
            self._work[name] = _Work(self._registry[name], base)
        return self._work[name]

    def _rewrite(self, declared: Table, select: str) -> int:
        """Land rows made from rows of the draft itself; the select runs before anything changes."""
        held = self._stage(declared, select, many=False)
        landed = self._land(self._of(declared.name), f"SELECT * FROM {files(held.files)}", False, False, ())
        return landed.replaced + landed.loaded

    # How rows land

    def _land(self, work: _Work, select: str, many: bool, fresh: bool, stamped: Collection[str]) -> Landed:
        layer = self._stage(work.table, select, many)
        layer, twice = self._check(work.table, layer, many)
        if fresh or not work.holds_rows:
            work.unchecked = work.unchecked or (fresh and work.holds_rows)
            if layer.rows:
                work.layers.append(layer)
            return Landed(layer.rows, 0, twice)
        same, replaced = self._meet(work, layer, stamped)
        if same:
            layer = self._stage(
                work.table,
                f'SELECT * FROM {files(layer.files)} WHERE "{work.table.key}" NOT IN '
                "(SELECT id FROM met WHERE same)",
                many,
            )
        if layer.rows:
            work.layers.append(layer)
        if replaced:
            self._connection.execute(
                "INSERT INTO gone SELECT ?, ?, id, month FROM met WHERE NOT same",
                [work.table.name, len(work.layers)],
            )
        self._connection.execute("DROP TABLE met")
        return Landed(layer.rows - replaced, replaced, same + twice)

    def _stage(self, table: Table, select: str, many: bool) -> _Layer:
        """Write rows down beside, by month when there are many."""
        self._staged += 1
        where = self._folder / "staged" / str(self._staged)
        if many and table.happens:
            self._connection.execute(
                f"COPY (SELECT *, {month_of(table)} AS month_ FROM ({select})) TO {text(where)} "
                "(FORMAT parquet, COMPRESSION snappy, PARTITION_BY (month_))"
            )
            by_month: dict[str | None, list[Path]] = {}
            for folder in sorted(where.iterdir()) if where.exists() else []:
                month = folder.name.partition("=")[2]
                by_month["" if month.startswith("__") else month] = sorted(folder.iterdir())
            months = {
                month or "": sum(writing.rows_in(self._connection, [path]) for path in paths)
                for month, paths in by_month.items()
            }
            return _Layer(by_month, months)
        path = where.with_suffix(".parquet")
        self._connection.execute(f"COPY ({select}) TO {text(path)} (FORMAT parquet, COMPRESSION snappy)")
        return _Layer({None: [path]}, writing.months_in(self._connection, table, [path]))

    def _check(self, table: Table, layer: _Layer, many: bool) -> tuple[_Layer, int]:
        """Refuse blanks, numbers that are none and contradictions; answers the layer with no row twice."""
        if not layer.rows:
            return layer, 0
        source = files(layer.files)
        required = [column for column in table.columns if column.required or column.name == table.key]
        numbers = [column for column in table.columns if column.type is Type.NUMBER]
        asked = [f'count(*) - count("{column.name}")' for column in required]
        asked += [f'count_if(NOT isfinite("{column.name}"))' for column in numbers]
        asked += [f'count(DISTINCT hash("{table.key}"))', f"count_if(\"{table.key}\" = '')"]
        found = [
            int(n) for n in self._connection.execute(f"SELECT {', '.join(asked)} FROM {source}").fetchall()[0]
        ]
        for column, blanks in zip(required, found, strict=False):
            if blanks:
                raise Refused(
                    f'"{column.name}" of "{table.name}" is required and is blank in {blanks} of '
                    f"{layer.rows} rows. Fill it in or leave those rows out."
                )
        for column, odd in zip(numbers, found[len(required) :], strict=False):
            if odd:
                raise Refused(
                    f'"{column.name}" of "{table.name}" is not a number in {odd} of '
                    f"{layer.rows} rows. Leave it blank."
                )
        distinct, empty = found[-2:]
        if empty:
            raise Refused(
                f'"{table.key}" of "{table.name}" is empty in {empty} rows. Give each record an id.'
            )
        # As many hashes as rows proves that no id comes twice; fewer may be chance and is looked at closely.
        return (layer, 0) if distinct == layer.rows else self._without_repeats(table, layer, many)

    def _without_repeats(self, table: Table, layer: _Layer, many: bool) -> tuple[_Layer, int]:
        once = self._stage(table, f"SELECT DISTINCT * FROM {files(layer.files)}", many)
        twice = self._connection.execute(
            f'SELECT "{table.key}", count(*) FROM {files(once.files)} '
            "GROUP BY 1 HAVING count(*) > 1 ORDER BY 1 LIMIT 1"
        ).fetchone()
        if twice is not None:
            raise Refused(
                f'The record id "{twice[0]}" comes {twice[1]} times for "{table.name}" '
                "with different content. Keep one of them."
            )
        return once, layer.rows - once.rows

    def _meet(self, work: _Work, layer: _Layer, stamped: Collection[str]) -> tuple[int, int]:
        """Make the table `met` (id, month, same) of arriving rows whose id is known; count same and other."""
        key = work.table.key
        compared = [name for name in work.table.column_names if name != key and name not in stamped]
        same = " AND ".join(f'o."{name}" IS NOT DISTINCT FROM n."{name}"' for name in compared) or "true"
        self._connection.execute(
            f'CREATE TEMP TABLE met AS SELECT n."{key}" AS id, o.month_ AS month, {same} AS same '
            f"FROM (SELECT *, {month_of(work.table)} AS month_ FROM ({self._state(work.table)})) o "
            f'JOIN {files(layer.files)} n ON o."{key}" = n."{key}"'
        )
        found = self._connection.execute("SELECT count_if(same), count_if(NOT same) FROM met").fetchall()[0]
        return int(found[0]), int(found[1])

    def _state(self, declared: Table, months: Collection[str] | None = None) -> str:
        """SELECT of the rows as they stand in the draft, of some months only when `months` is given."""
        work = self._of(declared.name)
        selects: list[str] = []
        if work.base and self._base:
            held = [
                part
                for part in work.base.parts
                if months is None or not part.rows or set(part.months) & set(months)
            ]
            selects.append(self._living(work, 0, select_parts(declared, self._base.path, held)))
        for number, layer in enumerate(work.layers, start=1):
            paths = layer.files if months is None else layer.among(months)
            if paths:
                selects.append(self._living(work, number, f"SELECT * FROM {files(paths)}"))
        union = " UNION ALL ".join(selects) or select_parts(declared, self._folder, [])
        if months is None:
            return union
        return f"SELECT * FROM ({union}) WHERE {writing.among_months(declared, sorted(months))}"

    def _living(self, work: _Work, number: int, select: str) -> str:
        """The rows of one layer that no later layer has replaced."""
        gone = f"FROM gone WHERE tbl = {text(work.table.name)} AND layer > {number}"
        if not self._connection.execute(f"SELECT 1 {gone} LIMIT 1").fetchall():
            return select
        return f'SELECT * FROM ({select}) WHERE "{work.table.key}" NOT IN (SELECT id {gone})'

    # How parts are built

    def _build(self, work: _Work, new: Path) -> Holding:
        if not work.layers:
            return self._carry(work.base, new) if work.base else self._empty(work.table, new)
        base_rows, base_bytes = (work.base.rows, work.base.bytes) if work.base else (0, 0)
        size = base_bytes + sum(layer.bytes for layer in work.layers)
        rows = base_rows + sum(layer.rows for layer in work.layers)
        if size <= writing.WHOLE_UP_TO or not work.table.happens:
            holding = self._write(work.table, self._state(work.table), new, "part-all.parquet")
        else:
            holding = self._by_month(work, new, size / rows)
        if work.unchecked:
            self._check_fresh(work.table, [new / part.file for part in holding.parts])
        return holding

    def _by_month(self, work: _Work, new: Path, bytes_per_row: float) -> Holding:
        """Write the months that changed and carry the parts that did not."""
        counts = {month.month: month.rows for month in work.base.months} if work.base else {}
        touched = {month for layer in work.layers for month in layer.months} | self._gone_months(work.table)
        for layer in work.layers:
            for month, rows in layer.months.items():
                counts[month] = counts.get(month, 0) + rows
        months: list[Month] = []
        parts: list[Part] = []
        for group in writing.groups(counts, bytes_per_row):
            held = self._untouched(work.base, group, touched)
            if held is None:
                state = self._state(work.table, group)
                held = self._write(work.table, state, new, writing.name_of(group))
            else:
                held = self._carry(held, new)
            if held.rows:
                months += held.months
                parts += held.parts
        return Holding(tuple(sorted(months, key=lambda each: each.month)), tuple(parts))

    @staticmethod
    def _untouched(base: Holding | None, group: Sequence[str], touched: set[str]) -> Holding | None:
        """What the old snapshot holds of exactly these months, when nothing was put into them."""
        if base is None or set(group) & touched:
            return None
        parts = tuple(part for part in base.parts if part.months == tuple(group))
        months = tuple(month for month in base.months if month.month in group)
        if sum(part.rows for part in parts) != sum(month.rows for month in months):
            return None
        return Holding(months, parts)

    def _gone_months(self, table: Table) -> set[str]:
        found = self._connection.execute(
            "SELECT DISTINCT month FROM gone WHERE tbl = ?", [table.name]
        ).fetchall()
        return {str(row[0]) for row in found}

    def _write(self, table: Table, select: str, new: Path, name: str) -> Holding:
        path = new / table.name / name
        writing.write_sorted(self._connection, table, select, path)
        rows = writing.rows_in(self._connection, [path])
        pieces = writing.cut(self._connection, path, rows)
        months, parts = writing.describe(self._connection, table, new, pieces)
        return Holding(tuple(months), tuple(parts))

    def _empty(self, table: Table, new: Path) -> Holding:
        import pyarrow.parquet as pq

        path = new / table.name / "part-all.parquet"
        pq.write_table(arrow_schema(table).empty_table(), path, compression="zstd")
        months, parts = writing.describe(self._connection, table, new, [path])
        return Holding(tuple(months), tuple(parts))

    def _carry(self, holding: Holding, new: Path) -> Holding:
        if self._base is None:
            raise Refused("There is no earlier snapshot to carry records from.")
        for part in holding.parts:
            link_or_copy(self._base.path / part.file, new / part.file)
        return holding

    def _check_fresh(self, table: Table, paths: Sequence[Path]) -> None:
        key = f'"{table.key}"'
        source = files(paths)
        rows, ids = self._connection.execute(
            f"SELECT count(*), count(DISTINCT hash({key})) FROM {source}"
        ).fetchall()[0]
        if rows == ids:
            return
        twice = self._connection.execute(
            f"SELECT {key} FROM {source} GROUP BY 1 HAVING count(*) > 1 ORDER BY 1 LIMIT 1"
        ).fetchone()
        if twice is not None:
            raise Refused(
                f'Rows of "{table.name}" were put as fresh, but the record id "{twice[0]}" '
                "is in the store already. Put them without `fresh`."
            )


def discard(folder: Path) -> None:
    """Remove what a draft left behind."""
    shutil.rmtree(folder, ignore_errors=True)
