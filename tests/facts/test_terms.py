"""Terms: what a file may say, what it is refused for, and which terms hold for a service on a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from goldthread.catalogue.registry import CATALOGUE
from goldthread.contracts.terms import Target, Terms
from goldthread.contracts.terms.vocabulary import STANDARDS
from goldthread.kernel.refusals import Refused
from goldthread.measures.tree import Column, Compare, Literal, walk

CONTRACT = """
[[contract]]
code = "keys"
services = ["Key Homes"]
"""
STANDARD = """
[[standard]]
contract = "keys"
name = "tenancy_risk_response"
starts = "tenancy_risk.raised"
response = "tenancy_risk.plan_and_first_action"
amount = 72
unit = "hours"
"""
TARGET = """
[[target]]
contract = "keys"
indicator = "tenancy.sustained_6m"
at_least = 0.8
"""


def parse(*parts: str) -> Terms:
    return Terms.parse("".join(parts), "mine.toml")


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(CONTRACT + STANDARD + TARGET, "utf-8")
    terms = Terms.load(path)
    assert [each.amount for each in terms.standards_of("Key Homes")] == [72]
    assert terms.standards_of("Other Homes") == []
    assert terms.gaps.home_days == 14


def test_an_absent_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"no file mine\.toml"):
        Terms.load(tmp_path / "mine.toml")


@pytest.mark.parametrize(
    "text, place, words",
    [
        ("[[contract", "mine.toml", "not TOML"),
        ("", "mine.toml", "no [[contract]]"),
        ("[contract]\ncode = 'a'", "mine.toml", "two brackets"),
        (CONTRACT + CONTRACT, "mine.toml", "written twice"),
        ("[[contract]]\nname = 'a'", "mine.toml: contract 1", '"code" is missing'),
        ("[[contract]]\ncode = ' '", "mine.toml: contract 1, code", "text"),
        ("[[contract]]\ncode = 'a'\nservics = ['b']", "mine.toml: contract 1", 'mean "services"'),
        ("[[contract]]\ncode = 'a'\nservices = 'b'", "mine.toml: contract 1, services", "list of texts"),
        ("[[contract]]\ncode = 'a'\nnation = 'wales'", "mine.toml: contract 1, nation", "not a calendar"),
        ("[[contract]]\ncode = 'a'\ntemplate = 'ipz'", "mine.toml: contract 1, template", 'mean "ips"'),
        ("[[contract]]\ncode = 'a'\nfrom = '2026-01-01'", "mine.toml: contract 1, from", "without quotes"),
        (
            "[[contract]]\ncode = 'a'\nfrom = 2026-02-01\nto = 2026-01-31",
            "mine.toml: contract 1, to",
            "lies before",
        ),
        ("[[contract]]\ncode = 'a'\nsustained = '12 in 16'", "mine.toml: contract 1, sustained", "unbroken"),
        (STANDARD + CONTRACT.replace("keys", "kees"), "mine.toml: standard 1, contract", 'mean "kees"'),
        (
            CONTRACT + STANDARD.replace('"tenancy_risk_response"', '"tenancy_risk_respons"'),
            "mine.toml: standard 1, name",
            'mean "tenancy_risk_response"',
        ),
        (
            CONTRACT + STANDARD + STANDARD.replace('"tenancy_risk_response"', '"lunch"'),
            "mine.toml: standard 2, name",
            "or write own = true",
        ),
        (CONTRACT + STANDARD + "own = 'yes'", "mine.toml: standard 1, own", "true or false"),
        (CONTRACT + STANDARD.replace("risk.raised", "risk.raisd"), "mine.toml: standard 1, starts", "mean"),
        (
            CONTRACT + STANDARD.replace("tenancy_risk.plan_and_first_action", "referral.responded"),
            "mine.toml: standard 1, response",
            "cannot answer",
        ),
        (CONTRACT + STANDARD.replace("hours", "hour"), "mine.toml: standard 1, unit", 'mean "hours"'),
        (CONTRACT + STANDARD.replace("72", "72.5"), "mine.toml: standard 1, amount", "whole number"),
        (CONTRACT + STANDARD.replace("72", "-1"), "mine.toml: standard 1, amount", "0 or more"),
        (CONTRACT + STANDARD.replace("72", "true"), "mine.toml: standard 1, amount", "whole number"),
        (CONTRACT + STANDARD.replace("72", "9999999"), "mine.toml: standard 1, amount", "whole number"),
        (CONTRACT + STANDARD + "points = [2]", "mine.toml: standard 1, unit", "weeks"),
        (CONTRACT + STANDARD + "points = [0]", "mine.toml: standard 1, points", "list of weeks"),
        (CONTRACT + STANDARD + "pauses = ['lunch']", "mine.toml: standard 1, pauses", "no pause"),
        (CONTRACT + STANDARD + STANDARD, "mine.toml: standard", "twice for the same days"),
        (CONTRACT + TARGET.replace("at_least = 0.8", ""), "mine.toml: target 1", '"at_least"'),
        (CONTRACT + TARGET.replace("0.8", "'lots'"), "mine.toml: target 1, at_least", "a number"),
        (CONTRACT + TARGET + "at_most = 0.7", "mine.toml: target 1, at_most", "floor lies above"),
        (CONTRACT + TARGET + "between = [1, 2]", "mine.toml: target 1, between", "stands alone"),
        (CONTRACT + TARGET + "ours = 'yes'", "mine.toml: target 1, ours", "true or false"),
        (
            CONTRACT + "[[cap]]\ncontract = 'keys'\nrole = 'specialist'\npeople = 20",
            "mine.toml: cap 1, role",
            "not known",
        ),
        (
            CONTRACT + "[[cap]]\ncontract = 'keys'\nrole = 'support_worker'\npeople = 0",
            "mine.toml: cap 1, people",
            "above 0",
        ),
        (CONTRACT + "[gaps]\nhome_days = -1", "mine.toml: gaps, home_days", "0 or more"),
        (CONTRACT + "[[gaps]]\nhome_days = 1", "mine.toml", "one bracket"),
        (CONTRACT + "[gap]\nhome_days = 1", "mine.toml", 'mean "gaps"'),
        (
            CONTRACT + STANDARD + (CONTRACT + STANDARD.replace("72", "48")).replace('"keys"', '"locks"'),
            "mine.toml",
            "both name the service",
        ),
    ],
)
def test_a_mistake_is_refused_with_its_place(text: str, place: str, words: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse(text)
    assert refusal.value.where == place
    assert words in refusal.value.sentence


def test_a_duty_of_ones_own_may_have_any_name() -> None:
    terms = parse(CONTRACT, STANDARD.replace('"tenancy_risk_response"', '"heating_repair"') + "own = true\n")
    assert [each.name for each in terms.standards_of("Key Homes")] == ["heating_repair"]


def test_every_standard_that_questions_or_packaged_sets_name_is_known() -> None:
    asked = {
        str(node.right.value)
        for question in CATALOGUE.values()
        for _, side in question.sides()
        for _, part in side.parts()
        for node in walk(part)
        if isinstance(node, Compare)
        and isinstance(node.left, Column)
        and isinstance(node.right, Literal)
        and (node.left.table.name, node.left.spec.name) == ("clock", "standard")
    }
    packaged = {row.name for row in Terms.packaged().standards}
    assert len(asked) >= 6 and asked | packaged == set(STANDARDS)


def test_the_hash_is_that_of_the_content() -> None:
    one = parse(CONTRACT, STANDARD, TARGET)
    assert one.hash == parse(CONTRACT, TARGET, STANDARD, "\n# a note\n").hash
    assert one.hash == parse(CONTRACT, STANDARD + "source = 'S0'\n", TARGET).hash
    assert one.hash != parse(CONTRACT, STANDARD.replace("72", "48"), TARGET).hash
    assert one.hash != parse(CONTRACT, STANDARD, TARGET.replace("0.8", "0.7")).hash
    assert one.hash != parse(CONTRACT, STANDARD, TARGET, "[gaps]\nhome_days = 7\n").hash
    assert (
        one.hash
        != parse(
            CONTRACT,
            STANDARD.replace("keys", "keys"),
            TARGET,
            "[[cap]]\ncontract='keys'\nrole='support_worker'\npeople=9",
        ).hash
    )


def test_a_template_fills_what_the_contract_leaves_out() -> None:
    own = """
