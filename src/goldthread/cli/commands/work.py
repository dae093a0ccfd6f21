"""Does the jobs of the case record until it is stopped: sealing the ledger, building facts."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from datetime import UTC, datetime
from importlib import import_module

from goldthread.cli.record import add_database, open_record


def arguments(parser: argparse.ArgumentParser) -> None:
    add_database(parser)


def run(asked: argparse.Namespace) -> int:
    open_record(asked.database)
    from goldthread.jobs.running import run as run_jobs

    # By name: only the server's entry may know every room.
    jobs = import_module("goldthread.config.jobs")
    stop = threading.Event()
    before = signal.signal(signal.SIGTERM, lambda *_: stop.set())
    print("Doing jobs as they fall due. Press Ctrl-C to stop.", file=sys.stderr)
    try:
        run_jobs(jobs.KINDS, jobs.REPEATS, now=lambda: datetime.now(UTC), stop=stop)
    finally:
        signal.signal(signal.SIGTERM, before)
    return 0
