"""Limits of proportions, rates and means, held against their defining equations and scipy."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from goldthread.kernel.refusals import Refused
from goldthread.measures.statistics import (
    Limits,
    mean_limits,
    poisson_rate,
    poisson_rate_many,
    quantiles,
    wilson,
    wilson_many,
)

levels = st.sampled_from([0.8, 0.9, 0.95, 0.99, 0.998])


@st.composite
def shares(draw: st.DrawFn) -> tuple[int, int]:
    n = draw(st.integers(1, 2000))
    return draw(st.integers(0, n)), n


def test_wilson_by_the_published_example() -> None:
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)  # Newcombe 1998, table I
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)


@given(shares(), levels)
def test_wilson_limits_solve_the_score_equation(share: tuple[int, int], confidence: float) -> None:
    events, n = share
    z = float(special.ndtri(0.5 + confidence / 2))
    p = events / n
    for limit, end in zip(wilson(events, n, confidence), (0.0, 1.0), strict=True):
        if limit != end:
            assert abs(p - limit) == pytest.approx(
                z * math.sqrt(limit * (1 - limit) / n), rel=1e-9, abs=1e-12
            )


@given(shares(), levels)
def test_wilson_holds_the_share_within_0_and_1(share: tuple[int, int], confidence: float) -> None:
    events, n = share
    lower, upper = wilson(events, n, confidence)
    assert 0 <= lower <= events / n <= upper <= 1
    assert (lower == 0) == (events == 0)
    assert (upper == 1) == (events == n)
    mirrored = wilson(n - events, n, confidence)
    assert mirrored == pytest.approx((1 - upper, 1 - lower), abs=1e-12)


def test_limits_have_names() -> None:
    limits = wilson(8, 10)
    assert isinstance(limits, Limits)
    assert (limits.lower, limits.upper) == pytest.approx((0.4901624715366418, 0.9433178485456246))


@pytest.mark.parametrize(
    "events, n", [(0, 0), (1, 0), (3, 2), (-1, 5), (1, -5), (1.5, 5), (None, 5), ("1", 5), (math.nan, 5)]
)
def test_no_limits_of_what_is_no_share(events: object, n: object) -> None:
    with pytest.raises(Refused):
        wilson(events, n)  # type: ignore[arg-type]


@pytest.mark.parametrize("confidence", [0, 1, 95, -0.5])
def test_confidence_is_a_fraction(confidence: float) -> None:
    with pytest.raises(Refused, match=r"0\.95"):
        wilson(1, 2, confidence)
    with pytest.raises(Refused, match=r"0\.95"):
        poisson_rate(1, 2, confidence)


def test_whole_numbers_of_other_kinds_are_counts() -> None:
    assert wilson(np.int64(8), np.int32(10)) == wilson(8.0, 10.0) == wilson(8, 10)  # type: ignore[arg-type]


@given(st.lists(shares(), min_size=1, max_size=40), levels)
def test_wilson_for_a_tally_is_the_scalar_to_the_last_digit(
    rows: list[tuple[int, int]], confidence: float
) -> None:
    events, n = zip(*rows, strict=True)
    lower, upper = wilson_many(np.array(events), np.array(n), confidence)
    scalar = [wilson(*row, confidence) for row in rows]
    assert lower.tolist() == [each.lower for each in scalar]
    assert upper.tolist() == [each.upper for each in scalar]


def test_a_row_without_cases_has_no_limits() -> None:
    lower, upper = wilson_many([0, 1], [0, 4])
    assert np.isnan([lower[0], upper[0]]).all()
    assert (lower[1], upper[1]) == wilson(1, 4)
    low, high = poisson_rate_many([0, 12], [0.0, 3.5])
    assert np.isnan([low[0], high[0]]).all()
    assert (low[1], high[1]) == poisson_rate(12, 3.5)


@pytest.mark.parametrize(
    "events, n", [([1, 2], [3]), ([5], [3]), ([-1], [3]), ([0.5], [3]), ([math.nan], [3]), (["x"], [3])]
)
def test_a_tally_is_refused_like_a_figure(events: list[object], n: list[int]) -> None:
    with pytest.raises(Refused):
        wilson_many(events, n)  # type: ignore[arg-type]


@pytest.mark.parametrize("events, exposure", [([1, 2], [3]), ([-1], [3]), ([0.5], [3]), ([1], [-3.0])])
def test_a_tally_of_rates_is_refused_like_a_rate(events: list[float], exposure: list[float]) -> None:
    with pytest.raises(Refused):
        poisson_rate_many(events, exposure)


@given(st.lists(st.tuples(st.integers(0, 300), st.floats(0.01, 1e6)), min_size=1, max_size=40), levels)
def test_rates_of_a_tally_are_the_scalar_to_the_last_digit(
    rows: list[tuple[int, float]], confidence: float
) -> None:
    events, exposure = zip(*rows, strict=True)
    lower, upper = poisson_rate_many(np.array(events), np.array(exposure), confidence)
    scalar = [poisson_rate(*row, confidence) for row in rows]
    assert lower.tolist() == [each.lower for each in scalar]
    assert upper.tolist() == [each.upper for each in scalar]


@given(st.integers(0, 9), st.floats(0.01, 1e6), levels)
def test_few_events_have_exact_limits(events: int, exposure: float, confidence: float) -> None:
    lower, upper = poisson_rate(events, exposure, confidence)
    tail = (1 - confidence) / 2
    assert special.pdtr(events, upper * exposure) == pytest.approx(tail, rel=1e-9)
    if events == 0:
        assert lower == 0.0
    else:
        assert special.pdtrc(events - 1, lower * exposure) == pytest.approx(tail, rel=1e-9)


def test_exact_limits_by_the_published_table() -> None:
    # Garwood 1936, as printed in every table of Poisson limits.
    assert poisson_rate(0, 1) == pytest.approx((0, 3.6889), abs=5e-5)
    assert poisson_rate(1, 1) == pytest.approx((0.0253, 5.5716), abs=5e-5)
    assert poisson_rate(5, 1) == pytest.approx((1.6235, 11.6683), abs=5e-5)
    assert poisson_rate(9, 1) == pytest.approx((4.1154, 17.0848), abs=5e-5)


def test_byar_from_ten_events() -> None:
    z = 1.959963984540054
    for events in (10, 11, 57, 4000):
        lower = events * (1 - 1 / (9 * events) - z / (3 * math.sqrt(events))) ** 3
        more = events + 1
        upper = more * (1 - 1 / (9 * more) + z / (3 * math.sqrt(more))) ** 3
        assert poisson_rate(events, 250) == pytest.approx((lower / 250, upper / 250), rel=1e-12)
    exact_upper_of_ten = float(special.gammaincinv(11, 0.975))
    assert poisson_rate(10, 1).upper != pytest.approx(exact_upper_of_ten, rel=1e-6)


@pytest.mark.parametrize("events, exposure", [(3, 0), (3, -1), (-1, 2), (2.5, 2), (3, math.inf), (3, None)])
def test_no_rate_without_exposure(events: object, exposure: object) -> None:
    with pytest.raises(Refused):
        poisson_rate(events, exposure)  # type: ignore[arg-type]


def test_limits_of_a_mean_by_hand() -> None:
    # Mean 5, variance 4, four values: t of 3 degrees of freedom is 3.182446.
    assert mean_limits([3, 5, 5, 7, 5, 5]) == pytest.approx(
        (5 - 2.570582 * math.sqrt(1.6 / 6), 6.3274), abs=1e-4
    )
    assert mean_limits(iter([-1.0, 1.0])) == pytest.approx((-12.706205, 12.706205), abs=1e-6)
    assert mean_limits([2.0, 2.0, 2.0]) == (2.0, 2.0)


@given(st.lists(st.integers(-500, 500), min_size=2, max_size=60), levels)
def test_limits_of_a_mean_by_definition(values: list[int], confidence: float) -> None:
    size = len(values)
    mean = Fraction(sum(values), size)
    variance = sum((value - mean) ** 2 for value in values) / (size - 1)
    reach = float(special.stdtrit(size - 1, 0.5 + confidence / 2)) * math.sqrt(variance / size)
    assert mean_limits(values, confidence) == pytest.approx(
        (float(mean) - reach, float(mean) + reach), rel=1e-9, abs=1e-9
    )


@pytest.mark.parametrize("values", [[], [3.0], [1, None, 3], [1, math.nan]])
def test_a_mean_needs_two_known_values(values: list[float]) -> None:
    with pytest.raises(Refused):
        mean_limits(values)


@settings(max_examples=300)
@given(st.integers(1, 3000), st.floats(0.01, 0.9999))
def test_student_agrees_with_scipy(freedom: int, confidence: float) -> None:
    expected = float(special.stdtrit(freedom, 0.5 + confidence / 2))
    assert quantiles.student(freedom, confidence) == pytest.approx(expected, rel=1e-10)


@given(st.integers(0, 60), st.floats(1e-9, 0.5))
def test_poisson_means_agree_with_scipy(events: int, tail: float) -> None:
    above = quantiles.poisson_mean_above(events, tail)
    assert above == pytest.approx(float(special.gammainccinv(events + 1, tail)), rel=1e-10)
    if events:
        below = quantiles.poisson_mean_below(events, tail)
        assert below == pytest.approx(float(special.gammaincinv(events, tail)), rel=1e-10)
