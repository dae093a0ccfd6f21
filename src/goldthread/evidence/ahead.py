"""Asking ahead: the verdicts that the pages will need, kept before anybody opens one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from goldthread.contracts.terms import Terms
from goldthread.evidence.asking import kept
from goldthread.evidence.inquiry import opened
from goldthread.evidence.lean import lean
from goldthread.facts.store import Store
from goldthread.kernel.periods import Period, month, preceding
from goldthread.measures.questions import Question

MONTHS_SHOWN = 24


def shown_months(last: date) -> list[Period]:
    """The 24 months up to the one of `last`, earliest first."""
    final = month(last.year, last.month)
    return [*sorted(preceding(final, MONTHS_SHOWN - 1), key=lambda each: each.start), final]


def ask_ahead(
    store: Store,
    terms: Terms,
    questions: Iterable[Question],
    months: list[Period],
    *,
    asked: Callable[[int], None] = lambda number: None,
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Ask every question of the months and keep the verdicts; answers how many were asked.

    `asked` is told the number of each question before it is asked; `stopped` ends the asking between two.
    """
    number = 0
    with opened(store, terms=terms) as inquiry:
        for question in questions:
            if stopped():
                break
            asked(number)
            for _, side in question.sides():
                kept(inquiry.basis, lean(side, ()), months)
            number += 1
    return number
