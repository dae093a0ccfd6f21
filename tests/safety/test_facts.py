"""Safety lies flat under the columns of the fact tables, without a word anybody wrote; so do its clocks."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from casework import AT, Place
from goldthread.catalogue.flat import Wanted
from goldthread.catalogue.tables import TABLES
from goldthread.config.rooms import ROOMS
from goldthread.day import queries as day
from goldthread.facts.rooms import build_facts
from goldthread.facts.store import Store
from goldthread.safety import actions
from goldthread.safety.facts import FLAT
from safety.lives import SECRET, WARD, admitted, concerned

pytestmark = pytest.mark.django_db


def laid(since: Any = None) -> dict[str, dict[str, list[Any]]]:
    return {
        flat.table: {name: list(values) for name, values in batch.items()}
        for flat in FLAT
        for batch in flat.read(Wanted(since=since))
    }


def lived(place: Place) -> Any:
    """Everything that can happen."""
    by = place.scope("support_worker")
    row = concerned(place, hours=3)
    actions.make_safe(row, made_safe_at=AT, words=SECRET, by=by, at=AT)
    actions.refer_concern(row, referred_at=AT, referred_to=SECRET, by=by, at=AT)
    actions.record_incident(
        person=row.person_id,
        kind="fall",
        severity="moderate",
        words=SECRET,
        happened_at=AT - timedelta(days=2),
        concern=row.pk,
        by=by,
        at=AT,
    )
    team = place.teams["north"].pk
    actions.receive_complaint(
        person=row.person_id, team=team, received_at=AT, theme="staff", made_by=SECRET, by=by, at=AT
    )
    actions.receive_complaint(team=team, received_at=AT, theme="access", words=SECRET, by=by, at=AT)
    stay = admitted(place, row.person)
    ready = AT - timedelta(days=6)
    actions.block_discharge(stay, ready_at=ready, delay_reason="18", words=SECRET, by=by, at=AT)
    actions.discharge(stay, left_at=AT, destination="own_home", words=SECRET, by=by, at=AT)
    return row


def test_every_table_lies_flat(place: Place) -> None:
    row = lived(place)
    rows = laid()
    assert set(rows) == {"incident", "safeguarding_concern", "complaint", "system_contact"}
    for table, columns in rows.items():
        assert {TABLES[table].spec(name).name for name in columns} == set(columns), table
        assert set(columns["team"]) == {"North"} and set(columns["organisation"]) == {"Example Homes"}, table
        assert set(columns["person_id"]) <= {row.person_id, None}, table
    contacts = rows["system_contact"]
    told = sorted(zip(contacts["kind"], contacts["ended_on"], contacts["delayed_days"], strict=True), key=str)
    assert told == [
        ("admission", date(2026, 11, 23), None),
        ("delayed_discharge", date(2026, 11, 23), 6),
        ("discharge", None, None),
    ]
    assert rows["safeguarding_concern"]["referral_needed"] == [True]
    assert not laid(since=AT + timedelta(days=1))
    everything = repr(rows)
    for private in (SECRET, WARD, "Ada"):
        assert private not in everything


def test_what_was_recorded_is_in_the_next_snapshot_with_its_civil_days(place: Place, tmp_path: Path) -> None:
    row = lived(place)
    store = Store.open(tmp_path / "store", create=True)
    build_facts(store, ROOMS, at=AT + timedelta(days=1), by="test", say=lambda words: None)

    def kept(table: str, columns: str) -> list[tuple[Any, ...]]:
        with store.pinned() as snapshot:
            listed = ", ".join(f"'{path}'" for path in snapshot.paths(table))
            asked = f"SELECT {columns} FROM read_parquet([{listed}]) ORDER BY ALL"
            return duckdb.execute(asked).fetchall()

    today = date(2026, 11, 23)
    columns = "person_id, raised_on, made_safe_on, referred_on, closed_on"
    assert kept("safeguarding_concern", columns) == [(row.person_id, today, today, today, None)]
    assert kept("incident", "happened_on, severity") == [(date(2026, 11, 21), "moderate")]
    assert kept("complaint", "received_on, theme") == [(today, "access"), (today, "staff")]
    assert kept("system_contact", "kind, happened_on, delay_reason, delayed_days") == [
        ("admission", date(2026, 11, 3), None, None),
        ("delayed_discharge", date(2026, 11, 17), "18", 6),
        ("discharge", today, None, None),
    ]


def test_the_timeline_tells_of_safety_in_words_of_the_lists(place: Place) -> None:
    row = lived(place)
    told = day.timeline(row.person_id, seen_by=place.scope("team_leader"), at=AT)
    words = [one.words for one in told.told]
    for said in (
        "Inpatient admission",
        "Ready to leave, discharge blocked: housing",
        "Discharge from a ward",
        "Safeguarding concern: financial or material abuse",
        "Incident: fall, moderate harm",
    ):
        assert said in words, said
    assert SECRET not in repr(words) and WARD not in repr(words)
