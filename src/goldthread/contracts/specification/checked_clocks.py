"""What can be wrong with response clocks: what starts and answers them, who acts, to whom they escalate."""

from __future__ import annotations

from collections.abc import Iterator

from goldthread.catalogue.tables.codes import PAUSE_REASON, STAGE
from goldthread.contracts.specification.clauses import Fault, among, blank, uncountable, unknown
from goldthread.contracts.specification.declared import Clock, Escalation, Specification
from goldthread.contracts.specification.words import ACTORS
from goldthread.contracts.terms.vocabulary import (
    CASEWORK_RESPONSES,
    CASEWORK_STANDARDS,
    CASEWORK_STARTS,
    RESPONSES,
    STANDARDS,
    STARTS,
)

# Roughly, to put escalations in order; a working day is at least a day.
_HOURS = {"hours": 1, "days": 24, "working_days": 24, "weeks": 168}


def clause_of(clock: Clock) -> str:
    """`clock gp_response`."""
    return f"clock {clock.name or 'without a name'}"


def clock_faults(spec: Specification) -> Iterator[Fault]:
    """Everything that is wrong with the clocks of a specification."""
    if not spec.clocks:
        yield Fault("clocks", "It has no response clock.", "Say at least one thing that is answered in time.")
    reached = {stage.code for pathway in spec.pathways for stage in pathway.stages}
    for clock in spec.clocks:
        yield from _named(clock)
        yield from _events(clock)
        yield from _time(clock)
        yield from _acting(clock)
        yield from _narrowed(clock, reached)
    yield from _said_twice(spec.clocks)


def _named(clock: Clock) -> Iterator[Fault]:
    clause = clause_of(clock)
    if blank(clock.name):
        yield Fault(clause, "It has no name.", "Give it the name of a standard, or one of its own.")
    elif clock.name not in (*STANDARDS, *CASEWORK_STANDARDS) and not clock.own:
        yield Fault(
            clause,
            unknown(clock.name, (*STANDARDS, *CASEWORK_STANDARDS), "standard"),
            "Use a standard that questions ask for, or mark it as the contract's own.",
        )


def _events(clock: Clock) -> Iterator[Fault]:
    clause = clause_of(clock)
    starts = (*STARTS, *CASEWORK_STARTS)
    responses = tuple(dict.fromkeys((*RESPONSES, *CASEWORK_RESPONSES)))
    if clock.starts not in starts:
        says = "Nothing starts it." if blank(clock.starts) else unknown(clock.starts, starts, "event")
        yield Fault(clause, says, "Choose the event that starts it.")
    if blank(clock.response):
        yield Fault(clause, "It has no response.", "Choose what answers it.")
    elif clock.response not in responses:
        yield Fault(clause, unknown(clock.response, responses, "response"), "Choose what answers it.")
    elif clock.starts in starts:
        yield from _fitting(clock, responses)


def _fitting(clock: Clock, responses: tuple[str, ...]) -> Iterator[Fault]:
    table = clock.starts.partition(".")[0]
    if table not in tables_of(clock.response):
        fitting = ", ".join(name for name in responses if table in tables_of(name))
        says = f'"{clock.response}" cannot answer "{clock.starts}".'
        yield Fault(clause_of(clock), says, f"Use one of: {fitting}." if fitting else "Choose another start.")
    elif clock.name in STANDARDS and not (clock.starts in STARTS and clock.response in RESPONSES):
        says = f'Questions ask for "{clock.name}", and these events are known to Today alone.'
        yield Fault(clause_of(clock), says, "Use events that figures know, or another name.")


def tables_of(response: str) -> tuple[str, ...]:
    """The tables whose clocks a response can answer, in figures or in Today."""
    return tuple(
        table
        for known in (RESPONSES, CASEWORK_RESPONSES)
        if response in known
        for table in known[response][1]
    )


def _time(clock: Clock) -> Iterator[Fault]:
    clause = clause_of(clock)
    if (sentence := uncountable(clock.amount, clock.unit)) is not None:
        yield Fault(clause, "Its time cannot be counted.", sentence)
    if clock.amount == 0 and clock.unit == "hours":
        yield Fault(clause, "0 hours can never be met.", "Write 0 days for the same day, or more hours.")
    if clock.points and clock.unit != "weeks":
        yield Fault(
            clause, "It has points in weeks, and its time is not in weeks.", "Write its time in weeks."
        )
    if len(set(clock.points)) != len(clock.points) or not all(1 <= n <= 520 for n in clock.points):
        yield Fault(
            clause, "Its points are not weeks after the start.", "Write each week once, such as 2 and 4."
        )
    for pause in clock.pauses:
        if pause not in PAUSE_REASON.values:
            words = ", ".join(PAUSE_REASON.values)
            yield Fault(clause, unknown(pause, PAUSE_REASON.values, "pause"), f"Use some of: {words}.")


def _acting(clock: Clock) -> Iterator[Fault]:
    clause = clause_of(clock)
    if blank(clock.who):
        yield Fault(clause, "Nobody acts on it.", "Say who acts.")
    elif clock.who not in ACTORS:
        yield Fault(clause, unknown(clock.who, ACTORS, "one who acts"), f"Use one of: {', '.join(ACTORS)}.")
    before: Escalation | None = None
    for number, each in enumerate(clock.escalations, start=1):
        place = f"{clause}, escalation {number}"
        yield from among(place, each.to, ACTORS, "one who is told")
        if each.to == clock.who and clock.who:
            yield Fault(place, "It goes to the one who acts already.", "Say who is told instead.")
        if each.unit not in _HOURS or each.amount <= 0:
            yield Fault(place, "It comes before the clock has run at all.", "Give it a time after the start.")
        elif (sentence := uncountable(each.amount, each.unit)) is not None:
            yield Fault(place, "Its time cannot be counted.", sentence)
        elif before is not None and _long(each) < _long(before):
            yield Fault(place, "It comes before the escalation above it.", "Put the earlier one first.")
        elif before is not None and (_long(each), each.to) == (_long(before), before.to):
            yield Fault(place, "It says the same as the one above it.", "Keep one.")
        before = each if each.unit in _HOURS else before


def _long(each: Escalation) -> int:
    return each.amount * _HOURS[each.unit]


def _narrowed(clock: Clock, reached: set[str]) -> Iterator[Fault]:
    for stage in clock.stages:
        if stage not in STAGE.values:
            words = ", ".join(STAGE.values)
            yield Fault(clause_of(clock), unknown(stage, STAGE.values, "stage"), f"Use some of: {words}.")
        elif stage not in reached:
            says = f'It holds in the stage "{stage}", which no pathway has.'
            yield Fault(clause_of(clock), says, "Take the stage out, or give it to a pathway.")


def _said_twice(clocks: tuple[Clock, ...]) -> Iterator[Fault]:
    for place, clock in enumerate(clocks):
        for other in clocks[:place]:
            if clock.name == other.name and _meet(clock.stages, other.stages):
                yield Fault(clause_of(clock), "It stands twice for the same people.", "Keep one.")
                break


def _meet(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return not one or not other or bool(set(one) & set(other))
