"""The wellbeing score, audit samples, and the published form of a count."""

from __future__ import annotations

import hashlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldthread.kernel.refusals import Refused
from goldthread.measures.statistics import draw, nhs_published, sample_size, swemwbs, swemwbs_reason

PUBLISHED_TABLE = """
7 7.00 | 8 9.51 | 9 11.25 | 10 12.40 | 11 13.33 | 12 14.08 | 13 14.75 | 14 15.32 | 15 15.84 | 16 16.36
17 16.88 | 18 17.43 | 19 17.98 | 20 18.59 | 21 19.25 | 22 19.98 | 23 20.73 | 24 21.54 | 25 22.35 | 26 23.21
27 24.11 | 28 25.03 | 29 26.02 | 30 27.03 | 31 28.13 | 32 29.31 | 33 30.70 | 34 32.55 | 35 35.00
"""


def test_every_raw_sum_has_its_published_score() -> None:
    pairs = [pair.split() for row in PUBLISHED_TABLE.strip().splitlines() for pair in row.split("|")]
    assert len(pairs) == 29
    for raw, metric in pairs:
        over = int(raw) - 7
        answers = [1 + min(4, max(0, over - 4 * place)) for place in range(7)]
        assert sum(answers) == int(raw)
        assert swemwbs(answers) == float(metric)
        assert swemwbs(answers[::-1]) == float(metric)
        assert swemwbs_reason(answers) is None


@pytest.mark.parametrize(
    "answers, reason",
    [
        ([1, 2, None, 4, 5, 1, 2], "No answer to q3."),
        ([None, 2, None, 4, 5, 1, math.nan], "No answer to q1, q3 and q7."),
        ([1, 2, 0, 4, 5, 1, 2], "The answer to q3 is not a whole number from 1 to 5."),
        ([1, 2, 6, 4, 5, 1, 9], "The answer to q3 and q7 is not a whole number from 1 to 5."),
        ([1, 2, 2.5, 4, 5, 1, 2], "The answer to q3 is not"),
        ([1, 2, "3", 4, 5, 1, 2], "The answer to q3 is not"),
        ([True, 2, 3, 4, 5, 1, 2], "The answer to q1 is not"),
        ([1, 2, 3, 4, 5, 1], "seven answers, not 6"),
        ([3] * 14, "seven answers, not 14"),
        ([], "seven answers, not 0"),
    ],
)
def test_no_score_comes_with_its_reason(answers: list[int | None], reason: str) -> None:
    assert swemwbs(answers) is None
    found = swemwbs_reason(answers)
    assert found is not None and reason in found


def test_answers_from_a_table_of_floats_are_scored() -> None:
    assert swemwbs([3.0] * 7) == swemwbs([3] * 7) == 19.25  # type: ignore[list-item]


def test_sample_size_by_the_worked_example() -> None:
    assert sample_size(300, 0.7, 0.05) == 156
    assert sample_size(10_000_000, 0.5, 0.05) == 385
    assert sample_size(20, 0.5, 0.05) == 20
    assert sample_size(1, 0.5, 0.05) == 1
    assert sample_size(300, 0.7, 0.05, 0.99) == 196
    # Exactly a whole number: 1.96^2 x 0.25 / margin^2 = 100 of endlessly many is 50 of 99.
    margin = 1.959963984540054 * 0.5 / 10
    assert sample_size(99, 0.5, margin) == 50


@given(st.integers(1, 5000), st.floats(0.01, 0.99), st.floats(0.005, 0.5))
def test_a_sample_is_no_larger_than_it_must_be(population: int, expected: float, margin: float) -> None:
    def reach(size: int) -> float:
        share = (population - size) / (population - 1) if population > 1 else 0.0
        return 1.959963984540054 * math.sqrt(expected * (1 - expected) / size * share)

    size = sample_size(population, expected, margin)
    assert 1 <= size <= population
    assert reach(size) <= margin * (1 + 1e-6)
    assert size == 1 or reach(size - 1) >= margin * (1 - 1e-6)


@pytest.mark.parametrize(
    "row", [(0, 0.5, 0.05), (-3, 0.5, 0.05), (9, 0, 0.05), (9, 1, 0.05), (9, 0.5, 0), (9, 0.5, 5)]
)
def test_a_sample_without_sense_is_refused(row: tuple[int, float, float]) -> None:
    with pytest.raises(Refused):
        sample_size(*row)


def test_a_draw_is_the_rank_of_the_hash() -> None:
    frame = [f"REF{number:04}" for number in range(200)]
    expected = sorted(frame, key=lambda one: hashlib.sha256(f"2026-11|{one}".encode()).hexdigest())
    assert draw(frame, "2026-11", 25) == expected[:25]
    assert draw(frame[::-1], "2026-11", 25) == expected[:25]
    assert draw(frame, "2026-11", 30)[:25] == expected[:25]  # replacements continue down the list
    assert draw(frame, "2026-12", 25) != expected[:25]
    assert draw(frame, "2026-11", 200) == expected
    assert draw(frame, "2026-11", 0) == []


def test_a_draw_is_the_same_in_every_language() -> None:
    # The first digits of sha256 of 7|a to 7|d, from another tool: 8e3216a8, cda58ee4, 9ac3cc88, c0b016da.
    assert draw("abcd", 7, 4) == ["a", "c", "d", "b"]
    assert draw("abcd", "7", 2) == ["a", "c"]
    assert draw([12, 3], 7, 2) == draw([3, 12], 7, 2)


@pytest.mark.parametrize("frame, size", [(["a", "a"], 1), (["a", "b"], 3), (["a"], -1), (["a"], 0.5)])
def test_a_draw_from_a_faulty_list_is_refused(frame: list[str], size: int) -> None:
    with pytest.raises(Refused):
        draw(frame, 1, size)


@pytest.mark.parametrize(
    "count, local, national",
    [
        (None, "-", "-"),
        (0, "*", "*"),
        (4, "*", "*"),
        (5, "5", "5"),
        (7, "5", "7"),
        (8, "10", "8"),
        (12, "10", "12"),
        (13, "15", "13"),
        (1003, "1005", "1003"),
    ],
)
def test_the_published_form_of_a_count(count: int | None, local: str, national: str) -> None:
    assert nhs_published(count) == local
    assert nhs_published(count, national=True) == national


@given(st.integers(5, 10_000))
def test_published_counts_are_the_nearest_five(count: int) -> None:
    assert int(nhs_published(count)) == 5 * round(count / 5)


@pytest.mark.parametrize("count", [-1, 2.5, "7"])
def test_what_is_no_count_is_not_published(count: object) -> None:
    with pytest.raises(Refused):
        nhs_published(count)  # type: ignore[arg-type]
