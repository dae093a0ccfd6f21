"""What every test may ask for: outside material and a browser, each skipped by name where it is absent."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from browsing import launched

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Browser, BrowserContext

    from casework import Place

# The browser of the tests runs a loop in this thread; what a test asks of the database is not in it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
REPOSITORY = Path(__file__).resolve().parent.parent
# A busy machine is slow; that says nothing of the code under test. Time is for the benchmarks.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def find_shared() -> Path:
    """Folder of the outside material: GOLDTHREAD_SHARED, else `shared` beside the repository."""
    return Path(os.environ.get("GOLDTHREAD_SHARED") or REPOSITORY.parent / "shared")


@pytest.fixture(scope="session")
def repository() -> Path:
    """Root of the repository."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the outside material; the test is skipped by name where it is absent."""
    found = find_shared()
    if not (found / "data").is_dir():
        pytest.skip("The outside material is absent: set GOLDTHREAD_SHARED to its folder.")
    return found


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the system's Chromium; the test is skipped by name where there is none."""
    for name in (os.environ.get("GOLDTHREAD_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        if name and (found := shutil.which(name)):
            return found
    pytest.skip("There is no Chromium: run `make browser`.")


@pytest.fixture(scope="module")  # closed with its module: two players in one process do not bear each other
def browser(chromium: str) -> Iterator[Browser]:
    """The system's Chromium."""
    with launched(chromium) as opened:
        yield opened


@pytest.fixture
def place(db: None) -> Place:
    """Example Homes, with somebody in every role."""
    from casework import organisation

    return organisation()


@pytest.fixture
def signed(place: Place) -> Callable[[str], Client]:
    """A client signed in as whoever holds a role."""
    from django.test import Client

    from casework import sign_in

    def sign(role: str) -> Client:
        client = Client(raise_request_exception=True)
        sign_in(client, place.workers[role])
        return client

    return sign


@pytest.fixture
def opening(browser: Browser, live_server: Any, place: Place) -> Iterator[Callable[..., BrowserContext]]:
    """Opens a context at the live pages in which a role is signed in, or nobody; closed after the test."""
    from casework import signed_in

    opened: list[Any] = []
    address = str(live_server.url)

    def open_as(role: str | None, **options: Any) -> Any:
        wanted = {"base_url": address, "locale": "en-GB", **options}
        if role is None:
            context = browser.new_context(**wanted)
        else:
            context = signed_in(browser, address, place.workers[role], **wanted)
        context.set_default_timeout(20_000)
        opened.append(context)
        return context

    yield open_as
    for context in opened:
        context.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for outside material or a browser is marked so, and nobody has to remember it."""
    for test in items:
        asked = getattr(test, "fixturenames", ())
        if "shared" in asked:
            test.add_marker("shared")
        if "chromium" in asked:
            test.add_marker("browser")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """The guards of the ledger would stop the clearing of tables after a test; tests of them put them on."""
    from django.db import connection

    from goldthread.ledger import guards

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        guards.remove(connection)
