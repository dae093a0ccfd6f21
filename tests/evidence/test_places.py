"""Kept rows say where their records lie; ids are read from there, and never from other files than those."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from evidence.few_records import store_of, support
from goldthread.catalogue import CATALOGUE
from goldthread.catalogue.tables import supports
from goldthread.evidence.asking import kept, rows_of
from goldthread.evidence.drill import drill
from goldthread.evidence.inquiry import opened
from goldthread.facts.duck import numbered
from goldthread.kernel.periods import month
from goldthread.kernel.refusals import Refused
from goldthread.measures.questions import Count
from goldthread.measures.sql import compiled

ALL = Count(code="test.all", asks="?", each=supports, dated=supports.started_on)
PEOPLE = Count(
    code="test.people",
    asks="?",
    each=supports,
    dated=supports.started_on,
    one_per=supports.person_id,
    order=supports.started_on,
)


def _store(folder: Path) -> Path:
    rows = [support(n, f"2026-05-{n + 1:02}") for n in range(9)]
    return store_of(folder / "store", {"support": rows}).path


def test_ids_are_not_in_the_kept_rows_and_are_read_from_the_records(tmp_path: Path) -> None:
    with opened(_store(tmp_path)) as inquiry, duckdb.connect() as connection:
        (path,) = kept(inquiry.basis, ALL, ())
        columns = {row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM '{path}'").fetchall()}
        assert not columns & {"record_id", "person_id"}
        asked = f"SELECT record_id, person_id, placed FROM {rows_of([path])} ORDER BY placed"
        found = connection.execute(asked).fetchall()
        view = 'SELECT support_id, person_id, started_on FROM "support" ORDER BY started_on'
        assert found == inquiry.basis.connection(ALL).execute(view).fetchall()
        members = drill(inquiry, ALL, month(2026, 5)).members
    assert [one.record_id for one in members] == [row[0] for row in found]
    assert [one.person_id for one in members] == [row[1] for row in found]
    assert found[0][2] == date(2026, 5, 1)


def test_a_pick_of_the_person_is_read_from_the_record(tmp_path: Path) -> None:
    with opened(_store(tmp_path)) as inquiry, duckdb.connect() as connection:
        (path,) = kept(inquiry.basis, PEOPLE, ())
        columns = {row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM '{path}'").fetchall()}
        assert "pick_order" in columns
        assert not columns & {"pick", "value", "cause"}
        asked = f"SELECT count(*), count(pick), bool_and(pick = person_id) FROM {rows_of([path])}"
        assert connection.execute(asked).fetchall() == [(9, 9, True)]


def test_verdicts_whose_records_changed_are_asked_afresh(tmp_path: Path) -> None:
    """Rows are found by their place: in a file of another length they would be other rows."""
    store = _store(tmp_path)
    with opened(store) as inquiry:
        (path,) = kept(inquiry.basis, ALL, ())
        written = path.stat().st_mtime_ns
        assert kept(inquiry.basis, ALL, ())[0].stat().st_mtime_ns == written
        records = path.with_name("records-support.json")
        records.write_text(records.read_text().replace('"sizes": [', '"sizes": [1'))
        with pytest.raises(Refused, match="have changed or are gone"):
            rows_of([path])
        assert kept(inquiry.basis, ALL, ())[0].stat().st_mtime_ns > written
        assert "record_id" in rows_of([path])


def test_periods_one_by_one_say_what_periods_at_once_say(tmp_path: Path) -> None:
    """Balances before, on and after the first day of a month; a tie of one day; a tenancy without any."""
    question = next(side for _, side in CATALOGUE["tenancy.arrears_trend"].sides())
    tenancies = [
        {
            "tenancy_id": f"t{number}",
            "person_id": f"p{number}",
            "service": "North" if number % 2 else "South",
            "started_on": date(2026, 1, 1 + number),
            "ended_on": date(2026, 5, 20) if number == 2 else None,
            "end_reason": "eviction" if number == 2 else None,
            "status": "ended" if number == 2 else "held",
        }
        for number in range(5)
    ]
    balances = [
        {
            "rent_balance_id": f"b{number}{on}",
            "tenancy_id": f"t{number}",
            "person_id": f"p{number}",
            "service": "North" if number % 2 else "South",
            "balance_on": date.fromisoformat(on[:10]),
            "balance": 100.0 * number + len(on) + int(on[5:7]),
        }
        for number in range(4)
        for on in ("2026-02-28", "2026-03-01", "2026-04-01", "2026-04-01 again", "2026-06-30", "2026-07-01")
    ]
    store = store_of(tmp_path / "store", {"tenancy": tenancies, "rent_balance": balances}).path
    months = [month(2026, number) for number in (2, 3, 4, 5, 6)]
    with opened(store) as inquiry, duckdb.connect() as reading:
        paths = kept(inquiry.basis, question, months)
        one = reading.execute(f"SELECT * FROM {rows_of(paths)} ORDER BY record_id, period_start").fetchall()
        connection = inquiry.basis.connection(question)
        connection.execute("DELETE FROM period")
        for number, each in enumerate(months):
            connection.execute("INSERT INTO period VALUES (?, ?, ?)", [each.start, each.end, number])
        asked = compiled(question, placed=True)
        connection.execute(f"COPY ({asked}) TO '{paths[0]}' (FORMAT PARQUET)")
        other = reading.execute(
            f"SELECT * FROM {rows_of(paths[:1])} ORDER BY record_id, period_start"
        ).fetchall()
    assert one == other
    assert len({row[:2] for row in one}) == 5
    assert len(one) > 20


def test_parts_of_a_table_keep_their_numbers(tmp_path: Path) -> None:
    paths = []
    with duckdb.connect() as connection:
        for part in range(3):
            paths.append(tmp_path / f"{part}.parquet")
            connection.execute(f"COPY (SELECT {part} AS p, range AS r FROM range(4)) TO '{paths[-1]}'")
        said = connection.execute(f"{numbered(paths, 'p, r')} ORDER BY ALL").fetchall()
        assert said == [(part, row, part, row) for part in range(3) for row in range(4)]
        apart = connection.execute(
            f"{numbered([paths[2], paths[0]], 'p, r', [2, 0])} ORDER BY ALL"
        ).fetchall()
        assert apart == [(part, row, part, row) for part in (0, 2) for row in range(4)]
        single = connection.execute(f"{numbered([paths[1]], 'p, r', [1])} ORDER BY ALL").fetchall()
        assert single == [(1, row, 1, row) for row in range(4)]
