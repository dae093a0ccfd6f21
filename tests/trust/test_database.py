"""Where the record lies, and under which settings nothing acknowledged is lost."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from django.db import connection

from goldthread.config.database import database, journal, wal_is_safe
from goldthread.kernel.refusals import Refused


@pytest.mark.parametrize(
    "version, safe",
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 0), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), False),
        ((3, 53, 0), True),
    ],
)
def test_wal_only_where_it_cannot_corrupt(version: tuple[int, int, int], safe: bool) -> None:
    assert wal_is_safe(version) is safe
    assert journal(version) == (("WAL", "FULL") if safe else ("DELETE", "EXTRA"))


def test_the_settings_reach_the_database(tmp_path: Path) -> None:
    asked = database(str(tmp_path / "x.sqlite3"))
    with sqlite3.connect(asked["NAME"]) as opened:
        opened.executescript(asked["OPTIONS"]["init_command"])
        mode, synchronous = journal()
        assert opened.execute("PRAGMA journal_mode").fetchone()[0].upper() == mode
        assert opened.execute("PRAGMA synchronous").fetchone()[0] == {"FULL": 2, "EXTRA": 3}[synchronous]
        assert opened.execute("PRAGMA recursive_triggers").fetchone()[0] == 1
    opened.close()
    assert asked["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.django_db
def test_the_running_database_has_them() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("The tests run on PostgreSQL here.")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers")
        assert cursor.fetchone()[0] == 1
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone()[0] >= 2


def test_an_address_of_postgresql_is_taken_apart() -> None:
    asked = database("postgresql://ann:p%40ss@db.example:5433/record?sslmode=require")
    assert (asked["USER"], asked["PASSWORD"], asked["HOST"], asked["PORT"], asked["NAME"]) == (
        *("ann", "p@ss", "db.example", "5433", "record"),
    )
    assert asked["OPTIONS"] == {
        "sslmode": "require",
        "server_side_binding": True,
        "prepare_threshold": 2,
    }
    assert database("postgresql://postgres:@/postgres?host=/run/one")["HOST"] == "/run/one"


def test_a_pool_that_hands_connections_on_between_transactions_is_refused() -> None:
    with pytest.raises(Refused, match=r"connections of its own"):
        database("postgresql://ann@db.example/record?prepare_threshold=none")


def test_another_database_is_refused_in_a_sentence() -> None:
    with pytest.raises(Refused, match=r"postgresql://"):
        database("mysql://somewhere/record")
