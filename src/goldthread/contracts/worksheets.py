"""The worksheet of a local indicator: what is asked before an indicator of one's own may be contracted.

A to F of NHS Liverpool's approach to commissioning for outcomes, then its five questions (S2). The indicator
itself is declared in TOML, in the language of local files; it is parsed under a small grammar, never run.
Pure: no database, no clock.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256

from goldthread.catalogue.cuts import standard_cut
from goldthread.catalogue.tables import TABLES
from goldthread.contracts.showing import Shown, show
from goldthread.kernel.refusals import Refused, did_you_mean
from goldthread.measures.local.files import questions
from goldthread.measures.questions import Question
from goldthread.measures.tree import Column

MOST_LETTERS = 20_000  # of a definition; a file on disk may be larger
LEAST_ANSWER = 20  # letters: an answer is a sentence, not "n/a"
MOST_ANSWER = 4_000
PREFIX = "local."
CODE = re.compile(r"local\.[a-z0-9][a-z0-9_.-]{1,60}")
THE_DEFINITION = "The definition"
SOURCE = "S2, the ABC approach to commissioning for outcomes"


@dataclass(frozen=True)
class Answer:
    """One answer that the worksheet asks for. `letter` is that of the approach, where it has one."""

    field: str
    title: str
    asks: str
    letter: str = ""


WORKSHEET: tuple[Answer, ...] = (
    Answer("need", "Need and aim", "What need is there, how do you know of it, and what is the aim?", "A"),
    Answer("evidence", "Best evidence", "What is the best evidence of what works, and where is it?", "B"),
    Answer(
        "practice",
        "Current practice, and its critique",
        "What is done now, and what is wrong or missing in it and in the evidence?",
        "C",
    ),
    Answer("outcome", "Outcome", "What outcome, meaningful to people supported, can be measured?", "D"),
    Answer("evaluation", "Evaluation", "How will the service be evaluated by it, and by whom?", "E"),
    Answer("data_set", "Data set", "Which records does it need, and who records them already?", "F"),
    Answer("what", "What is measured", "What should be measured?"),
    Answer("how", "How it is measured", "How should it be measured?"),
    Answer("when", "When it is measured", "When should it be measured, and how often reported?"),
    Answer("expected", "What is expected", "What do you expect to happen, and by when?"),
    Answer(
        "meaningful",
        "What change is meaningful",
        "What is the most powerful measure of a change that matters, and does it show the work's own effect?",
    ),
)
FIELDS = tuple(one.field for one in WORKSHEET)


@dataclass(frozen=True)
class Fault:
    """Why an indicator cannot be proposed: the part of the worksheet it stands in, and the sentence."""

    part: str  # a field of the worksheet, "definition" or "examples"
    says: str


class NotReady(Refused):
    """Refused with every fault at once."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(" ".join(fault.says for fault in faults))
        self.faults = faults


def check_code(code: str) -> str:
    """The code of an indicator of one's own: local. and a short name. Refused otherwise."""
    if not CODE.fullmatch(code):
        raise Refused(
            "The code begins with local. and goes on in small letters, digits, dots, hyphens and low lines, "
            "such as local.referral_decided_14d."
        )
    return code


def read(text: str, code: str, number: int) -> Question:
    """The indicator that a definition declares. Refused in a sentence with its line where it is known."""
    if len(text) > MOST_LETTERS:
        raise Refused(f"The definition is longer than {MOST_LETTERS:,} letters. Shorten it.")
    try:
        made = questions(text, TABLES, standard_cut, where=THE_DEFINITION)
    except Refused as refusal:
        raise Refused(_with_line(text, str(refusal))) from None
    if len(made) > 1:
        raise Refused(
            "The definition declares more than one [[indicator]]. Give each a worksheet of its own."
        )
    question = made[0]
    if question.code != code:
        raise Refused(
            f'The definition has the code "{question.code}"; this is "{code}". Write code = "{code}".'
        )
    if question.version != number:
        raise Refused(
            f"The definition has version {question.version}; this is version {number}. "
            f"Write version = {number}."
        )
    _check_place(question)
    return question


def _check_place(question: Question) -> None:
    """Whose a record is must not be the author's to say: it decides who may open it."""
    for name, side in question.sides():
        if side is not question:
            _check_place(side)
        elif "service" in side.cuts and side.cuts["service"].form() != _own_service(side):
            of = f" of {name}" if name else ""
            raise Refused(
                f'The cut "service"{of} is the service that the record names. Write cuts as a list, such as '
                'cuts = ["service", "team"], or give yours another name.'
            )


def _own_service(side: Question) -> object:
    return Column(side.each, side.each.spec("service")).form() if side.each.has("service") else None


