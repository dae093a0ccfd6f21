"""Who is who: one person has one key across files, projects and imports, and the facts name nobody."""

from __future__ import annotations

from goldthread.facts.store import Store
from intake.conftest import CONTACTS, MAPPING, Desk, counts

PEOPLE = """
[source.people]
file = "people*.csv"
[[fact]]
table = "person"
from = "people"
[fact.columns]
organisation = { value = "Northway" }
gender = { column = "Sex", map = { F = "2", M = "1" } }
"""
MATCHED = (MAPPING + PEOPLE).replace(
    'key = ["Client"]\n', 'key = ["Client"]\nsource = "people"\nmatch = [["NHS"], ["Last", "Born"]]\n'
)


def keys(desk: Desk, table: str = "contact") -> dict[str, set[str]]:
    """Person keys by the minutes that tell the contacts apart."""
    found: dict[str, set[str]] = {}
    for row in desk.rows(table):
        found.setdefault(str(row.get("minutes")), set()).add(row["person_id"])
    return found


def test_one_person_in_several_files_and_imports_has_one_key(desk: Desk) -> None:
    desk.file("contacts_1.csv", CONTACTS)
    desk.file("people.csv", "Client,Sex\nP1,F\nP2,M\n")
    desk.load(MAPPING + PEOPLE)
    desk.file("contacts_2.csv", "Ref,Client,Service,Date,Minutes,With\nC9,P1,Work,01/08/2026,99,person\n")
    desk.load(MAPPING + PEOPLE)
    found = keys(desk)
    assert found["99"] == found["30"] == found["None"]
    assert found["45"] != found["30"]
    assert {row["person_id"] for row in desk.rows("person")} == set.union(*found.values())


def test_the_same_key_in_two_systems_is_two_people(desk: Desk) -> None:
    desk.file("contacts.csv", CONTACTS)
    desk.load()
    desk.load(MAPPING.replace('system = "case"', 'system = "other"'))
    assert len(desk.rows("contact")) == 6
    assert len({row["person_id"] for row in desk.rows("contact")}) == 4


def test_matching_columns_make_two_keys_one_person(desk: Desk) -> None:
    desk.file("contacts.csv", CONTACTS)
    people = "Client,Sex,NHS,Last,Born\nP1,F,943 476 5919,Müller,1990-05-02\nP2,F,,MULLER ,1990-05-02\n"
    desk.file("people.csv", people)
    desk.load(MATCHED)
    assert len({row["person_id"] for row in desk.rows("contact")}) == 1
    assert len(desk.rows("person")) == 1


def test_blank_or_different_matching_columns_keep_people_apart(desk: Desk) -> None:
    desk.file("contacts.csv", CONTACTS)
    people = "Client,Sex,NHS,Last,Born\nP1,F,,Smith,1990-05-02\nP2,F,,Smith,1990-05-03\nP3,F,,Smith,\n"
    desk.file("people.csv", people)
    desk.load(MATCHED)
    assert len(desk.rows("person")) == 3


def test_people_known_apart_who_turn_out_to_be_one_are_joined(desk: Desk) -> None:
    desk.file("contacts.csv", CONTACTS)
    desk.file("people.csv", "Client,Sex,NHS,Last,Born\nP1,F,9434765919,A,1990-05-02\nP2,F,,B,1990-05-02\n")
    desk.load(MATCHED)
    assert len({row["person_id"] for row in desk.rows("contact")}) == 2
    desk.file(
        "people.csv", "Client,Sex,NHS,Last,Born\nP1,F,9434765919,A,1990-05-02\nP2,F,9434765919,B,1990-05-02\n"
    )
    outcome = desk.load(MATCHED)
    assert "1 person known before under two keys turned out to be one" in " ".join(outcome.notes)
    assert len({row["person_id"] for row in desk.rows("contact")}) == 1
    assert len([row for row in desk.rows("person") if not row["voided"]]) == 1
    again = desk.load(MATCHED)
    assert again.loaded == 0 and again.snapshot == outcome.snapshot


def test_nothing_that_says_who_someone_is_enters_the_store(desk: Desk) -> None:
    people = "Client,Sex,NHS,Last,Born\nP77001,F,9434765919,Featherstonehaugh,1990-05-02\n"
    desk.file("people.csv", people)
    desk.file("contacts.csv", CONTACTS.replace("P1", "P77001").replace("C1", "C1,"))
    desk.load(MATCHED, refused=desk.folder / "home")
    held = b"".join(path.read_bytes() for path in desk.store.rglob("*") if path.is_file())
    for secret in (b"P77001", b"9434765919", b"Featherstonehaugh", b"featherstonehaugh", b"1990-05-02"):
        assert secret not in held


def test_a_dry_run_binds_nobody(desk: Desk) -> None:
    desk.file("contacts.csv", CONTACTS)
    desk.load()
    before = (desk.store / "identity.sqlite").read_bytes()
    desk.file("contacts_2.csv", "Ref,Client,Service,Date,Minutes,With\nC9,P9,Work,01/08/2026,99,person\n")
    assert counts(desk.load(dry_run=True))["contacts_2.csv"] == (1, 1, 0, 0)
    assert (desk.store / "identity.sqlite").read_bytes() == before


def test_two_stores_know_one_person_by_two_keys(desk: Desk) -> None:
    desk.file("contacts.csv", CONTACTS)
    first = desk.load()
    second = desk.load(store=desk.folder / "other")
    assert first.snapshot != second.snapshot
    assert Store.open(desk.folder / "other").current == second.snapshot
