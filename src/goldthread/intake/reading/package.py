"""Looking inside an .xlsx before anything opens it: sizes, rows, entities, formulas and the date system.

Limits are on rows, cells and unpacked bytes, not on the ratio: a file of five megabytes that unpacks to fifty
is
already enough to fill a small machine.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from goldthread.kernel.refusals import Refused

MAX_PARTS = 2_000
MAX_UNPACKED = 200_000_000
MAX_ROWS = 200_000
MAX_AREA = 4_000_000  # cells of the rectangle a sheet spans, empty ones too: the reader keeps room for each
_CHUNK = 1 << 20
_AS_CSV = "Save the sheet as CSV, for which there is no such limit."

_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_ROW_BEGINS = re.compile(rb"<(?:\w+:)?row[\s/>]")
_ROW_NUMBER = re.compile(rb"""<(?:\w+:)?row\s(?:[^>]*?\s)?r=["']([0-9]{1,9})["']""")
_CELL_BEGINS = re.compile(rb"<(?:\w+:)?c[\s/>]")
_CELL_LETTERS = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r=["']([A-Z]{1,4})[0-9]""")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(/?)>")
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v(?:/>|[^>]*>([^<]*)<))?"
)
ERROR = b"\0"  # stands for the value of a cell that holds an error
_ERROR = re.compile(rb"""\bt=["']e["']""")
_REFERENCE = re.compile(rb"""\br=["']([A-Z]{1,4})?([0-9]{1,9})["']""")


@dataclass(frozen=True)
class SheetInside:
    """One sheet: its rows and columns at most, and its formulas and errors by row and column, from 1.

    A formula comes with its saved value, None where it has none.
    """

    name: str
    rows: int
    columns: int
    formulas: dict[tuple[int, int], bytes | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Workbook:
    """What the look inside found.

    `recalculates` marks a file written by a program that works out no formulas.
    """

    path: Path
    sheets: tuple[SheetInside, ...]
    dates_from_1904: bool
    recalculates: bool

    def sheet(self, name: str | None) -> SheetInside:
        """The sheet of that name, or the first."""
        from goldthread.intake.reading.grid import folded
        from goldthread.kernel.refusals import did_you_mean

        if name is None:
            return self.sheets[0]
        for sheet in self.sheets:
            if folded(sheet.name) == folded(name):
                return sheet
        raise Refused(
            f'{self.path.name} has no sheet "{name}".{did_you_mean(name, [s.name for s in self.sheets])} '
            f"It has: {', '.join(s.name for s in self.sheets)}."
        )


def look_inside(path: Path) -> Workbook:
    """Check a workbook without building it in memory.

    Refused in a sentence when it is unsafe or not an .xlsx.
    """
    try:
        with zipfile.ZipFile(path) as package:
            return _look(path, package)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
    ) as fault:
        if isinstance(fault, RuntimeError) and "password" in str(fault):
            raise Refused(f"{path.name} is locked with a password. Save it without one.") from None
        raise Refused(
            f"{path.name} cannot be opened as a workbook. Save it again as .xlsx or as CSV."
        ) from None
    except zipfile.zlib.error:  # type: ignore[attr-defined]
        raise Refused(
            f"{path.name} is damaged: a part does not unpack. Save it again as .xlsx or as CSV."
        ) from None


def _look(path: Path, package: zipfile.ZipFile) -> Workbook:
    parts = package.infolist()
    if len(parts) > MAX_PARTS:
        raise Refused(f"{path.name} holds {len(parts):,} parts; at most {MAX_PARTS:,} are read. {_AS_CSV}")
    if any(part.flag_bits & 0x1 for part in parts):
        raise Refused(f"{path.name} is locked with a password. Save it without one.")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED:
        raise Refused(
            f"{path.name} unpacks to {unpacked / 1e6:,.0f} MB; at most "
            f"{MAX_UNPACKED / 1e6:,.0f} MB are read. {_AS_CSV}"
        )
    names = {part.filename for part in parts}
    if len(names) < len(parts):
        raise Refused(f"{path.name} holds two parts of one name. Save it again as .xlsx or as CSV.")
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")):
            _no_tricks(path, package, part)
    if "xl/workbook.xml" not in names:
        raise Refused(f"{path.name} is not an .xlsx workbook. Save it as .xlsx or as CSV.")
    return _workbook(path, package, names)


