"""Which page of a long list an address asks for."""

from __future__ import annotations

LONGEST = 4  # figures: no list has more pages


def page_number(told: str | None) -> int:
    """The page asked for; the first where none is, or where what is asked for is no number."""
    number = told or ""
    return int(number) if number.isascii() and number.isdigit() and len(number) <= LONGEST else 1
