"""Every kind of job there is, and how often those come round that repeat.

Jobs serve every organisation of the database at once, so they are done beyond the second wall.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from goldthread.access import walls
from goldthread.jobs.actions import Kind, forget_done
from goldthread.ledger.sealing import seal

log = logging.getLogger("goldthread.jobs")
KEPT = timedelta(days=7)
SNAPSHOTS = 48  # two days of hourly ones: the history of a record over them can be looked at


@walls.beyond()
def build_facts(content: Mapping[str, Any], at: datetime) -> None:
    """Bring the store of the settings up to date with the rooms; nothing where none is named."""
    if not settings.GOLDTHREAD_STORE:
        return
    from goldthread.config.rooms import ROOMS
    from goldthread.facts import rooms
    from goldthread.facts.store import Store

    store = Store.open(settings.GOLDTHREAD_STORE, create=True)
    rooms.build_facts(store, ROOMS, at=at, by="job:facts.build", say=log.debug)
    store.sweep(at=at, by="job:facts.build", keep=SNAPSHOTS)
    # A new snapshot has no verdicts yet: asked here, so that the next reader need not wait.
    ask_figures(content, at)


@walls.beyond()
def ask_figures(content: Mapping[str, Any], at: datetime) -> None:
    """Keep the verdicts that the pages will need under what is agreed now. Where all are kept it is quick."""
    from goldthread.evidence.ahead import ask_ahead, shown_months
    from goldthread.facts.store import Store
    from goldthread.kernel.instants import civil_date
    from goldthread.web.standing import questions, terms

    if not settings.GOLDTHREAD_STORE or not Path(settings.GOLDTHREAD_STORE).is_dir():
        return
    store = Store.open(settings.GOLDTHREAD_STORE)
    if store.current is not None:
        ask_ahead(store, terms(), questions().values(), shown_months(civil_date(at)))


KINDS = {
    # Apart: it writes into the store, and the same rows twice give the same snapshot.
    "facts.build": Kind(build_facts, apart=True),
    "figures.ask": Kind(ask_figures, apart=True),
    "ledger.seal": Kind(lambda content, at: seal(at=at)),
    "jobs.forget": Kind(lambda content, at: forget_done(before=at - KEPT)),
}
REPEATS = {
    "facts.build": timedelta(hours=1),
    "figures.ask": timedelta(seconds=60),  # a clause agreed is asked of the records within minutes
    "ledger.seal": timedelta(seconds=60),  # a head is never older than a minute
    "jobs.forget": timedelta(days=1),
}
