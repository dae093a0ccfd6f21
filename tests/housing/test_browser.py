"""The pages of homes in a real browser: three widths, axe, the huddle by keyboard, and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from browsing import walked
from casework import Place
from goldthread.housing import actions
from goldthread.housing.models import Huddle, HuddleDecision, TenancyRisk, TenancyRiskAction
from housing.homes import at_risk, consented

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    Opening = Callable[..., BrowserContext]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIX = (
    ("Ada Example", "arrears", 90),
    ("Ben Sample", "complaint", 70),
    ("Cleo Specimen", "property_condition", 50),
    ("Dan Instance", "arrears", 30),
    ("Eve Model", "other", 20),
    ("Fay Pattern", "arrears", 5),
)


@pytest.fixture
def risks(place: Place) -> list[TenancyRisk]:
    """Six risks of the north team, oldest first."""
    now = datetime.now(UTC)
    return [at_risk(place, name, kind=kind, hours=hours, at=now) for name, kind, hours in SIX]


def last_week(place: Place, risk: TenancyRisk) -> Huddle:
    """A huddle a week ago that agreed one action."""
    by, now = place.scope("team_leader"), datetime.now(UTC)
    consented(place, risk.person_id, at=now, purpose="partner_sharing")
    huddle: Huddle = actions.start_huddle(place.teams["north"], by=by, at=now)
    actions.decide_action(huddle, risk, kind="benefits_liaison", begun=True, as_plan=True, by=by, at=now)
    actions.end_huddle(huddle, by=by, at=now)
    before = now - timedelta(days=7)
    Huddle.every.update(started_at=before, ended_at=before)
    return huddle


@pytest.mark.parametrize("width", [320, 390, 1100])
def test_axe_and_width(
    opening: Opening, live_server: Any, place: Place, risks: list[TenancyRisk], width: int
) -> None:
    before = last_week(place, risks[0])
    by, now = place.scope("team_leader"), datetime.now(UTC)
    home = risks[0].tenancy_id
    actions.serve_notice(tenancy=home, kind="no_fault", served_at=now - timedelta(days=3), by=by, at=now)
    sitting = actions.start_huddle(place.teams["north"], by=by, at=now)
    agreed = actions.act_on_risk(tenancy_risk=risks[1].pk, kind="increased_visits", by=by, at=now)
    context = opening("team_leader", viewport={"width": width, "height": 800})
    person, risk = risks[0].person_id, risks[0].pk
    paths = [
        f"/people/{person}/home/",
        f"/people/{person}/home/tenancy/",
        f"/people/{person}/home/living/",
        f"/people/{person}/home/risk/",
        f"/tenancies/{home}/",
        f"/tenancies/{home}/balance/",
        f"/tenancies/{home}/notice/",
        f"/tenancies/{home}/end/",
        "/tenancy-risks/",
        f"/tenancy-risks/{risk}/",
        f"/tenancy-risks/{risk}/act/",
        f"/tenancy-risks/{risk}/close/",
        f"/tenancy-risk-actions/{agreed.pk}/",
        f"/huddles/{sitting.pk}/",
        f"/huddles/{before.pk}/",
    ]
    assert walked(context, live_server.url, paths, width=width) == []


def test_the_weekly_huddle_is_run_with_the_keyboard_alone(
    opening: Opening, live_server: Any, place: Place, risks: list[TenancyRisk]
) -> None:
    """Six risks, each with a decision, done in the meeting: no mouse, no form left."""
    consented(place, risks[0].person_id, at=datetime.now(UTC), purpose="partner_sharing")
    context = opening("team_leader", viewport={"width": 1100, "height": 800})
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(f"{live_server.url}/tenancy-risks/")
    focus(page, "main form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/huddles/**")

    def now_on(number: int) -> None:
        page.get_by_role("heading", name=f"{number} of 6", exact=False).wait_for()

    # 1 Ada, arrears: an action that is the plan too, begun; then an owner.
    now_on(1)
    page.keyboard.press("a")
    page.keyboard.press("ArrowDown")  # benefits liaison
    press(page, "Tab", until="#id_action-words")
    page.keyboard.type("Ring about the housing element, a sign of no key")
    press(page, "Tab", until="#id_action-begun")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    focus(page, "#do-action > form > button")
    page.keyboard.press("Enter")
    page.get_by_role("status").filter(has_text="The action is agreed.").wait_for()
    page.keyboard.press("o")
    page.keyboard.type("Support worker")
    focus(page, "#do-owner button")
    page.keyboard.press("Enter")
    page.get_by_role("status").filter(has_text="The owner is recorded.").wait_for()
    page.keyboard.press("n")
    # 2 Ben: carry on. 3 Cleo: to the manager. 4 Dan: closed.
    now_on(2)
    page.keyboard.press("n")
    now_on(3)
    page.keyboard.press("m")
    page.keyboard.type("Write to the landlord about the damp")
    page.keyboard.press("Enter")
    now_on(4)
    page.keyboard.press("c")
    page.keyboard.press("Space")
    focus(page, "#do-close button")
    page.keyboard.press("Enter")
    now_on(5)
    # A number opens the risk of that number; the last two are carried on.
    page.keyboard.press("6")
    now_on(6)
    page.keyboard.press("n")
    now_on(5)
    page.keyboard.press("n")
    page.get_by_text("Every risk is discussed.").wait_for()
    focus(page, "form[action$='/end/'] button")
    page.keyboard.press("Enter")
    page.get_by_text("6 of 6 discussed").wait_for()
    decided = list(HuddleDecision.every.order_by("decided_at").values_list("decision", flat=True))
    assert decided == ["act", "owner", "carry_on", "escalate", "close", "carry_on", "carry_on"]
    begun = TenancyRiskAction.every.filter(tenancy_risk=risks[0]).values_list("kind", flat=True)
    assert set(begun) == {"action_plan", "benefits_liaison"}
    assert TenancyRisk.every.get(pk=risks[0].pk).owner == place.workers["support_worker"]
    assert TenancyRisk.every.get(pk=risks[3].pk).closing_outcome == "notice_avoided"
    context.close()


def test_the_keys_can_be_switched_off(
    opening: Opening, live_server: Any, place: Place, risks: list[TenancyRisk]
) -> None:
    huddle = actions.start_huddle(place.teams["north"], by=place.scope("team_leader"), at=datetime.now(UTC))
    context = opening("team_leader", viewport={"width": 1100, "height": 800})
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(f"{live_server.url}/huddles/{huddle.pk}/")
    page.get_by_role("button", name="Switch the keys off").click()
    page.keyboard.press("n")
    page.reload()
    page.keyboard.press("a")
    assert page.locator("#do-action").get_attribute("open") is None
    assert not HuddleDecision.every.exists()
    page.get_by_role("button", name="Switch the keys on").click()
    page.keyboard.press("Escape")
    page.keyboard.press("o")
    assert page.locator("#do-owner").get_attribute("open") is not None
    context.close()


def test_the_huddle_works_without_javascript_on_a_phone(
    opening: Opening, live_server: Any, place: Place, risks: list[TenancyRisk]
) -> None:
    last_week(place, risks[0])
    context = opening("team_leader", viewport={"width": 390, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(f"{live_server.url}/tenancy-risks/")
    page.get_by_role("button", name="Start the huddle").click()
    page.get_by_role("button", name="Carry on, and next").click()
    page.get_by_role("link", name="Risk 4").click()
    page.get_by_role("heading", name="4 of 6").wait_for()
    page.locator("#do-action summary").first.click()
    page.get_by_label("Increased visits").check()
    page.get_by_role("button", name="Agree the action").click()
    assert page.get_by_role("status").inner_text() == "The action is agreed."
    page.get_by_role("button", name="Yes").first.click()
    page.get_by_role("button", name="End the huddle").click()
    assert "2 of 6 discussed" in page.locator("main").inner_text()
    assert "Not discussed" in page.locator("main").inner_text()
    assert set(HuddleDecision.every.values_list("helped", flat=True)) == {"", "yes"}
    context.close()


def focus(page: Page, selector: str) -> None:
    """Press Tab until the first of these has the focus; nothing is clicked."""
    press(page, "Tab", until=selector)


def press(page: Page, key: str, *, until: str, most: int = 80) -> None:
    """Press a key until what is wanted has the focus."""
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate("wanted => document.activeElement === document.querySelector(wanted)", until):
            return
    raise AssertionError(f"{until} is not reached by {key}")
