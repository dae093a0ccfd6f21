"""From rows to columns: what every room's `facts.py` is written with.

FLAT = (
    lay(Referral, "referral", {
        "received_at": "received_at",                                        # a field, or a path to one
        "age_at_referral": Made(age, "person__birth_date", "received_at"),   # worked out from fields
    }),
    lay(StageSpell, "stage_spell", {...}, team="support__team_id", leans_on=("person", "support")),
    lay(Person, "person", {...}, team=None, locality="locality", person=None, leans_on=()),
)

Added to each: the record id, organisation, service and team by name, locality, person, where it came from,
and `received_on` where there is `received_at`. An empty text is a blank.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Q

from goldthread.access import walls
from goldthread.access.models import Organisation, Team
from goldthread.catalogue.flat import Batch, Flat, Wanted
from goldthread.catalogue.tables import TABLES

SIZE = 10_000
LOT = 500  # keys in one question


@dataclass(frozen=True, init=False)
class Made:
    """A fact column that is worked out from fields of the row."""

    how: Callable[..., Any]
    paths: tuple[str, ...]

    def __init__(self, how: Callable[..., Any], *paths: str) -> None:
        object.__setattr__(self, "how", how)
        object.__setattr__(self, "paths", paths)


def given(value: Any) -> bool:
    """Whether something is written there: what a fact keeps of a free text."""
    return bool(value)


Column = str | Made


def lay(
    model: type[models.Model],
    table: str,
    columns: Mapping[str, Column],
    *,
    team: str | None = "team_id",
    locality: str | None = "person__locality",
    person: str | None = "person_id",
    leans_on: Sequence[str] = ("person",),
    where: Q | None = None,
) -> Flat:
    """A fact table out of rows of one model (a `Row`), under the row's own key unless `columns` say other.

    `team` is the path to a team's key, from which organisation, service and team are named; None where rows
    have none. `leans_on` are relations from which columns come: a change there brings these rows again.
    """
    declared = TABLES[table]
    wanted: dict[str, Column] = {declared.key: "pk", **dict(columns)}
    if locality and declared.has("locality"):
        wanted.setdefault("locality", locality)
    if person and declared.has("person_id"):
        wanted.setdefault("person_id", person)
    for name in ("recorded_at", "source"):
        wanted.setdefault(name, name)
    # Nobody has to say that a record was not entered in error: blank is no.
    wanted.setdefault("voided", Made(lambda voided: True if voided else None, "voided"))

    def read(asked: Wanted) -> Iterator[Batch]:
        places = Places.known()
        leaning: set[str] = set()
        for number, rows in enumerate(_chosen(model, asked, leans_on, where)):
            for found in _pages(rows, _paths(wanted, team)):
                fresh = found if number == 0 else _without(found, leaning)
                if fresh["pk"]:
                    yield places.tied(wanted, team, fresh)

    names = ["organisation", *(("service", "team") if team else ()), *wanted]
    return Flat(table, tuple(dict.fromkeys(names)), read)


@dataclass(frozen=True)
class Places:
    """Names of organisations and teams by key, read once for a table."""

    organisations: Mapping[str, str]
    teams: Mapping[str, Team]

    @classmethod
    def known(cls) -> Places:
        """All there are: some hundreds."""
        teams = {team.pk: team for team in Team.objects.select_related("service")}
        return cls(dict(Organisation.objects.values_list("pk", "name")), teams)

    def tied(
        self, wanted: Mapping[str, Column], team: str | None, found: Mapping[str, Sequence[Any]]
    ) -> Batch:
        """Columns out of fields, with the names of where the rows belong."""
        made: dict[str, Sequence[Any]] = {
            "organisation": [self.organisations[key] for key in found["organisation_id"]]
        }
        if team:
            teams = [self.teams.get(key) for key in found[team]]
            made["service"] = [one.service.name if one else None for one in teams]
            made["team"] = [one.name if one else None for one in teams]
        for name, column in wanted.items():
            if isinstance(column, str):
                made[name] = found[column]
            else:
                made[name] = list(map(column.how, *(found[path] for path in column.paths)))
        return made


def names() -> str:
    """Every name that rows carry, as one text: another text, and facts are built whole."""
    teams = Team.objects.order_by("pk").values_list(
        "pk", "name", "service__name", "service__kind", "service__contract", "organisation_id"
    )
    return repr((list(Organisation.objects.order_by("pk").values_list("pk", "name")), list(teams)))


@contextmanager
def reading() -> Iterator[None]:
    """On PostgreSQL one view of all tables; on SQLite each page is a reading of its own.

    SQLite without WAL keeps writers waiting as long as anybody reads.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        with walls.beyond():
            yield
        return
    with walls.beyond(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            # All rows are wanted: a plan that is quick with the first of them looks up each of a million.
            cursor.execute("SET LOCAL cursor_tuple_fraction = 1.0")
        yield


def _paths(wanted: Mapping[str, Column], team: str | None) -> list[str]:
    paths = ["pk", "organisation_id", *([team] if team else [])]
    for column in wanted.values():
        paths += [column] if isinstance(column, str) else column.paths
    return list(dict.fromkeys(paths))


def _chosen(
    model: type[models.Model], asked: Wanted, leans_on: Sequence[str], where: Q | None
) -> Iterator[Any]:
    """The rows asked for: those that changed, then those that others changed beneath."""
    rows = model.every.all() if hasattr(model, "every") else model._default_manager.all()
    if asked.organisations is not None:
        rows = rows.filter(organisation_id__in=asked.organisations)
    if where is not None:
        rows = rows.filter(where)
    if asked.since is None or not hasattr(model, "every"):
        yield rows
        return
    yield rows.filter(changed_at__gte=asked.since)
    for relation in leans_on:
        for keys in _changed(model, relation, asked):
            beneath = Q(**{f"{relation}_id__in": keys})
            yield rows.filter(beneath, changed_at__lt=asked.since)


def _changed(model: type[models.Model], relation: str, asked: Wanted) -> Iterator[list[str]]:
    """Keys of the rows that others lean on and that changed, in lots: most often few, or none."""
    related: Any = model._meta.get_field(relation).related_model
    found = related.every.filter(changed_at__gte=asked.since).values_list("pk", flat=True)
    keys = list(found)
    for start in range(0, len(keys), LOT):
        yield keys[start : start + LOT]


def _without(found: dict[str, Sequence[Any]], seen: set[str]) -> dict[str, Sequence[Any]]:
    """The rows not seen yet: one may lean on two rows that changed."""
    kept = [place for place, key in enumerate(found["pk"]) if key not in seen]
    seen.update(found["pk"])
    return {name: [values[place] for place in kept] for name, values in found.items()}


def _pages(rows: Any, paths: Sequence[str]) -> Iterator[dict[str, Sequence[Any]]]:
    if connection.vendor == "sqlite":
        found, last = rows.order_by("pk").values_list(*paths), ""
        while page := list(found.filter(pk__gt=last)[:SIZE]):
            last = page[-1][0]
            yield dict(zip(paths, zip(*page, strict=True), strict=True))
        return
    stream = rows.order_by().values_list(*paths).iterator(chunk_size=SIZE)
    while page := list(islice(stream, SIZE)):
        yield dict(zip(paths, zip(*page, strict=True), strict=True))
