"""The share that lasted: who is due, who counts, and what is said of those nobody has heard from."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldthread.kernel.refusals import Refused
from goldthread.measures.statistics import kaplan_meier, sustained, wilson


def test_a_mature_cohort_by_hand() -> None:
    #          due, lasted  due, one short  due, to the day  due, running  not due  not due, ended
    started = [0, 0, 0, 109, 110, 150]
    ended = [200, 90, 91, None, None, 160]
    found = sustained(started, ended, as_of=200, days=91)
    assert (found.n_starts, found.n_due, found.n_not_due) == (6, 4, 2)
    assert found.n_sustained == 3
    assert found.value == 0.75
    assert found.limits == wilson(3, 4)
    assert found.bounds == (0.75, 0.75)
    assert found.n_unknown == 0


def test_an_end_on_day_91_has_lasted_13_weeks_in_both_figures() -> None:
    found = sustained([0, 0], [91, 91], as_of=91, days=91)
    assert found.value == 1.0
    assert found.survival == 1.0  # read at S(90); S(91) is 0
    assert found.survival_limits == (1.0, 1.0)
    assert found.at_risk == 2
    short = sustained([0, 0], [90, 91], as_of=91, days=91)
    assert (short.value, short.survival) == (0.5, 0.5)


def test_due_on_the_day_itself() -> None:
    assert sustained([10], [None], as_of=101, days=91).n_due == 1
    young = sustained([10], [None], as_of=100, days=91)
    assert (young.n_due, young.n_not_due, young.value, young.limits, young.bounds) == (0, 1, None, None, None)


def test_the_curve_uses_all_starts() -> None:
    started, ended = [0, 0, 60, 80, 95], [30, None, 70, None, None]
    found = sustained(started, ended, as_of=100, days=91)
    curve = kaplan_meier([30, 100, 10, 20, 5], [True, False, True, False, False])
    assert found.survival == curve.at(90)
    assert found.survival_limits == curve.limits_at(90)
    assert found.at_risk == 1
    assert found.value == 0.5


def test_nobody_followed_so_far_says_nothing() -> None:
    found = sustained([50, 60], [None, None], as_of=100, days=91)
    assert (found.survival, found.survival_limits, found.at_risk) == (None, None, 0)
    all_lost = sustained([50, 60], [70, 80], as_of=100, days=91)
    assert all_lost.survival == 0.0


def test_nothing_started() -> None:
    found = sustained([], [], as_of=100, days=91)
    assert (found.n_starts, found.value, found.survival) == (0, None, None)


def test_only_what_had_happened_by_then_counts() -> None:
    found = sustained([0, 100, 300], [250, 240, None], as_of=200, days=91)
    assert (found.n_starts, found.n_due, found.n_sustained) == (2, 2, 2)
    assert found == sustained([0, 100], [None, None], as_of=200, days=91)


def test_an_end_on_the_day_itself_has_happened_and_a_later_one_has_not() -> None:
    assert sustained([0], [50], as_of=50, days=91).survival == 0.0
    assert sustained([150], [250], as_of=200, days=91).survival is None


def test_last_seen_on_the_day_it_started_or_was_due() -> None:
    found = sustained([10, 10], [None, None], as_of=200, days=91, last_confirmed=[10, 101])
    assert (found.n_sustained, found.n_unknown) == (1, 1)


def test_unknown_stays_in_the_denominator_only() -> None:
    started = [0, 0, 0, 0, 150]
    ended = [None, None, None, 40, None]
    seen = [None, 50, 95, None, 160]
    found = sustained(started, ended, as_of=200, days=91, last_confirmed=seen)
    assert (found.n_due, found.n_sustained, found.n_unknown) == (4, 2, 1)
    assert found.value == 0.5
    assert found.bounds == (0.5, 0.75)
    curve = kaplan_meier([200, 50, 95, 40, 10], [False, False, False, True, False])
    assert found.survival == curve.at(90)


def test_a_confirmation_of_today_or_later_is_known_to_run() -> None:
    for seen in (200, 230):
        found = sustained([0], [None], as_of=200, days=91, last_confirmed=[seen])
        assert (found.n_sustained, found.n_unknown) == (1, 0)


def test_a_known_end_outweighs_a_confirmation() -> None:
    found = sustained([0], [40], as_of=200, days=91, last_confirmed=[20])
    assert (found.n_sustained, found.n_unknown, found.survival) == (0, 0, 0.0)


@given(
    st.lists(st.tuples(st.integers(0, 300), st.one_of(st.none(), st.integers(0, 200))), max_size=40),
    st.integers(0, 400),
    st.integers(1, 120),
)
def test_the_headline_by_definition(rows: list[tuple[int, int | None]], as_of: int, days: int) -> None:
    started = [start for start, _ in rows]
    ended = [None if lasted is None else start + lasted for start, lasted in rows]
    found = sustained(started, ended, as_of, days)
    begun = [row for row in rows if row[0] <= as_of]
    due = [lasted for start, lasted in begun if start + days <= as_of]
    kept = [lasted for lasted in due if lasted is None or lasted >= days]
    assert (found.n_starts, found.n_due, found.n_sustained) == (len(begun), len(due), len(kept))
    assert found.n_not_due == found.n_starts - found.n_due
    if due:
        assert found.value == len(kept) / len(due)
        assert found.limits is not None and found.limits.lower <= found.value <= found.limits.upper
    if begun and len(due) == len(begun):  # everyone is old enough: the two figures are one
        assert found.survival == pytest.approx(found.value, abs=1e-12)


def test_neither_figure_is_biased_where_the_naive_ones_are() -> None:
    chance = random.Random(7)
    started = [chance.randrange(365) for _ in range(6000)]
    truth, ended, known = 0.67, [], 0
    for start in started:
        # A constant daily risk that leaves 67% after 91 days.
        lasted = 0
        while chance.random() < truth ** (1 / 91) and lasted < 400:
            lasted += 1
        ended.append(start + lasted if start + lasted < 365 else None)
        known += lasted >= 91 and start + 91 <= 365
    found = sustained(started, ended, as_of=364, days=91)
    assert found.value == pytest.approx(truth, abs=0.02)
    assert found.survival == pytest.approx(truth, abs=0.02)
    assert found.n_sustained / found.n_starts < 0.55


@pytest.mark.parametrize(
    "started, ended, days, seen",
    [
        ([10], [None], 0, None),
        ([10, 11], [None], 91, None),
        ([10], [None], 91, [9]),
        ([10], [None], 91, [None, None]),
        ([None], [None], 91, None),
    ],
)
def test_impossible_spells_are_refused(
    started: list[int], ended: list[int | None], days: int, seen: list[int | None] | None
) -> None:
    with pytest.raises(Refused):
        sustained(started, ended, 100, days, last_confirmed=seen)


@pytest.mark.parametrize("ended, seen", [([9], None), ([None], [9]), ([9], [12]), ([12], [9])])
def test_nothing_ends_or_is_seen_before_it_starts(
    ended: list[int | None], seen: list[int | None] | None
) -> None:
    with pytest.raises(Refused, match="started on day 10"):
        sustained([10], ended, 100, 91, last_confirmed=seen)
