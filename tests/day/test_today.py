"""Today as a whole: order, one row an act, whose it is, a made-up room, and how many queries it takes."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from casework import Place, organisation
from day.rows import busy, day, moment, write
from goldthread.contracts.standards import Asked, Begun, Response
from goldthread.contracts.terms import vocabulary
from goldthread.contracts.terms.declared import Standard
from goldthread.day.due import State, clock_of, limit_of, state_of
from goldthread.day.queries import coming_up, due_on, quiet, today
from goldthread.day.standards import declared
from goldthread.kernel.calendar import Nation, WorkingCalendar
from goldthread.people.models import Person, Placement

AT = moment("2026-11-23 09:00")


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_people(place: Place) -> None:
    counts = []
    for more in (1, 4):
        busy(place, more)
        scope = place.scope("support_worker")
        for whose in ("mine", "team"):
            with CaptureQueriesContext(connection) as asked:
                shown = today(seen_by=scope, at=AT, whose=whose)
                quiet(seen_by=scope, at=AT, whose=whose)
                coming_up(seen_by=scope, at=AT, whose=whose)
            counts.append((whose, len(asked)))
    assert len(shown.rows) > 5 * 8
    assert counts[:2] == counts[2:]
    known = declared()  # a query for each event at most, one for each answer elsewhere, and a few of the day
    elsewhere = [response for response in known.responses.values() if response.find]
    assert all(count <= len(known.starts) + len(elsewhere) + 10 for _, count in counts)


@pytest.mark.django_db
def test_one_act_on_one_record_is_one_row_and_names_the_other_standards(place: Place) -> None:
    [person] = busy(place, 1)
    rows = today(seen_by=place.scope("support_worker"), at=AT).rows
    keys = [(row.record_id, row.act) for row in rows]
    assert len(keys) == len(set(keys))
    referral = next(row for row in rows if row.record_table == "referral" and row.act == "referral.answer")
    assert {row.person for row in rows} == {person.pk}
    assert len(referral.also) == 1, "the duty to general practice and the service's own are one row"


@pytest.mark.django_db
def test_the_soonest_come_first_and_what_stands_still_last(place: Place) -> None:
    busy(place, 2)
    rows = today(seen_by=place.scope("team_leader"), at=AT, whose="team").rows
    due = [row.due for row in rows]
    known = [moment for moment in due if moment is not None]
    assert known == sorted(known)
    assert due[len(known) :] == [None] * (len(due) - len(known))
    assert any(moment is None for moment in due)


@pytest.mark.django_db
def test_two_teams_answer_each_for_their_own(place: Place) -> None:
    """A person of two services: each team's Today holds its own duties and not the other's."""
    person = place.person()
    placed = Placement.new(
        by=place.scope("manager"),
        at=AT,
        person=person,
        team=place.teams["work"],
        started_on=day("2026-06-01"),
    )
    placed.save(force_insert=True)
    for team in ("north", "work"):
        place.support(person, team=team, planned_end_on=day("2026-11-24"))
        write(place, "referral", person, team=place.teams[team], received_at=moment("2026-11-20 09:00"))
    for role, team in (("support_worker", "north"), ("specialist", "work")):
        rows = today(seen_by=place.scope(role), at=AT, whose="team").rows
        assert {row.whose.team_name for row in rows} == {place.teams[team].name}
        assert len(rows) == 3
    assert len(today(seen_by=place.scope("manager"), at=AT, whose="team").rows) == 6


@pytest.mark.django_db
def test_nobody_sees_what_is_due_elsewhere(place: Place) -> None:
    busy(place, 1)
    there = organisation("Other Homes")
    for role in ("support_worker", "team_leader", "manager", "quality_lead"):
        assert not today(seen_by=there.scope(role), at=AT, whose="team").rows
        assert not quiet(seen_by=there.scope(role), at=AT, whose="team")
        assert not coming_up(seen_by=there.scope(role), at=AT, whose="team")
    assert not today(seen_by=place.scope("specialist"), at=AT, whose="team").rows
    assert not today(seen_by=place.scope("analyst"), at=AT, whose="team").rows


@pytest.mark.django_db
def test_ended_support_and_the_dead_ask_for_nothing(place: Place) -> None:
    first, second = busy(place, 2)
    Person.every.filter(pk=first.pk).update(died_on=day("2026-11-01"))
    Placement.every.filter(person=second).update(ended_on=day("2026-11-20"))
    rows = today(seen_by=place.scope("team_leader"), at=AT, whose="team").rows
    assert {row.person for row in rows} <= {second.pk}
    assert {row.record_table for row in rows} <= {"referral", "support", "stage_spell"}


@pytest.mark.django_db
def test_an_enquiry_stands_in_today_before_there_is_a_person(place: Place) -> None:
    write(place, "enquiry", received_at=moment("2026-11-23 08:00"), team=place.teams["north"])
    write(place, "enquiry", received_at=moment("2026-11-23 08:30"), name="Dot Model")
    names = [row.name for row in today(seen_by=place.scope("support_worker"), at=AT).rows]
    assert names == ["Cleo Specimen", "Dot Model"]


@pytest.mark.django_db
def test_the_contract_of_a_service_says_otherwise(place: Place, settings: Any, tmp_path: Path) -> None:
    terms = tmp_path / "mine.toml"
    terms.write_text(
        '[[contract]]\ncode = "mine"\nservices = ["Example Homes *"]\n'
        '[[standard]]\ncontract = "mine"\nname = "early_warning_acted"\nstarts = "early_warning.raised"\n'
        'response = "early_warning.acted"\namount = 4\nunit = "hours"\nsource = "Schedule 2"\n'
    )
    settings.GOLDTHREAD_TERMS = str(terms)
    warning = write(place, "early_warning", place.person(), raised_at=moment("2026-11-23 07:00"))
    found = due_on(
        "early_warning_acted", ("early_warning", warning.pk), seen_by=place.scope("support_worker"), at=AT
    )
    assert found is not None
    assert (found.due, found.state, found.source) == (moment("2026-11-23 11:00"), State.NEAR, "Schedule 2")


@pytest.mark.django_db
def test_a_made_up_room_is_shown_without_a_change_in_the_day(
    place: Place, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A field of practice the day has never heard of declares an event; terms name it; Today shows it."""
    person = place.person("Ada Example")

    def began(asked: Asked) -> Iterable[Begun]:
        yield Begun("bee_hive", "hive-1", person.pk, moment("2026-11-20 09:00"), detail="the blue hive")

    room, clocks = ModuleType("made_up"), ModuleType("made_up.clocks")
    room.__path__ = []
    clocks.__spec__ = __import__("importlib.machinery").machinery.ModuleSpec("made_up.clocks", None)
    clocks.STARTS = {"bee_hive.opened": began}  # type: ignore[attr-defined]
    clocks.RESPONSES = {  # type: ignore[attr-defined]
        "bee_hive.closed": Response("Close the hive", "hive.close", lambda asked, begun: {})
    }
    monkeypatch.setitem(sys.modules, "made_up", room)
    monkeypatch.setitem(sys.modules, "made_up.clocks", clocks)
    monkeypatch.setitem(vocabulary.CASEWORK_STARTS, "bee_hive.opened", "a hive is opened")
    monkeypatch.setitem(vocabulary.CASEWORK_RESPONSES, "bee_hive.closed", ("it is closed", ("bee_hive",)))
    terms = tmp_path / "bees.toml"
    terms.write_text(
        '[[contract]]\ncode = "bees"\n[[standard]]\ncontract = "bees"\nname = "hive_closed"\nown = true\n'
        'starts = "bee_hive.opened"\nresponse = "bee_hive.closed"\namount = 2\nunit = "days"\n'
    )
    settings.GOLDTHREAD_DAY_ROOMS = [*settings.GOLDTHREAD_DAY_ROOMS, "made_up"]
    settings.GOLDTHREAD_TERMS = str(terms)
    [row] = today(seen_by=place.scope("support_worker"), at=AT).rows
    assert (row.what, row.name, row.state) == ("Close the hive: the blue hive", "Ada Example", State.OVERDUE)
    assert row.event == "a hive is opened: 20 November 2026, 09:00"
    assert row.clause == "hive closed, within 2 days"


