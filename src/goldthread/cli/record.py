"""Opening the case record for a command: Django, told by the environment where the database lies."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING

from goldthread.kernel.refusals import Refused

if TYPE_CHECKING:
    from goldthread.jobs.running import Beside


def add_database(parser: argparse.ArgumentParser) -> None:
    """The option that says which case record is meant."""
    parser.add_argument(
        "--database",
        metavar="WHERE",
        help="a SQLite file or postgresql://...; else GOLDTHREAD_DATABASE, else goldthread.sqlite3 here",
    )


def open_record(database: str | None = None, *, must_exist: bool = True) -> None:
    """Set Django up on a case record. Refused where a SQLite file that should be there is not."""
    if database:
        os.environ["GOLDTHREAD_DATABASE"] = database
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldthread.config.settings")
    where = os.environ.get("GOLDTHREAD_DATABASE") or "goldthread.sqlite3"
    if must_exist and "://" not in where and not os.path.isfile(where):
        raise Refused(
            f'There is no case record at "{where}". Name it with --database, or run goldthread set-up.'
        )
    import django

    django.setup()


def jobs_beside(*, at_once: bool = True) -> Beside:
    """The jobs of the case record in a thread beside the pages, as a block to serve within."""
    from goldthread.jobs.running import Beside

    # By name: only the server's entry may know every room.
    jobs = import_module("goldthread.config.jobs")
    return Beside(jobs.KINDS, jobs.REPEATS, now=lambda: datetime.now(UTC), at_once=at_once)
