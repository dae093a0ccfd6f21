"""A specification without a fault, small enough to break in one place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from goldthread.contracts.specification.declared import (
    Category,
    Clock,
    ContactStandard,
    CostBand,
    Criterion,
    Duration,
    Escalation,
    Function,
    Interface,
    Money,
    Outcome,
    Part,
    Pathway,
    Route,
    Scheduled,
    Specification,
    Staff,
    Stage,
    Step,
    Variance,
)

REFERRAL = Stage("referral", "Meet", (Route("onward", "Agreed", "active"), Route("exit", "Declined")))
ACTIVE = Stage(
    "active",
    "Work on it",
    (Route("step_up", "A warning", "step_up"), Route("move_on", "It holds", None)),
    weeks_least=4,
    weeks_most=26,
    hours_least=Decimal(1),
    hours_most=Decimal(5),
    contact=ContactStandard(1, 1, "weeks"),
)
STEP_UP = Stage(
    "step_up",
    "More for a time",
    (Route("step_down", "Settled", "active"),),
    contact=ContactStandard(2, 1, "weeks"),
)
PATHWAY = Pathway(
    "home",
    "Keeping a home",
    "Everybody",
    (REFERRAL, ACTIVE, STEP_UP),
    (Category("At risk", ("Visits",)),),
    (
        Outcome("short", "Answered in time", "tenancy.risk_response_72h"),
        Outcome("intermediate", "Held at six months", "tenancy.sustained_6m"),
        Outcome("long", "Held at a year", "tenancy.sustained_12m"),
    ),
    (Variance("longer", "Longer than planned", "team_leader"),),
)
RISK = Clock(
    "tenancy_risk_response",
    "tenancy_risk.raised",
    "tenancy_risk.plan_and_first_action",
    72,
    "hours",
    "support_worker",
    escalations=(Escalation(48, "hours", "team_leader"), Escalation(72, "hours", "manager")),
)
ANSWER = Clock(
    "referral_answered", "referral.received", "referral.responded", 5, "working_days", "team_leader"
)
HELD = Scheduled(
    "tenancy.sustained_6m",
    "monthly",
    (Step(1, at_least=0.7), Step(2, at_least=0.8)),
    10,
    ("tenancy.risk_response_72h",),
)
ANSWERED = Scheduled("tenancy.risk_response_72h", "weekly")

SPEC = Specification(
    code="north",
    name="Homes in the north",
    purpose="Homes kept.",
    commissioner="The council",
    provider="Key Homes",
    services=("Key Homes North",),
    starts_on=date(2026, 4, 1),
    ends_on=date(2029, 3, 31),
    extension_months=24,
    functions=(Function("tenancy_sustainment", "Help to keep a home", "support_worker"),),
    entry=(Criterion("Has a home to keep"),),
    pathways=(PATHWAY,),
    clocks=(RISK, ANSWER),
    interfaces=(Interface("Landlords", "Housing officer", "monthly", "Area manager", "Consent"),),
    staffing=(Staff("support_worker", Decimal(4), Decimal(15)),),
    durations=(Duration("support", 12),),
    costs=(CostBand("hour", Decimal("10.50"), Decimal("12.00"), "2025/26"),),
    money=tuple(
        Money(year, Decimal(100), (Part("Staff", Decimal("74.50")), Part("Rooms", Decimal("25.50"))))
        for year in (1, 2, 3)
    ),
    schedule=(HELD, ANSWERED),
)
