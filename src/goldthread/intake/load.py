"""An import from end to end: read, check, match people, settle, load in one commit, account for each row."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from goldthread.intake.feed import Feed
from goldthread.intake.gather import Folder, Gathered, gather, open_source
from goldthread.intake.ledger import Ledger
from goldthread.intake.lookups import Lookups
from goldthread.intake.mapping.language import One, SenderMapping
from goldthread.intake.mapping.parse import read_mapping
from goldthread.intake.outcome import Outcome
from goldthread.intake.people import People
from goldthread.intake.reading.grid import folded, tidy
from goldthread.intake.refused import name_values, write_refused
from goldthread.intake.staging import Staging
from goldthread.intake.values import Bad, Habits, read_date
from goldthread.kernel.instants import civil_date
from goldthread.kernel.refusals import Refused

if TYPE_CHECKING:
    from goldthread.facts.snapshot import Snapshot
    from goldthread.facts.store import Draft

Progress = Callable[[str], None]
"""Told in words what is being done."""


def load(
    mapping_path: Path | str,
    sources: Sequence[Path | str],
    store_path: Path | str,
    *,
    at: datetime,
    by: str,
    dry_run: bool = False,
    strict: bool = False,
    refused: Path | str | None = None,
    cut_off: date | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Import files through a mapping into a store (made when missing), all in one commit.

    `sources` are files or folders; folders are searched to the bottom. `dry_run` writes nothing, but for the
    refused rows where `refused` names a folder for them. `strict` loads nothing when any row is refused.
    `cut_off` says how far the records reach where the mapping does not. Refused in a sentence when the
    mapping,
    a file as a whole or the store cannot be used; rows that cannot be used are in the outcome instead.
    """
    from goldthread.facts.store import Store

    mapping = read_mapping(Path(mapping_path))
    path = Path(store_path)
    beside = [path] if refused is None else [path, Path(refused)]
    gathered = gather(mapping, [Path(source) for source in sources], leave=beside)
    exists = (path / "layout").is_file()
    ledger = Ledger()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="goldthread-import-")))
        draft: Draft | None = None
        store = Store.open(path, create=not dry_run) if exists or not dry_run else None
        if store is not None and not dry_run:
            draft = stack.enter_context(store.writing(at=at, by=by))
        snapshot: Snapshot | None = None
        if store is not None and store.current is not None:
            snapshot = stack.enter_context(store.pinned())
        people = stack.enter_context(People.over(path if store is not None else None, at=at, dry=dry_run))
        staging = Staging(folder, ledger)
        lookups = Lookups(mapping, gathered, ledger)
        feed = Feed(mapping, ledger, lookups, staging, people, progress or _silent, civil_date(at))
        systems = {each.path: _system(mapping, gathered, each) for each in gathered.folders}
        people.match(mapping, gathered, systems, ledger)
        for source in mapping.sources.values():
            if any(fact.source == source.name for fact in mapping.facts):
                for each in gathered.folders:
                    for format in each.files.get(source.name, ()):
                        feed.file(source, format, each, systems[each.path])
        feed.said("Comparing with what the store holds")
        staging.settle(snapshot, mapping.facts)
        files = tuple(
            page.count() for page in sorted(ledger.pages, key=lambda page: gathered.place(page.format))
        )
        stopped = strict and any(each.refused for each in files)
        if draft is not None and not stopped:
            for system, day in _reach(mapping, gathered, systems, cut_off).items():
                draft.cut_off(source=system, day=day)
            _put(draft, staging, feed)
            people.keep(draft)
            snapshot = draft.commit()
        import_id = _import_id(mapping, gathered, at)
        name_values(ledger)
        written: list[Path] = []
        if refused is not None:
            written = write_refused(ledger, Path(refused))
        elif not dry_run:
            written = write_refused(ledger, path / "refused" / import_id)
        return Outcome(
            files=files,
            refusals=tuple(ledger.refusals),
            unlisted=ledger.unlisted,
            snapshot=snapshot.identity if snapshot else None,
            written=draft is not None and not stopped,
            dry_run=dry_run,
            import_id=import_id,
            notes=tuple(ledger.notes),
            unread=tuple(gathered.unread),
            refused_files=tuple(written),
            tables={name: staged.to_load() for name, staged in sorted(staging.tables.items())},
        )


def _silent(words: str) -> None:
    """Progress that nobody asked for."""


def _put(draft: Draft, staging: Staging, feed: Feed) -> None:
    import pyarrow as pa

    from goldthread.facts.schema import arrow_schema

    for name, staged in sorted(staging.tables.items()):
        if staged.to_load():
            feed.said(f"Loading {staged.to_load():,} {staged.table.called}")
            draft.put(name, pa.RecordBatchReader.from_batches(arrow_schema(staged.table), staged.batches()))


def _import_id(mapping: SenderMapping, gathered: Gathered, at: datetime) -> str:
    """A name for this import: when, and a few letters of what."""
    seen = hashlib.sha256(mapping.path.read_bytes())
    for folder in gathered.folders:
        for formats in folder.files.values():
            for format in formats:
                seen.update(f"{format.name} {format.path.stat().st_size}\n".encode())
    moment = at.astimezone(UTC) if at.tzinfo else at
    return f"{moment:%Y%m%dT%H%M%SZ}-{seen.hexdigest()[:8]}"


# --- one value for a whole folder


def _cells_of(one: One, mapping: SenderMapping, gathered: Gathered, folder: Folder) -> list[str]:
    """The cells of the first of the columns that holds any, in the files of this folder."""
    assert one.source is not None
    source = mapping.sources[one.source]
    found: dict[str, list[str]] = {column: [] for column in one.columns}
    for format in gathered.of(one.source, folder):
        opened = open_source(format, source)
        places = {column: opened.header.wanted(column, format.name) for column in one.columns}
        for batch in opened.batches():
            for column, place in places.items():
                if place is not None:
                    found[column] += [tidy(row[place]) for row in batch.cells]
    for column in one.columns:
        cells = [cell for cell in found[column] if folded(cell) not in mapping.blanks]
        if cells:
            return cells
    return []


def _system(mapping: SenderMapping, gathered: Gathered, folder: Folder) -> str:
    """The sender's system, which is part of every key: the same key in two systems is two records."""
    one = mapping.system
    if one.source is None:
        return str(one.constant)
    cells = _cells_of(one, mapping, gathered, folder)
    return cells[0] if cells else str(one.constant)


def _reach(
    mapping: SenderMapping, gathered: Gathered, systems: dict[Path, str], given: date | None
) -> dict[str, date]:
    """How far the records of each system reach: the earliest that any of its folders says."""
    reach: dict[str, date] = {}
    for folder in gathered.folders:
        day = given or _folder_reach(mapping, gathered, folder)
        if day is not None:
            system = systems[folder.path]
            reach[system] = min(day, reach.get(system, day))
    return reach


def _folder_reach(mapping: SenderMapping, gathered: Gathered, folder: Folder) -> date | None:
    one = mapping.cut_off
    if one is None:
        return None
    if isinstance(one.constant, date):
        return one.constant
    habits = Habits(mapping.dates, mapping.zone, mapping.decimal, mapping.yes, mapping.no, typed=True)
    days: list[date] = []
    for cell in set(_cells_of(one, mapping, gathered, folder)):
        day = read_date(cell, habits)
        if isinstance(day, Bad):
            raise Refused(f"The cut-off cannot be read: {day.why}.", where=f"{mapping.path.name}, cut_off")
        days.append(day)
    return max(days, default=None)
