"""Figures of a period: how many, of how many, how sure, what is not known, and whether a target is met."""

from __future__ import annotations

import argparse

from goldthread.cli.asking import (
    add_json,
    add_local,
    add_period,
    add_store,
    add_where,
    chosen,
    columns,
    inquiry_of,
    known_to,
    names_of,
    period_of,
    print_json,
    where_of,
)
from goldthread.cli.progress import Progress


def arguments(parser: argparse.ArgumentParser) -> None:
    add_store(parser)
    add_period(parser)
    parser.add_argument(
        "--indicator",
        action="append",
        default=[],
        metavar="CODE",
        help="only these; tenancy.* for many",
    )
    parser.add_argument("--by", default="", metavar="CUT,CUT", help="cuts to tell apart, as service,locality")
    add_where(parser)
    add_local(parser)
    add_json(parser)


def run(asked: argparse.Namespace) -> int:
    from goldthread.evidence.cuts import check_cuts, check_values, cuts_of
    from goldthread.evidence.plain import figures_told
    from goldthread.kernel.words import say_date

    questions = chosen(asked.indicator, known_to(asked))
    period, where = period_of(asked), where_of(asked)
    by = names_of(asked.by)
    check_cuts([*by, *where], questions)
    named = bool(asked.indicator) and not any("*" in told for told in asked.indicator)
    with inquiry_of(asked) as inquiry:
        # Asked of all, an indicator without a cut that is held fixed has no such figure.
        asks = [(one, set(cuts_of(one))) for one in questions]
        told = [(one, cuts) for one, cuts in asks if named or set(where) <= cuts]
        kept = [(one, tuple(by if named else filter(cuts.__contains__, by))) for one, cuts in told]
        for apart in dict.fromkeys(cuts for _, cuts in kept):
            alike = [one for one, cuts in kept if cuts == apart]
            counted = Progress().each(alike, "indicators", len(alike))
            inquiry.look_ahead(counted, [period], by=apart, where=where)
        figures = [
            figure for one, cuts in kept for figure in inquiry.figures(one, period, by=cuts, where=where)
        ]
        if where and not any(any(figure.verdicts.values()) for figure in figures):
            check_values(inquiry, [one for one, _ in kept], where, period)
        if asked.json:
            print_json(figures_told(inquiry, str(asked.store), period, figures))
            return 0
        print(f"{period.label}. Records up to {say_date(inquiry.as_of)}. Snapshot {inquiry.snapshot[:12]}.\n")
    print(columns([["indicator", "cut", "figure", "likely", "beside it", "target", ""], *map(_row, figures)]))
    return 0


def _row(figure):  # type: ignore[no-untyped-def]  # its type is imported only when a figure is printed
    from goldthread.evidence.labels import cell_label
    from goldthread.evidence.words import beside, headline, if_known, likely, say_target

    return [
        figure.code,
        cell_label(figure),
        headline(figure) if not figure.why else f"{headline(figure)}: {figure.why}",
        likely(figure).removeprefix("likely "),
        "; ".join(filter(None, (beside(figure), if_known(figure)))),
        say_target(figure.question, figure.expected),
        figure.said,
    ]
