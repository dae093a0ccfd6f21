"""Work lies flat under the columns of the fact tables, without a word anybody wrote; so do its figures."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from casework import AT, Place
from day.rows import write
from employment.jobs import BAKERY, STARTED, agrees, bakery, wanting, working
from goldthread.catalogue.flat import Wanted
from goldthread.catalogue.registry import question
from goldthread.catalogue.tables import TABLES
from goldthread.config.rooms import ROOMS
from goldthread.day import queries as day
from goldthread.employment import actions
from goldthread.employment.facts import FLAT
from goldthread.employment.models import Job
from goldthread.evidence.inquiry import opened
from goldthread.facts.rooms import build_facts
from goldthread.facts.store import Store
from goldthread.kernel.instants import day_start
from goldthread.kernel.periods import Period
from goldthread.people.actions import withdraw_consent
from goldthread.people.facts import FLAT as PEOPLE
from goldthread.people.models import Consent

pytestmark = pytest.mark.django_db
SECRET = "words that nobody may find in a figure"
FIELDS = {
    *("preference", "employer_contact", "job", "adjustment", "adjustment_review", "absence"),
    *("benefits_advice", "attachment"),
}
OF_NOBODY = ("attachment",)


def noon(day_: date) -> datetime:
    return day_start(day_) + timedelta(hours=12)


def laid(flats: Any = FLAT, since: Any = None) -> dict[str, dict[str, list[Any]]]:
    return {
        flat.table: {name: list(values) for name, values in batch.items()}
        for flat in flats
        for batch in flat.read(Wanted(since=since))
    }


def worked(place: Place) -> Job:
    """A job with everything that can happen in its first weeks; consent is withdrawn on 18 November."""
    by = place.scope("specialist")
    job = working(place, title=SECRET)
    person = job.person_id
    wish = actions.state_preference(
        person=person, stated_at=noon(date(2026, 10, 1)), kind="hours", words=SECRET, by=by, at=AT
    )
    told: Any = {"person": person, "employer": job.employer_id, "about_person": True, "words": SECRET}
    actions.record_employer_contact(
        **told, mode="01", contacted_at=noon(date(2026, 11, 1)), preference=wish.pk, by=by, at=AT
    )
    actions.agree_in_work_plan(
        job, agreed_at=noon(date(2026, 11, 1)), adjustments_schedule=True, by=by, at=AT
    )
    rota = actions.agree_adjustment(
        job=job.pk, kind="rota", words=SECRET, agreed_on=STARTED, due_on=date(2026, 11, 9), by=by, at=AT
    )
    actions.put_in_place(rota, in_place_on=date(2026, 11, 6), by=by, at=AT)
    actions.hold_review(
        job=job.pk, week=2, held_on=date(2026, 11, 16), with_employer=True, words=SECRET, by=by, at=AT
    )
    for spoken in (date(2026, 11, 5), date(2026, 11, 17)):
        write(place, "contact", job.person, happened_at=noon(spoken), two_way=True, mode="01")
    for consent in Consent.every.filter(person_id=person):
        withdraw_consent(consent, withdrawn_at=noon(date(2026, 11, 18)), by=by, at=AT)
    actions.record_employer_contact(
        **told,
        mode="02",
        contacted_at=noon(date(2026, 11, 20)),
        matches_preference=False,
        job=job.pk,
        lawful_reason=SECRET,
        second_person=place.workers["manager"].pk,
        by=by,
        at=AT,
    )
    away = actions.record_absence(job=job.pk, reason="sickness", started_on=date(2026, 11, 12), by=by, at=AT)
    actions.end_absence(away, ended_on=date(2026, 11, 13), by=by, at=AT)
    actions.give_advice(person=person, kind="review", given_on=date(2026, 10, 20), words=SECRET, by=by, at=AT)
    actions.attach_worker(
        worker=place.workers["specialist"].pk,
        team=place.teams["work"].pk,
        attached_team="Example Community Team",
        started_on=date(2026, 3, 1),
        by=place.scope("manager"),
        at=AT,
    )
    return job


def test_every_table_lies_flat(place: Place) -> None:
    job = worked(place)
    rows = laid()
    assert set(rows) == FIELDS
    for table, columns in rows.items():
        assert {TABLES[table].spec(name).name for name in columns} == set(columns), table
        assert set(columns["team"]) == {"Work"} and set(columns["organisation"]) == {"Example Homes"}, table
        if table not in OF_NOBODY:
            assert set(columns["person_id"]) == {job.person_id}, table
    assert rows["job"]["weekly_hours"] == [20.0] and rows["job"]["status"] == ["held"]
    assert sorted(rows["employer_contact"]["face_to_face"]) == [False, True]
    assert rows["adjustment"]["in_place_on"] == [date(2026, 11, 6)]
    assert rows["adjustment_review"]["week"] == [2]
    assert rows["attachment"]["kind"] == ["health_team"]
    assert not laid(since=AT + timedelta(days=1))
    everything = repr(rows)
    for private in (SECRET, BAKERY, "Ada", "Grace"):
        assert private not in everything


def test_plans_and_warnings_say_which_job(place: Place) -> None:
    job = worked(place)
    actions.raise_work_warning(job, kind="distress", raised_at=AT, by=place.scope("specialist"), at=AT)
    plan = laid(PEOPLE)["plan"]
    assert (plan["job_id"], plan["adjustments_schedule"], plan["kind"]) == ([job.pk], [True], ["in_work"])
    from goldthread.contacts.facts import FLAT as CONTACTS

    warning = laid(CONTACTS)["early_warning"]
    assert (warning["job_id"], warning["in_work"]) == ([job.pk], [True])


def test_a_consent_that_names_an_employer_covers_no_other(place: Place) -> None:
    person, by = wanting(place), place.scope("specialist")
    agrees(place, person.pk, recipient="  example BAKERY ")
    shops = {name: bakery(place, name) for name in (BAKERY, "Example Garage")}
    rows: Any = [
        {"person": person.pk, "employer": shop.pk, "contacted_at": AT, "about_person": True}
        for shop in shops.values()
    ]
    actions.record_employer_contacts(rows, by=by, at=AT)
    keys = dict(
        zip(*(laid()["employer_contact"][name] for name in ("employer", "employer_contact_id")), strict=True)
    )
    [named] = laid(PEOPLE)["consent"]["recipient"]
    assert len(keys) == 2 and named in keys and BAKERY not in named


def test_the_indicators_about_work_come_out_as_expected(place: Place, tmp_path: Path) -> None:
    """Stated beforehand: one job start of two jobs; two of three weeks with a contact; one contact of two."""
    worked(place)
    working(place, "Ben Sample", origin="already_held")
    store = Store.open(tmp_path / "store", create=True)
    build_facts(store, ROOMS, at=AT + timedelta(days=2), by="test", say=lambda words: None)
    period = Period(date(2026, 11, 1), date(2026, 11, 25))
    expected = {
        "employment.weekly_contact": (2, 3),
        "employment.adjustments_reviewed": (1, 1),
        "employment.written_plan": (1, 1),
        "employment.liaison_consented": (1, 2),
        "employment.preference_led": (1, 2),
        "employment.adjustments_implemented": (1, 1),
    }
    with opened(store) as inquiry:
        found = {}
        for code in expected:
            figure = inquiry.figures(question(code), period)[0]
            found[code] = (figure.numerator, figure.denominator)
        assert found == expected
        assert inquiry.figures(question("employment.job_starts"), period)[0].numerator == 1


def test_the_timeline_tells_of_work_beside_the_home(place: Place) -> None:
    job = worked(place)
    by = place.scope("specialist")
    actions.end_job(job, ended_on=AT.date(), end_reason="overwhelm", end_words=SECRET, by=by, at=AT)
    told = day.timeline(job.person_id, seen_by=by, at=AT)
    words = [one.words for one in told.told if one.lane == "Work"]
    for said in (
        "Job",
        "Job ended: overwhelm",
        "Adjustment in place: rota or hours",
        "Adjustments reviewed, week 2",
        "Away sick",
        "Benefits advice: continuing review",
        "Contact with an employer",
    ):
        assert said in words
    assert [one.alarm for one in told.told if one.words == "Job ended: overwhelm"] == [True]
    assert SECRET not in repr(words) and BAKERY not in repr(words)
    assert not day.timeline(job.person_id, seen_by=place.scope("support_worker"), at=AT).told
