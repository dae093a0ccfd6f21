"""Every standard of the day: due when the table says, met, missed, and standing still."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from casework import Place, organisation
from day.rows import day, moment, write
from goldthread.contracts.terms import Terms
from goldthread.day.due import State
from goldthread.day.queries import clocks_on, today
from goldthread.kernel.clocks import ClockState

pytestmark = pytest.mark.django_db

# standard, row that begins it, its last moment (inclusive), the answer that stops it as a change of the row.
TABLE: list[tuple[str, str, dict[str, Any], str, str]] = [
    # Friday 20 November, 5 working days: over the week-end to the next Friday.
    (
        "referral_answered",
        "referral",
        {"received_at": moment("2026-11-20 09:40")},
        "2026-11-27",
        "responded_at",
    ),
    ("referral_decided", "referral", {"received_at": moment("2026-11-20 09:40")}, "2026-12-04", "decided_at"),
    # Christmas Day, the day given for Boxing Day and the week-end between them are not worked.
    (
        "referral_answered",
        "referral",
        {"received_at": moment("2026-12-24 16:00")},
        "2027-01-05",
        "responded_at",
    ),
    (
        "gp_response",
        "referral",
        {"received_at": moment("2026-11-20 09:40"), "referral_source": "A1"},
        "2026-11-27",
        "responded_at",
    ),
    ("enquiry_answered", "enquiry", {"received_at": moment("2026-11-20 20:00")}, "2026-11-24", "closed_at"),
    (
        "early_warning_acted",
        "early_warning",
        {"raised_at": moment("2026-11-20 09:40")},
        "2026-11-21 09:40",
        "acted_at",
    ),
    # The clocks go back in this night: 24 hours are 24 hours, so the hands show an hour less.
    (
        "early_warning_acted",
        "early_warning",
        {"raised_at": moment("2026-10-24 20:00")},
        "2026-10-25 19:00",
        "acted_at",
    ),
    # And forward in this one.
    (
        "early_warning_acted",
        "early_warning",
        {"raised_at": moment("2026-03-28 20:00")},
        "2026-03-29 21:00",
        "acted_at",
    ),
    (
        "threshold_action",
        "early_warning",
        {"raised_at": moment("2026-11-20 09:40"), "threshold_crossed": True},
        "2026-11-21 09:40",
        "acted_at",
    ),
    (
        "step_up_decision",
        "early_warning",
        {"raised_at": moment("2026-11-20 09:40"), "threshold_crossed": True},
        "2026-11-21 09:40",
        "acted_at",
    ),
    (
        "step_up_check_in",
        "step_episode",
        {"opened_at": moment("2026-11-20 09:40")},
        "2026-11-20",
        "same_day_check_in_at",
    ),
    (
        "step_up_action",
        "step_episode",
        {"opened_at": moment("2026-11-20 09:40")},
        "2026-11-21 09:40",
        "acted_at",
    ),
    (
        "step_up_end",
        "step_episode",
        {"opened_at": moment("2026-11-01 09:40"), "planned_end_on": day("2026-11-20")},
        "2026-11-20",
        "ended_on",
    ),
    (
        "welfare_check",
        "welfare_check",
        {"opened_at": moment("2026-11-20 17:30")},
        "2026-11-20",
        "answered_at",
    ),
    ("plan_review", "plan", {"review_due_on": day("2026-11-20")}, "2026-11-20", "ended_on"),
    ("plan_action", "plan_action", {"due_on": day("2026-11-20")}, "2026-11-20", "done_on"),
    ("access_need_review", "access_need", {"review_due_on": day("2026-11-20")}, "2026-11-20", "ended_on"),
    ("support_end", "support", {"planned_end_on": day("2026-11-20")}, "2026-11-20", "ended_on"),
]
NAMES = [f"{row[0]}-{row[3]}" for row in TABLE]


def last_moment(text: str) -> Any:
    """The due moment of the table: a day is its last microsecond."""
    if " " in text:
        return moment(text)
    return moment(f"{text} 00:00") + timedelta(hours=24) - timedelta(microseconds=1)


@pytest.fixture
def place() -> Place:
    return organisation()


def begin(place: Place, table: str, values: dict[str, Any]) -> Any:
    person = None if table == "enquiry" else place.person()
    return write(place, table, person, **values)


def answer(row: Any, field: str, when: Any) -> None:
    """Write the answer into the row, as a moment or as its day."""
    value = when if field.endswith("_at") else when.date()
    row.change(version=row.version, at=when, **{field: value})
    if field == "decided_at":
        row.change(version=row.version, at=when, decision="accepted")


@pytest.mark.parametrize(("standard", "table", "values", "due", "field"), TABLE, ids=NAMES)
def test_due(place: Place, standard: str, table: str, values: Any, due: str, field: str) -> None:
    begin(place, table, values)
    last = last_moment(due)
    seen = place.scope("team_leader")
    for at, state in ((last, ClockState.RUNNING), (last + timedelta(seconds=1), ClockState.BREACHED)):
        [(_, clock)] = clocks_on(standard, seen_by=seen, at=at)
        assert (clock.due, clock.state) == (last, state)


@pytest.mark.parametrize(("standard", "table", "values", "due", "field"), TABLE, ids=NAMES)
@pytest.mark.parametrize(("late", "state"), [(False, ClockState.MET), (True, ClockState.NOT_MET)])
def test_answered(
    place: Place, standard: str, table: str, values: Any, due: str, field: str, late: bool, state: str
) -> None:
    row = begin(place, table, values)
    last = last_moment(due)
    when = last + timedelta(seconds=1) if late else last - timedelta(minutes=1)
    answer(row, field, when)
    seen = place.scope("team_leader")
    [(_, clock)] = clocks_on(standard, seen_by=seen, at=last + timedelta(days=2))
    assert clock.state == state
    shown = today(seen_by=seen, at=last + timedelta(days=2), whose="team")
    assert not [each for each in shown.rows if each.standard == standard]


PAUSING = [row for row in TABLE if row[0] in ("referral_decided", "plan_review", "plan_action")]


@pytest.mark.parametrize(("standard", "table", "values", "due", "field"), PAUSING)
def test_a_pause_that_the_standard_names_stands_the_clock_still(
    place: Place, standard: str, table: str, values: Any, due: str, field: str
) -> None:
    row = begin(place, table, values)
    seen = place.scope("team_leader")
    pause = write(place, "pause", row.person, reason="hospital", started_on=day("2026-11-20"))
    later = last_moment(due) + timedelta(days=30)
    [shown] = [each for each in today(seen_by=seen, at=later, whose="team").rows if each.standard == standard]
    assert (shown.state, shown.due) == (State.PAUSED, None)
    assert shown.paused == ("in hospital, since 20 November 2026",)
    # It ends: the days in it are not counted, and the clock runs on.
    pause.change(version=1, at=later, ended_on=day("2026-11-29"))
    [(_, clock)] = clocks_on(standard, seen_by=seen, at=later)
    assert clock.due is not None
    assert clock.due > last_moment(due)


def test_a_pause_that_the_standard_does_not_name_changes_nothing(place: Place) -> None:
    person = place.person()
    write(place, "early_warning", person, raised_at=moment("2026-11-20 09:40"))
    write(place, "pause", person, reason="hospital", started_on=day("2026-11-20"))
    [(_, clock)] = clocks_on(
        "early_warning_acted", seen_by=place.scope("team_leader"), at=moment("2026-11-23 09:00")
    )
    assert clock.state == ClockState.BREACHED


@pytest.mark.parametrize(
    ("per_week", "due"), [(1, "2026-11-17"), (2, "2026-11-14"), (3, "2026-11-13"), (7, "2026-11-11")]
)
def test_a_contact_is_due_as_often_as_the_stage_asks(place: Place, per_week: int, due: str) -> None:
    person = place.person()
    write(place, "stage_spell", person, contacts_per_week=per_week)
    write(place, "contact", person, happened_at=moment("2026-11-10 14:00"))
    write(place, "contact", person, happened_at=moment("2026-11-12 14:00"), two_way=False, outcome="no_reply")
    seen = place.scope("support_worker")
    [(_, clock)] = clocks_on("contact_due", seen_by=seen, at=moment("2026-11-23 09:00"))
    assert clock.due == last_moment(due)
    write(place, "contact", person, happened_at=moment("2026-11-22 14:00"))
    [(_, clock)] = clocks_on("contact_due", seen_by=seen, at=moment("2026-11-23 09:00"))
    assert clock.state == ClockState.RUNNING


def test_a_contact_is_due_from_the_first_day_of_a_stage_and_by_the_plan_where_the_stage_is_silent(
    place: Place,
) -> None:
    person = place.person()
    write(place, "stage_spell", person, started_on=day("2026-11-18"))
    seen, at = place.scope("support_worker"), moment("2026-11-23 09:00")
    assert not clocks_on("contact_due", seen_by=seen, at=at)
    write(place, "plan", person, contacts_per_week=2)
    write(place, "contact", person, happened_at=moment("2026-11-02 14:00"))
    [(begun, clock)] = clocks_on("contact_due", seen_by=seen, at=at)
    assert begun.detail == "2 a week"
    assert clock.due == last_moment("2026-11-22")


def test_a_step_up_is_reviewed_every_week_by_a_senior(place: Place) -> None:
    person = place.person()
    step = write(place, "step_episode", person, opened_at=moment("2026-11-02 10:00"))
    seen, at = place.scope("team_leader"), moment("2026-11-23 09:00")
    [(_, clock)] = clocks_on("step_up_review", seen_by=seen, at=at)
    assert (clock.due, clock.state) == (last_moment("2026-11-09"), ClockState.BREACHED)
    write(place, "step_review", person, step_episode=step, reviewed_on=day("2026-11-18"), senior=False)
    [(_, clock)] = clocks_on("step_up_review", seen_by=seen, at=at)
    assert clock.due == last_moment("2026-11-09"), "a review by somebody else does not count"
    write(place, "step_review", person, step_episode=step, reviewed_on=day("2026-11-18"), senior=True)
    [(_, clock)] = clocks_on("step_up_review", seen_by=seen, at=at)
    assert (clock.due, clock.state) == (last_moment("2026-11-25"), ClockState.RUNNING)


def test_a_check_in_that_the_offer_does_not_ask_for_is_not_due(place: Place) -> None:
    write(place, "step_episode", place.person(), opened_at=moment("2026-11-20 09:40"), same_day_offer=False)
    seen, at = place.scope("team_leader"), moment("2026-11-23 09:00")
    assert "step_up_check_in" not in {row.standard for row in today(seen_by=seen, at=at, whose="team").rows}


def test_stepping_up_decides_on_the_warning(place: Place) -> None:
    person = place.person()
    warning = write(
        place, "early_warning", person, raised_at=moment("2026-11-20 09:40"), threshold_crossed=True
    )
    seen, at = place.scope("team_leader"), moment("2026-11-20 12:00")
    assert {row.standard for row in today(seen_by=seen, at=at, whose="team").rows} >= {"step_up_decision"}
    write(place, "step_episode", person, opened_at=moment("2026-11-20 11:00"), early_warning=warning)
    assert "step_up_decision" not in {row.standard for row in today(seen_by=seen, at=at, whose="team").rows}


def test_only_the_newest_assessment_of_risk_asks_for_its_review(place: Place) -> None:
    person = place.person()
    write(place, "risk_assessment", person, review_due_on=day("2026-11-20"))
    seen, at = place.scope("support_worker"), moment("2026-11-23 09:00")
    [row] = today(seen_by=seen, at=at).rows
    assert (row.standard, row.state) == ("risk_review", State.OVERDUE)
    write(
        place,
        "risk_assessment",
        person,
        assessed_at=moment("2026-11-22 10:00"),
        review_due_on=day("2027-02-22"),
    )
    assert not today(seen_by=seen, at=at).rows


def test_a_temporary_increase_is_reviewed_on_its_day(place: Place) -> None:
    write(place, "plan_task", place.person(), increased_until=day("2026-11-23"))
    [row] = today(seen_by=place.scope("support_worker"), at=moment("2026-11-23 09:00")).rows
    assert (row.standard, row.state) == ("temporary_increase_review", State.TODAY)
    assert row.what == "Review the temporary increase: cooking"


def test_a_back_dated_answer_corrects_the_clock(place: Place) -> None:
    warning = write(place, "early_warning", place.person(), raised_at=moment("2026-11-20 09:40"))
    seen, at = place.scope("team_leader"), moment("2026-11-23 09:00")
    assert clocks_on("early_warning_acted", seen_by=seen, at=at)[0][1].state == ClockState.BREACHED
    warning.change(version=1, at=at, acted_at=moment("2026-11-20 10:00"))
    assert clocks_on("early_warning_acted", seen_by=seen, at=at)[0][1].state == ClockState.MET


def test_the_duties_of_the_day_are_declared_and_no_hash_of_figures_knows_them() -> None:
    terms = Terms.of_casework()
    # Begun by a room: each is tested in the room that begins it.
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parents[1].glob("*/test_[ac]*.py"))
    tested = {row[0] for row in TABLE} | set(re.findall(r'"(\w+)"', tests))
    assert {row.name for row in (*terms.standards, *terms.casework)} <= tested
    assert all(row.source for row in (*terms.standards, *terms.casework))
