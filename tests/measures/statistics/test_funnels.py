"""Funnels: direct limits, the widened ones, and when widening is not done."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldthread.kernel.refusals import Refused
from goldthread.measures.statistics import Funnel, funnel

Z_95, Z_998 = 1.959963984540054, 3.090232306167813

# Twelve teams whose shares differ by more than chance.
EVENTS = [30, 45, 80, 12, 66, 20, 95, 41, 38, 57, 9, 70]
CASES = [60, 60, 100, 40, 90, 70, 120, 80, 50, 110, 45, 85]

units = st.lists(
    st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=30
)


def test_direct_limits_by_hand() -> None:
    found = funnel([20, 30, 10], [100, 100, 100])
    assert found.centre == pytest.approx(0.2)
    assert found.limits_95[0] == pytest.approx((0.2 - Z_95 * 0.04, 0.2 + Z_95 * 0.04))
    assert found.limits_998[0] == pytest.approx((0.2 - Z_998 * 0.04, 0.2 + Z_998 * 0.04))
    assert found.signal == ("none", "high_95", "low_95")
    assert found.values == (0.2, 0.3, 0.1)
    assert (found.adjusted, found.note) == (False, None)


def test_the_outer_limits_come_first() -> None:
    found = funnel([50, 90, 10, 58, 42], [100] * 5)
    assert found.signal == ("none", "high_998", "low_998", "none", "none")
    assert funnel([500, 540, 460], [1000] * 3).signal == ("none", "high_95", "low_95")


def test_limits_are_clipped_for_small_units() -> None:
    found = funnel([1, 90], [2, 1000])
    assert found.limits_998[0].lower == 0.0
    assert funnel([2, 900], [2, 1000]).limits_95[0].upper == 1.0


@given(units)
def test_direct_limits_by_definition(rows: list[tuple[int, int]]) -> None:
    events, cases = zip(*rows, strict=True)
    found = funnel(events, cases)
    centre = sum(events) / sum(cases)
    for place, (x, n) in enumerate(rows):
        error = math.sqrt(centre * (1 - centre) / n)
        distance = x / n - centre
        expected = "none"
        if abs(distance) > Z_95 * error * (1 + 1e-9):
            expected = "high_95" if distance > 0 else "low_95"
        if abs(distance) > Z_998 * error * (1 + 1e-9):
            expected = "high_998" if distance > 0 else "low_998"
        assert found.signal[place] == expected
        inner, outer = found.limits_95[place], found.limits_998[place]
        assert 0 <= outer.lower <= inner.lower <= found.centre + 1e-12
        assert 1 >= outer.upper >= inner.upper >= found.centre - 1e-12


def by_numpy(events: list[int], cases: list[int]) -> tuple[float, float, np.ndarray]:
    """phi, tau squared and the limits, written again with numpy's own quantile (type 7)."""
    x, n = np.array(events, float), np.array(cases, float)
    target = np.arcsin(np.sqrt(x.sum() / n.sum()))
    s = 1 / (2 * np.sqrt(n))
    z = (np.arcsin(np.sqrt(x / n)) - target) / s
    phi = float(np.mean(np.clip(z, np.quantile(z, 0.1), np.quantile(z, 0.9)) ** 2))
    w, size = 1 / s**2, len(x)
    tau2 = max(0.0, float((size * phi - (size - 1)) / (w.sum() - (w**2).sum() / w.sum())))
    angles = [target + sign * q * np.sqrt(s**2 + tau2) for q in (Z_95, Z_998) for sign in (-1, 1)]
    return phi, tau2, np.sin(np.clip(angles, 0, np.pi / 2)) ** 2


def test_over_dispersion_widens_the_limits() -> None:
    found, plain = funnel(EVENTS, CASES, over_dispersion=True), funnel(EVENTS, CASES)
    phi, tau2, limits = by_numpy(EVENTS, CASES)
    assert phi > 1
    assert (found.phi, found.tau2) == pytest.approx((phi, tau2), rel=1e-12)
    assert (found.adjusted, found.note) == (True, None)
    columns = [
        [each.lower for each in found.limits_95],
        [each.upper for each in found.limits_95],
        [each.lower for each in found.limits_998],
        [each.upper for each in found.limits_998],
    ]
    assert np.allclose(columns, limits, rtol=1e-12, atol=0)
    assert all(wide.upper > each.upper for wide, each in zip(found.limits_95, plain.limits_95, strict=True))
    assert sum(each != "none" for each in found.signal) < sum(each != "none" for each in plain.signal)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(60, 400)), min_size=2, max_size=25))
def test_dispersion_by_a_second_reading(rows: list[tuple[int, int]]) -> None:
    events, cases = [x for x, _ in rows], [n for _, n in rows]
    found = funnel(events, cases, over_dispersion=True)
    phi, tau2, limits = by_numpy(events, cases)
    assert found.phi == pytest.approx(phi, rel=1e-9, abs=1e-12)
    assert found.tau2 == pytest.approx(tau2, rel=1e-6, abs=1e-12)
    assert found.adjusted == (len(rows) >= 10 and found.phi > 1)
    if found.adjusted:
        assert np.allclose([each.upper for each in found.limits_998], limits[3], atol=1e-9)
        assert np.allclose([each.lower for each in found.limits_95], limits[0], atol=1e-9)


def test_limits_stop_at_the_ends_of_the_scale() -> None:
    events, cases = [0, 1, 0, 9, 0, 2, 0, 8, 0, 1], [9, 40, 12, 60, 9, 30, 20, 45, 9, 40]
    found = funnel(events, cases, over_dispersion=True)
    assert found.adjusted
    assert {each.lower for each in found.limits_998} == {0.0}
    full = funnel([n - x for x, n in zip(events, cases, strict=True)], cases, over_dispersion=True)
    assert {each.upper for each in full.limits_998} == {1.0}


def test_few_units_keep_their_limits_and_say_so() -> None:
    found, plain = funnel(EVENTS[:9], CASES[:9], over_dispersion=True), funnel(EVENTS[:9], CASES[:9])
    assert (found.limits_95, found.limits_998, found.signal) == (
        plain.limits_95,
        plain.limits_998,
        plain.signal,
    )
    assert not found.adjusted
    assert found.note is not None and "10 units" in found.note
    assert funnel(EVENTS[:10], CASES[:10], over_dispersion=True).adjusted


def test_units_alike_keep_their_limits() -> None:
    found = funnel([50] * 12, [100] * 12, over_dispersion=True)
    assert (found.phi, found.tau2, found.adjusted) == (0.0, 0.0, False)
    assert found.note is not None and "chance" in found.note
    assert found.limits_95 == funnel([50] * 12, [100] * 12).limits_95


@pytest.mark.parametrize("events, centre", [([0, 0, 0], 0.0), ([9, 9, 9], 1.0)])
def test_all_or_nothing_has_no_signal(events: list[int], centre: float) -> None:
    found = funnel(events, [9, 9, 9])
    assert found.centre == centre
    assert found.signal == ("none",) * 3
    assert isinstance(found, Funnel)


@pytest.mark.parametrize("events, n", [([], []), ([1], [1, 2]), ([1, 0], [2, 0]), ([3], [2]), ([-1], [2])])
def test_what_is_no_unit_is_refused(events: list[int], n: list[int]) -> None:
    with pytest.raises(Refused):
        funnel(events, n)
