"""Small worlds: rows of fact tables written as short dictionaries, put into a store and worked out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from goldthread.catalogue.tables import TABLES
from goldthread.contracts.terms import Terms
from goldthread.facts.connection import reader
from goldthread.facts.derive import derived
from goldthread.facts.schema import arrow_type
from goldthread.facts.store import Store

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


def merged(worlds: Mapping[str, Mapping[str, Rows]]) -> dict[str, list[dict[str, Any]]]:
    """Many small worlds as one: every key is put behind the name of its world, so that none meets another."""
    whole: dict[str, list[dict[str, Any]]] = {}
    for name, world in worlds.items():
        for table, rows in world.items():
            declared = TABLES[table]
            keys = {declared.key, "record_id"} | {c.name for c in declared.columns if c.refers_to}
            for n, row in enumerate(rows, start=1):
                full = {declared.key: f"{table}-{n}"} | dict(row)
                if declared.relation("person") and "person_id" not in full:
                    full["person_id"] = "P"
                for key in keys & full.keys():
                    if full[key] is not None:
                        full[key] = f"{name}|{full[key]}"
                whole.setdefault(table, []).append(full)
    return whole


def apart(connection: Any, table: str, order: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of a derived table by the world they belong to, without the name in front of each key."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in asked(connection, f"SELECT * FROM {table} ORDER BY {order}"):
        name = next(str(v).split("|")[0] for v in row.values() if isinstance(v, str) and "|" in v)
        plain = {k: v.split("|", 1)[1] if isinstance(v, str) and "|" in v else v for k, v in row.items()}
        found.setdefault(name.rsplit(":", 1)[-1], []).append(plain)
    return found


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
