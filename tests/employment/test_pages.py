"""Pages of work: who may open them, what they show, what comes of what is sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from casework import Place, boxes
from employment.jobs import agrees, bakery, wanting, working
from goldthread.contacts.models import EarlyWarning
from goldthread.employment import actions
from goldthread.employment.models import (
    Absence,
    Adjustment,
    AdjustmentReview,
    Employer,
    EmployerContact,
    Job,
    JobcentreContact,
    Preference,
    TeamAttachment,
)
from goldthread.ledger.models import EventPerson
from goldthread.people.actions import move_stage, withdraw_consent
from goldthread.people.models import Plan, Profile

pytestmark = pytest.mark.django_db
Signed = Callable[[str], Client]
NOW = datetime.now(UTC)
TODAY = NOW.date()
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{777*777}}"


def sent(client: Client, page: str, /, *keys: str, **told: Any) -> Any:
    return client.post(reverse(page, args=keys), told)


def addresses(place: Place, job: Job) -> dict[str, str]:
    """Every address of the room, with something on each page."""
    by = place.scope("specialist", NOW)
    person = job.person_id
    wish = actions.state_preference(
        person=person, stated_at=NOW, kind="hours", words="Mornings", by=by, at=NOW
    )
    actions.record_employer_contact(
        person=person,
        employer=job.employer_id,
        contacted_at=NOW,
        mode="01",
        about_person=True,
        preference=wish.pk,
        words="They need a baker",
        by=by,
        at=NOW,
    )
    row = actions.agree_adjustment(
        job=job.pk,
        kind="rota",
        words="Starts at 10",
        agreed_on=TODAY,
        due_on=TODAY + timedelta(days=3),
        by=by,
        at=NOW,
    )
    away = actions.record_absence(job=job.pk, reason="sickness", started_on=TODAY, by=by, at=NOW)
    actions.raise_work_warning(job, kind="distress", raised_at=NOW, by=by, at=NOW)
    actions.give_advice(person=person, kind="discussion", given_on=TODAY, by=by, at=NOW)
    held = actions.attach_worker(
        worker=place.workers["specialist"].pk,
        attached_team="Example Community Team",
        started_on=TODAY,
        by=place.scope("manager", NOW),
        at=NOW,
    )
    of_person = ("work", "preference", "profile", "contact", "advice", "jobcentre", "start")
    found = {name: reverse(f"employment-{name}", args=[person]) for name in of_person}
    of_job = ("job", "change", "confirm", "end", "plan", "adjust", "review", "absence", "warning")
    found |= {name: reverse(f"employment-{name}", args=[job.pk]) for name in of_job}
    found |= {name: reverse(f"employment-{name}") for name in ("board", "employers", "links", "meeting")}
    of_employer = ("employer", "employer-change", "learning")
    found |= {name: reverse(f"employment-{name}", args=[job.employer_id]) for name in of_employer}
    return found | {
        "employer-add": reverse("employment-employer-add"),
        "preference-over": reverse("employment-preference-over", args=[wish.pk]),
        "adjustment": reverse("employment-adjustment", args=[row.pk]),
        "back": reverse("employment-back", args=[away.pk]),
        "void": reverse("employment-void", args=["job", job.pk]),
        "attach": reverse("employment-attach"),
        "detach": reverse("employment-detach", args=[held.pk]),
    }


LEADING = ("attach", "detach")


def test_every_page_answers_and_tells_whom_it_shows(place: Place, signed: Signed) -> None:
    job = working(place, at=NOW, started_on=TODAY - timedelta(days=10))
    client, leader = signed("specialist"), signed("manager")
    for name, address in addresses(place, job).items():
        before = EventPerson.objects.filter(person=job.person_id).count()
        answer = (leader if name in LEADING else client).get(address)
        assert answer.status_code == 200, name
        if "Ada Example" in answer.content.decode():
            assert EventPerson.objects.filter(person=job.person_id).count() > before, name


def test_who_only_reads_is_offered_nothing_to_write(place: Place, signed: Signed) -> None:
    job = working(place, at=NOW)
    client = signed("auditor")
    for name in ("employment-work", "employment-job"):
        key = job.pk if name == "employment-job" else job.person_id
        page = client.get(reverse(name, args=[key])).content.decode()
        assert "Record a" not in page and "Mend" not in page
    assert client.get(reverse("employment-end", args=[job.pk])).status_code == 403


def test_another_team_finds_nothing(place: Place, signed: Signed) -> None:
    job = working(place, at=NOW)
    client = signed("support_worker")
    assert client.get(reverse("employment-job", args=[job.pk])).status_code == 404
    assert client.get(reverse("employment-employer", args=[job.employer_id])).status_code == 404
    for name in ("employment-board", "employment-employers"):
        page = client.get(reverse(name)).content.decode()
        assert "Ada Example" not in page and "Example Bakery" not in page


def test_what_was_typed_is_shown_as_text(place: Place, signed: Signed) -> None:
    job = working(place, HOSTILE[:180], at=NOW, title=HOSTILE)
    actions.change_employer(
        job.employer_id or "", version=1, name=HOSTILE, by=place.scope("specialist", NOW), at=NOW
    )
    client = signed("specialist")
    for address in (
        reverse("employment-work", args=[job.person_id]),
        reverse("employment-job", args=[job.pk]),
        reverse("employment-employer", args=[job.employer_id]),
        reverse("employment-board"),
    ):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page and "<img src=x" not in page and "603729" not in page


def test_from_a_contact_to_a_job_with_its_plan(place: Place, signed: Signed) -> None:
    person, shop = wanting(place), bakery(place, at=NOW)
    agrees(place, person.pk, at=NOW)
    client = signed("specialist")
    wish = {"kind": "industry", "industry": "I", **boxes("stated_on", TODAY)}
    assert sent(client, "employment-preference", person.pk, **wish).status_code == 303
    led = Preference.every.get()
    told = {
        "employer": shop.pk,
        "mode": "01",
        "about_person": "yes",
        "preference": led.pk,
        "competitive": "yes",
        **boxes("contacted_on", TODAY),
    }
    assert sent(client, "employment-contact", person.pk, **told).status_code == 303
    made = EmployerContact.every.get()
    assert (made.face_to_face, made.matches_preference, made.industry) == (True, True, "I")
    assert made.sharing_check is not None and made.sharing_check.consent_id
    prefilled = client.get(reverse("employment-start", args=[person.pk]), {"contact": made.pk})
    assert f'value="{shop.pk}" selected' in prefilled.content.decode()
    start = {"employer": shop.pk, "origin": "supported", "paid": "yes", "weekly_hours": "16"}
    answer = sent(client, "employment-start", person.pk, **start, **boxes("started_on", TODAY))
    job = Job.every.get()
    assert answer.headers["Location"] == reverse("employment-job", args=[job.pk])
    plan = {"contacts_per_week": "1", "adjustments_schedule": "yes", "what": "Ring before each shift"}
    assert sent(client, "employment-plan", job.pk, **plan, **boxes("agreed_on", TODAY)).status_code == 303
    kept = Plan.every.get()
    assert (kept.kind, kept.job_id, kept.adjustments_schedule) == ("in_work", job.pk, True)
    rota = {"kind": "rota", "with_employer": "yes", **boxes("agreed_on", TODAY)}
    assert sent(client, "employment-adjust", job.pk, **rota).status_code == 303
    change = Adjustment.every.get()
    assert change.sharing_check_id
    placed = {"became": "in_place", **boxes("on", TODAY)}
    assert sent(client, "employment-adjustment", change.pk, **placed).status_code == 303
    assert Adjustment.every.get().in_place_on == TODAY


def test_without_consent_nothing_is_kept_and_the_way_out_is_shown(place: Place, signed: Signed) -> None:
    person, shop = wanting(place), bakery(place, at=NOW)
    client = signed("specialist")
    told = {"employer": shop.pk, "about_person": "yes", **boxes("contacted_on", TODAY)}
    answer = sent(client, "employment-contact", person.pk, **told)
    page = answer.content.decode()
    assert answer.status_code == 422 and "No consent for this is in force" in page
    assert "<title>Error: " in page and not EmployerContact.every.exists()
    second = place.workers["manager"].pk
    lawful = {"lawful_reason": "A risk of harm at work", "second_person": second}
    assert sent(client, "employment-contact", person.pk, **told, **lawful).status_code == 303
    check = EmployerContact.every.get().sharing_check
    assert check is not None and (check.consent_id, check.second_person_id) == (None, second)


def test_a_review_with_the_person_alone_needs_no_consent(place: Place, signed: Signed) -> None:
    job = working(place, at=NOW, started_on=TODAY - timedelta(days=20))
    consent = agrees(place, job.person_id, at=NOW)
    by = place.scope("specialist", NOW)
    for row in type(consent).every.filter(person_id=job.person_id):
        withdraw_consent(row, by=by, at=NOW)
    client = signed("specialist")
    told = {"week": "2", **boxes("held_on", TODAY)}
    assert sent(client, "employment-review", job.pk, **told, with_employer="yes").status_code == 422
    assert sent(client, "employment-review", job.pk, **told, with_employer="no").status_code == 303
    assert AdjustmentReview.every.get().sharing_check_id is None


def test_time_away_a_warning_the_end_and_advice(place: Place, signed: Signed) -> None:
    job = working(place, at=NOW, started_on=TODAY - timedelta(days=20))
    client = signed("specialist")
    away = {"reason": "sickness", **boxes("started_on", TODAY - timedelta(days=2))}
    assert sent(client, "employment-absence", job.pk, **away).status_code == 303
    assert sent(client, "employment-absence", job.pk, **away).status_code == 422
    back = boxes("ended_on", TODAY)
    assert sent(client, "employment-back", Absence.every.get().pk, **back).status_code == 303
    warned = {"kind": "distress", **boxes("raised_on", TODAY)}
    assert sent(client, "employment-warning", job.pk, **warned).status_code == 303
    assert (EarlyWarning.every.get().job_id, EarlyWarning.every.get().in_work) == (job.pk, True)
    advice = {"kind": "review", **boxes("given_on", TODAY)}
    assert sent(client, "employment-advice", job.person_id, **advice).status_code == 303
    confirmed = boxes("confirmed_on", TODAY)
    assert sent(client, "employment-confirm", job.pk, **confirmed).status_code == 303
    end = {"end_reason": "overwhelm", **boxes("ended_on", TODAY)}
    assert sent(client, "employment-end", job.pk, **end).status_code == 303
    page = client.get(reverse("employment-board")).content.decode()
    assert "Overwhelm".lower() in page and "Look at the home" in page


def test_the_second_of_two_editors_sees_both(place: Place, signed: Signed) -> None:
    job = working(place, at=NOW)
    client = signed("specialist")
    told = {"origin": "supported", "employer": job.employer_id or "", **boxes("started_on", job.started_on)}
    assert (
        sent(client, "employment-change", job.pk, version="1", title="Baker of bread", **told).status_code
        == 303
    )
    answer = sent(client, "employment-change", job.pk, version="1", title="Till", **told)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Baker of bread" in page and "Till" in page
    assert Job.every.get().title == "Baker of bread"


def test_the_rest_of_the_forms_write(place: Place, signed: Signed) -> None:
    person = wanting(place)
    client = signed("specialist")
    profile = {"employment_status": "02", **boxes("stated_on", TODAY)}
    assert sent(client, "employment-profile", person.pk, **profile).status_code == 303
    assert Profile.every.get().employment_status == "02"
    shop = {"name": "Example Garage", "industry": "G", "team": place.teams["work"].pk}
    assert sent(client, "employment-employer-add", **shop).status_code == 303
    assert sent(client, "employment-employer-add", **shop).status_code == 422
    row = Employer.every.get()
    named = {"name": "Example Garage Ltd", "version": "1"}
    assert sent(client, "employment-employer-change", row.pk, **named).status_code == 303
    learnt = {"mode": "02", "team": place.teams["work"].pk, **boxes("contacted_on", TODAY)}
    assert sent(client, "employment-learning", row.pk, **learnt).status_code == 303
    assert EmployerContact.every.get().person_id is None
    found = sent(client, "employment-employers", words="garage").content.decode()
    assert "Example Garage Ltd" in found
    met = {"kind": "meeting", "team": place.teams["work"].pk, **boxes("contacted_on", TODAY)}
    assert sent(client, "employment-meeting", **met).status_code == 303
    about = boxes("contacted_on", TODAY)
    assert sent(client, "employment-jobcentre", person.pk, **about).status_code == 422
    assert JobcentreContact.every.count() == 1
    leader = signed("manager")
    who = {"worker": place.workers["specialist"].pk, "attached_team": "Example Community Team"}
    here = {**who, "team": place.teams["work"].pk, **boxes("started_on", TODAY)}
    assert sent(leader, "employment-attach", **here).status_code == 303
    over = boxes("ended_on", TODAY)
    assert sent(leader, "employment-detach", TeamAttachment.every.get().pk, **over).status_code == 303


def test_today_leads_to_where_each_duty_is_done(place: Place, signed: Signed) -> None:
    job = working(place, at=NOW, started_on=TODAY - timedelta(days=15))
    row = actions.agree_adjustment(
        job=job.pk,
        kind="rota",
        agreed_on=TODAY - timedelta(days=14),
        due_on=TODAY - timedelta(days=7),
        by=place.scope("specialist", NOW),
        at=NOW,
    )
    page = signed("specialist").get(reverse("day-today"), {"whose": "team"}).content.decode()
    for name, key in (("plan", job.pk), ("review", job.pk), ("adjustment", row.pk)):
        assert reverse(f"employment-{name}", args=[key]) in page
    assert "week 2, job since" in page


@pytest.mark.parametrize("what", ["preference", "employer-contact", "adjustment", "absence", "advice"])
def test_what_was_entered_in_error_is_taken_back(place: Place, signed: Signed, what: str) -> None:
    job = working(place, at=NOW, started_on=TODAY - timedelta(days=10))
    addresses(place, job)
    client = signed("specialist")
    page = "".join(
        client.get(reverse(name, args=[key])).content.decode()
        for name, key in (("employment-work", job.person_id), ("employment-job", job.pk))
    )
    row = actions.VOIDABLE[what].every.get()
    assert reverse("employment-void", args=[what, row.pk]) in page
    if what == "preference":  # a contact says that it led to it
        held = EmployerContact.every.get()
        assert (
            sent(client, "employment-void", "employer-contact", held.pk, reason="mistake").status_code == 303
        )
    assert sent(client, "employment-void", what, row.pk, reason="mistake").status_code == 303
    assert actions.VOIDABLE[what].every.get().voided


def test_a_job_asks_to_move_the_stage_until_it_is_moved(place: Place, signed: Signed) -> None:
    job = working(place, at=NOW, started_on=TODAY - timedelta(days=10))
    by = place.scope("specialist", NOW)
    client = signed("specialist")
    address = reverse("employment-job", args=[job.pk])
    move_stage(
        support=job.support_id or "", stage="active", started_on=TODAY - timedelta(days=11), by=by, at=NOW
    )
    page = client.get(address).content.decode()
    assert reverse("people-stage", args=[job.support_id]) in page
    move_stage(
        support=job.support_id or "",
        stage="in_work",
        started_on=TODAY - timedelta(days=10),
        reason="Work began",
        by=by,
        at=NOW,
    )
    assert "Move it to in work" not in client.get(address).content.decode()


def test_a_plan_agreed_with_the_person_names_their_job(place: Place, signed: Signed) -> None:
    job = working(place, at=NOW, started_on=TODAY - timedelta(days=3))
    client, address = signed("specialist"), f"/people/{job.person_id}/plan/agree/"
    page = client.get(f"{address}?kind=in_work").content.decode()
    assert f'<option value="{job.pk}" selected>Baker, since' in page
    counts = {f"{name}-count": "1" for name in ("task", "sign", "step")}
    told = {**boxes("agreed_on", TODAY), **counts, "kind": "in_work", "own_goals": "Stay"}
    refused = client.post(address, told)
    assert refused.status_code == 422 and "Choose the job that the plan is for." in refused.content.decode()
    assert client.post(address, {**told, "job": job.pk, "adjustments_schedule": "yes"}).status_code == 303
    plan = Plan.every.get()
    assert (plan.job_id, plan.adjustments_schedule) == (job.pk, True)
    assert "no in-work plan yet" not in client.get(f"/people/{job.person_id}/").content.decode()
    assert client.post(address, {**told, "kind": "support", "job": job.pk}).status_code == 303
    assert Plan.every.get(kind="support").job_id is None


def test_a_long_list_of_employers_says_that_it_is_not_all(place: Place, signed: Signed) -> None:
    by = place.scope("specialist", NOW)
    names = [f"Example {number:03}" for number in range(51)]
    actions.add_employers([{"name": name} for name in names], by=by, at=NOW)
    client = signed("specialist")
    page = client.get("/employers/").content.decode()
    assert "Example 049" in page and "Example 050" not in page
    assert "These are the first 50. Look for the others by name, above." in page
    found = client.post("/employers/", {"words": "050"}).content.decode()
    assert "Example 050" in found and "the first 50" not in found
