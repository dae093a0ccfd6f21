"""Questions of one table asked in one reading say what each says when it is asked by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from evidence.few_records import store_of, support
from goldthread.catalogue import CATALOGUE
from goldthread.catalogue.tables import referrals, supports
from goldthread.evidence.asking import keep_together, kept, rows_of
from goldthread.evidence.inquiry import Inquiry, opened
from goldthread.evidence.lean import lean
from goldthread.kernel.periods import month
from goldthread.kernel.refusals import Refused
from goldthread.measures.questions import Count, Question
from goldthread.measures.sql import together
from goldthread.measures.words import as_of, days, days_between, surely

MONTHS = [month(2026, number) for number in (4, 5, 6)]
ALL = Count(code="test.all", asks="?", each=supports, dated=supports.started_on)
NORTH = replace(ALL, code="test.north", pool=surely(supports.service == "North"))
FAR = replace(
    ALL,
    code="test.far",
    dated=supports.started_on + days(days_between(as_of - days(1), as_of) * 5_000_000_000),
)


def _store(folder: Path) -> Path:
    supported = [support(n, f"2026-05-{n + 1:02}", referral_id=f"r{n:03}") for n in range(20)]
    received = [
        {
            "referral_id": f"r{n:03}",
            "person_id": f"p{n:03}",
            "service": "North" if n % 3 else "South",
            "received_on": date(2026, 4, 1 + n),
            "decision": "accepted" if n % 4 else None,
        }
        for n in range(24)
    ]
    profiles = [
        {
            "employment_profile_id": f"e{n:03}{again}",
            "person_id": f"p{n:03}",
            "referral_id": f"r{n:03}",
            "stated_on": date(2026, 4, 3 if n % 2 else 4 + again),  # ties of one day, and none
            "qualification": ("level_2", "other", None)[(n + again) % 3],
            "held_year": (True, False, None)[(n + 2 * again) % 3],
        }
        for n in range(22)
        for again in (0, 1)
    ]
    told = {"support": supported, "referral": received, "employment_profile": profiles}
    return store_of(folder / "store", told).path


def _rows(inquiry: Inquiry, question: Question) -> list[Any]:
    with duckdb.connect() as reading:
        paths = kept(inquiry.basis, question, MONTHS)
        return reading.execute(f"SELECT * FROM {rows_of(paths)} ORDER BY ALL").fetchall()


def _sides() -> list[Question]:
    tables = (referrals, supports)
    sides = [side for question in CATALOGUE.values() for _, side in question.sides()]
    return [lean(side, ()) for side in sides if any(side.each is each for each in tables)]


def test_together_and_apart_say_the_same(tmp_path: Path) -> None:
    asked = [*_sides(), ALL, NORTH]
    readings: list[int] = []

    def about_to(now: Sequence[Question]) -> bool:
        readings.append(len(now))
        return True

    with opened(_store(tmp_path / "one")) as inquiry:
        keep_together(inquiry.basis, asked, MONTHS, about_to=about_to)
        written = {path: path.stat().st_mtime_ns for path in inquiry.basis.verdicts.rglob("*.parquet")}
        one = [_rows(inquiry, question) for question in asked]
        assert written == {path: path.stat().st_mtime_ns for path in written}  # what was kept was found
    with opened(_store(tmp_path / "other")) as inquiry:
        other = [_rows(inquiry, question) for question in asked]
    for question, here, there in zip(asked, one, other, strict=True):
        assert here == there, question.code
    assert sum(readings) == len(asked)
    assert len(readings) < 6
    assert [len(rows) for rows in one[-2:]] == [20, 10]


def test_records_outside_a_pool_are_not_kept_by_the_others(tmp_path: Path) -> None:
    made = together([ALL, NORTH])
    assert made is not None
    assert "WHERE" not in made.told[0]
    assert "WHERE" in made.told[1]


def test_a_question_that_fails_is_named_and_the_others_are_kept(tmp_path: Path) -> None:
    with opened(_store(tmp_path)) as inquiry:
        with pytest.raises(Refused, match=r"test\.far: for some record an amount or a day is too large"):
            keep_together(inquiry.basis, [ALL, NORTH, FAR], ())
        names = [path.name for path in inquiry.basis.verdicts.rglob("*.parquet")]
    assert sorted(name.partition("-")[0] for name in names) == ["test.all", "test.north"]


def test_asking_stops_when_it_is_told_to(tmp_path: Path) -> None:
    with opened(_store(tmp_path)) as inquiry:
        keep_together(inquiry.basis, _sides(), MONTHS, about_to=lambda now: False)
        assert not list(inquiry.basis.verdicts.rglob("*.parquet"))
