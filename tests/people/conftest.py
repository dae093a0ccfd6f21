"""A phone on which somebody is signed in, or nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from browsing import PHONE

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext


@pytest.fixture
def opening(opening: Callable[..., BrowserContext]) -> Callable[..., BrowserContext]:
    """Opens a context in which a role is signed in, or nobody; a phone unless said."""

    def open_as(role: str | None = "support_worker", **options: Any) -> BrowserContext:
        return opening(role, **{"viewport": PHONE, **options})

    return open_as
