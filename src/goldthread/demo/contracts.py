"""The contracts that the synthetic provider works under: as terms in a file, and agreed as specifications.

`terms.toml` says what these contracts ask; a specification is a packaged template with those amounts in it,
one version for each day on which the file changes a duty. So pages and `--terms` never say two things.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from importlib.resources import files

from goldthread.contracts.specification.declared import (
    Clock,
    Counting,
    Scheduled,
    Specification,
    Staff,
    Step,
)
from goldthread.contracts.specification.templates import template
from goldthread.contracts.terms import Contract, Standard, Target, Terms
from goldthread.contracts.terms.declared import Escalation, in_force
from goldthread.demo.service import CUT_OFF, OPENED, ORGANISATIONS, SERVICES

YEARS = 5  # the term of each contract with its extension; longer where the demo is opened later
COMMISSIONER = "Example County"
# What stands against targets that no template has.
BALANCES = {
    "employment.adjustments_implemented": ("employment.adjustments_reviewed",),
    "employment.sustained_13w": ("employment.paid_work_entry",),
    "tenancy.losses": ("tenancy.sustained_6m",),
    "tenancy.prevention_completed": ("tenancy.losses",),
}
UNBALANCED = {"wellbeing.completion": "A share of forms filled in: no other figure gives way to it."}


def terms_text(until: date = CUT_OFF) -> str:
    """The TOML of the terms, as a file for GOLDTHREAD_TERMS or --terms would hold it.

    The contract that ends with the simulation is extended by whole years to hold on the day `until`.
    """
    text = files("goldthread.demo").joinpath("terms.toml").read_text("utf-8")
    last = CUT_OFF
    while last < until:
        last = last.replace(year=last.year + 1)
    return text.replace(f"to = {CUT_OFF.isoformat()}", f"to = {last.isoformat()}")


def terms() -> Terms:
    """The terms of the three made-up contracts."""
    return Terms.parse(terms_text(), "terms.toml of the demo")


@dataclass(frozen=True)
class Written:
    """One version of a made-up contract, from the day on which it is in force."""

    organisation: str
    specification: Specification
    first: date


def versions(until: date = CUT_OFF) -> list[Written]:
    """Every version of the three contracts, each contract's in their order."""
    known = terms()
    return [written for service in SERVICES for written in _versions(known, service.contract, until)]


def _versions(known: Terms, code: str, until: date) -> Iterator[Written]:
    contract = known.contract(code)
    [service] = [one for one in SERVICES if one.contract == code]
    rows = [row for row in known.standards if row.contract == code]
    changes = {row.valid_from for row in rows if row.valid_from is not None and row.valid_from > OPENED}
    for first in (OPENED, *sorted(changes)):
        holding = [row for row in rows if in_force(row, first)]
        told = _specification(known, contract, holding, until)
        yield Written(ORGANISATIONS[service.organisation], told, first)


def _specification(
    known: Terms, contract: Contract, standards: Iterable[Standard], until: date
) -> Specification:
    base = template(contract.template or "")
    targets = [row for row in known.targets if row.contract == contract.code]
    caps = {row.role: row.people for row in known.caps if row.contract == contract.code}
    ends_on = OPENED.replace(year=OPENED.year + YEARS) - timedelta(days=1)
    while ends_on < until:
        ends_on = ends_on.replace(year=ends_on.year + 1)
    [service] = [one for one in SERVICES if one.contract == contract.code]
    return replace(
        base,
        code=contract.code,
        name=contract.name,
        commissioner=COMMISSIONER,
        provider=ORGANISATIONS[service.organisation],
        services=contract.services,
        starts_on=OPENED,
        ends_on=ends_on,
        extension_months=0,
        clocks=tuple(_clocks(base, standards)),
        staffing=tuple(_staff(base.staffing, caps)),
        schedule=tuple(_schedule(base, targets)),
        counting=Counting(
            sustained=contract.sustained,
            minimum_weekly_hours=contract.minimum_weekly_hours,
            home_gap_days=known.gaps.home_days,
            work_gap_days=known.gaps.work_days,
        ),
    )


def _clocks(base: Specification, standards: Iterable[Standard]) -> Iterator[Clock]:
    """The clocks of the template with the amounts of the terms; then those that the template lacks."""
    asked = {row.name: row for row in standards}
    lacking = [_clock(row) for row in asked.values() if row.name not in {one.name for one in base.clocks}]
    for clock in (*base.clocks, *lacking):
        row = asked.get(clock.name)
        if row is None:
            yield clock
        else:
            own = _clock(row)
            yield replace(own, who=clock.who, stages=clock.stages, escalations=_sooner(clock, own))


def _sooner(clock: Clock, own: Clock) -> tuple[Escalation, ...]:
    """The escalations of the template; of a clock with less time, so much sooner."""
    if clock.amount == own.amount or not clock.amount or clock.unit != own.unit:
        return clock.escalations
    return tuple(
        replace(one, amount=max(1, one.amount * own.amount // clock.amount)) for one in clock.escalations
    )


def _clock(row: Standard) -> Clock:
    return Clock(
        name=row.name,
        starts=row.starts,
        response=row.response,
        amount=row.amount,
        unit=row.unit,  # type: ignore[arg-type]  # it was checked when the terms were read
        who="team_leader",
        points=row.points,
        pauses=row.pauses,
        source=row.source,
        ours=row.ours,
    )


def _staff(staffing: Iterable[Staff], caps: Mapping[str, float]) -> Iterator[Staff]:
    for one in staffing:
        cap = caps.get(one.role)
        yield replace(one, people=None if cap is None else Decimal(str(cap)).normalize())


def _schedule(base: Specification, targets: Iterable[Target]) -> Iterator[Scheduled]:
    """The schedule of the template with the targets of the terms; then those that the template lacks."""
    asked: dict[str, list[Target]] = {}
    for row in targets:
        asked.setdefault(row.indicator, []).append(row)
    known = {one.indicator: one for one in base.schedule}
    for code in dict.fromkeys((*known, *asked)):
        rows, told = asked.get(code, []), known.get(code) or Scheduled(code, "monthly")
        steps = tuple(sorted((_step(row) for row in rows), key=lambda step: step.year))
        balanced = bool(told.balance or told.no_balance_because)
        yield replace(
            told,
            steps=steps,
            least_number=rows[0].least_number if rows else told.least_number,
            balance=(told.balance if balanced else BALANCES.get(code, ())) if steps else (),
            no_balance_because=(told.no_balance_because or UNBALANCED.get(code, "")) if steps else "",
        )


def _step(row: Target) -> Step:
    years = 0 if row.valid_from is None else row.valid_from.year - OPENED.year
    return Step(years + 1, row.at_least, row.at_most, row.source, row.ours)
