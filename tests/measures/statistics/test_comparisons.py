"""Two groups beside each other, held against published examples and definitions."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from goldthread.kernel.refusals import Refused
from goldthread.measures.statistics import mcnemar, newcombe, rate_ratio, wilson


@pytest.mark.parametrize(
    "events_1, n_1, events_2, n_2, lower, upper",
    [
        # Newcombe 1998, table II, method 10.
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775),
        (0, 10, 0, 10, -0.2775, 0.2775),
        (10, 10, 0, 20, 0.6791, 1.0000),
        (10, 10, 0, 10, 0.6075, 1.0000),
    ],
)
def test_newcombe_by_the_published_table(
    events_1: int, n_1: int, events_2: int, n_2: int, lower: float, upper: float
) -> None:
    assert newcombe(events_1, n_1, events_2, n_2) == pytest.approx((lower, upper), abs=5e-5)


@given(st.integers(1, 200), st.integers(1, 200), st.data())
def test_newcombe_turned_round_changes_sign(n_1: int, n_2: int, data: st.DataObject) -> None:
    x1, x2 = data.draw(st.integers(0, n_1)), data.draw(st.integers(0, n_2))
    lower, upper = newcombe(x1, n_1, x2, n_2)
    assert newcombe(x2, n_2, x1, n_1) == pytest.approx((-upper, -lower), abs=1e-12)
    assert lower >= -1 and lower <= x1 / n_1 - x2 / n_2 <= upper and upper <= 1


def test_newcombe_follows_the_confidence_asked() -> None:
    first, second = wilson(8, 20, 0.9), wilson(5, 25, 0.9)
    lower = 0.2 - math.sqrt((0.4 - first.lower) ** 2 + (second.upper - 0.2) ** 2)
    assert newcombe(8, 20, 5, 25, 0.9).lower == pytest.approx(lower)


@pytest.mark.parametrize("row", [(1, 0, 1, 2), (1, 2, 1, 0), (3, 2, 1, 2), (1, 2, -1, 2)])
def test_newcombe_refuses_what_is_no_share(row: tuple[int, int, int, int]) -> None:
    with pytest.raises(Refused):
        newcombe(*row)


def test_rate_ratio_by_the_manual_of_r() -> None:
    # The example of R's poisson.test: malformations in 800 and in 3,011 births.
    assert rate_ratio(11, 800, 21, 3011) == pytest.approx((0.8584264, 4.2772659), abs=5e-8)


@given(st.integers(0, 60), st.integers(0, 60), st.floats(0.1, 1000), st.floats(0.1, 1000))
def test_rate_ratio_limits_leave_the_tails_they_should(x1: int, x2: int, t1: float, t2: float) -> None:
    if x1 == x2 == 0:
        return
    lower, upper = rate_ratio(x1, t1, x2, t2)
    total = x1 + x2
    if x1:
        p = lower * t1 / (lower * t1 + t2)
        assert special.bdtrc(x1 - 1, total, p) == pytest.approx(0.025, rel=1e-7)
    else:
        assert lower == 0
    if x2:
        p = upper * t1 / (upper * t1 + t2)
        assert special.bdtr(x1, total, p) == pytest.approx(0.025, rel=1e-7)
    else:
        assert upper == math.inf


def test_rate_ratio_without_events_is_refused() -> None:
    with pytest.raises(Refused, match="without events"):
        rate_ratio(0, 100, 0, 120)


@pytest.mark.parametrize("row", [(1, 0, 1, 2), (1, 2, 1, -2), (-1, 2, 1, 2), (1.5, 2, 1, 2)])
def test_rate_ratio_refuses_what_is_no_rate(row: tuple[int, float, int, float]) -> None:
    with pytest.raises(Refused):
        rate_ratio(*row)


@given(st.integers(0, 40), st.integers(0, 40))
def test_mcnemar_adds_up_what_is_no_likelier(b: int, c: int) -> None:
    total = b + c
    chances = [Fraction(math.comb(total, k), 2**total) for k in range(total + 1)]
    expected = sum(chance for chance in chances if chance <= chances[b])
    assert mcnemar(b, c) == pytest.approx(float(expected), rel=1e-12)
    assert mcnemar(b, c) == mcnemar(c, b)


def test_mcnemar_with_nobody_changing_says_nothing() -> None:
    assert mcnemar(0, 0) == 1.0


@pytest.mark.parametrize("b, c", [(480, 520), (481, 520), (4_900, 5_200), (3, 2_000), (60_000, 60_001)])
def test_mcnemar_of_many_is_the_same_sum(b: int, c: int) -> None:
    assert mcnemar(b, c) == pytest.approx(min(1.0, 2 * float(special.bdtr(min(b, c), b + c, 0.5))), rel=1e-9)


def test_mcnemar_refuses_what_is_no_count() -> None:
    with pytest.raises(Refused):
        mcnemar(-1, 3)
