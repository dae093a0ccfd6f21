"""The demo's case record: made by actions, told to the ledger, with the figures of the simulation."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from goldthread.catalogue.registry import CATALOGUE
from goldthread.catalogue.tables import TABLES
from goldthread.config.rooms import ROOMS
from goldthread.demo.contracts import terms, terms_text
from goldthread.demo.making import tables_of
from goldthread.demo.names import name_of
from goldthread.demo.recording import SOURCE, recorded
from goldthread.demo.service import CUT_OFF
from goldthread.demo.settling import Settled, settle, weeks_to
from goldthread.demo.world import see
from goldthread.evidence.ahead import shown_months
from goldthread.evidence.inquiry import opened
from goldthread.facts.schema import arrow_schema
from goldthread.facts.store import Store

AT = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)
LATER = datetime(2027, 2, 10, 9, 0, tzinfo=UTC)  # a Wednesday


def quiet(words: str) -> None:
    """Say nothing."""


def settled(seed: int, count: int, weeks: int = 0) -> Settled:
    world = see(seed, count)
    return settle(tables_of(world), world, weeks)


def stored(path: Path, rows: Settled) -> Store:
    """The settled rows laid down as they stand, past all rooms."""
    store = Store.open(path, create=True)
    with store.writing(at=AT, by="test") as draft:
        for name, listed in rows.rooms.items():
            draft.put(name, pa.Table.from_pylist(listed, schema=arrow_schema(TABLES[name])))
        for name, table in rows.others.items():
            if table.num_rows:
                draft.put(name, table)
        draft.cut_off(source=SOURCE, day=rows.ends_on)
        draft.commit()
    return store


def figures(store: Store) -> dict[str, list[Any]]:
    """Every indicator of the 24 months: value, numerator, denominator and verdicts."""
    with opened(store, terms=terms()) as inquiry:
        return {
            code: [
                (each.value, each.numerator, each.denominator, dict(each.verdicts))
                for each in inquiry.trend(question, shown_months(CUT_OFF))
            ]
            for code, question in CATALOGUE.items()
        }


@pytest.mark.slow
@pytest.mark.django_db
def test_figures_from_the_rooms_are_those_of_the_simulation(tmp_path: Path) -> None:
    recorded(tmp_path / "rooms", ROOMS, at=AT, by="test", say=quiet, count=200, living=False)
    from_rooms = figures(Store.open(tmp_path / "rooms"))
    as_simulated = figures(stored(tmp_path / "plain", settled(9, 200)))
    assert len(as_simulated) == 52
    assert {code for code in as_simulated if as_simulated[code] != from_rooms[code]} == set()


@pytest.mark.django_db
def test_everything_recorded_is_told_and_synthetic(tmp_path: Path) -> None:
    from goldthread.access.models import Organisation, Worker
    from goldthread.contacts.models import Contact
    from goldthread.contracts.models import Version
    from goldthread.ledger.models import Event, EventPerson
    from goldthread.people.models import Person, Variation

    recorded(tmp_path / "store", ROOMS, at=LATER, by="test", say=quiet, count=40)
    assert all(Organisation.objects.values_list("synthetic", flat=True))
    assert all(address.endswith("@example.org") for address in Worker.objects.values_list("email", flat=True))
    told = Event.objects.filter(verb="contacts.record").values_list("subjects", flat=True)
    subjects = {key for listed in told for table, key in listed if table == "contacts.contact"}
    assert subjects == set(Contact.every.values_list("pk", flat=True))
    people = set(Person.every.values_list("pk", flat=True))
    assert people == set(EventPerson.objects.values_list("person", flat=True))
    assert {one.decided_as for one in Variation.every.select_related("worker")} >= {"team_leader"}
    assert all(one.worker is not None and one.reason for one in Variation.every.all())
    agreed_ones = Version.every.filter(status="agreed").order_by("contract__code", "number")
    assert [(one.contract.code, one.number, one.backdated) for one in agreed_ones] == [
        ("HOMES-EXAMPLE", 1, False),
        ("HOMES-EXAMPLE", 2, False),
        ("IPS-EXAMPLE", 1, False),
        ("SEQF-EXAMPLE", 1, False),
    ]
    assert {name.split()[-1] for name in Person.every.values_list("name", flat=True)} <= NOBODY
    with Store.open(tmp_path / "store").pinned() as snapshot:
        assert snapshot.cut_off == CUT_OFF + timedelta(weeks=weeks_to(date(2027, 2, 9)))


@pytest.mark.slow
@pytest.mark.django_db
def test_safety_and_feedback_are_recorded_by_their_rooms(tmp_path: Path) -> None:
    """What went wrong is told to the ledger, answered, and open in places; people are heard by both ways."""
    from goldthread.day.queries import coming_up
    from goldthread.ledger.models import Event
    from goldthread.safety.models import (
        Complaint,
        HousingQuestion,
        Incident,
        Notification,
        RiskDecision,
        RiskPlan,
        SafeguardingConcern,
        SystemContact,
    )
    from goldthread.wellbeing.models import Feedback, FeedbackAsk

    recorded(tmp_path / "store", ROOMS, at=LATER, by="test", say=quiet, count=300)
    every = (Complaint, HousingQuestion, Incident, Notification, RiskDecision, RiskPlan, SystemContact)
    for model in (*every, SafeguardingConcern, FeedbackAsk, Feedback):
        keys = set(model.every.values_list("pk", flat=True))
        told = Event.objects.filter(verb__startswith=f"{model._meta.app_label}.")
        subjects = {key for listed in told.values_list("subjects", flat=True) for _, key in listed}
        assert keys and keys <= subjects, model
    delays = SystemContact.every.filter(kind="delayed_discharge")
    assert delays.filter(ended_on=None).exists() and delays.exclude(ended_on=None).exists()
    assert not SystemContact.every.filter(kind="discharge", stay=None).exists()
    concerns = SafeguardingConcern.every.all()
    assert concerns.filter(made_safe_at=None).exists() and concerns.exclude(outcome="").exists()
    assert Incident.every.exclude(activity="").exists()
    assert Incident.every.exclude(community_contact="").exists()
    assert Notification.every.filter(told_at=None).exists() and Notification.every.exclude(told_at=None)
    assert {"link", "paper"} == set(Feedback.every.values_list("channel", flat=True))
    assert FeedbackAsk.every.filter(used_at=None).exists()
    # Somebody's home may follow their job, and their worker sees it coming.
    from goldthread.access.scope import scope_of
    from goldthread.employment.models import Job
    from goldthread.people.models import Person

    lost = Job.every.filter(end_reason="overwhelm", ended_on=LATER.date() - timedelta(days=11)).first()
    assert lost is not None and Person.every.filter(pk=lost.person_id).exists()
    ahead = coming_up(seen_by=scope_of(lost.support.worker, at=LATER), at=LATER)
    assert any("may lose the home" in one.one and lost.person_id in one.people for one in ahead)
    # Whoever agreed is not asked for the same again.
    seen = [row for row in settled(9, 300).rooms["consent"] if not (row["withdrawn_at"] or row["expires_on"])]
    assert len({(row["person_id"], row["purpose"]) for row in seen}) == len(seen)


NOBODY = {name_of(number).split()[-1] for number in range(11)}


@pytest.mark.django_db
def test_every_role_has_somebody_to_sign_in_as(tmp_path: Path) -> None:
    from goldthread.access.models import Post
    from goldthread.access.rules import Role

    recorded(tmp_path / "store", ROOMS, at=LATER, by="test", say=quiet, count=40, living=False)
    held = {Role(post.role) for post in Post.objects.select_related("worker") if post.held_on(LATER.date())}
    assert held == set(Role)


def test_records_end_in_the_week_before_today() -> None:
    assert weeks_to(date(2026, 10, 31)) == weeks_to(date(2026, 11, 6)) == 0
    assert weeks_to(date(2026, 11, 7)) == 1
    for day in range(30):
        today = LATER.date() + timedelta(days=day)
        gap = (today - timedelta(days=1) - CUT_OFF).days - 7 * weeks_to(today - timedelta(days=1))
        assert 0 <= gap < 7


def test_later_records_keep_their_weekday_time_of_day_and_month() -> None:
    now, later = settled(9, 30), settled(9, 30, weeks=15)
    for before, after in zip(now.rooms["contact"], later.rooms["contact"], strict=True):
        assert after["happened_on"] - before["happened_on"] == timedelta(weeks=15)
    spends = [table.others["contract_spend"]["period_from"].to_pylist() for table in (now, later)]
    assert all(day.day == 1 for listed in spends for day in listed)
    assert (max(spends[1]).year, max(spends[1]).month) == (2027, 1)  # the last whole month


def test_the_contract_that_ends_is_extended_by_whole_years() -> None:
    assert "to = 2026-10-31" in terms_text()
    assert "to = 2026-10-31" in terms_text(date(2026, 10, 31))
    assert "to = 2028-10-31" in terms_text(date(2027, 11, 1))
