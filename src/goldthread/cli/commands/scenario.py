"""What if 48 hours, what if weekly: the same records under other terms, beside what was. Nothing is saved."""

from __future__ import annotations

import argparse
from typing import Any

from goldthread.cli.asking import (
    add_json,
    add_local,
    add_period,
    add_store,
    columns,
    inquiry_of,
    known_to,
    names_of,
    period_of,
    print_json,
)
from goldthread.kernel.refusals import Refused

MOST_RECORDS = 100_000


def arguments(parser: argparse.ArgumentParser) -> None:
    add_store(parser)
    add_period(parser)
    whose = parser.add_argument_group("whose terms; every contract where neither is named")
    whose.add_argument("--contract", metavar="CODE", help="those of one contract")
    whose.add_argument("--service", metavar="NAME", help="those of one service, told of it alone")
    clause = parser.add_argument_group("a clause with a time")
    clause.add_argument(
        "--standard", metavar="NAME", help="as tenancy_risk_response; contact_due for contacts by stage"
    )
    clause.add_argument("--amount", type=int, metavar="N", help="how many hours, days or weeks")
    clause.add_argument("--unit", metavar="U", help="hours, working_days, days or weeks; else as it is")
    clause.add_argument("--points", metavar="N,N", help="weeks after the start, as 2,4")
    clause.add_argument(
        "--pauses", metavar="R,R", help="what stops the clock, as hospital,away; none for nothing"
    )
    clause.add_argument("--stages", metavar="S,S", help="only people on these stages, as intensive,active")
    rules = parser.add_argument_group("how homes and work are counted")
    rules.add_argument("--sustained", metavar="RULE", help='"unbroken" or "13 in 16 weeks"')
    rules.add_argument(
        "--weekly-hours", type=float, metavar="H", help="least weekly hours of a job; 0 for any"
    )
    rules.add_argument("--home-days", type=int, metavar="N", help="gap between homes that is passed over")
    rules.add_argument("--work-days", type=int, metavar="N", help="gap between jobs that is passed over")
    others = parser.add_argument_group("a caseload cap or a target")
    others.add_argument("--role", metavar="ROLE", help="whose cap, as employment_specialist")
    others.add_argument("--people", type=float, metavar="N", help="people for one whole-time equivalent")
    others.add_argument("--indicator", metavar="CODE", help="whose target")
    others.add_argument("--at-least", metavar="X", help='its floor, as 0.65 or "65%%"')
    others.add_argument("--at-most", metavar="X", help="its ceiling")
    parser.add_argument(
        "--records", type=int, metavar="N", help="list up to N records whose clock would come out otherwise"
    )
    add_local(parser)
    add_json(parser)


def run(asked: argparse.Namespace) -> int:
    from dataclasses import replace

    from goldthread.evidence.scenario import clocks, otherwise, scenario
    from goldthread.evidence.scenario.compared import clocks_of
    from goldthread.evidence.scenario.plain import scenario_told

    what_if, period = _what_if(asked), period_of(asked)
    if asked.records is not None and not 0 <= asked.records <= MOST_RECORDS:
        raise Refused(f"List from 0 to {MOST_RECORDS:,} records.")
    with inquiry_of(asked) as inquiry:
        found = scenario(inquiry, known_to(asked).values(), what_if, period)
        records = None
        if asked.records is not None:
            with otherwise(inquiry, what_if, period) as other:
                wanted = clocks_of(inquiry, other, what_if, period)
                records = []
                if wanted is not None:
                    wanted = replace(wanted, services=found.services)
                    records = clocks.members(inquiry, other, wanted, asked.records)
        if asked.json:
            print_json(scenario_told(inquiry, str(asked.store), found, records))
        else:
            _say(inquiry, found, records)
    return 0


def _what_if(asked: argparse.Namespace) -> Any:
    from goldthread.evidence.scenario import WhatIf

    return WhatIf(
        contract=asked.contract,
        service=asked.service,
        standard=asked.standard,
        amount=asked.amount,
        unit=asked.unit,
        points=_weeks(asked.points),
        pauses=None if asked.pauses is None else _pauses(asked.pauses),
        stages=None if asked.stages is None else tuple(names_of(asked.stages)),
        sustained=asked.sustained,
        weekly_hours=asked.weekly_hours,
        home_days=asked.home_days,
        work_days=asked.work_days,
        role=asked.role,
        people=asked.people,
        indicator=asked.indicator,
        at_least=_end(asked.at_least, "--at-least"),
        at_most=_end(asked.at_most, "--at-most"),
    )


def _weeks(told: str | None) -> tuple[int, ...] | None:
    if told is None:
        return None
    names = names_of(told)
    if not names or not all(name.isdecimal() and len(name) < 5 for name in names):
        raise Refused(f'"--points {told}" must be weeks after the start, such as 2,4.')
    return tuple(int(name) for name in names)


def _pauses(told: str) -> tuple[str, ...]:
    return () if told.strip().lower() == "none" else tuple(names_of(told))


def _end(told: str | None, option: str) -> float | None:
    """A number, or a share in per cent."""
    if told is None:
        return None
    plain = told.strip()
    try:
        return round(float(plain[:-1]) / 100, 12) if plain.endswith("%") else float(plain)
    except ValueError:
        raise Refused(f'"{option} {told}" is not a number. Write it as 0.65 or "65%".') from None


def _say(inquiry: Any, found: Any, records: Any) -> None:
    from goldthread.evidence.drill import say
    from goldthread.evidence.scenario import words
    from goldthread.evidence.scenario.clocks import NONE, STATES
    from goldthread.kernel.words import say_date

    whose = f" {', '.join(found.services)}." if found.services else ""
    print(f"What if: {words.asked(found)}.")
    print(f"{words.said(found)}")
    print(f"{found.period.label}.{whose} Records up to {say_date(inquiry.as_of)}. Nothing is saved.\n")
    rows = [["", "as it was", "as it would be"]]
    if found.clocks is not None:
        rows.append(["clocks", words.states(found.clocks.was), words.states(found.clocks.would)])
        rows += [
            [month.label, words.of_count(was), words.of_count(would)]
            for month, was, would in found.clocks.months
        ]
    for one in (found.contacts.whole, *found.contacts.stages) if found.contacts is not None else ():
        rows.append([words.stage(one.stage), words.states(one.counted.was), words.states(one.counted.would)])
        rows.append(["", words.of_times(one.was), words.of_times(one.would)])
    rows += [[one.question.code, words.of_one(one.was), words.of_one(one.would)] for one in found.figures]
    print(columns(rows))
    told = [sentence for _, _, sentence in words.moves(found.clocks)] if found.clocks is not None else []
    if told:
        print("\n" + "\n".join(f"{sentence}." for sentence in told))
    if found.apart:
        print(f"\nNot told by service: {', '.join(one.code for one in found.apart)}.")
    if records:
        heads = ["record", "started", "due", "would be due", "answered", "was", "would be"]
        said = {**STATES, NONE: "not counted"}
        listed = [
            [
                f"{one.table} {one.record_id}",
                *map(say, (one.started, one.due_was, one.due_would)),
                say(one.answered),
            ]
            + [said[one.was], said[one.would]]
            for one in records
        ]
        print("\n" + columns([heads, *listed]))
