"""Lookups held against a day of the record: spans and extremes say what the plain reading says, ties too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import duckdb
import pytest

from goldthread.measures.questions import Count, Proportion
from goldthread.measures.reading import Asked, answer
from goldthread.measures.sql import compiled
from goldthread.measures.words import any_of, first, last, outer
from measures.engine import compare, fill
from measures.small_world import homes, visits

ASKED = Asked(date(2027, 3, 31), None)
HOME = {"home_id": "h1", "person_id": "p1", "started_on": date(2026, 7, 3), "supported": True}
DAYS = (2, 3, 3, 4, None, 4, 1)
VISITS: list[dict[str, Any]] = [
    {
        "visit_id": f"v{number}",
        "person_id": "p1",
        "made_on": date(2026, 7, day) if day else None,
        "minutes": number,
    }
    for number, day in enumerate(DAYS)
]
START = outer(homes.started_on)
BOUNDS: dict[str, Callable[[], Any]] = {
    "le": lambda: visits.made_on <= START,
    "lt": lambda: visits.made_on < START,
    "ge": lambda: visits.made_on >= START,
    "gt": lambda: visits.made_on > START,
    "flipped": lambda: START >= visits.made_on,  # noqa: SIM300 - the other way round is the case
    "two": lambda: (visits.made_on <= START) & (visits.made_on > START),
    "with a row": lambda: (visits.made_on <= START) & (visits.minutes < 2),
}
# v1 and v2 share the third of July, v3 and v5 the fourth.
PICKED = {
    (first, "le"): 6,
    (last, "le"): 2,
    (first, "lt"): 6,
    (last, "lt"): 0,
    (first, "ge"): 1,
    (last, "ge"): 5,
    (first, "gt"): 3,
    (last, "gt"): 5,
    (first, "flipped"): 6,
    (last, "flipped"): 2,
    (first, "two"): None,
    (last, "two"): None,
    (first, "with a row"): 0,
    (last, "with a row"): 1,
}


@pytest.mark.parametrize(("way", "bound"), PICKED)
def test_the_row_that_holds_the_day(connection: duckdb.DuckDBPyConnection, way: Any, bound: str) -> None:
    node = way(visits.minutes, by=visits.made_on, same="person_id", each=homes, where=BOUNDS[bound]())
    asked = Count(code="T", asks="?", each=homes, dated=homes.started_on, amount=node)
    world = {"home": [HOME], "visit": VISITS}
    fill(connection, world, ASKED)
    compare(connection, asked, world, ASKED)
    found = answer(asked, HOME, world, ASKED)
    assert found is not None
    assert found.value == PICKED[way, bound]


def test_a_bound_towards_the_picked_end_becomes_spans() -> None:
    def sql(way: Any, bound: str) -> str:
        node = way(visits.minutes, by=visits.made_on, same="person_id", each=homes, where=BOUNDS[bound]())
        return compiled(Count(code="T", asks="?", each=homes, dated=homes.started_on, amount=node))

    assert "LEAD(" in sql(last, "le")
    assert "LAG(" in sql(first, "ge")
    assert "create_sort_key" in sql(last, "ge")  # the last of all, if it keeps the bound, is not a span


@pytest.mark.parametrize(("bound", "word"), [("le", "MIN("), ("lt", "MIN("), ("ge", "MAX("), ("gt", "MAX(")])
@pytest.mark.parametrize("started", [date(2026, 7, 1), date(2026, 7, 2), date(2026, 7, 4), None])
def test_any_below_a_bound_is_the_least(
    connection: duckdb.DuckDBPyConnection, bound: str, word: str, started: date | None
) -> None:
    node = any_of(visits, same="person_id", each=homes, where=BOUNDS[bound]())
    asked = Proportion(code="T", asks="?", each=homes, dated=homes.started_on, met=node)
    world = {"home": [{**HOME, "started_on": started}], "visit": VISITS}
    assert word in compiled(asked)
    fill(connection, world, ASKED)
    compare(connection, asked, world, ASKED)
