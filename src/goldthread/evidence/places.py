"""Where the records behind kept verdicts lie: which Parquet files, and what names a record in them.

Beside the kept verdicts of a table lies `records-<table>.json`: the files of the table with their sizes, the
column of the record's id and that of its person. A kept row says the number of its file and its row there.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from goldthread.facts.duck import numbered

_KEPT = re.compile(r"-of-([a-z_0-9]+?)(-by-person)?\.parquet$")


@dataclass(frozen=True)
class Places:
    """The files of one table, named from the folder of kept verdicts, with their sizes in bytes."""

    folder: str
    files: tuple[str, ...]
    sizes: tuple[int, ...]
    key: str
    person: str | None

    @classmethod
    def of(cls, folder: Path, paths: Sequence[str], key: str, person: str | None) -> Places:
        """Places of a table's files as they are now."""
        files = tuple(os.path.relpath(path, folder) for path in paths)
        return cls(str(folder), files, tuple(os.stat(path).st_size for path in paths), key, person)

    def write(self, table: str) -> None:
        """Keep this beside the verdicts, unless it lies there."""
        path = Path(self.folder) / f"records-{table}.json"
        told = {name: value for name, value in asdict(self).items() if name != "folder"}
        said = json.dumps(told)
        if path.is_file() and path.read_text("utf-8") == said:
            return
        beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
        try:
            beside.write_text(said, "utf-8")
            os.replace(beside, path)
        finally:
            beside.unlink(missing_ok=True)

    def are_there(self) -> bool:
        """True when every file is there and as long as it was."""
        try:
            return all(
                os.stat(os.path.join(self.folder, name)).st_size == size
                for name, size in zip(self.files, self.sizes, strict=True)
            )
        except OSError:
            return False

    def named(self, rows: str, by_person: bool) -> str:
        """SQL of kept rows with `record_id` and `person_id`; the person is the `pick` where one is taken."""
        others = "* EXCLUDE (pick)" if by_person else "*"
        pick = ", t.person_id AS pick" if by_person else ""
        person = f'"{self.person}"' if self.person is not None else "CAST(NULL AS VARCHAR)"
        names = f'"{self.key}" AS record_id, {person} AS person_id'
        if not self.files:
            empty = "CAST(NULL AS INTEGER) AS _part, CAST(NULL AS BIGINT) AS _row"
            records = f"SELECT NULL::VARCHAR AS record_id, NULL::VARCHAR AS person_id, {empty} WHERE false"
        else:
            records = numbered([os.path.join(self.folder, name) for name in self.files], names)
        same = "t._row = k._row" + (" AND t._part = k._part" if len(self.files) > 1 else "")
        chosen = f"t.record_id, t.person_id, k.{others}{pick}"
        return f"(SELECT {chosen} FROM {rows} k LEFT JOIN ({records}) t ON {same})"


def kept_of(table: str, by_person: bool) -> str:
    """How the file name of kept verdicts ends."""
    return f"-of-{table}{'-by-person' if by_person else ''}.parquet"


def of_kept(path: Path) -> tuple[str, bool]:
    """The table whose records a file of kept verdicts judges, and whether its pick is the person."""
    found = _KEPT.search(path.name)
    assert found is not None, path.name  # every name is made by `kept_of`
    return found[1], found[2] is not None


def forget(folder: Path, table: str) -> None:
    """Take kept verdicts of a table away: nobody knows any more where their records lie."""
    for by_person in (False, True):
        for path in folder.glob(f"*{kept_of(table, by_person)}"):
            path.unlink(missing_ok=True)


def places_beside(folder: Path, table: str) -> Places | None:
    """The places kept beside the verdicts; None when there are none, or a file has gone or changed."""
    path = folder / f"records-{table}.json"
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return None
    places = _read(path, changed)
    return places if places.are_there() else None


@lru_cache(maxsize=256)
def _read(path: Path, _changed: int) -> Places:
    told = json.loads(path.read_text("utf-8"))
    return Places(str(path.parent), tuple(told["files"]), tuple(told["sizes"]), told["key"], told["person"])
