"""A store of made-up people and a whole report of it, made once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from goldthread import demo
from goldthread.catalogue import CATALOGUE
from goldthread.demo.contracts import terms
from goldthread.evidence.inquiry import Inquiry, opened
from goldthread.kernel.periods import parse_period
from goldthread.reports.gather import Gathered, gather
from goldthread.reports.page import page

AT = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of 250 made-up people."""
    path = tmp_path_factory.mktemp("report") / "store"
    demo.build(path, at=AT, by="test", count=250)
    return path


@pytest.fixture(scope="session")
def inquiry(stored: Path) -> Iterator[Inquiry]:
    with opened(stored, terms=terms()) as found:
        yield found


@pytest.fixture(scope="session")
def gathered(inquiry: Inquiry) -> Gathered:
    """Every indicator of the last three months."""
    return gather(inquiry, list(CATALOGUE.values()), parse_period("2026-08..2026-10"), known=CATALOGUE)


@pytest.fixture(scope="session")
def text(gathered: Gathered) -> str:
    """The report as a page."""
    return page(gathered)
