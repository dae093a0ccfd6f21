"""People whose records two organisations linked: one in the figures of both, each their own in the record."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

import casework
from casework import AT, Place
from goldthread.catalogue.registry import question
from goldthread.config.rooms import ROOMS
from goldthread.contracts.terms import Terms
from goldthread.evidence.inquiry import opened
from goldthread.facts.rooms import build_facts
from goldthread.facts.store import Store
from goldthread.kernel.periods import month
from goldthread.people import actions, queries
from goldthread.people.known import first_keys, own_people
from goldthread.people.models import Person, SamePerson

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=2)
WHY = "Both give the same birth date and the same address."
Row = tuple[Any, ...]


@pytest.fixture
def other(place: Place) -> Place:
    """Another organisation."""
    return casework.organisation("Other Homes")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store.open(tmp_path / "store", create=True)


def match(place: Place, other: Place, one: Person, two: Person, *, at: datetime = AT) -> None:
    """Both organisations decide that two records are of one person."""
    by = place.scope("quality_lead")
    actions.propose_match(one, partner=other.organisation.pk, their_key=two.pk, reason=WHY, by=by, at=at)
    (waiting,) = queries.matches_to_decide(seen_by=other.scope("manager"))
    actions.decide_match(waiting, same=True, reason="We rang them.", by=other.scope("manager"), at=at)


def made(where: Place, name: str, days: int, **told: Any) -> Person:
    """A person whose record was made some days ago."""
    person = where.person(name, **told)
    Person.every.filter(pk=person.pk).update(recorded_at=AT - timedelta(days=days))
    return person


def known_to_both(place: Place, other: Place) -> tuple[Person, Person]:
    """On support with each of two organisations; each knows something of them that the other does not."""
    one = made(place, "Ben Sample", 9, gender="1")
    two = made(other, "Benjamin Sample", 2, birth_date=date(1990, 5, 2), locality="Example Coast")
    place.support(one)
    other.support(two)
    return one, two


def build(store: Store, at: datetime, *, whole: bool = False) -> Any:
    return build_facts(store, ROOMS, at=at, by="test", say=lambda words: None, whole=whole)


def rows(store: Store, table: str, columns: str) -> list[Row]:
    with store.pinned() as snapshot:
        listed = ", ".join(f"'{path}'" for path in snapshot.paths(table))
        asked = f"SELECT {columns} FROM read_parquet([{listed}]) WHERE voided IS NOT true ORDER BY ALL"
        return duckdb.execute(asked).fetchall()


def on_support(store: Store, *by: str) -> dict[str, float]:
    """How many people are on support, by the values of a cut; "" is all of them."""
    with opened(store, terms=Terms(), as_of=date(2026, 11, 30)) as asked:
        found = asked.figures(question("caseload.active"), month(2026, 11), by=by)
    told = {(one.cut.get(by[0]) if by else None) or "": one.numerator or 0 for one in found}
    return {name: number for name, number in told.items() if number}


def test_a_person_of_two_organisations_counts_once_in_both_and_once_in_each(
    place: Place, other: Place, store: Store
) -> None:
    one, two = known_to_both(place, other)
    build(store, AT)
    assert on_support(store)[""] == 2
    match(place, other, one, two)
    assert build(store, LATER).whole, "a link moves rows that nobody wrote in"
    assert on_support(store)[""] == 1
    assert on_support(store, "service") == {
        "": 1,
        "Example Homes Tenancy Support": 1,
        "Other Homes Tenancy Support": 1,
    }


def test_each_completes_what_the_other_does_not_know(place: Place, other: Place, store: Store) -> None:
    one, two = known_to_both(place, other)
    match(place, other, one, two)
    build(store, AT)
    columns = "person_id, organisation, gender, birth_month"
    assert rows(store, "person", columns) == [(one.pk, "Example Homes", "1", date(1990, 6, 1))]
    assert {key for (key,) in rows(store, "support", "person_id")} == {one.pk}
    # What the second learns later reaches the row of the first, though nobody wrote in that.
    two.change(version=two.version, at=LATER, ethnicity="A", gender="2")
    built = build(store, LATER)
    assert not built.whole
    assert rows(store, "person", "gender, ethnicity") == [("1", "A")], "what the first knows stands"


def test_a_link_taken_back_makes_two_people_again_as_a_whole_building_does(
    place: Place, other: Place, store: Store, tmp_path: Path
) -> None:
    one, two = known_to_both(place, other)
    before = build(store, AT).snapshot
    match(place, other, one, two)
    assert build(store, AT).snapshot != before
    link = SamePerson.every.get()
    link.change(version=link.version, at=AT, voided=True)
    assert build(store, AT).snapshot == before
    link.change(version=link.version, at=AT, voided=False)
    again = Store.open(tmp_path / "again", create=True)
    assert build(again, AT, whole=True).snapshot == build(store, AT).snapshot


def test_a_record_entered_in_error_tells_nothing_of_the_person(
    place: Place, other: Place, store: Store
) -> None:
    one, two = known_to_both(place, other)
    match(place, other, one, two)
    two.change(version=two.version, at=AT, voided=True)
    build(store, AT)
    assert rows(store, "person", "person_id, birth_month") == [(one.pk, None)]


def test_links_join_and_the_first_record_gives_the_key(place: Place, other: Place) -> None:
    third = casework.organisation("Third Homes")
    here, there, away = made(place, "Ben", 1), made(other, "Benjamin", 5), made(third, "Benno", 3)
    alone = place.person("Ada Example")
    assert first_keys() == {}
    match(place, other, here, there)
    match(other, third, there, away)
    assert first_keys() == {one.pk: there.pk for one in (here, there, away)}
    assert alone.pk not in first_keys()
    Person.every.filter(pk=there.pk).update(voided=True)
    assert set(first_keys().values()) == {away.pk}, "a record entered in error gives no key"


def test_who_looks_at_records_looks_at_their_own_person(place: Place, other: Place) -> None:
    """The facts bear the first record's key: the second organisation's look is told of its own person."""
    one, two = known_to_both(place, other)
    match(place, other, one, two)
    for where, own in ((place, one), (other, two)):
        assert own_people([one.pk], seen_by=where.scope("analyst")) == [own.pk]
    third = casework.organisation("Third Homes")
    assert own_people([one.pk], seen_by=third.scope("analyst")) == []
