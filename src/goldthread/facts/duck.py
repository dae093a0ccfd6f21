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


def select_parts(table: Table, folder: Path, parts: Sequence[Part]) -> str:
    """SELECT of a table's declared columns; parts kept before a column was declared give it as null."""
    alike: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for part in parts:
        kept = {c: t for c, t in part.columns.items() if table.has(c)}
        if part.rows:
            additive(table, kept)
        else:  # an empty part binds nothing
            kept = {c: t for c, t in kept.items() if t == DUCK_TYPES[table.spec(c).type]}
        alike.setdefault(tuple(sorted(kept.items())), []).append(str(folder / part.file))
    if not alike:
        return f"SELECT {projection(table, ())} WHERE false"
    return " UNION ALL ".join(
        f"SELECT {projection(table, dict(kept))} FROM {files(paths)}" for kept, paths in alike.items()
    )


def shut(connection: duckdb.DuckDBPyConnection, allowed: Sequence[str], writable: Path | None = None) -> None:
    """Turn outside access off for good, sparing the files `allowed` and the folder `writable`."""
    if allowed:
        connection.execute(f"SET allowed_paths = [{', '.join(text(path) for path in allowed)}]")
    if writable is not None:
        connection.execute(f"SET allowed_directories = [{text(writable)}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
