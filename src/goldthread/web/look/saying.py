"""Words that every room says alike."""

from __future__ import annotations


def answer(value: bool | None, unknown: str = "not recorded") -> str:
    """Yes, no, or that nobody said."""
    return unknown if value is None else "yes" if value else "no"
