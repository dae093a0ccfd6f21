"""Clocks that begin with homes: due when the standard says, met, missed, and standing still."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from casework import AT, Place
from goldthread.day.due import State
from goldthread.day.queries import clocks_on, coming_up, today
from goldthread.housing import actions
from goldthread.kernel.clocks import ClockState
from goldthread.kernel.instants import day_end
from goldthread.people.models import Placement
from housing.homes import at_home, at_risk

pytestmark = pytest.mark.django_db
RESPONSE = "tenancy_risk_response"


def clock(place: Place, standard: str, at: datetime) -> Any:
    [(_, found)] = clocks_on(standard, seen_by=place.scope("team_leader"), at=at)
    return found


def test_a_plan_and_a_first_action_are_due_in_72_hours(place: Place) -> None:
    risk = at_risk(place, hours=0)
    last = AT + timedelta(hours=72)
    for at, state in ((last, ClockState.RUNNING), (last + timedelta(seconds=1), ClockState.BREACHED)):
        found = clock(place, RESPONSE, at)
        assert (found.due, found.state) == (last, state)
    by = place.scope("team_leader")
    actions.act_on_risk(tenancy_risk=risk.pk, kind="action_plan", by=by, at=AT)
    assert clock(place, RESPONSE, last).state == ClockState.RUNNING, "a plan alone is no action"
    actions.act_on_risk(tenancy_risk=risk.pk, kind="other", by=by, at=AT)
    assert clock(place, RESPONSE, last).state == ClockState.RUNNING, "what is only agreed is no action yet"
    act = actions.act_on_risk(tenancy_risk=risk.pk, kind="increased_visits", opened_at=last, by=by, at=last)
    found = clock(place, RESPONSE, last + timedelta(days=9))
    assert (found.state, found.responded) == (ClockState.MET, last)
    actions.void_row("action", act.pk, reason="mistake", by=by, at=last)
    late = last + timedelta(hours=1)
    actions.act_on_risk(tenancy_risk=risk.pk, kind="increased_visits", opened_at=late, by=by, at=late)
    assert clock(place, RESPONSE, late).state == ClockState.NOT_MET


def test_the_clock_of_a_risk_runs_over_the_night_of_the_clock_change(place: Place) -> None:
    friday = datetime.fromisoformat("2026-10-23T16:00:00+01:00")
    at_risk(place, hours=0, at=friday)
    found = clock(place, RESPONSE, friday)
    assert found.due == datetime.fromisoformat("2026-10-26T15:00:00+00:00")


def test_a_closed_risk_asks_for_nothing(place: Place) -> None:
    risk, by = at_risk(place, hours=100), place.scope("team_leader")
    assert [row.standard for row in today(seen_by=by, at=AT, whose="team").rows] == [
        RESPONSE,
        "weekly_huddle",
    ]
    actions.close_risk(risk, closing_outcome="notice_avoided", by=by, at=AT)
    assert not today(seen_by=by, at=AT, whose="team").rows
    assert clock(place, RESPONSE, AT).state == ClockState.BREACHED, "the figures still count it"


def test_a_risk_is_on_the_day_of_its_owner(place: Place) -> None:
    risk = at_risk(place)
    worker, leader = place.workers["support_worker"], place.workers["team_leader"]
    Placement.every.filter(person_id=risk.person_id).update(worker=worker)
    mine = today(seen_by=place.scope("support_worker"), at=AT).rows
    assert [row.standard for row in mine] == [RESPONSE]
    actions.own_risk(risk, owner=leader.pk, by=place.scope("support_worker"), at=AT)
    rows = today(seen_by=place.scope("team_leader"), at=AT).rows
    [row] = [one for one in rows if one.standard == RESPONSE]
    assert (row.what, row.worker) == ("Agree a plan and take a first action: arrears", leader.pk)
    assert not today(seen_by=place.scope("support_worker"), at=AT).rows


def test_an_agreed_action_is_due_on_its_day_and_stands_still_in_hospital(place: Place) -> None:
    from day.rows import write

    risk, by = at_risk(place, hours=1), place.scope("team_leader")
    day = date(2026, 11, 24)
    row = actions.act_on_risk(
        tenancy_risk=risk.pk, kind="increased_visits", opened_at=AT, planned_by_on=day, by=by, at=AT
    )
    found = clock(place, "tenancy_risk_action", AT)
    assert (found.due, found.state) == (day_end(day), ClockState.RUNNING)
    assert clock(place, "tenancy_risk_action", day_end(day) + timedelta(days=1)).state == ClockState.BREACHED
    pause = write(place, "pause", risk.person, reason="hospital", started_on=day)
    later = AT + timedelta(days=9)
    shown = [
        one for one in today(seen_by=by, at=later, whose="team").rows if one.standard == "tenancy_risk_action"
    ]
    assert [one.state for one in shown] == [State.PAUSED]
    pause.change(version=1, at=later, voided=True)
    actions.complete_action(row, completed_at=day_end(day), by=by, at=later)
    assert clock(place, "tenancy_risk_action", later).state == ClockState.MET


def test_an_inspection_is_due_on_its_day(place: Place) -> None:
    by = place.scope("team_leader")
    _, tenancy = at_home(place)
    day = date(2026, 11, 24)
    look = actions.plan_inspection(tenancy.pk, kind="safety", due_on=day, by=by, at=AT)
    found = clock(place, "inspection_held", AT)
    assert (found.due, found.state) == (day_end(day), ClockState.RUNNING)
    late = AT + timedelta(days=2)
    assert clock(place, "inspection_held", late).state == ClockState.BREACHED
    actions.hold_inspection(look, held_on=day, result="passed", by=by, at=late)
    assert clock(place, "inspection_held", late).state == ClockState.MET


def test_a_home_is_confirmed_every_quarter_while_support_runs(place: Place) -> None:
    by = place.scope("team_leader")
    _, tenancy = at_home(place, last_confirmed_on=date(2026, 8, 20))
    found = clock(place, "tenancy_confirmed", AT)
    assert (found.due, found.state) == (day_end(date(2026, 11, 19)), ClockState.BREACHED)
    early = AT - timedelta(days=30)
    assert not today(seen_by=by, at=early, whose="team").rows, "nobody is nagged a quarter ahead"
    [row] = today(seen_by=by, at=AT, whose="team").rows
    assert (row.standard, row.act) == ("tenancy_confirmed", "tenancy.confirm")
    actions.confirm_tenancy(tenancy, by=by, at=AT)
    assert not today(seen_by=by, at=AT, whose="team").rows
    actions.end_tenancy(tenancy, ended_on=AT.date(), end_reason="planned_move", by=by, at=AT)
    assert not clocks_on("tenancy_confirmed", seen_by=by, at=AT + timedelta(days=200))


def test_a_notice_that_runs_out_comes_up(place: Place) -> None:
    by = place.scope("team_leader")
    person, tenancy = at_home(place)
    told: Any = {"tenancy": tenancy.pk, "kind": "no_fault", "served_at": AT - timedelta(days=30)}
    actions.serve_notice(**told, ends_on=date(2026, 12, 25), by=by, at=AT)
    ahead = [one for one in coming_up(seen_by=by, at=AT, whose="team") if "notice" in one.one]
    assert not ahead, "in more than four weeks"
    row = actions.serve_notice(**told, ends_on=date(2026, 12, 1), by=by, at=AT)
    [one] = [one for one in coming_up(seen_by=by, at=AT, whose="team") if "notice" in one.one]
    assert one.people == (person.pk,)
    actions.withdraw_notice(row, by=by, at=AT)
    assert not [one for one in coming_up(seen_by=by, at=AT, whose="team") if "notice" in one.one]


def test_whoever_leads_is_asked_for_the_huddle_every_week(place: Place) -> None:
    by = place.scope("team_leader")

    def asked(at: datetime, role: str = "team_leader") -> list[Any]:
        rows = today(seen_by=place.scope(role, at), at=at, whose="team").rows
        return [row for row in rows if row.standard == "weekly_huddle"]

    assert not asked(AT), "nothing is in the register"
    risk = at_risk(place, hours=1)
    [row] = asked(AT)
    assert (row.what, row.due, row.act) == (
        "Hold the weekly huddle",
        day_end(date(2026, 11, 30)),
        "huddle.hold",
    )
    assert not asked(AT, "support_worker")
    actions.end_huddle(actions.start_huddle(place.teams["north"], by=by, at=AT), by=by, at=AT)
    later = AT + timedelta(days=8)
    assert [row.state for row in asked(later)] == [State.OVERDUE]
    actions.close_risk(risk, closing_outcome="notice_avoided", by=by, at=AT)
    assert not asked(later)
