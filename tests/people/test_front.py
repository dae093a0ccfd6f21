"""The public pages: what is kept, what is turned away."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

import casework
from casework import Place
from goldthread.people.models import Enquiry
from people.front import front_told

pytestmark = pytest.mark.django_db


def test_what_was_corrected_after_back_is_kept_too(client: Client, place: Place) -> None:
    casework.sign_in(client, place.workers["support_worker"])
    anybody = Client()
    told = front_told(sent_key="k1")
    referred = {
        "partner": "Dr Model, Example Surgery",
        "partner_email": "dr@example.org",
        "name": "Eve Model",
        "phone": "01632 960333",
        "person_agrees": "yes",
        "sent_key": "k2",
    }
    for address, form in (("/example-homes/enquiry/", told), ("/example-homes/refer/", referred)):
        for phone in (form["phone"], "01632 960999", "01632 960999"):
            page = anybody.post(address, {**form, "phone": phone})
            assert (page.status_code, page["Location"]) == (303, "/example-homes/thanks/")
        phones = (
            Enquiry.every.filter(name=form["name"]).order_by("received_at").values_list("phone", flat=True)
        )
        assert list(phones) == [form["phone"], "01632 960999"]
    first, second = Enquiry.every.filter(name="Eve Model").order_by("received_at")
    there = reverse("people-enquiry", args=[second.pk])
    assert "The same form was sent before this" in client.get(there).content.decode()
    page = client.get(reverse("people-enquiry", args=[first.pk])).content.decode()
    assert "The same form was sent again" in page and there in page


def test_a_machine_is_thanked_and_nothing_is_kept(client: Client, place: Place) -> None:
    page = client.post("/example-homes/enquiry/", front_told(website="https://spam.example"))
    assert page.status_code == 303 and not Enquiry.every.exists()


def test_floods_are_turned_away_with_a_phone_number(client: Client, place: Place) -> None:
    pages = [client.post("/example-homes/enquiry/", front_told(sent_key=f"k{n}")) for n in range(14)]
    assert [page.status_code for page in pages] == [303] * 12 + [429] * 2
    assert "01632 960001" in pages[-1].content.decode() and Enquiry.every.count() == 12
    elsewhere = client.post("/example-homes/enquiry/", front_told(sent_key="other"), REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 303


def test_who_takes_no_enquiries_has_no_page(client: Client, place: Place) -> None:
    place.organisation.takes_enquiries = False
    place.organisation.save()
    for address in ("/example-homes/enquiry/", "/example-homes/refer/", "/nobody/enquiry/"):
        assert client.get(address).status_code == 404


def test_a_partner_refers_only_with_the_persons_agreement(client: Client, place: Place) -> None:
    told = {"name": "Ben Sample", "partner": "Dr Example, Example Surgery", "partner_email": "dr@example.org"}
    refused = client.post("/example-homes/refer/", {**told, "person_agrees": "no"})
    assert refused.status_code == 422 and "Ask the person first" in refused.content.decode()
    assert client.post("/example-homes/refer/", {**told, "person_agrees": "yes"}).status_code == 303
    assert Enquiry.every.get().partner == "Dr Example, Example Surgery"


@pytest.mark.parametrize("size", [4_001, 200_000, 3_000_000])
def test_far_too_much_text_is_refused(client: Client, place: Place, size: int) -> None:
    page = client.post("/example-homes/enquiry/", front_told(words="x" * size))
    assert page.status_code == (422 if size < 2_000_000 else 400) and not Enquiry.every.exists()
