"""What is shared and under which consent, and what comes in through the public pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

import casework
from casework import AT, Place
from goldthread.access.scope import public_scope
from goldthread.kernel.refusals import Refused
from goldthread.ledger.models import Event
from goldthread.people import actions, queries
from goldthread.people.models import (
    Enquiry,
    SamePerson,
    SharingCheck,
    Support,
)


def north(place: Place) -> str:
    return str(place.teams["north"].pk)


def test_sharing_without_consent_is_refused_and_the_lawful_way_is_kept(place: Place) -> None:
    by = place.scope("support_worker")
    person = place.person("Ben Sample")
    wanted: dict[str, Any] = {
        "purpose": "employer_liaison",
        "recipient": "Example Bakery",
        "by": by,
        "at": AT,
    }
    with pytest.raises(Refused, match="No consent for this is in force"):
        actions.check_sharing(person, **wanted)
    with pytest.raises(Refused, match="No consent"):
        actions.check_sharing(person, lawful_reason="Danger to life", **wanted)
    own, clerk = place.workers["support_worker"].pk, place.workers["administrator"].pk
    with pytest.raises(Refused, match="somebody else"):
        actions.check_sharing(person, lawful_reason="Danger to life", second_person=own, **wanted)
    with pytest.raises(Refused, match="works with people here"):
        actions.check_sharing(person, lawful_reason="Danger to life", second_person=clerk, **wanted)
    assert not SharingCheck.every.exists()
    leader = place.workers["team_leader"]
    kept = actions.check_sharing(person, lawful_reason="Danger to life", second_person=leader.pk, **wanted)
    assert (kept.second_person, kept.consent) == (leader, None)
    given = actions.give_consent(person=person.pk, purpose="employer_liaison", given_at=AT, by=by, at=AT)
    assert actions.check_sharing(person, **wanted).consent == given
    actions.withdraw_consent(given, by=by, at=AT + timedelta(minutes=1))
    with pytest.raises(Refused, match="No consent"):
        actions.check_sharing(person, **{**wanted, "at": AT + timedelta(minutes=2)})


def test_an_employer_is_told_of_the_end_of_support_under_consent(place: Place) -> None:
    by = place.scope("support_worker")
    person = place.person("Ben Sample")
    row = place.support(person)
    day = AT.date() - timedelta(days=3)
    told: dict[str, Any] = {"support": row.pk, "ended_on": day, "end_reason": "planned", "by": by, "at": AT}
    shared: dict[str, Any] = {"light_offer_employer": True, "employer": "Example Bakery"}
    given: dict[str, Any] = {"person": person.pk, "purpose": "employer_liaison", "by": by, "at": AT}
    actions.give_consent(**given, recipient="Other Bakery", given_at=AT - timedelta(days=30))
    actions.give_consent(**given, given_at=AT)
    with pytest.raises(Refused, match="No consent for this is in force"):
        actions.end_support(**told, **shared)  # the consent came after the employer was told
    with pytest.raises(Refused, match="cannot be in the future"):
        actions.end_support(**{**told, "ended_on": date.max}, **shared)
    assert Support.every.get().ended_on is None and not SharingCheck.every.exists()
    leader = place.workers["team_leader"].pk
    ended = actions.end_support(**told, **shared, lawful_reason="They rang us", second_person=leader)
    assert (ended.ended_on, ended.light_offer_employer) == (day, True)
    check = SharingCheck.every.get()
    assert (check.person_id, check.recipient, check.second_person_id) == (person.pk, "Example Bakery", leader)
    again = place.support(person)
    under = {**told, "support": again.pk, "ended_on": AT.date()}
    actions.end_support(**under, **shared)
    assert SharingCheck.every.exclude(consent=None).count() == 1
    third = place.support(person)
    actions.end_support(**{**told, "support": third.pk}, light_offer_employer=False)
    assert SharingCheck.every.count() == 2, "where nobody was told nothing is looked for"


def test_a_person_is_handed_over_under_consent_alone(place: Place) -> None:
    by = place.scope("support_worker")
    other = casework.organisation("Other Homes")
    person = place.person("Ben Sample", phone="01632 960123")
    with pytest.raises(Refused, match="has not consented to sharing with Other Homes"):
        actions.hand_over_person(person, recipient=other.organisation.pk, by=by, at=AT)
    actions.give_consent(
        person=person.pk, purpose="partner_sharing", recipient="Other Homes", given_at=AT, by=by, at=AT
    )
    link = actions.hand_over_person(
        person, recipient=other.organisation.pk, words="Likes mornings", by=by, at=AT
    )
    with pytest.raises(Refused, match="handed over to Other Homes already"):
        actions.hand_over_person(person, recipient=other.organisation.pk, by=by, at=AT)
    theirs = other.scope("support_worker")
    assert [one.name for one in queries.enquiries(seen_by=theirs)] == ["Ben Sample"]
    assert not list(queries.enquiries(seen_by=by))
    row = actions.take_enquiry(link.enquiry_id, team=other.teams["north"].pk, by=theirs, at=AT)
    link = SamePerson.every.get()
    assert (link.person, link.other_id) == (person, row.person_id)
    assert queries.person(row.person_id, seen_by=by) is None


def test_an_enquiry_arrives_once_and_its_clock_runs_from_then(place: Place) -> None:
    public = public_scope(place.organisation.pk)
    told: dict[str, Any] = {"kind": "self_referral", "name": "Cleo Specimen", "phone": "01632 960555"}
    for _ in range(3):
        actions.receive_enquiry(sent_key="k1", by=public, at=AT - timedelta(days=2), **told)
    assert Enquiry.every.count() == 1
    assert Event.objects.filter(verb="people.receive_enquiry").count() == 1
    other = casework.organisation("Sample Trust")
    other.organisation.takes_enquiries = True
    other.organisation.save()
    with pytest.raises(Refused, match="sent elsewhere before"):
        actions.receive_enquiry(sent_key="k1", by=public_scope(other.organisation.pk), at=AT, **told)
    by = place.scope("support_worker")
    waiting = queries.waiting(seen_by=by)
    assert [(one.kind, one.name) for one in waiting] == [("enquiry", "Cleo Specimen")]
    row = actions.take_enquiry(waiting[0].pk, team=north(place), by=by, at=AT)
    assert row.received_at == AT - timedelta(days=2) and row.referral_source == "B1"
    assert [(one.kind, one.person) for one in queries.waiting(seen_by=by)] == [("referral", row.person_id)]
    with pytest.raises(Refused, match="taken on already"):
        actions.close_enquiry(waiting[0].pk, reason="No", by=by, at=AT)


def test_a_form_corrected_and_sent_again_is_an_enquiry_of_its_own(place: Place) -> None:
    by, public = place.scope("support_worker"), public_scope(place.organisation.pk)
    told: dict[str, Any] = {"kind": "self_referral", "name": "Cleo Specimen", "phone": "01632 960111"}
    mended = {**told, "phone": "01632 960222"}
    first = actions.receive_enquiry(sent_key="k1", by=public, at=AT, **told)
    actions.send_enquiry_to_team(first.pk, team=north(place), by=by, at=AT)
    second = actions.receive_enquiry(sent_key="k1", by=public, at=AT + timedelta(minutes=3), **mended)
    for again, kept in ((told, first), (mended, second)):
        assert actions.receive_enquiry(sent_key="k1", by=public, at=AT, **again).pk == kept.pk
    assert [one.phone for one in queries.enquiries(seen_by=by)] == ["01632 960111", "01632 960222"]
    assert queries.enquiries_of_form(first, seen_by=by) == [second]
    assert queries.enquiries_of_form(second, seen_by=by) == [first]
    actions.close_enquiry(first.pk, reason="The number is wrong", by=by, at=AT)
    third = actions.receive_enquiry(sent_key="k1", by=public, at=AT, **{**told, "words": "It is urgent"})
    assert third.pk not in (first.pk, second.pk) and Enquiry.every.count() == 3
    for wrong, sentence in (("", "Name is missing"), ("x" * 201, "longer than 200")):
        with pytest.raises(Refused, match=sentence):
            actions.receive_enquiry(sent_key="k1", by=public, at=AT, **{**told, "name": wrong})


@pytest.mark.parametrize(
    "told, sentence",
    [
        ({"name": ""}, "Name is missing"),
        ({"phone": ""}, "phone number or an email"),
        ({"kind": "hand_over"}, "an enquiry or a referral"),
        ({"kind": "partner"}, "who you are"),
        (
            {"kind": "partner", "partner": "Dr Example", "partner_email": "a@b.example"},
            "Ask the person first",
        ),
        ({"words": "x" * 4001}, "longer than 4,000"),
    ],
)
def test_what_an_enquiry_needs(place: Place, told: dict[str, Any], sentence: str) -> None:
    wanted: dict[str, Any] = {"kind": "enquiry", "name": "Cleo", "phone": "01632 960555", **told}
    with pytest.raises(Refused, match=sentence):
        actions.receive_enquiry(sent_key="k", by=public_scope(place.organisation.pk), at=AT, **wanted)


def test_who_takes_no_enquiries_gets_none(place: Place) -> None:
    place.organisation.takes_enquiries = False
    place.organisation.save()
    with pytest.raises(Refused, match="takes no enquiries"):
        actions.receive_enquiry(
            sent_key="k",
            kind="enquiry",
            name="Cleo",
            phone="1",
            by=public_scope(place.organisation.pk),
            at=AT,
        )
