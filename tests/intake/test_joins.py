"""Rows of several files put together by key, folder by folder."""

from __future__ import annotations

import pytest

from goldthread.kernel.refusals import Refused
from intake.conftest import Desk, counts, whys

MAPPING = """
system = "case"
[person]
key = ["Client"]
[source.starts]
file = "starts.csv"
[source.starts.join.end]
source = "ends"
on = { Ref = "Start ref" }
[source.starts.join.project]
source = "projects"
on = { Project = "Code" }
required = true
[source.starts.join.owner]
source = "owners"
on = { "project.Owner" = "Id" }
[source.ends]
file = "ends.csv"
where = { Deleted = "" }
[source.projects]
file = "projects.csv"
[source.owners]
file = "owners.csv"
optional = true
[[fact]]
table = "support"
from = "starts"
record_id = ["Ref"]
[fact.columns]
organisation = { column = "owner.Name", blank = "Unknown" }
service = "project.Title"
started_on = "Start"
ended_on = "end.End"
[[fact]]
table = "measure"
from = "starts"
record_id = ["Ref"]
where = { Income = { blank = false } }
[fact.columns]
organisation = { column = "owner.Name", blank = "Unknown" }
support_id = { key = "For" }
kind = { value = "income" }
measured_on = "Start"
amount = "Income"
"""
STARTS = """Ref,Client,Project,Start,Income,For
S1,P1,H,2026-01-01,100,S1
S2,P2,W,2026-02-01,,S2
"""
ENDS = "Start ref,End,Deleted\nS1,2026-03-01,\nS2,2026-03-05,yes\nS9,2026-03-09,\n"
PROJECTS = "Code,Title,Owner\nH,Homes,O1\nW,Work,O2\n"
OWNERS = "Id,Name\nO1,Northway\n"


def fill(desk: Desk, folder: str = "", **changed: str) -> None:
    files = {"starts": STARTS, "ends": ENDS, "projects": PROJECTS, "owners": OWNERS} | changed
    for name, content in files.items():
        if content:
            desk.file(f"{folder}{name}.csv", content)


def test_joined_cells_fill_columns_and_every_row_is_accounted_for(desk: Desk) -> None:
    fill(desk)
    outcome = desk.load(MAPPING)
    found = {(row["organisation"], row["service"], str(row["ended_on"])) for row in desk.rows("support")}
    assert found == {("Northway", "Homes", "2026-03-01"), ("Unknown", "Work", "None")}
    assert counts(outcome) == {
        "starts.csv": (2, 2, 0, 0),
        "ends.csv": (1, 1, 0, 0),
        "projects.csv": (2, 2, 0, 0),
        "owners.csv": (1, 1, 0, 0),
    }
    assert {each.name: each.left_out for each in outcome.files}["ends.csv"] == 2
    assert {name: got[3] for name, got in counts(desk.load(MAPPING)).items()} == {
        "starts.csv": 2, "ends.csv": 1, "projects.csv": 2, "owners.csv": 1,
    }  # fmt: skip


def test_an_optional_file_may_be_missing(desk: Desk) -> None:
    fill(desk, owners="")
    desk.load(MAPPING)
    assert {row["organisation"] for row in desk.rows("support")} == {"Unknown"}


def test_a_required_row_that_is_not_there_is_named(desk: Desk) -> None:
    fill(desk, projects="Code,Title,Owner\nH,Homes,O1\n")
    assert whys(desk.load(MAPPING)) == [(3, "Project", "W", 'no row of projects has the key "W"')]


def test_rows_that_differ_for_one_key_are_asked_about(desk: Desk) -> None:
    fill(desk, ends="Start ref,End,Deleted\nS1,2026-03-01,\nS1,2026-03-02,\n")
    (why,) = whys(desk.load(MAPPING))
    assert why == (2, "Ref", "S1", 'several rows of ends fit the key "S1" and differ')
    fill(desk, ends="Start ref,End,Deleted\nS1,2026-03-01,\nS1,2026-03-01,\n")
    assert desk.load(MAPPING).refused == 0


@pytest.mark.parametrize("take, wanted", [("first", "2026-03-02"), ("last", "2026-11-01")])
def test_first_and_last_go_by_a_column(desk: Desk, take: str, wanted: str) -> None:
    mapping = MAPPING.replace(
        'on = { Ref = "Start ref" }', f'on = {{ Ref = "Start ref" }}\ntake = "{take}"\nby = "N"'
    )
    fill(
        desk,
        ends="Start ref,End,Deleted,N\nS1,2026-03-05,,9\nS1,2026-11-01,,10\nS1,2026-03-02,,2\n",
    )
    desk.load(mapping)
    assert wanted in {str(row["ended_on"]) for row in desk.rows("support")}


def test_a_bad_cell_of_a_joined_file_is_named_with_its_line_there(desk: Desk) -> None:
    fill(desk, ends=ENDS.replace("2026-03-01", "2026-03-32"))
    assert whys(desk.load(MAPPING)) == [
        (2, "end.End", "2026-03-32", 'date "2026-03-32" is not a date (ends.csv, line 2)')
    ]


def test_a_record_that_points_at_none_is_refused(desk: Desk) -> None:
    fill(desk, starts=STARTS + "S3,P3,H,2026-02-01,50,S99\n")
    assert whys(desk.load(MAPPING)) == [
        (4, "For", "S99", "the support that it belongs to is not in the files or was refused")
    ]


def test_a_record_may_point_at_one_that_came_before(desk: Desk) -> None:
    fill(desk)
    desk.load(MAPPING)
    fill(desk, starts="Ref,Client,Project,Start,Income,For\nS5,P1,H,2026-06-01,70,S1\n")
    assert desk.load(MAPPING).refused == 0


def test_each_folder_is_joined_within_itself_and_its_system_kept_apart(desk: Desk) -> None:
    mapping = MAPPING.replace(
        'system = "case"', 'system = { source = "owners", column = "Id", otherwise = "case" }'
    )
    fill(desk, "north/")
    fill(
        desk, "south/", projects="Code,Title,Owner\nH,Halls,O1\nW,Works,O2\n", owners="Id,Name\nO2,Southway\n"
    )
    desk.load(mapping)
    found = desk.rows("support")
    assert len(found) == 4 and len({row["person_id"] for row in found}) == 4
    assert {(row["organisation"], row["service"]) for row in found} == {
        ("Northway", "Homes"), ("Unknown", "Work"), ("Unknown", "Halls"), ("Southway", "Works"),
    }  # fmt: skip


def test_a_ragged_row_of_a_joined_file_goes_home_too(desk: Desk) -> None:
    fill(desk, ends=ENDS + "S2\n")
    outcome = desk.load(MAPPING)
    assert counts(outcome)["ends.csv"] == (2, 1, 1, 0)
    assert [path.name for path in outcome.refused_files] == ["ends.csv"]


def test_a_column_that_is_not_in_the_file_is_refused_with_the_nearest(desk: Desk) -> None:
    fill(desk, ends="Start ref,Ende,Deleted\n")
    with pytest.raises(Refused, match=r'ends\.csv has no column "End"\. Did you mean "Ende"'):
        desk.load(MAPPING)
