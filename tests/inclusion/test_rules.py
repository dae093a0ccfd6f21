"""The rules of inclusion: levels in their order, where a step stands, what a judgement needs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from goldthread.catalogue.tables.codes import PARTICIPATION
from goldthread.inclusion import rules
from goldthread.inclusion.rules import StepState
from goldthread.kernel.refusals import Refused

LEVELS = tuple(PARTICIPATION.values)


def test_the_levels_are_those_of_the_code_list_in_its_order() -> None:
    assert LEVELS == ("none", "accompanied", "prompted", "independent")
    for place, done in enumerate(LEVELS):
        for other, wanted in enumerate(LEVELS):
            assert rules.at_level(done, wanted) is (place >= other)
    assert not rules.at_level("", "none"), "blank is not known"


@pytest.mark.parametrize(
    ("reached", "dropped", "done", "state"),
    [
        (False, False, [], StepState.PLANNED),
        (False, False, ["accompanied"], StepState.TRIED),
        (False, False, ["prompted", "accompanied"], StepState.TRIED),
        (False, False, ["prompted", "", "independent"], StepState.AT_LEVEL),
        (True, False, [], StepState.REACHED),
        (False, True, ["prompted", "prompted"], StepState.DROPPED),
    ],
)
def test_where_a_step_stands(reached: bool, dropped: bool, done: list[str], state: StepState) -> None:
    assert rules.step_state(reached=reached, dropped=dropped, wanted="prompted", done=done) is state


@given(some.sampled_from(LEVELS), some.sampled_from(LEVELS))
def test_a_way_and_its_return_are_opposite(first: str, last: str) -> None:
    way, back = rules.direction(first, last), rules.direction(last, first)
    assert way is not None and back is not None
    assert (way[1] == "as before") == (first == last)
    assert first == last or {way[0], back[0]} == {"▲", "▼"}
    assert rules.direction("", last) is None


def test_a_judgement_and_its_concern_agree() -> None:
    rules.check_judgement(None, "")
    rules.check_judgement(True, "")
    rules.check_judgement(False, "exploitation")
    for safe, concern in ((False, ""), (True, "violence"), (None, "violence")):
        with pytest.raises(Refused):
            rules.check_judgement(safe, concern)
