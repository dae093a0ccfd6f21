"""The compiled SQL says of every record what the plain reading says, on random worlds and questions."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import duckdb
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
from goldthread.measures.reading import Asked
from goldthread.measures.tables import Type
from goldthread.measures.tree import Surely
from measures import small_world as small
from measures.engine import compare, fill

JULY = Period(date(2026, 7, 1), date(2026, 7, 31))
DEPTH = 3
WORLDS = 100
QUESTIONS = 8


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
