"""Sentences of a report: the figure, why there is none, how it stands, and how it is counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from goldthread.evidence.figures import Figure
from goldthread.evidence.signals import IMPROVING, WORSE
from goldthread.evidence.words import beside, headline, if_known, likely
from goldthread.kernel.words import plural, say_date, say_list, say_number
from goldthread.measures.questions import Count, Proportion, Question, Rate, Ratio
from goldthread.pictures import Table, table_of
from goldthread.reports.gather import Chapter, Gathered

LABELS = {
    "asks": "Asks",
    "of": "Asked of",
    "considered": "Considered",
    "among": "Only where",
    "left_out": "Left out",
    "not_due": "Not due yet",
    "counts": "Counts",
    "unknown": "Not known",
    "value": "The number",
    "running": "Still running",
    "worst": "Ranks worst",
    "placed": "Placed in time",
    "one_per": "One a person",
    "splits": "Told apart by",
    "sides": "Its two sides",
    "source": "Source",
}


def said(chapter: Chapter) -> str:
    """The figure of a chapter in its largest letters."""
    if chapter.figure is None:
        return "No figure"
    return headline(chapter.figure)


def why(chapter: Chapter) -> str:
    """Why there is no figure, or that a nought is a true one; empty otherwise.

    Nought, none due, not known and failed to compute are four different sentences.
    """
    if chapter.failed:
        return f"This could not be worked out. {chapter.failed}"
    figure = chapter.figure
    if figure is None or figure.why:
        return figure.why if figure is not None else ""
    if figure.value == 0 and isinstance(figure.question, Proportion):
        return f"A true nought: none of the {say_number(figure.denominator or 0)} counted met it."
    if figure.value == 0 and isinstance(figure.question, (Count, Rate, Ratio)):
        return "A true nought: the records were looked through and there was none."
    return ""


def small(figure: Figure) -> list[str]:
    """What stands in small beside a figure: its likely range, its unknowns, what they could make of it."""
    parts = [likely(figure), beside(figure), if_known(figure)]
    return [f"{part[:1].upper()}{part[1:]}." for part in parts if part]


def standing(gathered: Gathered) -> list[str]:
    """The report in a few sentences: how many figures, targets, and what has no figure."""
    figures = [chapter.figure for chapter in gathered.told if chapter.figure is not None]
    aimed = [figure.said for figure in figures if figure.expected is not None]
    told = f"{plural(len(gathered.told), 'indicator')}, {len(aimed)} of them with a target."
    without = sum(figure.value is None for figure in figures) + len(gathered.failed)
    if without:
        told += f" {plural(without, 'has', 'have')} no figure; each says why."
    if gathered.silent:
        told += f" {plural(len(gathered.silent), 'more has', 'more have')} no record at all."
    return [told]


def worth_a_look(gathered: Gathered) -> list[tuple[str, list[Chapter]]]:
    """Lists of chapters under a few words, worst first; an empty list says that there is none."""
    found = {
        "Target not met": [one for one in gathered.told if _said(one) == "Not met"],
        "Getting worse": [one for one in gathered.told if one.signal and one.signal.words == WORSE[1]],
        "Improving": [one for one in gathered.told if one.signal and one.signal.words == IMPROVING[1]],
        "Target met": [one for one in gathered.told if _said(one) == "Met"],
        "Cannot say yet": [one for one in gathered.told if _said(one) == "Cannot say yet"],
    }
    return list(found.items())


def _said(chapter: Chapter) -> str:
    return chapter.figure.said if chapter.figure is not None else ""


def reach(gathered: Gathered) -> str:
    """How far the records go, and a warning where the period goes further."""
    words = f"Figures as of {say_date(gathered.as_of)}, the last day that every source of records reaches."
    if gathered.period.end > gathered.as_of:
        words += f" The period ends later, on {say_date(gathered.period.end)}: it is not complete."
    return words


def counted(told: Mapping[str, Any], depth: int = 0) -> Iterator[tuple[str, str]]:
    """How a question is counted, as (label, sentence); the sides of a rate follow one another."""
    for key, value in told.items():
        label = LABELS.get(key, key.replace("_", " ").capitalize())
        if isinstance(value, Mapping):
            for name, inner in value.items():
                part = f"{label}: {name.replace('_', ' ')}" if key == "splits" else name.capitalize()
                if isinstance(inner, Mapping):
                    for inner_label, sentence in counted(inner, depth + 1):
                        yield f"{part}: {inner_label.lower()}", sentence
                else:
                    yield part, str(inner)
        elif not (depth and key == "source"):
            yield label, "; ".join(value) if isinstance(value, (list, tuple)) else str(value)


def examples(question: Question) -> list[tuple[str, list[list[str]]]]:
    """The examples of a question, side by side for a rate: (name of the side, rows with a heading first)."""
    found = []
    for name, side in question.sides():
        lines = [line for line in side.examples.strip().splitlines() if "||" in line]
        rows = [[cell.strip() for cell in line.replace("||", "|").split("|")] for line in lines]
        if rows:
            found.append((name, rows))
    return found


def balances(gathered: Gathered, question: Question) -> list[tuple[str, Chapter | None]]:
    """The measures to read with one, by name; None where this report has no chapter of it."""
    codes = gathered.chosen[question.code].codes if question.code in gathered.chosen else question.balanced_by
    return [(gathered.names.get(code) or code, gathered.chapter(code)) for code in codes]


def no_balance(gathered: Gathered, question: Question) -> str:
    """Why the contract reads its target with nothing else, in its words; empty where it names something."""
    chosen = gathered.chosen.get(question.code)
    return chosen.because if chosen is not None and not chosen.codes else ""


def months_table(chapter: Chapter) -> Table:
    """The series as a table, the newest month first."""
    made = table_of(chapter.series, "period", chapter.signal)
    return replace(made, rows=tuple(reversed(made.rows)))


def under_the_chart(chapter: Chapter) -> str:
    """What the marks of the chart through time mean, those that it has."""
    first, last = chapter.series[0], chapter.series[-1]
    told = [f"By month, {first.period.label} to {last.period.label}."]
    if any(figure.limits is not None for figure in chapter.series):
        told.append("Upright lines are the limits of each month.")
    chart = chapter.signal.chart if chapter.signal is not None else None
    if chart is not None and chart.upper[-1] is not None:
        told.append(
            "Between the dotted lines is where months usually lie; a triangle or a diamond is beyond."
        )
    if last.expected is not None:
        told.append("The dashed green line is the target.")
    return " ".join(told)


def services_said(services: Sequence[str]) -> str:
    """The services in one line."""
    return say_list(services) if services else "no service is named in the records"
