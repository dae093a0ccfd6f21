"""What each kind of request costs, without a network: `python -m benchmarks.web_cost DATABASE SESSIONS`.

In the process, without HTTP: processor time of the whole stack of middleware, view and template, and how
many queries it asks. DATABASE and SESSIONS are what `benchmarks.web_data` made.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import random
import sys
import time
from http.cookies import SimpleCookie
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import record
from benchmarks.web import READS, TOKEN, Worker

KINDS = (*READS, "record")


class InProcess(Worker):
    """A worker whose requests go straight to the application."""

    client: Any

    def _send(self, path: str, form: bytes | None) -> int:
        said = {"data": form, "content_type": "application/x-www-form-urlencoded"} if form else {}
        answer = self.client.generic("POST" if form else "GET", path, **{"data": b"", **said})
        return int(answer.status_code)


def main() -> int:
    """Ask each kind of request so many times and say the median of its processor time."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.web_cost", description=__doc__)
    parser.add_argument("database")
    parser.add_argument("sessions", type=Path)
    parser.add_argument("--times", type=int, default=40, help="requests of each kind (default 40)")
    parser.add_argument("--profile", choices=KINDS, help="say where the time of one kind goes")
    asked = parser.parse_args()
    os.environ["GOLDTHREAD_DATABASE"] = asked.database
    os.environ["GOLDTHREAD_SECRET_KEY"] = "a key for benchmarks alone, forty letters and more"
    record.open_record(asked.database)
    workers = [_signed_in(each) for each in json.loads(asked.sessions.read_text("utf-8"))][7:]
    told = {kind: cost(workers, kind, asked.times) for kind in ([asked.profile] if asked.profile else KINDS)}
    print(json.dumps(told, indent=1))
    if asked.profile:
        profiled(workers, asked.profile, asked.times)
    return 0


def cost(workers: list[InProcess], kind: str, times: int) -> dict[str, float]:
    """Milliseconds of processor time and queries of one kind of request: medians."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    chance = random.Random(3)
    for _ in range(8):
        status, _ = chance.choice(workers).ask(kind, chance)
        if status >= 400:
            raise RuntimeError(f"{kind} was answered {status}")
    took = []
    for _ in range(times):
        worker = chance.choice(workers)
        began = time.process_time()
        worker.ask(kind, chance)
        took.append(time.process_time() - began)
    asked = []
    for _ in range(5):
        with CaptureQueriesContext(connection) as captured:
            chance.choice(workers).ask(kind, chance)
        asked.append(len(captured))
    return {"milliseconds": round(1000 * median(took), 1), "queries": median(asked)}


def profiled(workers: list[InProcess], kind: str, times: int) -> None:
    """Where the time goes, the dearest first."""
    chance, profile = random.Random(5), cProfile.Profile()
    profile.enable()
    for _ in range(times):
        chance.choice(workers).ask(kind, chance)
    profile.disable()
    pstats.Stats(profile, stream=sys.stdout).sort_stats("cumulative").print_stats(90)


def _signed_in(session: dict[str, Any]) -> InProcess:
    from django.test import Client

    made = InProcess(0, session)
    made.client = Client(SERVER_NAME="localhost")
    made.client.cookies = SimpleCookie({"session": session["cookie"], "csrf": TOKEN})
    return made


if __name__ == "__main__":
    sys.exit(main())
