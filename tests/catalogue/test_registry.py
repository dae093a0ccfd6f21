"""The catalogue as a whole: every question can be found, comes from somewhere, and is kept in balance."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from goldthread.catalogue.registry import CATALOGUE, question
from goldthread.kernel.refusals import Refused
from goldthread.measures.questions import HIGHER, LOWER, NEUTRAL, Question

FIELDS = ("tenancy", "employment", "access", "caseload", "duration", "intake", "wellbeing")
DIRECTIONS = {"up": HIGHER, "down": LOWER, "context": NEUTRAL, "target": NEUTRAL}
every_question = pytest.mark.parametrize("each", CATALOGUE.values(), ids=list(CATALOGUE))


def declared(shared: Path) -> dict[str, dict[str, str]]:
    """Rows of the design's list of indicators, by code, for the fields that the catalogue holds so far."""
    with (shared / "design" / "indicators.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    return {code: row for code, row in rows.items() if code.partition(".")[0] in FIELDS}


def test_a_question_is_found_by_its_code() -> None:
    assert question("tenancy.losses").name == "Tenancies lost"


def test_an_unknown_code_is_refused_with_the_nearest() -> None:
    with pytest.raises(Refused, match=r'no indicator "tenancy.loses".*Did you mean "tenancy.losses"'):
        question("tenancy.loses")


def test_there_are_fifty_two_questions() -> None:
    assert len(CATALOGUE) == 52
    assert {code.partition(".")[0] for code in CATALOGUE} == set(FIELDS)


@every_question
def test_each_question_says_what_it_is(each: Question) -> None:
    assert each.name and each.asks.endswith("?") and each.unit
    assert each.source.document.startswith("S") and each.number_from in ("source", "ours")
    assert each.timing in ("weekly", "monthly", "quarterly", "yearly")


@every_question
def test_every_target_names_its_balance_or_says_why_it_has_none(each: Question) -> None:
    if each.target is not None:
        assert each.balanced_by or each.unbalanced_because


@every_question
def test_a_fraction_is_expected_of_a_proportion(each: Question) -> None:
    if each.target is not None and each.unit == "%":
        ends = [end for end in (each.target.at_least, each.target.at_most) if end is not None]
        assert all(0 <= end <= 1 for end in ends)


def test_codes_and_order_are_those_of_the_design(shared: Path) -> None:
    assert list(CATALOGUE) == list(declared(shared))


@every_question
def test_each_question_carries_what_the_design_says_of_it(each: Question, shared: Path) -> None:
    row = declared(shared)[each.code]
    assert each.name == row["name"]
    assert each.better == DIRECTIONS[row["better"]]
    assert each.timing == row["timing"]
    assert each.number_from == row["number_from"]
    said = row["balanced_by"]
    balance = () if not said or said.startswith("none") else tuple(said.split(";"))
    assert each.balanced_by == balance
    assert bool(each.unbalanced_because) == said.startswith("none")


def test_every_balance_is_an_indicator_of_the_design(shared: Path) -> None:
    with (shared / "design" / "indicators.csv").open(encoding="utf-8", newline="") as file:
        codes = {row["id"] for row in csv.DictReader(file)}
    assert {balance for each in CATALOGUE.values() for balance in each.balanced_by} <= codes


def test_a_table_is_had_without_loading_the_questions() -> None:
    asked = (
        "import sys; from goldthread.catalogue.tables import TABLES; "
        "print('goldthread.catalogue.registry' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
