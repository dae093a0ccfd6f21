"""Where the case record lies: SQLite for a small provider and the demo, PostgreSQL for an organisation.

SQLite as Django comes loses acknowledged commits when the power goes and answers "database is locked" under
load. So: every write takes its lock at the start (IMMEDIATE), and what is acknowledged is on the disk.
"""

from __future__ import annotations

import sqlite3
from typing import Any
from urllib.parse import unquote, urlsplit

from goldthread.kernel.refusals import Refused


def database(address: str) -> dict[str, Any]:
    """Django's settings for the database at `address`: a path of a SQLite file, or postgresql://...

    Refused where the address is neither.
    """
    if address.startswith(("postgresql://", "postgres://")):
        return _postgres(address)
    if "://" in address:
        raise Refused(
            "GOLDTHREAD_DATABASE is a file's path or an address that begins with postgresql://. Correct it."
        )
    return _sqlite(address)


def wal_is_safe(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> bool:
    """Whether this SQLite library is free of the WAL-reset fault, which can corrupt a database in WAL mode.

    Mended in 3.51.3 and, for older lines, 3.50.7 and 3.44.6; 3.52.0 was withdrawn. Source: sqlite.org/wal.
    """
    if version[:2] == (3, 44):
        return version >= (3, 44, 6)
    if version[:2] == (3, 50):
        return version >= (3, 50, 7)
    return version >= (3, 51, 3) and version != (3, 52, 0)


def journal(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> tuple[str, str]:
    """Journal mode and synchronous setting under which no acknowledged commit is lost."""
    return ("WAL", "FULL") if wal_is_safe(version) else ("DELETE", "EXTRA")


def _sqlite(path: str) -> dict[str, Any]:
    mode, synchronous = journal()
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "cached_statements": 500,  # kept prepared; a page asks sixty, and Python keeps 128
            # Without recursive triggers INSERT OR REPLACE walks past the guard of the ledger.
            "init_command": (
                f"PRAGMA journal_mode={mode}; PRAGMA synchronous={synchronous}; "
                "PRAGMA recursive_triggers=ON; PRAGMA foreign_keys=ON"
            ),
        },
    }


def _postgres(address: str) -> dict[str, Any]:
    """Refused with `prepare_threshold`, as for pools that hand connections on between transactions.

    Whose rows a connection shows (`access/walls.py`) would be handed on with it.
    """
    parts = urlsplit(address)
    options: dict[str, Any] = {}
    host = parts.hostname or ""
    for pair in filter(None, parts.query.split("&")):
        name, _, value = pair.partition("=")
        if name == "host":
            host = unquote(value)
        else:
            options[name] = unquote(value)
    if "prepare_threshold" in options:
        raise Refused(
            "GOLDTHREAD_DATABASE says prepare_threshold, as for a pool that hands connections on between "
            "transactions. Goldthread needs connections of its own: name the database itself, or a pool of "
            "sessions."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,  # statements stay prepared as long
        # A question is planned once and kept: of a page's sixty, planning took longer than answering.
        "OPTIONS": {**options, "server_side_binding": True, "prepare_threshold": 2},
    }
