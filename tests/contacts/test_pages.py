"""The pages of contacts, asked without a browser and without JavaScript."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from casework import AT, Place, boxes, sign_in
from contacts.steps import entry
from goldthread.contacts import actions
from goldthread.contacts.models import (
    Contact,
    Draft,
    EarlyWarning,
    Handover,
    StepEpisode,
    TaskSupport,
    WelfareCheck,
)
from goldthread.kernel.identifiers import new_key
from goldthread.kernel.instants import to_london
from goldthread.ledger.models import Event
from goldthread.people.models import Person
from goldthread.web.contacts.shifts import GroupForm

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>{{ 7*7 }}\u202e'\"><img src=x onerror=alert(1)>"


@pytest.fixture
def client(place: Place) -> Client:
    made = Client()
    sign_in(made, place.workers["support_worker"])
    return made


def sent(**values: Any) -> dict[str, Any]:
    """What the form sends for the common contact."""
    usual = {"mode": "01", "outcome": "made", "when": "now", "minutes": "30", "sent_key": new_key()}
    return {**usual, "task:Cooking": "prompted", "task:Post and bills": "", **values}


def test_the_common_contact_without_javascript(
    client: Client, place: Place, known: tuple[Person, list[str]]
) -> None:
    person, signs = known
    page = client.get(f"/people/{person.pk}/contact/")
    text = page.content.decode()
    assert page.status_code == 200 and "Ben Sample" in text and "Post and bills" in text
    # No support level is chosen for the worker.
    for task in ("Cooking", "Post and bills", "Telephone calls"):
        assert f'name="task:{task}" value="independent" checked' not in text
    assert Event.objects.filter(verb="look", people__person=person.pk).exists()
    answer = client.post(f"/people/{person.pk}/contact/", sent(sign=signs[0], next_step="as_planned"))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/today/")
    row = Contact.every.get()
    assert (row.minutes, row.two_way, row.warnings_checked) == (30, True, True)
    assert timedelta(minutes=29) < datetime.now(UTC) - row.happened_at < timedelta(minutes=32)
    assert [task.task for task in TaskSupport.every.all()] == ["Cooking"]


def test_signs_over_the_threshold_lead_to_a_step_up(client: Client, known: tuple[Person, list[str]]) -> None:
    person, signs = known
    answer = client.post(f"/people/{person.pk}/contact/", sent(sign=signs[:2]), follow=True)
    text = answer.content.decode()
    assert answer.redirect_chain[0][0].startswith(f"/people/{person.pk}/step-up/?warning=")
    assert "threshold of the plan is crossed" in text
    warning = EarlyWarning.every.get(threshold_crossed=True)
    form = {"reason": "Two signs", "same_day_offer": "yes", "warning": warning.pk}
    assert client.post(f"/people/{person.pk}/step-up/", form).status_code == 302
    episode = StepEpisode.every.get()
    assert episode.early_warning_id == warning.pk
    page = f"/step-ups/{episode.pk}/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"doing": "check_in"}).status_code == 302
    assert client.post(page, {"doing": "act", "what": HOSTILE}).status_code == 302
    assert client.post(page, {"doing": "agree", "plan": "Visits halve"}).status_code == 302
    today = datetime.now(UTC).date()
    days = {"day": today.day, "month": today.month, "year": today.year}
    reviewed = {f"reviewed_on_{part}": value for part, value in days.items()}
    assert client.post(page, {"doing": "review", "decision": "less", **reviewed}).status_code == 302
    reached = {f"reached_on_{part}": value for part, value in days.items()}
    assert client.post(page, {"doing": "milestone", "kind": "fewer_visits", **reached}).status_code == 302
    assert client.post(page, {"doing": "end", "ended_on_day": "40"}).status_code == 422
    ended = {f"ended_on_{part}": value for part, value in days.items()}
    end = {"doing": "end", "reason": "Sleeps", "back_to_baseline": "yes", **ended}
    assert client.post(page, end).status_code == 302
    text = client.get(page).content.decode()
    assert "back at the usual level" in text and "<script>alert" not in text


@pytest.mark.parametrize(
    "values, sentence",
    [
        ({"mode": ""}, "Choose how the contact was held."),
        ({"mode": "' OR 1=1"}, "Choose how the contact was held."),
        ({"when": "earlier"}, "Enter the day and the time"),
        ({"when": "earlier", "day": "2026-02-31", "time": "10:00"}, "Enter a real day"),
        ({"when": "earlier", "day": "2999-01-01", "time": "10:00"}, "once it has happened"),
        ({"minutes": "other"}, "Enter how many minutes"),
        ({"outcome": "no_reply", "task:Cooking": "prompted", "mode": ""}, "Choose how"),
        ({"task:Cooking": "a bit"}, "support given with a task"),
        ({"sign": "gone"}, "in no plan of theirs"),
        ({"contact_with": "employer"}, "No consent for this is in force"),
        ({"written_at": "2020-01-01T00:00:00Z"}, "too long ago"),
    ],
)
def test_faults_stand_beside_what_was_written(
    client: Client, known: tuple[Person, list[str]], values: dict[str, str], sentence: str
) -> None:
    answer = client.post(f"/people/{known[0].pk}/contact/", sent(note=HOSTILE, **values))
    text = answer.content.decode()
    assert answer.status_code == 422 and "<title>Error: " in text
    assert sentence in text
    assert "&lt;script&gt;alert(1)" in text and "<script>alert" not in text
    assert not Contact.every.exists()


def test_characters_that_a_database_does_not_bear(
    client: Client, place: Place, known: tuple[Person, list[str]]
) -> None:
    person, me = known[0].pk, place.workers["support_worker"].pk
    nul = "a\0b"
    for values in ({"task:" + nul: "prompted"}, {"sign": nul}, {"note": nul}, {"second_person": nul}):
        assert client.post(f"/people/{person}/contact/", sent(**values)).status_code == 422
    assert client.post("/contacts/send/", sent(person=nul, author=me)).status_code == 422
    draft = {"person": person, "author": me, "note": nul, nul: nul}
    assert client.post("/contacts/draft/", draft).status_code == 200
    assert client.post("/contacts/draft/", {**draft, "person": nul}).status_code in (200, 422)
    assert client.get(f"/people/{person}/step-up/?warning=%00").status_code == 200
    assert client.get("/contacts/%00/").status_code == 404
    assert not Contact.every.exists()


def test_the_lawful_way_on_is_recorded(client: Client, place: Place, known: tuple[Person, list[str]]) -> None:
    way = {
        "contact_with": "landlord",
        "recipient": "A landlord",
        "lawful_reason": "Fire in the flat",
        "second_person": place.workers["team_leader"].pk,
    }
    assert client.post(f"/people/{known[0].pk}/contact/", sent(**way)).status_code == 302
    check = Contact.every.select_related("sharing_check").get().sharing_check
    assert check.second_person_id == place.workers["team_leader"].pk


def test_a_phone_sends_once_and_is_answered_plainly(
    client: Client, place: Place, known: tuple[Person, list[str]]
) -> None:
    person = known[0]
    me = place.workers["support_worker"].pk
    form = sent(person=person.pk, author=me, written_at=datetime.now(UTC).isoformat())
    first = client.post("/contacts/send/", form)
    assert (first.status_code, json.loads(first.content)) == (201, {"next": "/today/"})
    assert client.post("/contacts/send/", form).status_code == 200
    assert Contact.every.count() == 1
    wrong = client.post("/contacts/send/", {**form, "sent_key": new_key(), "mode": ""})
    assert wrong.status_code == 422 and json.loads(wrong.content)["faults"]
    unseen = client.post("/contacts/send/", {**form, "sent_key": new_key(), "person": "nobody"})
    assert unseen.status_code == 422


def test_another_session_cannot_send_it(
    client: Client, place: Place, known: tuple[Person, list[str]]
) -> None:
    form = sent(person=known[0].pk, author=place.workers["support_worker"].pk)
    other = Client()
    sign_in(other, place.workers["team_leader"])
    assert other.post("/contacts/send/", form).status_code == 409
    nobody = Client().post("/contacts/send/", form, headers={"accept": "application/json"})
    assert nobody.status_code == 401
    assert not Contact.every.exists()


def test_drafts_come_back_to_their_author(
    client: Client, place: Place, known: tuple[Person, list[str]]
) -> None:
    person, me = known[0], place.workers["support_worker"].pk
    form = {"person": person.pk, "author": me, "mode": "02", "note": HOSTILE, "task:Cooking": "supported"}
    assert client.post("/contacts/draft/", form).status_code == 200
    text = client.get(f"/people/{person.pk}/contact/").content.decode()
    assert "Your draft of" in text and "&lt;script&gt;" in text
    assert 'name="task:Cooking" value="supported" checked' in text
    leader = Client()
    sign_in(leader, place.workers["team_leader"])
    assert "Your draft of" not in leader.get(f"/people/{person.pk}/contact/").content.decode()
    client.post(f"/people/{person.pk}/contact/", sent())
    assert not Draft.every.exists()


def test_correcting_and_taking_out(client: Client, place: Place, known: tuple[Person, list[str]]) -> None:
    row = actions.record_contact(
        entry(known[0], tasks={"Cooking": "prompted"}), by=place.scope("support_worker"), at=AT
    ).contact
    page = f"/contacts/{row.pk}/correct/"
    assert client.get(page).status_code == 200
    form = {
        "day_day": "22",
        "day_month": "11",
        "day_year": "2026",
        "time": "10:30",
        "minutes": "45",
        "mode": "02",
        "outcome": "made",
        "contact_with": "person",
        "note": "",
        "version": "1",
        "task:Cooking": "supported",
        "task:Sailing": "supported",
        "reason": "Wrong day",
    }
    assert client.post(page, form).status_code == 302
    changed = Contact.every.get()
    assert (changed.minutes, changed.mode, changed.version) == (45, "02", 2)
    assert set(TaskSupport.every.filter(voided=False).values_list("task", "level")) == {
        ("Cooking", "supported")
    }
    # The second editor, with the form opened before, is shown both.
    answer = client.post(page, {**form, "minutes": "50"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "As it stands now" in text and "45 minutes" in text and 'value="50"' in text
    assert "Wrong day" in client.get(f"/contacts/{row.pk}/").content.decode()
    out = {"reason": "Wrong person", "version": "1"}
    shown = client.post(f"/contacts/{row.pk}/take-out/", out).content.decode()
    assert "Someone else changed this" in shown and 'name="version" value="2"' in shown
    assert client.post(f"/contacts/{row.pk}/take-out/", {**out, "version": "2"}).status_code == 302
    listed = client.get(f"/people/{known[0].pk}/contacts/").content.decode()
    assert "Taken out: entered in error" in listed


def test_what_is_refused_is_kept_as_a_draft(client: Client, known: tuple[Person, list[str]]) -> None:
    page = f"/people/{known[0].pk}/contact/"
    refused = client.post(page, sent(contact_with="employer", note="They spoke of shifts."))
    assert refused.status_code == 422 and "is kept as your draft" in refused.content.decode()
    back = client.get(page).content.decode()
    assert "Your draft of" in back and "They spoke of shifts." in back
    assert client.post(page, sent()).status_code == 302
    assert not Draft.every.exists()


def test_a_contact_that_comes_late_leaves_the_draft_of_another(
    client: Client, place: Place, known: tuple[Person, list[str]]
) -> None:
    person, me = known[0], place.workers["support_worker"].pk
    kept = {"person": person.pk, "author": me, "begun": "the second", "note": "Half written."}
    assert client.post("/contacts/draft/", kept).status_code == 200
    late = sent(person=person.pk, author=me, begun="the first")
    assert client.post("/contacts/send/", late).status_code == 201
    assert Draft.every.count() == 1
    assert 'name="begun" value="the second"' in client.get(f"/people/{person.pk}/contact/").content.decode()
    assert (
        client.post("/contacts/send/", {**late, "sent_key": new_key(), "begun": "the second"}).status_code
        == 201
    )
    assert not Draft.every.exists()


def test_a_draft_that_lay_is_not_of_just_now(client: Client, known: tuple[Person, list[str]]) -> None:
    page = f"/people/{known[0].pk}/contact/"
    client.post(page, sent(contact_with="employer"))
    fresh = client.get(page).content.decode()
    assert 'name="when" value="now" checked' in fresh
    Draft.every.update(changed_at=datetime(2026, 11, 20, 14, 50, tzinfo=UTC))
    stale = client.get(page).content.decode()
    assert 'name="when" value="earlier" checked' in stale and "Your draft of 20 November, 14:50" in stale
    assert 'value="2026-11-20"' in stale and 'value="14:20"' in stale


def test_consent_of_an_hour_ago_covers_what_was_just_said(
    client: Client, known: tuple[Person, list[str]]
) -> None:
    person, now = known[0], to_london(datetime.now(UTC))
    given = {"purpose": "employer_liaison", "how": "spoken", **boxes("given_on", now.date())}
    assert client.post(f"/people/{person.pk}/consent/", given).status_code == 303
    page, told = f"/people/{person.pk}/contact/", sent(contact_with="employer")
    assert client.post(page, told).status_code == 422  # it began half an hour before the consent
    before = now - timedelta(hours=1)
    if before.date() == now.date():
        given["given_clock"] = f"{before:%H:%M}"
    else:
        given |= boxes("given_on", before.date())
    assert client.post(f"/people/{person.pk}/consent/", given).status_code == 303
    assert client.post(page, told).status_code == 302


def test_a_group_sent_again_says_what_it_keeps(
    client: Client, place: Place, known: tuple[Person, list[str]]
) -> None:
    person, ada = known[0], place.person("Ada Example")
    place.support(ada)
    yesterday = datetime.now(UTC) - timedelta(days=1)
    told = {"time": "10:00", "minutes": "60", "sent_key": new_key(), **boxes("day", yesterday.date())}

    def answer(**more: Any) -> str:
        return str(client.post("/contacts/group/", {**told, **more}, follow=True).content.decode())

    assert "Group contact recorded for 1 person." in answer(people=[person.pk])
    again = answer(people=[person.pk], minutes="90")
    assert "For 1 it had arrived already and stays as it was" in again
    both = answer(people=[person.pk, ada.pk])
    assert "recorded for 1 person. For 1 it had arrived already" in both
    assert set(Contact.every.values_list("minutes", flat=True)) == {60}


def test_a_group_of_too_many_is_refused_whole() -> None:
    rows = [(f"p{number}", "Ben Sample") for number in range(61)]
    told = {"time": "10:00", "minutes": "60", "sent_key": "k", **boxes("day", AT.date())}
    form = GroupForm({**told, "people": [key for key, _ in rows]}, rows=rows)
    assert form.errors["people"] == [
        "A group contact holds at most 60 people, 61 are chosen. Record two groups."
    ]


def test_welfare_warning_group_and_handover(
    client: Client, place: Place, known: tuple[Person, list[str]]
) -> None:
    person, signs = known
    ada = place.person("Ada Example")
    place.support(ada)
    for _ in range(2):
        client.post(f"/people/{person.pk}/contact/", sent(outcome="no_reply", **{"task:Cooking": ""}))
    check = WelfareCheck.every.get()
    assert client.get(f"/welfare-checks/{check.pk}/").status_code == 200
    assert client.post(f"/welfare-checks/{check.pk}/", {"finding": ""}).status_code == 422
    assert client.post(f"/welfare-checks/{check.pk}/", {"finding": HOSTILE}).status_code == 302
    assert "<script>alert" not in client.get(f"/welfare-checks/{check.pk}/").content.decode()
    client.post(f"/people/{person.pk}/contact/", sent(sign=signs[0]))
    warning = EarlyWarning.every.get()
    assert client.get(f"/warnings/{warning.pk}/").status_code == 200
    assert client.post(f"/warnings/{warning.pk}/", {"what": "Rang"}).status_code == 302
    group = {
        "people": [person.pk, ada.pk],
        "day_day": "20",
        "day_month": "11",
        "day_year": "2026",
        "time": "10:00",
        "minutes": "90",
        "note": "Gardening",
        "sent_key": new_key(),
    }
    before = Contact.every.count()
    for _ in range(2):
        assert client.post("/contacts/group/", group).status_code == 302
    assert Contact.every.count() == before + 2
    assert len(set(Contact.every.exclude(group_key="").values_list("group_key", flat=True))) == 1
    note = {"team": place.teams["north"].pk, "words": HOSTILE, "about": ada.pk, "about_words": "Cold flat"}
    assert client.post("/handovers/", note).status_code == 302
    row = Handover.every.get()
    leader = Client()
    sign_in(leader, place.workers["team_leader"])
    text = leader.get("/handovers/").content.decode()
    assert "Cold flat" in text and "<script>alert" not in text
    assert leader.post(f"/handovers/{row.pk}/read/").status_code == 302
    assert Handover.every.get().read_by_id == place.workers["team_leader"].pk


@pytest.mark.parametrize("role", ["specialist", "analyst", "administrator"])
def test_who_does_not_reach_the_person_finds_nothing(
    place: Place, known: tuple[Person, list[str]], role: str
) -> None:
    person, _ = known
    told = actions.record_contact(entry(person), by=place.scope("support_worker"), at=AT)
    asker = Client()
    sign_in(asker, place.workers[role])
    for path in (
        f"/people/{person.pk}/contact/",
        f"/people/{person.pk}/contacts/",
        f"/people/{person.pk}/step-up/",
        f"/contacts/{told.contact.pk}/",
        f"/contacts/{told.contact.pk}/correct/",
    ):
        answer = asker.get(path)
        assert answer.status_code in (403, 404, 422), path
        assert "Ben Sample" not in answer.content.decode()


def test_the_worker_script_and_the_page_without_names() -> None:
    nobody = Client()
    script = nobody.get("/capture-worker.js")
    assert (script.status_code, script.headers["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert "worker-src" in script.headers["Content-Security-Policy"]
    assert nobody.get("/contacts/unsent/").status_code == 200
