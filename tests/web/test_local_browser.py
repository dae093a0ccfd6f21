"""A local indicator in a real browser: from worksheet to approval by two, with what is refused on the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

import casework
from browsing import faults, walked
from casework import AT, Place
from goldthread.contracts import local_actions as actions
from goldthread.contracts import local_queries as queries
from goldthread.contracts.models.local import LocalIndicator
from goldthread.contracts.worksheets import WORKSHEET

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    Opening = Callable[..., BrowserContext]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CODE = "local.decided_10d"
ANSWERS = {one.field: f"What we say of it: {one.title.lower()}." for one in WORKSHEET}
WHY = "Ten days is what people who waited asked of us."
DEFINITION = "The definition"


@pytest.fixture
def place(pages: None, db: None) -> Place:
    """Example Homes, on the store of the pages."""
    return casework.organisation()


@pytest.fixture
def opening(browser: Browser, live_server: Any, place: Place) -> Iterator[Opening]:
    """Opens a context at the live pages in which a role is signed in."""
    opened: list[BrowserContext] = []

    def open_as(role: str, **options: Any) -> BrowserContext:
        wanted = {"base_url": str(live_server.url), "locale": "en-GB", **options}
        context = casework.signed_in(browser, str(live_server.url), place.workers[role], **wanted)
        context.set_default_timeout(20_000)
        opened.append(context)
        found: BrowserContext = context
        return found

    yield open_as
    for context in opened:
        context.close()


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name).first.click()


def told(page: Page) -> str:
    return " ".join(page.locator("main").inner_text().split())


def written(page: Page, *changes: tuple[str, str]) -> None:
    """Change the definition as an author would: text for text."""
    box = page.get_by_label(DEFINITION, exact=True)
    text = box.input_value()
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    box.fill(text)


def test_from_worksheet_to_approval_by_two(opening: Opening) -> None:
    lead = opening("quality_lead", java_script_enabled=False).new_page()
    lead.goto("/indicators/")
    follow(lead, "Local indicators, of your own design")
    follow(lead, "Begin a local indicator")
    lead.get_by_label("Name").fill("Referrals decided within 10 days")
    lead.get_by_label("Code").fill("tenancy.losses")
    press(lead, "Begin")
    assert "The code begins with local." in told(lead)
    lead.get_by_label("Code").fill(CODE)
    press(lead, "Begin")

    # The worksheet, one answer forgotten.
    for one in WORKSHEET:
        letter = f"{one.letter}. " if one.letter else ""
        if one.field != "evidence":
            lead.get_by_label(f"{letter}{one.title}", exact=True).fill(ANSWERS[one.field])
    press(lead, "Save")
    home = lead.url
    assert "Not answered yet: Best evidence." in told(lead)
    press(lead, "Propose it")
    assert "It cannot be proposed yet" in told(lead)
    assert "Best evidence is not answered" in told(lead)
    assert lead.title().startswith("Error: ")
    lead.goto(f"{home}worksheet/")
    lead.get_by_label("B. Best evidence", exact=True).fill(ANSWERS["evidence"])
    press(lead, "Save")

    # The definition: a column misspelt, then examples that no longer hold, then what was meant.
    follow(lead, "Write the definition, and try it")
    written(lead, ("14 days", "10 days"), ("days(14)", "days(10)"), ("decided_on <=", "decidd_on <="))
    press(lead, "Try it")
    assert "Line 13." in told(lead)
    assert 'Did you mean "decided_on"?' in told(lead)
    written(lead, ("decidd_on <=", "decided_on <="))
    lead.locator("#period").select_option(index=6)
    press(lead, "Try it")
    assert re.search(r"\d+ met \d+ not met", told(lead))
    assert "The first records of each verdict" in told(lead)
    assert "Example 2: verdict is not met; the example expects met." in told(lead)
    press(lead, "Save")
    lead.goto(home)
    press(lead, "Propose it")
    assert "Example 2: verdict is not met" in told(lead)
    lead.goto(f"{home}definition/")
    written(
        lead,
        ("2026-03-15 | 2026-04-30 || met", "2026-03-11 | 2026-04-30 || met"),
        ("2026-03-16 | 2026-03-16 || met", "2026-03-12 | 2026-03-12 || met"),
        ("2026-03-16 | 2026-04-30 || met", "2026-03-12 | 2026-04-30 || met"),
        ("2026-03-17 |", "2026-03-13 |"),
        ("2026-03-06 | 2026-03-15 || not due", "2026-03-06 | 2026-03-11 || not due"),
    )
    press(lead, "Save")
    lead.goto(home)
    assert "Ready to be proposed" in told(lead)
    press(lead, "Propose it")
    assert "You proposed this, so somebody else approves it" in told(lead)
    assert lead.get_by_role("button", name="Approve it").count() == 0
    assert CODE not in queries.approved()

    # The second person reads, is asked for a reason, and approves.
    second = opening("commissioner").new_page()
    second.goto(home)
    assert ANSWERS["need"] in told(second)
    press(second, "Show")
    assert re.search(r"\d+ met \d+ not met", told(second))
    assert "The first records" not in told(second)
    press(second, "Approve it")
    assert "Say why, in a sentence." in told(second)
    second.get_by_label("Why it is fit to be contracted").fill(WHY)
    press(second, "Approve it")
    assert "Approved: may be contracted" in told(second)
    assert WHY in told(second)
    follow(second, "Its figure, with its records")
    assert second.locator("h1").inner_text() == "Referrals decided within 10 days"
    assert queries.approved()[CODE].version == 1


def test_by_keyboard_alone(opening: Opening, place: Place) -> None:
    by = place.scope("quality_lead")
    row = actions.begin_local(CODE, "Decided in 10 days", known=(), by=by, at=AT)
    row = actions.save_local(row, version=1, by=by, at=AT, **ANSWERS)
    actions.propose_local(row, version=2, known=queries.questions(), by=by, at=AT)
    page = opening("manager").new_page()
    page.goto(f"/local-indicators/{row.pk}/")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "TEXTAREA":
            break
    page.keyboard.type(WHY)
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "It is approved" in told(page)


@pytest.mark.parametrize("width", [320, 1100])
def test_axe_and_width(opening: Opening, live_server: Any, place: Place, width: int) -> None:
    lead, second = place.scope("quality_lead"), place.scope("commissioner")
    draft = actions.begin_local("local.drafted", "Drafted", known=(), by=lead, at=AT)
    broken = actions.begin_local("local.broken", "Broken", known=(), by=lead, at=AT)
    actions.save_local(broken, version=1, by=lead, at=AT, text=draft.text.replace("decided_on <=", "x <="))
    done = actions.begin_local(CODE, "Decided in 10 days", known=(), by=lead, at=AT)
    actions.save_local(done, version=1, by=lead, at=AT, **ANSWERS)
    actions.propose_local(done, version=2, known=queries.questions(), by=lead, at=AT)
    actions.approve_local(done.pk, version=3, decision=WHY, known=queries.questions(), by=second, at=AT)
    proposed = actions.next_local(done.pk, by=lead, at=AT)
    actions.propose_local(proposed, version=1, known=queries.questions(), by=lead, at=AT)
    assert LocalIndicator.objects.seen_by(lead).count() == 4
    of = "/local-indicators/"
    paths = [
        of,
        f"{of}begin/",
        f"{of}{draft.pk}/",
        f"{of}{draft.pk}/worksheet/",
        f"{of}{draft.pk}/definition/",
        f"{of}{broken.pk}/definition/",
        f"{of}{draft.pk}/throw-away/",
        f"{of}{done.pk}/?period=2025-01..2025-12",
        f"{of}{proposed.pk}/",
    ]
    context = opening("manager", viewport={"width": width, "height": 800})
    assert walked(context, str(live_server.url), paths, width=width) == []
    page = context.new_page()
    page.goto(f"{of}{draft.pk}/definition/")
    page.locator("#period").select_option(index=6)
    press(page, "Try it")
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
