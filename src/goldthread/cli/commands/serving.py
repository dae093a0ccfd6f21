"""Serves the pages of a case record to those who work with it, unless that would not be safe."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from importlib import import_module
from typing import Any

from goldthread.cli.commands.setting_up import check_key
from goldthread.cli.record import add_database, jobs_beside, open_record
from goldthread.kernel.refusals import Refused

HERE = ("127.0.0.1", "localhost", "::1")


def arguments(parser: argparse.ArgumentParser) -> None:
    add_database(parser)
    parser.add_argument(
        "--host", default="127.0.0.1", help="the address to listen at; else this machine only"
    )
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="else 8000")
    parser.add_argument(
        "--threads", type=int, default=8, metavar="N", help="requests at a time, in all; else 8"
    )
    parser.add_argument(
        "--processes",
        type=int,
        default=1,
        metavar="N",
        help="that share the requests, one for each processor; else 1. More need goldthread[server]",
    )
    parser.add_argument(
        "--no-jobs", action="store_true", help="leave the jobs to `goldthread work` or another server"
    )


def run(asked: argparse.Namespace) -> int:
    check_key()
    open_record(asked.database)
    check_safe(asked.host)
    for sentence in told_at_start():
        print(sentence, file=sys.stderr, flush=True)
    if asked.processes > 1:
        serve_by_several(asked.host, asked.port, asked.threads, asked.processes, jobs=not asked.no_jobs)
        return 0
    with nullcontext() if asked.no_jobs else jobs_beside():
        serve(asked.host, asked.port, asked.threads)
    return 0


def check_safe(host: str) -> None:
    """Refuse settings under which a real record must not be served, each with its sentence."""
    from django.conf import settings
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from goldthread.access.models import Organisation

    if settings.DEBUG:
        raise Refused("DEBUG is on: faults would show what records say. Turn it off.")
    if settings.GOLDTHREAD_DEMO:
        raise Refused("GOLDTHREAD_DEMO is set: anybody could sign in with one click. Take it away.")
    if host not in HERE and not settings.HTTPS:
        raise Refused(
            f"At {host} passwords would travel in the clear. Put a server that speaks HTTPS in front and set "
            "GOLDTHREAD_HTTPS=1, or listen at 127.0.0.1."
        )
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refused("The tables are not up to date. Run: goldthread set-up")
    check_walls(connection)
    if Organisation.objects.filter(synthetic=True).exists():
        raise Refused(
            "This database holds a synthetic organisation, made by the demo. Real records lie apart from "
            "it: name another database with --database or GOLDTHREAD_DATABASE."
        )
    if not Organisation.objects.exists():
        raise Refused(
            "There is no organisation yet. Run: goldthread set-up --organisation NAME --email ADDRESS"
        )


def check_walls(connection: Any) -> None:
    """Refuse a database that would not keep organisations apart by itself, where it can."""
    from goldthread.access import walls

    if role := walls.passed_by(connection):
        raise Refused(
            f'The role "{role}" of PostgreSQL passes every wall between organisations: it is a superuser or '
            "has BYPASSRLS. Serve as a role that does not; docs/running.md says how to make one."
        )
    if bare := walls.missing(connection):
        raise Refused(
            f"{len(bare)} of the tables have no wall between organisations ({bare[0]} is the first). "
            "Run: goldthread set-up"
        )


def told_at_start() -> list[str]:
    """How acknowledged writes are kept, and why so; and where letters go."""
    from django.conf import settings
    from django.db import connection

    told = []
    if connection.vendor == "sqlite":
        import sqlite3

        with connection.cursor() as cursor:
            mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
            synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
        told.append(journal_told(mode, synchronous, sqlite3.sqlite_version))
    else:
        told.append("The record lies in PostgreSQL, which keeps its organisations apart by itself too.")
    if settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        told.append("No mail server is named (GOLDTHREAD_EMAIL): letters are printed here.")
    return told


def journal_told(mode: str, synchronous: int, version: str) -> str:
    """One sentence on the journal of SQLite, and why it is that one."""
    how = f"SQLite {version} keeps a {mode.upper()} journal and writes through to the disk ({synchronous})"
    numbers = tuple(int(part) for part in version.split("."))
    # By name: only the server's entry may know every room.
    wal_is_safe = import_module("goldthread.config.database").wal_is_safe
    if wal_is_safe((numbers[0], numbers[1], numbers[2])):
        return f"{how}: nothing acknowledged is lost when the power goes."
    return (
        f"{how}: nothing acknowledged is lost when the power goes. This SQLite can damage a database in WAL "
        "mode, so the slower journal is used; 3.51.3 or later may use WAL."
    )


def serve(host: str, port: int, threads: int) -> None:
    """Serve until stopped."""
    from django.conf import settings
    from waitress.server import create_server

    application: Any = import_module("goldthread.config.wsgi").application
    proxied: dict[str, Any] = {}
    if settings.HTTPS:
        proxied = {
            "trusted_proxy": _proxy(),
            "trusted_proxy_headers": {"x-forwarded-proto", "x-forwarded-for"},
            "clear_untrusted_proxy_headers": True,
        }
    try:
        server = create_server(application, host=host, port=port, threads=threads, ident=None, **proxied)
    except OSError:
        raise _taken(host, port) from None
    _say_where(host, server.effective_port)
    server.run()


def serve_by_several(host: str, port: int, threads: int, processes: int, *, jobs: bool) -> None:
    """Serve until stopped, by several processes: Python keeps one of them to one processor at a time.

    Each does jobs beside its pages, for a job is done once however many do jobs.
    """
    from django.conf import settings

    application: Any = import_module("goldthread.config.wsgi").application
    if settings.HTTPS:
        application = trusting(application, _proxy())
    shared(application, host, port, threads, processes, beside=jobs_beside if jobs else nullcontext)


def shared(
    application: Any,
    host: str,
    port: int,
    threads: int,
    processes: int,
    *,
    beside: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> None:
    """An application served by several processes, `beside` entered in each. Refused without gunicorn.

    `threads` are of all processes together: each has a connection, for which PostgreSQL plans each question.
    """
    try:
        from gunicorn.app.base import BaseApplication
    except ImportError:
        raise Refused(
            'Several processes need gunicorn: pip install "goldthread[server]". Or leave --processes out.'
        ) from None
    from django.db import connections

    try:
        door = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError:
        raise _taken(host, port) from None

    where = door.getsockname()[1]
    each = max(1, threads // processes)
    running = ExitStack()  # of each process its own
    told = {
        "bind": f"fd://{door.detach()}",
        "workers": processes,
        "threads": each,
        "worker_connections": 2 * each,  # more wait at the door, where a process that is free takes them
        "worker_class": "gthread",
        "preload_app": True,  # loaded once, shared by all
        "loglevel": "warning",
        "forwarded_allow_ips": "",  # whom to trust is for `trusting` to say
        "control_socket_disable": True,  # nobody but its own parent tells a process to stop
        "post_worker_init": lambda _: running.enter_context(beside()),
        "worker_exit": lambda _, __: running.close(),
    }

    class Pages(BaseApplication):  # type: ignore[misc]  # gunicorn comes without types
        def load_config(self) -> None:
            for name, value in told.items():
                if name in self.cfg.settings:  # older ones have no control socket
                    self.cfg.set(name, value)

        def load(self) -> Any:
            return application

    connections.close_all()  # a connection cannot be shared by processes
    _say_where(host, where)
    Pages().run()


def trusting(application: Any, proxy: str) -> Any:
    """The application, told of HTTPS and of who asks by the server in front alone, not by whoever asks."""

    def answer(environ: dict[str, Any], start: Any) -> Any:
        if proxy not in ("*", environ.get("REMOTE_ADDR")):
            for name in ("HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_FOR"):
                environ.pop(name, None)
        return application(environ, start)

    return answer


def _proxy() -> str:
    return os.environ.get("GOLDTHREAD_PROXY", "127.0.0.1")


def _taken(host: str, port: int) -> Refused:
    return Refused(f"Port {port} at {host} is taken, or may not be used. Name another with --port.")


def _say_where(host: str, port: int) -> None:
    print(f"Goldthread is at http://{host}:{port}/", file=sys.stderr, flush=True)
