"""What of a contract can be asked to be otherwise, with how it stands in a period.

A clause is named in the address: the name of a standard, `contact-STAGE`, `work`, `gaps`, `cap-ROLE` or
`target-INDICATOR`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from goldthread.catalogue.tables.codes import STAGE, WORKER_ROLE
from goldthread.contracts.terms import Cap, Contract, Gaps, Standard, Target, Terms
from goldthread.contracts.terms.changing import CONTACT
from goldthread.contracts.terms.windows import both, span_of
from goldthread.evidence.scenario import words
from goldthread.evidence.words import say_value
from goldthread.kernel.periods import Period
from goldthread.kernel.words import plural, say_date
from goldthread.measures.questions import Question

Row = TypeVar("Row", Standard, Cap, Target)

STANDARD, CONTACTS, WORK, GAPS, CAP, TARGET = "standard", "contact", "work", "gaps", "cap", "target"
GROUPS = {
    STANDARD: "Clocks",
    CONTACTS: "How often people are seen",
    WORK: "How it is counted",
    GAPS: "How it is counted",
    CAP: "Caseloads",
    TARGET: "Targets",
}


@dataclass(frozen=True)
class Clause:
    """One thing that can be asked about. `rows` are how it stands on days of the period, in their order."""

    code: str
    kind: str
    of: str  # a standard, a stage, a role or an indicator
    words: str
    now: str
    rows: tuple[Standard | Cap | Target | Contract, ...] = ()


def clauses(
    terms: Terms, contract: str, period: Period, questions: Mapping[str, Question]
) -> dict[str, Clause]:
    """Every clause of a contract that holds on a day of the period, by its name in the address."""
    days = (period.start, period.end)

    def held(rows: Iterable[Row]) -> list[Row]:
        return [row for row in rows if row.contract == contract and both(span_of(row), days)]

    contracts = [
        replace(row, gaps=row.gaps or terms.gaps)
        for row in terms.contracts
        if row.code == contract and both(span_of(row), days)
    ]
    if not contracts:
        return {}
    found = [
        *_standards(held(terms.standards)),
        *_contacts([row for row in held(terms.casework) if row.name == CONTACT]),
        *_counting(contracts),
        *_caps(held(terms.caps)),
        *_targets(held(terms.targets), questions),
    ]
    return {one.code: one for one in found}


def _standards(rows: list[Standard]) -> list[Clause]:
    named: dict[str, list[Standard]] = {}
    for row in rows:
        named.setdefault(row.name, []).append(row)
    return [
        Clause(
            name,
            STANDARD,
            name,
            _capital(words.words_of(name)),
            _through(mine, words.clause_time),
            tuple(mine),
        )
        for name, mine in named.items()
    ]


def _contacts(rows: list[Standard]) -> list[Clause]:
    found = []
    for stage in STAGE.values:
        mine = [row for row in rows if stage in row.stages]
        now = _through(mine, lambda row: words.say_every(row.amount, row.unit))
        usual = "as often as the plan of each person asks"
        said = f"Contacts in the stage: {STAGE.label(stage).lower()}"
        found.append(Clause(f"{CONTACTS}-{stage}", CONTACTS, stage, said, now or usual, tuple(mine)))
    return found


def _counting(rows: list[Contract]) -> list[Clause]:
    def work(row: Contract) -> str:
        hours = f", jobs from {row.minimum_weekly_hours:g} hours a week" if row.minimum_weekly_hours else ""
        return f"{row.sustained}{hours}"

    def gaps(row: Contract) -> str:
        own = row.gaps or Gaps()
        return f"{plural(own.home_days, 'day')} between homes, {plural(own.work_days, 'day')} between jobs"

    return [
        Clause(WORK, WORK, "", "When work counts as sustained", _through(rows, work), tuple(rows)),
        Clause(GAPS, GAPS, "", "Gaps that do not break a home or a job", _through(rows, gaps), tuple(rows)),
    ]


def _caps(rows: list[Cap]) -> list[Clause]:
    named: dict[str, list[Cap]] = {}
    for row in rows:
        named.setdefault(row.role, []).append(row)
    return [
        Clause(
            f"{CAP}-{role}",
            CAP,
            role,
            f"People for one full-time {WORKER_ROLE.label(role).lower()}",
            _through(mine, lambda row: f"{row.people:g}"),
            tuple(mine),
        )
        for role, mine in named.items()
    ]


def _targets(rows: list[Target], questions: Mapping[str, Question]) -> list[Clause]:
    named: dict[str, list[Target]] = {}
    for row in rows:
        if row.indicator in questions:
            named.setdefault(row.indicator, []).append(row)

    def said(row: Target) -> str:
        ends = ((row.at_least, "at least"), (row.at_most, "at most"))
        question = questions[row.indicator]
        return ", ".join(f"{how} {say_value(question, end)}" for end, how in ends if end is not None)

    return [
        Clause(f"{TARGET}-{code}", TARGET, code, questions[code].name, _through(mine, said), tuple(mine))
        for code, mine in named.items()
    ]


def _through(rows: Iterable[Any], say: Callable[[Any], str]) -> str:
    """What rows say one after another: within 72 hours until 31 July 2026, then within 48 hours."""
    rows = sorted(rows, key=span_of)
    told: list[str] = []
    for place, row in enumerate(rows):
        said = say(row)
        if place + 1 < len(rows):
            if say(rows[place + 1]) == said:
                continue
            until = f" until {say_date(row.valid_to)}" if row.valid_to else ""
            told.append(f"{said}{until}")
        else:
            told.append(said)
    return ", then ".join(told)


def _capital(said: str) -> str:
    return said[:1].upper() + said[1:]
