"""Clocks of inclusion: baselines, steps, reviews, contacts; and what the timeline tells."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from casework import AT, Place
from goldthread.access.models import Service
from goldthread.day.queries import clocks_on, today
from goldthread.inclusion import actions
from goldthread.inclusion.timeline import timeline
from goldthread.kernel.clocks import ClockState
from inclusion.steps import AIM, ago, planned, steps_of, supported

pytestmark = pytest.mark.django_db


def clock(place: Place, standard: str, at: datetime = AT) -> Any:
    [(_, found)] = clocks_on(standard, seen_by=place.scope("team_leader"), at=at)
    return found


def rows(place: Place, at: datetime = AT) -> set[str]:
    scope = place.scope("team_leader", at)
    return {row.standard for row in today(seen_by=scope, at=at, whose="team").rows}


def test_support_for_inclusion_asks_for_a_baseline_in_14_days(place: Place) -> None:
    Service.objects.filter(teams=place.teams["north"]).update(kind="inclusion")
    person, by = supported(place), place.scope("team_leader")
    assert "isolation_baseline" in rows(place)
    late = clock(place, "isolation_baseline")
    assert late.state is ClockState.BREACHED
    row = actions.measure_isolation(
        person=person.pk, measured_on=date(2026, 3, 10), travel="none", by=by, at=AT
    )
    assert clock(place, "isolation_baseline").state is ClockState.MET
    assert "isolation_baseline" not in rows(place)
    actions.void_row("measure", row.pk, reason="mistake", by=by, at=AT)
    assert "isolation_baseline" in rows(place)


def test_other_support_asks_once_a_graded_plan_is_agreed(place: Place) -> None:
    person = supported(place, "Ben Sample")
    assert not clocks_on("isolation_baseline", seen_by=place.scope("team_leader"), at=AT)
    by = place.scope("team_leader")
    actions.measure_isolation(person=person.pk, measured_on=ago(200), travel="none", by=by, at=AT)
    steps: Any = [{"words": "Go out", "level": "none"}]
    actions.agree_exposure(person=person.pk, agreed_on=ago(0), aim=AIM, steps=steps, by=by, at=AT)
    assert clock(place, "isolation_baseline").state is ClockState.MET, "taken before the plan was agreed"


def test_a_step_and_a_review_come_due_and_are_answered(place: Place) -> None:
    plan, by = planned(place, review_due_on=ago(1)), place.scope("team_leader")
    assert {"exposure_step", "exposure_review"} <= rows(place)
    # Three steps were due a week apart, the first 21 days ago.
    assert len(clocks_on("exposure_step", seen_by=by, at=AT)) == 3
    first, second, third = steps_of(plan)
    actions.reach_step(first, reached_on=ago(21), by=by, at=AT)
    actions.drop_step(second, by=by, at=AT)
    actions.change_step(third, version=1, planned_on=ago(-40), by=by, at=AT)
    assert "exposure_step" not in rows(place)
    states = {begun.record: one.state for begun, one in clocks_on("exposure_step", seen_by=by, at=AT)}
    assert (states[first.pk], second.pk in states) == (ClockState.MET, False)
    actions.review_exposure(plan, review_due_on=ago(-40), by=by, at=AT)
    assert "exposure_review" not in rows(place)


def test_a_contact_is_to_be_confirmed_after_a_quarter(place: Place) -> None:
    person, by = supported(place), place.scope("team_leader")
    told: Any = {"person": person.pk, "who": "Cousin", "started_on": ago(300), "last_confirmed_on": ago(91)}
    contact = actions.start_contact(**told, by=by, at=AT)
    assert "community_contact_confirmed" in rows(place)
    assert "community_contact_confirmed" not in rows(place, AT - timedelta(days=30))
    actions.confirm_contact(contact, by=by, at=AT)
    assert "community_contact_confirmed" not in rows(place)


def test_the_timeline_tells_no_name(place: Place) -> None:
    plan, by = planned(place), place.scope("support_worker")
    actions.reach_step(steps_of(plan)[0], by=by, at=AT)
    actions.attend_activity(
        person=plan.person_id, attended_on=ago(1), kind="travel", went_wrong=True, by=by, at=AT
    )
    actions.start_contact(
        person=plan.person_id,
        who="Zebedee",
        started_on=ago(9),
        safe=False,
        concern="exploitation",
        by=by,
        at=AT,
    )
    told = list(timeline(plan.person_id, seen_by=by, at=AT))
    assert [one.words for one in told if one.alarm] == [
        "Travelling, for its own sake",
        "Contact judged not safe: exploitation",
    ]
    assert "Zebedee" not in repr(told) and AIM not in repr(told)
    assert not list(timeline(plan.person_id, seen_by=place.scope("specialist"), at=AT))
