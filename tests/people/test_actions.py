"""What actions write, what they refuse, and what they tell."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest

import casework
from casework import AT, Place
from goldthread.access.models import Worker
from goldthread.access.rows import Changed
from goldthread.access.rules import NotAllowed
from goldthread.access.scope import Scope, public_scope, scope_of
from goldthread.kernel.refusals import Refused
from goldthread.ledger.models import Event
from goldthread.people import actions, queries
from goldthread.people.models import (
    Consent,
    Person,
    Placement,
    Plan,
    PlanTask,
    Referral,
    StageSpell,
    Support,
)

TODAY = date(2026, 11, 23)
SECRET = "Zebedee Hidden"


def north(place: Place) -> str:
    return str(place.teams["north"].pk)


def referred(place: Place, by: Scope, **told: Any) -> Referral:
    person = actions.add_person(name="Ada Example", team=north(place), by=by, at=AT)
    wanted: dict[str, Any] = {"received_at": AT - timedelta(days=7), "referral_source": "A1", **told}
    row: Referral = actions.refer(person=person.pk, team=north(place), by=by, at=AT, **wanted)
    return row


def supported(place: Place, by: Scope, **told: Any) -> Support:
    person = actions.add_person(name="Ada Example", team=north(place), by=by, at=AT)
    wanted: dict[str, Any] = {"started_on": TODAY - timedelta(days=60), "stage": "intensive", **told}
    begun: Support = actions.start_support(person=person.pk, team=north(place), by=by, at=AT, **wanted)
    return begun


def test_a_person_added_is_seen_by_the_team_alone(place: Place) -> None:
    by = place.scope("support_worker")
    person = actions.add_person(
        name=" Ada Example ", team=north(place), nhs_number="999 000 0018", by=by, at=AT
    )
    assert (person.name, person.nhs_number) == ("Ada Example", "9990000018")
    assert queries.person(person.pk, seen_by=by) == person
    assert queries.person(person.pk, seen_by=place.scope("specialist")) is None
    assert queries.person(person.pk, seen_by=place.scope("manager")) == person
    for role in ("analyst", "commissioner", "administrator"):
        assert queries.person(person.pk, seen_by=place.scope(role)) is None
    elsewhere = casework.organisation("Other Homes")
    assert queries.person(person.pk, seen_by=elsewhere.scope("manager")) is None


@pytest.mark.parametrize("role", ["quality_lead", "analyst", "commissioner", "auditor", "administrator"])
def test_who_only_reads_writes_nothing(place: Place, role: str) -> None:
    with pytest.raises(Refused):
        actions.add_person(name="Ada", team=north(place), by=place.scope(role), at=AT)
    assert not Person.every.exists() and not Event.objects.exists()


@pytest.mark.parametrize(
    "told, sentence",
    [
        ({"name": " "}, "Name is missing"),
        ({"name": "x" * 201}, "longer than 200"),
        ({"nhs_number": "999 000 0019"}, "last digit"),
        ({"nhs_number": "12"}, "ten digits"),
        ({"birth_date": TODAY + timedelta(days=1)}, "in the future"),
        ({"gender": "?"}, "not one of the answers"),
        ({"team": "nowhere"}, "one of your teams"),
    ],
)
def test_what_a_person_cannot_be(place: Place, told: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        actions.add_person(
            **{"name": "Ada", "team": north(place), **told}, by=place.scope("support_worker"), at=AT
        )
    assert not Person.every.exists()


def test_a_number_known_here_is_refused_even_beyond_the_scope(place: Place) -> None:
    place.person("Ben Sample", team="work", nhs_number="9990000018")
    with pytest.raises(Refused, match="known here already"):
        actions.add_person(
            name="Ben", team=north(place), nhs_number="9990000018", by=place.scope("support_worker"), at=AT
        )


def test_the_second_editor_sees_both(place: Place) -> None:
    by = place.scope("support_worker")
    person = place.person("Ben Sample")
    actions.change_person(person, version=1, pronouns="he/him", by=by, at=AT)
    with pytest.raises(Changed) as second:
        actions.change_person(person, version=1, pronouns="they/them", by=by, at=AT)
    assert second.value.now.pronouns == "he/him"
    assert second.value.wanted == {"pronouns": "they/them"}
    assert Person.every.get().version == 2


def test_nobody_changes_a_person_of_another_team(place: Place) -> None:
    person = place.person("Ben Sample", team="south")
    with pytest.raises(Refused, match="not among those you work with"):
        actions.change_person(person, version=1, name="Bob", by=place.scope("support_worker"), at=AT)


def test_a_referral_runs_its_way(place: Place) -> None:
    by = place.scope("support_worker")
    row = referred(place, by)
    assert queries.state(row, seen_by=by) == "received"
    row = actions.answer_referral(row, responded_at=AT - timedelta(days=3), by=by, at=AT)
    with pytest.raises(Refused, match="answered already"):
        actions.answer_referral(row, by=by, at=AT)
    with pytest.raises(Refused, match=r"answered, not decided yet"):
        actions.start_support(
            person=row.person_id, team=north(place), referral=row.pk, started_on=TODAY, by=by, at=AT
        )
    row = actions.decide_referral(row, decision="accepted", by=by, at=AT)
    assert row.responded_at == AT - timedelta(days=3)
    begun = actions.start_support(
        person=row.person_id,
        team=north(place),
        referral=row.pk,
        started_on=TODAY,
        stage="intensive",
        by=by,
        at=AT,
    )
    assert begun.referral_id == row.pk and queries.state(row, seen_by=by) == "started"
    with pytest.raises(Refused, match="support started"):
        actions.decide_referral(row, decision="withdrawn", reason="Changed their mind", by=by, at=AT)
    with pytest.raises(Refused):
        actions.start_support(
            person=row.person_id, team=north(place), referral=row.pk, started_on=TODAY, by=by, at=AT
        )


def test_who_is_declined_is_told_why_and_soon_no_longer_seen(place: Place) -> None:
    by = place.scope("support_worker")
    row = referred(place, by)
    with pytest.raises(Refused, match="Say why"):
        actions.decide_referral(row, decision="declined", by=by, at=AT)
    actions.decide_referral(row, decision="declined", reason="Lives too far away", by=by, at=AT)
    assert queries.person(row.person_id, seen_by=place.scope("support_worker")) is not None
    later = scope_of(place.workers["support_worker"], at=AT + timedelta(days=40))
    assert queries.person(row.person_id, seen_by=later) is None


@pytest.mark.parametrize(
    "told, sentence",
    [
        ({"received_at": AT + timedelta(hours=1)}, "future"),
        ({"responded_at": AT - timedelta(days=8)}, "before it came"),
        ({"referral_source": "A9"}, "not one of the answers"),
        ({"referral_source": "M9", "received_at": datetime(2020, 1, 1, tzinfo=AT.tzinfo)}, "not in use"),
        ({"decision": "accepted"}, "when it was decided"),
    ],
)
def test_what_a_referral_cannot_be(place: Place, told: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        referred(place, place.scope("support_worker"), **told)


def test_stages_follow_each_other_without_gap_or_overlap(place: Place) -> None:
    by = place.scope("support_worker")
    row = supported(place, by)
    for stage, days in (("active", 30), ("step_down", 10)):
        moved = actions.move_stage(
            support=row.pk,
            stage=stage,
            started_on=TODAY - timedelta(days=days),
            reason="Agreed",
            by=by,
            at=AT,
        )
        assert moved.ended_on is None
    spells = list(StageSpell.every.filter(support=row).order_by("started_on"))
    assert [one.stage for one in spells] == ["intensive", "active", "step_down"]
    assert [one.ended_on for one in spells] == [TODAY - timedelta(days=31), TODAY - timedelta(days=11), None]
    early = TODAY - timedelta(days=20)
    with pytest.raises(Refused, match="cannot begin before"):
        actions.move_stage(support=row.pk, stage="active", started_on=early, reason="Back", by=by, at=AT)


def test_a_whole_way_at_once_is_the_way_one_by_one(place: Place) -> None:
    by = place.scope("manager")
    row, other = supported(place, by), supported(place, by)
    way = [("active", 30), ("step_up", 20), ("active", 5)]
    told: list[actions.StageTold] = [
        {"support": row.pk, "stage": stage, "started_on": TODAY - timedelta(days=days), "reason": "Agreed"}
        for stage, days in way
    ]
    actions.move_stages(list(reversed(told)), by=by, at=AT)
    for one in told:
        actions.move_stage(**{**one, "support": other.pk}, by=by, at=AT)
    spans = [
        list(
            StageSpell.every.filter(support=each)
            .order_by("started_on")
            .values_list("stage", "started_on", "ended_on")
        )
        for each in (row, other)
    ]
    assert spans[0] == spans[1] and len(spans[0]) == 4


def test_support_ends_with_its_stage_and_plan_and_the_team_sees_on_for_a_while(place: Place) -> None:
    by = place.scope("support_worker")
    row = supported(place, by)
    plan = actions.agree_plan(
        person=row.person_id, support=row.pk, kind="support", agreed_at=AT, by=by, at=AT
    )
    with pytest.raises(Refused, match="Say why"):
        actions.end_support(support=row.pk, ended_on=TODAY, by=by, at=AT)
    with pytest.raises(Refused, match="before it starts"):
        actions.end_support(
            support=row.pk, ended_on=TODAY - timedelta(days=90), end_reason="planned", by=by, at=AT
        )
    told = {"end_reason": "floated_off", "destination": "permanent_rented_social", "floated_off": True}
    ended = actions.end_support(support=row.pk, ended_on=TODAY, light_offer=True, **told, by=by, at=AT)  # type: ignore[arg-type]
    assert (ended.version, ended.light_offer) == (2, True)
    assert StageSpell.every.get(support=row).ended_on == Plan.every.get(pk=plan.pk).ended_on == TODAY
    placed = Placement.every.get(person_id=row.person_id)
    assert (placed.ended_on, placed.until) == (TODAY, TODAY + timedelta(days=90))
    with pytest.raises(Refused, match="ended already"):
        actions.end_support(support=row.pk, ended_on=TODAY, end_reason="planned", by=by, at=AT)
    with pytest.raises(Refused, match="cannot be extended"):
        actions.extend_support(
            row, planned_end_on=TODAY + timedelta(days=30), reason="More time", by=by, at=AT
        )


def test_extension_and_handing_over_keep_what_was(place: Place) -> None:
    by = place.scope("team_leader")
    row = supported(place, by, planned_end_on=TODAY + timedelta(days=10))
    with pytest.raises(Refused, match="later day"):
        actions.extend_support(row, planned_end_on=TODAY, reason="More time", by=by, at=AT)
    longer = TODAY + timedelta(days=40)
    extension = actions.extend_support(row, planned_end_on=longer, reason="More time", by=by, at=AT)
    assert extension.planned_end_before == TODAY + timedelta(days=10)
    assert Support.every.get(pk=row.pk).planned_end_on == longer
    worker = place.workers["support_worker"]
    actions.hand_over_worker(row.pk, worker=worker.pk, by=by, at=AT)
    assert (
        Support.every.get(pk=row.pk).worker == Placement.every.get(person_id=row.person_id).worker == worker
    )
    with pytest.raises(Refused, match="already"):
        actions.hand_over_worker(row.pk, worker=worker.pk, by=by, at=AT)


def test_a_new_plan_of_a_kind_ends_the_one_before(place: Place) -> None:
    by = place.scope("support_worker")
    row = supported(place, by)
    tasks: list[actions.TaskTold] = [{"task": "Cooking", "planned_level": "prompted"}, {"task": "Post"}]
    shared: dict[str, Any] = {
        "person": row.person_id,
        "support": row.pk,
        "kind": "support",
        "by": by,
        "at": AT,
    }
    first = actions.agree_plan(agreed_at=AT - timedelta(days=20), tasks=tasks, **shared)
    signs: list[actions.SignTold] = [{"kind": "sleep", "words": "Up all night"}, {"kind": "distress"}]
    second = actions.agree_plan(
        agreed_at=AT, own_goals="My own key", signs=signs, signs_threshold=2, **shared
    )
    assert Plan.every.get(pk=first.pk).ended_on == TODAY and second.ended_on is None
    whole = queries.plans(row.person_id, seen_by=by)
    assert [one.plan.pk for one in whole] == [second.pk]
    assert [sign.words for sign in whole[0].signs] == ["Up all night", ""]
    earlier = queries.plan_on(row.person_id, day=TODAY - timedelta(days=5), seen_by=by)
    assert [task.task for task in earlier[0].tasks] == ["Cooking", "Post"]
    with pytest.raises(Refused, match="from 1 to 2"):
        actions.agree_plan(agreed_at=AT, signs=signs, signs_threshold=3, **shared)
    with pytest.raises(Refused, match="not one of the answers"):
        actions.agree_plan(agreed_at=AT, tasks=[{"task": "Post", "planned_level": "some"}], **shared)


def test_reviews_copies_and_temporary_increases(place: Place) -> None:
    by = place.scope("support_worker")
    row = supported(place, by)
    tasks: list[actions.TaskTold] = [{"task": "Post", "prompts_per_week": 2}]
    plan = actions.agree_plan(
        person=row.person_id, support=row.pk, kind="support", agreed_at=AT, tasks=tasks, by=by, at=AT
    )
    with pytest.raises(Refused, match="later day"):
        actions.review_plan(plan, review_due_on=TODAY, by=by, at=AT)
    actions.review_plan(plan, review_due_on=TODAY + timedelta(days=90), by=by, at=AT)
    assert actions.give_copy(plan, by=by, at=AT).copy_given_on == TODAY
    task = PlanTask.every.get()
    actions.change_task(
        task, version=1, prompts_per_week=5, increased_until=TODAY + timedelta(days=14), by=by, at=AT
    )
    with pytest.raises(Changed):
        actions.change_task(task, version=1, prompts_per_week=9, by=by, at=AT)
    with pytest.raises(Refused, match="reviewed later"):
        actions.change_task(task, version=2, increased_until=TODAY - timedelta(days=1), by=by, at=AT)


def test_needs_risk_interest_and_profile(place: Place) -> None:
    by = place.scope("specialist")
    person = actions.add_person(name="Ada", team=place.teams["work"].pk, by=by, at=AT)
    row = actions.start_support(
        person=person.pk, team=place.teams["work"].pk, started_on=TODAY, housing_asked=True, by=by, at=AT
    )
    need = actions.set_access_need(person, kind="large_print", detail="18 point", by=by, at=AT)
    assert actions.set_access_need(person, kind="large_print", detail="24 point", by=by, at=AT).pk == need.pk
    told = queries.header(person.pk, seen_by=by)
    assert told is not None and [one.detail for one in told.needs] == ["24 point"] and told.support == row
    actions.end_access_need(need, by=by, at=AT)
    assert not list(queries.access_needs(person.pk, seen_by=by))
    assessed = actions.assess_risk(
        person=person.pk,
        assessed_at=AT,
        level="medium",
        review_due_on=TODAY + timedelta(days=90),
        by=by,
        at=AT,
    )
    assert assessed.worker == place.workers["specialist"]
    with pytest.raises(Refused, match="due after"):
        actions.assess_risk(
            person=person.pk, assessed_at=AT, level="low", review_due_on=date(2026, 1, 1), by=by, at=AT
        )
    asked = actions.record_interest(person=person.pk, support=row.pk, asked_on=TODAY, by=by, at=AT)
    assert (asked.interest, asked.answered_on) == ("", None)
    actions.record_profile(
        person=person.pk,
        support=row.pk,
        stated_on=TODAY,
        qualification="level_2",
        held_year=None,
        by=by,
        at=AT,
    )
    assert queries.profiles(person.pk, seen_by=by)[0].held_year is None


def test_what_was_entered_in_error_is_kept_and_no_longer_shown(place: Place) -> None:
    by = place.scope("support_worker")
    person = place.person("Ben Sample")
    given = actions.give_consent(person=person.pk, purpose="research", given_at=AT, by=by, at=AT)
    with pytest.raises(Refused, match="Say why"):
        actions.void_row(given, reason="", by=by, at=AT)
    actions.void_row(given, reason="twice", by=by, at=AT)
    assert not list(queries.consents(person.pk, seen_by=by)) and Consent.every.get().voided


def test_the_ledger_tells_every_write_and_names_nobody(place: Place) -> None:
    by = place.scope("support_worker")
    person = actions.add_person(name=SECRET, team=north(place), phone="01632 960999", by=by, at=AT)
    row = actions.refer(
        person=person.pk,
        team=north(place),
        received_at=AT,
        reason=f"{SECRET} asked",
        referred_by=SECRET,
        by=by,
        at=AT,
    )
    actions.decide_referral(row, decision="declined", reason=f"{SECRET} moved", by=by, at=AT)
    actions.receive_enquiry(
        sent_key="k",
        kind="enquiry",
        name=SECRET,
        phone="1",
        words=SECRET,
        by=public_scope(by.organisation_id),
        at=AT,
    )
    events = list(Event.objects.all())
    verbs = [event.verb for event in events]
    assert verbs == ["people.add", "people.refer", "people.decide_referral", "people.receive_enquiry"]
    told = json.dumps([[event.content, event.subjects] for event in events])
    assert "Zebedee" not in told and "960999" not in told
    assert json.loads(events[2].content or "")["decision"] == "declined"
    assert [one.person for one in events[1].people.all()] == [person.pk]


def test_an_act_that_cannot_be_told_is_not_done(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Event.objects.__class__, "bulk_create", full)
    with pytest.raises(OSError, match="disk full"):
        actions.add_person(name="Ada", team=north(place), by=place.scope("support_worker"), at=AT)
    monkeypatch.undo()
    assert not Person.every.exists()


def test_a_worker_gone_takes_nobody_on(place: Place) -> None:
    by = place.scope("team_leader")
    row = supported(place, by)
    Worker.objects.filter(pk=place.workers["support_worker"].pk).update(is_active=False)
    with pytest.raises(Refused, match="works here now"):
        actions.hand_over_worker(row.pk, worker=place.workers["support_worker"].pk, by=by, at=AT)
    with pytest.raises(NotAllowed):
        actions.hand_over_worker(row.pk, worker=by.worker.pk, by=place.scope("auditor"), at=AT)  # type: ignore[union-attr]


def test_a_caseload_costs_the_same_however_many(place: Place, django_assert_num_queries: Any) -> None:
    for number in range(12):
        place.person(f"Sample {number:02}")
    place.person("Elsewhere", team="south")
    by = place.scope("support_worker")
    with django_assert_num_queries(5):
        found = queries.caseload(seen_by=by, size=10)
    assert [row.name for row in found.rows] == [f"Sample {number:02}" for number in range(10)] and found.more
    assert [row.name for row in queries.caseload(seen_by=by, size=10, page=2).rows] == [
        "Sample 10",
        "Sample 11",
    ]
    assert [row.name for row in queries.caseload(seen_by=by, words="sample 07").rows] == ["Sample 07"]
    assert not queries.caseload(seen_by=by, whose="mine").rows
    assert not queries.caseload(seen_by=place.scope("analyst")).rows


def test_two_who_add_the_same_number_at_one_moment(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    by = place.scope("manager")
    told: Any = {"name": "Ada", "team": north(place), "nhs_number": "9990000018"}
    actions.add_person(**told, by=by, at=AT)
    # Between looking and writing, the other one wrote.
    monkeypatch.setattr("goldthread.people.actions.persons._check_new", lambda *_: None)
    with pytest.raises(Refused, match="known here already"):
        actions.add_person(**told, by=by, at=AT)
    other = actions.add_person(**{**told, "nhs_number": ""}, by=by, at=AT)
    with pytest.raises(Refused, match="known here already"):
        actions.change_person(other, version=1, nhs_number="9990000018", by=by, at=AT)
    assert Person.every.filter(nhs_number="9990000018").count() == 1


def test_a_team_goes_on_seeing_who_still_waits_or_is_supported(place: Place) -> None:
    by = place.scope("support_worker")
    first = referred(place, by)
    second = actions.refer(person=first.person_id, team=north(place), received_at=AT, by=by, at=AT)
    actions.decide_referral(first, decision="withdrawn", reason="Referred again", by=by, at=AT)
    assert Placement.every.get(person_id=first.person_id).until is None
    actions.decide_referral(second, decision="accepted", by=by, at=AT)
    begun = actions.start_support(
        person=first.person_id, team=north(place), referral=second.pk, started_on=TODAY, by=by, at=AT
    )
    third = actions.refer(person=first.person_id, team=north(place), received_at=AT, by=by, at=AT)
    actions.end_support(support=begun.pk, ended_on=TODAY, end_reason="planned", by=by, at=AT)
    assert Placement.every.get(person_id=first.person_id).until is None
    actions.decide_referral(third, decision="declined", reason="Not for us", by=by, at=AT)
    assert Placement.every.get(person_id=first.person_id).until == TODAY + timedelta(days=30)
