"""Survival curves, held against an established library's table, scipy, and exact fractions."""

from __future__ import annotations

import csv
import json
import warnings
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from goldthread.kernel.refusals import Refused
from goldthread.measures.statistics import cumulative_incidence, kaplan_meier

spells = st.lists(st.tuples(st.integers(0, 25), st.booleans()), min_size=1, max_size=60)
exits = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 3)), min_size=1, max_size=50)


def survival_by_definition(rows: list[tuple[int, bool]], day: int) -> Fraction:
    share = Fraction(1)
    for at in sorted({lasted for lasted, over in rows if over and lasted <= day}):
        there = sum(lasted >= at for lasted, _ in rows)
        share *= 1 - Fraction(sum(over and lasted == at for lasted, over in rows), there)
    return share


@given(spells)
def test_the_curve_by_definition(rows: list[tuple[int, bool]]) -> None:
    curve = kaplan_meier([lasted for lasted, _ in rows], [over for _, over in rows])
    assert curve.days == tuple(sorted({lasted for lasted, _ in rows}))
    for place, day in enumerate(curve.days):
        assert curve.survival[place] == pytest.approx(
            float(survival_by_definition(rows, int(day))), abs=1e-12
        )
        assert curve.at_risk[place] == sum(lasted >= day for lasted, _ in rows)
        assert curve.ended[place] == sum(lasted == day and over for lasted, over in rows)
        assert curve.censored[place] == sum(lasted == day and not over for lasted, over in rows)
        assert curve.lower[place] <= curve.survival[place] <= curve.upper[place]
    for day in range(-1, 28):
        assert curve.at(day) == pytest.approx(float(survival_by_definition(rows, day)), abs=1e-12)
        assert curve.at_risk_at(day) == sum(lasted >= day for lasted, _ in rows)


@settings(max_examples=60)
@given(spells, st.sampled_from([0.9, 0.95, 0.99]))
def test_limits_agree_with_scipy(rows: list[tuple[int, bool]], confidence: float) -> None:
    ended = [lasted for lasted, over in rows if over]
    running = [lasted for lasted, over in rows if not over]
    if not ended:
        return
    curve = kaplan_meier([lasted for lasted, _ in rows], [over for _, over in rows], confidence)
    expected = ecdf(CensoredData(uncensored=ended, right=running)).sf
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scipy warns of the limits it cannot give; they are not compared
        limits = expected.confidence_interval(confidence, method="log-log")
    columns = (
        expected.quantiles,
        expected.probabilities,
        limits.low.probabilities,
        limits.high.probabilities,
    )
    for day, share, lower, upper in zip(*columns, strict=True):
        assert curve.at(day) == pytest.approx(share, abs=1e-12)
        if 0 < share < 1:
            assert curve.limits_at(day) == pytest.approx((lower, upper), abs=1e-12)


