"""Two who edit the same row: one is written, the other is shown both. No edit is lost unseen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from casework import AT, organisation
from goldthread.access.rows import Changed
from goldthread.people.models import Person

# Each step: which of the editors, and whether it opens the row or saves what it typed.
STEPS = st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1, max_size=24)


class LostUpdates(TestCase):
    """Histories of up to four editors on one row."""

    @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps=STEPS)
    def test_no_edit_is_lost_unseen(self, steps: list[tuple[int, bool]]) -> None:
        place = organisation()
        person = place.person("name 0")
        opened: dict[int, int] = {}
        names = ["name 0"]  # what was acknowledged, in order
        for number, (editor, saves) in enumerate(steps, start=1):
            row = Person.every.get(pk=person.pk)
            if not saves or editor not in opened:
                opened[editor] = row.version
                continue
            name, at = f"name {number}", AT + timedelta(minutes=number)
            stale = opened.pop(editor) != row.version
            if not stale:
                row.change(version=row.version, at=at, name=name)
                names.append(name)
                continue
            with pytest.raises(Changed) as refusal:
                row.change(version=row.version - 1, at=at, name=name)
            # The loser sees what stands and what they typed.
            assert refusal.value.now.name == names[-1]
            assert refusal.value.wanted == {"name": name}
        kept = Person.every.get(pk=person.pk)
        assert (kept.name, kept.version) == (names[-1], len(names))
