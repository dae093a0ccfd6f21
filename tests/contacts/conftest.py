"""A place to work in, and a browser in which a worker is signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

import casework
from casework import Place, organisation
from contacts.steps import planned
from goldthread.people.models import Person

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

FLAGS = (
    *("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-default-apps", "--no-first-run", "--disable-domain-reliability", "--disable-dev-shm-usage"),
)


@pytest.fixture
def place(db: None) -> Place:
    """Example Homes."""
    return organisation()


@pytest.fixture
def known(place: Place) -> tuple[Person, list[str]]:
    """Ben Sample with three tasks, and the keys of his three signs."""
    return planned(place)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """The system's Chromium; closed with its module."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        opened = player.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def opening(browser: Browser, live_server: Any, place: Place) -> Iterator[Callable[..., BrowserContext]]:
    """Opens a context in which a role is signed in; a phone unless said."""
    opened: list[Any] = []

    def open_as(role: str = "support_worker", **options: Any) -> Any:
        wanted = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "locale": "en-GB", **options}
        address = str(live_server.url)
        context = casework.signed_in(browser, address, place.workers[role], base_url=address, **wanted)
        context.set_default_timeout(6_000)
        opened.append(context)
        return context

    yield open_as
    for context in opened:
        context.close()
