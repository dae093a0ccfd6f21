"""Two versions of a specification side by side: what was added, taken out and changed, clause by clause.

compare(before, after)
# [Difference("clock tenancy_risk_response", "Time", "72 hours", "48 hours", "changed")]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from goldthread.contracts.specification import checked_clocks, checked_pathways, checked_schedule
from goldthread.contracts.specification.clauses import COUNTING, PARTIES, SERVICES, TERM, of_pathway
from goldthread.contracts.specification.declared import (
    Clock,
    ContactStandard,
    Escalation,
    Pathway,
    Route,
    Scheduled,
    Specification,
    Step,
)
from goldthread.contracts.specification.words import ACTORS

Kind = Literal["added", "taken out", "changed"]
_TOP = {
    PARTIES: ("code", "name", "purpose", "commissioner", "provider", "template"),
    SERVICES: ("services",),
    TERM: ("starts_on", "ends_on", "extension_months", "nation", "payment"),
}
# Fields whose name is not what people say.
_LABELS = {
    "says": "What it says",
    "by": "Done by",
    "who": "Who acts",
    "of": "What",
    "own": "The contract's own",
    "ours": "Our figure",
    "wte": "Whole-time equivalents",
    "people": "Caseload cap",
    "for_whom": "For whom",
    "months_most": "Most months",
    "weeks_least": "Least weeks",
    "weeks_most": "Most weeks",
    "hours_least": "Least hours a week",
    "hours_most": "Most hours a week",
    "no_balance_because": "Why nothing balances it",
    "balance": "Balanced by",
    "sustained": "Rule of sustained work",
    "home_gap_days": "Days between homes",
    "work_gap_days": "Days between jobs",
    "starts_on": "First day",
    "ends_on": "Last day",
    "extension_months": "Months of extension",
    "points": "Weeks",
    "sharing": "Sharing rests on",
    "parts": "Parts",
    "low": "Low end",
    "high": "High end",
}


@dataclass(frozen=True)
class Difference:
    """One thing that differs. Both texts are for people; the one that is not there is empty."""

    clause: str
    label: str
    before: str
    after: str
    kind: Kind


@dataclass(frozen=True)
class _Clause:
    name: str
    says: dict[str, str]


def compare(before: Specification, after: Specification) -> list[Difference]:
    """What differs, in the order of the clauses; clauses are told apart by their names."""
    one, other = (_named(list(_clauses(each))) for each in (before, after))
    found: list[Difference] = []
    for name in dict.fromkeys((*one, *other)):
        if name not in other:
            found.append(Difference(name, "", _whole(one[name]), "", "taken out"))
        elif name not in one:
            found.append(Difference(name, "", "", _whole(other[name]), "added"))
        else:
            found += _changed(name, one[name], other[name])
    return found


def _named(clauses: Sequence[_Clause]) -> dict[str, dict[str, str]]:
    """Clauses by name; a draft may name two alike, so the second is numbered."""
    found: dict[str, dict[str, str]] = {}
    for clause in clauses:
        name, times = clause.name, 1
        while name in found:
            times += 1
            name = f"{clause.name} ({times})"
        found[name] = clause.says
    return found


def _changed(clause: str, before: dict[str, str], after: dict[str, str]) -> Iterator[Difference]:
    for label in dict.fromkeys((*before, *after)):
        was, now = before.get(label, ""), after.get(label, "")
        if was != now:
            kind: Kind = "added" if not was else "changed" if now else "taken out"
            yield Difference(clause, label, was, now, kind)


def _whole(says: dict[str, str]) -> str:
    return "; ".join(f"{label}: {text}" for label, text in says.items())


def _clauses(spec: Specification) -> Iterator[_Clause]:
    for name, keys in _TOP.items():
        yield _Clause(name, _says(spec, keys))
    yield from _each(spec.functions, lambda one: f"function {one.code}")
    for one in spec.entry:
        yield _Clause(f"entry: {one.says}", _says(one))
    for pathway in spec.pathways:
        yield from _of_pathway(pathway)
    yield from _clocks(spec.clocks)
    yield from _each(spec.interfaces, lambda one: f"interface {one.partner}")
    yield from _each(spec.staffing, lambda one: f"staff {one.role}")
    yield from _each(spec.durations, lambda one: of_pathway(one, f"duration {one.of}"))
    yield from _each(spec.costs, lambda one: of_pathway(one, f"cost {one.unit}"))
    yield from _each(spec.money, lambda one: f"money, year {one.year}")
    for scheduled in spec.schedule:
        yield from _of_schedule(scheduled)
    yield _Clause(COUNTING, _says(spec.counting))


def _each(rows: Sequence[Any], name: Callable[[Any], str]) -> Iterator[_Clause]:
    for row in rows:
        yield _Clause(name(row), _says(row))


def _of_pathway(pathway: Pathway) -> Iterator[_Clause]:
    named = checked_pathways.clause_of(pathway)
    yield _Clause(named, _says(pathway, ("name", "for_whom", "source")))
    for stage in pathway.stages:
        clause = checked_pathways.clause_of(pathway, stage)
        left_out = ("contact",)
        yield _Clause(clause, _says(stage, tuple(f.name for f in fields(stage) if f.name not in left_out)))
        if stage.contact is not None:
            how = f"{stage.contact.times} in {time_of(stage.contact)}"
            yield _Clause(
                f"{clause}, contact", {"How often": how, **_says(stage.contact, ("source", "ours"))}
            )
    yield from _each(pathway.categories, lambda one: f"{named}, category {one.name}")
    for outcome in pathway.outcomes:
        yield _Clause(f"{named}, outcome: {outcome.says}", _says(outcome, ("term", "indicator")))
    yield from _each(pathway.variances, lambda one: f"{named}, variance {one.code}")


def _clocks(clocks: Sequence[Clock]) -> Iterator[_Clause]:
    for clock in clocks:
        own = tuple(f.name for f in fields(clock) if f.name not in ("name", "amount", "unit"))
        yield _Clause(checked_clocks.clause_of(clock), {"Time": time_of(clock), **_says(clock, own)})


def _of_schedule(scheduled: Scheduled) -> Iterator[_Clause]:
    own = tuple(f.name for f in fields(scheduled) if f.name not in ("indicator", "steps"))
    yield _Clause(checked_schedule.clause_of(scheduled), _says(scheduled, own))
    for step in scheduled.steps:
        said = {"Target": target_of(step), **_says(step, ("source", "ours"))}
        yield _Clause(checked_schedule.clause_of(scheduled, step), said)


def _says(part: Any, keys: Sequence[str] | None = None) -> dict[str, str]:
    """What a part says, by label; what it leaves open is left out."""
    keys = keys if keys is not None else tuple(field.name for field in fields(part))
    told = {key: _text(getattr(part, key)) for key in keys}
    return {label_of(key): text for key, text in told.items() if text}


def label_of(key: str) -> str:
    """The name of a field as people say it."""
    return _LABELS.get(key, key.replace("_", " ").capitalize())


def _text(value: Any) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, tuple):
        return ", ".join(map(_text, value))
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, Decimal):
        return f"{value:,f}"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, Route):
        return f"{value.kind} to {value.to or 'the end'} ({value.when})"
    if isinstance(value, Escalation):
        return f"{ACTORS.get(value.to, value.to).lower()} after {time_of(value)}"
    if hasattr(value, "says") and hasattr(value, "amount"):
        return f"{value.says}: {value.amount:,f}"
    return str(value)


def time_of(timed: Clock | Escalation | ContactStandard) -> str:
    """72 hours; 5 working days; the same day."""
    if timed.amount == 0:
        return "the same day"
    unit = timed.unit.replace("_", " ")
    return f"{timed.amount} {unit if timed.amount != 1 else unit.removesuffix('s')}"


def target_of(step: Step) -> str:
    """at least 0.65; between 9 and 12."""
    if step.at_least is not None and step.at_most is not None:
        return f"between {step.at_least:g} and {step.at_most:g}"
    if step.at_least is not None:
        return f"at least {step.at_least:g}"
    return f"at most {step.at_most:g}" if step.at_most is not None else ""
