"""Turn agreed specifications into terms: what clocks, Today and figures read, each row with its days.

    terms_of([Agreed(first, 1, date(2026, 4, 1), date(2026, 9, 30)), Agreed(second, 2, date(2026, 10, 1))])

A version's rows hold on the days on which the version was in force, within the contract's own term. A step
of a target holds from the first day of its contract year until the next step.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from goldthread.contracts.specification.declared import (
    Agreed,
    Clock,
    ContactStandard,
    Scheduled,
    Specification,
)
from goldthread.contracts.terms.declared import Cap, Contract, Gaps, Standard, Target, TermSet
from goldthread.contracts.terms.vocabulary import RESPONSES, STARTS
from goldthread.contracts.terms.windows import Span, both
from goldthread.kernel.periods import add_months

FIRST_YEAR, LAST_YEAR = 1990, 2100  # a day beyond these is a slip of the keys
LONGEST = 50  # years of a contract
CONTACT = "contact_due"  # the duty of the day that contact standards of stages set
_CONTACT_STARTS, _CONTACT_RESPONSE = "stage_spell.contact_expected", "contact.two_way"
_CONTACT_PAUSES = ("hospital", "custody", "away", "person_asked")


def terms_of(agreed: Sequence[Agreed]) -> TermSet:
    """The terms of these versions together; a version whose days all lie outside its contract gives none."""
    versions = [
        _Version(each.specification, span) for each in agreed if (span := in_force_on(each)) is not None
    ]
    standards = [row for each in versions for row in _standards(each)]
    return TermSet(
        contracts=tuple(map(_contract, versions)),
        standards=tuple(row for row in standards if row.starts in STARTS and row.response in RESPONSES),
        casework=tuple(row for row in standards if not (row.starts in STARTS and row.response in RESPONSES)),
        targets=tuple(row for each in versions for row in _targets(each)),
        caps=tuple(row for each in versions for row in _caps(each)),
        name="Contracts in force",
    )


def in_force_on(agreed: Agreed) -> Span | None:
    """The days on which a version holds: its own, within those of the contract and its extension."""
    spec = agreed.specification
    own = agreed.valid_from, agreed.valid_to or date.max
    return both(own, (spec.starts_on, last_day(spec)))


def last_day(spec: Specification) -> date:
    """The last day of the contract, its extension among it."""
    if not spec.extension_months or spec.ends_on == date.max:
        return spec.ends_on
    return add_months(spec.ends_on + timedelta(days=1), spec.extension_months) - timedelta(days=1)


def countable(spec: Specification) -> bool:
    """Whether contract years can be counted: its days are in order, and of years that a contract may have."""
    known = spec.starts_on.year >= FIRST_YEAR and spec.ends_on.year <= LAST_YEAR
    return known and spec.starts_on <= spec.ends_on and spec.extension_months <= 12 * LONGEST


def year_begins(spec: Specification, year: int) -> date:
    """The first day of a contract year; 1 is the first."""
    return add_months(spec.starts_on, 12 * (year - 1))


def years_of(spec: Specification) -> int:
    """How many contract years the term has without its extension, a begun one among them."""
    years = 1
    while year_begins(spec, years + 1) <= spec.ends_on:
        years += 1
    return years


@dataclass(frozen=True)
class _Version:
    spec: Specification
    span: Span

    def days(self, within: Span | None = None) -> dict[str, date | None] | None:
        """`valid_from` and `valid_to` of a row; None where it holds on none of the version's days."""
        span = self.span if within is None else both(self.span, within)
        return None if span is None else {"valid_from": span[0], "valid_to": span[1]}


def _contract(version: _Version) -> Contract:
    spec, rules = version.spec, version.spec.counting
    return Contract(
        code=spec.code,
        name=spec.name,
        services=spec.services,
        valid_from=version.span[0],
        valid_to=version.span[1],
        nation=spec.nation,
        sustained=rules.sustained,
        minimum_weekly_hours=rules.minimum_weekly_hours,
        gaps=Gaps(rules.home_gap_days, rules.work_gap_days),
    )


def _standards(version: _Version) -> Iterator[Standard]:
    first, last = version.span
    for clock in version.spec.clocks:
        yield _standard(version.spec.code, clock, first, last)
    asked: dict[str, ContactStandard] = {}
    for pathway in version.spec.pathways:
        for stage in pathway.stages:
            if stage.contact is not None:
                asked.setdefault(stage.code, stage.contact)
    for code, contact in asked.items():
        amount, unit = every(contact)
        yield Standard(
            contract=version.spec.code,
            name=CONTACT,
            starts=_CONTACT_STARTS,
            response=_CONTACT_RESPONSE,
            amount=amount,
            unit=unit,
            pauses=_CONTACT_PAUSES,
            valid_from=first,
            valid_to=last,
            source=contact.source,
            ours=contact.ours,
            stages=(code,),
            who="support_worker",
        )


def _standard(code: str, clock: Clock, first: date, last: date) -> Standard:
    return Standard(
        contract=code,
        name=clock.name,
        starts=clock.starts,
        response=clock.response,
        amount=clock.amount,
        unit=clock.unit,
        points=clock.points,
        pauses=clock.pauses,
        valid_from=first,
        valid_to=last,
        source=clock.source,
        ours=clock.ours,
        stages=clock.stages,
        who=clock.who,
        escalations=clock.escalations,
    )


def every(contact: ContactStandard) -> tuple[int, str]:
    """The longest time between two contacts: twice a week is every four days, once in two weeks 14 days."""
    if contact.unit == "weeks":
        return -(-contact.amount * 7 // max(contact.times, 1)), "days"
    return -(-contact.amount // max(contact.times, 1)), contact.unit


def steps_of(spec: Specification, scheduled: Scheduled) -> list[tuple[Span, int]]:
    """The days on which each step holds, and its place among the steps, in order of years."""
    order = sorted(range(len(scheduled.steps)), key=lambda n: scheduled.steps[n].year)
    found: list[tuple[Span, int]] = []
    for place, n in enumerate(order):
        begins = year_begins(spec, scheduled.steps[n].year)
        if place + 1 < len(order):
            ends = year_begins(spec, scheduled.steps[order[place + 1]].year) - timedelta(days=1)
        else:
            ends = last_day(spec)
        if begins <= ends:
            found.append(((begins, ends), n))
    return found


def _targets(version: _Version) -> Iterator[Target]:
    for scheduled in version.spec.schedule:
        for span, n in steps_of(version.spec, scheduled):
            days = version.days(span)
            step = scheduled.steps[n]
            if days is not None:
                yield Target(
                    contract=version.spec.code,
                    indicator=scheduled.indicator,
                    at_least=step.at_least,
                    at_most=step.at_most,
                    least_number=scheduled.least_number,
                    source=step.source,
                    ours=step.ours,
                    balance=scheduled.balance,
                    no_balance_because=scheduled.no_balance_because,
                    **days,
                )


def _caps(version: _Version) -> Iterable[Cap]:
    first, last = version.span
    for staff in version.spec.staffing:
        if staff.people is not None:
            yield Cap(
                contract=version.spec.code,
                role=staff.role,
                people=float(staff.people),
                valid_from=first,
                valid_to=last,
                source=staff.source,
                ours=staff.ours,
            )
