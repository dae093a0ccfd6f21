"""The tables of the synthetic provider, and a store that holds them.

tables = people(seed=1, count=600)          # {"tenancy": pyarrow.Table, ...}, the same for the same seed
snapshot = build("demo.store", at=now, by="demo")
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from goldthread.demo import (
    contact_rows,
    crowd,
    home_rows,
    outside_rows,
    people_rows,
    safety_rows,
    search_rows,
    staff,
    work_rows,
)
from goldthread.demo.service import CUT_OFF, PEOPLE, SEED
from goldthread.demo.world import World, see
from goldthread.facts.store import Snapshot, Store

if TYPE_CHECKING:
    import pyarrow as pa

SAYS = "made-up people who never lived"


def _quiet(words: str) -> None:
    return None


def people(seed: int = SEED, count: int = PEOPLE) -> dict[str, pa.Table]:
    """Fact tables of so many made-up people: the same rows for the same seed and count, ready for a draft."""
    return tables_of(see(seed, count))


def tables_of(world: World) -> dict[str, pa.Table]:
    """Fact tables of a simulation, as an export would give them."""
    found = {"person": crowd.people_table(world.laid, world.who), **staff.tables(world.laid, world.hired)}
    for rows in (people_rows, work_rows, search_rows, home_rows, contact_rows, safety_rows, outside_rows):
        found.update(rows.tables(world))
    return found


def build(
    path: Path | str,
    *,
    at: datetime,
    by: str,
    seed: int = SEED,
    count: int = PEOPLE,
    say: Callable[[str], None] = _quiet,
) -> Snapshot:
    """A store of the synthetic provider at `path`, made or brought up to date; answers its snapshot."""
    say(f"Making {count:,} {SAYS}")
    tables = people(seed, count)
    say(f"Laying down {sum(table.num_rows for table in tables.values()):,} records in a snapshot")
    with Store.open(path, create=True).writing(at=at, by=by) as draft:
        for name, rows in tables.items():
            draft.put(name, rows)
        draft.cut_off(source="the synthetic provider", day=CUT_OFF)
        return draft.commit()
