"""Warnings acted on, step-ups, corrections, welfare checks, handovers and drafts."""

from datetime import date, timedelta
from typing import Any

import pytest

from casework import AT, Place
from contacts.steps import entry, seen
from goldthread.access.rows import Changed
from goldthread.access.rules import NotAllowed
from goldthread.contacts import actions
from goldthread.contacts.actions import NewMilestone, NewReview, NewStepUp, NewWarning
from goldthread.contacts.models import (
    Contact,
    Correction,
    Draft,
    EarlyWarning,
    Handover,
    StepEpisode,
    TaskSupport,
    WelfareCheck,
)
from goldthread.kernel.refusals import Refused
from goldthread.ledger.models import Event
from goldthread.people.models import Person

pytestmark = pytest.mark.django_db
TODAY = AT.date()


def step_up(place: Place, person: Person, **values: Any) -> StepEpisode:
    usual: dict[str, Any] = {"reason": "Two signs in a week", "opened_at": AT - timedelta(days=8)}
    by = place.scope("support_worker")
    return actions.open_step_up(NewStepUp(person.pk, **{**usual, **values}), by=by, at=AT)


def test_a_threshold_crossed_leads_to_a_step_up(place: Place, known: tuple[Person, list[str]]) -> None:
    person, signs = known
    by = place.scope("support_worker")
    told = actions.record_contact(entry(person, seen=seen(signs[0], signs[1])), by=by, at=AT)
    assert told.warning is not None
    episode = step_up(
        place, person, early_warning=told.warning.pk, opened_at=AT, step_down_plan="Visits halve"
    )
    assert episode.review_due_on == TODAY + timedelta(days=7)
    assert episode.step_down_agreed_on == TODAY
    assert EarlyWarning.every.get(pk=told.warning.pk).acted_at == AT
    with pytest.raises(Refused, match="stepped up already"):
        step_up(place, person)
    checked = actions.check_in(episode.pk, by=by, at=AT + timedelta(hours=2))
    assert checked.same_day_check_in_at == AT + timedelta(hours=2)
    first = actions.record_step_action(episode.pk, what="Called her", by=by, at=AT + timedelta(hours=3))
    later = actions.record_step_action(episode.pk, what="Visited", by=by, at=AT + timedelta(hours=9))
    assert first.acted_at == later.acted_at == AT + timedelta(hours=3)
    assert later.actions.splitlines() == ["2026-11-23 12:00 Called her", "2026-11-23 18:00 Visited"]


def test_a_week_of_a_step_up(place: Place, known: tuple[Person, list[str]]) -> None:
    person, _ = known
    episode = step_up(place, person)
    worker, leader = place.scope("support_worker"), place.scope("team_leader")
    mine = actions.review_step_up(NewReview(episode.pk, TODAY), by=worker, at=AT)
    senior = actions.review_step_up(NewReview(episode.pk, TODAY, decision="less"), by=leader, at=AT)
    assert (mine.senior, senior.senior) == (False, True)
    with pytest.raises(NotAllowed):
        actions.review_step_up(NewReview(episode.pk, TODAY, senior=True), by=worker, at=AT)
    agreed = actions.agree_step_down(episode.pk, plan="Visits halve", agreed_on=TODAY, by=worker, at=AT)
    assert agreed.step_down_agreed_on == TODAY
    ended = actions.end_step_up(
        episode.pk, ended_on=TODAY, back_to_baseline=True, reason="Sleeps again", by=worker, at=AT
    )
    assert (ended.ended_on, ended.back_to_baseline) == (TODAY, True)
    with pytest.raises(Refused, match="has ended"):
        actions.check_in(episode.pk, by=worker, at=AT)
    kept = actions.reach_milestone(NewMilestone(person.pk, "fewer_visits", TODAY), by=worker, at=AT)
    assert kept.support_id is not None
    assert step_up(place, person, opened_at=AT).pk != episode.pk  # once it has ended, another may open


