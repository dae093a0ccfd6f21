"""One door to every kind of file: opened once, its encoding and delimiter said, its rows given in batches."""

from __future__ import annotations

from collections.abc import Iterator
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
    """Some rows of a table.

    `cells` are as wide as the header; `wholes` are the rows as the sender wrote them.
    """

    numbers: list[int]
    cells: list[list[str]]
    wholes: list[list[str]]
    faults: list[Line] = field(default_factory=list)

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
    unpivot: Unpivot | None = None

    def batches(self, size: int = BATCH) -> Iterator[Batch]:
        """The rows in batches of at most about `size`; rows that cannot be used come as `faults`."""
        widen = self._widen() if self.unpivot else None
        batch = Batch([], [], [])
        for line in self.lines:
            if line.why:
                batch.faults.append(line)
            elif widen is None:
                batch.numbers.append(line.number)
                batch.cells.append(line.cells)
            else:
                stay, turned, keep_blank = widen
                rest = [line.cells[place] for place in stay]
                for place, label in turned:
                    value = line.cells[place]
                    if keep_blank or value.strip():
                        batch.numbers.append(line.number)
                        batch.cells.append([*rest, label, value])
                        batch.wholes.append(line.cells)
            if len(batch.cells) >= size:
                yield self._ready(batch)
                batch = Batch([], [], [])
        if batch.cells or batch.faults:
            yield self._ready(batch)

    def _ready(self, batch: Batch) -> Batch:
        if self.unpivot is None:
            batch.wholes = batch.cells
        return batch

    def _widen(self) -> tuple[list[int], list[tuple[int, str]], bool]:
        assert self.unpivot is not None
        stay, turned = unpivoted(Header(self._names, []), self.unpivot, self.format.name)
        return stay, turned, self.unpivot.keep_blank

    _names: list[str] = field(default_factory=list)


def find_format(path: Path, name: str, encoding: str | None = None, delimiter: str | None = None) -> Format:
    """Look at a file as a whole:

    its encoding and delimiter, or the inside of a workbook. Refused when unreadable.
    """
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
    """The table that the region finds in the file (the whole file without one), its columns turned where
    asked.
    """
    region = region or Region()
    if format.book is not None:
        grid = read_sheet(format.book, region.sheet)
    else:
        assert format.encoding is not None and format.delimiter is not None
        grid = read_delimited(format.path, format.encoding, format.delimiter)
    header, lines = find_table(grid, region, format.name)
    opened = Opened(format, header, grid.typed, grid.dates_from_1904, lines, grid)
    if unpivot is not None:
        stay, _ = unpivoted(header, unpivot, format.name)
        opened._names = header.names
        opened.unpivot = unpivot
        opened.header = Header(
            [header.names[place] for place in stay] + [unpivot.name, unpivot.value], header.rows
        )
    return opened


def tabular_files(sources: list[Path]) -> list[tuple[Path, str]]:
    """Each file that can be read, with the name to show:

    given files first as given, folders searched in order.
    """
    found: dict[Path, str] = {}
    for source in sources:
        if source.is_dir():
            for path in sorted(source.rglob("*")):
                inside = path.relative_to(source).parts
                if path.is_file() and path.suffix.casefold() in (*TEXT_ENDINGS, *BOOK_ENDINGS):
                    if not any(part.startswith((".", "~$")) for part in inside):
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
