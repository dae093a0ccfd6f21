"""Every question of the catalogue, asked by the engine of the worlds of its own examples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pytest

from goldthread.catalogue.registry import CATALOGUE
from goldthread.catalogue.tables import TABLES
from goldthread.measures.examples import worlds
from goldthread.measures.questions import Question
from measures.engine import compare, fill, opened

SIDES = {
    f"{code}{'/' if name else ''}{name}": side
    for code, question in CATALOGUE.items()
    for name, side in question.sides()
}


@pytest.fixture(scope="module")
def declared() -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine with every declared table."""
    with opened(TABLES) as made:
        yield made


@pytest.mark.parametrize("question", SIDES.values(), ids=list(SIDES))
def test_the_engine_answers_the_examples_as_the_plain_reading(
    declared: duckdb.DuckDBPyConnection, question: Question
) -> None:
    examples = worlds(question)
    assert examples
    bare = replace(question, cuts={})
    for number, example in enumerate(examples):
        fill(declared, example.world, example.asked, TABLES)
        # The cuts are the same words in every question, and the dearest part of its SQL.
        compare(declared, question if number < 3 else bare, example.world, example.asked)
