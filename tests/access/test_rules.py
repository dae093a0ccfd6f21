"""What each role may do and how far it sees, and the scope that posts give on a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework import AT, Place
from goldthread.access import actions
from goldthread.access.models import Post
from goldthread.access.rows import Unscoped
from goldthread.access.rules import MAY, REACH, REFUSALS, May, NotAllowed, Reach, Role, check
from goldthread.access.scope import Scope, job_scope, public_scope, scope_of
from goldthread.kernel.refusals import Refused
from goldthread.people.models import Person

# role: reach, and what it may: record, lead, records, figures, administer, audit, contract, glass, match
TABLE = """
    support_worker  teams         y - y y - - - y -
    specialist      teams         y - y y - - - y -
    team_leader     teams         y y y y - - - y -
    manager         organisation  y y y y - y y y y
    quality_lead    organisation  - y y y - y y - y
    analyst         nobody        - - y y - - - - -
    commissioner    nobody        - - - y - - y - -
    auditor         organisation  - - y y - y - - -
    administrator   nobody        - - - - y - - - -
"""
COLUMNS = (
    *(May.RECORD, May.LEAD, May.OPEN_RECORDS, May.SEE_FIGURES),
    *(May.ADMINISTER, May.AUDIT, May.CONTRACT, May.BREAK_GLASS, May.MATCH),
)
ROWS = [line.split() for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_each_role_may_what_the_table_says_and_no_more(row: list[str]) -> None:
    role, reach, *may = row
    assert REACH[Role(role)] is Reach(reach)
    assert MAY[Role(role)] == {wanted for wanted, told in zip(COLUMNS, may, strict=True) if told == "y"}


def test_the_table_names_every_role_and_right() -> None:
    assert {row[0] for row in ROWS} == {role.value for role in Role}
    assert set(COLUMNS) == set(May) == set(REFUSALS)


def test_who_administers_never_sees_a_person_or_a_figure() -> None:
    assert MAY[Role.ADMINISTRATOR] == {May.ADMINISTER}
    assert REACH[Role.ADMINISTRATOR] is Reach.NOBODY


def test_without_a_role_nothing_is_allowed() -> None:
    for wanted in May:
        with pytest.raises(NotAllowed, match=r"\.$"):
            check(frozenset(), wanted)


def test_a_post_counts_from_its_first_day_to_its_last(place: Place) -> None:
    worker = place.workers["analyst"]
    Post.objects.filter(worker=worker).update(started_on=date(2026, 11, 20), ended_on=date(2026, 11, 23))
    held = [bool(scope_of(worker, at=AT + timedelta(days=days)).roles) for days in (-4, -3, 0, 1)]
    assert held == [False, True, True, False]


def test_who_left_has_no_role_whatever_their_posts(place: Place) -> None:
    worker = place.workers["manager"]
    worker.is_active = False
    scope = scope_of(worker, at=AT)
    assert not scope.roles and scope.reach is Reach.NOBODY
    place.person()
    assert not Person.objects.seen_by(scope).exists()


def test_two_posts_give_both_and_the_wider_reach(place: Place) -> None:
    worker = place.workers["support_worker"]
    actions.give_post(
        worker.pk, Role.QUALITY_LEAD, by=place.scope("administrator"), at=AT, started_on=AT.date()
    )
    scope = scope_of(worker, at=AT)
    assert scope.may(May.RECORD) and scope.may(May.AUDIT)
    assert scope.reach is Reach.ORGANISATION


def test_a_post_in_a_service_reaches_all_its_teams(place: Place) -> None:
    worker, north = place.workers["analyst"], place.teams["north"]
    actions.give_post(
        worker.pk,
        Role.TEAM_LEADER,
        by=place.scope("administrator"),
        at=AT,
        started_on=AT.date(),
        service=north.service_id,
    )
    assert scope_of(worker, at=AT).teams == {north.pk, place.teams["south"].pk}


def test_whoever_does_not_say_who_asks_is_stopped(place: Place) -> None:
    for ask in (Person.objects.all, Person.objects.count, lambda: Person.objects.get(pk="x")):
        with pytest.raises(Unscoped):
            ask()


def test_a_team_keeps_sight_until_its_placement_says(place: Place) -> None:
    from goldthread.people.models import Placement

    person = place.person()
    Placement.every.filter(person=person).update(ended_on=AT.date(), until=AT.date() + timedelta(days=28))
    for days, seen in ((0, True), (28, True), (29, False)):
        scope = place.scope("support_worker", AT + timedelta(days=days))
        assert Person.objects.seen_by(scope).filter(pk=person.pk).exists() is seen


def test_the_public_sees_nobody_and_a_job_sees_its_organisation(place: Place) -> None:
    person = place.person()
    own = place.organisation.pk
    assert not Person.objects.seen_by(public_scope(own)).exists()
    assert Person.objects.seen_by(job_scope("nightly", own)).get() == person
    assert not Person.objects.seen_by(job_scope("nightly", "elsewhere")).exists()


def test_nobody_inside_adds_an_organisation(place: Place) -> None:
    with pytest.raises(Refused, match="goldthread set-up"):
        actions.add_organisation("More Homes", by=place.scope("administrator"), at=AT)
    outside = Scope("job:set-up", "")
    with pytest.raises(Refused, match="already an organisation"):
        actions.add_organisation("Example Homes", by=outside, at=AT)
    with pytest.raises(Refused, match="holds no letter"):
        actions.add_organisation("!!!", by=outside, at=AT)
