"""The browser of the tests: how it starts, and what is asked of every page that it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

# No sandbox, as root runs the tests in a container; and nothing that would ask the network of its own accord.
FLAGS = (
    *("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-default-apps", "--no-first-run", "--disable-domain-reliability", "--disable-dev-shm-usage"),
)
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
PHONE = {"width": 390, "height": 844}


@contextmanager
def launched(chromium: str) -> Iterator[Browser]:
    """The Chromium at a path, closed at the end."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        opened = player.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield opened
        opened.close()


def faults(page: Page) -> list[str]:
    """What axe finds, with everything unfolded."""
    from axe_playwright_python.sync_playwright import Axe

    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    found = Axe().run(page, options=RULES)
    return [
        f"{rule['id']}: {node['html'][:140]}"
        for rule in found.response["violations"]
        for node in rule["nodes"]
    ]


def walked(
    context: BrowserContext, address: str, paths: Iterable[str], *, width: int, axe: bool = True
) -> list[str]:
    """What is wrong with pages: their first headings, what axe finds, more than the width, the console."""
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    for path in paths:
        page.goto(f"{address}{path}")
        if (headings := page.locator("h1").count()) != 1:
            wrong.append(f"{path} has {headings} first headings")
        if axe:
            wrong += [f"{path}: {fault}" for fault in faults(page)]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            wrong.append(f"{path} is {wide} pixels wide at {width}")
    page.close()
    return wrong
