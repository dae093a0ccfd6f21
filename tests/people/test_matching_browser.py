"""Known elsewhere, in a real browser: two organisations decide, axe finds nothing, nothing overflows."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

import casework
from browsing import faults
from casework import Place
from goldthread.people import actions

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
WHY = "Both give the same birth date, and the same address since March."


@pytest.mark.parametrize(("width", "height"), [(320, 640), (390, 844), (1100, 900)])
def test_the_pages_of_a_match(
    opening: Callable[..., BrowserContext], place: Place, width: int, height: int
) -> None:
    now = datetime.now(UTC)
    other = casework.organisation("Other Homes")
    person, there = place.person("Ben Sample"), other.person("Benjamin Sample")
    third = place.person("Ada Example")
    by, theirs = place.scope("quality_lead", now), other.scope("manager", now)
    ours = actions.propose_match(
        person, partner=other.organisation.pk, their_key=there.pk, reason=WHY, by=by, at=now
    )
    waits = actions.propose_match(
        there, partner=place.organisation.pk, their_key=third.pk, reason=WHY, by=theirs, at=now
    )
    open_one = type(waits).every.get(pair=waits.pair, asks=False)
    page = opening("quality_lead", viewport={"width": width, "height": height}).new_page()
    shown = {
        "match": reverse("people-match", args=[person.pk]),
        "consent": reverse("people-consent", args=[person.pk]),
        "waiting": reverse("people-waiting"),
        "list": reverse("people-matches"),
        "decide": reverse("people-match-decide", args=[open_one.pk]),
        "again": reverse("people-match-decide", args=[ours.pk]),
    }
    for name, address in shown.items():
        page.goto(address)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert not faults(page), name
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, name
        if folder := os.environ.get("GOLDTHREAD_PICTURES"):
            page.screenshot(path=f"{folder}/match-{name}-{width}.png", full_page=True)
    page.goto(shown["decide"])
    page.get_by_label("No, two people").check()
    page.get_by_label("Why").fill("Another birth date.")
    page.get_by_role("button", name="Decide").click()
    page.wait_for_url("**/consent/")
    assert "two people" in page.inner_text("main")
