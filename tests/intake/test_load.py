"""An import from end to end: what loads, what goes home and why, and that nothing is lost on the way."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from pathlib import Path

import pytest

from goldthread.facts.store import Store
from goldthread.kernel.refusals import Refused
from intake.conftest import CONTACTS, MAPPING, Desk, counts, whys


def lines_of(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def everything_in(store: Path) -> dict[Path, bytes]:
    """Every file but the pins, which come and go with readers."""
    kept = (path for path in store.rglob("*") if path.is_file() and path.parent.name != "pins")
    return {path: path.read_bytes() for path in kept}


def test_good_rows_load_and_say_so(desk: Desk) -> None:
    desk.file("contacts.csv", CONTACTS)
    outcome = desk.load()
    assert counts(outcome) == {"contacts.csv": (3, 3, 0, 0)}
    assert outcome.written and outcome.tables == {"contact": 3}
    assert outcome.sentence().splitlines()[0] == (
        "contacts.csv   UTF-8 · 3 rows read: 3 loaded, 0 refused, 0 already here"
    )
    found = desk.rows("contact")
    assert {(row["happened_on"], row["minutes"], row["contact_with"]) for row in found} == {
        (date(2026, 7, 1), 30, "person"),
        (date(2026, 7, 2), 45, "person"),
        (date(2026, 7, 13), None, "family"),
    }
    assert len({row["person_id"] for row in found}) == 2
    assert {row["source"] for row in found} == {"Case system, contacts"}


def test_the_same_file_twice_changes_nothing(desk: Desk) -> None:
    desk.file("contacts.csv", CONTACTS)
    first, again = desk.load(), desk.load()
    assert counts(again) == {"contacts.csv": (3, 0, 0, 3)}
    assert first.snapshot == again.snapshot
    assert len(Store.open(desk.store).snapshots()) == 1


def test_a_correction_replaces_and_is_one_row_loaded(desk: Desk) -> None:
    desk.file("contacts.csv", CONTACTS)
    first = desk.load()
    desk.file("contacts.csv", CONTACTS.replace("45", "50"))
    second = desk.load()
    assert counts(second) == {"contacts.csv": (3, 1, 0, 2)}
    assert second.snapshot != first.snapshot
    assert sorted(row["minutes"] or 0 for row in desk.rows("contact")) == [0, 30, 50]


def test_an_older_export_does_not_undo_what_was_entered_since(desk: Desk) -> None:
    mapping = MAPPING.replace('minutes = "Minutes"', 'minutes = "Minutes"\nrecorded_at = "Entered"')
    header = "Ref,Client,Service,Date,Minutes,With,Entered\n"
    desk.file("contacts.csv", header + "C1,P1,Homes,01/07/2026,30,person,15/08/2026 09:00\n")
    newer = desk.load(mapping)
    desk.file("contacts.csv", header + "C1,P1,Homes,01/07/2026,45,person,15/07/2026 09:00\n")
    older = desk.load(mapping)
    assert counts(older) == {"contacts.csv": (1, 0, 0, 1)}
    assert older.snapshot == newer.snapshot
    assert any("1 contact record was older than what the store holds" in note for note in older.notes)


CLIENTS = """
[source.clients]
file = "clients*.csv"
optional = true

