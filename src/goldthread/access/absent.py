"""Tables in which some people have no row, found in one question, so that a page need not ask each of them.

A person's page reads forty tables, and most people have rows in a few of them. While `absence_of(people)`
lasts, a question about those people of a table without any row of theirs is answered by nothing, at once.
It narrows and never widens: what a scope may not see stays unseen. For pages that read; an action asks all.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db import connection, models

MOST = 1_000  # people: beyond it nearly every table has a row of somebody's


@dataclass(frozen=True)
class Absence:
    """Of these people there is no row in these tables."""

    people: frozenset[str]
    tables: frozenset[type[models.Model]]


_known: ContextVar[Absence | None] = ContextVar("absence", default=None)


@contextmanager
def absence_of(people: Collection[str]) -> Iterator[None]:
    """While it lasts, tables without a row of these people are not asked about them."""
    known = _known.get()
    if not 0 < len(people) <= MOST or (known is not None and known.people.issuperset(people)):
        yield
        return
    before = _known.set(_found(people))
    try:
        yield
    finally:
        _known.reset(before)


def is_absent(model: type[models.Model], steps: Sequence[Any]) -> bool:
    """Whether what was asked of a table can have no row: it is of people who have none there."""
    known = _known.get()
    if known is None or model not in known.tables:
        return False
    return any(name == "filter" and _of_people(named, known.people) for name, _, named in steps)


def _of_people(named: dict[str, Any], people: frozenset[str]) -> bool:
    one, some = named.get("person_id"), named.get("person_id__in")
    if isinstance(one, str) and one in people:
        return True
    return isinstance(some, (frozenset, set, list, tuple)) and people.issuperset(some)


def _found(people: Collection[str]) -> Absence:
    keys: Any = list(people)
    if len(keys) == 1:
        keys = keys[0]
    elif connection.vendor == "sqlite":
        keys = json.dumps(keys)
    tables = _tables()
    with connection.cursor() as cursor:
        cursor.execute(_question(connection.vendor, one=len(people) == 1), {"people": keys})
        there = cursor.fetchone()
    absent = (model for model, has in zip(tables, there, strict=True) if not has)
    return Absence(frozenset(people), frozenset(absent))


@lru_cache(maxsize=1)
def _tables() -> tuple[type[models.Model], ...]:
    """Every table of rows about one person."""
    return tuple(
        model
        for model in apps.get_models()
        if hasattr(model, "every") and any(field.attname == "person_id" for field in model._meta.local_fields)
    )


@lru_cache(maxsize=4)
def _question(vendor: str, *, one: bool) -> str:
    """One value for each table: whether it has a row of theirs."""
    if one:
        among = "SELECT 1 FROM {} WHERE person_id = %(people)s"
    elif vendor == "sqlite":
        among = "SELECT 1 FROM {} WHERE person_id IN (SELECT value FROM json_each(%(people)s))"
    else:  # an array that is compared with ANY is planned afresh each time, six times dearer
        among = "SELECT 1 FROM unnest(%(people)s::text[]) AS one JOIN {} ON person_id = one"
    return f"SELECT {', '.join(f'EXISTS ({among.format(one._meta.db_table)})' for one in _tables())}"
