"""Journeys of the record of a contact in a real browser: taps counted, signal lost, sessions ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client

import casework
from browsing import FLAGS
from casework import Place
from contacts.steps import entry, planned, seen
from goldthread.contacts import actions
from goldthread.contacts.actions import NewStepUp
from goldthread.contacts.models import Contact, EarlyWarning, TaskSupport, WelfareCheck
from goldthread.people.models import Person

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

pytestmark = [pytest.mark.django_db(transaction=True)]
Opening = Callable[..., "BrowserContext"]
Known = tuple[Person, list[str]]
MOST = 12
HOUR = timedelta(hours=1)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SECRET = "He sleeps badly"


class Thumb:
    """A thumb on a phone: each tap and each field entry counts one."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def tap(self, found: Locator) -> None:
        found.tap()
        self.count += 1

    def type(self, found: Locator, words: str) -> None:
        found.fill(words)
        self.count += 1


def choose(page: Page, group: str, label: str) -> Locator:
    """One choice of a group."""
    fields = page.locator("fieldset", has=page.locator("legend", has_text=group)).last
    return fields.locator(f"input[id='{fields.locator('label', has_text=label).first.get_attribute('for')}']")


def fill(page: Page, person: Person, thumb: Thumb | None = None) -> Thumb:
    """The common contact: how, minutes, three tasks, one warning, what next."""
    thumb = thumb or Thumb(page)
    thumb.tap(choose(page, "How", "Visit"))
    thumb.tap(choose(page, "Minutes", "30"))
    thumb.tap(choose(page, "Cooking", "Prompted"))
    thumb.tap(choose(page, "Post and bills", "Supported"))
    thumb.tap(choose(page, "Telephone calls", "Independent"))
    thumb.tap(choose(page, "Warning signs", "Poor sleep"))
    thumb.tap(choose(page, "Next", "As planned"))
    return thumb


def form(page: Page, person: Person) -> None:
    """Open the form, past its first look at what waits."""
    page.goto(f"/people/{person.pk}/contact/")


def rows(page: Page, expected: int) -> int:
    """How many contacts have arrived, once as many as expected have or a while has passed."""
    for _ in range(60):
        if arrived() >= expected:
            break
        page.wait_for_timeout(100)
    page.wait_for_timeout(300)  # and none too many
    return arrived()


def arrived() -> int:
    try:
        count: int = Contact.every.count()
        return count
    except OperationalError:  # the database in memory is locked while the server writes
        return -1


def test_the_common_contact_from_today_takes_few_taps(
    opening: Opening, known: Known, record_property: Callable[[str, object], None]
) -> None:
    page = opening().new_page()
    page.goto("/today/")
    thumb = Thumb(page)
    thumb.tap(page.get_by_role("link", name="Record a contact").first)
    thumb.tap(page.locator(".gt-people a", has_text="Ben Sample"))
    page.wait_for_url("**/contact/")
    fill(page, known[0], thumb)
    thumb.tap(page.get_by_role("button", name="Save", exact=True))
    page.wait_for_url("**/today/**")
    page.get_by_text("Contact recorded.").wait_for()
    record_property("interactions", thumb.count)
    assert thumb.count <= MOST
    assert TaskSupport.every.count() == 3 and EarlyWarning.every.count() == 1
    assert Contact.every.get().two_way is True


def test_signs_over_the_threshold_change_the_words_of_save(opening: Opening, known: Known) -> None:
    page = opening().new_page()
    form(page, known[0])
    thumb = fill(page, known[0])
    thumb.tap(choose(page, "Warning signs", "Missed shift"))
    assert page.locator("[data-crossing]").inner_text().startswith("2 warning signs this week")
    thumb.tap(page.get_by_role("button", name="Save and step up"))
    page.wait_for_url("**/step-up/?warning=*")
    assert thumb.count <= MOST


def test_signs_sent_later_still_offer_the_step_up(opening: Opening, known: Known) -> None:
    context = opening()
    page = context.new_page()
    form(page, known[0])
    choose(page, "Warning signs", "Missed shift").tap()
    fill(page, known[0])
    context.set_offline(True)
    page.locator("[data-save]").tap()
    page.get_by_text("waiting for signal").first.wait_for()
    context.set_offline(False)
    page.get_by_role("link", name="The signs seen ask for a step-up").tap()
    page.get_by_role("heading", name="Step up support").wait_for()