[[fact]]
table = "person"
from = "clients"
[fact.columns]
organisation = { value = "Northway" }
gender = "Gender"
"""


def test_rows_about_people_in_no_client_file_load_and_are_named(desk: Desk) -> None:
    more = "".join(f"C{n},P9,Homes,0{n}/07/2026,5,person\n" for n in range(4, 10))
    desk.file("contacts.csv", CONTACTS + more)
    desk.file("clients.csv", "Client,Gender\nP1,1\nP9,no such gender\n")
    outcome = desk.load(MAPPING + CLIENTS)
    assert counts(outcome) == {"contacts.csv": (9, 9, 0, 0), "clients.csv": (2, 1, 1, 0)}
    assert outcome.notes == (
        "7 contact rows are about 2 people without a row in a client file "
        "(contacts.csv, lines 3, 5, 6, 7, 8, ...). Nothing is known of their age, gender or ethnicity: "
        "send the client file too, or mend its refused rows.",
    )
    assert outcome.notes[0] in outcome.sentence() and list(outcome.notes) == outcome.told()["notes"]


def test_people_whom_the_store_knows_already_are_not_named(desk: Desk) -> None:
    desk.file("clients.csv", "Client,Gender\nP1,1\nP2,2\n")
    desk.file("contacts.csv", CONTACTS.splitlines()[0] + "\n")
    assert desk.load(MAPPING + CLIENTS).notes == ()
    (desk.files / "clients.csv").unlink()
    desk.file("contacts.csv", CONTACTS + "C4,P3,Homes,14/07/2026,5,person\n")
    (note,) = desk.load(MAPPING + CLIENTS).notes
    assert note.startswith(
        "1 contact row is about 1 person without a row in a client file (contacts.csv, line 5)."
    )
    assert desk.load(MAPPING + CLIENTS).notes == ()  # rows that are here already were told of


# One row a fault: what is wrong with it, and how the refusal names column, value and reason.
FAULTS = [
    ("C9,P1,Homes,31/02/2026,5,person", "Date", "31/02/2026", 'date "31/02/2026" is not a date'),
    ("C9,P1,Homes,,5,person", "Date", "", '"happened_on" is required and is blank'),
    ("C9,P1,Homes,01/07/2026,2000,person", "Minutes", "2000", "2000 minutes is above 1440"),
    ("C9,P1,Homes,01/07/2026,x,person", "Minutes", "x", '"x" is not a number'),
    ("C9,P1,Homes,01/07/2026,5,Dog", "With", "Dog", 'unknown code "Dog" in contact_with; map it'),
    ("C1,P1,Homes,01/07/2026,5,person", "Ref", "C1", "the key is a duplicate: line 2 has it too"),
    (",P1,Homes,01/07/2026,5,person", "Ref", "", "the key that tells records apart is blank"),
    ("C9,,Homes,01/07/2026,5,person", "Client", "", "the column that tells people apart is blank"),
    ("C9,P1,Homes", "", "", "the row has 3 cells and the header 6"),
    ("C9,P1,Homes,01/07/2026,5,person,more", "", "", "the row has 7 cells and the header 6"),
]


@pytest.mark.parametrize("row, column, value, why", FAULTS)
def test_a_bad_row_is_named_goes_home_and_stops_nobody(
    desk: Desk, row: str, column: str, value: str, why: str
) -> None:
    desk.file("contacts.csv", CONTACTS + row + "\n")
    outcome = desk.load()
    assert whys(outcome) == [(5, column, value, why)]
    assert counts(outcome) == {"contacts.csv": (4, 3, 1, 0)}
    assert outcome.told()["refusals"] == [
        {"file": "contacts.csv", "line": 5, "column": column, "value": value, "why": why}
    ]
    (path,) = outcome.refused_files
    assert path.parent == desk.store / "refused" / outcome.import_id
    header, sent_back = lines_of(path)
    assert header == ["Ref", "Client", "Service", "Date", "Minutes", "With", "why"]
    cells = row.split(",")
    assert sent_back == [*cells, *[""] * (6 - len(cells)), f"{column}: {why}" if column else why]


def test_strict_loads_nothing_when_a_row_is_refused(desk: Desk) -> None:
    desk.file("contacts.csv", CONTACTS + FAULTS[0][0] + "\n")
    outcome = desk.load(strict=True)
    assert not outcome.written and outcome.snapshot is None
    assert "Nothing was loaded, because 1 row is refused" in outcome.sentence()
    assert outcome.refused_files
    desk.file("contacts.csv", CONTACTS)
    assert desk.load(strict=True).written


def test_a_dry_run_writes_nothing(desk: Desk) -> None:
    desk.file("contacts.csv", CONTACTS + FAULTS[0][0] + "\n")
    outcome = desk.load(dry_run=True)
    assert counts(outcome) == {"contacts.csv": (4, 3, 1, 0)}
    assert not desk.store.exists()
    assert "3 will load" in outcome.sentence() and "Nothing is loaded until you say so" in outcome.sentence()
    desk.load()
    before = everything_in(desk.store)
    again = desk.load(dry_run=True)
    assert counts(again) == {"contacts.csv": (4, 0, 1, 3)}
    assert everything_in(desk.store) == before
    desk.load(dry_run=True, refused=desk.folder / "home")
    assert (desk.folder / "home" / "contacts.csv").exists()


@pytest.mark.parametrize(
    "codec, mark, delimiter",
    [("cp1252", b"", ";"), ("utf-16-le", b"\xff\xfe", "\t"), ("utf-8", b"\xef\xbb\xbf", "|")],
)
def test_refused_rows_go_home_as_they_came(desk: Desk, codec: str, mark: bytes, delimiter: str) -> None:
    text = CONTACTS.replace("Work", "Café Überall").replace("13/07/2026", "32/07/2026")
    sent = text.replace(",", delimiter).replace("\n", "\r\n")
    desk.file("contacts.csv", mark + sent.encode(codec))
    (path,) = desk.load().refused_files
    raw = path.read_bytes()
    assert raw.startswith(mark)
    lines = raw[len(mark) :].decode(codec).split("\r\n")
    assert lines[0] == delimiter.join(["Ref", "Client", "Service", "Date", "Minutes", "With", "why"])
    assert lines[1].startswith(delimiter.join(["C3", "P1", "Café Überall", "32/07/2026", "", "Mum", ""]))
    assert lines[2:] == [""]
    corrected = raw.decode(codec).replace("32/07/2026", "31/07/2026")
    desk.file("contacts.csv", corrected.encode(codec))
    assert counts(desk.load()) == {"contacts.csv": (1, 1, 0, 0)}


def test_a_reason_is_never_a_formula(desk: Desk) -> None:
    desk.file("contacts.csv", CONTACTS.replace("Minutes", "=Minutes").replace("30", "x"))
    (path,) = desk.load(MAPPING.replace('minutes = "Minutes"', 'minutes = "=Minutes"')).refused_files
    assert lines_of(path)[1][-1].startswith("'=Minutes: ")


def test_one_row_counts_once_by_its_worst_outcome(desk: Desk) -> None:
    mapping = (
        MAPPING
        + """
