"""Rows put into a draft, kept as layers of files beside the old snapshot until they are built into parts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from goldthread.facts.duck import files, select_parts, text
from goldthread.facts.manifest import Holding
from goldthread.facts.parts import among_months, months_in, rows_in
from goldthread.facts.rows import month_of
from goldthread.measures.tables import Table

if TYPE_CHECKING:
    import duckdb

# Above this many rows a put is laid down by month, so that each part is later sorted in memory by itself.
MANY = 500_000


@dataclass
class Layer:
    """Rows of one put: the files of each month ("" without a day), or of all months together under None."""

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
class Stack:
    """One table of a draft: what the old snapshot holds in `root`, and the layers put on top."""

    table: Table
    base: Holding | None
    root: Path
    layers: list[Layer] = field(default_factory=list)
    unchecked: bool = False  # rows put as fresh onto others: their record ids are checked at the end

    @property
    def holds_rows(self) -> bool:
        return bool(self.base and self.base.rows) or bool(self.layers)

    @property
    def rows(self) -> int:
        """Rows of all layers; a replaced row counts twice."""
        return (self.base.rows if self.base else 0) + sum(layer.rows for layer in self.layers)

    @property
    def bytes(self) -> int:
        return (self.base.bytes if self.base else 0) + sum(layer.bytes for layer in self.layers)

    def months(self) -> dict[str, int]:
        """Rows of all layers by month."""
        counts = {month.month: month.rows for month in self.base.months} if self.base else {}
        for layer in self.layers:
            for month, rows in layer.months.items():
                counts[month] = counts.get(month, 0) + rows
        return counts


class Ground:
    """Where layers are written and read: a folder and a connection, with the table of what was replaced."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self.connection = connection
        self._folder = folder
        self._staged = 0
        folder.mkdir()
        connection.execute("CREATE TABLE gone (tbl VARCHAR, layer INTEGER, id VARCHAR, month VARCHAR)")

    def stage(self, table: Table, select: str, many: bool) -> Layer:
        """Write the rows of `select` down, by month when there are many."""
        self._staged += 1
        where = self._folder / str(self._staged)
        if not (many and table.happens):
            path = where.with_suffix(".parquet")
            self.connection.execute(f"COPY ({select}) TO {text(path)} (FORMAT parquet, COMPRESSION snappy)")
            return Layer({None: [path]}, months_in(self.connection, table, [path]))
        self.connection.execute(
            f"COPY (SELECT *, coalesce(nullif({month_of(table)}, ''), 'none') AS month_ FROM ({select})) "
            f"TO {text(where)} (FORMAT parquet, COMPRESSION snappy, PARTITION_BY (month_))"
        )
        by_month: dict[str | None, list[Path]] = {}
        months: dict[str, int] = {}
        for folder in sorted(where.iterdir()) if where.exists() else []:
            month = folder.name.partition("=")[2].replace("none", "")
            by_month[month] = sorted(folder.iterdir())
            months[month] = rows_in(self.connection, sorted(folder.iterdir()))
        return Layer(by_month, months)

    def state(self, stack: Stack, months: Collection[str] | None = None) -> str:
        """SELECT of the rows as they stand on top of all layers, of some months only when they are given."""
        selects: list[str] = []
        if stack.base:
            held = [
                p for p in stack.base.parts if months is None or not p.rows or set(p.months) & set(months)
            ]
            selects.append(self._living(stack, 0, select_parts(stack.table, stack.root, held)))
        for number, layer in enumerate(stack.layers, start=1):
            paths = layer.files if months is None else layer.among(months)
            if paths:
                selects.append(self._living(stack, number, f"SELECT * FROM {files(paths)}"))
        union = " UNION ALL ".join(selects) or select_parts(stack.table, stack.root, [])
        if months is None:
            return union
        return f"SELECT * FROM ({union}) WHERE {among_months(stack.table, sorted(months))}"

    def _living(self, stack: Stack, number: int, select: str) -> str:
        """The rows of one layer that no later layer has replaced."""
        gone = f"FROM gone WHERE tbl = {text(stack.table.name)} AND layer > {number}"
        if not self.connection.execute(f"SELECT 1 {gone} LIMIT 1").fetchall():
            return select
        return f'SELECT * FROM ({select}) WHERE "{stack.table.key}" NOT IN (SELECT id {gone})'

    def meet(self, stack: Stack, layer: Layer, stamped: Collection[str]) -> tuple[int, int]:
        """Make the table `met` (id, month, same) of arriving rows whose id is known; count same and other."""
        key = stack.table.key
        compared = [name for name in stack.table.column_names if name != key and name not in stamped]
        same = " AND ".join(f'o."{name}" IS NOT DISTINCT FROM n."{name}"' for name in compared) or "true"
        self.connection.execute(
            f'CREATE OR REPLACE TEMP TABLE met AS SELECT n."{key}" AS id, o.month_ AS month, {same} AS same '
            f"FROM (SELECT *, {month_of(stack.table)} AS month_ FROM ({self.state(stack)})) o "
            f'JOIN {files(layer.files)} n ON o."{key}" = n."{key}"'
        )
        found = self.connection.execute(
            "SELECT count(*) FILTER (same), count(*) FILTER (NOT same) FROM met"
        ).fetchall()[0]
        return int(found[0]), int(found[1])

    def add(self, stack: Stack, layer: Layer, *, replaced: bool) -> None:
        """Put a layer on top; with `replaced`, those of `met` that differ are gone from the layers below."""
        if layer.rows:
            stack.layers.append(layer)
        if replaced:
            self.connection.execute(
                "INSERT INTO gone SELECT ?, ?, id, month FROM met WHERE NOT same",
                [stack.table.name, len(stack.layers)],
            )

    def touched(self, stack: Stack) -> set[str]:
        """The months into which rows came or from which rows went."""
        asked = "SELECT DISTINCT month FROM gone WHERE tbl = ?"
        went = {str(row[0]) for row in self.connection.execute(asked, [stack.table.name]).fetchall()}
        return went | {month for layer in stack.layers for month in layer.months}
