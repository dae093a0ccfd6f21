"""What may be said of a home and of a risk to it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldthread.catalogue.tables.codes import RISK_ACTION
from goldthread.housing import rules
from goldthread.housing.rules import RiskState
from goldthread.kernel.refusals import Refused

AT = datetime(2026, 11, 20, 9, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    "begun, closed, state",
    [
        ((), False, RiskState.NOTHING),
        (("action_plan",), False, RiskState.PLAN),
        (("benefits_liaison",), False, RiskState.ACTION),
        (("action_plan", "increased_visits"), False, RiskState.ANSWERED),
        (("action_plan", "action_plan"), False, RiskState.PLAN),
        ((), True, RiskState.CLOSED),
    ],
)
def test_where_a_risk_stands(begun: tuple[str, ...], closed: bool, state: RiskState) -> None:
    assert rules.risk_state(begun, closed=closed) is state
    assert state in rules.STATE_WORDS


MOMENTS = st.lists(
    st.tuples(
        st.sampled_from(RISK_ACTION.values),
        st.integers(0, 500).map(lambda hours: AT + timedelta(hours=hours)),
    ),
    max_size=6,
)


@given(MOMENTS)
def test_a_risk_is_answered_when_the_later_of_both_firsts_is_begun(begun: list[tuple[str, datetime]]) -> None:
    moment = rules.answered_at(begun)
    state = rules.risk_state([kind for kind, _ in begun])
    assert (moment is not None) == (state is RiskState.ANSWERED)
    if moment is not None:
        before = [kind for kind, when in begun if when < moment]
        assert rules.risk_state(before) is not RiskState.ANSWERED
        assert rules.risk_state([k for k, when in begun if when <= moment]) is RiskState.ANSWERED


@pytest.mark.parametrize(
    "told, sentence",
    [
        ({"outcome": "", "words": ""}, "Say how"),
        ({"outcome": "raised_in_error", "words": " "}, "in words why"),
        ({"outcome": "not_resolved", "words": ""}, "in words why"),
        ({"outcome": "arrears_plateaued", "words": "", "risk_kind": "complaint"}, "only level off"),
        ({"outcome": "complaints_reduced", "words": "", "risk_kind": "arrears"}, "only fall"),
    ],
)
def test_a_closing_that_says_nothing_is_refused(told: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        rules.check_close(**told)


def test_a_closing_that_fits_is_let_be() -> None:
    rules.check_close(outcome="arrears_plateaued", words="", risk_kind="arrears")
    rules.check_close(outcome="tenancy_lost", words="", risk_kind="other")


@pytest.mark.parametrize(
    "amount", [None, Decimal("NaN"), Decimal("Infinity"), Decimal("1000000"), Decimal("-1e7")]
)
def test_what_is_no_balance(amount: Decimal | None) -> None:
    with pytest.raises(Refused):
        rules.check_owed(amount)


@pytest.mark.parametrize(
    "owed, word",
    [
        ([], None),
        ([640], None),
        ([640, 700], "rising"),
        ([640, 500], "falling"),
        ([640, 644], "level"),
        ([100, 640, 641], "level"),
    ],
)
def test_where_a_balance_goes(owed: list[int], word: str | None) -> None:
    told = [(date(2026, 1, 1) + timedelta(days=number), Decimal(one)) for number, one in enumerate(owed)]
    found = rules.trend(list(reversed(told)))
    assert (found.word if found else None) == word
