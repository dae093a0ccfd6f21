"""Clocks that begin with safety: due when the standard says, met, missed, and on Today."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from casework import AT, Place
from goldthread.contacts import actions as contacts
from goldthread.contacts.actions import NewStepUp
from goldthread.day.queries import clocks_on, today
from goldthread.housing import actions as housing
from goldthread.kernel.clocks import ClockState
from goldthread.kernel.instants import day_end
from goldthread.people import actions as people
from goldthread.safety import actions
from goldthread.safety.models import Notification
from safety.lives import admitted, concerned, housing_of, supported

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def clock(place: Place, standard: str, at: Any = AT) -> Any:
    [(_, found)] = clocks_on(standard, seen_by=place.scope("team_leader"), at=at)
    return found


def shown(place: Place, at: Any = AT) -> set[str]:
    return {row.standard for row in today(seen_by=place.scope("team_leader"), at=at, whose="team").rows}


def test_a_person_is_made_safe_the_same_day(place: Place) -> None:
    row, by = concerned(place), place.scope("support_worker")
    found = clock(place, "safeguarding_same_day")
    assert (found.due, found.state) == (day_end(TODAY), ClockState.RUNNING)
    assert shown(place) >= {"safeguarding_same_day", "safeguarding_referral"}
    late = day_end(TODAY) + timedelta(minutes=1)
    assert clock(place, "safeguarding_same_day", late).state == ClockState.BREACHED
    actions.make_safe(row, made_safe_at=AT, words="x", by=by, at=AT)
    assert clock(place, "safeguarding_same_day", late).state == ClockState.MET
    assert "safeguarding_same_day" not in shown(place)


def test_a_referral_is_due_in_24_hours_unless_it_need_not_be(place: Place) -> None:
    row, by = concerned(place, hours=0), place.scope("support_worker")
    last = AT + timedelta(hours=24)
    assert clock(place, "safeguarding_referral").due == last
    over = last + timedelta(seconds=1)
    assert clock(place, "safeguarding_referral", over).state == ClockState.BREACHED
    actions.refer_concern(row, referred_at=last, referred_to="Example Council", by=by, at=last)
    assert clock(place, "safeguarding_referral", over).state == ClockState.MET
    other = concerned(place, person=supported(place, "Ben Sample").pk, hours=0)
    actions.need_no_referral(other, words="By the policy", by=by, at=AT)
    assert "safeguarding_referral" not in shown(place, over)


def test_who_must_be_told_is_on_today_until_they_are(place: Place) -> None:
    by = place.scope("support_worker")
    person = supported(place)
    actions.record_incident(person=person.pk, kind="missing", severity="low", happened_at=AT, by=by, at=AT)
    found = clock(place, "notification_told")
    assert (found.due, found.state) == (day_end(TODAY), ClockState.RUNNING)
    assert clock(place, "notification_told", AT + timedelta(days=1)).state == ClockState.BREACHED
    actions.notify(Notification.every.get(), told_at=AT, by=by, at=AT)
    assert clock(place, "notification_told", AT + timedelta(days=1)).state == ClockState.MET


def test_a_complaint_of_nobody_is_its_team_s(place: Place) -> None:
    by, team = place.scope("support_worker"), place.teams["north"].pk
    row = actions.receive_complaint(team=team, received_at=AT, theme="access", by=by, at=AT)
    found = clock(place, "complaint_response")
    # 20 working days from 23 November: no holiday of England before Christmas Day lies between.
    assert found.due == day_end(date(2026, 12, 21))
    assert "complaint_response" in shown(place)
    actions.answer_complaint(row, responded_at=AT, upheld=False, response="No", by=by, at=AT)
    assert clock(place, "complaint_response").state == ClockState.MET


def test_a_blocked_discharge_is_a_clock(place: Place) -> None:
    stay, by = admitted(place), place.scope("support_worker")
    ready = AT - timedelta(days=8)
    delay = actions.block_discharge(stay, ready_at=ready, delay_reason="18", by=by, at=AT)
    found = clock(place, "discharge_unblocked")
    assert (found.due, found.state) == (day_end(date(2026, 11, 22)), ClockState.BREACHED)
    [row] = [
        one for one in today(seen_by=by, at=AT, whose="team").rows if one.standard == "discharge_unblocked"
    ]
    assert row.what.endswith("by housing") and row.worker == place.workers["support_worker"].pk
    actions.unblock_discharge(delay, cleared_on=TODAY, by=by, at=AT)
    assert clock(place, "discharge_unblocked").state == ClockState.NOT_MET


def test_after_a_discharge_somebody_speaks_and_risk_is_assessed(place: Place) -> None:
    stay, by = admitted(place), place.scope("support_worker")
    actions.discharge(stay, left_at=AT, destination="own_home", by=by, at=AT)
    assert clock(place, "discharge_contact").due == AT + timedelta(hours=72)
    assert clock(place, "risk_after_discharge").due == day_end(date(2026, 11, 26))
    assert shown(place) >= {"discharge_contact", "risk_after_discharge"}
    later = AT + timedelta(days=1)
    people.assess_risk(person=stay.person_id, level="low", assessed_at=later, by=by, at=later)
    assert clock(place, "risk_after_discharge", later).state == ClockState.MET


def test_risk_is_assessed_again_after_harm_and_not_without(place: Place) -> None:
    by, person = place.scope("support_worker"), supported(place).pk
    actions.record_incident(person=person, kind="fall", severity="low", happened_at=AT, by=by, at=AT)
    assert not clocks_on("risk_after_incident", seen_by=by, at=AT)
    actions.record_incident(person=person, kind="fall", severity="moderate", happened_at=AT, by=by, at=AT)
    assert clock(place, "risk_after_incident").due == day_end(date(2026, 11, 26))


def test_risk_is_assessed_again_after_a_step_up(place: Place) -> None:
    by, person = place.scope("support_worker"), supported(place).pk
    contacts.open_step_up(NewStepUp(person, "Two signs", AT), by=by, at=AT)
    assert clock(place, "risk_after_step_up").due == day_end(date(2026, 11, 26))
    later = AT + timedelta(days=1)
    people.assess_risk(person=person, level="medium", assessed_at=later, by=by, at=later)
    assert clock(place, "risk_after_step_up", later).state == ClockState.MET


def test_the_housing_question_is_due_two_working_days_after_admission(place: Place) -> None:
    stay, by = admitted(place, days=0), place.scope("support_worker")
    assert clock(place, "housing_asked").due == day_end(date(2026, 11, 25))
    actions.ask_housing(stay, stage="admission", asked_at=AT, at_risk=False, by=by, at=AT)
    assert clock(place, "housing_asked").state == ClockState.MET


def test_a_decision_is_looked_at_again_on_its_day(place: Place) -> None:
    by = place.scope("support_worker")
    kept = actions.decide_risk(
        person=supported(place).pk,
        kind="positive_risk",
        decided_at=AT,
        what="Swims alone",
        weighed="Joy, against a fit in the water",
        review_due_on=TODAY + timedelta(days=1),
        by=by,
        at=AT,
    )
    later = AT + timedelta(days=2)
    assert clock(place, "decision_review", later).state == ClockState.BREACHED
    actions.review_decision(kept, reviewed_on=TODAY + timedelta(days=2), outcome="gained", by=by, at=later)
    assert "decision_review" not in shown(place, later)


def test_clocks_that_name_hospital_stand_still_on_a_ward(place: Place) -> None:
    stay, by = admitted(place, days=0), place.scope("support_worker")
    home = housing_of(place, stay.person)[0]
    housing.plan_inspection(home.pk, kind="safety", due_on=TODAY + timedelta(days=3), by=by, at=AT)
    later = AT + timedelta(days=9)
    assert clock(place, "inspection_held", later).state == ClockState.PAUSED
    actions.discharge(stay, left_at=later, destination="own_home", by=by, at=later)
    assert clock(place, "inspection_held", later + timedelta(days=9)).state == ClockState.BREACHED
