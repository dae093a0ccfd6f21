"""Sign-in, account and administration in a real browser: passkeys, axe, 320 pixels, no script of others."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

import casework
from casework import PASSWORD, Place

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
OWN = ("/account/", "/account/password/", "/account/passkeys/add/")
ADMIN = ("/administration/", "/administration/workers/add/", "/administration/teams/add/")


@pytest.fixture
def here(live_server: Any) -> str:
    """The pages at localhost: passkeys know no address in numbers."""
    return str(live_server.url).replace("127.0.0.1", "localhost")


@pytest.fixture
def opening(browser: Browser, here: str) -> Callable[..., BrowserContext]:
    def opened(worker: Any = None, **options: Any) -> BrowserContext:
        if worker is None:
            return browser.new_context(**options)
        context: BrowserContext = casework.signed_in(browser, here, worker, **options)
        return context

    return opened


def watched(page: Page) -> list[str]:
    """What the browser complains of: a script or style that the policy stopped, or a fault."""
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda fault: told.append(str(fault)))
    return told


def checked(page: Page) -> None:
    """Accessible, and nothing scrolls sideways at the width it has."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options=RULES).response["violations"]
    assert [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]] == []
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide, page.url


def keep_picture(page: Page, name: str) -> None:
    """A picture to look at, where GOLDTHREAD_PICTURES names a folder."""
    if folder := os.environ.get("GOLDTHREAD_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize("width", [320, 1100])
def test_pages_are_accessible_and_fit(
    place: Place, here: str, opening: Callable[..., BrowserContext], width: int
) -> None:
    worker = place.workers["support_worker"]
    home = place.person("Ben Sample", team="south")
    walks = (
        (None, ("/sign-in/", "/sign-in/forgotten/", "/sign-in/forgotten/sent/")),
        (place.workers["administrator"], (*OWN, *ADMIN, f"/administration/workers/{worker.pk}/")),
        (place.workers["administrator"], (f"/administration/workers/{worker.pk}/post/",)),
        (worker, (f"/break-glass/{home.pk}/",)),
        (place.workers["team_leader"], ("/opened-records/", "/who-looked/")),
        (place.workers["manager"], ("/opened-records/", "/who-looked/")),
    )
    for who, addresses in walks:
        context = opening(who, viewport={"width": width, "height": 800})
        page = context.new_page()
        told = watched(page)
        for address in addresses:
            page.goto(here + address)
            checked(page)
            keep_picture(
                page, f"{width}{address.replace(worker.pk, 'K').replace(home.pk, 'P').replace('/', '_')}"
            )
        assert [one for one in told if "403" not in one] == []
        context.close()


def test_a_passkey_is_set_up_and_signs_in_alone(
    place: Place, here: str, opening: Callable[..., BrowserContext]
) -> None:
    context = opening(viewport={"width": 390, "height": 800})
    page = context.new_page()
    told = watched(page)
    keys = context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    keys.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip
    page.goto(f"{here}/sign-in/")
    page.get_by_label("E-mail address").fill(place.workers["manager"].email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Set it up").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    checked(page)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    page.goto(f"{here}/account/")
    assert "Manager Example" in page.content() or "Registered manager Example" in page.content()
    assert told == []
    context.close()


def test_an_app_is_set_up_without_javascript(
    place: Place, here: str, opening: Callable[..., BrowserContext], code_of: Callable[..., str]
) -> None:
    context = opening(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{here}/sign-in/")
    page.get_by_label("E-mail address").fill(place.workers["analyst"].email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Use an app on your phone").click()
    assert page.locator("svg path").count() == 1
    page.get_by_label("Code").fill(code_of(page.locator(".gt-code").inner_text()))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Recovery codes").wait_for()
    assert page.locator("li.gt-code").count() == 10
    context.close()
