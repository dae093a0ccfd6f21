"""The pages of safety in a real browser: three widths, axe, and an admission walked to its discharge."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from browsing import walked
from casework import Place
from goldthread.housing.models import TenancyRisk
from goldthread.safety import actions
from goldthread.safety.models import HousingQuestion, SystemContact
from safety.lives import admitted, concerned, housing_of, supported

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    Opening = Callable[..., BrowserContext]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [320, 390, 1100])
def test_axe_and_width(opening: Opening, live_server: Any, place: Place, width: int) -> None:
    by, now = place.scope("team_leader"), datetime.now(UTC)
    row = concerned(place, at=now)
    person = row.person_id
    hurt = actions.record_incident(
        person=person, kind="fall", severity="severe", happened_at=now, by=by, at=now
    )
    actions.agree_risk_plan(
        person=person,
        level="high",
        agreed_at=now,
        safer="Ring her sister",
        review_due_on=now.date() + timedelta(days=9),
        by=by,
        at=now,
    )
    ward: dict[str, Any] = {"level": "low", "agreed_at": now, "told_by": "Nurse Example", "by": by, "at": now}
    actions.tell_ward_risk(person=person, **ward)
    weighed: dict[str, Any] = {"what": "Swims alone", "weighed": "Joy", "by": by, "at": now}
    kept = actions.decide_risk(person=person, kind="positive_risk", decided_at=now, **weighed)
    stay = admitted(place, row.person, at=now)
    ready = now - timedelta(days=9)
    actions.block_discharge(stay, ready_at=ready, delay_reason="18", words="No flat", by=by, at=now)
    actions.ask_housing(stay, stage="admission", asked_at=now, at_risk=True, by=by, at=now)
    team = place.teams["north"].pk
    complaint = actions.receive_complaint(team=team, received_at=now, theme="staff", by=by, at=now)
    context = opening("team_leader", viewport={"width": width, "height": 800})
    about = f"/people/{person}/safety/"
    paths = [
        *("/safety/", about, f"{about}plan/", f"{about}decision/", f"{about}concern/", f"{about}incident/"),
        *(f"{about}hospital/", f"{about}complaint/", f"/concerns/{row.pk}/", f"/concerns/{row.pk}/refer/"),
        *(f"/incidents/{hurt.pk}/", f"/safety/incident/{hurt.pk}/tell/", f"/risk-decisions/{kept.pk}/"),
        *(f"/stays/{stay.pk}/", f"/stays/{stay.pk}/housing/", f"/stays/{stay.pk}/discharge/"),
        f"/complaints/{complaint.pk}/",
    ]
    assert walked(context, live_server.url, paths, width=width) == []


@pytest.mark.parametrize("script", [True, False])
def test_an_admission_with_a_home_at_risk_and_a_discharge_blocked_by_housing(
    opening: Opening, live_server: Any, place: Place, script: bool
) -> None:
    """From the admission to the discharge, on a phone, with and without JavaScript."""
    now, person = datetime.now(UTC), supported(place)
    admitted_before = admitted(place, person, at=now, days=9)
    actions.void_row(
        "contact", admitted_before.pk, reason="mistake", by=place.scope("support_worker"), at=now
    )
    assert len(housing_of(place, person)) == 1
    context = opening("support_worker", viewport={"width": 390, "height": 800}, java_script_enabled=script)
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(f"{live_server.url}/people/{person.pk}/safety/")
    page.get_by_role("link", name="Record a crisis or a hospital stay").click()
    page.get_by_label("Inpatient admission").check()
    page.get_by_label("Where").fill("Juniper ward")
    day(page, "happened_on", now.date() - timedelta(days=10))
    page.get_by_role("button", name="Record it").click()
    page.get_by_role("link", name="Ask the housing question").click()
    page.get_by_role("group", name="Is their home at risk meanwhile?").get_by_label("Yes").check()
    page.get_by_role("group", name="Is there another way than admission?").get_by_label(
        "Looked for, none was found"
    ).check()
    page.get_by_role("button", name="Save the answers").click()
    page.get_by_text("Their home is at risk meanwhile").wait_for()
    page.get_by_label("Arrears").check()
    page.get_by_role("button", name="Put it in the register").click()
    page.get_by_text("The risk is in the register.").wait_for()
    assert TenancyRisk.every.get().risk_kind == "arrears"
    stay = SystemContact.every.get(kind="admission", voided=False)
    page.goto(f"{live_server.url}/stays/{stay.pk}/")
    assert "at risk since" in page.locator("main").inner_text()
    page.get_by_role("link", name="The discharge is blocked").click()
    page.get_by_label("What blocks the discharge").select_option("18")
    page.get_by_label("In words").fill("The flat was given up; nothing else is free")
    day(page, "ready_on", now.date() - timedelta(days=9))
    page.get_by_role("button", name="Start the clock").click()
    main = page.locator("main").inner_text()
    assert "Housing - Awaiting supported accommodation" in main and "Ready to leave since" in main
    page.goto(f"{live_server.url}/")
    assert "Clear what blocks the discharge: by housing" in page.locator("main").inner_text()
    page.goto(f"{live_server.url}/stays/{stay.pk}/")
    page.get_by_role("link", name="Record the discharge").click()
    page.get_by_label("Supported housing").check()
    page.get_by_role("button", name="The person has left").click()
    page.get_by_text("Today asks for the contact after it.").wait_for()
    delay = SystemContact.every.get(kind="delayed_discharge")
    assert delay.ended_on is not None and delay.delayed_days == 9
    stages = list(HousingQuestion.every.order_by("asked_at", "id").values_list("stage", "destination"))
    assert stages == [("admission", ""), ("discharge", "supported")]
    context.close()


def day(page: Page, name: str, when: date) -> None:
    """Type a day in its three boxes."""
    for part in ("day", "month", "year"):
        page.locator(f"[name={name}_{part}]").fill(str(getattr(when, part)))
