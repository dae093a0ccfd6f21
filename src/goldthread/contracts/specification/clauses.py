"""The clauses of a specification by stable names, and what can be wrong with one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from goldthread.contracts.specification.declared import CostBand, Duration
from goldthread.kernel.clocks import Limit
from goldthread.kernel.refusals import Refused, did_you_mean

Part = TypeVar("Part")

PARTIES, SERVICES, TERM, COUNTING = "parties", "services", "term", "counting"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: the clause, what is wrong with it, and how to mend it."""

    clause: str
    says: str
    mend: str

    def __str__(self) -> str:
        return f"{self.clause}: {self.says} {self.mend}"


def blank(text: str | None) -> bool:
    """Whether nothing is written."""
    return not (text or "").strip()


def unknown(word: str, known: Iterable[str], of: str) -> str:
    """'"montly" is not a cadence known here. Did you mean "monthly"?'"""
    return f'"{word}" is no {of} known here.{did_you_mean(word, known)}'


def among(clause: str, word: str, known: Mapping[str, str] | Iterable[str], of: str) -> Iterator[Fault]:
    """A fault where a word is not of its closed list."""
    words = tuple(known)
    if word not in words:
        says = f"It names no {of}." if blank(word) else unknown(word, words, of)
        yield Fault(clause, says, f"Use one of: {', '.join(words)}.")


def twice(rows: Iterable[Part], clause: Callable[[Part], str]) -> Iterator[Fault]:
    """A fault for every clause that stands more than once."""
    names = [clause(row) for row in rows]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield Fault(name, "It stands twice.", "Keep one.")


def uncountable(amount: int, unit: str) -> str | None:
    """Why a time cannot be counted, in a sentence; None where it can."""
    try:
        Limit(amount, unit)  # type: ignore[arg-type]
    except Refused as refusal:
        return refusal.sentence
    return None


def of_pathway(part: Duration | CostBand, name: str) -> str:
    """The clause of a length or a cost band, which may be of one pathway."""
    return f"{name}, pathway {part.pathway}" if part.pathway else name
