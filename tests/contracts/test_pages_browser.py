"""Contracts in a real browser: from nothing to a running one, a clause changed in mid-year, no script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browsing import faults, walked
from casework import Place
from contracts.agreeing import CODE, agreed, hours, specification
from goldthread.config.rooms import ROOMS
from goldthread.contracts import actions, queries
from goldthread.contracts.specification.templates import template
from goldthread.facts.rooms import build_facts
from goldthread.facts.store import Store
from goldthread.housing import actions as housing
from goldthread.kernel.instants import civil_date
from goldthread.kernel.words import say_date
from housing.homes import at_risk

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    Opening = Callable[..., BrowserContext]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW = datetime.now(UTC)
TODAY = civil_date(NOW)
REASON = "A home at risk cannot wait for three days."
MOST_PAGES, MOST_ACTS = 12, 30  # ten minutes, at twenty seconds for each thing done


class Hands:
    """Somebody at a page, who counts what they do and which pages they see, and asks axe of each."""

    def __init__(self, page: Page, *, axe: bool = True) -> None:
        self.page, self.axe, self.acts, self.pages = page, axe, 0, 0
        self.wrong: list[str] = []

    def seen(self) -> None:
        self.pages += 1
        if self.axe:
            self.wrong += [f"{self.page.url}: {fault}" for fault in faults(self.page)]

    def press(self, words: str, *, role: Any = "button") -> None:
        self.page.get_by_role(role, name=words, exact=True).click()
        self.acts += 1
        self.page.wait_for_load_state()
        self.seen()

    def write(self, label: str, words: str) -> None:
        self.page.get_by_label(label, exact=True).first.fill(words)
        self.acts += 1

    def choose(self, label: str) -> None:
        self.page.get_by_label(label, exact=True).check()
        self.acts += 1


def clock_box(page: Page, duty: str) -> Any:
    """The box of the time of a clock in the step of the clocks."""
    return page.get_by_role("group", name=duty, exact=True).get_by_label("Within")


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_new_provider_comes_to_a_running_contract(opening: Opening, place: Place, script: bool) -> None:
    risk = at_risk(
        place, "Ada Example", hours=0, at=NOW
    )  # today, whatever the hour: the contract begins today
    page = opening("manager", java_script_enabled=script).new_page()
    hands = Hands(page, axe=script)
    page.goto("/specifications/")
    hands.seen()
    hands.press("Begin a contract", role="link")
    hands.choose("Tenancy sustainment")
    hands.press("Begin")
    hands.write("Commissioner", "Example County")
    hands.choose("Example Homes Tenancy Support")
    hands.press("Save and go on")
    assert page.get_by_label("Day").first.input_value() == str(TODAY.day), "it begins today unless changed"
    hands.press("Save and go on")
    clock_box(page, "A plan and a first action on a tenancy risk").fill("48")
    hands.acts += 1
    hands.press("Save and go on")
    hands.press("Save and go on")
    for year in (1, 2, 3):
        box = page.get_by_role("group", name=f"Year {year}", exact=True)
        box.get_by_label("Staff").fill("180,000")
        box.get_by_label("Running costs").fill("20,000")
        hands.acts += 2
    hands.press("Save and go on")
    assert "Nothing is wrong with it. It can be proposed." in page.inner_text("main")
    hands.press("Propose it")
    assert "Version 1 waits for the commissioner to agree it." in page.inner_text("main")
    assert page.get_by_role("button", name="Agree it").count() == 0

    other = Hands(opening("commissioner", java_script_enabled=script).new_page(), axe=script)
    other.page.goto("/specifications/")
    other.press("Version 1 waits for the commissioner to agree it", role="link")
    other.press("Agree it")
    assert f"In force since {say_date(TODAY)}" in other.page.inner_text("main")

    assert hands.pages + other.pages <= MOST_PAGES, (hands.pages, other.pages)
    assert hands.acts + other.acts <= MOST_ACTS, (hands.acts, other.acts)
    assert hands.wrong + other.wrong == []

    worker = opening("support_worker", java_script_enabled=script).new_page()
    worker.goto("/today/")
    row = worker.locator(".gt-due__row", has_text="Ada Example").first
    row.locator("summary").click()
    assert "within 48 hours" in row.inner_text()
    assert civil_date(risk.raised_at) == TODAY


def test_a_clause_is_changed_in_mid_year(
    opening: Opening, place: Place, tmp_path: Path, settings: Any
) -> None:
    change = TODAY - timedelta(days=20)
    agreed(place, specification(), date(2025, 4, 1), at=NOW)
    for days, answered in ((40, 60), (30, 60), (15, 60), (10, 40)):
        began = NOW - timedelta(days=days)
        risk = at_risk(place, f"Ada {days}", hours=0, at=began)
        then = began + timedelta(hours=answered)
        by = place.scope("team_leader", then)
        for kind in ("action_plan", "increased_visits"):
            housing.act_on_risk(tenancy_risk=risk.pk, kind=kind, opened_at=then, by=by, at=then)
    open_before = at_risk(place, "Ben Before", hours=0, at=NOW - timedelta(days=21))
    open_after = at_risk(place, "Cleo After", hours=0, at=NOW - timedelta(hours=1))
    assert open_before.pk != open_after.pk
    store = Store.open(tmp_path / "store", create=True)
    build_facts(store, ROOMS, at=NOW, by="test", say=lambda words: None)
    settings.GOLDTHREAD_STORE = str(store.path)
    period = f"{(TODAY - timedelta(days=45)).isoformat()}..{TODAY.isoformat()}"
    there = f"/indicators/tenancy.risk_response_72h/?period={period}"
    page = opening("manager").new_page()

    def figure() -> str:
        page.goto(there)
        return page.locator(".gt-answer__figure").inner_text()

    before = figure()
    page.goto(f"/specifications/{CODE}/")
    page.get_by_role("button", name="Change it: begin the next version").click()
    page.get_by_role("link", name="Response clocks").click()
    page.get_by_role("link", name="Change A plan and a first action on a tenancy risk").click()
    page.get_by_label("Within").fill("48")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Check and propose").click()
    for label, part in (("Day", change.day), ("Month", change.month), ("Year", change.year)):
        page.get_by_label(label, exact=True).fill(str(part))
    page.get_by_role("button", name="Propose it").click()
    assert "Say why" in page.locator(".nhsuk-error-summary").inner_text(), "a day that is past needs a reason"
    assert faults(page) == []
    page.get_by_label("Why it changes what was agreed").fill(REASON)
    page.get_by_role("button", name="Propose it").click()
    told = page.inner_text("main")
    assert "72 hours" in told and "48 hours" in told
    assert "1 indicator is counted otherwise" in told and "figures of the days since" in told
    assert faults(page) == []
    assert figure() == before, "a proposal changes nothing"

    other = opening("commissioner").new_page()
    other.goto(f"/specifications/{CODE}/proposal/")
    other.get_by_role("button", name="Agree it").click()
    assert f"In force since {say_date(change)}" in other.inner_text("main")
    assert faults(other) == []
    assert figure() != before
    old = say_date(change - timedelta(days=1))
    other.get_by_label("As it was on").fill((change - timedelta(days=1)).isoformat())
    other.get_by_role("button", name="Show").click()
    assert f"This is what held on {old}." in other.inner_text("main")
    assert "Within\n72 hours" in other.inner_text("#clocks-0")

    leader = opening("team_leader").new_page()
    leader.goto("/today/?whose=team")
    for name, said in (("Ben Before", "within 72 hours"), ("Cleo After", "within 48 hours")):
        row = leader.locator(".gt-due__row", has_text=name).filter(has_text="risk").first
        row.locator("summary").first.click()
        assert said in row.inner_text(), name


@pytest.mark.parametrize("width", [320, 1100])
def test_axe_and_width(opening: Opening, live_server: Any, place: Place, width: int) -> None:
    by = place.scope("manager", NOW)
    agreed(place, specification(), date(2025, 4, 1), at=NOW)
    contract = queries.contract(CODE, seen_by=by)
    assert contract is not None
    row = actions.begin_version(contract.pk, by=by, at=NOW)
    faulty = specification(clocks=hours(48, response=""))
    actions.save_draft(row.pk, faulty, version=row.version, by=by, at=NOW)
    actions.begin_contract(replace(template("core-and-flexi"), code="flexi"), by=by, at=NOW)
    other = replace(specification(), code="WORK", services=("Example Homes Into Work",))
    row = actions.begin_contract(other, by=by, at=NOW)
    actions.propose(row.pk, version=row.version, valid_from=TODAY, by=by, at=NOW)
    of, draft = f"/specifications/{CODE}/", f"/specifications/{CODE}/draft/"
    paths = [
        *("/specifications/", "/specifications/-/begin/", "/specifications/-/import/", of),
        *("/specifications/WORK/proposal/", "/specifications/WORK/"),
        *(f"{of}?on=2024-01-01", f"{of}clocks/tenancy_risk_response/", f"{of}compare/", f"{of}versions/2/"),
        *(draft, f"{draft}clocks/", f"{draft}pathways/", f"{draft}schedule/", f"{draft}money/"),
        *(f"{draft}clocks/0/", f"{draft}stages/0-0/", f"{draft}schedule/0/", f"{draft}clocks/0/take-out/"),
        *(f"{draft}about/whole/", f"{draft}counting/rules/", f"{draft}pathways/0/"),
        *(f"/specifications/flexi/draft/steps/{name}/" for name in ("who", "days", "targets", "means")),
    ]
    context = opening("manager", viewport={"width": width, "height": 800})
    assert walked(context, live_server.url, paths, width=width, axe=width == 320) == []


def test_a_clause_is_written_by_keyboard_alone(opening: Opening, place: Place) -> None:
    by = place.scope("manager", NOW)
    row = actions.begin_contract(specification(), by=by, at=NOW)
    page = opening("manager").new_page()
    page.goto(f"/specifications/{CODE}/draft/clocks/0/")
    page.get_by_label("Within").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("24")
    page.keyboard.press("Enter")
    page.wait_for_url("**/draft/clocks/")
    assert queries.versions(row.contract_id, seen_by=by)[0].specification.clocks[0].amount == 24
