"""A mapping is checked before any row is read: each fault names file, key and the nearest name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from goldthread.intake.mapping.language import Dates, Ref, Where
from goldthread.intake.mapping.parse import read_mapping
from goldthread.kernel.refusals import Refused
from intake.conftest import MAPPING


def read(tmp_path: Path, text: str):  # type: ignore[no-untyped-def]
    path = tmp_path / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    return read_mapping(path)


#   what is changed in a good mapping | into what | where the refusal points | its words
FILE, MINUTES = 'file = "contacts*.csv"', 'minutes = "Minutes"'
FAULTS = [
    ('name = "Case system"', 'nam = "Case system"', "nam", 'There is no "nam" here. Did you mean "name"?'),
    ('system = "case"', "system = 3", "system", "Write a text in quotes, not the number 3"),
    ('dates = "day first"', 'dates = "dd/mm/yyyy"', "dates", "is not a date format"),
    ('dates = "day first"', 'decimal = ";"', "decimal", '";" is not one of ., ,.'),
    ('dates = "day first"', 'time_zone = "Europe/Londn"', "time_zone", "is not a time zone"),
    ('key = ["Client"]', 'keys = ["Client"]', "person.key", "Name the column that tells people apart"),
    (FILE, 'files = "contacts*.csv"', "SOURCE.file", "Say which file it is"),
    (FILE, 'file = "c.csv"\nencoding = "ansi"', "SOURCE.encoding", "is not an encoding"),
    (FILE, 'file = "c.csv"\ndelimiter = "x"', "SOURCE.delimiter", "is not one of"),
    (FILE, 'file = "c.csv"\nregion = { heading = ["a"] }', "SOURCE.region.heading",
     'Did you mean "header"?'),
    (FILE, 'file = "c.csv"\nunpivot = { columns = "a" }', "SOURCE.unpivot.columns",
     "to turn columns into rows"),
    (FILE, 'file = "c.csv"\njoin = { people = { on = { a = "b" } } }',
     "SOURCE.join.people.source", 'There is no source "people"'),
    (FILE, 'file = "c.csv"\njoin = { contacts = { } }', "SOURCE.join.contacts.on",
     "Say which columns must be equal"),
    (FILE, 'file = "c.csv"\nwhere = "a"', "SOURCE.where", "Write where ="),
    ('[source.contacts]', '[defaults]\nservise = { value = "A" }\n[source.contacts]', "defaults.servise",
     'Did you mean "service"?'),
    ('table = "contact"', 'table = "contac"', "fact[1].table",
     'There is no table "contac". Did you mean "contact"?'),
    ('table = "contact"', 'table = "clock"', "fact[1].table", "cannot be imported"),
    ('from = "contacts"', 'from = "contact"', "fact[1].from", 'Did you mean "contacts"?'),
    ('record_id = ["Ref"]', "", "fact[1].record_id", "Name the columns that tell one record from another"),
    ('record_id = ["Ref"]', 'record_id = ["Ref"]\nrepeats = "no"', "fact[1].repeats", "is not one of"),
    (MINUTES, 'minuts = "Minutes"', "COLUMNS.minuts",
     'Table "contact" has no column "minuts". Did you mean "minutes"?'),
    (MINUTES, "minutes = 30", "COLUMNS.minutes", "{ value = ... } for a constant"),
    (MINUTES, 'minutes = { value = "30" }', "COLUMNS.minutes.value", "is a whole number"),
    (MINUTES, 'minutes = { age = "Born", on = "x", at = 1 }', "COLUMNS.minutes.at",
     'There is no "at" here'),
    (MINUTES, 'minutes = { age = "Born" }', "COLUMNS.minutes.on", "on which day"),
    (MINUTES, 'minutes = { birth_month = "Born" }', "COLUMNS.minutes",
     '"birth_month" gives no whole number'),
    (MINUTES, 'minutes = { column = "a", value = 1 }', "COLUMNS.minutes",
     "this has column and value"),
    (MINUTES, "minutes = { choose = [{ value = 1 }] }", "COLUMNS.minutes.choose[1].when",
     "Say when this choice counts"),
    (MINUTES, 'contact_id = "Ref"', "COLUMNS.contact_id", "as record_id = [...]"),
    (MINUTES, 'person_id = "Client"', "COLUMNS.person_id", "as person = [...]"),
    ('F2F = "person"', 'F2F = "persn"', "COLUMNS.contact_with.map.F2F",
     '"persn" is not a code of Who the contact was with, the list of "contact_with". Did you mean "person"?'),
    ('organisation = { value = "Northway" }', "", "COLUMNS", '"contact" needs "organisation"'),
    ('happened_on = "Date"', "", "COLUMNS", '"contact" needs "happened_on"'),
    ("[person]\nkey = [\"Client\"]", "", "COLUMNS", "Give a [person] key"),
    ("[[fact]]", "[fact]", "fact", "Write each as [[fact]]"),
]  # fmt: skip


@pytest.mark.parametrize("old, new, where, words", FAULTS, ids=[f"{each[2]}: {each[1]}" for each in FAULTS])
def test_a_fault_is_refused_at_its_place(tmp_path: Path, old: str, new: str, where: str, words: str) -> None:
    assert old in MAPPING
    with pytest.raises(Refused) as caught:
        read(tmp_path, MAPPING.replace(old, new, 1))
    place = where.replace("SOURCE", "source.contacts").replace("COLUMNS", "fact[1].columns")
    assert caught.value.where == f"mapping.toml, {place}"
    assert words in caught.value.sentence


BROKEN = [
    ("", "names no file"),
    ("[source.a]\nfile = 'a.csv'\n", "fills no fact table"),
    ("x = [", "is not valid TOML"),
    ("[[[", "is not valid TOML"),
    ("a = " + "[" * 5000, "is not valid TOML"),
    ("# " + "x" * 1_000_001, "has 1,000,003 bytes"),
]


@pytest.mark.parametrize("text, words", BROKEN, ids=[words for _, words in BROKEN])
def test_what_is_no_mapping_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        read(tmp_path, text)


def test_a_mapping_that_is_missing_or_not_utf_8_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is no mapping file"):
        read_mapping(tmp_path / "none.toml")
    path = tmp_path / "latin.toml"
    path.write_bytes('name = "é"'.encode("latin-1"))
    with pytest.raises(Refused, match="Save the mapping as UTF-8"):
        read_mapping(path)


def test_two_facts_that_would_share_their_ids_are_refused(tmp_path: Path) -> None:
    fact = MAPPING[MAPPING.index("[[fact]]") :]
    with pytest.raises(Refused, match="give the same record id") as caught:
        read(tmp_path, MAPPING + fact)
    assert caught.value.where == "mapping.toml, fact[2] (contact)"
    assert (
        len(read(tmp_path, MAPPING + fact.replace("[fact.columns]", 'apart = "b"\n[fact.columns]')).facts)
        == 2
    )


def test_what_a_mapping_says_is_kept(tmp_path: Path) -> None:
    mapping = read(
        tmp_path,
        MAPPING.replace(
            'file = "contacts*.csv"',
            """file = ["a.csv", "b/*.csv"]
