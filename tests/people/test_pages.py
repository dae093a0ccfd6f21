"""Pages of people: who may open them, what they show, what comes of what is sent."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

import casework
from casework import Place, boxes
from goldthread.kernel.instants import civil_date
from goldthread.ledger.models import Event, EventPerson
from goldthread.people import actions
from goldthread.people.models import Consent, Enquiry, Person, Plan, PlanTask, Referral, StageSpell, Support
from goldthread.people.rules import VOID_REASON
from people.front import front_told

NOW = datetime.now(UTC)
TODAY = NOW.date()
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}"


@pytest.fixture
def at_work(client: Client, place: Place) -> Client:
    """A client signed in as the support worker of the north team."""
    casework.sign_in(client, place.workers["support_worker"])
    return client


def sent(client: Client, page: str, /, *keys: str, **told: Any) -> Any:
    return client.post(reverse(page, args=keys), told)


def supported(place: Place, name: str = "Ben Sample", **told: Any) -> Support:
    by = place.scope("manager", NOW)
    team = place.teams["north"].pk
    person = actions.add_person(name=name, team=team, by=by, at=NOW, **told)
    row: Support = actions.start_support(
        person=person.pk, team=team, started_on=TODAY - timedelta(days=30), stage="intensive", by=by, at=NOW
    )
    return row


PERSON_PAGES = (
    *("person", "change", "needs", "risk", "looks", "support", "refer", "start", "plan", "plan-agree"),
    *("consent", "share", "hand-over"),
)


@pytest.mark.parametrize("name", PERSON_PAGES)
def test_every_page_of_a_person_shows_their_needs_and_tells_the_look(
    at_work: Client, place: Place, name: str
) -> None:
    row = supported(place)
    actions.set_access_need(
        row.person_id, kind="large_print", detail="18 point", by=place.scope("manager", NOW), at=NOW
    )
    before = EventPerson.objects.filter(person=row.person_id, event__verb="look").count()
    page = at_work.get(reverse(f"people-{name}", args=[row.person_id]))
    assert page.status_code == 200
    assert "Needs large print (18 point)" in page.content.decode()
    assert EventPerson.objects.filter(person=row.person_id, event__verb="look").count() == before + 1


@pytest.mark.parametrize("name", PERSON_PAGES)
def test_no_page_shows_a_person_of_another_team_or_organisation(
    client: Client, place: Place, name: str
) -> None:
    person = place.person("Zebedee Hidden", team="south")
    casework.sign_in(client, place.workers["support_worker"])
    page = client.get(reverse(f"people-{name}", args=[person.pk]))
    assert page.status_code == 403 and "Zebedee" not in page.content.decode()
    other = casework.organisation("Other Homes")
    stranger = Client()
    casework.sign_in(stranger, other.workers["manager"])
    assert stranger.get(reverse(f"people-{name}", args=[person.pk])).status_code == 404
    assert not EventPerson.objects.filter(person=person.pk, event__verb="look").exists()


@pytest.mark.parametrize("role", ["analyst", "commissioner", "administrator"])
def test_roles_that_see_nobody_see_nobody(client: Client, place: Place, role: str) -> None:
    row = supported(place, "Zebedee Hidden")
    casework.sign_in(client, place.workers[role])
    for address in (
        reverse("people-list"),
        reverse("people-waiting"),
        reverse("people-person", args=[row.person_id]),
    ):
        assert "Zebedee" not in client.get(address).content.decode()


def test_the_caseload_is_searched_without_a_name_in_the_address(at_work: Client, place: Place) -> None:
    for name in ("Ada Example", "Ben Sample"):
        place.person(name)
    place.person("Adam Elsewhere", team="south")
    page = sent(at_work, "people-list", words="ada")
    assert "Ada Example" in page.content.decode()
    assert "Ben Sample" not in page.content.decode() and "Adam" not in page.content.decode()
    assert Event.objects.filter(verb="look").get().content == '{"page":"people searched"}'


def test_a_person_is_added(at_work: Client, place: Place) -> None:
    wanted = {"name": "Cleo Specimen", "team": place.teams["north"].pk, "nhs_number": "999 000 0018"}
    page = sent(at_work, "people-add", **wanted, **boxes("birth_date", date(1990, 2, 3)))
    person = Person.every.get()
    assert (page.status_code, page["Location"]) == (303, reverse("people-person", args=[person.pk]))
    assert (person.birth_date, person.nhs_number) == (date(1990, 2, 3), "9990000018")
    again = sent(at_work, "people-add", **wanted)
    assert again.status_code == 422 and "known here already" in again.content.decode()
    assert "<title>Error: Add a person" in again.content.decode()
    empty = sent(at_work, "people-add", team=wanted["team"], **boxes("birth_date", date(1990, 2, 3)))
    assert empty.status_code == 422 and "Name: this is needed." in empty.content.decode()


def test_the_second_editor_sees_both_and_saves_knowingly(at_work: Client, place: Place) -> None:
    row = supported(place, "Ben Sample", pronouns="he/him")
    told = {"name": "Ben Sample", "pronouns": "they/them", "version": "1"}
    assert sent(at_work, "people-change", row.person_id, **told).status_code == 303
    late = sent(at_work, "people-change", row.person_id, **{**told, "pronouns": "she/her"})
    text = late.content.decode()
    assert late.status_code == 422 and "As it is saved now" in text
    assert "they/them" in text and "she/her" in text and 'name="version" value="2"' in text
    assert sent(at_work, "people-change", row.person_id, **{**told, "pronouns": "she/her", "version": "2"})
    assert Person.every.get(pk=row.person_id).pronouns == "she/her"


def test_a_self_referral_becomes_support_with_a_plan(at_work: Client, place: Place) -> None:
    anybody = Client()
    address = reverse("people-front-enquiry", args=["example-homes"])
    form = anybody.get(address)
    key = _key(form.content.decode())
    told = {"kind": "self_referral", "name": "Cleo Specimen", "phone": "01632 960555", "sent_key": key}
    for _ in range(2):
        page = anybody.post(address, {**told, "words": "I may lose my flat"})
        assert (page.status_code, page["Location"]) == (303, "/example-homes/thanks/")
    assert "01632 960001" in anybody.get("/example-homes/thanks/").content.decode()
    enquiry = Enquiry.every.get()
    assert "Cleo Specimen" in at_work.get(reverse("people-waiting")).content.decode()
    taken = sent(at_work, "people-enquiry", enquiry.pk, act="take", team=place.teams["north"].pk)
    referral = Referral.every.get()
    assert taken["Location"] == reverse("people-referral", args=[referral.pk])
    assert referral.received_at == enquiry.received_at
    decided = sent(
        at_work, "people-referral", referral.pk, decision="accepted", **boxes("decided_on", door_day())
    )
    assert decided.status_code == 303
    begun = sent(
        at_work,
        "people-start",
        referral.person_id,
        team=place.teams["north"].pk,
        worker=place.workers["support_worker"].pk,
        stage="intensive",
        housing_asked="yes",
        **boxes("started_on", door_day()),
    )
    assert begun.status_code == 303
    support = Support.every.get()
    assert support.referral == referral and support.housing_asked is True and support.advocacy is None
    planned = sent(
        at_work,
        "people-plan-agree",
        referral.person_id,
        kind="support",
        own_goals="Keep my flat",
        signs_threshold="1",
        **boxes("agreed_on", door_day()),
        **{"task-count": "2", "task-0-task": "Open post", "task-0-planned_level": "prompted"},
        **{"sign-count": "1", "sign-0-words": "I stop opening post", "sign-0-kind": "other"},
        **{"step-count": "1", "step-0-what": "Call the landlord", "step-0-whose": "Both of us"},
    )
    assert planned.status_code == 303, planned.content.decode()
    plan = Plan.every.get()
    assert [task.task for task in PlanTask.every.all()] == ["Open post"]
    paper = at_work.get(reverse("people-plan-print", args=[plan.pk])).content.decode()
    for words in ("Keep my flat", "Open post: I am reminded", "I stop opening post", "Call the landlord"):
        assert words in paper


def door_day() -> date:
    """Today, as the door has it."""
    return civil_date(datetime.now(UTC))


def _key(page: str) -> str:
    found = re.search(r'name="sent_key" value="([^"]+)"', page)
    assert found
    return found[1]


def test_rows_of_a_plan_can_be_added_without_losing_what_was_typed(at_work: Client, place: Place) -> None:
    row = supported(place)
    page = sent(
        at_work,
        "people-plan-agree",
        row.person_id,
        more="task",
        own_goals="My own key",
        **{"task-count": "2", "task-1-task": "Cooking", "sign-count": "0", "step-count": "0"},
    )
    text = page.content.decode()
    assert page.status_code == 200
    assert 'name="task-3-task"' in text and "Cooking" in text and "My own key" in text
    assert not Plan.every.exists() and "There is a problem" not in text


def test_stages_worker_extension_interest_and_end(at_work: Client, place: Place) -> None:
    row = supported(place)
    day = door_day()
    told = {"stage": "active", "contacts_per_week": "1", "reason": "Settled in"}
    assert sent(at_work, "people-stage", row.pk, **told, **boxes("started_on", day)).status_code == 303
    bare = sent(at_work, "people-stage", row.pk, stage="step_up", **boxes("started_on", day))
    assert bare.status_code == 422 and StageSpell.every.filter(support=row).count() == 2
    worker = place.workers["team_leader"].pk
    assert sent(at_work, "people-worker", row.pk, worker=worker).status_code == 303
    later = boxes("planned_end_on", day + timedelta(days=60))
    assert sent(at_work, "people-extend", row.pk, reason="Rent arrears", **later).status_code == 303
    asked = sent(at_work, "people-interest", row.pk, interest="yes", **boxes("asked_on", day))
    assert asked.status_code == 303
    told = {"end_reason": "planned", "destination": "permanent_rented_social", "floated_off": "no"}
    shared = {**told, **boxes("ended_on", day), "light_offer_employer": "yes", "employer": "Example Bakery"}
    refused = sent(at_work, "people-end", row.pk, **shared)
    assert refused.status_code == 422 and "No consent for this is in force" in refused.content.decode()
    assert "Example Bakery" in refused.content.decode(), "nothing typed is lost"
    assert sent(at_work, "people-end", row.pk, **told, **boxes("ended_on", day)).status_code == 303
    ended = Support.every.get(pk=row.pk)
    assert (ended.worker_id, ended.ended_on, ended.floated_off, ended.light_offer) == (
        worker,
        day,
        False,
        None,
    )
    page = at_work.get(reverse("people-support", args=[row.person_id])).content.decode()
    for words in ("Settled in", "Rent arrears", "Planned: aims met", "Interested".lower()):
        assert words in page


def test_consent_is_given_checked_and_withdrawn(at_work: Client, place: Place) -> None:
    row = supported(place)
    told = {"purpose": "employer_liaison", "recipient": "Example Bakery"}
    refused = sent(at_work, "people-share", row.person_id, **told)
    assert refused.status_code == 422 and "No consent for this is in force" in refused.content.decode()
    given = sent(at_work, "people-consent", row.person_id, **told, **boxes("given_on", door_day()))
    assert given.status_code == 303
    assert sent(at_work, "people-share", row.person_id, **told).status_code == 303
    consent = Consent.every.get()
    assert sent(at_work, "people-consent", row.person_id, withdraw=consent.pk).status_code == 303
    page = at_work.get(reverse("people-consent", args=[row.person_id])).content.decode()
    assert "Withdrawn: " in page and "A consent was in force." in page


def test_who_has_looked_is_told(at_work: Client, place: Place) -> None:
    row = supported(place)
    at_work.get(reverse("people-person", args=[row.person_id]))
    page = at_work.get(reverse("people-looks", args=[row.person_id])).content.decode()
    assert place.workers["support_worker"].name in page and "looked: person" in page


def test_a_referral_is_answered_mended_and_asked_about(at_work: Client, place: Place) -> None:
    by = place.scope("manager", NOW)
    person = place.person("Ada Example")
    row = actions.refer(
        person=person.pk, team=place.teams["north"].pk, received_at=NOW - timedelta(days=9), by=by, at=NOW
    )
    page = at_work.get(reverse("people-referral-change", args=[row.pk]))
    assert page.status_code == 200
    received = civil_date(row.received_at)
    told = {"referral_source": "C3", "version": "1", **boxes("received_on", received)}
    assert sent(at_work, "people-referral-change", row.pk, **told).status_code == 303
    answered = sent(at_work, "people-referral-answer", row.pk, **boxes("responded_on", door_day()))
    assert answered.status_code == 303
    intake = {"qualification": "level_2", "last_worked": "never", "held_year": "no"}
    asked = sent(at_work, "people-intake", row.pk, **intake, **boxes("stated_on", received))
    assert asked.status_code == 303
    declined = sent(
        at_work, "people-referral", row.pk, decision="declined", **boxes("decided_on", door_day())
    )
    assert declined.status_code == 422 and "Say why" in declined.content.decode()


@pytest.mark.parametrize("role", ["auditor", "quality_lead"])
def test_who_only_reads_is_offered_nothing_to_write(client: Client, place: Place, role: str) -> None:
    row = supported(place)
    casework.sign_in(client, place.workers[role])
    for name in ("person", "support", "plan", "consent"):
        page = client.get(reverse(f"people-{name}", args=[row.person_id]))
        assert page.status_code == 200 and "nhsuk-button" not in page.content.decode()
    sent_ = sent(client, "people-consent", row.person_id, purpose="research", **boxes("given_on", door_day()))
    assert sent_.status_code in (403, 422) and not Consent.every.exists()


def test_hostile_text_in_every_field_is_only_text(client: Client, place: Place) -> None:
    by = place.scope("support_worker", NOW)
    team = place.teams["north"].pk
    texts = dict.fromkeys(("name", "address", "locality"), HOSTILE)
    person = actions.add_person(team=team, pronouns="<b>x</b>", by=by, at=NOW, **texts)  # type: ignore[arg-type]
    actions.set_access_need(person, kind="other", detail=HOSTILE, by=by, at=NOW)
    row = actions.refer(
        person=person.pk, team=team, received_at=NOW, referred_by=HOSTILE, reason=HOSTILE, by=by, at=NOW
    )
    begun = actions.start_support(
        person=person.pk, team=team, started_on=TODAY, stage="active", offer=HOSTILE[:100], by=by, at=NOW
    )
    actions.move_stage(support=begun.pk, stage="in_work", started_on=TODAY, reason=HOSTILE, by=by, at=NOW)
    plan = actions.agree_plan(
        person=person.pk,
        support=begun.pk,
        kind="support",
        agreed_at=NOW,
        own_goals=HOSTILE,
        choices=HOSTILE,
        carers_part=HOSTILE,
        tasks=[{"task": HOSTILE, "adaptation": HOSTILE}],
        signs=[{"kind": "other", "words": HOSTILE}],
        actions=[{"what": HOSTILE, "whose": HOSTILE}],
        by=by,
        at=NOW,
    )
    actions.give_consent(person=person.pk, purpose="research", recipient=HOSTILE, given_at=NOW, by=by, at=NOW)
    client.post("/example-homes/enquiry/", front_told(name=HOSTILE, words=HOSTILE, access_needs=HOSTILE))
    enquiry = Enquiry.every.get()
    casework.sign_in(client, place.workers["support_worker"])
    addresses = [reverse(f"people-{name}", args=[person.pk]) for name in PERSON_PAGES]
    addresses += [reverse(name, args=[plan.pk]) for name in ("people-plan-print", "people-plan-review")]
    addresses += [reverse("people-referral", args=[row.pk]), reverse("people-enquiry", args=[enquiry.pk])]
    addresses += [reverse("people-list"), reverse("people-waiting")]
    for address in addresses:
        page = client.get(address)
        text = page.content.decode()
        assert page.status_code == 200, address
        assert "<script>alert" not in text and "<img src=x" not in text and "onerror=alert(2)>4" not in text
        assert "<b>x</b>" not in text
    for name in ("people-list",):
        text = sent(client, name, words=HOSTILE).content.decode()
        assert "<script>alert" not in text
    assert VOID_REASON.values


def test_the_universal_offer_is_made_later_and_a_task_is_increased_for_a_time(
    at_work: Client, place: Place
) -> None:
    row = supported(place)
    told = {"housing_asked": "yes", "housing_advice": "yes", "housing_options": "no", "version": "1"}
    assert sent(at_work, "people-offer", row.pk, **told).status_code == 303
    kept = Support.every.get(pk=row.pk)
    assert (kept.housing_asked, kept.housing_options, kept.advocacy) == (True, False, None)
    late = sent(at_work, "people-offer", row.pk, **{**told, "advocacy": "yes"})
    assert late.status_code == 422 and "As it is saved now" in late.content.decode()
    by = place.scope("manager", NOW)
    tasks: list[actions.TaskTold] = [{"task": "Post", "prompts_per_week": 2}]
    actions.agree_plan(
        person=row.person_id, support=row.pk, kind="support", agreed_at=NOW, tasks=tasks, by=by, at=NOW
    )
    task = PlanTask.every.get()
    later = boxes("increased_until", door_day() + timedelta(days=14))
    more = {"prompts_per_week": "5", "planned_level": "prompted", "version": "1", **later}
    assert sent(at_work, "people-task", task.pk, **more).status_code == 303
    page = at_work.get(reverse("people-plan", args=[row.person_id])).content.decode()
    assert "5 reminders a week at most" in page and "More help for a time" in page


def test_an_error_is_marked_and_gone_from_the_pages(at_work: Client, place: Place) -> None:
    row = supported(place)
    given = actions.give_consent(
        person=row.person_id, purpose="research", given_at=NOW, by=place.scope("manager", NOW), at=NOW
    )
    bare = sent(at_work, "people-void", "consent", given.pk)
    assert bare.status_code == 422
    assert sent(at_work, "people-void", "consent", given.pk, reason="twice").status_code == 303
    assert (
        "Use in research. Given"
        not in at_work.get(reverse("people-consent", args=[row.person_id])).content.decode()
    )
    assert at_work.get(reverse("people-void", args=["consent", given.pk])).status_code == 404
    assert at_work.get(reverse("people-void", args=["person", row.person_id])).status_code == 404


def test_who_is_known_already_is_not_made_twice(at_work: Client, place: Place) -> None:
    known = place.person("Cleo Ann Specimen", birth_date=date(1990, 2, 3))
    hidden = place.person("Cleo Specimen", team="south")
    told = front_told(kind="self_referral")
    assert Client().post("/example-homes/enquiry/", told).status_code == 303
    enquiry = Enquiry.every.get()
    page = at_work.get(reverse("people-enquiry", args=[enquiry.pk])).content.decode()
    assert "Cleo Ann Specimen, born 3 February 1990" in page and hidden.pk not in page
    taken = sent(
        at_work, "people-enquiry", enquiry.pk, act="take", team=place.teams["north"].pk, person=known.pk
    )
    assert taken.status_code == 303 and Referral.every.get().person == known
    assert Person.every.count() == 2


def test_a_need_is_renewed_and_another_team_is_let_in(at_work: Client, place: Place) -> None:
    row = supported(place)
    by = place.scope("manager", NOW)
    need = actions.set_access_need(row.person_id, kind="braille", by=by, at=NOW)
    assert sent(at_work, "people-needs", row.person_id, still=need.pk).status_code == 303
    need.refresh_from_db()
    assert need.review_due_on == door_day() + timedelta(days=365)
    specialist = place.scope("specialist", NOW)
    assert Person.objects.seen_by(specialist).count() == 0
    team = place.teams["work"].pk
    assert sent(at_work, "people-team", row.person_id, team=team).status_code == 303
    assert Person.objects.seen_by(specialist).count() == 1


def test_a_person_is_handed_over_from_their_page(at_work: Client, place: Place) -> None:
    row = supported(place)
    other = casework.organisation("Other Homes").organisation.pk
    refused = sent(at_work, "people-hand-over", row.person_id, recipient=other, words="Likes mornings")
    assert refused.status_code == 422 and "has not consented" in refused.content.decode()
    told = {"purpose": "partner_sharing", "recipient": "Other Homes"}
    assert sent(at_work, "people-consent", row.person_id, **told, **boxes("given_on", door_day()))
    assert sent(at_work, "people-hand-over", row.person_id, recipient=other).status_code == 303
    page = at_work.get(reverse("people-consent", args=[row.person_id])).content.decode()
    assert "To Other Homes on" in page and "they have not answered yet" in page


def test_a_page_of_a_person_costs_the_same_however_much_there_is(at_work: Client, place: Place) -> None:
    row = supported(place)
    by = place.scope("manager", NOW)

    def counted() -> int:
        asked: list[str] = []
        with connection.execute_wrapper(
            lambda execute, sql, *rest: (asked.append(sql), execute(sql, *rest))[1]  # type: ignore[func-returns-value]
        ):
            assert at_work.get(reverse("people-person", args=[row.person_id])).status_code == 200
        return len(asked)

    def add() -> None:
        actions.agree_plan(
            person=row.person_id, support=row.pk, kind="support", agreed_at=NOW, own_goals="x", by=by, at=NOW
        )
        actions.give_consent(person=row.person_id, purpose="research", given_at=NOW, by=by, at=NOW)
        actions.assess_risk(person=row.person_id, assessed_at=NOW, level="low", by=by, at=NOW)

    add()
    counted()
    before = counted()
    for _ in range(5):
        add()
    assert counted() == before <= 62
