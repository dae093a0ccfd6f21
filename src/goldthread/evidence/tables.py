"""Figures and members as rows of text, for CSV: what is on screen, in the same order."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from goldthread.evidence.figures import Figure
from goldthread.evidence.words import beside, cell_name, headline, likely

if TYPE_CHECKING:
    from goldthread.evidence.drill import Member

# What a spreadsheet would run as a formula, or what hides one: such text gets an apostrophe before it.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def figure_rows(figures: Sequence[Figure]) -> Iterable[list[Any]]:
    """A heading, then one row a figure."""
    yield [
        *(
            "indicator",
            "version",
            "from",
            "to",
            "cut",
            "figure",
            "likely",
            "beside",
            "value",
            "lower",
            "upper",
        ),
        *("numerator", "denominator", "met", "not_met", "out", "not_due", "unknown", "judgement", "why"),
    ]
    for figure in figures:
        told = figure.verdicts
        lower, upper = figure.limits if figure.limits is not None else (None, None)
        yield [
            figure.code,
            figure.question.version,
            figure.period.start.isoformat(),
            figure.period.end.isoformat(),
            cell_name(figure),
            headline(figure),
            likely(figure),
            beside(figure),
            figure.value,
            lower,
            upper if upper is None or math.isfinite(upper) else "",
            figure.numerator,
            figure.denominator,
            *(told[word] for word in ("met", "not_met", "out", "not_due", "unknown")),
            figure.judgement or "",
            figure.why,
        ]


def member_rows(members: Sequence[Member], names: Sequence[str]) -> Iterable[list[Any]]:
    """A heading, then one row a record behind a figure; `names` are the cuts to show."""
    yield ["verdict", "record", "table", "person", "dated", "value", "why", "side", *names]
    for member in members:
        yield [
            member.verdict.word,
            member.record_id,
            member.table,
            member.person_id or "",
            member.dated.isoformat() if member.dated is not None else "",
            "" if member.value is None else member.value,
            member.why,
            member.side,
            *(member.cut.get(name) or "" for name in names),
        ]


def as_csv(rows: Iterable[Sequence[Any]]) -> str:
    """CSV that a spreadsheet opens as text and numbers, and never as a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([safe(cell) for cell in row])
    return out.getvalue()


def safe(cell: Any) -> Any:
    """Numbers as they are; text that could run is marked as text."""
    if isinstance(cell, str) and cell.startswith(DANGEROUS):
        return "'" + cell
    return cell
