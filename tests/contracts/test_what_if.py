"""What if: one clause otherwise, and in plain words what cannot be asked."""

from __future__ import annotations

from datetime import date

import pytest

from goldthread.contracts.terms import Terms
from goldthread.contracts.terms.changing import WhatIf, changed
from goldthread.kernel.refusals import Refused

TERMS = Terms.parse(
    """
    [[contract]]
    code = "keys"
    services = ["Key"]

    [[contract]]
    code = "work"
    services = ["Job"]

    [[standard]]
    contract = "keys"
    name = "tenancy_risk_response"
    starts = "tenancy_risk.raised"
    response = "tenancy_risk.plan_and_first_action"
    amount = 72
    unit = "hours"
    to = 2026-09-30

    [[standard]]
    contract = "keys"
    name = "tenancy_risk_response"
    starts = "tenancy_risk.raised"
    response = "tenancy_risk.plan_and_first_action"
    amount = 48
    unit = "hours"
    from = 2026-10-01

    [[standard]]
    contract = "work"
    name = "tenancy_risk_response"
    starts = "tenancy_risk.raised"
    response = "tenancy_risk.plan_and_first_action"
    amount = 96
    unit = "hours"

    [[standard]]
    contract = "work"
    name = "weekly_contact"
    starts = "job.started"
    response = "contact.two_way"
    amount = 1
    unit = "weeks"
    points = [1, 2, 3, 4]

    [[standard]]
    contract = "work"
    name = "contact_due"
    starts = "stage_spell.contact_expected"
    response = "contact.two_way"
    amount = 7
    unit = "days"

    [[cap]]
    contract = "work"
    role = "employment_specialist"
    people = 25

    [[target]]
    contract = "work"
    indicator = "employment.sustained_13w"
    at_least = 0.65
    """
)
SUMMER = (date(2026, 6, 1), date(2026, 8, 31))


def risks(terms: Terms) -> list[tuple[str, int, str]]:
    rows = (row for row in terms.standards if row.name == "tenancy_risk_response")
    return [(row.contract, row.amount, row.unit) for row in rows]


def asked(amount: int = 24, **more: object) -> WhatIf:
    return WhatIf(**{"standard": "tenancy_risk_response", "amount": amount, **more})  # type: ignore[arg-type]


KEYS_72, KEYS_48, WORK_96 = ("keys", 72, "hours"), ("keys", 48, "hours"), ("work", 96, "hours")
KEYS_24, WORK_24 = ("keys", 24, "hours"), ("work", 24, "hours")


@pytest.mark.parametrize(
    ("what_if", "within", "expected"),
    [
        (asked(), None, [KEYS_24, KEYS_24, WORK_24]),
        (asked(), SUMMER, [KEYS_24, KEYS_48, WORK_24]),  # what holds from October on stays
        (asked(contract="keys"), None, [KEYS_24, KEYS_24, WORK_96]),
        (asked(contract="keys"), (date(2026, 9, 30), date(2026, 10, 1)), [KEYS_24, KEYS_24, WORK_96]),
        (asked(service="Job"), None, [KEYS_72, KEYS_48, WORK_24]),
        (asked(3, unit="days", contract="work"), None, [KEYS_72, KEYS_48, ("work", 3, "days")]),
    ],
)
def test_the_clauses_meant_and_no_others(what_if: WhatIf, within: object, expected: object) -> None:
    before = risks(TERMS)
    assert risks(changed(TERMS, what_if, within)) == expected  # type: ignore[arg-type]
    assert risks(TERMS) == before == [KEYS_72, KEYS_48, WORK_96]


def test_a_clause_says_more_than_its_time() -> None:
    what_if = WhatIf(
        standard="weekly_contact", points=(1, 2, 4, 8), pauses=("hospital",), stages=("in_work",)
    )
    found = next(row for row in changed(TERMS, what_if).standards if row.name == "weekly_contact")
    assert (found.points, found.pauses, found.stages) == ((1, 2, 4, 8), ("hospital",), ("in_work",))


def test_how_work_is_counted() -> None:
    found = changed(TERMS, WhatIf(service="Job", sustained="13 in 16 weeks", weekly_hours=7.0))
    assert [(one.sustained, one.minimum_weekly_hours) for one in found.contracts] == [
        ("unbroken", None),
        ("13 in 16 weeks", 7.0),
    ]


