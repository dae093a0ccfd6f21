"""Clauses by section, and where each fault belongs: the form in which pages show a specification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from goldthread.contracts.specification.clauses import COUNTING, PARTIES, SERVICES, TERM, Fault
from goldthread.contracts.specification.comparing import Difference, compare
from goldthread.contracts.specification.declared import Specification
from goldthread.web.contracting.vocabulary import Questions, without_codes

Line = tuple[str, str]


@dataclass(frozen=True)
class Clause:
    """One clause: the name that faults give it, what it is called, what it says, where it is edited."""

    name: str
    title: str
    lines: tuple[Line, ...]
    part: str = ""
    place: str = ""
    source: str = ""
    clock: str = ""  # name of the response clock that it is
    figured: bool = False  # of a clock that figures know, and not Today alone: "what if" may be asked of it
    faults: tuple[Fault, ...] = ()

    @property
    def key(self) -> str:
        """What marks it on its page."""
        return f"{self.part}-{self.place}"


@dataclass(frozen=True)
class Block:
    """Clauses shown together; with `columns` as a table. `adds` says where a new one is written."""

    clauses: tuple[Clause, ...]
    title: str = ""
    columns: tuple[str, ...] = ()
    adds: tuple[str, str, str] | None = None  # part, place, words of the link
    none: str = ""


@dataclass(frozen=True)
class Section:
    """One section of the document."""

    slug: str
    title: str
    lead: str
    blocks: tuple[Block, ...]
    loose: tuple[Fault, ...] = ()  # what is wrong with the section as a whole

    @property
    def clauses(self) -> list[Clause]:
        """Every clause of it."""
        return [clause for block in self.blocks for clause in block.clauses]

    @property
    def faults(self) -> list[Fault]:
        """What is wrong in it."""
        return [*self.loose, *(fault for clause in self.clauses for fault in clause.faults)]


# Slug, title and what is asked there.
SECTIONS: dict[str, tuple[str, str]] = {
    "about": ("Who, what and when", "The two sides, the services it covers, its days and how it is paid."),
    "functions": ("Functions", "Each thing that is bought, named by itself."),
    "entry": ("Entry", "Who may come in, and who may not."),
    "pathways": ("Pathways", "Stages with their ways out, and the four components of each pathway."),
    "clocks": ("Response clocks", "What must be answered, in what time, by whom, and who is told if not."),
    "interfaces": ("Partners", "Who speaks for each partner, how often, and on what sharing rests."),
    "staffing": ("Staff, duration and cost", "Who works in it, how many people one carries, and unit costs."),
    "money": ("Money", "Each contract year, whole and by parts."),
    "schedule": ("Indicators and targets", "What is reported, what is to be reached, and what balances it."),
    "counting": ("Rules of counting", "What counts as sustained, and gaps that do not break it."),
}
# Where the words of a fault of no clause lead: a whole section.
_WHOLE = {PARTIES: "about", SERVICES: "about", TERM: "about", COUNTING: "counting", "costs": "staffing"}


def home_of(fault: Fault, told: Sequence[Section]) -> tuple[str, str]:
    """(slug of the section, key of the clause or empty) that a fault belongs to."""
    best, found = -1, ("", "")
    for section in told:
        for clause in section.clauses:
            fits = fault.clause == clause.name or fault.clause.startswith(f"{clause.name}, ")
            if fits and len(clause.name) > best:
                best, found = len(clause.name), (section.slug, clause.key)
    if best >= 0:
        return found
    word = fault.clause.partition(" ")[0].rstrip(",")
    slug = _WHOLE.get(fault.clause) or next(
        (slug for slug in SECTIONS if slug.rstrip("s") == word.rstrip("s")),
        {"duration": "staffing", "cost": "staffing", "staff": "staffing"}.get(word, "about"),
    )
    return slug, ""


def placed(told: list[Section], faults: Sequence[Fault], known: Questions) -> list[Section]:
    """The sections with each fault beside its clause, in words."""
    called = titles(told)
    homes: dict[tuple[str, str], list[Fault]] = {}
    for fault in faults:
        homes.setdefault(home_of(fault, told), []).append(plain_fault(fault, called, known))

    def with_faults(slug: str, block: Block) -> Block:
        rows = (replace(one, faults=tuple(homes.get((slug, one.key), ()))) for one in block.clauses)
        return replace(block, clauses=tuple(rows))

    return [
        replace(
            section,
            blocks=tuple(with_faults(section.slug, block) for block in section.blocks),
            loose=tuple(homes.get((section.slug, ""), ())),
        )
        for section in told
    ]


def plain_fault(fault: Fault, called: Mapping[str, str], known: Questions) -> Fault:
    """A fault whose clause is named as people read it."""
    says, mend = (without_codes(text, known) for text in (fault.says, fault.mend))
    return Fault(in_words(fault.clause, called), says, mend)


def differing(
    before: Specification, after: Specification, called: Mapping[str, str], known: Questions
) -> list[Difference]:
    """What differs between two documents, in words; `called` are the titles of the clauses of both."""
    return [
        replace(
            one,
            clause=in_words(one.clause, called),
            before=without_codes(one.before, known),
            after=without_codes(one.after, known),
        )
        for one in compare(before, after)
    ]


def titles(*documents: Sequence[Section]) -> dict[str, str]:
    """What the clauses of these documents are called, by the names that faults and differences give them."""
    found: dict[str, str] = {}
    for told in documents:
        for section in told:
            for clause in section.clauses:
                found[clause.name] = clause.title if section.slug != "about" else clause.title.capitalize()
    return found


def in_words(name: str, called: Mapping[str, str]) -> str:
    """The name of a clause as people read it: what it is called, and what of it."""
    best = max((one for one in called if name == one or name.startswith(f"{one}, ")), key=len, default="")
    if best:
        rest = name[len(best) :].lstrip(", ")
        return f"{called[best]}: {rest}" if rest else called[best]
    said = name.replace("_", " ")
    return said[:1].upper() + said[1:]
