"""A small sender: two files, a mapping, and a store to load them into."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from goldthread.intake import Outcome, load

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)

MAPPING = """
name = "Case system"
system = "case"
dates = "day first"

[person]
key = ["Client"]

[source.contacts]
file = "contacts*.csv"

[[fact]]
table = "contact"
from = "contacts"
record_id = ["Ref"]
[fact.columns]
organisation = { value = "Northway" }
service = "Service"
happened_on = "Date"
minutes = "Minutes"
contact_with = { column = "With", map = { F2F = "person", Mum = "family" } }
"""

CONTACTS = """Ref,Client,Service,Date,Minutes,With
C1,P1,Homes,01/07/2026,30,person
C2,P2,Homes,02/07/2026,45,F2F
C3,P1,Work,13/07/2026,,Mum
"""


class Desk:
    """One folder with a mapping, files and a store."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = folder / "store"
        self.files = folder / "files"
        self.files.mkdir()

    def mapping(self, text: str = MAPPING) -> Path:
        path = self.folder / "mapping.toml"
        path.write_text(text, encoding="utf-8")
        return path

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.files / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def load(self, mapping: str = MAPPING, **asked: Any) -> Outcome:
        sources = asked.pop("sources", [self.files])
        return load(self.mapping(mapping), sources, asked.pop("store", self.store), at=AT, by="test", **asked)

    def rows(self, table: str) -> list[dict[str, Any]]:
        import pyarrow.parquet as pq

        from goldthread.facts.store import Store

        with Store.open(self.store).pinned() as snapshot:
            found = [row for path in snapshot.paths(table) for row in pq.read_table(path).to_pylist()]
        return sorted(found, key=lambda row: [str(value) for value in row.values()])


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def counts(outcome: Outcome) -> dict[str, tuple[int, int, int, int]]:
    """By file: read, loaded, refused, already here."""
    return {each.name: (each.read, each.loaded, each.refused, each.already_here) for each in outcome.files}


def whys(outcome: Outcome) -> list[tuple[int, str, str, str]]:
    return [(each.line, each.column, each.value, each.why) for each in outcome.refusals]