_OF_INDICATOR = re.compile(r"indicator [^,:]+, (?:(?:events|exposure|top|bottom), )?([\w.]+)")
_OF_NAMES = re.compile(r"(?:names\.\w+|bands)\.(\w+)")
_NO_KEY = re.compile(r'There is no key "([^"]+)"')


def _with_line(text: str, said: str) -> str:
    """The sentence with the line of the key that it is about, where that key stands once in the text."""
    if "(at line" in said:
        return said
    found = _NO_KEY.search(said) or _OF_INDICATOR.search(said) or _OF_NAMES.search(said)
    if found is None:
        return said
    key = re.escape(found[1].rpartition(".")[2])
    starts = [
        number
        for number, line in enumerate(text.splitlines(), start=1)
        if re.match(rf'\s*"?{key}"?\s*=', line)
    ]
    return f"Line {starts[0]}. {said}" if len(starts) == 1 else said


def faults(
    answers: Mapping[str, str], text: str, code: str, number: int, known: Collection[str]
) -> list[Fault]:
    """Everything that stands between a worksheet and its proposal. `known` are the indicators there are."""
    found = [
        Fault(one.field, f"{one.title} is not answered. Answer it in a sentence.")
        for one in WORKSHEET
        if len(answers.get(one.field, "").strip()) < LEAST_ANSWER
    ]
    try:
        question = read(text, code, number)
    except Refused as refusal:
        return [*found, Fault("definition", str(refusal))]
    found += [Fault("definition", says) for says in _unsaid(text, question, known)]
    shown = show(question)
    return found + [Fault("examples", says) for says in shown.faults()]


def _unsaid(text: str, question: Question, known: Collection[str]) -> list[str]:
    """What every indicator says of itself, and a definition may lack."""
    declared = tomllib.loads(text)["indicator"][0]
    wants = [
        f'The definition lacks "{key}": {asks}.'
        for key, asks in (("name", "a name of a few words"), ("asks", "the question in one sentence"))
        if not str(declared.get(key, "")).strip()
    ]
    if not question.balanced_by and not question.unbalanced_because.strip():
        wants.append(
            "Nothing balances it. Name the indicators that would show harm in balanced_by, or say in "
            "unbalanced_because why none does."
        )
    for other in question.balanced_by:
        if other not in known or other == question.code:
            wants.append(
                f'balanced_by names "{other}", which is no other indicator.{did_you_mean(other, known)}'
            )
    return wants


def examined(text: str, code: str, number: int) -> Shown:
    """What the examples of a definition show. Refused where the definition cannot be read."""
    return show(read(text, code, number))


def fingerprint(answers: Mapping[str, str], text: str) -> str:
    """sha256 of the worksheet and the definition together, in hex: what a second person approves."""
    said = "\0".join([*(answers.get(field, "") for field in FIELDS), text])
    return sha256(said.encode()).hexdigest()


def next_version(text: str, number: int) -> str:
    """The text of the version before with its number, where that stands on one line; else as it was."""
    changed, count = re.subn(r"(?m)^(\s*version\s*=\s*)\d+(\s*(?:#.*)?)$", rf"\g<1>{number}\g<2>", text)
    return changed if count == 1 else text


def starting_text(code: str, name: str) -> str:
    """A definition that works, for its author to change."""
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return STARTING.replace("CODE", code, 1).replace("NAME", quoted, 1)


STARTING = """\
# One record, one question, one verdict. Change what follows; "Try it" shows what comes of it.
# bare names are columns of the table in `each`; person.gender is a column of the row it points at.

[[indicator]]
code = "CODE"
version = 1
name = "NAME"
asks = "Of referrals received in the period, how many were decided within 14 days?"
shape = "proportion"
each = "referral"
dated = "received_on"
due = "received_on + days(14)"
met = "choice(blank(decision), False, decided_on <= received_on + days(14))"
unknown = "apart"
better = "higher"
cuts = ["service", "team"]
balanced_by = ["access.start_rate"]
source = "Our own worksheet"
beware = "A referral that still waits after 14 days counts as not met."
examples = '''
received_on | decision | decided_on | as_of      || verdict | placed
2026-03-02  | accepted | 2026-03-06 | 2026-04-30 || met     | 2026-03-02
2026-03-02  | accepted | 2026-03-15 | 2026-04-30 || met     | 2026-03-02
2026-03-02  | accepted | 2026-03-16 | 2026-03-16 || met     | 2026-03-02
2026-03-02  | declined | 2026-03-16 | 2026-04-30 || met     | 2026-03-02
2026-03-02  | accepted | 2026-03-17 | 2026-04-30 || not met | 2026-03-02
2026-03-02  | declined | 2026-04-20 | 2026-04-30 || not met | 2026-03-02
2026-03-02  |          |            | 2026-04-30 || not met | 2026-03-02
2026-03-02  | accepted |            | 2026-04-30 || unknown |
2026-03-02  | accepted | 2026-03-06 | 2026-03-15 || not due |
'''
"""
