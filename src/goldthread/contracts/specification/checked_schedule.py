"""What can be wrong with the indicator schedule: targets, their steps, and what balances them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from goldthread.contracts.specification.clauses import Fault, among, blank, twice, unknown
from goldthread.contracts.specification.declared import Scheduled, Specification, Step
from goldthread.contracts.specification.termed import countable, last_day, year_begins
from goldthread.contracts.specification.words import CADENCES


def clause_of(scheduled: Scheduled, step: Step | None = None) -> str:
    """`schedule employment.sustained_13w`, or `schedule employment.sustained_13w, year 2`."""
    named = f"schedule {scheduled.indicator or 'without an indicator'}"
    return named if step is None else f"{named}, year {step.year}"


def schedule_faults(spec: Specification, indicators: Mapping[str, Any]) -> Iterator[Fault]:
    """Everything that is wrong with the schedule; `indicators` are questions by code."""
    if not spec.schedule:
        yield Fault("schedule", "It asks for no indicator.", "Choose at least one.")
    yield from twice(spec.schedule, clause_of)
    scheduled = {each.indicator for each in spec.schedule}
    for each in spec.schedule:
        clause = clause_of(each)
        if each.indicator not in indicators:
            says = "It names no indicator."
            if not blank(each.indicator):
                says = unknown(each.indicator, indicators, "indicator")
            yield Fault(clause, says, "Choose one that is computed.")
        yield from among(clause, each.cadence, CADENCES, "cadence")
        if each.least_number < 1:
            yield Fault(clause, "It is judged on nobody at all.", "Write a least number of 1 or more.")
        yield from _steps(spec, each, indicators.get(each.indicator))
        yield from _balance(each, scheduled, indicators)


def _steps(spec: Specification, scheduled: Scheduled, question: Any) -> Iterator[Fault]:
    before = 0
    for step in scheduled.steps:
        clause = clause_of(scheduled, step)
        if step.year < 1:
            yield Fault(clause, "Contract years are counted from 1.", "Write 1 for the first.")
        elif countable(spec) and _past(spec, step):
            yield Fault(clause, "It begins after the contract ends.", "Take it out, or give an earlier year.")
        if step.year == before:
            yield Fault(clause, "The year has two steps.", "Keep one.")
        elif step.year < before:
            yield Fault(clause, "It stands after a later year.", "Put the steps in order of years.")
        before = max(before, step.year)
        yield from _ends(step, clause, question)


def _past(spec: Specification, step: Step) -> bool:
    return step.year > 200 or year_begins(spec, step.year) > last_day(spec)


def _ends(step: Step, clause: str, question: Any) -> Iterator[Fault]:
    ends = [end for end in (step.at_least, step.at_most) if end is not None]
    if not ends:
        yield Fault(clause, "It sets neither a floor nor a ceiling.", "Write at least or at most.")
    if not all(map(math.isfinite, ends)):
        yield Fault(clause, "Its target is no number.", "Write one.")
    elif step.at_least is not None and step.at_most is not None and step.at_least > step.at_most:
        yield Fault(clause, "Its floor lies above its ceiling.", "Put the smaller number as the floor.")
    if question is None or not ends:
        return
    if question.shape == "proportion" and any(not 0 <= end <= 1 for end in ends):
        worst = max(ends, key=lambda end: abs(end - 0.5))
        hint = f' Write {worst / 100:g} or "{worst:g}%".' if 1 < worst <= 100 else ""
        yield Fault(clause, f"A share lies between 0 and 1, and this is {worst:g}.", f"Mend it.{hint}")
    if question.better == "higher" and step.at_least is None:
        yield Fault(clause, "Higher is better here, and it sets only a ceiling.", "Set a floor.")
    if question.better == "lower" and step.at_most is None:
        yield Fault(clause, "Lower is better here, and it sets only a floor.", "Set a ceiling.")


def _balance(each: Scheduled, scheduled: set[str], indicators: Mapping[str, Any]) -> Iterator[Fault]:
    """Each target brings its balancing measures, or the reason why it has none."""
    clause = clause_of(each)
    if each.steps and not each.balance and blank(each.no_balance_because):
        yield Fault(
            clause,
            "It has a target, and nothing balances it.",
            "Choose an indicator that would show harm, or state why none is needed.",
        )
    for code in dict.fromkeys(each.balance):
        if code == each.indicator:
            yield Fault(clause, "It is its own balance.", "Choose another indicator.")
        elif code not in indicators:
            says = f"Its balance is not computed. {unknown(code, indicators, 'indicator')}"
            yield Fault(clause, says, "Choose another, or state why nothing balances it.")
        elif code not in scheduled:
            yield Fault(clause, f'Its balance "{code}" is not in the schedule.', "Add it to the schedule.")


def unbalanced(spec: Specification, indicators: Mapping[str, Any]) -> Iterator[Fault]:
    """Targets whose balance in the catalogue the schedule leaves out; said, and not refused."""
    for each in spec.schedule:
        question = indicators.get(each.indicator)
        known = [code for code in getattr(question, "balanced_by", ()) if code in indicators]
        left_out = [code for code in known if code not in each.balance]
        if each.steps and left_out:
            says = f"The catalogue balances it by {', '.join(left_out)} too."
            yield Fault(clause_of(each), says, "Add it, or be ready to say why not.")


def easier(spec: Specification, indicators: Mapping[str, Any]) -> Iterator[Fault]:
    """Steps that ask for less than the year before; said, and not refused."""
    for each in spec.schedule:
        for before, after in zip(each.steps, each.steps[1:], strict=False):
            lower = None not in (before.at_least, after.at_least) and after.at_least < before.at_least  # type: ignore[operator]
            higher = None not in (before.at_most, after.at_most) and after.at_most > before.at_most  # type: ignore[operator]
            if lower or higher:
                says = "It asks for less than the step before."
                yield Fault(clause_of(each, after), says, "Check that this is meant.")
