"""Counting all questions together, or reading what was counted before, gives what each gives by itself."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from goldthread.catalogue.registry import CATALOGUE
from goldthread.evidence.answers import MOST_KEPT, Answers
from goldthread.evidence.drill import drill
from goldthread.evidence.figures import Figure
from goldthread.evidence.inquiry import Inquiry, opened
from goldthread.evidence.plain import figure_told
from goldthread.kernel.periods import parse_period

QUARTER = parse_period("2026-07..2026-09")
QUESTIONS = list(CATALOGUE.values())
SERVED = [one for one in QUESTIONS if "service" in one.sides()[0][1].cuts]

Open = Callable[[], Any]


@pytest.fixture(scope="module")
def afresh(inquiry: Inquiry) -> Open:
    """Opens the same store again: a new inquiry, which has counted nothing yet."""
    basis = inquiry.basis
    return lambda: opened(basis.store, terms=basis.terms, as_of=basis.as_of)


def without_engine(asked: Inquiry, monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on nothing may be counted anew."""

    def refuse() -> None:
        raise AssertionError("the engine was started")

    monkeypatch.setattr(asked._answers, "_connect", refuse)


def told(figures: list[Figure]) -> list[dict[str, Any]]:
    return [figure_told(figure) for figure in figures]


def same(one: Any, other: Any) -> bool:
    """The same but for the last bits of a sum, whose order is not told."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) or isinstance(other, float):
        return bool(one == pytest.approx(other, rel=1e-12))
    return bool(one == other)


def test_all_counted_together_are_as_each_alone(afresh: Open, tmp_path: Path) -> None:
    with afresh() as together, afresh() as alone:
        for asked, name in ((together, "together"), (alone, "alone")):
            asked._answers = Answers(tmp_path / name, partial(getattr, asked, "connection"))
        together.look_ahead(SERVED, [QUARTER], by=("service",))
        counted = dict(together._counted)
        for question in SERVED:
            here = told(together.figures(question, QUARTER, by=("service",)))
            assert same(here, told(alone.figures(question, QUARTER, by=("service",)))), question.code
            assert any(one["cut"].get("service") for one in here) or not any(here[0]["verdicts"].values())
        assert together._counted == counted
        assert len(counted) > len(SERVED)  # rates have two sides


def test_what_was_counted_is_read_again_without_the_engine(
    afresh: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[Any] = []
    for _ in range(2):
        with afresh() as asked:
            asked._answers = Answers(tmp_path / "kept", partial(getattr, asked, "connection"))
            if found:
                without_engine(asked, monkeypatch)
            asked.look_ahead(QUESTIONS, [QUARTER])
            found.append([told(asked.figures(question, QUARTER)) for question in QUESTIONS])
    assert found[0] == found[1]
    assert len(found[0]) == 52


def test_a_figure_of_many_counted_together_is_as_long_as_its_list(afresh: Open) -> None:
    with afresh() as asked:
        asked.look_ahead(QUESTIONS, [QUARTER])
        for question in QUESTIONS:
            if len(question.sides()) == 1:
                figure = asked.figures(question, QUARTER)[0]
                assert drill(asked, question, QUARTER, limit=0).counted == figure.verdicts, question.code


def test_an_answer_is_made_again_when_its_file_is_written_again(tmp_path: Path) -> None:
    import duckdb

    path, engine = tmp_path / "rows.csv", duckdb.connect()
    answers = Answers(tmp_path / "kept", lambda: engine)
    statement = f"SELECT SUM(n), 'infinity'::DOUBLE, NULL FROM read_csv('{path}')"
    path.write_text("n\n1\n2\n")
    assert [list(row) for row in answers.rows(statement, [path])] == [[3, float("inf"), None]]
    assert answers.rows(statement, [path]) == [[3, float("inf"), None]]  # as read from the disk
    path.write_text("n\n1\n5\n")
    os.utime(path, ns=(1, 1))
    assert [list(row) for row in answers.rows(statement, [path])] == [[6, float("inf"), None]]


def test_a_damaged_answer_is_made_again_and_old_ones_make_room(tmp_path: Path) -> None:
    import duckdb

    engine, folder = duckdb.connect(), tmp_path / "kept"
    answers = Answers(folder, lambda: engine)
    for number in range(MOST_KEPT + 1):
        answers.rows(f"SELECT {number}", [])
    assert 0 < len(list(folder.iterdir())) < MOST_KEPT
    for path in folder.iterdir():
        path.write_text("[[")
    assert [list(row) for row in answers.rows(f"SELECT {MOST_KEPT}", [])] == [[MOST_KEPT]]
