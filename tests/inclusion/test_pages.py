"""The pages of inclusion: what they show, what they record, who may see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from casework import Place, boxes, now, text
from goldthread.inclusion.models import (
    Activity,
    CommunityContact,
    ExposurePlan,
    ExposureStep,
    IsolationMeasure,
)
from goldthread.ledger.models import Event
from inclusion.steps import planned, steps_of, supported

pytestmark = pytest.mark.django_db
Signed = Callable[[str], Client]


def test_from_isolation_to_independent_travel_with_a_concern(place: Place, signed: Signed) -> None:
    client, person = signed("support_worker"), supported(place)
    home, today = f"/people/{person.pk}/inclusion/", now().date()
    assert "Nobody has asked yet." in text(client.get(home))
    sent = {**boxes("measured_on", today), "participation": "none", "travel": "none"}
    assert client.post(f"{home}measure/", sent).status_code == 303
    assert IsolationMeasure.every.get().baseline is True
    sent = {**boxes("agreed_on", today), "aim": "The bus to my sister", "step_1": "Two stops on the bus"}
    refused = client.post(f"{home}plan/", sent)
    assert refused.status_code == 422 and "with how much support" in text(refused)
    response = client.post(f"{home}plan/", {**sent, "level_1": "independent", **boxes("by_1", today)})
    plan = ExposurePlan.every.get()
    assert response["Location"] == f"/graded-plans/{plan.pk}/"
    step = ExposureStep.every.get()
    tried = {**boxes("attended_on", today), "kind": "travel", "step": step.pk}
    for level in ("accompanied", "independent", "independent"):
        response = client.post(f"{home}activity/", {**tried, "participation": level, "recovery_hours": "1.5"})
        assert response.status_code == 303
    assert "Done twice as planned" in text(client.get(f"/graded-plans/{plan.pk}/"))
    assert client.post(f"/graded-steps/{step.pk}/", {"what": "reached"}).status_code == 303
    assert "1 of 1 reached" in text(client.get(f"/graded-plans/{plan.pk}/"))
    # Somebody takes money on the way: the contact is not safe, and the page says where to go.
    sent = {"who": "Zed of the bus stop", **boxes("started_on", today), "safe": "no"}
    refused = client.post(f"{home}contact/", sent)
    assert refused.status_code == 422 and "Say what the concern is" in text(refused)
    assert client.post(f"{home}contact/", {**sent, "concern": "exploitation"}).status_code == 303
    shown = text(client.get(home))
    assert "Judged not safe" in shown and "exploitation" in shown
    assert "recovered in 1.5 hours" in text(client.get(f"/graded-plans/{plan.pk}/"))
    sent = {**boxes("measured_on", today), "participation": "prompted", "travel": "independent"}
    assert client.post(f"{home}measure/", sent).status_code == 303
    assert IsolationMeasure.every.filter(baseline=True).count() == 1
    end = {**boxes("ended_on", today), "end_reason": "reached"}
    assert client.post(f"/graded-plans/{plan.pk}/end/", end).status_code == 303
    assert "Its aim was reached" in text(client.get(home))
    verbs = set(Event.objects.filter(verb__startswith="inclusion.").values_list("verb", flat=True))
    assert {"inclusion.reach_step", "inclusion.start_contact", "inclusion.end_exposure"} <= verbs
    assert not Event.objects.filter(content__contains="Zed").exists()


def test_a_step_waits_or_is_given_up(place: Place, signed: Signed) -> None:
    client, plan = signed("support_worker"), planned(place, at=now())
    first, second, _ = steps_of(plan)
    refused = client.post(f"/graded-steps/{first.pk}/", {"what": "later"})
    assert refused.status_code == 422 and "Enter the new day" in text(refused)
    later = now().date() + timedelta(days=9)
    assert (
        client.post(f"/graded-steps/{first.pk}/", {"what": "later", **boxes("day", later)}).status_code == 303
    )
    first.refresh_from_db()
    assert first.planned_on == later
    assert client.post(f"/graded-steps/{second.pk}/", {"what": "dropped"}).status_code == 303
    assert "Given up" in text(client.get(f"/graded-plans/{plan.pk}/"))
    more = {"words": "A whole afternoon in town", "level": "independent"}
    assert client.post(f"/graded-plans/{plan.pk}/step/", more).status_code == 303
    assert [one.place for one in steps_of(plan)] == [1, 2, 3, 4]
    review = {**boxes("reviewed_on", now().date()), **boxes("review_due_on", later)}
    assert client.post(f"/graded-plans/{plan.pk}/review/", review).status_code == 303
    plan.refresh_from_db()
    assert (plan.review_due_on, plan.reviewed_on) == (later, now().date())


def test_a_contact_is_judged_confirmed_ended_and_taken_back(place: Place, signed: Signed) -> None:
    client, person = signed("support_worker"), supported(place)
    home, today = f"/people/{person.pk}/inclusion/", now().date()
    sent = {"who": "<b>My aunt</b>", "kind": "family", **boxes("started_on", today - timedelta(days=400))}
    assert client.post(f"{home}contact/", sent).status_code == 303
    contact = CommunityContact.every.get()
    assert "<b>My aunt" not in text(client.get(home)) and "Not judged yet" in text(client.get(home))
    there = f"/community-contacts/{contact.pk}/"
    assert client.post(f"{there}safe/", {"safe": "yes", "version": "1"}).status_code == 303
    both = client.post(f"{there}safe/", {"safe": "no", "concern": "coercion", "version": "1"})
    assert both.status_code == 422 and "Someone else changed this" in text(both)
    assert client.post(f"{there}live/", {"live": "yes", **boxes("day", today)}).status_code == 303
    assert client.post(f"{there}live/", {"live": "no", **boxes("day", today)}).status_code == 303
    contact.refresh_from_db()
    assert (contact.safe, contact.ended_on) == (True, today)
    assert client.post(f"/inclusion/contact/{contact.pk}/in-error/", {"reason": "mistake"}).status_code == 303
    assert "None recorded." in text(client.get(home))


def test_another_team_and_readers_stay_out(place: Place, signed: Signed) -> None:
    plan = planned(place, at=now())
    step = steps_of(plan)[0]
    paths = (f"/graded-plans/{plan.pk}/", f"/graded-steps/{step.pk}/", f"/graded-plans/{plan.pk}/end/")
    stranger = signed("specialist")
    for path in paths:
        assert stranger.get(path).status_code == 404
        assert plan.aim not in text(stranger.get(path))
    reader = signed("quality_lead")
    assert "Record a try" not in text(reader.get(paths[0]))
    assert reader.post(f"/graded-steps/{step.pk}/", {"what": "dropped"}).status_code == 403
    assert not Activity.every.exists()
