"""Whether records of two organisations are of one person: asked by one, decided by both, both told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

import casework
from casework import AT, Place
from goldthread.access.rules import NotAllowed
from goldthread.access.scope import Scope
from goldthread.kernel.refusals import Refused
from goldthread.ledger.models import Event, EventPerson
from goldthread.people import actions, queries
from goldthread.people.models import MatchDecision, Person, SamePerson

LATER = AT + timedelta(hours=2)
WHY = "Both give the same birth date and the same address."


@pytest.fixture
def other(place: Place) -> Place:
    """Another organisation."""
    return casework.organisation("Other Homes")


@pytest.fixture
def pair(place: Place, other: Place) -> tuple[Person, Person]:
    """One person, known to both."""
    return place.person("Ben Sample"), other.person("Benjamin Sample")


def asked(place: Place, other: Place, pair: tuple[Person, Person], **told: Any) -> MatchDecision:
    wanted = {"partner": other.organisation.pk, "their_key": pair[1].pk, "reason": WHY, **told}
    return actions.propose_match(pair[0], **wanted, by=place.scope("quality_lead"), at=AT)


def waiting(other: Place) -> MatchDecision:
    (one,) = queries.matches_to_decide(seen_by=other.scope("manager"))
    return one


def test_both_decide_and_a_link_is_made(place: Place, other: Place, pair: tuple[Person, Person]) -> None:
    ours = asked(place, other, pair)
    assert ours.same is True and not SamePerson.every.exists()
    theirs = waiting(other)
    assert (theirs.person, theirs.partner, theirs.asked_why) == (pair[1], place.organisation, WHY)
    actions.decide_match(theirs, same=True, reason="We rang them.", by=other.scope("manager"), at=LATER)
    link = SamePerson.every.get()
    assert (link.person, link.other, link.recipient) == (pair[0], pair[1], other.organisation)
    assert (link.decision, link.consent, link.enquiry, link.taken_at) == (ours, None, None, LATER)
    assert not queries.matches_to_decide(seen_by=other.scope("manager"))
    # Neither sees the other's record, nor what the other wrote of it.
    sides = [(*pair, place.scope("manager")), (pair[1], pair[0], other.scope("manager"))]
    for here, there, scope in sides:
        assert queries.person(there.pk, seen_by=scope) is None
        (told,) = queries.matches(here.pk, seen_by=scope)
        assert told.linked and told.person == here


def test_a_second_thought_voids_the_link_and_keeps_what_was(
    place: Place, other: Place, pair: tuple[Person, Person]
) -> None:
    asked(place, other, pair)
    by = other.scope("quality_lead")
    first = actions.decide_match(waiting(other), same=True, reason="We rang them.", by=by, at=AT)
    with pytest.raises(Refused, match="decided already"):
        actions.decide_match(first, same=True, reason="Again.", by=by, at=LATER)
    second = actions.decide_match(first, same=False, reason="Two brothers.", by=by, at=LATER)
    assert SamePerson.every.get().voided
    first.refresh_from_db()
    assert (first.same, first.reason, second.same) == (True, "We rang them.", False)
    with pytest.raises(Refused, match="decided again since"):
        actions.decide_match(first, same=False, reason="Late.", by=by, at=LATER)
    third = LATER + timedelta(hours=1)
    actions.decide_match(second, same=True, reason="One after all.", by=by, at=third)
    assert [one.voided for one in SamePerson.every.order_by("recorded_at")] == [True, False]


def test_what_the_other_side_no_longer_has_cannot_be_decided(
    place: Place, other: Place, pair: tuple[Person, Person]
) -> None:
    ours = asked(place, other, pair)
    theirs = waiting(other)
    ours.change(version=ours.version, at=AT, voided=True)
    with pytest.raises(Refused, match="no longer has its part"):
        actions.decide_match(theirs, same=True, reason="Yes.", by=other.scope("manager"), at=LATER)
    assert not SamePerson.every.exists()


def test_no_is_an_answer_and_makes_no_link(place: Place, other: Place, pair: tuple[Person, Person]) -> None:
    asked(place, other, pair)
    by = other.scope("manager")
    actions.decide_match(waiting(other), same=False, reason="Another birth date.", by=by, at=LATER)
    assert not SamePerson.every.exists()
    (told,) = queries.matches(pair[0].pk, seen_by=place.scope("manager"))
    assert (told.theirs, told.theirs_at, told.linked, told.same) == (False, LATER, False, True)


def test_the_ledger_is_told_on_both_sides_and_keeps_no_words(
    place: Place, other: Place, pair: tuple[Person, Person]
) -> None:
    asked(place, other, pair)
    by = other.scope("manager")
    actions.decide_match(waiting(other), same=True, reason="We rang them.", by=by, at=LATER)

    def told(person: Person, where: Place) -> list[str]:
        events = EventPerson.objects.filter(person=person.pk, event__organisation=where.organisation.pk)
        return list(events.order_by("event__at", "id").values_list("event__verb", flat=True))

    assert told(pair[0], place) == ["people.propose_match", "people.link_people"]
    assert told(pair[1], other) == ["people.ask_match", "people.decide_match"]
    assert not EventPerson.objects.filter(person=pair[0].pk, event__organisation=other.organisation.pk)
    assert not EventPerson.objects.filter(person=pair[1].pk, event__organisation=place.organisation.pk)
    said = " ".join(str(one.content) for one in Event.objects.all())
    assert "rang" not in said and WHY not in said


@pytest.mark.parametrize("role", ["support_worker", "team_leader", "analyst", "auditor", "administrator"])
def test_only_those_who_answer_for_the_record_decide(
    place: Place, other: Place, pair: tuple[Person, Person], role: str
) -> None:
    wanted = {"partner": other.organisation.pk, "their_key": pair[1].pk, "reason": WHY}
    with pytest.raises(NotAllowed, match="managers and quality leads"):
        actions.propose_match(pair[0], **wanted, by=place.scope(role), at=AT)
    asked(place, other, pair)
    open_one = waiting(other)
    with pytest.raises(NotAllowed):
        actions.decide_match(open_one, same=True, reason=WHY, by=other.scope(role), at=AT)
    assert not queries.matches_to_decide(seen_by=other.scope(role))


def test_what_cannot_be_asked_is_refused_in_a_sentence(
    place: Place, other: Place, pair: tuple[Person, Person]
) -> None:
    by = place.scope("manager")

    def refused(words: str, who: Scope = by, **told: Any) -> None:
        wanted = {"partner": other.organisation.pk, "their_key": pair[1].pk, "reason": WHY, **told}
        with pytest.raises(Refused, match=words):
            actions.propose_match(pair[0], **wanted, by=who, at=AT)

    refused("has no record with this key", their_key="a" * 26)
    refused("has no record with this key", their_key="\x00'; --")
    refused("has no record with this key", their_key=pair[0].pk)  # a key of their own
    refused("Choose another organisation", partner=place.organisation.pk)
    refused("reason", reason="  ")
    refused("not among those you work with", who=other.scope("manager"))
    asked(place, other, pair, their_key=f" {pair[1].pk.upper()[:13]} {pair[1].pk[13:]} ")  # as it is read out
    refused("was asked about this record already")
    actions.decide_match(waiting(other), same=True, reason=WHY, by=other.scope("manager"), at=AT)
    refused("linked with that record of Other Homes already")
    with pytest.raises(Refused, match="not among those you work with"):
        actions.decide_match(MatchDecision.every.get(asks=False), same=False, reason=WHY, by=by, at=AT)


def sent(client: Client, page: str, /, *keys: str, **told: Any) -> Any:
    return client.post(reverse(page, args=keys), told)


def test_two_organisations_decide_on_their_pages(
    client: Client, place: Place, other: Place, pair: tuple[Person, Person]
) -> None:
    ours, theirs = (str(one.pk) for one in pair)
    casework.sign_in(client, place.workers["quality_lead"])
    assert ours in client.get(reverse("people-match", args=[ours])).content.decode()  # to be read out
    wanted = {"partner": other.organisation.pk, "their_key": theirs, "reason": f"{WHY} <script>"}
    again = sent(client, "people-match", ours, **{**wanted, "their_key": "b" * 26})
    assert again.status_code == 422 and "has no record with this key" in again.content.decode()
    assert sent(client, "people-match", ours, **wanted).status_code == 303
    page = client.get(reverse("people-consent", args=[ours])).content.decode()
    assert "They have not decided yet: Other Homes" in page and "Benjamin" not in page

    there = Client()
    casework.sign_in(there, other.workers["manager"])
    waits = there.get(reverse("people-waiting")).content.decode()
    assert "1 person is asked about by another organisation" in waits
    page = there.get(reverse("people-matches")).content.decode()
    assert "Benjamin Sample" in page and "Example Homes" in page
    key = waiting(other).pk
    page = there.get(reverse("people-match-decide", args=[key])).content.decode()
    assert f"{WHY} &lt;script&gt;" in page and "Ben Sample" not in page
    assert sent(there, "people-match-decide", key, reason="Rang").status_code == 422
    assert sent(there, "people-match-decide", key, same="yes", reason="Rang them").status_code == 303
    page = there.get(reverse("people-consent", args=[theirs])).content.decode()
    assert "One person, say both: Example Homes" in page and "Think again" in page
    page = client.get(reverse("people-consent", args=[ours])).content.decode()
    assert "One person, say both: Other Homes" in page and "Rang" not in page
    assert client.get(reverse("people-match-decide", args=[key])).status_code == 404


def test_who_may_not_decide_sees_that_it_was_decided(
    client: Client, place: Place, other: Place, pair: tuple[Person, Person]
) -> None:
    asked(place, other, pair)
    casework.sign_in(client, other.workers["support_worker"])
    page = client.get(reverse("people-consent", args=[pair[1].pk])).content.decode()
    assert "To decide here: Example Homes" in page and "people-match" not in page and "/match" not in page
    assert "asked about" not in client.get(reverse("people-waiting")).content.decode()
    for address in (reverse("people-matches"), reverse("people-match", args=[pair[1].pk])):
        assert client.get(address).status_code == 403
