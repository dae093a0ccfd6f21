"""What if: the pages as a browser asks them, and the journey of a commissioner who reads a scenario."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browsing import faults
from casework import Place, signed_in
from evidence.test_scenario import RECORDS
from evidence.test_scenario_contacts import ADA
from facts.worlds import merged, put

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Browser, Page

TERMS = """
[[contract]]
code = "keys"
name = "Keys of Example County"
services = ["Key"]

[[standard]]
contract = "keys"
name = "tenancy_risk_response"
starts = "tenancy_risk.raised"
response = "tenancy_risk.plan_and_first_action"
amount = 72
unit = "hours"
pauses = ["hospital"]

[[standard]]
contract = "keys"
name = "adjustments_review"
starts = "job.started"
response = "adjustment_review.held"
amount = 0
unit = "weeks"
points = [2, 4]

[[target]]
contract = "keys"
indicator = "tenancy.risk_response_72h"
at_least = 0.8

[[cap]]
contract = "keys"
role = "support_worker"
people = 16
"""
WHAT_IF = "/specifications/keys/what-if/"
YEAR = "period=2026-01..2026-11"
FORTY_EIGHT = f"?clause=tenancy_risk_response&amount=48&unit=hours&{YEAR}"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A store with the risks of the hand-made table and one person's contacts, and the terms."""
    folder = tmp_path_factory.mktemp("what-if")
    world = merged({**{name: record for name, (record, _, _) in RECORDS.items()}, "ada": ADA})
    store = put(folder / "store", world, date(2026, 11, 22))
    (folder / "terms.toml").write_text(TERMS, "utf-8")
    return store.path, folder / "terms.toml"


@pytest.fixture
def there(kept: tuple[Path, Path], settings: Any, place: Place) -> Place:
    """The organisation, on that store and those terms."""
    settings.GOLDTHREAD_STORE, settings.GOLDTHREAD_TERMS = map(str, kept)
    settings.ALLOWED_HOSTS = ["testserver", "localhost"]
    return place


@pytest.fixture
def commissioner(there: Place, signed: Callable[[str], Client]) -> Client:
    return signed("commissioner")


