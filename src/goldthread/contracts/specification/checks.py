"""Everything that is wrong with a specification, clause by clause: one with a fault is never agreed.

faults(spec, CATALOGUE)             # [Fault("clock gp_response", "It has no response.", "Choose ...")]
check(spec, CATALOGUE)              # refused with all of them
warnings(spec, CATALOGUE)           # what is allowed, and better thought over
check_versions(agreed)              # versions of one contract that cannot both hold
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from goldthread.catalogue.tables.codes import WORKER_ROLE
from goldthread.contracts.specification.checked_clocks import clock_faults
from goldthread.contracts.specification.checked_pathways import pathway_faults
from goldthread.contracts.specification.checked_schedule import easier, schedule_faults, unbalanced
from goldthread.contracts.specification.clauses import (
    COUNTING,
    PARTIES,
    SERVICES,
    TERM,
    Fault,
    among,
    blank,
    of_pathway,
    twice,
    unknown,
)
from goldthread.contracts.specification.declared import Agreed, CostBand, Duration, Specification
from goldthread.contracts.specification.templates import TEMPLATES, template
from goldthread.contracts.specification.termed import (
    FIRST_YEAR,
    LAST_YEAR,
    LONGEST,
    countable,
    in_force_on,
    last_day,
    year_begins,
    years_of,
)
from goldthread.contracts.specification.words import ACTORS, CADENCES, COST_UNITS, FUNCTIONS, PAYMENTS
from goldthread.contracts.terms.declared import SUSTAINED
from goldthread.kernel.calendar import read_nation
from goldthread.kernel.periods import add_months
from goldthread.kernel.refusals import Refused

__all__ = ["Fault", "check", "check_versions", "faults", "version_faults", "warnings"]

_MOST_GAP = 366  # days: a longer gap joins what nobody would call one home or job


def faults(spec: Specification, indicators: Mapping[str, Any], *, of_template: bool = False) -> list[Fault]:
    """Every fault, in the order of the clauses. `indicators` are questions by code, local ones among them.

    Of a template the parties and the services are still to be filled in, so their absence is no fault.
    """
    found = [
        *_parties(spec, of_template),
        *_term(spec),
        *_functions(spec),
        *_entry(spec),
        *pathway_faults(spec, indicators),
        *clock_faults(spec),
        *_interfaces(spec),
        *_staffing(spec),
        *_lengths(spec),
        *_costs(spec),
        *_money(spec),
        *schedule_faults(spec, indicators),
        *_counting(spec),
    ]
    return list(dict.fromkeys(found))


def check(spec: Specification, indicators: Mapping[str, Any], *, of_template: bool = False) -> None:
    """Refuse a specification that has faults, with each clause and its reason."""
    _refuse(faults(spec, indicators, of_template=of_template))


def check_versions(agreed: Sequence[Agreed]) -> None:
    """Refuse versions that cannot hold side by side."""
    _refuse(version_faults(agreed))


def _refuse(found: Sequence[Fault]) -> None:
    if len(found) == 1:
        raise Refused(f"{found[0].says} {found[0].mend}", where=found[0].clause)
    if found:
        told = "\n".join(f"{n}. {fault}" for n, fault in enumerate(found, start=1))
        raise Refused(f"{len(found)} clauses cannot be agreed as they are. Mend each.\n{told}")


def _parties(spec: Specification, of_template: bool) -> Iterator[Fault]:
    for what, text in (("code", spec.code), ("name", spec.name)):
        if blank(text):
            yield Fault(PARTIES, f"The contract has no {what}.", "Give it one.")
    if spec.template is not None and spec.template not in TEMPLATES:
        yield Fault(PARTIES, unknown(spec.template, TEMPLATES, "template"), "Name one of them, or none.")
    for service in dict.fromkeys(spec.services):
        if blank(service) or spec.services.count(service) > 1:
            yield Fault(SERVICES, f'"{service}" stands twice, or is blank.', "Name each service once.")
    if of_template:
        return
    for what, text in (("commissioner", spec.commissioner), ("provider", spec.provider)):
        if blank(text):
            yield Fault(PARTIES, f"It names no {what}.", "Name it.")
    if not spec.services:
        yield Fault(SERVICES, "It covers no service.", "Name the services that it covers.")


def _term(spec: Specification) -> Iterator[Fault]:
    if spec.ends_on < spec.starts_on:
        yield Fault(TERM, "Its last day lies before its first.", "Give a later last day.")
    elif spec.starts_on.year + LONGEST < spec.ends_on.year or spec.extension_months > 12 * LONGEST:
        yield Fault(TERM, f"It lasts more than {LONGEST} years.", "Check its days.")
    elif not countable(spec):
        says = f"Its days lie outside the years {FIRST_YEAR} to {LAST_YEAR}."
        yield Fault(TERM, says, "Check the years.")
    yield from among(TERM, spec.payment, PAYMENTS, "way of payment")
    try:
        read_nation(spec.nation)
    except Refused as refusal:
        yield Fault(TERM, f'"{spec.nation}" is no nation known here.', refusal.sentence)


def _functions(spec: Specification) -> Iterator[Fault]:
    if not spec.functions:
        yield Fault("functions", "It names no function.", "Name each thing that is bought.")
    yield from twice(spec.functions, lambda one: f"function {one.code}")
    for one in spec.functions:
        yield from among(f"function {one.code}", one.code, FUNCTIONS, "function")
        if blank(one.says):
            yield Fault(f"function {one.code}", "It does not say what is done.", "Say it in a sentence.")
        if one.by and one.by not in ACTORS:
            yield Fault(f"function {one.code}", unknown(one.by, ACTORS, "one who acts"), "Say who does it.")


def _entry(spec: Specification) -> Iterator[Fault]:
    if not any(one.kind == "include" for one in spec.entry):
        yield Fault("entry", "It does not say who may come in.", "Give at least one criterion of entry.")
    for number, one in enumerate(spec.entry, start=1):
        if blank(one.says):
            yield Fault(f"entry {number}", "It says nothing.", "Write the criterion, or take it out.")


def _interfaces(spec: Specification) -> Iterator[Fault]:
    yield from twice(spec.interfaces, lambda one: f"interface {one.partner}")
    for one in spec.interfaces:
        clause = f"interface {one.partner or 'without a partner'}"
        missing = (
            ("partner", one.partner, "Name the partner."),
            ("named role", one.role, "Name who speaks for the partner."),
            ("way of escalation", one.escalation, "Say where what sticks is taken."),
            ("protocol of sharing", one.sharing, "Say on what sharing rests."),
        )
        for what, text, mend in missing:
            if blank(text):
                yield Fault(clause, f"It has no {what}.", mend)
        yield from among(clause, one.cadence, CADENCES, "cadence")


def _staffing(spec: Specification) -> Iterator[Fault]:
    yield from twice(spec.staffing, lambda one: f"staff {one.role}")
    for one in spec.staffing:
        clause = f"staff {one.role}"
        yield from among(clause, one.role, WORKER_ROLE.values, "role")
        if one.wte <= 0:
            yield Fault(clause, "It has no whole-time equivalent.", "Write a number above 0.")
        if one.people is not None and one.people <= 0:
            yield Fault(clause, "Its caseload cap is 0.", "Write how many people one may carry.")


def _lengths(spec: Specification) -> Iterator[Fault]:
    def clause_of(one: Duration) -> str:
        return of_pathway(one, f"duration {one.of}")

    yield from twice(spec.durations, clause_of)
    for one in spec.durations:
        yield from _one_of_pathways(spec, one, clause_of(one))
        if one.months_most < 1:
            yield Fault(clause_of(one), "It lasts no month.", "Write the months, or take it out.")


def _one_of_pathways(spec: Specification, one: Duration | CostBand, clause: str) -> Iterator[Fault]:
    codes = [pathway.code for pathway in spec.pathways]
    if one.pathway and one.pathway not in codes:
        yield Fault(clause, unknown(one.pathway, codes, "pathway"), "Choose a pathway of this contract.")


def _costs(spec: Specification) -> Iterator[Fault]:
    def clause_of(one: CostBand) -> str:
        return of_pathway(one, f"cost {one.unit}")

    yield from twice(spec.costs, clause_of)
    for one in spec.costs:
        clause = clause_of(one)
        yield from among(clause, one.unit, COST_UNITS, "unit of cost")
        yield from _one_of_pathways(spec, one, clause)
        if one.low > one.high:
            yield Fault(clause, "Its low end lies above its high end.", "Put the smaller sum first.")
        if one.low < 0:
            yield Fault(clause, "A cost is never below 0.", "Write pounds.")
        if not _is_price_year(one.price_year):
            yield Fault(clause, f'"{one.price_year}" is no price year.', 'Write it as "2025/26".')


def _is_price_year(text: str) -> bool:
    found = re.fullmatch(r"(\d{4})/(\d{2})", text)
    return found is not None and (int(found[1]) + 1) % 100 == int(found[2])


def _money(spec: Specification) -> Iterator[Fault]:
    yield from twice(spec.money, lambda one: f"money, year {one.year}")
    for one in spec.money:
        clause = f"money, year {one.year}"
        if one.year < 1:
            yield Fault(clause, "Contract years are counted from 1.", "Write 1 for the first.")
        elif one.year > 200 or (countable(spec) and year_begins(spec, one.year) > last_day(spec)):
            yield Fault(
                clause, "The contract has ended by then.", "Take the year out, or extend the contract."
            )
        if one.total < 0 or any(part.amount < 0 for part in one.parts):
            yield Fault(clause, "A sum lies below 0.", "Write pounds of 0 or more.")
        added = sum((part.amount for part in one.parts), Decimal(0))
        if one.parts and added != one.total:
            says = f"Its parts add up to {added:,} pounds, and its total is {one.total:,}."
            yield Fault(clause, says, "Mend the part or the total that is wrong.")
        if any(blank(part.says) for part in one.parts):
            yield Fault(clause, "A part does not say what it is for.", "Say it.")
    if spec.money and countable(spec):
        given = {one.year for one in spec.money}
        for year in range(1, years_of(spec) + 1):
            if year not in given:
                yield Fault(f"money, year {year}", "The year has no money.", "Give it, or say 0.")


def _counting(spec: Specification) -> Iterator[Fault]:
    rules = spec.counting
    yield from among(COUNTING, rules.sustained, SUSTAINED, "rule of sustained work")
    hours = rules.minimum_weekly_hours
    if hours is not None and not 0 < hours <= 168:
        yield Fault(COUNTING, f"{hours:g} hours a week cannot be worked.", "Write 7, or leave it out.")
    for what, days in (("home", rules.home_gap_days), ("work", rules.work_gap_days)):
        if not 0 <= days <= _MOST_GAP:
            says = f"A gap of {days:,} days at {what} joins what nobody would call one."
            yield Fault(COUNTING, says, "Write days, such as 14.")


def version_faults(agreed: Sequence[Agreed]) -> list[Fault]:
    """What keeps versions of the same contracts from holding side by side."""
    found: list[Fault] = []
    for place, one in enumerate(agreed):
        clause = f"{one.specification.code}, version {one.version}"
        if one.valid_to is not None and one.valid_to < one.valid_from:
            found.append(Fault(clause, "It ends before it begins.", "Give a later last day."))
        elif in_force_on(one) is None:
            found.append(
                Fault(clause, "The contract does not run on its days.", "Give days within its term.")
            )
        for other in agreed[:place]:
            if other.specification.code == one.specification.code:
                found += _beside(clause, one, other)
    return found


def _beside(clause: str, one: Agreed, other: Agreed) -> Iterator[Fault]:
    if one.version == other.version:
        yield Fault(clause, "The version stands twice.", "Number each version once.")
    if not (_ended_before(one, other) or _ended_before(other, one)):
        says = f"It holds on days on which version {other.version} holds too."
        yield Fault(clause, says, "End the one before the other begins.")
    if one.specification.starts_on != other.specification.starts_on:
        says = f"It says another first day of the contract than version {other.version}."
        yield Fault(clause, says, "Keep the first day: contract years are counted from it.")


def _ended_before(one: Agreed, other: Agreed) -> bool:
    return one.valid_to is not None and one.valid_to < other.valid_from


def warnings(spec: Specification, indicators: Mapping[str, Any] | None = None) -> list[Fault]:
    """What is allowed, and better thought over before it is agreed."""
    found: list[Fault] = []
    short = countable(spec) and spec.ends_on < add_months(spec.starts_on, 36) - timedelta(days=1)
    if short and not spec.extension_months:
        says = "It runs for less than three years and cannot be extended (S3: longer-term contracts)."
        found.append(Fault(TERM, says, "Add an extension, or say why not."))
    if spec.payment in ("by_outcome", "part_by_outcome"):
        says = "Payment by outcome risks values, quality and support for everyone (S3: selecting providers)."
        found.append(Fault(TERM, says, "Pay by block, or watch who is taken on."))
    if not spec.interfaces:
        found.append(Fault("interfaces", "It names no partner.", "Name those without whom it fails."))
    if not any(one.people is not None for one in spec.staffing):
        found.append(Fault("staffing", "It caps no caseload.", "Say how many people one may carry."))
    if not spec.costs:
        found.append(Fault("costs", "It agrees no unit cost.", "Agree a band, low to high."))
    if not spec.money:
        found.append(Fault("money", "It says nothing of money.", "Give each year's sum and its parts."))
    elif spec.template in TEMPLATES and spec.money == template(spec.template).money:
        says = "The sums are still those of the template."
        found.append(Fault("money", says, "Write those of this contract."))
    found += easier(spec, indicators or {})
    found += unbalanced(spec, indicators or {})
    return found
