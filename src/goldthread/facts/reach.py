"""How far the records of a snapshot reach, where no sender said so.

A sender's own word (cut_off) is better: records that stop early look like spells that go on. Without one, the
records reach to the last day on which something about a person happened, ended or was confirmed, and never
beyond the day on which the snapshot was made.
"""

from __future__ import annotations

from datetime import date

from goldthread.facts.connection import reader
from goldthread.facts.snapshot import Snapshot
from goldthread.measures.tables import Registry, Table, Type

TELLING = ("ended_on", "last_confirmed_on", "closed_on", "completed_on")


def reach(snapshot: Snapshot, registry: Registry) -> date:
    """The declared cut-off of the snapshot, else the last day that its records about people tell of."""
    if snapshot.cut_off is not None:
        return snapshot.cut_off
    made = snapshot.made_at.date()
    told = {table.name: _telling(table) for table in registry.values() if _about_people(table)}
    asked = [
        f'SELECT MAX("{column}") AS day FROM "{name}" WHERE "{column}" <= ?'
        for name, columns in told.items()
        if snapshot.has(name) and snapshot.rows(name)
        for column in columns
    ]
    if not asked:
        return made
    with reader(snapshot, registry=registry, tables=list(told)) as connection:
        sql = f"SELECT MAX(day) FROM ({' UNION ALL '.join(asked)}) days"
        found = connection.execute(sql, [made] * len(asked)).fetchone()
    return found[0] if found and found[0] is not None else made


def _about_people(table: Table) -> bool:
    return not table.derived and table.has("person_id") and table.happens is not None


def _telling(table: Table) -> list[str]:
    named = [table.happens, *TELLING]
    return [name for name in named if name and table.has(name) and table.spec(name).type is Type.DATE]
