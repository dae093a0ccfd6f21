"""Empty templates for people who send records by hand: CSV and Excel, from the declarations.

An Excel template has a sheet a table to fill in, a sheet of meanings and a sheet of codes from which the
cells offer a list. Every cell is plain text or a plain value: nothing in it is ever a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldthread.facts.schema import guard, importable
from goldthread.kernel.refusals import Refused
from goldthread.measures.tables import CodeList, ColumnSpec, Registry, Table, Type

if TYPE_CHECKING:
    pass

ROWS = 10_000  # how far down the cells offer lists and check dates
_SHEET_NAME = 31  # Excel's longest
# A fixed day, so that the same declarations give the same file.
_MADE = datetime(2026, 1, 1)
_FORMATS = {Type.DATE: "yyyy-mm-dd", Type.INSTANT: "yyyy-mm-dd hh:mm", Type.INTEGER: "0", Type.TEXT: "@"}


def csv_template(table: Table) -> str:
    """The header of a table as CSV; it begins with the mark by which Excel knows UTF-8."""
    _may_be_sent(table)
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(table.column_names)
    return "\ufeff" + out.getvalue()


def write_csv_templates(registry: Registry, folder: Path) -> list[Path]:
    """One CSV template for each table that can be imported."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for table in importable(registry):
        path = folder / f"{table.name}.csv"
        path.write_text(csv_template(table), encoding="utf-8", newline="")
        written.append(path)
    return written


def write_excel_template(tables: Sequence[Table], path: Path) -> Path:
    """One workbook: a sheet for each table, then Meanings, then Codes."""
    import xlsxwriter

    if not tables:
        raise Refused("A template needs at least one table. Name one.")
    for table in tables:
        _may_be_sent(table)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": "Goldthread template", "created": _MADE})
        marks = {
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "required": book.add_format(
                {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#FFF2CC"}
            ),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        } | {type_: book.add_format({"num_format": form}) for type_, form in _FORMATS.items()}
        places = _code_places(tables)
        sheets = {name: book.add_worksheet(name) for name in _sheet_names(tables)}
        for table, sheet in zip(tables, sheets.values(), strict=True):
            _table_sheet(sheet, table, marks, places)
        _meanings_sheet(book.add_worksheet("Meanings"), tables, marks)
        if places:
            _codes_sheet(book.add_worksheet("Codes"), tables, marks)
    return path


def _may_be_sent(table: Table) -> None:
    guard([table])
    if table.derived:
        raise Refused(f'"{table.name}" is worked out from other records, so it has no template.')


def _sheet_names(tables: Sequence[Table]) -> list[str]:
    """Names of sheets: no longer than Excel allows, none twice."""
    found: list[str] = []
    for table in tables:
        name = table.name[:_SHEET_NAME]
        number = 2
        while name.casefold() in {each.casefold() for each in [*found, "Meanings", "Codes"]}:
            name = f"{table.name[: _SHEET_NAME - 3]}_{number}"
            number += 1
        found.append(name)
    return found


def _lists(tables: Sequence[Table]) -> list[CodeList]:
    """The code lists of these tables, each once, in order of name."""
    found = {column.codes.name: column.codes for table in tables for column in table.columns if column.codes}
    return [found[name] for name in sorted(found)]


def _code_places(tables: Sequence[Table]) -> dict[str, str]:
    """Where on the sheet Codes each list stands, as a range that a cell's list can point at."""
    places: dict[str, str] = {}
    row = 2
    for listed in _lists(tables):
        last = row + len(listed.values) - 1
        if listed.values:
            places[listed.name] = f"=Codes!$B${row}:$B${last}"
        row = last + 1
    return places


def _table_sheet(sheet: Any, table: Table, marks: dict[Any, Any], places: dict[str, str]) -> None:
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.name, marks["required" if column.required else "head"])
        sheet.set_column(place, place, max(12, len(column.name) + 2), marks.get(column.type))
        rule = _rule(column, places)
        if rule:
            sheet.data_validation(1, place, ROWS, place, rule)


def _rule(column: ColumnSpec, places: dict[str, str]) -> dict[str, Any] | None:
    """What Excel checks in a cell; it warns and does not forbid, because the import has the last word."""
    rule: dict[str, Any] = {
        "error_type": "warning",
        "error_title": "Please check",
        "input_title": column.name[:32],
        "input_message": _shortened(column.meaning, 255),
    }
    if column.codes and column.codes.name in places:
        return rule | {
            "validate": "list",
            "source": places[column.codes.name],
            "error_message": "This is not in the list on the sheet Codes.",
        }
    if column.type is Type.BOOLEAN:
        return rule | {
            "validate": "list",
            "source": ["yes", "no"],
            "error_message": "Write yes, no or nothing.",
        }
    if column.type in (Type.DATE, Type.INSTANT):
        return rule | {
            "validate": "date",
            "criteria": ">=",
            "value": datetime(1900, 3, 1),
            "error_message": "Write a date.",
        }
    if column.type.is_number:
        lowest = column.lowest if column.lowest is not None else -1e15
        highest = column.highest if column.highest is not None else 1e15
        return rule | {
            "validate": "integer" if column.type is Type.INTEGER else "decimal",
            "criteria": "between",
            "minimum": lowest,
            "maximum": highest,
            "error_message": f"Write a number{f' of {column.unit}' if column.unit else ''}.",
        }
    return None


def _meanings_sheet(sheet: Any, tables: Sequence[Table], marks: dict[Any, Any]) -> None:
    sheet.freeze_panes(1, 0)
    head = ("Table", "Column", "Meaning", "Required", "Kind", "Unit", "Codes", "Points at")
    for place, (word, width) in enumerate(zip(head, (20, 26, 70, 10, 14, 14, 26, 20), strict=True)):
        sheet.write_string(0, place, word, marks["head"])
        sheet.set_column(place, place, width)
    row = 1
    for table in tables:
        for column in table.columns:
            cells = (
                table.name,
                column.name,
                column.meaning,
                "yes" if column.required else "",
                column.type.value,
                column.unit,
                column.codes.name if column.codes else "",
                column.refers_to or "",
            )
            for place, cell in enumerate(cells):
                sheet.write_string(row, place, cell, marks["wrap"])
            row += 1


def _codes_sheet(sheet: Any, tables: Sequence[Table], marks: dict[Any, Any]) -> None:
    sheet.freeze_panes(1, 0)
    for place, (word, width) in enumerate((("List", 30), ("Code", 16), ("Meaning", 70), ("Whose list", 40))):
        sheet.write_string(0, place, word, marks["head"])
        sheet.set_column(place, place, width, marks[Type.TEXT] if word == "Code" else None)
    row = 1
    for listed in _lists(tables):
        for value in listed.values:
            for place, cell in enumerate((listed.name, value, listed.label(value), listed.source)):
                sheet.write_string(row, place, cell, marks["wrap"] if place != 1 else marks[Type.TEXT])
            row += 1


def _shortened(words: str, longest: int) -> str:
    return words if len(words) <= longest else f"{words[: longest - 1]}…"
