"""A drafted mapping: sure where the file is sure, asking where it is not, and it loads as it stands."""

from __future__ import annotations

import csv
import io
import tomllib
from datetime import date
from pathlib import Path

import pytest

from goldthread.catalogue.tables import TABLES
from goldthread.facts.templates import csv_template, write_excel_template
from goldthread.intake import draft_mapping
from goldthread.intake.mapping.parse import read_mapping
from goldthread.kernel.refusals import Refused
from goldthread.measures.tables import ColumnSpec, Table, Type
from intake.conftest import Desk, counts

IMPORTABLE = sorted(name for name in TABLES if not TABLES[name].derived)


def cell(spec: ColumnSpec, number: int) -> str:
    """A cell that a careful person would write into a template."""
    if spec.name.endswith("_id"):
        return f"{spec.refers_to or spec.name[:-3]}-{number}"
    if spec.codes is not None:
        live = [code.value for code in spec.codes.codes if code.valid_on(date(2026, 7, 1))]
        return live[number % len(live)]
    return {
        Type.BOOLEAN: "yes",
        Type.INTEGER: str(int(spec.lowest or 0) + number),
        Type.NUMBER: str(min((spec.lowest or 0) + number / 4, spec.highest or number)),
        Type.DATE: f"2026-07-{number:02d}",
        Type.INSTANT: f"2026-07-{number:02d} 12:00",
        Type.TEXT: f"{spec.name} {number}",
    }[spec.type]


def filled(table: Table, rows: int = 3) -> str:
    out = io.StringIO()
    out.write(csv_template(table))
    for number in range(1, rows + 1):
        cells = ["" if spec.name == "voided" else cell(spec, number) for spec in table.columns]
        csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


@pytest.mark.parametrize("name", IMPORTABLE)
def test_the_draft_for_a_filled_template_loads_as_it_is(desk: Desk, name: str) -> None:
    desk.file(f"{name}.csv", filled(TABLES[name]))
    drafted = draft_mapping([desk.files])
    outcome = desk.load(drafted, dry_run=True)
    assert outcome.tables == {name: 3}, drafted
    assert counts(outcome) == {f"{name}.csv": (3, 3, 0, 0)}, outcome.sentence()
    columns = read_mapping(desk.mapping(drafted)).facts[0].columns
    missing = set(TABLES[name].column_names) - set(columns) - {TABLES[name].key, "person_id"}
    assert not missing


def test_templates_together_point_at_each_other(desk: Desk) -> None:
    for name in ("person", "support", "contact"):
        content = filled(TABLES[name])
        for other in ("referral", "worker"):
            content = content.replace(f"{other}-", "")
        desk.file(f"{name}.csv", content)
    drafted = draft_mapping([desk.files])
    outcome = desk.load(drafted)
    assert outcome.refused == 0, outcome.sentence()
    supports = {row["support_id"] for row in desk.rows("support")}
    assert {row["support_id"] for row in desk.rows("contact")} == supports
    people = {row["person_id"] for row in desk.rows("person")}
    assert {row["person_id"] for row in desk.rows("support")} == people and len(people) == 3


def test_an_excel_template_is_drafted_sheet_by_sheet(desk: Desk) -> None:
    write_excel_template([TABLES["tenancy"], TABLES["job"]], desk.files / "records.xlsx")
    drafted = draft_mapping([desk.files / "records.xlsx"])
    tables = {fact["table"] for fact in tomllib.loads(drafted)["fact"]}
    assert tables == {"tenancy", "job"}


CLIENTS = """Client ID,First Name,Surname,NHS Number,DOB,Gender,Postcode
1001,A,B,9434765919,02/05/1990,Female,AB1 2CD
1002,C,D,9434765870,14/11/1985,Male,AB1 2CE
"""
VISITS = """Visit Ref;Client ID;Contact Date;Duration;Contact Type;Notes
V1;1001;13/07/2026;30;Face to face;long words
V2;1002;14/07/2026;45;Carrier pigeon;more words
"""


