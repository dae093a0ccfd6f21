"""The pages of wellbeing in a real browser: three widths and axe; feedback from a link on a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from browsing import walked
from casework import Place
from goldthread.access.scope import public_scope
from goldthread.people.models import Person
from goldthread.wellbeing import actions, links
from goldthread.wellbeing.models import Feedback, FeedbackAsk, OutcomeRating

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

    Opening = Callable[..., BrowserContext]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def person(place: Place) -> Person:
    """Somebody rated, scored, heard once, and asked again."""
    now, by = datetime.now(UTC), place.scope("team_leader")
    person = place.person("Ada Example")
    place.support(person)
    today = now.date()
    actions.confirm_registration(
        reference="W-1",
        questions="\n".join(f"Made-up question {number}" for number in range(1, 8)),
        answers="Lowest\nLow\nMiddle\nHigh\nHighest",
        notice="Made-up notice",
        confirmed_on=today,
        by=by,
        at=now,
    )
    ratings = {"safety": 3, "routines": 2, "connection": 4}
    actions.rate_outcomes(person=person.pk, rated_on=today, ratings=ratings, by=by, at=now)
    actions.record_swemwbs(
        person=person.pk, completed_on=today, stage="start", answers=[3] * 7, by=by, at=now
    )
    first = actions.ask_feedback(person=person.pk, by=by, at=now)
    public = public_scope(place.organisation.pk)
    told: Any = {"helps": "mostly", "good": "The walks", "team_may_see": True, "wants_word": True}
    actions.give_feedback(first.pk, **told, by=public, at=now)
    actions.ask_feedback(person=person.pk, by=by, at=now)
    return person


def open_ask() -> FeedbackAsk:
    found = FeedbackAsk.every.filter(used_at=None).first()
    assert found is not None
    return found


def way(ask: FeedbackAsk) -> str:
    return f"/say/{links.token_of(ask.organisation_id, ask.pk)}/"


@pytest.mark.parametrize("width", [320, 390, 1100])
def test_axe_and_width(opening: Opening, live_server: Any, person: Person, width: int) -> None:
    context = opening("team_leader", viewport={"width": width, "height": 800})
    home, ask = f"/people/{person.pk}/wellbeing/", open_ask()
    paths = [
        home,
        f"{home}rate/",
        f"{home}questionnaire/",
        f"{home}ask/",
        f"/ratings/{OutcomeRating.every.order_by('pk')[0].pk}/",
        "/questionnaires/",
        "/feedback/",
        f"/feedback/{Feedback.every.get().pk}/answer/",
        f"/feedback-asks/{ask.pk}/",
        f"/feedback-asks/{ask.pk}/paper/",
        f"/feedback-asks/{ask.pk}/enter/",
        way(ask),
        "/say/thank-you/",
    ]
    assert walked(context, live_server.url, paths, width=width) == []


def test_feedback_from_a_link_on_a_phone_without_javascript(
    browser: Browser, live_server: Any, person: Person
) -> None:
    """Nobody is signed in and nothing needs a script; the link opens once."""
    context = browser.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(10_000)
    there = f"{live_server.url}{way(open_ask())}"
    page.goto(there)
    assert "Ada" not in page.locator("body").inner_text()
    page.get_by_role("button", name="Send").click()
    page.get_by_role("alert").filter(has_text="Answer at least one question").wait_for()
    page.locator("input[name=respected][value=always]").check()
    page.get_by_label("What should be better?").fill("Ring before you come")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="Thank you. It has arrived").wait_for()
    page.goto(there)
    page.get_by_role("heading", name="This link is closed").wait_for()
    row = Feedback.every.get(better="Ring before you come")
    assert (row.person_id, row.respected, row.team_may_see) == (person.pk, "always", False)
    context.close()


def test_a_person_is_asked_answers_and_is_spoken_with(
    opening: Opening, browser: Browser, live_server: Any, place: Place
) -> None:
    """From the link that a worker makes to the word that the person asked for, which Today asks for too."""
    person = place.person("Ada Example")
    place.support(person)
    context = opening("support_worker", viewport={"width": 390, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(f"{live_server.url}/people/{person.pk}/wellbeing/")
    page.get_by_role("link", name="Ask for feedback").click()
    page.get_by_role("button", name="Make the link").click()
    link = page.locator(".gt-link").inner_text()
    assert person.pk not in link
    theirs = browser.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=False)
    phone = theirs.new_page()
    phone.set_default_timeout(10_000)
    phone.goto(link)
    phone.locator("input[name=helps][value=sometimes]").check()
    phone.locator("input[name=team_may_see]").check()
    phone.locator("input[name=wants_word]").check()
    phone.get_by_role("button", name="Send").click()
    phone.get_by_role("heading", name="Thank you. It has arrived").wait_for()
    theirs.close()
    page.goto(f"{live_server.url}/today/?whose=team")
    page.get_by_text("Speak with the person about their feedback").first.wait_for()
    page.goto(f"{live_server.url}/feedback/")
    page.get_by_text("1 heard").wait_for()
    page.goto(f"{live_server.url}/feedback/{Feedback.every.get().pk}/answer/")
    page.get_by_role("textbox").first.fill("Met. Visits come after eleven from now on.")
    page.locator("main form button").first.click()
    assert Feedback.every.get().answered_at is not None
    page.goto(f"{live_server.url}/today/?whose=team")
    assert "Speak with the person about their feedback" not in page.locator("main").inner_text()
    context.close()


def test_the_ways_of_a_phone_fold_into_one_line(opening: Opening, live_server: Any, person: Person) -> None:
    """The head leaves room for the page, without a script and by the keyboard; a wide screen shows all."""
    context = opening("team_leader", viewport={"width": 390, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(f"{live_server.url}/feedback/")
    head = page.locator(".gt-header").bounding_box()
    assert head is not None and head["height"] <= 120
    assert not page.get_by_role("link", name="Tenancy risks").is_visible()
    summary = page.get_by_text("Menu: Feedback")
    summary.focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Feedback", exact=True).wait_for()
    assert page.locator(".gt-menu [aria-current=page]").inner_text() == "Feedback"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Today").wait_for()
    context.close()
    context = opening("team_leader", viewport={"width": 1100, "height": 800})
    page = context.new_page()
    page.goto(f"{live_server.url}/feedback/")
    assert page.get_by_role("link", name="Tenancy risks").is_visible()
    assert not page.locator(".gt-menu").is_visible()
    context.close()
