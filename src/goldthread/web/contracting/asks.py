"""What a form asks for each field of a clause: its words, its choices, and how much may be written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from goldthread.contracts.specification.declared import (
    Category,
    Clock,
    ContactStandard,
    CostBand,
    Counting,
    Criterion,
    Duration,
    Escalation,
    Function,
    Interface,
    Money,
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
from goldthread.contracts.specification.declared import Part as MoneyPart
from goldthread.contracts.specification.words import (
    ACTORS,
    CADENCES,
    COST_UNITS,
    FUNCTIONS,
    OUTCOME_TERMS,
    PAYMENTS,
    ROUTES,
)
from goldthread.web.contracting.vocabulary import (
    ANSWERS,
    BEGINS,
    DUTIES,
    LENGTHS,
    NATIONS,
    PAUSES,
    ROLES,
    STAGES,
    SUSTAINED_WORDS,
    Questions,
)

Choices = list[tuple[str, str]]
UNITS = {"hours": "hours", "working_days": "working days", "days": "days", "weeks": "weeks"}


@dataclass(frozen=True)
class Around:
    """What the choices of a form depend on: the document that it is part of, and the indicators there are."""

    spec: Specification
    known: Questions
    pathway: Pathway | None = None
    indicator: str = ""  # of the clause of the schedule that is written


@dataclass(frozen=True)
class Ask:
    """The words of one field. `choices` is a closed list; `rows` makes a box of lines."""

    label: str
    hint: str = ""
    choices: Mapping[str, str] | Callable[[Around], Mapping[str, str]] | None = None
    rows: int = 0
    width: int = 0
    blank: str = "Choose"  # what stands for nothing chosen

    def offered(self, around: Around) -> dict[str, str]:
        """The choices, for a form of this document."""
        known = self.choices(around) if callable(self.choices) else self.choices or {}
        return dict(known)


def _indicators(around: Around) -> dict[str, str]:
    return {code: one.name for code, one in sorted(around.known.items(), key=lambda each: each[1].name)}


def _balances(around: Around) -> dict[str, str]:
    """What could balance an indicator: first what the catalogue names, then the rest of the schedule."""
    question = around.known.get(around.indicator)
    usual = [code for code in getattr(question, "balanced_by", ()) if code in around.known]
    asked = [one.indicator for one in around.spec.schedule if one.indicator in around.known]
    words = {code: around.known[code].name for code in (*usual, *asked) if code != around.indicator}
    for code in usual:
        there = "" if code in asked else ", not in this schedule yet"
        words[code] += f" (the catalogue's balance{there})"
    return words


def _stages_of_pathway(around: Around) -> dict[str, str]:
    stages = around.pathway.stages if around.pathway else ()
    return {one.code: STAGES.get(one.code, one.code) for one in stages if one.code}


def _stages_of_all(around: Around) -> dict[str, str]:
    codes = [stage.code for pathway in around.spec.pathways for stage in pathway.stages]
    return {code: STAGES.get(code, code) for code in dict.fromkeys(codes) if code}


def _pathways(around: Around) -> dict[str, str]:
    return {one.code: one.name for one in around.spec.pathways if one.code}


def _sentence(words: Mapping[str, str]) -> dict[str, str]:
    return {code: said[:1].upper() + said[1:] for code, said in words.items()}


_SOURCE = Ask(
    "Where it comes from", "A document and its place, such as S0: governance. Leave it open if none."
)
_OURS = Ask("No source gives this figure: it is our own")
_SAYS = Ask("What is done", "In a sentence.", rows=2)
_WEEKS = "Leave both open where it lasts as long as it is needed."

ASKS: dict[type, dict[str, Ask]] = {
    Specification: {
        "name": Ask("Name of the contract"),
        "purpose": Ask("Purpose", "What it is for, in a sentence or two.", rows=3),
        "commissioner": Ask("Commissioner"),
        "provider": Ask("Provider"),
        "services": Ask("Services that it covers", "One a line, as Administration names them.", rows=3),
        "starts_on": Ask("First day of the contract", "Contract years are counted from it."),
        "ends_on": Ask("Last day, without extension"),
        "extension_months": Ask("Months it may be extended by", "0 where it cannot be.", width=3),
        "nation": Ask("Bank holidays of", choices=NATIONS),
        "payment": Ask("How it is paid", choices=PAYMENTS),
    },
    Function: {
        "code": Ask("Function", choices=FUNCTIONS),
        "says": _SAYS,
        "by": Ask("Done by", choices=ACTORS, blank="Not said"),
    },
    Criterion: {
        "kind": Ask("Which way", choices={"include": "May come in", "exclude": "May not come in"}),
        "says": Ask("Criterion", "In a sentence.", rows=2),
    },
    Pathway: {
        "code": Ask("Short code", "Letters and dashes, such as homes.", width=20),
        "name": Ask("Name"),
        "for_whom": Ask("For whom", rows=2),
        "categories": Ask("Categories of care", "Each with the interventions that are preferred for it."),
        "outcomes": Ask("Outcomes", "What success is in the short term, between, and in the long term."),
        "variances": Ask("Variances", "Deviations that are permitted. Each time one happens it is recorded."),
    },
    Category: {
        "name": Ask("Category"),
        "interventions": Ask("Preferred interventions", "One a line.", rows=3),
    },
    Outcome: {
        "term": Ask("By when", choices=OUTCOME_TERMS),
        "says": Ask("What success is", rows=2),
        "indicator": Ask("Shown by the indicator", choices=_indicators, blank="None"),
    },
    Variance: {
        "code": Ask("Short code", "Such as clinical.", width=20),
        "says": Ask("What is permitted", rows=2),
        "decided_by": Ask("Who decides", choices=ACTORS),
    },
    Stage: {
        "code": Ask("Stage", choices=STAGES),
        "says": _SAYS,
        "weeks_least": Ask("Least weeks", width=4),
        "weeks_most": Ask("Most weeks", _WEEKS, width=4),
        "hours_least": Ask("Least hours of support a week", width=4),
        "hours_most": Ask("Most hours of support a week", width=4),
        "contact": Ask("Contact standard", "How often both speak in this stage. Leave it open for none."),
        "routes": Ask("Ways out", "Every stage needs one that leads, in the end, out of the pathway."),
    },
    Route: {
        "kind": Ask("Kind", choices=ROUTES),
        "when": Ask("Taken when"),
        "to": Ask("To the stage", choices=_stages_of_pathway, blank="Out of the pathway"),
    },
    ContactStandard: {
        "times": Ask("Times", width=3),
        "amount": Ask("in", width=3),
        "unit": Ask("Unit", choices=UNITS),
    },
    Clock: {
        "name": Ask("Duty", "Questions and Today ask for it by this.", choices=_sentence(DUTIES)),
        "starts": Ask("When: the event that starts it", choices=_sentence(BEGINS)),
        "response": Ask("Response: what answers it", choices=_sentence(ANSWERS)),
        "amount": Ask("Within", "0 days is the same day.", width=4),
        "unit": Ask("Unit of time", choices=UNITS),
        "points": Ask(
            "Only in these weeks after the start", "Such as 2, 4. Its time is then in weeks.", width=20
        ),
        "who": Ask("Who acts", choices=ACTORS),
        "pauses": Ask("Pauses: it stands still while the person is", choices=PAUSES),
        "stages": Ask("Only for people in these stages", "None chosen is everybody.", choices=_stages_of_all),
        "escalations": Ask("If not: who is told, and when", "The earliest first."),
    },
    Escalation: {
        "amount": Ask("After", width=4),
        "unit": Ask("Unit", choices=UNITS),
        "to": Ask("Tell", choices=ACTORS),
    },
    Interface: {
        "partner": Ask("Partner"),
        "role": Ask("Who speaks for it", "A role, not a person's name."),
        "cadence": Ask("How often both meet", choices=CADENCES),
        "escalation": Ask("What sticks goes to", rows=2),
        "sharing": Ask("Sharing of information rests on", "The protocol, or the person's consent.", rows=2),
    },
    Staff: {
        "role": Ask("Role", choices=ROLES),
        "wte": Ask("Whole-time equivalents", width=4),
        "people": Ask("Caseload cap", "People that one whole-time equivalent may carry.", width=4),
    },
    Duration: {
        "of": Ask("What lasts", choices=LENGTHS),
        "months_most": Ask("At most, in months", width=4),
        "pathway": Ask("Of the pathway", choices=_pathways, blank="All pathways"),
    },
    CostBand: {
        "unit": Ask("Cost of", choices=COST_UNITS),
        "low": Ask("From, in pounds", width=10),
        "high": Ask("To, in pounds", width=10),
        "price_year": Ask("Prices of the year", "Such as 2026/27.", width=10),
        "pathway": Ask("Of the pathway", choices=_pathways, blank="All pathways"),
    },
    Money: {
        "year": Ask("Contract year", "1 is the first.", width=3),
        "total": Ask("Total, in pounds", width=10),
        "parts": Ask("Parts", "They must add up to the total."),
    },
    MoneyPart: {"says": Ask("What it is for"), "amount": Ask("Pounds", width=10)},
    Scheduled: {
        "indicator": Ask("Indicator", choices=_indicators),
        "cadence": Ask("Reported", choices=CADENCES),
        "steps": Ask("Target, by contract year", "A step holds from its year until the next."),
        "least_number": Ask(
            "Least number", "Under this many people, nothing is judged.", width=4
        ),
        "balance": Ask(
            "Balanced by",
            "Indicators of this schedule that would show harm done to reach the target.",
            choices=_balances,
        ),
        "no_balance_because": Ask("Or why nothing balances it", rows=2),
    },
    Step: {
        "year": Ask("From contract year", width=3),
        "at_least": Ask("At least", "A share as 65%.", width=5),
        "at_most": Ask("At most", width=5),
    },
    Counting: {
        "sustained": Ask("Work is sustained by", choices=SUSTAINED_WORDS),
        "minimum_weekly_hours": Ask("Least hours a week", "Leave it open for any.", width=4),
        "home_gap_days": Ask("Days between homes that do not break it", width=4),
        "work_gap_days": Ask("Days between jobs that do not break it", width=4),
    },
}  # fmt: skip
MOST = {
    "says": 1_000,
    "purpose": 2_000,
    "no_balance_because": 1_000,
    "interventions": 4_000,
    "services": 4_000,
}
LONGEST = 300  # letters of a line


def ask_of(kind: type, field: str) -> Ask:
    """The words of a field."""
    if field == "source":
        return _SOURCE
    if field == "ours":
        return _OURS
    return ASKS[kind][field]


def shown_number(value: Any, share: bool) -> str:
    """A number as it is typed; a share as 65%."""
    if value is None:
        return ""
    if share:
        return f"{float(value) * 100:g}%"
    return (
        f"{value:f}"
        if isinstance(value, Decimal)
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )
