"""What a specification says: one typed document, from which clocks, targets, caps and schedules follow.

Nothing here is checked: `checks.faults` says what is wrong, clause by clause; a specification with a fault is
never agreed. Amounts of time are whole numbers in their unit, shares are fractions, money is pounds. Every
part may name its `source`; `ours` marks a figure that no source gives.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from goldthread.contracts.terms.declared import Escalation as Escalation
from goldthread.kernel.clocks import Unit


@dataclass(frozen=True)
class Function:
    """One thing that is bought, named by itself. `code` is of `words.FUNCTIONS`."""

    code: str
    says: str
    by: str = ""  # of words.ACTORS
    source: str = ""
    ours: bool = False


@dataclass(frozen=True)
class Criterion:
    """Who may come in, or may not."""

    says: str
    kind: Literal["include", "exclude"] = "include"
    source: str = ""
    ours: bool = False


@dataclass(frozen=True)
class Route:
    """A way out of a stage: to another of the pathway, or, with no `to`, out of it. See `words.ROUTES`."""

    kind: str
    when: str
    to: str | None = None


@dataclass(frozen=True)
class ContactStandard:
    """How often the worker and the person speak in a stage: `times` in `amount` of `unit`."""

    times: int
    amount: int
    unit: Unit
    source: str = ""
    ours: bool = False


@dataclass(frozen=True)
class Stage:
    """One stage on the timeline of a pathway: a code of the list STAGE, and the weeks it is meant to last."""

    code: str
    says: str
    routes: tuple[Route, ...]
    weeks_least: int | None = None
    weeks_most: int | None = None
    hours_least: Decimal | None = None  # hours of support a week
    hours_most: Decimal | None = None
    contact: ContactStandard | None = None
    source: str = ""
    ours: bool = False


@dataclass(frozen=True)
class Category:
    """A category of care, with the interventions that are preferred for it."""

    name: str
    interventions: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """A criterion of success. `term` is of `words.OUTCOME_TERMS`; `indicator` is the code of a question."""

    term: str
    says: str
    indicator: str | None = None


@dataclass(frozen=True)
class Variance:
    """A deviation that the pathway permits, and who decides on it. Each time it happens is recorded."""

    code: str
    says: str
    decided_by: str  # of words.ACTORS


@dataclass(frozen=True)
class Pathway:
    """The four components of a care pathway: timeline, categories, outcomes, variances (S2)."""

    code: str
    name: str
    for_whom: str
    stages: tuple[Stage, ...]
    categories: tuple[Category, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    variances: tuple[Variance, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Clock:
    """A response clock: what starts it, what answers it, how long, what pauses it, who acts, who is told.

    `name`, `starts`, `response` and `pauses` are of `contracts.terms.vocabulary`. `points` are weeks after
    the start. `stages` narrows it to people in these stages. `own` marks a name that no question asks for.
    """

    name: str
    starts: str
    response: str
    amount: int
    unit: Unit
    who: str  # of words.ACTORS
    points: tuple[int, ...] = ()
    pauses: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    own: bool = False
    source: str = ""
    ours: bool = False


@dataclass(frozen=True)
class Interface:
    """A partner: a named role, how often both meet, where what sticks is taken, on what sharing rests."""

    partner: str
    role: str
    cadence: str  # of words.CADENCES
    escalation: str
    sharing: str
    source: str = ""


@dataclass(frozen=True)
class Staff:
    """Whole-time equivalents of a role, and how many people one of them may carry."""

    role: str  # of the code list WORKER_ROLE
    wte: Decimal
    people: Decimal | None = None  # caseload cap for one whole-time equivalent
    source: str = ""
    ours: bool = False


@dataclass(frozen=True)
class Duration:
    """How long support is meant to last, in months."""

    of: Literal["support", "out_of_work", "in_work"]
    months_most: int
    source: str = ""
    ours: bool = False
    pathway: str = ""  # code of the pathway that it is of; empty for all


@dataclass(frozen=True)
class CostBand:
    """What one unit is agreed to cost, in pounds of a price year. `unit` is of `words.COST_UNITS`."""

    unit: str
    low: Decimal
    high: Decimal
    price_year: str  # "2025/26"
    source: str = ""
    ours: bool = False
    pathway: str = ""  # code of the pathway that it is of; empty for all


@dataclass(frozen=True)
class Part:
    """One part of a year's money."""

    says: str
    amount: Decimal


@dataclass(frozen=True)
class Money:
    """The money of one contract year (1 is the first), whole and by parts, which must add up to it."""

    year: int
    total: Decimal
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Step:
    """What an indicator is to reach from the first day of a contract year on, until the next step."""

    year: int
    at_least: float | None = None
    at_most: float | None = None
    source: str = ""
    ours: bool = False


@dataclass(frozen=True)
class Scheduled:
    """An indicator of the schedule. With steps it has a target, and what balances it, or why nothing.

    `least_number` is the smallest denominator that is judged. Without steps it is reported and not judged.
    """

    indicator: str
    cadence: str  # of words.CADENCES
    steps: tuple[Step, ...] = ()
    least_number: int = 10
    balance: tuple[str, ...] = ()
    no_balance_because: str = ""


@dataclass(frozen=True)
class Counting:
    """Rules that differ by contract: when work is sustained, and gaps that do not break a home or job."""

    sustained: str = "unbroken"  # of contracts.terms.declared.SUSTAINED
    minimum_weekly_hours: float | None = None
    home_gap_days: int = 14
    work_gap_days: int = 14


@dataclass(frozen=True)
class Specification:
    """The whole of what a commissioner and a provider agree. When it holds is said by its version, not here.

    `starts_on` and `ends_on` are the contract's own first and last day; contract year 2 begins a year after
    the first. `services` are names or patterns of the services that it covers.
    """

    code: str
    name: str
    purpose: str
    commissioner: str
    provider: str
    services: tuple[str, ...]
    starts_on: date
    ends_on: date
    extension_months: int = 0
    nation: str = "england-and-wales"
    payment: str = "block"  # of words.PAYMENTS
    template: str | None = None  # the packaged one that it began from, for the record only
    functions: tuple[Function, ...] = ()
    entry: tuple[Criterion, ...] = ()
    pathways: tuple[Pathway, ...] = ()
    clocks: tuple[Clock, ...] = ()
    interfaces: tuple[Interface, ...] = ()
    staffing: tuple[Staff, ...] = ()
    durations: tuple[Duration, ...] = ()
    costs: tuple[CostBand, ...] = ()
    money: tuple[Money, ...] = ()
    schedule: tuple[Scheduled, ...] = ()
    counting: Counting = field(default_factory=Counting)


@dataclass(frozen=True)
class Agreed:
    """A specification with the days on which it was in force, both ends in; no last day while it still is."""

    specification: Specification
    version: int
    valid_from: date
    valid_to: date | None = None
