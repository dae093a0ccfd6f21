"""The store: one directory of immutable snapshots, one writer, any number of readers.

store = Store.open("provider.store", create=True)
with store.writing(at=now, by="import") as draft:
    landed = draft.put("tenancy", rows)          # Landed(loaded, replaced, already_here)
    draft.cut_off(source="export of 1 October", day=date(2026, 9, 30))
    snapshot = draft.commit()
with store.pinned() as snapshot: ...

STORE/layout                    the version of this layout
STORE/CURRENT                   names the current snapshot; replaced in one step
STORE/snapshots/<identity>/     manifest.json and <table>/part-*.parquet
STORE/derived/ STORE/verdicts/  worked out from snapshots, by others
STORE/identity.sqlite           who a person key is, never copied into a snapshot
STORE/lock STORE/pins/          held by the operating system: a killed process holds nothing
STORE/building/ STORE/spill/    half-made things; nobody reads them
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Collection, Generator, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from goldthread.facts.disk import discard, sync_folder, write_whole
from goldthread.facts.draft import Draft, Landed
from goldthread.facts.lock import gate, hold_pin, living_pins, lock_writer
from goldthread.facts.manifest import Manifest
from goldthread.facts.records import Version, history
from goldthread.facts.schema import FACTS_VERSION, declared, guard
from goldthread.facts.snapshot import Snapshot
from goldthread.kernel.instants import as_instant
from goldthread.kernel.refusals import Refused
from goldthread.measures.tables import Registry

__all__ = ["Draft", "Landed", "Snapshot", "Store"]

LAYOUT_LINE = "goldthread store 1\n"
_FOLDERS = ("snapshots", "derived", "verdicts", "pins", "building", "spill")


class Store:
    """One directory of snapshots. Open it with `Store.open`."""

    def __init__(self, path: Path, registry: Registry | None = None) -> None:
        self.path = path
        self._registry = registry

    @classmethod
    def open(cls, path: Path | str, create: bool = False, registry: Registry | None = None) -> Store:
        """Open a store, or with `create` lay out a new one in an empty or missing directory."""
        path = Path(path).resolve()
        layout = path / "layout"
        if not layout.is_file():
            if path.exists() and not path.is_dir():
                raise Refused(f'"{path}" is a file, not a store. Name the directory of a store.')
            if path.is_dir() and _occupied(path):
                raise Refused(f'"{path}" is a directory but not a store. Name another, or an empty one.')
            if not create:
                raise Refused(f'There is no store at "{path}". Import records into it first.')
            _lay_out(path)
        said = layout.read_text(encoding="utf-8", errors="replace")
        if said != LAYOUT_LINE:
            raise Refused(
                f'The store at "{path}" has another layout ({said.strip()[:40]}). '
                "Use the version of Goldthread that made it."
            )
        return cls(path, registry)

    @property
    def registry(self) -> Registry:
        """The tables that this store holds."""
        if self._registry is None:
            self._registry = declared()
        return self._registry

    @property
    def current(self) -> str | None:
        """The identity of the current snapshot; None while the store holds nothing."""
        try:
            return (self.path / "CURRENT").read_text(encoding="utf-8").strip() or None
        except FileNotFoundError:
            return None

    @contextmanager
    def writing(self, *, at: datetime, by: str, memory: str = "2GB") -> Iterator[Draft]:
        """Become the one writer. What is not committed when the block ends has never been."""
        at = _instant(at)
        lock = lock_writer(self.path / "lock", at=at, by=by)
        try:
            self._clear_building()
            guard(self.registry.values())
            folder = self.path / "building" / secrets.token_hex(8)
            folder.mkdir(parents=True)
            identity = self.current
            base = Snapshot.at(self._folder(identity)) if identity else None
            if base and base.facts_version > FACTS_VERSION:
                raise Refused(
                    "The current snapshot was made by a newer Goldthread. "
                    "Write into this store with that version."
                )
            draft = Draft(folder, base, self.registry, at=at, by=by, publish=self._publish, memory=memory)
            try:
                yield draft
            finally:
                draft.close()
                discard(folder)
        finally:
            lock.release()

    @contextmanager
    def pinned(self, identity: str | None = None) -> Iterator[Snapshot]:
        """Pin a snapshot, the current one unless named, so that no sweep removes it while it is read."""
        pins = self.path / "pins"
        barrier = gate(pins / "gate", shared=True)
        try:
            wanted = identity or self.current
            if wanted is None:
                raise Refused("This store holds no records yet. Import some first.")
            wanted = self._whole(wanted)
            name = f"{wanted}.{secrets.token_hex(8)}"
            snapshot = Snapshot.at(self._folder(wanted), spill=self.path / "spill" / name)
            pin = hold_pin(pins, f"{name}.pin")
        finally:
            barrier.release()
        try:
            yield snapshot
        finally:
            pin.release(remove=True)
            shutil.rmtree(self.path / "spill" / name, ignore_errors=True)

    def snapshots(self) -> list[Snapshot]:
        """The snapshots that are kept, oldest first."""
        folder = self.path / "snapshots"
        found: list[Snapshot] = []
        for each in folder.iterdir():
            with suppress(Refused):  # swept between listing and opening
                found.append(Snapshot.at(each))
        return sorted(found, key=lambda each: (each.made_at, each.identity))

    def history(self, table: str, record_id: str) -> list[Version]:
        """Each different state of a record over the kept snapshots, oldest first."""
        with closing(self._pinned_in_turn()) as snapshots:
            return history(snapshots, table, record_id, self.registry)

    def _pinned_in_turn(self) -> Generator[Snapshot, None, None]:
        """Every kept snapshot, oldest first, pinned for its turn; one swept before it is passed by."""
        for identity in [each.identity for each in self.snapshots()]:
            with ExitStack() as stack:
                try:
                    snapshot = stack.enter_context(self.pinned(identity))
                except Refused:
                    if self._folder(identity).exists():
                        raise
                    continue
                yield snapshot

    def sweep(self, *, at: datetime, by: str, keep: int = 5, published: Collection[str] = ()) -> list[str]:
        """Remove old snapshots and what was worked out from them; answers the identities that went.

        Spared: the current one, the newest `keep`, those in `published`, and any that a reader has pinned.
        """
        lock = lock_writer(self.path / "lock", at=_instant(at), by=by)
        try:
            self._clear_building()
            condemned = self.path / "building" / secrets.token_hex(8)
            condemned.mkdir(parents=True)
            barrier = gate(self.path / "pins" / "gate", shared=False)
            try:
                gone = self._condemn(condemned, keep, published)
            finally:
                barrier.release()
            discard(condemned)
            return gone
        finally:
            lock.release()

    def _condemn(self, condemned: Path, keep: int, published: Collection[str]) -> list[str]:
        """Move what nobody needs out of sight; behind the gate, so that nobody pins it meanwhile."""
        pins = living_pins(self.path / "pins")
        spared = {name.partition(".")[0] for name in pins} | set(published) | {self.current}
        kept = self.snapshots()
        spared |= {snapshot.identity for snapshot in kept[max(0, len(kept) - keep) :]}
        gone: list[str] = []
        for folder in (self.path / "snapshots").iterdir():
            if folder.name in spared:
                continue
            os.replace(folder, condemned / folder.name)
            for below in ("derived", "verdicts"):
                if (self.path / below / folder.name).is_dir():
                    os.replace(self.path / below / folder.name, condemned / f"{below}-{folder.name}")
            gone.append(folder.name)
        living = {name.removesuffix(".pin") for name in pins}
        for folder in (self.path / "spill").iterdir():
            if folder.name not in living:
                shutil.rmtree(folder, ignore_errors=True)
        return sorted(gone)

    def _publish(self, new: Path, manifest: Manifest) -> Snapshot:
        """Bring a finished folder to its place and make it current, in the order that survives a kill."""
        place = self._folder(manifest.identity)
        if not place.exists():
            write_whole(new / "manifest.json", manifest.to_json())
            for folder in sorted(each for each in new.iterdir() if each.is_dir()):
                sync_folder(folder)
            sync_folder(new)
            os.replace(new, place)
            sync_folder(place.parent)
        write_whole(self.path / "CURRENT", manifest.identity + "\n")
        return Snapshot.at(place)

    def _folder(self, identity: str) -> Path:
        return self.path / "snapshots" / identity

    def _whole(self, identity: str) -> str:
        """The full identity for its beginning (eight letters or more)."""
        if self._folder(identity).is_dir() or len(identity) < 8 or not identity.isalnum():
            return identity
        found = [each.name for each in (self.path / "snapshots").iterdir() if each.name.startswith(identity)]
        return found[0] if len(found) == 1 else identity

    def _clear_building(self) -> None:
        """Remove what killed writers left; only under the writer's lock."""
        for folder in (self.path / "building").iterdir():
            discard(folder)
        for beside in self.path.glob(".CURRENT.*"):
            beside.unlink(missing_ok=True)


def _instant(at: datetime) -> datetime:
    """The moment in UTC; a time without a zone is taken to be UTC already."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else as_instant(at)


def _occupied(path: Path) -> bool:
    """True when a directory holds anything but the folders of a layout that was cut short."""
    return any(each.name not in _FOLDERS and not each.name.startswith(".layout.") for each in path.iterdir())


def _lay_out(path: Path) -> None:
    path.mkdir(parents=True, exist_ok=True)
    for name in _FOLDERS:
        (path / name).mkdir(exist_ok=True)
    # Last, because this file is what makes a directory a store.
    write_whole(path / "layout", LAYOUT_LINE)
