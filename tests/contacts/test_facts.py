"""Contacts lie flat under the columns of the fact tables, without a word anybody wrote."""

from datetime import timedelta
from typing import Any

import pytest

from casework import AT, organisation
from contacts.steps import entry, planned, seen
from goldthread.catalogue.flat import Wanted
from goldthread.contacts import actions
from goldthread.contacts.actions import NewMilestone, NewReview, NewStepUp
from goldthread.contacts.facts import FLAT

pytestmark = pytest.mark.django_db
SECRET = "words that nobody may find in a figure"


def test_every_table_lies_flat() -> None:
    place = organisation()
    person, signs = planned(place)
    by = place.scope("team_leader")
    made = actions.record_contact(
        entry(person, tasks={"Cooking": "prompted"}, seen=seen(*signs[:2]), note=SECRET), by=by, at=AT
    )
    episode = actions.open_step_up(
        NewStepUp(person.pk, SECRET, AT, early_warning=made.warning.pk if made.warning else ""), by=by, at=AT
    )
    actions.review_step_up(NewReview(episode.pk, AT.date(), words=SECRET), by=by, at=AT)
    actions.reach_milestone(NewMilestone(person.pk, "fewer_visits", AT.date()), by=by, at=AT)
    rows: dict[str, dict[str, list[Any]]] = {}
    for flat in FLAT:
        batches = list(flat.read(Wanted()))
        assert len(batches) == 1, flat.table
        rows[flat.table] = {name: list(values) for name, values in batches[0].items()}
        assert set(flat.columns) == set(rows[flat.table]), flat.table
        assert SECRET not in repr(batches), flat.table
        assert set(rows[flat.table]["team"]) == {"North"}, flat.table
        assert not list(flat.read(Wanted(since=AT + timedelta(days=1)))), flat.table
    assert rows["contact"]["two_way"] == [True]
    assert rows["task_support"]["planned_level"] == ["prompted"]
    assert sorted(rows["early_warning"]["threshold_crossed"]) == [False, True]
    assert rows["step_episode"]["early_warning_id"] == [made.warning and made.warning.pk]
    assert rows["step_review"]["senior"] == [True]
    assert "Ben" not in repr(rows)
