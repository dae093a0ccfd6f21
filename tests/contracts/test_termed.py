"""Agreed versions as terms: each row on its days, each target by contract years, each service by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.specified import ACTIVE, ANSWER, HELD, PATHWAY, REFERRAL, RISK, SPEC, STEP_UP
from goldthread.catalogue.tables.codes import STAGE
from goldthread.contracts.specification.declared import Agreed, ContactStandard, Counting, Specification, Step
from goldthread.contracts.specification.termed import every, steps_of, terms_of, years_of
from goldthread.contracts.terms import Terms
from goldthread.contracts.terms.balances import Balance, chosen_for, chosen_of
from goldthread.contracts.terms.declared import Contract, Gaps, Standard, TermSet, in_force, left_over
from goldthread.contracts.terms.windows import without
from goldthread.kernel.clocks import Unit
from goldthread.kernel.refusals import Refused

OCTOBER = date(2026, 10, 1)
TIGHTER = replace(
    SPEC, clocks=(replace(RISK, amount=48), ANSWER), services=("Key Homes North", "Key Homes East")
)
BOTH = [Agreed(SPEC, 1, date(2026, 4, 1), date(2026, 9, 30)), Agreed(TIGHTER, 2, OCTOBER)]
NORTH, EAST = "Key Homes North", "Key Homes East"


def risk_of(terms: TermSet, service: str, on: date) -> list[int]:
    rows = [row for row in terms.standards_of(service) if row.name == "tenancy_risk_response"]
    return [row.amount for row in rows if in_force(row, on)]


@pytest.mark.parametrize(
    ("service", "on", "hours"),
    [
        (NORTH, date(2026, 3, 31), []),
        (NORTH, date(2026, 4, 1), [72]),
        (NORTH, date(2026, 9, 30), [72]),
        (NORTH, OCTOBER, [48]),
        (EAST, date(2026, 9, 30), []),
        (EAST, OCTOBER, [48]),
        (NORTH, date(2031, 3, 31), [48]),  # the extension of two years
        (NORTH, date(2031, 4, 1), []),
        ("Somebody else", OCTOBER, []),
    ],
)
def test_a_clause_holds_from_the_day_of_its_version(service: str, on: date, hours: list[int]) -> None:
    assert risk_of(terms_of(BOTH), service, on) == hours


def test_a_version_outside_its_contract_gives_no_term() -> None:
    assert terms_of([Agreed(SPEC, 1, date(2040, 1, 1))]).contracts == ()


def test_a_clock_carries_who_acts_and_who_is_told() -> None:
    (row,) = (row for row in terms_of(BOTH[:1]).standards if row.name == "tenancy_risk_response")
    assert row.who == "support_worker"
    assert [(each.amount, each.to) for each in row.escalations] == [(48, "team_leader"), (72, "manager")]


def test_what_figures_do_not_know_is_a_duty_of_the_day() -> None:
    huddle = replace(RISK, name="weekly_huddle", starts="huddle.expected", response="huddle.held")
    terms = terms_of([Agreed(replace(SPEC, clocks=(RISK, huddle)), 1, SPEC.starts_on)])
    assert "weekly_huddle" in {row.name for row in terms.casework}
    assert {row.name for row in terms.standards} == {"tenancy_risk_response"}


@pytest.mark.parametrize(
    ("on", "floor"),
    [
        (date(2026, 4, 1), 0.7),
        (date(2027, 3, 31), 0.7),
        (date(2027, 4, 1), 0.8),
        (date(2031, 3, 31), 0.8),
        (date(2031, 4, 1), None),
    ],
)
def test_a_target_steps_on_the_first_day_of_a_contract_year(on: date, floor: float | None) -> None:
    target = terms_of(BOTH).target_for("tenancy.sustained_6m", service=NORTH, on=on)
    assert (target.at_least if target else None) == floor


def test_a_step_of_a_later_year_asks_nothing_before_it() -> None:
    spec = replace(SPEC, schedule=(replace(HELD, steps=(Step(3, at_least=0.9),)),))
    assert [span for span, _ in steps_of(spec, spec.schedule[0])] == [(date(2028, 4, 1), date(2031, 3, 31))]


@pytest.mark.parametrize(
    ("ends_on", "years"), [(date(2026, 4, 1), 1), (date(2027, 3, 31), 1), (date(2027, 4, 1), 2)]
)
def test_a_begun_year_counts(ends_on: date, years: int) -> None:
    assert years_of(replace(SPEC, ends_on=ends_on)) == years


def test_a_cap_and_the_rules_of_counting_are_those_of_the_version() -> None:
    rules = Counting("13 in 16 weeks", 7.0, 0, 28)
    terms = terms_of([BOTH[0], Agreed(replace(TIGHTER, counting=rules), 2, OCTOBER)])
    assert [cap.people for cap in terms.caps_of(NORTH)] == [15.0, 15.0]
    first, second = terms.contract("north", date(2026, 4, 1)), terms.contract("north", OCTOBER)
    assert (first.sustained, second.sustained, second.minimum_weekly_hours) == (
        "unbroken",
        "13 in 16 weeks",
        7.0,
    )
    assert (first.gaps, second.gaps) == (Gaps(14, 14), Gaps(0, 28))


@pytest.mark.parametrize(
    ("times", "amount", "unit", "expected"),
    [
        (1, 1, "weeks", (7, "days")),
        (2, 1, "weeks", (4, "days")),
        (1, 2, "weeks", (14, "days")),
        (3, 2, "weeks", (5, "days")),
        (1, 3, "days", (3, "days")),
        (2, 5, "working_days", (3, "working_days")),
        (9, 1, "days", (1, "days")),
    ],
)
def test_contacts_of_a_stage_are_so_far_apart(
    times: int, amount: int, unit: Unit, expected: tuple[int, str]
) -> None:
    assert every(ContactStandard(times, amount, unit)) == expected


def test_a_contact_standard_is_a_duty_of_its_stage() -> None:
    rows = [row for row in terms_of(BOTH[:1]).casework if row.name == "contact_due"]
    assert [(row.stages, row.amount) for row in rows] == [(("active",), 7), (("step_up",), 4)]


def test_the_day_holds_for_stages_of_which_the_contract_says_nothing() -> None:
    default = Standard(
        "casework", "contact_due", "stage_spell.contact_expected", "contact.two_way", 7, "days"
    )
    said = terms_of(BOTH[:1]).duties_of(NORTH)
    found = left_over([default], said)
    begins, ends = date(2026, 4, 1), date(2026, 9, 30)
    others = tuple(code for code in STAGE.values if code not in ("active", "step_up"))
    assert [(row.valid_from, row.valid_to, row.stages) for row in found] == [
        (None, begins - timedelta(days=1), ()),
        (ends + timedelta(days=1), None, ()),
        (begins, ends, others),
    ]


def contract(code: str, *services: str, start: int | None = None, end: int | None = None) -> Contract:
    return Contract(code, "", services, _day(start), _day(end))


def _day(n: int | None) -> date | None:
    return None if n is None else date(2026, 1, 1) + timedelta(days=n)


def standard(code: str, amount: int) -> Standard:
    return Standard(code, "x", "tenancy_risk.raised", "tenancy_risk.first_action", amount, "hours")


SERVICES = [  # which contract holds on day 5, day 15 and day 25
    ([contract("a", "S"), contract("b", "*")], "aaa"),
    ([contract("b", "*"), contract("a", "S")], "aaa"),
    ([contract("a", "S", start=10), contract("b", "*")], "baa"),
    ([contract("a", "S", start=10, end=20), contract("b", "*")], "bab"),
    ([contract("a", "S", end=9), contract("b", "S", start=10)], "abb"),
    ([contract("a", "S"), contract("b", "S")], "aaa"),
    ([contract("a", "S*"), contract("b", "S", start=10, end=20)], "aba"),
    ([contract("a", "T")], "---"),
]


@pytest.mark.parametrize(("contracts", "holding"), SERVICES)
def test_the_closest_contract_of_the_day_holds(contracts: list[Contract], holding: str) -> None:
    rows = tuple(standard(each.code, ord(each.code)) for each in contracts)
    terms = TermSet(contracts=tuple(contracts), standards=rows)
    for n, code in zip((5, 15, 25), holding, strict=True):
        day = _day(n)
        assert [row.contract for row in terms.standards_of("S") if in_force(row, day)] == list(
            code.strip("-")
        )
        assert [each.code for each, span in terms.in_turn("S") if day and span[0] <= day <= span[1]] == list(
            code.strip("-")
        )


DAYS = st.integers(0, 40)


@given(st.tuples(DAYS, DAYS), st.lists(st.tuples(DAYS, DAYS), max_size=4))
@settings(max_examples=200, deadline=None)
def test_what_is_left_of_a_span_is_every_day_that_nobody_took(
    whole: tuple[int, int], taken: list[tuple[int, int]]
) -> None:
    def span(two: tuple[int, int]) -> tuple[date, date]:
        return date.min + timedelta(days=min(two)), date.min + timedelta(days=max(two))

    left = without(span(whole), map(span, taken))
    days = {day for low, high in left for day in range(low.toordinal(), high.toordinal() + 1)}
    gone = {day for two in taken for day in range(min(two) + 1, max(two) + 2)}
    assert days == {day for day in range(min(whole) + 1, max(whole) + 2) if day not in gone}


def test_names_and_sources_leave_the_hash_and_clauses_change_it() -> None:
    def hash_of(spec: Specification) -> str:
        return terms_of([Agreed(spec, 1, SPEC.starts_on)]).hash

    same = [
        replace(SPEC, name="Another", purpose="x", provider="y"),
        replace(SPEC, clocks=(replace(RISK, who="manager", escalations=(), source="S9"), ANSWER)),
        replace(SPEC, functions=()),
    ]
    assert {hash_of(each) for each in same} == {hash_of(SPEC)}
    other = [
        replace(SPEC, clocks=(replace(RISK, amount=48), ANSWER)),
        replace(SPEC, clocks=(replace(RISK, stages=("active",)), ANSWER)),
        replace(SPEC, counting=Counting(home_gap_days=7)),
        replace(SPEC, services=("Another",)),
        replace(SPEC, extension_months=0),
    ]
    assert len({hash_of(each) for each in (SPEC, *other)}) == 6


def test_one_stage_of_two_pathways_is_one_duty() -> None:
    second = replace(PATHWAY, code="two", stages=(REFERRAL, ACTIVE, STEP_UP))
    terms = terms_of([Agreed(replace(SPEC, pathways=(PATHWAY, second)), 1, SPEC.starts_on)])
    assert [row.stages for row in terms.casework if row.name == "contact_due"] == [("active",), ("step_up",)]


FILE = """
[gaps]
home_days = 10
[[contract]]
code = "keys"
work_gap_days = 28
[[contract]]
code = "other"
services = ["Other"]
"""
DUTY = """
[[standard]]
contract = "keys"
name = "threshold_action"
starts = "early_warning.threshold_crossed"
response = "early_warning.acted"
amount = 24
unit = "hours"
"""


def test_a_file_of_terms_narrows_duties_and_says_gaps_of_a_contract() -> None:
    terms = Terms.parse(FILE + DUTY + 'stages = ["active"]' + DUTY + 'stages = ["step_up"]', "x.toml")
    assert [row.stages for row in terms.standards] == [("active",), ("step_up",)]
    assert [each.gaps for each in terms.contracts] == [Gaps(14, 28), None]
    assert terms.gaps.home_days == 10


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (FILE + DUTY + 'stages = ["activ"]', 'x.toml: standard 1, stages: "activ" is no stage.'),
        (FILE + DUTY + 'stages = ["active"]' + DUTY, "twice for the same days"),
        (FILE.replace("28", "400000"), "x.toml: contract 1, work_gap_days: A gap of 400,000 days"),
    ],
)
def test_a_file_of_terms_is_refused_with_its_place(text: str, says: str) -> None:
    with pytest.raises(Refused) as refusal:
        Terms.parse(text, "x.toml")
    assert says in str(refusal.value)


def test_without_a_day_the_last_version_is_the_contract() -> None:
    found = terms_of(BOTH).contract_of(NORTH)
    assert found is not None and found.valid_from == OCTOBER
    assert terms_of(BOTH).contract_of(NORTH, date(2026, 4, 1)).valid_from == date(2026, 4, 1)  # type: ignore[union-attr]


def test_a_target_carries_the_balance_that_its_contract_chose_outside_the_hash() -> None:
    alone = replace(HELD, balance=(), no_balance_because="The board reads it on its own.")
    agreed = [
        Agreed(replace(SPEC, schedule=(HELD,)), 1, SPEC.starts_on, date(2026, 9, 30)),
        Agreed(replace(SPEC, schedule=(alone,)), 2, OCTOBER),
    ]
    terms = terms_of(agreed)
    before = chosen_of(terms, SPEC.code, date(2026, 9, 30))
    assert before == {HELD.indicator: Balance(("tenancy.risk_response_72h",))}
    after = chosen_of(terms, SPEC.code, OCTOBER)
    assert after == {HELD.indicator: Balance((), "The board reads it on its own.")}
    assert chosen_for(terms, HELD.indicator, NORTH, OCTOBER) == after[HELD.indicator]
    assert chosen_for(terms, HELD.indicator, "Somebody else", OCTOBER) is None
    assert chosen_of(terms, "another", OCTOBER) == {}
    silent = replace(terms, targets=tuple(replace(row, balance=()) for row in terms.targets))
    assert silent.hash == terms.hash
    assert HELD.indicator not in chosen_of(silent, SPEC.code, date(2026, 9, 30))