@pytest.mark.parametrize(
    "values, words",
    [
        ({"reason": " "}, "why support is stepped up"),
        ({"opened_at": AT + timedelta(days=1)}, "yet to come"),
        ({"planned_end_on": date(2026, 1, 1)}, "planned end lies before"),
        ({"review_due_on": date(2026, 1, 1)}, "review lies before"),
        ({"early_warning": "nothing"}, "no such warning"),
    ],
)
def test_a_step_up_that_cannot_be(
    place: Place, known: tuple[Person, list[str]], values: dict[str, object], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        step_up(place, known[0], **values)
    assert not StepEpisode.every.exists()
    assert not Event.objects.filter(verb="contacts.open_step_up").exists()


def test_the_second_editor_is_shown_both(place: Place, known: tuple[Person, list[str]]) -> None:
    episode = step_up(place, known[0])
    by = place.scope("support_worker")
    actions.check_in(episode.pk, version=1, by=by, at=AT)
    with pytest.raises(Changed):
        actions.record_step_action(episode.pk, what="Called", version=1, by=by, at=AT)


def test_acting_on_a_warning(place: Place, known: tuple[Person, list[str]]) -> None:
    by = place.scope("support_worker")
    row = actions.raise_warnings(
        [NewWarning(known[0].pk, "sleep", AT - timedelta(hours=5), threshold_crossed=True)], by=by, at=AT
    )[0]
    with pytest.raises(Refused, match="before the warning"):
        actions.act_on_warning(row.pk, action="Rang", acted_at=AT - timedelta(hours=6), by=by, at=AT)
    assert actions.act_on_warning(row.pk, action="Rang", by=by, at=AT).acted_at == AT
    with pytest.raises(Refused, match="already"):
        actions.act_on_warning(row.pk, action="Rang", by=by, at=AT)
    with pytest.raises(Refused, match="no such warning"):
        actions.act_on_warning(row.pk, action="Rang", by=place.scope("specialist"), at=AT)


def test_a_correction_keeps_what_was_said_before(place: Place, known: tuple[Person, list[str]]) -> None:
    person, signs = known
    by = place.scope("support_worker")
    made = actions.record_contact(
        entry(person, tasks={"Cooking": "prompted"}, note="Talked of rent", seen=seen(signs[0])), by=by, at=AT
    ).contact
    mended = actions.correct_contact(
        made.pk,
        version=1,
        reason="Wrong day",
        happened_at=AT - timedelta(days=2),
        mode="09",
        tasks={"Cooking": "supported", "Post and bills": "independent"},
        by=by,
        at=AT,
    )
    # A text message is not two-way: what follows from the fields is worked out again.
    assert (mended.version, mended.mode, mended.two_way, mended.attendance) == (2, "09", False, "")
    rows = TaskSupport.every.filter(contact=made, voided=False)
    assert {(row.task, row.level, row.happened_on) for row in rows} == {
        ("Cooking", "supported", TODAY - timedelta(days=2)),
        ("Post and bills", "independent", TODAY - timedelta(days=2)),
    }
    assert EarlyWarning.every.get(contact=made).raised_at == AT - timedelta(days=2)
    kept = Correction.every.get(contact=made)
    assert kept.before["mode"] == "01"
    assert kept.before["task: Cooking"] == "prompted"
    told = Event.objects.get(verb="contacts.correct")
    assert "Wrong day" not in str(told.content)
    with pytest.raises(Changed):
        actions.correct_contact(made.pk, version=1, reason="Again", minutes=5, by=by, at=AT)
    with pytest.raises(Refused, match="Nothing was changed"):
        actions.correct_contact(made.pk, version=2, reason="Again", by=by, at=AT)
    with pytest.raises(Refused, match="why it is corrected"):
        actions.correct_contact(made.pk, version=2, reason="", minutes=5, by=by, at=AT)


def test_a_contact_entered_in_error_leaves_every_count(place: Place, known: tuple[Person, list[str]]) -> None:
    person, signs = known
    by = place.scope("team_leader")
    made = actions.record_contact(
        entry(person, tasks={"Cooking": "prompted"}, seen=seen(signs[0])),
        by=place.scope("support_worker"),
        at=AT,
    ).contact
    actions.void_contact(made.pk, version=1, reason="Wrong person", by=by, at=AT)
    for table in (Contact, TaskSupport, EarlyWarning):
        assert table.every.get().voided
    with pytest.raises(Refused, match="no such contact"):
        actions.void_contact(made.pk, version=2, reason="Again", by=by, at=AT)


def test_another_workers_contact_is_not_mine_to_mend(place: Place, known: tuple[Person, list[str]]) -> None:
    made = actions.record_contact(entry(known[0]), by=place.scope("team_leader"), at=AT).contact
    with pytest.raises(NotAllowed, match="someone else"):
        actions.correct_contact(
            made.pk, version=1, reason="Mine", minutes=5, by=place.scope("support_worker"), at=AT
        )


def test_a_welfare_check_is_answered_once(place: Place, known: tuple[Person, list[str]]) -> None:
    by = place.scope("support_worker")
    for days in (2, 1):
        tried = entry(known[0], outcome="no_reply", happened_at=AT - timedelta(days=days))
        actions.record_contact(tried, by=by, at=AT)
    check = WelfareCheck.every.get()
    assert actions.answer_welfare_check(check.pk, "At his sister's", by=by, at=AT).answered_at == AT
    with pytest.raises(Refused, match="already"):
        actions.answer_welfare_check(check.pk, "Again", by=by, at=AT)


def test_a_handover_is_read_by_the_next_shift(place: Place, known: tuple[Person, list[str]]) -> None:
    by, leader = place.scope("support_worker"), place.scope("team_leader")
    team = place.teams["north"].pk
    row = actions.write_handover(team, "Boiler fails", people={known[0].pk: "Cold flat"}, by=by, at=AT)
    assert not Handover.objects.seen_by(place.scope("specialist")).exists()
    with pytest.raises(Refused, match="somebody else"):
        actions.read_handover(row.pk, by=by, at=AT)
    assert actions.read_handover(row.pk, by=leader, at=AT).read_by_id == leader.worker.pk  # type: ignore[union-attr]
    with pytest.raises(Refused, match="one of your teams"):
        actions.write_handover(place.teams["work"].pk, "Hello", by=by, at=AT)


def test_a_draft_is_its_authors_alone(place: Place, known: tuple[Person, list[str]]) -> None:
    by, leader = place.scope("support_worker"), place.scope("team_leader")
    actions.keep_draft("contact", known[0].pk, {"note": "half a"}, by=by, at=AT)
    actions.keep_draft("contact", known[0].pk, {"note": "half a word"}, by=by, at=AT)
    assert Draft.objects.seen_by(by).get().content == {"note": "half a word"}
    assert not Draft.objects.seen_by(leader).exists()
    assert not actions.drop_draft("contact", known[0].pk, by=leader, at=AT)
    assert actions.drop_draft("contact", known[0].pk, by=by, at=AT)
    assert not Draft.every.exists()
    with pytest.raises(Refused, match="too long"):
        actions.keep_draft("contact", known[0].pk, {"note": "a" * 20_001}, by=by, at=AT)
