"""A scenario in sentences: the answer first, what was and what would be, and what is asked."""

from __future__ import annotations

from collections.abc import Mapping

from goldthread.catalogue.tables.codes import STAGE, WORKER_ROLE
from goldthread.contracts.terms import Standard
from goldthread.contracts.terms.changing import CONTACT, WhatIf
from goldthread.contracts.terms.vocabulary import CASEWORK_STANDARDS, STANDARDS
from goldthread.evidence.figures import Figure
from goldthread.evidence.scenario.clocks import NONE, STATES, Count, Counted
from goldthread.evidence.scenario.compared import Compared, Scenario
from goldthread.evidence.scenario.contacts import OfStage, Times
from goldthread.evidence.words import headline, likely, say_target
from goldthread.kernel.words import plural, say_list, say_number, say_share


def said(found: Scenario) -> str:
    """The answer in one or two sentences: "61 of 74 would have been met instead of 70."."""
    if found.contacts is not None:
        return _of_contacts(found.contacts.whole)
    if found.clocks is not None:
        return of_counts(found.clocks)
    changed = [one for one in found.figures if not one.same]
    if not changed:
        return f"No figure of {found.period.label} would have been different."
    if len(changed) == 1:
        return of_figure(changed[0])
    return f"{plural(len(changed), 'figure')} of {found.period.label} would have been different."


def of_counts(counted: Counted, what: str = "") -> str:
    """What became and would have become of clocks whose time is up."""
    was, would = counted.was, counted.would
    what = f" {what}" if what else ""
    if not sum(was.states.values()) and not sum(would.states.values()):
        return f"No such clock{what} began in {counted.period.label}."
    if not was.over and not would.over:
        return f"Nothing{what} that began in {counted.period.label} is over yet."
    if was.over == would.over and was.met == would.met:
        return f"{_of(would)}{what} would have been met, as {_were(was.met)}."
    if was.over == would.over:
        return f"{_of(would)}{what} would have been met instead of {say_number(was.met)}."
    return f"{_of(would)}{what} would have been met. As it was: {_of(was)}."


def _of(count: Count) -> str:
    return f"{say_number(count.met)} of {say_number(count.over)}"


def _were(number: int) -> str:
    return "it was" if number == 1 else "they were"


def _of_contacts(found: OfStage) -> str:
    told = of_counts(found.counted, "times between contacts")
    return told.replace("No such clock times between contacts began", "Nobody was on such a stage")


def of_times(times: Times) -> str:
    """How many days were overdue: 12 of 400 days on the stage (3 %) without a contact in time."""
    if not times.days:
        return "no day under this standard"
    share = say_share(times.late / times.days)
    return f"{say_number(times.late)} of {say_number(times.days)} days overdue ({share})"


def of_figure(one: Compared) -> str:
    """One indicator: 41 of 52 (79 %) instead of 44 of 52 (85 %); or another judgement on the same figure."""
    if one.was.expected != one.would.expected and headline(one.was) == headline(one.would):
        target = say_target(one.question, one.would.expected)
        before = (
            "as it was" if one.was.said == one.would.said else f"instead of {one.was.said or 'no target'}"
        )
        return f"{headline(one.would)}. Against {target}: {one.would.said}, {before}."
    return f"{headline(one.would)} instead of {headline(one.was)}."


def of_count(count: Count) -> str:
    """61 of 74 (82 %); nothing yet where none is over."""
    return f"{_of(count)} ({say_share(count.met / count.over)})" if count.over else "none is over yet"


def of_one(figure: Figure) -> str:
    """One figure with its limits, and how it stands to its target."""
    parts = [
        headline(figure),
        likely(figure),
        figure.said and f"{say_target(figure.question, figure.expected)}: {figure.said}",
    ]
    return "; ".join(filter(None, parts))


def stage(code: str | None) -> str:
    """The stage by its label; all of them together where none is named."""
    return "All stages" if code is None else STAGE.label(code)


