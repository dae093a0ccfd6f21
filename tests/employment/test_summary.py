"""What work says of a person on their first page, and how many queries the pages of work take."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

import casework
from casework import AT, Place
from employment.jobs import STARTED, wanting, working
from goldthread.employment import actions
from goldthread.employment.summary import summary

pytestmark = pytest.mark.django_db
TODAY = AT.date()


def lines(place: Place, person: str, role: str = "specialist") -> list[str]:
    return list(summary(person, seen_by=place.scope(role), at=AT))


def test_the_first_weeks_say_what_is_missing(place: Place) -> None:
    job, by = working(place), place.scope("specialist")
    assert lines(place, job.person_id) == [
        "Job since 2 November 2026, in its first four weeks; no in-work plan yet; "
        "review of week 2 due by 16 November 2026"
    ]
    actions.agree_in_work_plan(job, agreed_at=AT, adjustments_schedule=True, by=by, at=AT)
    actions.hold_review(job=job.pk, week=2, held_on=TODAY, with_employer=False, by=by, at=AT)
    actions.record_absence(job=job.pk, reason="sickness", started_on=TODAY, by=by, at=AT)
    actions.agree_adjustment(
        job=job.pk, kind="rota", agreed_on=STARTED, due_on=STARTED + timedelta(days=7), by=by, at=AT
    )
    assert lines(place, job.person_id) == [
        "Job since 2 November 2026, in its first four weeks; review of week 4 due by 30 November 2026; "
        "away since 23 November 2026",
        "▼ Adjustment not in place, due on 9 November 2026: rota or hours",
    ]
    assert lines(place, job.person_id, "support_worker") == []
    assert lines(place, wanting(place, "Cleo Specimen").pk) == []


def test_a_job_just_lost_asks_after_the_rent(place: Place, client: Any) -> None:
    job, by = working(place), place.scope("specialist")
    actions.end_job(job, ended_on=TODAY, end_reason="overwhelm", by=by, at=AT)
    assert lines(place, job.person_id) == [
        "▼ Job ended on 23 November 2026: overwhelm. Ask how the rent is paid."
    ]
    actions.start_job(person=job.person_id, started_on=TODAY, origin="other", by=by, at=AT)
    assert [line.split(",")[0] for line in lines(place, job.person_id)] == ["Job since 23 November 2026"]


def test_the_pages_ask_as_often_for_ten_as_for_two(
    place: Place, client: Any, django_assert_max_num_queries: Any
) -> None:
    casework.sign_in(client, place.workers["specialist"])
    for number in range(2):
        working(place, f"Ada {number}")
    address = reverse("employment-board")
    client.get(address)
    with django_assert_max_num_queries(40) as few:
        client.get(address)
    for number in range(2, 10):
        working(place, f"Ada {number}")
    with django_assert_max_num_queries(len(few.captured_queries)):
        page = client.get(address).content.decode()
    assert page.count("Baker at") == 10