def test_gaps_of_one_contract() -> None:
    found = changed(TERMS, WhatIf(contract="work", work_days=28))
    assert [one.gaps and one.gaps.work_days for one in found.contracts] == [None, 28]


def test_caps_and_targets_where_there_are_some_and_where_there_are_none() -> None:
    found = changed(TERMS, WhatIf(role="employment_specialist", people=20.0))
    assert [(row.contract, row.people) for row in found.caps] == [("work", 20.0), ("keys", 20.0)]
    found = changed(TERMS, WhatIf(contract="keys", indicator="tenancy.sustained_6m", at_least=0.8))
    assert [(row.contract, row.at_least) for row in found.targets] == [("work", 0.65), ("keys", 0.8)]


def test_how_often_people_are_seen_on_a_stage() -> None:
    """The stage leaves the clause that held for every stage, and takes the one asked for."""
    what_if = WhatIf(contract="work", standard="contact_due", amount=1, unit="weeks", stages=("intensive",))
    left, made = (row for row in changed(TERMS, what_if).casework if row.name == "contact_due")
    assert "intensive" not in left.stages
    assert "active" in left.stages
    assert (made.stages, made.amount, made.unit, made.contract) == (("intensive",), 1, "weeks", "work")


@pytest.mark.parametrize(
    ("what_if", "said"),
    [
        (WhatIf(), "Nothing is asked"),
        (WhatIf(contract="keys"), "Nothing is asked"),
        (WhatIf(amount=48), "Name the standard"),
        (WhatIf(standard="tenancy_risk_response"), "Say what the standard is to have otherwise"),
        (asked(standard="tenancy_risk_respons"), 'Did you mean "tenancy_risk_response"'),
        (asked(contract="key"), 'Did you mean "keys"'),
        (asked(service="Nobody"), "No contract covers"),
        (asked(unit="hour"), 'Did you mean "hours"'),
        (asked(-1), "whole number from 0"),
        (asked(72, contract="keys", unit="hours"), None),
        (asked(96, contract="work"), "That is how it is already"),
        (asked(pauses=("hospitl",)), 'Did you mean "hospital"'),
        (asked(stages=("intensiv",)), 'Did you mean "intensive"'),
        (WhatIf(standard="weekly_contact", amount=5, unit="days"), "Its unit stays weeks"),
        (WhatIf(standard="weekly_contact", amount=0), "give 1 week or more"),
        (WhatIf(standard="weekly_contact", points=(2, 2)), "each once"),
        (WhatIf(standard="tenancy_risk_response", points=(2,)), "Its unit stays weeks"),
        (WhatIf(standard="contact_due", stages=("intensive",)), "Say how often"),
        (WhatIf(standard="contact_due", amount=48, unit="hours"), "days, weeks or working days"),
        (WhatIf(standard="contact_due", amount=0, unit="days"), "once in a day at most"),
        (WhatIf(standard="contact_due", amount=1, unit="weeks", stages=("x",)), "is not a stage"),
        (WhatIf(standard="contact_due", amount=1, points=(1,)), "no weeks after the start"),
        (WhatIf(sustained="13 of 16"), "Work is counted as sustained by"),
        (WhatIf(weekly_hours=200.0), "168 hours"),
        (WhatIf(home_days=-1), "from 0 to"),
        (WhatIf(people=20.0), "Name the role"),
        (WhatIf(role="employment_specialist", people=0.0), "above 0"),
        (WhatIf(role="specialist", people=20.0), "is not a role"),
        (WhatIf(indicator="employment.sustained_13w", at_least=0.9, at_most=0.8), "Swap them"),
        (WhatIf(indicator="employment.sustained_13w"), "Say what the indicator is to have otherwise"),
    ],
)
def test_what_cannot_be_asked_is_refused(what_if: WhatIf, said: str | None) -> None:
    if said is None:
        assert risks(changed(TERMS, what_if)) == [KEYS_72, KEYS_72, WORK_96]
        return
    with pytest.raises(Refused) as refused:
        changed(TERMS, what_if)
    assert said in str(refused.value)


def test_a_clause_that_does_not_hold_in_the_period_is_refused() -> None:
    terms = Terms(**{**vars(TERMS), "standards": TERMS.standards[:1]})
    with pytest.raises(Refused, match="holds there in this period"):
        changed(terms, asked(), (date(2026, 10, 1), date(2026, 10, 31)))
