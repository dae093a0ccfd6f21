"""One door to every kind of file: opened once, its encoding and delimiter said, its rows given in batches."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from goldthread.intake.reading.delimited import delimiter_name, find_delimiter, read_delimited
from goldthread.intake.reading.encodings import Encoding, find_encoding
from goldthread.intake.reading.grid import Grid, Line
from goldthread.intake.reading.package import Workbook, look_inside
from goldthread.intake.reading.region import Header, Region, Unpivot, find_table, unpivoted
from goldthread.intake.reading.workbook import read_sheet
from goldthread.kernel.refusals import Refused

TEXT_ENDINGS = (".csv", ".txt", ".tsv", ".tab")
BOOK_ENDINGS = (".xlsx", ".xlsm")
BATCH = 50_000


@dataclass(frozen=True)
class Format:
    """What a file is and how that was told. `delimiter` and `encoding` are None for a workbook."""

    path: Path
    name: str
    encoding: Encoding | None = None
    delimiter: str | None = None
    book: Workbook | None = None
    notes: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """UTF-8, Windows-1252, ... or xlsx."""
        return self.encoding.label if self.encoding else "xlsx"

    @property
    def how(self) -> str:
        """How the format was told, in words."""
        if self.encoding is None:
            return "a workbook"
        return f"{self.encoding.how}; cut at each {delimiter_name(self.delimiter or ',')}"


@dataclass
class Batch:
    """Some rows of a table: the line of each and its cells, as wide as the header.

    `faults` are rows that cannot be used; `empty` are lines whose columns were turned into rows, all blank.
    """

    numbers: list[int] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    faults: list[Line] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.cells)


@dataclass
class Opened:
    """One table of one file, ready to be read once in batches."""

    format: Format
    header: Header
    typed: bool
    dates_from_1904: bool
    lines: Iterator[Line]
    grid: Grid
    stay: list[int] = field(default_factory=list)  # places of the columns that are not turned into rows
    turned: list[tuple[int, str]] = field(default_factory=list)
    keep_blank: bool = False

    def batches(self, size: int = BATCH) -> Iterator[Batch]:
        """The rows in batches of about `size`."""
        batch = Batch()
        numbers, rows = batch.numbers, batch.cells
        for line in self.lines:
            number, cells, why = line
            if why:
                batch.faults.append(line)
            elif not self.turned:
                numbers.append(number)
                rows.append(cells)
            else:
                self._turn(number, cells, batch)
            if len(rows) >= size:
                yield batch
                batch = Batch()
                numbers, rows = batch.numbers, batch.cells
        if rows or batch.faults or batch.empty:
            yield batch

    def _turn(self, number: int, cells: list[str], batch: Batch) -> None:
        rest = [cells[place] for place in self.stay]
        before = len(batch.cells)
        for place, label in self.turned:
            if self.keep_blank or cells[place].strip():
                batch.numbers.append(number)
                batch.cells.append([*rest, label, cells[place]])
        if len(batch.cells) == before:
            batch.empty.append(number)


def find_format(path: Path, name: str, encoding: str | None = None, delimiter: str | None = None) -> Format:
    """A whole file: its encoding and delimiter, or the inside of a workbook. Refused when unreadable."""
    ending = path.suffix.casefold()
    try:
        if path.stat().st_size == 0:
            raise Refused(f"{name} is empty. Send a file with a row of column names.")
        if ending in BOOK_ENDINGS:
            return Format(path, name, book=look_inside(path))
        with path.open("rb") as stream:
            start = stream.read(8)
    except OSError as fault:
        raise Refused(
            f"{name} cannot be read: {fault.strerror or fault}. Check the path and its permissions."
        ) from None
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Refused(f"{name} is a workbook or an archive, not a text file. Save it as .xlsx or as CSV.")
    found = find_encoding(path, encoding)
    sign, unsure = find_delimiter(path, found, delimiter)
    notes = tuple(each for each in (found.unsure, unsure) if each)
    return Format(path, name, found, sign, notes=notes)


def open_table(format: Format, region: Region | None = None, unpivot: Unpivot | None = None) -> Opened:
    """The table that the region finds in the file, or the whole of it; columns turned where asked."""
    region = region or Region()
    if format.book is not None:
        grid = read_sheet(format.book, region.sheet)
    else:
        assert format.encoding is not None and format.delimiter is not None
        grid = read_delimited(format.path, format.encoding, format.delimiter)
    header, lines = find_table(grid, region, format.name)
    opened = Opened(format, header, grid.typed, grid.dates_from_1904, lines, grid)
    if unpivot is not None:
        opened.stay, opened.turned = unpivoted(header, unpivot, format.name)
        opened.keep_blank = unpivot.keep_blank
        names = [*(header.names[place] for place in opened.stay), unpivot.name, unpivot.value]
        opened.header = Header(names, header.rows)
    return opened


def tabular_files(sources: list[Path], leave: Collection[Path] = ()) -> list[tuple[Path, str]]:
    """Each file that can be read, with the name to show.

    Given files come first as given, folders are searched in order; what lies under a folder of `leave` (the
    store, and refused rows of earlier imports) is passed over.
    """
    found: dict[Path, str] = {}
    for source in sources:
        if source.is_dir():
            for path in sorted(source.rglob("*")):
                inside = path.relative_to(source).parts
                hidden = any(part.startswith((".", "~$")) for part in inside)
                hidden = hidden or any(path.resolve().is_relative_to(each) for each in leave)
                if not hidden and path.is_file() and path.suffix.casefold() in (*TEXT_ENDINGS, *BOOK_ENDINGS):
                    found.setdefault(path, path.name)
        elif source.exists():
            found.setdefault(source, source.name)
        else:
            raise Refused(f'There is no file or folder "{source}". Check the path.')
    if not found:
        raise Refused(
            "There is no CSV or .xlsx file among what was given. Give files, or a folder that holds them."
        )
    return _told_apart(list(found))


def _told_apart(paths: list[Path]) -> list[tuple[Path, str]]:
    """Names to show: the file's own, with as many folders in front as tell it from its namesakes."""
    depth = dict.fromkeys(paths, 1)
    while True:
        shown: dict[str, list[Path]] = {}
        for path in paths:
            shown.setdefault("/".join(path.parts[-depth[path] :]), []).append(path)
        alike = [path for group in shown.values() if len(group) > 1 for path in group]
        if not any(depth[path] < len(path.parts) for path in alike):
            break
        for path in alike:
            depth[path] = min(depth[path] + 1, len(path.parts))
    return [(path, "/".join(path.parts[-depth[path] :])) for path in paths]
