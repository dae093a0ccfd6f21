"""What a file shows of itself: its table, its columns, what their cells look like."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from goldthread.intake.mapping.language import Dates
from goldthread.intake.reading.files import Format, find_format, open_table
from goldthread.intake.reading.grid import UNREADABLE, folded, is_blank, tidy
from goldthread.intake.reading.region import Region
from goldthread.intake.values import Bad, Habits, day_or_month_first, read_date, read_number
from goldthread.kernel.refusals import Refused

SAMPLE = 20_000
_HEADER_WITHIN = 40
_YES_NO = {"yes", "no", "y", "n", "true", "false", "t", "f", "0", "1"}


@dataclass
class Column:
    """One column: its label and its different values with how often each comes (a sample of the file)."""

    label: str
    values: Counter[str] = field(default_factory=Counter)
    filled: int = 0
    rows: int = 0
    order: str = (
        ""  # of day and month: "day first", "month first", "cannot be told", or "" where none is needed
    )
    looks: str = "text"  # date, moment, number, yes or no, text, blank

    @property
    def unique(self) -> bool:
        """Every cell filled, and no value twice."""
        return self.rows > 0 and self.filled == self.rows == len(self.values)


@dataclass
class Look:
    """One table of one file."""

    path: Path
    name: str
    format: Format
    region: Region
    columns: list[Column]
    rows: int
    notes: list[str]

    def labels(self) -> tuple[str, ...]:
        """The header, in order."""
        return tuple(column.label for column in self.columns)


def look_at(path: Path, name: str) -> list[Look]:
    """The tables of a file: one, or one a sheet of a workbook. Refused when it cannot be read at all."""
    format = find_format(path, name)
    sheets: list[str | None] = [None]
    if format.book is not None:
        sheets = [sheet.name for sheet in format.book.sheets if sheet.rows]
        sheets = [None] if len(sheets) == 1 else sheets
    found: list[Look] = []
    for sheet in sheets:
        try:
            found.append(_look(path, name, format, sheet))
        except Refused:
            if len(sheets) == 1:
                raise
    return found


def _look(path: Path, name: str, format: Format, sheet: str | None) -> Look:
    region = _region(format, sheet)
    opened = open_table(format, region)
    columns = [Column(label) for label in opened.header.names]
    rows = 0
    for batch in opened.batches(5_000):
        for cells in batch.cells:
            rows += 1
            for column, cell in zip(columns, cells, strict=True):
                text = tidy(cell)
                column.rows += 1
                if text and not text.startswith(UNREADABLE):
                    column.filled += 1
                    column.values[text] += 1
        if rows >= SAMPLE:
            break
    for column in columns:
        _judge(column, opened.typed)
    return Look(path, name, format, region, columns, rows, list(format.notes))


def _region(format: Format, sheet: str | None) -> Region:
    """The first row is the header unless title rows stand above: then the first as wide as most rows."""
    opened = open_table(format, Region(sheet=sheet, header_row=1))
    first = opened.header.rows[0]
    rows = [cells for _, cells, _ in islice(opened.lines, 400)]
    widths = Counter(_width(row) for row in rows if not is_blank(row))
    if not widths:
        return Region(sheet=sheet)
    common = widths.most_common(1)[0][0]
    if _width(first) >= max(2, 0.6 * common) or common < 2:
        return Region(sheet=sheet)
    for row in rows[:_HEADER_WITHIN]:
        labels = [tidy(cell) for cell in row if tidy(cell)]
        if _width(row) >= 0.8 * common and len(labels) >= 2 and len(set(labels)) == len(labels):
            return Region(sheet=sheet, header=tuple(labels[:2]))
    return Region(sheet=sheet)


def _width(cells: list[str]) -> int:
    """Cells up to the last that is filled."""
    return max((place for place, cell in enumerate(cells, start=1) if tidy(cell)), default=0)


def _judge(column: Column, typed: bool) -> None:
    values = list(column.values)
    if not values:
        column.looks = "blank"
        return
    if {folded(value) for value in values} <= _YES_NO and len(values) <= 4:
        column.looks = "yes or no"
        return
    asks, day_first, month_first = day_or_month_first(values)
    if asks:
        column.order = "cannot be told"
        if day_first != month_first:
            column.order = "day first" if day_first else "month first"
        elif day_first:
            column.order = "both"
    order: Dates = Dates(order="month first" if column.order == "month first" else "day first")
    habits = Habits(order, "Europe/London", ".", frozenset(), frozenset(), typed)
    tried = values[:500]
    dates = sum(not isinstance(read_date(value, habits), Bad) for value in tried)
    if dates >= 0.8 * len(tried) and not all(value.isdigit() for value in tried):
        column.looks = "moment" if sum(":" in value for value in tried) > 0.5 * len(tried) else "date"
    elif sum(not isinstance(read_number(value), Bad) for value in tried) >= 0.9 * len(tried):
        column.looks = "number"
