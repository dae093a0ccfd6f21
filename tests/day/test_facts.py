"""Pauses lie flat as they stand; what was written beside them does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework import AT, Place
from day.rows import day
from goldthread.catalogue.flat import Wanted
from goldthread.config.rooms import ROOMS
from goldthread.day.actions import pause_clocks, resume_clocks
from goldthread.day.facts import FLAT

pytestmark = pytest.mark.django_db


def test_a_pause_lies_flat_as_it_stands(place: Place) -> None:
    person = place.person()
    by = place.scope("support_worker")
    pause = pause_clocks(person.pk, reason="hospital", started_on=day("2026-11-20"), by=by, at=AT)
    resume_clocks(pause.pk, ended_on=day("2026-11-22"), version=1, by=by, at=AT)
    [flat] = FLAT
    [batch] = list(flat.read(Wanted()))
    assert set(batch) == set(flat.columns)
    assert (list(batch["person_id"]), list(batch["reason"])) == ([person.pk], ["hospital"])
    assert (list(batch["started_on"]), list(batch["ended_on"])) == ([day("2026-11-20")], [day("2026-11-22")])
    assert not list(flat.read(Wanted(since=AT + timedelta(days=1))))
    assert flat in ROOMS.flats
