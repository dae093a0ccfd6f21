"""How clocks are told on pages: every state by a shape and words of its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from goldthread.kernel.clocks import Clock, ClockState, Limit
from goldthread.web.look.clocks import NO_LIMIT, clock_words
from goldthread.web.look.saying import answer

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BEGAN = AT - timedelta(days=4)


def clock(state: ClockState, *, due: float | None = 0, responded: float | None = None) -> Clock:
    """A clock due so many hours from now, answered so many hours from now."""
    moment = [None if hours is None else AT + timedelta(hours=hours) for hours in (due, responded)]
    return Clock(BEGAN, Limit(72, "hours"), AT, moment[0], moment[1], state, 0.0)


@pytest.mark.parametrize(
    ("given", "state", "words"),
    [
        (clock(ClockState.MET, responded=-1), "met", "in time"),
        (clock(ClockState.NOT_MET, due=-8, responded=-3), "late", "done late, by 5 hours"),
        (clock(ClockState.BREACHED, due=-6), "overdue", "overdue by 6 hours"),
        (clock(ClockState.PAUSED, due=None), "paused", "standing still"),
        (clock(ClockState.RUNNING, due=12), "near", "12 hours left, until 23 November 2026, 21:00"),
        (clock(ClockState.RUNNING, due=13), "running", "13 hours left, until 23 November 2026, 22:00"),
    ],
)
def test_each_state_has_words(given: Clock, state: str, words: str) -> None:
    told = clock_words(given, AT)
    assert (told[0], told[2]) == (state, words)


def test_what_is_done_is_named_and_no_two_states_share_a_shape() -> None:
    met = clock_words(clock(ClockState.MET, responded=-1), AT, "plan")
    late = clock_words(clock(ClockState.NOT_MET, due=-8, responded=-3), AT, "plan")
    assert (met[2], late[2]) == ("plan in time", "plan late, by 5 hours")
    others = [
        clock(ClockState.BREACHED, due=-6),
        clock(ClockState.PAUSED, due=None),
        clock(ClockState.RUNNING, due=2),
        clock(ClockState.RUNNING, due=20),
    ]
    told = [met, late, NO_LIMIT, *(clock_words(each, AT) for each in others)]
    assert len({shape for _, shape, _ in told}) == len(told)


def test_nobody_said_is_no_answer() -> None:
    assert [answer(value) for value in (True, False, None)] == ["yes", "no", "not recorded"]
    assert answer(None, unknown="not answered") == "not answered"
