"""What the room writes, what it refuses, who may write, and what the ledger is told."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

import casework
from casework import AT, Place
from goldthread.access.rows import Changed
from goldthread.access.rules import NotAllowed
from goldthread.kernel.refusals import Refused
from goldthread.ledger.models import Event
from goldthread.people.models import RiskAssessment
from goldthread.safety import actions, queries
from goldthread.safety.models import (
    Complaint,
    HousingQuestion,
    Incident,
    Notification,
    RiskDecision,
    RiskPlan,
    SafeguardingConcern,
    SystemContact,
)
from safety.lives import SECRET, WARD, admitted, concerned, supported

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
LATER = AT + timedelta(days=1)


def plan(place: Place, person: str, *, at: datetime = AT, **told: Any) -> RiskPlan:
    wanted = {"level": "medium", "safer": SECRET, "review_due_on": TODAY + timedelta(days=30), **told}
    by = place.scope("support_worker")
    return actions.agree_risk_plan(person=person, agreed_at=at, **wanted, by=by, at=at)


def test_a_risk_plan_assesses_and_replaces_the_one_before(place: Place) -> None:
    person = supported(place)
    first = plan(place, person.pk)
    assessed = RiskAssessment.every.get()
    assert (first.assessment, first.setting, assessed.level) == (assessed, "community", "medium")
    assert (assessed.plan_in_place, assessed.review_due_on) == (True, TODAY + timedelta(days=30))
    second = plan(place, person.pk, at=LATER, level="high", reason="incident")
    first.refresh_from_db()
    assert (first.ended_on, second.ended_on) == (TODAY + timedelta(days=1), None)
    whole = queries.whole(person.pk, seen_by=place.scope("support_worker"))
    assert whole.community == second and [one.pk for one in whole.earlier] == [first.pk]


def test_the_ward_is_told_apart_from_home(place: Place) -> None:
    person, by = supported(place), place.scope("support_worker")
    home = plan(place, person.pk)
    ward = actions.tell_ward_risk(
        person=person.pk, level="very_high", agreed_at=AT, told_by="Nurse Example", by=by, at=AT
    )
    whole = queries.whole(person.pk, seen_by=by)
    assert (whole.community, whole.ward) == (home, ward)
    assert [one.level for one in RiskAssessment.every.all()] == ["medium"], "a ward assesses nothing at home"
    with pytest.raises(Refused, match="another replaces it"):
        actions.end_ward_risk(home, ended_on=TODAY, by=by, at=AT)
    actions.end_ward_risk(ward, ended_on=TODAY, by=by, at=AT)
    assert queries.whole(person.pk, seen_by=by).ward is None
    with pytest.raises(Refused, match="ended already"):
        actions.end_ward_risk(ward, ended_on=TODAY, by=by, at=AT)


@pytest.mark.parametrize(
    "told, sentence",
    [
        ({"level": ""}, "level of risk"),
        ({"safer": " "}, "keeps the person"),
        ({"review_due_on": None}, "plan is reviewed"),
        ({"review_due_on": TODAY - timedelta(days=1)}, "due after"),
        ({"copy_given_on": TODAY + timedelta(days=1)}, "in the future"),
        ({"level": "king"}, "not one of the answers"),
        ({"safer": "x" * 4_001}, "longer than 4,000"),
    ],
)
def test_what_a_risk_plan_cannot_be(place: Place, told: dict[str, Any], sentence: str) -> None:
    person = supported(place)
    with pytest.raises(Refused, match=sentence):
        plan(place, person.pk, **told)
    assert not RiskPlan.every.exists() and not RiskAssessment.every.exists() and not Event.objects.exists()


def test_the_second_of_two_editors_sees_both(place: Place) -> None:
    one, by = plan(place, supported(place).pk), place.scope("support_worker")
    words: dict[str, Any] = {"signs": "", "safer": "Call her sister", "own_words": ""}
    actions.change_risk_plan(one, version=1, **words, by=by, at=AT)
    with pytest.raises(Changed) as second:
        actions.change_risk_plan(one, version=1, **{**words, "safer": "Else"}, by=by, at=AT)
    assert (second.value.now.safer, second.value.wanted["safer"]) == ("Call her sister", "Else")  # type: ignore[attr-defined]


def test_a_decision_is_looked_at_again_and_ends_with_what_came_of_it(place: Place) -> None:
    person, by = supported(place), place.scope("team_leader")
    told: dict[str, Any] = {"what": "Locks the kitchen at night", "weighed": "Fire, against her cooking"}
    kept = actions.decide_risk(
        person=person.pk,
        kind="restriction",
        decided_at=AT,
        review_due_on=TODAY + timedelta(days=14),
        **told,
        by=by,
        at=AT,
    )
    assert kept.owner == place.workers["team_leader"]
    look: dict[str, Any] = {"reviewed_on": TODAY + timedelta(days=1), "by": by, "at": LATER}
    for both in ({}, {"outcome": "lifted", "again_on": TODAY + timedelta(days=20)}):
        with pytest.raises(Refused, match="either what came of it"):
            actions.review_decision(kept, **look, **both)
    with pytest.raises(Refused, match="within 28 days"):
        actions.review_decision(kept, again_on=TODAY + timedelta(days=60), **look)
    with pytest.raises(Refused, match="what harm"):
        actions.review_decision(kept, outcome="harm", **look)
    actions.review_decision(kept, again_on=TODAY + timedelta(days=20), **look)
    actions.review_decision(kept, outcome="lifted", **look)
    kept.refresh_from_db()
    assert (kept.ended_on, kept.outcome) == (TODAY + timedelta(days=1), "lifted")
    with pytest.raises(Refused, match="has ended"):
        actions.review_decision(kept, outcome="lifted", **look)


def test_a_concern_is_made_safe_referred_and_closed(place: Place) -> None:
    row, by = concerned(place), place.scope("support_worker")
    assert row.owner == place.workers["support_worker"] and row.team == place.teams["north"]
    with pytest.raises(Refused, match="make the person safe"):
        actions.close_concern(row, closed_at=AT, outcome="risk_removed", words="x", by=by, at=AT)
    with pytest.raises(Refused, match="Say what was done"):
        actions.make_safe(row, made_safe_at=AT, words=" ", by=by, at=AT)
    with pytest.raises(Refused, match="cannot come before"):
        actions.make_safe(row, made_safe_at=AT - timedelta(days=1), words="x", by=by, at=AT)
    with pytest.raises(Refused, match="in the future"):
        actions.make_safe(row, made_safe_at=LATER, words="x", by=by, at=AT)
    actions.make_safe(row, made_safe_at=AT, words="The card is stopped", by=by, at=AT)
    with pytest.raises(Refused, match="recorded already"):
        actions.make_safe(row, made_safe_at=AT, words="again", by=by, at=AT)
    actions.need_referral(row, by=by, at=AT)
    with pytest.raises(Refused, match="still to be referred"):
        actions.close_concern(row, closed_at=AT, outcome="risk_removed", words="x", by=by, at=AT)
    with pytest.raises(Refused, match="Name the authority"):
        actions.refer_concern(row, referred_at=AT, referred_to="", by=by, at=AT)
    actions.refer_concern(row, referred_at=AT, referred_to="Example Council, 12", wishes="Keep", by=by, at=AT)
    with pytest.raises(Refused, match="referred already"):
        actions.need_no_referral(row, words="x", by=by, at=AT)
    actions.close_concern(row, closed_at=LATER, outcome="risk_reduced", words="Plan", by=by, at=LATER)
    row.refresh_from_db()
    assert (row.outcome, row.wishes, row.referral_needed) == ("risk_reduced", "Keep", True)
    with pytest.raises(Refused, match="concern is closed"):
        actions.refer_concern(row, referred_at=AT, referred_to="x", by=by, at=LATER)


def test_a_concern_that_need_not_be_referred_says_why(place: Place) -> None:
    row, by = concerned(place, safe_words="Rang her", made_safe_at=AT), place.scope("support_worker")
    with pytest.raises(Refused, match="by the policy"):
        actions.need_no_referral(row, words="", by=by, at=AT)
    actions.need_no_referral(row, words="No care needs, and no abuse seen", by=by, at=AT)
    actions.close_concern(row, closed_at=AT, outcome="not_abuse", words="A quarrel", by=by, at=AT)
    assert SafeguardingConcern.every.get().referral_needed is False


def test_concerns_brought_from_elsewhere_keep_their_key(place: Place) -> None:
    person, by = supported(place), place.scope("support_worker")
    told: Any = {"id": "c1", "person": person.pk, "raised_at": AT, "made_safe_at": AT, "referred_at": LATER}
    [row] = actions.raise_concerns([told], by=by, at=LATER)
    assert (row.pk, row.referral_needed, row.support.person_id) == ("c1", True, person.pk)
    with pytest.raises(Refused, match="cannot come before"):
        actions.raise_concerns(
            [{**told, "id": "c2", "made_safe_at": AT - timedelta(hours=2)}], by=by, at=LATER
        )


def incident(place: Place, person: str, *, at: datetime = AT, **told: Any) -> Incident:
    wanted = {"kind": "fall", "severity": "severe", "words": SECRET, **told}
    by = place.scope("support_worker")
    return actions.record_incident(person=person, happened_at=at, **wanted, by=by, at=at)


def test_an_incident_says_who_must_be_told_and_by_when(place: Place) -> None:
    person, by = supported(place), place.scope("support_worker")
    row = incident(place, person.pk)
    due = dict(Notification.every.values_list("to_whom", "due_on"))
    assert due == {
        "regulator": date(2026, 11, 24),
        "commissioner": date(2026, 11, 24),
        "person": date(2026, 12, 3),
    }
    one = Notification.every.get(to_whom="regulator")
    with pytest.raises(Refused, match="cannot come before"):
        actions.notify(one, told_at=AT - timedelta(days=2), by=by, at=AT)
    actions.notify(one, told_at=AT, reference="ENQ-1", by=by, at=AT)
    with pytest.raises(Refused, match="told already"):
        actions.notify(one, told_at=AT, by=by, at=AT)
    other = Notification.every.get(to_whom="commissioner")
    with pytest.raises(Refused, match="why they need not"):
        actions.need_not_notify(other, words="", by=by, at=AT)
    actions.need_not_notify(other, words="Told in the meeting of Monday", by=by, at=AT)
    with pytest.raises(Refused, match="decided already"):
        actions.notify(other, told_at=AT, by=by, at=AT)
    with pytest.raises(Refused, match="sooner than that"):
        actions.require_notifications(
            incident=row, to_whom=["police"], known_on=TODAY, due_on=TODAY + timedelta(days=1), by=by, at=AT
        )
    again = actions.require_notifications(
        incident=row, to_whom=["police", "regulator"], known_on=TODAY, by=by, at=AT
    )
    assert [one.to_whom for one in again] == ["police"], "nobody is asked for twice"
    with pytest.raises(Refused, match="Open the one it is about"):
        actions.require_notifications(to_whom=["police"], known_on=TODAY, by=by, at=AT)


def test_an_incident_is_learnt_from_once(place: Place) -> None:
    row, by = incident(place, supported(place).pk), place.scope("support_worker")
    with pytest.raises(Refused, match="Say what changes"):
        actions.review_incident(row, reviewed_at=AT, learning=" ", by=by, at=AT)
    actions.review_incident(row, reviewed_at=AT, learning="A rail by the bath", by=by, at=AT)
    with pytest.raises(Refused, match="reviewed already"):
        actions.review_incident(row, reviewed_at=AT, learning="More", by=by, at=AT)


@pytest.mark.parametrize(
    "told, sentence",
    [
        ({"severity": ""}, "No harm is an answer"),
        ({"kind": "other", "words": ""}, "in words what happened"),
        ({"kind": "fever"}, "not one of the answers"),
        ({"kind": ""}, "Choose what happened"),
    ],
)
def test_what_an_incident_cannot_be(place: Place, told: dict[str, Any], sentence: str) -> None:
    person = supported(place)
    with pytest.raises(Refused, match=sentence):
        incident(place, person.pk, **told)
    assert not Incident.every.exists() and not Notification.every.exists()


def test_an_incident_hangs_on_a_concern_of_the_same_person(place: Place) -> None:
    row, other = concerned(place), supported(place, "Ben Sample")
    with pytest.raises(Refused, match="somebody else"):
        incident(place, other.pk, concern=row.pk)
    assert incident(place, row.person_id, concern=row.pk).concern == row


def test_a_complaint_is_answered_in_full(place: Place) -> None:
    by = place.scope("support_worker")
    told: dict[str, Any] = {"received_at": AT, "theme": "communication", "team": place.teams["north"].pk}
    row = actions.receive_complaint(**told, made_by="A neighbour", words=SECRET, by=by, at=AT)
    assert (row.person, row.owner) == (None, place.workers["support_worker"])
    with pytest.raises(Refused, match="one of your teams"):
        actions.receive_complaint(**{**told, "team": place.teams["work"].pk}, by=by, at=AT)
    actions.acknowledge_complaint(row, acknowledged_at=AT, by=by, at=AT)
    with pytest.raises(Refused, match="recorded already"):
        actions.acknowledge_complaint(row, acknowledged_at=AT, by=by, at=AT)
    answer: dict[str, Any] = {"responded_at": LATER, "response": "We are sorry", "by": by, "at": LATER}
    with pytest.raises(Refused, match="whether the complaint was right"):
        actions.answer_complaint(row, upheld=None, **answer)
    with pytest.raises(Refused, match="say what changes"):
        actions.answer_complaint(row, upheld=True, **answer)
    actions.answer_complaint(row, upheld=True, learning="We ring back the same day", **answer)
    with pytest.raises(Refused, match="answered already"):
        actions.answer_complaint(row, upheld=False, **answer)
    assert queries.row(Complaint, row.pk, seen_by=place.scope("specialist")) is None


def test_a_stay_a_delay_and_a_discharge(place: Place) -> None:
    stay, by = admitted(place), place.scope("support_worker")
    with pytest.raises(Refused, match="on a ward already"):
        admitted(place, stay.person)
    ready = AT - timedelta(days=9)
    with pytest.raises(Refused, match="what blocks"):
        actions.block_discharge(stay, ready_at=ready, delay_reason="", by=by, at=AT)
    with pytest.raises(Refused, match="not in use on that day"):
        actions.block_discharge(stay, ready_at=ready, delay_reason="J2", by=by, at=AT)
    with pytest.raises(Refused, match="cannot come before"):
        actions.block_discharge(stay, ready_at=AT - timedelta(days=30), delay_reason="18", by=by, at=AT)
    first = actions.block_discharge(stay, ready_at=ready, delay_reason="18", by=by, at=AT)
    assert (first.stay, first.owner, first.place) == (stay, place.workers["support_worker"], WARD)
    with pytest.raises(Refused, match="open on this stay already"):
        actions.block_discharge(stay, ready_at=ready, delay_reason="18", by=by, at=AT)
    with pytest.raises(Refused, match="before the person was ready"):
        actions.unblock_discharge(first, cleared_on=date(2026, 11, 1), by=by, at=AT)
    actions.unblock_discharge(first, cleared_on=date(2026, 11, 20), words="A flat was offered", by=by, at=AT)
    first.refresh_from_db()
    assert (first.ended_on, first.delayed_days) == (date(2026, 11, 20), 6)
    second = actions.block_discharge(
        stay, ready_at=AT - timedelta(days=2), delay_reason="10", delay_attributed_to="04", by=by, at=AT
    )
    with pytest.raises(Refused, match="where the person went"):
        actions.discharge(stay, left_at=AT, destination="", by=by, at=AT)
    left = actions.discharge(stay, left_at=AT, destination="own_home", by=by, at=AT)
    stay.refresh_from_db()
    second.refresh_from_db()
    assert (stay.ended_on, left.kind, left.stay, second.delayed_days) == (TODAY, "discharge", stay, 2)
    asked = HousingQuestion.every.get()
    assert (asked.stage, asked.destination, asked.contact) == ("discharge", "own_home", left)
    with pytest.raises(Refused, match="has ended already"):
        actions.discharge(stay, left_at=AT, destination="own_home", by=by, at=AT)
    with pytest.raises(Refused, match="a housing question under it"):
        actions.void_row("contact", left.pk, reason="mistake", by=by, at=AT)
    actions.void_row("question", asked.pk, reason="mistake", by=by, at=AT)
    actions.void_row("contact", left.pk, reason="mistake", by=by, at=AT)
    stay.refresh_from_db()
    assert stay.ended_on is None, "a discharge that did not happen opens the stay again"


def test_only_a_stay_on_a_ward_ends_with_a_discharge(place: Place) -> None:
    person, by = supported(place), place.scope("support_worker")
    away = actions.record_system_contact(
        person=person.pk, kind="out_of_area", happened_at=AT - timedelta(days=5), by=by, at=AT
    )
    with pytest.raises(Refused, match="Only a stay on a ward"):
        actions.discharge(away, left_at=AT, destination="own_home", by=by, at=AT)
    actions.return_from_away(away, ended_on=TODAY, by=by, at=AT)
    with pytest.raises(Refused, match="still lasts"):
        actions.return_from_away(away, ended_on=TODAY, by=by, at=AT)
    for kind in ("discharge", "delayed_discharge"):
        with pytest.raises(Refused, match="Open the stay"):
            actions.record_system_contact(person=person.pk, kind=kind, happened_at=AT, by=by, at=AT)
    with pytest.raises(Refused, match="Only a delayed discharge"):
        actions.unblock_discharge(away, cleared_on=TODAY, by=by, at=AT)


def test_the_housing_question_wants_an_answer(place: Place) -> None:
    stay, by = admitted(place), place.scope("support_worker")
    asked: dict[str, Any] = {"asked_at": AT, "by": by, "at": AT}
    with pytest.raises(Refused, match="Answer at least one"):
        actions.ask_housing(stay, stage="admission", **asked)
    with pytest.raises(Refused, match="Choose the stage"):
        actions.ask_housing(stay, stage="", at_risk=False, **asked)
    with pytest.raises(Refused, match="what blocks the way home"):
        actions.ask_housing(stay, stage="stay", blocked=True, **asked)
    actions.ask_housing(stay, stage="admission", at_risk=True, alternative="none_found", **asked)
    found = queries.stay(stay.pk, seen_by=by)
    assert found is not None and found.unasked == ["stay"]


@pytest.mark.parametrize("role", ["quality_lead", "analyst", "commissioner", "auditor", "administrator"])
def test_who_only_reads_writes_nothing(place: Place, role: str) -> None:
    person, by = supported(place), place.scope(role)
    with pytest.raises(NotAllowed):
        actions.raise_concern(person=person.pk, kind="neglect", raised_at=AT, by=by, at=AT)
    with pytest.raises(NotAllowed):
        actions.record_incident(person=person.pk, kind="fall", severity="low", happened_at=AT, by=by, at=AT)
    with pytest.raises(NotAllowed):
        actions.record_system_contact(person=person.pk, kind="crisis", happened_at=AT, by=by, at=AT)
    assert not SafeguardingConcern.every.exists() and not Event.objects.exists()


def test_another_team_and_another_organisation_reach_nothing(place: Place) -> None:
    row, stay = concerned(place), admitted(place, supported(place, "Ben Sample"))
    hurt = incident(place, row.person_id)
    elsewhere = casework.organisation("Other Homes")
    for by in (place.scope("specialist"), elsewhere.scope("manager"), elsewhere.scope("support_worker")):
        assert queries.concern(row.pk, seen_by=by) is None and queries.stay(stay.pk, seen_by=by) is None
        assert queries.incident(hurt.pk, seen_by=by) is None
        assert not queries.register(seen_by=by).people
        whole = queries.whole(row.person_id, seen_by=by)
        assert not whole.concerns and not whole.incidents and whole.community is None
        calls: list[Any] = [
            lambda by: actions.make_safe(row.pk, made_safe_at=AT, words="x", by=by, at=AT),
            lambda by: actions.review_incident(hurt.pk, reviewed_at=AT, learning="x", by=by, at=AT),
            lambda by: actions.discharge(stay.pk, left_at=AT, destination="own_home", by=by, at=AT),
            lambda by: actions.ask_housing(stay.pk, stage="stay", asked_at=AT, at_risk=True, by=by, at=AT),
            lambda by: actions.raise_concern(
                person=row.person_id, kind="neglect", raised_at=AT, by=by, at=AT
            ),
            lambda by: actions.void_row("concern", row.pk, reason="twice", by=by, at=AT),
            lambda by: actions.decide_risk(
                person=row.person_id, kind="positive_risk", decided_at=AT, what="x", weighed="x", by=by, at=AT
            ),
        ]
        for call in calls:
            with pytest.raises(Refused):
                call(by)
    assert SafeguardingConcern.every.count() == 1 and not RiskDecision.every.exists()


def test_the_ledger_keeps_no_word_anybody_wrote(place: Place) -> None:
    row = concerned(place)
    plan(place, row.person_id)
    incident(place, row.person_id)
    admitted(place, row.person)
    told = Event.objects.filter(verb__startswith="safety.")
    assert {one.verb for one in told} == {
        *("safety.raise_concern", "safety.agree_risk_plan", "safety.record_incident"),
        *("safety.require_notification", "safety.record_system_contact"),
    }
    for one in told:
        assert {each.person for each in one.people.all()} == {row.person_id}
        assert SECRET not in (one.content or "") and WARD not in (one.content or "")
        assert "fields" in json.loads(one.content or "{}")


def test_the_database_keeps_its_own_rules(place: Place) -> None:
    row, stay = concerned(place), admitted(place, supported(place, "Ben Sample"))
    standing = plan(place, row.person_id)
    breaking: list[Any] = [
        lambda: SafeguardingConcern.every.filter(pk=row.pk).update(made_safe_at=AT - timedelta(days=9)),
        lambda: SafeguardingConcern.every.filter(pk=row.pk).update(referred_at=AT, referral_needed=False),
        lambda: RiskPlan.every.filter(pk=standing.pk).update(setting="ward"),
        lambda: RiskPlan.every.filter(pk=standing.pk).update(assessment=None),
        lambda: SystemContact.every.filter(pk=stay.pk).update(kind="crisis", delay_reason="18"),
    ]
    for breaks in breaking:
        with pytest.raises(IntegrityError), transaction.atomic():
            breaks()
