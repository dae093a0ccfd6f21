"""The line of rent: what it says, what it marks, and that it keeps to its frame."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldthread.pictures.rent import rent, say_owed

FIRST = date(2026, 1, 1)
BALANCES = st.lists(
    st.tuples(
        st.integers(0, 1500).map(lambda days: FIRST + timedelta(days=days)),
        st.decimals(-5_000, 50_000, places=2),
    ),
    min_size=2,
    max_size=40,
    unique_by=lambda one: one[0],
)


def test_one_balance_is_no_line() -> None:
    assert rent([]) == rent([(FIRST, Decimal(640))]) == ""


def test_the_sentence_says_first_highest_last_and_notices() -> None:
    told = [(FIRST, Decimal(100)), (date(2026, 3, 1), Decimal(640)), (date(2026, 5, 1), Decimal(-20))]
    drawn = rent(told, [date(2026, 4, 1)])
    assert (
        'aria-label="Rent balance from 1 January 2026 to 1 May 2026: £100 owed at first, at most £640, '
        '£20 in credit at last. 1 notice served."'
    ) in drawn
    assert drawn.count("gt-point--worse") == 1
    assert drawn.count("<circle") == 3
    assert "style=" not in drawn


@given(BALANCES, st.booleans())
def test_every_point_stands_inside_the_frame_in_the_order_of_days(
    told: list[tuple[date, Decimal]], narrow: bool
) -> None:
    drawn = ElementTree.fromstring(rent(told, [FIRST + timedelta(days=400)], narrow=narrow))
    width, height = float(drawn.attrib["width"]), float(drawn.attrib["height"])
    circles = [one for one in drawn if one.tag.endswith("circle")]
    assert len(circles) == len(told)
    across = [float(one.attrib["cx"]) for one in circles]
    assert across == sorted(across)
    for one in circles:
        assert 0 <= float(one.attrib["cx"]) <= width and 0 <= float(one.attrib["cy"]) <= height
    # More owed stands higher.
    amounts = [amount for _, amount in sorted(told)]
    heights = [float(one.attrib["cy"]) for one in circles]
    for number in range(1, len(amounts)):
        if amounts[number] > amounts[number - 1]:
            assert heights[number] <= heights[number - 1]


@pytest.mark.parametrize(
    "amount, said",
    [("0", "nothing owed"), ("640", "£640 owed"), ("87.5", "£87.50 owed"), ("-20", "£20 in credit")],
)
def test_what_is_owed_in_words(amount: str, said: str) -> None:
    assert say_owed(Decimal(amount)) == said


def test_the_axis_is_marked_by_months_as_many_as_there_is_room_for() -> None:
    told = [(FIRST, Decimal(1)), (FIRST + timedelta(days=1400), Decimal(900))]
    for narrow, most in ((True, 5), (False, 10)):
        months = re.findall(
            r">(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)<", rent(told, narrow=narrow)
        )
        assert 2 <= len(months) <= most
