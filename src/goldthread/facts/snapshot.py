"""A snapshot: immutable records in Parquet, known by the hash of its rows.

with store.pinned() as snapshot:
    snapshot.rows("tenancy"), snapshot.cut_off, snapshot.paths("tenancy")
    read_back(snapshot, "tenancy", "T-17")      # one record with its source
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from goldthread.facts.disk import hash_file
from goldthread.facts.manifest import Holding, Manifest
from goldthread.facts.rows import hash_rows, identity_of
from goldthread.facts.schema import declared
from goldthread.kernel.refusals import Refused, did_you_mean
from goldthread.measures.tables import Registry


@dataclass(frozen=True)
class Snapshot:
    """One immutable state of all records. `spill` is where a reader may put what memory cannot hold."""

    path: Path
    manifest: Manifest
    spill: Path | None = field(default=None, compare=False)

    @classmethod
    def at(cls, path: Path, spill: Path | None = None) -> Snapshot:
        """Open the snapshot in the folder `path`."""
        try:
            text = (path / "manifest.json").read_text(encoding="utf-8")
        except OSError as error:
            raise Refused(
                f"The snapshot {path.name[:12]} is not in this store any more. Ask for the current one."
            ) from error
        return cls(path, Manifest.from_json(text), spill)

    @property
    def identity(self) -> str:
        """SHA-256, in hexadecimal, of the canonical sorted rows of all tables and of the cut-offs."""
        return self.manifest.identity

    @property
    def facts_version(self) -> int:
        return self.manifest.facts_version

    @property
    def made_at(self) -> datetime:
        return self.manifest.made_at

    @property
    def predecessor(self) -> str | None:
        return self.manifest.predecessor

    @property
    def cut_offs(self) -> dict[str, date]:
        """By source, the last day that its records reach."""
        return dict(self.manifest.cut_offs)

    @property
    def cut_off(self) -> date | None:
        """The last day that every source reaches (the earliest of them); None when none was declared."""
        return min(self.manifest.cut_offs.values(), default=None)

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(sorted(self.manifest.tables))

    def holding(self, table: str) -> Holding:
        """The parts, months and counts of one table."""
        found = self.manifest.tables.get(table)
        if found is None:
            raise Refused(f'This snapshot holds no table "{table}".{did_you_mean(table, self.tables)}')
        return found

    def has(self, table: str) -> bool:
        return table in self.manifest.tables

    def rows(self, table: str) -> int:
        """How many records a table holds, voided ones included."""
        return self.holding(table).rows

    def paths(self, table: str) -> list[str]:
        """The Parquet files of a table, in order; at least one."""
        return [str(self.path / part.file) for part in self.holding(table).parts]

    def verify_files(self) -> list[str]:
        """Read every file again; a sentence for each that is gone or whose bytes have changed."""
        found: list[str] = []
        for name in self.tables:
            for part in self.holding(name).parts:
                path = self.path / part.file
                if not path.is_file():
                    found.append(f"{part.file} is gone.")
                elif path.stat().st_size != part.bytes:
                    found.append(f"{part.file} has {path.stat().st_size} bytes instead of {part.bytes}.")
                elif hash_file(path) != part.sha256:
                    found.append(f"{part.file} has changed since it was written.")
        return found

    def verify_rows(self, registry: Registry | None = None) -> list[str]:
        """Work the identity out again from the rows; a sentence for each table and month that differs."""
        from goldthread.facts.duck import bare, files

        tables = registry if registry is not None else declared()
        found: list[str] = []
        again = {}
        with bare(self.spill) as connection:
            for name in self.tables:
                holding = self.holding(name)
                if name not in tables:
                    again[name] = list(holding.months)
                    continue
                columns = {c: t for part in holding.parts for c, t in part.columns.items()}
                source = files(self.paths(name), union_by_name=True)
                again[name] = hash_rows(connection, tables[name], source, columns)
                kept = {month.month: month for month in holding.months}
                now = {month.month: month for month in again[name]}
                found += [
                    f'"{name}" differs in {month or "rows without a day"}.'
                    for month in sorted(kept.keys() | now.keys())
                    if kept.get(month) != now.get(month)
                ]
        if not found and identity_of(again, self.manifest.cut_offs) != self.identity:
            found.append("The identity does not follow from the rows and the cut-offs.")
        return found
