"""Which people are one: records of several organisations that a hand-over or a decision of both has linked.

A person belongs to one organisation, so somebody with two providers has two records. Facts are told under
one key, that of the record that was there first, so that a figure of several providers counts them once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from goldthread.access import walls
from goldthread.access.queries import known_people
from goldthread.access.scope import Scope
from goldthread.catalogue.flat import Batch, Flat, Wanted
from goldthread.people.models import Person, SamePerson

LOT = 500  # keys in one question


@walls.beyond()  # links lead from one organisation to another
def first_keys() -> dict[str, str]:
    """The key under which each linked person is told, by their own key; nobody who is not linked.

    Links join: who is one with a second and the second with a third are three records of one person. The
    record that was made first gives the key, so that a further link moves as few rows as may be.
    """
    links = SamePerson.every.filter(voided=False, other__isnull=False).values_list("person_id", "other_id")
    groups: dict[str, set[str]] = {}
    for one, other in links:
        whole = groups.get(one, {one}) | groups.get(other, {other})
        groups.update(dict.fromkeys(whole, whole))
    order = _order(list(groups))
    return {key: min(group, key=order.__getitem__) for key, group in groups.items()}


def _order(keys: list[str]) -> dict[str, tuple[Any, ...]]:
    """How records stand: those entered in error last, then by when they were made."""
    found: dict[str, tuple[Any, ...]] = {}
    for start in range(0, len(keys), LOT):
        rows = Person.every.filter(pk__in=keys[start : start + LOT])
        found |= {row[-1]: row for row in rows.values_list("voided", "recorded_at", "pk")}
    return found


def own_people(told: Iterable[str], *, seen_by: Scope) -> list[str]:
    """Of keys as facts tell them, the people of the asker's organisation, whoever's key they stand under.

    Whoever looks at records of a person looks at their own person, so that is whom the ledger is told of.
    """
    keys = set(told)
    keys |= {own for own, first in first_keys().items() if first in keys}
    return known_people(sorted(keys), seen_by=seen_by)


def told_once(flat: Flat, rows_of: Callable[[list[str]], Flat], told: tuple[str, ...]) -> Flat:
    """The people of `flat`, of which those that are one stand in the row of the first alone.

    `rows_of` answers the same table for some keys only. What the first record leaves blank of the columns
    `told` comes from the next that knows it. The other rows stay, as not to be counted: a store may hold
    them from before they were linked.
    """

    def read(asked: Wanted) -> Iterator[Batch]:
        same = first_keys()
        for batch in flat.read(asked):
            yield from _without(batch, same)
        for group in _lots(same):
            rows = [row for batch in rows_of(group).read(Wanted(asked.organisations)) for row in _rows(batch)]
            if rows:
                merged = _merged(rows, same, told)
                yield {name: [row[name] for row in merged] for name in merged[0]}

    return Flat(flat.table, flat.columns, read)


def _without(batch: Batch, same: Mapping[str, str]) -> Iterator[Batch]:
    kept = [place for place, key in enumerate(batch["person_id"]) if key not in same]
    if len(kept) == len(batch["person_id"]):
        yield batch
    elif kept:
        yield {name: [values[place] for place in kept] for name, values in batch.items()}


def _lots(same: Mapping[str, str]) -> Iterator[list[str]]:
    """Keys of linked people, the groups whole."""
    keys = sorted(same, key=lambda key: (same[key], key))
    lot: list[str] = []
    for key in keys:
        if len(lot) >= LOT and same[key] != same[lot[-1]]:
            yield lot
            lot = []
        lot.append(key)
    if lot:
        yield lot


def _rows(batch: Batch) -> Iterator[dict[str, Any]]:
    for values in zip(*batch.values(), strict=True):
        yield dict(zip(batch, values, strict=True))


def _merged(
    rows: list[dict[str, Any]], same: Mapping[str, str], told: tuple[str, ...]
) -> list[dict[str, Any]]:
    """Rows of whole groups: the first completed by the others, and those put aside."""
    first: dict[str, dict[str, Any]] = {row["person_id"]: row for row in rows}
    for row in sorted(rows, key=lambda row: (row["recorded_at"], row["person_id"])):
        lead = first.get(same[row["person_id"]])
        if lead is None or lead is row:
            continue
        if not row["voided"]:
            lead.update({name: row[name] for name in told if lead[name] in (None, "")})
        row["voided"] = True
    return rows
