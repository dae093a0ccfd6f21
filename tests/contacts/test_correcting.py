"""Correcting a contact asks for the person's consent as recording it does, and refuses what cannot be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from casework import AT, Place, boxes, sign_in, text
from contacts.steps import entry
from goldthread.contacts import actions
from goldthread.contacts.models import Contact
from goldthread.kernel.identifiers import new_key
from goldthread.kernel.refusals import Refused
from goldthread.people import actions as people
from goldthread.people.models import Person, SharingCheck

NO_CONSENT = "No consent for this is in force"
HOUR = timedelta(hours=1)


@pytest.fixture
def person(known: tuple[Person, list[str]]) -> Person:
    return known[0]


def recorded(place: Place, person: Person, **told: Any) -> Contact:
    return actions.record_contact(entry(person, **told), by=place.scope("support_worker"), at=AT).contact


def corrected(place: Place, row: Contact, **told: Any) -> Contact:
    by = place.scope("support_worker")
    return actions.correct_contact(row.pk, version=row.version, reason="A slip", by=by, at=AT, **told)


def consent(place: Place, person: Person, given_at: datetime) -> None:
    by = place.scope("support_worker")
    people.give_consent(person=person.pk, purpose="employer_liaison", given_at=given_at, by=by, at=AT)


def test_corrected_to_an_employer_it_needs_consent_of_that_moment(place: Place, person: Person) -> None:
    row = recorded(place, person, happened_at=AT - 5 * HOUR)
    with pytest.raises(Refused, match=NO_CONSENT):
        corrected(place, row, contact_with="employer")
    consent(place, person, AT - 2 * HOUR)
    with pytest.raises(Refused, match=NO_CONSENT):
        corrected(place, row, contact_with="employer")
    row.refresh_from_db()
    assert (row.contact_with, row.version) == ("person", 1)
    row = corrected(place, row, contact_with="employer", happened_at=AT - HOUR)
    assert row.sharing_check is not None and row.sharing_check.consent is not None


def test_moved_to_before_the_consent_it_is_refused(place: Place, person: Person) -> None:
    consent(place, person, AT - 2 * HOUR)
    row = recorded(place, person, contact_with="employer", happened_at=AT - HOUR)
    with pytest.raises(Refused, match=NO_CONSENT):
        corrected(place, row, happened_at=AT - 3 * HOUR)
    assert corrected(place, row, note="They meet on Monday.").version == 2
    assert SharingCheck.every.count() == 1


def test_a_lawful_reason_once_agreed_holds_for_the_corrected_contact(place: Place, person: Person) -> None:
    second = place.workers["team_leader"].pk
    sharing = actions.Sharing(lawful_reason="A risk to life", second_person=second)
    row = recorded(place, person, contact_with="employer", sharing=sharing)
    assert corrected(place, row, happened_at=AT - 3 * HOUR).sharing_check_id == row.sharing_check_id
    tried = recorded(place, person, contact_with="landlord", outcome="no_reply")
    with pytest.raises(Refused, match=NO_CONSENT):
        corrected(place, tried, outcome="made")
    assert corrected(place, tried, outcome="made", sharing=sharing).sharing_check is not None


def test_the_page_leads_on_lawfully(place: Place, person: Person) -> None:
    row = recorded(place, person)
    client = Client()
    sign_in(client, place.workers["support_worker"])
    page = f"/contacts/{row.pk}/correct/"
    day = (row.happened_at - timedelta(days=1)).date()
    sent = {"time": "10:30", "mode": "02", "outcome": "made", "contact_with": "employer", "version": "1"}
    sent |= {**boxes("day", day), "reason": "Wrong"}
    refused = client.post(page, sent)
    assert refused.status_code == 422
    assert NO_CONSENT in text(refused) and 'name="second_person"' in text(refused)
    lawful = {"lawful_reason": "A risk to life", "second_person": place.workers["team_leader"].pk}
    assert client.post(page, {**sent, **lawful}).status_code == 302
    row.refresh_from_db()
    assert row.sharing_check is not None and row.sharing_check.lawful_reason == "A risk to life"


def test_a_year_that_is_a_slip_is_refused_and_not_a_fault(place: Place, person: Person) -> None:
    first = datetime(1, 1, 1, 12, tzinfo=UTC)
    with pytest.raises(Refused, match="four figures"):
        recorded(place, person, happened_at=first, outcome="no_reply")
    row = recorded(place, person)
    with pytest.raises(Refused, match="four figures"):
        corrected(place, row, happened_at=first)
    client = Client()
    sign_in(client, place.workers["support_worker"])
    by_hand = {"mode": "01", "outcome": "made", "when": "earlier", "day": "0026-11-20", "time": "10:00"}
    answer = client.post(f"/people/{person.pk}/contact/", {**by_hand, "sent_key": new_key()})
    assert answer.status_code == 422 and "four figures" in text(answer)
    for number in ("²", "9" * 5_000, "-1", "x"):
        assert client.get(f"/people/{person.pk}/contacts/", {"page": number}).status_code == 200
