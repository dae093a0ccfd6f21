"""Small worlds: rows of fact tables written as short dictionaries, put into a store and worked out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from goldthread.catalogue.tables import TABLES
from goldthread.facts.connection import reader
from goldthread.facts.derive import derived
from goldthread.facts.schema import arrow_type
from goldthread.facts.store import Store
from goldthread.facts.terms import Terms

Rows = Sequence[Mapping[str, Any]]
WRITTEN_AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def rows_of(table: str, rows: Rows) -> pa.Table:
    """An Arrow table of the declaration's columns; organisation and person have a default."""
    declared = TABLES[table]
    filled = []
    for n, row in enumerate(rows, start=1):
        full: dict[str, Any] = dict.fromkeys(declared.column_names)
        full["organisation"] = "Org"
        full[declared.key] = f"{table}-{n}"
        if declared.has("person_id") and table != "person":
            full["person_id"] = "P"
        for name, value in row.items():
            declared.spec(name)
            full[name] = value
        filled.append(full)
    return pa.table(
        {
            column.name: pa.array([row[column.name] for row in filled], arrow_type(column.type))
            for column in declared.columns
        }
    )


def put(path: Path, world: Mapping[str, Rows], cut_off: date | None) -> Store:
    """A store that holds this world."""
    store = Store.open(path, create=True)
    with store.writing(at=WRITTEN_AT, by="test") as draft:
        for table, rows in world.items():
            if rows:
                draft.put(table, rows_of(table, rows))
        if cut_off is not None:
            draft.cut_off(source="test", day=cut_off)
        draft.commit()
    return store


@contextmanager
def worked_out(path: Path, world: Mapping[str, Rows], terms: Terms, cut_off: date | None) -> Iterator[Any]:
    """A connection with a view for each record table and each derived table of this world."""
    store = put(path, world, cut_off)
    with store.pinned() as snapshot:
        found = derived(store, snapshot, terms)
        with reader(snapshot, found.paths) as connection:
            yield connection


def asked(connection: Any, sql: str) -> list[dict[str, Any]]:
    """Rows of a query as dictionaries."""
    answer = connection.execute(sql)
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
