"""Deviations from the pathway: only what the contract of the day permits, by whom it names, with why."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from casework import AT, Place, boxes, organisation, sign_in
from contracts.agreeing import CODE, agreed, specification
from goldthread.contracts.specification.declared import Variance
from goldthread.kernel.instants import civil_date
from goldthread.kernel.refusals import Refused
from goldthread.ledger.models import Event
from goldthread.people import actions, queries
from goldthread.people.models import Support, Variation

pytestmark = pytest.mark.django_db
TODAY = civil_date(AT)
FIRST = date(2025, 4, 1)
REASON = "They asked for a break from visits"
PERMITTED = (
    Variance("longer", "Support goes on beyond its term", decided_by="team_leader"),
    Variance("clinical", "Another pace for clinical reasons", decided_by="clinical_team"),
)


@pytest.fixture
def support(place: Place) -> Support:
    [pathway] = specification().pathways

    agreed(place, specification(pathways=(replace(pathway, variances=PERMITTED),)), FIRST)
    return place.support(place.person("Ada Example"))


def record(place: Place, row: Support, **told: Any) -> Variation:
    wanted = {
        "variance": "longer",
        "decided_on": TODAY,
        "reason": REASON,
        "worker": place.workers["team_leader"].pk,
        **told,
    }
    return actions.record_variation(row.pk, **wanted, by=place.scope("support_worker"), at=AT)


def test_a_deviation_is_kept_with_its_reason_and_who_decided(place: Place, support: Support) -> None:
    row = record(place, support)
    assert (row.contract, row.says, row.decided_as) == (CODE, PERMITTED[0].says, "team_leader")
    assert row.worker_id == place.workers["team_leader"].pk
    [whole] = queries.supports(support.person_id, seen_by=place.scope("support_worker"))
    assert list(whole.variations) == [row]
    event = Event.objects.get(verb="people.record_variation")
    assert REASON not in str(event.content) and json.loads(event.content)["variance"] == "longer"


def test_somebody_outside_decides_without_a_name_of_this_house(place: Place, support: Support) -> None:
    assert record(place, support, variance="clinical").worker_id is None


@pytest.mark.parametrize("who", [None, "support_worker", "manager"])
def test_another_than_the_contract_names_does_not_decide(
    place: Place, support: Support, who: str | None
) -> None:
    worker = place.workers[who].pk if who else None
    with pytest.raises(Refused, match="Team leader decides on this"):
        record(place, support, worker=worker)


def test_only_what_is_permitted_on_that_day(place: Place, support: Support) -> None:
    with pytest.raises(Refused, match='Did you mean "longer"'):
        record(place, support, variance="longr")
    with pytest.raises(Refused, match="cannot"):
        record(place, support, decided_on=TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="after support began"):
        record(place, support, decided_on=date(2026, 2, 1))
    agreed(place, specification(), TODAY)  # from today on another list
    with pytest.raises(Refused, match="permits no such deviation"):
        record(place, support, variance="clinical")
    assert record(place, support, variance="clinical", decided_on=TODAY - timedelta(days=1))


def test_without_a_contract_nothing_is_permitted(place: Place) -> None:
    row = place.support(place.person())
    with pytest.raises(Refused, match="No contract that covers this service"):
        record(place, row)


def test_another_organisation_records_nothing_of_it(place: Place, support: Support) -> None:
    there = organisation("Sample Works")
    with pytest.raises(Refused):
        record(there, support)


def test_the_page_offers_what_is_permitted_and_shows_what_was_recorded(
    place: Place, support: Support, client: Client
) -> None:
    sign_in(client, place.workers["support_worker"])
    here = reverse("people-support", args=[support.person_id])
    there = reverse("people-variation", args=[support.pk])
    assert there in client.get(here).content.decode()
    shown = client.get(there).content.decode()
    assert "Support goes on beyond its term (team leader decides)" in shown
    sent = {
        "variance": "longer",
        "reason": REASON,
        "worker": place.workers["team_leader"].pk,
        **boxes("decided_on", civil_date(datetime.now(UTC))),
    }
    faulty = client.post(there, {**sent, "reason": ""})
    assert faulty.status_code == 422
    bare = client.post(there, {**sent, "variance": "", "worker": ""})
    assert bare.status_code == 422 and "What is done otherwise: this is needed." in bare.content.decode()
    nobody = client.post(there, {**sent, "worker": ""})
    assert nobody.status_code == 422 and "Team leader decides on this" in nobody.content.decode()
    assert client.post(there, sent).status_code == 303
    assert REASON in client.get(here).content.decode()
