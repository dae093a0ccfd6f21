"""The pages of safety: what they show, what they record, who may see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from casework import Place, boxes, now, text
from goldthread.ledger.models import Event
from goldthread.safety.models import (
    Complaint,
    HousingQuestion,
    Incident,
    Notification,
    RiskDecision,
    RiskPlan,
    SafeguardingConcern,
    SystemContact,
)
from safety.lives import admitted, concerned, supported

pytestmark = pytest.mark.django_db
Signed = Callable[[str], Client]


def test_a_concern_from_raising_to_closing(place: Place, signed: Signed) -> None:
    client, person, today = signed("support_worker"), supported(place), now().date()
    response = client.post(f"/people/{person.pk}/safety/concern/", boxes("raised_on", today))
    assert response.status_code == 422 and "<title>Error: " in text(response)
    sent = {**boxes("raised_on", today), "kind": "financial", "words": "<script>alert(1)</script>"}
    response = client.post(f"/people/{person.pk}/safety/concern/", sent)
    row = SafeguardingConcern.every.get()
    there = f"/concerns/{row.pk}/"
    assert (response.status_code, response["Location"]) == (303, there)
    page = text(client.get(there))
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    assert "Nobody has said yet what makes the person safe" in page and "left, until" in page
    sent = {**boxes("safe_on", today), "words": "The bank card is stopped"}
    assert client.post(f"{there}safe/", sent).status_code == 303
    response = client.post(f"{there}refer/", {"needed": "no"})
    assert response.status_code == 422 and "by the policy of the authority" in text(response)
    sent = {"needed": "referred", "referred_to": "Example Council, 12", **boxes("referred_on", today)}
    assert client.post(f"{there}refer/", {**sent, "wishes": "Keep my flat"}).status_code == 303
    tell = f"/safety/concern/{row.pk}/tell/"
    assert client.post(tell, {"to_whom": ["regulator"]}).status_code == 303
    told = Notification.every.get()
    sent = {"done": "told", "reference": "ENQ-7", **boxes("told_on", today)}
    assert client.post(f"/notifications/{told.pk}/", sent)["Location"] == there
    assert client.post(f"{there}close/", {"outcome": "risk_reduced", "words": "Plan"}).status_code == 303
    page = text(client.get(there))
    for said in ("in time", "Example Council, 12", "number ENQ-7", "Closed", "risk reduced", "Keep my flat"):
        assert said in page, said


def test_an_incident_names_who_must_be_told(place: Place, signed: Signed) -> None:
    client, person, today = signed("support_worker"), supported(place), now().date()
    sent = {**boxes("happened_on", today), "kind": "fall", "severity": "severe", "exploitation": "yes"}
    response = client.post(f"/people/{person.pk}/safety/incident/", sent)
    row = Incident.every.get()
    assert response["Location"] == f"/incidents/{row.pk}/"
    page = text(client.get(f"/incidents/{row.pk}/"))
    for said in ("The regulator of care", "The local authority", "the duty of candour", "Say what changes"):
        assert said in page, said
    assert client.post(f"/incidents/{row.pk}/learn/", {"learning": "A rail"}).status_code == 303
    one = Notification.every.get(to_whom="commissioner")
    response = client.post(f"/notifications/{one.pk}/", {"done": "not_needed"})
    assert response.status_code == 422 and "why they need not be told" in text(response)
    assert "3 are still to be told" not in text(client.get(f"/people/{person.pk}/safety/"))
    assert "4 are still to be told" in text(client.get(f"/people/{person.pk}/safety/"))
    assert client.post(f"/safety/incident/{row.pk}/in-error/", {"reason": "twice"}).status_code == 422
    assert client.get(f"/safety/king/{row.pk}/in-error/").status_code == 404


def test_a_plan_and_the_ward_stand_apart(place: Place, signed: Signed) -> None:
    client, person, today = signed("support_worker"), supported(place), now().date()
    there = f"/people/{person.pk}/safety/"
    sent = {
        **boxes("agreed_on", today),
        **boxes("review_due_on", today + timedelta(days=30)),
        "level": "medium",
    }
    response = client.post(f"{there}plan/", sent)
    assert response.status_code == 422 and "keeps the person" in text(response)
    assert client.post(f"{there}plan/", {**sent, "safer": "Ring her sister"}).status_code == 303
    ward = {**boxes("agreed_on", today), "level": "very_high", "told_by": "Nurse Example"}
    assert client.post(f"{there}ward/", ward).status_code == 303
    page = text(client.get(there))
    assert "Ring her sister" in page and "Very high on the ward" in page and "by Nurse Example" in page
    assert "risk: medium" in page, "the header keeps the risk at home"
    plan = RiskPlan.every.get(setting="community")
    mended = {"safer": "Ring him", "version": "1"}
    assert client.post(f"/risk-plans/{plan.pk}/", mended).status_code == 303
    response = client.post(f"/risk-plans/{plan.pk}/", {"safer": "Ring nobody", "version": "1"})
    assert response.status_code == 422 and "Someone else changed this" in text(response)
    ended = RiskPlan.every.get(setting="ward").pk
    assert client.post(f"/risk-plans/{ended}/end/", boxes("ended_on", today)).status_code == 303
    decision = {
        **boxes("decided_on", today),
        "kind": "positive_risk",
        "what": "Swims alone",
        "weighed": "Joy",
    }
    assert client.post(f"{there}decision/", decision).status_code == 303
    row = RiskDecision.every.get()
    sent = {**boxes("reviewed_on", today), "outcome": "gained"}
    assert client.post(f"/risk-decisions/{row.pk}/", sent).status_code == 303
    assert "the person gained by it" in text(client.get(there))


def test_complaints_of_somebody_and_of_nobody(place: Place, signed: Signed) -> None:
    client, person, today = signed("support_worker"), supported(place), now().date()
    sent = {**boxes("received_on", today), "theme": "staff", "team": place.teams["north"].pk}
    assert client.post(f"/people/{person.pk}/safety/complaint/", sent).status_code == 303
    response = client.post("/safety/complaint/", {**sent, "theme": "access"})
    row = Complaint.every.get(person=None)
    assert response["Location"] == f"/complaints/{row.pk}/"
    assert "Not answered yet" in text(client.get(f"/complaints/{row.pk}/"))
    sent = boxes("acknowledged_on", today)
    assert client.post(f"/complaints/{row.pk}/first-word/", sent).status_code == 303
    sent = {**boxes("responded_on", today), "upheld": "no", "response": "We looked, and found"}
    assert client.post(f"/complaints/{row.pk}/answer/", sent).status_code == 303
    page = text(client.get("/safety/"))
    assert "Conduct of staff" in page and "Getting the service" not in page
    assert signed("specialist").get(f"/complaints/{row.pk}/").status_code == 404


def test_the_register_shows_what_is_open_and_tells_whom_it_showed(place: Place, signed: Signed) -> None:
    row = concerned(place, at=now())
    stay = admitted(place, supported(place, "Ben Sample"), at=now())
    page = text(signed("team_leader").get("/safety/"))
    assert "Ada Example" in page and "Ben Sample" in page and "Financial or material abuse" in page
    looked = Event.objects.filter(verb="look").order_by("-pk")[0]
    assert {one.person for one in looked.people.all()} == {row.person_id, stay.person_id}
    page = text(signed("specialist").get("/safety/"))
    assert "Ada Example" not in page and "None is open." in page


def test_who_only_reads_is_offered_nothing_to_write(place: Place, signed: Signed) -> None:
    row, stay = concerned(place, at=now()), admitted(place, supported(place, "Ben Sample"), at=now())
    client = signed("quality_lead")
    for path in (f"/people/{row.person_id}/safety/", f"/concerns/{row.pk}/", f"/stays/{stay.pk}/"):
        page = text(client.get(path))
        for offer in ("Raise a safeguarding concern", "Refer it", "Ask the housing question", "In error"):
            assert offer not in page, (path, offer)
    assert client.post(f"/concerns/{row.pk}/safe/", {"words": "x"}).status_code == 403
    outside = signed("specialist")
    for path in (f"/concerns/{row.pk}/", f"/stays/{stay.pk}/", f"/stays/{stay.pk}/discharge/"):
        assert outside.get(path).status_code == 404


def test_a_home_at_risk_leads_to_the_register_of_risks(place: Place, signed: Signed) -> None:
    stay, client, today = admitted(place, at=now()), signed("support_worker"), now().date()
    sent = {**boxes("asked_on", today), "stage": "admission", "at_risk": "yes"}
    response = client.post(f"/stays/{stay.pk}/housing/", sent)
    assert response["Location"] == f"/people/{stay.person_id}/home/risk/"
    assert HousingQuestion.every.get().at_risk is True
    sent = {**boxes("ready_on", today), "delay_reason": ""}
    response = client.post(f"/stays/{stay.pk}/blocked/", sent)
    assert response.status_code == 422 and "Say what blocks the discharge" in text(response)
    assert not SystemContact.every.filter(kind="delayed_discharge").exists()
