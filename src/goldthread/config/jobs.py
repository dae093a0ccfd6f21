"""Every kind of job there is, and how often those come round that repeat."""

from __future__ import annotations

from datetime import timedelta

from goldthread.jobs.actions import Kind, forget_done
from goldthread.ledger.sealing import seal

KEPT = timedelta(days=7)

KINDS = {
    "ledger.seal": Kind(lambda content, at: seal(at=at)),
    "jobs.forget": Kind(lambda content, at: forget_done(before=at - KEPT)),
}
REPEATS = {
    "ledger.seal": timedelta(seconds=60),  # a head is never older than a minute
    "jobs.forget": timedelta(days=1),
}
