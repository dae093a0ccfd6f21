"""Kept SQL answers as Django answers: for every table, role and form, the second time as the first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import F, OuterRef, Q, QuerySet
from django.test.utils import CaptureQueriesContext

from casework import AT, Place, organisation
from goldthread.access import kept
from goldthread.access.kept import Exists, KeptRows, Subquery, written
from goldthread.access.rows import Row
from goldthread.access.rules import Role
from goldthread.people.models import Person, Placement, Support

TABLES = [model for model in apps.get_models() if issubclass(model, Row)]
DAY = AT.date()


@pytest.fixture
def places(db: None) -> tuple[Place, Place]:
    """Two organisations with people in two teams of each."""
    made = organisation(), organisation("Example Elsewhere")
    for place in made:
        for number, team in enumerate(("north", "south", "north")):
            person = place.person(f"{place.organisation.name} {number}", team=team, birth_date=DAY)
            place.support(person, team=team, planned_end_on=DAY + timedelta(days=number))
    return made


def as_django(rows: KeptRows) -> QuerySet:
    """The same question, written by Django."""
    assert rows.said is not None
    return written(rows.model, rows.said)


def test_every_table_answers_every_role_as_django_does(places: tuple[Place, Place]) -> None:
    # In turn, so that what was learnt of one scope is asked of another.
    for model in TABLES:
        for role in Role:
            for place in places:
                if role.value not in place.workers:
                    continue
                rows = model.objects.seen_by(place.scope(role.value)).filter(voided=False)
                wanted = list(as_django(rows).order_by("pk").values_list("pk", flat=True))
                assert list(rows.order_by("pk").values_list("pk", flat=True)) == wanted
                assert [one.pk for one in rows.order_by("pk")] == wanted
                assert (rows.count(), rows.exists()) == (len(wanted), bool(wanted))


def forms(scope: Any, keys: list[str], days: int) -> list[Any]:
    """Questions of the forms that rooms ask."""
    rows = Support.objects.seen_by(scope)
    day = DAY + timedelta(days=days)
    placed = Placement.every.filter(person_id=OuterRef("person_id"), voided=False)
    return [
        rows.filter(person_id__in=keys).order_by("pk").values_list("id", "person__name", "recorded_at"),
        rows.filter(person_id__in=keys[:2]).order_by("pk").values("id", "planned_end_on"),
        rows.filter(Q(planned_end_on__lte=day) | Q(ended_on__gte=day)).order_by("-planned_end_on", "pk"),
        rows.exclude(planned_end_on=day, ended_on__isnull=True).order_by("pk").values_list("pk"),
        rows.filter(person=keys[0], recorded_at__lte=AT).values_list("pk", flat=True),
        rows.filter(~Exists(placed.filter(started_on__gt=day))).order_by("pk").values_list("pk"),
        rows.annotate(since=Subquery(placed.order_by("pk").values("started_on")[:1]), who=F("person__name"))
        .order_by("who")
        .values_list("pk", "since", "who"),
        rows.order_by("person__name")[1:3],
        rows.filter(pk__in=[]).values_list("pk"),
        rows.filter(person__in=Person.objects.seen_by(scope).filter(birth_date=DAY)).order_by("pk"),
        rows.filter(person__name__icontains="example").order_by("pk").values_list("pk"),
    ]


def test_every_form_answers_as_django_does(places: tuple[Place, Place]) -> None:
    kept._forms.clear()
    for days in (0, 1, 2):
        for place in places:
            keys = list(Person.every.order_by("name").values_list("pk", flat=True))[days:]
            for role in ("support_worker", "manager", "analyst"):
                for rows in forms(place.scope(role), keys, days):
                    wanted = list(as_django(rows))
                    assert list(rows) == wanted
                    assert list(rows.all()) == wanted


def test_a_form_is_written_once(places: tuple[Place, Place], monkeypatch: pytest.MonkeyPatch) -> None:
    here, elsewhere = places
    list(Support.objects.seen_by(here.scope("manager")).filter(planned_end_on=DAY))
    monkeypatch.setattr(kept, "_learnt", None)  # whoever writes it again fails
    rows = Support.objects.seen_by(elsewhere.scope("manager")).filter(planned_end_on=DAY + timedelta(days=1))
    with CaptureQueriesContext(connection) as asked:
        found = list(rows)
    assert [one.organisation_id for one in found] == [elsewhere.organisation.pk]
    assert len(asked) == 1


def test_related_rows_come_along(places: tuple[Place, Place]) -> None:
    rows = Support.objects.seen_by(places[0].scope("manager")).select_related("person", "team")
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            names = [(one.person.name, one.team.name) for one in rows.all()]
        assert len(names) == 3 and len(asked) == 1


def test_one_row_is_got_or_refused(places: tuple[Place, Place]) -> None:
    here, elsewhere = places
    theirs = Person.every.filter(organisation=elsewhere.organisation).first()
    for _ in range(2):
        assert Person.objects.seen_by(elsewhere.scope("manager")).get(pk=theirs.pk) == theirs
        with pytest.raises(Person.DoesNotExist):
            Person.objects.seen_by(here.scope("manager")).get(pk=theirs.pk)
        with pytest.raises(Person.MultipleObjectsReturned):
            Person.objects.seen_by(here.scope("manager")).get()


def test_rows_are_changed_and_locked_as_django_does(places: tuple[Place, Place]) -> None:
    rows = Person.objects.seen_by(places[0].scope("manager"))
    assert rows.filter(name__endswith="0").update(pronouns="they") == 1
    assert [one.pronouns for one in rows.select_for_update().filter(pronouns="they")] == ["they"]
