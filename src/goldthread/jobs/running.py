"""Doing what is due until told to stop: a thread beside the pages, or a process of its own."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db import close_old_connections

from goldthread.jobs import actions
from goldthread.jobs.actions import Kind
from goldthread.jobs.rules import turn
from goldthread.kernel.identifiers import new_key

log = logging.getLogger("goldthread.jobs")
PAUSE = 1.0  # seconds between two looks when nothing was due


def run(
    kinds: Mapping[str, Kind],
    repeats: Mapping[str, timedelta],
    *,
    now: Callable[[], datetime],
    stop: threading.Event,
    pause: float = PAUSE,
    at_once: bool = True,
) -> None:
    """Ask for each turn of what repeats, and do what is due, until `stop` is set.

    Without `at_once` a turn that had begun before this start is left out.
    """
    by = f"{os.getpid()}:{new_key()[:8]}"
    left_out = {} if at_once else {kind: turn(every, now())[0] for kind, every in repeats.items()}
    while not stop.is_set():
        try:
            for kind, every in repeats.items():
                if turn(every, now())[0] != left_out.get(kind):
                    actions.repeat(kind, every=every, at=now())
            while not stop.is_set() and actions.run_one(kinds, by=by, now=now):
                pass
        except Exception as fault:
            # The database may be away for a moment; what is due stays due.
            log.error("jobs wait: %s", type(fault).__name__)
        finally:
            close_old_connections()
        stop.wait(pause)


class Beside:
    """Runs the jobs in a thread beside the pages, for as long as the block lasts."""

    def __init__(
        self,
        kinds: Mapping[str, Kind],
        repeats: Mapping[str, timedelta],
        *,
        now: Callable[[], datetime],
        at_once: bool = True,
    ) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=run,
            args=(kinds, repeats),
            kwargs={"now": now, "stop": self._stop, "at_once": at_once},
            daemon=True,
            name="jobs",
        )

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(5)
