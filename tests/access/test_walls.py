"""Nobody sees a record beyond their reach by any address; and the walker that says so can really see."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db.models import Q

import casework
from access.addresses import HOLES
from access.walls import BESIDE, ELSEWHERE, Filled, Walk, addresses, fill, state, walk
from goldthread.access import queries, walls
from goldthread.access.models import Post
from goldthread.access.rows import Row
from goldthread.access.rules import MAY, REACH, May, Reach, Role
from goldthread.access.scope import Scope

Sides = tuple[Filled, Filled, Filled]
# A walk asks every address three times over. `make score` walks as every role and takes every wall away.
WHOLE = os.environ.get("GOLDTHREAD_WALK") == "whole"
WALKED = list(Role) if WHOLE else [Role.SUPPORT_WORKER, Role.AUDITOR, Role.COMMISSIONER]


@pytest.fixture
def sides(place: casework.Place) -> Sides:
    """This organisation's north and south, and another organisation."""
    other = casework.organisation("Sample Trust")
    return (
        fill(place, "north", "Bilby"),
        fill(place, "south", BESIDE, "manager"),
        fill(other, "north", ELSEWHERE),
    )


@pytest.fixture(autouse=True)
def quick(settings: Any) -> None:
    """Passwords that the walk tries need not be slow to check, nor every refusal be logged."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    logging.getLogger("django.request").setLevel(logging.ERROR)


def walked(role: str, sides: Sides, *, until_leak: bool = False) -> Walk:
    return walk(role, *sides, HOLES, until_leak=until_leak)


def test_every_address_is_listed_with_what_it_takes() -> None:
    standing = {address.name: set(address.holes) for address in addresses()}
    assert {
        name: holes for name, holes in standing.items() if set(HOLES.get(name, {"unlisted"})) != holes
    } == {}


@pytest.mark.slow
@pytest.mark.parametrize("role", WALKED)
def test_no_role_sees_or_changes_what_is_beyond_its_reach(sides: Sides, role: Role) -> None:
    _own, beside, elsewhere = sides
    before = state(elsewhere), state(beside)
    found = walked(role.value, sides)
    assert found.leaks == []
    assert found.faults == []
    assert found.untold == []
    assert found.asked > 250
    assert state(elsewhere) == before[0]
    if REACH[role] is not Reach.ORGANISATION:
        assert state(beside) == before[1]
    if REACH[role] is Reach.NOBODY:
        assert not found.shown
    elif role in (Role.SUPPORT_WORKER, Role.TEAM_LEADER, Role.MANAGER):
        assert len(found.shown) > 15, "the walker sees what it may, so it would see what it may not"


def everybody(*_: Any, **__: Any) -> Q:
    return Q()


def no_team(scope: Scope, person: str) -> Q:
    return Q(organisation_id=scope.organisation_id)


def no_organisation(scope: Scope, person: str) -> Q:
    return Q() if scope.reach is not Reach.NOBODY else Q(pk__in=[])


def all_workers(*, seen_by: Scope) -> Any:
    from goldthread.access.models import Worker

    return Worker.objects.prefetch_related("posts__team", "posts__service")


Mutate = Callable[[pytest.MonkeyPatch], None]


def within_people(wrong: Any) -> Mutate:
    """Every table about people, and people themselves, by a wrong wall."""

    def mutate(patch: pytest.MonkeyPatch) -> None:
        from goldthread.people import models, rows

        patch.setattr(rows, "person_within", wrong)
        patch.setattr(models, "person_within", wrong)

    return mutate


def one_table(label: str) -> Mutate:
    """One table whose rows everybody sees."""

    def mutate(patch: pytest.MonkeyPatch) -> None:
        from django.apps import apps

        patch.setattr(apps.get_model(label), "within", classmethod(everybody))

    return mutate


def wide_roles(patch: pytest.MonkeyPatch) -> None:
    for role in Role:
        patch.setitem(MAY, role, frozenset(May))
        patch.setitem(REACH, role, Reach.ORGANISATION)


MUTANTS: dict[str, tuple[str, Mutate]] = {
    "person_within lets everybody see": ("support_worker", within_people(everybody)),
    "person_within forgets the team": ("support_worker", within_people(no_team)),
    "person_within forgets the organisation": ("manager", within_people(no_organisation)),
    "Row.within lets everybody see": (
        "manager",
        lambda patch: patch.setattr(Row, "within", classmethod(everybody)),
    ),
    "workers of every organisation": (
        "administrator",
        lambda patch: patch.setattr(queries, "workers", all_workers),
    ),
    "every role may and reaches everything": ("support_worker", wide_roles),
    **{
        f"{label} is seen by everybody": ("support_worker", one_table(label))
        for label in ("people.Person", "people.Enquiry", "contacts.Contact", "contacts.Handover")
    },
}


@pytest.mark.slow
@pytest.mark.parametrize("name", list(MUTANTS)[: None if WHOLE else 3])
def test_the_walker_sees_a_wall_that_is_gone(
    sides: Sides, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    role, mutate = MUTANTS[name]
    before = [state(sides[2]), state(sides[1])]
    if name == "workers of every organisation":
        from goldthread.access.models import Worker

        Worker.objects.filter(organisation=sides[2].place.organisation).update(name=f"{ELSEWHERE} Example")
    mutate(monkeypatch)
    monkeypatch.setattr(walls, "standing", lambda: walls.EVERYBODY)  # else PostgreSQL's own would hold
    found = walked(role, sides, until_leak=True)
    beyond = [sides[2]] if REACH[Role(role)] is Reach.ORGANISATION else [sides[2], sides[1]]
    assert found.leaks or [state(side) for side in beyond] != before[: len(beyond)]


@pytest.mark.slow
def test_a_post_that_reads_everything_lets_nobody_write_everywhere(sides: Sides) -> None:
    own, beside, _elsewhere = sides
    Post.objects.create(worker=own.worker, role=Role.AUDITOR, started_on=date(2025, 1, 1))
    before = state(beside)
    found = walked(Role.SUPPORT_WORKER, sides)
    assert found.faults == []
    assert any(BESIDE in leak for leak in found.leaks), "an auditor reads what the walker looks for"
    assert state(beside) == before