[[fact]]
table = "task_support"
from = "contacts"
record_id = ["Ref"]
where = { With = { not = "Mum" } }
[fact.columns]
organisation = { value = "Northway" }
happened_on = "Date"
contact_id = { key = "Ref" }
task = "Service"
level = { column = "Minutes", map = { 30 = "prompted" } }
"""
    )
    desk.file("contacts.csv", CONTACTS)
    outcome = desk.load(mapping)
    assert counts(outcome) == {"contacts.csv": (3, 2, 1, 0)}
    assert outcome.tables == {"contact": 3, "task_support": 1}
    again = desk.load(mapping)
    assert counts(again) == {"contacts.csv": (3, 0, 1, 2)}


def test_rows_left_out_are_told_apart(desk: Desk) -> None:
    mapping = MAPPING.replace(
        'file = "contacts*.csv"', 'file = "contacts*.csv"\nwhere = { Service = "Homes" }'
    )
    desk.file("contacts.csv", CONTACTS)
    outcome = desk.load(mapping)
    assert counts(outcome) == {"contacts.csv": (2, 2, 0, 0)}
    assert outcome.files[0].left_out == 1
    assert "2 rows read (1 left out)" in outcome.sentence()


@pytest.mark.parametrize(
    "settled, first", [("15/07/2026", date(2026, 7, 1)), ("07/15/2026", date(2026, 1, 7))]
)
def test_dates_that_a_file_proves_are_read_and_said(desk: Desk, settled: str, first: date) -> None:
    mapping = MAPPING.replace('dates = "day first"\n', "")
    desk.file("contacts.csv", CONTACTS.replace("13/07/2026", settled))
    outcome = desk.load(mapping)
    assert first in {row["happened_on"] for row in desk.rows("contact")}
    assert any("prove it" in note for note in outcome.notes)


def test_dates_that_no_row_settles_are_asked_about(desk: Desk) -> None:
    mapping = MAPPING.replace('dates = "day first"\n', "")
    desk.file("contacts.csv", CONTACTS.replace("13/07/2026", "12/07/2026"))
    with pytest.raises(Refused, match=r'contacts\.csv: day and month cannot be told apart in "Date"'):
        desk.load(mapping)
    desk.file("contacts.csv", CONTACTS + "C4,P1,Homes,07/13/2026,5,person\n")
    with pytest.raises(Refused, match="some dates can only be day first and others only month first"):
        desk.load(mapping)
    assert not (desk.store / "CURRENT").exists()


def test_the_same_key_in_two_files_is_one_record_and_the_later_counts(desk: Desk) -> None:
    desk.file("contacts_1.csv", CONTACTS)
    desk.file("contacts_2.csv", CONTACTS.replace("45", "50"))
    outcome = desk.load()
    assert counts(outcome) == {"contacts_1.csv": (3, 2, 0, 1), "contacts_2.csv": (3, 1, 0, 2)}
    assert sorted(row["minutes"] or 0 for row in desk.rows("contact")) == [0, 30, 50]
    assert outcome.loaded == 3 and outcome.already_here == 3
    assert any("1 contact record comes more than once" in note for note in outcome.notes)


def test_an_end_before_its_start_and_a_code_out_of_force(desk: Desk) -> None:
    mapping = """
