"""The compiled SQL says of every record what the plain reading says, on random worlds and questions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

import duckdb
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from goldthread.kernel.periods import Period
from goldthread.measures.questions import (
    CENSUS,
    EVENT,
    EXPOSURE,
    PERIOD,
    TRUE,
    Change,
    Count,
    Curve,
    Proportion,
    Published,
    Question,
    Spread,
)
from goldthread.measures.reading import Asked, World, answer
from goldthread.measures.sql import compiled, literal
from goldthread.measures.tables import Type
from goldthread.measures.tree import Surely
from measures import small_world as small

COLUMN = {
    Type.BOOLEAN: "BOOLEAN",
    Type.INTEGER: "BIGINT",
    Type.NUMBER: "DOUBLE",
    Type.TEXT: "VARCHAR",
    Type.DATE: "DATE",
    Type.INSTANT: "TIMESTAMP",
}
JULY = Period(date(2026, 7, 1), date(2026, 7, 31))
DEPTH = 3
WORLDS = 100
QUESTIONS = 8


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine with the small world's tables, voided rows hidden by views as a store hides them."""
    with duckdb.connect(config={"threads": 1}) as made:
        for table in small.TABLES.values():
            columns = ", ".join(f'"{spec.name}" {COLUMN[spec.type]}' for spec in table.columns)
            made.execute(f'CREATE TABLE "all_{table.name}" ({columns})')
            made.execute(
                f'CREATE VIEW "{table.name}" AS SELECT * FROM "all_{table.name}" WHERE voided IS NOT TRUE'
            )
        made.execute("CREATE TABLE asked (as_of DATE)")
        made.execute("CREATE TABLE period (period_start DATE, period_end DATE)")
        yield made


def fill(connection: duckdb.DuckDBPyConnection, world: World, asked: Asked) -> None:
    for table in small.TABLES.values():
        connection.execute(f'DELETE FROM "all_{table.name}"')
        rows = [
            "(" + ", ".join(_written(row.get(spec.name), spec.type) for spec in table.columns) + ")"
            for row in world.get(table.name, ())
        ]
        if rows:
            connection.execute(f'INSERT INTO "all_{table.name}" VALUES {", ".join(rows)}')
    connection.execute("DELETE FROM asked; DELETE FROM period")
    connection.execute("INSERT INTO asked VALUES (?)", [asked.as_of])
    if asked.period is not None:
        connection.execute("INSERT INTO period VALUES (?, ?)", [asked.period.start, asked.period.end])


def _written(value: Any, kind: Type) -> str:
    if value is None:
        return "NULL"
    return f"TIMESTAMP '{value}'" if kind is Type.INSTANT else literal(value, kind)


def answers_of_the_engine(
    connection: duckdb.DuckDBPyConnection, question: Question
) -> dict[str, dict[str, Any]]:
    found = connection.execute(compiled(question))
    names = [column[0] for column in found.description]
    types = {column[0]: str(column[1]) for column in found.description}
    for name in ("placed", "starts", "ends"):
        assert types[name] == "DATE", (name, types[name])
    assert types["value"] == "DOUBLE"
    assert types["verdict"] == "TINYINT"
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    by_record = {row["record_id"]: row for row in rows}
    assert len(by_record) == len(rows), "a record has one row"
    return by_record


def answers_of_the_reading(question: Question, world: World, asked: Asked) -> dict[str, dict[str, Any]]:
    said = {}
    for row in world.get(question.each.name, ()):
        told = answer(question, row, world, asked)
        if told is None:
            continue
        cells = {f"s_{name}": told.cells[name] for name in question.split}
        cells |= {f"c_{name}": told.cells[name] for name in question.cuts}
        said[row[question.each.key]] = {
            "verdict": told.verdict.value,
            "placed": told.placed,
            "value": told.value,
            "cause": told.cause,
            "starts": told.starts,
            "ends": told.ends,
            **cells,
        }
    return said


def compare(connection: duckdb.DuckDBPyConnection, question: Question, world: World, asked: Asked) -> None:
    expected = answers_of_the_reading(question, world, asked)
    found = answers_of_the_engine(connection, question)
    assert set(found) == set(expected), question.form()
    for record, told in expected.items():
        for name, value in told.items():
            other = found[record][name]
            if isinstance(value, float) and isinstance(other, float):
                other = pytest.approx(other, rel=1e-9, abs=1e-12)
            assert value == other, (name, record, dict(question.parts()).get(name), question.form())


# --- random questions ----------------------------------------------------------------------------------


def question_of(chance: Random) -> Question:
    """A random question of any shape and grain about homes."""
    grain = chance.choice([EVENT, EVENT, EXPOSURE, CENSUS, PERIOD, PERIOD])
    grown = small.Grower(chance, small.Reach(period=grain is PERIOD))
    spans = grain in (EXPOSURE, CENSUS) or chance.random() < 0.15
    shared: dict[str, Any] = {
        "code": "X1",
        "asks": "Is it so?",
        "each": small.homes,
        "grain": grain,
        "pool": Surely(grown.node(Type.BOOLEAN, 2)) if chance.random() < 0.4 else TRUE,
        "among": Surely(grown.node(Type.BOOLEAN, 2)) if chance.random() < 0.4 else TRUE,
        "dated": grown.node(Type.DATE, 2) if grain is EVENT else grown.maybe(Type.DATE, 2),
        "due": grown.maybe(Type.DATE, 2),
        "starts": grown.node(Type.DATE, 2) if spans else None,
        "ends": grown.maybe(Type.DATE, 2),
        "split": {"one": grown.node(grown.one(*small.CELLS), 2)},
        "cuts": {"two": grown.node(grown.one(*small.CELLS), 2)},
    }
    match chance.choice(["proportion", "count", "spread", "change", "curve", "published"]):
        case "proportion":
            return Proportion(**shared, met=grown.node(Type.BOOLEAN, DEPTH))
        case "count":
            amount = grown.number(DEPTH) if chance.random() < 0.5 else None
            return Count(**shared, amount=amount, value=grown.number(2) if chance.random() < 0.5 else None)
        case "spread":
            marks = grown.maybe(Type.BOOLEAN, 2), grown.maybe(Type.BOOLEAN, 2)
            return Spread(**shared, value=grown.number(DEPTH), running=marks[0], worst=marks[1])
        case "change":
            return Change(**shared, before=grown.number(2), after=grown.number(2))
        case "curve":
            return Curve(**shared, length=grown.number(2), cause=grown.node(Type.TEXT, 2))
    return Published(**shared, value=grown.number(DEPTH))


@settings(max_examples=WORLDS, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(seed=st.integers(0, 2**32))
def test_the_engine_answers_as_the_plain_reading(connection: duckdb.DuckDBPyConnection, seed: int) -> None:
    chance = Random(seed)
    world = small.world(chance)
    asked = Asked(chance.choice([*small.DAYS, date(2027, 3, 31)]), JULY)
    fill(connection, world, asked)
    for _ in range(QUESTIONS):
        compare(connection, question_of(chance), world, asked)
