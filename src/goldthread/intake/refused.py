"""Refused rows go home in the sender's own columns, encoding and delimiter, with one column more: why."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from goldthread.intake.ledger import Ledger, Page
from goldthread.intake.reading.delimited import read_delimited
from goldthread.intake.reading.grid import UNREADABLE, Line, tidy
from goldthread.intake.reading.region import turned
from goldthread.intake.reading.workbook import read_sheet

_LIVE = ("=", "+", "-", "@", "\t", "\r")


def write_refused(ledger: Ledger, folder: Path) -> list[Path]:
    """One CSV for each file with refused rows, named after it. Nothing is made when no row was refused."""
    written: list[Path] = []
    taken: set[str] = set()
    for page in ledger.pages:
        if not page.reasons:
            continue
        folder.mkdir(parents=True, exist_ok=True)
        name = _name(page)
        while name in taken:
            name = f"{Path(name).stem} (2).csv"
        taken.add(name)
        path = folder / name
        _write(page, path)
        written.append(path)
    return written


def name_values(ledger: Ledger) -> None:
    """Fill in the values of what was refused after reading: a key that comes twice, a record not there.

    Their cells are no longer at hand by then, so the lines are read once more.
    """
    for page in ledger.pages:
        wanted: dict[int, list[int]] = {}
        for at, (number, refusal) in enumerate(zip(ledger.page_numbers, ledger.refusals, strict=True)):
            if number == page.number and refusal.column and not refusal.value:
                wanted.setdefault(refusal.line, []).append(at)
        if not wanted or page.find is None:
            continue
        for line, cells, _ in _lines(page):
            for at in wanted.get(line, ()):
                refusal = ledger.refusals[at]
                places = [page.find(label.removesuffix("?")) for label in refusal.column.split(", ")]
                told = [cells[place] for place in places if place is not None and place < len(cells)]
                value = ", ".join("" if cell.startswith(UNREADABLE) else tidy(cell) for cell in told)
                ledger.refusals[at] = replace(refusal, value=value.strip(", "))


def _lines(page: Page) -> Iterator[Line]:
    """The rows of a page as they stand in its file, header and titles among them."""
    format = page.format
    if format.encoding is not None and format.delimiter is not None:
        lines = read_delimited(format.path, format.encoding, format.delimiter).lines
    else:
        assert format.book is not None
        lines = read_sheet(format.book, page.sheet or None).lines
    return turned(lines, page.name) if page.on_its_side else lines


def _name(page: Page) -> str:
    stem = page.format.name.replace("/", "_").replace("\\", "_")
    stem = stem.rsplit(".", 1)[0] if "." in stem else stem
    return f"{stem} {page.sheet}.csv" if page.sheet else f"{stem}.csv"


def _write(page: Page, path: Path) -> None:
    format = page.format
    codec, delimiter, mark = "utf-8", ",", True  # spreadsheets take CSV for UTF-8 only with a mark
    if format.encoding is not None and format.delimiter is not None:
        codec, delimiter, mark = format.encoding.codec, format.delimiter, bool(format.encoding.bom)
    with path.open("w", encoding=codec, errors="replace", newline="") as stream:
        if mark:
            stream.write("\ufeff")
        rows = csv.writer(stream, delimiter=delimiter, lineterminator=_line_end(page))
        for at, header in enumerate(page.header):
            last = at == len(page.header) - 1
            rows.writerow([*header, "why"] if last else header)
        width = max((len(header) for header in page.header), default=0)
        for line in _lines(page):
            reasons = page.reasons.get(line[0])
            if reasons:
                cells = ["" if cell.startswith(UNREADABLE) else cell for cell in line[1]]
                rows.writerow([*cells, *[""] * (width - len(cells)), _still("; ".join(reasons))])


def _still(why: str) -> str:
    """A reason that no spreadsheet takes for a formula."""
    return f"'{why}" if why.startswith(_LIVE) else why


def _line_end(page: Page) -> str:
    encoding = page.format.encoding
    if encoding is None:
        return "\r\n"
    with page.format.path.open("r", encoding=encoding.codec, errors="replace", newline="") as stream:
        first = stream.readline()
    return "\r\n" if first.endswith("\r\n") else "\r" if first.endswith("\r") else "\n"
