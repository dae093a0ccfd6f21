"""Joins: rows of another file found by key, kept in memory with only the columns that are needed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from goldthread.intake.compiling import compile_where
from goldthread.intake.gather import Folder, Gathered, open_source
from goldthread.intake.ledger import Fate, Ledger, Page
from goldthread.intake.mapping.language import Join, Ref, SenderMapping
from goldthread.intake.reading.grid import folded, tidy
from goldthread.kernel.refusals import Refused

_NONE, _SEVERAL = -1, -2


@dataclass
class Lookup:
    """The rows of a joined source in one folder: columns by name, and where each row stands."""

    join: Join
    columns: dict[str, list[str]] = field(default_factory=dict)
    pages: list[Page] = field(default_factory=list)
    page_of: list[int] = field(default_factory=list)
    line_of: list[int] = field(default_factory=list)
    index: dict[tuple[str, ...], int] = field(default_factory=dict)
    typed: bool = False
    dates_from_1904: bool = False

    def find(self, keys: Sequence[Sequence[str]]) -> list[int]:
        """For each row the number of the joined row; -1 for none, -2 for several that differ."""
        index = self.index
        return [index.get(tuple(map(tidy, key)), _NONE) for key in zip(*keys, strict=True)]

    def cells(self, column: str, rows: Sequence[int]) -> list[str]:
        """The joined column for each row; "" where nothing was found."""
        cells = self.columns[column]
        return [cells[row] if row >= 0 else "" for row in rows]

    def fault(self, row: int, key: str) -> str:
        """Why a row cannot use this join; "" when it can."""
        if row == _SEVERAL:
            return f'several rows of {self.join.source} fit the key "{key}" and differ'
        if row == _NONE and self.join.required:
            return f'no row of {self.join.source} has the key "{key}"'
        return ""

    def place(self, row: int) -> str:
        """File and line of a joined row."""
        return f"{self.pages[self.page_of[row]].name}, line {self.line_of[row]}"


class Lookups:
    """Every lookup of an import, read once for each folder."""

    def __init__(self, mapping: SenderMapping, gathered: Gathered, ledger: Ledger) -> None:
        self._mapping = mapping
        self._gathered = gathered
        self._ledger = ledger
        self._known: dict[tuple[str, str, tuple[int, ...]], Lookup] = {}

    def of(self, owner: str, join: Join, folder: Folder, columns: Iterable[str]) -> Lookup:
        """The lookup of a source's join for the rows of a folder.

        `columns` are those that will be asked for.
        """
        formats = self._gathered.of(join.source, folder)
        key = (owner, join.name, tuple(id(each) for each in formats))
        if key not in self._known:
            self._known[key] = self._read(join, folder, sorted(set(columns)))
        return self._known[key]

    def _read(self, join: Join, folder: Folder, columns: list[str]) -> Lookup:
        source = self._mapping.sources[join.source]
        lookup = Lookup(join, {column: [] for column in columns})
        keys: list[tuple[str, ...]] = []
        order: list[str] = []
        for format in self._gathered.of(join.source, folder):
            opened = open_source(format, source)
            page = self._ledger.page(format, source.region.sheet)
            if page not in lookup.pages:
                lookup.pages.append(page)
            at = lookup.pages.index(page)
            page.header = page.header or opened.header.rows
            page.find = page.find or opened.header.find
            lookup.typed, lookup.dates_from_1904 = opened.typed, opened.dates_from_1904
            places = {column: opened.header.wanted(column, format.name) for column in columns}
            key_places = [opened.header.place(theirs, format.name) for _, theirs in join.on]
            by_place = opened.header.place(join.by, format.name) if join.by else None
            where = compile_where(source.where, self._mapping.blanks)
            where_places = [opened.header.wanted(ref.column, format.name) for ref in where.refs]
            for batch in opened.batches():
                for line_number, _, why in batch.faults:
                    self._ledger.refuse(page, line_number, "", "", why)
                page.mark(batch.numbers, Fate.LEFT_OUT)
                for number, cells in zip(batch.numbers, batch.cells, strict=True):
                    if not where.work(
                        tuple(cells[place] if place is not None else "" for place in where_places)
                    ):
                        continue
                    key = tuple(tidy(cells[place]) for place in key_places)
                    if any(folded(part) in self._mapping.blanks for part in key):
                        continue  # a blank key fits nothing
                    keys.append(key)
                    lookup.page_of.append(at)
                    lookup.line_of.append(number)
                    for column, place in places.items():
                        lookup.columns[column].append(cells[place] if place is not None else "")
                    if by_place is not None:
                        order.append(cells[by_place])
            self._ledger.note(opened.grid.notes)
        self._index(lookup, keys, order)
        return lookup

    def _index(self, lookup: Lookup, keys: list[tuple[str, ...]], order: list[str]) -> None:
        join = lookup.join
        numbers = list(range(len(keys)))
        if join.take != "only" and order:
            ranks = _ranks(order, join)
            numbers.sort(key=lambda row: ranks[row])
        if join.take == "last":
            numbers.reverse()
        cells = list(lookup.columns.values())
        for row in numbers:
            known = lookup.index.setdefault(keys[row], row)
            if known in (row, _SEVERAL) or join.take != "only":
                continue
            if any(column[known] != column[row] for column in cells):
                lookup.index[keys[row]] = _SEVERAL


def _ranks(order: list[str], join: Join) -> list[float] | list[str]:
    """What rows are put in order by: days in ISO form, else numbers, else text; one for the whole file."""
    filled = [tidy(cell) for cell in order]
    try:
        return [float(date.fromisoformat(cell[:10]).toordinal()) if cell else 0.0 for cell in filled]
    except ValueError:
        pass
    try:
        return [float(cell) if cell else float("-inf") for cell in filled]
    except ValueError:
        pass
    if any("/" in cell for cell in filled):
        raise Refused(
            f'The join "{join.name}" takes the {join.take} by "{join.by}", whose days are not in ISO form. '
            "Order by another column."
        )
    return filled


def joined_columns(refs: Iterable[Ref], joins: dict[str, Join]) -> dict[str, set[str]]:
    """The columns wanted of each join, those that later joins look at included."""
    wanted: dict[str, set[str]] = {name: set() for name in joins}
    for ref in refs:
        if ref.join:
            wanted[ref.join].add(ref.column)
    for name in reversed(list(joins)):
        if not wanted[name] and not joins[name].required:
            continue
        for here, _ in joins[name].on:
            if here.join:
                wanted[here.join].add(here.column)
    return wanted
