"""The command scenario, as somebody types it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.conftest import Run
from goldthread.contracts.terms import Terms

YEAR = ("--period", "2026-01..2026-09")


@pytest.fixture
def typed(made_up: tuple[Path, Path]) -> tuple[object, ...]:
    store, terms = made_up
    return ("scenario", "--store", store, "--terms", terms, *YEAR)


def test_the_answer_comes_first_and_nothing_is_saved(typed: tuple[object, ...], run: Run) -> None:
    said = run(*typed, "--standard", "tenancy_risk_response", "--amount", 48, "--unit", "hours")
    first, second, third, *_ = said.out.splitlines()
    assert first == "What if: a plan and a first action on a tenancy risk within 48 hours."
    assert "would have been met" in second
    assert third.startswith("January to September 2026. Records up to ")
    assert "Nothing is saved." in third
    assert "tenancy.risk_response_72h" in said.out
    assert said.code == 0


def test_as_json_the_figures_are_those_of_the_figures_command(
    typed: tuple[object, ...], made_up: tuple[Path, Path], run: Run
) -> None:
    told = run(*typed, "--standard", "tenancy_risk_response", "--amount", 24, "--records", 5, "--json").json
    (one,) = told["figures"]
    store, terms = made_up
    asked = ("--store", store, "--terms", terms, *YEAR, "--indicator", one["code"], "--json")
    (figure,) = run("figures", *asked).json["figures"]
    assert one["was"] == figure
    assert one["would"]["numerator"] < one["was"]["numerator"]
    assert told["clocks"]["was"]["met"] == figure["numerator"]
    late = next(
        move for move in told["clocks"]["moves"] if (move["was"], move["would"]) == ("met", "not_met")
    )
    assert len(told["records"]) == min(5, sum(move["number"] for move in told["clocks"]["moves"]))
    assert late["number"] > 0


def test_contacts_by_stage(typed: tuple[object, ...], run: Run) -> None:
    asked = ("--standard", "contact_due", "--amount", 1, "--unit", "weeks", "--stages", "active,intensive")
    told = run(*typed, *asked, "--json").json
    assert [one["stage"] for one in told["contacts"]] == [None, "intensive", "active"]
    whole, *stages = told["contacts"]
    for side in ("was", "would"):
        assert whole["days"][side]["overdue"] == sum(one["days"][side]["overdue"] for one in stages)
    assert "times between contacts" in run(*typed, *asked).out


def test_one_contract_alone_and_what_holds_already(
    typed: tuple[object, ...], made_up: tuple[Path, Path], run: Run
) -> None:
    rows = [row for row in Terms.load(made_up[1]).standards if row.name == "tenancy_risk_response"]
    asked = (*typed, "--contract", rows[0].contract, "--standard", rows[0].name, "--unit", rows[0].unit)
    alike = {row.amount for row in rows if row.contract == rows[0].contract}
    if len(alike) == 1:
        assert "That is how it is already" in run(*asked, "--amount", rows[0].amount).err
    told = run(*asked, "--amount", 9, "--json").json
    assert {row["contract"] for row in told["clauses"]["would"]} == {rows[0].contract}
    assert {row["amount"] for row in told["clauses"]["would"]} == {9}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "Nothing is asked to be otherwise"),
        (("--standard", "tenancy_risk_respons", "--amount", "48"), 'Did you mean "tenancy_risk_response"'),
        (("--standard", "weekly_contact", "--points", "a"), "must be weeks after the start"),
        (("--indicator", "tenancy.sustained_6m", "--at-least", "much"), "is not a number"),
        (("--indicator", "tenancy.sustained_6m", "--at-least", "80"), "A share lies between 0 and 1"),
        (("--standard", "tenancy_risk_response", "--amount", "48", "--records", "-1"), "List from 0"),
    ],
)
def test_what_cannot_be_asked_is_a_sentence(
    typed: tuple[object, ...], run: Run, options: tuple[str, ...], said: str
) -> None:
    answer = run(*typed, *options)
    assert answer.code == 1
    assert said in answer.err
    assert not answer.out
