"""Every question read a second time by another hand, and a third time by the engine.

The second readings stand in `second_readings`, one plain function a question, written from the list of
indicators and the declarations of the tables and importing nothing but the standard library. On small random
worlds they must say what the question says; the compiled SQL must say the same again.
"""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pyarrow
import pytest

from catalogue.worlds import Theme, World, at, themes, worlds
from goldthread.catalogue.registry import CATALOGUE
from goldthread.catalogue.tables import TABLES
from goldthread.measures.questions import Question, Verdict, mentions
from goldthread.measures.reading import Answer, answer
from goldthread.measures.sql import compiled
from goldthread.measures.tables import Type

HERE = Path(__file__).parent / "second_readings"
THEMES, WORLDS = 14, 30
ENGINE_THEMES = 4
KINDS = {
    Type.BOOLEAN: pyarrow.bool_(),
    Type.INTEGER: pyarrow.int64(),
    Type.NUMBER: pyarrow.float64(),
    Type.TEXT: pyarrow.string(),
    Type.DATE: pyarrow.date32(),
    Type.INSTANT: pyarrow.timestamp("us"),
}

Reading = Callable[..., Mapping[str, Any] | None]


def sides() -> Iterator[tuple[str, Question]]:
    """What is asked of records, by the name of its second reading: tenancy_losses_events."""
    for code, question in CATALOGUE.items():
        for name, side in question.sides():
            yield "_".join(part for part in (code.replace(".", "_"), name) if part), side


SIDES = dict(sides())
every_side = pytest.mark.parametrize("name", SIDES)


def reading_of(name: str) -> Reading:
    field = name.partition("_")[0]
    module = importlib.import_module(f"catalogue.second_readings.{field}")
    found: Reading = getattr(module, name)
    return found


@every_side
def test_each_question_has_a_second_reading(name: str) -> None:
    assert callable(reading_of(name))


@pytest.mark.parametrize("path", sorted(HERE.glob("*.py")), ids=lambda path: str(path.name))
def test_second_readings_import_only_the_standard_library(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = ["." if node.level else str(node.module)]
        assert all(name.partition(".")[0] in sys.stdlib_module_names for name in names), names


@every_side
def test_the_second_reading_says_the_same(name: str) -> None:
    side, reading = SIDES[name], reading_of(name)
    met = set()
    for theme, made in _asked(name, side):
        for world in made:
            for row in world[side.each.name]:
                if row["voided"]:
                    continue
                mine = answer(side, row, world, theme.asked)
                other = reading(row, _unvoided(world), theme.asked.as_of, at(theme.asked.period))
                assert not _disagree(mine, other), _shown(name, theme, world, row, mine, other)
                met.add(mine.verdict if mine else None)
    assert any(one in met for one in (Verdict.MET, Verdict.NOT_MET)), "the worlds should bring an answer"


@every_side
def test_the_compiled_statement_says_the_same(name: str) -> None:
    side = SIDES[name]
    for theme, made in islice(_asked(name, side), ENGINE_THEMES):
        expected = {
            row[side.each.key]: told
            for world in made
            for row in world[side.each.name]
            if (told := answer(side, row, world, theme.asked)) is not None
        }
        found = _from_engine(side, theme, made)
        assert set(found) == set(expected)
        for key, told in expected.items():
            for part, value in _flat(told).items():
                assert found[key][part] == (pytest.approx(value) if isinstance(value, float) else value), (
                    part,
                    key,
                )


def _asked(name: str, side: Question) -> Iterator[tuple[Theme, list[World]]]:
    for number, theme in enumerate(themes(side, THEMES, name)):
        yield theme, worlds(side, theme, WORLDS, f"{name} {number}")


def _unvoided(world: World) -> World:
    """A question never sees a voided row, and neither does a second reading."""
    return {name: [row for row in rows if not row["voided"]] for name, rows in world.items()}


def _disagree(mine: Answer | None, other: Mapping[str, Any] | None) -> list[str]:
    """Where two answers differ. What a second reading does not say is not compared.

    Not in the pool and left out are one answer here: either way the record is not asked about, and only what
    a page lists differs.
    """
    if other is None or str(other["verdict"]) == "out":
        return [] if mine is None or mine.verdict is Verdict.OUT else ["verdict"]
    if mine is None:
        return ["pool"]
    if mine.verdict.word != str(other["verdict"]).replace(" ", "_"):
        return ["verdict"]
    if mine.verdict.word not in ("met", "not_met"):
        return []
    differing = [
        part
        for part in ("placed", "value", "cause", "starts", "ends")
        if part in other and not _same(getattr(mine, part), other[part])
    ]
    split = other.get("split", {})
    return differing + [f"split.{key}" for key in split if mine.cells[key] != split[key]]


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, (int, float)):
        return abs(one - other) < 1e-9
    return bool(one == other)


def _shown(
    name: str, theme: Theme, world: World, row: Mapping[str, Any], mine: Answer | None, other: object
) -> str:
    """The world of a disagreement, without its blanks."""
    said = [
        f"{name}, records up to {theme.asked.as_of}, period {at(theme.asked.period)}",
        f"question: {mine}",
    ]
    said += [f"second reading: {other}", f"record: {_filled(row)}"]
    said += [f"{table}: {_filled(one)}" for table, rows in _unvoided(world).items() for one in rows]
    return "\n".join(said)


def _filled(row: Mapping[str, Any]) -> str:
    quiet = ("organisation", "service", "team", "locality", "recorded_at", "source", "voided")
    kept = {key: value for key, value in row.items() if value is not None and key not in quiet}
    return ", ".join(f"{key}={value}" for key, value in kept.items())


def _flat(told: Answer) -> dict[str, Any]:
    parts = {"verdict": told.verdict.value, "placed": told.placed, "value": told.value, "cause": told.cause}
    return {**parts, "starts": told.starts, "ends": told.ends, **told.cells}


def _from_engine(side: Question, theme: Theme, made: list[World]) -> dict[str, dict[str, Any]]:
    with duckdb.connect(config={"threads": 1}) as engine:
        for name in sorted(mentions(side)):
            columns = TABLES[name].columns
            rows = [row for world in made for row in world[name] if not row["voided"]]
            lists = {
                spec.name: pyarrow.array([row[spec.name] for row in rows], KINDS[spec.type])
                for spec in columns
            }
            engine.register(name, pyarrow.table(lists))
        engine.execute("CREATE TABLE asked AS SELECT ?::DATE AS as_of", [theme.asked.as_of])
        if theme.asked.period is not None:
            engine.execute(
                "CREATE TABLE period AS SELECT ?::DATE AS period_start, ?::DATE AS period_end",
                [theme.asked.period.start, theme.asked.period.end],
            )
        found = engine.execute(compiled(side))
        names = [column[0] for column in found.description]
        rows_found = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    plain = [
        {key.removeprefix("s_").removeprefix("c_"): value for key, value in row.items()} for row in rows_found
    ]
    assert len({row["record_id"] for row in plain}) == len(plain), "a record has one row"
    return {row["record_id"]: row for row in plain}