system = "case"
[person]
key = ["Client"]
[source.supports]
file = "supports.csv"
[[fact]]
table = "support"
from = "supports"
record_id = ["Ref"]
[fact.columns]
organisation = { value = "Northway" }
started_on = "Start"
ended_on = "End"
[[fact]]
table = "accommodation_status"
from = "supports"
record_id = ["Ref"]
[fact.columns]
organisation = { value = "Northway" }
stated_on = "Start"
accommodation = "Home"
"""
    content = """Ref,Client,Start,End,Home
S1,P1,2020-01-01,2020-06-30,MA01
S2,P2,2020-01-01,2019-12-31,MA01
S3,P3,2026-01-01,,MA01
"""
    desk.file("supports.csv", content)
    assert [(line, column, why.split(",")[0]) for line, column, _, why in whys(desk.load(mapping))] == [
        (3, "End", "it ends on 2019-12-31"),
        (4, "Home", 'the code "MA01" was not in force on 1 January 2026'),
    ]


def test_a_moment_fills_its_day_and_a_day_that_is_not_its_moments_is_refused(desk: Desk) -> None:
    mapping = MAPPING.replace('happened_on = "Date"', 'happened_at = "At"\nhappened_on = "Date"')
    content = """Ref,Client,Service,Date,At,Minutes,With
