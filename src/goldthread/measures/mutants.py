"""Mutants: a question with one node changed. Its examples must notice every one of them.

    for mutant in survivors(question):
        print(mutant.part, mutant.description)

Left alone, because no answer about one record shows them: `one_per` and `order` (the tally picks), `unknown`,
`per` and the other settings of the tally, and the cuts, which are the same words in every question.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from goldthread.kernel.refusals import Refused
from goldthread.measures.equivalences import canonical, not_yet
from goldthread.measures.examples import Example, holds, worlds
from goldthread.measures.filling import read_columns
from goldthread.measures.mutations import altered
from goldthread.measures.questions import TRUE, Question
from goldthread.measures.saying import say
from goldthread.measures.tree import Form, Node

OF_THE_TALLY = ("one_per", "order")
WHOLE = ("pool", "among")  # may become: every record
DROPPED = ("due", "ends", "amount", "running", "worst")  # may become: nothing said
BLANK_IS_NO = ("pool", "among", "running", "worst")


@dataclass(frozen=True)
class Mutant:
    """A question with one node changed. `part` says where, `description` what became of it."""

    part: str
    before: Node
    after: Node | None
    question: Question

    @property
    def description(self) -> str:
        """Plain words: `ended on is after X` instead of `ended on is on or after X`."""
        after = say(self.after) if self.after is not None else "nothing"
        return f'{self.part}: "{after}" in place of "{say(self.before)}"'


def mutants(question: Question) -> Iterator[Mutant]:
    """Every single-node mutant of a question, or of both sides of a rate or ratio, each meaning once.

    Cuts are left out of the mutants too, which makes them quick to ask.
    """
    for name, side in question.sides():
        if side is not question:
            for mutant in mutants(side):
                yield replace(mutant, part=f"{name}.{mutant.part}")
            continue
        yield from _of_one(replace(side, cuts={}))


def survivors(question: Question) -> list[Mutant]:
    """Mutants that every example of the question answers as written: what the examples do not yet show."""
    found = []
    for name, side in question.sides():
        if side is not question:
            found += [replace(one, part=f"{name}.{one.part}") for one in survivors(side)]
            continue
        examples = [without_cuts(example) for example in worlds(side)]
        found += [mutant for mutant in mutants(side) if not noticed(mutant.question, examples)]
    return found


def without_cuts(example: Example) -> Example:
    """The example as mutants are asked it: they have no cuts."""
    kept = {name: cell for name, cell in example.expected.items() if not name.startswith("cut.")}
    return replace(example, expected=kept)


def noticed(mutant: Question, examples: list[Example]) -> bool:
    """True when one of the examples, without their cuts, comes out otherwise."""
    try:
        return not all(holds(mutant, example) for example in examples)
    except (OverflowError, ValueError):  # a day before the calendar begins: it cannot be answered at all
        return True


def _of_one(question: Question) -> Iterator[Mutant]:
    named = read_columns(question)
    for name, node in list(question.parts()):
        if name in OF_THE_TALLY or node is TRUE:
            continue
        meant = not_yet if name == "due" else _itself
        seen = {meant(canonical(node.form()))}
        for one in altered(node, named, name in BLANK_IS_NO):
            meaning = meant(canonical(one.whole.form()))
            if meaning not in seen:
                seen.add(meaning)
                yield from _made(question, name, one.before, one.after, {name: one.whole})
        yield from _whole_parts(question, name, node)


def _itself(form: Form) -> Form:
    return form


def _whole_parts(question: Question, name: str, node: Node) -> Iterator[Mutant]:
    """A part left out altogether."""
    if name in WHOLE and node is not TRUE:
        yield from _made(question, name, node, TRUE, {name: TRUE})
    if name == "due" and question.dated is not None and node.form() == question.dated.form():
        return  # without it `dated` says the same
    if name in DROPPED or (name == "value" and question.shape == "count"):
        yield from _made(question, name, node, None, {name: None})


def _made(
    question: Question, name: str, before: Node, after: Node | None, parts: dict[str, Any]
) -> Iterator[Mutant]:
    """The mutant, unless it is refused: then nobody could have written it."""
    kind, _, key = name.partition(".")
    if key:
        parts = {kind: {**getattr(question, kind), key: parts[name]}}
    try:
        made = replace(question, **parts)
    except Refused:
        return
    yield Mutant(name, before, after, made)
