"""Somebody with a plan, and a phone on which a worker is signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from browsing import PHONE
from casework import Place
from contacts.steps import planned
from goldthread.people.models import Person

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext


@pytest.fixture
def known(place: Place) -> tuple[Person, list[str]]:
    """Ben Sample with three tasks, and the keys of his three signs."""
    return planned(place)


@pytest.fixture
def opening(opening: Callable[..., BrowserContext]) -> Callable[..., BrowserContext]:
    """Opens a context in which a role is signed in; a phone unless said."""

    def open_as(role: str = "support_worker", **options: Any) -> BrowserContext:
        return opening(role, **{"viewport": PHONE, "has_touch": True, **options})

    return open_as
