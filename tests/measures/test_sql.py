"""Corners of the SQL that chance would seldom reach: hostile text, names that meet, spells that overlap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import duckdb
import pytest

from goldthread.kernel.periods import Period
from goldthread.measures.questions import PERIOD, Count, Proportion, Question, Spread
from goldthread.measures.reading import Asked, answer
from goldthread.measures.sql import compiled, literal, quoted
from goldthread.measures.tables import Type
from goldthread.measures.tree import Bands
from goldthread.measures.words import (
    any_of,
    band,
    choice,
    count_of,
    first,
    last,
    months,
    months_between,
    outer,
    peak_of,
    sum_of,
    surely,
    years_between,
)
from measures.engine import compare, fill
from measures.small_world import HOSTILE, homes, visits

JULY = Period(date(2026, 7, 1), date(2026, 7, 31))
ASKED = Asked(date(2027, 3, 31), JULY)
HOME = {"home_id": "h1", "person_id": "p1", "started_on": date(2026, 7, 1), "supported": True}


def visit(number: int, **cells: Any) -> dict[str, Any]:
    """A visit to the person of the home."""
    return {"visit_id": f"v{number:02}", "person_id": "p1", **cells}


def told(connection: duckdb.DuckDBPyConnection, question: Question, *rows: dict[str, Any]) -> Any:
    """What both readings say of the one home, given the visits; they must agree."""
    world = {"home": [HOME], "visit": list(rows)}
    fill(connection, world, ASKED)
    compare(connection, question, world, ASKED)
    return answer(question, HOME, world, ASKED)


def counted(value: Any, **changed: Any) -> Count:
    """One home, with a number to be told."""
    return Count(code="T", asks="?", each=homes, dated=homes.started_on, amount=value, **changed)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_text_can_end_its_literal(connection: duckdb.DuckDBPyConnection, hostile: str) -> None:
    seen = any_of(visits, same="person_id", each=homes, where=visits.place == hostile)
    where_known = visits.made_on >= outer(homes.started_on)
    since = any_of(visits, same="person_id", each=homes, where=where_known & (visits.place == hostile))
    named = choice((homes.supported, hostile), otherwise="no")
    bands = band(homes.started_on.table.size, Bands("b", ((hostile or "nothing", None, None),)))
    made = Proportion(
        code="T",
        asks="?",
        each=homes,
        dated=homes.started_on,
        met=seen & since,
        split={"named": named, "bands": bands},
    )
    found = told(connection, made, visit(1, place=hostile, made_on=date(2026, 7, 1)))
    assert found.verdict.word == "met"
    assert found.cells["named"] == hostile
    assert told(connection, made, visit(1, place="elsewhere")).verdict.word == "not_met"


def test_literals_and_names_are_quoted() -> None:
    assert literal("'; DROP TABLE home; --", Type.TEXT) == "'''; DROP TABLE home; --'"
    assert literal(date(2026, 7, 1), Type.DATE) == "DATE '2026-07-01'"
    assert literal(True, Type.BOOLEAN) == "TRUE"
    assert literal(3, Type.INTEGER) == "3"
    assert literal(3, Type.NUMBER) == "3.0::DOUBLE"
    assert literal(None, Type.TEXT) == "NULL"
    assert quoted('a"b') == '"a""b"'


def test_a_column_may_bear_a_name_of_the_compiler(connection: duckdb.DuckDBPyConnection) -> None:
    world = {"home": [{**HOME, "record_id": "clock-9"}]}
    fill(connection, world, ASKED)
    made = counted(None, cuts={"named": homes.record_id}, split={"same": homes.record_id == "clock-9"})
    compare(connection, made, world, ASKED)
    row = connection.execute(compiled(made)).fetchall()[0]
    assert row[0] == "h1"


def test_a_tie_goes_to_the_record_id(connection: duckdb.DuckDBPyConnection) -> None:
    rows = [visit(n, made_on=date(2026, 7, 3), minutes=n) for n in (2, 1, 3)]
    reach = {"by": visits.made_on, "same": "person_id", "each": homes}
    assert told(connection, counted(first(visits.minutes, **reach)), *rows).value == 1
    assert told(connection, counted(last(visits.minutes, **reach)), *rows).value == 3


def test_a_blank_day_is_neither_first_nor_last(connection: duckdb.DuckDBPyConnection) -> None:
    rows = [visit(1, minutes=1), visit(2, minutes=2, made_on=date(2026, 7, 2)), visit(3, minutes=3)]
    reach = {"by": visits.made_on, "same": "person_id", "each": homes}
    for way in (first, last):
        assert told(connection, counted(way(visits.minutes, **reach)), *rows).value == 2


def test_the_last_row_may_hold_a_blank(connection: duckdb.DuckDBPyConnection) -> None:
    rows = [visit(1, minutes=1, made_on=date(2026, 7, 2)), visit(2, made_on=date(2026, 7, 3))]
    found = told(
        connection, counted(last(visits.minutes, by=visits.made_on, same="person_id", each=homes)), *rows
    )
    assert (found.value, found.verdict.word) == (None, "unknown")


def test_voided_rows_are_never_seen(connection: duckdb.DuckDBPyConnection) -> None:
    many = count_of(visits, same="person_id", each=homes)
    assert told(connection, counted(many), visit(1), visit(2, voided=True), visit(3, voided=False)).value == 2


def test_a_sum_passes_over_blanks_and_is_nought_without_rows(connection: duckdb.DuckDBPyConnection) -> None:
    total = counted(sum_of(visits.cost, same="person_id", each=homes))
    assert told(connection, total).value == 0
    assert told(connection, total, visit(1)).value == 0
    assert told(connection, total, visit(1, cost=2.5), visit(2), visit(3, cost=-1.0)).value == 1.5


PEAKS: list[tuple[list[tuple[int, int | None]], int]] = [
    ([], 0),
    ([(3, 5)], 1),
    ([(3, 5), (5, 9)], 2),  # both days are in
    ([(3, 5), (6, 9)], 1),
    ([(1, None), (31, None), (10, 12)], 2),
    ([(3, 9), (4, 8), (5, 7)], 3),
    ([(10, 5)], 0),  # ends before it starts: never in force
    ([(10, 5), (2, 9)], 1),
    ([(10, 5), (2, 9), (8, 12)], 2),
    ([(3, 3), (3, 3)], 2),
]


@pytest.mark.parametrize("spells, most", PEAKS)
def test_the_most_at_once(
    connection: duckdb.DuckDBPyConnection, spells: list[tuple[int, int | None]], most: int
) -> None:
    at_once = peak_of(visits, start=visits.made_on, until=visits.left_on, same="person_id", each=homes)
    made = Count(code="T", asks="?", each=homes, grain=PERIOD, amount=at_once)
    rows = [
        visit(n, made_on=date(2026, 7, start), left_on=None if end is None else date(2026, 7, end))
        for n, (start, end) in enumerate(spells)
    ]
    before = visit(90, made_on=date(2026, 6, 1), left_on=date(2026, 6, 30))
    after = visit(91, made_on=date(2026, 8, 1))
    blank_start = visit(92, left_on=date(2026, 7, 9))
    assert told(connection, made, *rows, before, after, blank_start).value == most


def test_a_peak_counts_only_days_of_the_period(connection: duckdb.DuckDBPyConnection) -> None:
    at_once = peak_of(visits, start=visits.made_on, until=visits.left_on, same="person_id", each=homes)
    made = Count(code="T", asks="?", each=homes, grain=PERIOD, amount=at_once)
    rows = [
        visit(1, made_on=date(2026, 6, 1), left_on=date(2026, 7, 1)),
        visit(2, made_on=date(2026, 6, 1), left_on=date(2026, 6, 20)),
        visit(3, made_on=date(2026, 7, 1), left_on=date(2026, 9, 1)),
        visit(4, made_on=date(2026, 7, 31), left_on=date(2026, 9, 1)),
    ]
    assert told(connection, made, *rows).value == 2


@pytest.mark.parametrize(
    "start, end, whole, years",
    [
        (date(2026, 1, 31), date(2026, 2, 27), 0, 0),
        (date(2026, 1, 31), date(2026, 2, 28), 1, 0),
        (date(2024, 2, 29), date(2025, 2, 28), 12, 1),
        (date(2024, 2, 29), date(2025, 2, 27), 11, 0),
        (date(2026, 3, 31), date(2026, 2, 28), -1, -1),
        (date(2026, 3, 31), date(2026, 3, 30), -1, -1),
        (date(2026, 3, 31), date(2025, 3, 31), -12, -1),
        (date(2026, 3, 31), date(2025, 3, 30), -13, -2),
    ],
)
def test_months_and_years_between(
    connection: duckdb.DuckDBPyConnection, start: date, end: date, whole: int, years: int
) -> None:
    row = visit(1, made_on=start, left_on=end)
    on_row = {"by": visits.made_on, "same": "person_id", "each": homes}
    span = first(months_between(visits.made_on, visits.left_on), **on_row)
    assert told(connection, counted(span), row).value == whole
    assert (
        told(connection, counted(first(years_between(visits.made_on, visits.left_on), **on_row)), row).value
        == years
    )


def test_a_shift_of_months_clamps_and_stays_a_date(connection: duckdb.DuckDBPyConnection) -> None:
    world = {"home": [{**HOME, "started_on": date(2026, 8, 31)}]}
    fill(connection, world, ASKED)
    made = replace(counted(None), dated=homes.started_on + months(6))
    compare(connection, made, world, ASKED)
    assert answer(made, world["home"][0], world, ASKED).placed == date(2027, 2, 28)  # type: ignore[union-attr]


def test_worst_and_running_are_told(connection: duckdb.DuckDBPyConnection) -> None:
    made = Spread(
        code="T",
        asks="?",
        each=homes,
        dated=homes.started_on,
        value=count_of(visits, same="person_id", each=homes),
        running=surely(homes.settled),
        worst=homes.supported,
    )
    assert told(connection, made).cause == "worst"
    assert told(connection, replace(made, worst=None)).cause is None
    assert told(connection, replace(made, worst=None, running=homes.supported)).cause == "running"


def test_a_plain_condition_is_grouped_once_and_one_that_names_the_record_is_joined() -> None:
    alone = counted(count_of(visits, same="person_id", each=homes, where=visits.two_way))
    since = counted(
        count_of(visits, same="person_id", each=homes, where=visits.made_on > outer(homes.started_on))
    )
    assert "FROM base o" not in compiled(alone)
    assert "FROM base o" in compiled(since)


def test_one_lookup_named_twice_is_one_step() -> None:
    many = count_of(visits, same="person_id", each=homes)
    made = Proportion(code="T", asks="?", each=homes, dated=homes.started_on, met=(many > 1) & (many < 9))
    assert compiled(made).count(" AS (SELECT") == 1


def test_the_sql_of_a_question_does_not_waver() -> None:
    made = counted(count_of(visits, same="person_id", each=homes), cuts={"status": homes.status})
    assert compiled(made) == compiled(replace(made))
