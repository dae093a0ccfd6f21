"""What became of each row of each file: counted once, by its worst outcome.

Rows that `where` leaves out, or that a joined file holds and no row asked for, are *left out*. Of all others
it
always holds that read = loaded + refused + already here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import numpy as np

from goldthread.intake.reading.files import Format

KEPT_IN_FULL = 10_000  # refusals listed one by one; beyond it they are counted


class Fate(IntEnum):
    """Outcomes of a row, from best to worst."""

    NOTHING = 0
    LEFT_OUT = 1
    ALREADY_HERE = 2
    LOADED = 3
    REFUSED = 4


@dataclass(frozen=True)
class Refusal:
    """Why one value of one row cannot be used. `line` counts from 1, header and title rows included."""

    file: str
    line: int
    column: str
    value: str
    why: str


@dataclass(frozen=True)
class FileCount:
    """The totals of one file."""

    name: str
    encoding: str
    how: str
    read: int
    loaded: int
    refused: int
    already_here: int
    left_out: int


@dataclass
class Page:
    """The rows of one sheet of one file, by line number."""

    number: int
    format: Format
    sheet: str
    fates: Any = field(default_factory=lambda: np.zeros(1024, dtype=np.uint8))
    reasons: dict[int, list[str]] = field(default_factory=dict)
    header: list[list[str]] = field(default_factory=list)
    find: Callable[[str], int | None] | None = None  # the place of a column by its label
    on_its_side: bool = False

    @property
    def name(self) -> str:
        """The file's name, with the sheet where a workbook was asked for one."""
        return f"{self.format.name} [{self.sheet}]" if self.sheet else self.format.name

    def mark(self, lines: Any, fate: Fate) -> None:
        """Each of these lines fared so, or worse already."""
        lines = np.asarray(lines, dtype=np.int64)
        if not len(lines):
            return
        top = int(lines.max())
        if top >= len(self.fates):
            grown = np.zeros(max(top + 1, 2 * len(self.fates)), dtype=np.uint8)
            grown[: len(self.fates)] = self.fates
            self.fates = grown
        np.maximum.at(self.fates, lines, np.uint8(fate))

    def count(self) -> FileCount:
        """Totals of the page."""
        by_fate = np.bincount(self.fates, minlength=5)
        loaded, refused, here = (
            int(by_fate[fate]) for fate in (Fate.LOADED, Fate.REFUSED, Fate.ALREADY_HERE)
        )
        return FileCount(
            self.name,
            self.format.label,
            self.format.how,
            loaded + refused + here,
            loaded,
            refused,
            here,
            int(by_fate[Fate.LEFT_OUT]),
        )


class Ledger:
    """All pages of an import, and the refusals in the order they were met."""

    def __init__(self) -> None:
        self.pages: list[Page] = []
        self.refusals: list[Refusal] = []
        self.page_numbers: list[int] = []  # of the refusals: two folders may hold files of one name
        self.unlisted = 0
        self.notes: list[str] = []
        self._known: set[tuple[int, int, str, str]] = set()

    def page(self, format: Format, sheet: str | None) -> Page:
        """The page of a file's sheet, made when first asked for."""
        wanted = sheet or ""
        for page in self.pages:
            if page.format.path == format.path and page.sheet == wanted:
                return page
        page = Page(len(self.pages), format, wanted)
        self.pages.append(page)
        return page

    def refuse(self, page: Page, line: int, column: str, value: str, why: str) -> None:
        """One row is refused for one reason; the same reason twice (two facts of one row) counts once."""
        known = (page.number, line, column, why)
        if known in self._known:
            return
        if len(self._known) < 5 * KEPT_IN_FULL:
            self._known.add(known)
        page.mark([line], Fate.REFUSED)
        said = f"{column}: {why}" if column else why
        page.reasons.setdefault(line, []).append(said)
        if len(self.refusals) < KEPT_IN_FULL:
            self.refusals.append(Refusal(page.name, line, column, value, why))
            self.page_numbers.append(page.number)
        else:
            self.unlisted += 1

    def note(self, sentences: Iterable[str]) -> None:
        """Something decided that must be said; each sentence once."""
        for sentence in sentences:
            if sentence not in self.notes:
                self.notes.append(sentence)
