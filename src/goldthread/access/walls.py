"""The second wall, on PostgreSQL: the database shows a connection the rows of one organisation, and no more.

The first wall is the scope that every question names (`rows.py`), on both databases. Should a question forget
it, row-level security answers nothing of another organisation, and refuses to write there. A request begins
with no organisation at all; its door names the asker's. What two organisations do together goes `beyond` it,
in the few places that say why. Commands and jobs are run by whoever runs the server: they see all.

SQLite has no such wall. What stands here does nothing there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models

SETTING = "goldthread.organisations"
POLICY = "organisation_wall_1"  # another number where the condition changes: it is then laid anew
EVERYBODY, NOBODY = "*", ""

_before_the_door = EVERYBODY
_told: ContextVar[str | None] = ContextVar("goldthread organisations", default=None)


def serve_pages() -> None:
    """From now on in this process, whoever has not said whose rows they read is shown none."""
    global _before_the_door
    _before_the_door = NOBODY


def standing() -> str:
    """Whose rows are seen from here: the key of an organisation, EVERYBODY or NOBODY."""
    told = _told.get()
    return _before_the_door if told is None else told


def open_to(organisation_id: str) -> None:
    """Rows of this organisation are seen until the request ends. Within a request only."""
    _told.set(organisation_id)
    tell(connections[DEFAULT_DB_ALIAS])


@contextmanager
def within(organisations: str) -> Iterator[None]:
    """Rows of these are seen for as long as the block lasts; then as before it, however it ends."""
    token = _told.set(organisations)
    try:
        tell(connections[DEFAULT_DB_ALIAS])
        yield
    finally:
        _told.reset(token)
        tell(connections[DEFAULT_DB_ALIAS])


@contextmanager
def beyond() -> Iterator[None]:
    """Rows of every organisation are seen for as long as the block lasts. A comment beside it says why."""
    with within(EVERYBODY):
        yield


def reaching(scope: Any) -> AbstractContextManager[None]:
    """Beyond the wall where there is no scope: questions that may be asked of the whole database."""
    return beyond() if scope is None else nullcontext()


def tell(connection: Any) -> None:
    """Have the database know whose rows this connection sees; once for each change."""
    if connection.vendor != "postgresql" or connection.connection is None:
        return
    wanted = standing()
    if getattr(connection, "organisations_told", None) == wanted:
        return
    connection.organisations_told = wanted
    # A transaction that failed is asked nothing more. What was told within it goes back with it.
    if connection.needs_rollback or connection.connection.info.transaction_status.name == "INERROR":
        return
    try:
        with connection.wrap_database_errors:  # so that Django closes a connection that broke
            connection.connection.execute("SELECT set_config(%s, %s, false)", (SETTING, wanted))
    except DatabaseError:
        connection.organisations_told = None
        raise


def tell_new(*, connection: Any, **_: Any) -> None:
    """A connection that was just made knows nothing, and shows nothing, until it is told."""
    connection.organisations_told = None
    tell(connection)


def walled() -> list[type[models.Model]]:
    """The tables whose rows belong to an organisation."""
    from goldthread.access.rows import Row

    return [model for model in apps.get_models() if issubclass(model, Row)]


def lay(connection: Any) -> None:
    """Put the wall around every table that has none, or another; its owner stands before it too.

    The setting is read in sub-selects, so once a question and not once a row.
    """
    if connection.vendor != "postgresql":
        return
    bare = missing(connection)
    quoted = connection.ops.quote_name
    asked = f"(SELECT current_setting('{SETTING}', true))"
    with connection.cursor() as cursor:
        for table in bare:
            cursor.execute("SELECT polname FROM pg_policy WHERE polrelid = %s::regclass", [quoted(table)])
            for (policy,) in cursor.fetchall():
                cursor.execute(f"DROP POLICY {quoted(policy)} ON {quoted(table)}")
            cursor.execute(
                f"ALTER TABLE {quoted(table)} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
                f" CREATE POLICY {POLICY} ON {quoted(table)} USING"
                f" ({asked} = '{EVERYBODY}' OR organisation_id = {asked})"
            )


def missing(connection: Any) -> list[str]:
    """Tables of the record without the wall, by name; none where the database has no such walls."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = %s"
            " WHERE c.relrowsecurity AND c.relforcerowsecurity"
            " AND c.relnamespace = current_schema()::regnamespace"
            " AND NOT EXISTS (SELECT 1 FROM pg_policy o WHERE o.polrelid = c.oid AND o.polname <> p.polname)",
            [POLICY],
        )
        standing = {name for (name,) in cursor.fetchall()}
    return sorted({model._meta.db_table for model in walled()} - standing)


def passed_by(connection: Any) -> str | None:
    """The role that this connection has, where no wall stops it: a superuser, or one told to pass walls."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)"
        )
        found = cursor.fetchone()
    return str(found[0]) if found else None
