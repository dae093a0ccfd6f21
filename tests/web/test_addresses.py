"""Addresses whose form is kept are those that Django reverses, whatever the keys."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse

from goldthread.web.look.addresses import url

NAMES = sorted(name for name in get_resolver().reverse_dict if isinstance(name, str))
KEYS = ("ae6qac3qdmpep7b2oazwu232ge", "a b/c", "", "é", "7")


def django(name: str, keys: tuple[str, ...]) -> str | None:
    try:
        return str(reverse(name, args=keys))
    except NoReverseMatch:
        return None


def ours(name: str, keys: tuple[str, ...]) -> str | None:
    try:
        return url(name, args=keys)
    except NoReverseMatch:
        return None


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_every_address_is_as_django_reverses_it(count: int) -> None:
    found = 0
    for name in NAMES:
        for key in KEYS:
            keys = (key,) * count
            assert ours(name, keys) == django(name, keys), (name, keys)
            found += ours(name, keys) is not None
    assert found > 0
