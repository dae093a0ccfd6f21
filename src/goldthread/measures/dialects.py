"""What differs between engines in the SQL of questions, and how values and names are written in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from goldthread.measures.tables import Type


@dataclass(frozen=True)
class Dialect:
    """Date functions of one engine. The defaults are DuckDB's."""

    name: str = "duckdb"

    def shift(self, value: str, amount: str, unit: str) -> str:
        """A date moved by `amount` units, still a date; months clamp."""
        if unit == "months":
            return f"CAST({value} + to_months(CAST({amount} AS INTEGER)) AS DATE)"
        days = f"7 * ({amount})" if unit == "weeks" else f"({amount})"
        return f"CAST({value} + CAST({days} AS INTEGER) AS DATE)"

    def days(self, start: str, end: str) -> str:
        return f"date_diff('day', {start}, {end})"

    def pick(self, how: str, value: str, by: str, key: str) -> str:
        """An aggregate: the value, blank or not, of the first or last row by `by`, ties by the record id."""
        return f"{'arg_min_null' if how == 'first' else 'arg_max_null'}({value}, {self.order(by, key)})"

    def order(self, by: str, key: str) -> str:
        """What rows are picked by: one sort key compares in half the time of a row of day and text."""
        return f"create_sort_key({by}, 'ASC NULLS LAST', {key}, 'ASC NULLS LAST')"

    def months(self, start: str, end: str) -> str:
        """The largest n for which start plus n months is on or before end."""
        whole = f"datesub('month', {start}, {end})"  # which rounds towards nought
        return (
            f"(CASE WHEN {end} >= {start} THEN {whole} "
            f"ELSE {whole} - CASE WHEN {self.shift(start, whole, 'months')} > {end} THEN 1 ELSE 0 END END)"
        )

    def matching(self, records: str, rows: str, condition: str) -> str:
        """Which records have a row that matches, each once: number and TRUE."""
        return f"SELECT o.n AS k0, TRUE AS v {records} SEMI JOIN {rows} ON {condition}"


DUCKDB = Dialect()


def literal(value: object, kind: Type) -> str:
    """A literal; text is quoted so that no text can end it."""
    if value is None:
        return "NULL"
    if kind is Type.BOOLEAN:
        return "TRUE" if value else "FALSE"
    if kind is Type.DATE:
        assert isinstance(value, date)
        return f"DATE '{value.isoformat()}'"
    if kind.is_number:
        assert isinstance(value, (int, float))
        return repr(float(value)) + "::DOUBLE" if kind is Type.NUMBER else str(int(value))
    return "'" + str(value).replace("'", "''") + "'"


def quoted(name: str) -> str:
    """An identifier in double quotes."""
    return '"' + name.replace('"', '""') + '"'
