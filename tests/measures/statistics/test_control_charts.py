"""Control charts: every rule by hand, and every column against a second reading of the query."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldthread.kernel.refusals import Refused
from goldthread.measures.statistics import ControlChart, xmr
from goldthread.measures.statistics.control_charts import CHART_FROM
from measures.statistics import chart_by_the_query

FLAGS = (
    "above_limit",
    "below_limit",
    "shift_above",
    "shift_below",
    "trend_up",
    "trend_down",
    "two_of_three_above",
    "two_of_three_below",
)

# Small steps make ties and runs, the odd large one makes outliers.
series = st.one_of(
    st.lists(st.integers(-3, 3), min_size=1, max_size=45),
    st.lists(st.one_of(st.integers(0, 6), st.integers(30, 60)), min_size=8, max_size=45),
    st.lists(st.integers(-1, 2), min_size=8, max_size=45).map(
        lambda changes: [sum(changes[: at + 1]) for at in range(len(changes))]
    ),
)


def flagged(chart: ControlChart, rule: str) -> list[int]:
    return [at for at, broken in enumerate(getattr(chart, rule)) if broken]


@settings(max_examples=600, deadline=None)
@given(series, st.data())
def test_every_column_agrees_with_a_second_reading(values: list[int], data: st.DataObject) -> None:
    size = len(values)
    baseline = data.draw(st.one_of(st.none(), st.integers(2, size + 2)), label="baseline")
    first = 0 if baseline is None else baseline
    recalculate = data.draw(
        st.lists(st.integers(first, size - 1), max_size=3) if first < size else st.just([]),
        label="recalculate",
    )
    screen: Any = data.draw(st.sampled_from(["none", "ranges", "ranges_and_mean"]), label="screen")
    better: Any = data.draw(st.sampled_from(["higher", "lower", "neutral"]), label="better")
    conflict: Any = data.draw(st.sampled_from(["improvement", "concern"]), label="conflict")
    # Scaled by a seventh, the same series in floats that carry rounding noise.
    scale = data.draw(st.sampled_from([1, 7, 1000]), label="scale")
    expected = chart_by_the_query.chart(
        [Fraction(value, scale) for value in values], baseline, recalculate, screen
    )
    floats = [value / scale for value in values]
    found = xmr(
        floats, better, baseline=baseline, recalculate_at=recalculate, screen=screen, conflict=conflict
    )
    assert list(found.step) == expected["step"]
    for name in FLAGS:
        assert list(getattr(found, name)) == expected[name], name
    for name in ("centre", "lower", "upper"):
        for mine, exact in zip(getattr(found, name), expected[name], strict=True):
            if exact is None:
                assert mine is None, name
            else:
                assert mine == pytest.approx(float(exact), abs=1e-9), name  # type: ignore[arg-type]
    assert (found.variation, found.conflict) == chart_by_the_query.last_state(expected, better, conflict)


def test_lines_by_hand() -> None:
    chart = xmr([10, 12, 11, 15])  # moving ranges 2, 1, 4: mean 7/3
    reach = 2.66 * 7 / 3
    assert chart.centre == pytest.approx([12] * 4)
    assert chart.lower == pytest.approx([12 - reach] * 4)
    assert chart.upper == pytest.approx([12 + reach] * 4)
    assert chart.upper_two_sigma == pytest.approx([12 + reach * 2 / 3] * 4)
    assert chart.lower_two_sigma == pytest.approx([12 - reach * 2 / 3] * 4)
    assert chart.step == (1, 1, 1, 1)
    assert chart.variation == "common_cause"
    assert len(chart) == 4


def test_a_point_beyond_the_limit_is_strictly_beyond_it() -> None:
    # The baseline has mean 50 and mean moving range 5, so limits at 36.7 and 63.3.
    steady = [47.5, 52.5] * 6
    chart = xmr([*steady, 63.3, 50, 63.31, 50, 36.7, 50, 36.69], baseline=12)
    assert flagged(chart, "above_limit") == [14]
    assert flagged(chart, "below_limit") == [18]


def test_seven_on_one_side_is_a_shift_and_six_is_not() -> None:
    before = [10, 0] * 6
    assert flagged(xmr([*before, 6, 7, 6, 7, 6, 7, 0], baseline=12), "shift_above") == []
    chart = xmr([*before, 6, 7, 6, 7, 6, 7, 6, 0], baseline=12)
    assert flagged(chart, "shift_above") == [12, 13, 14, 15, 16, 17, 18]
    chart = xmr([*before, 6, 7, 6, 5, 6, 7, 6, 7, 6], baseline=12)  # 5 is the mean: it breaks the run
    assert flagged(chart, "shift_above") == []


def test_a_longer_shift_is_flagged_to_its_ends() -> None:
    chart = xmr([10, 0] * 6 + [4, 3, 4, 3, 4, 3, 4, 3, 4, 9], baseline=12)
    assert flagged(chart, "shift_below") == list(range(12, 21))


def test_a_point_equal_to_the_mean_but_for_rounding_breaks_the_run() -> None:
    # The mean of the baseline is 0.3; the middle point is 0.1 + 0.2, a hair above it.
    steady = [0.2, 0.4] * 6
    run = [0.31, 0.32, 0.31, 0.1 + 0.2, 0.31, 0.32, 0.31]
    assert 0.1 + 0.2 > 0.3
    assert flagged(xmr(steady + run, baseline=12), "shift_above") == []
    run[3] = 0.301
    assert flagged(xmr(steady + run, baseline=12), "shift_above") == list(range(12, 19))


def test_six_rises_in_a_row_are_a_trend_and_a_tie_breaks_it() -> None:
    noise = [3, -2, 4, -3, 3, -2]
    chart = xmr([*noise, *range(7), 2])
    assert flagged(chart, "trend_up") == [5, 6, 7, 8, 9, 10, 11, 12]  # the fall to -2 starts the climb
    assert flagged(xmr([*noise, 5, 4, 3, 2, 1, 0, -1, 9]), "trend_down") == list(range(6, 13))
    assert flagged(xmr([9, 0, 1, 2, 3, 3, 4, 5, 6, 2]), "trend_up") == []
    assert flagged(xmr([9, 0, 1, 2, 3, 4, 5, 2]), "trend_up") == []


def test_a_tie_but_for_rounding_breaks_a_trend() -> None:
    rising = [0.0, 0.1, 0.2, 0.3, 0.1 + 0.2, 0.5, 0.6]
    assert flagged(xmr(rising), "trend_up") == []
    rising[4] = 0.4
    assert flagged(xmr(rising), "trend_up") == list(range(7))


def test_trends_run_across_steps_and_shifts_do_not() -> None:
    values = [5, 3, 6, 2, 4, 3, 4, 5, 6, 7, 8, 9, 4, 6, 5]
    chart = xmr(values, recalculate_at=[8])
    assert flagged(chart, "trend_up") == list(range(5, 12))
    run = [10, 0] * 3 + [6, 7, 6, 7] + [6, 7, 6, 7] + [0, 1, 0, 1, 0, 1]
    assert flagged(xmr(run), "shift_above") == list(range(6, 14))
    assert flagged(xmr(run, recalculate_at=[10]), "shift_above") == []


def test_two_of_three_needs_all_three_on_one_side() -> None:
    steady = [47.5, 52.5] * 6  # two-sigma lines at 50 -/+ 8.867, limits at 50 -/+ 13.3
    assert flagged(xmr([*steady, 59, 60, 51, 45], baseline=12), "two_of_three_above") == [12, 13]
    assert flagged(xmr([*steady, 59, 51, 60, 45], baseline=12), "two_of_three_above") == [12, 14]
    assert flagged(xmr([*steady, 51, 59, 60, 45], baseline=12), "two_of_three_above") == [13, 14]
    assert flagged(xmr([*steady, 59, 49, 60, 45], baseline=12), "two_of_three_above") == []
    assert flagged(xmr([*steady, 59, 50, 60, 45], baseline=12), "two_of_three_above") == []
    assert flagged(xmr([*steady, 45, 59, 60], baseline=12), "two_of_three_above") == []
    assert flagged(xmr([*steady, 41, 40, 49, 55], baseline=12), "two_of_three_below") == [12, 13]
    assert flagged(xmr([*steady, 59, 60, 61], baseline=12), "two_of_three_above") == [12, 13, 14]


def test_a_point_outside_the_limit_may_be_the_third_but_not_one_of_the_two() -> None:
    steady = [47.5, 52.5] * 6
    chart = xmr([*steady, 59, 70, 60], baseline=12)
    assert flagged(chart, "two_of_three_above") == [12, 14]
    assert flagged(chart, "above_limit") == [13]
    assert flagged(xmr([*steady, 59, 70, 51], baseline=12), "two_of_three_above") == []


def test_two_of_three_and_shifts_stop_at_the_border_of_the_baseline() -> None:
    steady = [47.5, 52.5] * 5 + [45, 55]
    chart = xmr([*steady, 60, 51, 45], baseline=12)
    assert flagged(chart, "two_of_three_above") == []
    rising = [0, 10] * 5 + [6, 6] + [6, 6, 6, 6, 6, 0]
    assert flagged(xmr(rising, baseline=12), "shift_above") == []
    assert flagged(xmr(rising), "shift_above") == list(range(9, 17))


def test_the_step_after_a_baseline_borrows_its_lines_and_later_ones_do_not() -> None:
    values = [10, 14] * 6 + [30, 31, 30] + [50, 52] * 4
    chart = xmr(values, baseline=12, recalculate_at=[15])
    assert chart.step == (0,) * 12 + (1,) * 3 + (2,) * 8
    assert chart.centre == pytest.approx([12] * 15 + [51] * 8)
    assert chart.upper == pytest.approx([12 + 2.66 * 4] * 15 + [51 + 2.66 * 2] * 8)
    assert chart.short_steps == (2,)
    right_after = xmr(values, baseline=12, recalculate_at=[12])
    assert right_after.step == (0,) * 12 + (2,) * 11
    assert right_after.centre[12:] == pytest.approx([sum(values[12:]) / 11] * 11)


def test_moving_ranges_never_cross_a_recalculation() -> None:
    chart = xmr([1, 2, 1, 2, 101, 102, 101, 102], recalculate_at=[4])
    assert chart.upper == pytest.approx([1.5 + 2.66] * 4 + [101.5 + 2.66] * 4)
    assert chart.step == (1,) * 4 + (2,) * 4


def test_a_recalculation_at_the_start_or_twice_changes_nothing() -> None:
    values = [1, 2, 4, 3, 5, 2, 6]
    assert xmr(values, recalculate_at=[0]) == xmr(values)
    assert xmr(values, recalculate_at=(4, 4, 0)) == xmr(values, recalculate_at=[4])


def test_a_baseline_as_long_as_the_series_changes_nothing() -> None:
    values = [1, 2, 4, 3, 5, 2, 6]
    assert xmr(values, baseline=7) == xmr(values, baseline=20) == xmr(values)


SPIKED = [10, 11, 10, 11, 10, 40, 11, 10, 11, 10, 11, 10, 11, 10]


def test_screening_of_ranges_leaves_the_mean_alone() -> None:
    chart = xmr(SPIKED, screen="ranges")
    assert chart.centre[0] == pytest.approx(sum(SPIKED) / 14)
    assert chart.upper[0] == pytest.approx(sum(SPIKED) / 14 + 2.66)  # ranges of 30 and 29 are left out
    assert xmr(SPIKED).upper[0] == pytest.approx(sum(SPIKED) / 14 + 2.66 * 70 / 13)


def test_screening_as_the_query_does_drops_the_points_too() -> None:
    chart = xmr(SPIKED, screen="ranges_and_mean")
    kept = [value for at, value in enumerate(SPIKED) if at not in (5, 6)]
    assert chart.centre[0] == pytest.approx(sum(kept) / 12)
    assert chart.upper[0] == pytest.approx(sum(kept) / 12 + 2.66)


def test_a_range_exactly_at_the_screen_goes_in_r_and_stays_in_the_query() -> None:
    # Moving ranges 3267, 1733, 0, 0, 0: the first is exactly 3.267 times their mean of 1,000.
    values = [0, 3267, 5000, 5000, 5000, 5000]
    mean = 23267 / 6
    goes = xmr(values, screen="ranges")
    assert (goes.centre[0], goes.upper[0]) == pytest.approx((mean, mean + 2.66 * 1733 / 4))
    stays = xmr(values, screen="ranges_and_mean")
    assert (stays.centre[0], stays.upper[0]) == pytest.approx((mean, mean + 2.66 * 1000))


def test_a_flat_series_has_no_limits_and_no_signal() -> None:
    for values in ([5.0] * 20, [0.1 + 0.2, 0.3] * 8):
        chart = xmr(values, target=5)
        assert set(chart.lower) == set(chart.upper) == set(chart.upper_two_sigma) == {None}
        assert chart.variation == "common_cause"
        assert chart.assurance is None
        assert not any(any(getattr(chart, rule)) for rule in FLAGS)


def test_screening_away_every_range_leaves_no_limits() -> None:
    values = [5.0] * 12 + [9.0] + [5.0] * 12
    screens: tuple[Any, ...] = ("ranges", "ranges_and_mean")
    for screen in screens:
        chart = xmr(values, screen=screen, target=5)
        assert set(chart.lower) == {None}
        assert chart.assurance is None
        assert not any(chart.above_limit)


def test_a_step_of_one_point_has_a_mean_and_no_limits() -> None:
    chart = xmr([1, 2, 1, 2, 9], recalculate_at=[4], target=3)
    assert chart.centre[4] == 9
    assert chart.lower[4] is None and chart.upper[4] is None
    assert chart.lower[3] is not None
    assert (chart.variation, chart.assurance) == ("common_cause", None)


@pytest.mark.parametrize(
    "better, last, variation",
    [
        ("higher", 70, "improvement_high"),
        ("higher", 30, "concern_low"),
        ("lower", 70, "concern_high"),
        ("lower", 30, "improvement_low"),
        ("neutral", 70, "neither_high"),
        ("neutral", 30, "neither_low"),
        ("higher", 51, "common_cause"),
        ("neutral", 51, "common_cause"),
    ],
)
def test_the_icon_is_the_state_of_the_last_point(better: Any, last: float, variation: str) -> None:
    chart = xmr([47.5, 52.5] * 6 + [last], better, baseline=12)
    assert chart.variation == variation == chart.variations[-1]
    assert chart.variations[0] == "common_cause"
    earlier = xmr([47.5, 52.5] * 6 + [last, 50], better, baseline=12)
    assert earlier.variation == "common_cause"
    assert earlier.variations[12] == variation


def test_improvement_and_concern_at_once_is_a_conflict() -> None:
    # A rising trend that stays below the mean: better and worse at once.
    values = [47.5, 52.5] * 6 + [40, 41, 42, 43, 44, 45, 46]
    chart = xmr(values, "higher", baseline=12)
    assert chart.trend_up[-1] and chart.shift_below[-1]
    assert (chart.variation, chart.conflict) == ("improvement_high", True)
    assert xmr(values, "higher", baseline=12, conflict="concern").variation == "concern_low"
    assert xmr(values, "lower", baseline=12).variation == "improvement_low"
    assert xmr(values, "lower", baseline=12, conflict="concern").variation == "concern_high"
    neutral = xmr(values, "neutral", baseline=12)
    assert (neutral.variation, neutral.conflict) == ("neither_high", False)
    assert not any(chart.conflicts[:12])


@pytest.mark.parametrize(
    "better, target, assurance",
    [
        ("higher", 36.7, "pass"),
        ("higher", 36.8, "hit_or_miss"),
        ("higher", 30, "pass"),
        ("higher", 63.2, "hit_or_miss"),
        ("higher", 63.3, "fail"),
        ("higher", 90, "fail"),
        ("lower", 63.3, "pass"),
        ("lower", 90, "pass"),
        ("lower", 63.2, "hit_or_miss"),
        ("lower", 36.7, "fail"),
        ("lower", 0, "fail"),
        ("neutral", 50, None),
        ("higher", None, None),
    ],
)
def test_assurance_holds_the_last_limits_against_the_target(
    better: Any, target: float | None, assurance: str | None
) -> None:
    assert xmr([47.5, 52.5] * 8, better, target).assurance == assurance


def test_assurance_uses_the_last_step() -> None:
    values = [1, 2] * 8 + [101, 102] * 8
    assert xmr(values, target=90, recalculate_at=[16]).assurance == "pass"
    assert xmr(values, target=90, recalculate_at=[]).assurance == "fail"


def test_limits_are_not_clipped() -> None:
    chart = xmr([0, 5, 0, 6, 0, 7, 1, 5])
    assert chart.lower[0] is not None and chart.lower[0] < 0


def test_too_few_points_make_a_run_chart_when_asked() -> None:
    values = list(range(14))
    run = xmr(values, target=3, minimum_points=CHART_FROM)
    assert run.centre == (6.5,) * 14
    assert set(run.lower) == set(run.lower_two_sigma) == {None}
    assert run.variation is None and run.assurance is None
    assert not any(any(getattr(run, rule)) for rule in FLAGS)
    enough = xmr([*values, 14], minimum_points=CHART_FROM)
    assert enough.variation == "improvement_high"
    assert enough.lower[0] is not None


def test_short_steps_are_named() -> None:
    assert xmr([1, 2] * 5).short_steps == (1,)
    assert xmr([1, 2] * 6).short_steps == ()
    assert xmr([1, 2] * 10, baseline=11).short_steps == (0,)
    assert xmr([1, 2] * 10, recalculate_at=[12]).short_steps == (2,)


def test_points_are_the_columns_turned() -> None:
    chart = xmr([47.5, 52.5] * 6 + [70], target=40, baseline=12)
    last = chart.points[-1]
    assert len(chart.points) == 13
    assert last.above_limit and last.variation == "improvement_high" and last.step == 1
    assert (last.centre, last.lower, last.upper) == (chart.centre[-1], chart.lower[-1], chart.upper[-1])


@given(st.lists(st.integers(0, 20), min_size=1, max_size=30))
def test_upside_down_swaps_every_flag(values: list[int]) -> None:
    chart, turned = xmr(values, "higher", target=8), xmr([-value for value in values], "lower", target=-8)
    for up, down in (
        ("above_limit", "below_limit"),
        ("shift_above", "shift_below"),
        ("trend_up", "trend_down"),
    ):
        assert getattr(chart, up) == getattr(turned, down)
    assert chart.two_of_three_above == turned.two_of_three_below
    assert chart.assurance == turned.assurance


@pytest.mark.parametrize(
    "values, options",
    [
        ([], {}),
        ([1, None, 2], {}),
        ([1, math.nan, 2], {}),
        ([1, math.inf], {}),
        ([1, "2"], {}),
        ([1, 1e200], {}),
        ([1, 2, 3], {"better": "up"}),
        ([1, 2, 3], {"screen": "all"}),
        ([1, 2, 3], {"conflict": "both"}),
        ([1, 2, 3], {"target": math.nan}),
        ([1, 2, 3], {"recalculate_at": [3]}),
        ([1, 2, 3], {"recalculate_at": [-1]}),
        ([1, 2, 3], {"recalculate_at": [1.5]}),
        ([1, 2, 3], {"baseline": 1}),
        ([1, 2, 3], {"baseline": 0}),
        ([1, 2, 3, 4, 5], {"baseline": 3, "recalculate_at": [2]}),
    ],
)
def test_what_is_no_series_is_refused(values: list[float], options: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        xmr(values, **options)
