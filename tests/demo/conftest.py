"""The synthetic provider, made once for all tests of this room."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from goldthread import demo
from goldthread.evidence.inquiry import Inquiry, opened
from goldthread.facts.store import Snapshot

AT = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def tables() -> dict[str, Any]:
    """The tables of 600 people."""
    return demo.people()


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Snapshot]:
    """A store of 600 people and its snapshot."""
    path = tmp_path_factory.mktemp("demo") / "store"
    return path, demo.build(path, at=AT, by="test")


@pytest.fixture(scope="session")
def inquiry(stored: tuple[Path, Snapshot]) -> Iterator[Inquiry]:
    """An inquiry under the contracts of the synthetic provider."""
    from goldthread.demo.contracts import terms

    with opened(stored[0], terms=terms()) as found:
        yield found
