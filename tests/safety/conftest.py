"""A team with people to keep safe, a client signed in there, and a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

import casework
from casework import Place, organisation

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Browser

FLAGS = (
    *("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-default-apps", "--no-first-run", "--disable-domain-reliability", "--disable-dev-shm-usage"),
)


@pytest.fixture
def place(db: None) -> Place:
    """Example Homes, with somebody in every role."""
    return organisation()


@pytest.fixture
def signed(place: Place) -> Callable[[str], Client]:
    """A client signed in as whoever holds a role."""
    from django.test import Client

    def sign(role: str) -> Client:
        client = Client(raise_request_exception=True)
        casework.sign_in(client, place.workers[role])
        return client

    return sign


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """The system's Chromium; closed with its module."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        opened = player.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def opening(browser: Browser, live_server: Any, place: Place) -> Callable[..., Any]:
    """Opens a context in which a role is signed in."""

    def open_as(role: str, **options: Any) -> Any:
        return casework.signed_in(browser, str(live_server.url), place.workers[role], **options)

    return open_as