@given(
    amount=st.integers(0, 40),
    unit=st.sampled_from(["hours", "days", "weeks", "working_days"]),
    per=st.integers(1, 7),
    waited=st.integers(0, 60 * 24 * 60),
    answers=st.lists(st.integers(0, 60 * 24 * 60), max_size=4),
)
def test_the_state_is_the_kernels(amount: int, unit: str, per: int, waited: int, answers: list[int]) -> None:
    """Overdue exactly where the moment due has passed; more promised a week is never due later."""
    began = moment("2026-10-01 09:00")
    standard = Standard("c", "n", "s", "r", amount, unit)
    at = began + timedelta(minutes=waited)
    calendar = WorkingCalendar.of(Nation.ENGLAND_AND_WALES)
    begun = Begun("t", "k", "p", began, per=per)
    clock = clock_of(begun, standard, [], [], calendar=calendar, at=at)
    assert clock.due is not None
    assert (state_of(clock, at) is State.OVERDUE) == (clock.due < at)
    single = clock_of(Begun("t", "k", "p", began), standard, [], [], calendar=calendar, at=at)
    assert single.due is not None
    assert clock.due <= single.due
    assert limit_of(standard, 1).amount == amount
    given_at = [began + timedelta(minutes=minutes) for minutes in answers]
    answered = clock_of(begun, standard, given_at, [], calendar=calendar, at=at)
    assert (answered.responded is not None) == any(each <= at for each in given_at)
