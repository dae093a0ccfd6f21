"""Inclusion lies flat under the columns of the fact tables, without a name or a word anybody wrote."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from casework import AT, Place
from goldthread.catalogue.flat import Wanted
from goldthread.catalogue.tables import TABLES
from goldthread.config.rooms import ROOMS
from goldthread.inclusion import actions
from goldthread.inclusion.facts import FLAT
from inclusion.steps import ago, planned

pytestmark = pytest.mark.django_db
SECRET = "words that nobody may find in a figure"


def test_every_table_lies_flat(place: Place) -> None:
    plan, by = planned(place), place.scope("support_worker")
    told: Any = {"person": plan.person_id, "words": SECRET, "by": by, "at": AT}
    actions.measure_isolation(**told, measured_on=ago(2), travel="none", usual_recovery_hours=Decimal("1.5"))
    actions.attend_activity(**told, attended_on=ago(1), kind="cafe", recovery_hours=Decimal("4"))
    actions.start_contact(**told, who=SECRET, started_on=ago(30), safe=False, concern="coercion")
    rows = {
        flat.table: {name: list(values) for name, values in batch.items()}
        for flat in FLAT
        for batch in flat.read(Wanted(since=None))
    }
    assert set(rows) == {"isolation_measure", "activity", "community_contact"}
    assert all(flat in ROOMS.flats for flat in FLAT)
    for table, columns in rows.items():
        assert {TABLES[table].spec(name).name for name in columns} == set(columns), table
        assert columns["team"] == ["North"] and columns["person_id"] == [plan.person_id], table
    assert rows["isolation_measure"]["usual_recovery_hours"] == [1.5]
    assert rows["isolation_measure"]["baseline"] == [True]
    assert rows["activity"]["kind"] == ["cafe"]
    assert rows["community_contact"]["safe"] == [False]
    assert SECRET not in repr(rows)
