"""Canonical rows and their hash: what makes two snapshots the same, whatever wrote their bytes.

A row is written as its cells that are not blank, in order of column name, then a line feed. A cell is
`name=value;` and a text `name:bytes=value;`, so no value can pass for another. Dates are ISO, instants
are microseconds since 1970, numbers have 17 significant digits, yes and no are 1 and 0.
Rows are hashed month by month of the day on which they happened; within a month they stand by
organisation, service, day and record id (bytes of UTF-8, blanks first), which no two rows share.
A table's hash is over its months, an identity over its tables that hold rows: so an empty table, a column
that nothing fills, the order of import and the layout of the files change nothing. Decision 0020.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from goldthread.measures.tables import Table

if TYPE_CHECKING:
    import duckdb

RULE = "goldthread rows 1"
_EPOCH = datetime(1970, 1, 1)


@dataclass(frozen=True)
class Month:
    """The rows of one calendar month ("2026-07"; "" where the day is blank): how many, and their hash."""

    month: str
    rows: int
    hash: str


def order_by(table: Table) -> str:
    """SQL ORDER BY of canonical rows, also the order inside every part: one service lies together."""
    keys = [name for name in ("organisation", "service") if table.has(name)]
    if table.happens:
        keys.append(table.happens)
    return ", ".join(f'"{name}" NULLS FIRST' for name in [*keys, table.key])


def month_of(table: Table) -> str:
    """SQL for the month of a row as text, "" where it has no day."""
    if not table.happens:
        return "''"
    return f"coalesce(strftime(\"{table.happens}\", '%Y-%m'), '')"


def canonical_sql(columns: Mapping[str, str], filled: Collection[str] = ()) -> str:
    """SQL text of a canonical row from {column: DuckDB type}; `filled` names columns without any blank.

    Knowing what is never blank changes only the speed: such a cell needs no case of its own.
    """
    cells = [
        f'CASE WHEN "{name}" IS NOT NULL THEN concat({_cell_sql(name, columns[name])}) END'
        if name not in filled
        else _cell_sql(name, columns[name])
        for name in sorted(columns)
    ]
    return f"concat({', '.join([*cells, 'chr(10)'])})"


def _cell_sql(name: str, type_: str) -> str:
    quoted = f'"{name}"'
    if type_ == "VARCHAR":
        return f"'{name}:', strlen({quoted}), '=', {quoted}, ';'"
    value = {
        "BOOLEAN": f"CASE {quoted} WHEN true THEN '1' WHEN false THEN '0' END",
        "BIGINT": quoted,
        # Adding nothing turns minus zero into zero.
        "DOUBLE": f"format('{{:.17g}}', {quoted} + 0.0)",
        "DATE": f"strftime({quoted}, '%Y-%m-%d')",
        "TIMESTAMP": f"epoch_us({quoted})",
    }[type_]
    return f"'{name}=', {value}, ';'"


def canonical_text(row: Mapping[str, Any]) -> str:
    """The same canonical row in plain Python: the second reading that the SQL is tested against."""
    cells: list[str] = []
    for name in sorted(row):
        value = row[name]
        if value is None:
            continue
        if isinstance(value, str):
            cells.append(f"{name}:{len(value.encode())}={value};")
        elif isinstance(value, bool):
            cells.append(f"{name}={int(value)};")
        elif isinstance(value, datetime):
            cells.append(f"{name}={(value - _EPOCH) // timedelta(microseconds=1)};")
        elif isinstance(value, date):
            cells.append(f"{name}={value.isoformat()};")
        elif isinstance(value, float):
            cells.append(f"{name}={value + 0.0:.17g};")
        else:
            cells.append(f"{name}={value};")
    return "".join(cells) + "\n"


def hash_rows(
    connection: duckdb.DuckDBPyConnection, table: Table, source: str, columns: Mapping[str, str]
) -> list[Month]:
    """Hash the rows of `source` (SQL that can follow FROM, already in canonical order within each month).

    `columns` are those of the source with their DuckDB types. Reads once, in a stream; months come sorted.
    """
    import numpy as np

    listed = sorted(columns)
    counted = ", ".join(f'count("{name}")' for name in listed)
    total, *counts_ = connection.execute(f"SELECT count(*), {counted} FROM {source}").fetchall()[0]
    present = {name: columns[name] for name, count in zip(listed, counts_, strict=True) if count}
    filled = {name for name, count in zip(listed, counts_, strict=True) if count == total}
    asked = connection.sql(
        f"SELECT {_month_number(table)} AS month, {canonical_sql(present, filled)} AS text FROM {source}"
    )
    hashes: dict[int, Any] = {}
    counts: dict[int, int] = {}
    for batch in _batches(asked):
        months = batch.column(0).to_numpy(zero_copy_only=False)
        if not len(months):
            continue
        _, offsets, letters = batch.column(1).buffers()
        first = batch.column(1).offset
        width = np.int64 if str(batch.column(1).type) == "large_string" else np.int32
        starts = np.frombuffer(offsets, dtype=width)[first : first + len(months) + 1]
        breaks = np.flatnonzero(np.diff(months)) + 1
        seen = memoryview(letters) if letters is not None else memoryview(b"")
        # One service lies together in order of days, so a month's rows come in runs: one update a run.
        for begin, end in zip([0, *breaks.tolist()], [*breaks.tolist(), len(months)], strict=True):
            month = int(months[begin])
            if month not in hashes:
                hashes[month] = hashlib.sha256()
                counts[month] = 0
            hashes[month].update(seen[int(starts[begin]) : int(starts[end])])
            counts[month] += end - begin
    return [
        Month(_month_text(number), counts[number], hashes[number].hexdigest()) for number in sorted(hashes)
    ]


def _batches(asked: duckdb.DuckDBPyRelation) -> Iterable[Any]:
    # DuckDB 2 renamed the call and warns of the old one.
    reader = asked.to_arrow_reader if hasattr(asked, "to_arrow_reader") else asked.fetch_record_batch
    return reader(65_536)  # type: ignore[no-any-return]


def _month_number(table: Table) -> str:
    if not table.happens:
        return "CAST(-1 AS INTEGER)"
    day = f'"{table.happens}"'
    return f"CAST(coalesce(year({day}) * 12 + month({day}) - 1, -1) AS INTEGER)"


def _month_text(number: int) -> str:
    return "" if number < 0 else f"{number // 12:04d}-{number % 12 + 1:02d}"


def hash_months(table: str, months: Iterable[Month]) -> str:
    """The hash of a table from its months."""
    said = hashlib.sha256(f"{RULE}\n{table}\n".encode())
    for month in sorted(months, key=lambda each: each.month):
        said.update(f"{month.month} {month.rows} {month.hash}\n".encode())
    return said.hexdigest()


def identity_of(tables: Mapping[str, Sequence[Month]], cut_offs: Mapping[str, date]) -> str:
    """The identity of a snapshot: every table that holds rows, and how far each source reaches.

    The cut-offs belong to it, because the same rows up to another day answer "not yet" differently.
    """
    said = hashlib.sha256(f"{RULE}\n".encode())
    for name in sorted(tables):
        if tables[name]:
            said.update(f"{name} {hash_months(name, tables[name])}\n".encode())
    for source in sorted(cut_offs):
        said.update(f"cut off {len(source.encode())}:{source} {cut_offs[source].isoformat()}\n".encode())
    return said.hexdigest()
