"""Asking ahead: the verdicts that the pages will need, kept before anybody opens one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from goldthread.contracts.terms import Terms
from goldthread.evidence.asking import keep_together
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

    Questions of one table are asked in one reading. `asked` is told, by number, each question that is begun;
    `stopped` ends the asking between two readings.
    """
    sides = [(number, lean(side, ())) for number, each in enumerate(questions) for _, side in each.sides()]
    numbers = {side: number for number, side in sides}
    begun: set[int] = set()
    halted = False

    def about_to(now: Sequence[Question]) -> bool:
        nonlocal halted
        halted = stopped()
        for number in sorted({numbers[side] for side in now} - begun) if not halted else ():
            asked(len(begun))
            begun.add(number)
        return not halted

    with opened(store, terms=terms) as inquiry:
        keep_together(inquiry.basis, [side for _, side in sides], months, about_to=about_to)
    return len(begun) if halted else len(set(numbers.values()))
