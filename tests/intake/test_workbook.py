"""Workbooks: dates of both systems, formulas, odd labels; and those made to do harm."""

from __future__ import annotations

import subprocess
import sys
import time
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from goldthread.intake.reading.files import Opened, find_format, open_table
from goldthread.intake.reading.grid import UNREADABLE
from goldthread.intake.reading.package import MAX_ROWS, look_inside
from goldthread.intake.reading.region import Region
from goldthread.kernel.refusals import Refused


def make(
    path: Path, rows: Sequence[Sequence[Any]], *, from_1904: bool = False, sheet: str = "Sheet1"
) -> Path:
    with xlsxwriter.Workbook(path, {"date_1904": from_1904}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        page = book.add_worksheet(sheet)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    page.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), day)
                elif isinstance(cell, tuple):
                    page.write_formula(row, column, cell[0], None, cell[1])
                else:
                    page.write(row, column, cell)
    return path


def opened(path: Path, region: Region | None = None) -> Opened:
    return open_table(find_format(path, path.name), region)


def rows(found: Opened) -> list[tuple[int, list[str]]]:
    return [pair for batch in found.batches() for pair in zip(batch.numbers, batch.cells, strict=True)]


@pytest.mark.parametrize("from_1904", [False, True])
def test_dates_mean_the_same_in_both_systems(tmp_path: Path, from_1904: bool) -> None:
    path = make(tmp_path / "d.xlsx", [["day"], [date(2026, 3, 15)], [date(2024, 2, 29)]], from_1904=from_1904)
    assert [cells for _, cells in rows(opened(path))] == [["2026-03-15"], ["2024-02-29"]]
    assert look_inside(path).dates_from_1904 is from_1904


def test_numbers_text_labels_and_blank_columns(tmp_path: Path) -> None:
    cells: list[list[Any]] = [
        ["Title", "", ""],
        ["\u00a0Client  ID", "Paid\u00a0", "Minutes", ""],
        ["0012", True, 3.0],
        ["x", False, 2.5],
        [],
        ["y", "", 1e20],
    ]
    found = opened(make(tmp_path / "n.xlsx", cells), Region(header=("client id",)))
    assert found.header.names == ["Client ID", "Paid", "Minutes"]
    assert rows(found) == [
        (3, ["0012", "TRUE", "3"]),
        (4, ["x", "FALSE", "2.5"]),
        (6, ["y", "", "1e+20"]),
    ]


def test_the_sheet_is_found_by_name(tmp_path: Path) -> None:
    path = make(tmp_path / "s.xlsx", [["a"], [1]], sheet="Contacts 2026")
    assert rows(opened(path, Region(sheet="contacts\u00a02026"))) == [(2, ["1"])]
    with pytest.raises(Refused, match=r'has no sheet "Contact 2026"\. Did you mean "Contacts 2026"'):
        opened(path, Region(sheet="Contact 2026"))


def test_a_formula_counts_by_its_saved_value_and_is_said(tmp_path: Path) -> None:
    path = make(
        tmp_path / "f.xlsx", [["a", "b"], [("=1+1", 2), ("=1/0", "#DIV/0!")], [("=NOW()", ""), ("=2-2", 0)]]
    )
    found = opened(path)
    (_, first), (_, second) = rows(found)
    assert first[0] == "2"
    assert first[1].startswith(UNREADABLE)
    assert second[0] == UNREADABLE + (
        "the formula has no saved value: open the file in a spreadsheet program, save it, and send it again"
    )
    assert "never worked out" in second[1]  # a nought by a program that works nothing out
    assert found.grid.notes == ['1 cell holds a formula; the saved value is used, in the sheet "Sheet1".']


def test_days_that_spreadsheets_are_not_sure_of_are_not_guessed(tmp_path: Path) -> None:
    path = make(tmp_path / "o.xlsx", [["day"], [date(1900, 2, 28)], [date(1900, 3, 2)]])
    (_, early), (_, later) = rows(opened(path))
    assert early[0].startswith(UNREADABLE) and later == ["1900-03-02"]


# --- harm


def rewrite(source: Path, target: Path, part: str, change: Any) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.infolist():
            content = old.read(each.filename)
            new.writestr(each.filename, change(content) if each.filename == part else content)
    return target


