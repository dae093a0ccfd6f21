"""A person's timeline: what every room tells, in lanes and as a list, and to nobody beyond reach."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from casework import Place
from day.rows import day, moment, write
from goldthread.day.lanes import laid_out
from goldthread.day.queries import timeline
from goldthread.people.models import Person
from goldthread.people.timeline import Happening, Lane
from goldthread.pictures import lanes

AT = moment("2026-11-23 09:00")


@pytest.fixture
def told(place: Place) -> Person:
    """A year of somebody's life."""
    person = place.person("Ben Sample")
    write(place, "referral", person, received_at=moment("2026-02-20 10:00"), decision="accepted",
          decided_at=moment("2026-02-24 10:00"))  # fmt: skip
    support = place.support(person, moved_in_on=day("2026-03-03"), planned_end_on=day("2027-03-01"))
    write(place, "stage_spell", person, support=support, stage="intensive", ended_on=day("2026-05-31"))
    write(place, "stage_spell", person, support=support, stage="active", started_on=day("2026-06-01"))
    write(place, "plan", person, support=support)
    write(place, "risk_assessment", person, level="high")
    for month in range(3, 12):
        write(place, "contact", person, happened_at=moment(f"2026-{month:02}-10 14:00"), minutes=30)
    write(place, "contact", person, happened_at=moment("2026-11-12 14:00"), minutes=45)
    write(place, "contact", person, happened_at=moment("2026-11-13 14:00"), minutes=500, two_way=False)
    warning = write(place, "early_warning", person, raised_at=moment("2026-09-01 10:00"),
                    threshold_crossed=True)  # fmt: skip
    step = write(place, "step_episode", person, opened_at=moment("2026-09-01 12:00"), early_warning=warning,
                 ended_on=day("2026-09-20"))  # fmt: skip
    write(place, "step_review", person, step_episode=step, reviewed_on=day("2026-09-08"), senior=True)
    write(place, "pause", person, reason="hospital", started_on=day("2026-10-01"), ended_on=day("2026-10-04"))
    return person


@pytest.mark.django_db
def test_what_the_rooms_tell(place: Place, told: Person) -> None:
    found = timeline(told.pk, seen_by=place.scope("support_worker"), at=AT)
    assert [row.name for row in found.rows] == [
        *("Home", "Support", "Stage", "Plan", "Risk", "Warnings", "Step-up", "Crisis"),
    ]
    words = [one.words for one in found.told]
    assert words[:2] == [
        "Clocks stand still: in hospital",
        "Step-up reviewed by a senior",
    ]
    assert "Early warning: sleep, threshold crossed" in words
    assert "Referral accepted" in words
    assert "Risk assessed: high" in words
    assert [(week.minutes, week.contacts) for week in found.weeks if week.contacts][-1] == (75, 2)
    assert sum(week.minutes for week in found.weeks) == 9 * 30 + 45, "a try that reached nobody is no contact"


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["specialist", "analyst", "commissioner"])
def test_beyond_reach_it_tells_nothing(place: Place, told: Person, role: str) -> None:
    found = timeline(told.pk, seen_by=place.scope(role), at=AT)
    assert not found.told
    assert not found.weeks
    assert lanes(found) == ""


@pytest.mark.django_db
def test_it_is_drawn_and_listed_alike(place: Place, told: Person) -> None:
    found = timeline(told.pk, seen_by=place.scope("support_worker"), at=AT)
    drawing = ElementTree.fromstring(lanes(found))
    titles = {node.text for node in drawing.iter("{http://www.w3.org/2000/svg}title")}
    page = render_to_string("day/timeline.jinja", {"timeline": found})
    for one in found.told:
        assert any(str(title).startswith(one.words) for title in titles), one.words
        assert one.words in page
    assert "style=" not in page
    assert "Minutes a week" in page


def test_a_timeline_draws_a_year_and_lists_all() -> None:
    old = Happening(Lane.HOME, date(2019, 5, 1), "Moved in <b>", span=True)
    ended = Happening(Lane.SUPPORT, date(2018, 1, 1), "Support", span=True, last=date(2019, 1, 1))
    mark = Happening(Lane.PLAN, date(2020, 1, 1), "Plan")
    found = laid_out([old, ended, mark], date(2026, 11, 23))
    assert found.first == date(2025, 11, 24)
    assert [row.name for row in found.rows] == ["Home"], "what ended before the year is only listed"
    assert len(found.told) == 3
    assert "<b>" not in lanes(found)


def test_nothing_is_said_where_nothing_happened() -> None:
    page = render_to_string("day/timeline.jinja", {"timeline": laid_out([], date(2026, 11, 23))})
    assert "Nothing has happened yet" in page
    empty = SimpleNamespace(first=date(2026, 1, 1), last=date(2026, 1, 1), rows=(), weeks=())
    assert lanes(empty) == ""