[[standard]]
contract = "keys"
name = "gp_response"
starts = "referral.received_from_gp"
response = "referral.responded"
amount = 2
unit = "working_days"
"""
    terms = parse(CONTRACT + 'template = "ips"\n', own, TARGET)
    amounts = {each.name: each.amount for each in terms.standards_of("Key Homes")}
    assert amounts["gp_response"] == 2
    assert amounts["early_warning_response"] == 24
    paid_work = terms.target_for("employment.paid_work_entry", service="Key Homes")
    assert paid_work and paid_work.at_least == 0.4 and paid_work.contract == "keys"


@pytest.mark.parametrize(
    "service, people",
    [("Anything", 25), ("North SEQF", 15), ("Supported employment, Leeds", 15), (None, 25)],
)
def test_the_closest_contract_holds(service: str | None, people: float) -> None:
    caps = {cap.role: cap.people for cap in Terms.packaged().caps_of(service)}
    assert caps["employment_specialist"] == people


def test_a_claimed_service_owes_nothing_to_the_contract_for_all_others() -> None:
    terms = Terms.packaged()
    assert terms.target_for("employment.sustained_13w", service="North SEQF") is None
    assert terms.target_for("employment.sustained_26w", service="IPS") is None
    found = terms.target_for("employment.sustained_26w", service="North SEQF")
    assert found is not None and found.at_least == 0.7


def test_a_whole_of_two_promises_has_no_target() -> None:
    terms = Terms.packaged()
    assert terms.target_for("caseload.active") is None
    whole = terms.target_for("access.start_rate")
    assert whole is not None and whole.at_least == 0.7


def test_a_target_holds_on_its_days() -> None:
    terms = parse(
        CONTRACT, TARGET + "to = 2026-03-31\n", TARGET.replace("0.8", "0.9") + "from = 2026-04-01\n"
    )
    goals = [
        terms.target_for("tenancy.sustained_6m", service="Key Homes", on=day)
        for day in (date(2026, 3, 31), date(2026, 4, 1))
    ]
    assert [each.goal for each in goals if each] == [0.8, 0.9]


def test_a_share_may_be_written_in_percent() -> None:
    found = parse(CONTRACT, TARGET.replace("0.8", '"65%"')).targets[0]
    assert found.at_least == 0.65


@pytest.mark.parametrize(
    "target, value, number, said",
    [
        (Target("c", "i", at_least=0.8), 0.8, 5, "met"),
        (Target("c", "i", at_least=0.8), 0.7999999, 5, "not_met"),
        (Target("c", "i", at_most=28), 28.0, 5, "met"),
        (Target("c", "i", at_most=28), 28.0001, 5, "not_met"),
        (Target("c", "i", at_least=9, at_most=12), 9, 5, "met"),
        (Target("c", "i", at_least=9, at_most=12), 12.1, 5, "not_met"),
        (Target("c", "i", at_least=0.8, least_number=6), 0.9, 5, None),
        (Target("c", "i", at_least=0.8), None, 5, None),
        (Target("c", "i", at_least=0.8), 0.9, 0, None),
    ],
)
def test_a_target_is_judged_on_the_figure_as_it_stands(
    target: Target, value: float | None, number: float, said: str | None
) -> None:
    assert target.judge(value, number) == said


def test_a_target_of_no_indicator_is_refused() -> None:
    terms = parse(CONTRACT, TARGET)
    terms.check_indicators(["tenancy.sustained_6m"])
    with pytest.raises(Refused, match=r'mean "tenancy\.sustained_3m"'):
        terms.check_indicators(["tenancy.sustained_3m"])


def test_packaged_figures_are_those_of_the_indicators(shared: Path) -> None:
    """Each packaged target stands in the list of indicators, with its number."""
    import csv

    path = shared / "design" / "indicators.csv"
    if not path.is_file():
        pytest.skip("The list of indicators is absent.")
    rows = {row["id"]: row for row in csv.DictReader(path.read_text("utf-8").splitlines())}
    for target in Terms.packaged().targets:
        row = rows[target.indicator]
        share = row["unit"] == "%"
        for goal in (target.at_least, target.at_most):
            if goal is not None:
                assert f"{goal * 100 if share else goal:g}" in row["target"], target.indicator


def test_the_file_that_the_documents_show_is_read(repository: Path) -> None:
    text = (repository / "docs" / "terms.md").read_text("utf-8")
    terms = Terms.parse(text.split("```toml")[1].split("```")[0], "docs/terms.md")
    found = {each.name: each.amount for each in terms.standards_of("Key Homes")}
    assert found["tenancy_risk_response"] == 48 and found["complaint_response"] == 20
    assert {row.name for row in Terms.packaged().standards} <= set(text.replace("`", " ").split())
