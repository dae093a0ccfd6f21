"""The floor: no engine can answer a question without reading the columns that it needs, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.columns import needed
from goldthread.measures.questions import Question

SUMMED = {
    "VARCHAR": "sum(strlen({}))",
    "DATE": "sum(CAST(epoch({}) AS BIGINT))",
    "TIMESTAMP": "sum(epoch_us({}))",
    "BOOLEAN": "count_if({})",
    "BIGINT": "sum({})",
    "INTEGER": "sum({})",
    "DOUBLE": "sum({})",
}


class Floor:
    """Sums columns of Parquet files with DuckDB: two threads, 2 GB, as asking has."""

    def __init__(self, paths: Mapping[str, Sequence[str]]) -> None:
        import duckdb

        self.connection = duckdb.connect(config={"threads": "2", "memory_limit": "2GB"})
        self.files = {name: "[" + ", ".join(f"'{p}'" for p in listed) + "]" for name, listed in paths.items()}
        self.types: dict[str, dict[str, str]] = {}

    def ask(self, question: Question) -> None:
        """Sum the needed columns of every table that one side of a question reads."""
        wanted: dict[str, set[str]] = {}
        for table, column in needed(question):
            wanted.setdefault(table, set()).add(column)
        for table, columns in sorted(wanted.items()):
            kinds = self._types(table)
            sums = [SUMMED[kinds[name]].format(f'"{name}"') for name in sorted(columns)]
            source = f"read_parquet({self.files[table]}, hive_partitioning=false)"
            living = " WHERE voided IS NOT TRUE" if "voided" in kinds else ""
            self.connection.execute(f"SELECT {', '.join(sums)} FROM {source}{living}").fetchall()

    def _types(self, table: str) -> dict[str, str]:
        if table not in self.types:
            described = self.connection.execute(
                f"DESCRIBE SELECT * FROM read_parquet({self.files[table]}, hive_partitioning=false)"
            ).fetchall()
            self.types[table] = {row[0]: row[1] for row in described}
        return self.types[table]
