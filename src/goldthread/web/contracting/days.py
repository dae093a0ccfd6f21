"""A draft may say days that no calendar has: its pages still open, and say so, that it can be mended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from goldthread.contracts.specification import checks, termed
from goldthread.contracts.specification.clauses import TERM, Fault
from goldthread.contracts.specification.declared import Specification
from goldthread.kernel.refusals import Refused
from goldthread.web.contracting.vocabulary import Questions

Found = TypeVar("Found")
MEND = "Check the days of the contract."


def faults_of(spec: Specification, known: Questions) -> list[Fault]:
    """Every fault; where its days cannot be counted at all, that one."""
    try:
        return checks.faults(spec, known)
    except (Refused, OverflowError) as refusal:
        return [Fault(TERM, str(refusal), MEND)]


def advice_of(spec: Specification, known: Questions | None = None) -> list[Fault]:
    """What is better thought over; nothing where its days cannot be counted."""
    return _or(lambda: checks.warnings(spec, known), [])


def begins(spec: Specification, year: int) -> date | None:
    """The first day of a contract year; None where no calendar has it."""
    return _or(lambda: termed.year_begins(spec, year), None) if 0 < year < 200 else None


def years(spec: Specification) -> int:
    """How many contract years there are; 1 where that cannot be counted."""
    return _or(lambda: termed.years_of(spec), 1)


def last(spec: Specification) -> date | None:
    """The last day with the extension; None where no calendar has it."""
    return _or(lambda: termed.last_day(spec), None)


def _or(find: Callable[[], Found], otherwise: Found) -> Found:
    try:
        return find()
    except (Refused, OverflowError):
        return otherwise
