"""One file of a source, fed in batches through every fact that is drawn from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from goldthread.intake.compiling import Compiled, Surroundings, compile_where
from goldthread.intake.convert import IN_NO_COLUMN, Cells, Converter
from goldthread.intake.gather import Folder, open_source
from goldthread.intake.habits import Proof, orders, undeclared_dates
from goldthread.intake.ledger import Fate, Ledger, Page
from goldthread.intake.lookups import Lookup, Lookups, joined_columns
from goldthread.intake.mapping.language import Dates, Fact, Ref, SenderMapping, Source
from goldthread.intake.people import People
from goldthread.intake.reading.files import Batch, Format, Opened
from goldthread.intake.staging import Staging
from goldthread.intake.values import Habits

Said = Callable[[str], None]  # what is being done


@dataclass
class Feed:
    """Everything that the files of an import share."""

    mapping: SenderMapping
    ledger: Ledger
    lookups: Lookups
    staging: Staging
    people: People
    said: Said
    on: date  # the day of the import

    def file(self, source: Source, format: Format, folder: Folder, system: str) -> None:
        """Read one file of a source and stage its facts."""
        facts = [fact for fact in self.mapping.facts if fact.source == source.name]
        lookups = self._joined(source, facts, folder)
        opened = open_source(format, source)
        page = self.ledger.page(format, source.region.sheet)
        page.header = page.header or opened.header.rows
        page.find = page.find or opened.header.find
        page.on_its_side = source.region.on_its_side
        self.ledger.note(format.notes)
        settled = self._settle_dates(source, facts, format, lookups)
        around = surroundings(self.mapping, system, facts, opened, lookups, settled, self.on)
        label = f"{self.mapping.name}, {source.name}"
        converters = [Converter(fact, around, label) for fact in facts]
        where = compile_where(source.where, self.mapping.blanks)
        wanted = {ref for fact in facts for ref in fact.all_refs() if ref.join is None}
        wanted |= {here for lookup in lookups.values() for here, _ in lookup.join.on if here.join is None}
        wanted |= set(where.refs)
        wanted -= set(IN_NO_COLUMN)
        places = {ref.column: opened.header.wanted(ref.column, format.name) for ref in wanted}
        done = 0
        for batch in opened.batches():
            for number, _, why in batch.faults:
                self.ledger.refuse(page, number, "", "", why)
            page.mark(batch.empty, Fate.LEFT_OUT)
            batch = self._inside(batch, places, where, page)
            self._batch(batch, places, lookups, converters, page)
            done += len(batch)
            self.said(f"Reading {page.name}: {done:,} rows")
        self.ledger.note(opened.grid.notes)
        for converter in converters:
            for name, count in converter.blanked.items():
                values = "1 value" if count == 1 else f"{count:,} values"
                self.ledger.note(
                    [
                        f"{page.name}: {values} for {name} could not be "
                        "used and left it blank, as the mapping asks."
                    ]
                )

    def _joined(self, source: Source, facts: Sequence[Fact], folder: Folder) -> dict[str, Lookup]:
        refs = [ref for fact in facts for ref in fact.all_refs()]
        wanted = joined_columns(refs, dict(source.joins))
        return {
            name: self.lookups.of(source.name, join, folder, wanted[name])
            for name, join in source.joins.items()
            if wanted[name] or join.required
        }

    def _settle_dates(
        self, source: Source, facts: Sequence[Fact], format: Format, lookups: Mapping[str, Lookup]
    ) -> dict[Ref, Dates]:
        asked = undeclared_dates(facts, self.mapping.dates)
        if not asked:
            return {}
        proofs = {ref: Proof() for ref in sorted(asked, key=str)}
        own = {ref: proof for ref, proof in proofs.items() if ref.join is None}
        for ref, proof in proofs.items():
            if ref.join is not None:
                proof.add(set(lookups[ref.join].columns[ref.column]))
        if own:
            opened = open_source(format, source)
            places = {ref: opened.header.wanted(ref.column, format.name) for ref in own}
            for batch in opened.batches():
                for ref, place in places.items():
                    if place is not None:
                        own[ref].add({row[place] for row in batch.cells})

        def file_of(ref: Ref) -> str:
            pages = lookups[ref.join].pages if ref.join else []
            return pages[0].name if pages else format.name

        return orders(proofs, file_of, self.ledger.note)

    def _inside(self, batch: Batch, places: Mapping[str, int | None], where: Compiled, page: Page) -> Batch:
        """The rows that the source's own `where` keeps."""
        if not where.refs:
            return batch
        cells = Cells(batch, places, {})
        fits = where.over([cells.of(ref) for ref in where.refs], len(batch))
        page.mark([number for number, fit in zip(batch.numbers, fits, strict=True) if not fit], Fate.LEFT_OUT)
        kept = [row for row, fit in enumerate(fits) if fit]
        return Batch(
            [batch.numbers[row] for row in kept],
            [batch.cells[row] for row in kept],
        )

    def _batch(
        self,
        batch: Batch,
        places: Mapping[str, int | None],
        lookups: Mapping[str, Lookup],
        converters: Iterable[Converter],
        page: Page,
    ) -> None:
        if not len(batch):
            return
        cells = Cells(batch, places, lookups, page.format.path.name)
        numbers = batch.numbers

        def refuse(row: int, column: str, value: str, why: str) -> None:
            self.ledger.refuse(page, numbers[row], column, value, why)

        for converter in converters:
            fact = converter.fact
            converted, left_out = converter.convert(cells, len(batch), refuse)
            page.mark([numbers[row] for row in left_out], Fate.LEFT_OUT)
            if converted.person_keys:
                column = fact.table.key if fact.table.name == "person" else "person_id"
                converted.columns[column] = self.people.keys(converter.system, converted.person_keys)
            used = {ref.join for ref in fact.all_refs()}
            joined = [
                (lookup, [cells.joined[name][row] for row in converted.rows])
                for name, lookup in lookups.items()
                if name in used
            ]
            lines = [numbers[row] for row in converted.rows]
            self.staging.of(fact.table).add(fact, page, lines, converted.columns, joined)


def surroundings(
    mapping: SenderMapping,
    system: str,
    facts: Iterable[Fact],
    opened: Opened,
    lookups: Mapping[str, Lookup],
    settled: Mapping[Ref, Dates],
    on: date,
) -> Surroundings:
    """What expressions need to know of the file at hand and of those joined to it."""

    def habits(dates: Dates, typed: bool, from_1904: bool) -> Habits:
        return Habits(dates, mapping.zone, mapping.decimal, mapping.yes, mapping.no, typed, from_1904)

    by_ref: dict[Ref, Habits] = {}
    for fact in facts:
        for ref in fact.all_refs():
            dates = settled.get(ref, mapping.dates)
            if ref.join:
                lookup = lookups[ref.join]
                by_ref[ref] = habits(dates, lookup.typed, lookup.dates_from_1904)
            else:
                by_ref[ref] = habits(dates, opened.typed, opened.dates_from_1904)
    return Surroundings(
        system, mapping.blanks, by_ref, habits(mapping.dates, opened.typed, opened.dates_from_1904), on
    )
