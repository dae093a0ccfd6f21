"""The pages in a real browser: axe, 320 pixels, no JavaScript, the keyboard, and nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from web.test_pages import ADDRESSES

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    Opening = Callable[..., BrowserContext]

pytestmark = pytest.mark.browser

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture
def page(opening: Opening) -> Iterator[Page]:
    context = opening(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def unfold(page: Page) -> None:
    """What is folded away must pass too."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")


def opened(page: Page, address: str, path: str) -> tuple[list[str], list[str]]:
    """Open a page; give its console messages and the requests that went to another host."""
    messages: list[str] = []
    elsewhere: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("request", lambda sent: elsewhere.append(sent.url) if not sent.url.startswith(address) else None)
    answer = page.goto(address + path)
    assert answer is not None
    assert answer.ok
    return messages, elsewhere


@pytest.mark.parametrize("path", ["/", *ADDRESSES])
def test_axe_finds_nothing_and_nothing_comes_from_elsewhere(page: Page, address: str, path: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    messages, elsewhere = opened(page, address, path)
    unfold(page)
    found = Axe().run(page, options=RULES)
    said = [
        f"{rule['id']}: {node['html'][:120]}"
        for rule in found.response["violations"]
        for node in rule["nodes"]
    ]
    assert not said, "\n".join(said)
    assert not messages
    assert not elsewhere


@pytest.mark.parametrize("path", ADDRESSES)
def test_at_320_pixels_nothing_scrolls_sideways(opening: Opening, address: str, path: str) -> None:
    context = opening(viewport={"width": 320, "height": 640}, java_script_enabled=True)
    page = context.new_page()
    opened(page, address, path)
    unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


def test_the_thread_can_be_followed_without_javascript(opening: Opening, address: str) -> None:
    context = opening(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/")
    page.get_by_role("link", name="Tenancy sustained at 3 months", exact=True).click()
    figure = page.locator(".gt-answer__figure").inner_text()
    page.get_by_role("link", name="The records behind it").click()
    assert figure in page.locator("main").inner_text()
    page.get_by_role("link", name="not met").first.click()
    assert "verdict=not_met" in page.url
    page.locator("tbody a").first.click()
    assert "home spell" in page.locator("h1").inner_text().lower()
    page.get_by_role("link", name="t0", exact=False).first.click()
    assert "Where it comes from" in page.locator("main").inner_text()
    context.close()


def test_everything_can_be_reached_with_the_keyboard(page: Page, address: str) -> None:
    opened(page, address, "/indicators/tenancy.sustained_3m/")
    wanted = page.locator("a[href], button, select, input, summary, [tabindex='0']").count()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "nhsuk-skip-link"
    reached = set()
    for _ in range(wanted + 5):
        reached.add(page.evaluate("document.activeElement.outerHTML"))
        page.keyboard.press("Tab")
    hidden = page.locator("details:not([open]) a, details:not([open]) [tabindex='0']").count()
    assert len(reached) >= (wanted - hidden) * 0.9  # links with the same words and address count once
