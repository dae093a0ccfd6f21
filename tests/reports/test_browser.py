"""The report in a browser: no barrier that axe finds, no request, nothing off the screen of a phone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from goldthread.catalogue import CATALOGUE
from goldthread.reports.gather import Gathered
from goldthread.reports.page import write

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


# One of each shape and of each kind of drawing: more of the same would only take axe longer.
SHOWN = (
    "tenancy.sustained_6m",
    "tenancy.survival",
    "tenancy.losses",
    "employment.job_starts",
    "access.wait",
    "access.reach",
    "intake.gender",
    "wellbeing.swemwbs_change",
)


@pytest.fixture(scope="module")
def address(gathered: Gathered, tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("page") / "report.html"
    shown = [chapter for chapter in gathered.chapters if chapter.code in SHOWN]
    assert len(shown) == len(SHOWN)
    ailing = replace(shown[0], figure=None, failed="A fault in Goldthread: KeyError at here.py:1.")
    ailing = replace(ailing, question=CATALOGUE["duration.in_work"], series=(), signal=None, groups={})
    write(replace(gathered, chapters=[*shown, ailing]), path)
    return path.as_uri()


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_no_barrier_with_everything_open(browser: Any, address: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    found = Axe().run(page, options={"runOnly": TAGS}).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []
    assert asked == [address]
    assert said == []
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width
    page.close()


def test_without_scripts_details_open_by_keyboard(browser: Any, address: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(address)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the skip link
    assert page.url.endswith("#main")
    summary = page.locator("summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("details[open]").count() == 1
    page.close()


def test_a_phone_sees_the_narrow_drawing_and_a_desk_the_wide_one(browser: Any, address: str) -> None:
    for width, shown, hidden in ((320, "narrow", "wide"), (1280, "wide", "narrow")):
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.goto(address)
        first = page.locator("article.indicator figure").first
        assert first.locator(f".gt-chart--{shown}").is_visible()
        assert not first.locator(f".gt-chart--{hidden}").is_visible()
        if shown == "narrow":
            drawn = first.locator(".gt-chart--narrow")
            # Letters of 14 px in a drawing 288 wide: they stay readable at the size that the phone gives it.
            assert drawn.bounding_box()["width"] * 14 / 288 >= 12
        page.close()


def test_paper_shows_how_figures_are_counted_and_hides_what_only_a_screen_can_use(
    browser: Any, address: str
) -> None:
    page = browser.new_page()
    page.goto(address)
    page.emulate_media(media="print")
    article = page.locator("article.indicator").first
    assert article.locator("dl.counted").is_visible()
    assert not article.locator("details.numbers").first.is_visible()
    assert article.locator(".gt-chart--wide").first.is_visible()
    page.close()
