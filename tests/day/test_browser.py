"""Today in a real browser: three widths, axe, the keyboard, no JavaScript, and on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from browsing import walked
from casework import Place
from day.rows import write
from goldthread.day import actions
from goldthread.day.models import CannotBeDone
from goldthread.day.queries import today
from goldthread.people.models import Person

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    Opening = Callable[..., BrowserContext]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def ago(**time: float) -> datetime:
    return datetime.now(UTC) - timedelta(**time)


@pytest.fixture
def ben(place: Place) -> Person:
    """Ben, with something overdue, within hours, this week and standing still, and a reason given."""
    person = place.person("Ben Sample")
    support = place.support(person, planned_end_on=ago(days=-20).date())
    write(place, "stage_spell", person, support=support, contacts_per_week=2)
    write(place, "contact", person, happened_at=ago(days=1), minutes=45)
    write(place, "early_warning", person, raised_at=ago(hours=22), threshold_crossed=True)
    write(place, "step_episode", person, opened_at=ago(days=9))
    plan = write(place, "plan", person, support=support, review_due_on=ago(days=-3).date())
    write(place, "plan_action", person, plan=plan, what="Ring the landlord", due_on=ago(days=1).date())
    write(place, "pause", person, reason="away", started_on=ago(days=2).date())
    place.person("Cleo Specimen")  # of whom nobody has heard
    write(place, "enquiry", received_at=ago(hours=3), name="Eve Figure")
    scope, at = place.scope("support_worker", datetime.now(UTC)), datetime.now(UTC)
    due = next(row for row in today(seen_by=scope, at=at).rows if row.act == "plan_action.done")
    actions.cannot_be_done(
        due.standard, (due.record_table, due.record_id), reason="The landlord is away.", by=scope, at=at
    )
    return person


def opened(context: BrowserContext, address: str) -> Page:
    """A page whose console stays silent and that asks nobody else."""
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(address)
    return page


@pytest.mark.parametrize("width", [320, 390, 1100])
def test_axe_and_width(opening: Opening, live_server: Any, ben: Person, width: int) -> None:
    for role in ("team_leader", "support_worker"):
        context = opening(role, viewport={"width": width, "height": 800})
        paths = ["/today/", "/today/quiet/", "/today/coming/", f"/people/{ben.pk}/pauses/"]
        asked = paths if role == "support_worker" else paths[:1]
        assert walked(context, live_server.url, asked, width=width) == []


def test_a_reason_is_given_by_keyboard_alone_and_without_javascript(
    opening: Opening, live_server: Any, ben: Person
) -> None:
    context = opening("support_worker", viewport={"width": 390, "height": 800}, java_script_enabled=False)
    page = opened(context, f"{live_server.url}/today/")
    before = page.locator(".gt-due__row").count()
    focus(page, ".gt-due__row summary")
    page.keyboard.press("Enter")
    focus(page, ".gt-why a[href*='/today/cannot/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/today/cannot/**")
    focus(page, "textarea")
    page.keyboard.type("He is with his sister until Friday.")
    focus(page, "main form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/today/")
    assert page.get_by_role("status").inner_text() == "Your reason is kept. Your team leader sees it."
    assert page.locator(".gt-due__row").count() == before - 1
    assert CannotBeDone.every.count() == 2
    context.close()


def focus(page: Page, selector: str) -> None:
    """Press Tab until the first of these has the focus; nothing is clicked."""
    wanted = page.locator(selector).first
    for _ in range(60):
        if page.locator(f"{selector}:focus").count() and wanted.evaluate("one => one.matches(':focus')"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The keyboard does not reach {selector}")


def test_on_paper_there_are_rows_and_no_buttons(opening: Opening, live_server: Any, ben: Person) -> None:
    context = opening("support_worker")
    page = opened(context, f"{live_server.url}/today/")
    page.emulate_media(media="print")
    assert page.locator(".gt-due__row").first.is_visible()
    assert not page.locator(".gt-due__do").first.is_visible()
    assert not page.locator(".gt-header__nav").is_visible()
    context.close()


def test_overdue_and_near_differ_by_more_than_colour(opening: Opening, live_server: Any, ben: Person) -> None:
    context = opening("support_worker")
    page = opened(context, f"{live_server.url}/today/")
    states = {" ".join(each.split()) for each in page.locator(".gt-due__state").all_inner_texts()}
    assert {"▼ Overdue", "◆ Within hours", "○ This week", "‖ Paused"} <= states
    context.close()
