"""What fills a column: each kind of expression, over a file that tells it all."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from intake.conftest import Desk, whys

HEAD = """
system = "case"
yes = ["ja"]
no = ["nein"]
blanks = ["NULL", "n/a"]
[person]
key = ["Client"]
[source.rows]
file = "rows.csv"
[[fact]]
table = "support"
from = "rows"
record_id = ["Client"]
[fact.columns]
organisation = {{ value = "Northway" }}
started_on = "Start"
{line}
"""
COLUMNS = "Client,Start,A,B,C"


#   the line of the mapping | cells A, B, C | the value, or words of the refusal
CASES: list[tuple[str, str, Any]] = [
    ('team = "A"', "x,,", "x"),
    ('team = "A"', "\u00a0x\u00a0 y ,,", "x y"),
    ('team = "A"', "NULL,,", None),
    ('team = "A"', "N/A,,", None),
    ('team = { column = "A", blanks = ["-"] }', "NULL,,", "NULL"),
    ('team = { column = "A", blanks = ["-"] }', "-,,", None),
    ('team = { column = "A", blank = "none" }', ",,", "none"),
    ('team = { first = ["A", "B", "C"] }', "NULL,,z", "z"),
    ('team = { value = "constant" }', ",,", "constant"),
    ('team = { value = "" }', ",,", None),
    ('team = { together = ["A", "B", "C"], with = "-" }', "x,,z", "x-z"),
    ('team = { column = "A", map = { x = "Ex", NULL = "Null" } }', "X,,", "Ex"),
    ('team = { column = "A", map = { x = "Ex", NULL = "Null" } }', "null,,", "Null"),
    ('team = { column = "A", map = { x = "Ex" } }', "y,,", '"y" is not in the map'),
    ('team = { column = "A", map = { x = "Ex" }, otherwise = "Other" }', "y,,", "Other"),
    ('team = { column = "A", map = { x = "Ex" }, otherwise = "Other" }', ",,", None),
    ('team = { column = "A", map = { "" = "Blank" } }', ",,", "Blank"),
    ('team = { column = "A", groups = { Low = [1, 2], High = [3] } }', "2,,", "Low"),
    ('team = { column = "A", unknown_when = { B = [8, 9] } }', "x,9,", None),
    ('team = { column = "A", unknown_when = { B = [8, 9] } }', "x,1,", "x"),
    ('in_contact = "A"', "JA,,", True),
    ('in_contact = "A"', "99,,", "neither yes nor no"),
    ('in_contact = { column = "A", when_bad = "blank" }', "99,,", None),
    ('in_contact = { column = "A", map = { 1 = true, 0 = false }, otherwise = "" }', "0,,", False),
    ('offer_months = "A"', "6.0,,", 6),
    ('offer_months = { column = "A", decimal = "," }', '"6,0",,', 6),
    ('planned_end_on = { column = "A", dates = "%d.%m.%Y" }', "03.02.2026,,", date(2026, 2, 3)),
    ('planned_end_on = { plus = "A", unit = "weeks", from = "Start" }', "2,,", date(2026, 1, 15)),
    ('planned_end_on = { plus = "A", unit = "months", from = { value = 2026-01-31 } }', "1,,",
     date(2026, 2, 28)),
    ('planned_end_on = { plus = "A", from = "Start" }', "1.5,,", "is not a whole number of days"),
    ('planned_end_on = { plus = "A", from = "Start" }', ",,", None),
    ('planned_end_on = { plus = "A", unit = "weeks", from = { value = 9999-12-31 } }', "1,,", "goes beyond"),
    ('planned_end_on = { plus = "A", unit = "months", from = { value = 9999-12-31 } }', "1,,", "goes beyond"),
    ('planned_end_on = { last_day = "A" }', "2026-02,,", date(2026, 2, 28)),
    ('planned_end_on = { first_day = "A" }', "2026-Q2,,", date(2026, 4, 1)),
    ('age_at_start = { age = "A", on = "Start" }', "2008-01-01,,", 18),
    ('age_at_start = { age = "A", on = "Start" }', "2008-01-02,,", 17),
    ('age_at_start = { age = "A", on = "Start" }', ",,", None),
    ('age_at_start = { age = "A", on = "Start" }', "2026-01-02,,", "the birth date lies after 2026-01-01"),
    ('age_at_start = { age = "A", on = "Start" }', "1890-01-01,,", "136 years is above 120"),
    ('age_at_start = { age = "A", on = "Start", when_bad = "blank" }', "1890-01-01,,", None),
    ('team = { choose = [{ when = { A = 1 }, value = "one" }, '
     '{ when = { B = { blank = false } }, column = "B" }] }',
     "2,b,", "b"),
    ('team = { choose = [{ when = { A = 1 }, value = "one" }], otherwise = "other" }', "2,,", "other"),
    ('team = { choose = [{ when = [{ A = 1 }, { B = { not = "" } }], value = "one" }] }', "2,b,", "one"),
    ('team = { choose = [{ when = { A = 1 }, value = "one" }] }', "2,,", None),
    ('team = "D?"', ",,", None),
    ('team = "a?"', "x,,", "x"),
    ('household_role = "A"', "Other member of the household,,", "member"),
    ('household_role = "A"', "boss,,", 'unknown code "boss" in household_role; map it'),
]  # fmt: skip


@pytest.mark.parametrize("line, cells, wanted", CASES, ids=[f"{each[0]} of {each[1]}" for each in CASES])
def test_an_expression(desk: Desk, line: str, cells: str, wanted: Any) -> None:
    desk.file("rows.csv", f"{COLUMNS}\nP1,2026-01-01,{cells}\n")
    outcome = desk.load(HEAD.format(line=line), dry_run=True)
    refused = [why for _, _, _, why in whys(outcome)]
    if refused:
        assert isinstance(wanted, str) and wanted in refused[0]
        return
    assert outcome.loaded == 1
    assert read_back(desk, line) == wanted


def read_back(desk: Desk, line: str) -> Any:
    """The value as the converter gives it; the store is left out, because it costs a second a case."""
    from goldthread.intake.convert import Cells, Converter
    from goldthread.intake.feed import surroundings
    from goldthread.intake.gather import gather, open_source
    from goldthread.intake.mapping.parse import read_mapping

    mapping = read_mapping(desk.mapping(HEAD.format(line=line)))
    fact = mapping.facts[0]
    format = gather(mapping, [desk.files]).of("rows")[0]
    opened = open_source(format, mapping.sources["rows"])
    around = surroundings(mapping, "case", mapping.facts, opened, {}, {}, on=date(2026, 11, 22))
    (batch,) = opened.batches()
    places = {ref.column: opened.header.wanted(ref.column, "rows.csv") for ref in fact.all_refs()}
    converted, _ = Converter(fact, around, "rows").convert(Cells(batch, places, {}), 1, lambda *told: None)
    return converted.columns[line.split(" = ")[0]][0]


def test_nobody_is_born_after_the_day_of_the_import(desk: Desk) -> None:
    mapping = """
