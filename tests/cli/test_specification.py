"""`goldthread specification`: what it prints, its exit codes, and the JSON that docs/json.md promises."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.conftest import Run
from goldthread.contracts.specification.reading import read
from goldthread.contracts.specification.templates import TEMPLATES, template
from goldthread.contracts.specification.writing import write

NAMED = {
    'commissioner = ""': 'commissioner = "C"',
    'provider = ""': 'provider = "P"',
    "services = []": "services = ['S']",
}


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """The template for SEQF with its parties filled in."""
    text = write(template("seqf"))
    for blank, name in NAMED.items():
        text = text.replace(blank, name)
    (tmp_path / "north.toml").write_text(text, "utf-8")
    return tmp_path / "north.toml"


def test_a_template_is_printed_as_it_is_read(run: Run) -> None:
    for name in TEMPLATES:
        assert read(run("specification", "template", name).out, name) == template(name)


def test_the_templates_are_named(run: Run) -> None:
    said = run("specification", "template")
    assert all(name in said.out and title in said.out for name, title in TEMPLATES.items())
    told = run("specification", "template", "--json").json
    assert told == [{"name": name, "title": title} for name, title in TEMPLATES.items()]
    assert set(run("specification", "template", "ips", "--json").json) == {"name", "title", "toml"}


def test_a_template_that_is_not_there_is_refused(run: Run) -> None:
    said = run("specification", "template", "isp")
    assert said.code == 1 and 'Did you mean "ips"?' in said.err


def test_a_specification_without_fault_ends_with_0(run: Run, filled: Path) -> None:
    said = run("specification", "check", filled)
    assert said.code == 0 and "No fault." in said.out
    told = run("specification", "check", filled, "--json").json
    assert (told["file"], told["code"], told["faults"]) == ("north.toml", "seqf", [])
    assert [set(each) for each in told["warnings"]] == [{"clause", "says", "mend"}]


def test_faults_are_told_with_clause_and_reason_and_end_with_1(run: Run, filled: Path) -> None:
    text = filled.read_text("utf-8").replace('response = "referral.responded"', 'response = ""', 1)
    filled.write_text(text, "utf-8")
    said = run("specification", "check", filled)
    assert said.code == 1
    assert "1 fault:\n  clock gp_response\n      It has no response. Choose what answers it." in said.out
    told = run("specification", "check", filled, "--json").json
    assert [each["clause"] for each in told["faults"]] == ["clock gp_response"]


def test_a_template_is_checked_as_one(run: Run, tmp_path: Path) -> None:
    (tmp_path / "t.toml").write_text(run("specification", "template", "ips").out, "utf-8")
    assert "3 faults:" in run("specification", "check", tmp_path / "t.toml").out
    assert "No fault." in run("specification", "check", tmp_path / "t.toml", "--of-template").out


def test_a_file_that_cannot_be_read_is_refused_with_its_place(run: Run, filled: Path) -> None:
    filled.write_text(filled.read_text("utf-8") + "colour = 1\n", "utf-8")
    assert "There is no key" in run("specification", "check", filled).err
    assert "There is no file" in run("specification", "check", filled.with_name("x.toml")).err


def test_two_are_compared_clause_by_clause(run: Run, filled: Path) -> None:
    other = filled.with_name("other.toml")
    other.write_text(filled.read_text("utf-8").replace("amount = 72\n", "amount = 48\n"), "utf-8")
    said = run("specification", "compare", filled, other)
    assert said.out == "clock discharge_contact, Time: changed\n  - 72 hours\n  + 48 hours\n"
    assert "Nothing differs." in run("specification", "compare", filled, filled).out
    told = run("specification", "compare", filled, other, "--json").json
    assert [set(each) for each in told] == [{"clause", "label", "before", "after", "kind"}]


def test_the_terms_that_follow_are_shown_with_their_days(run: Run, filled: Path) -> None:
    lines = run("specification", "terms", filled).out.splitlines()
    steps = [line.split() for line in lines if "employment.sustained_26w" in line]
    assert [(line[4], line[5], line[6]) for line in steps] == [
        ("0.6", "2027-04-01", "2028-03-31"),
        ("0.7", "2028-04-01", "2032-03-31"),
    ]
    told = run("specification", "terms", filled, "--json").json
    assert set(told) == {"file", "hash", "contracts", "standards", "targets", "caps"}
    assert {row["name"] for row in told["standards"]} >= {"gp_response", "contact_due"}
