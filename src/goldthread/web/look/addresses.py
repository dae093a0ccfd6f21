"""Addresses by the name of their page, as Django reverses them, each form worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.urls import NoReverseMatch, get_script_prefix, reverse


def url(name: str, args: Sequence[Any] = ()) -> str:
    """The address of a page by its name and keys; NoReverseMatch where there is none, as Django has it."""
    if not all(isinstance(one, str) and one.isascii() and one.isalnum() for one in args):
        return str(reverse(name, args=args))
    parts = _parts(name, len(args), get_script_prefix())
    if parts is None:
        return str(reverse(name, args=args))
    return "".join(part + key for part, key in zip(parts, (*args, ""), strict=True))


@lru_cache(maxsize=1_000)
def _parts(name: str, count: int, prefix: str) -> tuple[str, ...] | None:
    """What stands around the keys; None where an address is not so made, or takes other keys than words."""
    marks = [f"zzkey{number}zz" for number in range(count)]
    try:
        rest = str(reverse(name, args=marks))
    except NoReverseMatch:
        return None
    found = []
    for mark in marks:
        before, _, rest = rest.partition(mark)
        found.append(before)
    return (*found, rest)