C1,P1,Homes,,2026-07-01T23:30:00Z,30,person
C2,P2,Homes,01/07/2026,2026-07-01T23:30:00Z,30,person
"""
    desk.file("contacts.csv", content)
    outcome = desk.load(mapping)
    assert whys(outcome) == [
        (3, "Date", "01/07/2026", "the day is 2026-07-01 and its time falls on 2026-07-02")
    ]
    (row,) = desk.rows("contact")
    assert (row["happened_at"], row["happened_on"]) == (datetime(2026, 7, 1, 23, 30), date(2026, 7, 2))


def test_the_cut_off_is_declared_given_or_read_from_a_file(desk: Desk) -> None:
    desk.file("contacts.csv", CONTACTS)

    def reach() -> dict[str, date]:
        with Store.open(desk.store).pinned() as snapshot:
            return snapshot.cut_offs

    desk.load()
    assert reach() == {}
    desk.load(cut_off=date(2026, 7, 31))
    assert reach() == {"case": date(2026, 7, 31)}
    desk.load(MAPPING.replace("[person]", "[cut_off]\ndate = 2026-08-31\n[person]"))
    assert reach() == {"case": date(2026, 8, 31)}
    desk.file("export.csv", "Made,Until\n2026-10-01,\n")
    read = '[cut_off]\nsource = "export"\ncolumn = ["Until", "Made"]\n[source.export]\nfile = "export.csv"\n'
    desk.load(MAPPING.replace("[person]", read + "[person]"))
    assert reach() == {"case": date(2026, 10, 1)}


def test_a_store_that_is_being_written_refuses_a_second_writer(desk: Desk) -> None:
    from intake.conftest import AT

    desk.file("contacts.csv", CONTACTS)
    store = Store.open(desk.store, create=True)
    with store.writing(at=AT, by="someone"), pytest.raises(Refused, match="being written by someone"):
        desk.load()


def test_files_that_are_not_wanted_are_said_and_one_that_is_missing_is_refused(desk: Desk) -> None:
    desk.file("contacts.csv", CONTACTS)
    desk.file("holidays.csv", "a\n1\n")
    assert desk.load().unread == ("holidays.csv",)
    with pytest.raises(Refused, match=r'No file for "contacts" \(contacts\*\.csv\) among the 1 given'):
        desk.load(sources=[desk.files / "holidays.csv"])


def test_the_store_and_refused_rows_beside_the_files_are_not_read(desk: Desk) -> None:
    desk.file("contacts.csv", CONTACTS.replace("30", "x"))
    store, home = desk.files / "store", desk.files / "home"
    first, again = desk.load(store=store, refused=home), desk.load(store=store, refused=home)
    assert counts(first) == {"contacts.csv": (3, 2, 1, 0)} and (desk.files / "home" / "contacts.csv").exists()
    assert counts(again) == {"contacts.csv": (3, 0, 1, 2)}


def test_progress_is_told_in_words(desk: Desk) -> None:
    said: list[str] = []
    desk.file("contacts.csv", CONTACTS)
    desk.load(progress=said.append)
    assert said == [
        "Reading contacts.csv: 3 rows",
        "Comparing with what the store holds",
        "Loading 3 contacts",
    ]


def test_an_error_in_the_middle_leaves_the_store_as_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from goldthread.facts.draft import Draft

    desk.file("contacts.csv", CONTACTS)
    first = desk.load()
    desk.file("contacts.csv", CONTACTS.replace("45", "50"))

    def cut_short(draft: Draft) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(Draft, "commit", cut_short)
        with pytest.raises(OSError):
            desk.load()
    assert Store.open(desk.store).current == first.snapshot
    assert counts(desk.load()) == {"contacts.csv": (3, 1, 0, 2)}


def test_a_workbook_loads_and_its_refused_rows_go_home_as_csv(desk: Desk, tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(desk.files / "contacts.xlsx") as book:
        sheet = book.add_worksheet("All")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["Ref", "Client", "Service", "Date", "Minutes", "With"])
        sheet.write_row(1, 0, ["C1", "P1", "Homes", None, 30, "person"])
        sheet.write_datetime(1, 3, datetime(2026, 7, 1), day)
        sheet.write_row(2, 0, ["C2", "P1", "Homes", 46204, 30, "person"])
        sheet.write_row(3, 0, ["C3", "P1", "Homes", "03/07/2026", "thirty", "person"])
        sheet.write_row(4, 0, ["C4", "P1", "Homes", "04/07/2026", None, "person"])
        sheet.write_formula(4, 4, "=10*3", None, "")
    outcome = desk.load(MAPPING.replace("contacts*.csv", "contacts*.xlsx"))
    assert counts(outcome) == {"contacts.xlsx": (4, 2, 2, 0)}
    assert [row["happened_on"] for row in desk.rows("contact")] == [date(2026, 7, 1)] * 2
    assert [(line, column) for line, column, _, _ in whys(outcome)] == [(4, "Minutes"), (5, "Minutes")]
    (path,) = outcome.refused_files
    lines = lines_of(path)
    assert lines[0][-1] == "why" and [line[0] for line in lines[1:]] == ["C3", "C4"]
    assert "no saved value" in lines[2][-1]
