"""How fast facts are built from the rooms: `python -m benchmarks.rooms --contacts 500000`.

PostgreSQL is filled by SQL with so many contacts, a hundred a person; everything is then read into a fresh
store, then again after one contact in a hundred changed.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import machine, record
from benchmarks.record import fill, key

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "bench"
RESULTS = ROOT / "benchmarks" / "results"
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BEGAN = "TIMESTAMPTZ '2023-11-01 09:00+00'"


def main() -> int:
    """Fill, build, change, build again; say how long it took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rooms", description=__doc__)
    parser.add_argument("--contacts", type=int, default=500_000, help="how many contacts (default 500,000)")
    parser.add_argument("--keep", metavar="NAME", help="keep the result as benchmarks/results/NAME.json")
    asked = parser.parse_args()
    running, address = record.server(FOLDER / "pg-record", "rooms")
    try:
        record.open_record(address)
        told = measured(asked.contacts)
    finally:
        running.cleanup()
    if asked.keep:
        (RESULTS / f"{asked.keep}.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    print(json.dumps(told, indent=1))
    return 0


def measured(contacts: int) -> dict[str, Any]:
    """Seconds and rows a second of a whole building, and of one after a hundredth changed."""
    from django.db.models import F

    from goldthread.contacts.models import Contact

    say("filling the tables")
    began = time.perf_counter()
    people(contacts)
    filled = time.perf_counter() - began
    store = FOLDER / "rooms-store"
    shutil.rmtree(store, ignore_errors=True)
    whole = building(store, AT)
    say("changing one contact in a hundred")
    later = AT + timedelta(days=1)
    some = Contact.every.filter(pk__lt="ct029")  # keys are scattered: 1 in about 100
    changed = some.update(changed_at=later, minutes=31, version=F("version") + 1)
    again = building(store, later + timedelta(minutes=1))
    return {
        "made_on": date.today().isoformat(),
        "machine": machine.said(),
        "contacts": contacts,
        "filling_seconds": round(filled, 1),
        "whole": whole,
        "changed_contacts": changed,
        "changed": again,
        "peak_megabytes": machine.peak_megabytes(),
    }


def building(store: Path, at: datetime) -> dict[str, Any]:
    """One building of facts into a store."""
    from goldthread.config.rooms import ROOMS
    from goldthread.facts.rooms import build_facts
    from goldthread.facts.store import Store

    began = time.perf_counter()
    steps: list[tuple[float, str]] = []

    def step(words: str) -> None:
        steps.append((round(time.perf_counter() - began, 1), words))
        say(f"{steps[-1][0]:8.1f} s  {words}")

    built = build_facts(Store.open(store, create=True), ROOMS, at=at, by="bench", say=step)
    seconds = time.perf_counter() - began
    rows = sum(built.read.values())
    read = next((moment for moment, words in steps if words.startswith("Keeping")), seconds)
    return {
        "rows": rows,
        "seconds": round(seconds, 1),
        "rows_a_second": round(rows / seconds),
        "reading_seconds": read,
        "loaded": built.loaded,
        "replaced": built.replaced,
    }


def people(contacts: int) -> None:
    """One organisation, 20 teams, a person for every hundred contacts, and what hangs on them."""
    from goldthread.access.models import Organisation, Service, Team, Worker
    from goldthread.contacts.models import Contact, EarlyWarning, TaskSupport
    from goldthread.people.models import Person, Referral, StageSpell, Support

    persons, teams, workers = max(1, contacts // 100), 20, 50
    Organisation.objects.create(id=record.ORGANISATION, name="Example Homes", slug="example-homes")
    service = Service.objects.create(
        organisation_id=record.ORGANISATION, name="Example Homes Tenancy Support", kind="housing"
    )
    for number in range(teams):
        Team.objects.create(
            id=f"team{number:022d}",
            organisation_id=record.ORGANISATION,
            service=service,
            name=f"Team {number}",
        )
    for number in range(workers):
        Worker.objects.create(
            id=f"worker{number:020d}",
            organisation_id=record.ORGANISATION,
            email=f"worker{number}@example.org",
            name=f"Worker {number} Example",
        )
    team = f"'team' || lpad((n % {teams})::text, 22, '0')"
    worker = f"'worker' || lpad((n % {workers})::text, 20, '0')"
    born = "DATE '1960-01-01' + ((n * 37) % 16000)::int"
    start = "(DATE '2023-11-01' + ((n * 7) % 900)::int)"
    fill(
        Person,
        {"name": "'Ada Example'", "birth_date": born, "gender": "'1'", "locality": "'Area ' || (n % 4)"},
        persons,
    )
    fill(
        Referral,
        {
            "person_id": key("pn"),
            "team_id": team,
            "received_at": f"{BEGAN} + make_interval(days => ((n * 7) % 900)::int)",
            "decision": "'accepted'",
            "decided_at": f"{BEGAN} + make_interval(days => ((n * 7) % 900 + 3)::int)",
        },
        persons,
    )
    fill(
        Support,
        {
            "person_id": key("pn"),
            "referral_id": key("rl"),
            "team_id": team,
            "worker_id": worker,
            "started_on": start,
        },
        persons,
    )
    fill(
        StageSpell,
        {"person_id": key("pn"), "support_id": key("st"), "stage": "'active'", "started_on": start},
        persons,
    )
    of_person = f"(n % {persons}) + 1"
    happened = f"{BEGAN} + make_interval(mins => ((n * 31) % 1570000)::int)"
    fill(
        Contact,
        {
            "person_id": key("pn", of_person),
            "support_id": key("st", of_person),
            "worker_id": worker,
            "team_id": team,
            "happened_at": happened,
            "minutes": "20 + n % 40",
            "mode": "'01'",
            "attendance": "'5'",
            "contact_with": "'person'",
            "outcome": "'made'",
            "two_way": "true",
            "planned": "n % 3 > 0",
            "sent_key": "'sent-' || n",
        },
        contacts,
    )
    fill(
        TaskSupport,
        {
            "person_id": key("pn", of_person),
            "support_id": key("st", of_person),
            "contact_id": key("ct"),
            "happened_on": f"({happened})::date",
            "task": "'cooking'",
            "level": "'prompted'",
        },
        contacts // 4,
    )
    fill(
        EarlyWarning,
        {
            "person_id": key("pn", of_person),
            "support_id": key("st", of_person),
            "contact_id": key("ct"),
            "raised_at": happened,
            "kind": "'sleep'",
        },
        contacts // 50,
    )


def say(words: str) -> None:
    """Progress on standard error."""
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
