"""What the contract says of who comes in, and for how long, stands where it is decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from casework import AT, Place, sign_in, text
from contracts.agreeing import agreed, specification
from goldthread.contracts import queries
from goldthread.contracts.specification.declared import Criterion, Duration
from goldthread.people import actions
from goldthread.people.models import Referral

pytestmark = pytest.mark.django_db
IN, OUT = "A tenancy in the county that is at risk", "Support from another provider"


@pytest.fixture
def referral(place: Place) -> Referral:
    entry = (Criterion(IN), Criterion(OUT, "exclude"))
    agreed(place, specification(entry=entry, durations=(Duration("support", 24),)), date(2025, 4, 1))
    by, now = place.scope("manager", AT), datetime.now(UTC)
    person = place.person("Ada Example").pk
    team = place.teams["north"].pk
    return actions.refer(person=person, team=team, received_at=now - timedelta(days=2), by=by, at=now)


@pytest.fixture
def client(place: Place) -> Client:
    made = Client()
    sign_in(made, place.workers["support_worker"])
    return made


def test_criteria_stand_beside_the_decision(client: Client, place: Place, referral: Referral) -> None:
    address = reverse("people-referral", args=[referral.pk])
    page = text(client.get(address))
    assert f"May come in: {IN}" in page and f"May not come in: {OUT}" in page
    now = datetime.now(UTC)
    by = place.scope("manager", now)
    actions.decide_referral(referral, decision="accepted", decided_at=now, by=by, at=now)
    assert IN not in text(client.get(address))
    start = text(client.get(reverse("people-start", args=[referral.person_id])))
    assert "By the contract support lasts at most 24 months." in start


def test_a_service_that_no_contract_buys_has_no_criteria(place: Place, referral: Referral) -> None:
    by, service = place.scope("support_worker"), referral.team.service.name
    assert [one.says for one in queries.entry_of(service, AT.date(), seen_by=by)] == [IN, OUT]
    assert queries.entry_of(service, date(2025, 3, 31), seen_by=by) == []
    assert queries.months_of("Example Homes Into Work", AT.date(), seen_by=by) == []


def test_the_longest_of_each_pathway_is_said(place: Place) -> None:
    [pathway] = specification().pathways
    two = (pathway, replace(pathway, code="other", name="Another"))
    months = (
        Duration("support", 24, pathway="other"),
        Duration("support", 12, pathway="homes"),
        Duration("in_work", 4),
    )
    agreed(place, specification(pathways=two, durations=months), date(2025, 4, 1))
    by = place.scope("support_worker")
    assert queries.months_of("Example Homes Tenancy Support", AT.date(), seen_by=by) == [12, 24]