def words_of(client: Client, address: str, status: int = 200) -> str:
    """What a page says, without its marks."""
    answer = client.get(address)
    assert answer.status_code == status, answer.content[:400]
    body = answer.content.decode().partition('<main class="nhsuk-main-wrapper"')[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def test_every_clause_of_the_contract_is_listed_with_how_it_stands(commissioner: Client) -> None:
    said = words_of(commissioner, f"{WHAT_IF}?{YEAR}")
    for clause in (
        "within 72 hours",
        "in weeks 2 and 4",
        "at least 80",
        "as often as the plan of each person asks",
    ):
        assert clause in said
    assert "Nothing is saved or changed" in said


def test_the_answer_comes_first_with_both_sides_beside_each_other(commissioner: Client) -> None:
    said = words_of(commissioner, WHAT_IF + FORTY_EIGHT)
    answer = said.index("5 of 13 would have been met instead of 11.")
    assert answer < said.index("Clocks that began in the period") < said.index("Indicators that this touches")
    assert "Not met As it was 2 As it would be 8" in said
    assert "11 of 13 (85" in said
    assert "5 of 13 (38" in said
    assert "Nothing is saved or changed by this." in said


def test_a_commissioner_sees_numbers_and_no_record(commissioner: Client) -> None:
    answer = commissioner.get(WHAT_IF + FORTY_EIGHT).content.decode()
    assert "5 would be late" in answer
    assert "/what-if/records/" not in answer
    assert "/records/tenancy_risk/" not in answer
    assert "|P" not in answer  # the key of a person in the hand-made world
    assert commissioner.get(f"{WHAT_IF}records/{FORTY_EIGHT}").status_code == 403


def test_those_who_may_open_records_see_which_come_out_otherwise(
    there: Place, signed: Callable[[str], Client]
) -> None:
    client = signed("quality_lead")
    page = client.get(WHAT_IF + FORTY_EIGHT).content.decode()
    assert "move=met-not_met" in page
    late = f"{WHAT_IF}records/{FORTY_EIGHT}&move=met-not_met"
    said = words_of(client, late)
    assert "5 records" in said
    assert client.get(late).content.decode().count('href="/records/tenancy_risk/') == 5
    assert "4 March 2026, 10:00" in said  # when the first would have been due
    every = client.get(f"{WHAT_IF}records/{FORTY_EIGHT}").content.decode()
    assert every.count('href="/records/tenancy_risk/') == 7
    turned = f"{WHAT_IF}records/{FORTY_EIGHT}&of=tenancy.risk_response_72h"
    assert turned.partition("?")[0] in page
    assert words_of(client, turned).count(" As it would be not met ") == 6
    assert " As it would be not known " in words_of(client, turned)
    words_of(client, f"{WHAT_IF}records/{FORTY_EIGHT}&of=intake.age", 404)
    words_of(client, f"{WHAT_IF}records/{FORTY_EIGHT}&page=2", 404)
    words_of(client, f"{WHAT_IF}records/{FORTY_EIGHT}&move=late", 422)


def test_contacts_of_a_stage(there: Place, signed: Callable[[str], Client]) -> None:
    asked = "?clause=contact-intensive&amount=1&unit=weeks&period=2026-06..2026-07"
    client = signed("quality_lead")
    said = words_of(client, WHAT_IF + asked)
    assert "2 of 6 times between contacts would have been met." in said
    assert "13 of 61 days overdue" in said
    listed = words_of(client, f"{WHAT_IF}records/{asked}")
    assert "nothing asked" in listed
    assert "a contact was tried in time" in listed


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            "clause=target-tenancy.risk_response_72h&at_least=90%25",
            "11 of 13 (85 %). Against at least 90 %",
        ),
        ("clause=work&sustained=13+in+16+weeks&weekly_hours=7", "No figure of "),
        ("clause=gaps&home_days=0&work_days=0", "No figure of "),
        ("clause=cap-support_worker&people=10", "No figure of "),
        ("clause=adjustments_review&amount=1&unit=weeks&points=2,6", "No such clock began"),
    ],
)
def test_every_kind_of_clause_can_be_asked(commissioner: Client, asked: str, said: str) -> None:
    assert said in words_of(commissioner, f"{WHAT_IF}?{asked}&{YEAR}")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("clause=tenancy_risk_response&amount=72&unit=hours", "That is how it is already"),
        ("clause=tenancy_risk_response&amount=x&unit=hours", "Give a whole number."),
        ("clause=tenancy_risk_response&amount=-1&unit=hours", "Give 0 or more."),
        ("clause=tenancy_risk_response&amount=999999&unit=hours", "from 0 to 876,600"),
        ("clause=tenancy_risk_response&amount=4&unit=moons", "moons"),
        ("clause=adjustments_review&amount=1&unit=weeks&points=two", "Give weeks as whole numbers"),
        ("clause=adjustments_review&amount=1&unit=days", "Its unit stays weeks"),
        ("clause=target-tenancy.risk_response_72h&at_least=90", "A share lies between 0 and 1"),
        ("clause=target-tenancy.risk_response_72h&at_least=&at_most=", "Say what the indicator"),
        ("clause=contact-intensive&amount=0&unit=weeks", "once in a day at most"),
        ("clause=cap-support_worker&people=0", "above 0"),
        ("clause=nothing", "No clause “nothing” of this contract held in"),
        ("clauses=tenancy_risk_response", "does not know"),
    ],
)
def test_what_cannot_be_asked_is_said_in_a_sentence(commissioner: Client, asked: str, said: str) -> None:
    status = 404 if asked == "clause=nothing" else 422
    assert said in words_of(commissioner, f"{WHAT_IF}?{asked}&{YEAR}", status)


def test_a_contract_of_nobody_is_a_page_that_does_not_exist(commissioner: Client) -> None:
    assert commissioner.get("/specifications/locks/what-if/").status_code == 404


