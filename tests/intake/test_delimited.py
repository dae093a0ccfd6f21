"""Text files of rows: delimiters, line numbers, rows that do not fit their header."""

from __future__ import annotations

from pathlib import Path

import pytest

from goldthread.intake.reading.delimited import find_delimiter
from goldthread.intake.reading.encodings import find_encoding
from goldthread.intake.reading.files import Opened, find_format, open_table, tabular_files
from goldthread.intake.reading.region import Region
from goldthread.kernel.refusals import Refused


def opened(tmp_path: Path, content: str | bytes, region: Region | None = None, **declared: str) -> Opened:
    path = tmp_path / "file.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_table(find_format(path, "file.csv", **declared), region)


def table(found: Opened) -> tuple[list[str], list[tuple[int, list[str]]], list[tuple[int, str]]]:
    rows: list[tuple[int, list[str]]] = []
    faults: list[tuple[int, str]] = []
    for batch in found.batches(2):
        rows += list(zip(batch.numbers, batch.cells, strict=True))
        faults += [(number, why) for number, _, why in batch.faults]
    return found.header.names, rows, faults


@pytest.mark.parametrize("sign, name", [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "bar")])
def test_the_delimiter_is_told(tmp_path: Path, sign: str, name: str) -> None:
    found = opened(tmp_path, f"a{sign}b{sign}c\n1{sign}2{sign}3\n")
    assert table(found)[:2] == (["a", "b", "c"], [(2, ["1", "2", "3"])])
    assert found.format.how.endswith(f"cut at each {name}")


def test_decimal_commas_do_not_mislead(tmp_path: Path) -> None:
    found = opened(tmp_path, "day;balance;note\n2026-01-01;1,50;a\n2026-01-02;2,75;b, c\n")
    assert found.format.delimiter == ";"


def test_two_delimiters_that_fit_as_well_are_said(tmp_path: Path) -> None:
    found = opened(tmp_path, "a,b;c,d\n1,2;3,4\n")
    assert "could be cut at each" in found.format.notes[0]
    assert opened(tmp_path, "a,b;c,d\n1,2;3,4\n", delimiter="semicolon").header.names == ["a,b", "c,d"]


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    content = 'a,b\r\n"two\r\nlines",1\r\n\r\n  ,\r\nx,2\r\n'
    _, rows, faults = table(opened(tmp_path, content))
    assert rows == [(2, ["two\r\nlines", "1"]), (6, ["x", "2"])]
    assert not faults


def test_old_line_ends_are_read(tmp_path: Path) -> None:
    assert table(opened(tmp_path, "a,b\r1,2\r3,4\r"))[1] == [(2, ["1", "2"]), (3, ["3", "4"])]


RAGGED = [
    ("1", "the row has 1 cells and the header 2"),
    ("1,2,3", "the row has 3 cells and the header 2"),
    ('"1\n', "the row has 1 cells and the header 2"),
]


@pytest.mark.parametrize("row, why", RAGGED)
def test_a_row_that_does_not_fit_is_a_fault_and_not_the_end(tmp_path: Path, row: str, why: str) -> None:
    _, rows, faults = table(opened(tmp_path, f"a,b\n9,9\n{row}\n"))
    assert rows == [(2, ["9", "9"])]
    assert faults == [(3, why)]


def test_blank_columns_at_the_right_are_no_fault(tmp_path: Path) -> None:
    names, rows, faults = table(opened(tmp_path, "a,b,,\n1,2,,\n3,4\n5,6, ,\n7,8,,x\n"))
    assert names == ["a", "b"]
    assert [cells for _, cells in rows] == [["1", "2"], ["3", "4"], ["5", "6"]]
    assert faults == [(5, "the row has 4 cells and the header 2")]


def test_a_quote_that_is_never_closed_does_not_swallow_the_file_in_silence(tmp_path: Path) -> None:
    content = 'a,b\n1,2\n"3,4\n' + "5,6\n" * 500
    _, rows, faults = table(opened(tmp_path, content))
    assert rows == [(2, ["1", "2"])]
    assert faults[0][0] == 3 and "quote" in faults[0][1]


def test_a_cell_without_end_is_a_fault(tmp_path: Path) -> None:
    content = "a,b\n" + "x" * 200_000 + ",1\n3,4\n"
    _, rows, faults = table(opened(tmp_path, content))
    assert rows == [(3, ["3", "4"])]
    assert faults[0][0] == 2 and "far too long" in faults[0][1]


def test_a_nul_is_a_fault(tmp_path: Path) -> None:
    _, rows, faults = table(opened(tmp_path, b"a,b\n1,\x002\n3,4\n"))
    assert rows == [(3, ["3", "4"])]
    assert faults == [(2, "the row holds a NUL character")]


def test_headers_are_found_in_spite_of_spaces_case_and_marks(tmp_path: Path) -> None:
    header = opened(tmp_path, "Client\u00a0ID, start  date ,End_Date,end date,\u200bx\n1,2,3,4,5\n").header
    assert header.names == ["Client ID", "start date", "End_Date", "end date", "x"]
    assert header.find("client id") == 0
    assert header.find("ClientID") == 0
    assert header.find("START DATE") == 1
    assert header.find("end date") == 3
    assert header.find("enddate") is None  # two columns squash to it: the exact name is asked for
    with pytest.raises(Refused, match=r'file\.csv has no column "Clint ID"\. Did you mean "Client ID"'):
        header.place("Clint ID", "file.csv")


def test_names_that_come_twice_or_are_blank_can_be_told_apart(tmp_path: Path) -> None:
    assert opened(tmp_path, "a,,a,b\n1,2,3,4\n").header.names == ["a", "column 2", "a (2)", "b"]


@pytest.mark.parametrize("content", [b"", b"\n\n", b" , \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Refused, match="is empty"):
        opened(tmp_path, content)


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    for place in ("one/a.csv", "two/a.csv", "two/b.csv", "two/.hidden/c.csv", "two/~$b.xlsx", "two/d.pdf"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text("x")
    shown = [name for _, name in tabular_files([tmp_path / "one", tmp_path / "two"])]
    assert shown == ["one/a.csv", "two/a.csv", "b.csv"]
    with pytest.raises(Refused, match="no file or folder"):
        tabular_files([tmp_path / "three"])
    with pytest.raises(Refused, match=r"no CSV or \.xlsx"):
        tabular_files([_bare(tmp_path)])


def _bare(tmp_path: Path) -> Path:
    folder = tmp_path / "bare"
    folder.mkdir()
    return folder


def test_a_workbook_under_another_name_is_refused(tmp_path: Path) -> None:
    for start in (b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest"):
        with pytest.raises(Refused, match="workbook or an archive"):
            opened(tmp_path, start)


def test_a_sign_that_only_stands_inside_cells_is_no_delimiter(tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text('Ref,Client,Note\nC1,P1,;\n;,"\n;"\n', encoding="utf-8")
    assert find_delimiter(path, find_encoding(path))[0] == ","
