"""Do plain pandas and the kept verdicts say the same of every record? Counted row by row, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.plain_pandas import Tables, rows_of
from goldthread.evidence.asking import keep_together, kept
from goldthread.evidence.asking import rows_of as rows_in
from goldthread.evidence.inquiry import Inquiry
from goldthread.kernel.periods import Period
from goldthread.measures.questions import Question

_DAYS = ("placed", "period_start", "starts", "ends")


def compared(
    inquiry: Inquiry, sides: Sequence[Question], paths: Mapping[str, Sequence[str]], months: Sequence[Period]
) -> dict[str, Any]:
    """How many rows were compared, and for each question that differs how many rows only one of them has."""
    import duckdb

    tables, compared_, differ = Tables(paths), 0, {}
    keep_together(inquiry.basis, sides, months)
    with duckdb.connect() as connection:
        for side in sides:
            theirs = rows_of(side, tables, months, inquiry.as_of)
            connection.register("theirs", theirs)
            listed = ", ".join(_told(name) for name in theirs.columns)
            one = f"SELECT {listed} FROM theirs"
            other = f"SELECT {listed} FROM {rows_in(kept(inquiry.basis, side, months))}"
            apart = f"SELECT count(*) FROM (({one} EXCEPT ALL {other}) UNION ALL ({other} EXCEPT ALL {one}))"
            found = int(connection.execute(apart).fetchall()[0][0])
            compared_ += len(theirs)
            if found:
                differ[side.code] = found
    return {"rows": compared_, "differ": differ}


def _told(name: str) -> str:
    """A cell as both can say it: pandas keeps days as moments, and numbers in another last place."""
    quoted = f'"{name}"'
    if name in _DAYS:
        return f"CAST(CAST({quoted} AS TIMESTAMP) AS DATE) AS {quoted}"
    if name == "value":
        return f"round(CAST({quoted} AS DOUBLE), 6) AS {quoted}"
    if name == "pick_order":
        return f"left(CAST({quoted} AS VARCHAR), 10) AS {quoted}"
    return f"CAST({quoted} AS VARCHAR) AS {quoted}"
