"""Text files of rows: commas, semicolons, tabs or bars, streamed, with the line each row starts on."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from goldthread.intake.reading.encodings import Encoding
from goldthread.intake.reading.grid import Grid, Line
from goldthread.kernel.refusals import Refused

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
_NAMES = {sign: name for name, sign in DELIMITERS.items()}
_SAMPLE = 1 << 16
_LONGEST_RECORD = 200  # lines; beyond that a quote was opened and never closed


def delimiter_name(sign: str) -> str:
    """The word for a delimiter."""
    return _NAMES.get(sign, sign)


def find_delimiter(path: Path, encoding: Encoding, declared: str | None = None) -> tuple[str, str]:
    """The delimiter and a sentence when it is not sure; a declared one is taken as it is."""
    if declared is not None:
        sign = DELIMITERS.get(declared, declared)
        if sign not in _NAMES:
            raise Refused(
                f'The delimiter "{declared}" is not one this reads. Write comma, semicolon, tab or bar.'
            )
        return sign, ""
    with path.open("r", encoding=encoding.codec, newline="", errors="replace") as stream:
        sample = stream.read(_SAMPLE)
    lines = sample.splitlines(keepends=True)
    if len(sample) == _SAMPLE and len(lines) > 1:
        lines = lines[:-1]  # the last may be cut through
    fits: list[tuple[float, int, str]] = []
    heads: set[str] = set()
    for sign in _NAMES:
        try:
            widths = [len(row) for row in csv.reader(lines[:400], delimiter=sign) if any(row)]
        except csv.Error:
            continue
        if not widths:
            continue
        width, often = Counter(widths).most_common(1)[0]
        if width > 1:
            fits.append((round(often / len(widths), 2), width, sign))
        if widths[0] > 1:
            heads.add(sign)
    if not fits:
        return ",", ""
    # What cuts the first row into columns is the delimiter; the other sign only stands inside cells.
    fits = [fit for fit in fits if fit[2] in heads] or fits
    fits.sort(reverse=True)
    best = fits[0]
    rival = next(
        (fit for fit in fits[1:] if fit[0] >= best[0] and fit[1] > 1 and fit[1] >= best[1] / 2), None
    )
    unsure = ""
    if rival is not None:
        unsure = (
            f"{path.name} could be cut at each {_NAMES[best[2]]} or at each {_NAMES[rival[2]]}; "
            f"it is cut at each {_NAMES[best[2]]}. Declare its delimiter in the mapping to be sure."
        )
    return best[2], unsure


def read_delimited(path: Path, encoding: Encoding, delimiter: str) -> Grid:
    """A grid of a text file. Rows the reader cannot make sense of come with `why`; nothing stops the rest."""
    return Grid(_lines(path, encoding, delimiter))


def _lines(path: Path, encoding: Encoding, delimiter: str) -> Iterator[Line]:
    with path.open("r", encoding=encoding.codec, newline="") as stream:
        if encoding.bom:
            stream.read(1)
        rows = csv.reader(stream, delimiter=delimiter)
        start = 1
        check_nul = encoding.holds_nul
        while True:
            try:
                for cells in rows:
                    end = rows.line_num
                    if check_nul and any("\0" in cell for cell in cells):
                        stripped = [cell.replace("\0", "") for cell in cells]
                        yield start, stripped, "the row holds a NUL character"
                    elif end - start > _LONGEST_RECORD:
                        why = f"a quote opened here is not closed before line {end}"
                        yield start, cells, why
                    else:
                        yield start, cells, ""
                    start = end + 1
                return
            except csv.Error:
                # A cell over the limit: the reader starts afresh on the next line.
                why = (
                    "a quote opened here is not closed before line "
                    f"{rows.line_num}, or a cell is far too long"
                )
                yield start, [], why
                start = rows.line_num + 1
