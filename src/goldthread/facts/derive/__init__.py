"""Tables worked out from a snapshot under the terms: clocks, spells, caseloads, days of absence.

    found = derived(store, snapshot, terms)
    found.paths["clock"]                    # Parquet files, for `facts.connection.reader(snapshot,
    found.paths)`

Kept under STORE/derived/<snapshot>/<terms hash>/. The folder is built beside and renamed whole: a second
reader sees all of it or none. Other terms make another folder, with links to the files that come out the same
(`reuse`); nothing is ever changed in place.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from goldthread.catalogue.tables import TABLES
from goldthread.contracts.terms import Terms
from goldthread.contracts.terms.windows import without
from goldthread.facts.connection import reader
from goldthread.facts.derive import caseload, clocks, days, spells
from goldthread.facts.derive.reuse import CLOCK, MADE, file_of, made_before, made_from, taken_over
from goldthread.facts.disk import sync_file, sync_folder
from goldthread.facts.duck import text as literal
from goldthread.facts.reach import reach
from goldthread.facts.schema import DUCK_TYPES
from goldthread.facts.snapshot import Snapshot
from goldthread.facts.store import Store
from goldthread.measures.tables import Table

if TYPE_CHECKING:
    import duckdb

__all__ = ["DERIVED", "Derived", "derived"]

DERIVED = tuple(table.name for table in TABLES.values() if table.derived)
_READ = (
    *("person", "referral", "support", "pause", "plan", "contact", "early_warning", "step_episode"),
    *("tenancy", "tenancy_risk", "tenancy_risk_action", "job", "adjustment_review", "absence"),
    *("isolation_measure", "risk_assessment", "safeguarding_concern", "system_contact", "complaint"),
    *("worker", "attachment", "stage_spell"),
)


@dataclass(frozen=True)
class Derived:
    """Where the derived tables of one snapshot under one set of terms lie."""

    terms_hash: str
    paths: Mapping[str, list[str]]
    as_of: date | None


def derived(
    store: Store, snapshot: Snapshot, terms: Terms, *, memory: str = "2500MB", threads: int | None = None
) -> Derived:
    """The derived tables of a snapshot under the terms: from their folder, or worked out now and kept."""
    folder = store.path / "derived" / snapshot.identity / terms.hash
    if not (folder / MADE).is_file():
        _make(snapshot, terms, folder, memory=memory, threads=threads)
    made = json.loads((folder / MADE).read_text("utf-8"))
    return Derived(
        terms_hash=terms.hash,
        paths=_paths(folder, made.get("files", DERIVED)),
        as_of=date.fromisoformat(made["as_of"]) if made["as_of"] else None,
    )


def _paths(folder: Path, made: Iterable[str]) -> dict[str, list[str]]:
    """The files of each derived table; those of `clock` are one a standard."""
    found: dict[str, list[str]] = {name: [] for name in DERIVED}
    for name in made:
        found[name.partition(":")[0]].append(str(folder / file_of(name)))
    return found


def _make(snapshot: Snapshot, terms: Terms, folder: Path, *, memory: str, threads: int | None) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=".making-", dir=folder.parent))
    try:
        wanted = made_from(terms, _room(terms).days)
        taken = taken_over(made_before(folder.parent, wanted), making)
        as_of = reach(snapshot, TABLES)
        missing = [name for name in wanted if name not in taken]
        if missing:
            _write_all(snapshot, terms, as_of, missing, making, memory=memory, threads=threads)
        for path in making.iterdir():
            sync_file(path)
        said = json.dumps({"as_of": as_of.isoformat(), "terms": terms.name, "files": wanted})
        (making / MADE).write_text(said, "utf-8")
        sync_file(making / MADE)
        sync_folder(making)
        try:
            os.rename(making, folder)
        except OSError:
            # Another reader was faster. The same snapshot and terms make the same tables.
            if not (folder / MADE).is_file():
                raise
        sync_folder(folder.parent)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _room(terms: Terms) -> timedelta:
    """How far the calendar must reach beyond the records: room for the longest time that the terms allow."""
    longest = max((row.amount * (1 if row.unit == "hours" else 7) for row in terms.standards), default=0)
    return days.reach_of(
        longest + 7 * max((max(row.points, default=0) for row in terms.standards), default=0)
    )


def _write_all(
    snapshot: Snapshot,
    terms: Terms,
    as_of: date,
    missing: Sequence[str],
    making: Path,
    *,
    memory: str,
    threads: int | None,
) -> None:
    """Work out the files named, and only those."""
    standards = [name.removeprefix(CLOCK) for name in missing if name.startswith(CLOCK)]
    connection = reader(
        snapshot, registry=TABLES, tables=_READ, threads=threads, memory=memory, writable=making
    )
    with connection:
        first, last = _reach(connection)
        days.lay_out(connection, first - timedelta(days=7), max(last, as_of) + _room(terms))
        _lay_contracts(connection, terms)
        spells.lay_out_records(connection)
        spells.assign_jobs(connection)
        if "home_spell" in missing:
            spells.home_spells(connection)
        if "work_spell" in missing:
            spells.work_spells(connection, f"DATE '{as_of.isoformat()}'")
        if "caseload_spell" in missing:
            caseload.caseload_spells(connection)
        if "absence_day" in missing:
            caseload.absence_days(connection, f"DATE '{as_of.isoformat()}'")
        _lay_terms(connection, terms)
        connection.execute(
            """CREATE TEMP VIEW calendar AS SELECT nation || ' ' || day::VARCHAR AS calendar_id,
                '' AS organisation,
            nation, day, working, holiday, before AS working_days_before FROM calendar_day"""
        )
        for name in missing:
            if not name.startswith(CLOCK):
                _write(connection, TABLES[name], making / file_of(name))
        if standards:
            asked = tuple(row for row in terms.standards if row.name in standards)
            clocks.lay_out(connection, replace(terms, standards=asked), as_of)
            connection.execute("CREATE TEMP TABLE every_clock AS SELECT * FROM clock")
            for name in standards:
                one = f"(SELECT * FROM every_clock WHERE standard = {literal(name)})"
                _write(connection, TABLES["clock"], making / file_of(CLOCK + name), one)


def _reach(connection: duckdb.DuckDBPyConnection) -> tuple[date, date]:
    """The first and the last day on which any record that is read happened."""
    asked = " UNION ALL ".join(
        f"SELECT min({TABLES[name].happens}) AS first, max({TABLES[name].happens}) AS last FROM {name}"
        for name in _READ
        if TABLES[name].happens
    )
    ((first, last),) = connection.execute(f"SELECT min(first), max(last) FROM ({asked})").fetchall()
    if first is None:
        return days.EARLIEST_USUAL, days.EARLIEST_USUAL
    return max(first, days.EARLIEST), min(last, days.LATEST)


def _lay_contracts(connection: duckdb.DuckDBPyConnection, terms: Terms) -> None:
    """Make `service_contract`, what the contract of each service says of work and gaps, and `role_cap`.

    A service has one row for every stretch of days, `low` to `high`; on days of no contract the gaps of the
    whole set hold, and nothing else.
    """
    connection.execute(
        """CREATE TEMP TABLE service_contract (service VARCHAR, contract VARCHAR, nation VARCHAR,
            least_hours DOUBLE, thirteen_in_sixteen BOOLEAN, home_gap INTEGER, work_gap INTEGER,
            low DATE, high DATE)"""
    )
    connection.execute(
        """CREATE TEMP TABLE role_cap (service VARCHAR, role VARCHAR, contract VARCHAR, people DOUBLE,
            valid_from DATE,
        valid_to DATE)"""
    )
    asked = " UNION ".join(
        f"SELECT service FROM {name}"
        for name in ("support", "job", "absence", "worker", "attachment", "tenancy")
    )
    for (service,) in connection.execute(f"SELECT * FROM ({asked}) UNION SELECT NULL").fetchall():
        held = terms.in_turn(service)
        rows = [
            *(
                (each.code, each.nation, each.minimum_weekly_hours, each.sustained != "unbroken")
                + (each.gaps or terms.gaps, span)
                for each, span in held
            ),
            *(
                (None, None, None, None, terms.gaps, span)
                for span in without((date.min, date.max), [span for _, span in held])
            ),
        ]
        for *said, gaps, (low, high) in rows:
            connection.execute(
                f"INSERT INTO service_contract VALUES ({', '.join('?' * 9)})",
                [service, *said, gaps.home_days, gaps.work_days, low, high],
            )
        for cap in terms.caps_of(service):
            connection.execute(
                "INSERT INTO role_cap VALUES (?, ?, ?, ?, ?, ?)",
                [service, cap.role, cap.contract, cap.people, cap.valid_from, cap.valid_to],
            )


def _lay_terms(connection: duckdb.DuckDBPyConnection, terms: Terms) -> None:
    connection.execute(
        """CREATE TEMP TABLE term (term_id VARCHAR, organisation VARCHAR, contract VARCHAR, standard VARCHAR,
        valid_from DATE, valid_to DATE, amount DOUBLE, unit VARCHAR, pauses VARCHAR)"""
    )
    rows = [
        *(
            (
                row.contract,
                row.name,
                row.valid_from,
                row.valid_to,
                row.amount,
                row.unit,
                ", ".join(row.pauses),
            )
            for row in terms.standards
        ),
        *(
            (cap.contract, f"cap:{cap.role}", cap.valid_from, cap.valid_to, cap.people, "people_per_wte", "")
            for cap in terms.caps
        ),
    ]
    narrowed = [*(row.stages for row in terms.standards), *(() for _ in terms.caps)]
    keyed = [
        (":".join(filter(None, (row[0], row[1], row[2].isoformat() if row[2] else "", *stages))), *row)
        for row, stages in zip(rows, narrowed, strict=True)
    ]
    if keyed:
        places = ", ".join(f"(?, '', {', '.join('?' * 7)})" for _ in keyed)
        connection.execute(f"INSERT INTO term VALUES {places}", [value for row in keyed for value in row])


def _write(connection: duckdb.DuckDBPyConnection, table: Table, path: Path, rows: str = "") -> None:
    """Write one derived table with exactly the columns declared, in that order and of those types."""
    rows = rows or table.name
    have = {row[0] for row in connection.execute(f"DESCRIBE FROM {rows}").fetchall()}
    columns = ", ".join(
        f"{column.name if column.name in have else 'NULL'}::{DUCK_TYPES[column.type]} AS {column.name}"
        for column in table.columns
    )
    order = "service, person_id, " if table.has("person_id") else ""
    connection.execute(
        f"COPY (SELECT {columns} FROM {rows} ORDER BY {order}{table.key}) "
        f"TO {literal(path)} (FORMAT parquet, COMPRESSION zstd)"
    )