def test_a_senders_own_files_are_guessed_and_asked_about(desk: Desk) -> None:
    desk.file("clients.csv", CLIENTS)
    desk.file("contacts.csv", VISITS)
    drafted = draft_mapping([desk.files])
    assert 'dates = "day first"  # dates with a part above 12 prove it' in drafted
    assert 'key = ["Client ID"]' in drafted
    assert '# match = [["NHS Number"]]' in drafted
    assert 'birth_month = { birth_month = "DOB" }  # the full date of birth is not kept' in drafted
    assert (
        "# Left out, because they can say who a person is: First Name, Surname, NHS Number, Postcode"
        in drafted
    )
    assert "# Left out, because they can say who a person is: Notes" in drafted
    assert '# Values that fit no code are refused until the map has them: "Carrier pigeon"' in drafted
    parsed = tomllib.loads(drafted)
    assert [fact["table"] for fact in parsed["fact"]] == ["person", "contact"]
    assert parsed["fact"][1]["columns"]["minutes"] == "Duration"
    outcome = desk.load(drafted)
    assert counts(outcome)["clients.csv"] == (2, 2, 0, 0)
    assert counts(outcome)["contacts.csv"] == (2, 1, 1, 0)
    assert {row["gender"] for row in desk.rows("person")} == {"1", "2"}


def test_dates_that_do_not_tell_are_left_as_a_question_and_the_import_asks(desk: Desk) -> None:
    desk.file("contacts.csv", VISITS.replace("13/07", "03/07").replace("14/07", "04/07"))
    drafted = draft_mapping([desk.files])
    assert '# dates = "day first"  # or "month first": the files do not tell. Which is it?' in drafted
    with pytest.raises(Refused, match="day and month cannot be told apart"):
        desk.load(drafted)
    assert desk.load(drafted.replace("# dates =", "dates =")).written


def test_title_rows_and_files_alike_become_one_source_with_a_region(desk: Desk) -> None:
    for month in ("jan", "feb"):
        rows = "".join(f"{month}{n},{n},2026-01-{n:02d},30\n" for n in range(1, 10))
        desk.file(
            f"contacts {month}.csv",
            f"Contacts in {month},,,\n,,,\nRef,Client ID,Contact Date,Minutes\n{rows}",
        )
    drafted = draft_mapping([desk.files])
    parsed = tomllib.loads(drafted)
    (source,) = parsed["source"].values()
    assert source["file"] == ["contacts feb.csv", "contacts jan.csv"]
    assert source["region"] == {"header": ["Ref", "Client ID"]}
    assert desk.load(drafted).loaded == 18


def test_what_fits_no_table_is_left_as_a_question(desk: Desk) -> None:
    desk.file("weather.csv", "Station,Rain,Sun\nA,1,2\n")
    drafted = draft_mapping([desk.files])
    assert "# No fact table fits its columns. Which records does it hold?" in drafted
    assert "fact" not in tomllib.loads(drafted)


def test_odd_labels_cannot_break_the_draft(desk: Desk) -> None:
    labels = ['Client "ID"', "a\\b", "line\nbreak", "]]\x7f", "é'", "#x", "= 1"]
    out = io.StringIO()
    csv.writer(out).writerows(
        [["Ref", "Client ID", "Contact Date", "Minutes", *labels], ["1", "2", "2026-01-01", "3", *labels]]
    )
    desk.file("contacts.csv", out.getvalue())
    drafted = draft_mapping([desk.files])
    assert tomllib.loads(drafted)["fact"][0]["table"] == "contact"
    assert desk.load(drafted).loaded == 1


def test_there_must_be_something_to_look_at(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no CSV"):
        draft_mapping([tmp_path])
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(Refused, match=r"empty\.csv is empty"):
        draft_mapping([tmp_path])
