"""A whole specification to test on, and a contract agreed by its two sides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from casework import AT, Place
from goldthread.contracts import actions, queries
from goldthread.contracts.models import Version
from goldthread.contracts.specification.declared import (
    Category,
    Clock,
    Criterion,
    Duration,
    Function,
    Interface,
    Outcome,
    Pathway,
    Route,
    Scheduled,
    Specification,
    Staff,
    Stage,
    Step,
    Variance,
)

RISK = Clock(
    name="tenancy_risk_response",
    starts="tenancy_risk.raised",
    response="tenancy_risk.plan_and_first_action",
    amount=72,
    unit="hours",
    who="support_worker",
)
CODE = "HOMES"


def specification(**told: Any) -> Specification:
    """Tenancy sustainment of Example Homes, for four years from April 2025, with one clock of 72 hours."""
    wanted = Specification(
        code=CODE,
        name="Tenancy sustainment, Example County",
        purpose="People keep the homes they have.",
        commissioner="Example County",
        provider="Example Homes",
        services=("Example Homes Tenancy Support",),
        starts_on=date(2025, 4, 1),
        ends_on=date(2029, 3, 31),
        functions=(Function("tenancy_sustainment", "Help to keep a home", by="support_worker"),),
        entry=(Criterion("A tenancy in the county that is at risk"),),
        pathways=(
            Pathway(
                code="homes",
                name="Keeping a home",
                for_whom="People whose tenancy is at risk",
                stages=(
                    Stage(
                        "active",
                        "Support at home",
                        routes=(
                            Route("move_on", "The risk is gone", to="move_on"),
                            Route("exit", "They move away"),
                        ),
                    ),
                    Stage("move_on", "Moving on", routes=(Route("exit", "The plan is done"),)),
                ),
                categories=(Category("Rent and money", ("A plan for arrears",)),),
                outcomes=(
                    Outcome("short", "Somebody acts on the risk", indicator="tenancy.risk_response_72h"),
                    Outcome("intermediate", "The home is kept", indicator="tenancy.sustained_6m"),
                    Outcome("long", "The home is kept for a year", indicator="tenancy.sustained_12m"),
                ),
                variances=(Variance("longer", "Support goes on beyond its term", decided_by="team_leader"),),
            ),
        ),
        clocks=(RISK,),
        interfaces=(
            Interface("Council housing", "Housing options lead", "monthly", "Head of housing", "Consent"),
        ),
        staffing=(Staff("support_worker", wte=4, people=16),),  # type: ignore[arg-type]
        durations=(Duration("support", 24),),
        schedule=(
            Scheduled(
                "tenancy.sustained_6m",
                "quarterly",
                steps=(Step(1, at_least=0.8), Step(2, at_least=0.85)),
                no_balance_because="What balances it is not counted yet.",
            ),
        ),
    )
    return replace(wanted, **told)


def hours(amount: int, **told: Any) -> tuple[Clock, ...]:
    """The one clock, with another limit."""
    return (replace(RISK, amount=amount, **told),)


def agreed(
    place: Place,
    told: Specification,
    valid_from: date,
    *,
    at: datetime = AT,
    reason: str = "The figures of the first year ask for it.",
) -> Version:
    """A version written and proposed by the manager and agreed by the commissioner."""
    by = place.scope("manager", at)
    known = queries.contract(told.code, seen_by=by)
    if known is None:
        row = actions.begin_contract(told, by=by, at=at)
    else:
        row = actions.begin_version(known.pk, by=by, at=at)
        row = actions.save_draft(row.pk, told, version=row.version, by=by, at=at)
    row = actions.propose(row.pk, version=row.version, valid_from=valid_from, reason=reason, by=by, at=at)
    return actions.agree(row.pk, version=row.version, by=place.scope("commissioner", at), at=at)