system = "case"
dates = "%d/%m/%y"
[person]
key = ["Client"]
[source.rows]
file = "rows.csv"
[[fact]]
table = "person"
from = "rows"
[fact.columns]
organisation = { value = "Northway" }
birth_month = { birth_month = ["Born"] }
"""
    desk.file("rows.csv", "Client,Born\nP1,03/04/75\nP2,03/04/45\n")
    outcome = desk.load(mapping)
    [(line, column, value, why)] = whys(outcome)
    assert (line, column, value) == (3, "Born", "03/04/45")
    assert "is read as 2045-04-03, after the day of the import" in why


def test_a_birth_date_is_kept_as_the_month_after(desk: Desk) -> None:
    mapping = """
system = "case"
[person]
key = ["Client"]
[source.rows]
file = "rows.csv"
[[fact]]
table = "person"
from = "rows"
[fact.columns]
organisation = { value = "Northway" }
birth_month = { birth_month = ["Born", "A"], unknown_when = { B = 9 } }
"""
    desk.file(
        "rows.csv", "Client,Born,A,B\nP1,1990-05-01,,\nP2,1990-05-02,,\nP3,,1991-12-31,\nP4,1990-05-02,,9\n"
    )
    outcome = desk.load(mapping)
    assert outcome.loaded == 4
    months = sorted(str(row["birth_month"]) for row in desk.rows("person"))
    assert months == ["1990-05-01", "1990-06-01", "1992-01-01", "None"]
    assert b"1990-05-02" not in b"".join(p.read_bytes() for p in desk.store.rglob("*") if p.is_file())


def test_a_value_left_blank_because_it_is_bad_is_said(desk: Desk) -> None:
    desk.file("rows.csv", f"{COLUMNS}\nP1,2026-01-01,x,,\nP2,2026-01-01,y,,\n")
    outcome = desk.load(HEAD.format(line='offer_months = { column = "A", when_bad = "blank" }'), dry_run=True)
    assert outcome.refused == 0
    assert outcome.notes[0] == (
        "rows.csv: 2 values for offer_months could not be used and left it blank, as the mapping asks."
    )
