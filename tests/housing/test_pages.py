"""The pages of homes: what they show, what they record, who may see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from casework import Place, boxes, now, text
from goldthread.housing import actions
from goldthread.housing.models import (
    AccommodationStatus,
    Huddle,
    HuddleDecision,
    Inspection,
    Notice,
    RentBalance,
    Tenancy,
    TenancyComplaint,
    TenancyRisk,
    TenancyRiskAction,
)
from goldthread.ledger.models import Event
from goldthread.people.actions import give_consent
from housing.homes import at_home, at_risk, consented

pytestmark = pytest.mark.django_db
Signed = Callable[[str], Client]


def test_a_home_is_recorded_from_its_start_to_its_end(place: Place, signed: Signed) -> None:
    client, person = signed("support_worker"), place.person("Ada Example")
    place.support(person)
    home = f"/people/{person.pk}/home/"
    assert "No tenancy recorded yet." in text(client.get(home))
    today = now().date()
    sent = {**boxes("started_on", today - timedelta(days=200)), "landlord_kind": "council", "settled": "yes"}
    sent["landlord"] = "<script>alert(1)</script>"
    response = client.post(f"{home}tenancy/", sent)
    assert (response.status_code, response["Location"]) == (303, home)
    tenancy = Tenancy.every.get()
    assert (tenancy.status, tenancy.settled, tenancy.team) == ("held", True, place.teams["north"])
    there = f"/tenancies/{tenancy.pk}/"
    for days, owed in ((60, "410.50"), (30, "£1,640"), (1, "-20")):
        sent = {**boxes("balance_on", today - timedelta(days=days)), "balance": owed, "weekly_charge": "90"}
        assert client.post(f"{there}balance/", sent).status_code == 303
    assert [one.balance for one in RentBalance.every.order_by("balance_on")] == [
        Decimal("410.50"),
        Decimal("1640"),
        Decimal("-20"),
    ]
    sent = {"kind": "no_fault", **boxes("served_on", today - timedelta(days=2)), "served_clock": "09:30"}
    assert client.post(f"{there}notice/", sent).status_code == 303
    sent = {"kind": "landlord", **boxes("due_on", today + timedelta(days=5))}
    assert client.post(f"{there}inspection/", sent).status_code == 303
    sent = {**boxes("received_on", today), "made_by": "neighbour", "about": "noise", "as_risk": "on"}
    assert client.post(f"{there}complaint/", sent).status_code == 303
    assert TenancyRisk.every.get().risk_kind == "complaint"
    page = text(client.get(there))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    for said in ("£20 in credit", "falling", "No-fault notice, served", "By the landlord: due", "Complaint"):
        assert said in page, said
    assert page.count("<svg") == 2
    notice, look = Notice.every.get(), Inspection.every.get()
    assert client.post(f"/notices/{notice.pk}/withdrawn/", boxes("withdrawn_on", today)).status_code == 303
    sent = {**boxes("held_on", today), "result": "not_passed"}
    response = client.post(f"/inspections/{look.pk}/", sent)
    assert response.status_code == 422
    assert "<title>Error: " in text(response)
    assert "Say in words what is to be mended" in text(response)
    sent["words"] = "A broken door"
    assert client.post(f"/inspections/{look.pk}/", sent).status_code == 303
    complaint = TenancyComplaint.every.get()
    sent = {**boxes("closed_on", today), "outcome": "settled"}
    assert client.post(f"/tenancy-complaints/{complaint.pk}/", sent).status_code == 303
    assert client.post(f"{there}held/", boxes("confirmed_on", today)).status_code == 303
    sent = {**boxes("ended_on", today), "end_reason": "planned_move"}
    assert client.post(f"{there}end/", sent).status_code == 303
    tenancy.refresh_from_db()
    assert (tenancy.status, tenancy.end_reason, tenancy.ended_on) == ("ended", "planned_move", today)
    page = text(client.get(there))
    assert "withdrawn" in page and "not passed" in page and "settled between them" in page
    assert "This tenancy has ended" in text(client.post(f"{there}held/", boxes("confirmed_on", today)))


def test_where_somebody_lives_is_kept_by_the_code_of_the_day(place: Place, signed: Signed) -> None:
    client, person = signed("support_worker"), place.person("Ada Example")
    there = f"/people/{person.pk}/home/living/"
    response = client.post(there, boxes("stated_on", now().date()))
    assert response.status_code == 422 and "Answer at least one" in text(response)
    sent = {**boxes("stated_on", now().date()), "accommodation": "03", "settled": "Y", "overcrowded": "no"}
    assert client.post(there, sent).status_code == 303
    row = AccommodationStatus.every.get()
    assert (row.accommodation, row.settled, row.overcrowded, row.independent) == ("03", "Y", False, None)
    assert "Tenant - private landlord" in text(client.get(f"/people/{person.pk}/home/"))
    sent["accommodation"] = "MA06"  # went out of use in 2021
    assert client.post(there, sent).status_code == 422


def test_a_risk_goes_from_the_register_to_its_closing(place: Place, signed: Signed) -> None:
    client = signed("support_worker")
    person, tenancy = at_home(place, at=now() - timedelta(days=1))
    sent = {
        "risk_kind": "arrears",
        "tenancy": tenancy.pk,
        "words": "A letter",
        "owner": "",
        **boxes("raised_on", now().date()),
    }
    assert client.post(f"/people/{person.pk}/home/risk/", sent).status_code == 303
    risk = TenancyRisk.every.get()
    register = text(client.get("/tenancy-risks/"))
    assert "Arrears" in register and "Ada Example" in register
    assert "71 hours left" in register or "72 hours left" in register, "of hours those that are whole"
    there = f"/tenancy-risks/{risk.pk}/"
    response = client.post(f"{there}act/", {"kind": "landlord_communication", "begun": "yes"})
    assert response.status_code == 422 and "No consent for this is in force" in text(response)
    consented(place, person.pk, at=now())
    assert client.post(f"{there}act/", {"kind": "landlord_communication", "begun": "yes"}).status_code == 303
    begun = TenancyRiskAction.every.get()
    assert begun.sharing_check is not None and begun.sharing_check.consent is not None
    assert client.post(f"{there}act/", {"kind": "action_plan", "words": "Pay £5 a week"}).status_code == 303
    page = text(client.get(there))
    assert "Plan and first action in time" in page
    assert client.post(
        f"/tenancy-risk-actions/{begun.pk}/", {"done": "complete", **boxes("completed_on", now().date())}
    ).status_code in (303, 422)
    colleague = place.workers["team_leader"]
    assert client.post(f"{there}owner/", {"owner": colleague.pk}).status_code == 303
    sent = {"closing_outcome": "complaints_reduced"}
    assert "Complaints can only fall" in text(client.post(f"{there}close/", sent))
    assert client.post(f"{there}close/", {"closing_outcome": "arrears_plateaued"}).status_code == 303
    assert "No risk is open." in text(client.get("/tenancy-risks/"))
    assert "arrears plateaued" in text(client.get("/tenancy-risks/?closed=1"))
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {"housing.raise_risk", "housing.act_on_risk", "housing.own_risk", "housing.close_risk"} <= verbs


def test_the_huddle_decides_risk_by_risk_and_asks_next_week_whether_it_helped(
    place: Place, signed: Signed
) -> None:
    client = signed("team_leader")
    first = at_risk(place, "Ada Example", hours=80, at=now())
    second = at_risk(place, "Ben Sample", hours=5, kind="complaint", at=now())
    team = place.teams["north"].pk
    response = client.post(f"/huddles/{team}/start/")
    huddle = Huddle.every.get()
    there = f"/huddles/{huddle.pk}/"
    assert (response.status_code, response["Location"]) == (303, there)
    page = text(client.get(there))
    assert "0 of 2" in page and "Overdue by" in page and "£640 owed" in page
    assert page.index("Ada Example") < page.index("Ben Sample")
    sent = {"form": "action", "action-kind": "benefits_liaison", "action-as_plan": "on", "action-begun": "on"}
    response = client.post(f"{there}{first.pk}/", sent)
    assert response.status_code == 422 and "No consent for this is in force" in text(response)
    assert not TenancyRiskAction.every.exists(), "neither the action nor its plan"
    told: Any = {"person": first.person_id, "purpose": "partner_sharing", "recipient": "Jobcentre Plus"}
    give_consent(**told, given_at=now(), by=place.scope("support_worker"), at=now())
    sent["action-recipient"] = "Jobcentre Plus"
    response = client.post(f"{there}{first.pk}/", sent)
    assert (response.status_code, response["Location"]) == (303, f"{there}{first.pk}/")
    sent = {"form": "owner", "owner-owner": place.workers["support_worker"].pk}
    assert client.post(f"{there}{first.pk}/", sent)["Location"] == f"{there}{first.pk}/"
    response = client.post(f"{there}{first.pk}/", {"form": "next", "next-decision": "carry_on"})
    assert response["Location"] == there
    assert HuddleDecision.every.count() == 2, "going on decides nothing where something was decided"
    assert "Complaint, " in text(client.get(there))
    response = client.post(f"{there}{second.pk}/", {"form": "next", "next-decision": "escalate"})
    assert response.status_code == 422 and "Say what is asked of the manager" in text(response)
    response = client.post(
        f"{there}{second.pk}/", {"form": "close", "close-closing_outcome": "complaints_reduced"}
    )
    assert response.status_code == 303
    assert "Every risk is discussed." in text(client.get(there))
    assert client.post(f"{there}end/").status_code == 303
    minutes = text(client.get(there))
    assert (
        "2 of 2 discussed" in minutes and "Close the risk" in minutes and "Support worker Example" in minutes
    )
    # A week later: the action is not complete yet, the complaint went away.
    Huddle.every.update(started_at=now() - timedelta(days=7), ended_at=now() - timedelta(days=7))
    HuddleDecision.every.update(decided_at=now() - timedelta(days=7))
    client.post(f"/huddles/{team}/start/")
    later = Huddle.every.get(ended_at=None)
    page = text(client.get(f"/huddles/{later.pk}/"))
    assert "2 of 3 decisions done; complaints reduced" in page
    decision = HuddleDecision.every.filter(decision="act").get()
    sent = {"helped": "partly"}
    assert client.post(f"/huddles/{later.pk}/helped/{decision.pk}/", sent).status_code == 303
    assert "Did it help? Partly." in text(client.get(f"/huddles/{later.pk}/"))


def test_another_team_and_another_role_see_no_homes(place: Place, signed: Signed) -> None:
    risk = at_risk(place, at=now())
    stranger = signed("specialist")
    paths = [
        f"/tenancies/{risk.tenancy_id}/",
        f"/tenancy-risks/{risk.pk}/",
        f"/tenancy-risks/{risk.pk}/act/",
    ]
    for path in paths:
        response = stranger.get(path)
        assert response.status_code == 404 and "Ada Example" not in text(response), path
    assert stranger.get(f"/people/{risk.person_id}/home/").status_code == 403
    assert "No risk is open." in text(stranger.get("/tenancy-risks/"))
    for role in ("analyst", "commissioner", "administrator"):
        assert signed(role).get(paths[0]).status_code == 404
    reader = signed("quality_lead")
    assert reader.get(paths[0]).status_code == 200
    assert reader.get(paths[2]).status_code == 403
    assert reader.post(f"/huddles/{place.teams['north'].pk}/start/").status_code == 403
    started = actions.start_huddle(place.teams["north"], by=place.scope("team_leader"), at=now())
    assert stranger.get(f"/huddles/{started.pk}/").status_code == 404


def test_the_second_of_two_editors_sees_both(place: Place, signed: Signed) -> None:
    _, tenancy = at_home(place, at=now())
    client, there = signed("support_worker"), f"/tenancies/{tenancy.pk}/details/"
    sent = {**boxes("started_on", tenancy.started_on), "landlord": "First Lettings", "version": "1"}
    assert client.post(there, sent).status_code == 303
    response = client.post(there, {**sent, "landlord": "Second Lettings"})
    assert response.status_code == 422
    assert "First Lettings" in text(response) and "Second Lettings" in text(response)


def test_today_asks_for_what_homes_need(place: Place, signed: Signed) -> None:
    risk = at_risk(place, hours=80, at=now())
    page = text(signed("team_leader").get("/today/?whose=team"))
    assert "Agree a plan and take a first action: arrears" in page
    assert f"/tenancy-risks/{risk.pk}/act/" in page
    assert "within 72 hours" in page


def test_the_first_page_of_a_person_says_how_it_is_with_their_home(place: Place, signed: Signed) -> None:
    risk = at_risk(place, at=now())
    told: Any = {"tenancy": risk.tenancy_id, "kind": "no_fault", "served_at": now() - timedelta(days=2)}
    actions.serve_notice(**told, by=place.scope("support_worker"), at=now())
    page = text(signed("support_worker").get(f"/people/{risk.person_id}/"))
    for said in (
        "Home at risk since",
        "No-fault notice served",
        "At home since 3 March 2026, £640 owed ↑ rising",
        f'href="/people/{risk.person_id}/home/"',
    ):
        assert said in page, said