def test_a_lost_signal_loses_nothing_and_sends_once(opening: Opening, known: Known) -> None:
    context = opening()
    page = context.new_page()
    form(page, known[0])
    fill(page, known[0])
    page.get_by_label("Note (optional)").fill(SECRET)
    page.get_by_text("Draft kept on this phone").wait_for()
    begun = page.evaluate(DUMP)
    assert len(begun["drafts"]) == 1 and known[0].pk not in str(begun)
    context.set_offline(True)
    page.get_by_role("button", name="Save", exact=True).tap()
    page.get_by_text("waiting for signal").first.wait_for()
    assert Contact.every.count() == 0
    # At rest nothing can be read: neither words nor whom they are of.
    kept = page.evaluate(DUMP)
    assert len(kept["queue"]) == 1 and kept["drafts"] == []
    assert SECRET not in str(kept) and known[0].pk not in str(kept) and kept["extractable"] == [False]
    context.set_offline(False)
    page.get_by_text("All contacts are sent.").wait_for()
    assert rows(page, 1) == 1
    assert Contact.every.get().note == SECRET
    page.reload()
    assert rows(page, 1) == 1
    assert page.evaluate(DUMP)["queue"] == []


def test_a_closed_browser_keeps_what_waits(
    chromium: str, browser: Any, live_server: Any, place: Place, known: Known, tmp_path: Path
) -> None:
    def start() -> Any:
        client = Client()
        casework.sign_in(client, place.workers["support_worker"])
        address = str(live_server.url)
        context = browser.browser_type.launch_persistent_context(
            tmp_path / "phone", executable_path=chromium, args=list(FLAGS), base_url=address
        )
        context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": address}])
        return context

    context = start()
    page = context.new_page()
    form(page, known[0])
    page.locator("#mode-01").check()
    page.get_by_label("Note (optional)").fill("begun, not sent")
    page.get_by_text("Draft kept on this phone").wait_for()
    context.close()

    context = start()
    page = context.new_page()
    form(page, known[0])
    page.get_by_text("Your draft of").wait_for()
    assert page.get_by_label("Note (optional)").input_value() == "begun, not sent"
    assert page.locator("#mode-01").is_checked()
    context.set_offline(True)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("waiting for signal").first.wait_for()
    context.close()
    assert Contact.every.count() == 0

    context = start()
    page = context.new_page()
    page.goto("/contacts/new/")
    assert rows(page, 1) == 1
    assert Contact.every.get().note == "begun, not sent"
    context.close()


def test_an_expired_session_keeps_it_until_sign_in(opening: Opening, known: Known, place: Place) -> None:
    context = opening()
    page = context.new_page()
    form(page, known[0])
    fill(page, known[0])
    Session.objects.all().delete()
    page.get_by_role("button", name="Save", exact=True).tap()
    page.get_by_text("Sign in to send it").wait_for()
    assert Contact.every.count() == 0
    sign_in_again(context, place, "support_worker", page)
    page.goto("/contacts/new/")
    assert rows(page, 1) == 1


def test_another_worker_on_the_same_phone_cannot_send_it(
    opening: Opening, known: Known, place: Place
) -> None:
    context = opening()
    page = context.new_page()
    form(page, known[0])
    fill(page, known[0])
    context.set_offline(True)
    page.get_by_role("button", name="Save", exact=True).tap()
    page.get_by_text("waiting for signal").first.wait_for()
    # The signal comes back to a phone on which somebody else has signed in meanwhile.
    context.route("**/contacts/send/", lambda route: route.abort())
    context.set_offline(False)
    sign_in_again(context, place, "team_leader", page)
    page.goto("/contacts/new/")
    context.unroute("**/contacts/send/")
    page.goto("/contacts/new/")
    page.get_by_text("waits for whoever wrote it to sign in").wait_for()
    page.wait_for_timeout(500)
    assert Contact.every.count() == 0
    sign_in_again(context, place, "support_worker", page)
    page.goto("/contacts/new/")
    assert rows(page, 1) == 1
    assert Contact.every.get().worker_id == place.workers["support_worker"].pk


def test_signing_out_with_unsent_entries_warns_first(opening: Opening, known: Known, place: Place) -> None:
    context = opening()
    page = context.new_page()
    form(page, known[0])
    fill(page, known[0])
    context.route("**/contacts/send/", lambda route: route.abort())
    page.get_by_role("button", name="Save", exact=True).tap()
    page.get_by_text("waiting for signal").first.wait_for()
    page.get_by_role("button", name="Sign out").tap()
    page.get_by_text("1 contact is not sent yet").wait_for()
    page.get_by_role("button", name="Sign out").tap()
    page.wait_for_url("**/sign-in/**")
    page.goto("/contacts/unsent/")
    page.get_by_text("waits for whoever wrote it").wait_for()
    context.unroute("**/contacts/send/")
    sign_in_again(context, place, "support_worker", page)
    page.goto("/contacts/new/")
    assert rows(page, 1) == 1


