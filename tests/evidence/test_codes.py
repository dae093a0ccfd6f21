"""Kept texts are codes of a list, and the same texts when they are read, however long the list is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from evidence.few_records import store_of, support
from goldthread.catalogue.cuts import cuts
from goldthread.catalogue.tables import supports
from goldthread.evidence.asking import kept, rows_of
from goldthread.evidence.basis import MOST_CODES
from goldthread.evidence.inquiry import opened
from goldthread.measures.questions import Count

ALL = Count(
    code="test.all",
    asks="?",
    each=supports,
    dated=supports.started_on,
    cuts=cuts(supports, supports.started_on, "service", "gender", "age_band"),
)


@pytest.mark.parametrize("services", [1, 3, MOST_CODES, MOST_CODES + 1])
def test_cuts_read_back_as_they_are_recorded(tmp_path: Path, services: int) -> None:
    number = MOST_CODES + 40
    rows = [
        support(n, "2026-05-01", service=f"Home's {n % services}" if n % 7 else None) for n in range(number)
    ]
    genders = ["1", "2", None, "o'ther"]
    people = [
        {
            "person_id": f"p{n:03}",
            "gender": genders[n % 4],
            "birth_month": date(1930 + n % 80, 1 + n % 12, 1) if n % 5 else None,
        }
        for n in range(number - 1)  # the last support is of nobody that is known
    ]
    store = store_of(tmp_path / "store", {"support": rows, "person": people}).path
    with opened(store) as inquiry, duckdb.connect() as reading:
        (path,) = kept(inquiry.basis, ALL, ())
        asked = f"SELECT record_id, c_service, c_gender, c_age_band FROM {rows_of([path])} ORDER BY 1"
        found = reading.execute(asked).fetchall()
    assert [row[:2] for row in found] == [(row["support_id"], row["service"]) for row in rows]
    assert [row[2] for row in found] == [*(one["gender"] for one in people), None]
    by_age = {row[0]: row[3] for row in found}
    assert by_age["s005"] is None
    assert by_age["s001"] == "66 and over"  # born in February 1931
    assert by_age["s079"] == "16-35"  # born in August 2009
    assert len(set(by_age.values())) == 5


def test_a_table_is_laid_again_when_another_column_is_needed(tmp_path: Path) -> None:
    rows = [support(n, "2026-05-01") for n in range(4)]
    people = [{"person_id": f"p{n:03}", "gender": str(n)} for n in range(4)]
    store = store_of(tmp_path / "store", {"support": rows, "person": people}).path
    fewer = Count(
        code="test.fewer",
        asks="?",
        each=supports,
        dated=supports.started_on,
        cuts=cuts(supports, supports.started_on, "gender"),
    )
    with opened(store) as inquiry, duckdb.connect() as reading:
        for question in (fewer, ALL, fewer):
            for path in kept(inquiry.basis, question, ()):
                asked = f"SELECT c_gender FROM {rows_of([path])} ORDER BY record_id"
                assert reading.execute(asked).fetchall() == [("0",), ("1",), ("2",), ("3",)]
