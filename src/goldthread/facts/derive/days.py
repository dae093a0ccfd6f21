"""Days as the kernel knows them, laid out as tables so that SQL counts with them and never by itself.

`london_day` says when each civil day begins and ends in UTC; `calendar_day` says which days are worked in
each nation and how many were worked before. Both come from the kernel day by day.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from goldthread.kernel.calendar import Nation, WorkingCalendar
from goldthread.kernel.instants import day_end, day_start

if TYPE_CHECKING:
    import duckdb

# Records outside these years are slips; a clock that starts there has no due day.
EARLIEST, LATEST = date(1900, 1, 1), date(2150, 12, 31)
EARLIEST_USUAL = date(2020, 1, 1)  # where there is no record at all


def lay_out(connection: duckdb.DuckDBPyConnection, first: date, last: date) -> None:
    """Make `london_day(day, starts, ends)` and `calendar_day(nation, day, working, holiday, before)`."""
    import pyarrow as pa

    first, last = max(first, EARLIEST), min(last, LATEST)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    starts = [day_start(day).replace(tzinfo=None) for day in days]
    ends = [day_end(day).replace(tzinfo=None) for day in days]
    stamp = pa.timestamp("us")
    london = pa.table(
        {"day": pa.array(days, pa.date32()), "starts": pa.array(starts, stamp), "ends": pa.array(ends, stamp)}
    )
    _keep(connection, "london_day", london)

    nations, all_days, working, names, before = [], [], [], [], []
    for nation in Nation:
        calendar = WorkingCalendar.of(nation)
        holidays = {
            day: name
            for year in range(first.year, last.year + 1)
            for day, name in calendar.holidays(year).items()
        }
        gone = 0
        for day in days:
            worked = calendar.is_working_day(day)
            nations.append(nation.value)
            all_days.append(day)
            working.append(worked)
            names.append(holidays.get(day))
            before.append(gone)
            gone += worked
    calendar_days = pa.table(
        {
            "nation": pa.array(nations, pa.string()),
            "day": pa.array(all_days, pa.date32()),
            "working": pa.array(working, pa.bool_()),
            "holiday": pa.array(names, pa.string()),
            "before": pa.array(before, pa.int64()),
        }
    )
    _keep(connection, "calendar_day", calendar_days)


def _keep(connection: duckdb.DuckDBPyConnection, name: str, rows: object) -> None:
    connection.register("arriving", rows)
    connection.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM arriving")
    connection.unregister("arriving")


def reach_of(unit_days: int) -> timedelta:
    """Days of calendar that a limit can need beyond its start, with room for holidays."""
    return timedelta(days=unit_days * 2 + 60)
