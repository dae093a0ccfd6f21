"""Whose records an account saw: for those who audit, within their organisation."""

from __future__ import annotations

import pytest
from django.test import Client

from casework import Place, sign_in
from goldthread.ledger.models import Event


def asked(place: Place) -> dict[str, str]:
    return {
        "worker": place.workers["support_worker"].pk,
        "first_day": "1", "first_month": "1", "first_year": "2026",
        "last_day": "31", "last_month": "12", "last_year": "2099",
    }  # fmt: skip


@pytest.mark.parametrize("role", ["manager", "quality_lead", "auditor"])
def test_those_who_audit_see_whom_an_account_saw(place: Place, client: Client, role: str) -> None:
    seen, _ = place.person("Ben Sample"), place.person("Cleo Specimen")
    worker = Client()
    sign_in(worker, place.workers["support_worker"])
    assert worker.get(f"/people/{seen.pk}/").status_code == 200
    sign_in(client, place.workers[role])
    assert client.get("/who-looked/").status_code == 200
    page = client.post("/who-looked/", asked(place)).content.decode()
    assert "Ben Sample" in page
    assert "Cleo Specimen" not in page
    assert Event.objects.filter(verb="look", by=place.workers[role].told_as).exists()


def test_days_in_the_wrong_order_are_refused(place: Place, client: Client) -> None:
    sign_in(client, place.workers["manager"])
    answer = client.post("/who-looked/", asked(place) | {"last_year": "2020"})
    assert answer.status_code == 422
    assert "before the first" in answer.content.decode()


@pytest.mark.parametrize("role", ["support_worker", "analyst", "commissioner", "administrator"])
def test_others_do_not(place: Place, client: Client, role: str) -> None:
    sign_in(client, place.workers[role])
    assert client.get("/who-looked/").status_code == 403