def _no_tricks(path: Path, package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A workbook never declares a document type; an entity that multiplies needs one."""
    tail = b""
    for at, chunk in enumerate(_chunks(package, part.filename)):
        if at == 0 and (chunk[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in chunk[:64]):
            raise Refused(
                f"{path.name}: its part {part.filename} is not in UTF-8. Save it again as .xlsx or as CSV."
            )
        window = tail + chunk
        if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
            raise Refused(
                f"{path.name} declares entities in {part.filename}, "
                "which a workbook never needs and an attack does. "
                "It is not opened. Save it again as .xlsx or as CSV."
            )
        tail = chunk[-16:]


def _chunks(package: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with package.open(name) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _workbook(path: Path, package: zipfile.ZipFile, names: set[str]) -> Workbook:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root = fromstring(package.read("xl/workbook.xml"), forbid_dtd=True)
        links = fromstring(package.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, KeyError, ValueError):
        raise Refused(
            f"{path.name} cannot be opened as a workbook. Save it again as .xlsx or as CSV."
        ) from None
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    from_1904 = recalculates = False
    sheets: list[SheetInside] = []
    for element in root.iter():
        tag = element.tag.rpartition("}")[2]
        if tag == "workbookPr":
            from_1904 = element.get("date1904", "0") in ("1", "true")
        elif tag == "calcPr":
            recalculates = element.get("fullCalcOnLoad", "0") in ("1", "true")
        elif tag == "sheet":
            link = next((value for key, value in element.items() if key.rpartition("}")[2] == "id"), None)
            target = targets.get(link, "")
            part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            if part in names and "worksheets/" in part:
                sheets.append(_sheet(path, package, part, element.get("name", "")))
    if not sheets:
        raise Refused(f"{path.name} has no sheet with cells. Save the sheet as CSV.")
    return Workbook(path, tuple(sheets), from_1904, recalculates)


def _sheet(path: Path, package: zipfile.ZipFile, part: str, name: str) -> SheetInside:
    """Stream one sheet: count rows, find its far corner and its formulas; stop at the first limit passed."""
    row = column = rows = last_row = last_column = 0
    formulas: dict[tuple[int, int], bytes | None] = {}
    rest = b""
    for chunk in _chunks(package, part):
        window = rest + chunk
        cut = max(window.rfind(b"</row>"), window.rfind(b":row>"))
        if cut < 0:
            if len(window) > 32 * _CHUNK:
                raise Refused(f'{path.name}: a row of the sheet "{name}" is far too long. {_AS_CSV}')
            rest = window
            continue
        whole, rest = window[: cut + 6], window[cut + 6 :]
        row, column, rows, last_row, last_column = _walk(
            whole, (row, column, rows, last_row, last_column), formulas
        )
        _within(path, name, rows, last_row, last_column)
    row, column, rows, last_row, last_column = _walk(
        rest, (row, column, rows, last_row, last_column), formulas
    )
    _within(path, name, rows, last_row, last_column)
    return SheetInside(name, last_row, last_column, formulas)


def _within(path: Path, name: str, rows: int, last_row: int, last_column: int) -> None:
    if rows > MAX_ROWS:
        raise Refused(f'{path.name}: the sheet "{name}" has more than {MAX_ROWS:,} rows. {_AS_CSV}')
    if last_row * last_column > MAX_AREA:
        raise Refused(
            f'{path.name}: the sheet "{name}" spans {last_row:,} rows by {last_column:,} columns; '
            f"at most {MAX_AREA:,} cells are read. Delete the empty "
            "rows and columns beyond the table, or save it as CSV."
        )


_Corner = tuple[int, int, int, int, int]


def _walk(xml: bytes, at: _Corner, formulas: dict[tuple[int, int], bytes | None]) -> _Corner:
    """Count on through whole rows. Rows and cells may leave their reference out: then they follow on."""
    row, column, rows, last_row, last_column = at
    count = len(_ROW_BEGINS.findall(xml))
    if rows + count > MAX_ROWS:
        return row, column, rows + count, last_row, last_column
    plain = b"<f" not in xml and b":f" not in xml and _ERROR.search(xml) is None
    if plain:
        numbers, letters = _ROW_NUMBER.findall(xml), _CELL_LETTERS.findall(xml)
        if len(numbers) == count and len(letters) == len(_CELL_BEGINS.findall(xml)):
            # Every row and cell says where it stands, and nothing but the far corner matters.
            row = int(numbers[-1]) if numbers else row
            last_row = max([last_row, *map(int, numbers)])
            last_column = max([last_column, *map(_column_number, set(letters))])
            return row, 0, rows + count, last_row, last_column
    row, column, last_row, last_column = _step((row, column, last_row, last_column), xml, formulas)
    return row, column, rows + count, last_row, last_column


def _step(
    at: tuple[int, int, int, int], xml: bytes, formulas: dict[tuple[int, int], bytes | None]
) -> tuple[int, int, int, int]:
    """The same cell by cell, for sheets with formulas, errors or cells that do not say where they stand."""
    row, column, last_row, last_column = at
    with_formula = {found.start(): found for found in _FORMULA.finditer(xml)}
    spread = [(found.start(), 0, found) for found in _ROW.finditer(xml)]
    spread += [(found.start(), 1, with_formula.get(found.start(), found)) for found in _CELL.finditer(xml)]
    spread.sort(key=lambda each: each[0])
    for _, kind, found in spread:
        reference = _REFERENCE.search(found[1])
        if kind == 0:
            row = int(reference[2]) if reference else row + 1
            column = 0
            continue
        column = _column_number(reference[1]) if reference and reference[1] else column + 1
        last_row, last_column = max(last_row, row), max(last_column, column)
        if _ERROR.search(found[1]):
            formulas[row, column] = ERROR
        elif found.re is _FORMULA:
            formulas[row, column] = found[2]
    return row, column, last_row, last_column


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
