"""What the examples of an indicator show: whether each comes out as stated, and what they do not notice yet.

Every example is asked of the parsed question in plain Python; then of each of its mutants, the same question
with one part changed. A mutant that every example lets pass is a difference that nobody has shown. The work
is bounded by the size of the question, not by the clock, so that the answer is always the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from goldthread.kernel.refusals import Refused
from goldthread.kernel.words import plural
from goldthread.measures.examples import ASKING, SHOWN, VERDICTS, Example, differences, lacking, worlds
from goldthread.measures.mutants import Mutant, mutants, noticed, without_cuts
from goldthread.measures.questions import Proportion, Question, Verdict
from goldthread.measures.tree import Compare, walk

MOST_EXAMPLES = 60
MOST_WORK = 1_500_000  # parts of a question asked of an example: some seconds at the most
MOST_SAID = 300  # letters of one change in words
_BOUNDARY = {("lt", "le"), ("le", "lt"), ("gt", "ge"), ("ge", "gt")}
_SAID = {verdict: word for word, verdict in VERDICTS.items()}


@dataclass(frozen=True)
class Row:
    """One example, as it was written, and what came of it: nothing wrong where `wrong` is empty."""

    side: str
    number: int
    cells: tuple[str, ...]
    wrong: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """What the examples show.

    `tried` mutants of which `alive` were noticed by no example; `stopped` where the question is too large to
    try them all. `lacks` are sentences about what examples there must be.
    """

    rows: tuple[Row, ...]
    lacks: tuple[str, ...]
    tried: int = 0
    alive: tuple[Mutant, ...] = ()
    stopped: bool = False
    unread: str = ""

    @property
    def wrong(self) -> list[str]:
        """Each example that does not come out as stated, in a sentence."""
        return [
            f"Example {row.number}{f' of {row.side}' if row.side else ''}: {says}"
            for row in self.rows
            for says in row.wrong
        ]

    @property
    def unshown(self) -> list[str]:
        """Boundaries on which no example stands."""
        return [f"No example stands on the boundary: {_short(one)}." for one in self.alive if _bound(one)]

    @property
    def unnoticed(self) -> list[str]:
        """The changes that no example notices, in words."""
        return [_short(one) for one in self.alive]

    @property
    def words(self) -> str:
        """How many changes the examples noticed, in a sentence."""
        if not self.tried:
            return "There is nothing to change in this question that an example could notice."
        told = f"Of {plural(self.tried, 'small change')} to the question, the examples notice "
        told += f"{self.tried - len(self.alive)}."
        return f"{told} It is too large to try every change." if self.stopped else told

    def faults(self) -> list[str]:
        """What must be mended before the indicator may be proposed."""
        if self.unread:
            return [self.unread]
        # What the examples do not notice says little while some of them are wrong.
        return [*self.wrong, *self.lacks, *([] if self.wrong else self.unshown)]


def show(question: Question) -> Shown:
    """What the examples of a question show; where they cannot be read, `unread` says why."""
    try:
        sides = [(name, side, worlds(side)) for name, side in _asked(question)]
        lacks = lacking(question)
    except Refused as refusal:
        return Shown((), (), unread=str(refusal))
    many = sum(len(examples) for _, _, examples in sides)
    if many > MOST_EXAMPLES:
        return Shown(
            (), (), unread=f"There are {many} examples. Leave the {MOST_EXAMPLES} that say the most."
        )
    rows = tuple(
        Row(name, one.number, tuple(one.cells.values()), tuple(_differences(side, one)))
        for name, side, examples in sides
        for one in examples
    )
    lacks += [says for name, side, examples in sides for says in _no_blank(name, side, examples)]
    if not rows or any(row.wrong for row in rows):
        return Shown(rows, tuple(lacks))
    return _tried(rows, tuple(lacks), sides)


def _asked(question: Question) -> list[tuple[str, Question]]:
    """The sides that examples are written under, a rate within a ratio opened too."""
    found: list[tuple[str, Question]] = []
    for name, side in question.sides():
        if side is question:
            return [("", question)]
        found += [(" ".join(part for part in (name, within) if part), one) for within, one in _asked(side)]
    return found


def _differences(side: Question, example: Example) -> list[str]:
    try:
        return differences(side, example)
    except (OverflowError, ValueError, ZeroDivisionError):
        return ["an amount or a day is too large to be worked out."]


def _no_blank(name: str, side: Question, examples: list[Example]) -> list[str]:
    """A question must be asked where something is not known."""
    verdicts = {example.expected["verdict"] for example in examples}
    of = f" of {name}" if name else ""
    if isinstance(side, Proportion) and Verdict.UNKNOWN in verdicts:
        return []
    if any(_blank(cell) for example in examples for cell in example.cells.items()):
        return []
    return [f"No example{of} has a blank. Show what the question answers where something is not known."]


def _blank(cell: tuple[str, str]) -> bool:
    """Whether a cell left of the bars says that something is not known."""
    name, written = cell
    right = name in SHOWN or name.startswith(("split.", "cut."))
    return not right and name not in ASKING and written in ("", "-")


def _tried(
    rows: tuple[Row, ...], lacks: tuple[str, ...], sides: list[tuple[str, Question, list[Example]]]
) -> Shown:
    tried, left = 0, MOST_WORK
    alive: list[Mutant] = []
    for name, side, examples in sides:
        examples = [without_cuts(one) for one in examples]
        cost = sum(sum(1 for _ in walk(node)) for _, node in side.parts()) * max(1, len(examples))
        for mutant in mutants(side):
            if left < cost:
                return Shown(rows, lacks, tried, tuple(alive), stopped=True)
            left -= cost
            tried += 1
            if not noticed(mutant.question, examples):
                alive.append(mutant if not name else _of_side(name, mutant))
    return Shown(rows, lacks, tried, tuple(alive))


def _of_side(name: str, mutant: Mutant) -> Mutant:
    return Mutant(f"{name}, {mutant.part}", mutant.before, mutant.after, mutant.question)


def _short(mutant: Mutant) -> str:
    """A change in words, short enough for a list."""
    told = mutant.description
    return told if len(told) <= MOST_SAID else f"{told[:MOST_SAID]}…"


def _bound(mutant: Mutant) -> bool:
    """A mutant that only takes a boundary in or leaves it out."""
    before, after = mutant.before, mutant.after
    if not (isinstance(before, Compare) and isinstance(after, Compare)):
        return False
    return (before.how, after.how) in _BOUNDARY
