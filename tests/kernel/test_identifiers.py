"""Identifiers: keys, identifiers from parts, bytes that never collide, and NHS numbers."""

from __future__ import annotations

import random
import re
import string
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal, localcontext
from enum import StrEnum

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goldthread.kernel.identifiers import (
    Value,
    canonical_bytes,
    canonical_row,
    new_key,
    new_person_key,
    nhs_number_display,
    nhs_number_plain,
    nhs_number_valid,
    record_id,
)
from goldthread.kernel.refusals import Refused

VALUES: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.text(),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
)
KEY = re.compile(r"[a-z2-7]{26}")


def test_keys_are_random_or_from_a_given_source() -> None:
    keys = {new_person_key() for _ in range(1000)}
    assert len(keys) == 1000 and all(KEY.fullmatch(key) for key in keys)
    assert new_key(random.Random(7).randbytes) == new_key(random.Random(7).randbytes)
    assert new_key(lambda count: bytes(count)) == "a" * 26
    with pytest.raises(ValueError, match="gave 3 bytes"):
        new_key(lambda _: b"abc")


def test_a_record_id_follows_from_its_parts() -> None:
    # Written out, so that another release or machine that differs is seen.
    assert record_id("a", "bc") == "glvrispji6byyatyxvlo3aesqg"
    assert record_id("ab", "c") == "3ybechiqs7gvuxm2poxmpgv3be"
    assert record_id("a") != record_id("a", None) != record_id("a", "")
    with pytest.raises(ValueError, match="at least one part"):
        record_id()


@given(st.lists(VALUES, min_size=1, max_size=4), st.lists(VALUES, min_size=1, max_size=4))
def test_record_ids_differ_as_their_parts_do(one: list[Value], other: list[Value]) -> None:
    assert KEY.fullmatch(record_id(*one))
    assert (record_id(*one) == record_id(*other)) == (canonical_row(one) == canonical_row(other))


def test_canonical_bytes_are_fixed() -> None:
    row: list[Value] = [
        None,
        True,
        1,
        1.0,
        Decimal("1.50"),
        "é",
        date(2026, 1, 1),
        datetime(2026, 1, 1, tzinfo=UTC),
    ]
    assert canonical_row(row) == (
        b"r8:n0:b1:1i1:1f8:?\xf0\x00\x00\x00\x00\x00\x00m5:15e-1s2:\xc3\xa9"
        b"d10:2026-01-01t32:2026-01-01T00:00:00.000000+00:00"
    )
    assert canonical_row([]) == b"r0:"


class Verdict(StrEnum):
    MET = "met"


def test_equal_values_have_equal_bytes() -> None:
    summer = timezone(timedelta(hours=1))
    same: list[tuple[Value, Value]] = [
        (0.0, -0.0),
        (float("nan"), -float("nan")),
        (Decimal("1.5"), Decimal("1.500")),
        (Decimal("100"), Decimal("1E+2")),
        (Decimal("0"), Decimal("-0.00")),
        (datetime(2026, 7, 1, 9, tzinfo=summer), datetime(2026, 7, 1, 8, tzinfo=UTC)),
        (Verdict.MET, "met"),
    ]
    for one, other in same:
        assert canonical_bytes(one) == canonical_bytes(other)


def test_values_of_different_types_differ() -> None:
    values: list[Value] = [None, False, True, 0, 1, 0.0, 1.0, Decimal(0), Decimal(1), "", "0", "1", "None"]
    values += [date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC), "2026-01-01"]
    assert len({canonical_bytes(value) for value in values}) == len(values)


@given(VALUES, VALUES)
def test_only_equal_values_of_one_type_share_bytes(one: Value, other: Value) -> None:
    same = type(one) is type(other) and (one == other or (one != one and other != other))
    assert (canonical_bytes(one) == canonical_bytes(other)) == same


@given(st.lists(VALUES, max_size=4), st.lists(VALUES, max_size=4))
@example(["a", "b"], ["as1:b"])
@example(["x", ""], ["", "x"])
def test_rows_are_unambiguous(one: list[Value], other: list[Value]) -> None:
    same = [canonical_bytes(value) for value in one] == [canonical_bytes(value) for value in other]
    assert (canonical_row(one) == canonical_row(other)) == same


def test_long_decimals_keep_every_digit() -> None:
    long = Decimal("0.1234567890123456789012345678901234567891")
    with localcontext() as context:
        context.prec = 5
        assert canonical_bytes(long) != canonical_bytes(long + Decimal(0))


def test_what_has_no_canonical_form_is_refused() -> None:
    with pytest.raises(Refused, match="no time zone"):
        canonical_bytes(datetime(2026, 1, 1))
    with pytest.raises(Refused, match="not an amount"):
        canonical_bytes(Decimal("NaN"))
    with pytest.raises(Refused, match="UTF-8"):
        canonical_bytes("\ud800")
    with pytest.raises(TypeError, match="holds no list"):
        canonical_bytes([1])  # type: ignore[arg-type]


# --- NHS numbers: only from 999 000 0000 to 999 999 9999, which are never issued


def sum_of_weights(digits: str) -> bool:
    """A second reading: all ten weights, the last of them 1, sum to a multiple of 11."""
    return sum(int(digit) * (10 - place) for place, digit in enumerate(digits)) % 11 == 0


@given(st.text(string.digits, min_size=10, max_size=10))
def test_the_check_agrees_with_a_second_reading(digits: str) -> None:
    assert nhs_number_valid(digits) == sum_of_weights(digits)


def valid_numbers() -> list[str]:
    dice = random.Random(999)
    return [f"999{n:07d}" for n in dice.sample(range(10_000_000), 3000) if sum_of_weights(f"999{n:07d}")]


def test_slips_of_one_digit_and_swaps_are_found() -> None:
    numbers = valid_numbers()
    assert len(numbers) > 200
    for number in numbers:
        assert nhs_number_valid(number)
        for place in range(10):
            for digit in string.digits:
                if digit != number[place]:
                    assert not nhs_number_valid(number[:place] + digit + number[place + 1 :])
        for place in range(9):
            left, right = number[place], number[place + 1]
            if left != right:
                assert not nhs_number_valid(number[:place] + right + left + number[place + 2 :])


@pytest.mark.parametrize(
    "text, valid",
    [
        ("9990000018", True),
        ("999 000 0018", True),
        ("999 000 0019", False),
        ("9990 000018", False),
        ("999-000-0018", False),
        ("999 000 0018 ", False),
        ("9990000018\n", False),
        ("999\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}0018", False),
        ("٩٩٩٠٠٠٠٠١٨", False),
        ("９９９００００１８", False),
        ("999000001", False),
        ("99900000188", False),
        ("", False),
    ],
)
def test_how_an_nhs_number_may_be_written(text: str, valid: bool) -> None:
    assert nhs_number_valid(text) is valid


def test_an_nhs_number_is_shown_in_threes_and_a_four() -> None:
    assert nhs_number_display("9990000018") == "999 000 0018"
    assert nhs_number_display("999 000 0019") == "999 000 0019"  # shown as it is, checked or not
    assert nhs_number_plain("999 000 0018") == "9990000018"
    with pytest.raises(Refused) as refusal:
        nhs_number_display("12345")
    assert "12345" not in str(refusal.value) and "ten digits" in str(refusal.value)
