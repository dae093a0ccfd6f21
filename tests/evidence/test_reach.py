"""How far we look: to the day a sender declares, else to the last thing that happened."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from evidence.few_records import AT, support
from goldthread.evidence.inquiry import opened
from goldthread.facts.store import Store


def made(path: Path, rows: list[dict[str, object]], cut_offs: dict[str, date]) -> Path:
    store = Store.open(path, create=True)
    with store.writing(at=AT, by="test") as draft:
        people = sorted({str(row["person_id"]) for row in rows})
        draft.put("person", pa.table({"person_id": people, "organisation": ["Example Homes"] * len(people)}))
        full = [{"organisation": "Example Homes", **row} for row in rows]
        draft.put("support", pa.table({name: [row.get(name) for row in full] for name in full[0]}))
        for source, day in cut_offs.items():
            draft.cut_off(source=source, day=day)
        draft.commit()
    return path


@pytest.mark.parametrize(
    ("ended", "cut_offs", "expected"),
    [
        ("2026-05-04", {}, date(2026, 5, 4)),
        (None, {}, date(2026, 2, 1)),
        ("2031-01-01", {}, date(2026, 2, 1)),  # a day to come is no word on how far the records reach
        ("2026-05-04", {"one": date(2026, 9, 30)}, date(2026, 9, 30)),
        ("2026-05-04", {"one": date(2026, 9, 30), "two": date(2026, 6, 30)}, date(2026, 6, 30)),
    ],
)
def test_how_far_the_records_reach(
    tmp_path: Path, ended: str | None, cut_offs: dict[str, date], expected: date
) -> None:
    rows = [support(1, "2026-01-05", ended), support(2, "2026-02-01")]
    with opened(made(tmp_path / "store", rows, cut_offs)) as inquiry:
        assert inquiry.as_of == expected
