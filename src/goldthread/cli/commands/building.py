"""Brings the facts of a store up to date with the case record: what was written since the last time."""

from __future__ import annotations

import argparse
import os
import time
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from goldthread.cli.asking import add_json, print_json
from goldthread.cli.progress import Progress
from goldthread.cli.record import add_database, open_record
from goldthread.kernel.refusals import Refused

BY = "goldthread build-facts"


def arguments(parser: argparse.ArgumentParser) -> None:
    add_database(parser)
    parser.add_argument(
        "--store", type=Path, metavar="DIR", help="the store; else GOLDTHREAD_STORE. Made where there is none"
    )
    parser.add_argument("--whole", action="store_true", help="read everything again, not only what changed")
    add_json(parser)


def run(asked: argparse.Namespace) -> int:
    from goldthread.facts.rooms import build_facts
    from goldthread.facts.store import Store

    where = asked.store or os.environ.get("GOLDTHREAD_STORE")
    if not where:
        raise Refused("No store is named. Say --store DIR, or set GOLDTHREAD_STORE.")
    open_record(asked.database)
    store = Store.open(where, create=True)
    progress = Progress(quiet=asked.json)
    began = time.monotonic()
    rooms = import_module("goldthread.config.rooms").ROOMS
    built = build_facts(store, rooms, at=datetime.now(UTC), by=BY, say=progress.say, whole=asked.whole)
    progress.done()
    seconds = time.monotonic() - began
    rows = sum(built.read.values())
    if asked.json:
        told = {"snapshot": built.snapshot, "read": built.read, "loaded": built.loaded}
        print_json(told | {"replaced": built.replaced, "whole": built.whole, "seconds": round(seconds, 1)})
        return 0
    print(f"Read {rows:,} rows in {seconds:.1f} s: {built.loaded:,} new, {built.replaced:,} changed.")
    print(f"Snapshot {built.snapshot[:12]}")
    return 0
