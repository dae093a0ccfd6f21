"""The room `access` as Django knows it."""

from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

from goldthread.access import walls

STATEMENTS = 500  # kept prepared on each connection to PostgreSQL; a page asks sixty, psycopg keeps 100


class AccessConfig(AppConfig):
    """Label `access`."""

    name = "goldthread.access"
    label = "access"
    verbose_name = "Access"

    def ready(self) -> None:
        """What every migration brings with it, so that nobody can forget it: the table in which guesses are
        counted, and the second wall around every new table.
        """
        post_migrate.connect(_make_cache_table, sender=self, dispatch_uid="goldthread cache table")
        post_migrate.connect(_lay_walls, sender=self, dispatch_uid="goldthread walls")
        connection_created.connect(_keep_statements, dispatch_uid="goldthread statements")
        connection_created.connect(walls.tell_new, dispatch_uid="goldthread walls")


def _make_cache_table(*, using: str, **_: Any) -> None:
    call_command("createcachetable", database=using, verbosity=0)


def _lay_walls(*, using: str, **_: Any) -> None:
    walls.lay(connections[using])


def _keep_statements(*, connection: Any, **_: Any) -> None:
    if connection.vendor == "postgresql":
        connection.connection.prepared_max = STATEMENTS
