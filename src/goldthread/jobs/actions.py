"""Asking for work and doing it once.

A job is leased for less than a minute and the lease is renewed while it runs; whoever is killed loses it, and
another takes it up. The effect and "done" are written in one transaction, guarded by the lease: whoever lost
the lease loses the effect too. So a job's `does` writes to this database only, or to a place that takes the
same write twice without harm.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import close_old_connections, transaction
from django.db.models import F, Q

from goldthread.jobs.models import Job
from goldthread.jobs.rules import LEASE, MOST_TRIES, next_try, turn

log = logging.getLogger("goldthread.jobs")
Does = Callable[[Mapping[str, Any], datetime], Any]


@dataclass(frozen=True)
class Kind:
    """What a kind of job does. `apart`: it writes elsewhere, the same way twice without harm.

    A job that is not apart shares one transaction with its "done". One that is apart must not: on SQLite it
    would keep every other writer waiting for as long as it takes.
    """

    does: Does
    apart: bool = False


class Lost(RuntimeError):
    """The lease ran out and another took the job up: this run's effect is rolled back."""


def ask(kind: str, *, once: str, at: datetime, content: Mapping[str, Any] | None = None) -> Job:
    """Ask for a job, due at `at`. The same `once` is the same job, however often it is asked."""
    made, _ = Job.objects.get_or_create(
        once=f"{kind}:{once}", defaults={"kind": kind, "content": dict(content or {}), "due_at": at}
    )
    return made


def lease(*, by: str, at: datetime) -> Job | None:
    """Take the job that is due longest, or whose lease ran out; None where nothing is to do."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=at)
    due = Job.objects.filter(free, done_at__isnull=True, due_at__lte=at, tries__lt=MOST_TRIES)
    for key in due.order_by("due_at", "id").values_list("id", flat=True)[:10]:
        # Checked again in the UPDATE: of two who saw it free, one gets it.
        taken = Job.objects.filter(free, id=key, done_at__isnull=True).update(
            leased_by=by, leased_until=at + LEASE, tries=F("tries") + 1
        )
        if taken:
            return Job.objects.get(id=key)
    return None


def renew(job: Job, *, by: str, at: datetime) -> bool:
    """Keep the lease while the job runs; False where another has it."""
    mine = Job.objects.filter(id=job.id, leased_by=by, done_at__isnull=True)
    return bool(mine.update(leased_until=at + LEASE))


def run_one(kinds: Mapping[str, Kind], *, by: str, now: Callable[[], datetime]) -> bool:
    """Do one job, if any is due; answers whether there was one. A failure is kept and tried again later."""
    at = now()
    job = lease(by=by, at=at)
    if job is None:
        return False
    try:
        kind = kinds[job.kind]
        with _Renewing(job, by=by, now=now):
            if kind.apart:
                kind.does(job.content, at)
            with transaction.atomic():
                if not kind.apart:
                    kind.does(job.content, at)
                mine = Job.objects.filter(id=job.id, leased_by=by, done_at__isnull=True)
                if not mine.update(done_at=now(), leased_until=None, failure=""):
                    raise Lost
    except Exception as fault:
        # The kind of fault alone: its words could name a person.
        log.error("job %s failed: %s", job.kind, type(fault).__name__)
        later = next_try(at=at, tries=job.tries)
        Job.objects.filter(id=job.id, leased_by=by, done_at__isnull=True).update(
            leased_until=None, leased_by="", due_at=later, failure=type(fault).__name__
        )
    return True


def repeat(kind: str, *, every: timedelta, at: datetime) -> None:
    """Ask for this turn of a repeated job: any number of processes may, and it is done once a turn."""
    number, _ = turn(every, at)
    ask(kind, once=number, at=at)


def forget_done(*, before: datetime) -> int:
    """Remove jobs done before a moment; answers how many. What they did is in the ledger."""
    return Job.objects.filter(done_at__lt=before).delete()[0]


class _Renewing:
    """Renews a lease from a thread of its own while a long job runs."""

    def __init__(self, job: Job, *, by: str, now: Callable[[], datetime]) -> None:
        self._job, self._by, self._now = job, by, now
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="lease")

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(LEASE.total_seconds() / 3):
            try:
                renew(self._job, by=self._by, at=self._now())
            except Exception as fault:
                # The lease then runs out, and the guard on "done" rolls this run back if another takes it.
                log.warning("lease of %s not renewed: %s", self._job.kind, type(fault).__name__)
            finally:
                close_old_connections()
