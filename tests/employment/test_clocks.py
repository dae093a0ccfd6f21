"""Clocks that begin at work: a plan, weekly contact, reviews; met, missed, standing still."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from casework import AT, Place
from day.rows import write
from employment.jobs import STARTED, wanting, working
from goldthread.day.due import State
from goldthread.day.queries import clocks_on, coming_up, today
from goldthread.employment import actions
from goldthread.employment.models import Job
from goldthread.kernel.clocks import ClockState
from goldthread.kernel.instants import day_end, day_start

pytestmark = pytest.mark.django_db


def states(place: Place, standard: str, at: datetime) -> list[tuple[date, ClockState]]:
    """Due day and state of every clock of a standard, the soonest first."""
    found = clocks_on(standard, seen_by=place.scope("specialist"), at=at)
    return sorted((clock.due.date(), clock.state) for _, clock in found if clock.due)


def shown(place: Place, at: datetime) -> dict[str, Any]:
    """Rows of Today by their standard."""
    return {row.standard: row for row in today(seen_by=place.scope("specialist"), at=at, whose="team").rows}


def speak(place: Place, job: Job, moment: datetime) -> None:
    """A two-way contact with the person."""
    write(place, "contact", job.person, happened_at=moment, two_way=True, mode="01", contact_with="person")


def noon(day: date) -> datetime:
    return day_start(day) + timedelta(hours=12)


def test_the_plan_is_due_on_the_first_day(place: Place) -> None:
    job = working(place, at=noon(STARTED))
    at = noon(STARTED)
    assert states(place, "in_work_plan", at) == [(STARTED, ClockState.RUNNING)]
    later = noon(STARTED + timedelta(days=3))
    row = shown(place, later)["in_work_plan"]
    assert (row.state, row.act, row.record_id) == (State.OVERDUE, "job.plan", job.pk)
    by = place.scope("specialist")
    actions.agree_in_work_plan(job, agreed_at=later, adjustments_schedule=False, by=by, at=later)
    assert states(place, "in_work_plan", later)[0][1] == ClockState.BREACHED, "no schedule was written down"
    actions.agree_in_work_plan(job, agreed_at=later, adjustments_schedule=True, by=by, at=later)
    assert states(place, "in_work_plan", later) == [(STARTED, ClockState.NOT_MET)]
    assert "in_work_plan" not in shown(place, later)


def test_a_plan_from_before_the_first_day_is_in_time(place: Place) -> None:
    job = working(place)
    before = noon(STARTED - timedelta(days=4))
    by = place.scope("specialist")
    actions.agree_in_work_plan(job, agreed_at=before, adjustments_schedule=True, by=by, at=AT)
    assert states(place, "in_work_plan", AT) == [(STARTED, ClockState.MET)]


def test_each_of_the_first_four_weeks_asks_for_a_contact(place: Place) -> None:
    job = working(place, at=noon(STARTED))
    assert [due for due, _ in states(place, "weekly_contact", noon(STARTED))] == [date(2026, 11, 8)]
    speak(place, job, noon(date(2026, 11, 8)))
    second = noon(date(2026, 11, 12))
    assert states(place, "weekly_contact", second) == [
        (date(2026, 11, 8), ClockState.MET),
        (date(2026, 11, 15), ClockState.RUNNING),
    ]
    row = shown(place, second)["weekly_contact"]
    assert row.what == "Contact: week 2, job since 2 November 2026"
    third = noon(date(2026, 11, 17))
    assert shown(place, third)["weekly_contact"].state is State.OVERDUE
    speak(place, job, third)
    late = noon(date(2026, 12, 9))
    assert states(place, "weekly_contact", late) == [
        (date(2026, 11, 8), ClockState.MET),
        (date(2026, 11, 15), ClockState.NOT_MET),
        (date(2026, 11, 22), ClockState.MET),
        (date(2026, 11, 29), ClockState.BREACHED),
    ]


def test_reviews_are_due_at_weeks_2_and_4_and_each_answers_its_own(place: Place) -> None:
    job = working(place, at=noon(STARTED))
    by = place.scope("specialist")
    early = noon(date(2026, 11, 10))
    assert (date(2026, 11, 16), ClockState.RUNNING) in states(place, "adjustments_review", early)
    row = shown(place, noon(date(2026, 11, 20)))["adjustments_review"]
    assert (row.state, row.what) == (
        State.OVERDUE,
        "Review the adjustments: week 2, job since 2 November 2026",
    )
    week4 = noon(date(2026, 11, 27))
    actions.hold_review(job=job.pk, week=4, held_on=week4.date(), with_employer=False, by=by, at=week4)
    assert states(place, "adjustments_review", week4) == [
        (date(2026, 11, 16), ClockState.BREACHED),
        (date(2026, 11, 30), ClockState.MET),
    ]
    actions.hold_review(job=job.pk, week=2, held_on=date(2026, 11, 16), with_employer=False, by=by, at=week4)
    assert [state for _, state in states(place, "adjustments_review", week4)] == [ClockState.MET] * 2


@pytest.mark.parametrize(
    "told",
    [
        {"origin": "already_held"},
        {"paid": False},
        {"started_on": date(2026, 2, 1)},
        {"ended_on": date(2026, 11, 10), "end_reason": "resigned"},
    ],
)
def test_what_is_no_job_start_asks_for_nothing(place: Place, told: dict[str, Any]) -> None:
    working(place, **told)
    rows = shown(place, AT)
    assert not {"in_work_plan", "weekly_contact", "adjustments_review"} & set(rows)


def test_what_the_first_weeks_left_undone_is_not_asked_for_ever(place: Place) -> None:
    working(place)
    assert "in_work_plan" in shown(place, noon(STARTED + timedelta(days=56)))
    assert "in_work_plan" not in shown(place, noon(STARTED + timedelta(days=57)))


def test_an_adjustment_is_due_on_its_day_and_stands_still_in_hospital(place: Place) -> None:
    job = working(place)
    by, day = place.scope("specialist"), date(2026, 11, 25)
    row = actions.agree_adjustment(job=job.pk, kind="rota", agreed_on=AT.date(), due_on=day, by=by, at=AT)
    assert states(place, "adjustment_in_place", AT) == [(day, ClockState.RUNNING)]
    late = noon(day + timedelta(days=5))
    assert shown(place, late)["adjustment_in_place"].state is State.OVERDUE
    pause = write(place, "pause", job.person, reason="hospital", started_on=day)
    assert shown(place, late)["adjustment_in_place"].state is State.PAUSED
    pause.change(version=1, at=late, voided=True)
    actions.put_in_place(row, in_place_on=day, by=by, at=late)
    assert states(place, "adjustment_in_place", late) == [(day, ClockState.MET)]


def test_a_job_is_confirmed_every_six_weeks_while_support_runs(place: Place) -> None:
    job = working(place, last_confirmed_on=date(2026, 10, 1), started_on=date(2026, 9, 1))
    due = date(2026, 11, 12)
    [(_, clock)] = clocks_on("job_confirmed", seen_by=place.scope("specialist"), at=AT)
    assert (clock.due, clock.state) == (day_end(due), ClockState.BREACHED)
    assert shown(place, AT)["job_confirmed"].act == "job.confirm"
    actions.confirm_job(job, by=place.scope("specialist"), at=AT)
    assert "job_confirmed" not in shown(place, AT)


def test_a_job_lost_lately_tells_of_the_rent(place: Place) -> None:
    job = working(place)
    by = place.scope("specialist")
    lost = AT.date() - timedelta(days=2)
    actions.end_job(job, ended_on=lost, end_reason="overwhelm", by=by, at=AT)
    left = working(place, "Ben Sample")
    actions.end_job(left, ended_on=lost, end_reason="better_job", by=by, at=AT)
    wanting(place, "Cleo Specimen")

    def told(at: datetime) -> list[tuple[str, ...]]:
        found = coming_up(seen_by=by, at=at, whose="team")
        return [one.people for one in found if "lost a job" in one.one and one.people]

    assert told(AT) == [(job.person_id,)]
    assert not told(AT + timedelta(days=40))
