"""DuckDB with bounded memory and no extensions, and the SQL that reads parts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from goldthread.facts.manifest import Part
from goldthread.facts.schema import DUCK_TYPES, additive, projection
from goldthread.measures.tables import Table

if TYPE_CHECKING:
    import duckdb


def text(value: str | Path) -> str:
    """A text or a path as an SQL literal."""
    return "'" + str(value).replace("'", "''") + "'"


def files(paths: Sequence[str | Path], *, union_by_name: bool = False) -> str:
    """SQL that reads exactly these Parquet files, in order."""
    by_name = ", union_by_name=true" if union_by_name else ""
    return f"read_parquet([{', '.join(text(path) for path in paths)}], hive_partitioning=false{by_name})"


def bare(
    spill: Path | None = None, *, threads: int | None = None, memory: str = "2GB"
) -> duckdb.DuckDBPyConnection:
    """A connection in memory with bounded memory that spills into `spill` and fetches no extension."""
    import duckdb

    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory,
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    if threads is not None:
        settings["threads"] = str(threads)
    if spill is not None:
        settings["temp_directory"] = str(spill)
    return duckdb.connect(config=settings)


def numbered(paths: Sequence[str | Path], columns: str, numbers: Sequence[int] | None = None) -> str:
    """SELECT of `columns` with the place of each row: `_part`, a number for each file, and `_row` in it."""
    part = "file_index" if len(paths) > 1 else "0"
    if numbers is not None and list(numbers) != list(range(len(paths))):
        part = f"[{', '.join(map(str, numbers))}][CAST(file_index AS BIGINT) + 1]"
    listed = files(paths).removesuffix(")") + ", file_row_number=true)"
    return f"SELECT {columns}, CAST({part} AS INTEGER) AS _part, file_row_number AS _row FROM {listed}"


def select_parts(table: Table, folder: Path, parts: Sequence[Part], *, places: bool = False) -> str:
    """SELECT of a table's declared columns; parts kept before a column was declared give it as null.

    With `places`, also `_part` and `_row`: which of the parts holds a row, and where in its file it lies.
    """
    alike: dict[tuple[tuple[str, str], ...], list[int]] = {}
    for number, part in enumerate(parts):
        kept = {c: t for c, t in part.columns.items() if table.has(c)}
        if part.rows:
            additive(table, kept)
        else:  # an empty part binds nothing
            kept = {c: t for c, t in kept.items() if t == DUCK_TYPES[table.spec(c).type]}
        alike.setdefault(tuple(sorted(kept.items())), []).append(number)
    if not alike:
        nowhere = ", CAST(NULL AS INTEGER) AS _part, CAST(NULL AS BIGINT) AS _row" if places else ""
        return f"SELECT {projection(table, ())}{nowhere} WHERE false"
    selects = []
    for kept_columns, numbers in alike.items():
        columns, paths = projection(table, dict(kept_columns)), [folder / parts[n].file for n in numbers]
        selects.append(
            numbered(paths, columns, numbers) if places else f"SELECT {columns} FROM {files(paths)}"
        )
    return " UNION ALL ".join(selects)


def shut(connection: duckdb.DuckDBPyConnection, allowed: Sequence[str], writable: Path | None = None) -> None:
    """Turn outside access off for good, sparing the files `allowed` and the folder `writable`."""
    if allowed:
        connection.execute(f"SET allowed_paths = [{', '.join(text(path) for path in allowed)}]")
    if writable is not None:
        connection.execute(f"SET allowed_directories = [{text(writable)}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