def test_without_a_signal_a_page_that_names_nobody_opens(opening: Opening, known: Known) -> None:
    context = opening()
    page = context.new_page()
    page.goto("/contacts/new/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    form(page, known[0])
    context.set_offline(True)
    page.goto(f"/people/{known[0].pk}/contact/")
    page.get_by_role("heading", name="Kept on this phone").wait_for()
    assert "Ben Sample" not in page.content()


def test_names_stay_on_a_phone_only_where_that_is_set(opening: Opening, known: Known, place: Place) -> None:
    place.organisation.names_on_phone_hours = 8
    place.organisation.save()
    context = opening()
    page = context.new_page()
    page.goto("/contacts/new/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    form(page, known[0])
    page.wait_for_timeout(300)
    context.set_offline(True)
    form(page, known[0])
    page.get_by_role("heading", name="Record a contact").wait_for()
    fill(page, known[0])
    page.get_by_role("button", name="Save", exact=True).tap()
    page.get_by_text("waiting for signal").first.wait_for()
    context.set_offline(False)
    assert rows(page, 1) == 1
    form(page, known[0])
    page.wait_for_timeout(300)
    page.get_by_role("button", name="Sign out").tap()
    page.wait_for_url("**/sign-in/**")
    context.set_offline(True)
    form(page, known[0])
    assert "Ben Sample" not in page.content()


def test_faults_of_the_server_are_shown_beside_the_fields(opening: Opening, known: Known) -> None:
    page = opening().new_page()
    form(page, known[0])
    fill(page, known[0])
    page.locator("summary", has_text="With somebody else").tap()
    page.locator("#contact_with-employer").tap()
    page.get_by_role("button", name="Save", exact=True).tap()
    page.get_by_role("heading", name="There is a problem").wait_for()
    assert page.title().startswith("Error: ")
    assert page.locator("#mode-01").is_checked()
    page.locator("#contact_with-person").tap()
    page.get_by_role("button", name="Save", exact=True).tap()
    page.wait_for_url("**/today/**")
    assert rows(page, 1) == 1


def test_what_the_server_refuses_later_comes_back_to_be_corrected(opening: Opening, known: Known) -> None:
    context = opening()
    page = context.new_page()
    form(page, known[0])
    fill(page, known[0])
    page.get_by_label("Note (optional)").fill(SECRET)
    page.locator("summary", has_text="With somebody else").tap()
    page.locator("#contact_with-landlord").tap()
    context.set_offline(True)
    page.get_by_role("button", name="Save", exact=True).tap()
    page.get_by_text("waiting for signal").first.wait_for()
    context.set_offline(False)
    page.goto("/contacts/unsent/")
    page.get_by_text("No consent for this is in force").wait_for()
    assert Contact.every.count() == 0
    page.get_by_role("button", name="Open and correct").tap()
    page.wait_for_url("**/contact/")
    page.get_by_text("Your draft of").wait_for()
    assert page.get_by_label("Note (optional)").input_value() == SECRET
    page.locator("summary", has_text="With somebody else").tap()
    page.locator("#contact_with-person").tap()
    page.get_by_role("button", name="Save", exact=True).tap()
    page.wait_for_url("**/today/**")
    assert rows(page, 1) == 1
    assert Contact.every.get().contact_with == "person"


def test_what_was_refused_is_back_when_the_form_is_opened_again(opening: Opening, known: Known) -> None:
    page = opening().new_page()
    form(page, known[0])
    fill(page, known[0])
    page.get_by_label("Note (optional)").fill(SECRET)
    page.locator("summary", has_text="With somebody else").tap()
    page.locator("#contact_with-employer").tap()
    page.get_by_role("button", name="Save", exact=True).tap()
    page.get_by_role("heading", name="There is a problem").wait_for()
    page.get_by_text("What you wrote is kept as your draft").wait_for()
    page.get_by_role("link", name="record what they say").tap()
    page.get_by_role("heading", name="Consent", exact=True).first.wait_for()
    form(page, known[0])
    page.get_by_text("Your draft of").wait_for()
    assert page.get_by_label("Note (optional)").input_value() == SECRET
    assert page.locator("#contact_with-employer").is_checked()


def test_what_waited_a_day_is_corrected_as_of_the_day_it_was_written(opening: Opening, known: Known) -> None:
    context = opening()
    page = context.new_page()
    written = datetime.now(UTC) - timedelta(days=1)
    page.clock.set_fixed_time(written)
    form(page, known[0])
    fill(page, known[0])
    page.locator("summary", has_text="With somebody else").tap()
    page.locator("#contact_with-landlord").tap()
    context.set_offline(True)
    page.get_by_role("button", name="Save", exact=True).tap()
    page.get_by_text("waiting for signal").first.wait_for()
    context.set_offline(False)
    page.clock.set_fixed_time(datetime.now(UTC))
    page.goto("/contacts/unsent/")
    page.get_by_role("button", name="Open and correct").tap()
    page.wait_for_url("**/contact/")
    page.get_by_text("Check the day and the time.").wait_for()
    page.locator("summary", has_text="With somebody else").tap()
    page.locator("#contact_with-person").tap()
    page.get_by_role("button", name="Save", exact=True).tap()
    page.wait_for_url("**/today/**")
    assert rows(page, 1) == 1
    late = Contact.every.get().happened_at - (written - timedelta(minutes=30))
    assert abs(late) <= timedelta(minutes=1)


def test_by_keyboard_alone(opening: Opening, known: Known) -> None:
    page = opening(viewport={"width": 1100, "height": 800}, has_touch=False).new_page()
    form(page, known[0])
    page.locator("#mode-01").focus()
    page.keyboard.press("Space")
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert page.locator("#minutes-15, #minutes-30, #minutes-45").evaluate_all(
        "found => found.filter(one => one.checked).length"
    )
    page.get_by_label("Note (optional)").focus()
    page.keyboard.type("by keys")
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('[data-save]')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/today/**")
    assert rows(page, 1) == 1


def test_without_javascript(opening: Opening, known: Known) -> None:
    page = opening(java_script_enabled=False).new_page()
    form(page, known[0])
    fill(page, known[0])
    page.get_by_role("button", name="Save", exact=True).tap()
    page.wait_for_url("**/today/**")
    assert Contact.every.count() == 1


@pytest.mark.parametrize("width", [320, 390, 1100])
def test_every_page_stands_at_every_width_and_is_accessible(
    opening: Opening, known: Known, place: Place, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    person, signs = known
    now = datetime.now(UTC)
    by = place.scope("support_worker", now)
    values: dict[str, Any] = {"tasks": {"Cooking": "supported"}, "seen": seen(*signs[:2])}
    told = actions.record_contact(entry(person, happened_at=now - HOUR, **values), by=by, at=now)
    for minutes in (2, 1):
        tried = entry(person, happened_at=now - timedelta(minutes=minutes), outcome="no_reply", mode="02")
        actions.record_contact(tried, by=by, at=now)
    other = planned(place, "Ada Example")[0]
    episode = actions.open_step_up(NewStepUp(other.pk, "Two signs", now - HOUR), by=by, at=now)
    actions.write_handover(place.teams["north"].pk, "Boiler", people={other.pk: "Cold"}, by=by, at=now)
    page = opening(viewport={"width": width, "height": 844}).new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda asked: said.append(asked.url) if "localhost" not in asked.url else None)
    for path in (
        f"/people/{person.pk}/contact/",
        f"/people/{person.pk}/contacts/",
        f"/people/{person.pk}/step-up/?warning={told.warning.pk if told.warning else ''}",
        f"/contacts/{told.contact.pk}/",
        f"/contacts/{told.contact.pk}/correct/",
        f"/contacts/{told.contact.pk}/take-out/",
        f"/step-ups/{episode.pk}/",
        f"/warnings/{EarlyWarning.every.first().pk}/",
        f"/welfare-checks/{WelfareCheck.every.get().pk}/",
        "/contacts/new/",
        "/contacts/group/",
        "/contacts/unsent/",
        "/handovers/",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        found = Axe().run(page, options={"runOnly": WCAG}).response["violations"]
        assert not [(one["id"], one["nodes"][0]["html"]) for one in found], path
    assert said == []


def sign_in_again(context: Any, place: Place, role: str, page: Page) -> None:
    """The same phone, another session."""
    client = Client()
    casework.sign_in(client, place.workers[role])
    url = "/".join(page.url.split("/", 3)[:3])
    context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": url}])


DUMP = """async () => {
  const asked = indexedDB.open("goldthread", 1);
  const db = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const all = (table) => new Promise((done) => {
    const rows = db.transaction(table).objectStore(table).getAll();
    rows.onsuccess = () => done(rows.result);
  });
  const text = (bytes) => new TextDecoder().decode(bytes);
  const queue = (await all("queue")).map((one) => ({ ...one, iv: 0, sealed: text(one.sealed) }));
  const keys = await all("keys");
  const keys_of = () => new Promise((done) => {
    const rows = db.transaction("drafts").objectStore("drafts").getAllKeys();
    rows.onsuccess = () => done(rows.result);
  });
  return { queue, drafts: await keys_of(), extractable: keys.map((key) => key.extractable) };
}"""
