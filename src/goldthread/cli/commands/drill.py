"""The records behind a figure: members, those not in it, and why."""

from __future__ import annotations

import argparse

from goldthread.cli.asking import (
    add_json,
    add_local,
    add_period,
    add_store,
    add_where,
    columns,
    inquiry_of,
    one_of,
    period_of,
    print_json,
    questions_of,
    where_of,
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE", help="the indicator")
    add_store(parser)
    add_period(parser)
    parser.add_argument("--verdict", metavar="V", help="only met, not_met, out, not_due or unknown")
    parser.add_argument("--limit", type=int, metavar="N", help="at most so many records a side")
    add_where(parser)
    add_local(parser)
    add_json(parser)


def run(asked: argparse.Namespace) -> int:
    from goldthread.evidence.drill import drill
    from goldthread.evidence.plain import drill_told
    from goldthread.kernel.words import say_date

    question = one_of(asked.code, questions_of(asked.local))
    with inquiry_of(asked) as inquiry:
        found = drill(
            inquiry,
            question,
            period_of(asked),
            verdict=asked.verdict,
            where=where_of(asked),
            limit=asked.limit,
        )
        if asked.json:
            print_json(drill_told(inquiry, found))
            return 0
    counted = ", ".join(
        f"{number} {word.replace('_', ' ')}" for word, number in found.counted.items() if number
    )
    print(f"{question.name}, {found.period.label}: {counted or 'no record falls in this period'}.\n")
    if found.members:
        rows = [
            [
                member.verdict.said,
                member.record_id,
                say_date(member.dated) if member.dated else "",
                member.side,
                member.why,
            ]
            for member in found.members
        ]
        print(columns([["verdict", "record", "dated", "side", "why"], *rows]))
    return 0
