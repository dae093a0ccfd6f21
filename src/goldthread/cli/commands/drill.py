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
    known_to,
    one_of,
    period_of,
    print_json,
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
    from goldthread.evidence.cuts import check_values
    from goldthread.evidence.drill import drill
    from goldthread.evidence.plain import drill_told
    from goldthread.evidence.words import say_verdict
    from goldthread.kernel.words import say_date
    from goldthread.measures.questions import Verdict

    question = one_of(asked.code, known_to(asked))
    period, where = period_of(asked), where_of(asked)
    with inquiry_of(asked) as inquiry:
        found = drill(inquiry, question, period, verdict=asked.verdict, where=where, limit=asked.limit)
        if where and not any(found.counted.values()):
            check_values(inquiry, [question], where, period)
        if asked.json:
            print_json(drill_told(inquiry, found))
            return 0
    counted = ", ".join(
        f"{found.counted[verdict.word]} {say_verdict(question, verdict)}"
        for verdict in Verdict
        if found.counted[verdict.word]
    )
    print(f"{question.name}, {found.period.label}: {counted or 'no record falls in this period'}.\n")
    if found.members:
        rows = [
            [
                say_verdict(question, member.verdict),
                member.record_id,
                say_date(member.dated) if member.dated else "",
                member.side,
                member.why,
            ]
            for member in found.members
        ]
        print(columns([["verdict", "record", "dated", "side", "why"], *rows]))
    return 0
