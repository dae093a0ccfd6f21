"""An incident or a concern of an activity, or of somebody in the community, is seen from both sides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from casework import Place, boxes, now, text
from goldthread.catalogue.flat import Wanted
from goldthread.inclusion import actions as inclusion
from goldthread.inclusion.models import Activity
from goldthread.safety.facts import FLAT
from goldthread.safety.models import Incident, SafeguardingConcern
from inclusion.steps import supported

pytestmark = pytest.mark.django_db
Signed = Callable[[str], Client]


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_an_activity_that_went_wrong_leads_to_its_incident_and_back(place: Place, signed: Signed) -> None:
    client, person, today = signed("support_worker"), supported(place), now().date()
    home = f"/people/{person.pk}/inclusion/"
    sent = {**boxes("attended_on", today), "kind": "group", "went_wrong": "yes"}
    answer = client.post(f"{home}activity/", sent)
    activity = Activity.every.get()
    assert answer["Location"] == f"{home}#a-{activity.pk}"
    shown = page(client, home)
    record = f"/people/{person.pk}/safety/incident/?activity={activity.pk}"
    assert f'href="{record}"' in shown and f'id="a-{activity.pk}"' in shown
    asked = page(client, record)
    assert f'<option value="{activity.pk}" selected>' in asked
    told = {**boxes("happened_on", today), "kind": "missing", "severity": "low", "activity": activity.pk}
    assert client.post(record, told).status_code == 303
    incident = Incident.every.get()
    assert incident.activity == activity.pk
    assert f'href="/incidents/{incident.pk}/">Incident of' in page(client, home)
    own = text(client.get(f"/incidents/{incident.pk}/"))
    assert "At an activity" in own and "A group or club, " in own
    assert f'href="{home}#a-{activity.pk}"' in page(client, f"/incidents/{incident.pk}/")
    rows = {flat.table: batch for flat in FLAT for batch in flat.read(Wanted())}
    assert list(rows["incident"]["activity_id"]) == [activity.pk]


def test_a_contact_that_is_not_safe_leads_to_its_concern_and_incident(place: Place, signed: Signed) -> None:
    client, person, today = signed("support_worker"), supported(place), now().date()
    by: Any = {"by": place.scope("support_worker"), "at": now()}
    contact = inclusion.start_contact(
        person=person.pk,
        who="Zed of the bus stop",
        started_on=today,
        safe=False,
        concern="exploitation",
        **by,
    )
    home = f"/people/{person.pk}/inclusion/"
    raising = f"/people/{person.pk}/safety/concern/?contact={contact.pk}"
    assert f'href="{raising}"' in page(client, home)
    assert f'<option value="{contact.pk}" selected>Zed of the bus stop' in page(client, raising)
    told = {**boxes("raised_on", today), "kind": "exploitation", "community_contact": contact.pk}
    assert client.post(raising, told).status_code == 303
    concern = SafeguardingConcern.every.get()
    assert concern.community_contact == contact.pk
    own = page(client, f"/concerns/{concern.pk}/")
    assert f'href="{home}#c-{contact.pk}">Zed of the bus stop</a>' in own
    happened = f"/people/{person.pk}/safety/incident/?contact={contact.pk}"
    assert f'href="{happened}"' in own, "an incident of the concern is of the same contact"
    told = {**boxes("happened_on", today), "kind": "exploited", "severity": "low", "exploitation": "yes"}
    told |= {"community_contact": contact.pk, "concern": concern.pk}
    assert client.post(happened, told).status_code == 303
    shown = page(client, home)
    assert "Safeguarding concern of" in shown and "Incident of" in shown


def test_what_is_of_somebody_else_is_not_taken(place: Place, signed: Signed) -> None:
    client, person, other = signed("support_worker"), supported(place), supported(place, "Cleo Specimen")
    by: Any = {"by": place.scope("support_worker"), "at": now()}
    contact = inclusion.start_contact(person=other.pk, who="Her aunt", started_on=now().date(), **by)
    path = f"/people/{person.pk}/safety/incident/?contact={contact.pk}"
    assert "Her aunt" not in page(client, path)
    told = {**boxes("happened_on", now().date()), "kind": "fall", "severity": "none"}
    client.post(path, {**told, "community_contact": contact.pk})
    assert not Incident.every.exclude(community_contact="").exists()
