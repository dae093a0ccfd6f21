"""The pages of inclusion in a real browser: three widths, axe, a plan by keyboard, and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from browsing import walked
from casework import Place
from goldthread.inclusion import actions
from goldthread.inclusion.models import Activity, CommunityContact, ExposurePlan, ExposureStep
from goldthread.safety.models import SafeguardingConcern
from inclusion.steps import planned, steps_of, supported

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    Opening = Callable[..., BrowserContext]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plan(place: Place) -> ExposurePlan:
    """A plan with a try, a measure, and a contact that is not safe."""
    now, by = datetime.now(UTC), place.scope("support_worker")
    plan = planned(place, at=now)
    told: Any = {"person": plan.person_id, "by": by, "at": now}
    today = now.date()
    actions.measure_isolation(**told, measured_on=today - timedelta(days=9), participation="none")
    actions.measure_isolation(**told, measured_on=today, participation="prompted")
    step = steps_of(plan)[0].pk
    actions.attend_activity(**told, attended_on=today, kind="travel", step=step, participation="prompted")
    actions.start_contact(**told, who="A neighbour", started_on=today, safe=False, concern="exploitation")
    return plan


@pytest.mark.parametrize("width", [320, 390, 1100])
def test_axe_and_width(opening: Opening, live_server: Any, plan: ExposurePlan, width: int) -> None:
    context = opening("support_worker", viewport={"width": width, "height": 800})
    home = f"/people/{plan.person_id}/inclusion/"
    contact = CommunityContact.every.get().pk
    step = steps_of(plan)[0].pk
    paths = [
        home,
        f"{home}measure/",
        f"{home}activity/?step={step}",
        f"{home}contact/",
        f"{home}plan/",
        f"/graded-plans/{plan.pk}/",
        f"/graded-plans/{plan.pk}/review/",
        f"/graded-plans/{plan.pk}/end/",
        f"/graded-steps/{step}/",
        f"/community-contacts/{contact}/safe/",
        f"/community-contacts/{contact}/live/",
    ]
    assert walked(context, live_server.url, paths, width=width) == []


def test_from_isolation_to_the_bus_on_a_phone_without_javascript(
    opening: Opening, live_server: Any, place: Place
) -> None:
    """A plan is agreed, tried twice, reached; somebody asks for money on the way: nothing needs a script."""
    person = supported(place)
    context = opening("support_worker", viewport={"width": 390, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(f"{live_server.url}/people/{person.pk}/inclusion/")
    page.get_by_role("link", name="Ask how they take part").click()
    page.locator("input[name=participation][value=none]").check()
    page.locator("input[name=travel][value=none]").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Agree a graded plan").click()
    page.get_by_label("What the person wants to be able to do").fill("The bus to my sister")
    page.get_by_label("Step 1", exact=True).fill("Two stops on the bus")
    page.get_by_label("Step 1: with how much support").select_option("independent")
    page.get_by_role("button", name="Agree the plan").click()
    for _ in range(2):
        page.get_by_role("link", name="Record a try of step 1").first.click()
        page.get_by_label("What it was").select_option("travel")
        page.locator("input[name=participation][value=independent]").check()
        page.get_by_role("button", name="Record the activity").click()
        page.get_by_role("link", name="Plan of").first.click()
    page.get_by_text("Done twice as planned").wait_for()
    page.get_by_role("link", name="What came of it?").click()
    page.get_by_label("It is reached").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("1 of 1 reached").wait_for()
    page.get_by_role("link", name="Inclusion").first.click()
    page.get_by_role("link", name="Record a community contact").click()
    page.get_by_label("Who", exact=True).fill("Somebody at the bus stop")
    today = datetime.now(UTC)
    for part, value in (("day", today.day), ("month", today.month), ("year", today.year)):
        page.locator(f"#id_started_on_{part}").fill(str(value))
    page.locator("input[name=safe][value=no]").check()
    page.get_by_role("button", name="Record the contact").click()
    page.get_by_role("alert").filter(has_text="Say what the concern is").wait_for()
    page.get_by_label("If it is not: what is the concern?").select_option("exploitation")
    page.get_by_role("button", name="Record the contact").click()
    page.get_by_text("Judged not safe").wait_for()
    # The concern is raised from the contact itself, and each page leads to the other.
    page.get_by_role("link", name="Raise a safeguarding concern").first.click()
    contact = CommunityContact.every.get()
    assert page.get_by_label("About one of these people in the community").input_value() == contact.pk
    page.locator("input[name=kind][value=exploitation]").check()
    page.get_by_label("What was seen or told").fill("Asks for money on the way")
    page.get_by_role("button", name="Raise the concern").click()
    page.get_by_text("Nobody has said yet what makes the person safe").wait_for()
    page.get_by_role("link", name="Somebody at the bus stop").click()
    page.get_by_role("link", name="Safeguarding concern of").wait_for()
    assert SafeguardingConcern.every.get().community_contact == contact.pk
    # Asked again, travel is independent; the plan ends because its aim is reached.
    page.get_by_role("link", name="Ask how they take part").click()
    page.locator("input[name=participation][value=prompted]").check()
    page.locator("input[name=travel][value=independent]").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("travel is more independent").wait_for()
    page.get_by_role("link", name="Plan of").first.click()
    page.get_by_role("link", name="End it").click()
    page.get_by_label("Its aim was reached").check()
    page.get_by_role("button", name="End the plan").click()
    page.get_by_text("Its aim was reached").first.wait_for()
    assert Activity.every.count() == 2
    assert ExposureStep.every.get().reached_on is not None
    assert CommunityContact.every.get().concern == "exploitation"
    context.close()


def test_a_step_is_recorded_with_the_keyboard(opening: Opening, live_server: Any, plan: ExposurePlan) -> None:
    step = steps_of(plan)[0]
    context = opening("support_worker", viewport={"width": 1100, "height": 800})
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(f"{live_server.url}/graded-steps/{step.pk}/")
    press(page, until="input[name=what]")
    page.keyboard.press("Space")
    press(page, until="main form button")
    page.keyboard.press("Enter")
    page.get_by_text("1 of 3 reached").wait_for()
    context.close()


def press(page: Page, *, until: str, most: int = 60) -> None:
    """Press Tab until the first of what is wanted has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement === document.querySelector(wanted)", until):
            return
    raise AssertionError(f"{until} is not reached by the keyboard")
