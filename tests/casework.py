"""A small organisation to test on: two services, three teams, somebody in every role, and people.

place = organisation()                  # needs the `db` mark
scope = place.scope("support_worker")
person = place.person("Ben Sample", team="north")
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password

from goldthread.access.models import Organisation, Post, Service, Team, Worker
from goldthread.access.rules import Role
from goldthread.access.scope import Scope, scope_of
from goldthread.people.models import Person, Placement, Support

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday
PASSWORD = "a made-up phrase for tests"
HASHED = cache(make_password)  # slow by intent, so worked out once


@dataclass
class Place:
    """An organisation with its teams by short name and its workers by role."""

    organisation: Organisation
    teams: dict[str, Team]
    workers: dict[str, Worker] = field(default_factory=dict)

    def scope(self, role: str, at: datetime = AT) -> Scope:
        """The scope of whoever holds the role."""
        return scope_of(self.workers[role], at=at)

    def person(self, name: str = "Ben Sample", *, team: str = "north", **values: Any) -> Person:
        """A person placed with a team since 1 March 2026."""
        by = self.scope("manager")
        person = Person.new(by=by, at=AT, name=name, **values)
        person.save(force_insert=True)
        placed = Placement.new(
            by=by, at=AT, person=person, team=self.teams[team], started_on=date(2026, 3, 1)
        )
        placed.save(force_insert=True)
        return person

    def support(self, person: Person, *, team: str = "north", **values: Any) -> Support:
        """Support of the person since 1 March 2026."""
        wanted = {"started_on": date(2026, 3, 1), "team": self.teams[team], **values}
        support = Support.new(by=self.scope("manager"), at=AT, person=person, **wanted)
        support.save(force_insert=True)
        return support


def organisation(name: str = "Example Homes") -> Place:
    """Made afresh: north and south of a housing service, work of an employment service."""
    slug = name.lower().replace(" ", "-")
    made = Organisation.objects.create(name=name, slug=slug, takes_enquiries=True, phone="01632 960001")
    homes = Service.objects.create(organisation=made, name=f"{name} Tenancy Support", kind="housing")
    work = Service.objects.create(organisation=made, name=f"{name} Into Work", kind="employment")
    teams = {
        short: Team.objects.create(organisation=made, service=service, name=short.capitalize())
        for short, service in (("north", homes), ("south", homes), ("work", work))
    }
    place = Place(made, teams)
    for role in Role:
        worker = Worker(organisation=made, email=f"{role.value}@{slug}.example", name=f"{role.label} Example")
        worker.password = HASHED(PASSWORD)
        worker.save()
        in_team = {Role.SUPPORT_WORKER: "north", Role.TEAM_LEADER: "north", Role.SPECIALIST: "work"}
        short = in_team.get(role)
        Post.objects.create(
            worker=worker, role=role, team=teams[short] if short else None, started_on=date(2025, 1, 1)
        )
        place.workers[role.value] = worker
    return place


def now() -> datetime:
    """The moment, where pages are asked: they read the clock themselves."""
    return datetime.now(UTC)


def text(response: Any) -> str:
    """What a page says, every run of blanks as one."""
    return " ".join(response.content.decode().split())


def boxes(name: str, day: date) -> dict[str, str]:
    """A day as the three boxes of a page send it."""
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def sign_in(client: Any, worker: Worker) -> None:
    """A test client signed in as a worker, with every factor given."""
    from goldthread.web.access.guard import GIVEN

    client.force_login(worker)
    session = client.session
    session[GIVEN] = worker.pk
    session.save()


def signed_in(browser: Any, address: str, worker: Worker, **options: Any) -> Any:
    """A browser context in which a worker is signed in at a live server's address."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    sign_in(client, worker)
    context = browser.new_context(**options)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])
    return context
