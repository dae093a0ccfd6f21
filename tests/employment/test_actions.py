"""What may be done about work, what is refused, in which words, and what the ledger is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from casework import AT, Place, organisation
from employment.jobs import BAKERY, STARTED, agrees, bakery, wanting, working
from goldthread.access.rows import Changed
from goldthread.access.rules import NotAllowed
from goldthread.employment import actions, queries
from goldthread.employment.models import (
    Absence,
    Adjustment,
    AdjustmentReview,
    EmployerContact,
    Job,
    JobcentreContact,
)
from goldthread.kernel.refusals import Refused
from goldthread.ledger.models import Event
from goldthread.people.actions import give_consent, withdraw_consent
from goldthread.people.models import Consent, SharingCheck

pytestmark = pytest.mark.django_db
TODAY = AT.date()
FIRST = STARTED
AHEAD = TODAY + timedelta(days=1)


def told(verb: str) -> list[Event]:
    return list(Event.objects.filter(verb=f"employment.{verb}"))


def test_consent_is_looked_for_at_the_moment_of_the_contact(place: Place) -> None:
    person, shop, by = wanting(place), bakery(place), place.scope("specialist")
    about: Any = {"person": person.pk, "employer": shop.pk, "about_person": True}

    def record(**more: Any) -> EmployerContact:
        row: EmployerContact = actions.record_employer_contact(
            **{**about, "contacted_at": AT, **more}, by=by, at=AT + timedelta(days=3)
        )
        return row

    with pytest.raises(Refused, match="No consent for this is in force"):
        record()
    assert not EmployerContact.every.exists() and not SharingCheck.every.exists()
    record(about_person=False)
    consent = agrees(place, person.pk, recipient=BAKERY)
    kept = record().sharing_check
    assert kept is not None and kept.consent_id == consent.pk
    with pytest.raises(Refused, match="No consent"):
        record(employer=bakery(place, "Example Garage").pk)
    with pytest.raises(Refused, match="No consent"):
        record(contacted_at=AT - timedelta(days=31))
    withdraw_consent(consent, withdrawn_at=AT + timedelta(days=1), by=by, at=AT + timedelta(days=1))
    record()  # it was in force at that moment
    with pytest.raises(Refused, match="No consent"):
        record(contacted_at=AT + timedelta(days=2))
    with pytest.raises(Refused, match="second person is somebody else"):
        record(
            contacted_at=AT + timedelta(days=2),
            lawful_reason="Harm",
            second_person=place.workers["specialist"].pk,
        )
    lawful = record(
        contacted_at=AT + timedelta(days=2),
        lawful_reason="Harm",
        second_person=place.workers["manager"].pk,
    )
    assert lawful.sharing_check is not None and lawful.sharing_check.consent_id is None


def test_a_contact_says_what_it_follows(place: Place) -> None:
    person, shop, by = wanting(place), bakery(place), place.scope("specialist")
    wish = actions.state_preference(person=person.pk, stated_at=AT, kind="hours", by=by, at=AT)
    made = actions.record_employer_contact(
        person=person.pk, employer=shop.pk, preference=wish.pk, mode="01", contacted_at=AT, by=by, at=AT
    )
    assert (made.industry, made.face_to_face, made.matches_preference) == ("I", True, True)
    assert made.support_id and made.team_id == place.teams["work"].pk
    assert made.worker_id == place.workers["specialist"].pk
    other = wanting(place, "Ben Sample")
    with pytest.raises(Refused, match="preference is somebody else's"):
        actions.record_employer_contact(person=other.pk, preference=wish.pk, contacted_at=AT, by=by, at=AT)
    with pytest.raises(Refused, match="who was spoken about"):
        actions.record_employer_contact(about_person=True, contacted_at=AT, by=by, at=AT)
    with pytest.raises(Refused, match="future"):
        actions.record_employer_contact(contacted_at=AT + timedelta(hours=1), by=by, at=AT)
    with pytest.raises(Refused, match="ended already"):
        actions.end_preference(actions.end_preference(wish, by=by, at=AT), by=by, at=AT)


def test_no_words_reach_the_ledger(place: Place) -> None:
    by = place.scope("specialist")
    job = working(place, title="Zebedee")
    actions.record_employer_contact(
        person=job.person_id, employer=job.employer_id, words="Zebedee", contacted_at=AT, by=by, at=AT
    )
    actions.end_job(job, ended_on=TODAY, end_reason="other", end_words="Zebedee", by=by, at=AT)
    events = Event.objects.filter(verb__startswith="employment.")
    assert {"employment.add_employer", "employment.start_job", "employment.end_job"} <= set(
        events.values_list("verb", flat=True)
    )
    text = "".join(event.content or "" for event in events)
    assert "Zebedee" not in text and BAKERY not in text and "Grace" not in text
    assert job.person_id in told("end_job")[0].people.values_list("person", flat=True)


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        ({"started_on": AHEAD}, "future"),
        ({"origin": ""}, "how the job came about"),
        ({"weekly_hours": Decimal(200)}, "above 0"),
        ({"hours_band": "01"}, "does not agree"),
        ({"hours_band": "17"}, "not one of the answers"),
        ({"ended_on": FIRST - timedelta(days=1)}, "cannot end before"),
    ],
)
def test_a_job_that_cannot_be(place: Place, wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        working(place, **wrong)
    assert not Job.every.exists()


def test_a_job_is_recorded_once(place: Place) -> None:
    job = working(place)
    with pytest.raises(Refused, match="recorded already"):
        actions.start_job(
            person=job.person_id,
            employer=job.employer_id,
            started_on=FIRST,
            origin="supported",
            by=place.scope("specialist"),
            at=AT,
        )


ACTS: dict[str, Callable[[Any, Job], Any]] = {
    "confirmed before": lambda c, j: actions.confirm_job(j, confirmed_on=FIRST, **c),
    "confirmed ahead": lambda c, j: actions.confirm_job(j, confirmed_on=AHEAD, **c),
    "ended without why": lambda c, j: actions.end_job(j, ended_on=TODAY, end_reason="", **c),
    "ended before": lambda c, j: actions.end_job(
        j, ended_on=FIRST - timedelta(days=1), end_reason="resigned", **c
    ),
    "no contact": lambda c, j: actions.agree_in_work_plan(j, agreed_at=AT, contacts_per_week=0, **c),
    "no kind": lambda c, j: actions.agree_adjustment(job=j.pk, kind="", agreed_on=TODAY, **c),
    "due before": lambda c, j: actions.agree_adjustment(
        job=j.pk, kind="rota", agreed_on=TODAY, due_on=FIRST, **c
    ),
    "review of no week": lambda c, j: actions.hold_review(
        job=j.pk, week=0, held_on=TODAY, with_employer=False, **c
    ),
    "nobody said": lambda c, j: actions.hold_review(job=j.pk, week=2, held_on=TODAY, **c),
    "review before": lambda c, j: actions.hold_review(
        job=j.pk, week=2, held_on=FIRST - timedelta(days=1), with_employer=False, **c
    ),
    "no reason": lambda c, j: actions.record_absence(job=j.pk, reason="", started_on=TODAY, **c),
    "away before": lambda c, j: actions.record_absence(
        job=j.pk, reason="sickness", started_on=FIRST - timedelta(days=1), **c
    ),
    "back before": lambda c, j: actions.record_absence(
        job=j.pk, reason="sickness", started_on=TODAY, ended_on=FIRST, **c
    ),
    "no sign": lambda c, j: actions.raise_work_warning(j, kind="", raised_at=AT, **c),
    "sign before": lambda c, j: actions.raise_work_warning(
        j, kind="sleep", raised_at=AT - timedelta(days=60), **c
    ),
    "no degree": lambda c, j: actions.give_advice(person=j.person_id, kind="", given_on=TODAY, **c),
    "advice ahead": lambda c, j: actions.give_advice(person=j.person_id, kind="review", given_on=AHEAD, **c),
    "jobcentre of nobody": lambda c, j: actions.record_jobcentre(kind="shared_person", contacted_at=AT, **c),
    "meeting of somebody": lambda c, j: actions.record_jobcentre(
        kind="meeting", person=j.person_id, contacted_at=AT, **c
    ),
    "jobcentre without consent": lambda c, j: actions.record_jobcentre(
        kind="shared_person", person=j.person_id, contacted_at=AT, **c
    ),
    "no such kind to void": lambda c, j: actions.void_row("employer", j.pk, reason="mistake", **c),
    "void without why": lambda c, j: actions.void_row("job", j.pk, reason="", **c),
    "same employer": lambda c, j: actions.add_employer(name=f" {BAKERY.upper()} ", **c),
}


@pytest.mark.parametrize("name", ACTS)
def test_what_is_refused_changes_nothing(place: Place, name: str) -> None:
    job = working(place)
    before = Event.objects.count()
    with pytest.raises(Refused) as refused:
        ACTS[name]({"by": place.scope("specialist"), "at": AT}, job)
    assert str(refused.value).endswith(".") and Event.objects.count() == before
    assert Job.every.get().version == 1


def test_the_end_of_a_job_ends_what_was_agreed(place: Place) -> None:
    job, by = working(place), place.scope("specialist")
    row = actions.agree_adjustment(job=job.pk, kind="rota", agreed_on=FIRST, by=by, at=AT)
    assert row.sharing_check_id
    alone = actions.agree_adjustment(
        job=job.pk, kind="breaks", agreed_on=TODAY, with_employer=False, by=by, at=AT
    )
    assert alone.sharing_check_id is None
    actions.end_job(job, ended_on=TODAY, end_reason="better_job", by=by, at=AT)
    assert set(Adjustment.every.values_list("ended_on", flat=True)) == {TODAY}
    too_late: tuple[Callable[[], object], ...] = (
        lambda: actions.agree_adjustment(job=job.pk, kind="rota", agreed_on=TODAY, by=by, at=AT),
        lambda: actions.end_job(job, ended_on=TODAY, end_reason="resigned", by=by, at=AT),
        lambda: actions.agree_in_work_plan(job, agreed_at=AT, by=by, at=AT),
        lambda: actions.raise_work_warning(job, kind="sleep", raised_at=AT, by=by, at=AT),
    )
    for act in too_late:
        with pytest.raises(Refused, match="job has ended"):
            act()


def test_an_adjustment_is_put_in_place_or_dropped_with_why(place: Place) -> None:
    job, by = working(place), place.scope("specialist")
    row = actions.agree_adjustment(job=job.pk, kind="rota", words="At 10", agreed_on=FIRST, by=by, at=AT)
    with pytest.raises(Refused, match="why it is dropped"):
        actions.end_adjustment(row, ended_on=TODAY, by=by, at=AT)
    with pytest.raises(Refused, match="after it is agreed"):
        actions.put_in_place(row, in_place_on=FIRST - timedelta(days=1), by=by, at=AT)
    actions.put_in_place(row, in_place_on=TODAY, by=by, at=AT)
    with pytest.raises(Refused, match="in place already"):
        actions.put_in_place(row, in_place_on=TODAY, by=by, at=AT)
    ended = actions.end_adjustment(row, ended_on=TODAY, words="Not needed", by=by, at=AT)
    assert ended.words == "At 10. Stopped: Not needed"
    with pytest.raises(Refused, match="ended already"):
        actions.end_adjustment(row, ended_on=TODAY, by=by, at=AT)


def test_a_week_has_one_review_whatever_order_they_come_in(place: Place) -> None:
    job, by = working(place), place.scope("specialist")
    one: Any = {"job": job.pk, "week": 2, "held_on": TODAY, "with_employer": False}
    actions.hold_review(**one, by=by, at=AT)
    with pytest.raises(Refused, match="week 2 is recorded already"):
        actions.hold_review(**one, by=by, at=AT)
    with pytest.raises(Refused, match="one review"):
        actions.hold_reviews([{**one, "week": 4}, {**one, "week": 4}], by=by, at=AT)
    with transaction.atomic(), pytest.raises(IntegrityError):
        AdjustmentReview.new(by=by, at=AT, job=job, person_id=job.person_id, week=2, held_on=TODAY).save(
            force_insert=True
        )


def test_two_edit_a_job_and_the_second_is_shown_both(place: Place) -> None:
    job, by = working(place), place.scope("specialist")
    actions.change_job(job, version=1, title="Baker of bread", by=by, at=AT)
    with pytest.raises(Changed) as changed:
        actions.change_job(job, version=1, title="Till", by=by, at=AT)
    assert changed.value.now.title == "Baker of bread" and changed.value.wanted == {"title": "Till"}
    with pytest.raises(TypeError):
        actions.change_job(job, version=2, ended_on=TODAY, by=by, at=AT)


def test_what_hangs_on_a_row_is_taken_back_first(place: Place) -> None:
    job, by = working(place), place.scope("specialist")
    away = actions.record_absence(job=job.pk, reason="other", started_on=TODAY, by=by, at=AT)
    with pytest.raises(Refused, match="absence under it"):
        actions.void_row("job", job.pk, reason="mistake", by=by, at=AT)
    actions.void_row("absence", away.pk, reason="mistake", by=by, at=AT)
    actions.void_row("job", job.pk, reason="mistake", by=by, at=AT)
    assert not queries.work(job.person_id, seen_by=by).jobs and Absence.every.get().voided


def test_the_jobcentre_hears_only_what_the_person_agrees_to(place: Place) -> None:
    person, by = wanting(place), place.scope("specialist")
    give_consent(person=person.pk, purpose="partner_sharing", given_at=AT, by=by, at=AT)
    row = actions.record_jobcentre(kind="shared_person", person=person.pk, contacted_at=AT, by=by, at=AT)
    assert row.sharing_check_id and row.team_id == place.teams["work"].pk
    actions.record_jobcentre(kind="meeting", contacted_at=AT, by=by, at=AT)
    assert JobcentreContact.every.count() == 2
    assert [one.kind for one in queries.jobcentre_meetings(seen_by=by)] == ["meeting"]


@pytest.mark.parametrize("role", ["support_worker", "team_leader"])
def test_who_does_not_see_the_person_does_nothing(place: Place, role: str) -> None:
    job = working(place)
    by = place.scope(role)
    for act in (
        lambda: actions.end_job(job, ended_on=TODAY, end_reason="resigned", by=by, at=AT),
        lambda: actions.record_absence(job=job.pk, reason="other", started_on=TODAY, by=by, at=AT),
        lambda: actions.give_advice(person=job.person_id, kind="review", given_on=TODAY, by=by, at=AT),
        lambda: actions.change_employer(job.employer_id or "", version=1, name="X", by=by, at=AT),
        lambda: actions.start_job(person=job.person_id, started_on=TODAY, origin="other", by=by, at=AT),
    ):
        with pytest.raises(Refused):
            act()
    assert not queries.employers(seen_by=by) and queries.job(job.pk, seen_by=by) is None
    assert not queries.in_work(seen_by=by, today=TODAY)


def test_another_organisation_sees_nothing(place: Place) -> None:
    job = working(place)
    other = organisation("Sample Trust").scope("manager")
    assert queries.job(job.pk, seen_by=other) is None and not queries.employers(seen_by=other)
    with pytest.raises(Refused):
        actions.confirm_job(job, by=other, at=AT)


@pytest.mark.parametrize("role", ["quality_lead", "auditor", "analyst", "administrator"])
def test_who_does_not_record_writes_nothing(place: Place, role: str) -> None:
    person = wanting(place)
    by = place.scope(role)
    with pytest.raises(NotAllowed):
        actions.state_preference(person=person.pk, stated_at=AT, kind="hours", by=by, at=AT)
    with pytest.raises((NotAllowed, Refused)):
        actions.add_employer(name="X", by=by, at=AT)


def test_only_who_leads_attaches_a_worker(place: Place) -> None:
    row: Any = {
        "worker": place.workers["specialist"].pk,
        "attached_team": "Example Community Team",
        "started_on": TODAY,
    }
    with pytest.raises(NotAllowed):
        actions.attach_worker(**row, by=place.scope("specialist"), at=AT)
    by = place.scope("manager")
    held = actions.attach_worker(**row, by=by, at=AT)
    with pytest.raises(Refused, match="attached to Example Community Team already"):
        actions.attach_worker(**row, by=by, at=AT)
    with pytest.raises(Refused, match="cannot end before"):
        actions.end_attachment(held, ended_on=FIRST, by=by, at=AT)
    actions.end_attachment(held, ended_on=TODAY, by=by, at=AT)
    assert told("end_attachment")


def test_an_employment_support_comes_before_a_housing_one(place: Place) -> None:
    person = wanting(place)
    place.support(person, team="north", started_on=date(2026, 6, 1))
    job = actions.start_job(
        person=person.pk, started_on=TODAY, origin="supported", by=place.scope("specialist"), at=AT
    )
    assert job.team_id == place.teams["work"].pk
    assert Consent.every.count() == 0
