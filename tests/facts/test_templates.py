"""Templates: what a sender fills in says what the import expects, and runs nothing."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from facts.few_tables import CLOCK, CONTACT, PERSON, REGISTRY
from goldthread.facts.schema import declared, importable
from goldthread.facts.templates import (
    csv_template,
    write_csv_templates,
    write_excel_template,
)
from goldthread.kernel.refusals import Refused
from goldthread.measures.tables import Privacy, Table, code, codes, text


def test_csv_has_the_declared_header(tmp_path: Path) -> None:
    said = csv_template(CONTACT)
    assert said.startswith("\ufeff") and said.endswith("\r\n")
    assert next(csv.reader(io.StringIO(said.removeprefix("\ufeff")))) == list(CONTACT.column_names)
    written = write_csv_templates(REGISTRY, tmp_path / "templates")
    assert [each.name for each in written] == ["contact.csv", "person.csv"]
    assert written[0].read_bytes().startswith(b"\xef\xbb\xbfcontact_id,organisation")


def test_excel_has_a_sheet_a_table_meanings_and_codes(tmp_path: Path) -> None:
    path = write_excel_template([PERSON, CONTACT], tmp_path / "t.xlsx")
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["person", "contact", "Meanings", "Codes"]
    assert book.get_sheet_by_name("contact").to_python()[0] == list(CONTACT.column_names)
    meanings = book.get_sheet_by_name("Meanings").to_python()
    assert ["contact", "minutes", "How long.", "", "whole number", "minutes", "", ""] in meanings
    assert ["contact", "person_id", "With whom.", "yes", "text", "", "", "person"] in meanings
    assert book.get_sheet_by_name("Codes").to_python()[1:] == [
        ["Mode", "face", "Face to face", "Goldthread"],
        ["Mode", "phone", "By telephone", "Goldthread"],
    ]


def test_cells_offer_the_code_list(tmp_path: Path) -> None:
    path = write_excel_template([CONTACT], tmp_path / "t.xlsx")
    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    mode = chr(ord("A") + CONTACT.column_names.index("mode"))
    assert f'sqref="{mode}2:{mode}10001"' in sheet and "Codes!$B$2:$B$3" in sheet
    assert '"yes,no"' in sheet


def test_strings_are_never_formulas(tmp_path: Path) -> None:
    listed = codes("=1+1", {"=cmd()": "=HYPERLINK('x')", "+1": "@SUM(1)"})
    table = Table(
        "odd",
        "=A1",
        (
            text("odd_id", "=2+2", required=True),
            code("kind", listed, "=3+3", privacy=Privacy.OPEN),
        ),
    )
    path = write_excel_template([table], tmp_path / "t.xlsx")
    with zipfile.ZipFile(path) as book:
        sheets = [book.read(each).decode() for each in book.namelist() if "worksheets/sheet" in each]
    assert len(sheets) == 3 and not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)
    cells = [
        cell
        for row in CalamineWorkbook.from_path(path).get_sheet_by_name("Codes").to_python()
        for cell in row
    ]
    assert "=cmd()" in cells and "+1" in cells


def test_the_same_declarations_give_the_same_file(tmp_path: Path) -> None:
    one = write_excel_template([CONTACT], tmp_path / "1.xlsx").read_bytes()
    two = write_excel_template([CONTACT], tmp_path / "2.xlsx").read_bytes()
    assert one == two


def test_derived_tables_have_no_template(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="worked out"):
        csv_template(CLOCK)
    with pytest.raises(Refused, match="at least one table"):
        write_excel_template([], tmp_path / "t.xlsx")


def test_every_declared_table_fits_one_workbook(tmp_path: Path) -> None:
    tables = importable(declared())
    path = write_excel_template(tables, tmp_path / "all.xlsx")
    book = CalamineWorkbook.from_path(path)
    assert len(book.sheet_names) == len(tables) + 2
    for table, name in zip(tables, book.sheet_names, strict=False):
        assert book.get_sheet_by_name(name).to_python()[0] == list(table.column_names)