SHEET = "xl/worksheets/sheet1.xml"
ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
HOSTILE: list[tuple[str, str, Any, str]] = [
    ("entities in a sheet", SHEET, lambda xml: ENTITY + xml.split(b"?>", 1)[1], "declares entities"),
    (
        "entities in the book",
        "xl/workbook.xml",
        lambda xml: ENTITY + xml.split(b"?>", 1)[1],
        "declares entities",
    ),
    ("a sheet in UTF-16", SHEET, lambda xml: xml.decode().encode("utf-16"), "is not in UTF-8"),
    ("a broken book", "xl/workbook.xml", lambda xml: xml[:50], "cannot be opened as a workbook"),
    (
        "a far corner",
        SHEET,
        lambda xml: xml.replace(b'r="A2"', b'r="XFD2"').replace(b'r="2"', b'r="900000"'),
        "spans",
    ),
    ("no sheet", "xl/workbook.xml", lambda xml: xml.replace(b"<sheet ", b"<other "), "has no sheet"),
]


@pytest.mark.parametrize("name, part, change, words", HOSTILE, ids=[each[0] for each in HOSTILE])
def test_a_hostile_workbook_is_refused_in_a_sentence(
    tmp_path: Path, name: str, part: str, change: Any, words: str
) -> None:
    good = make(tmp_path / "good.xlsx", [["a"], [1]])
    with pytest.raises(Refused, match=words):
        opened(rewrite(good, tmp_path / "bad.xlsx", part, change))


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    for content in (b"not a zip at all", b"PK\x03\x04cut off"):
        path = tmp_path / "x.xlsx"
        path.write_bytes(content)
        with pytest.raises(Refused, match="cannot be opened as a workbook"):
            find_format(path, "x.xlsx")
    with zipfile.ZipFile(tmp_path / "y.xlsx", "w") as package:
        package.writestr("hello.txt", "hello")
    with pytest.raises(Refused, match=r"is not an \.xlsx workbook"):
        find_format(tmp_path / "y.xlsx", "y.xlsx")


def test_a_part_that_unpacks_without_end_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "zeros.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package,
        package.open("xl/media/image1.bin", "w", force_zip64=True) as part,
    ):
        for _ in range(250):
            part.write(bytes(1 << 20))
    began = time.process_time()
    with pytest.raises(Refused, match="unpacks to 262 MB"):
        find_format(path, "zeros.xlsx")
    assert path.stat().st_size < 1_000_000 and time.process_time() - began < 1


def bomb(path: Path) -> Path:
    """About five megabytes that unpack to about fifty: a million short rows."""
    make(path.with_name("seed.xlsx"), [["a", "b"], [1, 2]])

    def grow(xml: bytes) -> bytes:
        body = "".join(
            f'<row r="{n}"><c r="A{n}"><v>{n * 7919 % 100003}</v></c></row>' for n in range(3, 1_000_003)
        ).encode()
        return xml.replace(b"</sheetData>", body + b"</sheetData>")

    return rewrite(path.with_name("seed.xlsx"), path, SHEET, grow)


PEAK = """
import pathlib, resource, sys, time
from goldthread.intake.reading.files import find_format
from goldthread.kernel.refusals import Refused
try:
    find_format(pathlib.Path(sys.argv[1]), "bomb.xlsx")
except Refused as fault:
    print(fault)
status = pathlib.Path("/proc/self/status")
if status.exists():  # what the resource module tells may be the peak of the process before this one
    print(next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")))
else:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1))
print(time.process_time())
"""


@pytest.mark.slow
def test_a_bomb_of_a_million_rows_is_refused_fast_and_in_little_memory(tmp_path: Path) -> None:
    path = bomb(tmp_path / "bomb.xlsx")
    assert path.stat().st_size > 4_000_000
    found = subprocess.run(
        [sys.executable, "-c", PEAK, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    sentence, kilobytes, seconds = found.stdout.strip().splitlines()
    assert sentence == (
        f'bomb.xlsx: the sheet "Sheet1" has more than {MAX_ROWS:,} rows. '
        "Save the sheet as CSV, for which there is no such limit."
    )
    assert int(kilobytes) < 300_000
    assert float(seconds) < 10


@pytest.mark.slow
def test_the_largest_sheet_that_is_read_keeps_within_bounds(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["a", "b", "c"])
        for row in range(1, 100_000):
            page.write_row(row, 0, [row, f"text {row}", row / 7])
    count = sum(len(batch) for batch in opened(path).batches())
    assert count == 99_999