def states(count: Count) -> str:
    """Every way in which some of them stand: 61 met, 13 not met, 2 still running."""
    told = [f"{say_number(count.of(state))} {word}" for state, word in STATES.items() if count.of(state)]
    return ", ".join(told) or "none"


def moves(counted: Counted) -> list[tuple[tuple[str, str], int, str]]:
    """The ways in which some come out otherwise, most first: 9 would be not met instead of met."""
    found = [
        (pair, number, f"{say_number(number)} {_move(*pair)}")
        for pair, number in counted.moves.items()
        if pair[0] != pair[1]
    ]
    return sorted(found, key=lambda one: (-one[1], one[0]))


def _move(was: str, would: str) -> str:
    known: Mapping[str, str] = {**STATES, NONE: "not counted"}
    if (was, would) == ("met", "not_met"):
        return "would be late"
    if (was, would) == ("not_met", "met"):
        return "would no longer be late"
    return f"would be {known[would]} instead of {known[was]}"


def asked(found: Scenario) -> str:
    """What is asked, in words: "a plan and a first action on a tenancy risk" within 48 hours."""
    told, what_if = [], found.asked
    if what_if.standard is not None:
        told.append(_clause(what_if, found.others[0].unit if found.others else ""))
    if what_if.sustained is not None:
        told.append(f"work counts as sustained by {what_if.sustained}")
    if what_if.weekly_hours is not None:
        told.append(f"a job counts from {what_if.weekly_hours:g} hours a week")
    if what_if.home_days is not None:
        told.append(f"a home goes on over a gap of {plural(what_if.home_days, 'day')}")
    if what_if.work_days is not None:
        told.append(f"work goes on over a gap of {plural(what_if.work_days, 'day')}")
    if what_if.role is not None:
        told.append(f"{what_if.people:g} people for one {WORKER_ROLE.label(what_if.role).lower()}")
    if what_if.indicator is not None:
        ends = ((what_if.at_least, "at least"), (what_if.at_most, "at most"))
        told.append(
            f"{what_if.indicator} {say_list([f'{words} {end:g}' for end, words in ends if end is not None])}"
        )
    return "; ".join(told)


def _clause(what_if: WhatIf, unit: str) -> str:
    name = what_if.standard or ""
    parts = [words_of(name)]
    if name == CONTACT and what_if.amount is not None:
        parts = [say_every(what_if.amount, unit)]
    elif what_if.amount is not None:
        parts.append(say_time(what_if.amount, what_if.unit or unit))
    if what_if.points is not None:
        parts.append(f"in weeks {say_list([str(week) for week in what_if.points])}")
    if what_if.stages:
        parts.append(f"for {say_list([STAGE.label(stage).lower() for stage in what_if.stages], 'or')}")
    if what_if.pauses is not None:
        paused = say_list([one.replace("_", " ") for one in what_if.pauses], "or")
        parts.append(f"paused by {paused}" if paused else "never paused")
    return " ".join(parts)


def words_of(standard: str) -> str:
    """A clause in words: "a decision on a referral"; of a contract's own, its name."""
    return STANDARDS.get(standard) or CASEWORK_STANDARDS.get(standard) or standard.replace("_", " ")


def say_every(amount: int, unit: str) -> str:
    """a contact every week, a contact every 14 days."""
    one = unit.removesuffix("s").replace("_", " ")
    return f"a contact every {one if amount == 1 else plural(amount, one)}"


def say_time(amount: int, unit: str) -> str:
    """within 48 hours, within 5 working days, on the day itself."""
    if amount == 0:
        return "on the day itself"
    return (
        f"within {plural(amount, unit.removesuffix('s').replace('_', ' '))}" if unit else f"within {amount}"
    )


def clause_time(row: Standard) -> str:
    """The time of a clause: within 72 hours; in weeks 2 and 4."""
    if row.points:
        return f"in weeks {say_list([str(week) for week in row.points])}, {say_time(row.amount, row.unit)}"
    return say_time(row.amount, row.unit)