def test_a_contract_without_records_or_without_clauses_in_the_period_says_so(
    there: Place, signed: Callable[[str], Client], tmp_path: Path, settings: Any
) -> None:
    later = TERMS.replace('services = ["Key"]', 'services = ["Key"]\nfrom = 2026-10-01')
    (tmp_path / "terms.toml").write_text(
        f'{later}\n[[contract]]\ncode = "new"\nservices = ["New"]\n', "utf-8"
    )
    settings.GOLDTHREAD_TERMS = str(tmp_path / "terms.toml")
    client = signed("commissioner")
    assert "There are no records of the services of this contract yet" in words_of(
        client, "/specifications/new/what-if/"
    )
    said = words_of(client, f"{WHAT_IF}?period=2026-01..2026-06")
    assert "No clause of this contract held in January to June 2026." in said
    assert "within 72 hours" in words_of(client, f"{WHAT_IF}?period=2026-10")


def test_nothing_is_written(commissioner: Client, kept: tuple[Path, Path]) -> None:
    """Neither the record of what was done, nor the snapshot, nor the terms; a page sent to is refused."""
    from goldthread.ledger.models import Event

    events, terms = Event.objects.count(), kept[1].read_bytes()
    current = (kept[0] / "CURRENT").read_bytes()
    commissioner.get(WHAT_IF + FORTY_EIGHT)
    assert Event.objects.count() == events
    assert (kept[1].read_bytes(), (kept[0] / "CURRENT").read_bytes()) == (terms, current)
    assert commissioner.post(WHAT_IF, {"clause": "tenancy_risk_response"}).status_code == 405


# --- the journey


@pytest.fixture
def reader(there: Place, browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Opens a page on which the commissioner is signed in."""
    opened = []

    def open_page(**options: Any) -> Page:
        context = signed_in(browser, str(live_server.url), there.workers["commissioner"], **options)
        context.set_default_timeout(10_000)
        opened.append(context)
        page: Page = context.new_page()
        page.goto(f"{live_server.url}{WHAT_IF}?{YEAR}")
        return page

    yield open_page
    for context in opened:
        context.close()


def test_a_commissioner_reads_a_scenario_on_a_phone_without_javascript(reader: Callable[..., Page]) -> None:
    page = reader(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page.get_by_role("link", name="A plan and a first action on a tenancy risk").click()
    assert page.get_by_label("Within").input_value() == "72"
    page.get_by_label("Within").fill("48")
    page.get_by_role("button", name="What if").click()
    assert page.locator(".gt-answer__figure").inner_text() == "5 of 13 would have been met instead of 11."
    page.get_by_label("Within").fill("72")
    page.get_by_role("button", name="What if").click()
    assert "That is how it is already" in page.get_by_role("alert").inner_text()
    assert page.title().startswith("Error: ")


def test_by_keyboard_alone(reader: Callable[..., Page]) -> None:
    page = reader(viewport={"width": 1100, "height": 900})

    def to(role: str, name: str) -> None:
        wanted = page.get_by_role(role, name=name).first  # type: ignore[arg-type]
        for _ in range(80):
            if wanted.evaluate("one => one === document.activeElement"):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"{name} cannot be reached")

    to("link", "A plan and a first action on a tenancy risk")
    page.keyboard.press("Enter")
    page.wait_for_url("**clause=tenancy_risk_response**")
    to("textbox", "Within")
    page.keyboard.press("Control+a")
    page.keyboard.type("48")
    page.keyboard.press("Enter")
    page.wait_for_url("**amount=48**")
    assert "5 of 13" in page.locator(".gt-answer__figure").inner_text()


@pytest.mark.parametrize("width", [320, 1100])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    reader: Callable[..., Page], width: int
) -> None:
    page = reader(viewport={"width": width, "height": 900})
    start = page.url.partition("?")[0]
    contact = "?clause=contact-intensive&amount=1&unit=weeks&period=2026-06..2026-07"
    wrong = f"?clause=tenancy_risk_response&amount=&unit=hours&{YEAR}"
    work = f"?clause=work&{YEAR}"
    for path in (f"?{YEAR}", FORTY_EIGHT, contact, wrong, work):
        page.goto(start + path)
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
