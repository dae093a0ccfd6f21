"""How the room writes: as people are written, under its own name and codes, and what hangs on a tenancy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from goldthread.access.scope import Scope
from goldthread.housing.codes import CODED
from goldthread.housing.models import Tenancy
from goldthread.kernel.instants import civil_date
from goldthread.people import rules as people
from goldthread.people.actions.rooms import RoomWriting, rows_of
from goldthread.people.actions.writing import CHUNK, Values, key_of

NOT_A_TENANCY = "This tenancy is not of somebody you support. Go back to the person."
ENDED = "This tenancy has ended. Record the new home first."

WRITING = RoomWriting("housing", CODED)
made = WRITING.made
changed = WRITING.changed


def of_tenancies(told: Sequence[Values], day: str, by: Scope) -> list[dict[str, Any]]:
    """Rows that hang on tenancies, with the person; refused outside the days of the tenancy."""
    known = rows_of(Tenancy, (one["tenancy"] for one in told), by, refused=NOT_A_TENANCY)
    filled = []
    for one in told:
        tenancy = known[str(key_of(one["tenancy"]))]
        moment = one[day]
        on = civil_date(moment) if isinstance(moment, datetime) else moment
        early = "This was before the tenancy began. Check the date."
        people.check_order(tenancy.started_on, on, early)
        filled.append({**one, "tenancy": tenancy.pk, "person": tenancy.person_id})
    return filled


def written(model: Any, rows: Sequence[Any], columns: Sequence[str], *, at: datetime) -> None:
    """Rows changed together, each a version on."""
    for row in rows:
        row.version, row.changed_at = row.version + 1, at
    model.every.bulk_update(rows, [*columns, "version", "changed_at"], batch_size=CHUNK)
