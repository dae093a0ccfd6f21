"""What the page of one version shows: where it stands, what it lacks, how it is counted."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import unified_diff
from functools import lru_cache
from typing import Any

from goldthread.access.rules import May
from goldthread.contracts import local_queries
from goldthread.contracts.models.local import APPROVED, DRAFT, PROPOSED, STATUSES, LocalIndicator
from goldthread.contracts.showing import Shown, show
from goldthread.contracts.worksheets import WORKSHEET, Fault, faults, next_version, read
from goldthread.kernel.refusals import Refused
from goldthread.measures.questions import Question
from goldthread.measures.saying import how_counted
from goldthread.reports.saying import counted
from goldthread.web.look.door import Door
from goldthread.web.standing import questions

STATUS_WORDS = {status: words[:1].upper() + words[1:] for status, words in STATUSES.items()}


@lru_cache(maxsize=64)
def understood(text: str, code: str, number: int) -> tuple[Question | None, str]:
    """The question of a definition; or none, and why it cannot be read."""
    try:
        return read(text, code, number), ""
    except Refused as refusal:
        return None, str(refusal)


@lru_cache(maxsize=64)
def shown(text: str, code: str, number: int) -> Shown | None:
    """What the examples of a definition show; None where it cannot be read."""
    question, _ = understood(text, code, number)
    return show(question) if question is not None else None


def named(row: LocalIndicator) -> str:
    """The name that a definition gives, or its code where it cannot be read."""
    question, _ = understood(row.text, row.code, row.number)
    return question.name if question is not None else row.code


def definition_told(row: LocalIndicator, text: str) -> dict[str, Any]:
    """How a definition is counted and what its examples show, for a template."""
    question, unread = understood(text, row.code, row.number)
    return {
        "row": row,
        "name": named(row),
        "question": question,
        "unread": unread,
        "counted": list(counted(how_counted(question))) if question is not None else [],
        "shown": shown(text, row.code, row.number),
        "headings": _headings(question),
        "status": STATUS_WORDS[row.status],
    }


def _headings(question: Question | None) -> dict[str, list[str]]:
    """The heading of each side's examples, by side."""
    found: dict[str, list[str]] = {}
    for name, side in question.sides() if question is not None else ():
        lines = [line for line in side.examples.splitlines() if line.strip()]
        if lines:
            found[name] = [cell.strip() for cell in lines[0].replace("||", "|").split("|")]
    return found


def row_told(door: Door, row: LocalIndicator) -> dict[str, Any]:
    """Everything about one version but its preview."""
    known = questions()
    versions = local_queries.versions(row.code, seen_by=door.scope)
    lacks = faults(row.answers, row.text, row.code, row.number, known) if row.status == DRAFT else []
    may_write = door.scope.may(May.CONTRACT)
    names = local_queries.names_of(row, seen_by=door.scope)
    return {
        **definition_told(row, row.text),
        "lacks": lacks,
        "worksheet": [(one, getattr(row, one.field)) for one in WORKSHEET],
        "versions": versions,
        "changes": changes(row, versions),
        "status_words": STATUS_WORDS,
        "may_write": may_write,
        "own_proposal": row.status == PROPOSED and row.proposed_by == door.scope.told_as,
        "who": {account: names.get(account, "an account of another time") for account in _accounts(row)},
        "asked_here": row.status == APPROVED and row.code in known,
    }


@dataclass(frozen=True)
class Changes:
    """What a version changes of the one approved before it: answers by title, and lines of the definition."""

    number: int
    answers: tuple[tuple[str, str, str], ...]
    lines: tuple[str, ...]


def changes(row: LocalIndicator, versions: list[LocalIndicator]) -> Changes | None:
    """What changed since the version before; None for a first version."""
    earlier = [one for one in versions if one.number < row.number]
    if not earlier:
        return None
    before = max(earlier, key=lambda one: one.number)
    answers = tuple(
        (one.title, getattr(before, one.field), getattr(row, one.field))
        for one in WORKSHEET
        if getattr(before, one.field) != getattr(row, one.field)
    )
    now = next_version(before.text, row.number).splitlines()  # its number alone is no change
    compared = list(unified_diff(now, row.text.splitlines(), lineterm="", n=0))[2:]  # two lines of heading
    lines = tuple(line for line in compared if not line.startswith("@@"))
    return Changes(before.number, answers, lines)


def _accounts(row: LocalIndicator) -> set[str]:
    return {one for one in (row.recorded_by, row.proposed_by, row.decided_by, row.retired_by) if one}


def by_part(lacks: list[Fault]) -> list[tuple[str, list[str]]]:
    """Faults under the page on which they are mended; the blanks of the worksheet in one line."""
    missing = {one.part for one in lacks}
    blank = [one.title for one in WORKSHEET if one.field in missing]
    of_worksheet = [f"Not answered yet: {'; '.join(blank)}."] if blank else []
    of_definition = [one.says for one in lacks if one.part in ("definition", "examples")]
    return [("worksheet", of_worksheet), ("definition", of_definition)]
