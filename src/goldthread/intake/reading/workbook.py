"""Sheets of an .xlsx as rows of text.

No formula is ever worked out: a saved value is used and said, a missing one refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from goldthread.intake.reading.grid import UNREADABLE, Grid, Line
from goldthread.intake.reading.package import ERROR, SheetInside, Workbook
from goldthread.kernel.refusals import Refused

_FIRST_SURE_DAY = date(1900, 3, 1)  # Excel counts a 29 February 1900 that never was


def read_sheet(book: Workbook, name: str | None = None) -> Grid:
    """A grid of one sheet; row numbers are those that the spreadsheet shows."""
    sheet = book.sheet(name)
    grid = Grid(iter(()), typed=True, dates_from_1904=book.dates_from_1904)
    grid.lines = _lines(book, sheet, grid)
    return grid


def _lines(book: Workbook, sheet: SheetInside, grid: Grid) -> Iterator[Line]:
    rows = _calamine_rows(book.path, sheet.name)
    by_row: dict[int, dict[int, str]] = {}
    used = 0
    for (row, column), saved in sheet.formulas.items():
        why = _formula_fault(saved, book.recalculates)
        used += not why
        if why:
            by_row.setdefault(row, {})[column] = UNREADABLE + why
    if used:
        hold = "1 cell holds a formula" if used == 1 else f"{used} cells hold a formula"
        grid.notes.append(f'{hold}; the saved value is used, in the sheet "{sheet.name}".')
    for number, values in enumerate(rows, start=1):
        cells = [_text(value, book.dates_from_1904) for value in values]
        for column, fault in by_row.get(number, {}).items():
            if column <= len(cells):
                cells[column - 1] = fault
        yield number, cells, ""


def _calamine_rows(path: Path, name: str) -> Iterator[list[object]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        sheet = book.get_sheet_by_name(name)
        # Rows above the first filled one are not given; they are counted back in.
        above = sheet.start[0] if sheet.start else 0
        left = sheet.start[1] if sheet.start else 0
        for _ in range(above):
            yield []
        for row in sheet.iter_rows():
            yield [""] * left + list(row)
    except CalamineError:
        raise Refused(
            f'{path.name}: the sheet "{name}" cannot be read. Save it again as .xlsx or as CSV.'
        ) from None


def _formula_fault(saved: bytes | None, recalculates: bool) -> str:
    if saved == ERROR:
        return "the cell holds an error, such as a division by nought"
    if saved is None or not saved.strip():
        return (
            "the formula has no saved value: open the file in a "
            "spreadsheet program, save it, and send it again"
        )
    if recalculates and saved.strip() == b"0":
        return (
            "the formula was never worked out by the program that wrote the file: open it in a spreadsheet "
            "program, save it, and send it again"
        )
    return ""


def _text(value: object, from_1904: bool) -> str:
    """A cell as text: dates in ISO form, whole numbers without a point."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        value = (value + timedelta(microseconds=500)).replace(microsecond=0)
        if value.time() != time(0):
            return value.isoformat(" ")
        value = value.date()
    if isinstance(value, date):
        if not from_1904 and value < _FIRST_SURE_DAY:
            return (
                UNREADABLE + "days before 1 March 1900 are not sure in a spreadsheet: write the date as text"
            )
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value.total_seconds() / 3600)
    return str(value)
