"""What the tests of the language ask for."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from measures import engine


@pytest.fixture(scope="session")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine with the tables of the small world, empty or with the rows of the last test."""
    with engine.opened() as made:
        yield made
