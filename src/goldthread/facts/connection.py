"""DuckDB over a snapshot with the outside shut: no network, no extensions, no file but the snapshot's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from goldthread.facts.duck import bare, files, numbered, select_parts, shut
from goldthread.facts.schema import declared
from goldthread.facts.snapshot import Snapshot
from goldthread.measures.tables import Registry, Table

if TYPE_CHECKING:
    import duckdb


def reader(
    snapshot: Snapshot,
    derived: Mapping[str, Sequence[str]] | None = None,
    *,
    registry: Registry | None = None,
    tables: Sequence[str] | None = None,
    shown: Sequence[str] | None = None,
    threads: int | None = None,
    memory: str = "2GB",
    writable: Path | None = None,
    places: bool = False,
) -> duckdb.DuckDBPyConnection:
    """A connection with a view for every table of a snapshot, and of `derived` ({table: Parquet files}).

    `<table>` leaves voided rows out, `<table>_all` has them. A column declared since the snapshot was made
    reads as null. `tables` limits the views to what a question needs; with `shown` only these have views yet,
    and `show` adds others. Outside access is off: only the snapshot's and the derived files can be read, and
    written only what lies under `writable`. With `places` every view says where each row lies: `_part`, the
    number of its file, and `_row` in that file, and joins keep the order of the rows on their left.
    """
    known = registry if registry is not None else declared()
    connection = bare(snapshot.spill, threads=threads, memory=memory)
    wanted = sorted(known) if tables is None else list(tables)
    for name in wanted if shown is None else shown:
        show(connection, snapshot, known[name], derived, places=places)
    if places:
        connection.execute("SET disabled_optimizers = 'build_side_probe_side'")
    shut(connection, [path for name in wanted for path in _paths(snapshot, name, derived)], writable)
    return connection


def _paths(snapshot: Snapshot, name: str, derived: Mapping[str, Sequence[str]] | None) -> list[str]:
    if derived is not None and name in derived:
        return [str(path) for path in derived[name]]
    return snapshot.paths(name) if snapshot.has(name) else []


def show(
    connection: duckdb.DuckDBPyConnection,
    snapshot: Snapshot,
    table: Table,
    derived: Mapping[str, Sequence[str]] | None = None,
    *,
    places: bool = False,
) -> None:
    """Make the two views of one table, as `reader` says; none of a derived table that is not in `derived`."""
    name = table.name
    columns = list(table.column_names)
    if derived is not None and name in derived:
        paths = _paths(snapshot, name, derived)
        every = numbered(paths, "* EXCLUDE (file_row_number)") if places else f"SELECT * FROM {files(paths)}"
        connection.execute(f'CREATE VIEW "{name}_all" AS {every}')
        columns = [row[0] for row in connection.execute(f'DESCRIBE "{name}_all"').fetchall()]
    elif snapshot.has(name):
        select = select_parts(table, snapshot.path, snapshot.holding(name).parts, places=places)
        connection.execute(f'CREATE VIEW "{name}_all" AS {select}')
    elif not table.derived:  # declared since: no rows yet
        none = select_parts(table, snapshot.path, [], places=places)
        connection.execute(f'CREATE VIEW "{name}_all" AS {none}')
    else:
        return
    living = " WHERE voided IS NOT TRUE" if "voided" in columns else ""
    connection.execute(f'CREATE VIEW "{name}" AS SELECT * FROM "{name}_all"{living}')
