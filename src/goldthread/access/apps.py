"""The room `access` as Django knows it."""

from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    """Label `access`."""

    name = "goldthread.access"
    label = "access"
    verbose_name = "Access"

    def ready(self) -> None:
        """The table in which guesses are counted comes with every migration, so that nobody can forget it."""
        post_migrate.connect(_make_cache_table, sender=self, dispatch_uid="goldthread cache table")


def _make_cache_table(*, using: str, **_: Any) -> None:
    call_command("createcachetable", database=using, verbosity=0)
