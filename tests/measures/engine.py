"""An engine that holds one small world, asked and compared with the plain reading."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

import duckdb
import pytest

from goldthread.measures.questions import Question
from goldthread.measures.reading import Asked, World, answer
from goldthread.measures.sql import compiled, literal
from goldthread.measures.tables import Registry, Type
from measures import small_world as small

COLUMN = {
    Type.BOOLEAN: "BOOLEAN",
    Type.INTEGER: "BIGINT",
    Type.NUMBER: "DOUBLE",
    Type.TEXT: "VARCHAR",
    Type.DATE: "DATE",
    Type.INSTANT: "TIMESTAMP",
}

FILLED: WeakKeyDictionary[duckdb.DuckDBPyConnection, set[str]] = WeakKeyDictionary()


@contextmanager
def opened(tables: Registry = small.TABLES) -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine with the small world's tables, voided rows hidden by views as a store hides them."""
    with duckdb.connect(config={"threads": 1}) as made:
        for table in tables.values():
            columns = ", ".join(f'"{spec.name}" {COLUMN[spec.type]}' for spec in table.columns)
            made.execute(f'CREATE TABLE "all_{table.name}" ({columns})')
            made.execute(
                f'CREATE VIEW "{table.name}" AS SELECT * FROM "all_{table.name}" WHERE voided IS NOT TRUE'
            )
        made.execute("CREATE TABLE asked (as_of DATE)")
        made.execute("CREATE TABLE period (period_start DATE, period_end DATE)")
        yield made


def fill(
    connection: duckdb.DuckDBPyConnection, world: World, asked: Asked, tables: Registry = small.TABLES
) -> None:
    """Put one world in the place of the last; tables that neither names are left as they are."""
    for name in FILLED.pop(connection, set()):
        connection.execute(f'DELETE FROM "all_{name}"')
    FILLED[connection] = set(world)
    for name, rows in world.items():
        columns = tables[name].columns
        written = [
            "(" + ", ".join(_written(row.get(spec.name), spec.type) for spec in columns) + ")" for row in rows
        ]
        if written:
            connection.execute(f'INSERT INTO "all_{name}" VALUES {", ".join(written)}')
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
