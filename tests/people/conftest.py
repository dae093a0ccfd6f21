"""An organisation to keep records in, and a browser in which somebody is signed in, or nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

import casework

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

FLAGS = (
    *("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-default-apps", "--no-first-run", "--disable-domain-reliability", "--disable-dev-shm-usage"),
)


@pytest.fixture
def place(db: None) -> casework.Place:
    """Example Homes, with somebody in every role."""
    return casework.organisation()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """The system's Chromium; closed with its module."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        opened = player.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def opening(
    browser: Browser, live_server: Any, place: casework.Place
) -> Iterator[Callable[..., BrowserContext]]:
    """Opens a context in which a role is signed in, or nobody; a phone unless said."""
    opened: list[Any] = []

    def open_as(role: str | None = "support_worker", **options: Any) -> Any:
        wanted = {"viewport": {"width": 390, "height": 844}, "locale": "en-GB", **options}
        address = str(live_server.url)
        if role is None:
            context = browser.new_context(base_url=address, **wanted)
        else:
            context = casework.signed_in(browser, address, place.workers[role], base_url=address, **wanted)
        context.set_default_timeout(10_000)
        opened.append(context)
        return context

    yield open_as
    for context in opened:
        context.close()
