"""A case record for the load: 50 staff, 2,000 people, 200,000 contacts, and a ledger that tells of each.

`python -m benchmarks.web_data ADDRESS FILE` fills a database where it is empty, and writes to FILE who is
signed in: cookies of sessions with both factors given, and the people each supports. Rows are written past
the rooms, in lots.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks import record

STAFF, PEOPLE, CONTACTS = 50, 2_000, 200_000
TEAMS, RUNNING, A_DAY = 6, 1_000, 0.2
LOT = 2_000
STAGES = ("intensive", "active", "active", "in_work", "step_down")
TASKS = ("cooking", "post and bills", "shopping")


def main() -> int:
    """Fill the database at the address that is named, and write the sessions."""
    address, told = sys.argv[1], Path(sys.argv[2])
    record.open_record(address)
    fill(datetime.now(UTC), random.Random(4))
    told.write_text(json.dumps([_session(worker, people) for worker, people in _carrying()]), "utf-8")
    return 0


def fill(at: datetime, chance: random.Random) -> None:
    """Everything, in one transaction; nothing where it is there already."""
    from django.db import connection, transaction

    from goldthread.access.models import Organisation

    if Organisation.objects.exists():
        return
    with transaction.atomic():
        teams, workers = _places(at)
        supports = _people(at, chance, teams, workers)
        _contacts(at, chance, supports)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _places(at: datetime) -> tuple[list[Any], list[Any]]:
    from goldthread.access.models import Organisation, Post, Service, Team, Worker

    made = Organisation.objects.create(name="Example Homes", slug="example-homes")
    service = Service.objects.create(organisation=made, name="Example Homes Tenancy Support", kind="housing")
    teams = [Team.objects.create(organisation=made, service=service, name=f"Team {n}") for n in range(TEAMS)]
    workers, posts = [], []
    for number in range(STAFF):
        role = "manager" if number == 0 else "team_leader" if number <= TEAMS else "support_worker"
        worker = Worker(organisation=made, name=f"Worker {number} Example", email=f"w{number}@example.org")
        worker.set_unusable_password()
        workers.append(worker)
        team = teams[number % TEAMS] if number else None
        posts.append(Post(worker=worker, role=role, team=team, started_on=(at - timedelta(days=900)).date()))
    Worker.objects.bulk_create(workers)
    Post.objects.bulk_create(posts)
    for worker, post in zip(workers, posts, strict=True):
        worker.team, worker.role = post.team, post.role
    return teams, workers


def _people(at: datetime, chance: random.Random, teams: list[Any], workers: list[Any]) -> list[Any]:
    from goldthread.access.scope import job_scope
    from goldthread.demo.names import name_of
    from goldthread.people.models import (
        Person,
        Placement,
        Plan,
        PlanSign,
        PlanTask,
        Referral,
        StageSpell,
        Support,
    )

    by = job_scope("bench", teams[0].organisation_id)
    carrying = [worker for worker in workers if worker.role == "support_worker"]
    rows: dict[Any, list[Any]] = {
        model: [] for model in (Person, Placement, Referral, Support, StageSpell, Plan, PlanTask, PlanSign)
    }
    for number in range(PEOPLE):
        worker = carrying[number % len(carrying)]
        began = at - timedelta(days=730 if number >= RUNNING else chance.randint(60, 500))
        ended = None if number < RUNNING else (at - timedelta(days=chance.randint(100, 400))).date()
        person = Person.new(by=by, at=began, name=name_of(number), phone="01632 960001", gender="1")
        about = {"person": person, "by": by, "at": began}
        referral = Referral.new(
            **about, team=worker.team, received_at=began - timedelta(days=20), referral_source="A1",
            responded_at=began - timedelta(days=18), decided_at=began - timedelta(days=15),
            decision="accepted",
        )  # fmt: skip
        support = Support.new(
            **about, referral=referral, team=worker.team, worker=worker, started_on=began.date(),
            ended_on=ended, housing_asked=True, housing_advice=True, housing_options=True, advocacy=True,
        )  # fmt: skip
        plan = Plan.new(
            **about, support=support, kind="support", agreed_at=began, signs_threshold=2, ended_on=ended,
            review_due_on=(at + timedelta(days=chance.randint(-5, 85))).date(), own_goals="My own flat",
        )  # fmt: skip
        rows[Person].append(person)
        until = ended + timedelta(days=90) if ended else None
        placed = {"team": worker.team, "worker": worker, "started_on": began.date(), "ended_on": ended}
        rows[Placement].append(Placement.new(**about, **placed, until=until))
        rows[Referral].append(referral)
        rows[Support].append(support)
        stage = {"stage": chance.choice(STAGES), "started_on": began.date(), "ended_on": ended}
        rows[StageSpell].append(StageSpell.new(**about, support=support, **stage))
        rows[Plan].append(plan)
        for place, task in enumerate(TASKS):
            rows[PlanTask].append(
                PlanTask.new(**about, plan=plan, task=task, planned_level="prompted", position=place)
            )
        for kind in ("sleep", "distress"):
            rows[PlanSign].append(PlanSign.new(**about, plan=plan, kind=kind))
    for model, made in rows.items():
        model.every.bulk_create(made, batch_size=LOT)
    return rows[Support]


def _contacts(at: datetime, chance: random.Random, supports: list[Any]) -> None:
    from goldthread.contacts.models import Contact, EarlyWarning, TaskSupport

    for numbers in _lots(range(CONTACTS)):
        contacts, tasks, warnings = [], [], []
        for number in numbers:
            support = supports[number % PEOPLE]
            contact = _contact(Contact, support, number, at, chance)
            contacts.append(contact)
            about = {"by": _By(support), "at": contact.happened_at, "person_id": support.person_id}
            of = {"contact": contact, "support_id": support.pk}
            if number % 4 == 0:
                said = {"happened_on": contact.happened_at.date(), "task": "cooking", "level": "prompted"}
                tasks.append(TaskSupport.new(**about, **of, **said))
            if number % 50 == 0:
                raised = contact.happened_at
                acted = raised + timedelta(hours=5)
                said = {"raised_at": raised, "acted_at": acted, "kind": "sleep", "action": "Called in"}
                warnings.append(EarlyWarning.new(**about, **of, **said))
        Contact.every.bulk_create(contacts, batch_size=LOT)
        TaskSupport.every.bulk_create(tasks, batch_size=LOT)
        EarlyWarning.every.bulk_create(warnings, batch_size=LOT)
        _tell(contacts)
        print(f"{numbers[-1] + 1:,} contacts", file=sys.stderr, flush=True)


class _By:
    """Whoever supports the person, as a row names them."""

    def __init__(self, support: Any) -> None:
        self.organisation_id = support.organisation_id
        self.told_as = f"worker:{support.worker_id}"


def _contact(model: Any, support: Any, number: int, at: datetime, chance: random.Random) -> Any:
    """The newest of a person within the last days, the others spread over their support."""
    ended = support.ended_on
    last = datetime(ended.year, ended.month, ended.day, tzinfo=UTC) if ended else at
    first = datetime.combine(support.started_on, last.timetz())
    share = 1 - (number // PEOPLE) / (CONTACTS // PEOPLE)
    happened = first + (last - first) * max(share - chance.random() / 90, 0.0)
    return model.new(
        by=_By(support), at=happened, person_id=support.person_id, support=support,
        worker_id=support.worker_id, team_id=support.team_id, happened_at=happened, minutes=30, mode="01",
        attendance="5", outcome="made", contact_with="person", two_way=True, planned=True,
        warnings_checked=True, sent_key=f"bench-{number}", note="Went through the post together.",
    )  # fmt: skip


def _tell(contacts: list[Any]) -> None:
    from goldthread.ledger.actions import Told, tell_all

    told = [
        Told(
            "contacts.record",
            [("contacts.contact", one.pk)],
            [one.person_id],
            {"outcome": "made"},
            one.recorded_at,
        )
        for one in contacts
    ]
    tell_all(told, by=_Bench(contacts[0].organisation_id), at=contacts[0].recorded_at)


class _Bench:
    """Who filled the record."""

    def __init__(self, organisation_id: str) -> None:
        self.organisation_id = organisation_id
        self.told_as = "job:bench"


def _carrying() -> Iterator[tuple[Any, list[str]]]:
    """Workers with the people whom they support now."""
    from goldthread.access.models import Worker
    from goldthread.people.models import Support

    running = Support.every.filter(ended_on=None).values_list("worker_id", "person_id")
    mine: dict[str, list[str]] = {}
    for worker, person in running.order_by("pk"):
        mine.setdefault(worker, []).append(person)
    for worker in Worker.objects.filter(pk__in=mine).order_by("email"):
        yield worker, mine[worker.pk]


def _session(worker: Any, people: list[str]) -> dict[str, Any]:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from goldthread.web.access.guard import GIVEN

    session = SessionStore()
    session[SESSION_KEY] = worker.pk
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = worker.get_session_auth_hash()
    session[GIVEN] = worker.pk
    session.set_expiry(timedelta(days=30))
    session.create()
    return {"cookie": session.session_key, "people": people}


def _lots(things: Iterable[int]) -> Iterator[list[int]]:
    walking = iter(things)
    while lot := list(islice(walking, LOT)):
        yield lot


if __name__ == "__main__":
    sys.exit(main())
