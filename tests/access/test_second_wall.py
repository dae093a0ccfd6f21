"""The second wall: where a question forgets whose rows it may read, PostgreSQL answers none of others."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Q
from django.test import Client

import casework
from access.addresses import HOLES
from access.walls import ELSEWHERE, Filled, fill, state, tables, walk
from casework import Place
from goldthread.access import walls
from goldthread.access.models import Worker
from goldthread.access.rows import Row
from goldthread.access.scope import scope_of
from goldthread.cli.commands import serving
from goldthread.config.jobs import KINDS
from goldthread.kernel.refusals import Refused
from goldthread.people import models, rows
from goldthread.people.models import Person

Sides = tuple[Filled, Filled, Filled]


@pytest.fixture
def on_postgres(db: None) -> None:
    """The database that has such walls; elsewhere the test is skipped by name."""
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL alone has a second wall: make test-postgres")


@pytest.fixture
def sides(on_postgres: None, place: Place) -> Sides:
    """Rows of every table of this organisation's two teams, and of another organisation."""
    other = casework.organisation("Sample Trust")
    return (
        fill(place, "north", "Bilby"),
        fill(place, "south", "Numbat", "manager"),
        fill(other, "north", ELSEWHERE),
    )


def told() -> str:
    """Whose rows the database shows this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [walls.SETTING])
        return str(cursor.fetchone()[0])


def test_every_table_of_the_record_is_walled_and_the_role_is_held_by_it(on_postgres: None) -> None:
    assert len(walls.walled()) > 70
    assert walls.missing(connection) == []
    assert walls.passed_by(connection) is None


def test_a_question_without_its_scope_is_answered_of_one_organisation_alone(sides: Sides) -> None:
    own, _, elsewhere = sides
    for model in tables():
        key = elsewhere.rows[model._meta.label].pk
        with walls.within(own.place.organisation.pk):
            seen = set(model.every.values_list("organisation_id", flat=True))
            assert seen == {own.place.organisation.pk}, model
            assert model.every.filter(pk=key).update(voided=True) == 0, model
        with walls.within(walls.NOBODY):
            assert not model.every.exists(), model
        with walls.beyond():
            assert model.every.filter(pk=key, voided=False).exists(), model


def test_nothing_is_written_into_another_organisation(sides: Sides) -> None:
    own, _, elsewhere = sides
    for model in tables():
        row = elsewhere.rows[model._meta.label]
        row.pk = row.pk[::-1]
        with (
            walls.within(own.place.organisation.pk),
            pytest.raises((DatabaseError, IntegrityError), match="row-level security"),
            transaction.atomic(),
        ):
            row.save(force_insert=True)


def test_a_connection_that_was_told_nothing_is_shown_nothing(sides: Sides) -> None:
    with walls.beyond():
        assert Person.every.count() == 3
        with connection.cursor() as cursor:
            cursor.execute(f"RESET {walls.SETTING}")
            cursor.execute("SELECT count(*) FROM people_person")
            assert cursor.fetchone()[0] == 0
            cursor.execute("SELECT set_config(%s, %s, false)", [walls.SETTING, walls.EVERYBODY])


def everybody(*_: Any, **__: Any) -> Q:
    return Q()


@pytest.mark.slow
@pytest.mark.parametrize("role", ["support_worker", "manager"])
def test_no_page_shows_another_organisation_though_every_filter_is_gone(
    sides: Sides, role: str, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    before = state(sides[2])
    for module in (rows, models):
        monkeypatch.setattr(module, "person_within", everybody)
    for model in tables():
        monkeypatch.setattr(model, "within", classmethod(everybody))
    found = walk(role, *sides, HOLES)
    shown = [leak.partition("): ")[2] for leak in found.leaks]
    assert [words for words in shown if ELSEWHERE.lower() in words.lower()] == []
    assert state(sides[2]) == before
    assert len(found.shown) > 15


def test_a_request_begins_with_nobody_and_leaves_nothing_behind(
    on_postgres: None, place: Place, signed: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def noted(worker: Worker, **asked: Any) -> Any:
        seen.append((told(), walls.standing()))
        return scope_of(worker, **asked)

    client = signed("support_worker")
    monkeypatch.setattr("goldthread.web.look.door.scope_of", noted)
    assert client.get("/today/").status_code == 200
    assert seen == [(walls.NOBODY, walls.NOBODY)]
    assert (told(), walls.standing()) == (walls.EVERYBODY, walls.EVERYBODY)


def test_going_beyond_ends_where_it_began_however_it_ends(on_postgres: None, place: Place) -> None:
    key = place.organisation.pk
    with walls.within(key):
        with walls.beyond():
            assert told() == walls.EVERYBODY
        assert told() == key
        with pytest.raises(ZeroDivisionError), transaction.atomic(), walls.beyond():
            raise ZeroDivisionError
        assert told() == key
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            walls.beyond(),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT no_such_column FROM people_person")
        assert told() == key
        with walls.beyond():
            with pytest.raises(DatabaseError), transaction.atomic():
                Person.every.extra(where=["no_such_column"]).exists()
            assert told() == walls.EVERYBODY
        assert told() == key
    assert told() == walls.EVERYBODY


def test_jobs_serve_every_organisation_though_pages_are_served_beside_them(
    on_postgres: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any
) -> None:
    seen = []
    monkeypatch.setattr(walls, "_before_the_door", walls.NOBODY)
    monkeypatch.setattr("goldthread.facts.rooms.build_facts", lambda *_, **__: seen.append(walls.standing()))
    settings.GOLDTHREAD_STORE = str(tmp_path / "store")
    KINDS["facts.build"].does({}, casework.AT)
    assert seen == [walls.EVERYBODY]
    assert walls.standing() == walls.NOBODY


def test_a_database_without_its_walls_is_not_served(on_postgres: None) -> None:
    serving.check_walls(connection)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE people_person NO FORCE ROW LEVEL SECURITY")
    with pytest.raises(Refused, match=r"1 of the tables have no wall .*people_person.*set-up"):
        serving.check_walls(connection)
    walls.lay(connection)
    serving.check_walls(connection)
    with connection.cursor() as cursor:
        cursor.execute("CREATE POLICY wider ON people_person USING (true)")
    with pytest.raises(Refused, match="people_person"):
        serving.check_walls(connection)
    walls.lay(connection)
    serving.check_walls(connection)


def test_a_connection_that_broke_is_known_to_django_which_closes_it(
    on_postgres: None, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.errors_occurred = False
    with monkeypatch.context() as patch:
        patch.setattr(walls, "SETTING", "no_such_setting")
        with pytest.raises(DatabaseError), transaction.atomic(), walls.within(place.organisation.pk):
            pass
    assert connection.errors_occurred
    connection.errors_occurred = False
    with walls.within(place.organisation.pk):
        assert told() == place.organisation.pk
    assert told() == walls.EVERYBODY


def test_a_role_that_passes_walls_is_not_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walls, "passed_by", lambda _: "postgres")
    with pytest.raises(Refused, match=r'"postgres".* superuser'):
        serving.check_walls(connection)


def test_a_row_is_of_an_organisation() -> None:
    assert all(issubclass(model, Row) for model in walls.walled())
    assert {model._meta.get_field("organisation").column for model in walls.walled()} == {"organisation_id"}
