"""The pages of work in a real browser: three widths, axe, a job start from contact to the week-4 review."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from browsing import walked
from casework import Place
from employment.jobs import BAKERY, agrees, bakery, wanting, working
from employment.test_pages import addresses
from goldthread.employment.models import Adjustment, AdjustmentReview, EmployerContact, Job
from goldthread.people.models import Plan

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    Opening = Callable[..., BrowserContext]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [320, 390, 1100])
def test_axe_and_width(opening: Opening, live_server: Any, place: Place, width: int) -> None:
    now = datetime.now(UTC)
    job = working(place, at=now, started_on=now.date() - timedelta(days=10))
    found = addresses(place, job)
    leading = {name: found.pop(name) for name in ("attach", "detach")}
    wrong: list[str] = []
    for role, paths in (("specialist", found), ("manager", leading)):
        context = opening(role, viewport={"width": width, "height": 800})
        wrong += walked(context, live_server.url, paths.values(), width=width, axe=width != 320)
    assert not wrong, "\n".join(wrong)


def day(page: Page, name: str, value: date) -> None:
    """Type a day into its three boxes."""
    for part in ("day", "month", "year"):
        page.locator(f"#id_{name}_{part}").fill(str(getattr(value, part)))


def choose(page: Page, group: str, label: str) -> None:
    """One radio of a group."""
    page.get_by_role("group", name=group).get_by_label(label, exact=True).check()


def send(page: Page, button: str, said: str) -> None:
    """Press a button; the page that follows says one line."""
    page.get_by_role("button", name=button, exact=True).click()
    page.get_by_text(said).first.wait_for()


def journey(page: Page, place: Place, person: str) -> None:
    """From a contact with an employer to the week-4 review, with consent withdrawn halfway."""
    today = datetime.now(UTC).date()
    began = today - timedelta(days=28)
    page.goto(f"/people/{person}/work/")
    page.get_by_text("The person agrees that we talk with employers").wait_for()
    page.get_by_role("link", name="Add a preference").click()
    choose(page, "What it is about", "Industry")
    page.get_by_label("As the person says it", exact=False).fill("Baking, early")
    day(page, "stated_on", today - timedelta(days=29))
    send(page, "Save", "It is recorded.")

    page.get_by_role("link", name="Record a contact with an employer").click()
    page.get_by_label("Employer", exact=False).first.select_option(label=BAKERY)
    page.locator("#id_mode").select_option("01")
    day(page, "contacted_on", began)
    choose(page, "Was the person spoken about?", "Yes")
    choose(page, "Which preference of the person led to it?", "Industry: Baking, early")
    send(page, "Save the contact", "The contact with the employer is recorded.")
    assert "consent found" in page.locator("table").first.inner_text().lower()

    page.get_by_role("link", name="A job came of it").click()
    page.get_by_label("What the person does there", exact=False).fill("Baker")
    day(page, "started_on", began)
    assert page.get_by_label("Found with the support").is_checked()
    choose(page, "Is it paid?", "Yes")
    page.get_by_label("Usual hours a week", exact=False).fill("16")
    send(page, "Record the job", "The job is recorded.")
    assert page.locator("h1").inner_text() == f"Baker at {BAKERY}"

    page.get_by_role("link", name="Agree the in-work plan").click()
    day(page, "agreed_on", began)
    page.get_by_label("What the person wants of the first weeks", exact=False).fill("To be shown once")
    choose(page, "What the employer may be told", "Tell the employer what we agreed")
    choose(page, "Is a schedule of adjustments written down", "Yes")
    send(page, "Agree the plan", "The in-work plan is agreed.")

    for kind in ("Rota or hours", "Breaks", "Supervision"):
        page.get_by_role("link", name="Add an adjustment").click()
        choose(page, "What changes", kind)
        day(page, "agreed_on", began)
        day(page, "due_on", began + timedelta(days=7))
        choose(page, "Who agreed it with the employer?", "We did, or both of us")
        send(page, "Add the adjustment", "The adjustment is recorded.")
    assert "The schedule does not speak" not in page.inner_text("main")
    page.get_by_role("link", name="It is in place").first.click()
    day(page, "on", began + timedelta(days=6))
    send(page, "Save", "It is recorded.")

    page.get_by_role("link", name="Review the adjustments").click()
    assert page.get_by_label("Week of the job").input_value() == "2"
    day(page, "held_on", began + timedelta(days=14))
    choose(page, "Who took part?", "The person and the employer")
    send(page, "Save the review", "The review is recorded.")

    page.get_by_role("link", name="Consent", exact=True).first.click()
    page.get_by_role("button", name="Withdrawn", exact=False).first.click()
    page.goto(f"/people/{person}/work/")
    page.get_by_text("No consent to talk with employers about this person is in force").wait_for()

    page.get_by_role("link", name=f"Baker at {BAKERY}").click()
    page.get_by_role("link", name="Review the adjustments").click()
    assert page.get_by_label("Week of the job").input_value() == "4"
    day(page, "held_on", today)
    choose(page, "Who took part?", "The person and the employer")
    page.get_by_role("button", name="Save the review").click()
    page.get_by_role("alert").get_by_text("No consent for this is in force", exact=False).wait_for()
    assert page.title().startswith("Error: ")
    choose(page, "Who took part?", "The person alone")
    send(page, "Save the review", "The review is recorded.")
    page.get_by_text("Reviews of weeks 2 and 4 are held").wait_for()


def kept(place: Place) -> None:
    """What the journey left."""
    job = Job.every.get()
    plan = Plan.every.get()
    assert (plan.kind, plan.job_id, plan.disclosure) == ("in_work", job.pk, "some")
    contact = EmployerContact.every.get()
    assert contact.sharing_check is not None and contact.sharing_check.consent_id
    assert contact.preference is not None and contact.face_to_face is True
    assert all(one.sharing_check_id for one in Adjustment.every.all())
    reviews = dict(AdjustmentReview.every.values_list("week", "sharing_check__consent__purpose"))
    assert reviews == {2: "employer_liaison", 4: None}


@pytest.mark.parametrize("script", [True, False])
def test_a_job_start_from_contact_to_the_week_4_review(
    opening: Opening, live_server: Any, place: Place, script: bool
) -> None:
    now = datetime.now(UTC)
    person = wanting(place)
    bakery(place, at=now)
    agrees(place, person.pk, at=now)
    size = {"width": 390, "height": 800}
    context = opening("specialist", java_script_enabled=script, viewport=size, base_url=str(live_server.url))
    page = context.new_page()
    page.set_default_timeout(15_000)
    journey(page, place, person.pk)
    kept(place)
    context.close()


def press(page: Page, key: str, *, until: str) -> None:
    """Press a key until the focus is on something."""
    for _ in range(80):
        page.keyboard.press(key)
        if page.evaluate("one => document.activeElement.matches(one)", until):
            return
    raise AssertionError(f"the keyboard does not reach {until}")


def test_time_away_is_recorded_with_the_keyboard_alone(
    opening: Opening, live_server: Any, place: Place
) -> None:
    now = datetime.now(UTC)
    job = working(place, at=now, started_on=now.date() - timedelta(days=10))
    context = opening("specialist", viewport={"width": 1100, "height": 800})
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{live_server.url}/in-work/")
    press(page, "Tab", until=f"a[href='/jobs/{job.pk}/']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/jobs/{job.pk}/")
    press(page, "Tab", until=f"a[href='/jobs/{job.pk}/absence/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/absence/")
    press(page, "Tab", until="input[name=reason]")
    page.keyboard.press("Space")
    press(page, "Tab", until="button[type=submit].nhsuk-button:not(.nhsuk-button--secondary)")
    page.keyboard.press("Enter")
    page.get_by_text("The time away is recorded.").wait_for()
    assert "Back at work" in page.inner_text("main")
    context.close()
