"""Journeys through the pages of people in a real browser: the way in, the plan, axe, keyboard, no script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from browsing import faults
from casework import Place
from goldthread.access.scope import public_scope
from goldthread.people import actions
from goldthread.people.models import Enquiry, Plan, PlanTask, Referral, Support

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    Opening = Callable[..., BrowserContext]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
SIZES = {"phone": (390, 844), "desk": (1100, 900)}


def told(place: Place) -> dict[str, str]:
    """A person with something on every page of theirs, and the addresses of the pages."""
    now = datetime.now(UTC)
    today = now.date()
    by = place.scope("manager", now)
    team = place.teams["north"].pk
    person = actions.add_person(name="Ben Sample", pronouns="he/him", team=team, by=by, at=now)
    actions.set_access_need(person, kind="large_print", detail="18 point", by=by, at=now)
    row = actions.refer(
        person=person.pk, team=team, received_at=now - timedelta(days=9), reason="Arrears", by=by, at=now
    )
    waits = actions.add_person(name="Ada Example", team=team, by=by, at=now)
    waiting = actions.refer(person=waits.pk, team=team, received_at=now - timedelta(days=2), by=by, at=now)
    actions.decide_referral(row, decision="accepted", by=by, at=now)
    support = actions.start_support(
        person=person.pk,
        team=team,
        referral=row.pk,
        worker=place.workers["support_worker"].pk,
        started_on=today - timedelta(days=5),
        stage="intensive",
        by=by,
        at=now,
    )
    actions.move_stage(
        support=support.pk, stage="active", started_on=today, reason="Settled in", by=by, at=now
    )
    actions.assess_risk(person=person.pk, support=support.pk, assessed_at=now, level="medium", by=by, at=now)
    plan = actions.agree_plan(
        person=person.pk,
        support=support.pk,
        kind="support",
        agreed_at=now,
        review_due_on=today + timedelta(days=90),
        own_goals="Keep my flat and my job at the bakery",
        tasks=[{"task": "Open post", "planned_level": "prompted", "prompts_per_week": 2}],
        signs=[{"kind": "sleep", "words": "I stop sleeping"}],
        signs_threshold=1,
        actions=[{"what": "Call the landlord", "whose": "Both", "due_on": today}],
        by=by,
        at=now,
    )
    actions.give_consent(person=person.pk, purpose="landlord_liaison", given_at=now, by=by, at=now)
    enquiry = actions.receive_enquiry(
        sent_key="k1",
        kind="self_referral",
        name="Cleo Specimen",
        phone="01632 960555",
        by=public_scope(place.organisation.pk),
        at=now,
    )
    pages = ("person", "change", "needs", "risk", "looks", "support", "refer", "start", "plan", "plan-agree")
    of_person = ("team", *pages, "consent", "share", "hand-over")
    found = {name: reverse(f"people-{name}", args=[person.pk]) for name in of_person}
    task = PlanTask.every.get(plan=plan)
    found |= {"task": reverse("people-task", args=[task.pk])}
    found |= {"void": reverse("people-void", args=["plan", plan.pk])}
    of_support = ("offer", "stage", "worker", "extend", "interest", "end")
    found |= {name: reverse(f"people-{name}", args=[support.pk]) for name in of_support}
    found |= {name: reverse(f"people-{name}", args=[plan.pk]) for name in ("plan-print", "plan-review")}
    names = ("referral", "referral-answer", "referral-change", "intake")
    found |= {name: reverse(f"people-{name}", args=[waiting.pk]) for name in names}
    found |= {"enquiry": reverse("people-enquiry", args=[enquiry.pk])}
    found |= {name: reverse(f"people-{name}") for name in ("list", "add", "waiting")}
    found |= {f"front-{name}": f"/example-homes/{name}/" for name in ("enquiry", "refer", "thanks")}
    return found


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_nothing_overflows_and_nothing_comes_from_elsewhere(
    opening: Opening, place: Place, size: str, live_server: Any
) -> None:
    addresses = told(place)
    width, height = SIZES[size]
    page = opening(viewport={"width": width, "height": height}).new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on(
        "request",
        lambda sent: None if sent.url.startswith(live_server.url) else wrong.append(f"elsewhere: {sent.url}"),
    )
    for name, address in addresses.items():
        answer = page.goto(address)
        if answer is None or not answer.ok:
            wrong.append(f"{name}: {answer and answer.status}")
            continue
        wrong += [f"{name}: {fault}" for fault in faults(page)]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append(f"{name}: wider than the screen")
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
def test_at_320_pixels_nothing_is_cut_off(opening: Opening, place: Place) -> None:
    addresses = told(place)
    page = opening(viewport={"width": 320, "height": 640}).new_page()
    wide = []
    for name, address in addresses.items():
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(name)
    assert not wide


def journey(front: BrowserContext, work: BrowserContext) -> None:
    """From asking for support to a plan in the hand."""
    anybody = front.new_page()
    anybody.goto("/example-homes/enquiry/")
    anybody.get_by_role("button", name="Send").click()
    assert anybody.get_by_role("alert").is_visible()
    anybody.get_by_label("To ask for support for myself").check()
    anybody.get_by_label("Your name").fill("Cleo Specimen")
    anybody.get_by_label("Phone", exact=False).first.fill("01632 960555")
    anybody.get_by_label("What should we know?", exact=False).fill("I may lose my flat")
    anybody.get_by_role("button", name="Send").click()
    assert "Thank you" in anybody.inner_text("h1")

    page = work.new_page()
    page.goto("/waiting/")
    page.get_by_role("link", name="Cleo Specimen").click()
    page.get_by_label("North").first.check()
    page.get_by_role("button", name="Take it on").click()
    page.get_by_label("Accepted").check()
    page.get_by_role("button", name="Save the decision").click()
    page.get_by_role("link", name="Start support").first.click()
    page.get_by_label("North").check()
    page.get_by_label("Intensive: first weeks or high need").check()
    page.get_by_role("button", name="Start support").click()
    page.get_by_role("link", name="Agree a plan").click()
    page.get_by_label("What the person wants, in their own words", exact=False).fill("Keep my flat")
    page.get_by_label("Task", exact=False).first.fill("Open post")
    page.get_by_role("button", name="Agree the plan").click()
    page.get_by_role("link", name="Print it for Cleo Specimen").click()
    assert "Keep my flat" in page.inner_text("article") and "Open post" in page.inner_text("article")
    page.emulate_media(media="print")
    assert not page.locator(".gt-header__nav").is_visible() and page.locator("article").is_visible()


def _kept() -> tuple[int, int, int, int]:
    tables = (Enquiry, Referral, Support, Plan)
    found = [int(table.every.count()) for table in tables]
    return found[0], found[1], found[2], found[3]


def test_from_asking_for_support_to_a_plan_in_the_hand(opening: Opening) -> None:
    journey(opening(None), opening())
    assert _kept() == (1, 1, 1, 1)


def test_the_same_without_javascript(opening: Opening) -> None:
    journey(opening(None, java_script_enabled=False), opening(java_script_enabled=False))
    assert _kept() == (1, 1, 1, 1)


def press_to(page: Page, words: str) -> None:
    """Tab until the focus is on something of these words, as who uses no mouse does."""
    for _ in range(80):
        page.keyboard.press("Tab")
        at = page.evaluate(
            """() => { const one = document.activeElement; const own = one.labels && one.labels.length
            ? one.labels[0].innerText : one.innerText; const box = getComputedStyle(one);
            return [own || "", box.outlineStyle !== "none" || box.boxShadow !== "none"
            || box.backgroundColor !== "rgba(0, 0, 0, 0)"]; }"""
        )
        if words in at[0]:
            assert at[1], f"the focus on {words} cannot be seen"
            return
    raise AssertionError(f"the keyboard does not reach {words}")


def test_by_keyboard_alone_a_person_is_added_and_found(opening: Opening) -> None:
    page = opening(viewport={"width": 1100, "height": 900}).new_page()
    page.goto("/people/")
    press_to(page, "Add a person")
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/add/")
    press_to(page, "Name")
    page.keyboard.type("Cleo Specimen")
    press_to(page, "North")
    page.keyboard.press("Space")
    press_to(page, "Add the person")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/add/" not in address)
    assert "Cleo Specimen" in page.title()
    page.goto("/people/")
    press_to(page, "Name, or a whole NHS number")
    page.keyboard.type("cleo")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Cleo Specimen").wait_for()
    assert "cleo" not in page.url
