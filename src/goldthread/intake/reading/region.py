"""Where in a sheet the table stands: its block, its row of headers, its end, and wide months to rows.

A region is found by the labels of its header row, not by its place, so that one title row more does no harm.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, zip_longest

from goldthread.intake.reading.grid import Grid, Line, folded, is_blank, squashed, tidy
from goldthread.kernel.refusals import Refused, did_you_mean

_SEARCHED = 5_000  # rows looked through for a header
_TURNED = 5_000  # rows or columns of a table that stands on its side


@dataclass(frozen=True)
class Region:
    """Where the table stands. Labels are compared with odd spaces and case ignored.

    `header` holds labels that the header row must have; `header_row` is its number in the file instead.
    `header_rows` = 2 joins two rows of labels, the upper one carried to the right over blanks; `names` may
    then be "joined", "first" or "last". `block` is which match of the labels counts, from 1. `until` is
    "end",
    "blank" (the first blank row), a row number, or (column, text) of the first row that is no longer part.
    """

    sheet: str | None = None
    header: tuple[str, ...] = ()
    header_row: int | None = None
    header_rows: int = 1
    names: str = "joined"
    block: int = 1
    until: str | int | tuple[str, str] = "end"
    on_its_side: bool = False


@dataclass(frozen=True)
class Unpivot:
    """Columns that become rows: those that match `columns` (with * and ?).

    The label of each goes under `name` and its cell under `value`.
    """

    columns: tuple[str, ...]
    name: str
    value: str
    keep_blank: bool = False


@dataclass
class Header:
    """Names of the columns in the order of the cells, each once, and the rows they were read from."""

    names: list[str]
    rows: list[list[str]]
    _lookup: dict[str, int] | None = None

    def find(self, label: str) -> int | None:
        """The place of a column; None when there is none.

        Looked for as it stands, then with spaces and case ignored, then by letters and digits only.
        """
        if self._lookup is None:
            self._lookup = {}
            for fold in (squashed, folded, str):
                seen: dict[str, int] = {}
                for place, name in enumerate(self.names):
                    # Two columns that only spelling tells apart are found by their exact names alone.
                    seen[fold(name)] = -1 if fold(name) in seen else place
                self._lookup.update({f"{fold.__name__}:{name}": place for name, place in seen.items()})
        for fold in (str, folded, squashed):
            place = self._lookup.get(f"{fold.__name__}:{fold(label)}", -1)
            if place >= 0:
                return place
        return None

    def wanted(self, label: str, file: str) -> int | None:
        """As `place`, but a label that ends in "?" may be absent: then None, and its cells are blank."""
        if label.endswith("?"):
            found = self.find(label)
            return found if found is not None else self.find(label[:-1])
        return self.place(label, file)

    def place(self, label: str, file: str) -> int:
        """As `find`, refused with the nearest name when the file has no such column."""
        found = self.find(label)
        if found is None:
            raise Refused(
                f'{file} has no column "{label}".{did_you_mean(label, self.names)} '
                f"Its columns begin: {', '.join(self.names[:8])}. Name the column as the file does."
            )
        return found


def find_table(grid: Grid, region: Region, file: str) -> tuple[Header, Iterator[Line]]:
    """The header of the region and the rows below it, blank rows left out."""
    lines = turned(grid.lines, file) if region.on_its_side else grid.lines
    header = _header(lines, region, file)
    stop_at: tuple[int, str] | None = None
    if isinstance(region.until, tuple):
        stop_at = (header.place(region.until[0], file), folded(region.until[1]))
    return header, _body(lines, len(header.names), region.until, stop_at)


def turned(lines: Iterator[Line], file: str) -> Iterator[Line]:
    """Rows made of columns: the line number is then that of the column."""
    rows = list(islice(lines, _TURNED + 1))
    if len(rows) > _TURNED:
        raise Refused(f"{file} is too long to be turned on its side: more than {_TURNED:,} rows.")
    turned = zip_longest(*(cells for _, cells, _ in rows), fillvalue="")
    return ((number, list(cells), "") for number, cells in enumerate(turned, start=1))


def _header(lines: Iterator[Line], region: Region, file: str) -> Header:
    wanted = [folded(label) for label in region.header]
    window: list[Line] = []
    matched = 0
    for looked, line in enumerate(lines):
        if looked > _SEARCHED:
            break
        if not window and region.header_row is None and is_blank(line[1]):
            continue
        window.append(line)
        if len(window) < region.header_rows:
            continue
        if region.header_row is not None:
            fits = window[0][0] >= region.header_row
        elif wanted:
            labels = {folded(cell) for _, cells, _ in window for cell in cells}
            fits = all(label in labels for label in wanted)
        else:
            fits = True
        if fits:
            matched += 1
            if matched == region.block:
                return Header(_names([row[1] for row in window], region), [list(row[1]) for row in window])
        window.pop(0)
    raise Refused(_no_header(region, matched, file))


def _no_header(region: Region, matched: int, file: str) -> str:
    if not region.header and region.header_row in (None, 1):
        return f"{file} is empty. Send a file with a row of column names."
    what = (
        f"the labels {', '.join(repr(each) for each in region.header)}"
        if region.header
        else f"row {region.header_row}"
    )
    if matched:
        return f"{file} has {matched} block(s) with {what}, not {region.block}. Correct block in the region."
    return f"{file} has no header row with {what}. Correct the region, or send the file it was written for."


def _names(rows: list[list[str]], region: Region) -> list[str]:
    if len(rows) > 1 and region.names == "first":
        rows = rows[:1]
    elif len(rows) > 1 and region.names == "last":
        rows = rows[-1:]
    width = max(len(row) for row in rows)
    parts: list[list[str]] = [[] for _ in range(width)]
    for depth, row in enumerate(rows):
        carried = ""
        for place in range(width):
            label = tidy(row[place]) if place < len(row) else ""
            if depth < len(rows) - 1:
                carried = label = label or carried
            if label:
                parts[place].append(label)
    names = [" ".join(each) for each in parts]
    last = rows[-1]
    while names and not (tidy(last[len(names) - 1]) if len(names) <= len(last) else ""):
        names.pop()  # blank columns at the right are not part of the table
    taken: dict[str, int] = {}
    for place, name in enumerate(names):
        name = name or f"column {place + 1}"
        taken[name] = taken.get(name, 0) + 1
        names[place] = name if taken[name] == 1 else f"{name} ({taken[name]})"
    return names


def _body(
    lines: Iterator[Line], width: int, until: str | int | tuple[str, str], stop_at: tuple[int, str] | None
) -> Iterator[Line]:
    last_line = until if isinstance(until, int) else None
    plain = stop_at is None and last_line is None
    for line in lines:
        number, cells, why = line
        if plain and len(cells) == width and cells[0].strip() and not why:
            yield line
            continue
        if last_line is not None and number > last_line:
            return
        if not why and is_blank(cells):
            if until == "blank":
                return
            continue
        if stop_at is not None and stop_at[0] < len(cells) and folded(cells[stop_at[0]]) == stop_at[1]:
            return
        if why:
            yield line
        elif len(cells) < width or (len(cells) > width and not is_blank(cells[width:])):
            yield number, cells, f"the row has {len(cells)} cells and the header {width}"
        else:
            yield number, cells[:width], ""


def unpivoted(header: Header, unpivot: Unpivot, file: str) -> tuple[list[int], list[tuple[int, str]]]:
    """Places of the columns that stay, and (place, label) of those that become rows."""
    turned: list[tuple[int, str]] = []
    for place, name in enumerate(header.names):
        if any(fnmatch.fnmatchcase(folded(name), folded(pattern)) for pattern in unpivot.columns):
            turned.append((place, name))
    if not turned:
        raise Refused(
            f"{file} has no column that fits "
            f"{', '.join(unpivot.columns)}, which the mapping turns into rows. "
            f"Its columns begin: {', '.join(header.names[:8])}."
        )
    places = {place for place, _ in turned}
    return [place for place in range(len(header.names)) if place not in places], turned
