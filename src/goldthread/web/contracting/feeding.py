"""What follows from a clause: read off the trees of the questions, never off a list by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from goldthread.contracts.specification.declared import Agreed, Specification
from goldthread.contracts.specification.termed import terms_of
from goldthread.contracts.terms import Terms
from goldthread.evidence.scenario.affected import affected, judged_otherwise, standards_named
from goldthread.measures.questions import Question, mentions

CLOCK = "clock"


def feeds(questions: Iterable[Question], standard: str) -> tuple[list[Question], list[Question]]:
    """The indicators that ask for the clocks of a standard by its name, and those that ask for any clock."""
    by_name, any_clock = [], []
    for question in questions:
        named = _asked(question)
        if named is None:
            any_clock.append(question)
        elif standard in named:
            by_name.append(question)
    return by_name, any_clock


def _asked(question: Question) -> frozenset[str] | None:
    """Names of the standards that a question asks for; None where it asks for clocks of any name."""
    found: frozenset[str] = frozenset()
    for _, side in question.sides():
        if CLOCK not in mentions(side):
            continue
        named = standards_named(side)
        if named is None:
            return None
        found |= named
    return found


@dataclass(frozen=True)
class Touched:
    """What is counted otherwise, and what is judged otherwise, under another version."""

    counted: Sequence[Question]
    judged: Sequence[Question]


def touched(
    questions: Iterable[Question], before: Specification | None, after: Specification, on: date
) -> Touched:
    """What a version changes from a day on; without one before it, everything that reads its terms."""
    asked = list(questions)
    was, now = (_terms(each, on) for each in (before, after))
    return Touched(affected(asked, was, now), judged_otherwise(asked, was, now))


def _terms(spec: Specification | None, on: date) -> Terms:
    told = [] if spec is None else [Agreed(spec, 1, on)]
    return Terms(**vars(terms_of(told)))
