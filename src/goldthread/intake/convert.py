"""One batch of a source's rows into rows of a fact table, column by column, each fault told with its cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from goldthread.intake import checks
from goldthread.intake.compiling import (
    Compiled,
    Surroundings,
    compile_expression,
    compile_key,
    compile_where,
    key_id,
)
from goldthread.intake.lookups import Lookup
from goldthread.intake.mapping.language import Expression, Fact, Ref
from goldthread.intake.reading.files import Batch
from goldthread.intake.reading.grid import tidy
from goldthread.intake.values import Bad

Refuse = Callable[[int, str, str, str], None]  # row of the batch, column, value, why


# Where a row stands: for files without a key of their own. It holds only while the file stays as it is.
IN_NO_COLUMN = (Ref(None, "@line"), Ref(None, "@file"))


class Cells:
    """The columns of one batch, its joined ones included, each cut out once."""

    def __init__(
        self, batch: Batch, places: Mapping[str, int | None], lookups: Mapping[str, Lookup], file: str = ""
    ) -> None:
        self._batch = batch
        self._places = places
        self._columns: dict[Ref, list[str]] = {}
        self._file = file
        self.lookups = lookups
        self.joined: dict[str, list[int]] = {}
        for name, lookup in lookups.items():  # in order: a join may look at one before it
            self.joined[name] = lookup.find([self.of(here) for here, _ in lookup.join.on])

    def of(self, ref: Ref) -> list[str]:
        """The cells of a column."""
        found = self._columns.get(ref)
        if found is None:
            if ref in IN_NO_COLUMN:
                lines = [str(number) for number in self._batch.numbers]
                found = lines if ref.column == "@line" else [self._file] * len(lines)
            elif ref.join is None:
                place = self._places[ref.column]
                cells = self._batch.cells
                found = [row[place] for row in cells] if place is not None else [""] * len(cells)
            else:
                found = self.lookups[ref.join].cells(ref.column, self.joined[ref.join])
            self._columns[ref] = found
        return found


@dataclass
class Converted:
    """Rows of a fact table that passed: which rows of the batch they are, and their columns."""

    rows: list[int]
    columns: dict[str, list[Any]]
    person_keys: list[str | None] = field(default_factory=list)


class Converter:
    """A fact made ready for one file."""

    def __init__(self, fact: Fact, around: Surroundings, source_label: str) -> None:
        self.fact = fact
        self.system = around.system
        self._source_label = source_label
        table = fact.table
        self._columns: dict[str, Compiled] = {
            name: compile_expression(expression, table.spec(name), around)
            for name, expression in fact.columns.items()
        }
        self._where = compile_where(fact.where, around.blanks)
        self._record = compile_key(fact.record_key, around.blanks)
        self._person = compile_key(fact.person_key, around.blanks)
        self.blanked: dict[str, int] = {}  # how many values that could not be used were left blank
        self._about_person = table.name == "person" or bool(fact.person_key)

    def convert(self, cells: Cells, rows: int, refuse: Refuse) -> tuple[Converted, list[int]]:
        """The rows of a batch that pass, and those that `where` leaves out."""
        inside = self._where.over([cells.of(ref) for ref in self._where.refs], rows)
        left_out = [row for row, fits in enumerate(inside) if not fits]
        kept = [row for row, fits in enumerate(inside) if fits] if left_out else list(range(rows))
        whole = not left_out

        def cut(ref: Ref) -> Sequence[str]:
            column = cells.of(ref)
            return column if whole else [column[row] for row in kept]

        bad: set[int] = set()

        def fault(at: int, column: str, value: str, why: str) -> None:
            bad.add(at)
            refuse(kept[at], column, value, why)

        self._check_joins(cells, kept, fault)
        columns: dict[str, list[Any]] = {}
        for name, compiled in self._columns.items():
            values = compiled.over([cut(ref) for ref in compiled.refs], len(kept))
            for at, value in enumerate(values):
                if type(value) is Bad:
                    values[at] = None
                    if self.fact.columns[name].bad_to_blank:
                        self.blanked[name] = self.blanked.get(name, 0) + 1
                        continue
                    label, cell = self._cell(name, cut, at)
                    fault(at, label, cell, self._with_place(cells, name, kept[at], value.why))
            columns[name] = values

        def tell(at: int, name: str, why: str) -> None:
            if at not in bad:
                label, cell = self._cell(name, cut, at)
                fault(at, label, cell, why)

        table = self.fact.table
        checks.fill_days(table, columns, tell)
        made = {table.key, "person_id"}
        for at, name, why in self._blanks(columns, made):
            if at not in bad:
                label, cell = self._cell(name, cut, at)
                fault(at, label, cell, why)
        checks.check_order(table, columns, tell)
        checks.check_codes(table, columns, tell)
        ids = self._ids(cut, len(kept), fault)
        people = self._people(cut, len(kept), fault)
        if "source" not in columns and table.has("source"):
            columns["source"] = [self._source_label] * len(kept)
        if ids is not None:
            columns[table.key] = ids
        if bad:
            good = [at for at in range(len(kept)) if at not in bad]
            columns = {name: [values[at] for at in good] for name, values in columns.items()}
            people = [people[at] for at in good] if people else people
            kept = [kept[at] for at in good]
        return Converted(kept, columns, people), left_out

    def _blanks(self, columns: dict[str, list[Any]], made: set[str]) -> list[tuple[int, str, str]]:
        found: list[tuple[int, str, str]] = []
        checks.check_required(
            self.fact.table, columns, made, lambda at, name, why: found.append((at, name, why))
        )
        return found

    def _check_joins(
        self, cells: Cells, kept: list[int], fault: Callable[[int, str, str, str], None]
    ) -> None:
        for name in self._used_joins(cells):
            lookup, found = cells.lookups[name], cells.joined[name]
            for at, row in enumerate(kept):
                if found[row] < 0:
                    keys = [tidy(cells.of(here)[row]) for here, _ in lookup.join.on]
                    why = lookup.fault(found[row], ", ".join(keys))
                    if why:
                        fault(at, ", ".join(str(here) for here, _ in lookup.join.on), ", ".join(keys), why)

    def _used_joins(self, cells: Cells) -> list[str]:
        used = {ref.join for ref in self.fact.all_refs()}
        return [name for name, lookup in cells.lookups.items() if name in used or lookup.join.required]

    def _ids(
        self, cut: Callable[[Ref], Sequence[str]], rows: int, fault: Callable[[int, str, str, str], None]
    ) -> list[Any] | None:
        table = self.fact.table
        if table.name == "person":
            return None  # a person's record id is the person key
        keys = self._record.over([cut(ref) for ref in self._record.refs], rows)
        ids: list[Any] = [None] * rows
        kind = f"{table.name} {self.fact.apart}" if self.fact.apart else table.name
        label = ", ".join(str(ref) for ref in self.fact.record_key)
        for at, key in enumerate(keys):
            if key is None:
                fault(at, label, "", "the key that tells records apart is blank")
            elif isinstance(key, Bad):
                fault(at, label, "", key.why)
            else:
                ids[at] = key_id(self.system, kind, str(key))
        return ids

    def _people(
        self, cut: Callable[[Ref], Sequence[str]], rows: int, fault: Callable[[int, str, str, str], None]
    ) -> list[str | None]:
        if not self._about_person:
            return []
        spec = None if self.fact.table.name == "person" else self.fact.table.spec("person_id")
        keys = self._person.over([cut(ref) for ref in self._person.refs], rows)
        found: list[str | None] = [None] * rows
        label = ", ".join(str(ref) for ref in self.fact.person_key)
        for at, key in enumerate(keys):
            if isinstance(key, Bad):
                fault(at, label, "", key.why)
            elif key is not None:
                found[at] = str(key)
            elif spec is None or spec.required:
                fault(at, label, "", "the column that tells people apart is blank")
        return found

    def _cell(self, name: str, cut: Callable[[Ref], Sequence[str]], at: int) -> tuple[str, str]:
        """The sender's column and cell behind a fact column, for a refusal."""
        expression = self.fact.columns.get(name) or self._instant_of(name)
        refs = list(expression.all_refs()) if expression else []
        if not refs:
            return name, ""
        filled = (
            [ref for ref in refs if tidy(cut(ref)[at])]
            if len(expression.refs if expression else ()) > 1
            else []
        )
        ref = (filled or refs)[0]
        return str(ref), tidy(cut(ref)[at])

    def _instant_of(self, name: str) -> Expression | None:
        return self.fact.columns.get(f"{name[:-3]}_at") if name.endswith("_on") else None

    def _with_place(self, cells: Cells, name: str, row: int, why: str) -> str:
        """The reason, with the line of the joined file where the cell stands in one."""
        for ref in self.fact.columns[name].refs:
            if ref.join and cells.joined[ref.join][row] >= 0:
                return f"{why} ({cells.lookups[ref.join].place(cells.joined[ref.join][row])})"
        return why
