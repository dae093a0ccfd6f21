"""One fault at a time: the clause, and the reason that is given."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from contracts.specified import ACTIVE, ANSWERED, HELD, PATHWAY, REFERRAL, RISK, SPEC, STEP_UP
from goldthread.catalogue.registry import CATALOGUE
from goldthread.contracts.specification.checks import check, check_versions, faults, version_faults, warnings
from goldthread.contracts.specification.declared import (
    Agreed,
    Category,
    ContactStandard,
    Counting,
    Criterion,
    Duration,
    Escalation,
    Function,
    Money,
    Outcome,
    Part,
    Route,
    Specification,
    Staff,
    Step,
    Variance,
)
from goldthread.contracts.specification.templates import template
from goldthread.kernel.refusals import Refused

D = Decimal


def clock(**other: Any) -> Specification:
    return replace(SPEC, clocks=(replace(RISK, **other),))


def pathway(**other: Any) -> Specification:
    return replace(SPEC, pathways=(replace(PATHWAY, **other),))


def stages(*rows: Any) -> Specification:
    return pathway(stages=rows)


def stage(**other: Any) -> Specification:
    return stages(REFERRAL, replace(ACTIVE, **other), STEP_UP)


def scheduled(**other: Any) -> Specification:
    return replace(SPEC, schedule=(replace(HELD, **other), ANSWERED))


def step(*rows: Step, indicator: str = HELD.indicator) -> Specification:
    return scheduled(steps=rows, indicator=indicator)


def partner(**other: Any) -> Specification:
    return replace(SPEC, interfaces=(replace(SPEC.interfaces[0], **other),))


def cost(**other: Any) -> Specification:
    return replace(SPEC, costs=(replace(SPEC.costs[0], **other),))


def year(number: int, total: str, *parts: str) -> Money:
    return Money(number, D(total), tuple(Part("p", D(part)) for part in parts))


def rules(**other: Any) -> Specification:
    return replace(SPEC, counting=Counting(**other))


LATER = replace(RISK, stages=("active",))
FAULTS = [
    # --- parties, services, term
    (replace(SPEC, code=" "), "parties", "no code"),
    (replace(SPEC, name=""), "parties", "no name"),
    (replace(SPEC, commissioner=""), "parties", "no commissioner"),
    (replace(SPEC, provider=""), "parties", "no provider"),
    (replace(SPEC, template="isp"), "parties", 'Did you mean "ips"?'),
    (replace(SPEC, services=()), "services", "covers no service"),
    (replace(SPEC, services=("A", "A")), "services", "stands twice"),
    (replace(SPEC, ends_on=date(2026, 3, 31), money=()), "term", "before its first"),
    (replace(SPEC, ends_on=date(2126, 3, 31), money=()), "term", "more than 50 years"),
    (replace(SPEC, ends_on=date.max, money=()), "term", "more than 50 years"),
    (replace(SPEC, ends_on=date.max, extension_months=12), "term", "more than 50 years"),
    (replace(SPEC, extension_months=10**12), "term", "more than 50 years"),
    (
        replace(SPEC, starts_on=date(9970, 4, 1), ends_on=date.max, extension_months=12),
        "term",
        "outside the years 1990 to 2100",
    ),
    (replace(SPEC, starts_on=date.min, ends_on=date(1, 12, 31)), "term", "outside the years 1990 to 2100"),
    (replace(SPEC, payment="blok"), "term", 'Did you mean "block"?'),
    (replace(SPEC, nation="narnia"), "term", "no nation"),
    # --- functions, entry
    (replace(SPEC, functions=()), "functions", "names no function"),
    (replace(SPEC, functions=SPEC.functions * 2), "function tenancy_sustainment", "stands twice"),
    (replace(SPEC, functions=(Function("tenancy", "x"),)), "function tenancy", "is no function known here"),
    (
        replace(SPEC, functions=(Function("peer_support", ""),)),
        "function peer_support",
        "not say what is done",
    ),
    (
        replace(SPEC, functions=(Function("peer_support", "x", "me"),)),
        "function peer_support",
        '"me" is no one',
    ),
    (replace(SPEC, entry=()), "entry", "who may come in"),
    (replace(SPEC, entry=(Criterion("x", "exclude"),)), "entry", "who may come in"),
    (replace(SPEC, entry=(Criterion("x"), Criterion(" "))), "entry 2", "says nothing"),
    # --- pathways: the four components
    (replace(SPEC, pathways=()), "pathways", "no pathway"),
    (replace(SPEC, pathways=(PATHWAY, PATHWAY)), "pathway home", "stands twice"),
    (pathway(code=""), "pathway without a code", "no code"),
    (pathway(name=""), "pathway home", "no name"),
    (pathway(for_whom=""), "pathway home", "for whom"),
    (stages(), "pathway home", "no timeline"),
    (pathway(categories=()), "pathway home", "no category of care"),
    (pathway(categories=(Category("x", ()),)), "pathway home, category x", "no preferred intervention"),
    (pathway(outcomes=PATHWAY.outcomes[:2]), "pathway home", "no outcome for the long term"),
    (
        pathway(outcomes=(*PATHWAY.outcomes, Outcome("soon", "x"))),
        "pathway home, outcome 4",
        '"soon" is no term',
    ),
    (pathway(outcomes=(*PATHWAY.outcomes, Outcome("long", ""))), "pathway home, outcome 4", "says nothing"),
    (
        pathway(outcomes=(*PATHWAY.outcomes, Outcome("long", "x", "tenancy.sustained_6"))),
        "pathway home, outcome 4",
        'Did you mean "tenancy.sustained_6m"?',
    ),
    (pathway(variances=()), "pathway home", "permits no variance"),
    (pathway(variances=PATHWAY.variances * 2), "pathway home, variance longer", "stands twice"),
    (
        pathway(variances=(Variance("a", "", "manager"),)),
        "pathway home, variance a",
        "not say what is permitted",
    ),
    (pathway(variances=(Variance("a", "x", ""),)), "pathway home, variance a", "names no one who decides"),
    # --- stages and routes
    (stages(replace(REFERRAL, code="start"), ACTIVE, STEP_UP), "pathway home, stage start", "no stage known"),
    (stages(REFERRAL, ACTIVE, STEP_UP, ACTIVE), "pathway home, stage active", "stands twice"),
    (stage(says=""), "pathway home, stage active", "not say what is done"),
    (stage(weeks_least=30), "pathway home, stage active", "most weeks are fewer"),
    (stage(hours_least=D(6)), "pathway home, stage active", "most hours are fewer"),
    (stage(hours_most=D(169)), "pathway home, stage active", "168 hours"),
    (
        stage(contact=ContactStandard(0, 1, "weeks")),
        "pathway home, stage active, contact",
        "no contact at all",
    ),
    (
        stage(routes=(*ACTIVE.routes, Route("out", "x"))),
        "pathway home, stage active, route 3",
        "is no kind of route",
    ),
    (
        stage(routes=(*ACTIVE.routes, Route("exit", ""))),
        "pathway home, stage active, route 3",
        "when it is taken",
    ),
    (
        stage(routes=(*ACTIVE.routes, Route("onward", "x", "aftercare"))),
        "pathway home, stage active, route 3",
        "a stage that is not there",
    ),
    (
        stage(routes=(*ACTIVE.routes, Route("onward", "x", "active"))),
        "pathway home, stage active, route 3",
        "its own stage",
    ),
    (
        stage(routes=(*ACTIVE.routes, Route("exit", "x", "step_up"))),
        "pathway home, stage active, route 3",
        "leads to no stage",
    ),
    (stage(routes=(*ACTIVE.routes, Route("onward", "x"))), "pathway home, stage active, route 3", "nowhere"),
    (stages(REFERRAL, ACTIVE, replace(STEP_UP, routes=())), "pathway home, stage step_up", "cannot be left"),
    (
        stages(
            replace(REFERRAL, routes=REFERRAL.routes[:1]), replace(ACTIVE, routes=ACTIVE.routes[:1]), STEP_UP
        ),
        "pathway home, stage active",
        "cannot be left",
    ),
    (
        stages(REFERRAL, replace(ACTIVE, routes=ACTIVE.routes[1:]), STEP_UP),
        "pathway home, stage step_up",
        'No route leads here from "referral"',
    ),
    (
        replace(
            SPEC,
            pathways=(
                PATHWAY,
                replace(PATHWAY, code="two", stages=(REFERRAL, replace(ACTIVE, contact=None), STEP_UP)),
            ),
        ),
        "pathway two, stage active, contact",
        "differs from pathway home, stage active, contact",
    ),
    # --- clocks
    (replace(SPEC, clocks=()), "clocks", "no response clock"),
    (clock(response=""), "clock tenancy_risk_response", "has no response"),
    (
        clock(response="tenancy_risk.firstaction"),
        "clock tenancy_risk_response",
        'mean "tenancy_risk.first_action"?',
    ),
    (clock(response="complaint.responded"), "clock tenancy_risk_response", "cannot answer"),
    (clock(starts=""), "clock tenancy_risk_response", "Nothing starts it"),
    (
        clock(starts="tenancy_risk.rased"),
        "clock tenancy_risk_response",
        'Did you mean "tenancy_risk.raised"?',
    ),
    (clock(name=""), "clock without a name", "no name"),
    (
        clock(name="tenancy_risk_respons"),
        "clock tenancy_risk_respons",
        'Did you mean "tenancy_risk_response"?',
    ),
    (
        clock(starts="tenancy_risk_action.planned", response="tenancy_risk_action.completed"),
        "clock tenancy_risk_response",
        "known to Today alone",
    ),
    (clock(who=""), "clock tenancy_risk_response", "Nobody acts on it"),
    (clock(who="leader"), "clock tenancy_risk_response", "is no one who acts"),
    (clock(amount=0), "clock tenancy_risk_response", "0 hours can never be met"),
    (clock(amount=10**7), "clock tenancy_risk_response", "time cannot be counted"),
    (clock(points=(2, 4)), "clock tenancy_risk_response", "not in weeks"),
    (clock(points=(2, 2), unit="weeks"), "clock tenancy_risk_response", "not weeks after the start"),
    (clock(pauses=("holiday",)), "clock tenancy_risk_response", "is no pause"),
    (clock(stages=("activ",)), "clock tenancy_risk_response", 'Did you mean "active"?'),
    (clock(stages=("aftercare",)), "clock tenancy_risk_response", "which no pathway has"),
    (replace(SPEC, clocks=(RISK, LATER)), "clock tenancy_risk_response", "twice for the same people"),
    (
        clock(escalations=(Escalation(10**9, "hours", "manager"),)),
        "clock tenancy_risk_response, escalation 1",
        "Its time cannot be counted",
    ),
    (
        stage(contact=ContactStandard(1, 10**9, "weeks")),
        "pathway home, stage active, contact",
        "Its time cannot be counted",
    ),
    (
        clock(escalations=(Escalation(1, "days", "support_worker"),)),
        "clock tenancy_risk_response, escalation 1",
        "who acts already",
    ),
    (
        clock(escalations=(Escalation(1, "days", ""),)),
        "clock tenancy_risk_response, escalation 1",
        "names no one",
    ),
    (
        clock(escalations=(Escalation(0, "hours", "manager"),)),
        "clock tenancy_risk_response, escalation 1",
        "before the clock has run",
    ),
    (
        clock(escalations=(Escalation(3, "days", "manager"), Escalation(48, "hours", "quality_lead"))),
        "clock tenancy_risk_response, escalation 2",
        "before the escalation above",
    ),
    (
        clock(escalations=(Escalation(1, "days", "manager"), Escalation(24, "hours", "manager"))),
        "clock tenancy_risk_response, escalation 2",
        "says the same",
    ),
    # --- interfaces, staff, lengths, costs
    (replace(SPEC, interfaces=SPEC.interfaces * 2), "interface Landlords", "stands twice"),
    (partner(partner=""), "interface without a partner", "no partner"),
    (partner(role=""), "interface Landlords", "no named role"),
    (partner(escalation=""), "interface Landlords", "no way of escalation"),
    (partner(sharing=""), "interface Landlords", "no protocol of sharing"),
    (partner(cadence="montly"), "interface Landlords", 'Did you mean "monthly"?'),
    (replace(SPEC, staffing=SPEC.staffing * 2), "staff support_worker", "stands twice"),
    (replace(SPEC, staffing=(Staff("worker", D(1)),)), "staff worker", "is no role known here"),
    (
        replace(SPEC, staffing=(Staff("support_worker", D(0)),)),
        "staff support_worker",
        "no whole-time equivalent",
    ),
    (replace(SPEC, staffing=(Staff("support_worker", D(1), D(0)),)), "staff support_worker", "cap is 0"),
    (replace(SPEC, durations=(Duration("support", 0),)), "duration support", "no month"),
    (replace(SPEC, durations=(Duration("support", 1), Duration("support", 2))), "duration support", "twice"),
    (
        replace(SPEC, durations=(Duration("support", 1, pathway="hom"),)),
        "duration support, pathway hom",
        'Did you mean "home"?',
    ),
    (cost(low=D(13)), "cost hour", "low end lies above"),
    (cost(low=D(-1)), "cost hour", "never below 0"),
    (cost(unit="day"), "cost day", "is no unit of cost"),
    (cost(price_year="2025"), "cost hour", "is no price year"),
    (cost(price_year="2025/27"), "cost hour", "is no price year"),
    (cost(pathway="x"), "cost hour, pathway x", "is no pathway known here"),
    # --- money
    (
        replace(SPEC, money=(year(1, "100", "74", "25"), *SPEC.money[1:])),
        "money, year 1",
        "add up to 99 pounds",
    ),
    (replace(SPEC, money=(*SPEC.money, SPEC.money[0])), "money, year 1", "stands twice"),
    (replace(SPEC, money=(*SPEC.money, year(0, "1"))), "money, year 0", "counted from 1"),
    (replace(SPEC, money=(*SPEC.money, year(6, "1"))), "money, year 6", "has ended by then"),
    (replace(SPEC, money=SPEC.money[:2]), "money, year 3", "no money"),
    (replace(SPEC, money=(year(1, "0", "5", "-5"), *SPEC.money[1:])), "money, year 1", "below 0"),
    (
        replace(SPEC, money=(Money(1, D(1), (Part("", D(1)),)), *SPEC.money[1:])),
        "money, year 1",
        "not say what it is for",
    ),
    # --- schedule
    (replace(SPEC, schedule=()), "schedule", "asks for no indicator"),
    (
        replace(SPEC, schedule=(HELD, ANSWERED, ANSWERED)),
        "schedule tenancy.risk_response_72h",
        "stands twice",
    ),
    (scheduled(indicator=""), "schedule without an indicator", "names no indicator"),
    (
        scheduled(indicator="tenancy.sustained_6"),
        "schedule tenancy.sustained_6",
        'mean "tenancy.sustained_6m"?',
    ),
    (scheduled(cadence="dayly"), "schedule tenancy.sustained_6m", "is no cadence"),
    (scheduled(least_number=0), "schedule tenancy.sustained_6m", "judged on nobody"),
    (scheduled(balance=()), "schedule tenancy.sustained_6m", "nothing balances it"),
    (scheduled(balance=(), no_balance_because="  "), "schedule tenancy.sustained_6m", "nothing balances it"),
    (scheduled(balance=("tenancy.sustained_6m",)), "schedule tenancy.sustained_6m", "its own balance"),
    (scheduled(balance=("safeguarding.rate",)), "schedule tenancy.sustained_6m", "not computed"),
    (scheduled(balance=("tenancy.losses",)), "schedule tenancy.sustained_6m", "not in the schedule"),
    (step(Step(0, at_least=0.5)), "schedule tenancy.sustained_6m, year 0", "counted from 1"),
    (step(Step(6, at_least=0.5)), "schedule tenancy.sustained_6m, year 6", "after the contract ends"),
    (
        step(Step(2, at_least=0.5), Step(1, at_least=0.6)),
        "schedule tenancy.sustained_6m, year 1",
        "later year",
    ),
    (
        step(Step(1, at_least=0.5), Step(1, at_least=0.6)),
        "schedule tenancy.sustained_6m, year 1",
        "two steps",
    ),
    (step(Step(1)), "schedule tenancy.sustained_6m, year 1", "neither a floor nor a ceiling"),
    (step(Step(1, 0.9, 0.8)), "schedule tenancy.sustained_6m, year 1", "floor lies above"),
    (step(Step(1, float("nan"))), "schedule tenancy.sustained_6m, year 1", "is no number"),
    (step(Step(1, at_least=65)), "schedule tenancy.sustained_6m, year 1", 'Write 0.65 or "65%"'),
    (step(Step(1, at_least=-0.1)), "schedule tenancy.sustained_6m, year 1", "between 0 and 1"),
    (step(Step(1, at_most=0.5)), "schedule tenancy.sustained_6m, year 1", "sets only a ceiling"),
    (
        step(Step(1, at_least=5), indicator="tenancy.losses"),
        "schedule tenancy.losses, year 1",
        "only a floor",
    ),
    # --- counting
    (rules(sustained="13 in 61 weeks"), "counting", 'Did you mean "13 in 16 weeks"?'),
    (rules(minimum_weekly_hours=0.0), "counting", "cannot be worked"),
    (rules(minimum_weekly_hours=169.0), "counting", "cannot be worked"),
    (rules(home_gap_days=400), "counting", "400 days at home"),
    (rules(work_gap_days=-1), "counting", "-1 days at work"),
]


def test_the_specification_that_is_broken_below_has_no_fault() -> None:
    assert faults(SPEC, CATALOGUE) == []
    assert warnings(SPEC, CATALOGUE) == []


@pytest.mark.parametrize(
    ("spec", "clause", "says"), FAULTS, ids=[f"{clause}: {says}" for _, clause, says in FAULTS]
)
def test_a_fault_names_its_clause_and_its_reason(spec: Specification, clause: str, says: str) -> None:
    found = [fault for fault in faults(spec, CATALOGUE) if fault.clause == clause]
    assert any(says in f"{fault.says} {fault.mend}" for fault in found), faults(spec, CATALOGUE)
    assert all(fault.says.endswith((".", "?")) and fault.mend for fault in found)
    with pytest.raises(Refused) as refusal:
        check(spec, CATALOGUE)
    assert clause in str(refusal.value)


def test_all_faults_are_refused_at_once() -> None:
    spec = replace(clock(response=""), provider="", schedule=(replace(HELD, balance=()), ANSWERED))
    with pytest.raises(Refused, match="3 clauses cannot be agreed") as refusal:
        check(spec, CATALOGUE)
    for clause in ("parties", "clock tenancy_risk_response", "schedule tenancy.sustained_6m"):
        assert clause in str(refusal.value)


def test_a_template_need_not_name_its_parties() -> None:
    bare = replace(SPEC, commissioner="", provider="", services=())
    assert faults(bare, CATALOGUE, of_template=True) == []
    assert len(faults(bare, CATALOGUE)) == 3


ALLOWED = [
    clock(name="ours", own=True),
    replace(SPEC, clocks=(replace(RISK, stages=("step_up",)), LATER)),
    clock(amount=0, unit="days"),
    scheduled(balance=(), no_balance_because="A legal duty."),
    scheduled(steps=(), balance=()),
    step(Step(1, 0.7, 0.9)),
    step(Step(4, at_least=0.5)),
    replace(SPEC, money=()),
    rules(sustained="13 in 16 weeks", minimum_weekly_hours=7.0, home_gap_days=0),
]


@pytest.mark.parametrize("spec", ALLOWED)
def test_what_is_no_fault(spec: Specification) -> None:
    assert faults(spec, CATALOGUE) == []


WARNED = [
    (replace(SPEC, ends_on=date(2029, 3, 30), extension_months=0), "term", "less than three years"),
    (replace(SPEC, payment="by_outcome"), "term", "Payment by outcome"),
    (replace(SPEC, interfaces=()), "interfaces", "no partner"),
    (replace(SPEC, staffing=()), "staffing", "no caseload"),
    (replace(SPEC, costs=()), "costs", "no unit cost"),
    (replace(SPEC, money=()), "money", "nothing of money"),
    (
        replace(SPEC, template="core-and-flexi", money=template("core-and-flexi").money),
        "money",
        "still those of the template",
    ),
    (
        step(Step(1, at_least=0.8), Step(2, at_least=0.7)),
        "schedule tenancy.sustained_6m, year 2",
        "less than the step before",
    ),
    (
        scheduled(balance=(), no_balance_because="None is needed."),
        "schedule tenancy.sustained_6m",
        "balances it by tenancy.risk_response_72h too",
    ),
]


@pytest.mark.parametrize(("spec", "clause", "says"), WARNED)
def test_a_warning_is_said_and_not_refused(spec: Specification, clause: str, says: str) -> None:
    check(spec, CATALOGUE)
    assert [w.clause for w in warnings(spec, CATALOGUE) if says in w.says] == [clause]


def test_three_years_to_the_day_or_an_extension_need_no_warning() -> None:
    assert warnings(replace(SPEC, extension_months=0), CATALOGUE) == []
    assert warnings(replace(SPEC, ends_on=date(2028, 3, 31), money=SPEC.money[:2]), CATALOGUE) == []


FIRST = Agreed(SPEC, 1, date(2026, 4, 1), date(2026, 9, 30))
VERSIONS = [
    ((FIRST, Agreed(SPEC, 2, date(2026, 10, 1))), ""),
    ((Agreed(SPEC, 2, date(2026, 10, 1)), FIRST), ""),
    ((FIRST, Agreed(SPEC, 2, date(2026, 9, 30))), "holds too"),
    ((Agreed(SPEC, 1, date(2026, 4, 1)), Agreed(SPEC, 2, date(2026, 10, 1))), "holds too"),
    ((FIRST, Agreed(SPEC, 1, date(2026, 10, 1))), "stands twice"),
    ((Agreed(SPEC, 1, date(2026, 4, 2), date(2026, 4, 1)),), "ends before it begins"),
    ((Agreed(SPEC, 1, date(2020, 4, 1), date(2020, 4, 1)),), "does not run on its days"),
    (
        (FIRST, Agreed(replace(SPEC, starts_on=date(2026, 5, 1)), 2, date(2026, 10, 1))),
        "another first day",
    ),
    ((FIRST, Agreed(replace(SPEC, code="south"), 1, date(2026, 4, 1))), ""),
]


@pytest.mark.parametrize(("agreed", "says"), VERSIONS)
def test_versions_hold_side_by_side_or_are_refused(agreed: tuple[Agreed, ...], says: str) -> None:
    found = " ".join(fault.says for fault in version_faults(agreed))
    assert says in found and bool(says) == bool(found)
    if says:
        with pytest.raises(Refused):
            check_versions(agreed)
