"""Small stores made by the tests: two services, a handful of people, every grain of question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from goldthread.facts.store import Store

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
CUT_OFF = date(2026, 9, 30)


def store_of(path: Path, rows: Mapping[str, Sequence[Mapping[str, Any]]], cut_off: date = CUT_OFF) -> Store:
    """A store of these rows; the organisation is filled in, and people who are only named are made."""
    store = Store.open(path, create=True)
    people = {row["person_id"] for many in rows.values() for row in many if row.get("person_id")}
    told = {"person": [{"person_id": person} for person in sorted(people)], **rows}
    with store.writing(at=AT, by="test") as draft:
        for table, many in told.items():
            if many:
                full = [{"organisation": "Example Homes", **row} for row in many]
                names = list(dict.fromkeys(name for row in full for name in row))
                columns = {name: [row.get(name) for row in full] for name in names}
                draft.put(table, pa.table(columns))
        draft.cut_off(source="test", day=cut_off)
        draft.commit()
    return store


def support(number: int, start: str, end: str | None = None, **columns: Any) -> dict[str, Any]:
    """One support; every second one is of service North."""
    return {
        "support_id": f"s{number:03}",
        "person_id": f"p{number:03}",
        "service": "North" if number % 2 else "South",
        "started_on": date.fromisoformat(start),
        "ended_on": date.fromisoformat(end) if end else None,
        **columns,
    }