@pytest.mark.shared
def test_the_reference_curves_agree_in_every_row(shared: Path) -> None:
    folder = shared / "data" / "survival-reference"
    with (folder / "waltons_dataset.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    groups = json.loads((folder / "waltons_expected.json").read_text())["groups"]
    assert {name: group["n"] for name, group in groups.items()} == {"control": 129, "miR-137": 34}
    for name, group in groups.items():
        mine = [row for row in rows if row["group"] == name]
        curve = kaplan_meier([float(row["T"]) for row in mine], [row["E"] == "1" for row in mine])
        assert curve.median == group["median"]
        assert sum(curve.ended) == group["events"]
        assert curve.days == tuple(row[0] for row in group["table"])
        columns = (curve.at_risk, curve.ended, curve.censored, curve.survival, curve.lower, curve.upper)
        for row, *found in zip(group["table"], *columns, strict=True):
            assert found[:3] == row[1:4]
            assert found[3:] == pytest.approx(row[4:], abs=1e-6), row


@pytest.mark.shared
@pytest.mark.parametrize(
    "name, day, ended, people, last",
    [("rossi", "week", "arrest", 432, 318 / 432), ("kidney_transplant", "time", "death", 863, None)],
)
def test_real_curves_agree_with_a_plain_computation(
    shared: Path, name: str, day: str, ended: str, people: int, last: float | None
) -> None:
    with (shared / "data" / "survival-reference" / f"{name}.csv").open(newline="") as file:
        rows = [(int(float(row[day])), row[ended] == "1") for row in csv.DictReader(file)]
    assert len(rows) == people
    curve = kaplan_meier([lasted for lasted, _ in rows], [over for _, over in rows])
    assert curve.median is None
    if last is not None:  # nobody was lost before the end: the curve is the plain share
        assert curve.survival[-1] == pytest.approx(last, abs=1e-12)
    for asked in {0, 13, 26, 51, 52, 90, 365, 1000, max(lasted for lasted, _ in rows)}:
        assert curve.at(asked) == pytest.approx(float(survival_by_definition(rows, asked)), abs=1e-9)


def test_a_curve_by_hand() -> None:
    curve = kaplan_meier([5, 8, 8, 12, 20], [True, True, False, False, True])
    assert list(curve.days) == [5, 8, 12, 20]
    assert curve.at_risk == (5, 4, 2, 1)
    assert curve.survival == pytest.approx((0.8, 0.6, 0.6, 0.0))
    assert [curve.at(day) for day in (0, 4.9, 5, 7, 8, 19, 20, 99)] == pytest.approx(
        [1, 1, 0.8, 0.8, 0.6, 0.6, 0, 0]
    )
    assert curve.limits_at(5) == curve.curve_limits_at(5) == (curve.lower[0], curve.upper[0])
    assert curve.limits_at(4) == (1.0, 1.0)
    assert curve.limits_at(20) == (0.0, 0.0)
    assert curve.limits_at(5) == pytest.approx((0.20381, 0.96918), abs=1e-5)
    assert curve.median == 20


@pytest.mark.parametrize(
    "days, ended, median",
    [
        ([1, 2, 3, 4], [1, 1, 1, 1], 2.5),  # one half from 2 to 3: the middle
        ([1, 2, 3, 4], [1, 1, 0, 1], 3.0),  # one half from 2 to 4, whoever is lost between
        ([1, 2, 3, 4], [1, 1, 0, 0], 2.0),  # one half to the end: where it was reached
        ([1, 2, 3], [1, 1, 1], 2.0),
        ([1, 2, 3, 4], [1, 0, 0, 0], None),
        ([7], [1], 7.0),
        ([7], [0], None),
        # Six sevenths times five sixths and so on: one half only up to rounding.
        (list(range(1, 15)), [1] * 14, 7.5),
        (list(range(1, 99)), [1] * 98, 49.5),
    ],
)
def test_the_median_as_r_gives_it(days: list[int], ended: list[bool], median: float | None) -> None:
    assert kaplan_meier(days, ended).median == median


def test_nobody_at_risk_after_the_last_day() -> None:
    curve = kaplan_meier([10, 20], [True, False])
    assert curve.at(50) == 0.5
    assert (curve.at_risk_at(20), curve.at_risk_at(21)) == (1, 0)


def test_everyone_still_there_has_closed_limits() -> None:
    curve = kaplan_meier([10, 20], [False, False])
    assert curve.survival == curve.lower == curve.upper == (1.0, 1.0)
    assert curve.median is None


@pytest.mark.parametrize(
    "days, ended", [([], []), ([1, 2], [True]), ([-1], [True]), ([None], [True]), ([1], [None]), ([1], [2])]
)
def test_a_curve_refuses_what_is_no_duration(days: list[object], ended: list[object]) -> None:
    with pytest.raises(Refused):
        kaplan_meier(days, ended)  # type: ignore[arg-type]


@given(exits)
def test_incidence_by_definition(rows: list[tuple[int, int]]) -> None:
    found = cumulative_incidence([lasted for lasted, _ in rows], [cause for _, cause in rows])
    over = [(lasted, cause > 0) for lasted, cause in rows]
    assert found.causes == tuple(sorted({cause for _, cause in rows} - {0}))
    for cause in (1, 2, 3):
        for day in range(-1, 22):
            expected = sum(
                survival_by_definition(over, at - 1)
                * Fraction(rows.count((at, cause)), sum(lasted >= at for lasted, _ in rows))
                for at in range(day + 1)
                if rows.count((at, cause))
            )
            assert found.at(cause, day) == pytest.approx(float(expected), abs=1e-12)
    for ended_on, share in zip(found.days, found.survival, strict=True):
        assert share + sum(found.at(cause, ended_on) for cause in found.causes) == pytest.approx(1, abs=1e-12)


def test_moving_on_is_no_failure_and_no_censoring() -> None:
    # Four homes: one lost on day 10, two left for a better one on day 20, one still held on day 30.
    found = cumulative_incidence([10, 20, 20, 30], [1, 2, 2, 0])
    assert found.at(1, 30) == 0.25
    assert found.at(2, 19) == 0.0
    assert found.at(2, 20) == 0.5
    assert found.at(3, 30) == 0.0
    assert found.survival == (0.75, 0.25, 0.25)
    # Leaving the moves out as censored would say as much on day 10, but more for anyone lost later.
    later = cumulative_incidence([10, 20, 25], [2, 2, 1])
    assert later.at(1, 25) == pytest.approx(1 / 3)
    assert 1 - kaplan_meier([10, 20, 25], [False, False, True]).at(25) == 1.0


def test_incidence_by_a_frozen_table() -> None:
    # Days 1 to 8, causes 1 2 0 1 2 0 1 0: worked by hand in eighths.
    found = cumulative_incidence([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 0, 1, 2, 0, 1, 0])
    assert found.incidence[1] == pytest.approx((0.125, 0.125, 0.125, 0.275, 0.275, 0.275, 0.5, 0.5))
    assert found.incidence[2] == pytest.approx((0, 0.125, 0.125, 0.125, 0.275, 0.275, 0.275, 0.275))
    assert found.at_risk == (8, 7, 6, 5, 4, 3, 2, 1)


@pytest.mark.parametrize("days, cause", [([], []), ([1], [1, 2]), ([1], [-1]), ([1], [1.5]), ([-1], [1])])
def test_incidence_refuses_what_is_no_exit(days: list[float], cause: list[int]) -> None:
    with pytest.raises(Refused):
        cumulative_incidence(days, cause)


def test_still_running_has_no_incidence() -> None:
    with pytest.raises(Refused, match="still running"):
        cumulative_incidence([1, 2], [0, 1]).at(0, 2)
