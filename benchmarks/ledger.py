"""The ledger at size: telling, sealing, verifying, and who looked at a record. `python -m benchmarks.ledger`.

Prints events a second and seconds, on the database of GOLDTHREAD_DATABASE (else a file in a folder that is
removed). Ratios between runs on one machine are sound; the figures alone say little elsewhere.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

START = datetime(2026, 1, 1, tzinfo=UTC)
BATCH = 5_000


def main() -> None:
    """Fill, seal, verify, ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldthread.config.settings")
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("GOLDTHREAD_DATABASE", str(Path(folder) / "ledger.sqlite3"))
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        measure(asked.events)


def measure(count: int) -> None:
    """Tell, seal and verify so many events about 2,000 people."""
    from django.db import transaction

    from goldthread.ledger import queries, sealing
    from goldthread.ledger.actions import Told, tell_all

    class By:
        told_as, organisation_id = "worker:bench", "organisation"

    draw = random.Random(5)
    began = time.perf_counter()
    for start in range(0, count, BATCH):
        acts = [
            Told(
                "look",
                (),
                (f"p{draw.randrange(2_000):04}",),
                {"page": "person"},
                START + timedelta(seconds=n),
            )
            for n in range(start, min(start + BATCH, count))
        ]
        with transaction.atomic():
            tell_all(acts, by=By(), at=START)
    _say("told in batches", count, began)
    began = time.perf_counter()
    sealing.seal(at=START)
    _say("sealed", count, began)
    began = time.perf_counter()
    faults = list(queries.broken())
    _say("verified with content", count, began)
    began = time.perf_counter()
    seen = queries.who_looked("p0007", seen_by=By())
    print(f"who looked at one person: {len(seen)} events in {time.perf_counter() - began:.3f} s")
    began = time.perf_counter()
    people = queries.seen_of("worker:bench", since=START, until=START + timedelta(hours=1), seen_by=By())
    print(f"whose records one account saw in an hour: {len(people)} in {time.perf_counter() - began:.3f} s")
    print(f"faults: {len(faults)}")


def _say(what: str, count: int, began: float) -> None:
    took = time.perf_counter() - began
    print(f"{what}: {count:,} events in {took:.1f} s, {count / took:,.0f} a second")


if __name__ == "__main__":
    main()
