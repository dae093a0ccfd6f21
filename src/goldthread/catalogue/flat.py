"""How a room says that its rows lie flat in the fact tables: which table, which columns, how they are read.

A room's `facts.py` holds one `Flat` for each fact table it fills, `goldthread.config.rooms` gathers them, and
`goldthread.facts.rooms` reads them into a store. This module is pure, so that each of the three may know it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from goldthread.catalogue.tables import TABLES
from goldthread.kernel.refusals import Refused

Batch = Mapping[str, Sequence[Any]]
"""Some rows as columns: fact column to its values, all of one length. An empty text is a blank."""


@dataclass(frozen=True)
class Wanted:
    """Which rows: those of some organisations (None is all), those written since a moment (None is all)."""

    organisations: frozenset[str] | None = None
    since: datetime | None = None


@dataclass(frozen=True)
class Flat:
    """One fact table as a room fills it.

    `columns` are the fact columns that the batches of `read` hold; a civil date whose moment is among them
    may be left out, for it follows. Batches hold 10,000 rows at most. Refused for a column nobody declared.
    """

    table: str
    columns: tuple[str, ...]
    read: Callable[[Wanted], Iterator[Batch]]

    def __post_init__(self) -> None:
        declared = TABLES[self.table]
        if declared.derived:
            raise Refused(f'"{self.table}" is worked out from other records: no room fills it.')
        for name in self.columns:
            declared.spec(name)


@dataclass(frozen=True)
class Rooms:
    """What all rooms lay flat.

    `names` answers a text that changes with every name that rows carry (organisation, service, team), and
    with the database itself: facts are then built whole. Within `reading` all is seen as of one moment,
    where the database can do that without stopping writers. `same` answers under which key people are told
    whose records are linked as one, by the key of each; `names` changes with it.
    """

    flats: tuple[Flat, ...]
    names: Callable[[], str]
    reading: Callable[[], AbstractContextManager[None]]
    same: Callable[[], Mapping[str, str]] = dict
