"""What the actions of inclusion write, what they refuse, and what they tell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from casework import AT, Place
from goldthread.access.rows import Changed
from goldthread.access.rules import NotAllowed
from goldthread.inclusion import actions, queries
from goldthread.inclusion.models import Activity, CommunityContact, ExposurePlan, IsolationMeasure
from goldthread.kernel.refusals import Refused
from goldthread.ledger.models import Event
from inclusion.steps import AIM, ago, planned, steps_of, supported

pytestmark = pytest.mark.django_db
TOMORROW = date(2026, 11, 24)
SECRET = "Zebedee Hidden"


def test_the_first_measure_of_a_support_is_its_baseline(place: Place) -> None:
    person, by = supported(place), place.scope("support_worker")
    told: Any = [
        {"person": person.pk, "measured_on": ago(days), "participation": level}
        for days, level in ((1, "prompted"), (90, "none"), (400, "none"))
    ]
    actions.measure_isolations(told, by=by, at=AT)
    rows = {row.measured_on: row for row in IsolationMeasure.every.all()}
    assert [rows[ago(days)].baseline for days in (400, 90, 1)] == [False, True, False]
    assert rows[ago(400)].support is None, "nobody supported them then"
    with pytest.raises(Refused, match="has its baseline"):
        actions.measure_isolation(
            person=person.pk, measured_on=ago(0), baseline=True, travel="none", by=by, at=AT
        )
    whole = queries.inclusion(person.pk, seen_by=by)
    assert whole.way == {"participation": ("▲", "more independent")}


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, "Answer at least one"),
        ({"participation": "sometimes"}, "not one of the answers"),
        ({"travel": "none", "measured_on": TOMORROW}, "measure"),
        ({"usual_recovery_hours": Decimal("1000")}, "enter hours"),
    ],
)
def test_a_measure_is_refused(place: Place, told: Any, words: str) -> None:
    person, by = supported(place), place.scope("support_worker")
    with pytest.raises(Refused, match=words):
        actions.measure_isolation(**{"person": person.pk, "measured_on": ago(1), **told}, by=by, at=AT)
    assert not IsolationMeasure.every.exists()


def test_what_was_asked_twice_on_a_day_stands_in_the_order_in_which_it_was_recorded(place: Place) -> None:
    """Keys are random, so they cannot say which of two answers of a day is the newer."""
    person, by = supported(place), place.scope("support_worker")
    levels = ["none", "prompted", "independent", "none", "prompted", "independent"]
    for minutes, travel in enumerate(levels):
        at = AT + timedelta(minutes=minutes)
        actions.measure_isolation(person=person.pk, measured_on=ago(0), travel=travel, by=by, at=at)
    whole = queries.inclusion(person.pk, seen_by=by)
    assert [one.recorded_at for one in whole.measures] == [
        AT + timedelta(minutes=n) for n in range(5, -1, -1)
    ]
    assert whole.way["travel"] == ("▲", "more independent")


def test_a_plan_is_agreed_with_its_steps_and_told_without_its_words(place: Place) -> None:
    plan = planned(place, if_hard=SECRET)
    assert [(one.place, one.level) for one in steps_of(plan)] == [
        (1, "accompanied"),
        (2, "prompted"),
        (3, "independent"),
    ]
    assert plan.support is not None
    told = Event.objects.filter(verb__in=("inclusion.agree_exposure", "inclusion.add_step"))
    assert told.count() == 4
    assert not any(word in (one.content or "") for one in told for word in (SECRET, AIM, "corner shop"))


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"aim": " "}, "Write what the person wants"),
        ({"steps": []}, "from 1 to 20 steps"),
        ({"steps": [{"words": "", "level": "none"}]}, "Say what the step is"),
        ({"steps": [{"words": "Go out", "level": ""}]}, "with how much support"),
        ({"steps": [{"words": "Go out", "level": "much"}]}, "not one of the answers"),
        ({"agreed_on": TOMORROW}, "agreed"),
        ({"review_due_on": date(2026, 1, 1)}, "review comes after"),
    ],
)
def test_a_plan_is_refused(place: Place, told: Any, words: str) -> None:
    with pytest.raises(Refused, match=words):
        planned(place, **told)


def test_one_plan_runs_at_a_time(place: Place) -> None:
    plan, by = planned(place), place.scope("support_worker")
    told: Any = {"agreed_on": ago(1), "aim": AIM, "steps": [{"words": "Go out", "level": "none"}]}
    with pytest.raises(Refused, match="runs already"):
        actions.agree_exposure(person=plan.person_id, **told, by=by, at=AT)
    actions.end_exposure(plan, end_reason="changed", by=by, at=AT)
    actions.agree_exposure(person=plan.person_id, **told, by=by, at=AT)
    for act in (
        lambda: actions.add_step(plan, words="More", level="none", by=by, at=AT),
        lambda: actions.reach_step(steps_of(plan)[0], by=by, at=AT),
        lambda: actions.review_exposure(plan, review_due_on=TOMORROW, by=by, at=AT),
    ):
        with pytest.raises(Refused, match="has ended"):
            act()


def test_a_step_is_reached_once_and_not_before_its_plan(place: Place) -> None:
    plan, by = planned(place), place.scope("support_worker")
    first, second, _ = steps_of(plan)
    for day, words in ((ago(60), "after the plan"), (TOMORROW, "reached")):
        with pytest.raises(Refused, match=words):
            actions.reach_step(first, reached_on=day, by=by, at=AT)
    actions.reach_step(first, by=by, at=AT)
    with pytest.raises(Refused, match="already"):
        actions.drop_step(first, by=by, at=AT)
    actions.change_step(second, version=1, planned_on=TOMORROW, by=by, at=AT)
    with pytest.raises(Changed):
        actions.change_step(second, version=1, words="Else", by=by, at=AT)
    with pytest.raises(TypeError):
        actions.change_step(second, version=2, place=1, by=by, at=AT)
    with pytest.raises(Refused, match="next review comes after"):
        actions.review_exposure(plan, review_due_on=ago(0), by=by, at=AT)


def test_an_activity_hangs_on_a_step_of_the_same_person(place: Place) -> None:
    plan, other, by = planned(place), supported(place, "Ben Sample"), place.scope("support_worker")
    step = steps_of(plan)[0]
    told: Any = {"attended_on": ago(1), "kind": "outdoors", "step": step.pk}
    with pytest.raises(Refused, match="not of the person's plan"):
        actions.attend_activity(person=other.pk, **told, by=by, at=AT)
    for more, words in (
        ({"kind": ""}, "Choose what"),
        ({"kind": "moon"}, "not one of the answers"),
        ({"attended_on": TOMORROW}, "activity"),
        ({"recovery_hours": Decimal("-1")}, "enter hours"),
    ):
        with pytest.raises(Refused, match=words):
            actions.attend_activity(person=plan.person_id, **{**told, **more}, by=by, at=AT)
    row = actions.attend_activity(person=plan.person_id, **told, by=by, at=AT)
    with pytest.raises(Refused, match="activity under it"):
        actions.void_row("plan", plan.pk, reason="mistake", by=by, at=AT)
    actions.void_row("activity", row.pk, reason="mistake", by=by, at=AT)
    actions.void_row("plan", plan.pk, reason="mistake", by=by, at=AT)
    assert queries.inclusion(plan.person_id, seen_by=by).plans == []
    for what, reason in (("house", "mistake"), ("step", "")):
        with pytest.raises(Refused):
            actions.void_row(what, step.pk, reason=reason, by=by, at=AT)


def test_a_contact_is_judged_with_a_reason_and_never_named_in_the_ledger(place: Place) -> None:
    person, by = supported(place), place.scope("support_worker")
    told: Any = {"person": person.pk, "who": SECRET, "started_on": ago(200)}
    contact = actions.start_contact(**told, by=by, at=AT)
    assert (contact.safe, contact.last_confirmed_on) == (None, ago(0))
    with pytest.raises(Refused, match="what the concern is"):
        actions.judge_contact(contact, safe=False, by=by, at=AT)
    with pytest.raises(Refused, match="whether the contact is safe"):
        actions.judge_contact(contact, safe=None, by=by, at=AT)
    judged = actions.judge_contact(contact, safe=False, concern="exploitation", words=SECRET, by=by, at=AT)
    assert judged.judged_on == ago(0)
    with pytest.raises(Refused, match="later than that already"):
        actions.confirm_contact(contact, confirmed_on=ago(5), by=by, at=AT)
    actions.end_contact(contact, by=by, at=AT)
    with pytest.raises(Refused, match="has ended"):
        actions.confirm_contact(contact, by=by, at=AT)
    with pytest.raises(Refused, match="end before it begins"):
        actions.start_contact(**told, ended_on=ago(300), by=by, at=AT)
    content = "".join(one.content or "" for one in Event.objects.filter(verb__startswith="inclusion."))
    assert "exploitation" in content and SECRET not in content


ACTS: list[Callable[[Any, Any], Any]] = [
    lambda plan, by: actions.measure_isolation(
        person=plan.person_id, measured_on=ago(0), travel="none", by=by, at=AT
    ),
    lambda plan, by: actions.add_step(plan.pk, words="More", level="none", by=by, at=AT),
    lambda plan, by: actions.reach_step(steps_of(plan)[0].pk, by=by, at=AT),
    lambda plan, by: actions.review_exposure(plan.pk, review_due_on=TOMORROW, by=by, at=AT),
    lambda plan, by: actions.end_exposure(plan.pk, end_reason="reached", by=by, at=AT),
    lambda plan, by: actions.attend_activity(
        person=plan.person_id, attended_on=ago(0), kind="cafe", by=by, at=AT
    ),
    lambda plan, by: actions.start_contact(
        person=plan.person_id, who="Cousin", started_on=ago(0), by=by, at=AT
    ),
]


@pytest.mark.parametrize("act", ACTS)
def test_nobody_writes_beyond_reach_or_without_leave(place: Place, act: Callable[[Any, Any], Any]) -> None:
    plan = planned(place)
    told = Event.objects.count()
    with pytest.raises(Refused):
        act(plan, place.scope("specialist"))
    with pytest.raises(NotAllowed):
        act(plan, place.scope("quality_lead"))
    assert Event.objects.count() == told
    assert not Activity.every.exists() and not CommunityContact.every.exists()
    assert ExposurePlan.every.get().version == 1
