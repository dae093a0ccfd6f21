"""Answers of the day: what each refuses, and that each is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import AT, Place, organisation
from day.rows import moment, write
from goldthread.access.rows import Changed
from goldthread.access.rules import NotAllowed
from goldthread.day.actions import (
    NewPause,
    cannot_be_done,
    pause_clocks,
    read_reason,
    record_pauses,
    resume_clocks,
)
from goldthread.day.lanes import laid_out
from goldthread.day.models import CannotBeDone, Pause
from goldthread.kernel.refusals import Refused
from goldthread.ledger.models import Event
from goldthread.people.timeline import Happening, Lane

STARTED = date(2026, 11, 20)
WORDS = "She is with her sister until Friday."


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reason": "boredom"}, "Choose why"),
        ({"started_on": AT.date() + timedelta(days=1)}, "once it has begun"),
        ({"ended_on": date(2026, 11, 19)}, "between its first day and today"),
        ({"ended_on": AT.date() + timedelta(days=1)}, "between its first day and today"),
    ],
)
def test_a_pause_that_cannot_be_is_refused(place: Place, change: dict[str, object], sentence: str) -> None:
    wanted = {"person": place.person().pk, "reason": "hospital", "started_on": STARTED, **change}
    with pytest.raises(Refused, match=sentence):
        record_pauses([NewPause(**wanted)], by=place.scope("support_worker"), at=AT)
    assert not Pause.every.exists()
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_pauses_are_refused_whole_and_twice_the_same_is_one_too_many(place: Place) -> None:
    ours, theirs = place.person(), place.person("Ada Example", team="south")
    by = place.scope("support_worker")
    told = [NewPause(ours.pk, "away", STARTED), NewPause(theirs.pk, "away", STARTED)]
    with pytest.raises(Refused, match="not among those you work with"):
        record_pauses(told, by=by, at=AT)
    with pytest.raises(Refused, match="already"):
        record_pauses([told[0], told[0]], by=by, at=AT)
    assert not Pause.every.exists()
    record_pauses([NewPause(ours.pk, "away", STARTED, STARTED), told[0]], by=by, at=AT)
    assert Event.objects.filter(verb="pause_clocks").count() == Pause.every.count() == 2


@pytest.mark.django_db
def test_a_pause_ends_once_and_the_second_editor_is_told(place: Place) -> None:
    by = place.scope("support_worker")
    row = pause_clocks(place.person().pk, reason="hospital", started_on=STARTED, by=by, at=AT)
    with pytest.raises(Changed):
        resume_clocks(row.pk, ended_on=STARTED, version=7, by=by, at=AT)
    with pytest.raises(Refused, match="Correct it"):
        resume_clocks(row.pk, ended_on=date(2026, 11, 19), version=1, by=by, at=AT)
    resume_clocks(row.pk, ended_on=STARTED, version=1, by=by, at=AT)
    with pytest.raises(Refused, match="ended already"):
        resume_clocks(row.pk, ended_on=STARTED, version=2, by=by, at=AT)
    with pytest.raises(Refused, match="no such pause"):
        resume_clocks(row.pk, ended_on=STARTED, version=2, by=place.scope("specialist"), at=AT)


@pytest.mark.django_db
def test_a_reason_is_refused_where_it_says_nothing_or_nothing_is_due(place: Place) -> None:
    warning = write(place, "early_warning", place.person(), raised_at=moment("2026-11-20 09:00"))
    record, by = ("early_warning", warning.pk), place.scope("support_worker")
    for words in ("", "   no     ", "x" * 2_001):
        with pytest.raises(Refused, match="why it cannot be done"):
            cannot_be_done("early_warning_acted", record, reason=words, by=by, at=AT)
    for standard, which in (("plan_review", record), ("early_warning_acted", ("plan", warning.pk))):
        with pytest.raises(Refused, match="not due any more"):
            cannot_be_done(standard, which, reason=WORDS, by=by, at=AT)
    with pytest.raises(Refused, match="not due any more"):
        cannot_be_done("early_warning_acted", record, reason=WORDS, by=place.scope("specialist"), at=AT)
    with pytest.raises(NotAllowed):
        cannot_be_done("early_warning_acted", record, reason=WORDS, by=place.scope("auditor"), at=AT)
    cannot_be_done("early_warning_acted", record, reason=WORDS, by=by, at=AT)
    with pytest.raises(Refused, match="given for this already"):
        cannot_be_done("early_warning_acted", record, reason=WORDS, by=by, at=AT)
    assert CannotBeDone.every.count() == 1
    [event] = Event.objects.filter(verb="cannot_be_done")
    assert "sister" not in str(event.content)


@pytest.mark.django_db
def test_an_enquiry_is_answered_and_not_put_off(place: Place) -> None:
    enquiry = write(place, "enquiry", received_at=moment("2026-11-20 09:00"))
    with pytest.raises(Refused, match="An enquiry is answered"):
        cannot_be_done(
            "enquiry_answered", ("enquiry", enquiry.pk), reason=WORDS, by=place.scope("manager"), at=AT
        )


@pytest.mark.django_db
def test_only_a_leader_within_reach_reads_a_reason(place: Place) -> None:
    warning = write(place, "early_warning", place.person(), raised_at=moment("2026-11-20 09:00"))
    row = cannot_be_done(
        *("early_warning_acted", ("early_warning", warning.pk)),
        reason=WORDS,
        by=place.scope("support_worker"),
        at=AT,
    )
    with pytest.raises(NotAllowed):
        read_reason(row.pk, by=place.scope("support_worker"), at=AT)
    with pytest.raises(Refused, match="no such reason"):
        read_reason(row.pk, by=organisation("Other Homes").scope("team_leader"), at=AT)
    read_reason(row.pk, by=place.scope("team_leader"), at=AT)
    row.refresh_from_db()
    assert row.read_by == place.workers["team_leader"]


@given(st.lists(st.tuples(st.integers(-900, 0), st.integers(0, 200)), max_size=40))
def test_weeks_add_up_to_the_contacts_of_the_year(contacts: list[tuple[int, int]]) -> None:
    """Whatever the order and however many a day: no minute is lost and none is counted twice."""
    today = date(2026, 11, 23)
    told = [
        Happening(Lane.MINUTES, today + timedelta(days=days), "Contact", minutes=minutes)
        for days, minutes in contacts
    ]
    found = laid_out(told, today)
    inside = [one for one in told if found.weeks and one.first >= found.weeks[0].monday]
    assert sum(week.minutes for week in found.weeks) == sum(one.minutes or 0 for one in inside)
    assert sum(week.contacts for week in found.weeks) == len(inside)
    mondays = [week.monday for week in found.weeks]
    assert mondays == sorted(set(mondays))
    assert len(mondays) <= 54
    assert laid_out(list(reversed(told)), today) == found
