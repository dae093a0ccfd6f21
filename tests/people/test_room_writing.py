"""How the rooms beside the record of people write: codes, scope, what hangs on what, support."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from casework import AT, Place
from goldthread.access.rules import NotAllowed
from goldthread.kernel.refusals import Refused
from goldthread.ledger.models import Event
from goldthread.people.actions.around import around, on_support, placed
from goldthread.people.actions.rooms import RoomWriting, Voiding, rows_of
from goldthread.people.codes import CODED
from goldthread.people.models import AccessNeed, Person, Plan, PlanTask, Support

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
KIND = next(iter(CODED[AccessNeed].lists["kind"].values))
ROOM = RoomWriting("example", CODED)


@pytest.fixture
def ben(place: Place) -> Person:
    return place.person("Ben Sample")


def need(place: Place, person: Person, kind: str = KIND) -> AccessNeed:
    told = {"person": person.pk, "kind": kind, "started_on": DAY}
    return ROOM.made(AccessNeed, [told], verb="add_need", by=place.scope("support_worker"), at=AT)[0]


def test_a_verb_stands_under_the_name_of_its_room(place: Place, ben: Person) -> None:
    row = need(place, ben)
    ROOM.changed(row, {"voided": True}, verb="drop", by=place.scope("support_worker"), at=AT)
    verbs = list(Event.objects.order_by("number").values_list("verb", flat=True))
    assert verbs[-2:] == ["example.add_need", "example.drop"]


def test_a_code_of_no_list_is_refused_before_anything_is_written(place: Place, ben: Person) -> None:
    with pytest.raises(Refused):
        need(place, ben, "no such need")
    assert not AccessNeed.every.exists()


def test_rows_are_found_within_scope_only_and_a_key_of_no_row_is_refused(place: Place, ben: Person) -> None:
    row = need(place, ben)
    by = place.scope("support_worker")
    assert rows_of(AccessNeed, [row.pk, row.pk], by) == {row.pk: row}
    for keys in ([row.pk, "no such key"], ["a\x00b"]):
        with pytest.raises(Refused, match="not among those you work with"):
            rows_of(AccessNeed, keys, by)
    with pytest.raises(Refused, match="In its own words"):
        rows_of(AccessNeed, [row.pk], place.scope("specialist"), refused="In its own words.")
    with pytest.raises(NotAllowed):
        rows_of(AccessNeed, [row.pk], place.scope("analyst"))


def test_the_support_of_the_day_and_a_preferred_kind_of_service(place: Place, ben: Person) -> None:
    work = place.support(ben, team="work")
    homes = place.support(ben, started_on=date(2026, 4, 1))
    over = place.support(ben, started_on=date(2026, 2, 1), ended_on=date(2026, 2, 28))
    by = place.scope("manager")
    told = [{"person": ben.pk, "seen_on": DAY}]
    near, prefers = around(told, by), around(told, by, prefers="employment")
    assert near.support_on(ben.pk, DAY) == homes and prefers.support_on(ben.pk, DAY) == work
    assert near.support_on(ben.pk, date(2026, 2, 14)) == over
    assert near.support_on(ben.pk, date(2026, 1, 1)) is None

    assert placed(told, "seen_on", by)[0] == {**told[0], "support": homes.pk, "team": homes.team_id}
    named = placed([{**told[0], "support": work.pk}], "seen_on", by)[0]
    assert (named["support"], named["team"]) == (work.pk, work.team_id), "the team of the support it names"
    early = placed([{**told[0], "seen_on": date(2026, 1, 1)}], "seen_on", by)[0]
    assert (early["support"], early["team"]) == (None, place.teams["north"].pk), "else where they are placed"
    assert on_support(told, "seen_on", by) == [{**told[0], "support": homes.pk}]
    assert on_support([{**told[0], "support": None}], "seen_on", by)[0]["support"] is None


def test_support_of_somebody_beyond_scope_is_refused(place: Place, ben: Person) -> None:
    with pytest.raises(Refused, match="not among those you work with"):
        around([{"person": ben.pk}], place.scope("specialist"))
    assert around([{"person": None}], place.scope("specialist")).supports == {}


def test_hundreds_of_rows_ask_no_more_than_one(
    place: Place, ben: Person, django_assert_num_queries: object
) -> None:
    place.support(ben)
    by = place.scope("support_worker")
    for number in (1, 400):
        with django_assert_num_queries(3):  # type: ignore[operator]
            placed([{"person": ben.pk, "seen_on": DAY}] * number, "seen_on", by)


def test_what_something_hangs_on_is_not_taken_back_before_it(place: Place, ben: Person) -> None:
    by = place.scope("support_worker")
    support = place.support(ben)
    plan = Plan.new(by=by, at=AT, person=ben, support=support, kind="support", agreed_at=AT)
    plan.save(force_insert=True)
    task = PlanTask.new(by=by, at=AT, person=ben, plan=plan, task="Cooking", position=1)
    task.save(force_insert=True)
    voiding = Voiding(ROOM, {"plan": Plan, "task": PlanTask}, {Plan: (("plan_id", PlanTask),)})
    for what, reason, said in (
        ("support", "mistake", "cannot be taken back"),
        ("plan", "", "Say why"),
        ("plan", "mistake", "There is a .* under it"),
    ):
        with pytest.raises(Refused, match=said):
            voiding.void(what, plan.pk, reason=reason, by=by, at=AT)
    voiding.void("task", task.pk, reason="mistake", by=by, at=AT)
    assert voiding.void("plan", plan.pk, reason="mistake", by=by, at=AT).voided
    assert Support.every.get().voided is False
    bare = replace(voiding, hanging={})
    with pytest.raises(Refused, match="not among those you work with"):
        bare.void("plan", plan.pk, reason="mistake", by=by, at=AT)
