"""One record: read back with its source, and what it said in each kept snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from goldthread.facts.connection import reader
from goldthread.facts.schema import declared
from goldthread.facts.snapshot import Snapshot
from goldthread.measures.tables import Registry


def read_back(
    snapshot: Snapshot,
    table: str,
    record_id: str,
    registry: Registry | None = None,
    *,
    near: Mapping[str, Any] | None = None,
) -> dict[str, Any] | None:
    """One record as {column: value}, source and voided included; None when it is not there.

    `near` says what is known of it already ({"service": ..., "happened_on": ...}): rows of one service lie
    together, so a large table is then read in part only.
    """
    tables = registry if registry is not None else declared()
    declared_table = tables[table]
    with reader(snapshot, registry=tables, tables=[table]) as connection:
        known = {declared_table.spec(name).name: value for name, value in (near or {}).items()}
        known = {name: value for name, value in known.items() if value is not None}
        where = " AND ".join(f'"{name}" = ?' for name in (declared_table.key, *known))
        asked = connection.execute(f'SELECT * FROM "{table}_all" WHERE {where}', [record_id, *known.values()])
        names = [column[0] for column in asked.description]
        found = asked.fetchall()
    return dict(zip(names, found[0], strict=True)) if found else None


@dataclass(frozen=True)
class Version:
    """What a record said from one snapshot on. `record` is None where it was not (or no longer) there."""

    snapshot: str
    made_at: datetime
    made_by: str
    record: dict[str, Any] | None


def history(
    snapshots: Iterable[Snapshot], table: str, record_id: str, registry: Registry | None = None
) -> list[Version]:
    """Each different state of a record over `snapshots`: oldest first, each pinned for its turn."""
    found: list[Version] = []
    for snapshot in snapshots:
        record = read_back(snapshot, table, record_id, registry) if snapshot.has(table) else None
        if record != (found[-1].record if found else None):
            found.append(Version(snapshot.identity, snapshot.made_at, snapshot.manifest.made_by, record))
    return found
