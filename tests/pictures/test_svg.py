"""The pen: numbers, ticks, places of labels."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldthread.pictures.svg import Scale, apart, fitted, number, tag, ticks


@pytest.mark.parametrize(
    "value, said", [(3.0, "3"), (3.04, "3"), (3.06, "3.1"), (-0.04, "-0"), (1200.0, "1200"), (10.0, "10")]
)
def test_coordinates_are_short(value: float, said: str) -> None:
    assert number(value) == said


def test_an_element_escapes_what_it_holds() -> None:
    assert tag("text", class_="a", aria_label='"<&') == '<text class="a" aria-label="&quot;&lt;&amp;"/>'


@pytest.mark.parametrize(
    "low, high, most, found",
    [
        (0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (0, 7, 5, [0, 2, 4, 6]),
        (-3, 3, 4, [-2, 0, 2]),
        (0, 0.07, 5, [0, 0.02, 0.04, 0.06]),
        (5, 5, 5, [5]),
    ],
)
def test_ticks_are_round(low: float, high: float, most: int, found: list[float]) -> None:
    assert ticks(low, high, most) == pytest.approx(found)


@given(st.floats(0.001, 1e6), st.integers(2, 12))
def test_ticks_are_few_and_inside(span: float, most: int) -> None:
    found = ticks(0, span, most)
    assert len(found) <= most + 1
    assert all(-1e-9 <= tick <= span * (1 + 1e-9) for tick in found)


@given(st.lists(st.floats(0, 300), min_size=1, max_size=8))
def test_labels_are_apart_and_stay_on_the_paper(wanted: list[float]) -> None:
    placed = sorted(apart(wanted, 15, 0, 300))
    assert all(other - one >= 15 - 1e-6 for one, other in pairwise(placed))
    assert placed[0] >= -1e-6
    assert placed[-1] <= 300 + 1e-6


def test_labels_that_have_room_stay_where_they_want_to_be() -> None:
    assert apart([10, 100, 50], 15, 0, 300) == [10, 100, 50]


def test_words_are_cut_to_their_room() -> None:
    assert fitted("Short", 100) == "Short"
    cut = fitted("A name that is much too long to stand here", 70)
    assert cut == "A name th…"
    assert fitted("Ab", 0.5) == "…"


def test_a_scale_of_one_value_does_not_divide_by_nothing() -> None:
    scale = Scale(3, 3, 0, 100)
    assert scale(3) == 0
    assert scale.inside(99) == 100
