"""Each role's moment, in the demo, in a real browser: what it came for, axe on every page, no fault anywhere.

One demo is started for all of them, as anybody would start it.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1100, "height": 900}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[str]:
    """The address of a demo of this module's own."""
    folder = tmp_path_factory.mktemp("roles")
    asked = [sys.executable, "-m", "goldthread", "demo", "--port", "0", "--folder", str(folder / "demo")]
    told = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with (folder / "progress.txt").open("w") as progress:
        running = subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=progress, text=True, env=told)
    assert running.stdout is not None
    address = ""
    for line in running.stdout:
        if found := re.search(r"http://localhost:\d+", line):
            address = found[0]
            break
    assert address, (folder / "progress.txt").read_text()
    yield address
    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=60)


class Visit:
    """Somebody at work: opens pages, and holds each to its promises."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.wrong: list[str] = []
        page.on("console", lambda message: self.wrong.append(f"{page.url}: {message.text}"))
        page.on("pageerror", lambda fault: self.wrong.append(f"{page.url}: {fault}"))
        page.on("request", self._asked)
        page.on("response", self._answered)

    def _asked(self, sent: Any) -> None:
        if not sent.url.startswith((self.address, "data:")):
            self.wrong.append(f"asks elsewhere: {sent.url}")

    def _answered(self, answer: Any) -> None:
        if answer.status >= 500:
            self.wrong.append(f"{answer.status} {answer.url}")

    def open(self, path: str) -> None:
        """Open a page and look at it with axe."""
        answer = self.page.goto(self.address + path)
        assert answer is not None and answer.ok, f"{path} answered {answer and answer.status}"
        self.look()

    def look(self) -> None:
        """Axe over the page as it stands, everything unfolded; nothing scrolls sideways."""
        from axe_playwright_python.sync_playwright import Axe

        self.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        found = Axe().run(self.page, options=RULES).response["violations"]
        self.wrong += [
            f"{self.page.url}: {rule['id']}: {node['html'][:140]}" for rule in found for node in rule["nodes"]
        ]
        width = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        if width[0] > width[1]:
            self.wrong.append(f"{self.page.url}: {width[0]} px wide in a window of {width[1]}")

    def link(self, name: str | re.Pattern[str]) -> None:
        """Follow the first link of the main part by its words, then look."""
        self.page.locator("main").get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state()
        self.look()

    def person(self) -> str:
        """Path of the first person on the page."""
        for link in self.page.locator("main a").all():
            path = link.get_attribute("href") or ""
            if re.fullmatch(r"/people/\w{26}/", path):
                return path
        raise AssertionError(f"{self.page.url} names no person")

    def refused(self, path: str) -> None:
        """A page that this role may not open answers with a sentence, and shows nothing."""
        before = len(self.wrong)
        answer = self.page.goto(self.address + path)
        said = answer and answer.status
        assert said in (403, 404, 422), f"{path} answered {said}"
        del self.wrong[before:]  # the browser itself remarks on a refusal in its console


Arrive = Callable[..., Visit]


@pytest.fixture
def arrive(browser: Browser, demo: str) -> Iterator[Arrive]:
    """Signs in as a role with one click; afterwards nothing may have gone wrong on any page."""
    visits: list[Visit] = []

    def sign_in(role: str, viewport: dict[str, int] = DESK) -> Visit:
        context = browser.new_context(viewport=viewport, locale="en-GB")  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        visit = Visit(context.new_page(), demo)
        visits.append(visit)
        visit.page.goto(demo)
        visit.page.get_by_role("button", name=role, exact=True).click()
        visit.page.wait_for_load_state()
        visit.look()
        return visit

    yield sign_in
    wrong = [sentence for visit in visits for sentence in visit.wrong]
    for visit in visits:
        visit.page.context.close()
    assert not wrong, "\n".join(dict.fromkeys(wrong))


def test_a_support_worker_records_a_contact_from_today(arrive: Arrive) -> None:
    visit = arrive("Support worker", PHONE)
    page = visit.page
    assert page.url.endswith("/today/")
    page.locator("main").get_by_role("link", name="Record a contact").nth(1).click()
    page.wait_for_load_state()
    visit.look()
    page.get_by_role("radio", name="Phone", exact=True).check()
    page.get_by_role("radio", name="15", exact=True).check()
    page.get_by_role("button", name=re.compile("^Save")).click()
    page.wait_for_url(lambda url: not url.endswith("/contact/"))
    page.wait_for_load_state()
    visit.look()
    assert page.get_by_text(re.compile("contact", re.IGNORECASE)).first.is_visible()


def test_a_support_worker_prints_a_plan_for_the_person(arrive: Arrive) -> None:
    visit = arrive("Support worker")
    path = visit.person()
    for section in ("", "plan/", "contacts/", "consent/", "looks/", "support/"):
        visit.open(path + section)
    visit.open(path + "plan/")
    visit.link(re.compile("[Pp]rint"))


def test_a_specialist_sees_what_is_due_and_the_people_of_the_team(arrive: Arrive) -> None:
    visit = arrive("Specialist", PHONE)
    visit.open("/people/")
    visit.open("/waiting/")


def test_a_team_leader_sees_the_teams_day(arrive: Arrive) -> None:
    visit = arrive("Team leader")
    visit.open("/today/?whose=team")
    assert visit.page.get_by_text("Overdue").first.is_visible()
    visit.open("/today/coming/")
    visit.open("/handovers/")


def test_a_manager_goes_from_a_contract_to_a_record(arrive: Arrive) -> None:
    visit = arrive("Manager")
    visit.open("/contracts/")
    visit.page.locator("main h2 a, main h3 a, main td a").first.click()
    visit.look()
    visit.open("/indicators/intake.age/")
    visit.link(re.compile("records behind", re.IGNORECASE))
    assert "/records/" in visit.page.url


def test_a_quality_lead_opens_figures_and_looks_at_who_looked(arrive: Arrive) -> None:
    visit = arrive("Quality lead")
    visit.open("/indicators/")
    visit.open("/indicators/employment.paid_work_entry/")
    visit.open("/who-looked/")


def test_an_analyst_takes_the_rows_of_a_figure_away(arrive: Arrive) -> None:
    visit = arrive("Analyst")
    visit.open("/indicators/tenancy.sustained_6m/")
    with visit.page.expect_download() as loading:
        visit.page.locator("main").get_by_role("link", name=re.compile("CSV")).first.click()
    rows = Path(loading.value.path()).read_text("utf-8-sig").splitlines()
    assert len(rows) > 1
    visit.refused("/people/")


def test_a_commissioner_sees_figures_and_no_person(arrive: Arrive) -> None:
    visit = arrive("Commissioner")
    visit.open("/contracts/")
    visit.open("/indicators/tenancy.sustained_6m/")
    for path in ("/indicators/tenancy.sustained_6m/records/", "/people/", "/today/", "/waiting/"):
        visit.refused(path)


def test_an_auditor_follows_a_figure_to_a_record_and_writes_nothing(arrive: Arrive) -> None:
    visit = arrive("Auditor")
    visit.open("/indicators/tenancy.sustained_6m/records/")
    visit.page.locator("main tbody a").first.click()
    visit.look()
    assert "/records/" in visit.page.url
    visit.open("/people/")
    path = visit.person()
    visit.open(path + "looks/")
    visit.open(path + "consent/")
    visit.refused(path + "contact/")


def test_an_administrator_sees_workers_and_no_person(arrive: Arrive) -> None:
    visit = arrive("Administrator")
    visit.open("/administration/")
    visit.refused("/people/")


def test_anybody_may_ask_for_help_without_an_account(browser: Browser, demo: str) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    answer = page.goto(f"{demo}/example-homes/enquiry/")
    assert answer is not None and answer.ok
    page.get_by_role("radio", name="To ask for support for myself").check()
    page.get_by_role("textbox", name="Your name").fill("Cleo Specimen")
    page.get_by_role("textbox", name="Phone (optional)").fill("01632 960123")
    page.locator("main").get_by_role("button").last.click()
    page.wait_for_load_state()
    assert page.url.endswith("/thanks/"), page.locator("main").inner_text()[:400]
    context.close()
