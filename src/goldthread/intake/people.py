"""Who is who: the sender's keys to random person keys, and one person under several keys.

What a sender knows a person by is held for the length of an import and, as keyed hashes, in the store's
identity.sqlite alone. It never reaches a fact, a refused row of ours, or a dry run's disk.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from goldthread.intake.compiling import compile_key
from goldthread.intake.gather import Gathered, open_source
from goldthread.intake.mapping.language import Ref, SenderMapping
from goldthread.intake.values import Bad, Habits, read_date
from goldthread.kernel.identifiers import new_person_key

if TYPE_CHECKING:
    from goldthread.facts.identity import IdentityBook
    from goldthread.facts.store import Draft
    from goldthread.intake.ledger import Ledger


class People:
    """Person keys of an import. New people get a key when first met; nothing is kept until `keep`."""

    def __init__(self, book: IdentityBook) -> None:
        self._book = book
        self._known: dict[str, str] = {}

    @classmethod
    @contextmanager
    def over(cls, store: Path | None, *, at: datetime, dry: bool) -> Iterator[People]:
        """People as the store knows them; leave the block after the commit.

        A dry run reads what the store knows and keeps nothing; without a store nobody is known.
        """
        from goldthread.facts.identity import IdentityBook

        with IdentityBook.over(store, at=at, dry=dry) as book:
            yield cls(book)

    def keys(self, system: str, keys: Sequence[str | None]) -> list[str | None]:
        """The person key for each key of the sender; None stays None."""
        known = self._known
        prefix = f"key\x1f{system}\x1f"
        unknown = {key for key in keys if key is not None and prefix + key not in known}
        if unknown:
            self._claim([[prefix + key] for key in sorted(unknown)])
        return [known[prefix + key] if key is not None else None for key in keys]

    def match(
        self,
        mapping: SenderMapping,
        gathered: Gathered,
        systems: Mapping[Path, str],
        ledger: Ledger,
    ) -> None:
        """Read the source that tells who is who: keys with equal, filled match columns are one person."""
        person = mapping.person
        if person.source is None or not person.match:
            return
        source = mapping.sources[person.source]
        groups: list[list[str]] = []
        habits = Habits(mapping.dates, mapping.zone, mapping.decimal, mapping.yes, mapping.no, typed=True)
        for folder in gathered.folders:
            for format in folder.files.get(person.source, ()):
                opened = open_source(format, source)
                key_places = [opened.header.place(column, format.name) for column in person.key]
                sets = [
                    [opened.header.wanted(ref.column, format.name) for ref in match] for match in person.match
                ]
                key = compile_key(tuple(Ref(None, column) for column in person.key), mapping.blanks)
                prefix = f"key\x1f{systems[folder.path]}\x1f"
                for batch in opened.batches():
                    for cells in batch.cells:
                        told = key.work(tuple(cells[place] for place in key_places))
                        handles = [prefix + told] if isinstance(told, str) else []
                        for number, places in enumerate(sets):
                            parts = [
                                _alike(cells[place], habits) if place is not None else "" for place in places
                            ]
                            if all(parts):
                                handles.append(f"match {number}\x1f" + "\x1f".join(parts))
                        if handles:
                            groups.append(handles)
        merged = self._claim(groups)
        if merged:
            people = "1 person" if merged == 1 else f"{merged} people"
            ledger.note(
                [f"{people} known before under two keys turned out to be one each; their records are joined."]
            )

    def _claim(self, groups: Sequence[Sequence[str]]) -> int:
        """Give handles that hang together one person key; answers how many known keys were joined."""
        joined = _connected(groups)
        kept = self._book.find({handle for handles in joined for handle in handles})
        merged = 0
        for handles in joined:
            keys = sorted({kept[handle] for handle in handles if handle in kept})
            key = keys[0] if keys else new_person_key()
            for other in keys[1:]:
                self._book.merge(other, key)
                merged += 1
                for handle, now in self._known.items():
                    if now == other:
                        self._known[handle] = key
            for handle in handles:
                self._known[handle] = key
                if kept.get(handle) != key:
                    self._book.bind(handle, key)
        return merged

    def keep(self, draft: Draft) -> None:
        """Write what was learnt, and give the records of joined people to the key that stays."""
        self._book.keep(draft)


def _connected(groups: Sequence[Sequence[str]]) -> list[list[str]]:
    """Groups that share a handle, put together; in the order first met."""
    parent: dict[str, str] = {}

    def root(handle: str) -> str:
        while parent[handle] != handle:
            parent[handle] = parent[parent[handle]]
            handle = parent[handle]
        return handle

    for handles in groups:
        for handle in handles:
            parent.setdefault(handle, handle)
        first = root(handles[0])
        for handle in handles[1:]:
            parent[root(handle)] = first
    together: dict[str, list[str]] = {}
    for handle in parent:
        together.setdefault(root(handle), []).append(handle)
    return list(together.values())


def _alike(cell: str, habits: Habits) -> str:
    """A cell as matching compares it: dates in ISO form, else letters and digits without case or accents."""
    text = cell.strip()
    day = read_date(text, habits) if re.search(r"\d", text) and re.search(r"[-/. ]", text) else None
    if isinstance(day, date) and not isinstance(day, Bad):
        return day.isoformat()
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in plain if letter.isalnum())