encoding = "Windows-1252"
delimiter = ";"
where = [{ A = 1 }, { B = { not = ["x", ""] }, C = { blank = true } }]
region = { header = ["Ref"], block = 2 }
[source.contacts.join.people]
source = "contacts"
on = { Client = "Ref" }
take = "last"
by = "Date"
[source.contacts.join.homes]
source = "contacts"
on = { "people.Home" = "Ref" }""",
        ).replace(
            'minutes = "Minutes"', 'minutes = { column = "people.Min.utes", unknown_when = { "x.y" = 1 } }'
        ),
    )
    source = mapping.sources["contacts"]
    assert (source.files, source.encoding, source.delimiter) == (("a.csv", "b/*.csv"), "Windows-1252", ";")
    assert (source.region.header, source.region.block, source.region.until) == (("Ref",), 2, "blank")
    assert [ref.column for ref in source.where.refs()] == ["A", "B", "C"]
    assert source.joins["people"].take == "last" and source.joins["people"].by == "Date"
    assert source.joins["homes"].on == ((Ref("people", "Home"), "Ref"),)
    fact = mapping.facts[0]
    assert fact.columns["minutes"].refs == (Ref("people", "Min.utes"),)
    unknown = fact.columns["minutes"].unknown_when
    assert isinstance(unknown, Where) and list(unknown.refs()) == [Ref(None, "x.y")]
    assert (mapping.dates, mapping.system.constant) == (Dates(order="day first"), "case")
    assert fact.person_key == (Ref(None, "Client"),)


def test_the_shipped_mappings_are_all_well_formed(repository: Path) -> None:
    found = sorted((repository / "examples").glob("*/mapping.toml"))
    assert {path.parent.name for path in found} >= {
        "hmis", "ons", "nhs-accommodation", "core-lettings", "supported-work", "survival",
    }  # fmt: skip
    for path in found:
        mapping = read_mapping(path)
        assert mapping.facts and mapping.name
    assert read_mapping(repository / "examples" / "supported-work" / "mapping.toml").cut_off is not None
    constant = read_mapping(repository / "examples" / "survival" / "mapping.toml").cut_off
    assert constant is not None and constant.constant == date(2020, 12, 31)
