"""One self-contained page: every figure with its limits, its chart and table, and how it is counted."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from goldthread.cli.asking import (
    add_json,
    add_local,
    add_period,
    add_store,
    chosen,
    inquiry_of,
    known_to,
    names_of,
    period_of,
    print_json,
)
from goldthread.cli.progress import Progress

FAILED = 70


def arguments(parser: argparse.ArgumentParser) -> None:
    add_store(parser)
    add_period(parser)
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="the page, as report.html")
    parser.add_argument("--contract", metavar="CODE", help="only the services of this contract of the terms")
    parser.add_argument(
        "--indicator", action="append", default=[], metavar="CODE", help="only these; tenancy.* for many"
    )
    parser.add_argument("--by", default="service", metavar="CUT,CUT", help="cuts to show, else by service")
    add_local(parser)
    add_json(parser)


def run(asked: argparse.Namespace) -> int:
    from goldthread.reports.gather import gather
    from goldthread.reports.page import write

    known = known_to(asked)
    questions = chosen(asked.indicator, known)
    progress = Progress(quiet=asked.json)
    with inquiry_of(asked) as inquiry:
        gathered = gather(
            inquiry,
            questions,
            period_of(asked),
            by=names_of(asked.by),
            contract=asked.contract,
            known=known,
            progress=progress.say,
        )
    size = write(gathered, asked.out)
    progress.done()
    if asked.json:
        print_json(
            {
                "report": str(asked.out),
                "bytes": size,
                "snapshot": gathered.snapshot,
                "terms": gathered.terms,
                "as_of": gathered.as_of.isoformat(),
                "period": [gathered.period.start.isoformat(), gathered.period.end.isoformat()],
                "contract": gathered.contract.code if gathered.contract else None,
                "indicators": [chapter.code for chapter in gathered.chapters],
                "failed": [{"code": one.code, "why": one.failed} for one in gathered.failed],
            }
        )
    else:
        print(f"Wrote {asked.out}: {len(gathered.chapters)} indicators, {size // 1000} kB.")
    for chapter in gathered.failed:
        print(f"goldthread: {chapter.code} could not be worked out. {chapter.failed}", file=sys.stderr)
    return FAILED if gathered.failed else 0
