"""Writing the Parquet parts of a table: sorted, compressed, one part until it grows, then by month.

Two layouts, one meaning: the hash of a table does not depend on how its rows are cut into parts.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from goldthread.facts.disk import hash_file, sync_file
from goldthread.facts.duck import files, text
from goldthread.facts.manifest import Part
from goldthread.facts.rows import Month, hash_rows, month_of, order_by
from goldthread.facts.schema import DUCK_TYPES
from goldthread.measures.tables import Table

if TYPE_CHECKING:
    import duckdb

WHOLE_UP_TO = 64 * 1024 * 1024  # bytes; above it a table is cut by month
SMALLEST = 16 * 1024 * 1024  # bytes; months are joined until a part is worth opening
LARGEST = 256 * 1024 * 1024  # bytes; a part above it is cut again
ROW_GROUP = 128 * 1024  # rows, rounded by DuckDB to whole vectors


def groups(months: Mapping[str, int], bytes_per_row: float) -> list[tuple[str, ...]]:
    """Which months share a part: neighbours until a part is worth opening; rows without a day alone.

    Worked out from the oldest month on, so that new months leave the parts of old ones as they are.
    """
    found: list[tuple[str, ...]] = []
    open_: list[str] = []
    size = 0.0
    for month in sorted(months):
        if month == "":
            found.append(("",))
            continue
        open_.append(month)
        size += months[month] * bytes_per_row
        if size >= SMALLEST:
            found.append(tuple(open_))
            open_, size = [], 0.0
    if open_:
        found.append(tuple(open_))
    return found


def among_months(table: Table, months: Sequence[str]) -> str:
    """SQL condition: the row happened in one of these neighbouring months (a range, so parts can skip)."""
    day = f'"{table.happens}"'
    if list(months) == [""]:
        return f"{day} IS NULL"
    return f"{day} >= DATE '{min(months)}-01' AND {day} < DATE '{max(months)}-01' + INTERVAL 1 MONTH"


def write_sorted(connection: duckdb.DuckDBPyConnection, table: Table, select: str, path: Path) -> None:
    """Write the rows of `select` to `path` in canonical order: zstd, dictionaries for text."""
    connection.execute(
        f"COPY (SELECT * FROM ({select}) ORDER BY {order_by(table)}) TO {text(path)} "
        f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})"
    )


def cut(connection: duckdb.DuckDBPyConnection, path: Path, rows: int) -> list[Path]:
    """Cut a part that is too large into several of the same order; answers the parts that stand instead."""
    size = path.stat().st_size
    pieces = -(-size // LARGEST)
    if pieces < 2:
        return [path]
    step = -(-rows // pieces)
    found: list[Path] = []
    for number in range(pieces):
        piece = path.with_name(f"{path.stem}-{number + 1}.parquet")
        connection.execute(
            f"COPY (SELECT * EXCLUDE (file_row_number) FROM read_parquet([{text(path)}], "
            f"file_row_number=true, hive_partitioning=false) WHERE file_row_number >= {number * step} "
            f"AND file_row_number < {(number + 1) * step} ORDER BY file_row_number) TO {text(piece)} "
            f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})"
        )
        found.append(piece)
    os.unlink(path)
    return found


def describe(
    connection: duckdb.DuckDBPyConnection, table: Table, folder: Path, paths: Sequence[Path]
) -> tuple[list[Month], list[Part]]:
    """Hash rows and bytes of freshly written parts that hold the same months; bring them to disk."""
    columns = {column.name: DUCK_TYPES[column.type] for column in table.columns}
    months = hash_rows(connection, table, files(paths), columns)
    parts: list[Part] = []
    for path in paths:
        sync_file(path)
        parts.append(
            Part(
                file=path.relative_to(folder).as_posix(),
                rows=rows_in(connection, [path]),
                bytes=path.stat().st_size,
                sha256=hash_file(path),
                months=tuple(month.month for month in months),
                columns=columns,
            )
        )
    return months, parts


def rows_in(connection: duckdb.DuckDBPyConnection, paths: Sequence[Path]) -> int:
    """How many rows the files hold, from their footers."""
    found = connection.execute(f"SELECT count(*) FROM {files(paths)}").fetchall()
    return int(found[0][0])


def months_in(connection: duckdb.DuckDBPyConnection, table: Table, paths: Iterable[Path]) -> dict[str, int]:
    """Rows by month of the files."""
    listed = list(paths)
    asked = connection.execute(
        f"SELECT {month_of(table)} AS month, count(*) FROM {files(listed)} GROUP BY ALL ORDER BY ALL"
    )
    return {str(month): int(count) for month, count in asked.fetchall()}


def name_of(months: Sequence[str]) -> str:
    """The file name of a part by month."""
    if list(months) == [""]:
        return "part-none.parquet"
    if len(months) == 1:
        return f"part-{months[0]}.parquet"
    return f"part-{months[0]}-to-{months[-1]}.parquet"
