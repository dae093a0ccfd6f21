"""Two specifications side by side: whatever differs in either is told, under the name of its clause."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from contracts.specified import ACTIVE, ANSWER, HELD, PATHWAY, REFERRAL, RISK, SPEC, STEP_UP
from goldthread.contracts.specification.comparing import Difference, compare
from goldthread.contracts.specification.declared import (
    ContactStandard,
    Criterion,
    Escalation,
    Specification,
    Staff,
    Step,
)

ACTIVE_OFTEN = replace(ACTIVE, contact=ContactStandard(3, 1, "weeks"))
PAIRS = [
    (
        replace(SPEC, clocks=(replace(RISK, amount=48), ANSWER)),
        "clock tenancy_risk_response",
        "Time",
        "72 hours",
        "48 hours",
    ),
    (
        replace(SPEC, clocks=(replace(RISK, escalations=(Escalation(1, "days", "manager"),)), ANSWER)),
        "clock tenancy_risk_response",
        "Escalations",
        "team leader after 48 hours, registered manager after 72 hours",
        "registered manager after 1 day",
    ),
    (
        replace(SPEC, pathways=(replace(PATHWAY, stages=(REFERRAL, ACTIVE_OFTEN, STEP_UP)),)),
        "pathway home, stage active, contact",
        "How often",
        "1 in 1 week",
        "3 in 1 week",
    ),
    (
        replace(
            SPEC, schedule=(replace(HELD, steps=(HELD.steps[0], Step(2, at_least=0.9))), SPEC.schedule[1])
        ),
        "schedule tenancy.sustained_6m, year 2",
        "Target",
        "at least 0.8",
        "at least 0.9",
    ),
    (replace(SPEC, ends_on=date(2030, 3, 31)), "term", "Last day", "31 March 2029", "31 March 2030"),
    (
        replace(SPEC, staffing=(Staff("support_worker", Decimal(4)),)),
        "staff support_worker",
        "Caseload cap",
        "15",
        "",
    ),
]


@pytest.mark.parametrize(("after", "clause", "label", "was", "now"), PAIRS)
def test_one_change_is_one_difference(
    after: Specification, clause: str, label: str, was: str, now: str
) -> None:
    kind = "changed" if now else "taken out"
    assert compare(SPEC, after) == [Difference(clause, label, was, now, kind)]  # type: ignore[arg-type]


def test_a_clause_that_is_added_or_taken_out_is_told_whole() -> None:
    less = replace(SPEC, clocks=(RISK,))
    (gone,) = compare(SPEC, less)
    assert (gone.clause, gone.kind, gone.after) == ("clock referral_answered", "taken out", "")
    assert "Time: 5 working days" in gone.before
    (come,) = compare(less, SPEC)
    assert (come.kind, come.before, come.after) == ("added", "", gone.before)


def test_what_is_equal_does_not_differ() -> None:
    assert compare(SPEC, SPEC) == []


def test_two_clauses_of_one_name_are_told_apart() -> None:
    two = replace(SPEC, entry=(*SPEC.entry, Criterion(SPEC.entry[0].says, "exclude")))
    assert [each.clause for each in compare(SPEC, two)] == ["entry: Has a home to keep (2)"]


def other_value(value: Any) -> Any:
    """Another value of the same type."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return value + " other"
    if isinstance(value, date):
        return value + timedelta(days=1)
    if isinstance(value, tuple):
        return value[:-1] if value else None
    return None if value is None else type(value)(value + 1)


def every_change(part: Any) -> list[Any]:
    """The part with one thing in it changed, in every way."""
    found: list[Any] = []
    for field in fields(part):
        value = getattr(part, field.name)
        if is_dataclass(value):
            found += [replace(part, **{field.name: inner}) for inner in every_change(value)]
            continue
        if isinstance(value, tuple) and value and is_dataclass(value[0]):
            for n, row in enumerate(value):
                found += [
                    replace(part, **{field.name: (*value[:n], inner, *value[n + 1 :])})
                    for inner in every_change(row)
                ]
        changed = other_value(value)
        if changed is not None and changed != value:
            found.append(replace(part, **{field.name: changed}))
    return found


def test_no_change_goes_untold() -> None:
    changes = every_change(SPEC)
    assert len(changes) > 150
    assert [each for each in changes if not compare(SPEC, each)] == []
