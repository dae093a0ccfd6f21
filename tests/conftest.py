"""What every test may ask for: outside material and a browser, each skipped by name where it is absent."""

import os
import shutil
from pathlib import Path

import pytest

# The browser of the tests runs a loop in this thread; what a test asks of the database is not in it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
REPOSITORY = Path(__file__).resolve().parent.parent


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
