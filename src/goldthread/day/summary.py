"""What the day says of a person on their first page: that a home may follow a job."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from goldthread.access.scope import Scope
from goldthread.contracts.standards import Asked
from goldthread.day.threads import both
from goldthread.kernel.instants import civil_date


def summary(person: str, *, seen_by: Scope, at: datetime) -> Iterator[str]:
    """One line, where the person lost a job lately and has a home at stake."""
    asked = Asked(seen_by, at, civil_date(at), frozenset({person}))
    for lost, staked in both(asked).values():
        said = "; ".join((*lost, *staked))
        yield f"▼ The home may follow the job: {said}. Agree this week who speaks with the landlord."
