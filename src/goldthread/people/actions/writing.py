"""How every action of the room writes: within scope, codes in force, text tidied, told to the ledger.

Rows are given as mappings of their columns; a key stands for another row. `id` and `source` may be given by
what brings records from elsewhere, so that they keep the key they are known by there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db import models as django

from goldthread.access.models import Team, Worker
from goldthread.access.rows import Row
from goldthread.access.rules import May, Reach
from goldthread.access.scope import Scope
from goldthread.kernel.instants import civil_date
from goldthread.kernel.refusals import Refused
from goldthread.ledger.actions import Told, tell_all
from goldthread.people import rules
from goldthread.people.codes import CODED, Coded
from goldthread.people.models import CODE, Enquiry, Person, Placement

CHUNK = 500
R = TypeVar("R", bound=Row)
Values = Mapping[str, Any]

# Of these the ledger keeps the names of the columns only: what they hold says who somebody is.
_SAYS_WHO = (Person, Enquiry)
NOT_SEEN = "This person is not among those you work with. Ask their team, or open the record with a reason."


def key_of(one: Any) -> Any:
    """The key of a row, or the key itself."""
    return getattr(one, "pk", one)


def chunks(keys: Iterable[Any]) -> Iterator[list[Any]]:
    """Keys in lots that either database takes as one list."""
    whole = list(dict.fromkeys(keys))
    for start in range(0, len(whole), CHUNK):
        yield whole[start : start + CHUNK]


def check_people(keys: Iterable[str], by: Scope) -> None:
    """Refuse where any of the people is beyond the posts in which the writer records."""
    by = by.doing(May.RECORD)
    for lot in chunks(keys):
        if Person.objects.seen_by(by).filter(pk__in=lot).count() != len(lot):
            raise Refused(NOT_SEEN)


def seen(model: type[R], one: R | str, by: Scope, *, doing: May = May.RECORD) -> R:
    """The row as it stands, within the posts that may do it and not entered in error; else refused."""
    key = str(key_of(one))
    rows = model.objects.seen_by(by.doing(doing)).filter(pk=key, voided=False)
    # PostgreSQL takes no NUL in a text: what holds one is the key of nothing.
    found: R | None = rows.first() if key.isprintable() else None
    if found is None:
        what = f"This {model._meta.verbose_name}"
        raise Refused(NOT_SEEN if model is Person else f"{what} is not among those you work with. Go back.")
    return found


def check_team(team: str, by: Scope, *, own: bool = True) -> Team:
    """The team, of the same organisation; with `own`, one in which the writer records."""
    by = by.doing(May.RECORD)
    found = Team.objects.filter(pk=team, organisation_id=by.organisation_id).first()
    if found is None or (own and by.reach is not Reach.ORGANISATION and team not in by.teams):
        raise Refused("Choose one of your teams.")
    return found


def check_worker(worker: str, by: Scope) -> Worker:
    """A worker of the same organisation who may still sign in."""
    found = Worker.objects.filter(pk=worker, organisation_id=by.organisation_id, is_active=True).first()
    if found is None:
        raise Refused("Choose somebody who works here now.")
    return found


def tidied(model: type[Row], told: Values) -> dict[str, Any]:
    """What was told, by column: keys for rows, text trimmed and within its length, instants as they are."""
    kept: dict[str, Any] = {}
    for name, value in told.items():
        field = model._meta.get_field(name)
        if field.is_relation:
            kept[field.attname] = key_of(value) or None
        elif isinstance(field, (django.CharField, django.TextField)):
            what = str(field.verbose_name).capitalize()
            required = not field.blank and not field.has_default()
            kept[name] = rules.plain(value, field.max_length or 8_000, what, required=required)
        else:
            kept[name] = value
    return kept


def check_codes(
    model: type[Row],
    values: Values,
    row: Row | None = None,
    *,
    coded: Mapping[type[Row], Coded] = CODED,
) -> None:
    """Refuse a code that its list did not hold on the day of the row. `coded` is what the room codes."""
    known = coded.get(model, Coded({}))
    day = values.get(known.day) or getattr(row, known.day, None) if known.day else None
    on = civil_date(day) if isinstance(day, datetime) else day
    rules.check_told(known.lists, values, on=on)


def said(model: type[Row], values: Values) -> dict[str, Any]:
    """What the ledger keeps of values: codes, dates, answers and keys; of the rest, the names of columns."""
    kept: dict[str, Any] = {"fields": sorted(values)}
    if model in _SAYS_WHO:
        return kept
    for name, value in values.items():
        field = model._meta.get_field(name)
        coded = isinstance(field, django.CharField) and field.max_length == CODE
        if value is not None and (
            coded or field.is_relation or isinstance(value, (bool, int, date, datetime))
        ):
            kept[name] = value
    return kept


def table_of(model: type[Row]) -> str:
    """As the ledger names a table: people.referral."""
    return f"{model._meta.app_label}.{model._meta.model_name}"


def made(model: type[R], told: Sequence[Values], *, verb: str, by: Scope, at: datetime) -> list[R]:
    """Rows written and told. Refused without leave to record, beyond scope, or with a code of no list."""
    by.check(May.RECORD)
    wanted = [tidied(model, one) for one in told]
    check_people((one["person_id"] for one in wanted if one.get("person_id")), by)
    for one in wanted:
        check_codes(model, one)
    rows = [model.new(by=by, at=at, **one) for one in wanted]
    model.every.bulk_create(rows, batch_size=CHUNK)
    table = table_of(model)
    acts = [
        Told(verb, [(table, row.pk)], _people_of(row), said(model, one))
        for row, one in zip(rows, wanted, strict=True)
    ]
    tell_all(acts, by=by, at=at)
    return rows


def changed(row: R, told: Values, *, verb: str, by: Scope, at: datetime, version: int | None = None) -> R:
    """A row written anew and told. `version` is the one its editor had open, else the one just read."""
    by.check(May.RECORD)
    model = type(row)
    values = tidied(model, told)
    check_codes(model, values, row)
    row.change(version=row.version if version is None else version, at=at, **values)
    acts = [Told(verb, [(table_of(model), row.pk)], _people_of(row), said(model, values))]
    tell_all(acts, by=by, at=at)
    return row


def _people_of(row: Row) -> list[str]:
    key = row.pk if isinstance(row, Person) else getattr(row, "person_id", None)
    return [str(key)] if key else []


def place(
    pairs: Mapping[tuple[str, str], tuple[date, str | None]], *, by: Scope, at: datetime
) -> list[Placement]:
    """Put people with teams: {(person, team): (from, worker)}. Who is there stays, with the worker renewed.

    Told with the act that places them, as that act's content holds the team and the worker.
    """
    there = {
        (one.person_id, one.team_id): one
        for lot in chunks(person for person, _ in pairs)
        for one in Placement.every.filter(person_id__in=lot, ended_on__isnull=True, voided=False)
    }
    fresh = []
    for (person, team), (started_on, worker) in pairs.items():
        now = there.get((person, team))
        if now is None:
            values = {"person_id": person, "team_id": team, "worker_id": worker, "started_on": started_on}
            fresh.append(Placement.new(by=by, at=at, **values))
        elif worker and now.worker_id != worker:
            now.change(version=now.version, at=at, worker_id=worker)
    Placement.every.bulk_create(fresh, batch_size=CHUNK)
    return fresh


def leave(pairs: Mapping[tuple[str, str], tuple[date, int]], *, at: datetime) -> None:
    """End placements: {(person, team): (last day, days that the team still sees them)}."""
    for lot in chunks(pairs):
        people = [person for person, _ in lot]
        ending = []
        for one in Placement.every.filter(person_id__in=people, ended_on__isnull=True, voided=False):
            if (one.person_id, one.team_id) not in pairs:
                continue
            last, days = pairs[one.person_id, one.team_id]
            one.ended_on = max(last, one.started_on)
            one.until = one.ended_on + timedelta(days=days)
            one.version, one.changed_at = one.version + 1, at
            ending.append(one)
        Placement.every.bulk_update(ending, ["ended_on", "until", "version", "changed_at"], batch_size=CHUNK)
