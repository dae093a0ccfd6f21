"""Many people who never lived, as Parquet files: a base from the demo, then copies of it with fresh keys.

The demo makes a base of up to BASE people in memory. Every copy has its own record ids, person keys, workers
and services, so memory stays bounded and a million people are some hundred services, not three huge ones.
Contacts are topped up to about 40 a person: every third is repeated two days later under an id of its own.
The same number of people and seed give the same rows.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from goldthread.catalogue.tables import TABLES
from goldthread.contracts.terms import Terms
from goldthread.demo.contracts import terms_text
from goldthread.demo.service import CUT_OFF
from goldthread.measures.tables import Table

BASE = 25_000
SEED = 11
FEWEST = 1_000
UNREAD = ("task_support", "feedback")  # tables that none of the questions reads


def files_of(people: int, folder: Path, threads: int) -> dict[str, list[Path]]:
    """The files of each table for so many people, made now or kept from an earlier run."""
    base, copies = _shares(people)
    kept = folder / f"rows-{SEED}-{base}-by-{copies}"
    if not (kept / "whole").is_file():
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(parents=True)
        _make(base, copies, kept, threads)
        (kept / "whole").touch()
    found: dict[str, list[Path]] = {}
    for path in sorted(kept.glob("*.parquet")):
        found.setdefault(path.name.partition(".")[0], []).append(path)
    return found


def number_of(people: int) -> int:
    """How many people there really are: whole copies of the base."""
    base, copies = _shares(people)
    return base * copies


def terms() -> Terms:
    """The demo's contracts, held by every copy of its services."""
    return Terms.parse(widened(terms_text()), "terms of the benchmark")


def widened(text: str) -> str:
    """Terms whose contracts cover every service whose name begins with theirs."""
    return re.sub(r'^services = \["([^"]+)"\]', r'services = ["\1*"]', text, flags=re.MULTILINE)


def _shares(people: int) -> tuple[int, int]:
    base = max(FEWEST, min(people, BASE))
    return base, max(1, round(people / base))


def _make(base: int, copies: int, folder: Path, threads: int) -> None:
    import duckdb

    from goldthread.demo import people

    made = people(SEED, base)
    with duckdb.connect(config={"threads": str(threads), "memory_limit": "2GB"}) as connection:
        for name in list(made):
            rows = made.pop(name)
            if name in UNREAD:
                continue
            connection.register("made", rows)
            for number in range(copies if name != "published_value" else 1):
                select = _copied(TABLES[name], rows.column_names, number)
                path = folder / f"{name}.{number:03}.parquet"
                connection.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet, COMPRESSION snappy)")
            connection.unregister("made")
            del rows


def _copied(table: Table, columns: Sequence[str], number: int) -> str:
    """SELECT of one copy: its ids, links and services carry the number of the copy."""
    whole = f"SELECT {', '.join(_marked(table, name, number) for name in columns)} FROM made"
    # Very rarely the demo leaves a required day blank, which a store refuses.
    needed = [f'"{name}" IS NOT NULL' for name in columns if table.spec(name).required]
    whole += f" WHERE {' AND '.join(needed)}"
    if table.name != "contact":
        return whole
    again = (
        "SELECT * REPLACE (contact_id || '+' AS contact_id, happened_at + INTERVAL 2 DAY AS happened_at, "
        f"CAST(happened_on + 2 AS DATE) AS happened_on) FROM ({whole})"
    )
    early = f"happened_on <= DATE '{CUT_OFF.isoformat()}' - 2"
    return f"{whole} UNION ALL {again} WHERE hash(contact_id) % 3 = 0 AND {early}"


def _marked(table: Table, name: str, number: int) -> str:
    quoted = f'"{name}"'
    if table.name == "published_value":
        return quoted
    if name == "service":
        return f"{quoted} || ' {number + 1:02}' AS {quoted}"
    if name == table.key or name.endswith("_id"):
        return f"{quoted} || '{number:03}' AS {quoted}"
    return quoted
