"""Limits of a cumulative incidence, where they are known from elsewhere."""

from __future__ import annotations

import math
import random

import pytest

from goldthread.measures.statistics.incidence import incidence_limits
from goldthread.measures.statistics.survival import cumulative_incidence, kaplan_meier


def test_without_censoring_the_variance_is_that_of_a_share() -> None:
    days = [1, 2, 2, 3, 4, 5, 5, 6, 8, 9]
    cause = [1, 2, 1, 1, 2, 1, 2, 2, 1, 2]
    share, n = 0.4, 10
    assert cumulative_incidence(days, cause).at(1, 5) == pytest.approx(share)
    low, high = incidence_limits(days, cause, 1, 5)
    reach = 1.959963984540054 * math.sqrt(share * (1 - share) / n) / (share * -math.log(share))
    assert (low, high) == pytest.approx((share ** math.exp(reach), share ** math.exp(-reach)))


def test_with_one_cause_it_is_greenwoods() -> None:
    """The variance of what has gone is the variance of what is left."""
    days = [3, 5, 5, 7, 9, 12, 12, 15, 20, 20, 21, 30]
    ended = [1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0]
    curve = kaplan_meier(days, [bool(one) for one in ended])
    low, high = incidence_limits(days, ended, 1, 15)
    gone, left = 1 - curve.at(15), curve.at(15)
    lower, _ = curve.limits_at(15)
    theirs = math.log(math.log(lower) / math.log(left)) * left * -math.log(left)
    ours = math.log(math.log(low) / math.log(gone)) * gone * -math.log(gone)
    assert ours == pytest.approx(theirs)
    assert low < gone < high


def test_where_nobody_has_left_the_limits_close() -> None:
    assert incidence_limits([5, 6], [0, 2], 1, 9) == (0.0, 0.0)


def test_the_limits_hold_the_truth_as_often_as_they_say() -> None:
    """Two causes with constant hazards, censored at random: 95 of 100 limits hold the true share."""
    dice = random.Random(7)
    true = (0.02 / 0.05) * (1 - math.exp(-0.05 * 20))
    held = 0
    for _ in range(300):
        days, cause = [], []
        for _ in range(80):
            end, seen = dice.expovariate(0.05), dice.uniform(5, 60)
            days.append(min(end, seen))
            cause.append((1 if dice.random() < 0.4 else 2) if end <= seen else 0)
        low, high = incidence_limits(days, cause, 1, 20)
        held += low <= true <= high
    assert 0.91 <= held / 300 <= 0.99
