"""Which cuts are asked for along with the verdicts.

Where a record belongs, and what its own columns say, comes with it at no cost. A cut that has to be looked up
(the stage and the level of risk on the record's day) costs as much as the question itself, so it is asked
only when a figure is told by it or held to it. Both readings put the same question to the same records.
"""

from __future__ import annotations

from collections.abc import Collection
from copy import copy
from functools import lru_cache

from goldthread.measures.questions import Question
from goldthread.measures.tree import Related, walk


def lean(question: Question, needed: Collection[str]) -> Question:
    """The question without the cuts that have to be looked up, unless one of them is needed."""
    dear = _dear(question)
    return question if dear & set(needed) else _without(question, dear)


@lru_cache(maxsize=1024)
def _dear(question: Question) -> frozenset[str]:
    return frozenset(
        name for name, node in question.cuts.items() if any(isinstance(part, Related) for part in walk(node))
    )


@lru_cache(maxsize=1024)
def _without(question: Question, dear: frozenset[str]) -> Question:
    if not dear:
        return question
    # Copied, not made anew: a question that was sound stays sound with fewer cuts.
    made = copy(question)
    object.__setattr__(made, "cuts", {name: node for name, node in question.cuts.items() if name not in dear})
    return made
