"""A store behind the pages of figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from evidence.few_records import store_of, support


@pytest.fixture
def store(tmp_path: Path, settings: Any) -> None:
    """One tenancy's worth of figures, so that their pages have something to open."""
    one = support(1, "2026-03-01", None)
    settings.GOLDTHREAD_STORE = str(store_of(tmp_path / "store", {"support": [one]}).path)
