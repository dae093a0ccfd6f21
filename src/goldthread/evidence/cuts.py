"""The cuts of questions and the values they take: what may be told apart or held fixed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from goldthread.kernel.periods import Period
from goldthread.kernel.refusals import Refused, did_you_mean
from goldthread.measures.questions import Question, declared

if TYPE_CHECKING:
    from goldthread.evidence.inquiry import Inquiry

NAMING = ("support", "referral", "tenancy", "job")  # records that name the service of a person
MOST_LISTED = 8


def cuts_of(question: Question) -> Mapping[str, object]:
    """The cuts of a question; the sides of a rate share theirs."""
    return question.sides()[0][1].cuts


def check_cuts(names: Sequence[str], questions: Sequence[Question]) -> None:
    """Refuse a cut that none of these has: nothing would be told apart, and nobody would see."""
    known = sorted({name for question in questions for name in cuts_of(question)})
    for name in names:
        if name not in known:
            there = f"There are: {', '.join(known)}." if known else "They have no cuts."
            raise Refused(f'None of these indicators has a cut "{name}".{did_you_mean(name, known)} {there}')


def services_of(inquiry: Inquiry) -> list[str]:
    """The services that the records of people name, in alphabetical order."""
    from goldthread.facts.duck import files

    snapshot = inquiry.basis.snapshot
    asked = " UNION ".join(
        f"SELECT service FROM {files(snapshot.paths(table))} WHERE service IS NOT NULL"
        for table in NAMING
        if snapshot.has(table)
    )
    if not asked:
        return []
    return [row[0] for row in inquiry.connection.execute(f"{asked} ORDER BY 1").fetchall()]


def check_values(
    inquiry: Inquiry, questions: Sequence[Question], where: Mapping[str, str | None], period: Period
) -> None:
    """Refuse a value that no record has and no question declares: its figure would be nobody's."""
    for name, value in where.items():
        known = values_of(inquiry, questions, name, period) if value is not None else []
        if value is not None and value not in known:
            hint = did_you_mean(value, known)
            if not hint and known:
                rest = len(known) - MOST_LISTED
                listed = ", ".join(known[:MOST_LISTED])
                hint = f" There are: {listed}{f', and {rest} more' if rest > 0 else ''}."
            raise Refused(f'No record here has the {name.replace("_", " ")} "{value}".{hint}')


def values_of(inquiry: Inquiry, questions: Sequence[Question], name: str, period: Period) -> list[str]:
    """The values of a cut or split: those declared, and those that kept rows have; in alphabetical order."""
    from goldthread.evidence.asking import kept, rows_of
    from goldthread.evidence.lean import lean
    from goldthread.measures.sql import quoted

    found = set(services_of(inquiry)) if name == "service" else set()
    for _, side in (pair for question in questions for pair in question.sides()):
        kind = "c" if name in side.cuts else "s"
        node = side.cuts[name] if name in side.cuts else side.split.get(name)
        if node is None:
            continue
        found.update(declared(node))
        rows = rows_of(kept(inquiry.basis, lean(side, (name,)), [period]), named=False)
        column = quoted(f"{kind}_{name}")
        asked = inquiry.connection.execute(
            f"SELECT DISTINCT {column} FROM {rows} k WHERE {column} IS NOT NULL"
        )
        found.update(str(row[0]) for row in asked.fetchall())
    return sorted(found)
