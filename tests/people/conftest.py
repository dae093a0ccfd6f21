"""An organisation to keep records in."""

from __future__ import annotations

import pytest

import casework


@pytest.fixture
def place(db: None) -> casework.Place:
    """Example Homes, with somebody in every role."""
    return casework.organisation()
