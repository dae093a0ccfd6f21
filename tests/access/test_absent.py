"""Tables without a row of somebody are not asked about them; all else is answered as it always is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from casework import AT, Place, organisation
from goldthread.access.absent import absence_of
from goldthread.people.models import AccessNeed, Person, Support
from goldthread.people.rows import PersonRow

TABLES = [model for model in apps.get_models() if issubclass(model, PersonRow)]


@pytest.fixture
def place(db: None) -> Place:
    """Four people, two of them on support."""
    made = organisation()
    for number in range(4):
        person = made.person(f"Example {number}")
        if number < 2:
            made.support(person)
    return made


def keys() -> list[str]:
    return list(Person.every.order_by("name").values_list("pk", flat=True))


@pytest.mark.parametrize("number", [1, 4])
def test_every_table_answers_the_same(place: Place, number: int) -> None:
    chosen, scope = keys()[:number], place.scope("manager")

    def answers() -> list[tuple[list[object], bool, int]]:
        asked = [model.objects.seen_by(scope).filter(person_id__in=chosen) for model in TABLES]
        alone = [model.objects.seen_by(scope).filter(person_id=chosen[0]) for model in TABLES]
        return [(list(rows), rows.exists(), rows.count()) for rows in (*asked, *alone)]

    without = answers()
    with absence_of(chosen):
        assert answers() == without
    assert sum(bool(found[0]) for found in without) >= 4  # placements and support, by key and by keys


def test_a_table_without_a_row_of_theirs_is_not_asked(place: Place) -> None:
    supported, *_, other = keys()
    scope = place.scope("support_worker")
    with absence_of((supported,)), CaptureQueriesContext(connection) as asked:
        assert not list(AccessNeed.objects.seen_by(scope).filter(person_id=supported))
        assert not AccessNeed.objects.seen_by(scope).filter(voided=False, person_id=supported).exists()
    assert len(asked) == 0
    needed = AccessNeed.new(by=scope, at=AT, person_id=other, kind="easy_read", started_on=AT.date())
    needed.save(force_insert=True)
    with absence_of((supported,)):
        # Of somebody else, of anybody, or under another condition: asked as always.
        assert list(AccessNeed.objects.seen_by(scope).filter(person_id=other)) == [needed]
        assert list(AccessNeed.objects.seen_by(scope)) == [needed]
        assert list(AccessNeed.objects.seen_by(scope).filter(person_id__in=[supported, other])) == [needed]
        either = Q(person_id=supported) | Q(recorded_at__lt=AT + timedelta(days=1))
        assert list(AccessNeed.objects.seen_by(scope).filter(either)) == [needed]


def test_it_ends_with_its_block_and_holds_within_it(place: Place) -> None:
    first, second, third, _ = keys()
    scope = place.scope("manager")

    def supported(people: Sequence[str]) -> int:
        return len(list(Support.objects.seen_by(scope).filter(person_id__in=people)))

    with absence_of((first, second)):
        with absence_of((third,)), CaptureQueriesContext(connection) as asked:
            assert supported([third]) == 0
        assert len(asked) == 0
        with CaptureQueriesContext(connection) as asked, absence_of((first,)):
            assert supported([first]) == 1
        assert len(asked) == 1  # what is known of both is known of one
    place.support(Person.every.get(pk=third))
    assert supported([third]) == 1
    with absence_of(()):
        assert supported([first, second, third]) == 3
