"""Everything that a report shows, asked for once: figures, series, signals, groups and what they stand on.

An indicator that cannot be worked out does not take the report with it: its chapter says why.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from goldthread.contracts.terms import Contract
from goldthread.contracts.terms.balances import Balance, chosen_of
from goldthread.evidence.cuts import check_cuts, cuts_of, services_of
from goldthread.evidence.figures import Figure
from goldthread.evidence.inquiry import Inquiry
from goldthread.evidence.signals import Signal, signal
from goldthread.evidence.words import is_everybody
from goldthread.kernel.periods import Period, add_months, month, preceding
from goldthread.kernel.refusals import Refused, did_you_mean
from goldthread.measures.questions import Question

MONTHS = 24
LEAST_MONTHS = 12

Say = Callable[[str], None]


@dataclass(frozen=True)
class Chapter:
    """One indicator: its figure, where it has been, its splits, its groups, and what travels with it.

    `failed` says why nothing could be worked out; then there is no figure at all.
    """

    question: Question
    figure: Figure | None = None
    series: Sequence[Figure] = ()
    signal: Signal | None = None
    splits: Mapping[str, Sequence[Figure]] = field(default_factory=dict)
    groups: Mapping[str, Sequence[Figure]] = field(default_factory=dict)
    failed: str = ""

    @property
    def code(self) -> str:
        return self.question.code

    @property
    def silent(self) -> bool:
        """True where no record fell, neither in the period nor in the months before."""
        figure = self.figure
        if self.failed or self.series or figure is None or figure.value is not None:
            return False
        return not any(figure.verdicts.values())

    @property
    def told_apart(self) -> bool:
        """True where everybody counts and only the categories say something: a whole of 100 % is no news."""
        return self.figure is not None and is_everybody(self.figure)


@dataclass(frozen=True)
class Gathered:
    """A whole report, before it has a form."""

    period: Period
    as_of: date
    snapshot: str
    terms: str
    contract: Contract | None
    services: Sequence[str]
    chapters: Sequence[Chapter]
    apart: Sequence[Question]  # indicators that cannot be told for this contract's services alone
    names: Mapping[str, str]  # of every known indicator, by code
    chosen: Mapping[str, Balance] = field(default_factory=dict)  # by the contract, on the period's last day

    @property
    def failed(self) -> list[Chapter]:
        """Chapters without a figure because something went wrong."""
        return [chapter for chapter in self.chapters if chapter.failed]

    @property
    def told(self) -> list[Chapter]:
        """Chapters that have something to tell; the others are named in a list."""
        return [chapter for chapter in self.chapters if not chapter.silent]

    @property
    def silent(self) -> list[Chapter]:
        """Chapters of which there is no record."""
        return [chapter for chapter in self.chapters if chapter.silent]

    def chapter(self, code: str) -> Chapter | None:
        """The chapter of an indicator, if the report has one."""
        return next((chapter for chapter in self.told if chapter.code == code), None)


def gather(
    inquiry: Inquiry,
    questions: Sequence[Question],
    period: Period,
    *,
    by: Sequence[str] = ("service",),
    contract: str | None = None,
    known: Mapping[str, Question] | None = None,
    progress: Say | None = None,
) -> Gathered:
    """Ask every question for a report. `known` are all indicators there are, for the names of balances."""
    check_cuts(by, questions)
    services = services_of(inquiry)
    found = None
    if contract is not None:
        found, services = _contract(inquiry, contract, services)
    scope = services if found is not None else []
    asked = [one for one in questions if not scope or "service" in cuts_of(one)]
    months = months_to(period, inquiry.as_of)
    chapters = []
    for number, question in enumerate(asked, 1):
        if progress is not None:
            progress(f"{number} of {len(asked)} indicators")
        chapters.append(_chapter(inquiry, question, period, months, by, scope))
    return Gathered(
        period=period,
        as_of=inquiry.as_of,
        snapshot=inquiry.snapshot,
        terms=inquiry.basis.terms.hash,
        contract=found,
        services=services,
        chapters=chapters,
        apart=[one for one in questions if one not in asked],
        names={code: one.name for code, one in (known or {}).items()},
        chosen=chosen_of(inquiry.basis.terms, found.code, period.end) if found is not None else {},
    )


def _contract(inquiry: Inquiry, code: str, services: Sequence[str]) -> tuple[Contract, list[str]]:
    """A contract of the terms, and those of the services that it covers at the end of the records."""
    terms = inquiry.basis.terms
    known = [one.code for one in terms.contracts]
    if code not in known:
        hint = did_you_mean(code, known) or f" There are {', '.join(known)}."
        raise Refused(f'The terms name no contract "{code}".{hint}')
    covered = []
    for service in services:
        holding = terms.contract_of(service, inquiry.as_of)
        if holding is not None and holding.code == code:
            covered.append(service)
    if not covered:
        raise Refused(f'No service of these records falls under the contract "{code}". Check its services.')
    return terms.contract(code, inquiry.as_of), covered


def months_to(period: Period, as_of: date, count: int = MONTHS) -> list[Period]:
    """So many full months, the last the one with the period's end, or the last that the records reach."""
    end = min(period.end, as_of)
    last = month(end.year, end.month)
    if last.end > end:
        before = add_months(last.start, -1)
        last = month(before.year, before.month)
    return [*preceding(last, count - 1), last]


def _chapter(
    inquiry: Inquiry,
    question: Question,
    period: Period,
    months: Sequence[Period],
    by: Sequence[str],
    services: Sequence[str],
) -> Chapter:
    try:
        return _worked_out(inquiry, question, period, months, by, services)
    except Refused as refusal:
        return Chapter(question, failed=str(refusal))
    except Exception as fault:  # one indicator's fault must not cost the reader the other fifty-one
        frame = traceback.extract_tb(fault.__traceback__)[-1]
        place = f"{os.path.basename(frame.filename)}:{frame.lineno}"
        return Chapter(question, failed=f"A fault in Goldthread: {type(fault).__name__} at {place}.")


def _worked_out(
    inquiry: Inquiry,
    question: Question,
    period: Period,
    months: Sequence[Period],
    by: Sequence[str],
    services: Sequence[str],
) -> Chapter:
    whole, *bands = inquiry.figures(question, period, services=services)
    splits = {
        name: rows
        for name in question.sides()[0][1].split
        if (rows := [figure for figure in bands if name in figure.cut])
    }
    if is_everybody(whole):
        return Chapter(question, whole, splits=splits)
    groups = {
        name: rows
        for name in by
        if name in cuts_of(question)
        # One group is no comparison.
        if len(rows := _groups(inquiry, question, period, name, services)) > 1
    }
    series = without_early_silence(inquiry.trend(question, months, services=services))
    if all(figure.value is None for figure in series):
        return Chapter(question, whole, splits=splits, groups=groups)
    return Chapter(question, whole, series, signal(series), splits, groups)


def _groups(
    inquiry: Inquiry, question: Question, period: Period, name: str, services: Sequence[str]
) -> list[Figure]:
    found = inquiry.figures(question, period, by=(name,), services=services, with_split=False)
    return [figure for figure in found if name in figure.cut]


def without_early_silence(series: Sequence[Figure]) -> list[Figure]:
    """The series from the first month in which something fell, and never fewer than twelve months."""
    first = next((n for n, figure in enumerate(series) if any(figure.verdicts.values())), len(series))
    return list(series[min(first, max(len(series) - LEAST_MONTHS, 0)) :])
