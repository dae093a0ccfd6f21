"""A specification in words: what each of its clauses says, as every page of it shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from goldthread.contracts.specification import checked_clocks, checked_pathways, checked_schedule
from goldthread.contracts.specification.clauses import Fault, of_pathway
from goldthread.contracts.specification.comparing import Difference, time_of
from goldthread.contracts.specification.declared import Clock, Pathway, Scheduled, Specification, Stage
from goldthread.contracts.specification.words import (
    ACTORS,
    CADENCES,
    COST_UNITS,
    FUNCTIONS,
    OUTCOME_TERMS,
    PAYMENTS,
    ROUTES,
)
from goldthread.contracts.terms.vocabulary import RESPONSES, STARTS
from goldthread.evidence.words import say_target
from goldthread.kernel.words import plural, say_date, say_list, say_money
from goldthread.measures.questions import Question
from goldthread.web.contracting.clauses import (
    SECTIONS,
    Block,
    Clause,
    Line,
    Section,
    differing,
    placed,
    titles,
)
from goldthread.web.contracting.days import begins
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


def sections(spec: Specification, known: Questions, faults: Iterable[Fault] = ()) -> list[Section]:
    """Every section, each fault beside its clause; what fits none is loose in its section."""
    made = {
        "about": [_about(spec)],
        "functions": [_functions(spec)],
        "entry": [_entry(spec)],
        "pathways": [block for n, one in enumerate(spec.pathways) for block in _pathway(n, one, known)]
        + [Block((), adds=("pathways", "new", "Add a pathway"), none=_none(spec.pathways, "pathway"))],
        "clocks": [_clocks(spec)],
        "interfaces": [_interfaces(spec)],
        "staffing": [_staffing(spec), _durations(spec), _costs(spec)],
        "money": [_money(spec)],
        "schedule": [_schedule(spec, known)],
        "counting": [_counting(spec)],
    }
    whole = [Section(slug, *SECTIONS[slug], tuple(blocks)) for slug, blocks in made.items()]
    return placed(whole, list(faults), known)


def _none(rows: Sequence[Any], what: str) -> str:
    return "" if rows else f"There is no {what} yet."


def _source(part: Any) -> str:
    ours = "our figure" if getattr(part, "ours", False) else ""
    return "; ".join(each for each in (getattr(part, "source", ""), ours) if each)


def _lines(*pairs: Line) -> tuple[Line, ...]:
    return tuple((label, said) for label, said in pairs if said)


def _about(spec: Specification) -> Block:
    extension = f", and up to {plural(spec.extension_months, 'month')} more" if spec.extension_months else ""
    said = _lines(
        ("Purpose", spec.purpose),
        ("Commissioner", spec.commissioner or "not named yet"),
        ("Provider", spec.provider or "not named yet"),
        ("Services", ", ".join(spec.services) or "none named yet"),
        ("Days", f"{say_date(spec.starts_on)} to {say_date(spec.ends_on)}{extension}"),
        ("Paid", PAYMENTS.get(spec.payment, spec.payment)),
        ("Bank holidays of", NATIONS.get(spec.nation, spec.nation)),
    )
    parts = (("parties", said[:3]), ("services", said[3:4]), ("term", said[4:]))
    clauses = [Clause(name, name.capitalize(), lines, "about", name) for name, lines in parts]
    return Block(tuple(clauses))


def _functions(spec: Specification) -> Block:
    rows = [
        Clause(
            f"function {one.code}",
            FUNCTIONS.get(one.code, one.code or "Not chosen"),
            (("What is done", one.says), ("By", ACTORS.get(one.by, one.by) or "not said")),
            *("functions", str(n)),
            _source(one),
        )
        for n, one in enumerate(spec.functions)
    ]
    return Block(
        tuple(rows), "", ("Function", "What is done", "By"), ("functions", "new", "Add a function"),
        _none(rows, "function"),
    )  # fmt: skip


def _entry(spec: Specification) -> Block:
    rows = [
        Clause(
            f"entry {n + 1}",
            one.says or "Nothing is written",
            (("Which way", "May come in" if one.kind == "include" else "May not come in"),),
            *("entry", str(n)),
            _source(one),
        )
        for n, one in enumerate(spec.entry)
    ]
    return Block(
        tuple(rows), "", ("Criterion", "Which way"), ("entry", "new", "Add a criterion"),
        _none(rows, "criterion"),
    )  # fmt: skip


def _pathway(n: int, one: Pathway, known: Questions) -> list[Block]:
    named = checked_pathways.clause_of(one)
    outcomes = [
        (
            f"Outcome, {OUTCOME_TERMS.get(each.term, each.term).lower()}",
            each.says + (f" ({name_of(each.indicator, known)})" if each.indicator else ""),
        )
        for each in one.outcomes
    ]
    card = Clause(
        named,
        one.name or "A pathway without a name",
        _lines(
            ("For whom", one.for_whom),
            *((f"Care: {each.name}", "; ".join(each.interventions)) for each in one.categories),
            *outcomes,
            *(
                (
                    "Permitted: " + each.code.replace("_", " "),
                    f"{each.says}. {_actor(each.decided_by)} decides.",
                )
                for each in one.variances
            ),
        ),
        *("pathways", str(n)),
        one.source,
    )
    stages = [
        Clause(
            checked_pathways.clause_of(one, stage),
            STAGES.get(stage.code, stage.code or "A stage"),
            (
                ("What is done", stage.says),
                ("How long", _long(stage)),
                ("Contact", _contact(stage)),
                ("Ways out", _routes(stage) or "none"),
            ),
            *("stages", f"{n}-{m}"),
            _source(stage),
        )
        for m, stage in enumerate(one.stages)
    ]
    table = Block(
        tuple(stages),
        f"Stages of {one.name or 'this pathway'}",
        ("Stage", "What is done", "How long", "Contact", "Ways out"),
        ("stages", f"{n}-new", f"Add a stage to {one.name or 'this pathway'}"),
        _none(stages, "stage"),
    )
    return [Block((card,)), table]


def _actor(code: str) -> str:
    return ACTORS.get(code, code) or "Nobody"


def _between(least: Any, most: Any, unit: str) -> str:
    if least is not None and most is not None:
        return f"{least:g} to {plural_of(most, unit)}" if least != most else plural_of(most, unit)
    if most is not None:
        return f"up to {plural_of(most, unit)}"
    return f"{plural_of(least, unit)} or more" if least is not None else ""


def plural_of(number: Any, unit: str) -> str:
    """3 weeks; 1 week; 3.5 hours."""
    return f"{number:g} {unit if number == 1 else unit + 's'}"


def _long(stage: Stage) -> str:
    weeks = _between(stage.weeks_least, stage.weeks_most, "week")
    hours = _between(stage.hours_least, stage.hours_most, "hour")
    return "; ".join(each for each in (weeks, f"{hours} a week" if hours else "") if each) or "as needed"


def _contact(stage: Stage) -> str:
    asked = stage.contact
    if asked is None:
        return "as agreed"
    times = {1: "once", 2: "twice"}.get(asked.times, f"{asked.times} times")
    return f"{times} in {time_of(asked)}"


def _routes(stage: Stage) -> str:
    told = []
    for route in stage.routes:
        where = f" to {STAGES.get(route.to, route.to)}" if route.to else ""
        told.append(f"{ROUTES.get(route.kind, route.kind)}{where}: {route.when}")
    return "; ".join(told)


def duty_of(name: str) -> str:
    """What a clock is called: its duty in words, else its own name."""
    said = DUTIES.get(name, name.replace("_", " ") or "a clock without a name")
    return said[:1].upper() + said[1:]


def within(clock: Clock) -> str:
    """72 hours; the same day; in weeks 1, 2 and 4."""
    if clock.points:
        weeks = say_list([str(week) for week in clock.points])
        return f"week{'s' if len(clock.points) > 1 else ''} {weeks} after the start"
    return time_of(clock)


def clock_lines(clock: Clock) -> tuple[Line, ...]:
    """When, response, within, if not: as people read a clause."""
    pauses = say_list([PAUSES.get(each, each).lower() for each in clock.pauses])
    told = "; ".join(f"after {time_of(each)}, {_actor(each.to).lower()}" for each in clock.escalations)
    return _lines(
        ("When", BEGINS.get(clock.starts, clock.starts) or "nothing starts it"),
        ("Response", ANSWERS.get(clock.response, clock.response) or "none"),
        ("Within", within(clock)),
        ("Who", _actor(clock.who)),
        ("Only in", say_list([STAGES.get(each, each) for each in clock.stages])),
        ("Pauses", pauses or "none"),
        ("If not, tell", told or "nobody"),
    )


def clock_clause(clock: Clock, n: int) -> Clause:
    """The clause of a response clock."""
    return Clause(
        checked_clocks.clause_of(clock),
        duty_of(clock.name),
        clock_lines(clock),
        *("clocks", str(n)),
        _source(clock),
        clock.name,
        clock.starts in STARTS and clock.response in RESPONSES,
    )


def _clocks(spec: Specification) -> Block:
    rows = tuple(clock_clause(one, n) for n, one in enumerate(spec.clocks))
    return Block(rows, adds=("clocks", "new", "Add a clock"), none=_none(rows, "clock"))


def _interfaces(spec: Specification) -> Block:
    rows = [
        Clause(
            f"interface {one.partner}" if one.partner else "interface without a partner",
            one.partner or "Not named",
            (
                ("Who speaks for it", one.role),
                ("How often", CADENCES.get(one.cadence, one.cadence)),
                ("What sticks goes to", one.escalation),
                ("Sharing rests on", one.sharing),
            ),
            *("interfaces", str(n)),
            one.source,
        )
        for n, one in enumerate(spec.interfaces)
    ]
    columns = ("Partner", "Who speaks for it", "How often", "What sticks goes to", "Sharing rests on")
    return Block(tuple(rows), "", columns, ("interfaces", "new", "Add a partner"), _none(rows, "partner"))


def _staffing(spec: Specification) -> Block:
    rows = [
        Clause(
            f"staff {one.role}",
            ROLES.get(one.role, one.role or "Not chosen"),
            (
                ("Whole-time equivalents", f"{one.wte:f}"),
                ("Caseload cap", "none" if one.people is None else plural(int(one.people), "person")
                 if one.people == int(one.people) else f"{one.people:f} people"),
            ),
            *("staffing", str(n)),
            _source(one),
        )
        for n, one in enumerate(spec.staffing)
    ]  # fmt: skip
    columns = ("Role", "Whole-time equivalents", "Caseload cap")
    return Block(tuple(rows), "Staff", columns, ("staffing", "new", "Add a role"), _none(rows, "role"))


def _of_all(spec: Specification, code: str) -> str:
    names = {one.code: one.name for one in spec.pathways}
    return names.get(code, code) or "all pathways"


def _durations(spec: Specification) -> Block:
    rows = [
        Clause(
            of_pathway(one, f"duration {one.of}"),
            LENGTHS.get(one.of, one.of),
            (("At most", plural(one.months_most, "month")), ("Pathway", _of_all(spec, one.pathway))),
            *("durations", str(n)),
            _source(one),
        )
        for n, one in enumerate(spec.durations)
    ]
    return Block(
        tuple(rows), "How long support lasts", ("What", "At most", "Pathway"),
        ("durations", "new", "Add a length"), _none(rows, "length"),
    )  # fmt: skip


def _costs(spec: Specification) -> Block:
    rows = [
        Clause(
            of_pathway(one, f"cost {one.unit}"),
            f"Cost of {COST_UNITS.get(one.unit, one.unit)}",
            (
                ("Agreed between", f"{say_money(one.low)} and {say_money(one.high)}"),
                ("Prices of", one.price_year),
                ("Pathway", _of_all(spec, one.pathway)),
            ),
            *("costs", str(n)),
            _source(one),
        )
        for n, one in enumerate(spec.costs)
    ]
    columns = ("Unit", "Agreed between", "Prices of", "Pathway")
    return Block(tuple(rows), "Unit costs", columns, ("costs", "new", "Add a cost"), _none(rows, "unit cost"))


def _money(spec: Specification) -> Block:
    rows = [
        Clause(
            f"money, year {one.year}",
            f"Year {one.year}",
            (
                ("From", say_date(begun) if (begun := begins(spec, one.year)) else ""),
                ("Total", say_money(one.total)),
                (
                    "Parts",
                    "; ".join(f"{each.says}: {say_money(each.amount)}" for each in one.parts) or "none",
                ),
            ),
            *("money", str(n)),
        )
        for n, one in enumerate(spec.money)
    ]
    columns = ("Year", "From", "Total", "Parts")
    return Block(tuple(rows), "", columns, ("money", "new", "Add a year"), _none(rows, "money"))


def name_of(code: str | None, known: Questions) -> str:
    """The name of an indicator; its code where it is not known."""
    found = known.get(code or "")
    return found.name if found is not None else (code or "Not chosen")


def target_words(step: Any, question: Question | None) -> str:
    """at least 65 %."""
    if step.at_least is None and step.at_most is None:
        return "no target"
    if question is not None:
        return say_target(question, step)
    ends = (("at least", step.at_least), ("at most", step.at_most))
    return say_list([f"{word} {end:g}" for word, end in ends if end is not None])


def schedule_lines(spec: Specification, one: Scheduled, known: Questions) -> tuple[Line, ...]:
    """Target by contract year, how it is judged, what balances it."""
    question = known.get(one.indicator)
    steps = "; ".join(f"year {each.year}: {target_words(each, question)}" for each in one.steps)
    balance = ", ".join(name_of(code, known) for code in one.balance)
    why = f"nothing, because: {one.no_balance_because}" if one.no_balance_because else ""
    return (
        ("Target", steps or "reported, not judged"),
        ("Balanced by", balance or why or ("nothing" if one.steps else "no target to balance")),
        ("Judged from", str(one.least_number) if one.steps else ""),
        ("Reported", CADENCES.get(one.cadence, one.cadence)),
    )


def _schedule(spec: Specification, known: Questions) -> Block:
    rows = [
        Clause(
            checked_schedule.clause_of(one),
            name_of(one.indicator, known),
            schedule_lines(spec, one, known),
            *("schedule", str(n)),
            "; ".join(dict.fromkeys(_source(step) for step in one.steps if _source(step))),
        )
        for n, one in enumerate(spec.schedule)
    ]
    columns = ("Indicator", "Target", "Balanced by", "Judged from", "Reported")
    return Block(tuple(rows), "", columns, ("schedule", "new", "Add an indicator"), _none(rows, "indicator"))


def _counting(spec: Specification) -> Block:
    rules = spec.counting
    hours = rules.minimum_weekly_hours
    said = _lines(
        ("Work is sustained by", SUSTAINED_WORDS.get(rules.sustained, rules.sustained)),
        ("Least hours a week", f"{hours:g}" if hours is not None else "any"),
        ("Between homes", f"a gap of up to {plural(rules.home_gap_days, 'day')} does not break it"),
        ("Between jobs", f"a gap of up to {plural(rules.work_gap_days, 'day')} does not break it"),
    )
    return Block((Clause("counting", "Counting", said, "counting", "rules"),))


def differences(before: Specification, after: Specification, known: Questions) -> list[Difference]:
    """What differs between two documents, clause by clause, in words."""
    called = titles(sections(before, known), sections(after, known))
    return differing(before, after, called, known)
