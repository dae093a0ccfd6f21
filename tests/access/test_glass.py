"""Breaking the glass: with a reason, for an hour, told to the ledger, shown to the person's team leader."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

import casework
from casework import AT, Place, sign_in
from goldthread.access import actions, queries
from goldthread.access.models import BreakGlass
from goldthread.access.rules import Role
from goldthread.kernel.refusals import Refused
from goldthread.ledger.models import Event, EventPerson
from goldthread.people.models import Person

REASON = "Rang the on-call phone in distress; own worker is away."
MAY = (Role.SUPPORT_WORKER, Role.SPECIALIST, Role.TEAM_LEADER, Role.MANAGER)


def test_it_opens_one_person_for_an_hour_and_no_longer(place: Place) -> None:
    away, other = place.person("Ben Sample", team="south"), place.person("Cleo Specimen", team="south")
    by = place.scope("support_worker")
    assert not Person.objects.seen_by(by).exists()
    actions.break_glass(away.pk, REASON, by=by, at=AT)
    for minutes, seen in ((0, True), (59, True), (60, False)):
        then = place.scope("support_worker", AT + timedelta(minutes=minutes))
        assert Person.objects.seen_by(then).filter(pk=away.pk).exists() is seen
        assert not Person.objects.seen_by(then).filter(pk=other.pk).exists()


def test_it_is_told_in_the_same_transaction_without_its_reason(place: Place) -> None:
    away = place.person(team="south")
    opened = actions.break_glass(away.pk, REASON, by=place.scope("support_worker"), at=AT)
    told = Event.objects.get(verb="access.break_glass")
    assert told.subjects == [["access.breakglass", opened.pk]]
    assert EventPerson.objects.get(event=told).person == away.pk
    assert "distress" not in (told.content or "")


def test_a_fault_in_telling_opens_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the ledger cannot be written")

    away = place.person(team="south")
    monkeypatch.setattr(actions, "tell", fail)
    with pytest.raises(RuntimeError):
        actions.break_glass(away.pk, REASON, by=place.scope("support_worker"), at=AT)
    assert not BreakGlass.objects.exists()


@pytest.mark.parametrize("reason", ["", "urgent", "x" * 19, " " * 40, "a   b  " + " " * 30])
def test_a_reason_is_said(place: Place, reason: str) -> None:
    away = place.person(team="south")
    with pytest.raises(Refused, match="at least 20 letters"):
        actions.break_glass(away.pk, reason, by=place.scope("support_worker"), at=AT)


@pytest.mark.parametrize("role", list(Role))
def test_only_casework_roles_break_glass(place: Place, role: Role) -> None:
    away, by = place.person(team="south"), place.scope(role.value)
    if role in MAY:
        assert actions.break_glass(away.pk, REASON, by=by, at=AT).worker == place.workers[role.value]
    else:
        with pytest.raises(Refused, match="cannot open a record"):
            actions.break_glass(away.pk, REASON, by=by, at=AT)


def test_nobody_of_another_organisation_is_opened(place: Place) -> None:
    elsewhere = casework.organisation("Sample Trust").person(team="south")
    with pytest.raises(Refused, match="no such person in your organisation"):
        actions.break_glass(elsewhere.pk, REASON, by=place.scope("support_worker"), at=AT)


def test_the_leader_of_the_person_s_team_is_shown_it_until_it_is_seen(place: Place) -> None:
    home = place.person(team="north")
    specialist, leader = place.scope("specialist"), place.scope("team_leader")
    opened = actions.break_glass(home.pk, REASON, by=specialist, at=AT)
    assert list(queries.alerts(seen_by=leader)) == [opened]
    assert list(queries.alerts(seen_by=place.scope("manager"))) == [opened]
    assert not queries.alerts(seen_by=specialist).exists()
    away = actions.break_glass(place.person(team="south").pk, REASON, by=specialist, at=AT)
    assert list(queries.alerts(seen_by=leader)) == [opened], "another team's is another leader's"
    seen = actions.see_alert(opened.pk, by=leader, at=AT)
    assert (seen.seen_by, seen.seen_at) == (place.workers["team_leader"], AT)
    assert not queries.alerts(seen_by=leader).exists()
    for alert in (opened, away):
        with pytest.raises(Refused, match="no such alert"):
            actions.see_alert(alert.pk, by=leader, at=AT)


def test_nobody_sees_their_own_away(place: Place) -> None:
    away = place.person(team="south")
    leader = place.scope("team_leader")
    own = actions.break_glass(away.pk, REASON, by=leader, at=AT)
    again = place.scope("team_leader", AT + timedelta(minutes=1))
    assert not queries.alerts(seen_by=again).exists()
    with pytest.raises(Refused, match="no such alert"):
        actions.see_alert(own.pk, by=again, at=AT)
    assert queries.alerts(seen_by=place.scope("manager")).get() == own


def test_the_pages_of_it(place: Place, client: Client) -> None:
    away = place.person("Ben Sample", team="north")
    sign_in(client, place.workers["specialist"])
    address = f"/break-glass/{away.pk}/"
    asked = client.get(address)
    assert asked.status_code == 403
    assert "beyond your reach" in asked.content.decode()
    assert "Ben Sample" not in asked.content.decode()
    short = client.post(address, {"reason": "urgent"})
    assert short.status_code == 422
    assert "<title>Error: " in short.content.decode()
    client.post(address, {"reason": REASON})
    assert BreakGlass.objects.get().person == away.pk
    leader = Client()
    sign_in(leader, place.workers["team_leader"])
    page = leader.get("/opened-records/").content.decode()
    assert "Ben Sample" in page and REASON.replace("'", "&#39;") in page
    assert EventPerson.objects.filter(person=away.pk, event__verb="look").exists()
    assert "1 record was opened beyond reach" in leader.get("/account/").content.decode()
    leader.post(f"/opened-records/{BreakGlass.objects.get().pk}/seen/")
    assert "opened beyond reach" not in leader.get("/account/").content.decode()


@pytest.mark.parametrize("role", ["support_worker", "analyst", "commissioner", "administrator"])
def test_a_key_of_elsewhere_or_of_nobody_answers_alike(place: Place, client: Client, role: str) -> None:
    elsewhere = casework.organisation("Sample Trust").person(team="south")
    sign_in(client, place.workers[role])
    answers = [client.get(f"/break-glass/{key}/") for key in (elsewhere.pk, "0" * 26)]
    assert answers[0].status_code == answers[1].status_code
    assert answers[0].status_code in (403, 404)
    # A token against forgery differs from answer to answer.
    pages = [re.sub(r'(value|data-token)="[^"]+"', "", answer.content.decode()) for answer in answers]
    assert pages[0] == pages[1]
