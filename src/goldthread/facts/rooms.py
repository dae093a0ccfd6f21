"""Facts built from the rooms: what was written since the last building goes into a new snapshot.

built = build_facts(store, rooms, at=now, by="job:build-facts", say=print)

Rows are read in pages and staged as Parquet, so the database is read once and let go before DuckDB begins.
Tables that no room fills stay as they were imported. `STORE/rooms.json` remembers how far the last building
read; without it, or where names of organisations, services or teams changed, everything is read again.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldthread.catalogue.flat import Batch, Flat, Rooms, Wanted
from goldthread.catalogue.tables import moments
from goldthread.facts.disk import discard, write_whole
from goldthread.facts.schema import arrow_type
from goldthread.kernel.instants import civil_date
from goldthread.kernel.refusals import Refused
from goldthread.measures.tables import Table, Type

if TYPE_CHECKING:
    import pyarrow as pa

    from goldthread.facts.draft import Draft
    from goldthread.facts.store import Store

SOURCE = "goldthread"
# Whoever was writing while the last building read, and had not finished, is read by this one.
OVERLAP = timedelta(hours=1)
_SAID_EVERY = 250_000
_HOUR = 3_600_000_000  # microseconds


@dataclass
class Built:
    """What a building did: the snapshot, how many rows of each table were read, loaded and replaced."""

    snapshot: str
    read: dict[str, int] = field(default_factory=dict)
    loaded: int = 0
    replaced: int = 0
    whole: bool = False


def build_facts(
    store: Store,
    rooms: Rooms,
    *,
    at: datetime,
    by: str,
    say: Callable[[str], None],
    whole: bool = False,
    source: str = SOURCE,
    reaches: date | None = None,
    beside: Callable[[Draft], None] | None = None,
) -> Built:
    """Bring the store up to date with the rooms as of `at`; records then reach to the day of `at`.

    `reaches` says another day, `source` under what name; `beside` puts more into the same snapshot. Two
    buildings of the same rows give one snapshot.
    """
    names = _digest(rooms)
    with store.writing(at=at, by=by) as draft:
        since = None if whole else _last(store.path, names)
        folder = store.path / "building" / f"rooms-{secrets.token_hex(8)}"
        folder.mkdir()
        try:
            asked = Wanted(since=since - OVERLAP if since else None)
            staged = _staged(rooms, asked, folder, say)
            built = _put(draft, staged, since is None, say)
        finally:
            discard(folder)
        if beside is not None:
            beside(draft)
        draft.cut_off(source=source, day=reaches or civil_date(at))
        say("Laying the records down in a snapshot")
        built.snapshot = draft.commit().identity
        _remember(store.path, names, at)
    return built


def read_until(store: Path) -> datetime | None:
    """When the rooms were last read into a store; None where they never were."""
    told = _remembered(store)
    return datetime.fromisoformat(told["read_at"]) if told else None


def _staged(
    rooms: Rooms, asked: Wanted, folder: Path, say: Callable[[str], None]
) -> list[tuple[Flat, Path, int]]:
    """A file of rows for each fact table, all read as of one moment where the database can."""
    found = []
    with rooms.reading():
        same = rooms.same()
        for number, flat in enumerate(rooms.flats):
            path = folder / f"{number}-{flat.table}.parquet"
            found.append((flat, path, _write(flat, asked, path, say, same)))
    return found


def _write(flat: Flat, asked: Wanted, path: Path, say: Callable[[str], None], same: Mapping[str, str]) -> int:
    import pyarrow.parquet as pq

    writer, rows, said = None, 0, _SAID_EVERY
    try:
        for batch in batches(flat, asked, same):
            writer = writer or pq.ParquetWriter(path, batch.schema, compression="snappy")
            writer.write_table(batch)
            rows += batch.num_rows
            if rows >= said:
                say(f"Reading {flat.table}: {rows:,} rows")
                said += _SAID_EVERY
    finally:
        if writer is not None:
            writer.close()
    return rows


def batches(flat: Flat, asked: Wanted, same: Mapping[str, str] | None = None) -> Iterator[pa.Table]:
    """The rows of a room as Arrow tables, typed as declared, with the civil days that follow.

    `same` names the key under which a person is told who has several records.
    """
    from goldthread.catalogue.tables import TABLES

    table = TABLES[flat.table]
    people = [one.name for one in table.columns if one.refers_to == "person"]
    for batch in flat.read(asked):
        if same:
            batch = {**batch, **{name: _told(batch[name], same) for name in people if name in batch}}
        yield _arrow(table, batch)


def _told(keys: Sequence[Any], same: Mapping[str, str]) -> list[Any]:
    return [same.get(key, key) for key in keys]


def _put(
    draft: Draft, staged: Sequence[tuple[Flat, Path, int]], whole: bool, say: Callable[[str], None]
) -> Built:
    built = Built("", whole=whole)
    say(f"Keeping {sum(rows for _, _, rows in staged):,} rows")
    for flat, path, rows in staged:
        built.read[flat.table] = built.read.get(flat.table, 0) + rows
        if not rows:
            continue
        landed = draft.put(flat.table, [path])
        built.loaded += landed.loaded
        built.replaced += landed.replaced
    return built


def _arrow(table: Table, batch: Batch) -> pa.Table:
    import pyarrow as pa

    columns: dict[str, Any] = {}
    for name, values in batch.items():
        columns[name] = _column(table, name, values)
    for instant, day in moments(table):
        if instant in columns and day not in columns:
            columns[day] = _civil(columns[instant])
    return pa.table(columns)


def _column(table: Table, name: str, values: Sequence[Any]) -> pa.Array:
    import pyarrow as pa

    type_ = table.spec(name).type
    try:
        if type_ is Type.TEXT:
            return pa.array([value or None for value in values], pa.string())
        if type_ is Type.INSTANT:
            return pa.array(values, pa.timestamp("us", "UTC")).cast(pa.timestamp("us"))
        return pa.array(values, arrow_type(type_))
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise TypeError(f"{table.name}.{name} is not laid flat as {type_.value}") from error


def _civil(instants: pa.Array) -> pa.Array:
    """The day it was in London at each instant: one look at the clock for each hour among them."""
    import numpy as np
    import pyarrow as pa

    blank = np.asarray(instants.is_null())
    moments_ = np.where(blank, 0, np.asarray(instants.cast(pa.int64()).fill_null(0)))
    # London has been whole hours from UTC since 1847, so the day is the same all through an hour.
    hours, places = np.unique(moments_ // _HOUR, return_inverse=True)
    days = [civil_date(datetime.fromtimestamp(int(hour) * 3600, UTC)) for hour in hours]
    return pa.array(days, pa.date32()).take(pa.array(places.reshape(-1), mask=blank))


def _digest(rooms: Rooms) -> str:
    """What a building depends on beside the rows: names, the database, and the columns that rooms fill."""
    shape = [(flat.table, flat.columns) for flat in rooms.flats]
    return hashlib.sha256(repr((rooms.names(), shape)).encode()).hexdigest()


def _remembered(store: Path) -> dict[str, str] | None:
    path = store / "rooms.json"
    try:
        told = json.loads(path.read_text("utf-8"))
        return {"names": str(told["names"]), "read_at": str(told["read_at"])}
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(f'"{path}" is damaged. Delete it: the rooms are then read again as a whole.') from error


def _last(store: Path, names: str) -> datetime | None:
    told = _remembered(store)
    return datetime.fromisoformat(told["read_at"]) if told and told["names"] == names else None


def _remember(store: Path, names: str, at: datetime) -> None:
    told = {"names": names, "read_at": at.astimezone(UTC).isoformat()}
    write_whole(store / "rooms.json", json.dumps(told, indent=1) + "\n")
