"""What the tests of the store and of what is derived share: an empty store of a few small tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from facts.few_tables import REGISTRY
from goldthread.facts.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store of the tests' own tables."""
    return Store.open(tmp_path / "store", create=True, registry=REGISTRY)
