"""The manifest of a snapshot: what it holds, whence, and the hash of every file for finding rot."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from goldthread.facts.rows import Month, hash_months
from goldthread.kernel.refusals import Refused

LAYOUT = 1


@dataclass(frozen=True)
class Part:
    """One Parquet file. `months` are those whose rows it holds; `columns` are {name: DuckDB type}."""

    file: str  # below the snapshot's folder, with forward slashes
    rows: int
    bytes: int
    sha256: str
    months: tuple[str, ...]
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Holding:
    """What a snapshot holds of one table."""

    months: tuple[Month, ...]
    parts: tuple[Part, ...]

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.parts)

    @property
    def bytes(self) -> int:
        return sum(part.bytes for part in self.parts)


@dataclass(frozen=True)
class Manifest:
    """Everything that is known of a snapshot without opening its rows."""

    identity: str
    facts_version: int
    made_at: datetime
    made_by: str
    predecessor: str | None
    cut_offs: Mapping[str, date] = field(default_factory=dict)  # by source: the last day its records reach
    tables: Mapping[str, Holding] = field(default_factory=dict)
    written_with: str = ""

    def to_json(self) -> str:
        """The manifest as text, the same for the same content."""
        told = {
            "layout": LAYOUT,
            "identity": self.identity,
            "facts_version": self.facts_version,
            "made_at": self.made_at.isoformat(),
            "made_by": self.made_by,
            "predecessor": self.predecessor,
            "written_with": self.written_with,
            "cut_offs": {source: self.cut_offs[source].isoformat() for source in sorted(self.cut_offs)},
            "tables": {name: _holding_told(name, self.tables[name]) for name in sorted(self.tables)},
        }
        return json.dumps(told, indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """Read a manifest back; one that a newer Goldthread wrote, or that is broken, is refused."""
        try:
            told = json.loads(text)
            layout = int(told["layout"])
            if layout > LAYOUT:
                raise Refused(
                    "This snapshot was made by a newer Goldthread. Use that version, or build it again."
                )
            return cls(
                identity=told["identity"],
                facts_version=int(told["facts_version"]),
                made_at=datetime.fromisoformat(told["made_at"]),
                made_by=told["made_by"],
                predecessor=told["predecessor"],
                written_with=told["written_with"],
                cut_offs={source: date.fromisoformat(day) for source, day in told["cut_offs"].items()},
                tables={name: _holding(each) for name, each in told["tables"].items()},
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Refused(
                "The manifest of this snapshot is damaged. Restore the store from a copy, or build it again."
            ) from error


def _holding_told(name: str, holding: Holding) -> dict[str, Any]:
    return {
        "rows": holding.rows,
        "hash": hash_months(name, holding.months),
        "months": [[month.month, month.rows, month.hash] for month in holding.months],
        "parts": [
            {
                "file": part.file,
                "rows": part.rows,
                "bytes": part.bytes,
                "sha256": part.sha256,
                "months": list(part.months),
                "columns": dict(part.columns),
            }
            for part in holding.parts
        ],
    }


def _holding(told: Mapping[str, Any]) -> Holding:
    return Holding(
        months=tuple(Month(month, int(rows), hash_) for month, rows, hash_ in told["months"]),
        parts=tuple(
            Part(
                file=part["file"],
                rows=int(part["rows"]),
                bytes=int(part["bytes"]),
                sha256=part["sha256"],
                months=tuple(part["months"]),
                columns=dict(part["columns"]),
            )
            for part in told["parts"]
        ),
    )
