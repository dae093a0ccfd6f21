"""The work of the days since the simulation ends, and of today: what makes the first page live."""

from __future__ import annotations

from datetime import datetime

from goldthread.demo.places import Places
from goldthread.demo.settling import Settled


def record(settled: Settled, made: Places, *, at: datetime) -> None:
    """Contacts up to yesterday; then what is due, late or just in."""
