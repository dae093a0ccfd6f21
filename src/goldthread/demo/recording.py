"""The demo's store and case record, made together: casework by actions, facts built from the rooms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from goldthread.demo.making import SAYS, tables_of
from goldthread.demo.service import PEOPLE, SEED
from goldthread.demo.settling import settle, weeks_to
from goldthread.demo.world import see
from goldthread.facts.rooms import Built, build_facts
from goldthread.facts.store import Draft, Store
from goldthread.kernel.instants import civil_date

if TYPE_CHECKING:
    from goldthread.catalogue.flat import Rooms

SOURCE = "the synthetic provider"


def recorded(
    path: Path | str,
    rooms: Rooms,
    *,
    at: datetime,
    by: str,
    say: Callable[[str], None],
    seed: int = SEED,
    count: int = PEOPLE,
    living: bool = True,
) -> Built:
    """Fill the empty case record that Django is set up on, then the store at `path`.

    Records end on the day before `at` or in the week before it; with `living` the work of the days since,
    and of today, is recorded after the facts are built.
    """
    from goldthread.demo import agreements, casework, designs, today

    say(f"Making {count:,} {SAYS}")
    world = see(seed, count)
    settled = settle(tables_of(world), world, weeks_to(civil_date(at) - timedelta(days=1)))
    made = casework.record(settled, at=at, say=say)
    with transaction.atomic():
        agreements.agree(until=civil_date(at))
        agreements.deviate(until=settled.ends_on)
        designs.design(until=civil_date(at))
    workers = {key: worker.pk for key, worker in made.workers.items()}

    def beside(draft: Draft) -> None:
        for name, table in settled.others.items():
            if table.num_rows:
                draft.put(name, casework.renamed(table, workers))
        draft.cut_off(source=SOURCE, day=settled.ends_on)

    store = Store.open(path, create=True)
    built = build_facts(
        store, rooms, at=at, by=by, say=say, reaches=settled.ends_on, source=SOURCE, beside=beside
    )
    if living:
        say("Recording the last days")
        with transaction.atomic():
            today.record(settled, made, at=at, seed=seed)
    return built
