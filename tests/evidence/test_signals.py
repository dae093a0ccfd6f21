"""Signals: what a series of figures says, and when nothing is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldthread.evidence.signals import WORDS, Signal, signal
from goldthread.measures.questions import Count
from goldthread.measures.statistics import Limits, xmr
from pictures.figures_made import S, counts, medians, shares

STEADY = [20, 24, 19, 22, 25, 21, 18, 23, 20, 22, 24, 19, 21, 23]


def test_a_shift_upwards_is_better_where_more_is_better() -> None:
    told = signal(counts([*STEADY, *[30, 31, 29, 32, 30, 31, 33]]))
    assert str(told) == "▲ improving"


def test_the_same_shift_is_worse_where_less_is_better() -> None:
    told = signal(medians([*STEADY, *[30, 31, 29, 32, 30, 31, 33]]))
    assert str(told) == "▼ getting worse"


def test_where_neither_is_better_it_is_only_higher_than_usual() -> None:
    either = Count(code="test.either", asks="?", each=S, dated=S.started_on, better="neutral")
    assert str(signal(counts([*STEADY, 60], either))) == "△ higher than usual"
    assert str(signal(counts([*STEADY, 1], either))) == "▽ lower than usual"


def test_one_month_far_out_is_a_signal_and_the_next_usual_one_ends_it() -> None:
    assert signal(counts([*STEADY, 60])).words == "improving"
    assert signal(counts([*STEADY, 60, 21])).words == "no change beyond the usual"


def test_fourteen_months_are_too_few_and_fifteen_are_enough() -> None:
    few = signal(counts(STEADY))
    assert str(few) == "◇ too few to judge"
    assert few.chart is not None and set(few.chart.upper) == {None}  # a run chart: the mean, no limits
    assert few.chart.centre[0] == pytest.approx(sum(STEADY) / 14)
    enough = signal(counts([*STEADY, 22]))
    assert str(enough) == "● no change beyond the usual"
    assert enough.chart is not None and enough.chart.upper[0] is not None


def test_a_gap_starts_the_series_anew() -> None:
    """A moving range may not cross a gap: only the months after it are judged."""
    late = signal(counts([*STEADY[:10], None, *STEADY]))
    assert late.words == "too few to judge"
    early = signal(counts([20, 21, None, *STEADY, 22]))
    assert early.words == "no change beyond the usual"
    assert early.points == tuple(range(3, 18))


def test_a_last_month_without_a_figure_is_not_judged() -> None:
    told = signal(counts([*STEADY, 22, 21, None]))
    assert (told.words, told.chart, told.points) == ("too few to judge", None, ())


def test_a_last_month_of_which_most_is_not_known_says_so() -> None:
    series = shares([(n, 40) for n in STEADY] + [(22, 40)])
    blind = shares([(22, 40)], unknown=41)[0]
    told = signal([*series, blind])
    assert str(told) == "○ not known enough to say"
    assert told.chart is not None  # the chart may be looked at, the last month may not be read
    silent = shares([(0, 0)], unknown=3)[0]
    assert str(signal([*series, silent])) == "○ not known enough to say"


def test_rare_events_are_not_judged() -> None:
    assert signal(counts([2, 1, 3, 0, 2, 1, 4, 2, 0, 3, 1, 2, 5, 2, 1, 14])).words == "too few to judge"
    assert signal(counts([4, 3, 5, 2, 4, 3, 6, 4, 2, 5, 3, 4, 7, 4, 3, 24])).words == "improving"


@pytest.mark.parametrize(
    "pairs, judged",
    [
        ([(2, 4), (3, 4)] * 8, False),  # a handful a month
        ([(3, 6), (4, 6)] * 8, True),
        ([(20, 20), (20, 20), (19, 20), (20, 20)] * 4, False),  # one in eighty
        ([(19, 20), (18, 20), (20, 20), (19, 20)] * 4, True),  # one a month
        ([(0, 20), (0, 20), (1, 20), (0, 20)] * 4, False),
    ],
)
def test_a_share_needs_both_answers(pairs: list[tuple[int, int]], judged: bool) -> None:
    """Where the rarer answer hardly ever comes, the one month in which it comes would look like news."""
    assert (signal(shares(pairs)).words != "too few to judge") is judged


def test_a_share_that_never_moves_has_not_changed() -> None:
    told = signal(shares([(20, 20)] * 20))
    assert str(told) == "● no change beyond the usual"
    assert told.chart is not None and told.chart.upper[-1] is None  # no limits: there is no swing to see


def test_an_empty_series_says_too_little() -> None:
    assert signal([]) == Signal("◇", "too few to judge")


@given(
    st.lists(st.integers(0, 60), min_size=15, max_size=30).filter(
        lambda values: sum(values) >= 3 * len(values)
    )
)
def test_the_signal_is_the_icon_of_the_control_chart(values: list[int]) -> None:
    chart = xmr(values, better="higher")
    told = signal(counts(values))
    if chart.upper[-1] is None:
        assert told.words == "no change beyond the usual"
    else:
        assert (told.shape, told.words) == WORDS[chart.variation or ""]
    assert told.chart == chart


def test_a_target_does_not_change_the_signal() -> None:
    pairs = [(n, 40) for n in [*STEADY, 22]]
    assert signal(shares(pairs)).words == signal(shares(pairs, goal=0.9)).words


def test_medians_without_end_to_their_limits_are_judged_by_their_values() -> None:
    told = signal(medians([*STEADY, 22], Limits(10, float("inf"))))
    assert told.words == "no change beyond the usual"
