"""Tables that do not begin in the first row: titles above, two blocks, wide months, two rows of labels."""

from __future__ import annotations

from pathlib import Path

import pytest

from goldthread.intake.reading.files import Opened, find_format, open_table
from goldthread.intake.reading.region import Region, Unpivot
from goldthread.kernel.refusals import Refused

BLOCKS = (
    "Table 2:,People by status in 2019,,\n"
    ",,,\n"
    '"All people, 2019",,,\n'
    "Code,Status\u00a0,Jan-19,Feb-19\n"
    "A1,First\u00a0,1,2\n"
    "A2,Second,,4\n"
    ",,,\n"
    "Those on the programme,,,\n"
    "Code,Status ,Jan-19,Feb-19\n"
    "A1,First,5,6\n"
    ",Total,5,6\n"
    "Notes: rounded,,,\n"
)
MONTHS = Unpivot(("???-??",), "month", "people")


def opened(tmp_path: Path, content: str, region: Region, unpivot: Unpivot | None = None) -> Opened:
    path = tmp_path / "table.csv"
    path.write_text(content, encoding="cp1252", newline="")
    return open_table(find_format(path, "table.csv", "windows-1252"), region, unpivot)


def rows(found: Opened) -> list[tuple[int, list[str]]]:
    return [pair for batch in found.batches() for pair in zip(batch.numbers, batch.cells, strict=True)]


def test_a_block_is_found_by_its_labels_whatever_stands_above(tmp_path: Path) -> None:
    first = Region(header=("code", "status"), block=1, until="blank")
    found = opened(tmp_path, BLOCKS, first, MONTHS)
    assert found.header.names == ["Code", "Status", "month", "people"]
    assert rows(found) == [
        (5, ["A1", "First\u00a0", "Jan-19", "1"]),
        (5, ["A1", "First\u00a0", "Feb-19", "2"]),
        (6, ["A2", "Second", "Feb-19", "4"]),
    ]
    assert rows(opened(tmp_path, "\n" + BLOCKS, first, MONTHS))[0][0] == 6


def test_the_second_block_ends_at_its_total(tmp_path: Path) -> None:
    region = Region(header=("Code",), block=2, until=("Status", "total"))
    assert rows(opened(tmp_path, BLOCKS, region)) == [(10, ["A1", "First", "5", "6"])]
    assert [
        line for line, _ in rows(opened(tmp_path, BLOCKS, Region(header=("Code",), block=2, until=11)))
    ] == [
        10,
        11,
    ]


def test_two_rows_of_labels_are_joined(tmp_path: Path) -> None:
    content = ",2025,,2026\nArea,Q1,Q2,Q1\nNorth,1,2,3\n"
    found = opened(tmp_path, content, Region(header_rows=2))
    assert found.header.names == ["Area", "2025 Q1", "2025 Q2", "2026 Q1"]
    assert opened(tmp_path, content, Region(header_rows=2, names="last")).header.names == [
        "Area",
        "Q1",
        "Q2",
        "Q1 (2)",
    ]
    turned = opened(tmp_path, content, Region(header_rows=2), Unpivot(("20?? Q*",), "quarter", "value"))
    assert rows(turned)[1] == (3, ["North", "2025 Q2", "2"])


def test_a_table_on_its_side_is_turned(tmp_path: Path) -> None:
    found = opened(tmp_path, "Area,North,South\nPeople,1,2\n", Region(on_its_side=True))
    assert found.header.names == ["Area", "People"]
    assert rows(found) == [(2, ["North", "1"]), (3, ["South", "2"])]


def test_a_row_with_nothing_in_its_months_is_not_lost(tmp_path: Path) -> None:
    found = opened(tmp_path, "Code,Jan-19\nA,\nB,2\n", Region(), MONTHS)
    batches = list(found.batches())
    assert [batch.empty for batch in batches] == [[2]]
    kept = opened(
        tmp_path, "Code,Jan-19\nA,\nB,2\n", Region(), Unpivot(("???-??",), "m", "v", keep_blank=True)
    )
    assert [cells for _, cells in rows(kept)] == [["A", "Jan-19", ""], ["B", "Jan-19", "2"]]


REFUSED = [
    (Region(header=("Cod",)), None, "no header row with the labels 'Cod'"),
    (Region(header=("Code",), block=3), None, r"has 2 block\(s\)"),
    (Region(header=("Code",), until=("State", "x")), None, 'no column "State". Did you mean "Status"'),
    (Region(header=("Code",)), Unpivot(("2019-*",), "m", "v"), "no column that fits 2019-\\*"),
    (Region(header_row=99), None, "no header row with row 99"),
]


@pytest.mark.parametrize("region, unpivot, words", REFUSED)
def test_a_region_that_is_not_there_is_refused(
    tmp_path: Path, region: Region, unpivot: Unpivot | None, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        opened(tmp_path, BLOCKS, region, unpivot)
