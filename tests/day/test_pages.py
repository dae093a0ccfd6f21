"""Today as a worker and a leader see it: rows, words, reasons, pauses, and who may see whom."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from casework import Place, text
from day.rows import busy, write
from goldthread.day.models import CannotBeDone, Pause
from goldthread.ledger.models import Event, EventPerson

pytestmark = pytest.mark.django_db
Signed = Callable[[str], Client]


def ago(**time: float) -> datetime:
    return datetime.now(UTC) - timedelta(**time)


@pytest.fixture
def warned(place: Place) -> Any:
    """A warning two days old on Ben, of the north team."""
    return write(place, "early_warning", place.person("Ben Sample"), raised_at=ago(days=2))


def test_a_row_says_what_who_when_and_why_and_is_told_to_the_ledger(
    place: Place, signed: Signed, warned: Any
) -> None:
    page = text(signed("support_worker").get("/today/"))
    assert "<strong>1</strong> overdue" in page
    assert "▼</span> Overdue" in page
    assert "Act on the early warning" in page
    assert "Ben Sample" in page
    assert "due yesterday" in page
    assert "An action on an early warning, within 24 hours" in page
    assert "S4: example 1" in page
    looks = Event.objects.filter(verb="look", by=place.workers["support_worker"].told_as)
    assert [event.people.get().person for event in looks] == [warned.person_id]


def test_another_team_and_another_organisation_see_nothing(place: Place, signed: Signed, warned: Any) -> None:
    page = text(signed("specialist").get("/today/?whose=team"))
    assert "Ben Sample" not in page
    assert "Nothing is due." in page
    assert not EventPerson.objects.exists()


@pytest.mark.parametrize("role", ["analyst", "commissioner", "administrator"])
def test_who_neither_works_with_people_nor_leads_is_refused(
    place: Place, signed: Signed, warned: Any, role: str
) -> None:
    response = signed(role).get("/today/")
    assert response.status_code == 403
    assert "Ben Sample" not in text(response)


def test_a_row_is_mine_by_name_and_the_teams_otherwise(place: Place, signed: Signed) -> None:
    from goldthread.people.models import Placement

    for name, worker in (("Ada Example", "team_leader"), ("Ben Sample", "support_worker"), ("Cleo", None)):
        person = place.person(name)
        Placement.every.filter(person=person).update(worker=place.workers[worker] if worker else None)
        write(place, "early_warning", person, raised_at=ago(days=2))
    mine = text(signed("support_worker").get("/today/?whose=mine"))
    assert "Ben Sample" in mine
    assert "Ada Example" not in mine
    assert "Cleo" in mine, "what is nobody's stays with the team"
    assert "Nobody named yet" in mine
    team = text(signed("support_worker").get("/today/?whose=team"))
    assert all(name in team for name in ("Ada Example", "Ben Sample", "Cleo"))
    assert "Team leader Example, North" in team
    assert "Ada Example" in text(signed("team_leader").get("/today/")), "a leader sees the team first"


def test_why_it_cannot_be_done_leaves_today_and_reaches_the_leader_once(
    place: Place, signed: Signed, warned: Any
) -> None:
    worker, leader = signed("support_worker"), signed("team_leader")
    there = f"/today/cannot/early_warning_acted/early_warning/{warned.pk}/"
    assert worker.get(there).status_code == 200
    short = worker.post(there, {"reason": "no"})
    assert short.status_code == 422
    assert "<title>Error: " in text(short)
    assert worker.post(there, {"reason": "She is away <script>until</script> Friday."}).status_code == 302
    page = text(worker.get("/today/"))
    assert "Act on the early warning" not in page
    assert "Your reason is kept." in page
    given = CannotBeDone.every.get()
    assert Event.objects.filter(verb="cannot_be_done").count() == 1
    assert "Friday" not in (Event.objects.get(verb="cannot_be_done").content or "")
    page = text(leader.get("/today/"))
    assert "She is away &lt;script&gt;until&lt;/script&gt; Friday." in page
    assert "Support worker Example" in page
    assert leader.get(f"/today/reasons/{given.pk}/read/").status_code == 302
    given.refresh_from_db()
    assert given.read_at is None, "reading an address marks nothing"
    for _ in range(2):
        leader.post(f"/today/reasons/{given.pk}/read/")
    assert "She is away" not in text(leader.get("/today/"))
    assert Event.objects.filter(verb="read_reason").count() == 1
    assert worker.post(f"/today/reasons/{given.pk}/read/").status_code == 403, "not for workers"
    assert worker.get(there).status_code == 200, "the clock itself still counts"


def test_a_reason_out_of_reach_is_refused(place: Place, signed: Signed, warned: Any) -> None:
    there = f"/today/cannot/early_warning_acted/early_warning/{warned.pk}/"
    assert signed("specialist").get(there).status_code == 404
    assert signed("specialist").post(there, {"reason": "Not mine to say at all"}).status_code == 404
    assert signed("quality_lead").post(there, {"reason": "Reads, does not write"}).status_code == 403
    assert not CannotBeDone.every.exists()


def test_a_pause_begins_and_ends(place: Place, signed: Signed) -> None:
    person = place.person()
    write(place, "stage_spell", person, contacts_per_week=1)
    worker = signed("support_worker")
    there = f"/people/{person.pk}/pauses/"
    day = ago(days=3).date()
    boxes = dict(
        zip(("started_on_0", "started_on_1", "started_on_2"), (day.day, day.month, day.year), strict=True)
    )
    names = [name.split('"')[0] for name in worker.get(there).content.decode().split('name="started_on_')[1:]]
    boxes = {f"started_on_{name}": value for name, value in zip(names, boxes.values(), strict=True)}
    assert worker.post(there, {**boxes}).status_code == 422
    assert worker.post(there, {"reason": "hospital", **boxes}).status_code == 302
    again = worker.post(there, {"reason": "hospital", **boxes})
    assert again.status_code == 422
    assert "stand still for this reason already" in text(again)
    page = text(worker.get("/today/"))
    assert "‖</span> Paused" in page or "Overdue" in page
    pause = Pause.every.get()
    end = f"{there}{pause.pk}/end/"
    today = datetime.now(UTC).date()
    ended = {
        f"ended_on_{name}": value
        for name, value in zip(names, (today.day, today.month, today.year), strict=True)
    }
    assert worker.post(end, {"version": 9, **ended}).status_code == 422, "somebody else changed it"
    assert worker.post(end, {"version": 1, **ended}).status_code == 302
    pause.refresh_from_db()
    assert pause.ended_on == today
    assert worker.get(end).status_code == 404
    assert signed("specialist").get(there).status_code == 403, "beyond reach"
    assert {event.verb for event in Event.objects.exclude(verb="look")} == {"pause_clocks", "resume_clocks"}


def test_quiet_people_and_what_comes_up(place: Place, signed: Signed) -> None:
    quiet, heard = place.person("Ada Example"), place.person("Ben Sample")
    write(place, "contact", heard, happened_at=ago(days=2))
    write(place, "contact", quiet, happened_at=ago(days=40))
    place.support(heard, planned_end_on=ago(days=-20).date())
    worker = signed("support_worker")
    page = text(worker.get("/today/"))
    assert "1 person with no two-way contact for 21 days" in page
    assert "1 person reaches the planned end of support in the next 28 days" in page
    page = text(worker.get("/today/quiet/"))
    assert "Ada Example" in page
    assert "40 days ago" in page
    assert "Ben Sample" not in page
    page = text(worker.get("/today/coming/"))
    assert "Ben Sample" in page
    assert "Ada Example" not in page


@pytest.mark.parametrize("query", ["page=0", "page=99", "page=x", "page=%F0%9F", "whose=nobody", "page=²"])
def test_any_query_answers(place: Place, signed: Signed, warned: Any, query: str) -> None:
    page = signed("support_worker").get(f"/today/?{query}")
    assert page.status_code == 200
    assert "Ben Sample" in text(page)


def test_every_act_of_every_room_has_a_page_where_it_is_done() -> None:
    from django.urls import reverse

    from goldthread.day.standards import declared
    from goldthread.web.day.acts import ACTS

    acts = {response.act for response in declared().responses.values()}
    assert acts <= set(ACTS), f"Today could not lead to {acts - set(ACTS)}"
    for act, place in ACTS.items():
        assert reverse(place.page, args=["a-key"]), act


def test_each_row_is_one_tap_from_doing_it(place: Place, signed: Signed) -> None:
    busy(place, 1)
    write(place, "enquiry", received_at=ago(hours=3), name="Eve Figure")
    for role in ("support_worker", "team_leader", "manager"):
        client = signed(role)
        page = client.get("/today/?whose=team").content.decode()
        there = set(re.findall(r'class="nhsuk-button[^"]*gt-due__do" href="([^"]+)"', page))
        assert len(there) >= 9
        for address in sorted(there):
            assert client.get(address).status_code == 200, f"{role}: {address}"
