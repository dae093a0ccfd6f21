"""Reach: a group's share of those who started, over its share of the population, within each split."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from evidence.few_records import store_of, support
from goldthread.catalogue.registry import question
from goldthread.evidence.inquiry import opened
from goldthread.evidence.words import beside
from goldthread.kernel.periods import parse_period

PEOPLE = [
    {"person_id": "p001", "gender": "1"},
    {"person_id": "p002", "gender": "2"},
    {"person_id": "p003", "gender": "2"},
    {"person_id": "p004"},
]
STARTS = [
    support(1, "2026-07-01", locality="North"),
    support(2, "2026-07-02", locality="South"),
    support(3, "2026-07-03", locality="North"),
    support(4, "2026-07-31", locality="North"),
]


def population(number: int, kind: str, group: str, people: float) -> dict[str, Any]:
    return {
        "published_value_id": f"v{number}",
        "figure": "target population",
        "group_kind": kind,
        "group_value": group,
        "period_from": date(2026, 1, 1),
        "period_to": date(2026, 12, 31),
        "value": people,
    }


POPULATION = [
    population(1, "gender", "1", 600.0),
    population(2, "gender", "2", 400.0),
    population(3, "locality", "North", 500.0),
    population(4, "locality", "South", 500.0),
]


def test_each_split_is_a_whole_of_its_own(tmp_path: Path) -> None:
    """A population told by gender and by locality is no larger for that; the unrecorded take no part."""
    rows = {"person": PEOPLE, "support": STARTS, "published_value": POPULATION}
    with opened(store_of(tmp_path / "store", rows)) as inquiry:
        figures = inquiry.figures(question("access.reach"), parse_period("2026-07"))
    told = {tuple(figure.cut.items()): figure.value for figure in figures}
    assert told[(("gender", "1"),)] == pytest.approx((1 / 3) / 0.6)
    assert told[(("gender", "2"),)] == pytest.approx((2 / 3) / 0.4)
    assert told[(("locality", "North"),)] == pytest.approx((3 / 4) / 0.5)
    assert told[(("locality", "South"),)] == pytest.approx((1 / 4) / 0.5)
    assert told[()] is None, "everybody's share of everybody says nothing"


def test_a_population_that_was_withheld_is_said_to_be_not_known(tmp_path: Path) -> None:
    withheld = {**population(5, "gender", "3", 0.0), "value": None}
    rows = {
        "person": [*PEOPLE, {"person_id": "p005", "gender": "3"}],
        "support": [*STARTS, support(5, "2026-07-06", locality="South")],
        "published_value": [*POPULATION, withheld],
    }
    with opened(store_of(tmp_path / "store", rows)) as inquiry:
        figures = inquiry.figures(question("access.reach"), parse_period("2026-07"))
    told = {tuple(figure.cut.items()): figure for figure in figures}
    figure = told[(("gender", "3"),)]
    assert (figure.value, figure.numerator) == (None, 1)
    assert figure.details["bottom_verdicts"]["unknown"] == 1
    assert beside(figure) == "1 not known in what it is divided by"
    assert beside(told[(("gender", "1"),)]) == ""
    assert told[()].details["bottom_verdicts"]["unknown"] == 1
